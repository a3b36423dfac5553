"""Exits that feed on themselves: GPUs leave, the token falls, or trust goes, all on one day.

Fewer GPUs serve fewer users; a cheaper token pays less subsidy; less trust brings fewer orders.
Each can drive out more GPUs than the blow itself took. A *spiral* is what leaves after it: the
least that is left later, over what the blow left. Whether it ends is read a year and two years on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.experiments.intervals import SEED, measured
from model.experiments.outcomes import YEAR
from model.experiments.stress.common import SETTINGS, Told, over, told
from model.experiments.stress.spiral import AFTER, RECOVERED, readings
from model.experiments.stress.struck import strikable
from model.points import Points

Array = NDArray[np.float64]
RUNS = 32
#: Parts of the GPUs that leave, of the token's price and of the reputation that are lost.
LEAVING = (0.0, 0.25, 0.5, 0.75, 0.9, 0.99)
FALLS = (0.0, 0.25, 0.5, 0.75, 0.9)
DISTRUST = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Exodus:
    """One setting: GPUs over those without a blow, by run.

    ``gpus`` by fall, leaving part and days after, arrays (falls, leaving, after, runs);
    ``distrusted`` by lost reputation, arrays (distrust, after, runs).
    """

    gpus: Array
    distrusted: Array

    def left(self, after: int = YEAR) -> Array:
        """GPUs over those without a blow some days later, medians, (falls, leaving)."""
        return np.asarray(np.median(self.gpus[:, :, AFTER.index(after)], axis=-1))

    def told(self, fall: float, leaving: float, after: int = YEAR) -> Told:
        """GPUs over those without a blow in one case: median and ends."""
        row, column = FALLS.index(fall), LEAVING.index(leaving)
        return told(self.gpus[row, column, AFTER.index(after)])

    def spiral(self, fall: float, leaving: float) -> Told:
        """The least that is left from 90 days on, over what the blow left: median and ends."""
        one = self.gpus[FALLS.index(fall), LEAVING.index(leaving), 1:]
        return told(one.min(axis=0) / (1 - leaving))

    def without_trust(self, lost: float, after: int) -> Told:
        """GPUs over those without a blow if so much reputation is lost: median and ends."""
        return told(self.distrusted[DISTRUST.index(lost), AFTER.index(after)])

    def back(self) -> bool:
        """Whether the median network has recovered after two years from every blow tried."""
        both = (np.median(each, axis=-1)[..., -1] for each in (self.gpus, self.distrusted))
        return all(bool((each >= RECOVERED).all()) for each in both)


def exodus(runs: int = RUNS, seed: int = SEED) -> dict[str, Exodus]:
    """Every setting and blow on the same random paths."""
    which, found = strikable(), {}
    for name, under in SETTINGS.items():
        blows = [
            under.point(which, struck_price=fall, struck_gpus=part)
            for fall in FALLS
            for part in LEAVING
        ]
        blows += [under.point(which, struck_trust=lost) for lost in DISTRUST]
        values = measured(Points.of(blows), runs, readings(), seed, which)
        gpus = np.stack([values[f"gpus {a}"] for a in AFTER], axis=-2)
        left = over(gpus, gpus[:1])
        first = len(FALLS) * len(LEAVING)
        shape = (len(FALLS), len(LEAVING), len(AFTER), runs)
        found[name] = Exodus(left[:first].reshape(shape), left[first:])
    return found
