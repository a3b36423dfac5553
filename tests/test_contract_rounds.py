"""Purchases and rounds of the contract's split in whole numbers, against sums by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from model.contract import split
from model.contract_runs import least_revenue, paid_in, rounds, swapped, whole_efficiency
from model.exact import alone
from model.spec.accounts import burned, vault_ai
from model.spec.announced import announced

BPS = (100, 5000)
TENTH, NOTHING = Fraction(1, 10), Fraction(0)


def test_one_round_burns_its_share_and_sells_what_it_is_told_to() -> None:
    gone, bought = rounds(BPS, TENTH, NOTHING, TENTH, TENTH)
    assert gone == Fraction(99, 200)
    assert bought == 1 - Fraction(1, 1000) - Fraction(99, 200) / 100


def test_what_returns_at_a_dearer_price_burns_less() -> None:
    same, dearer = (rounds(BPS, Fraction(1), TENTH, NOTHING, NOTHING, by)[0] for by in (1, 2))
    assert Fraction(99, 200) < dearer < same


def test_a_millionth_of_a_dollar_less_does_not_replace_what_unlocks() -> None:
    tokens, dollars, unlocked = 10**20, 10**10, 10**17
    for held in (False, True):
        least = round(10**6 * least_revenue(unlocked, tokens, dollars, BPS, held))
        for revenue, enough in ((least, True), (least - 365, False)):
            parts = split(swapped(tokens, dollars, paid_in(revenue // 365)), *BPS)
            assert (365 * (parts.burn + held * parts.treasury) >= unlocked) is enough


def test_a_small_purchase_is_worth_what_executor_and_fee_leave() -> None:
    spent, tokens, dollars = 10**15, 10**27, 10**24
    worth = [whole_efficiency(spent, tokens, dollars, q) for q in (0, 1)]
    parts = split(10**9)
    assert worth[1] == pytest.approx((1 - parts.executor / 10**9) * paid_in(10**9) / 10**9)
    assert worth[0] / worth[1] == pytest.approx(parts.burn / (parts.burn + parts.treasury))
    assert whole_efficiency(10**22, tokens, dollars, 1, after=True) > worth[1]


def test_what_a_block_alone_is_not_told_is_zero() -> None:
    day = alone(announced().block("split"), {vault_ai: 3.0})
    assert [payment.paid for payment in day.payments] == [0, 0, 3]
    assert day.values[vault_ai] == day.values[burned] == 0
