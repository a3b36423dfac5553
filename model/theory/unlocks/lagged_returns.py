"""Recirculation that takes time: growth waters it down, a rising price feeds it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import only_root
from model.logic.step import Step
from model.logic.steps import identity, limit
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import vault as v
from model.theory import notation as n
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.unlocks.recirculation import AGAIN, BURN, REWARD, back, shares, spent

lag = theoretical(
    "return_lag", r"\ell", "calendar_year", "years until what is spent returns", NOT_NEGATIVE
)
inflow = theoretical(
    "inflow_over_revenue",
    r"\mathcal{M}",
    "1",
    "what the vault receives, over its revenue from outside",
    POSITIVE,
)
DISCOUNT = sp.exp(-(n.growth - n.price_growth) * lag)
INFLOW = sp.Eq(inflow, 1 / (1 - AGAIN * DISCOUNT))
# Bound variables: lags that have passed, the odds that a dollar of a lag ago is missing, and the
# part of a multiple of revenue by which what returns falls short of it.
lags = sp.Symbol("i", integer=True, positive=True)
odds, short = sp.symbols("y z", positive=True)


def _inflow(statement: sp.Basic) -> Iterator[Step]:
    revenue = n.first_revenue * sp.exp(n.growth * n.elapsed)
    price = n.token_price * sp.exp(n.price_growth * n.elapsed)
    before = {n.elapsed: n.elapsed - lag}
    again = shares()[v.treasury_share_of_buyback] * spent * back
    tokens = again * inflow * (revenue / price).subs(before)
    yield limit(
        "Any other start comes closer by the part that returns with every lag, and that part is "
        "below one.",
        (1 / (1 + odds)) ** lags,
        lags,
        sp.oo,
        sp.Integer(0),
        "-",
    )
    yield identity("If nothing returns, revenue is all.", statement.rhs.subs(back, 0), sp.S.One)
    # What returns of today's multiple of revenue falls short of it by a positive part.
    multiple = (1 - short) / (again / back * sp.exp(-(n.growth - n.price_growth) * lag))
    yield only_root(
        "The vault receives today's revenue, and at today's price the tokens that return of what "
        "it bought a lag ago with that day's multiple of revenue. One multiple only stays as it "
        "is.",
        statement,
        sp.Eq(inflow * revenue, revenue + tokens * price, evaluate=False),
        slope=revenue * short,
        where={back: multiple},
    )


def run(part: float, growth: float, drift: float, years: float, steps: int, share: int) -> float:
    """Inflow over revenue after ``steps``, ``share`` to a lag, from an empty treasury."""
    width = years / share
    revenue = np.exp(growth * width * np.arange(steps))
    price = np.exp(drift * width * np.arange(steps))
    received = np.zeros(steps)
    for step in range(steps):
        received[step] = revenue[step]
        if step >= share:
            tokens = part * received[step - share] / price[step - share]
            received[step] += tokens * price[step]
    return float(received[-1] / revenue[-1])


def _inflow_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 60, 0.0
    symbols = (REWARD, BURN, spent, back, n.growth, n.price_growth, lag)
    said = sp.lambdify(symbols, statement.rhs, "math")
    for _ in range(count):
        shares = draw.uniform((0, 0.5, 0, 0), (0.05, 0.9, 1, 1))
        growth, drift, years = draw.uniform((-0.2, -0.5, 0.05), (1, 0.5, 1))
        part = (1 - shares[0]) * (1 - shares[1]) * shares[2] * shares[3]
        found = run(part, growth, drift, years, 800, 7)
        worst = max(worst, abs(found / said(*shares, growth, drift, years) - 1))
    return Evidence("a vault and a treasury, step by step: relative gap", count, worst, 1e-9)


def _instance(found: sp.Expr, discount: sp.Expr = sp.S.One) -> sp.Basic:
    """The formula with half of what is split returning after a year, against ``found``."""
    numbers = {REWARD: 0, BURN: sp.Rational(1, 2), spent: 1, back: 1, lag: 1}
    rates = {n.growth: sp.log(2), n.price_growth: sp.log(2 * discount)}
    return sp.Eq(found, INFLOW.rhs.subs(numbers | rates))


def _one_off() -> Counterexample:
    revenue, received = [1, 2, 8], [sp.Integer(2)]  # the first year is steady
    for year in (1, 2):
        received.append(revenue[year] + received[-1])  # the half that returns, at twice the price
    return Counterexample(
        "let revenue jump in the second year, after a year of doubling: what returns stems from "
        "smaller revenue",
        _instance(received[-1] / revenue[-1]),
    )


def _price_jumps() -> Counterexample:
    received = [sp.Integer(2), 2 + sp.Integer(2) * 4 / 2]
    return Counterexample(
        "let the price rise fourfold in a year instead of twice, from the steady state",
        _instance(received[-1] / 2),
    )


def _explodes() -> Counterexample:
    ratio = sp.Integer(1)
    for _ in range(10):
        ratio = 1 + 2 * ratio
    return Counterexample(
        "let the price rise eightfold a year while revenue doubles: more returns each year than "
        "came in before, and the multiple has no limit",
        _instance(ratio, sp.Integer(4)),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "lag-waters-recirculation-down",
            "Recirculation that takes time counts less if revenue outgrows the price",
            "What returns was bought a lag ago, with smaller revenue, but it has gained with the "
            "price. The part that goes round is discounted at growth less price growth.",
            (
                Assumption("steady-revenue-growth", "revenue grows at a constant rate"),
                Assumption("steady-price-growth", "so does the price"),
                Assumption("less-returns-than-came", "the discounted part is below one"),
            ),
            INFLOW,
            _inflow,
            _inflow_in_numbers,
            {
                "steady-revenue-growth": _one_off,
                "steady-price-growth": _price_jumps,
                "less-returns-than-came": _explodes,
            },
            "after the first rounds have faded; the lag is the same for every token",
            shown_in="fig-recirculation",
            owner="own; no source is known",
            uses=("recirculation-burns-more",),
        ),
    )
