"""Trajectories as laws read them: arrays (point, run, day), evenings before and days after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import xarray as xr

from model.parameter_sets import Parameters
from model.points import Points
from model.spec.economy import Economy

Array = np.ndarray
Found = Iterator[str]
EXACT = 1e-12
#: Below this, products of shares are subnormal numbers, which have lost digits.
LEAST = 1e-290


class Runs:
    """Trajectories, their economy, parameters and shocks, with the shorthand of the laws.

    ``columns`` are a Dataset, or the arrays (points, runs, days + 1) that an engine returns.
    """

    def __init__(
        self,
        economy: Economy,
        points: Sequence[Parameters],
        columns: xr.Dataset | Mapping[str, Array],
        shocks: xr.Dataset,
    ) -> None:
        self.economy, self.shocks = economy, shocks
        self.points, self.parameters = list(points), Points.of(points).columns
        self.columns = columns
        self.known: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        """All rows, shape (points, runs, days + 1)."""
        if name not in self.known:
            column = self.columns[name]
            if isinstance(column, xr.DataArray):
                column = column if "point" in column.dims else column.expand_dims("point")
                column = np.asarray(column.transpose("point", "run", "day"))
            self.known[name] = column
        return self.known[name]

    def after(self, name: str) -> Array:
        """Days 1 and later, which flows and definitions have."""
        return self[name][..., 1:]

    def before(self, name: str) -> Array:
        """A state on the evening before each of those days."""
        return self[name][..., :-1]

    def change(self, name: str) -> Array:
        """What a day adds to a state."""
        return self.after(name) - self.before(name)

    def total(self, *names: str) -> Array:
        """Sum of flows of each day."""
        return sum((self.after(name) for name in names), np.zeros(()))

    def parameter(self, name: str) -> Array:
        """A parameter, shape (points, 1, 1)."""
        return self.parameters[name][:, None, None]

    def shock(self, name: str) -> Array:
        """The draws of a process, shape (1, runs, days)."""
        return np.asarray(self.shocks[name].transpose("run", "day"))[None]


def differ(one: Array, other: Array, scale: Array | float = 0.0, part: float = EXACT) -> bool:
    """Whether two arrays differ by more than ``part`` of the larger of them and of ``scale``."""
    largest = np.maximum(np.maximum(np.abs(one), np.abs(other)), np.maximum(scale, LEAST))
    return not bool((np.abs(one - other) <= part * largest).all())


def where(wrong: Array) -> str:
    """Point, run and column of the first row that breaks a law."""
    return "point {}, run {}, column {}".format(*np.argwhere(wrong)[0])
