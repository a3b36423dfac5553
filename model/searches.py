"""Searches: the largest that passes, where a condition turns, and where something is worth most."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import optimize


def largest(passes: Callable[[int], bool], most: int) -> int:
    """The largest whole number up to ``most`` that passes, if all below it do; 0 if none does."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if passes(middle) else (low, middle - 1)
    return low


def bisect(good: Callable[[Any], Any], low: Any, high: Any, rounds: int = 45) -> Any:
    """The largest number that is good, if all below it are; numbers or arrays."""
    for _ in range(rounds):
        middle = (low + high) / 2
        holds = good(middle)
        low, high = np.where(holds, middle, low), np.where(holds, high, middle)
    return low


def turn(holds: Callable[[float], bool], low: float, high: float, fine: float = 1e-9) -> float:
    """Where a condition comes to hold, within ``fine``.

    0 if it holds from ``low`` on, infinite if it does not hold up to ``high``.
    """
    if holds(low):
        return 0.0
    if not holds(high):
        return np.inf
    return float(optimize.bisect(lambda at: holds(at) - 0.5, low, high, xtol=fine))


def most_at(worth: Callable[[float], float], high: float, fine: float = 1e-12) -> float:
    """Where something is worth most between zero and ``high``, within ``fine``, by a search."""
    found = optimize.minimize_scalar(
        lambda at: -worth(at), bounds=(0, high), method="bounded", options={"xatol": fine}
    )
    return float(found.x)
