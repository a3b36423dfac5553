"""Conclusions: outcomes with a border, on each side of which a reader would say another thing."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.engines.problem import Problem, Seeded, cores
from model.experiments.outcomes import (
    BURNED,
    DAYS,
    FEES,
    GPUS_IN_USE,
    PRICE,
    RIGHT,
    UNPAID,
    Reading,
)
from model.experiments.outcomes import SLASHED as BURNED_BY_SLASHES
from model.experiments.sensitivity.inputs import Runs
from model.points import Points
from model.simulation import trajectories
from model.spec.economy import Economy

Array = NDArray[np.float64]
#: Bytes of paths that a thread holds in memory at a time.
ROOM = 2**24


@dataclass(frozen=True)
class Conclusion(Reading):
    """An outcome, and the side of ``border`` on which the conclusion is another.

    ``flipped`` says in words what holds on that side: above the border or, with ``below``, below.
    A ``rare`` one is the same at nearly all points: what decides it cannot be ranked, only how
    often it flips be said.
    """

    border: float = 0.0
    flipped: str = ""
    below: bool = False
    rare: bool = False

    @classmethod
    def of(
        cls, outcome: Reading, border: float, flipped: str, below: bool = False, rare: bool = False
    ) -> Conclusion:
        """A border for an outcome."""
        return cls(**vars(outcome), border=border, flipped=flipped, below=below, rare=rare)

    def flips(self, values: Array) -> NDArray[np.bool_]:
        """Where the conclusion is on the other side of its border."""
        return values < self.border if self.below else values > self.border


def band(values: Array) -> tuple[float, float, float]:
    """The tenth, half and nine tenths of the values."""
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9))
    return float(low), float(middle), float(high)


CONCLUSIONS: Mapping[str, Conclusion] = {
    each.name: each
    for each in (
        Conclusion.of(BURNED, 1.0, "the vault burns more than a hundredth of supply in five years"),
        Conclusion.of(PRICE, 0.01, "the price of year five is above a cent"),
        Conclusion.of(
            FEES, 100.0, "users pay less than a hundred dollars a day in year five", below=True
        ),
        Conclusion.of(
            GPUS_IN_USE, 100.0, "there are fewer than a hundred GPUs in year five", below=True
        ),
        Conclusion.of(
            RIGHT, 50.0, "less than half of the results of year five are right", below=True
        ),
        Conclusion.of(
            UNPAID, 1.0, "bills are left unpaid on more than one day in a hundred", rare=True
        ),
    )
}
#: Conclusions whose variance can be divided.
DIVIDED = tuple(each.name for each in CONCLUSIONS.values() if not each.rare)
#: Who else burns: slashes, with the collateral of nodes.
SLASHED = Conclusion.of(
    BURNED_BY_SLASHES, 1.0, "slashes burn more than a hundredth of supply in five years"
)


def conclude(
    economy: Economy,
    points: Points,
    runs: Runs,
    seed: int,
    engine: str = "auto",
    conclusions: Mapping[str, Reading] = CONCLUSIONS,
) -> dict[str, Array]:
    """Each outcome for each point, arrays (points,); ``runs`` are the points' random paths.

    Points of the same run are simulated together, some at a time, so that memory does not grow
    with their number.
    """
    columns = tuple(dict.fromkeys(c for each in conclusions.values() for c in each.columns))
    room = max(ROOM // (8 * len(columns) * DAYS), 1)
    values = {name: np.empty(len(points)) for name in conclusions}

    def work(places: NDArray[np.int64]) -> None:
        few, first = chosen(points, places), Seeded(seed, int(runs[places[0]]))
        rows = range(1, DAYS + 1)
        # One thread each, so that one computes while another counts.
        problem = Problem(economy, few, first, 1, DAYS, columns, rows, threads=1)
        paths = {name: path[:, 0] for name, path in trajectories(problem, engine).items()}
        for name, each in conclusions.items():
            values[name][places] = each.measure(paths, few.columns)

    groups = (np.flatnonzero(runs == run) for run in np.unique(runs))
    tasks = [group[i : i + room] for group in groups for i in range(0, len(group), room)]
    with ThreadPoolExecutor(cores()) as pool:
        for _ in pool.map(work, tasks):
            pass
    return values


def chosen(points: Points, places: NDArray[np.int64]) -> Points:
    """Some of the points, in the order of ``places``."""
    columns = {name: values[places] for name, values in points.columns.items()}
    return Points(points.economy, columns, [points.votes[i] for i in places], points.governed)
