"""Many sets of parameters of one economy, held by column, so that 100,000 cost little.

`Points.of` collects sets made one by one; `vary` changes some columns of one set and validates
them all at once, by the rules of `model.parameter_sets.build`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from model import gates
from model.arrays import Array, entered
from model.parameter_sets import (
    HasParameters,
    JointCondition,
    ParameterError,
    Parameters,
    Vote,
    compiled,
)
from model.paths import Path
from model.quantities import Quantity, quantity
from model.values import nearest, read
from model.votes import check as check_votes


@dataclass(frozen=True, eq=False)
class Points(Sequence[Parameters]):
    """Sets of parameters by column: ``columns`` maps every name to an array (points,).

    ``first`` is the number of the first point where these are a part of others; ``scenario`` the
    one that all of them start from, or nothing.
    """

    economy: str
    columns: Mapping[str, Array]
    votes: Sequence[tuple[Vote, ...]]
    governed: tuple[str, ...]
    first: int = 0
    scenario: str = ""
    paths: Mapping[str, Path] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        varied = ", ".join(self.varied) or "nothing"
        return f"Points({self.economy!r}: {len(self)} sets of parameters, which vary {varied})"

    @classmethod
    def of(cls, points: Sequence[Parameters]) -> Points:
        """The columns of sets that exist; they are of one economy and at least one."""
        if isinstance(points, Points):
            return points
        first = points[0]
        for point in points:
            if set(point) != set(first):
                odd = sorted(set(point) ^ set(first))[0]
                raise ParameterError(f"not every set of parameters has {odd}: make them alike")
            check_votes(point.votes, point.governed)
        columns = {
            name: entered(f"the parameter {name}", [point[name] for point in points])
            for name in first
        }
        scenario = first.scenario if len({point.scenario for point in points}) == 1 else ""
        votes = [point.votes for point in points]
        if any(point.paths != first.paths for point in points):
            raise ParameterError("the sets follow unlike paths: give all of them the same")
        return cls(first.economy, columns, votes, first.governed, 0, scenario, dict(first.paths))

    def __len__(self) -> int:
        return len(self.votes)

    @overload
    def __getitem__(self, index: int) -> Parameters: ...
    @overload
    def __getitem__(self, index: slice) -> Points: ...

    def __getitem__(self, index: int | slice) -> Parameters | Points:
        if isinstance(index, slice):
            columns = {name: values[index] for name, values in self.columns.items()}
            first = self.first + index.indices(len(self))[0]
            return replace(self, columns=columns, votes=self.votes[index], first=first)
        values = {name: float(column[index]) for name, column in self.columns.items()}
        votes = self.votes[index]
        return Parameters(self.economy, values, votes, self.governed, self.scenario, self.paths)

    @cached_property
    def varied(self) -> dict[str, Array]:
        """The columns in which not all points are alike."""
        return {name: c for name, c in self.columns.items() if (c != c[0]).any()}


def vary(economy: HasParameters, base: Parameters, changes: Mapping[str, Array]) -> Points:
    """``base`` with some columns replaced, arrays (points,) in the parameters' units.

    Raises `ParameterError` for an unknown name, unlike lengths, and values or combinations that
    are not admissible, also after the votes of ``base``.
    """
    records = {symbol.name: quantity(symbol) for symbol in economy.parameters}
    fits = isinstance(base, Parameters) and base.economy == economy.name
    if not fits or not set(records) <= set(base):  # a variant of an economy may read less
        raise ParameterError(
            f"base={gates.shown(base)} is no set of parameters of {economy.name}: make one with "
            f"model.parameters({economy.name!r})"
        )
    sizes = {name: len(values) for name, values in changes.items()}
    if not sizes or len(set(sizes.values())) > 1 or 0 in sizes.values():
        raise ParameterError(f"columns of {sizes} points: give the same number, at least 1, each")
    points = max(sizes.values())
    columns = {name: np.full(points, base[name]) for name in base}
    for name, values in changes.items():
        if name not in records:
            raise ParameterError(
                f"{economy.name} has no parameter {gates.shown(name)}{nearest(name, records)}; "
                "`python -m model parameters` lists them all"
            )
        columns[name] = np.asarray(values, float)
        _check_domain(records[name], columns[name])
    _check_together(economy, columns, "")
    current = dict(columns)
    for vote in sorted(base.votes, key=lambda vote: vote.enacted or 0):
        current[vote.parameter] = np.full(points, float(vote.value))
        _check_together(economy, current, f"after the vote on {vote.parameter}, ")
    votes = [base.votes] * points
    return Points(base.economy, columns, votes, base.governed, 0, base.scenario, dict(base.paths))


def _check_domain(record: Quantity, values: Array) -> None:
    domain = record.domain
    above = values > domain.low if domain.open_low else values >= domain.low
    below = values < domain.high if domain.open_high else values <= domain.high
    fine = np.isfinite(values) & above & below
    if domain.whole:
        fine &= values == np.floor(values)
    for value in values[~fine][:1]:
        read(record, float(value))  # refuses it in its own words


def broken(
    economy: HasParameters, columns: Mapping[str, Array]
) -> Iterator[tuple[JointCondition, NDArray[np.bool_]]]:
    """The joint conditions that some points do not hold, and which points, flags (points,)."""
    for constraint in economy.constraints:
        names, holds = compiled(constraint.expression, "numpy")
        with np.errstate(all="ignore"):  # what cannot be worked out does not hold
            fine = np.asarray(holds(*(columns[name] for name in names)), bool)
        if not fine.all():
            yield constraint, ~np.broadcast_to(fine, (len(columns[names[0]]),))


def _check_together(economy: HasParameters, columns: Mapping[str, Array], when: str) -> None:
    for constraint, rows in broken(economy, columns):
        worst = int(np.flatnonzero(rows)[0])
        names, _ = compiled(constraint.expression, "numpy")
        found = ", ".join(f"{name}={columns[name][worst]:g}" for name in names)
        raise ParameterError(f"{when}{constraint.message} (point {worst}: found {found})")
