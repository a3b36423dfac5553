"""Concentrated liquidity: inside its range, a pool with deeper, virtual reserves. Theory: T2."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.integrate import quad

from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.pool import pool_fee, spot, spot_price
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import stated
from model.theory.sourced import AFTER_FEE, POOL_FEE
from model.theory.steps import Step, conclusion, identity
from model.theory.vault.purchase import FIGURE

liquidity = theoretical(
    "range_liquidity", r"\mathcal{L}", "AI**0.5*USD**0.5", "liquidity of the active range", POSITIVE
)
PAID = (1 - pool_fee) * v.one_purchase
IN_RANGE = liquidity * PAID / (sp.sqrt(spot) * (liquidity * sp.sqrt(spot) + PAID))


def _range(statement: sp.Basic) -> Iterator[Step]:
    root, paid, times = sp.symbols("q d n", positive=True)
    deep = {a.pool_ai: liquidity / root, a.pool_usd: liquidity * root}
    one = {v.buyback_dollars: times * paid, v.one_purchase: paid / (1 - pool_fee)}
    moved = identity(
        "A range moves the root q of the price by dollars over liquidity, and gives up the "
        "difference of the inverse roots.",
        liquidity * (1 / root - 1 / (root + paid / liquidity)),
        liquidity * paid / (root * (liquidity * root + paid)),
    )
    same_swap = identity(
        "Each of n purchases of d dollars gets the same of the specification's pool, with reserves "
        "of liquidity over root and liquidity times root.",
        stated(v.vault(), v.buyback).subs(deep | one) / times,
        moved.relation.rhs,
    )
    price = identity("Their ratio is the price of the range, too.",
                     spot_price.subs(deep), root**2)  # fmt: skip
    yield from (moved, same_swap, price)
    yield conclusion(
        "So range and pool are one and the same swap.",
        sp.Eq(v.buyback / v.executions, IN_RANGE),
        moved,
        same_swap,
        price,
    )


def _range_in_numbers(statement: sp.Basic) -> Evidence:
    draw, worst, count = np.random.default_rng(7), 0.0, 100
    off = sp.lambdify((v.buyback, v.executions, liquidity, v.one_purchase, pool_fee, spot),
                      statement.lhs / statement.rhs - 1, "math")  # fmt: skip
    for _ in range(count):
        depth, root, share = draw.uniform(1, 100), draw.uniform(0.1, 3), draw.uniform(0.01, 0.5)
        paid = share * depth * root
        # Each dollar buys at the price that the dollars before it have left.
        got, _ = quad(lambda y, d=depth, r=root: 1 / (r + y / d) ** 2, 0, paid, epsabs=0)
        worst = max(worst, abs(off(3 * got, 3, depth, paid / AFTER_FEE, POOL_FEE, root**2)))
    return Evidence("dollar by dollar along the range's price, by quadrature: relative difference",
                    count, worst, 1e-9)  # fmt: skip


def _beyond() -> Counterexample:
    edge = sp.Rational(21, 20)  # of the root of the price; no liquidity above it
    most = 10 * (1 - 1 / edge)
    return Counterexample(
        "let the range of liquidity 10 at a price of 1 end after a rise of its root by a "
        "twentieth, and spend 2 USD: only half a dollar finds tokens",
        sp.Eq(most, IN_RANGE.subs({liquidity: 10, spot: 1, v.one_purchase: 2, pool_fee: 0})),
    )


def claims() -> tuple[Claim, ...]:
    """The claims."""
    return (
        Claim(
            "range-is-a-deeper-pool",
            "Inside a price range, concentrated liquidity is a pool with virtual reserves",
            "Its virtual dollar reserve is liquidity times the root of the price. It can be many "
            "times the dollars that lie in the range.",
            (Assumption("inside-range", "the purchase does not leave the range of the liquidity"),),
            sp.Eq(v.buyback / v.executions, IN_RANGE),
            _range,
            _range_in_numbers,
            {"inside-range": _beyond},
            "purchases that end inside the range, each of which meets it as it was",
            literature=("adams2021uniswapv3",),
            shown_in=FIGURE,
        ),
    )  # fmt: skip
