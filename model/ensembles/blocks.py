"""An ensemble cut into blocks of runs, which are simulated in any grouping and joined in one order.

A block holds `RUNS` runs of one point; what is kept of blocks is joined in a binary tree over
their numbers. A chunk, the work of one task, is a power of two of neighbouring blocks, or some
whole points: always whole branches of that tree, so the chunks' size changes no bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays import Array
from model.engines.problem import Problem, Seeded, Tick
from model.ensembles.outcomes import Outcome
from model.ensembles.reductions import Each, Reduction, State
from model.points import Points
from model.simulation import trajectories
from model.spec.economy import Economy

RUNS = 256  # of a block
CHUNK = 2**23  # trajectory-days of a chunk: about a second
FEWEST, MOST = 16, 4096  # chunks; a block is the least of one
ROOM = 2**24  # bytes of paths that are in memory at a time, if need be fewer than a block
KEPT, OUTCOMES = "kept", "outcomes"


@dataclass(frozen=True)
class Job:
    """What is done with each trajectory, whatever its point and run."""

    economy: Economy
    days: int
    runs: int
    seed: int
    keep: tuple[str, ...]
    rows: tuple[int, ...]
    outcomes: Mapping[str, Outcome]
    reductions: tuple[Reduction, ...]
    keep_outcomes: bool
    engine: str

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Columns to simulate, each once."""
        asked = (*self.keep, *(c for outcome in self.outcomes.values() for c in outcome.columns))
        return tuple(dict.fromkeys(asked))

    @cached_property
    def needed(self) -> tuple[int, ...]:
        """Rows to simulate: all if an outcome looks at them."""
        return tuple(range(self.days + 1)) if self.outcomes else self.rows

    @cached_property
    def parts(self) -> dict[str, tuple[Reduction, ...]]:
        """What is kept of the columns, and of the outcomes."""
        each: tuple[Reduction, ...] = (Each(),)
        outcomes = (*self.reductions, *(each if self.keep_outcomes else ())) or each
        parts = {KEPT: self.reductions or each, OUTCOMES: outcomes}
        return {p: parts[p] for p, used in ((KEPT, self.keep), (OUTCOMES, self.outcomes)) if used}

    @property
    def blocks(self) -> int:
        """Blocks of each point."""
        return -(-self.runs // RUNS)

    def each_reduction(self) -> Iterator[tuple[str, str, Reduction]]:
        """Part, prefix in a state, reduction."""
        for part, reductions in self.parts.items():
            for place, reduction in enumerate(reductions):
                yield part, f"{part}.{place}.", reduction

    def merge(self, first: State, second: State) -> State:
        """What is kept of two branches of the same points, ``first`` the earlier runs."""
        merged: dict[str, NDArray[Any]] = {}
        for _, prefix, reduction in self.each_reduction():
            both = (_of_prefix(state, prefix) for state in (first, second))
            merged |= _with_prefix(reduction.merge(*both), prefix)
        return merged

    def result(self, state: State) -> dict[str, dict[str, Array]]:
        """Results by part and ending, arrays (points, cells, ...)."""
        results: dict[str, dict[str, Array]] = {part: {} for part in self.parts}
        for part, prefix, reduction in self.each_reduction():
            results[part] |= reduction.result(_of_prefix(state, prefix))
        return results

    def reduce(self, values: Mapping[str, Array]) -> State:
        """What is kept of a block, arrays (points, cells, runs) by part."""
        state: dict[str, NDArray[Any]] = {}
        for part, prefix, reduction in self.each_reduction():
            state |= _with_prefix(reduction.of(values[part]), prefix)
        return state


@dataclass(frozen=True)
class Chunk:
    """Points ``first`` to before ``last``, and of each the blocks ``start`` to before ``end``."""

    number: int
    first: int
    last: int
    start: int
    end: int

    def days(self, job: Job) -> int:
        """Trajectory-days of it."""
        runs = min(self.end * RUNS, job.runs) - self.start * RUNS
        return (self.last - self.first) * runs * job.days


def size_of_chunks(points: int, job: Job) -> int:
    """Trajectories of a chunk: a second's work, less if there are few and more if there are many.

    It never depends on who works.
    """
    all_of_them = points * job.runs
    return max(min(CHUNK // job.days, all_of_them // FEWEST), all_of_them // MOST, 1)


def plan(points: int, job: Job, size: int) -> list[Chunk]:
    """All chunks, in the order in which they are joined; ``size`` trajectories each, or nearly."""
    blocks = 1 << max(size // RUNS, 1).bit_length() - 1
    if blocks < job.blocks:
        starts = range(0, job.blocks, blocks)
        cuts = [(p, p + 1, b, min(b + blocks, job.blocks)) for p in range(points) for b in starts]
    else:
        step = max(size // job.runs, 1)
        cuts = [(p, min(p + step, points), 0, job.blocks) for p in range(0, points, step)]
    return [Chunk(number, *cut) for number, cut in enumerate(cuts)]


def compute(
    job: Job, points: Points, chunk: Chunk, threads: int = 1, tick: Tick = lambda days: None
) -> State:
    """What is kept of a chunk; ``points`` are its own. A pure function of job, points and chunk."""
    runs = min(chunk.end * RUNS, job.runs) - chunk.start * RUNS
    room = max(ROOM // (8 * len(job.columns) * len(job.needed)), 1)
    step = max(room // runs, 1)
    groups = (points[p : p + step] for p in range(0, len(points), step))
    states = [fold(job.merge, _blocks(job, group, chunk, room, threads, tick)) for group in groups]
    if len(states) == 1:
        return states[0]
    return {name: np.concatenate([state[name] for state in states]) for name in states[0]}


def fold(merge: Callable[[State, State], State], states: Iterable[State]) -> State:
    """Join states in a binary tree over their numbers, holding few of them at a time."""
    waiting: list[State] = []
    for number, state in enumerate(states, start=1):
        waiting.append(state)
        while number % 2 == 0:
            later = waiting.pop()
            waiting.append(merge(waiting.pop(), later))
            number //= 2
    while len(waiting) > 1:
        later = waiting.pop()
        waiting.append(merge(waiting.pop(), later))
    return waiting[0]


def _blocks(
    job: Job, points: Points, chunk: Chunk, room: int, threads: int, tick: Tick
) -> Iterator[State]:
    """What is kept of each block of a chunk, simulated in stretches that fit into the room."""
    end = min(chunk.end * RUNS, job.runs)
    step = max(room // len(points), 1)
    step = step // RUNS * RUNS or step
    for start in range(chunk.start * RUNS, end, max(step, RUNS)):
        stop = min(start + max(step, RUNS), end)
        pieces = [
            _values(job, points, first, min(first + step, stop), threads, tick)
            for first in range(start, stop, step)
        ]
        values = {
            part: np.concatenate([piece[part] for piece in pieces], axis=-1)
            if len(pieces) > 1
            else pieces[0][part]
            for part in job.parts
        }
        for block in range(0, stop - start, RUNS):
            yield job.reduce({part: v[..., block : block + RUNS] for part, v in values.items()})


def _values(
    job: Job, points: Points, first: int, last: int, threads: int, tick: Tick
) -> dict[str, Array]:
    """Kept days and outcomes of runs ``first`` to before ``last``, (points, cells, runs)."""
    problem = Problem(
        job.economy,
        points,
        Seeded(job.seed, first),
        last - first,
        job.days,
        job.columns,
        job.needed,
        threads,
    )
    arrays = trajectories(problem, job.engine, tick)
    values = {}
    if job.keep:
        rows: Sequence[int] | slice = list(job.rows) if job.outcomes else slice(None)
        kept = [arrays[name][..., rows].transpose(0, 2, 1) for name in job.keep]
        values[KEPT] = np.concatenate(kept, axis=1)
    if job.outcomes:
        paths = {name: path[..., 1:] for name, path in arrays.items()}
        found = [outcome.of(paths) for outcome in job.outcomes.values()]
        values[OUTCOMES] = np.stack(found, axis=1)
    return values


def _of_prefix(state: State, prefix: str) -> State:
    return {n.removeprefix(prefix): v for n, v in state.items() if n.startswith(prefix)}


def _with_prefix(state: State, prefix: str) -> State:
    return {prefix + name: values for name, values in state.items()}
