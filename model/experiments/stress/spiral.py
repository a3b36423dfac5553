"""Reputation lost: audits stop for some days, nodes cheat, users leave, and nodes after them.

Audits come back on one day in every case, so that all cases have two years to recover. What is left
is read against the same random paths without the outage. The second axis is the price of compute
outside: cheaper alternatives leave the network less to recover with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.ensembles.reductions import total
from model.experiments.intervals import SEED, measured
from model.experiments.outcomes import DAYS, GPUS, YEAR, Measure, Reading
from model.interface import economy, parameters
from model.parameter_sets import Parameters, Vote
from model.points import Points
from model.spec.accounts import CLASSES

Array = NDArray[np.float64]
SCENARIOS = ("bear", "base", "bull")
RUNS = 8
#: The day on which audits come back: two years before the end.
BACK = DAYS - 2 * YEAR
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
    """One scenario: what is left of GPUs and of reputation, medians over runs.

    ``gpus`` and ``reputation`` are arrays (outside, outage, after): GPUs over those without the
    outage, and the reputation itself.
    """

    gpus: Array
    reputation: Array

    def left(self, after: int = YEAR) -> Array:
        """GPUs over those without the outage some days after audits are back, (outside, outage)."""
        return np.asarray(self.gpus[:, :, AFTER.index(after)])

    def longest(self, outside: float = 1.0, after: int = YEAR) -> int:
        """The longest outage tried up to which the network is back some days later."""
        fine = self.left(after)[OUTSIDE.index(outside)] >= RECOVERED
        return OUTAGES[int(np.argmin(fine)) - 1] if not fine.all() else OUTAGES[-1]


def outage(scenario: str, days: int, outside: float) -> Parameters:
    """A scenario whose audits are out for ``days`` before `BACK`, at a multiple of outside prices.

    The outage is two votes: nothing is audited from one day on, and as before from another.
    """
    usual = parameters("announced", scenario, ())
    prices = {f"outside_price_{c}": outside * usual[f"outside_price_{c}"] for c in CLASSES}
    votes = [
        Vote("audit_probability", 0.0, 0, BACK - days),
        Vote("audit_probability", usual["audit_probability"], 0, BACK),
    ]
    return parameters("announced", scenario, votes if days else (), **prices)


def _around(columns: tuple[str, ...], after: int) -> Measure:
    last = BACK + max(after, WINDOW)

    def measure(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
        return np.asarray(sum(total(paths[c][:, last - WINDOW : last]) for c in columns) / WINDOW)

    return measure


def readings() -> dict[str, Reading]:
    """GPUs and reputation some days after the audits are back."""
    found = {}
    for after in AFTER:
        for name, unit, columns in (("gpus", "GPUs", GPUS), ("reputation", "1", ("reputation",))):
            key = f"{name} {after}"
            info = f"{name}, {after} days after audits are back"
            found[key] = Reading(key, info, unit, columns, _around(columns, after))
    return found


def spirals(runs: int = RUNS, seed: int = SEED) -> dict[str, Spiral]:
    """Every scenario, outage and outside price on the same random paths."""
    shape = (len(SCENARIOS), len(OUTSIDE), len(OUTAGES), runs)
    points = Points.of(
        [outage(s, days, price) for s in SCENARIOS for price in OUTSIDE for days in OUTAGES]
    )
    values = measured(points, runs, readings(), seed, economy("announced"))
    gpus = np.stack([values[f"gpus {a}"].reshape(shape) for a in AFTER], axis=-1)
    trust = np.stack([values[f"reputation {a}"].reshape(shape) for a in AFTER], axis=-1)
    kept = np.median(gpus / np.maximum(gpus[:, :, :1], 1e-9), axis=3)
    known = np.median(trust, axis=3)
    return {s: Spiral(kept[i], known[i]) for i, s in enumerate(SCENARIOS)}
