"""Cutting a purchase into slices: equal ones, and the best plan if a part of each move is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import sympy as sp

from model.contract_runs import in_turn
from model.experiments import buyback_mechanism as work
from model.experiments.beside import Curve
from model.experiments.formulas import values
from model.spec import accounts
from model.theory.vault import resilience, slicing

#: Numbers of equal slices that are bought one by one.
SOME = (1, 2, 3, 5, 8, 12, 20, 30, 40)


@dataclass(frozen=True)
class Slices:
    """An order by its number of slices, in per cent; ``order`` is a share of the reserve.

    ``recovers`` and ``neutral`` are shortfalls with and without recovery, ``cost`` impact and
    waiting together, ``waiting`` the cost of waiting a slice, ``best`` the best number.
    """

    recovers: Curve
    neutral: Curve
    cost: Curve
    order: float
    waiting: float
    best: float


def slices(order: float, waiting: float) -> Slices:
    """Up to forty equal slices of an order, beside swaps in exact fractions."""
    n, some = np.arange(1, SOME[-1] + 1), np.array(SOME, float)
    known = {
        slicing.order: order,
        slicing.slices: n,
        accounts.pool_ai: 1.0,
        accounts.pool_usd: 1.0,
        slicing.waiting_cost: waiting,
    }
    short = 100 * (1 - values(slicing.EQUAL, known) / order)
    flat = 100 * (1 - values(slicing.NEUTRAL, known) / order) * np.ones(n.size)
    whole = Fraction(order).limit_denominator(10**6)
    found = {
        recovers: np.array([100 * (1 - _bought(whole, k, recovers) / order) for k in SOME])
        for recovers in (True, False)
    }
    both = [100 * (order / k + waiting * sum(range(k)) / k) for k in SOME]
    cost = 100 * (order / n + waiting * (n - 1) / 2)
    return Slices(
        Curve("the pool recovers", n.astype(float), short, some, found[True]),
        Curve("nobody sells between", n.astype(float), flat, some, found[False]),
        Curve("impact and waiting", n.astype(float), cost, some, np.array(both)),
        order,
        waiting,
        float(values(slicing.BEST, known)),
    )


def _bought(order: Fraction, count: int, recovers: bool) -> float:
    return float(in_turn(Fraction(1), Fraction(1), [order / count] * count, recovers))


@dataclass(frozen=True)
class Plans:
    """Best slices of an order in per cent of it, by what is left of a move at the next slice.

    ``cost`` is by the number of slices, in units of a move by the whole order. ``left`` are the
    shares that are left, ``ends`` and ``middle`` the slices of the last plan in per cent.
    """

    plan: tuple[Curve, ...]
    cost: tuple[Curve, ...]
    left: tuple[float, ...]
    ends: float
    middle: float


def plans(rates: Sequence[float], count: int = 10, order: float = 0.002) -> Plans:
    """Plans of ``count`` slices for each rate, and the cost of 2 to 30 slices of an order."""
    lines = [_plan(left, count) for left in rates]
    each = np.arange(1.0, count + 1)
    plan = [
        Curve(
            f"{100 * left:g} % is left",
            each,
            100 * np.array([ends, *[middle] * (count - 2), ends]),
            each,
            100 * np.array(resilience.best_plan(count, left)[0], float),
        )
        for left, (ends, middle, _) in zip(rates, lines, strict=True)
    ]
    cost = tuple(_cost(left, order) for left in rates)
    ends, middle, _ = lines[-1]
    return Plans(tuple(plan), cost, tuple(rates), 100 * ends, 100 * middle)


def _cost(left: float, order: float) -> Curve:
    n = np.arange(2.0, 31)
    line = np.array([_plan(left, int(k))[2] for k in n])
    solved = [list(resilience.best_plan(int(k), left)[0]) for k in n[::4]]
    dots = [work.recovering(order, len(plan), left, plan) for plan in solved]
    return Curve(f"{100 * left:g} % is left", n, line, n[::4], np.array(dots))


def _plan(left: float, count: int) -> tuple[float, float, float]:
    known: Mapping[sp.Symbol, float] = {resilience.remains: left, slicing.slices: count}
    sides = {eq.lhs: eq.rhs for eq in resilience.PLAN.args}
    wanted = (resilience.end_slice, resilience.middle_slice, resilience.least_cost)
    first, second, third = (float(values(sides[each], known)) for each in wanted)
    return first, second, third
