"""What a reader makes of an equation that is stated once: the equation of each member."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields

import sympy as sp

from model.compile.alike import Range
from model.compile.families import Shown, Update
from model.compile.terms import Term
from model.indices import Index, Place
from model.quantities import Quantity, registry
from model.spec.core import Equation

_GENERAL = re.compile(r"(\w+)\[([a-z])([+-]\d+)?\]")


def _member(record: Quantity, letter: str, index: Index, number: int) -> sp.Symbol:
    """The quantity meant by a record such as ``Q[k-1]`` where ``letter`` is ``number``."""
    found = _GENERAL.fullmatch(record.name)
    if found is None:
        return record.symbol
    assert found[2] == letter
    member = index.members[number + int(found[3] or 0) - 1]
    return next(
        r.symbol
        for r in registry.values()
        if r.place == Place(found[1], tex(record), index, member)
    )


def tex(record: Quantity) -> str:
    """The symbol of a general record without its last subscript."""
    return record.tex[: record.tex.rindex("_{")]


def equations(one: Shown) -> list[Equation]:
    """The equation of every member."""
    if one.range is None:
        return [one.equation]
    index = one.range.index
    letter = sp.Symbol(index.letter, integer=True, positive=True)
    found = []
    for number in one.range.numbers:
        swap: Mapping[sp.Basic, sp.Basic] = {
            letter: sp.Integer(number),
            **{s: _member(r, index.letter, index, number) for s, r in one.records.items()},
        }
        sides = {f.name: getattr(one.equation, f.name) for f in fields(one.equation)}
        found.append(type(one.equation)(**{n: side.xreplace(swap) for n, side in sides.items()}))
    return found


def flows(terms: Iterable[Term], whose: Range | None, number: int) -> set[tuple[str, str]]:
    """The signed flows that terms mean for one member."""
    found: set[tuple[str, str]] = set()
    for term in terms:
        symbols = _flows(term, whose, number)
        assert not found & {(term.sign, s.name) for s in symbols}, "a flow is said twice"
        found |= {(term.sign, s.name) for s in symbols}
    return found


def _flows(term: Term, whose: Range | None, number: int) -> list[sp.Symbol]:
    if term.over is None:
        if whose is None:
            return [term.record.symbol]
        return [_member(term.record, whose.index.letter, whose.index, number)]
    row, _, _ = term.record.name.partition("[")
    (index,) = {r.place.index for r in registry.values() if r.place and r.place.row == row}
    last = len(index.members)
    if term.over.relation == "=":
        numbers = range(int(term.over.ends[0]), int(term.over.ends[1]) + 1)
    elif term.over.relation == "each":
        numbers = range(1, last + 1)
    else:
        assert whose is not None
        assert term.over.ends == (whose.index.letter,)
        numbers = range(1, number + (term.over.relation in ("up to", "<=")))
    return [_member(term.record, term.over.letter, index, at) for at in numbers]


def stocks(update: Update) -> dict[str, set[tuple[str, str]]]:
    """For every stock that an update tells of: the signed flows."""
    if update.range is None:
        return {update.stock.name: flows(update.terms, None, 0)}
    index = update.range.index
    return {
        _member(update.stock, index.letter, index, number).name: flows(
            update.terms, update.range, number
        )
        for number in update.range.numbers
    }
