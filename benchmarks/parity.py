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

import model
from benchmarks.cases import economy
from benchmarks.rounds import Say
from model.engines.problem import Array, Problem, Seeded
from model.parameters import ParameterError, Parameters, Vote
from model.points import Points, vary
from model.quantities import Quantity, quantity, registry
from model.simulate import ENGINES, trajectories

DAYS, CHUNK = 8, 100
LONG_DAYS, LONG_CHUNK, LONG_CHUNKS = 1825, 8, 4
#: Pairs of shares that together must stay below one.
_PAIRS = (
    ("billed_by_task", "billed_by_cycle"),
    ("slash_challenger_share", "slash_burn_share"),
    ("burn_share", "executor_share"),
    ("protocol_take", "validator_share"),
)
Source = np.random.Generator


def _column(record: Quantity, size: int, source: Source) -> Array:
    """Values of one parameter over its fact's range, or among its alternatives."""
    if record.domain.choices:
        return source.integers(0, len(record.domain.choices), size).astype(float)
    low, high = record.range
    if record.domain.whole:
        return source.integers(int(low), int(high) + 1, size).astype(float)
    return source.uniform(low, high, size)


def _together(columns: dict[str, Array], base: Parameters) -> None:
    """Bend values that are admissible one by one until they are so together."""
    for one, other in _PAIRS:
        if one in columns and other in columns:
            total = np.maximum((columns[one] + columns[other]) * (1 + 1e-9), 1.0)
            columns[one], columns[other] = columns[one] / total, columns[other] / total
    if "discount_rate" in columns:
        columns["expected_growth"] = np.minimum(
            columns["expected_growth"], columns["discount_rate"] - 0.01
        )

    def value(name: str) -> Any:
        return columns.get(name, base[name])

    if "pool_usd_reserve" in columns and "treasury_share" in base:
        free = value("initial_supply") * value("treasury_share") * value("treasury_start_share")
        room = free * value("initial_price") * (1 - 1e-12)
        columns["pool_usd_reserve"] = np.minimum(columns["pool_usd_reserve"], room)


def admissible(name: str, size: int, source: Source, days: int) -> Points:
    """``size`` sets of parameters over the facts' ranges, with up to two votes in common."""
    spec, usual = economy(name), model.parameters(name)
    records = [quantity(symbol) for symbol in spec.parameters]
    varied = [r for r in records if r.domain.choices or r.range[0] < r.range[1]]
    columns = {record.name: _column(record, size, source) for record in varied}
    _together(columns, usual)
    governed = [s.name.removeprefix("scheduled_") for s in spec.schedules]
    votes = []
    for _ in range(int(source.integers(0, 3)) if governed else 0):
        voted = registry[governed[int(source.integers(len(governed)))]]
        value = float(_column(voted, 1, source)[0])
        # The delay between a vote and its effect is a week or more.
        votes.append(Vote(voted.name, value, proposed=int(source.integers(0, max(days - 6, 1)))))
    while True:
        try:
            return vary(spec, model.parameters(name, votes=tuple(votes)), columns)
        except ParameterError:
            if not votes:
                raise
            votes.pop()


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
    points = admissible(name, size, np.random.default_rng(number), days)
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
