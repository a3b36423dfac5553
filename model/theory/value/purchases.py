"""From the vault's dollars to tokens, and to the price of the day, by one per cent of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.contract import BPS
from model.logic.formulas import elasticity
from model.logic.step import Step
from model.logic.steps import identity
from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import accounts as a
from model.spec import exchange as x
from model.spec import vault as v
from model.spec import worth as t
from model.spec.announced import announced
from model.spec.core import stated
from model.spec.pool import bought, pool_fee
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.pool import positive
from model.theory.sourced import AFTER_FEE, POOL_FEE, paid_in
from model.theory.value.transmission import FIGURE

tokens_to_dollars = theoretical(
    "tokens_to_dollars", r"E_{B}", "1", "elasticity of tokens bought in dollars spent", NOT_NEGATIVE
)
push_of_purchase = theoretical(
    "push_of_purchase", r"E_{\Delta}", "1", "elasticity of the price in the day's purchase",
    NOT_NEGATIVE)  # fmt: skip

reached = (1 - pool_fee) * v.one_purchase
TOKENS = sp.Eq(tokens_to_dollars, 1 / (1 + reached / a.pool_usd), evaluate=False)
DEEP = t.depth + x.sellers_response * t.fair_price * x.tokens_offered
PUSH = sp.Eq(push_of_purchase, (1 - pool_fee) * v.buyback_usd / DEEP, evaluate=False)


def _tokens(statement: sp.Eq) -> Iterator[Step]:
    tokens, dollars, spent = positive(a.pool_ai), positive(a.pool_usd), positive(v.spend)
    times = positive(v.executions)
    reserves = {a.pool_ai: tokens, a.pool_usd: dollars}
    arrived = (1 - pool_fee) * v.one_purchase
    one = stated(v.vault(), v.buyback).subs({v.buyback_dollars: arrived, **reserves})
    swap = identity("Of one purchase the pool gives this.", one, bought(arrived).subs(reserves))
    paid = stated(v.vault(), v.buyback_dollars).subs(v.spend, spent)
    each = spent / times
    out = stated(v.vault(), v.buyback).subs(
        {v.buyback_dollars: paid, v.one_purchase: each, **reserves}
    )
    several = identity(
        "Arbitrage takes the pool back after each, so the day's purchases are alike.",
        out,
        times * bought((1 - pool_fee) * each).subs(reserves),
    )
    yield from (swap, several)
    yield elasticity(
        "Per cent for per cent of the day's dollars the number of tokens moves by this.",
        statement,
        out,
        spent,
        {v.one_purchase: each, **reserves},
    )


def _tokens_in_numbers(statement: sp.Eq) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 300, 0.0
    symbols = (statement.lhs, v.one_purchase, a.pool_usd, pool_fee)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        tokens, dollars = (int(10 ** draw.uniform(24, 28)) for _ in range(2))
        spent, times = int(dollars * draw.uniform(0.001, 2)), int(draw.integers(1, 40))
        found = []
        for size in (spent - spent // BPS, spent + spent // BPS):
            paid = paid_in(size)
            found.append(times * (tokens * paid // (dollars + paid)))
        slope = np.log(found[1] / found[0]) / np.log((BPS + 1) / (BPS - 1))
        worst = max(worst, abs(off(slope, spent, dollars, POOL_FEE)))
    return Evidence("whole-number swaps a little apart: relative difference", count, worst, 1e-6)


def _push(statement: sp.Eq) -> Iterator[Step]:
    block = announced().block("exchange")
    order = stated(block, x.net_order).subs(x.other_dollars, stated(block, x.other_dollars))
    (price,) = [each for each in stated(block, x.batch_price).args if each != t.least_price]
    yield identity(
        "A purchase brings its dollars, less the pool's fee, to the batch of the day.",
        sp.diff(order, v.buyback_usd),
        1 - pool_fee,
    )
    yield elasticity(
        "The price follows the day's net order; per cent for per cent of the purchase by this.",
        statement,
        price.subs(x.gap, stated(block, x.gap).subs(x.net_order, order)),
        v.buyback_usd,
    )


def batch(dollars: float, offered: float, response: float, deep: float) -> float:
    """Log of the price over the fair one, found by bisection of one batch.

    Of dollars that buy, tokens offered (in dollars at the fair price), the sellers' response, and
    the dollars that holders give or take for one unit of the log price.
    """

    def excess(away: float) -> float:
        return dollars - offered * (1 + response * away) - deep * away

    return float(brentq(excess, -1e6, 1e6, xtol=1e-14, rtol=1e-13))


def _push_in_numbers(statement: sp.Eq) -> Evidence:
    draw, count, worst, step = np.random.default_rng(7), 200, 0.0, 1e-3
    symbols = (push_of_purchase, v.buyback_usd, t.depth, x.sellers_response, t.fair_price,
               x.tokens_offered, pool_fee)  # fmt: skip
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        spent, offered, response, deep = draw.uniform((0.01, 0.1, 0, 1), (0.5, 2, 20, 9))
        up, down = (batch(1 + AFTER_FEE * spent * np.exp(sign * step), offered, response, deep)
                    for sign in (1, -1))  # fmt: skip
        moved = (up - down) / (2 * step)
        worst = max(worst, abs(off(moved, spent, deep, response, 1.0, offered, POOL_FEE)))
    return Evidence("batches cleared by bisection: relative difference", count, worst, 1e-5)


def claims() -> tuple[Claim, ...]:
    """Tokens bought, and the lift of the day."""
    tenth, one = sp.Rational(1, 10), sp.Integer(1)
    point = {v.one_purchase: one, a.pool_usd: one, pool_fee: tenth}
    batched = {v.buyback_usd: one, pool_fee: tenth, t.depth: one, x.sellers_response: 0}
    pool = Assumption("constant-product", "the pool keeps the product of its reserves")
    return (
        Claim(
            "tokens-lag-dollars",
            "By how much the tokens bought grow when the vault spends more",
            "Impact eats a part: one per cent more dollars buy less than one per cent more tokens. "
            "The size of one purchase counts, for arbitrage takes the pool back after each.",
            (pool, Assumption("as-often", "executors come as often as before, so that each "
                              "purchase grows with the dollars")),
            TOKENS,
            _tokens,
            _tokens_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: tokens move one for one",
                    sp.Eq(one, TOKENS.rhs.subs(point)),
                ),
                "as-often": lambda: Counterexample(
                    "let executors come more often in proportion to the dollars: each purchase "
                    "stays as it is, and tokens move one for one",
                    sp.Eq(one, TOKENS.rhs.subs(point)),
                ),
            },
            "dollars that the vault does spend; where guard or cap bind, more dollars only wait",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
        Claim(
            "purchase-pushes-price",
            "By how much the vault's purchases lift the price on their own day",
            "They lift it by their dollars over the depth of the whole market, sellers' answer "
            "included. The lift is of that day: on a day without purchases it is gone.",
            (
                Assumption("one-batch", "all orders of a day meet at one price"),
                Assumption("depth-given", "holders' depth does not move with the purchase"),
            ),
            PUSH,
            _push,
            _push_in_numbers,
            {
                "one-batch": lambda: Counterexample(
                    "let the vault buy alone in a pool as deep as its purchase, and the price be "
                    "read there before anybody trades: it moves by 18/19 and not by 9/10",
                    sp.Eq(2 * (1 - tenth) / (2 - tenth), PUSH.rhs.subs(batched)),
                ),
                "depth-given": lambda: Counterexample(
                    "let holders' depth be what the vault spends: the price does not move with it",
                    sp.Eq(sp.Integer(0), PUSH.rhs.subs(batched)),
                ),
            },
            "days on which users pay all their bills, at prices above the least one; noise aside",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
    )  # fmt: skip
