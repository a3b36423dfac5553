"""What a price that wanders does to burns. Theory: T18."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import accounts as a
from model.spec import trading as tr
from model.spec.announced import announced
from model.spec.exchange import initial_price, price_volatility
from model.theory import notation as t
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import stated
from model.theory.steps import ProofError, Step, case, conclusion, identity

expected_burn = theoretical(
    "expected_burn", r"\mathbb{E}B", "AI", "expectation of all burns so far", NOT_NEGATIVE
)
time, g, mu, sigma = t.elapsed, t.growth, tr.price_drift, price_volatility
SURPLUS = g - mu + sigma**2
BURN = t.burned_share * t.first_revenue / initial_price * (sp.exp(SURPLUS * time) - 1) / SURPLUS
z = sp.Symbol("z", real=True)
root = sp.Symbol("q", positive=True)  # the root of time


def _expected(statement: sp.Basic) -> Iterator[Step]:
    path = stated(announced().block("trading"), tr.exogenous_step)
    moving = next(arg for arg in path.args if arg.has(tr.price_noise))
    day = moving / tr.exogenous_price
    wanted = sp.exp((mu - sigma**2 / 2) * a.day_in_years + sigma * sp.sqrt(a.day_in_years)
                    * tr.price_noise)  # fmt: skip
    if sp.expand(sp.log(day / wanted), force=True) != 0:
        raise ProofError(f"the exogenous price moves by {day}")
    spec = case(
        "The specification's exogenous price moves by this factor in a day, the draws of days "
        "being independent: after any time it is lognormal.",
        day,
        wanted,
    )
    square = identity(
        "One over the price, times the normal density of the draw, is again a normal density, "
        "shifted, times the exponential of μ − σ². With q² for time:",
        -(mu - sigma**2 / 2) * root**2 - sigma * root * z - z**2 / 2,
        (sigma**2 - mu) * root**2 - (z + sigma * root) ** 2 / 2,
    )
    whole = case(
        "A normal density integrates to one.",
        sp.integrate(sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi), (z, -sp.oo, sp.oo)),
        sp.Integer(1),
    )
    rate = identity(
        "So the expected burn in a year is the kept share of revenue over the first price, times "
        "an exponential. The formula grows at that rate.",
        sp.diff(BURN, time),
        t.burned_share * t.first_revenue * sp.exp(g * time) / initial_price
        * sp.exp((sigma**2 - mu) * time),
    )  # fmt: skip
    start = identity("It starts at zero.", BURN.subs(time, 0), sp.Integer(0))
    yield from (spec, square, whole, rate, start)
    yield conclusion("So it is the expected burn.", sp.Eq(expected_burn, BURN), spec, square,
                     whole, rate, start)  # fmt: skip


def _expected_in_numbers(statement: sp.Basic) -> Evidence:
    order = (t.burned_share, t.first_revenue, initial_price, g, mu, sigma, time)
    value = sp.lambdify(order, statement.rhs, "math")
    draw, days = np.random.default_rng(7), 365
    moves = draw.standard_normal((4_000, days))
    moves = np.cumsum(np.concatenate([moves, -moves]), axis=1) / np.sqrt(365)
    years, worst, cases = np.arange(1, days + 1) / 365, 0.0, 0
    for growth in (-0.2, 0.0, 0.3, 0.6):
        for drift in (-0.3, 0.0, 0.4, 0.8):
            for volatility in (0.1, 0.3, 0.6, 0.9):
                logs = (drift - volatility**2 / 2) * years + volatility * moves
                burns = np.exp(growth * years - logs).sum(axis=1) / 365
                formula = value(1.0, 1.0, 1.0, growth, drift, volatility, 1.0)
                error = float(burns.std()) / np.sqrt(len(burns)) + 0.005 * formula
                worst = max(worst, abs(formula - float(burns.mean())) / error)
                cases += 1
    text = ("8,000 daily price paths a case: distance in standard errors, a half per cent for the "
            "length of a day added")  # fmt: skip
    return Evidence(text, cases, worst, 4.0)


def claims() -> tuple[Claim, ...]:
    """The claim."""
    half = sp.Rational(1, 2)
    return (
        Claim(
            "volatility-adds-burn",
            "A price that wanders burns more than a steady one of the same mean",
            "Cheap days buy more tokens than dear days save. The variance of the price acts like "
            "extra growth of revenue.",
            (
                Assumption("given-price", "the price is a geometric Brownian motion of its own"),
                Assumption("independent", "revenue does not move with the price"),
            ),
            sp.Eq(expected_burn, BURN),
            _expected,
            _expected_in_numbers,
            {
                "given-price": lambda: Counterexample(
                    "let the price be 1 for sure and count a volatility of one all the same: over "
                    "a year 1 is burned and not e − 1",
                    sp.Eq(sp.Integer(1), sp.exp(1) - 1),
                ),
                "independent": lambda: Counterexample(
                    "let price and revenue be 1/2 or 3/2 together, with equal chance: each day "
                    "burns 1, the mean price would burn 1, and independent ones 4/3",
                    sp.Eq(
                        sum(half * x / x for x in (half, 3 * half)),
                        sum(half / x for x in (half, 3 * half)),
                    ),
                ),
            },
            "growth and drift whose difference, with the variance, is not zero",
            shown_in="fig-burn-steps",
        ),
    )
