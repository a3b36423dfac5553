"""Random admissible parameters by the hundred, and votes on them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

import model
from model.parameters import Vote
from model.points import Points, vary
from model.quantities import quantity
from model.spec.economy import Economy
from tests.strategies import ALLOCATION, edges, span

#: Of the values, so many parts are the default, and so many an edge of the domain.
DEFAULT, EDGE = 0.3, 0.1


def random_points(name: str, size: int, seed: int) -> Points:
    """Points with every parameter drawn anew: the default, an edge, or within the wide range."""
    economy, rng = model.economy(name), np.random.default_rng(seed)
    columns = {
        s.name: _column(s, size, rng) for s in economy.parameters if s.name not in ALLOCATION
    }
    if set(ALLOCATION) <= {s.name for s in economy.parameters}:
        shares = rng.dirichlet(np.ones(len(ALLOCATION)), size)
        # The last share is what the others leave, so that the sum is one to the last bit.
        columns.update(zip(ALLOCATION, shares.T, strict=True))
    for _ in range(50):
        broken = dict(_broken(economy, columns))
        if not broken:
            return vary(economy, model.parameters(name), columns)
        for symbol, rows in broken.items():
            if symbol.name in ALLOCATION:
                continue
            columns[symbol.name][rows] = _column(symbol, int(rows.sum()), rng)
    raise AssertionError(f"no admissible points found: {broken}")


def _column(symbol: sp.Symbol, size: int, rng: np.random.Generator) -> np.ndarray:
    record = quantity(symbol)
    low, high = span(record)
    even = rng.uniform(size=size)
    values = low * (high / low) ** even if low > 0 else low + (high - low) * even
    if record.domain.whole:
        values = np.clip(np.round(values), np.ceil(low), np.floor(high))
    ends = np.array(edges(record) or [record.default])
    chance = rng.uniform(size=size)
    values = np.where(chance < EDGE, rng.choice(ends, size), values)
    return np.where(chance > 1 - DEFAULT, record.default, values)


def _broken(
    economy: Economy, columns: dict[str, np.ndarray]
) -> Iterator[tuple[sp.Symbol, np.ndarray]]:
    """Parameters of the joint conditions that do not hold, and the points where they do not."""
    for constraint in economy.constraints:
        symbols = sorted(constraint.expression.free_symbols, key=str)
        holds = sp.lambdify(symbols, constraint.expression, "numpy")
        rows = ~np.asarray(holds(*(columns[s.name] for s in symbols)), bool)
        if rows.any():
            yield from ((symbol, rows) for symbol in symbols)


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
    return Points(points.economy, columns, points.votes, points.governed)


def with_votes(points: Points, days: int, seed: int) -> Points:
    """The same points, each with a vote of its own on a governed parameter."""
    rng = np.random.default_rng(seed)
    votes = []
    for point in points:
        name = str(rng.choice(point.governed))
        # A lower value breaks none of the joint conditions.
        vote = Vote(name, point[name] * 0.9, 0, int(rng.integers(1, days + 2)))
        votes.append((vote,))
    return Points(points.economy, points.columns, votes, points.governed)
