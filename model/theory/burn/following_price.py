"""How supply falls when the price follows revenue: exponentially, at a rate of its own.

The market value of all tokens is a multiple of revenue. Theory: T4.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning, only_path, only_root
from model.logic.step import Step
from model.quantities import theoretical
from model.spec.accounts import initial_supply
from model.theory import notation as t
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula
from model.theory.sourced import BURNT

price_growth_with_burn = theoretical(
    "price_growth_with_burn", "g_P", "1/calendar_year", "growth of the price as supply falls"
)
FIGURE = "fig-burn-closures"
time, first, kept, g = t.elapsed, t.first_revenue, t.burned_share, t.growth
FALLING = initial_supply * sp.exp(-kept * time / t.market_multiple)
HALF = t.market_multiple * sp.log(2) / kept
OUTGROWS = g + kept / t.market_multiple


def daily(multiple: float, growth: float, years: float) -> float:
    """Supply after some years of daily burns when value is a multiple of the day's revenue."""
    left = 1e10
    for day in range(round(years * 365)):
        revenue = 1e6 * float(np.exp(growth * day / 365))
        left -= BURNT * revenue / 365 / (multiple * revenue / left)
    return left


def _falling(statement: sp.Basic) -> Iterator[Step]:
    income = sp.Symbol("R", positive=True)
    yield only_path(
        "If the value of all tokens is m times revenue, the price is that over supply. Revenue "
        "cancels: a fixed share of what is left burns in a year, and only this path does so.",
        statement,
        time,
        -kept * income / (t.market_multiple * income / t.supply),
        initial_supply,
    )


def _falling_in_numbers(statement: sp.Basic) -> Evidence:
    value = formula(statement, initial_supply, kept, t.market_multiple, time)
    draw, found = np.random.default_rng(7), []
    for _ in range(60):
        growth, multiple = float(draw.uniform(-0.5, 1)), float(draw.uniform(3, 30))
        found.append((value(1e10, BURNT, multiple, 5.0), daily(multiple, growth, 5)))
    return agrees("1,825 daily burns at the day's price, growth drawn: relative difference", found,
                  1e-3)  # fmt: skip


def _half(statement: sp.Basic) -> Iterator[Step]:
    yield from _falling(sp.Eq(t.supply, FALLING))
    yield only_root(
        "Put the time into the falling supply: half is left. Supply only falls, so this is once.",
        statement,
        sp.Eq(FALLING.subs(time, t.half_life), initial_supply / 2),
        slope=-kept / t.market_multiple * FALLING.subs(time, t.half_life),
    )


def _half_in_numbers(statement: sp.Basic) -> Evidence:
    value, found = formula(statement, kept, t.market_multiple), []
    for multiple in np.linspace(1, 12, 12):
        for growth in (-0.3, 0.0, 0.2, 0.5, 1.0):
            left, day = 1e10, 0
            while left > 5e9:
                revenue = 1e6 * float(np.exp(growth * day / 365))
                left -= BURNT * revenue / 365 / (multiple * revenue / left)
                day += 1
            found.append((value(BURNT, multiple), day / 365))
    return agrees("days until half is burned, at five rates of growth: relative difference", found,
                  5e-3)  # fmt: skip


def _price(statement: sp.Basic) -> Iterator[Step]:
    yield from _falling(sp.Eq(t.supply, FALLING))
    price = t.market_multiple * first * sp.exp(g * time) / FALLING
    yield by_meaning(
        "The price is the multiple of revenue over the supply. Its growth is that of its "
        "logarithm: growth of revenue, and the rate at which supply falls.",
        statement,
        sp.Derivative(sp.log(price), time),
    )


def _price_in_numbers(statement: sp.Basic) -> Evidence:
    value = formula(statement, g, kept, t.market_multiple)
    draw, found = np.random.default_rng(7), []
    for _ in range(60):
        growth, multiple = float(draw.uniform(0, 1)), float(draw.uniform(3, 30))
        ratio = np.exp(growth * 3) * 1e10 / daily(multiple, growth, 3)
        found.append((value(growth, BURNT, multiple), float(np.log(ratio)) / 3))
    return agrees("log price after three years of daily burns: relative difference", found, 2e-3)


#: One token worth ten times a revenue of one; half of a dollar burns.
POINT = {initial_supply: 1, kept: sp.Rational(1, 2), t.market_multiple: 10}
BURNED = POINT[kept] / POINT[t.market_multiple]  # part of a token in a year, at the first price


def _fixed() -> Counterexample:
    """The price stays at its first value, so supply falls along a straight line."""
    found, said = 1 - sp.integrate(BURNED, (time, 0, 10)), FALLING.subs(POINT).subs(time, 10)
    return Counterexample(
        f"fix the price at its first value: after ten years {found} of the supply is left and not "
        f"{sp.N(said, 3)}",
        sp.Eq(found, said),
    )


def _half_fixed() -> Counterexample:
    (found,) = sp.solve(1 - BURNED * time - sp.Rational(1, 2), time)
    said = HALF.subs(POINT)
    return Counterexample(
        f"fix the price at its first value: half is left after {found} years and not after "
        f"{sp.N(said, 3)}",
        sp.Eq(found, said),
    )


def _price_grows(text: str, price: sp.Expr) -> Counterexample:
    """Growth of a price now, against the claim where revenue grows by a tenth on average."""
    found = sp.cancel(sp.diff(price, time) / price).subs(time, 0)
    said = OUTGROWS.subs(POINT).subs(g, sp.Rational(1, 10))
    return Counterexample(f"{text}: the price grows by {found} and not {said}", sp.Eq(found, said))


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    value = Assumption("value-follows-revenue", "all tokens together are worth m times revenue")
    steady = Assumption("steady-growth", "revenue grows at a constant rate")
    tenth, falls = sp.Rational(1, 10), sp.exp(-BURNT * time)
    path = Claim(
        "supply-falls-exponentially",
        "If value follows revenue, supply falls at a rate of its own",
        "More revenue buys at a price that is higher by as much. It cancels.",
        (value,),
        sp.Eq(t.supply, FALLING),
        _falling,
        _falling_in_numbers,
        {"value-follows-revenue": _fixed},
        "all revenues that stay positive, steady or not",
        shown_in=FIGURE,
        owner="own; solved from the model's equations",
    )
    half = Claim(
        "supply-half-life",
        "The half-life of supply depends on neither the level nor the growth of revenue",
        "It is the multiple, over the share of a dollar that burns, times the logarithm of 2.",
        (value,),
        sp.Eq(t.half_life, HALF),
        _half,
        _half_in_numbers,
        {"value-follows-revenue": _half_fixed},
        "all revenues that stay positive",
        shown_in=FIGURE,
        owner="own; solved from the model's equations",
        uses=("supply-falls-exponentially",),
    )
    price = Claim(
        "price-outgrows-revenue",
        "If value follows revenue, the price grows faster than revenue by the burn rate",
        "What a falling supply adds to the price is a rate, not a level.",
        (value, steady),
        sp.Eq(price_growth_with_burn, OUTGROWS),
        _price,
        _price_in_numbers,
        {
            "value-follows-revenue": lambda: _price_grows(
                "let the price follow revenue and not supply", 10 * sp.exp(tenth * time)
            ),
            "steady-growth": lambda: _price_grows(
                "let revenue stand still today and grow by a tenth a year over the next ten",
                10 * sp.exp(tenth * time**2 / 10) / falls,
            ),
        },
        "all growth rates",
        shown_in=FIGURE,
        owner="own; solved from the model's equations",
        uses=("supply-falls-exponentially",),
    )
    return path, half, price
