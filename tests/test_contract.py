"""The split in the contract's integers: worked cases, exact sums, and the bound to the model."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import model
from model.compile.python import printed
from model.contract import BPS, ContractError, Split, split

BASE = 10**18
amounts = st.integers(0, 10**28) | st.integers(0, 10**5)
shares = st.integers(0, BPS).flatmap(lambda e: st.tuples(st.just(e), st.integers(0, BPS - e)))


@pytest.mark.parametrize(
    ("amount", "parts"),
    [
        (1_000_000 * BASE, (10_000 * BASE, 693_000 * BASE, 297_000 * BASE)),
        (1_234_567, (12_345, 855_555, 366_667)),
        (0, (0, 0, 0)),
        (1, (0, 0, 1)),
        (99, (0, 69, 30)),
        (100, (1, 69, 30)),
        (10_000, (100, 6_930, 2_970)),
    ],
)
def test_worked_cases(amount: int, parts: tuple[int, int, int]) -> None:
    assert split(amount) == parts
    assert model.contract.split(amount, executor_bps=100, burn_bps=7_000) == Split(*parts)


def test_the_article_needs_another_burn_share() -> None:
    """Burning 70 per cent of the gross takes 70/99 of the rest; whole bps cannot say that."""
    gross = 10**9 * BASE
    assert split(gross, burn_bps=7_000).burn * 1000 == gross * 693
    nearest = [split(gross, burn_bps=bps).burn for bps in (7_070, 7_071)]
    assert nearest[0] < Fraction(70, 100) * gross < nearest[1]


@settings(max_examples=500)
@given(amounts, shares)
@example(1, (0, BPS))
@example(10**28, (BPS, 0))
def test_nothing_is_lost_and_dust_goes_to_the_treasury(amount: int, bps: tuple[int, int]) -> None:
    executor_bps, burn_bps = bps
    parts = split(amount, executor_bps, burn_bps)
    assert sum(parts) == amount
    assert min(parts) >= 0
    e, b = Fraction(executor_bps, BPS), Fraction(burn_bps, BPS)
    assert -1 < parts.executor - e * amount <= 0
    # T1: burn − b(1 − e)·O lies in (−1, b); treasury − (1 − b)(1 − e)·O in [0, 2 − b).
    burn_gap = parts.burn - b * (1 - e) * amount
    assert burn_gap > -1
    assert burn_gap < b or burn_gap == 0
    treasury_gap = parts.treasury - (1 - b) * (1 - e) * amount
    assert 0 <= treasury_gap < 2 - b


@settings(max_examples=300)
@given(st.integers(0, 10**12), shares)
def test_the_specification_is_within_two_base_units_of_the_contract(
    amount: int, bps: tuple[int, int]
) -> None:
    """The block that every engine runs, given amounts that floats hold exactly."""
    block = printed(model.economy("announced"), "math").function(
        model.economy("announced").block("split")
    )
    names = [s.name for s in model.economy("announced").block("split").inputs]
    inputs = {
        "vault_ai": float(amount),
        "split_rule": 0.0,
        "executor_share_in_force": bps[0] / BPS,
        "burn_share_in_force": bps[1] / BPS,
    }
    assert set(names) == set(inputs)
    real = block(*(inputs[name] for name in names))
    for whole, smooth in zip(split(amount, *bps), real, strict=True):
        assert abs(Fraction(smooth) - whole) < 2


@settings(max_examples=100)
@given(amounts, st.integers(0, 10_000))
def test_an_executor_that_slices_loses_at_most_dust(amount: int, cut: int) -> None:
    first = amount * cut // 10_000
    together = split(amount)
    apart = [split(first), split(amount - first)]
    assert 0 <= together.executor - sum(s.executor for s in apart) <= 1
    assert sum(sum(s) for s in apart) == amount


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((-1,), "amount_out=-1 must be a whole number of 0 or more"),
        ((1.0,), "amount_out=1.0"),
        ((True,), "amount_out=True"),
        ((10, -1), "executor_bps=-1"),
        ((10, 1, 0.7), "burn_bps=0.7"),
        ((10, 3_001, 7_000), "executor_bps + burn_bps = 10001 exceeds 10000: lower one of them"),
        ((10, 0, 10_001), "exceeds 10000"),
        ((None,), "amount_out=None"),
    ],
)
def test_what_the_contract_refuses_is_refused(arguments: tuple[object, ...], words: str) -> None:
    with pytest.raises(ContractError) as caught:
        split(*arguments)  # type: ignore[arg-type]
    assert words in str(caught.value)
