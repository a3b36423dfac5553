"""What an engine is given: an economy, parameter points, shocks; and what it fills."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.arrays import Array, entered
from model.draws import checked_seed, draws
from model.points import Points
from model.spec.economy import Economy

Tick = Callable[[int], object]


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Seeded:
    """Shocks by seed instead of by array: those of the runs from number ``first`` on."""

    seed: int
    first: int = 0

    def __post_init__(self) -> None:
        checked_seed(self.seed)


@dataclass(frozen=True)
class Problem:
    """Points of a sweep × runs of a Monte Carlo × days, and what to keep of them.

    ``shocks`` are arrays (runs, days), or a seed. ``kept`` are the columns to return and ``rows``
    the days to return in rising order, 0 for the initial state; None means all.
    ``threads`` is how many a compiled engine may use; None means one a processor.
    """

    economy: Economy
    points: Points
    shocks: Mapping[str, Array] | Seeded
    runs: int
    days: int
    kept: Sequence[str] | None = None
    rows: Sequence[int] | None = None
    threads: int | None = None

    def __post_init__(self) -> None:
        for name, path in self.points.paths.items():
            path.of(name, self.days)  # refuses one that is too short
        shape = (self.runs, self.days)
        if not isinstance(self.shocks, Seeded):
            given = {
                name: entered(f"the shock {name}", values, shape)
                for name, values in self.shocks.items()
            }
            object.__setattr__(self, "shocks", given)

    @cached_property
    def draws(self) -> Mapping[str, Array]:
        """The shocks as arrays (runs, days)."""
        if isinstance(self.shocks, Seeded):
            return draws(
                self.economy, self.days, self.runs, self.shocks.seed, first=self.shocks.first
            )
        return self.shocks

    @cached_property
    def schedules(self) -> list[dict[str, Array]]:
        """The paths that governance sets in each point, arrays (days,)."""
        return [point.schedules(self.days) for point in self.points]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All states and then all observables, in the economy's order."""
        return tuple(s.name for s in (*self.economy.states, *self.economy.observables))

    def empty(self) -> dict[str, Array]:
        """Arrays (points, runs, days + 1) for all columns; NaN until filled."""
        shape = (len(self.points), self.runs, self.days + 1)
        return {name: np.full(shape, np.nan) for name in self.columns}

    def check_finite(self, columns: Sequence[str], values: Array, first: int = 0) -> None:
        """Raise `FloatingPointError`, which says where, if a column left the range of numbers.

        ``values`` are an array (columns, ..., trajectories), the last axis from trajectory number
        ``first`` on, counted through the points and then the runs.
        """
        finite = np.isfinite(values)
        if not finite.all():
            column, *_, place = np.argwhere(~finite)[0].tolist()
            point, run = divmod(first + place, self.runs)
            point += self.points.first
            run += self.shocks.first if isinstance(self.shocks, Seeded) else 0
            raise FloatingPointError(
                f"{columns[column]} is not a finite number in point {point}, run {run}"
            )

    def restricted(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        """Of complete arrays, what is to be kept. Raises as `check_finite` does for a state."""
        for symbol in self.economy.states:
            values = arrays[symbol.name].reshape(1, -1, self.days + 1)
            self.check_finite([symbol.name], values.swapaxes(1, 2))
        rows = slice(None) if self.rows is None else list(self.rows)
        names = arrays if self.kept is None else self.kept
        return {name: arrays[name][..., rows] for name in names}
