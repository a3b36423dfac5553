"""Value that follows revenue in other ways: by a power, by a changing multiple, day by day.

Theory: T4, its general forms.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.quantities import POSITIVE, Domain, theoretical
from model.spec.accounts import initial_supply
from model.theory import notation as t
from model.theory.burn.given_price import terminal_supply
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula
from model.theory.steps import Step, conclusion, identity, inequality, limit

value_exponent = theoretical(
    "value_exponent", "z", "1", "elasticity of market value in revenue", POSITIVE
)
harmonic_multiple = theoretical(
    "harmonic_multiple", "H", "calendar_year", "harmonic mean of the multiple over time", POSITIVE
)
purchases = theoretical("purchases", "n", "1", "number of burns so far", Domain(1, whole=True))
burned_each_time = theoretical(
    "burned_each_time", r"k_1", "1", "share of the supply that one burn takes at the old price",
    Domain(0, 1, open_low=True, open_high=True),
)  # fmt: skip
FIGURE = "fig-burn-closures"
time, first, kept, g = t.elapsed, t.first_revenue, t.burned_share, t.growth
POWER = kept * first ** (1 - value_exponent) / t.market_multiple
SCALED = initial_supply * sp.exp(
    POWER * (1 - sp.exp((1 - value_exponent) * g * time)) / ((1 - value_exponent) * g)
)
LEFT = initial_supply * sp.exp(-POWER / (g * (value_exponent - 1)))
HARMONIC = initial_supply * sp.exp(-kept * time / harmonic_multiple)
k, n = burned_each_time, purchases
BOUNDS = sp.And(
    sp.Lt(initial_supply * (1 - k) ** n, initial_supply * sp.exp(-k * n)),
    sp.Lt(initial_supply * sp.exp(-k * n), initial_supply * (1 + k) ** -n),
)
# Bound variables: how far the exponent is above one, and a place between 0 and 1 and its rest.
above = sp.Symbol("a", positive=True)
place = sp.Symbol("s", nonnegative=True)
rest = sp.Symbol("b", nonnegative=True)


def _scaled(statement: sp.Basic) -> Iterator[Step]:
    income = first * sp.exp(g * time)
    price = t.market_multiple * income**value_exponent / t.supply
    burn = identity(
        "If value is m times a power of revenue, the burn is this share of the supply.",
        sp.powsimp(sp.expand_power_base(kept * income / price)) / t.supply,
        POWER * sp.exp((1 - value_exponent) * g * time),
    )
    flow = identity("The formula falls by that share.", sp.diff(SCALED, time) / SCALED,
                    -POWER * sp.exp((1 - value_exponent) * g * time))  # fmt: skip
    start = identity("It starts at the supply at the start.", SCALED.subs(time, 0),
                     initial_supply)  # fmt: skip
    yield from (burn, flow, start)
    yield conclusion("So it is the supply.", sp.Eq(t.supply, SCALED), burn, flow, start)


def _daily(multiple: float, exponent: float, growth: float, years: float) -> float:
    left = 1e10
    for day in range(round(years * 365)):
        revenue = 1e6 * float(np.exp(growth * day / 365))
        left -= 0.69 * revenue / 365 / (multiple * revenue**exponent / left)
    return left


def _scaled_in_numbers(statement: sp.Basic) -> Evidence:
    order = (initial_supply, kept, first, t.market_multiple, value_exponent, g, time)
    value, draw, found = formula(statement, *order), np.random.default_rng(7), []
    for _ in range(60):
        exponent, growth = float(draw.uniform(0.8, 1.2)), float(draw.uniform(0.05, 0.6))
        multiple = float(draw.uniform(5, 20)) * 1e6 ** (1 - exponent)
        numbers = (1e10, 0.69, 1e6, multiple, exponent, growth, 3.0)
        found.append((value(*numbers), _daily(multiple, exponent, growth, 3)))
    return agrees("daily burns over three years: relative difference", found, 2e-3)


def _left(statement: sp.Basic) -> Iterator[Step]:
    rate = sp.Symbol("q", positive=True)  # growth, positive here
    free = limit(
        "For an exponent of 1 + a and growth q the sum of the shares that burn is finite.",
        (1 - sp.exp(-above * rate * time)) / (above * rate),
        time,
        sp.oo,
        1 / (above * rate),
    )
    named = identity(
        "The exponent of the scaled path is that sum, times what burns at first.",
        SCALED.subs(value_exponent, 1 + above).subs(g, rate),
        initial_supply
        * sp.exp(
            -POWER.subs(value_exponent, 1 + above)
            * (1 - sp.exp(-above * rate * time)) / (above * rate)
        ),
    )  # fmt: skip
    yield from (free, named)
    yield conclusion("So this is what is left.", sp.Eq(terminal_supply, LEFT), free, named)


def _left_in_numbers(statement: sp.Basic) -> Evidence:
    order = (initial_supply, kept, first, t.market_multiple, value_exponent, g)
    value, draw, found = formula(statement, *order), np.random.default_rng(7), []
    for _ in range(60):
        exponent, growth = float(draw.uniform(1.2, 2)), float(draw.uniform(0.3, 1))
        multiple = float(draw.uniform(5, 20)) * 1e6 ** (1 - exponent)
        years = np.arange(0, 60 / (growth * (exponent - 1)), 1 / 365)
        share = 0.69 / multiple * 1e6 ** (1 - exponent) * np.exp((1 - exponent) * growth * years)
        found.append((value(1e10, 0.69, 1e6, multiple, exponent, growth),
                      1e10 * float(np.prod(1 - share / 365))))  # fmt: skip
    return agrees("daily burns until they fade: relative difference", found, 2e-3)


def _harmonic(statement: sp.Basic) -> Iterator[Step]:
    multiple, moment = sp.Function("m"), sp.Symbol("s", nonnegative=True)
    total = sp.Integral(1 / multiple(moment), (moment, 0, time))
    path = initial_supply * sp.exp(-kept * total)
    flow = identity(
        "With a multiple that moves, the burn rate at each moment is the kept share over the "
        "multiple of that moment. This path falls at that rate.",
        sp.diff(path, time) / path,
        -kept / multiple(time),
    )
    start = identity("It starts at the supply at the start.",
                     path.subs(time, 0).doit(), initial_supply)  # fmt: skip
    mean = identity(
        "The harmonic mean H is the one for which time over H is the integral of one over m.",
        HARMONIC.subs(harmonic_multiple, time / total),
        path,
    )
    yield from (flow, start, mean)
    yield conclusion("So it is the supply.", sp.Eq(t.supply, HARMONIC), flow, start, mean)


def _harmonic_in_numbers(statement: sp.Basic) -> Evidence:
    value = formula(statement, initial_supply, kept, harmonic_multiple, time)
    draw, found = np.random.default_rng(7), []
    for _ in range(60):
        multiples = 10 * np.exp(np.cumsum(0.01 * draw.standard_normal(1825)))
        left = 1e10 * float(np.prod(1 - 0.69 / 365 / multiples))
        found.append((value(1e10, 0.69, 1 / float(np.mean(1 / multiples)), 5.0), left))
    return agrees("random walks of the multiple over 1,825 days: relative difference", found, 1e-3)


def _bounds(statement: sp.Basic) -> Iterator[Step]:
    steps = []
    for sign, words in ((-1, "falls"), (1, "grows")):
        exponent = sign * k
        whole = sp.integrate((1 - place) * sp.exp(exponent * place), (place, 0, 1))
        steps.append(
            identity(
                f"Where the exponential {words}, what it has beyond its tangent is this integral.",
                sp.exp(exponent) - 1 - exponent,
                exponent**2 * whole,
            )
        )
    inside = inequality(
        "With b for 1 − s the function under the integral is not negative, and it is positive "
        "inside the interval, so both integrals are positive.",
        rest * sp.exp(k * place),
        sp.Integer(0),
        rest * sp.exp(k * place),
    )
    yield from (*steps, inside)
    yield conclusion(
        "So 1 − k is below exp(−k), which is below 1/(1 + k). All are positive, so their n-th "
        "powers are in the same order.",
        BOUNDS,
        *steps,
        inside,
    )


def _bounds_in_numbers(statement: sp.Basic) -> Evidence:
    holds = sp.lambdify((initial_supply, k, n), statement, "math")
    broken = sum(
        not holds(1e10, share, count)
        for share in np.linspace(0.001, 0.9, 20)
        for count in (1, 2, 5, 20)
    )
    return Evidence("burns at the old price, at the new one and without end: out of order", 80,
                    float(broken), 0.0)  # fmt: skip


def _constant() -> Counterexample:
    return Counterexample(
        "let the multiple be 5 in one year and 15 in the next, and take the arithmetic mean 10 "
        "instead: with all of revenue burned the exponent is 1/5 and not 4/15",
        sp.Eq(sp.Rational(2, 10), sp.Rational(1, 5) + sp.Rational(1, 15)),
    )


def _linear() -> Counterexample:
    return Counterexample(
        "let value be in proportion to revenue, an exponent of one, at a burn rate of 1/10: after "
        "10 years a share of 1/e is left, after 20 years less, and no rest stays",
        sp.Eq(sp.exp(-sp.Integer(2)), sp.exp(-sp.Integer(1))),
    )


def claims() -> tuple[Claim, ...]:
    """The four claims."""
    power = Assumption("power-law", "market value is m times a power of revenue, other than one")
    steady = Assumption("steady-growth", "revenue grows at a constant rate, not zero")
    flat = Counterexample(
        "let revenue stand still: the burn rate stays, here 1/10, and after 10 years a share of "
        "1/e is left, not what a growth of 1/10 and an exponent of two leave",
        sp.Eq(sp.exp(-sp.Integer(1)), sp.exp(-(1 - sp.exp(-sp.Integer(1))))),
    )
    scaled = Claim(
        "supply-under-scaled-value",
        "Supply if value follows a power of revenue",
        "An exponent above one lets the price outrun revenue and burns fade; below one they speed "
        "up, and supply falls by the exponential of an exponential.",
        (power, steady),
        sp.Eq(t.supply, SCALED),
        _scaled,
        _scaled_in_numbers,
        {"power-law": _linear, "steady-growth": lambda: flat},
        "all positive exponents but one; all growth rates but zero",
        shown_in=FIGURE,
    )
    left = Claim(
        "scaled-value-leaves-a-rest",
        "If value grows more than in proportion to revenue, part of supply is never burned",
        "Growing revenue then buys a smaller share of the supply each year.",
        (power, steady),
        sp.Eq(terminal_supply, LEFT),
        _left,
        _left_in_numbers,
        {"power-law": _linear, "steady-growth": lambda: flat},
        "exponents above one and positive growth",
        shown_in=FIGURE,
    )
    harmonic = Claim(
        "random-multiple-counts-by-its-harmonic-mean",
        "A multiple that moves counts by its harmonic mean over time",
        "Cheap times burn more than dear times save.",
        (Assumption("harmonic", "H is the harmonic mean of the multiple over the time passed"),),
        sp.Eq(t.supply, HARMONIC),
        _harmonic,
        _harmonic_in_numbers,
        {"harmonic": _constant},
        "any path of a positive multiple",
        shown_in=FIGURE,
    )
    bounds = Claim(
        "burns-in-steps-have-bounds",
        "Burning in steps brackets burning without end",
        "At the price before each burn more is burned than in continuous time, at the price after "
        "it less.",
        (Assumption("part-of-supply", "one burn takes a positive part of the supply, not all"),),
        BOUNDS,
        _bounds,
        _bounds_in_numbers,
        {
            "part-of-supply": lambda: Counterexample(
                "burn nothing: the three are equal and not in a strict order", sp.Lt(1, sp.exp(0))
            )
        },
        "all shares between zero and one, any number of burns",
        shown_in="fig-burn-steps",
    )
    return scaled, left, harmonic, bounds
