"""What the observations of 2026 say of the parameters: importance sampling over the facts' ranges.

Worlds are drawn from the ranges of all that is assumed or inferred, and each meets random paths
that it shares with few others, or their luck would be taken for a finding. A path is weighted by
how near it comes to what was observed; the weighted worlds are the posterior. What counts as near
is a part of the prior's own spread (`NEAR`), beside the range that a source leaves: a smaller part
would rest on a handful of paths. `coverage` misses its data by the same spread, so its intervals
are those of the method itself (:cite:`talts2018validating`).

The posterior of a parameter *differs* from its prior if it does so by more than unrelated numbers
do: the largest distance of Kolmogorov and Smirnov, in ranks of the prior, against that of worlds
whose weights were shuffled. It is *identified* if its interval is narrower as well, by `NARROWED`.
A parameter that differs and is no narrower *leans*: some values are favoured, and none ruled out.
For all others the posterior is the prior, and they are said to be not identified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.engines.problem import Problem, Seeded
from model.experiments.backtest import NARROWED, days_since_launch, observations, sourced
from model.experiments.random_points import across_range, random_points
from model.factbook import facts
from model.interface import economy
from model.points import Points
from model.simulation import trajectories

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
SEED = 11
WORLDS, RUNS = 16384, 2
KEPT = ("price", "circulating", "revenue", "buyback", "buyback_usd", "burned")
#: Worlds that share their paths.
GROUP = 32
#: Observations that repeat others: products and quotients of those that are taken.
REPEATED = ("market value in July", "burned by the vault", "price that the vault paid")
#: Standard deviation that counts as near, over that of the prior's paths.
NEAR = 0.25
#: Both ends of the interval whose coverage is tested, and its middle.
BAND = (0.1, 0.5, 0.9)
#: Shuffles that say what unrelated numbers do, and the share of them that is borne out.
SHUFFLES, CERTAIN = 40, 0.95
#: A distance that only rounding makes.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Prior:
    """Worlds, their paths' observed quantities in logarithms (worlds, runs), and ranks (worlds,).

    ``ranks`` are those of the free parameters, from 0 to 1; ``errors`` the standard deviations of
    the logarithms by which a path may miss, as the observation's range and `NEAR` have them.
    """

    points: Points
    seed: int
    logs: Mapping[str, Array]
    ranks: Mapping[str, Array]
    errors: Mapping[str, float]


@dataclass(frozen=True)
class Told:
    """A parameter before and after: quantiles 10, 50, 90 per cent in its unit.

    ``distance`` is that of the two distributions, ``narrowed`` the part by which the interval is
    narrower in ranks of the prior, and ``differs`` whether the distance is more than noise.
    """

    parameter: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    distance: float
    narrowed: float
    differs: bool

    @property
    def identified(self) -> bool:
        """Whether the observations say which values it has."""
        return self.differs and self.narrowed >= NARROWED

    @property
    def leans(self) -> bool:
        """Whether they favour some values, and rule out none."""
        return self.differs and not self.identified


@dataclass(frozen=True)
class Calibration:
    """What all observations together tell; ``effective`` is how many paths the weights are worth.

    ``threshold`` is the distance that one shuffle in twenty reaches with some parameter.
    """

    told: tuple[Told, ...]
    threshold: float
    effective: float
    weights: Array

    @property
    def identified(self) -> tuple[Told, ...]:
        """Parameters that the observations move, farthest first."""
        return tuple(each for each in self.told if each.identified)

    @property
    def not_identified(self) -> tuple[str, ...]:
        """Parameters whose posterior is their prior, or leans from it."""
        return tuple(each.parameter for each in self.told if not each.identified)


def prior(worlds: int = WORLDS, runs: int = RUNS, seed: int = SEED) -> Prior:
    """``worlds`` from the ranges, each with ``runs`` paths to the last observation."""
    points = random_points("deployed", worlds, seed, across_range, sourced(worlds))
    taken = [each for each in observations() if each.name not in REPEATED]
    groups = []
    for first in range(0, worlds, GROUP):
        paths = _paths(points[first : first + GROUP], runs, seed, first // GROUP * runs)
        groups.append({each.name: np.log(each.measure(paths).to_numpy()) for each in taken})
    logs = {each.name: np.concatenate([g[each.name] for g in groups]) for each in taken}
    errors = {}
    for each in taken:
        fact = facts[each.fact]
        source = np.log(fact.high / fact.low) / (2 * 1.2816)  # its range as the middle 80 per cent
        errors[each.name] = float(np.hypot(source, NEAR * logs[each.name].std()))
    ranks = {n: (v.argsort().argsort() + 0.5) / worlds for n, v in points.varied.items()}
    return Prior(points, seed, logs, ranks, errors)


def _paths(points: Points, runs: int, seed: int, first: int) -> xr.Dataset:
    """What the observations measure, on the paths from number ``first`` on, to the last of them."""
    import xarray as xr

    days = max(days_since_launch("price_anchor_july"), int(facts["observation_days"].to("day")))
    problem = Problem(economy("deployed"), points, Seeded(seed, first), runs, days, KEPT)
    data = {
        name: (("point", "run", "day"), values) for name, values in trajectories(problem).items()
    }
    return xr.Dataset(data, {"day": np.arange(days + 1)})


def seen() -> dict[str, float]:
    """The logarithms of what was observed, by the names of `Prior.logs`."""
    return {each.name: float(np.log(facts[each.fact].value)) for each in observations()}


def weights(sample: Prior, observed: Mapping[str, float], without: int | None = None) -> Array:
    """Weights (worlds, runs) that sum to one: normal densities of the misses, multiplied.

    The world ``without`` has none.
    """
    misses = [
        ((paths - observed[name]) / sample.errors[name]) ** 2 for name, paths in sample.logs.items()
    ]
    total = np.sum(misses, axis=0)
    if without is not None:
        total[without] = np.inf
    near = np.exp(-(total - total.min()) / 2)
    found: Array = near / near.sum()
    return found


def effective(weight: Array) -> float:
    """How many equal weights would be worth these."""
    return float(1 / (weight**2).sum())


def calibrated(sample: Prior, observed: Mapping[str, float] | None = None) -> Calibration:
    """The posterior of every free parameter, by what was ``observed``, or by the facts."""
    weight = weights(sample, seen() if observed is None else observed)
    of_world = weight.sum(axis=1)
    threshold = _threshold(sample, of_world)
    told = []
    for name, ranks in sample.ranks.items():
        values = sample.points.columns[name]
        order = np.argsort(values, kind="stable")
        plain, told_by = np.full(len(values), 1 / len(values)), of_world[order]
        distance = _distance(told_by)
        low, _, high = _band(ranks[order], told_by)
        told.append(
            Told(
                name,
                _band(values[order], plain),
                _band(values[order], told_by),
                distance,
                1 - (high - low) / (BAND[2] - BAND[0]),
                distance > threshold,
            )
        )
    told.sort(key=lambda each: -each.distance)
    return Calibration(tuple(told), threshold, effective(weight), weight)


def _distance(sorted_weights: Array) -> float:
    """Kolmogorov and Smirnov's distance of weights, in the order of a parameter, from even ones."""
    size = len(sorted_weights)
    return float(np.abs(np.cumsum(sorted_weights) - np.arange(1, size + 1) / size).max())


def _threshold(sample: Prior, of_world: Array) -> float:
    """The distance that the farthest of so many unrelated parameters reaches once in twenty."""
    rng = np.random.default_rng(sample.seed)
    farthest = [
        max(_distance(rng.permutation(of_world)) for _ in sample.ranks) for _ in range(SHUFFLES)
    ]
    return max(float(np.quantile(farthest, CERTAIN)), ROUNDING)


def _band(values: Array, weight: Array) -> tuple[float, float, float]:
    low, middle, high = np.interp(BAND, np.cumsum(weight) - weight / 2, values)
    return float(low), float(middle), float(high)


def coverage(sample: Prior, truths: int, seed: int = SEED) -> dict[str, float]:
    """Share of ``truths`` worlds whose parameter lies in the interval that is made without them.

    One path of each is taken as the world, and is missed by as much as `Prior.errors` says; the
    posterior is of all other worlds, its interval the middle 80 per cent. The share is 0.8 for
    every parameter, but for the noise of ``truths`` and of the few paths that come near.
    """
    rng = np.random.default_rng(seed)
    worlds, runs = next(iter(sample.logs.values())).shape
    chosen = rng.choice(worlds, size=truths, replace=False)
    inside = dict.fromkeys(sample.ranks, 0)
    orders = {name: np.argsort(ranks, kind="stable") for name, ranks in sample.ranks.items()}
    for truth in chosen:
        run = int(rng.integers(runs))
        data = {
            name: float(paths[truth, run] + sample.errors[name] * rng.standard_normal())
            for name, paths in sample.logs.items()
        }
        weight = weights(sample, data, without=int(truth)).sum(axis=1)
        for name, ranks in sample.ranks.items():
            order = orders[name]
            low, _, high = _band(ranks[order], weight[order])
            inside[name] += low <= ranks[truth] <= high
    return {name: count / truths for name, count in inside.items()}
