"""How good forecasts were: the continuous ranked probability score by quantiles, and coverage.

The score is twice the mean pinball loss over the quantiles, in the unit of the quantity: 0 for a
forecast that was sure and right, the plain error for one that was sure and wrong
(:cite:`gneiting2007strictly`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.experiments.forecasts.archive import Forecast, Target
from model.observed.record import Seen

#: Both ends of the interval that is said to hold in eight cases of ten.
LOW, HIGH = 10, 90


@dataclass(frozen=True)
class Scored:
    """A target and what came: the score, and its ratio to the number observed."""

    forecast: Forecast
    target: Target
    seen: Seen
    crps: float

    @property
    def inside(self) -> bool:
        """Whether the number lies in the 80 per cent interval."""
        return self.target.quantiles[LOW] <= self.seen.value <= self.target.quantiles[HIGH]

    @property
    def relative(self) -> float:
        """The score over the number observed."""
        return self.crps / abs(self.seen.value)

    @property
    def miss(self) -> float:
        """How far the median was off, over the number observed: a sure forecaster's score."""
        return abs(self.target.quantiles[50] - self.seen.value) / abs(self.seen.value)


def crps(quantiles: Mapping[int, float], value: float) -> float:
    """The score of quantiles, by per cent, for the value that came."""
    levels = np.array(list(quantiles)) / 100
    gaps = value - np.array(list(quantiles.values()))
    return float(2 * np.mean(np.maximum(levels * gaps, (levels - 1) * gaps)))


def scored(forecasts: Iterable[Forecast], seen: Sequence[Seen]) -> tuple[Scored, ...]:
    """All targets of which the number was observed on their day, in the order given."""
    known = {(each.quantity, each.day): each for each in seen}
    return tuple(
        Scored(f, t, came, crps(t.quantiles, came.value))
        for f in forecasts
        for t in f.targets
        if (came := known.get((t.quantity, t.day)))
    )


def coverage(rows: Sequence[Scored]) -> tuple[int, int]:
    """How many of the rows lie in their interval, and how many rows there are."""
    return sum(row.inside for row in rows), len(rows)
