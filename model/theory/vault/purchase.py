"""One purchase against the pool: the price it leaves, the price it pays, what one more dollar buys.

Depth is the dollar reserve. In a pool of concentrated liquidity read the virtual reserve of the
active range for it, which the claim `range-is-a-deeper-pool` allows. Theory: T2.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning, by_specification, elasticity
from model.logic.step import Step
from model.logic.steps import read
from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import stated
from model.spec.pool import pool_fee, spot
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.pool import positive
from model.theory.sourced import EXACT_FEE, FEE_AS_FOUND, POOL_FEE, paid_in

price_after = theoretical(
    "price_after", "P^{+}", "USD/AI", "price that a purchase leaves behind", POSITIVE
)
relative_gain = theoretical(
    "purchase_elasticity", r"\eta_{B}", "1", "per cent more AI bought for a per cent more dollars"
)
FIGURE = "fig-purchase"
POOL = Assumption("constant-product", "the pool keeps the product of its reserves")
AFTER = spot * (1 + (1 - pool_fee) * v.one_purchase / a.pool_usd) ** 2
GROSS = spot * (1 / (1 - pool_fee) + v.one_purchase / a.pool_usd)
ELASTIC = 1 / (1 + (1 - pool_fee) * v.one_purchase / a.pool_usd)

# Bound variables, known to be positive here: reserves, dollars of one purchase, what the fee leaves
# of a dollar.
tokens, dollars, spent = positive(a.pool_ai), positive(a.pool_usd), positive(v.one_purchase)
left = sp.Symbol("f", positive=True)
IN_POOL = {a.pool_ai: tokens, a.pool_usd: dollars, v.one_purchase: spent, spot: dollars / tokens,
           pool_fee: 1 - left}  # fmt: skip


def known(expression: sp.Expr) -> sp.Expr:
    """The expression in positive reserves, with f for what the pool's fee leaves of a dollar."""
    return expression.subs(IN_POOL, simultaneous=True)


def purchased() -> tuple[sp.Expr, sp.Expr]:
    """Dollars that one purchase of the specification's vault brings to the pool, and what it gets.

    One of as many as the vault makes: between them arbitrage takes the pool back, so each meets
    the same reserves.
    """
    block = v.vault()
    one = {v.spend: v.one_purchase}
    paid = stated(block, v.buyback_dollars).subs(one)
    return paid, stated(block, v.buyback).subs(v.buyback_dollars, paid)


def _bought() -> Iterator[Step]:
    paid, got = (known(each) for each in purchased())
    yield read("The pool's fee leaves f = 1 − φ of each dollar of a purchase.",
               v.buyback_dollars, paid, left * spent)  # fmt: skip
    yield read("The constant product gives this for it.", v.buyback, got,
               tokens * left * spent / (dollars + left * spent))  # fmt: skip


def _after(statement: sp.Basic) -> Iterator[Step]:
    yield from _bought()
    paid, got = purchased()
    yield by_meaning(
        "The price is the ratio of the reserves, after one swap as before it: dollars have come "
        "in, tokens have gone out.",
        statement,
        (a.pool_usd + paid) / (a.pool_ai - got),
        where=IN_POOL,
    )


def _gross(statement: sp.Basic) -> Iterator[Step]:
    yield from _bought()
    block = v.vault()
    yield by_specification(
        "Between purchases arbitrage takes the pool back, so each meets the same reserves. Put in "
        "what they buy, the dollars that pass through the pool, and its price.",
        statement,
        (block, v.buyback),
        (block, v.buyback_dollars),
        (block, spot),
        where=IN_POOL,
    )


def _elastic(statement: sp.Basic) -> Iterator[Step]:
    yield from _bought()
    _, got = purchased()
    yield elasticity(
        "The elasticity is the slope of what a purchase gets, times dollars over tokens.",
        statement,
        got,
        v.one_purchase,
        where=IN_POOL,
    )


def swapped(reserve: int, other: int, paid: int) -> int:
    """Whole units that a constant-product pool gives from ``reserve`` for ``paid`` of ``other``."""
    return reserve * paid // (other + paid)


def pools(count: int, seed: int = 7) -> Iterator[tuple[int, int, int]]:
    """Random pools and purchases in base units: tokens, dollars, dollars spent before the fee."""
    draw = np.random.default_rng(seed)
    for _ in range(count):
        deep = int(draw.integers(10**4, 10**8)) * 10**6
        share = int(draw.integers(1, 3 * 10**5))
        yield int(draw.integers(10**6, 10**9)) * 10**18, deep, deep * share // 10**6


def _after_in_numbers(statement: sp.Basic) -> Evidence:
    off = sp.lambdify((price_after, spot, v.one_purchase, a.pool_usd, pool_fee),
                      statement.lhs / statement.rhs - 1, "math")  # fmt: skip
    worst = Fraction(0)
    for reserve, other, size in pools(400):
        paid = paid_in(size)
        after = Fraction(other + paid, reserve - swapped(reserve, other, paid))
        worst = max(worst, abs(off(after, Fraction(other, reserve), size, other, EXACT_FEE)))
    return Evidence("swaps in whole units: relative difference", 400, float(worst), 1e-6)


def _gross_in_numbers(statement: sp.Basic) -> Evidence:
    off = sp.lambdify((v.buyback, v.spend, v.one_purchase, spot, a.pool_usd, pool_fee),
                      statement.lhs / statement.rhs - 1, "math")  # fmt: skip
    worst = Fraction(0)
    for n, (reserve, other, size) in enumerate(pools(400)):
        calls = n % 7 + 1  # each in a pool that was taken back
        got = calls * swapped(reserve, other, paid_in(size))
        price = Fraction(other, reserve)
        worst = max(worst, abs(off(got, calls * size, Fraction(size), price, other, EXACT_FEE)))
    return Evidence("one to seven swaps in whole units, each in the same pool: relative difference",
                    400, float(worst), 1e-4)  # fmt: skip


def _elastic_in_numbers(statement: sp.Basic) -> Evidence:
    off = sp.lambdify((relative_gain, v.one_purchase, a.pool_usd, pool_fee),
                      statement.lhs / statement.rhs - 1, "math")  # fmt: skip
    worst = 0.0
    for reserve, other, size in pools(400):
        around = (9_960_030, 9_979_970)
        less, more = (swapped(reserve, other, size * part // 10**7) for part in around)
        found = np.log(more / less) / np.log(9_979_970 / 9_960_030)
        worst = max(worst, abs(off(found, float(size), float(other), POOL_FEE)))
    return Evidence("a tenth of a per cent less and more, in whole units: relative difference",
                    400, worst, 1e-4)  # fmt: skip


ROUND = {
    spot: 1,
    v.one_purchase: 10,
    a.pool_usd: 100,
    a.pool_ai: 100,
    pool_fee: FEE_AS_FOUND,
}


def instead(text: str, found: sp.Expr, formula: sp.Expr) -> Counterexample:
    """What another rule gives, beside the formula, for 10 USD in a pool of 100 USD and 100 AI."""
    return Counterexample(text, sp.Eq(found.subs(ROUND), formula.subs(ROUND)))


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    f, size, deep = 1 - pool_fee, v.one_purchase, a.pool_usd
    flat = (size - 1) * a.pool_ai / (deep + size - 1)
    whole = a.pool_ai * size / (deep + size)
    outside = Assumption("fee-outside", "the pool keeps its fee outside the reserves")
    region = "any purchase against reserves that it alone moves; virtual reserves in a range"
    return (
        Claim(
            "price-after-purchase",
            "A purchase moves the price by the square of one plus its share of the reserve",
            "Dollars come in and tokens go out in the same proportion, so the price moves twice.",
            (POOL, outside),
            sp.Eq(price_after, AFTER),
            _after,
            _after_in_numbers,
            {
                "constant-product": lambda: instead(
                    "sell at a fixed price: the price stays", spot, AFTER),
                "fee-outside": lambda: instead(
                    "leave the fee in the reserve: the price ends higher",
                    (deep + size) / (a.pool_ai - a.pool_ai * f * size / (deep + f * size)), AFTER),
            },
            region,
            literature=("angeris2020analysis",),
            shown_in=FIGURE,
            owner="Angeris et al. 2020, the constant product, place not looked up",
        ),
        Claim(
            "purchase-price-adds-fee-and-impact",
            "The price paid is the spot price, marked up by the fee and by the size in the reserve",
            "Fee and impact add up: the fee costs the same at every size, impact grows with it.",
            (POOL, Assumption("fee-on-input", "the fee is taken from the dollars that come in"),
             Assumption("taken-back", "between purchases arbitrage takes the pool back")),
            sp.Eq(v.spend / v.buyback, GROSS),
            _gross,
            _gross_in_numbers,
            {
                "constant-product": lambda: instead(
                    "sell at a fixed price: only the fee is added", spot / f, GROSS),
                "fee-on-input": lambda: instead(
                    "take the fee from the tokens that go out: it multiplies the impact too",
                    size / (f * whole), GROSS),
                "taken-back": lambda: instead(
                    "leave the pool as it is between two purchases: both together pay more",
                    spot * (1 / f + 2 * size / deep), GROSS),
            },
            "any number of purchases of one size; virtual reserves in a range",
            literature=("angeris2020analysis",),
            shown_in=FIGURE,
            owner="Angeris et al. 2020, the constant product, place not looked up",
        ),
        Claim(
            "purchase-elasticity",
            "One per cent more dollars buys less than one per cent more tokens",
            "The elasticity of what is bought falls with the size of the purchase in the reserve.",
            (POOL, Assumption("proportional-fee", "the fee is a share of the dollars")),
            sp.Eq(relative_gain, ELASTIC),
            _elastic,
            _elastic_in_numbers,
            {
                "constant-product": lambda: instead(
                    "sell at a fixed price: one per cent buys as much", sp.Integer(1), ELASTIC),
                "proportional-fee": lambda: instead(
                    "charge a fee of one dollar whatever the size",
                    sp.diff(flat, size) * size / flat, ELASTIC),
            },
            region,
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
    )  # fmt: skip
