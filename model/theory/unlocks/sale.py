"""A sale in the pool: how far it moves the price."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec.pool import spot
from model.spec import pool as x
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.accounting import update
from model.theory.invariants.pool import positive
from model.theory.steps import Step, conclusion, identity

after_sale = theoretical(
    "price_after_sale", r"P^{-}", "USD/AI", "price that a sale leaves behind", POSITIVE
)
SHARE = (1 - x.pool_fee) * x.sold / a.pool_ai
FALL = sp.Eq(after_sale / spot, 1 / (1 + SHARE) ** 2)
TOKENS, DOLLARS, SOLD = positive(a.pool_ai), positive(a.pool_usd), positive(x.sold)
KNOWN = {a.pool_ai: TOKENS, a.pool_usd: DOLLARS, x.sold: SOLD, spot: DOLLARS / TOKENS}
FEE = sp.Rational(3, 1000)
CONSTANT = Assumption("constant-product", "the pool keeps the product of its reserves")


def reserves_after_sale() -> tuple[sp.Expr, sp.Expr]:
    """Both reserves after the specification's sales block, with one seller who sells ``SOLD``."""
    block = x.sales({a.for_sale: sp.Integer(1)})
    (brought,) = (f.symbol for f in block.flows if f.receiver == a.pool_ai)
    flows = {f.symbol: f.request for f in block.flows if f.symbol != brought}
    after = []
    for reserve in (a.pool_ai, a.pool_usd):
        left = update(reserve, block).subs(flows).subs(brought, x.sold)
        after.append(left.subs(KNOWN, simultaneous=True))
    return after[0], after[1]


def same_product() -> Step:
    """The step that the sales block keeps the product of the reserves."""
    tokens, dollars = reserves_after_sale()
    return identity(
        "After the sale the pool holds what is sold less the fee in addition, and the product of "
        "its reserves is the same.",
        tokens * dollars,
        TOKENS * DOLLARS,
    )


def _fall(statement: sp.Basic) -> Iterator[Step]:
    tokens, dollars = reserves_after_sale()
    product = same_product()
    grown = identity(
        "The token reserve has grown by this factor, so the dollar reserve has shrunk by it.",
        tokens / TOKENS,
        (1 + SHARE).subs(KNOWN),
    )
    price = identity(
        "The price is the ratio of the two.",
        dollars / tokens / (DOLLARS / TOKENS),
        FALL.rhs.subs(KNOWN),
    )
    yield from (product, grown, price)
    yield conclusion("This is the claim.", FALL, product, grown, price)


def pool(draw: np.random.Generator) -> tuple[int, int, int]:
    """Reserves and a sale in base units: up to half of the token reserve."""
    tokens = int(draw.integers(10**6, 10**9)) * 10**18
    dollars = int(draw.integers(10**4, 10**8)) * 10**12
    return tokens, dollars, int(tokens * Fraction(draw.uniform(0.001, 0.5)))


def sell(tokens: int, dollars: int, amount: int) -> tuple[int, int]:
    """Reserves after a sale in whole numbers, fees kept outside."""
    paid = amount * 997 // 1000
    return tokens + paid, dollars - dollars * paid // (tokens + paid)


def _fall_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 300, Fraction(0)
    symbols = (after_sale, spot, a.pool_ai, x.sold, x.pool_fee)
    gap = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        tokens, dollars, amount = pool(draw)
        left, paid = sell(tokens, dollars, amount)
        known = (Fraction(paid, left), Fraction(dollars, tokens), tokens, amount, Fraction(3, 1000))
        worst = max(worst, abs(Fraction(gap(*(Fraction(k) for k in known)))))
    return Evidence("sales in whole numbers: relative gap", count, float(worst), 1e-12)


def instance(formula: sp.Expr) -> sp.Expr:
    """A formula for 1 token sold to a pool of 10 tokens and 10 dollars."""
    return formula.subs({x.sold: 1, a.pool_ai: 10, spot: 1, x.pool_fee: FEE})


def _fee_inside() -> Counterexample:
    dollars = sp.Integer(100) / (10 + 1 - FEE)
    return Counterexample(
        "let the pool's fee join its reserve: the price falls a little further",
        sp.Eq(dollars / 11, instance(FALL.rhs)),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "sale-moves-price-by-square",
            "A sale moves the pool's price by the square of what it adds to the token reserve",
            "The price falls twice as fast, in logarithms, as the token reserve grows.",
            (CONSTANT, Assumption("fee-outside", "the pool keeps its fee outside the reserves")),
            FALL,
            _fall,
            _fall_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: it does not move", sp.Eq(1, instance(FALL.rhs))
                ),
                "fee-outside": _fee_inside,
            },
            "one sale, nobody else trades",
            literature=("angeris2020analysis",),
            shown_in="fig-sale-order",
        ),
    )
