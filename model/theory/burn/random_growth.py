"""The burn rate when revenue walks at random. Theory: T5."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning
from model.logic.step import Step
from model.logic.theorems import all_of
from model.quantities import POSITIVE, theoretical
from model.spec import worth as w
from model.theory import notation as t
from model.theory.burn.unsteady import walks
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees

revenue_factor = theoretical(
    "expected_revenue_factor", r"\mathbb{E}\,\Pi/\Pi_0", "1",
    "expectation of revenue over that of today", POSITIVE)  # fmt: skip
expected_factor = theoretical(
    "expected_price_factor", r"\mathbb{E}\,P/P_0", "1", "expectation of the price over the first",
    POSITIVE)  # fmt: skip
FIGURE = "fig-burn-regimes"
r, g, time, kept = w.discount_rate, t.growth, t.elapsed, t.burned_share
# Bound variables: years from now; the volatility of revenue; what is asked beyond growth; a draw.
ahead, sigma, lead = sp.symbols("s sigma a", positive=True)
z = sp.Symbol("z", real=True)
RANDOM = sp.And(sp.Eq(t.burn_rate, r - g), sp.Eq(expected_factor, sp.exp(r * time)))


def _random(statement: sp.Basic) -> Iterator[Step]:
    density = sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi)
    parts = {part.lhs: part for part in statement.args}

    def walked(years: sp.Expr) -> sp.Expr:
        return sp.exp((g - sigma**2 / 2) * years + sigma * sp.sqrt(years) * z)

    yield (grown := by_meaning(
        "Revenue after some time is that of today times a lognormal factor. Its expectation does "
        "not see the volatility.",
        sp.Eq(revenue_factor, sp.exp(g * ahead)),
        sp.Integral(density * walked(ahead), (z, -sp.oo, sp.oo)),
    ))  # fmt: skip
    now = t.yearly_revenue
    yield (rate := by_meaning(
        "Without a bubble the value is the expectation of all burns to come, from the revenue of "
        "today on. The burn over it: revenue of today cancels, and with it all that is random.",
        parts[t.burn_rate],
        kept * now / sp.Integral(kept * now * grown.relation.rhs * sp.exp(-r * ahead),
                                 (ahead, 0, sp.oo)),
        where={r: g + lead},
    ))  # fmt: skip
    # The price is the burn over burn rate and supply, and supply falls at the burn rate.
    later = walked(ahead) * sp.exp((r - g) * ahead)
    yield (fair := by_meaning(
        "So supply is certain, and the price is random as revenue over supply is. In expectation "
        "it grows at what is asked, so that holders are content: the price exists.",
        parts[expected_factor],
        sp.Integral(density * later.subs(ahead, time), (z, -sp.oo, sp.oo)),
    ))  # fmt: skip
    yield all_of("The burn rate, and the price that it belongs to.", statement, rate, fair)


def _random_in_numbers(statement: sp.Basic) -> Evidence:
    draw, order = np.random.default_rng(10), (r, g, time)
    claimed = {part.lhs: sp.lambdify(order, part.rhs, "math") for part in statement.args}
    found = []
    for _ in range(60):
        growth, unrest = float(draw.uniform(-0.1, 0.1)), float(draw.uniform(0.1, 0.5))
        asked = growth + float(draw.uniform(0.05, 0.3))
        left, price = walks(asked, growth, unrest, years=2)
        rates = -np.log(left[[0, -1], -1]) / 2  # of two histories: they must be the same
        now = (asked, growth, 2.0)
        found += [(claimed[t.burn_rate](*now), float(rate)) for rate in rates]
        found.append((claimed[expected_factor](*now), float(price[:, -1].mean() / price[0, 0])))
    return agrees("4,000 random walks of revenue, burns 100 times a year at the worth of burns to "
                  "come: relative", found, 2e-2)  # fmt: skip


#: A tenth asked, no growth, a half of revenue burns.
POINT = {r: sp.Rational(1, 10), g: sp.Integer(0), kept: sp.Rational(1, 2)}


def _unlike(text: str, worth: sp.Expr) -> Callable[[], Counterexample]:
    """The burn rate at another worth of all tokens for each dollar of revenue."""

    def made() -> Counterexample:
        found = (kept / worth).subs(POINT)
        text_of = f"{text}: the burn rate is {found} and not {(r - g).subs(POINT)}"
        known = {t.burn_rate: found, expected_factor: sp.exp(r * time)}
        return Counterexample(text_of, RANDOM.subs(known).subs(POINT))

    return made


def claims() -> tuple[Claim, ...]:
    """The claim."""
    claim = Claim(
        "random-growth-burns-at-a-certain-rate",
        "Revenue that walks at random burns at a rate that is not random",
        "Holders ask less what revenue is expected to grow by. Supply is certain; all that is "
        "random is in the price, which in expectation grows at what is asked.",
        (
            Assumption("random-walk", "revenue is a geometric Brownian motion, whose "
                       "expectation grows at a constant rate"),
            Assumption("risk-neutral", "holders ask for one return, whatever the risk"),
            Assumption("no-bubble", "nobody pays for more than the burns to come"),
        ),
        RANDOM,
        _random,
        _random_in_numbers,
        {
            "random-walk": _unlike("let revenue also end for ever, at a rate of 1/10 a year",
                                   kept / (r - g + sp.Rational(1, 10))),
            "risk-neutral": _unlike("let holders ask for 1/20 more since revenue is random",
                                    kept / (r + sp.Rational(1, 20) - g)),
            "no-bubble": _unlike("let holders pay twice that", 2 * kept / (r - g)),
        },
        "expected growth below the rate asked; any volatility",
        shown_in=FIGURE,
        owner="growth that is certain: Gordon and Shapiro (1956), place not looked up; for "
        "random growth and a burn own, no source known",
    )  # fmt: skip
    return (claim,)
