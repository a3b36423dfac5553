"""What moves the pool: arbitrage to the price of the day, providers in proportion."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.economies import moved
from model.logic.formulas import by_specification
from model.logic.step import ProofError, Step
from model.logic.steps import identity
from model.spec import accounts as a
from model.spec import pool as p
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Trace, Values, run_block
from model.theory.invariants.pool import (
    CURVE,
    FIGURE,
    RESERVES,
    dollars,
    paid_in,
    swap,
    tokens,
)

PRODUCT = (a.pool_ai - p.arbitrage_tokens_out) * (a.pool_usd + paid_in)
THERE = (a.pool_usd + paid_in - p.arbitrage_dollars_out) / (
    a.pool_ai - p.arbitrage_tokens_out + p.arbitrage_tokens_in
)
ADDED = (a.pool_usd + p.liquidity_dollars_in) / (a.pool_ai + p.liquidity_tokens_in)


def _product(statement: sp.Basic) -> Iterator[Step]:
    product, *_ = swap()
    yield product
    yield by_specification(
        "Tokens that leave are what the curve gives for the dollars that come in.",
        statement,
        (announced().block("arbitrage"), p.arbitrage_tokens_out),
    )


def _there(statement: sp.Basic) -> Iterator[Step]:
    block = announced().block("arbitrage")
    root = sp.Symbol("q", positive=True)  # the square root of X Y P
    known = {a.pool_ai: tokens, a.pool_usd: dollars, a.price: root**2 / (tokens * dollars)}
    (up,) = [x for x in stated(block, paid_in).args if x != 0]
    lifted = stated(block, p.arbitrage_tokens_in).xreplace({p.arbitrage_limit * a.holders: sp.oo})
    (down,) = [x for x in lifted.args if x != 0]
    rises = identity(
        "Let q be the root of X Y P. A higher price brings the dollars that lift Y to q.",
        up.subs(known),
        root - dollars,
    )
    falls = identity(
        "A lower one brings the tokens that lift X to X Y over q.",
        sp.powdenest(down.subs(known), force=True),
        tokens * dollars / root - tokens,
    )
    price = identity(
        "The product stays, so the reserves are q and X Y over q in both cases. Their ratio is "
        "q² over X Y, which is the price of the day.",
        root / (tokens * dollars / root),
        root**2 / (tokens * dollars),
    )
    yield from (rises, falls, price)
    flows = [moved(block, flow.symbol) for flow in block.flows]
    yield from flows
    (limit,) = (x for x in stated(block, p.arbitrage_tokens_in).args if not x.has(sp.Max))
    fall = tokens * dollars / root - tokens
    yield by_arithmetic(
        "So arbitrage stops at the price of the day, whichever way it goes.",
        statement,
        *flows,
        given=(sp.Ge(limit, fall, evaluate=False), sp.Ge(a.holders, fall, evaluate=False)),
        where=known,
    )


def _added(statement: sp.Basic) -> Iterator[Step]:
    block = announced().block("liquidity")
    for account, flow in zip(
        RESERVES, (p.liquidity_tokens_out, p.liquidity_dollars_out), strict=True
    ):
        if stated(block, flow) != sp.Max(0, -p.liquidity_step) * account:
            raise ProofError(f"{flow} is not the part that providers withdraw")
    yield by_specification(
        "Providers add dollars in proportion to the tokens that they add, and withdraw the same "
        "part of both. So the ratio of the reserves stays.",
        statement,
        (block, p.liquidity_dollars_in),
    )


def _arbitraged(count: int, limit: float = 1.0) -> Iterator[Values]:
    """Random days of the specification's arbitrage: the morning's state and the day's flows."""
    draw, block = np.random.default_rng(7), announced().block("arbitrage")
    for _ in range(count):
        deep, price, away = np.exp(draw.uniform((0, -7, -1), (15, 0, 1)))
        morning: Values = {
            a.pool_usd: float(deep), a.pool_ai: float(deep / price), a.price: float(price * away),
            a.holders: 1e3 * float(deep / price), a.holders_usd: 0.0, p.arbitrage_limit: limit,
        }  # fmt: skip
        trace = Trace(dict(morning))
        run_block(block, trace)
        yield trace.values | morning


def _off(statement: sp.Basic, days: Iterator[Values], text: str) -> Evidence:
    symbols = sorted(statement.free_symbols, key=str)
    gap = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    found = [abs(gap(*(float(today[s]) for s in symbols))) for today in days]
    return Evidence(f"{text}: relative difference", len(found), max(found), 1e-9)


def _product_in_numbers(statement: sp.Basic) -> Evidence:
    return _off(statement, _arbitraged(200, 0.001), "random days of the block")


def _there_in_numbers(statement: sp.Basic) -> Evidence:
    return _off(statement, _arbitraged(200), "random days of the block")


def _added_in_numbers(statement: sp.Basic) -> Evidence:
    def days() -> Iterator[Values]:
        draw, block = np.random.default_rng(7), announced().block("liquidity")
        for _ in range(200):
            morning: Values = dict.fromkeys(block.inputs, 0.01)
            morning |= dict.fromkeys(announced().accounts("USD"), 0.0)
            deep, price = np.exp(draw.uniform((0, -7), (15, 0)))
            morning |= {
                a.initial_supply: 1e10, a.pool_usd: float(deep), a.pool_ai: float(deep / price),
                a.holders: 1e9, a.price: float(price), p.turnover: float(draw.uniform(0, 0.1)),
            }  # fmt: skip
            trace = Trace(dict(morning))
            run_block(block, trace)
            yield trace.values | morning

    return _off(statement, days(), "random days of the block, some of which add")


FIVE = {a.pool_ai: 5, a.pool_usd: 5, paid_in: 5, p.arbitrage_tokens_out: 5,
        p.arbitrage_tokens_in: 0, p.arbitrage_dollars_out: 0, a.price: 4}  # fmt: skip


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    return (
        Claim(
            "arbitrage-keeps-the-product",
            "Arbitrage moves the pool along its curve",
            "Dollars that come in and tokens that go out leave the product of the reserves.",
            (CURVE,),
            sp.Eq(PRODUCT, a.pool_ai * a.pool_usd, evaluate=False),
            _product,
            _product_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "let 5 dollars take 5 of 5 tokens, at a fixed price: nothing is left of it",
                    sp.Eq(PRODUCT.subs(FIVE), sp.Integer(25)),
                ),
            },
            "both economies; prices above the pool's. Below it tokens and dollars change places",
            literature=("angeris2020improved",),
            shown_in=FIGURE,
            owner="by construction",
            uses=("swap-never-empties",),
        ),
        Claim(
            "arbitrage-takes-the-pool-to-the-price",
            "Arbitrage leaves the pool at the price of the day",
            "The pool follows the market, and makes no price of its own.",
            (
                CURVE,
                Assumption("enough-tokens", "a fall asks for no more tokens than holders bring"),
            ),
            sp.Eq(THERE, a.price, evaluate=False),
            _there,
            _there_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "let 5 dollars take 2 of 5 tokens at a price of 4: the pool is short of it",
                    sp.Eq(THERE.subs(FIVE | {p.arbitrage_tokens_out: 2}), FIVE[a.price]),
                ),
                "enough-tokens": lambda: Counterexample(
                    "let nobody have tokens while the price falls to a quarter: the pool stays",
                    sp.Eq(
                        THERE.subs(FIVE | {paid_in: 0, p.arbitrage_tokens_out: 0}),
                        sp.Rational(1, 4),
                    ),
                ),
            },
            "both economies; positive reserves and prices",
            literature=("angeris2020improved",),
            shown_in=FIGURE,
            owner="Angeris and Chitra 2020, arbitrage reports the price, place not looked up",
        ),
        Claim(
            "providers-keep-the-price",
            "Liquidity that comes or goes leaves the pool's price as it was",
            "Providers add both sides in proportion, and withdraw both.",
            (Assumption("in-proportion", "dollars come with tokens as the reserves stand"),),
            sp.Eq(ADDED, p.spot_price, evaluate=False),
            _added,
            _added_in_numbers,
            {
                "in-proportion": lambda: Counterexample(
                    "let tokens come alone: the pool gets cheaper",
                    sp.Eq(
                        ADDED.subs(FIVE | {p.liquidity_tokens_in: 5, p.liquidity_dollars_in: 0}),
                        p.spot_price.subs(FIVE),
                    ),
                ),
            },
            "both economies; additions as written, withdrawals by the same part of both reserves",
            shown_in=FIGURE,
            owner="by construction",
        ),
    )
