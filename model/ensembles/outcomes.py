"""One number of a trajectory: a conclusion that can be counted, averaged and explained.

All look at the days 1 to N of one column; day 0 is the launch, on which no flow has a value. A
limit is a number in the column's unit, or a text with a unit such as "0.02 USD/AI". An outcome of
your own has the same three members, and a repr that says all of it: results are kept under it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from model import gates
from model.arrays import Array
from model.ensembles.reductions import total
from model.quantities import Quantity, registry
from model.spec.economy import Economy
from model.values import ParameterError, read

Limit = float | str


class OutcomeError(gates.Refused):
    """An outcome that cannot be computed, with the limit and the way out."""


class Outcome(Protocol):
    """What `model.ensembles.ensemble.ensemble` asks of an outcome."""

    @property
    def columns(self) -> tuple[str, ...]:
        """States, flows and definitions that it reads."""

    @property
    def unit(self) -> str:
        """Unit of its values."""

    def of(self, paths: Mapping[str, Array]) -> Array:
        """Values (points, runs) of paths (points, runs, N), one row for each of days 1 to N."""


@dataclass(frozen=True)
class _OfColumn(Outcome):
    column: str
    #: What the column is to the economy, which the ensemble says; until then the registry does.
    record: Quantity | None = field(default=None, repr=False, compare=False, kw_only=True)

    def __post_init__(self) -> None:
        gates.text(OutcomeError, "the column of an outcome", self.column)

    def of_economy(self, economy: Economy) -> Self:
        """The outcome of a column of this economy, which may be a reader's own."""
        return replace(self, record=economy.record(self.column))

    @property
    def columns(self) -> tuple[str, ...]:
        """The column."""
        return (self.column,)

    @property
    def unit(self) -> str:
        """The column's."""
        return self._known.unit

    @property
    def _known(self) -> Quantity:
        if self.record is not None:
            return self.record
        if self.column not in registry:
            raise OutcomeError(
                f"no quantity is called {gates.shown(self.column)}: see `python -m model equations`"
            )
        return registry[self.column]


@dataclass(frozen=True)
class Last(_OfColumn):
    """The value on the last day."""

    def of(self, paths: Mapping[str, Array]) -> Array:
        """Values (points, runs)."""
        return paths[self.column][..., -1]


@dataclass(frozen=True)
class At(_OfColumn):
    """The value on one day, from 1 to N."""

    day: int

    def __post_init__(self) -> None:
        super().__post_init__()
        day = gates.whole(OutcomeError, "the day of an outcome", self.day, 0)
        object.__setattr__(self, "day", day)

    def of(self, paths: Mapping[str, Array]) -> Array:
        """Values (points, runs)."""
        days = paths[self.column].shape[-1]
        if not 1 <= self.day <= days:
            raise OutcomeError(f"{self} is outside the run: give a day from 1 to {days}")
        return paths[self.column][..., self.day - 1]


@dataclass(frozen=True)
class Highest(_OfColumn):
    """The greatest value of all days."""

    def of(self, paths: Mapping[str, Array]) -> Array:
        """Values (points, runs)."""
        return np.asarray(paths[self.column].max(-1))


@dataclass(frozen=True)
class Lowest(_OfColumn):
    """The least value of all days."""

    def of(self, paths: Mapping[str, Array]) -> Array:
        """Values (points, runs)."""
        return np.asarray(paths[self.column].min(-1))


@dataclass(frozen=True)
class Total(_OfColumn):
    """The sum over all days: of a flow, the amount moved in the run."""

    def of(self, paths: Mapping[str, Array]) -> Array:
        """Values (points, runs)."""
        return total(paths[self.column])


@dataclass(frozen=True)
class Average(_OfColumn):
    """The mean over all days."""

    def of(self, paths: Mapping[str, Array]) -> Array:
        """Values (points, runs)."""
        path = paths[self.column]
        return np.asarray(total(path) / path.shape[-1])


@dataclass(frozen=True)
class _WithLimit(_OfColumn):
    below: Limit | None = None
    above: Limit | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.below is None) == (self.above is None):
            raise OutcomeError(f"{self} needs one limit: give below= or above=")
        limit = self.above if self.below is None else self.below
        if self.record is not None:
            self._number(limit)

    def _held(self, path: Array) -> NDArray[np.bool_]:
        if self.below is not None:
            return path < self._number(self.below)
        return path > self._number(self.above)

    def _number(self, limit: Limit | None) -> float:
        try:
            return read(self._known, limit)
        except ParameterError as error:
            raise OutcomeError(f"the limit of {self} cannot be used: {error}") from error


@dataclass(frozen=True)
class FirstPassage(_WithLimit):
    """The first day on which the column is below or above a limit; infinite if there is none."""

    @property
    def unit(self) -> str:
        """Days."""
        return "day"

    def of(self, paths: Mapping[str, Array]) -> Array:
        """Values (points, runs)."""
        held = self._held(paths[self.column])
        return np.where(held.any(-1), held.argmax(-1) + 1.0, np.inf)

    @property
    def never(self) -> Never:
        """What goes with it: in which runs it does not happen."""
        return Never(self.column, self.below, self.above, record=self.record)


@dataclass(frozen=True)
class Never(_WithLimit):
    """1 if the column is on no day below or above a limit, else 0: its mean is a share of runs."""

    @property
    def unit(self) -> str:
        """A share."""
        return "1"

    def of(self, paths: Mapping[str, Array]) -> Array:
        """Values (points, runs)."""
        return np.where(self._held(paths[self.column]).any(-1), 0.0, 1.0)


@dataclass(frozen=True)
class ShareOfDays(_WithLimit):
    """The share of days on which the column is below or above a limit."""

    @property
    def unit(self) -> str:
        """A share."""
        return "1"

    def of(self, paths: Mapping[str, Array]) -> Array:
        """Values (points, runs)."""
        held = self._held(paths[self.column])
        return np.asarray(held.sum(-1, dtype=np.int64) / held.shape[-1])
