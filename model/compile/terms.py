"""Flows that are added to an account or taken from it, said once for all members of a row.

Each member has a list of signed flows. A row of flows in the lists can be said in some ways: the
same flows for every member, each member's own, or those of the members before it. What members
can say in a common way is one `Term`, or a few; other members stand for themselves.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from model.compile.places import as_seen, general
from model.indices import Index, Place
from model.quantities import Quantity, quantity

Signed = tuple[str, sp.Symbol]
Way = tuple[str, tuple[Quantity, ...]]
#: For every sign and row of flows, the ways in which a member can say what it has of them.
Ways = Mapping[tuple[str, Hashable], frozenset[Way]]
SAME, OWN, BEFORE, UP_TO = "same", "own", "before", "up to"
FEW = 3  # from so many on, like flows are a sum


@dataclass(frozen=True)
class Over:
    """The members a sum runs over: each, or those from one to another, before one, up to one."""

    letter: str
    relation: str
    ends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A flow with its sign, or the sum of a row; ``record`` is then any member of the row."""

    sign: str
    record: Quantity
    over: Over | None = None


def bound(letter: str) -> str:
    """The letter that a sum counts with where ``letter`` is taken."""
    return "j" if letter != "j" else "i"


def ways(lists: Sequence[Iterable[Signed]], places: Sequence[Place]) -> list[Ways]:
    """The ways to say each list, the members' places beside them."""
    samples = {(sign, _row(s)): quantity(s) for flows in lists for sign, s in flows}
    return [
        {
            (sign, row): _ways([s for sign_, s in flows if (sign_, _row(s)) == (sign, row)], h, q)
            for (sign, row), q in samples.items()
        }
        for flows, h in zip(lists, places, strict=True)
    ]


def _row(flow: sp.Symbol) -> Hashable:
    place = quantity(flow).place
    return (place.row, place.index) if place else flow


def _ways(flows: list[sp.Symbol], here: Place, sample: Quantity) -> frozenset[Way]:
    records = tuple(sorted(map(quantity, flows), key=_number))
    found: list[Way] = [(SAME, records)]
    if sample.place and sample.place.index == here.index:
        found.append((OWN, tuple(as_seen(record.symbol, here) for record in records)))
        any_of_them = (general(sample, bound(here.index.letter)),)
        for way, last in ((BEFORE, here.number - 1), (UP_TO, here.number)):
            if [_number(record) for record in records] == list(range(1, last + 1)):
                found.append((way, any_of_them))
    return frozenset(found)


def _number(record: Quantity) -> int:
    return record.place.number if record.place else 0


def common(one: Ways, other: Ways) -> Ways | None:
    """The ways that two members share; None if they cannot say every row of flows alike."""
    shared = {row: found & other[row] for row, found in one.items()}
    return shared if all(shared.values()) else None


def said(found: Ways, index: Index) -> tuple[Term, ...]:
    """The terms of a list in the plainest of its ways, for any member of ``index``."""
    terms: list[Term] = []
    for (sign, _), possible in found.items():
        for way in (SAME, OWN, BEFORE, UP_TO):
            records = next((records for which, records in possible if which == way), None)
            if records is not None:
                terms += _terms(sign, way, records, index)
                break
    return tuple(terms)


def _terms(sign: str, way: str, records: tuple[Quantity, ...], index: Index) -> list[Term]:
    if way == SAME:
        return _sums(sign, records, index.letter)
    if way == OWN:
        return [Term(sign, record) for record in records]
    relation = {BEFORE: "<", UP_TO: "<="}[way] if index.ordered else way
    over = Over(bound(index.letter), relation, (index.letter,))
    return [Term(sign, record, over) for record in records]


def alone(flows: Iterable[Signed]) -> tuple[Term, ...]:
    """The terms of a list that no row shares."""
    rows: dict[tuple[str, Hashable], list[Quantity]] = {}
    for sign, flow in flows:
        rows.setdefault((sign, _row(flow)), []).append(quantity(flow))
    return tuple(term for (sign, _), row in rows.items() for term in _sums(sign, row))


def _sums(sign: str, row: Iterable[Quantity], taken: str = "") -> list[Term]:
    """Neighbours of a queue, and all members of a set, as a sum that ``taken`` does not count."""
    terms: list[Term] = []
    for run in _runs(sorted(row, key=_number)):
        place = run[0].place
        whole = place and (place.index.ordered or len(run) == len(place.index.members))
        if place is None or not whole or len(run) < FEW:
            terms += [Term(sign, record) for record in run]
            continue
        letter = place.index.letter if place.index.letter != taken else bound(taken)
        over = Over(letter, "each")
        if place.index.ordered:
            over = Over(letter, "=", (str(_number(run[0])), str(_number(run[-1]))))
        terms.append(Term(sign, general(run[0], letter), over))
    return terms


def _runs(row: Iterable[Quantity]) -> Iterator[list[Quantity]]:
    """The members of a set together; those of a queue as far as they are neighbours."""
    run: list[Quantity] = []
    for record in row:
        ordered = record.place is not None and record.place.index.ordered
        if run and ordered and _number(record) != _number(run[-1]) + 1:
            yield run
            run = []
        run.append(record)
    if run:
        yield run
