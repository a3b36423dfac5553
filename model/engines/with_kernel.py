"""The compiled executors: cadCAD's text as machine code, one trajectory or eight at a time.

`kernel` advances one trajectory after the other, `lanes` eight in one instruction. Both agree
with cadCAD to the bit, on every processor and however the trajectories are grouped.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import pairwise

import numpy as np

from model.arrays import Array
from model.compile.kernel import LANES, SPARE
from model.compile.python import printed
from model.engines.native import advance
from model.engines.problem import Problem, Seeded, Tick, cores
from model.parameter_sets import Vote
from model.quantities import quantity
from model.spec.economy import Economy

#: Trajectories that a thread takes at a time: enough to make its overhead small, few enough for
#: their inputs to stay in the processor's cache.
BATCH = 64
WORD = 8  # bytes of every number that compiled code reads
FEW = 20  # points whose first day costs less one by one than on arrays


def kernel(problem: Problem, tick: Tick) -> dict[str, Array]:
    """What the problem keeps, arrays (points, runs, rows); ``tick`` hears of each batch's days."""
    return _run(_Work(problem, 1), tick)


def lanes(problem: Problem, tick: Tick) -> dict[str, Array]:
    """What the problem keeps, arrays (points, runs, rows); ``tick`` hears of each batch's days."""
    return _run(_Work(problem, LANES), tick)


def _run(work: _Work, tick: Tick) -> dict[str, Array]:
    problem, count = work.problem, work.trajectories
    if count <= BATCH:
        tick(work.advance(0, count) * problem.days)
    else:
        with ThreadPoolExecutor(problem.threads or cores()) as pool:
            starts = range(0, count, BATCH)
            batches = [pool.submit(work.advance, s, min(s + BATCH, count)) for s in starts]
            for batch in as_completed(batches):
                tick(batch.result() * problem.days)
    shape = (len(work.kept), len(work.rows), len(problem.points), problem.runs)
    columns = work.out[..., :count].reshape(shape).transpose(0, 2, 3, 1)
    arrays = dict(zip(work.kept, columns, strict=True))
    return {name: arrays[name] for name in problem.kept or arrays}


class _Work:
    """What all batches of a problem share. Trajectories count through points, then runs."""

    def __init__(self, problem: Problem, width: int) -> None:
        economy = problem.economy
        self.problem, self.width = problem, width
        self.code = advance(economy, width)
        wanted = set(problem.columns if problem.kept is None else problem.kept)
        self.kept = [name for name in problem.columns if name in wanted]
        self.columns = np.flatnonzero([name in wanted for name in problem.columns])
        self.kept_states = int((self.columns < len(economy.states)).sum())  # they come first
        self.rows = range(problem.days + 1) if problem.rows is None else problem.rows
        self.places = np.full(problem.days + 1, -1, np.int64)
        self.places[list(self.rows)] = np.arange(len(self.rows))
        self.parameters = np.array(
            [problem.points.columns[s.name] for s in economy.parameters], float
        ).reshape(-1, len(problem.points))
        self.start = _opening(economy, self.parameters)
        self.scheduled = [quantity(s).of or s.name for s in economy.schedules]
        self.paths = {
            name: path.of(name, problem.days) for name, path in problem.points.paths.items()
        }
        self.edges = _edges(problem)
        self.trajectories = len(problem.points) * problem.runs
        wide = -(-self.trajectories // width) * width
        self.out = np.empty((len(self.kept), len(self.rows), wide))

    def advance(self, first: int, last: int) -> int:
        """Fill ``out`` for trajectories ``first`` to before ``last``; how many they are."""
        problem = self.problem
        count = -(-(last - first) // self.width) * self.width
        # Idle lanes repeat the last trajectory.
        points, runs = np.divmod(
            np.minimum(np.arange(first, first + count), last - 1), problem.runs
        )
        parameters, states = (np.take(a, points, axis=1) for a in (self.parameters, self.start))
        self._keep_opening(states, first)
        seed, numbers, shocks = self._shocks(runs)
        draws = np.empty((len(problem.economy.shocks), problem.days + SPARE, self.width))
        today = np.empty((len(problem.columns), self.width))
        for since, until in pairwise(self.edges):
            scheduled = self._scheduled(since, points)
            drawn = None if shocks is None else shocks[:, since:until].copy()
            places = self.places[since + 1 : until + 1].copy()
            self.code(
                _address(parameters),
                _address(scheduled),
                _address(states),
                None if drawn is None else _address(drawn),
                _address(numbers),
                _address(draws),
                _address(today),
                _address(places),
                _address(self.columns),
                _address(self.out) + first * self.out.itemsize,
                seed,
                since,
                until - since,
                len(self.kept),
                len(self.rows),
                count,
                self.out.shape[2],
            )
        problem.check_finite(problem.columns, states, first)
        problem.check_finite(self.kept, self.out[: self.kept_states, :, first:last], first)
        return last - first

    def _keep_opening(self, states: Array, first: int) -> None:
        """Keep day 0, on which nothing but the states has a value."""
        if 0 in self.rows:
            known = self.columns < len(states)
            opening = self.out[:, 0, first : first + states.shape[1]]
            opening[known] = states[self.columns[known]]
            opening[~known] = np.nan

    def _scheduled(self, day: int, points: np.ndarray) -> Array:
        """The values in force on the day after ``day``, (schedules, trajectories)."""
        columns = self.problem.points.columns
        values = np.empty((len(self.scheduled), len(points)))
        for row, name in enumerate(self.scheduled):
            values[row] = columns[name][points] if name in columns else self.paths[name][day]
        for place, point in enumerate(points):
            for vote in _in_force(self.problem.points.votes[point], day):
                values[self.scheduled.index(vote.parameter), place] = float(vote.value)
        return values

    def _shocks(self, runs: np.ndarray) -> tuple[int, np.ndarray, Array | None]:
        """Seed and numbers of the runs, or the draws of these runs, (shocks, days, runs)."""
        shocks = self.problem.shocks
        if isinstance(shocks, Seeded):
            return shocks.seed, (runs + shocks.first).astype(np.uint64), None
        drawn = [shocks[s.name][runs].T for s in self.problem.economy.shocks]
        shape = (-1, self.problem.days, len(runs))
        return 0, runs.astype(np.uint64), np.array(drawn, float).reshape(shape)


def _opening(economy: Economy, parameters: Array) -> Array:
    """The state on day 0, (states, points), of parameters (parameters, points)."""
    points = parameters.shape[1]
    if points <= FEW:
        initial = printed(economy, "math").module.initial
        return np.array([initial(*point) for point in parameters.T.tolist()], float).T.copy()
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        start = printed(economy, "numpy").module.initial(*parameters)
    return np.array([np.broadcast_to(values, (points,)) for values in start], float)


def _edges(problem: Problem) -> list[int]:
    """Days after which a vote takes force, or a path goes on, from the first day to the last."""
    if problem.points.paths:
        return list(range(problem.days + 1))
    enacted = (vote.enacted or 0 for votes in set(problem.points.votes) for vote in votes)
    inside = {day - 1 for day in enacted if 1 < day <= problem.days}
    return sorted({0, problem.days} | inside)


def _in_force(votes: tuple[Vote, ...], day: int) -> list[Vote]:
    """Votes in force on the day after ``day``, the latest last."""
    return sorted(
        (vote for vote in votes if (vote.enacted or 0) <= day + 1),
        key=lambda vote: vote.enacted or 0,
    )


def _address(array: np.ndarray) -> int:
    """Where an array's numbers begin; the kernel counts on 64-bit rows without gaps."""
    plain = array.flags.c_contiguous and array.dtype.isnative
    if not plain or array.dtype.itemsize != WORD or array.dtype.kind not in "fiu":
        raise TypeError(f"compiled code cannot read {array.dtype} with strides {array.strides}")
    return array.ctypes.data
