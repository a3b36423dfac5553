"""The one case that all contestants run, and what they may find missing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import model
from model.engines.problem import Problem, Seeded
from model.points import Points
from model.spec.economy import Economy

ECONOMY, DAYS, SEED = "announced", 1825, 7


class NotThere(RuntimeError):
    """A contestant that cannot run here; the message says what is missing."""


@cache
def economy(name: str = ECONOMY) -> Economy:
    """The economy, made once."""
    return model.economy(name)


def base(name: str = ECONOMY) -> Points:
    """The set base as the only point."""
    return Points.of([model.parameters(name)])


def problem(
    days: int,
    runs: int,
    *,
    name: str = ECONOMY,
    kept: Sequence[str] | None = None,
    rows: Sequence[int] | None = None,
    threads: int | None = None,
    first: int = 0,
) -> Problem:
    """Runs of base on the one seed."""
    return Problem(economy(name), base(name), Seeded(SEED, first), runs, days, kept, rows, threads)


def states(name: str = ECONOMY) -> tuple[str, ...]:
    """The names of the states."""
    return tuple(symbol.name for symbol in economy(name).states)
