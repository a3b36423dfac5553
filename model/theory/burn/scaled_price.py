"""Value that follows a power of revenue: burns fade and leave a rest, or grow without bound.

The statements are in the burn rate at the start, so that no power of a dollar is in them. Theory:
T4, its general form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import sympy as sp
from scipy.integrate import solve_ivp

from model.logic.formulas import by_meaning, limit_of, only_path, only_root
from model.logic.step import Step
from model.logic.steps import limit
from model.quantities import POSITIVE, theoretical
from model.spec.accounts import initial_supply
from model.theory import notation as t
from model.theory.burn.given_price import terminal_supply
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula

value_exponent = theoretical(
    "value_exponent", "z", "1", "elasticity of market value in revenue", POSITIVE
)
first_burn_rate = theoretical(
    "first_burn_rate", "k_0", "1/calendar_year", "burn rate at the start", POSITIVE
)
FIGURE = "fig-scaled-value"
time, g, z, k0 = t.elapsed, t.growth, value_exponent, first_burn_rate
FADE = (1 - z) * g
RATE = k0 * sp.exp(FADE * time)
SCALED = initial_supply * sp.exp(k0 * (1 - sp.exp(FADE * time)) / FADE)
LEFT = initial_supply * sp.exp(k0 / FADE)
fading = sp.Symbol("c", positive=True)  # (z − 1) g, where value outgrows revenue
POWER = Assumption("power-law", "market value moves with a power of revenue, other than one")
STEADY = Assumption("steady-growth", "revenue grows at a constant rate, not zero")


def burned_now() -> tuple[Step, sp.Expr]:
    """The value at the start, from the first burn rate, and what burns of a token in a year."""
    start = sp.Symbol("V", positive=True)
    value = only_root(
        "The first burn rate is the kept share of revenue over the value, V, both at the start.",
        sp.Eq(start, t.burned_share * t.first_revenue / k0),
        sp.Eq(k0, t.burned_share * t.first_revenue / start),
        slope=t.burned_share * t.first_revenue / start**2,
    )
    revenue = t.first_revenue * sp.exp(g * time)
    worth = value.relation.rhs * (revenue / t.first_revenue) ** z
    return value, t.burned_share * revenue / (worth / t.supply) / t.supply


def _rate(statement: sp.Basic) -> Iterator[Step]:
    value, share = burned_now()
    yield value
    yield by_meaning(
        "In a year the kept share of revenue burns, at a price of the market value over supply. "
        "Supply cancels from the share of all tokens that this is.",
        statement,
        share,
    )


def integrated(exponent: float, growth: float, first: float, years: float) -> float:
    """Part of supply that is left, by integration at the price of each moment.

    In units of the revenue at the start; the share of a dollar that burns is 7/10.
    """
    start = 0.7 / first

    def falls(now: float, left: np.ndarray) -> np.ndarray:
        revenue = np.exp(growth * now)
        burns: np.ndarray = -0.7 * revenue / (start * revenue**exponent / left)
        return burns

    run = solve_ivp(falls, (0, years), [1.0], rtol=1e-9, atol=1e-13)
    return float(run.y[0, -1])


def draws(seed: int, low: float, high: float) -> Iterator[tuple[float, float, float]]:
    """Sixty exponents between the bounds, rates of growth, and burn rates at the start."""
    draw = np.random.default_rng(seed)
    for _ in range(60):
        growth, first = draw.uniform(0.05, 0.5, 2)
        yield float(draw.uniform(low, high)), float(growth), float(first)


def _rate_in_numbers(statement: sp.Basic) -> Evidence:
    value, step, found = formula(statement, k0, z, g, time), 1e-3, []
    for exponent, growth, first in draws(7, 0.5, 1.5):
        near = [integrated(exponent, growth, first, 2 + way * step) for way in (-1, 1)]
        slope = -float(np.log(near[1] / near[0])) / (2 * step)
        found.append((value(first, exponent, growth, 2.0), slope))
    return agrees("slope of the log of an integrated supply: relative difference", found, 1e-5)


def _scaled(statement: sp.Basic) -> Iterator[Step]:
    value, share = burned_now()
    yield value
    yield limit(
        "As the exponent tends to one, the exponent of the formula becomes that of proportional "
        "value. With c for (z − 1) g:",
        (1 - sp.exp(-fading * time)) / fading,
        fading,
        sp.Integer(0),
        time,
    )
    yield only_path(
        "Only this path falls by what burns, from the supply at the start.",
        statement,
        time,
        -share * t.supply,
        initial_supply,
    )


def _scaled_in_numbers(statement: sp.Basic) -> Evidence:
    value, found = formula(statement, initial_supply, k0, z, g, time), []
    for exponent, growth, first in draws(7, 0.5, 1.5):
        found.append((value(1.0, first, exponent, growth, 3.0),
                      integrated(exponent, growth, first, 3.0)))  # fmt: skip
    return agrees("integration of burns over three years: relative difference", found, 1e-7)


def _left(statement: sp.Basic) -> Iterator[Step]:
    yield from _scaled(sp.Eq(t.supply, SCALED))
    yield limit_of(
        "With c for (z − 1) g, which is positive here, the supply tends to this as time passes.",
        statement,
        SCALED,
        time,
        sp.oo,
        where={z: 1 + fading / g},
    )


def _left_in_numbers(statement: sp.Basic) -> Evidence:
    value, found = formula(statement, initial_supply, k0, z, g), []
    for exponent, growth, first in draws(7, 1.3, 2):
        years = 18 / (growth * (exponent - 1))
        found.append((value(1.0, first, exponent, growth),
                      integrated(exponent, growth, first, years)))  # fmt: skip
    return agrees("integration until burns have faded: relative difference", found, 1e-6)


#: An exponent of two; growth and first burn rate of a tenth; ten years. Without an assumption
#: the burn rate stays at a tenth: value in proportion, or revenue that stands still.
TENTH, GROWN = sp.Rational(1, 10), sp.exp(sp.Rational(1, 10) * time)
POINT = {initial_supply: 1, k0: TENTH, z: 2, g: TENTH, time: 10}
CHANGED = {"power-law": (GROWN, 10 * GROWN), "steady-growth": (sp.Integer(1), sp.Integer(10))}
WORDS = {"power-law": "let value be in proportion to revenue: ",
         "steady-growth": "let revenue stand still, and value with it: "}  # fmt: skip


def _without(
    side: sp.Expr, end: sp.Expr | None, text: str
) -> dict[str, Callable[[], Counterexample]]:
    """The side in numbers against the changed burn rate, or what that rate leaves at ``end``."""

    def made(name: str) -> Counterexample:
        revenue, worth = CHANGED[name]
        found = revenue / worth
        if end is not None:
            found = sp.exp(-sp.integrate(found, (time, 0, end)))
        return Counterexample(WORDS[name] + text, sp.Eq(found, side.subs(POINT)))

    return {name: partial(made, name) for name in CHANGED}


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    rate = Claim(
        "value-answer-speeds-or-fades-burns",
        "If value follows a power of revenue, the burn rate itself grows or fades",
        "Value that outgrows revenue makes burns fade. Value that lags revenue makes them speed up "
        "without bound, and supply falls by the exponential of an exponential.",
        (POWER, STEADY),
        sp.Eq(t.burn_rate, RATE),
        _rate,
        _rate_in_numbers,
        _without(RATE, None, "the burn rate is still a tenth after ten years"),
        "all exponents and all growth rates; with an exponent of one the rate is constant",
        shown_in=FIGURE,
        owner="own; solved from the model's equations",
    )
    scaled = Claim(
        "supply-under-scaled-value",
        "Supply if value follows a power of revenue",
        "Burns at the price of the day add up to this path.",
        (POWER, STEADY),
        sp.Eq(t.supply, SCALED),
        _scaled,
        _scaled_in_numbers,
        _without(SCALED, sp.Integer(10), "after ten years the share 1/e is left"),
        "all positive exponents but one; all growth rates but zero",
        shown_in=FIGURE,
        owner="own; solved from the model's equations",
    )
    left = Claim(
        "scaled-value-leaves-a-rest",
        "If value outgrows revenue, part of supply is never burned",
        "A revenue that grows then buys a smaller share of the supply each year.",
        (POWER, STEADY),
        sp.Eq(terminal_supply, LEFT),
        _left,
        _left_in_numbers,
        _without(LEFT, sp.oo, "nothing is left in the end"),
        "exponent above one with growing revenue, or below one with shrinking revenue",
        shown_in=FIGURE,
        owner="own; solved from the model's equations",
        uses=("supply-under-scaled-value",),
    )
    return rate, scaled, left
