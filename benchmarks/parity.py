"""Do the engines agree? Random admissible parameters, votes and shocks, every column, every day.

The reference is the plain loop over the text that cadCAD runs; cadCAD itself runs a stated part
of the sets. The law is the same bits; what breaks it is counted and its size is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from benchmarks.cases import economy
from benchmarks.rounds import Say
from model.arrays import Array
from model.engines.problem import Problem, Seeded
from model.experiments.random_points import random_points, with_votes
from model.simulation import ENGINES, trajectories

DAYS, CHUNK, LONG = 8, 100, 365
LONG_DAYS, LONG_CHUNK, LONG_CHUNKS = 1825, 8, 4


@dataclass
class Tally:
    """Sets compared, engine by engine: how many, how many unlike in a bit, the largest gap."""

    sets: dict[str, int] = field(default_factory=dict)
    unlike: dict[str, int] = field(default_factory=dict)
    gap: dict[str, float] = field(default_factory=dict)

    def add(self, engine: str, sets: int, unlike: int, gap: float) -> None:
        """Count one comparison."""
        self.sets[engine] = self.sets.get(engine, 0) + sets
        self.unlike[engine] = self.unlike.get(engine, 0) + unlike
        self.gap[engine] = max(self.gap.get(engine, 0.0), gap)

    def join(self, other: Tally) -> None:
        """Count what another has counted."""
        for engine, sets in other.sets.items():
            self.add(engine, sets, other.unlike[engine], other.gap[engine])


def compare(reference: dict[str, Array], other: dict[str, Array]) -> tuple[int, float]:
    """Points unlike in any bit; the largest gap over the column's largest value in that point."""
    unlike, worst = np.zeros(len(next(iter(reference.values()))), bool), 0.0
    for name, expected in reference.items():
        found = np.ascontiguousarray(other[name])
        differs = (found.view(np.uint64) != expected.view(np.uint64)).any(axis=(1, 2))
        if differs.any():
            unlike |= differs
            largest = np.nanmax(np.abs(expected), axis=(1, 2))
            difference = np.nanmax(np.abs(found - expected), axis=(1, 2))
            part = difference[largest > 0] / largest[largest > 0]
            worst = max(worst, float(part.max(initial=0.0)))
            if difference[largest == 0].any():
                worst = float("inf")
    return int(unlike.sum()), worst


def chunk(
    number: int, name: str, days: int, size: int, engines: Sequence[str], alone: int
) -> Tally:
    """Compare ``size`` points on the shocks of seed ``number``; cadCAD the first ``alone``."""
    # In a short run the market for compute opens early, so that all blocks have something to do.
    fixed = {} if days > LONG else {"opening_day": np.full(size, 1.0 + number % (days // 2))}
    points = with_votes(random_points(name, size, number, fixed=fixed), days, number)
    asked = Problem(economy(name), points, Seeded(number), 1, days, threads=1)
    reference = {n: np.ascontiguousarray(v) for n, v in trajectories(asked, "python").items()}
    tally = Tally()
    for engine in engines:
        tally.add(engine, size, *compare(reference, trajectories(asked, engine)))
    if alone:
        few = replace(asked, points=points[:alone])
        first = {n: v[:alone] for n, v in reference.items()}
        tally.add("cadcad", alone, *compare(first, trajectories(few, "cadcad")))
    return tally


def _work(task: tuple[int, str, int, int, tuple[str, ...], int]) -> Tally:
    return chunk(*task)


def run(sets: int, processes: int, long_ones: bool, say: Say) -> dict[str, Any]:
    """Compare ``sets`` short runs, and a few of five years; what was found, for the results."""
    engines = tuple(e for e in ("kernel", "lanes", "numpy") if e in ENGINES)
    chunks = -(-sets // CHUNK)
    tasks = {"short": [(i, "announced", DAYS, CHUNK, engines, 1) for i in range(chunks)]}
    if long_ones:
        tasks["long"] = [
            (10**6 + i, "announced", LONG_DAYS, LONG_CHUNK, engines, int(i == 0))
            for i in range(LONG_CHUNKS)
        ]
    found = {}
    with ProcessPoolExecutor(processes) as pool:
        for label, those in tasks.items():
            tally = _tallied(pool.map(_work, those), those, say)
            found[label] = {
                "days": those[0][2],
                "shock_paths": len(those),
                "engines": [
                    {"name": e, "sets": n, "unlike": tally.unlike[e], "gap": tally.gap[e]}
                    for e, n in tally.sets.items()
                ],
            }
    return found


def _tallied(tallies: Iterable[Tally], tasks: Sequence[Any], say: Say) -> Tally:
    total, every = Tally(), max(1, len(tasks) // 10)
    for number, tally in enumerate(tallies, 1):
        total.join(tally)
        if number % every == 0 or number == len(tasks):
            unlike = sum(total.unlike.values())
            say(f"parity: {number} of {len(tasks)} chunks of {tasks[0][2]} days, unlike: {unlike}")
    return total
