"""What a reader declares, and not this package: it carries its own record with it."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

import sympy as sp


@dataclass(frozen=True)
class Own:
    """What a quantity that a reader declared has instead of a fact: a value, a range, a source."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    source: str = "assumed"


class Declared(sp.Symbol):
    """The symbol of a reader's own quantity, which carries its record.

    Two records make two symbols, also under one name: what one economy declares is nothing to
    another, and a cell that is run again with an edit makes a new one.
    """

    __slots__ = ("record",)
    record: Any  # the `model.quantities.Quantity`, which is made of this

    def __new__(cls, record: Any, **assumptions: bool) -> Declared:
        """The symbol of a record."""
        cls._sanitize(assumptions, cls)
        made: Declared = sp.Symbol.__xnew__(cls, record.name, **assumptions)
        made.record = record
        return made

    def _hashable_content(self) -> tuple[object, ...]:
        return (*super()._hashable_content(), self.record)

    def __reduce__(self) -> tuple[object, ...]:
        return operator.attrgetter("symbol"), (self.record,)
