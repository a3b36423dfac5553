"""What moves the headline: the burn of five years and the price of year five, taken apart.

Seven factors go from the 5th to the 95th percentile of their ranges, alone and together. What they
do together is divided by Shapley's rule: each gets the mean of what it adds over all orders in
which they can be moved, so that the parts sum to the whole :cite:`shapley1953value`. Both outcomes
span magnitudes, so parts are of the logarithm, and a part of ln 2 is a doubling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import comb

import numpy as np
from numpy.typing import NDArray

from model.experiments.intervals import Move, Setting, end_values, measured, moves
from model.experiments.outcomes import BURNED, PRICE, Reading
from model.interface import economy
from model.points import Points, vary

Array = NDArray[np.float64]
#: Factors, and the parameters that each moves at once.
FACTORS: Mapping[str, tuple[str, ...]] = {
    "return less growth": ("discount_rate", "long_run_growth", "growth_horizon"),
    "anticipation of unlocks": ("unlock_anticipation",),
    "premium at launch and its half-life": ("premium_at_launch", "premium_half_life"),
    "margin of applications": ("application_margin",),
    "depth of the market": ("market_depth_share", "pool_usd_reserve"),
    "velocity": ("velocity",),
    "usage": ("usage_at_maturity", "adoption_speed", "demand_growth"),
}
#: Parameters that go from the 95th to the 5th percentile: more of their factor is less of them.
FALLING = ("long_run_growth", "growth_horizon")
OUTCOMES = {"burned": BURNED, "price": PRICE}
RUNS, SEED = 16, 7


@dataclass(frozen=True)
class Parts:
    """An outcome with all factors low and all high, and what each adds to its logarithm."""

    outcome: Reading
    low: float
    high: float
    parts: Mapping[str, float]
    alone: Mapping[str, float]

    @property
    def whole(self) -> float:
        """What all together do to the logarithm."""
        return float(np.log(self.high / self.low))


def shapley(runs: int = RUNS, seed: int = SEED) -> dict[str, Parts]:
    """The parts of every factor in both outcomes, in base, all corners on the same paths.

    ``alone`` is what a factor does while all others are as in base.
    """
    base = Setting("base").parameters()
    ends = {
        name: end_values(base, name)[:: -1 if name in FALLING else 1]
        for names in FACTORS.values()
        for name in names
    }
    corners = np.array(list(product((0, 1), repeat=len(FACTORS))))
    singles = np.array([(factor, end) for factor in range(len(FACTORS)) for end in (0, 1)])
    columns = {name: np.full(len(corners) + len(singles), base[name]) for name in ends}
    for place, names in enumerate(FACTORS.values()):
        for name in names:
            both = np.array(ends[name])
            columns[name][: len(corners)] = both[corners[:, place]]
            rows = len(corners) + np.flatnonzero(singles[:, 0] == place)
            columns[name][rows] = both[singles[singles[:, 0] == place, 1]]
    values = measured(vary(economy("announced"), base, columns), runs, OUTCOMES, seed)
    return {name: _parts(outcome, values[name], corners) for name, outcome in OUTCOMES.items()}


def _parts(outcome: Reading, values: Array, corners: NDArray[np.int64]) -> Parts:
    middle = np.median(values, axis=1)
    logs = outcome.scaled(middle)
    at = logs[: len(corners)]
    alone = np.diff(logs[len(corners) :].reshape(-1, 2), axis=1)[:, 0]
    return Parts(
        outcome,
        float(middle[0]),
        float(middle[len(corners) - 1]),
        dict(zip(FACTORS, map(float, divided(at, corners)), strict=True)),
        dict(zip(FACTORS, map(float, alone), strict=True)),
    )


def divided(values: Array, corners: NDArray[np.int64]) -> Array:
    """Shapley's parts of a function on the corners (2^n, n) of a cube; they sum to the whole."""
    count = corners.shape[1]
    place = {tuple(corner): row for row, corner in enumerate(corners.tolist())}
    parts = np.zeros(count)
    for corner in corners.tolist():
        for factor in range(count):
            if corner[factor] == 0:
                raised = [*corner]
                raised[factor] = 1
                gain = values[place[tuple(raised)]] - values[place[tuple(corner)]]
                parts[factor] += gain / (count * comb(count - 1, sum(corner)))
    return parts


@dataclass(frozen=True)
class Tornado:
    """The strongest assumptions of an outcome, and its median on the same paths in base."""

    middle: float
    moves: tuple[Move, ...]


def tornado(count: int = 10, few: int = RUNS, seed: int = SEED) -> dict[str, Tornado]:
    """The assumed parameters that move each outcome most, one at a time, strongest first."""
    base = Points.of([Setting("base").parameters()])
    middle = measured(base, few, OUTCOMES, seed)
    found = moves(Setting("base"), OUTCOMES, few, seed)
    return {
        name: Tornado(float(np.median(middle[name])), each[:count]) for name, each in found.items()
    }
