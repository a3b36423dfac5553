"""Runs of capacity that takes time to build: edges of stability, and paths at one speed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.experiments.class_at_rest import Market, Rule, rest
from model.spec.adjustment import build_lag as lag
from model.theory.market import cobweb, one_class

Array = NDArray[np.float64]


def clearing_case(market: Market) -> dict[sp.Symbol, float]:
    """What the claims on build lags need, if the price clears the market."""
    return replace(market, target=1.0).ratios()


def paths(
    rule: Rule,
    days: int,
    start: float,
    entry: float,
    leave: float,
    memory: float,
    wait: int,
    fixed: bool,
) -> Array:
    """GPUs over GPUs at rest by the economy's own rule, from a share of those at rest."""
    gpus = rest(rule)[1]
    found = rule.run(days, np.full(1, start * gpus), entry, leave, memory, wait, fixed=fixed)[1]
    return np.asarray(found[:, 0] / gpus, float)


def standing_swing(path: Array, days: int) -> float:
    """How far the largest lies above the least in the last days."""
    late = path[-days:]
    return float(late.max() / late.min() - 1)


def fixed_wait_edge(rule: Rule, leave: float, memory: float, wait: int) -> float:
    """Entry speed from which on the economy's rule swings for good, if all orders wait as long."""

    def calm(entry: float) -> bool:
        path = paths(rule, 5000, 0.3, entry, leave, memory, wait, fixed=True)
        return standing_swing(path, 1000) < 0.01

    return bisected(calm, 0.0, 2.0, 9)


def cobweb_edge(relative: float, wait: int) -> float:
    """Critical speed of the whole cobweb, not only near rest, by bisection on long runs."""

    def calm(entry: float) -> bool:
        path = [1.001] * (wait + 1)
        for _ in range(60 * (wait + 1) + 1200):
            path.append(path[-1] + entry * (path[-1 - wait] ** -relative - path[-1]))
            if not 0.2 < path[-1] < 5:
                return False
        return max(abs(x - 1) for x in path[-4 * wait - 4 :]) < 1e-3

    return bisected(calm, 0.0, 2.0, 12)


def cobweb_said(relative: float, wait: int) -> tuple[float, float, float]:
    """Angle and speed at the cobweb's edge by the claim's two equations, and its bound."""
    at = {one_class.demand_response: 1.0, one_class.supply_response: relative, lag: wait}

    def before(angle: float) -> bool:
        return bool(relative * np.cos((2 * wait + 1) * angle / 2) + np.cos(angle / 2) > 0)

    angle = bisected(before, np.pi / (2 * wait + 1), np.pi / (wait + 1), 60)
    short = float(cobweb.BOUND.lhs.subs(at))
    return angle, float(cobweb.SPEED.subs({**at, cobweb.angle: angle})), short


def bisected(calm: Callable[[float], bool], low: float, high: float, rounds: int) -> float:
    """The largest calm speed, if all below it are calm."""
    for _ in range(rounds):
        middle = (low + high) / 2
        low, high = (middle, high) if calm(middle) else (low, middle)
    return (low + high) / 2
