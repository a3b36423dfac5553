"""Conclusions: what a reader would say of an economy, each as one number of a trajectory.

Year five is the last year of a run of five years. *Burned* is by the vault alone; what slashes
burn is told apart (`SLASHED`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.engines.problem import Problem, Seeded, cores
from model.ensembles.reductions import total
from model.experiments.sensitivity.inputs import Runs
from model.points import Points
from model.quantities import quantity
from model.simulation import trajectories
from model.spec.accounts import CLASSES
from model.spec.economy import Economy
from model.spec.worth import least_price
from model.units import convert

Array = NDArray[np.float64]
#: Paths (points, days) of days 1 to N by column, and columns of parameters (points,).
Measure = Callable[[Mapping[str, Array], Mapping[str, Array]], Array]
DAYS = 1825
YEAR = int(convert(1, "calendar_year", "day"))
LAST = slice(DAYS - YEAR, DAYS)
GPUS = tuple(f"gpus_{c}" for c in CLASSES)
#: A day on which less of the bills is paid is one with bills unpaid; beyond is rounding.
PAID = 0.999
#: Bytes of paths that a thread holds in memory at a time.
ROOM = 2**24


@dataclass(frozen=True)
class Conclusion:
    """One number of a trajectory, and the side of ``border`` on which the conclusion is another.

    ``flipped`` says in words what holds on that side: above the border or, with ``below``, below.
    A conclusion with a ``least`` spans magnitudes: it is compared by ratio, and what is smaller
    counts as ``least``. A ``rare`` one is the same at nearly all points: what decides it cannot
    be ranked, only how often it flips be said.
    """

    name: str
    info: str
    unit: str
    columns: tuple[str, ...]
    measure: Measure
    border: float
    flipped: str
    below: bool = False
    least: float | None = None
    rare: bool = False

    def flips(self, values: Array) -> NDArray[np.bool_]:
        """Where the conclusion is on the other side of its border."""
        return values < self.border if self.below else values > self.border

    def scaled(self, values: Array) -> Array:
        """The values as indices compare them: logarithms where the conclusion spans magnitudes."""
        return values if self.least is None else np.log(np.maximum(values, self.least))


def band(values: Array) -> tuple[float, float, float]:
    """The tenth, half and nine tenths of the values."""
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9))
    return float(low), float(middle), float(high)


def _mean_of(column: str) -> Measure:
    def measure(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
        return np.asarray(total(paths[column][:, LAST]) / YEAR)

    return measure


def _burned(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(100 * paths["burned"][:, DAYS - 1] / given["initial_supply"])


def _slashed(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(100 * paths["slash_burned"][:, DAYS - 1] / given["initial_supply"])


def _gpus(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(sum(total(paths[name][:, LAST]) for name in GPUS) / YEAR)


def _right(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(100 * total(paths["right_share"][:, LAST]) / YEAR)


def _unpaid(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    is_open = np.arange(1, DAYS + 1) >= given["opening_day"][:, None]
    unpaid = is_open & (paths["paid_share"] < PAID)
    return np.asarray(100 * unpaid.sum(axis=1) / np.maximum(is_open.sum(axis=1), 1))


CONCLUSIONS: Mapping[str, Conclusion] = {
    each.name: each
    for each in (
        Conclusion(
            "burned",
            "share of supply that the vault burns in five years",
            "% of supply",
            ("burned",),
            _burned,
            1.0,
            "the vault burns more than a hundredth of supply in five years",
            least=1e-3,
        ),
        Conclusion(
            "price",
            "mean price of year five",
            "USD/AI",
            ("price",),
            _mean_of("price"),
            0.01,
            "the price of year five is above a cent",
            least=quantity(least_price).range[0],
        ),
        Conclusion(
            "fees",
            "what users pay for compute in year five",
            "USD a day",
            ("fees_usd",),
            _mean_of("fees_usd"),
            100.0,
            "users pay less than a hundred dollars a day in year five",
            below=True,
            least=1.0,
        ),
        Conclusion(
            "GPUs",
            "GPUs of all classes, mean of year five",
            "number",
            GPUS,
            _gpus,
            100.0,
            "there are fewer than a hundred GPUs in year five",
            below=True,
            least=1.0,
        ),
        Conclusion(
            "right results",
            "share of the paid work of year five whose results are right",
            "% of paid work",
            ("right_share",),
            _right,
            50.0,
            "less than half of the results of year five are right",
            below=True,
        ),
        Conclusion(
            "unpaid",
            "share of days since the opening on which bills are left unpaid",
            "% of days",
            ("paid_share",),
            _unpaid,
            1.0,
            "bills are left unpaid on more than one day in a hundred",
            rare=True,
        ),
    )
}
#: Conclusions whose variance can be divided.
DIVIDED = tuple(each.name for each in CONCLUSIONS.values() if not each.rare)
#: Who else burns: slashes, with the collateral of nodes.
SLASHED = Conclusion(
    "slashed",
    "share of supply that slashes burn in five years",
    "% of supply",
    ("slash_burned",),
    _slashed,
    1.0,
    "slashes burn more than a hundredth of supply in five years",
    least=1e-3,
)


def conclude(
    economy: Economy,
    points: Points,
    runs: Runs,
    seed: int,
    engine: str = "auto",
    conclusions: Mapping[str, Conclusion] = CONCLUSIONS,
) -> dict[str, Array]:
    """Each conclusion for each point, arrays (points,); ``runs`` are the points' random paths.

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
