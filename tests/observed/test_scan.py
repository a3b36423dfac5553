"""A scan joins its pages, goes on where it was stopped, and says what does not add up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import pytest

from model.observed.buybacks import Buyback
from model.observed.reconciled import reconciled
from model.observed.scan import Page, PageTooLarge, Receipt, Scan, Trade, scan
from model.observed.tables import ObservedError
from tests.observed.test_tables import NOON, event

SUPPLY = 10**28
LAST = 60


def at(block: int, dollars: int, tokens: int) -> Buyback:
    return replace(event(block, dollars, tokens), block=block, log_index=block)


@dataclass
class Chain:
    """A chain in memory; it refuses more than ``most`` blocks at once."""

    name: str = "chain 1"
    most: int = 1000
    buybacks: tuple[Buyback, ...] = tuple(at(k, 3 * 10**6, 10**20 + k) for k in (5, 6, 31, 59))
    receipts: tuple[Receipt, ...] = tuple(Receipt(k, 0, 4 * 10**6) for k in (2, 6, 30, 58))
    trades: tuple[Trade, ...] = tuple(
        Trade(k, 1, "old" if k < 30 else "new", NOON, k % 2 == 0, 10**6 * k)
        for k in range(1, 60, 9)
    )
    asked: list[tuple[int, int]] = field(default_factory=list)

    def head(self) -> int:
        return LAST

    def page(self, first: int, last: int) -> Page:
        self.asked.append((first, last))
        if last - first + 1 > self.most:
            raise PageTooLarge("more than allowed")

        def within(what: tuple[Buyback, ...] | tuple[Trade, ...] | tuple[Receipt, ...]) -> Iterator:  # type: ignore[type-arg]
            return (each for each in what if first <= each.block <= last)

        return Page(
            first,
            last,
            tuple(within(self.buybacks)),
            tuple(within(self.trades)),
            tuple(within(self.receipts)),
        )

    def supply(self, block: int) -> int:
        return SUPPLY - sum(each.burn_amount for each in self.buybacks if each.block <= block)

    def balance(self, block: int) -> int:
        received = sum(each.amount for each in self.receipts if each.block <= block)
        return received - sum(each.amount_in for each in self.buybacks if each.block <= block)


WHOLE = scan(Chain(), 1)


@pytest.mark.parametrize("page", [1, 7, 60, 10_000])
@pytest.mark.parametrize("most", [1, 4, 1000])
def test_the_size_of_pages_does_not_matter(page: int, most: int) -> None:
    chain = Chain(most=most)
    assert scan(chain, 1, page=page) == WHOLE
    read = [(a, b) for a, b in chain.asked if b - a < most]
    assert read[0][0] == 1
    assert read[-1][1] == LAST
    assert all(before[1] + 1 == after[0] for before, after in pairwise(read))


def test_a_node_that_refuses_is_not_asked_again_for_as_much() -> None:
    chain = Chain(most=10)
    scan(chain, 1, page=60)
    refused = [(a, b) for a, b in chain.asked if b - a + 1 > 10]
    assert len(refused) == 3  # 60, 30 and 15 blocks, once each
    with pytest.raises(ObservedError, match="refuses block 1 alone"):
        scan(Chain(most=0), 1)


def test_both_gateways_are_summed_apart() -> None:
    assert WHOLE.by_gateway() == {"old": (1 + 10 + 19 + 28) * 10**6, "new": (37 + 46 + 55) * 10**6}


@pytest.mark.parametrize("cut", [0, 25])
def test_a_stopped_scan_goes_on_after_its_last_whole_line(cut: int, tmp_path: Path) -> None:
    kept = tmp_path / "scan.jsonl"
    scan(Chain(), 1, 24, page=8, kept=kept)
    if cut:
        kept.write_text(kept.read_text("utf-8")[:-cut], "utf-8")
    again = Chain()
    assert scan(again, 1, page=8, kept=kept) == WHOLE
    assert again.asked[0][0] == (17 if cut else 25)
    untouched = Chain()
    assert scan(untouched, 1, kept=kept) == WHOLE
    assert untouched.asked == []
    assert scan(Chain(), 1, 30, kept=kept) == scan(Chain(), 1, 30)


def test_a_stop_in_the_middle_of_a_page_loses_no_event(tmp_path: Path) -> None:
    class Stopped(Chain):
        def page(self, first: int, last: int) -> Page:
            if first > 30:
                raise KeyboardInterrupt
            return super().page(first, last)

    kept = tmp_path / "scan.jsonl"
    with pytest.raises(KeyboardInterrupt):
        scan(Stopped(), 1, page=8, kept=kept)
    assert scan(Chain(), 1, page=8, kept=kept) == WHOLE


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda lines: lines[:2] + lines[3:], "blocks 9 to 16 are missing"),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], "blocks 1 to 8 stand twice"),
        (lambda lines: ['{"scan of": "chain 2", "first": 1}', *lines[1:]], "a scan of chain 2"),
        (lambda lines: ["{}", *lines[1:]], "a scan of None"),
        (lambda lines: ["5", *lines[1:]], "is no scan"),
        (lambda lines: [*lines[:2], "nothing", *lines[3:]], "is no scan"),
    ],
)
def test_a_kept_scan_that_does_not_join_is_refused(
    edit: Callable[[list[str]], list[str]], said: str, tmp_path: Path
) -> None:
    kept = tmp_path / "scan.jsonl"
    scan(Chain(), 1, page=8, kept=kept)
    kept.write_text("\n".join(edit(kept.read_text("utf-8").splitlines())) + "\n", "utf-8")
    with pytest.raises(ObservedError, match=said):
        scan(Chain(), 1, page=8, kept=kept)


def test_another_first_block_and_the_future_are_refused(tmp_path: Path) -> None:
    kept = tmp_path / "scan.jsonl"
    scan(Chain(), 1, kept=kept)
    with pytest.raises(ObservedError, match="from block 1, not of chain 1 from block 2"):
        scan(Chain(), 2, kept=kept)
    with pytest.raises(ObservedError, match="the chain ends at 60"):
        scan(Chain(), 1, 61)


def test_a_kept_event_that_was_changed_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "scan.jsonl"
    scan(Chain(), 1, kept=kept)
    head, line = kept.read_text("utf-8").splitlines()
    page = json.loads(line)
    page["buybacks"][0]["burn_amount"] += 1
    kept.write_text(f"{head}\n{json.dumps(page)}\n", "utf-8")
    with pytest.raises(ObservedError, match="block 5, log 5: the parts differ"):
        scan(Chain(), 1, kept=kept)


def test_what_was_read_adds_up_from_any_block() -> None:
    for first, last in ((0, LAST), (1, LAST), (6, 30), (31, 31)):
        sums = reconciled(Chain(), scan(Chain(), first, last))
        assert sums.gaps == ()
        assert sums.others_burned == 0


def without(scanned: Scan, what: str) -> Scan:
    return replace(scanned, **{what: getattr(scanned, what)[1:]})


@pytest.mark.parametrize(
    ("chain", "scanned", "said"),
    [
        (Chain(), without(WHOLE, "receipts"), "base units of dollars more than"),
        (Chain(), without(WHOLE, "buybacks"), "base units of dollars fewer than"),
        (
            Chain(buybacks=tuple(replace(e, burn_amount=0) for e in Chain().buybacks)),
            WHOLE,
            "the tokens were sent away and not burned",
        ),
    ],
)
def test_what_does_not_add_up_is_named(chain: Chain, scanned: Scan, said: str) -> None:
    gaps = reconciled(chain, scanned).gaps
    assert len(gaps) == 1
    assert said in gaps[0]
