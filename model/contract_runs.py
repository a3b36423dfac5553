"""Purchases as the contracts make them: pool, guard and executor, and sandwiches of them.

Amounts are whole base units and are rounded down where Solidity rounds down; slices are exact
fractions, and sandwiches parts of a pool of one token and one dollar. Numeric checks try formulas
on these runs and searches, which know none of them. The pool keeps the product of its reserves, and
its fee, that of the facts, stays outside of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import count
from typing import Any

import numpy as np
from scipy.integrate import quad

from model.contract import BPS, split
from model.factbook import facts
from model.searches import largest, turn

# The pool's fee, and the part of an amount that it lets through, exactly.
EXACT_FEE = Fraction(repr(facts["pool_fee"].to("1")))
PAID_IN = 1 - EXACT_FEE
#: A pool of 10⁹ tokens and 10³ dollars of 10¹⁸ base units each.
TOKENS, DOLLARS = 10**27, 10**21


def paid_in(amount: int, fee: Fraction = EXACT_FEE) -> int:
    """Base units of ``amount`` that reach the pool after its fee."""
    return amount * (fee.denominator - fee.numerator) // fee.denominator


def swapped(reserve: int, other: int, paid: int) -> int:
    """Base units that the pool gives from ``reserve`` for ``paid`` of ``other``, after the fee."""
    return reserve * paid // (other + paid)


def in_turn(
    reserve: Fraction | int,
    other: Fraction | int,
    cut: Sequence[Fraction | int],
    recovers: bool,
    kept: Fraction | int = 1,
) -> Fraction:
    """What slices buy in turn, exactly, ``kept`` of each after the fee.

    The pool recovers its reserves after each slice, or stays as that left it.
    """
    got, x, y = Fraction(0), Fraction(reserve), Fraction(other)
    for part in cut:
        out = x * part * kept / (y + part * kept)
        got += out
        if not recovers:
            x, y = x - out, y + part
    return got


def largest_passing(
    tokens: int, dollars: int, average: Fraction, slip_bps: int, fee: Fraction = EXACT_FEE
) -> int:
    """The largest purchase in base units that the guard accepts.

    ``tokens`` and ``dollars`` are the reserves, ``average`` the guard's average price in dollars a
    token, ``slip_bps`` its tolerance in basis points.
    """

    def passes(amount: int) -> bool:
        got = swapped(tokens, dollars, paid_in(amount, fee))
        return bool(got * BPS >= amount / average * (BPS - slip_bps))

    return largest(passes, dollars)


def passing(above: float | Fraction = 1, bps: int = 100, other: int = DOLLARS) -> int:
    """The largest purchase that the guard accepts, if the price is so far above its average.

    In the pool of ``TOKENS`` and ``other`` dollars; ``above`` is the price over the average.
    """
    return largest_passing(TOKENS, other, Fraction(other, TOKENS) / Fraction(above), bps)


def shut(above: float, bps: int = 100) -> bool:
    """Whether the guard lets not even a billionth of the reserve through."""
    return passing(above, bps) < DOLLARS // 10**9


def behind(size: int, other: int = DOLLARS) -> float:
    """Price that a purchase leaves over the price before it, in the pool of ``TOKENS``."""
    after = other + paid_in(size)
    return float(Fraction(after, TOKENS - TOKENS * paid_in(size) // after) * TOKENS / other)


def summed(purchases: int, bps: int = 100, apart: bool = True) -> float:
    """Largest purchases in turn, as a share of the first reserve, a window apart or at once."""
    other, price, total = DOLLARS, 1.0, 0
    for _ in range(purchases):
        size = passing(1 if apart else price, bps, other)
        price, other, total = price * behind(size, other), other + paid_in(size), total + size
    return total / DOLLARS


def whole_reward(reserve: int, other: int, size: int, bps: int) -> Fraction:
    """Dollars, in base units, that a purchase pays the executor, at the price before it."""
    return Fraction(split(swapped(reserve, other, paid_in(size)), bps, 0).executor * other, reserve)


def from_one(paid: Callable[[int], int]) -> int:
    """Base units from which an executor gets one, by counting up."""
    return next(amount for amount in count(1) if paid(amount) > 0)


def whole_efficiency(spent: int, tokens: int, dollars: int, q: float, after: bool = False) -> float:
    """Worth of what a purchase burns, and q times the treasury's, of a dollar that is spent.

    Tokens count at the price before the purchase, or ``after`` it.
    """
    paid = paid_in(spent)
    out = swapped(tokens, dollars, paid)
    parts, price = split(out), Fraction(dollars + after * paid, tokens - after * out)
    return float((parts.burn + Fraction(q) * parts.treasury) * price / spent)


def least_revenue(
    unlocked: int, tokens: int, dollars: int, bps: tuple[int, int], held: bool
) -> float:
    """The least dollars of a year whose 365 purchases replace what unlocks, from one pool each.

    Dollars are counted in millionths; ``held`` counts what the treasury gets as gone too.
    """

    def gone(revenue: int) -> int:
        parts = split(swapped(tokens, dollars, paid_in(revenue // 365)), *bps)
        return 365 * (parts.burn + parts.treasury * held)

    return bisect_left(range(10**18), unlocked, key=gone) / 10**6


def rounds(
    bps: tuple[int, int],
    spent: Fraction,
    back: Fraction,
    first_sold: Fraction,
    then_sold: Fraction,
    dearer: int = 1,
) -> tuple[Fraction, Fraction]:
    """Burned and net bought of a token, if a part ``back`` of what the treasury spends returns.

    Executors sell the part ``first_sold`` of theirs, those who keep grants ``then_sold``. What
    returns is sold for dollars, which buy in the next round, at a price ``dearer`` times as high.
    """
    first = amount = 10**45
    burned, bought = 0, Fraction(0)
    while amount > BPS:  # a last unit would go round for ever
        executor, burn, rest = split(amount, *bps)
        granted = int(rest * spent)
        returned = int(granted * back)
        kept = granted - returned
        bought += amount - executor * first_sold - returned - kept * then_sold
        burned, amount = burned + burn, returned // dearer
    return Fraction(burned, first), bought / first


def shallowest(above: float = 1, bps: int = 100, part: int = 100, cost: float = 2) -> float:
    """The least depth in USD at which what passes pays an executor, in whole millionths of one.

    At a price so far ``above`` its average, ``bps`` of tolerance, and a call that costs ``cost``
    USD and brings ``part`` basis points of the purchase.
    """

    def pays(depth: float) -> bool:
        pool = int(1e6 * depth)
        return whole_reward(TOKENS, pool, passing(above, bps, pool), part) >= 1e6 * cost

    return turn(pays, 0.01, 1e10)


def above(part: float, after: float, early: float = 1, late: float = 1, logs: bool = True) -> float:
    """Premium of the price, a part of a window after a purchase at a price of one.

    ``after`` is the price that the purchase left, ``early`` and ``late`` are prices in the two
    halves of the window before. The guard's average is of ``logs`` of the price.
    """
    to, back = (np.log, np.exp) if logs else (float, float)
    mean, _ = quad(
        lambda when: to(after if when >= 0 else late if when >= -0.5 else early),
        part - 1,
        part,
        points=(-0.5, 0),
    )
    return float(after / back(mean))


def shut_for(after: float, bps: int = 100, **more: Any) -> float:
    """Part of a window for which the guard is shut by a purchase that leaves this price."""
    return turn(lambda part: not shut(above(part, after, **more), bps), 0, 1)


def profit(first: float, second: float, cost: float) -> float:
    """Dollars that a sandwich gains if these reach the pool, ``first`` of its own, at this fee."""
    there, brought = 1 + first + second, (1 - cost) * first / (1 + first)
    return there * brought / (1 / there + brought) - first / (1 - cost)


def safe(
    gain: Callable[[float, float, float], float] = profit, cost: float = float(EXACT_FEE)
) -> float:
    """The purchase, a share of the reserve, from which attacks of a billionth to all of it gain."""

    def attacked(each: float) -> bool:
        return any(gain(10.0**-k, each * (1 - cost), cost) > 0 for k in range(10))

    return turn(attacked, 1e-9, 1, 1e-12)


def front(
    each: float,
    slip: float,
    quote: Callable[[float], float] = lambda _: 1.0,
    fixed: bool = False,
) -> float:
    """The attack, a share of the reserve, from which on a purchase does not pass at a quote.

    ``fixed``: the pool sells at a fixed price.
    """
    paid = float(PAID_IN) * each

    def stopped(first: float) -> bool:
        got = paid if fixed else paid / ((1 + first) * (1 + first + paid))
        return got < (1 - slip) * each * quote(first)

    return turn(stopped, 0, 10, 1e-12)
