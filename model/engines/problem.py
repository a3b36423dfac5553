"""What an engine is given: an economy, parameter points, shocks; and what it fills."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.spec.economy import Economy

Array = NDArray[np.float64]
Tick = Callable[[int], object]


@dataclass(frozen=True)
class Problem:
    """Points of a sweep × runs of a Monte Carlo × days.

    ``points`` are parameter values by name. ``shocks`` are arrays (runs, days).
    ``schedules[i]`` are the paths that governance sets in point i, arrays (days,).
    """

    economy: Economy
    points: Sequence[Mapping[str, float]]
    schedules: Sequence[Mapping[str, Array]]
    shocks: Mapping[str, Array]
    runs: int
    days: int

    def empty(self) -> dict[str, Array]:
        """Arrays (points, runs, days + 1) for states and observables; NaN until filled."""
        names = [s.name for s in (*self.economy.states, *self.economy.observables)]
        shape = (len(self.points), self.runs, self.days + 1)
        return {name: np.full(shape, np.nan) for name in names}
