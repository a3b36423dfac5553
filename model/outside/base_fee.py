"""A fee that follows congestion, and the specification's posted price as its cousin.

The base fee of a block moves by at most 1/8 in whole units; the posted price of the
specification moves by a factor exp(λ (pressure / target − 1)). With λ = 1/8 both have the
same slope at the target. Source of the rule: EIP-1559; written anew.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

import sympy as sp

from model.spec import accounts as a
from model.spec import demand as d
from model.spec import market as m
from model.spec import terms
from model.spec.announced import announced
from model.spec.core import right_of, target_of

CLASS = a.CLASSES[0]


def next_fee(fee: int, limit: int, used: int, elasticity: int, slowness: int) -> int:
    """The base fee of the next block, from the gas ``used`` of this one's ``limit``."""
    target = Fraction(limit, elasticity)
    excess = used - target
    if excess == 0:
        return fee
    change = math.floor(fee * abs(excess) / target / slowness)
    return fee + max(change, 1) if excess > 0 else fee - change


def blocks_to(fee: int, used: int, limit: int, elasticity: int, slowness: int, factor: int) -> int:
    """Blocks until the fee is ``factor`` times higher or lower, if each uses ``used`` gas."""
    now, count = fee, 0
    rising = used * elasticity > limit
    while now < fee * factor if rising else now * factor > fee:
        now, count = next_fee(now, limit, used, elasticity, slowness), count + 1
    return count


@cache
def _posted() -> sp.Expr:
    """The specification's law of the posted price, of one class of node; the others' are alike."""
    law = next(
        e
        for e in announced().block("adjustment").equations
        if target_of(e) == m.posted_price[CLASS]
    )
    return right_of(law)


def _factor(used: sp.Expr | int, limit: sp.Expr | int, elasticity: int, speed: sp.Expr) -> sp.Expr:
    """What the law multiplies a price by, far from the ends of its span and from the costs.

    Gas over limit is utilisation, and the target is one over the elasticity.
    """
    return _posted().subs(
        {
            m.price_span: 1000,
            d.price_outside[CLASS]: 1,
            d.market_open: 1,
            d.cost_index: 0,
            terms.error_cost[CLASS]: 0,
            m.compute_price[CLASS]: 1,
            m.price_speed: speed,
            m.utilisation_target: sp.Rational(1, elasticity),
            m.pressure[CLASS]: sp.sympify(used) / limit,
        }
    )


def posted_factor(used: int, limit: int, elasticity: int, speed: Fraction) -> Fraction:
    """How the specification's posted price moves in a day with the same utilisation."""
    return Fraction(float(_factor(used, limit, elasticity, sp.Rational(speed))))


def slopes(slowness: int, elasticity: int, speed: Fraction) -> dict[str, Fraction]:
    """Relative change per relative excess use at the target: of the base fee, of our price."""
    limit, fee = 10**9 * elasticity, 10**15
    excess = 10**6
    moved = next_fee(fee, limit, limit // elasticity + excess, elasticity, slowness)
    use = sp.Symbol("use", positive=True)
    free = sp.exp(sp.Rational(speed) * (use * elasticity - 1))
    # Within the span the law is this exponential and nothing else.
    for at in (sp.Rational(1, elasticity), sp.Rational(3, 4 * elasticity)):
        if _factor(at, 1, elasticity, sp.Rational(speed)) != free.subs(use, at):
            raise ValueError("the specification's posted price is not an exponential rule")
    ours = sp.diff(free, use).subs(use, sp.Rational(1, elasticity)) / elasticity
    return {
        "base_fee": Fraction(moved - fee, fee) * 10**9 / excess,
        "posted_price": Fraction(int(ours.p), int(ours.q)),
    }
