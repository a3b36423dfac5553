"""Economies with random parameters: every number drawn anew, admissible together.

Laws are tried on them far from base, in combinations that nobody would choose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from model.interface import economy, parameters
from model.parameter_sets import ParameterError, Vote
from model.points import Points, broken, vary
from model.quantities import Quantity, quantity, registry

#: So many values of one parameter, an array.
Column = Callable[[Quantity, int, np.random.Generator], np.ndarray]
#: Times that values are drawn again where they are not admissible together.
TRIES = 50
#: A range whose ends lie further apart than this factor is one of magnitudes.
WIDE = 8


def within_range(record: Quantity, size: int, rng: np.random.Generator) -> np.ndarray:
    """Even over the range of the parameter's fact, or among its alternatives."""
    if record.domain.choices:
        return rng.integers(len(record.domain.choices), size=size).astype(float)
    low, high = record.range
    if record.domain.whole:
        return rng.integers(int(low), int(high) + 1, size).astype(float)
    return rng.uniform(low, high, size)


def across_range(record: Quantity, size: int, rng: np.random.Generator) -> np.ndarray:
    """As `within_range`, but even in the logarithm where the range spans more than `WIDE`."""
    low, high = record.range
    if record.domain.choices or record.domain.whole or low <= 0 or high < WIDE * low:
        return within_range(record, size, rng)
    return np.exp(rng.uniform(np.log(low), np.log(high), size))


def random_points(
    name: str,
    size: int,
    seed: int,
    column: Column = within_range,
    fixed: Mapping[str, np.ndarray] | None = None,
) -> Points:
    """``size`` points of the economy ``name``, each parameter by ``column`` unless ``fixed``.

    Values that break a joint condition are drawn again. Raises `ParameterError` if some break it
    still after `TRIES` times.
    """
    which, rng = economy(name), np.random.default_rng(seed)
    columns = dict(fixed or {})
    # By name: the order of the registry is that in which modules were imported first.
    free = {s.name: quantity(s) for s in sorted(which.parameters, key=str)}
    free = {name: record for name, record in free.items() if name not in columns}
    columns |= {known: column(record, size, rng) for known, record in free.items()}
    for _ in range(TRIES):
        unfit = list(broken(which, columns))
        if not unfit:
            return vary(which, parameters(name, votes=()), columns)
        for constraint, rows in unfit:
            for known in sorted(s.name for s in constraint.expression.free_symbols):
                if known in free:
                    columns[known][rows] = column(free[known], int(rows.sum()), rng)
    raise ParameterError(f"no admissible points found in {TRIES} tries: {unfit[0][0].message}")


def with_votes(points: Points, days: int, seed: int) -> Points:
    """The same points, each with a vote of its own on a governed parameter."""
    rng = np.random.default_rng(seed)
    votes = []
    for point in points:
        name = str(rng.choice(point.governed))
        # A lower value breaks none of the joint conditions.
        lower = max(registry[name].domain.low, point[name] * 0.9)
        vote = Vote(name, lower, 0, int(rng.integers(1, days + 2)))
        votes.append((vote,))
    return replace(points, votes=votes)
