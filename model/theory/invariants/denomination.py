"""A token has no size: nothing in the economy depends on the unit that tokens are counted in.

So the supply of the launch is no magnitude of the model, and each evening the supply that is left
may be called the whole again.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.logic.economies import by_scaling, power
from model.logic.step import Step
from model.logic.steps import identity
from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import pool
from model.spec import worth as t
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Trace, run_block, start

new_for_old = theoretical("new_for_old", "q", "1", "new tokens that replace each old one", POSITIVE)
price_of_new = theoretical("price_of_new", "P'", "USD/AI", "price of a new token", POSITIVE)
RESTATED = sp.Eq(price_of_new, a.price / new_for_old, evaluate=False)


#: The dimension of tokens in a quantity's unit.
TOKEN = "[ai_token]"


def _restated(statement: sp.Basic) -> Iterator[Step]:
    economy, q = announced(), new_for_old
    symbols = {s for block in economy.blocks for s in block.inputs}
    scaled = {s: s * q ** power(s, TOKEN) for s in symbols}
    yield identity(
        "Every amount of tokens is multiplied by q and every price of a token divided by it. The "
        "price in the pool is divided by q.",
        pool.spot_price.subs(scaled, simultaneous=True),
        pool.spot_price / q,
    )
    quantity_rule = stated(economy.block("worth"), t.usage_value)
    yield identity(
        "What usage is worth in dollars stays.",
        quantity_rule.subs(scaled, simultaneous=True),
        quantity_rule,
    )
    yield by_scaling(
        "Both sides of each equation of the day, and of each state at launch, take the same power "
        "of q. So, day after day, does the price of a token.",
        statement,
        economy,
        TOKEN,
        a.price,
    )


def _two_denominations(factor: Fraction, trace: Trace, keep: tuple[sp.Symbol, ...] = ()) -> Trace:
    """The same launch with ``factor`` new tokens for each old one; ``keep`` stay as they were."""
    return Trace(
        {
            s: v if s in keep else Fraction(v) * factor ** int(power(s, TOKEN))
            for s, v in trace.values.items()
        }
    )


def _day(economy_trace: Trace, draws: dict[sp.Symbol, float | Fraction]) -> None:
    economy_trace.values.update(draws)
    for block in announced().blocks:
        run_block(block, economy_trace)


def _restated_in_numbers(statement: sp.Basic) -> Evidence:
    draw, worst, points, days = np.random.default_rng(7), 0.0, 4, 16
    off = sp.lambdify((price_of_new, a.price, new_for_old), statement.lhs / statement.rhs - 1)
    economy = announced()
    for _ in range(points):
        old, factor = start(economy, draw), Fraction(int(draw.integers(2, 1000)), 7)
        new = _two_denominations(factor, old)
        for _ in range(days):
            draws: dict[sp.Symbol, float | Fraction] = {
                s: float(draw.standard_normal()) for s in economy.shocks
            }
            _day(old, draws)
            _day(new, draws)
            prices = (float(new.values[a.price]), float(old.values[a.price]), float(factor))
            dollars = float(new.values[a.pool_usd]) / float(old.values[a.pool_usd]) - 1
            worst = max(worst, abs(off(*prices)), abs(dollars))
    return Evidence(
        "days of random economies in two denominations, price and pool: relative difference",
        points * days,
        worst,
        1e-9,
    )


def _floor_kept() -> Counterexample:
    """A thousand new tokens for one, with the least price left as it was."""
    draw, factor = np.random.default_rng(7), Fraction(1000)
    old = start(announced(), draw)
    old.values |= {t.price_rule: t.QUANTITY, t.velocity: 1e6, t.least_price: 1e-3}
    new = _two_denominations(factor, old, keep=(t.least_price,))
    draws: dict[sp.Symbol, float | Fraction] = dict.fromkeys(announced().shocks, 0.0)
    for trace in (old, new):
        for _ in range(5):
            _day(trace, draws)
    found = {
        price_of_new: sp.Rational(round(float(new.values[a.price]) * 1e12), 10**12),
        a.price: sp.Rational(round(float(old.values[a.price]) * 1e12), 10**12),
        new_for_old: sp.Integer(1000),
    }
    return Counterexample(
        "leave the least price, at which somebody always bids, in old tokens", RESTATED.subs(found)
    )


def claims() -> tuple[Claim, ...]:
    """The claims of this module, in the order of the book."""
    return (
        Claim(
            "denomination-is-neutral",
            "A new denomination changes no dollar",
            "Replace each token by q new ones, on every account, in every allotment and in every "
            "price that is quoted per token. On every later day the price of a token is then "
            "divided by q, and no amount in dollars, no price of compute and no share differs.",
            (
                Assumption(
                    "restated everywhere",
                    "every amount and every price per token is restated: the supply, what cohorts "
                    "paid and the least price that somebody always bids",
                ),
            ),
            RESTATED,
            _restated,
            _restated_in_numbers,
            {"restated everywhere": _floor_kept},
            "every parameter, shock and vote of the announced economy",
            shown_in="fig-invariants",
            owner="own; no source is known",
        ),
    )
