"""Swaps: the specification's constant product, and a swap step in a pool's own integers."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import sympy as sp

from model.outside.swap_step import Q96, amount0, amount1, price_after, root, step
from model.spec import accounts as a
from model.spec import pool

TICK = Fraction(10_001, 10_000)


def bought(brought: int, reserve_in: int, reserve_out: int, fee: Fraction) -> int:
    """Base units that the specification's `bought` pays for ``brought``, less ``fee``."""
    values = {a.pool_ai: reserve_out, a.pool_usd: reserve_in}
    return _whole(pool.bought(sp.Rational(brought * (1 - fee))), values)


def proceeds(brought: int, reserve_in: int, reserve_out: int, fee: Fraction) -> int:
    """Base units that the specification's `proceeds` pays for ``brought``, less ``fee``."""
    values = {a.pool_usd: reserve_out, a.pool_ai: reserve_in}
    return _whole(pool.proceeds(sp.Rational(brought * (1 - fee))), values)


def _whole(paid: sp.Expr, values: dict[sp.Symbol, int]) -> int:
    return int(sp.floor(paid.subs({s: sp.Integer(n) for s, n in values.items()})))


def swap_step(
    price: Fraction | int, target: Fraction | int, liquidity: int, wanted: int, fee: int
) -> dict[str, int]:
    """A swap step between two prices, which are given as prices and not as roots."""
    return step(root(price), root(target), liquidity, wanted, fee)._asdict()


def swap_step_roots(
    price: int, target: int, liquidity: int, wanted: int, fee: int
) -> dict[str, int]:
    """A swap step between two √P · 2⁹⁶."""
    return step(price, target, liquidity, wanted, fee)._asdict()


def root_after(price: Fraction | int, liquidity: int, amount: int, token0: int, adds: int) -> int:
    """√P · 2⁹⁶ after a token joins or leaves a pool at ``price``."""
    return price_after(root(price), liquidity, amount, bool(token0), bool(adds))


def between(price: Fraction | int, target: Fraction | int, liquidity: int) -> dict[str, int]:
    """Units of each token between two prices, rounded up and down."""
    ends = root(price), root(target), liquidity
    return {
        "token_0_up": amount0(*ends, True),
        "token_0_down": amount0(*ends, False),
        "token_1_up": amount1(*ends, True),
        "token_1_down": amount1(*ends, False),
    }


def price_at(tick: int, spacing: Fraction = TICK) -> Fraction:
    """The price at a tick, exactly."""
    return spacing**tick


def root_at(tick: int, spacing: Fraction = TICK) -> int:
    """√P · 2⁹⁶ at a tick, rounded up; 80 digits are 30 more than any root price has."""
    with localcontext() as digits:
        digits.prec = 80
        price = (Decimal(spacing.numerator) / Decimal(spacing.denominator)) ** tick
        return math.ceil(price.sqrt() * Q96)
