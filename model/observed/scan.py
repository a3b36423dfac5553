"""Reading the chain page by page: what was read is kept, so that a stopped scan goes on from there.

Each page is a range of blocks, read for all contracts at once, and a line of the file in which the
scan is kept. Pages join without a gap; a file whose pages do not is refused with the gap named.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from model import gates
from model.observed.buybacks import Buyback, checked
from model.observed.tables import ObservedError


class PageTooLarge(Exception):
    """A node that has no answer for so many blocks at once; it may have one for fewer."""


@dataclass(frozen=True)
class Trade:
    """A purchase or sale of shares through one gateway of Delphi, in base units of its dollars."""

    block: int
    log_index: int
    gateway: str
    time: datetime
    bought: bool
    amount: int


@dataclass(frozen=True)
class Receipt:
    """Dollars that came to the vault, in base units."""

    block: int
    log_index: int
    amount: int


@dataclass(frozen=True)
class Page:
    """What the contracts emitted in the blocks from ``first`` to ``last``, both included."""

    first: int
    last: int
    buybacks: tuple[Buyback, ...]
    trades: tuple[Trade, ...]
    receipts: tuple[Receipt, ...]


class Node(Protocol):
    """What a scan asks of a node of the chain."""

    @property
    def name(self) -> str:
        """Chain and contracts: what a kept scan is of."""

    def head(self) -> int:
        """Number of the newest block that will not be taken back."""

    def page(self, first: int, last: int) -> Page:
        """Events of a range of blocks. Raises `PageTooLarge` for a range the node refuses."""

    def supply(self, block: int) -> int:
        """Tokens that exist at the end of a block, in base units."""

    def balance(self, block: int) -> int:
        """Dollars of the vault at the end of a block, in base units."""


@dataclass(frozen=True)
class Scan:
    """All that was read, from ``first`` to ``last`` without a gap."""

    first: int
    last: int
    buybacks: tuple[Buyback, ...]
    trades: tuple[Trade, ...]
    receipts: tuple[Receipt, ...]

    def by_gateway(self) -> dict[str, int]:
        """Trading volume of each gateway that was used, in base units."""
        found: dict[str, int] = {}
        for trade in self.trades:
            found[trade.gateway] = found.get(trade.gateway, 0) + trade.amount
        return found


def scan(
    node: Node,
    first: int,
    last: int | None = None,
    *,
    page: int = 10_000,
    kept: Path | None = None,
    tell: Callable[[str], object] = lambda text: None,
) -> Scan:
    """Read the blocks from ``first`` to ``last``, or to the node's head, ``page`` at a time.

    With ``kept`` the pages are lines of that file, and a scan that was stopped goes on after the
    last whole line. A page that the node refuses is halved. Raises `ObservedError` if a file is of
    another chain, other contracts or another first block, if its pages leave a gap, if one block
    alone is refused, and for events that do not add up.
    """
    first = gates.whole(ObservedError, "first", first, 0)
    page = gates.whole(ObservedError, "page", page)
    head = node.head()
    last = head if last is None else gates.whole(ObservedError, "last", last, first)
    if not first <= last <= head:
        raise ObservedError(f"blocks {first} to {last} are not there yet: the chain ends at {head}")
    pages = list(_read(kept, node.name, first))
    if kept is not None and not pages:
        kept.write_text(json.dumps({"scan of": node.name, "first": first}) + "\n", "utf-8")
    pages = [each for each in pages if each.first <= last]
    _check_joined(pages, first)
    at = pages[-1].last + 1 if pages else first
    while at <= last:
        found = _largest(node, at, min(at + page - 1, last))
        page = found.last - at + 1  # what the node allowed once, it allows again
        if kept is not None:
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(found), default=datetime.isoformat) + "\n")
        pages.append(found)
        at = found.last + 1
        tell(f"read to block {found.last} of {last}")
    whole = _joined(pages, first, last)
    places = [f"block {each.block}, log {each.log_index}" for each in whole.buybacks]
    checked(places, whole.buybacks)
    return whole


def _largest(node: Node, first: int, last: int) -> Page:
    """The page from ``first`` on, as long as the node allows."""
    while True:
        try:
            return node.page(first, last)
        except PageTooLarge as error:
            if first == last:
                raise ObservedError(
                    f"the node refuses block {first} alone ({error}): ask another node"
                ) from error
            last = first + (last - first) // 2


def _read(kept: Path | None, name: str, first: int) -> Iterator[Page]:
    """Pages of a file; a last line that was cut off is taken away, and read again."""
    if kept is None or not kept.exists():
        return
    lines = kept.read_text("utf-8").splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines.pop()
        kept.write_text("".join(lines), "utf-8")
    if not lines:
        return
    try:
        about, *pages = (json.loads(line) for line in lines)
        if about != {"scan of": name, "first": first}:
            raise ObservedError(
                f"{kept} is a scan of {about.get('scan of')} from block {about.get('first')}, not "
                f"of {name} from block {first}: name another file"
            )
        yield from (_page(each) for each in pages)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, ObservedError):
            raise
        raise ObservedError(f"{kept} is no scan ({error}): name another file") from error


def _page(given: dict[str, Any]) -> Page:
    def made(kind: Any, name: str) -> tuple[Any, ...]:
        timed = ({**row, "time": datetime.fromisoformat(row["time"])} for row in given[name])
        return tuple(kind(**row) for row in timed)

    receipts = tuple(Receipt(**row) for row in given["receipts"])
    return Page(
        given["first"], given["last"], made(Buyback, "buybacks"), made(Trade, "trades"), receipts
    )


def _check_joined(pages: list[Page], first: int) -> None:
    due = first
    for page in pages:
        if page.first > due:
            raise ObservedError(
                f"blocks {due} to {page.first - 1} are missing from the kept scan: take away its "
                "lines from there on, and they are read again"
            )
        if page.first < due:
            raise ObservedError(
                f"blocks {page.first} to {due - 1} stand twice in the kept scan: take away its "
                "lines from there on"
            )
        due = page.last + 1


def _joined(pages: list[Page], first: int, last: int) -> Scan:
    """One scan of pages that join; what lies behind ``last`` is left out."""

    def upto(name: str) -> tuple[Any, ...]:
        return tuple(e for page in pages for e in getattr(page, name) if e.block <= last)

    return Scan(first, last, upto("buybacks"), upto("trades"), upto("receipts"))
