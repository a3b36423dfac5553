"""Concentrated liquidity: inside its range, a pool with deeper, virtual reserves. Theory: T2."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.integrate import quad

from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.pool import bought, spot, spot_price
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.pool import positive
from model.theory.steps import Step, conclusion, identity
from model.theory.vault.purchase import FIGURE

liquidity = theoretical(
    "range_liquidity", r"\mathcal{L}", "AI**0.5*USD**0.5", "liquidity of the active range", POSITIVE
)
IN_RANGE = liquidity * v.buyback_dollars / (
    sp.sqrt(spot) * (liquidity * sp.sqrt(spot) + v.buyback_dollars)
)  # fmt: skip


def _range(statement: sp.Basic) -> Iterator[Step]:
    root, paid = sp.Symbol("q", positive=True), positive(v.buyback_dollars)
    deep = {a.pool_ai: liquidity / root, a.pool_usd: liquidity * root, v.buyback_dollars: paid}
    moved = identity(
        "A range moves the root q of the price by dollars over liquidity, and gives up the "
        "difference of the inverse roots.",
        liquidity * (1 / root - 1 / (root + paid / liquidity)),
        liquidity * paid / (root * (liquidity * root + paid)),
    )
    same_swap = identity(
        "The specification's pool gives the same with reserves of liquidity over root and "
        "liquidity times root.",
        bought(v.buyback_dollars).subs(deep),
        moved.relation.rhs,
    )
    price = identity("Their ratio is the price of the range, too.",
                     spot_price.subs(deep), root**2)  # fmt: skip
    yield from (moved, same_swap, price)
    yield conclusion("So range and pool are one and the same swap.",
                     sp.Eq(v.buyback, IN_RANGE), moved, same_swap, price)  # fmt: skip


def _range_in_numbers(statement: sp.Basic) -> Evidence:
    draw, worst, count = np.random.default_rng(7), 0.0, 100
    off = sp.lambdify((v.buyback, liquidity, v.buyback_dollars, spot),
                      statement.lhs / statement.rhs - 1, "math")  # fmt: skip
    for _ in range(count):
        depth, root, share = draw.uniform(1, 100), draw.uniform(0.1, 3), draw.uniform(0.01, 0.5)
        paid = share * depth * root
        # Each dollar buys at the price that the dollars before it have left.
        got, _ = quad(lambda y, d=depth, r=root: 1 / (r + y / d) ** 2, 0, paid, epsabs=0)
        worst = max(worst, abs(off(got, depth, paid, root**2)))
    return Evidence("dollar by dollar along the range's price, by quadrature: relative difference",
                    count, worst, 1e-9)  # fmt: skip


def _beyond() -> Counterexample:
    edge = sp.Rational(21, 20)  # of the root of the price; no liquidity above it
    most = 10 * (1 - 1 / edge)
    return Counterexample(
        "let the range of liquidity 10 at a price of 1 end after a rise of its root by a "
        "twentieth, and spend 2 USD: only half a dollar finds tokens",
        sp.Eq(most, IN_RANGE.subs({liquidity: 10, spot: 1, v.buyback_dollars: 2})),
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
            sp.Eq(v.buyback, IN_RANGE),
            _range,
            _range_in_numbers,
            {"inside-range": _beyond},
            "purchases that end inside the range; dollars after the pool's fee",
            literature=("adams2021uniswapv3",),
            shown_in=FIGURE,
        ),
    )  # fmt: skip
