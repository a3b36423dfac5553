"""What a price that wanders does to burns. Theory: T18."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning, only_path
from model.logic.step import Step
from model.logic.steps import identity
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import cycle
from model.spec import worth as w
from model.spec.announced import announced
from model.spec.core import stated
from model.spec.worth import price_volatility
from model.theory import notation as t
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula
from model.theory.notation import initial_price
from model.theory.sourced import BURNT

expected_burn = theoretical(
    "expected_burn", r"\mathbb{E}B", "AI", "expectation of all burns so far", NOT_NEGATIVE
)
mean_inverse = theoretical(
    "mean_inverse_price", r"\mathbb{E}\,P_0/P", "1", "expectation of one over the price's factor",
    POSITIVE)  # fmt: skip
time, g, mu, sigma = t.elapsed, t.growth, w.price_drift, price_volatility
SURPLUS = g - mu + sigma**2 / 2
BURN = t.burned_share * t.first_revenue / initial_price * (sp.exp(SURPLUS * time) - 1) / SURPLUS
z = sp.Symbol("z", real=True)


def day_factor() -> sp.Expr:
    """Factor of the specification's exogenous price in a day of usual unrest."""
    path = stated(announced().block("worth"), w.exogenous_step)
    moving = next(arg for arg in path.args if arg.has(cycle.mood_noise))
    return moving.subs(cycle.surprise_size, 1) / w.exogenous_price


def _expected(statement: sp.Basic) -> Iterator[Step]:
    yield identity(
        "The two draws of a day together have a variance of one, as one draw z has.",
        cycle.mood_load**2 + sp.sqrt(1 - cycle.mood_load**2) ** 2,
        sp.Integer(1),
    )
    # The days are alike and independent, so that a time of any length is one long day.
    long = {a.day_in_years: time, cycle.mood_load: 1, cycle.cycle_noise: z}
    density = sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi)
    dearer = by_meaning(
        "The specification's exogenous price moves by a factor, whose draws are independent from "
        "day to day: after any time it is lognormal. This is the expectation of one over it.",
        sp.Eq(mean_inverse, sp.exp((sigma**2 / 2 - mu) * time)),
        sp.Integral(density / day_factor().subs(long), (z, -sp.oo, sp.oo)),
    )
    yield dearer
    yield only_path(
        "The expected burn in a year is the kept share of revenue, over the first price, times "
        "that. Only this grows so, from nothing.",
        statement,
        time,
        t.burned_share * t.first_revenue * sp.exp(g * time) / initial_price * dearer.relation.rhs,
        sp.Integer(0),
    )


def _expected_in_numbers(statement: sp.Basic) -> Evidence:
    order = (t.burned_share, t.first_revenue, initial_price, g, mu, sigma, time)
    claimed, draw, found = formula(statement, *order), np.random.default_rng(7), []
    logs = announced_step()
    # A day's draw at 40 places: averages of one over the price's factor, multiplied day by day.
    places, weights = np.polynomial.hermite_e.hermegauss(40)
    weights = weights / weights.sum()
    for _ in range(80):
        growth, drift, volatility = (
            float(draw.uniform(*span)) for span in ((-0.3, 0.6), (-0.5, 0.8), (0.1, 1.2))
        )
        dearer = float(np.sum(weights / np.exp(logs(drift, volatility, places))))
        # The burn of a day is at its middle price and revenue.
        middles = (np.arange(730) + 0.5) / 365
        burns = BURNT * np.exp(growth * middles) * dearer ** (365 * middles) / 0.05 / 365
        said = claimed(BURNT, 1.0, 0.05, growth, drift, volatility, 2.0)
        found.append((said, float(burns.sum())))
    return agrees("730 days of the specification's price by Gauss-Hermite: relative", found, 1e-5)


def announced_step() -> Callable[..., np.ndarray]:
    """The log of the day's factor of the exogenous price: of drift, size, draw of the cycle."""
    factor = day_factor().subs({a.day_in_years: sp.Rational(1, 365), cycle.mood_load: 1})
    symbols = (mu, sigma, cycle.cycle_noise)
    function: Callable[..., np.ndarray] = sp.lambdify(symbols, sp.log(factor), "numpy")
    return function


def _price_paths(follows: bool) -> Counterexample:
    """A price of 1/2 or 3/2 with equal chance, revenue fixed or in proportion to the price."""
    half = sp.Rational(1, 2)
    draws = (half, 3 * half)
    moves = sum(half * (x if follows else 1) / x for x in draws)
    return Counterexample(
        "let price and revenue be 1/2 or 3/2 together: every day burns 1, where 4/3 would burn if "
        "revenue did not move with the price",
        sp.Eq(moves, sum(half / x for x in draws)),
    )


def _steady_price() -> Counterexample:
    unit = {t.burned_share: 1, t.first_revenue: 1, initial_price: 1, g: 0, mu: 0, sigma: 1}
    found = sp.integrate(sp.exp(0 * time), (time, 0, 1))
    said = BURN.subs(unit).subs(time, 1)
    return Counterexample(
        f"let the price stand still where a volatility of 100 per cent is counted: a year burns "
        f"{found} and not {sp.N(said, 3)}",
        sp.Eq(found, said),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "volatility-adds-burn",
            "A price that wanders burns more than a steady one of the same median",
            "Cheap days buy more tokens than dear days save. Half of the variance of the price "
            "acts like extra growth of revenue.",
            (
                Assumption(
                    "given-price",
                    "the price is a geometric Brownian motion of its own: all days "
                    "are alike, and its median drifts at a given rate",
                ),
                Assumption("independent", "revenue does not move with the price"),
            ),
            sp.Eq(expected_burn, BURN),
            _expected,
            _expected_in_numbers,
            {
                "given-price": _steady_price,
                "independent": lambda: _price_paths(True),
            },
            "growth and drift whose difference, with the variance, is not zero",
            shown_in="fig-burn-steps",
            owner="own; no source is known",
        ),
    )
