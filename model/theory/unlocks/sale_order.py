"""A sale that meets a buyback in the pool: why the order counts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec.pool import spot
from model.spec import pool as x
from model.spec import vault as v
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import stated
from model.theory.steps import Step, conclusion, identity, inequality
from model.theory.unlocks.sale import (
    CONSTANT,
    DOLLARS,
    FEE,
    KNOWN,
    SHARE,
    SOLD,
    TOKENS,
    instance,
    pool,
    reserves_after_sale,
    same_product,
    sell,
)

sale_first = theoretical(
    "cost_if_sale_first",
    r"\Delta_{\mathrm{s}}",
    "USD",
    "dollars that restore the price if the sale comes first",
    POSITIVE,
)
buyback_first = theoretical(
    "cost_if_buyback_first",
    r"\Delta_{\mathrm{b}}",
    "USD",
    "dollars that leave the price as it was if the buyback comes first",
    POSITIVE,
)
LESS, MORE = spot * x.sold / (1 + SHARE), spot * x.sold / (1 - SHARE)
COST = sp.And(sp.Eq(sale_first, LESS), sp.Eq(buyback_first, MORE))


def _cost(statement: sp.Basic) -> Iterator[Step]:
    block = v.vault()
    dollars = reserves_after_sale()[1]
    fee = identity(
        "Of a dollar that the vault spends the pool keeps its fee.",
        stated(block, v.buyback_dollars),
        (1 - x.pool_fee) * v.spend,
    )
    product = same_product()
    first = identity(
        "Sale first: the buyback returns the dollars that the sale took out. Then both reserves, "
        "and with them the price, are what they were.",
        dollars + (1 - x.pool_fee) * LESS.subs(KNOWN),
        DOLLARS,
    )
    spent = (1 - x.pool_fee) * MORE.subs(KNOWN)
    second = identity(
        "Buyback first: it takes as many tokens out as the sale brings in.",
        x.bought(spent).subs(KNOWN),
        (1 - x.pool_fee) * SOLD,
    )
    rest = sp.Symbol("z", positive=True)  # what a buyback before the sale leaves in the pool
    deep = {TOKENS: (1 - x.pool_fee) * SOLD + rest}
    kept = {x.pool_fee: 1 - sp.Symbol("f", positive=True)}
    dearer = inequality(
        "That costs more, as long as the pool can deliver it.",
        (MORE - LESS).subs(KNOWN).subs(deep).subs(kept),
        sp.Integer(0),
        (2 * (1 - x.pool_fee) * SOLD**2 * DOLLARS / rest / (2 * (1 - x.pool_fee) * SOLD + rest))
        .subs(kept),
        strict=True,
    )
    yield from (fee, product, first, second, dearer)
    yield conclusion("The two orders.", COST, fee, product, first, second, dearer)


def least_dollars(tokens: int, dollars: int, amount: int, sale_is_first: bool) -> int:
    """Least dollars, in base units, after which the price is not below the old one, bisected."""

    def restored(spent: int) -> bool:
        x_, y_ = sell(tokens, dollars, amount) if sale_is_first else (tokens, dollars)
        paid = spent * 997 // 1000
        x_, y_ = x_ - x_ * paid // (y_ + paid), y_ + paid
        x_, y_ = (x_, y_) if sale_is_first else sell(x_, y_, amount)
        return y_ * tokens >= dollars * x_

    low, high = 0, 100 * dollars
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if restored(middle) else (middle + 1, high)
    return low


def _cost_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 60, Fraction(0)
    symbols = (spot, a.pool_ai, x.sold, x.pool_fee)
    said = {e.lhs: sp.lambdify(symbols, e.rhs, "math") for e in statement.args}
    for _ in range(count):
        tokens, dollars, amount = pool(draw)
        known = (Fraction(dollars, tokens), Fraction(tokens), Fraction(amount), Fraction(3, 1000))
        for symbol, is_first in ((sale_first, True), (buyback_first, False)):
            found = least_dollars(tokens, dollars, amount, is_first)
            worst = max(worst, abs(found / Fraction(said[symbol](*known)) - 1))
    return Evidence("least dollars in whole numbers, bisected: gap", 2 * count, float(worst), 1e-9)


def _no_fee_for_one() -> Counterexample:
    return Counterexample(
        "let the vault buy without the fee that the seller paid: it costs less",
        sp.Eq(10 - sp.Integer(100) / (10 + 1 - FEE), instance(LESS)),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "sale-first-is-cheaper",
            "To offset a sale costs less after it than before it",
            "After a sale the tokens are cheap, and the buyback pays less than they were worth at "
            "the old price. A buyback that comes first pays more. It does not matter where the "
            "pool keeps its fee.",
            (
                CONSTANT,
                Assumption("same-fee", "the pool charges both the same fee"),
                Assumption("nobody-between", "nobody trades between the sale and the buyback"),
            ),
            COST,
            _cost,
            _cost_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "trade at a fixed price: the order does not count",
                    sp.Eq(1, instance(LESS)),
                ),
                "same-fee": _no_fee_for_one,
                "nobody-between": lambda: Counterexample(
                    "let others buy the sale back before the vault does: it spends nothing",
                    sp.Eq(0, instance(LESS)),
                ),
            },
            "sales of less than the token reserve; the price is compared before and after both",
            literature=("angeris2020analysis",),
            shown_in="fig-sale-order",
        ),
    )
