"""What rests on what: fact, parameter, equation, claim, sentence of the article.

An edge is direct, and read off what is there: a parameter names its fact, an equation what its
right side reads, a proof the quantities of its steps, a sentence what carries it.

The graph follows one day, in the order of its blocks, so it has no cycle. What an equation reads
of an earlier block of the day it rests on; of a state that the day before has left it rests on the
value of day 0. Through the days nearly every equation would rest on every other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import sympy as sp
import yaml

from model import gates
from model.compile.families import Shown, shown
from model.factbook import Fact, facts
from model.interface import economy
from model.logic import presentation
from model.logic.claim import Claim
from model.logic.step import Proved, strength
from model.quantities import Kind, Quantity, quantity
from model.spec.core import right_of, target_of
from model.spec.economy import Economy
from model.theory.registry import claims
from model.values import nearest

#: The sentences of the article; outside of a checkout there are none.
STATEMENTS = Path(__file__).resolve().parent.parent / "book" / "statements.yaml"


class UnknownNode(gates.Refused):
    """There is no fact, parameter, equation, claim or sentence of that name."""


class Sort(StrEnum):
    """The five kinds of node, from the ground up."""

    FACT = "fact"
    PARAMETER = "parameter"
    EQUATION = "equation"
    CLAIM = "claim"
    SENTENCE = "sentence"


@dataclass(frozen=True)
class Node:
    """One thing that stands in the book: what it says, and in which state it is."""

    sort: Sort
    name: str
    says: str
    state: str

    @property
    def id(self) -> str:
        """What names it among all: ``fact:burn_bps``, ``equation:split.burn``."""
        return f"{self.sort.value}:{self.name}"


@dataclass(frozen=True)
class Graph:
    """Nodes by id, and for each the ids of those that it rests on directly."""

    nodes: Mapping[str, Node]
    above: Mapping[str, tuple[str, ...]]

    @cached_property
    def below(self) -> dict[str, list[str]]:
        """For each node those that rest on it directly."""
        found: dict[str, list[str]] = {name: [] for name in self.nodes}
        for name, grounds in self.above.items():
            for ground in grounds:
                found[ground].append(name)
        return found

    def falls(self, name: str) -> list[Node]:
        """What rests on a node, directly or through others, the nearest first."""
        return self._reached(name, self.below)

    def grounds(self, name: str) -> list[Node]:
        """What a node rests on, directly or through others, the nearest first."""
        return self._reached(name, self.above)

    def _reached(self, name: str, way: Mapping[str, Iterable[str]]) -> list[Node]:
        met = dict.fromkeys([name])
        edge = [name]
        while edge:
            further = dict.fromkeys(other for each in edge for other in way[each])
            edge = [each for each in further if each not in met]
            met |= dict.fromkeys(edge)
        return [self.nodes[each] for each in met if each != name]

    def find(self, name: str) -> list[Node]:
        """The nodes of a name or of an id; `UnknownNode` suggests the nearest."""
        if name in self.nodes:
            return [self.nodes[name]]
        known = {n: (n.name, n.name.rpartition(".")[2]) for n in self.nodes.values()}
        found = [node for node, names in known.items() if name in names]
        if not found and name in claims.earlier:
            return self.find(_id(Sort.CLAIM, claims.earlier[name]))
        if not found:
            every = (*self.nodes, *(each for names in known.values() for each in names))
            raise UnknownNode(
                f"no fact, parameter, equation, claim or sentence is called {name!r}"
                f"{nearest(name, every)}"
            )
        return found


def counted(nodes: Iterable[Node]) -> str:
    """How many there are of each kind, such as "2 parameters, 1 claim and 5 sentences"."""
    sorts = [node.sort for node in nodes]
    parts = [f"{n} {s.value}{'s' if n > 1 else ''}" for s in Sort if (n := sorts.count(s))]
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def warning(graph: Graph, name: str) -> str:
    """What falls with a node, in one line without a full stop.

    To fall is to need another look. It is the most that can fall: a proof that holds for every
    value of a parameter stays a proof, whatever the parameter is.
    """
    falls = graph.falls(name)
    if not falls:
        return "If this is wrong, nothing else here falls"
    return f"If this is wrong, {counted(falls)} fall{'s' if len(falls) == 1 else ''}"


@cache
def graph(proofs: bool = True, statements: Path = STATEMENTS) -> Graph:
    """The graph of the announced economy; built once.

    Every claim is proved for it. Without ``proofs`` a claim rests on its statement only and has no
    state: enough for what rests on a claim, which no proof changes.
    """
    which = economy("announced")
    nodes: dict[str, Node] = {}
    above: dict[str, tuple[str, ...]] = {}
    stated = _Stated(which)
    parts = (_facts(), _parameters(which), stated.nodes(), _claims(stated, proofs))
    for part in (*parts, _sentences(stated, statements)):
        for node, grounds in part:
            nodes[node.id] = node
            above[node.id] = tuple(dict.fromkeys(g for g in grounds if g != node.id))
    for name, on in above.items():
        if gone := [g for g in on if g not in nodes]:
            raise UnknownNode(f"{name} rests on {', '.join(gone)}, which does not exist")
    return Graph(nodes, above)


Made = Iterator[tuple[Node, list[str]]]


def _id(sort: Sort, name: str | None) -> str:
    return f"{sort.value}:{name}"


def _facts() -> Made:
    """An inferred fact rests on the facts that its note computes it from."""
    for fact in facts.values():
        named = re.findall(r"\w+", fact.note) if fact.status == "inferred" else []
        grounds = [_id(Sort.FACT, name) for name in named if name in facts]
        yield Node(Sort.FACT, fact.id, fact.info, fact.status), grounds


def sources_of(fact: Fact) -> str:
    """The titles of the sources that a fact rests on, and its date."""
    return f"{'; '.join(source.title for source in fact.sources)}; {fact.date}"


def _parameters(which: Economy) -> Made:
    """A parameter rests on its fact, and on the facts of a vote that changes it."""
    for record in map(quantity, which.parameters):
        voted = [v for name, *vote in which.votes if name == record.name for v in vote]
        status = facts[record.fact].status if record.fact else "a setting"
        node = Node(Sort.PARAMETER, record.name, record.info, status)
        yield node, [_id(Sort.FACT, f) for f in (record.fact, *voted) if f]


class _Stated:
    """The equations as the book shows them, with what gives each quantity."""

    def __init__(self, which: Economy) -> None:
        self.which = which
        self.shown = [(at, s) for at, block in enumerate(which.blocks) for s in shown(block)]
        #: For each quantity the equations that give it: place of the block in the day, id.
        self.giving: dict[str, list[tuple[int, str]]] = {}
        for at, one in self.shown:
            for equation in one.members:
                self.giving.setdefault(target_of(equation).name, []).append((at, self.id(one)))
        self.starts: dict[str, list[sp.Expr]] = {}
        for start in which.initial:
            if start.value.free_symbols:
                self.starts.setdefault(_row(quantity(start.state)), []).append(start.value)

    @staticmethod
    def id(one: Shown) -> str:
        """The id of the node of an equation."""
        return _id(Sort.EQUATION, f"{one.block}.{one.name}")

    def nodes(self) -> Made:
        """The equations, then the values of day 0."""
        for at, one in self.shown:
            said = quantity(target_of(one.members[0])).info
            node = Node(Sort.EQUATION, f"{one.block}.{one.name}", said, f"in block {one.block}")
            read = {s for e in one.members for s in right_of(e).free_symbols}
            yield node, [g for s in _sorted(read) for g in self.grounds(quantity(s), at)]
        for row, values in self.starts.items():
            node = Node(Sort.EQUATION, f"start.{row}", f"{row} on day 0", "on day 0")
            read = {s for value in values for s in value.free_symbols}
            yield node, [g for s in _sorted(read) for g in self.grounds(quantity(s), -1)]

    def grounds(self, record: Quantity, at: int) -> Iterator[str]:
        """What a quantity rests on that the block at this place of the day reads."""
        if record.kind == Kind.PARAMETER or record.of:
            yield _id(Sort.PARAMETER, record.of or record.name)
        given = self.giving.get(record.name, [])
        if record.kind in (Kind.FLOW, Kind.DEFINITION):
            yield from (name for place, name in given if place == at)
        elif record.kind == Kind.LEVEL and any(place < at for place, _ in given):
            yield from (name for place, name in given if place < at)
        elif record.kind in (Kind.LEVEL, Kind.STOCK) and _row(record) in self.starts:
            yield _id(Sort.EQUATION, f"start.{_row(record)}")

    def behind(self, names: Iterable[str]) -> list[str]:
        """The parameters among some quantities, and the equations that give the others."""
        known = {record.name: record for record in map(quantity, self.which.parameters)}
        governed = {s.name: quantity(s).of for s in (*self.which.levels, *self.which.schedules)}
        found = []
        for name in names:
            if of := name if name in known else governed.get(name):
                found.append(_id(Sort.PARAMETER, of))
            found += [equation for _, equation in self.giving.get(name, [])]
        return found

    def named(self, name: str, blocks: list[str]) -> list[str]:
        """The equations of a name, in some blocks first, else in the first that has it."""
        fits = [
            one
            for _, one in self.shown
            if name in (one.name, *(target_of(e).name for e in one.members))
        ]
        here = [one for block in blocks for one in fits if one.block == block]
        return [self.id(one) for one in (here or fits)[:1]] or [_id(Sort.EQUATION, name)]


def _row(record: Quantity) -> str:
    return record.place.row if record.place else record.name


def _sorted(symbols: Iterable[sp.Symbol]) -> list[sp.Symbol]:
    return sorted(symbols, key=str)


def _names(*relations: sp.Basic) -> set[str]:
    return {symbol.name for relation in relations for symbol in relation.free_symbols}


@cache
def _proof(claim: Claim) -> tuple[frozenset[str], str]:
    """The quantities of a claim's proof, and what the proof came to."""
    _, steps = presentation.decided(claim)
    last = next(step for step in reversed(steps) if isinstance(step, Proved))
    read = _names(*last.meaning, *(step.relation for step in steps))
    return frozenset(read), f"{last.grade.value}, {strength(steps).value}"


def _claims(stated: _Stated, proofs: bool) -> Made:
    for claim in claims.values():
        read, state = _proof(claim) if proofs else (frozenset[str](), "")
        node = Node(Sort.CLAIM, claim.id, claim.title, state)
        used = [_id(Sort.CLAIM, other) for other in claim.uses]
        yield node, [*used, *stated.behind(sorted(read | _names(claim.statement)))]


def _sentences(stated: _Stated, path: Path) -> Made:
    """The article's sentences, with the facts, equations and claims that carry each."""
    if not path.is_file():
        return
    table: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    for row in table:
        says, _, carried = str(row["statement"]).partition(" Model: ")
        state = re.split("[.;]", carried)[0] or "a sentence"
        equations = (stated.named(e, row.get("blocks") or []) for e in row.get("equations") or [])
        node = Node(Sort.SENTENCE, str(row["id"]), says, state)
        grounds = [_id(Sort.FACT, name) for name in row.get("facts") or []]
        grounds += [name for names in equations for name in names]
        named = [claims[name].id for name in row.get("claims") or []]  # also by an earlier id
        yield node, grounds + [_id(Sort.CLAIM, name) for name in named]
