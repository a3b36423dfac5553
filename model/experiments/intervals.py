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

from model.experiments import sources
from model.experiments.outcomes import OUTCOMES, Reading
from model.experiments.sensitivity.indices import spread
from model.experiments.sensitivity.inputs import CHANCE, Inputs, ranged, unknown
from model.experiments.sources import FiveYears, Source
from model.factbook import facts
from model.interface import economy, parameters
from model.parameter_sets import Parameters
from model.points import Points, vary
from model.quantities import Quantity, quantity
from model.scenarios import SCENARIOS
from model.spec.economy import Economy

Array = NDArray[np.float64]
SEED = 7
# What is run if nothing else is said, and what an estimate of it is made of. A comment that
# documents would lead a reader of its class's source to a name that is not there.
FIVE_YEARS = FiveYears()
RUNS, DRAWS, FEW = FIVE_YEARS.sizes
#: Ends of every interval, and of the range that a parameter is moved through.
ENDS = (0.05, 0.95)
Interval = tuple[float, float]


@dataclass(frozen=True)
class Setting:
    """A scenario, what is changed in it, such as the idea of a price, and what is run there."""

    scenario: str
    changes: tuple[tuple[str, Any], ...] = ()
    source: Source = FIVE_YEARS

    @classmethod
    def of(cls, scenario: str, source: Source, **changes: Any) -> Setting:
        """A setting whose changes are given by name."""
        return cls(scenario, tuple(sorted(changes.items())), source)

    def parameters(self, votes: bool = True) -> Parameters:
        """The set of parameters, with the votes of the scenario or without any."""
        own = None if votes and self.source.votes else ()
        return parameters(self.source.economy, self.scenario, own, **dict(self.changes))

    def free(self, sourced: bool) -> tuple[str, ...]:
        """Parameters that may vary without making another setting of it.

        Those that the source's economy has of its own are assumed, and vary if they have a range.
        """
        announced = economy("announced")
        names = ranged(announced) if sourced else unknown(announced)
        records = {symbol.name: quantity(symbol) for symbol in self.source.economy.parameters}
        own = tuple(name for name, record in records.items() if _varies(record))
        fixed = {*dict(self.changes), *SCENARIOS[self.scenario].changes}
        if self.scenario not in ("base", "observed"):
            cases = (s.name for s in announced.parameters if _told_apart(s))
            fixed.update(cases)
        return tuple(name for name in (*names, *own) if name in records and name not in fixed)


def _varies(record: Quantity) -> bool:
    ends = (None, None) if record.own is None else (record.own.low, record.own.high)
    return None not in ends and ends[0] != ends[1]


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
    runs: int | None = None,
    draws: int | None = None,
    few: int | None = None,
    seed: int = SEED,
) -> dict[str, Estimate]:
    """The estimate of each outcome in one setting, by the outcome's name.

    ``runs`` paths tell chance, ``draws`` economies (a power of two) each interval over ranges, and
    ``few`` paths, the same for all, what a moved parameter does; as many as the source says.
    """
    sizes = setting.source.sizes
    asked = {each.name: each for each in outcomes}
    base = setting.parameters()
    paths = sources.measured(setting.source, Points.of([base]), runs or sizes.runs, asked, seed)
    over = {
        sourced: _over(setting, sourced, draws or sizes.draws, asked, seed)
        for sourced in (False, True)
    }
    moved = moves(setting, asked, few or sizes.few, seed)
    return {
        name: Estimate(
            middle(paths[name], each),
            ends(paths[name], each),
            ends(over[False][name], each),
            ends(over[True][name], each),
            moved[name],
        )
        for name, each in asked.items()
    }


def middle(values: Array, outcome: Reading) -> float:
    """The median; the upper middle value where a value may stand for all that are larger."""
    return float(np.quantile(values, 0.5, method=_method(outcome)))


def ends(values: Array, outcome: Reading) -> Interval:
    """The 5th and the 95th percentile."""
    low, high = np.quantile(values, ENDS, method=_method(outcome))
    return float(low), float(high)


def _method(outcome: Reading) -> Any:
    # Between a number and all that are larger nothing is in between.
    return "linear" if outcome.most is None else "higher"


def _over(
    setting: Setting, sourced: bool, draws: int, asked: Mapping[str, Reading], seed: int
) -> Mapping[str, Array]:
    """Each outcome in so many drawn economies, each on a path of its own: arrays (draws,)."""
    base = setting.parameters(votes=not sourced)
    names = (*setting.free(sourced), CHANCE)
    inputs = Inputs(setting.source.economy, base, names)
    points, paths = inputs.place(spread(inputs, draws, seed))
    return sources.on_own_paths(setting.source, points, paths, asked, seed)


def moves(
    setting: Setting, outcomes: Mapping[str, Reading], few: int = FEW, seed: int = SEED
) -> dict[str, tuple[Move, ...]]:
    """What each assumed parameter alone does to each outcome: medians over ``few`` paths.

    Ordered by the change as outcomes are compared, so by ratio where they span magnitudes; a
    parameter that moves an outcome by nothing is left out.
    """
    which = setting.source.economy
    names, base = setting.free(sourced=False), setting.parameters()
    between = {name: end_values(base, name, which) for name in names}
    columns = {name: np.full(2 * len(names), base[name]) for name in names}
    for place, name in enumerate(names):
        columns[name][2 * place : 2 * place + 2] = between[name]
    points = vary(which, base, columns)
    values = sources.measured(setting.source, points, few, outcomes, seed)
    found = {}
    for key, outcome in outcomes.items():
        low, high = np.median(values[key], axis=1).reshape(-1, 2).T
        size = np.abs(outcome.scaled(high) - outcome.scaled(low))
        order = [int(i) for i in np.argsort(-size, kind="stable") if size[i] > 0]
        found[key] = tuple(
            Move(names[i], between[names[i]], (float(low[i]), float(high[i]))) for i in order
        )
    return found


def end_values(base: Parameters, name: str, which: Economy | None = None) -> Interval:
    """Both ends of the middle nine tenths of a parameter's range, the others as they are."""
    alone = Inputs(which or economy("announced"), base, (name,))
    low, high = alone.values(np.array(ENDS)[:, None])[name]
    return float(low), float(high)


def measured(
    points: Points,
    runs: int,
    outcomes: Mapping[str, Reading],
    seed: int = SEED,
    which: Economy | None = None,
) -> dict[str, Array]:
    """Each outcome of five years of each point on the same random paths, arrays (points, runs).

    ``which`` is the points' economy, if it is another than the announced one.
    """
    source = FiveYears(None if which is None else lambda: which)
    return sources.measured(source, points, runs, outcomes, seed)
