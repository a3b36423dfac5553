"""Quantities of a row as one of its members sees them.

Seen from stage 8 of a queue, what belongs to stage 7 is the one before: ``Q[k-1]``. Members that
follow no order, such as classes, see their own as ``n[c]`` and call the others by their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

import sympy as sp

from model.indices import Index, Place
from model.quantities import Quantity, quantity
from model.spec.core import Equation, Flow, right_of, target_of


def general(record: Quantity, letter: str) -> Quantity:
    """The record of any member of a row, written ``letter``; ``record`` is one of the members.

    It says nothing that only one member has: no meaning, no fact. Raises `ValueError` for a
    quantity that stands in no row.
    """
    if record.place is None:
        raise ValueError(f"{record.name} stands in no row of like quantities")
    name, tex = f"{record.place.row}[{letter}]", f"{record.place.tex}_{{{letter}}}"
    return replace(record, name=name, tex=tex, info="", fact=None, place=None)


def as_seen(symbol: sp.Symbol, here: Place) -> Quantity:
    """A quantity as the member ``here`` sees it; its own record if it belongs to no such member."""
    record, letter = quantity(symbol), here.index.letter
    if record.place is None or record.place.index != here.index:
        return record
    offset = record.place.number - here.number
    if offset and not here.index.ordered:
        return record
    return general(record, f"{letter}{offset:+d}" if offset else letter)


@dataclass(frozen=True)
class View:
    """An equation as its own member sees it, with the records of the symbols that stand in."""

    equation: Equation
    records: Mapping[sp.Symbol, Quantity]
    here: Place

    def patterns(self) -> Iterator[Equation]:
        """What other members may say too: this, and in a queue this with its number as letter."""
        yield self.equation
        if self.here.index.ordered:
            yield _rewritten(self.equation, {sp.Integer(self.here.number): self._letter})

    def fits(self, pattern: Equation) -> bool:
        """Whether the pattern, with this member's number for the letter, is this equation."""
        number = {self._letter: sp.Integer(self.here.number)}
        return bool(_rewritten(pattern, number) == self.equation)

    @property
    def _letter(self) -> sp.Symbol:
        return sp.Symbol(self.here.index.letter, integer=True, positive=True)


def view(equation: Equation, here: Place) -> View:
    """The equation as the member ``here`` sees it; what is said of all members stays as it is.

    Raises `ValueError` where two quantities would be written alike.
    """
    symbols = right_of(equation).free_symbols | {target_of(equation)}
    if isinstance(equation, Flow):
        symbols |= {equation.payer, equation.receiver}
    seen = {symbol: as_seen(symbol, here) for symbol in symbols}
    stand_ins = {s: record.symbol for s, record in seen.items() if record.symbol != s}
    if len(set(stand_ins.values())) < len(stand_ins):
        alike = ", ".join(sorted(map(str, stand_ins)))
        raise ValueError(f"{target_of(equation)}: two of {alike} stand at one place of one row")
    about_all = {part: part for part in _about_all(right_of(equation), here.index)}
    records = {record.symbol: record for s, record in seen.items() if s in stand_ins}
    return View(_rewritten(equation, stand_ins | about_all), records, here)


def _rewritten(equation: Equation, swap: Mapping[sp.Basic, sp.Basic]) -> Equation:
    sides = {f.name: getattr(equation, f.name).xreplace(swap) for f in fields(equation)}
    return type(equation)(**sides)


def _about_all(expression: sp.Expr, index: Index) -> Iterator[sp.Basic]:
    """The parts that do not change when members change places, such as a sum over all of them."""
    next_one = dict(zip(index.members, (*index.members[1:], index.members[0]), strict=True))
    for part in sp.preorder_traversal(expression):
        rows: dict[str, dict[str, sp.Symbol]] = {}
        for symbol in part.free_symbols:
            place = quantity(symbol).place
            if place and place.index == index:
                rows.setdefault(place.row, {})[place.member] = symbol
        if rows and all(len(row) == len(index.members) for row in rows.values()):
            turn = {row[m]: row[next_one[m]] for row in rows.values() for m in index.members}
            if part.xreplace(turn) == part:
                yield part
