"""Where the number of an answer comes from: what is run for an economy on its random paths.

A *source* takes economies and random paths, and gives columns, from which a reading makes a number.
`FiveYears` gives the days of five years. `Compared` runs several cases of each economy on one and
the same path, such as with an event and without it, and gives what an experiment reads off them.
Chance, ignorance and single moves are then the same for both: other paths, other economies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from model.engines.problem import Problem, Seeded, cores
from model.experiments.outcomes import DAYS, Reading
from model.experiments.sensitivity.conclusions import ROOM, chosen
from model.interface import economy
from model.points import Points
from model.simulation import trajectories
from model.spec.economy import Economy

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
#: xarray imports parts of itself when they are first used, which two threads must not do at once.
_ONE_READS = Lock()


class Sizes(NamedTuple):
    """Paths of a setting, economies of an interval (a power of two), paths of one that is moved."""

    runs: int = 200
    draws: int = 1024
    few: int = 16


FULL = Sizes()


class Source(Protocol):
    """What is run for economies on random paths. It can be hashed, and its repr names it."""

    @property
    def economy(self) -> Economy:
        """The economy whose parameters the points are, and are drawn."""

    @property
    def votes(self) -> bool:
        """Whether the economy's own votes are held."""

    @property
    def sizes(self) -> Sizes:
        """How much is run for an estimate."""

    @property
    def files(self) -> tuple[str, ...]:
        """Files of the package, with their folder, whose code makes the numbers."""

    def room(self, columns: Sequence[str]) -> int:
        """Numbers that are held in memory for one economy on one path."""

    def columns(
        self, points: Points, paths: Seeded, runs: int, asked: Sequence[str]
    ) -> Mapping[str, Array]:
        """The columns that are asked for, arrays (points, runs, rows), in one thread."""


@dataclass(frozen=True)
class FiveYears:
    """Days 1 to `DAYS` of an economy, by default the announced one."""

    made: Callable[[], Economy] | None = None
    votes: bool = True
    sizes: Sizes = FULL
    files: tuple[str, ...] = ()

    @property
    def economy(self) -> Economy:
        """The economy that is run."""
        return economy("announced") if self.made is None else self.made()

    def room(self, columns: Sequence[str]) -> int:
        """A number for each column and day."""
        return len(columns) * DAYS

    def columns(
        self, points: Points, paths: Seeded, runs: int, asked: Sequence[str]
    ) -> Mapping[str, Array]:
        """Arrays (points, runs, days), the first of day 1."""
        rows = range(1, DAYS + 1)
        # One thread each, so that one computes while another counts.
        problem = Problem(self.economy, points, paths, runs, DAYS, asked, rows, threads=1)
        return trajectories(problem, "auto")


class Case(NamedTuple):
    """What is changed in every economy, numbers or arrays (points,), and where the rules differ.

    ``economy`` is the one to run, if it is another than that of the points.
    """

    changes: Mapping[str, Any]
    economy: Economy | None = None


@dataclass(frozen=True)
class Compared:
    """Cases of each economy on the same random path, and what is read off them.

    ``cases`` makes them from the columns of the points, by name. ``read`` has a dataset of the
    columns ``kept`` with dims (case, run, day), where a run is an economy on a path, and the
    parameters by name, arrays (run,); it returns numbers by name, arrays (run,).
    """

    name: str
    made: Callable[[], Economy]
    cases: Callable[[Mapping[str, Array]], Mapping[str, Case]]
    kept: tuple[str, ...]
    days: tuple[int, ...]
    read: Callable[[xr.Dataset, Mapping[str, Array]], Mapping[str, Array]]
    sizes: Sizes
    files: tuple[str, ...]
    votes: bool = False

    def __repr__(self) -> str:
        return f"Compared({self.name!r})"

    @property
    def economy(self) -> Economy:
        """The economy of the points."""
        return self.made()

    def room(self, columns: Sequence[str]) -> int:
        """A number for each case, column and day; the number of cases is that of one point."""
        one = {symbol.name: np.ones(1) for symbol in self.economy.parameters}
        return len(self.cases(one)) * len(self.kept) * len(self.days)

    def columns(
        self, points: Points, paths: Seeded, runs: int, asked: Sequence[str]
    ) -> Mapping[str, Array]:
        """What `read` finds, arrays (points, runs, 1)."""
        held = self._run(points, paths, runs)
        given = {name: np.repeat(values, runs) for name, values in points.columns.items()}
        with _ONE_READS:
            found = self.read(self._labelled(points, held), given)
        return {name: np.reshape(found[name], (len(points), runs, 1)) for name in asked}

    def _run(self, points: Points, paths: Seeded, runs: int) -> dict[str, Array]:
        """All cases of points on random paths, arrays (cases, points × runs, days)."""
        cases, rows = list(self.cases(points.columns).values()), sorted(self.days)
        size = (len(points) * runs, len(rows))
        held = {name: np.empty((len(cases), *size)) for name in self.kept}
        groups: dict[int, list[int]] = {}
        for place, case in enumerate(cases):
            groups.setdefault(id(case.economy), []).append(place)
        for places in groups.values():
            which = cases[places[0]].economy or self.economy
            together = _stacked(points, which, [cases[place].changes for place in places])
            problem = Problem(which, together, paths, runs, rows[-1], self.kept, rows, threads=1)
            for name, values in trajectories(problem, "auto").items():
                held[name][places] = values.reshape(len(places), *size)
        return held

    def _labelled(self, points: Points, held: Mapping[str, Array]) -> xr.Dataset:
        import xarray as xr

        return xr.Dataset(
            {name: (("case", "run", "day"), values) for name, values in held.items()},
            coords={"case": list(self.cases(points.columns)), "day": sorted(self.days)},
        )


def _stacked(points: Points, which: Economy, changes: Sequence[Mapping[str, Any]]) -> Points:
    """The points once for each set of changes, as parameters of an economy."""
    known = {symbol.name for symbol in which.parameters}
    for each in changes:
        if odd := sorted(set(each) - known):
            raise ValueError(f"{which.name} has no parameter {odd[0]} that a case could change")
        if missing := sorted(known - set(points.columns) - set(each)):
            raise ValueError(f"a case leaves {missing[0]} of {which.name} without a value")
    columns = {
        name: np.concatenate([_column(points, name, each) for each in changes])
        for name in sorted(known | set(points.columns))
    }
    votes = [vote for _ in changes for vote in points.votes]
    return replace(points, economy=which.name, columns=columns, votes=votes)


def _column(points: Points, name: str, changes: Mapping[str, Any]) -> Array:
    values = changes[name] if name in changes else points.columns[name]
    return np.broadcast_to(np.asarray(values, float), (len(points),))


def told(
    name: str, info: str, unit: str, least: float | None = None, most: float | None = None
) -> Reading:
    """The reading of a number that a `Compared` gives by that name."""

    def measure(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
        return paths[name][:, -1]

    return Reading(name, info, unit, (name,), measure, least, most)


class _Task(NamedTuple):
    places: NDArray[np.int64]
    first: int
    runs: slice


def measured(
    source: Source, points: Points, runs: int, readings: Mapping[str, Reading], seed: int
) -> dict[str, Array]:
    """Each reading of each point on the same random paths, arrays (points, runs)."""
    room = max(ROOM // (8 * source.room(_columns(readings))), 1)
    few = max(min(room, -(-runs // cores())), 1)
    many = max(room // few, 1)
    tasks = [
        _Task(np.arange(start, min(start + many, len(points))), first, slice(first, first + few))
        for start in range(0, len(points), many)
        for first in range(0, runs, few)
    ]
    values = {name: np.empty((len(points), runs)) for name in readings}
    _work(source, points, tasks, readings, seed, values)
    return values


def on_own_paths(
    source: Source,
    points: Points,
    paths: NDArray[np.int64],
    readings: Mapping[str, Reading],
    seed: int,
) -> dict[str, Array]:
    """Each reading of each point on a random path of its own, ``paths`` by number: (points,)."""
    room = max(ROOM // (8 * source.room(_columns(readings))), 1)
    groups = ((path, np.flatnonzero(paths == path)) for path in np.unique(paths))
    tasks = [
        _Task(group[start : start + room], int(path), slice(0, 1))
        for path, group in groups
        for start in range(0, len(group), room)
    ]
    values = {name: np.empty((len(points), 1)) for name in readings}
    _work(source, points, tasks, readings, seed, values)
    return {name: each[:, 0] for name, each in values.items()}


def _columns(readings: Mapping[str, Reading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for each in readings.values() for c in each.columns))


def _work(
    source: Source,
    points: Points,
    tasks: Sequence[_Task],
    readings: Mapping[str, Reading],
    seed: int,
    values: Mapping[str, Array],
) -> None:
    """Fill ``values`` by parts, so that memory does not grow with what is asked."""
    columns = _columns(readings)

    def work(task: _Task) -> None:
        part = chosen(points, task.places)
        width = values[next(iter(values))][0, task.runs].size
        paths = source.columns(part, Seeded(seed, task.first), width, columns)
        for run in range(width):
            one = {name: path[:, run] for name, path in paths.items()}
            for name, each in readings.items():
                found = each.measure(one, part.columns)
                values[name][task.places, task.runs.start + run] = each.bounded(found)

    with ThreadPoolExecutor(cores()) as pool:
        for _ in pool.map(work, tasks):
            pass
