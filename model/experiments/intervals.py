"""What a number of five years is, and how far chance and ignorance move it.

The value is the median of a scenario's runs. Three intervals stand beside it, each from the 5th to
the 95th percentile:

- of *chance*: the scenario as it stands, on other random paths;
- over *what is assumed*: every parameter whose fact is assumed or inferred drawn from its range,
  each economy on a path of its own;
- over *every range*: those of sourced facts too, and of what the contracts let their owners set.

What makes a scenario the scenario it is (the parameters that have a value for bear, base and bull)
stays fixed in bear and bull, and the closed market in observed; base is drawn whole. The idea of a
price is never mixed: it is a part of the setting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.engines.problem import Problem, Seeded
from model.experiments.outcomes import DAYS, OUTCOMES, Reading
from model.experiments.sensitivity.conclusions import ROOM, chosen
from model.experiments.sensitivity.indices import drawn
from model.experiments.sensitivity.inputs import CHANCE, Inputs, ranged, unknown
from model.factbook import facts
from model.interface import economy, parameters
from model.parameter_sets import Parameters
from model.points import Points, vary
from model.quantities import quantity
from model.scenarios import SCENARIOS
from model.simulation import trajectories
from model.spec.economy import Economy

Array = NDArray[np.float64]
SEED = 7
#: Paths of a scenario, economies of an interval (a power of two), and paths of one that is moved.
RUNS, DRAWS, FEW = 200, 1024, 16
#: Ends of every interval, and of the range that a parameter is moved through.
ENDS = (0.05, 0.95)
Interval = tuple[float, float]


@dataclass(frozen=True)
class Setting:
    """A scenario and what is changed in it, such as the idea of a price."""

    scenario: str
    changes: tuple[tuple[str, Any], ...] = ()

    def parameters(self, votes: bool = True) -> Parameters:
        """The set of parameters, with the votes of the scenario or without any."""
        changes = dict(self.changes)
        return parameters("announced", self.scenario, None if votes else (), **changes)

    def free(self, sourced: bool) -> tuple[str, ...]:
        """Parameters that may vary without making another setting of it."""
        announced = economy("announced")
        names = ranged(announced) if sourced else unknown(announced)
        fixed = {*dict(self.changes), *SCENARIOS[self.scenario].changes}
        if self.scenario not in ("base", "observed"):
            cases = (s.name for s in announced.parameters if _told_apart(s))
            fixed.update(cases)
        return tuple(name for name in names if name not in fixed)


def _told_apart(symbol: sp.Symbol) -> bool:
    fact = quantity(symbol).fact
    return fact is not None and facts[fact].bear is not None


@dataclass(frozen=True)
class Move:
    """A parameter moved from the 5th to the 95th percentile of its range, all else the same."""

    parameter: str
    ends: Interval
    values: Interval


@dataclass(frozen=True)
class Estimate:
    """A number with its intervals, and what of the assumed moves it most, strongest first."""

    value: float
    chance: Interval
    assumed: Interval
    every: Interval
    moves: tuple[Move, ...]


def estimates(
    setting: Setting,
    outcomes: Sequence[Reading] = tuple(OUTCOMES.values()),
    runs: int = RUNS,
    draws: int = DRAWS,
    few: int = FEW,
    seed: int = SEED,
) -> dict[str, Estimate]:
    """The estimate of each outcome in one setting, by the outcome's name.

    ``runs`` paths tell chance, ``draws`` economies (a power of two) each interval over ranges, and
    ``few`` paths, the same for all, what a moved parameter does.
    """
    asked = {each.name: each for each in outcomes}
    base = setting.parameters()
    paths = measured(Points.of([base]), runs, asked, seed)
    assumed = _over(setting.free(sourced=False), base, draws, asked, seed)
    every = _over(setting.free(sourced=True), setting.parameters(votes=False), draws, asked, seed)
    moved = moves(setting, asked, few, seed)
    return {
        name: Estimate(
            float(np.median(paths[name])),
            _ends(paths[name]),
            _ends(assumed[name]),
            _ends(every[name]),
            moved[name],
        )
        for name in asked
    }


def _ends(values: Array) -> Interval:
    low, high = np.quantile(values, ENDS)
    return float(low), float(high)


def _over(
    names: Sequence[str],
    base: Parameters,
    draws: int,
    asked: Mapping[str, Reading],
    seed: int,
) -> Mapping[str, Array]:
    return drawn(Inputs(economy("announced"), base, (*names, CHANCE)), draws, seed, asked).values


def moves(
    setting: Setting, outcomes: Mapping[str, Reading], few: int = FEW, seed: int = SEED
) -> dict[str, tuple[Move, ...]]:
    """What each assumed parameter alone does to each outcome: medians over ``few`` paths.

    Ordered by the change as outcomes are compared, so by ratio where they span magnitudes; a
    parameter that moves an outcome by nothing is left out.
    """
    names, base = setting.free(sourced=False), setting.parameters()
    ends = {name: end_values(base, name) for name in names}
    columns = {name: np.full(2 * len(names), base[name]) for name in names}
    for place, name in enumerate(names):
        columns[name][2 * place : 2 * place + 2] = ends[name]
    points = vary(economy("announced"), base, columns)
    values = measured(points, few, outcomes, seed)
    found = {}
    for key, outcome in outcomes.items():
        low, high = np.median(values[key], axis=1).reshape(-1, 2).T
        size = np.abs(outcome.scaled(high) - outcome.scaled(low))
        order = [int(i) for i in np.argsort(-size, kind="stable") if size[i] > 0]
        found[key] = tuple(
            Move(names[i], ends[names[i]], (float(low[i]), float(high[i]))) for i in order
        )
    return found


def end_values(base: Parameters, name: str) -> Interval:
    """Both ends of the middle nine tenths of a parameter's range, the others as they are."""
    alone = Inputs(economy("announced"), base, (name,))
    low, high = alone.values(np.array(ENDS)[:, None])[name]
    return float(low), float(high)


def measured(
    points: Points,
    runs: int,
    outcomes: Mapping[str, Reading],
    seed: int = SEED,
    which: Economy | None = None,
) -> dict[str, Array]:
    """Each outcome of each point on the same random paths, arrays (points, runs).

    ``which`` is the points' economy, if it is another than the announced one.
    """
    which = which or economy("announced")
    columns = tuple(dict.fromkeys(c for each in outcomes.values() for c in each.columns))
    room = max(4 * ROOM // (8 * len(columns) * DAYS * runs), 1)
    values = {name: np.empty((len(points), runs)) for name in outcomes}
    for start in range(0, len(points), room):
        places = np.arange(start, min(start + room, len(points)))
        part = chosen(points, places)
        problem = Problem(which, part, Seeded(seed), runs, DAYS, columns, range(1, DAYS + 1))
        paths = trajectories(problem, "auto")
        for run in range(runs):
            one = {name: path[:, run] for name, path in paths.items()}
            for name, each in outcomes.items():
                values[name][places, run] = each.measure(one, part.columns)
    return values
