"""Random admissible parameters to the edges of their domains; few states on day 0 among them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import model
from model.experiments.random_points import random_points
from model.parameter_sets import NEVER
from model.points import Points
from model.quantities import Quantity
from tests.strategies import ALLOCATION, edges, span

#: Of the values, so many parts are the default, and so many an edge of the domain.
DEFAULT, EDGE = 0.3, 0.1


def wild_points(name: str, size: int, seed: int, days: int = 6, **rules: int) -> Points:
    """Points with every parameter drawn anew: the default, an edge, or within the wide range.

    The market for compute opens in the first half of ``days``, or never where it is closed.
    ``rules`` fixes alternatives by number.
    """
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(len(ALLOCATION)), size)
    # The treasury is the first of them; without tokens of its own there is no pool.
    shares = 0.01 * np.eye(len(ALLOCATION))[0] + 0.99 * shares
    fixed = dict(zip(ALLOCATION, shares.T, strict=True))
    closed = model.economy(name).defaults.get("opening_day") == NEVER
    opens = rng.integers(1, max(2, days // 2), size)
    fixed["opening_day"] = np.full(size, NEVER) if closed else opens
    fixed |= {rule: np.full(size, float(number)) for rule, number in rules.items()}
    return random_points(name, size, seed, wild, fixed)


def wild(record: Quantity, size: int, rng: np.random.Generator) -> np.ndarray:
    low, high = span(record)
    even = rng.uniform(size=size)
    values = low * (high / low) ** even if low > 0 else low + (high - low) * even
    if record.domain.whole:
        values = np.clip(np.round(values), np.ceil(low), np.floor(high))
    ends = np.array(edges(record) or [record.default])
    chance = rng.uniform(size=size)
    values = np.where(chance < EDGE, rng.choice(ends, size), values)
    return np.where(chance > 1 - DEFAULT, record.default, values)


def sharing_states(points: Points, states: int) -> Points:
    """The points again, but with only so many different states on day 0 among them."""
    economy = model.economy(points.economy)
    first = {s.name for start in economy.initial for s in start.value.free_symbols}
    # What a joint condition ties to the first state goes with it.
    for constraint in economy.constraints:
        tied = {s.name for s in constraint.expression.free_symbols}
        first |= tied if tied & first else set()
    rows = np.arange(len(points)) % states
    columns = {n: c[rows] if n in first else c for n, c in points.columns.items()}
    return replace(points, columns=columns)
