"""Purchases in the contracts' whole numbers: edges of the guard, and pools worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.contract import BPS
from model.contract_runs import (
    DOLLARS,
    EXACT_FEE,
    TOKENS,
    above,
    behind,
    from_one,
    front,
    in_turn,
    largest_passing,
    paid_in,
    passing,
    profit,
    safe,
    shallowest,
    shut,
    shut_for,
    summed,
    swapped,
    whole_reward,
)
from model.factbook import facts

#: Large enough for rounding not to matter beside a thousandth of what passes.
reserves = st.integers(10**20, 10**28)


def test_the_fee_is_that_of_the_facts() -> None:
    assert float(EXACT_FEE) == facts["pool_fee"].to("1")
    assert paid_in(10**6) == 10**6 - 10**6 * EXACT_FEE


@given(reserves, reserves, st.integers(1, 500))
@settings(max_examples=60)
def test_the_guard_takes_the_largest_purchase_and_no_larger(
    tokens: int, dollars: int, bps: int
) -> None:
    average = Fraction(dollars, tokens)

    def accepted(amount: int) -> bool:
        got = swapped(tokens, dollars, paid_in(amount))
        return bool(got * BPS >= amount / average * (BPS - bps))

    most = largest_passing(tokens, dollars, average, bps)
    assert most == 0 or accepted(most)
    assert not accepted(most + most // 1000 + 10**9)


def test_a_dearer_price_lets_less_pass_until_none_does() -> None:
    assert passing(1.005) < passing(1) < passing(0.995)
    assert shut(1.02)
    assert not shut(1)


def test_a_largest_purchase_leaves_the_price_where_it_shut_the_guard() -> None:
    left = behind(passing())
    assert 1 < left < 1.02
    assert shut(left)
    assert behind(0) == 1


def test_slices_by_hand() -> None:
    assert in_turn(100, 100, [100], recovers=True) == 50
    assert in_turn(100, 100, [50, 50], recovers=False) == 50
    assert in_turn(100, 100, [50, 50], recovers=True) == Fraction(200, 3)
    assert in_turn(100, 100, [100], True, kept=Fraction(1, 2)) == Fraction(100, 3)


def test_purchases_a_window_apart_buy_more_than_at_once() -> None:
    assert summed(1) == passing() / DOLLARS
    assert summed(2) > 2 * summed(1)
    assert summed(2, apart=False) == summed(1)


def test_the_executor_is_paid_his_share_of_what_is_bought() -> None:
    small = 10**15
    paid = whole_reward(TOKENS, DOLLARS, small, 100)
    assert float(paid / small) == pytest.approx(0.01 * float(1 - EXACT_FEE), rel=1e-5)
    assert from_one(lambda amount: amount // 100) == 100


def test_a_pool_has_to_be_deep_enough_for_a_call_to_pay() -> None:
    least = shallowest()
    assert whole_reward(TOKENS, int(1.01e6 * least), passing(other=int(1.01e6 * least)), 100) >= 2e6
    assert shallowest(cost=4) == pytest.approx(2 * least, rel=1e-3)
    assert shallowest(above=1.02) == float("inf")


def test_the_average_catches_up_in_a_window() -> None:
    assert above(1.0, 1.02) == pytest.approx(1)
    assert above(0.5, 1.02) == pytest.approx(1.02**0.5)
    assert above(0.0, 1.02, early=1.02, late=1.02) == pytest.approx(1)
    assert above(0.5, 1.02, logs=False) == pytest.approx(1.02 / 1.01)
    assert shut_for(1) == 0
    assert 0 < shut_for(behind(passing())) < 1


def test_a_sandwich_gains_above_the_safe_size_only() -> None:
    assert profit(1, 0, 0) == 0
    assert profit(1, 0, 0.5) == pytest.approx(2 / 3 - 2)
    edge, fee = safe(), float(EXACT_FEE)
    assert profit(1e-9, 1.01 * edge * (1 - fee), fee) > 0
    assert all(profit(10.0**-k, 0.99 * edge * (1 - fee), fee) < 0 for k in range(10))
    assert safe(cost=2 * fee) > 1.9 * edge


def test_the_guard_stops_attacks_from_an_edge_on() -> None:
    assert front(0.001, 0.02) > front(0.001, 0.01) > 0
    assert front(0.004, 0.01) < front(0.001, 0.01)
    assert front(0.001, 0.01, lambda _: 1.002) < front(0.001, 0.01)
    assert front(0.02, 0.01) == 0
    assert front(0.001, 0.01, fixed=True) == float("inf")
