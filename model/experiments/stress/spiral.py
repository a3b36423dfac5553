"""Reputation lost: audits stop for some days, nodes cheat, users leave, and nodes after them.

Audits come back on one day in every case, so that all cases have two years to recover. What is left
is read against the same random paths without the outage. The second axis is the price of compute
outside: cheaper alternatives leave the network less to recover with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.ensembles.reductions import total
from model.experiments.intervals import SEED, measured
from model.experiments.outcomes import GPUS, YEAR, Measure, Reading
from model.experiments.stress.common import SETTINGS, SHOCK, Told, over, told
from model.experiments.stress.struck import strikable
from model.interface import parameters
from model.parameter_sets import Parameters
from model.points import Points
from model.spec.accounts import CLASSES

Array = NDArray[np.float64]
RUNS = 32
#: Days without audits; the first is the yardstick.
OUTAGES = (0, 7, 14, 30, 60, 90, 180, 365)
#: The price of compute outside, as a multiple of the usual one.
OUTSIDE = (0.5, 0.7, 1.0, 1.4, 2.0)
#: Days after the return of audits on which the network is looked at, as means of `WINDOW` days.
AFTER = (0, 90, 180, YEAR, 2 * YEAR)
WINDOW = 14
#: A network has recovered if it has this part of what it would have had.
RECOVERED = 0.9


@dataclass(frozen=True)
class Spiral:
    """One setting: what is left of GPUs and of reputation, by run.

    ``gpus`` and ``reputation`` are arrays (outside, outage, after, runs): GPUs over those without
    the outage, and the reputation itself.
    """

    gpus: Array
    reputation: Array

    def left(self, after: int = YEAR) -> Array:
        """GPUs over those without the outage some days later, medians, (outside, outage)."""
        return np.asarray(np.median(self.gpus[:, :, AFTER.index(after)], axis=-1))

    def told(self, days: int, after: int = YEAR, outside: float = 1.0) -> Told:
        """GPUs over those without the outage in one case: median and ends."""
        row, column = OUTSIDE.index(outside), OUTAGES.index(days)
        return told(self.gpus[row, column, AFTER.index(after)])

    def trust(self, days: int, after: int = YEAR, outside: float = 1.0) -> Told:
        """The reputation in one case: median and ends."""
        row, column = OUTSIDE.index(outside), OUTAGES.index(days)
        return told(self.reputation[row, column, AFTER.index(after)])

    def longest(self, outside: float = 1.0, after: int = YEAR) -> int:
        """The longest outage tried up to which the median network is back some days later."""
        fine = self.left(after)[OUTSIDE.index(outside)] >= RECOVERED
        return OUTAGES[int(np.argmin(fine)) - 1] if not fine.all() else OUTAGES[-1]


def outage(setting: str, days: int, outside: float) -> Parameters:
    """A setting whose audits are out for ``days`` before `SHOCK`, at a multiple of outside prices.

    Raises `KeyError` for a setting that is none of `SETTINGS`.
    """
    usual = parameters("announced", SETTINGS[setting].scenario, ())
    prices: dict[str, Any] = {
        f"outside_price_{c}": outside * usual[f"outside_price_{c}"] for c in CLASSES
    }
    return SETTINGS[setting].point(strikable(), struck_audits=float(days), **prices)


def around(columns: tuple[str, ...], after: int) -> Measure:
    """The sum of columns, as the mean of `WINDOW` days that end so many days after `SHOCK`."""
    last = SHOCK + max(after, WINDOW)

    def measure(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
        return np.asarray(sum(total(paths[c][:, last - WINDOW : last]) for c in columns) / WINDOW)

    return measure


def readings() -> dict[str, Reading]:
    """GPUs and reputation some days after the blow."""
    found = {}
    for after in AFTER:
        for name, unit, columns in (("gpus", "GPUs", GPUS), ("reputation", "1", ("reputation",))):
            key = f"{name} {after}"
            info = f"{name}, {after} days after the blow"
            found[key] = Reading(key, info, unit, columns, around(columns, after))
    return found


def spirals(runs: int = RUNS, seed: int = SEED) -> dict[str, Spiral]:
    """Every setting, outage and outside price on the same random paths."""
    shape = (len(SETTINGS), len(OUTSIDE), len(OUTAGES), runs)
    points = Points.of(
        [outage(s, d, price) for s in SETTINGS for price in OUTSIDE for d in OUTAGES]
    )
    values = measured(points, runs, readings(), seed, strikable())
    gpus = np.stack([values[f"gpus {a}"].reshape(shape) for a in AFTER], axis=-2)
    trust = np.stack([values[f"reputation {a}"].reshape(shape) for a in AFTER], axis=-2)
    left = over(gpus, gpus[:, :, :1])
    return {s: Spiral(left[i], trust[i]) for i, s in enumerate(SETTINGS)}
