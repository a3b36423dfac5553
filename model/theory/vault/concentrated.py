"""Concentrated liquidity: inside its range, a pool with deeper, virtual reserves. Theory: T2."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.integrate import quad

from model.logic.formulas import by_meaning
from model.logic.step import Step
from model.logic.steps import identity
from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import stated
from model.spec.pool import pool_fee, spot, spot_price
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.sourced import AFTER_FEE, POOL_FEE
from model.theory.vault.purchase import FIGURE

liquidity = theoretical(
    "range_liquidity", r"\mathcal{L}", "AI**0.5*USD**0.5", "liquidity of the active range", POSITIVE
)
PAID = (1 - pool_fee) * v.one_purchase
IN_RANGE = liquidity * PAID / (sp.sqrt(spot) * (liquidity * sp.sqrt(spot) + PAID))


def _range(statement: sp.Basic) -> Iterator[Step]:
    root, times, still, spent = sp.symbols("q n y s", positive=True)
    virtual = {a.pool_ai: liquidity / root, a.pool_usd: liquidity * root}
    day = {v.spend: times * spent, v.executions: times, v.one_purchase: spent}
    block = v.vault()
    paid = stated(block, v.buyback_dollars)
    one = paid.subs(v.spend, v.one_purchase)
    pool = stated(block, v.buyback).subs(v.buyback_dollars, paid)
    yield identity("The virtual reserves have the price of the range, the square of its root q.",
                   spot_price.subs(virtual), root**2)  # fmt: skip
    yield identity(
        "Each of n purchases of s dollars gets this of the specification's pool, with reserves of "
        "liquidity over root and liquidity times root.",
        pool.subs(virtual | day) / times,
        liquidity * (1 - pool_fee) * spent / (root * (liquidity * root + (1 - pool_fee) * spent)),
    )
    yield by_meaning(
        "In a range each dollar moves the root of the price by one over the liquidity, and buys at "
        "the price that the dollars before it have left. Added up, that is what one purchase of "
        "the pool gets: range and pool are one and the same swap.",
        statement,
        sp.Integral(1 / (sp.sqrt(spot) + still / liquidity) ** 2, (still, 0, one)),
        where={v.buyback: pool.subs(virtual | day), spot: root**2, **day},
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
            owner="Adams et al. 2021, virtual reserves, equations 6.3 to 6.6",
        ),
    )  # fmt: skip
