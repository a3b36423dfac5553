"""Who pays whom: numbers, tables and pictures of the same payments."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from model.experiments import money
from model.experiments.money import Money
from model.experiments.payments import Transfer
from model.figures import actors as draw


@pytest.fixture(scope="module")
def announced() -> Money:
    return money.money("announced", years=3, runs=2)


@pytest.fixture(scope="module")
def deployed() -> Money:
    return money.money("deployed", years=1, runs=2)


def test_tables_have_every_purse_and_the_largest_payments(announced: Money) -> None:
    purses = announced.purses_table()
    assert purses.loc["sum", "cash"] == "0.00"
    assert purses.loc["sum", "tokens"] == "10,000.0"
    assert len(purses) == len(announced.purses) + 1
    paid = announced.payments_table(3)
    assert list(paid["thousand USD"]) == [f"{t.dollars / 1e3:,.0f}" for t in announced.paid[:3]]


def test_numbers_are_sums_of_payments(announced: Money, deployed: Money) -> None:
    n = money.numbers(announced, deployed)
    assert n["sales_millions"] == pytest.approx((n["insiders_sell"] + n["grantees_sell"]) / 1e3)
    assert max(n["announced_drift"], n["deployed_drift"]) < 1e-9
    assert n["announced_arrows"] == len(announced.paid) > n["deployed_arrows"]
    assert n["to_nodes"] > 0
    for unit in ("AI", "USD"):
        (one,) = (
            t.dollars
            for t in announced.paid
            if (t.payer, t.receiver, t.unit) == ("holders", "pool and its\nproviders", unit)
        )
        assert announced.between("holders", "pool and its", unit) == one
    assert deployed.between("users and", "nodes", "AI") == 0
    more = Transfer("vault", "burned", "AI", 1e9)
    without = replace(deployed, paid=())
    assert math.isnan(money.numbers(announced, without)["closed_over_burn"])
    changed = replace(announced, paid=(*announced.paid, more))
    assert money.numbers(changed, deployed)["burned"] == pytest.approx(n["burned"] + 1e6)


def test_the_picture_says_its_largest_payment(announced: Money, deployed: Money) -> None:
    for each in (announced, deployed):
        alt = draw.money_flows(each).alt
        first = each.paid[0]
        assert f"{len(each.paid)} yearly payments in year {each.year}" in alt
        said = f"{first.payer} pay {first.receiver} {draw._money(first.dollars)} dollars"
        assert said.replace("\n", " ") in alt


@pytest.mark.parametrize(
    ("dollars", "said"),
    [(0, "0"), (0.4, "<1"), (7, "7"), (3_400, "3.4 k"), (12.2e6, "12 M"), (9_960, "10 k")],
)
def test_an_amount_is_short(dollars: float, said: str) -> None:
    assert draw._money(dollars) == said
