"""What tokens are worth to holders who see the burns coming, and the burn rate that follows.

Rational pricing: the market value is the present value of burns. Theory: T5.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.integrate import quad

from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import accounts as a
from model.spec import trading as tr
from model.theory import notation as t
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula
from model.theory.steps import Step, conclusion, identity, limit

convenience = theoretical(
    "convenience", "y", "1/calendar_year", "yearly use of holding a token, over its value",
    NOT_NEGATIVE,
)  # fmt: skip
FIGURE = "fig-burn-rates"
r, g, time, kept = tr.discount_rate, t.growth, t.elapsed, t.burned_share
RATIONAL = a.initial_supply * sp.exp(-(r - g) * time)
lead = sp.Symbol("a", positive=True)  # r − g


def _rational(statement: sp.Basic) -> Iterator[Step]:
    income = t.first_revenue * sp.exp(g * time)
    worth = kept * income / (r - g)
    moment = sp.Symbol("s", nonnegative=True)
    stream = sp.exp(-lead * moment)
    present = limit(
        "The present value of a stream of burns that grows at g and is discounted at r, with a "
        "for r − g, is the first burn over a.",
        sp.integrate(stream, (moment, 0, time)),
        time,
        sp.oo,
        1 / lead,
    )
    fair = identity("Holders earn r: what burns, and the growth of the value.", r * worth,
                    kept * income + sp.diff(worth, time))  # fmt: skip
    rate = identity(
        "The burn rate is the burn over the value. The share of a dollar that burns cancels.",
        kept * income / worth,
        r - g,
    )
    yield from (present, fair, rate)
    yield conclusion("So it is what holders ask less growth.", sp.Eq(t.burn_rate, r - g), present,
                     fair, rate)  # fmt: skip


def _rational_in_numbers(statement: sp.Basic) -> Evidence:
    value, draw, found = formula(statement, r, g), np.random.default_rng(7), []
    for _ in range(80):
        growth, share = float(draw.uniform(-0.1, 0.1)), float(draw.uniform(0.1, 1))
        asked = growth + float(draw.uniform(0.02, 0.3))
        worth, _ = quad(lambda s, n=(growth, asked, share): n[2] * np.exp((n[0] - n[1]) * s), 0,
                        np.inf)  # fmt: skip
        found.append((value(asked, growth), share / worth))
    return agrees("burn over the integral of discounted burns: relative difference", found, 1e-8)


def _path(statement: sp.Basic) -> Iterator[Step]:
    rate, moment = sp.Symbol("q", positive=True), sp.Symbol("s", nonnegative=True)
    stock = sp.Function("V")
    # Kalabić's equations without minting for work, w = 0: V' = ρV − y and M' = −M y / V.
    paid = sp.exp(g * moment)
    worth = paid / rate
    holds = identity(
        "With growing burns and q for r − g the value that solves V' = rV − y without a bubble is "
        "y over q.",
        sp.diff(worth, moment),
        (g + rate) * worth - paid,
    )
    falls = identity(
        "Tokens burn at y over V of their number, which is q.",
        (paid / stock(moment)).subs(stock(moment), worth),
        rate,
    )
    own = identity("The exponential falls at that rate.", sp.diff(RATIONAL, time),
                   -(r - g) * RATIONAL)  # fmt: skip
    yield from (holds, falls, own)
    yield conclusion("So it is the supply.", sp.Eq(t.supply, RATIONAL), holds, falls, own)


def _path_in_numbers(statement: sp.Basic) -> Evidence:
    value = formula(statement, a.initial_supply, r, g, time)
    draw, found = np.random.default_rng(7), []
    for _ in range(60):
        growth = float(draw.uniform(-0.1, 0.2))
        asked, left = growth + float(draw.uniform(0.02, 0.2)), 1e10
        for day in range(1825):
            burn = 0.5 * float(np.exp(growth * day / 365))
            left -= left * burn / 365 / (burn / (asked - growth))
        found.append((value(1e10, asked, growth, 5.0), left))
    return agrees("daily burns at the present value, five years: relative difference", found, 1e-3)


def _convenience(statement: sp.Basic) -> Iterator[Step]:
    income = t.first_revenue * sp.exp(g * time)
    worth = kept * income / (r - g - convenience)
    fair = identity(
        "Holders earn r: the use of tokens, what burns, and the growth of the value.",
        r * worth,
        convenience * worth + kept * income + sp.diff(worth, time),
    )
    rate = identity("The burn over that value:", kept * income / worth, r - g - convenience)
    yield from (fair, rate)
    yield conclusion("Use replaces burn one for one.",
                     sp.Eq(t.burn_rate, r - g - convenience), fair, rate)  # fmt: skip


def _convenience_in_numbers(statement: sp.Basic) -> Evidence:
    value, draw, found = formula(statement, r, g, convenience), np.random.default_rng(7), []
    for _ in range(80):
        growth, use = float(draw.uniform(-0.1, 0.1)), float(draw.uniform(0, 0.1))
        asked = growth + use + float(draw.uniform(0.02, 0.3))
        worth, _ = quad(lambda s, n=growth + use - asked: np.exp(n * s), 0, np.inf)
        found.append((value(asked, growth, use), 1 / worth))
    return agrees("burns discounted at what is asked beyond use: relative difference", found, 1e-8)


TENTH = sp.Rational(1, 10)


def _myopic() -> Counterexample:
    return Counterexample(
        "let holders pay twice the present value of burns, at r − g of 1/10: the burn rate is 1/20",
        sp.Eq(TENTH / 2, TENTH),
    )


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    rational = Assumption("rational-price", "market value is the present value of burns, no more")
    grows = Assumption("steady-growth", "burns grow at a constant rate below the one asked")
    stops = Counterexample(
        "let burns be 1 this year and nothing after it, at r = 1/10: they are worth 1/(1 + r), and "
        "the burn rate is 11/10",
        sp.Eq(1 + TENTH, TENTH),
    )
    lacking = {"rational-price": _myopic, "steady-growth": lambda: stops}
    rate = Claim(
        "rational-burn-rate-is-what-holders-ask-less-growth",
        "A rational market burns at what holders ask less growth, whatever share is burned",
        "Burn share, fee and margin move the level of the price. The rate at which supply falls "
        "does not see them.",
        (rational, grows),
        sp.Eq(t.burn_rate, r - g),
        _rational, _rational_in_numbers, lacking,
        "growth below the rate asked; a price without a bubble",
        literature=("kalabic2025helium",), shown_in=FIGURE,
    )
    path = Claim(
        "rational-supply-path",
        "Under rational pricing supply falls exponentially",
        "The same path follows from published equations of burn-and-mint without minting.",
        (rational, grows),
        sp.Eq(t.supply, RATIONAL),
        _path, _path_in_numbers,
        {
            "rational-price": lambda: Counterexample(
                "pay twice the present value at r − g of 1/10: after 10 years exp(−1/2) is left",
                sp.Eq(sp.exp(-sp.Rational(1, 2)), sp.exp(-sp.Integer(1))),
            ),
            "steady-growth": lambda: Counterexample(
                "let all burns come in the first year: supply stands still after it",
                sp.Eq(sp.exp(-sp.Integer(1)), sp.exp(-sp.Integer(2))),
            ),
        },
        "growth below the rate asked; a price without a bubble",
        literature=("kalabic2025helium",), shown_in=FIGURE,
    )
    use = Claim(
        "use-replaces-burn",
        "What holding a token is worth in use lowers the burn rate by as much",
        "A token that is useful is dearer, so the same dollars burn fewer of them.",
        (rational, grows, Assumption("use", "holding a token is worth y of its value a year")),
        sp.Eq(t.burn_rate, r - g - convenience),
        _convenience, _convenience_in_numbers,
        {**lacking, "use": lambda: Counterexample(
            "let holding be worth nothing where y of 1/20 was counted, at r − g of 1/10",
            sp.Eq(TENTH, TENTH - TENTH / 2))},
        "use and growth together below the rate asked", shown_in=FIGURE,
    )
    return rate, path, use
