"""A swap step in the integers of a pool with concentrated liquidity.

Such a pool keeps √P as a whole number of 2⁻⁹⁶ and rounds every amount against the trader.
Source of the rules: the whitepaper of Uniswap v3; written anew.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

Q96 = 2**96
PIPS = 10**6  # fees are in millionths
WORD = 2**256  # the largest whole number of the machine, plus one


class SwapError(ValueError):
    """A swap that the pool would refuse."""


class Step(NamedTuple):
    """What a swap step moves, in base units, and the √P (times 2⁹⁶) that it ends at."""

    amount_in: int
    fee: int
    amount_out: int
    price: int


def root(price: Fraction | int) -> int:
    """√price in units of 2⁻⁹⁶, rounded down."""
    price = Fraction(price)
    return math.isqrt(price.numerator * Q96**2 // price.denominator)


def mul_div(left: int, right: int, over: int, up: bool) -> int:
    """Left · right / over in whole numbers, rounded ``up`` or down."""
    return -(-left * right // over) if up else left * right // over


def amount0(price_a: int, price_b: int, liquidity: int, up: bool) -> int:
    """Units of token 0 between two √prices: L (1/√a − 1/√b)."""
    low, high = sorted((price_a, price_b))
    return mul_div(liquidity * Q96, high - low, high * low, up)


def amount1(price_a: int, price_b: int, liquidity: int, up: bool) -> int:
    """Units of token 1 between two √prices: L (√b − √a)."""
    return mul_div(liquidity, abs(price_a - price_b), Q96, up)


def price_after(price: int, liquidity: int, amount: int, token0: bool, adds: bool) -> int:
    """√P after ``amount`` of a token joins (``adds``) or leaves; rounded against the trader."""
    if token0:
        depth = liquidity * Q96
        below = depth + amount * price if adds else depth - amount * price
        if below <= 0:
            raise SwapError(f"{amount} units of token 0 are not in the pool: ask for fewer")
        if below >= WORD:  # the pool then rounds once more on the way
            return mul_div(depth, 1, depth // price + amount, up=True)
        return mul_div(depth, price, below, up=True)
    moved = mul_div(amount, Q96, liquidity, up=not adds)
    if not adds and moved > price:
        raise SwapError(f"{amount} units of token 1 are not in the pool: ask for fewer")
    return price + moved if adds else price - moved


def step(price: int, target: int, liquidity: int, wanted: int, fee: int) -> Step:
    """One swap step towards ``target``; ``wanted`` is an exact input, or less than 0 an output.

    ``price`` and ``target`` are √P · 2⁹⁶, ``fee`` is in millionths.
    """
    down = price >= target  # token 0 comes in, its price in token 1 falls
    exact_in = wanted >= 0
    comes, goes = (amount0, amount1) if down else (amount1, amount0)
    if exact_in:
        budget = mul_div(wanted, PIPS - fee, PIPS, up=False)
        reaches = budget >= comes(price, target, liquidity, True)
        end = target if reaches else price_after(price, liquidity, budget, down, adds=True)
    else:
        reaches = -wanted >= goes(price, target, liquidity, False)
        end = target if reaches else price_after(price, liquidity, -wanted, not down, adds=False)
    amount_in = comes(price, end, liquidity, True)
    amount_out = goes(price, end, liquidity, False)
    if not exact_in:
        amount_out = min(amount_out, -wanted)
    if exact_in and end != target:
        return Step(amount_in, wanted - amount_in, amount_out, end)
    return Step(amount_in, mul_div(amount_in, fee, PIPS - fee, up=True), amount_out, end)
