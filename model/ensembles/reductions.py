"""What is kept of many runs: mean, variance, quantiles, extremes, shares; or every run.

A reduction sums up a block of runs (`of`), joins what two neighbouring blocks gave (`merge`), and
reads the result off (`result`). Only operations whose bits do not depend on the processor or on
the layout of memory are used, so that the same blocks, joined in the same order, always give the
same bits. Joining Quantiles, Extremes and Share is exact, whatever the order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from model import gates
from model.arrays import Array

#: Arrays by name, the points along the first axis, or one after the other along it.
State = Mapping[str, NDArray[Any]]


class ReductionError(gates.Refused):
    """A reduction that cannot be made, with the limit and the way out."""


class Reduction(Protocol):
    """What `model.ensembles.ensemble.ensemble` asks of a reduction. Its repr says all of it."""

    def of(self, values: Array) -> State:
        """What is kept of one block of runs, ``values`` of shape (points, cells, runs)."""

    def merge(self, first: State, second: State) -> State:
        """What is kept of two blocks of the same points, ``first`` the earlier runs."""

    def result(self, state: State) -> dict[str, Array]:
        """Results by the ending of their names, arrays (points, cells) or one axis more."""

    def axis(self) -> tuple[str, Sequence[float]] | None:
        """Name and coordinates of the axis that results have beyond points and cells."""


def total(values: Array) -> Array:
    """Sum over the last axis, in the order of a binary tree: the same bits in any layout."""
    size = values.shape[-1]
    half = 1 << max(size - 1, 0).bit_length() >> 1
    if half:
        rest = size - half
        joined = values[..., :half].copy()
        joined[..., :rest] += values[..., half:]
        values = joined
    while half > 1:
        half >>= 1
        values = values[..., :half] + values[..., half:]
    return values[..., 0]


def spread(counts: NDArray[Any], like: NDArray[Any]) -> Array:
    """A number a point, as floats that multiply arrays (points, ...)."""
    return counts.astype(float).reshape(-1, *[1] * (like.ndim - 1))


def _or_nan(counts: NDArray[Any]) -> Array:
    """Counts as floats to divide by; no number where there are none."""
    return np.where(counts > 0, counts, np.nan)


def runs_of(values: Array) -> NDArray[np.int64]:
    """Number of runs of each point of a block."""
    return np.full(values.shape[0], values.shape[-1], np.int64)


@dataclass(frozen=True)
class Mean(Reduction):
    """The mean over runs; of a first passage, over the runs in which it happens."""

    def of(self, values: Array) -> State:
        """Number of runs with an end, and the sum of these."""
        ends = ~np.isinf(values)
        return {"runs": ends.sum(-1, dtype=np.int64), "sum": total(np.where(ends, values, 0.0))}

    def merge(self, first: State, second: State) -> State:
        """The sums of both."""
        return {name: first[name] + second[name] for name in first}

    def result(self, state: State) -> dict[str, Array]:
        """``_mean``."""
        return {"_mean": state["sum"] / _or_nan(state["runs"])}

    def axis(self) -> None:
        """None."""


@dataclass(frozen=True)
class Variance(Reduction):
    """The variance over the runs of the mean, with n − 1 below the line; none for a single run."""

    def of(self, values: Array) -> State:
        """Number of runs with an end, sum, and sum of squared distances from the mean."""
        ends = ~np.isinf(values)
        runs, summed = ends.sum(-1, dtype=np.int64), total(np.where(ends, values, 0.0))
        away = np.where(ends, values - (summed / np.maximum(runs, 1))[..., None], 0.0)
        return {"runs": runs, "sum": summed, "squares": total(away * away)}

    def merge(self, first: State, second: State) -> State:
        """The three of both, by the formula of :cite:`chan1983algorithms`."""
        a, b = (np.maximum(each["runs"], 1).astype(float) for each in (first, second))
        both = (first["runs"] > 0) & (second["runs"] > 0)  # else there is nothing between them
        apart = np.where(both, second["sum"] / b - first["sum"] / a, 0.0)
        squares = first["squares"] + second["squares"] + apart * apart * (a * b / (a + b))
        return {
            "runs": first["runs"] + second["runs"],
            "sum": first["sum"] + second["sum"],
            "squares": squares,
        }

    def result(self, state: State) -> dict[str, Array]:
        """``_variance``."""
        return {"_variance": state["squares"] / _or_nan(state["runs"] - 1)}

    def axis(self) -> None:
        """None."""


@dataclass(frozen=True)
class Extremes(Reduction):
    """The least and the greatest value over runs."""

    def of(self, values: Array) -> State:
        """Least and greatest; adding 0 makes one zero of the two."""
        return {"lowest": values.min(-1) + 0.0, "highest": values.max(-1) + 0.0}

    def merge(self, first: State, second: State) -> State:
        """Least and greatest of both."""
        return {
            "lowest": np.minimum(first["lowest"], second["lowest"]),
            "highest": np.maximum(first["highest"], second["highest"]),
        }

    def result(self, state: State) -> dict[str, Array]:
        """``_lowest`` and ``_highest``."""
        return {f"_{name}": np.asarray(values) for name, values in state.items()}

    def axis(self) -> None:
        """None."""


@dataclass(frozen=True)
class Share(Reduction):
    """The share of runs below or above a limit, in the column's unit; the limit itself is neither.

    ``Share(below=math.inf)`` of a first passage is the share of runs in which it happens.
    """

    below: float | None = None
    above: float | None = None

    def __post_init__(self) -> None:
        if (self.below is None) == (self.above is None):
            raise ReductionError("a Share needs one limit: give below= or above=")
        for name in ("below", "above"):
            limit = getattr(self, name)
            if limit is not None:
                object.__setattr__(self, name, gates.number(ReductionError, name, limit))

    def of(self, values: Array) -> State:
        """Number of runs, of those that satisfy the condition, and of those without a value."""
        held = np.zeros(values.shape, bool)
        if self.below is not None:
            held = values < self.below
        if self.above is not None:
            held = values > self.above
        return {
            "runs": runs_of(values),
            "held": held.sum(-1, dtype=np.int64),
            "empty": np.isnan(values).sum(-1, dtype=np.int64),
        }

    def merge(self, first: State, second: State) -> State:
        """The numbers of both."""
        return {name: first[name] + second[name] for name in first}

    def result(self, state: State) -> dict[str, Array]:
        """``_share_below`` or ``_share_above``, no number where a run has no value."""
        held = np.where(state["empty"] == 0, state["held"], np.nan)
        side = "below" if self.below is not None else "above"
        return {f"_share_{side}": held / spread(state["runs"], held)}

    def axis(self) -> None:
        """None."""


@dataclass(frozen=True)
class Each:
    """Every run, kept as it is; its memory grows with the runs."""

    def of(self, values: Array) -> State:
        """The values."""
        return {"values": np.array(values, order="C")}

    def merge(self, first: State, second: State) -> State:
        """The runs of both, one after the other."""
        return {"values": np.concatenate([first["values"], second["values"]], axis=2)}

    def result(self, state: State) -> dict[str, Array]:
        """The values under the name itself."""
        return {"": np.asarray(state["values"])}

    def axis(self) -> None:
        """None; the axis is that of the runs."""
