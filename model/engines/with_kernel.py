"""The compiled executors: cadCAD's text as machine code, one trajectory or eight at a time.

`exact` calls the system's exp, log, sin and pow, as Python does, and agrees with cadCAD to the
bit. `lanes` works on eight trajectories in one instruction, with `model.elementary`; it agrees
within 1e-12 of each column's largest value, and its bits are the same on every processor and
however the trajectories are grouped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np

from model.compile.kernel import BLOCK
from model.compile.python import printed
from model.engines.native import advance
from model.engines.problem import Array, Problem, Seeded, Tick
from model.parameters import Vote

LANES = 8
#: Trajectories that a thread takes at a time: enough to make its overhead small, few enough for
#: their inputs to stay in the processor's cache.
BATCH = 64


def exact(problem: Problem, tick: Tick) -> dict[str, Array]:
    """What the problem keeps, arrays (points, runs, rows); ``tick`` is told of simulated days."""
    return _run(problem, tick, 1)


def lanes(problem: Problem, tick: Tick) -> dict[str, Array]:
    """What the problem keeps, arrays (points, runs, rows); ``tick`` is told of simulated days."""
    return _run(problem, tick, LANES)


@dataclass(frozen=True)
class _Stretch:
    """Days ``first`` + 1 to ``last`` on which no vote takes force."""

    first: int
    last: int


def _stretches(problem: Problem) -> Iterator[_Stretch]:
    enacted = {
        max(int(vote.enacted or 0) - 1, 0) for votes in set(problem.points.votes) for vote in votes
    }
    edges = sorted({0, problem.days, *(day for day in enacted if day < problem.days)})
    for first, last in zip(edges, edges[1:], strict=False):
        yield _Stretch(first, last)


class _Work:
    """What all batches of a problem share."""

    def __init__(self, problem: Problem, width: int) -> None:
        economy = problem.economy
        self.problem, self.width = problem, width
        self.advance = advance(economy, width)
        self.kept = problem.columns if problem.kept is None else tuple(problem.kept)
        self.rows = np.arange(problem.days + 1) if problem.rows is None else np.array(problem.rows)
        self.columns = np.array([problem.columns.index(name) for name in self.kept], np.int64)
        self.places = np.full(problem.days + 1, -1, np.int64)
        self.places[self.rows] = np.arange(len(self.rows))
        self.trajectories = len(problem.points) * problem.runs
        wide = -(-self.trajectories // width) * width
        self.out = np.empty((len(self.kept), len(self.rows), wide))
        initial = printed(economy, "numpy").module.initial
        columns = [problem.points.columns[s.name] for s in economy.parameters]
        start = initial(*columns)
        self.start = np.array([np.broadcast_to(v, (len(problem.points),)) for v in start], float)
        self.parameters = np.array(columns, float)
        self.stretches = list(_stretches(problem))

    def scheduled(self, stretch: _Stretch, points: np.ndarray) -> Array:
        """The values in force on a stretch of days, (schedules, trajectories)."""
        problem = self.problem
        names = [s.name.removeprefix("scheduled_") for s in problem.economy.schedules]
        values = np.array([problem.points.columns[name][points] for name in names], float)
        for place, point in enumerate(points):
            for vote in _enacted_by(problem.points.votes[point], stretch.first):
                values[names.index(vote.parameter), place] = float(vote.value)
        return values.reshape(len(names), len(points))

    def batch(self, first: int, last: int) -> int:
        """Advance trajectories ``first`` to before ``last``; how many there were."""
        problem, width = self.problem, self.width
        numbers = np.arange(first, first + -(-(last - first) // width) * width)
        numbers = np.minimum(numbers, last - 1)  # idle lanes repeat the last trajectory
        points, runs = np.divmod(numbers, problem.runs)
        parameters, states = (np.take(a, points, axis=1) for a in (self.parameters, self.start))
        out = self.out[:, :, first:]
        if len(self.rows) and self.rows[0] == 0:
            known = self.columns < len(states)
            out[known, 0, : len(numbers)] = states[self.columns[known]]
            out[~known, 0, : len(numbers)] = np.nan
        processes = len(problem.economy.shocks)
        room = np.empty((processes, problem.days + 2 * BLOCK, width))
        today = np.empty((len(problem.columns), width))
        seed, first_run, shocks = self._shocks(runs)
        numbers_of_runs = (runs + first_run).astype(np.uint64)
        for stretch in self.stretches:
            days = stretch.last - stretch.first
            scheduled = self.scheduled(stretch, points)
            drawn = None if shocks is None else np.ascontiguousarray(
                shocks[:, stretch.first : stretch.last]
            )
            places = self.places[stretch.first + 1 : stretch.last + 1].copy()
            self.advance(
                *(
                    a.ctypes.data
                    for a in (parameters, scheduled, states)
                ),
                None if drawn is None else drawn.ctypes.data,
                *(
                    a.ctypes.data
                    for a in (numbers_of_runs, room, today, places, self.columns)
                ),
                self.out.ctypes.data + first * self.out.itemsize,
                seed,
                stretch.first,
                days,
                len(self.kept),
                len(self.rows),
                len(numbers),
                self.out.shape[2],
            )
        if not np.isfinite(states).all():
            worst = problem.columns[int(np.argwhere(~np.isfinite(states))[0, 0])]
            raise FloatingPointError(f"{worst} is no finite number")
        return last - first

    def _shocks(self, runs: np.ndarray) -> tuple[int, int, Array | None]:
        shocks = self.problem.shocks
        if isinstance(shocks, Seeded):
            return shocks.seed, shocks.first, None
        drawn = [shocks[s.name][runs].T for s in self.problem.economy.shocks]
        return 0, 0, np.array(drawn, float)


def _enacted_by(votes: tuple[Vote, ...], day: int) -> list[Vote]:
    """Votes in force on the day after ``day``, in the order in which they took force."""
    return sorted((v for v in votes if int(v.enacted or 0) <= day + 1), key=lambda v: v.enacted or 0)


def _run(problem: Problem, tick: Tick, width: int) -> dict[str, Array]:
    work = _Work(problem, width)
    starts = range(0, work.trajectories, BATCH)
    if len(starts) == 1:
        tick(work.batch(0, work.trajectories) * problem.days)
    else:
        with ThreadPoolExecutor(problem.threads or cores()) as pool:
            batches = [
                pool.submit(work.batch, first, min(first + BATCH, work.trajectories))
                for first in starts
            ]
            for batch in as_completed(batches):
                tick(batch.result() * problem.days)
    out = work.out[:, :, : work.trajectories]
    shape = (len(work.rows), len(problem.points), problem.runs)
    return {
        name: values.reshape(shape).transpose(1, 2, 0)
        for name, values in zip(work.kept, out, strict=True)
    }


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
