"""After a largest purchase: how long the guard stays shut, and how it opens again.

This is the contract in continuous time, in a pool that is left alone. In the daily model arbitrage
takes the pool back after each purchase, so the vault does not shut its own guard. Theory: T12.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.decide import put
from model.logic.formulas import by_meaning, threshold
from model.logic.step import Step
from model.logic.steps import read, worked
from model.quantities import NOT_NEGATIVE, in_force, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import stated
from model.spec.pool import pool_fee, spot
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.sourced import AFTER_FEE, POOL_FEE
from model.theory.vault.guard import EDGE, FIGURE, FREEZE, NEXT, NUMBERS, room_at
from model.theory.vault.purchase import left, price_after
from model.theory.vault.vault import after_slip, largest_passing, slippage

since_purchase = theoretical(
    "since_purchase", r"t_p", "second", "time since the last purchase", NOT_NEGATIVE
)
shut_time = theoretical(
    "shut_time", r"t_{\circ}", "second", "time for which a largest purchase shuts the guard",
    NOT_NEGATIVE,
)  # fmt: skip
window = in_force(v.twap_window)
HALF = window / 2
POWER = FREEZE ** (2 * since_purchase / window - 1)
ROOM = a.pool_usd * sp.Max(0, POWER - 1) / (1 - pool_fee)
#: What a largest purchase at par leaves of the price, over the price before.
LEFT = (1 - pool_fee) ** 2 / (1 - slippage) ** 2
# Bound variables: moments of the window, counted from the purchase; the logarithm of f/g.
moment, log = sp.Symbol("u", real=True), sp.Symbol("l", positive=True)
KEPT = {pool_fee: 1 - after_slip * sp.exp(log), slippage: 1 - after_slip}


def averaged() -> sp.Expr:
    """Mean of the logarithm of the price over a window that ends after the purchase.

    Prices are over the price before it, and the largest purchase at par leaves a square.
    """
    before = sp.Integral(sp.log(1), (moment, since_purchase - window, 0))
    after = sp.Integral(sp.log(LEFT), (moment, 0, since_purchase))
    return (before + after) / window


def _largest() -> Step:
    return read(
        "A largest purchase at par leaves this times the price before, by the claim on the premium "
        "after it.",
        price_after / v.twap,
        NEXT.subs(spot, v.twap),
        LEFT,
    )


def _shut(statement: sp.Basic) -> Iterator[Step]:
    yield _largest()
    before = sp.Mul(window - since_purchase, sp.log(1, evaluate=False), evaluate=False)
    yield worked(
        "With l for the logarithm of f/g: after a time t ≤ w the average of logarithms holds the "
        "old price for w − t and the new one, of logarithm 2 l, for t. After a whole window "
        "nothing is left of the old one, and the premium is one.",
        (before + since_purchase * 2 * log) / window,
        2 * log * since_purchase / window,
    )
    yield threshold(
        "The guard is open while the logarithm of the premium is not above that of the shutting "
        "one. What it falls short of that rises through zero once.",
        statement,
        sp.log(FREEZE) - (sp.log(LEFT) - averaged()),
        since_purchase,
        2 * sp.log(FREEZE) / window,
        where=KEPT,
    )


def _reopens(statement: sp.Basic) -> Iterator[Step]:
    yield _largest()
    room = read(
        "At a premium the specification's guard lets this through.",
        v.guard_room,
        stated(v.vault(), v.guard_room),
        a.pool_usd * sp.Max(0, v.twap / (spot * (1 - slippage)) - 1 / (1 - pool_fee)),
    )
    yield room
    now = {v.twap: put(sp.exp(averaged()), KEPT), spot: put(LEFT, KEPT)}
    fallen = by_meaning(
        "The average of logarithms moves in a straight line from the old price to the new, so the "
        "shutting premium over the premium of time t is this power of itself.",
        sp.Eq(FREEZE * v.twap / spot, POWER),
        FREEZE * sp.exp(averaged()) / LEFT,
        where=KEPT | now,
    )
    yield fallen
    yield by_arithmetic(
        "In the room it makes this. Where the room is negative, nothing passes.",
        statement,
        room,
        fallen,
        where={pool_fee: 1 - left, slippage: 1 - after_slip},
    )


def after_a_purchase(slip: float, fee: float, ticks: int, logs: bool = True) -> np.ndarray:
    """Premium of the spot price at each of ``ticks`` moments of the window after a purchase.

    The purchase is the largest at par; then nothing is traded. The average is over logarithms of
    the price, as the contract's is, or over prices.
    """
    after = ((1 - fee) / (1 - slip)) ** 2
    path = np.concatenate([np.ones(ticks), np.full(ticks + 1, after)])
    scale = np.log(path) if logs else path
    means = np.array([scale[n + 1 : n + 1 + ticks].mean() for n in range(ticks)])
    return after / (np.exp(means) if logs else means)


def _shut_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify(window, statement.rhs, "math")
    draw, worst, count, ticks = np.random.default_rng(7), 0.0, 60, 600
    for _ in range(count):
        slip, seconds = draw.uniform(0.006, 0.05), draw.uniform(1800, 86400)
        shut = after_a_purchase(slip, POOL_FEE, ticks) > AFTER_FEE / (1 - slip) * (1 + 1e-12)
        worst = max(worst, abs(shut.sum() / ticks - formula(seconds) / seconds))
    return Evidence("a window of 600 ticks, averaged tick by tick: share of the window", count,
                    float(worst), 3e-3)  # fmt: skip


def _reopens_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((a.pool_usd, pool_fee, slippage, since_purchase, window),
                          statement.rhs, "math")  # fmt: skip
    draw, worst, count, ticks = np.random.default_rng(7), 0.0, 60, 100
    reserve = 10**27
    for _ in range(count):
        slip_bps, n, other = int(draw.integers(80, 501)), int(draw.integers(0, ticks)), 10**12
        above = after_a_purchase(slip_bps / 1e4, POOL_FEE, ticks)[n]
        average = Fraction(other, reserve) / Fraction(float(above))
        found = largest_passing(reserve, other, average, slip_bps)
        expected = formula(1.0, POOL_FEE, slip_bps / 1e4, n + 1, ticks)
        worst = max(worst, abs(found / other - expected))
    return Evidence("averages of 100 ticks and whole-number guards, by bisection: share of the "
                    "reserve", count, worst, 1e-6)  # fmt: skip


HERE = NUMBERS | {window: 1800}
THREE_QUARTERS = {since_purchase: sp.Rational(3, 4) * HERE[window]}
HISTORY = (2, 2, 0, -2, 0, 0, -2, 0)  # logarithms of earlier prices, in units of l


def _instance(hours: sp.Expr, room: sp.Expr, opens: bool) -> sp.Basic:
    """What the changed situation gives, beside the formula: the time shut, or the room."""
    if opens:
        return sp.Eq(room, ROOM.subs(THREE_QUARTERS).subs(HERE))
    return sp.Eq(hours, HALF.subs(HERE))


def _arithmetic(opens: bool) -> Counterexample:
    # Shut while c² > c (1 + (t/w)(c² − 1)): until t = w/(c + 1).
    after = EDGE**2 / (1 + sp.Rational(3, 4) * (EDGE**2 - 1))
    return Counterexample(
        "average prices and not their logarithms: the guard opens earlier",
        _instance(HERE[window] / (EDGE + 1), room_at(after), opens),
    )


def _traded_back(opens: bool) -> Counterexample:
    return Counterexample(
        "let somebody sell the price back down at once: the guard is open at once, as wide as "
        "before",
        _instance(sp.Integer(0), room_at(sp.Integer(1)), opens),
    )


def _third_size(opens: bool) -> Counterexample:
    above = (1 + (EDGE - 1) / 3) ** 2
    shut = sp.Integer(0) if above < EDGE else HALF.subs(HERE)
    return Counterexample(
        "buy a third of the size: the premium stays below the threshold, and the guard stays open",
        _instance(shut, room_at(above ** sp.Rational(1, 4)), opens),
    )


def _moved_before(opens: bool) -> Counterexample:
    ticks = len(HISTORY)
    logs = [*HISTORY, *(2,) * ticks]
    above = [2 - sp.Rational(sum(logs[n : n + ticks]), ticks) for n in range(ticks + 1)]
    shut = next(n for n, each in enumerate(above) if n and each <= 1)
    return Counterexample(
        "let the price have been above its average early in the window and below it later: the "
        "guard opens later",
        _instance(sp.Rational(shut, ticks) * HERE[window],
                  room_at(EDGE ** above[3 * ticks // 4]), opens),
    )  # fmt: skip


def _dropped(opens: bool) -> dict[str, Callable[[], Counterexample]]:
    return {
        "largest-purchase": partial(_third_size, opens),
        "no-trade": partial(_traded_back, opens),
        "log-average": partial(_arithmetic, opens),
        "flat-before": partial(_moved_before, opens),
    }


def claims() -> tuple[Claim, ...]:
    """The claims."""
    whole = Assumption("largest-purchase", "the vault buys as much as passes, at par")
    calm = (
        whole,
        Assumption("no-trade", "nobody trades after the purchase, arbitrage neither"),
        Assumption("log-average", "the average is over logarithms of the price"),
        Assumption("flat-before", "the price has stood still for a window"),
    )
    tolerance = "tolerances above the pool's fee and below one"

    return (
        Claim(
            "guard-shut-for-half-a-window",
            "A largest purchase shuts the guard for half a window of the average",
            "Neither fee nor tolerance nor depth counts, only the window.",
            calm,
            sp.Eq(shut_time, HALF),
            _shut,
            _shut_in_numbers,
            _dropped(False),
            tolerance,
            shown_in=FIGURE,
            owner="own; no source is known",
            uses=("guard-shuts-at-a-premium", "premium-after-largest-purchase"),
        ),
        Claim(
            "guard-reopens-gradually",
            "From half a window on, the guard opens little by little, wholly after a window",
            "The room is a share of the reserve as it is after the purchase.",
            calm,
            sp.Eq(v.guard_room, ROOM),
            _reopens,
            _reopens_in_numbers,
            _dropped(True),
            f"{tolerance}; times up to one window after the purchase",
            shown_in=FIGURE,
            owner="own; no source is known",
            uses=("guard-shuts-at-a-premium", "premium-after-largest-purchase"),
        ),
    )  # fmt: skip
