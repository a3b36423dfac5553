"""Quantiles of many runs from counts in bins, of a size that does not grow with the runs.

A sketch as that of DDSketch :cite:`masson2019ddsketch`, with bins cut from the digits of a
number instead of its logarithm: whole numbers only, so the same on every processor.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import gates
from model.arrays import Array
from model.ensembles.reductions import ReductionError, State, runs_of

MOST_BITS, SIGN, EXPONENT = 20, 63, 52  # a key then has 32 bits


@dataclass(frozen=True)
class Quantiles:
    """Quantiles over runs from counts in bins, within a relative ``error`` of the true ones.

    A bin holds the numbers that share sign, exponent and first digits, and stands for its end
    nearer to zero. So counting needs no logarithm, memory grows with the bins that are met and not
    with the runs, and numbers of few digits, such as days, come back as they were. The quantile
    of order q of n runs is the value of rank ⌈q n⌉, as in NumPy's ``inverted_cdf``; there is none
    where a run has no value. Numbers below 1e-307 count as 0.
    """

    at: tuple[float, ...] = (0.05, 0.25, 0.5, 0.75, 0.95)
    error: float = 0.001

    def __post_init__(self) -> None:
        given = gates.rows(ReductionError, "at", self.at, object, "list orders in [0, 1]")
        orders = tuple(gates.number(ReductionError, "an order", each) for each in given)
        object.__setattr__(self, "at", orders)
        object.__setattr__(self, "error", gates.number(ReductionError, "error", self.error))
        if not self.at or not all(0 <= q <= 1 for q in self.at):
            raise ReductionError(f"quantiles of order {self.at}: give one or more in [0, 1]")
        if not 2.0**-MOST_BITS <= self.error < 1:
            raise ReductionError(f"error={self.error!r} is outside [1e-6, 1): 0.001 is 0.1 %")

    @property
    def _bits(self) -> int:
        """Digits of the mantissa that a bin keeps: a bin is then within the error."""
        return math.ceil(-math.log2(self.error))

    def _keys(self, values: Array) -> NDArray[np.int32]:
        """Number of each value's bin, rising with the value; the last of all is for no value."""
        words = np.where(np.isnan(values), np.nan, values + 0.0).view(np.uint64)
        words >>= np.uint64(EXPONENT - self._bits)
        keys = words.astype(np.int64)
        sign = 1 << (SIGN - EXPONENT + self._bits)
        negative = keys >= sign
        none = np.isnan(values)
        keys = np.where(negative, sign - keys, keys)
        keys[(keys > -(1 << self._bits)) & (keys < 1 << self._bits)] = 0
        keys[none] = sign - 1
        return keys.astype(np.int32)

    def _ends(self, keys: NDArray[Any]) -> Array:
        """The number that each bin stands for."""
        words = np.abs(keys.astype(np.int64)).astype(np.uint64) << np.uint64(EXPONENT - self._bits)
        return np.copysign(words.view(np.float64), np.where(keys < 0, -1.0, 1.0))

    def of(self, values: Array) -> State:
        """Bins that are met in each cell, in rising order, and how many runs each holds."""
        keys = np.sort(self._keys(values), axis=-1)
        first = np.ones(keys.shape, bool)
        first[..., 1:] = keys[..., 1:] != keys[..., :-1]
        starts = np.flatnonzero(first)
        counts = np.diff(np.append(starts, keys.size))
        return {
            "runs": runs_of(values),
            "key": keys.ravel()[starts],
            "count": counts.astype(np.int64),
            "bins": first.sum(-1, dtype=np.int64),
        }

    def merge(self, first: State, second: State) -> State:
        """The counts of both, added bin by bin: whole numbers, so in any order."""
        cells = first["bins"].size
        # A cell and a bin in one number: 32 bits for the bin, made positive.
        codes = np.concatenate(
            [
                (np.repeat(np.arange(cells), s["bins"].ravel()) << 32) + s["key"] + (1 << 31)
                for s in (first, second)
            ]
        )
        order = np.argsort(codes, kind="stable")
        codes = codes[order]
        starts = np.flatnonzero(np.append(True, codes[1:] != codes[:-1]))
        counts = np.concatenate([first["count"], second["count"]])[order]
        codes = codes[starts]
        return {
            "runs": first["runs"] + second["runs"],
            "key": ((codes & 0xFFFFFFFF) - (1 << 31)).astype(np.int32),
            "count": np.add.reduceat(counts, starts),
            "bins": np.bincount(codes >> 32, minlength=cells).reshape(first["bins"].shape),
        }

    def result(self, state: State) -> dict[str, Array]:
        """``_quantile``, of shape (points, cells, orders)."""
        points, cells = state["bins"].shape
        runs = np.repeat(state["runs"], cells)
        ends = np.cumsum(state["count"])
        before = np.cumsum(runs) - runs
        last = np.cumsum(state["bins"].ravel()) - 1
        numbers = self._ends(state["key"])
        found = np.empty((len(runs), len(self.at)))
        for place, order in enumerate(self.at):
            exact = Fraction(repr(order))
            ranks = {n: max(math.ceil(exact * n), 1) for n in set(state["runs"].tolist())}
            rank = np.array([ranks[n] for n in state["runs"].tolist()]).repeat(cells)
            bins = np.searchsorted(ends, before + rank, side="left")
            found[:, place] = np.where(np.isnan(numbers[last]), np.nan, numbers[bins])
        return {"_quantile": found.reshape(points, cells, len(self.at))}

    def axis(self) -> tuple[str, Sequence[float]]:
        """The orders."""
        return "quantile", self.at
