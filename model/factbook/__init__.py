"""Every number of the model with its range, unit, status and source.

A fact may have a value for each of three scenarios: bear, base and bull.
``facts["burn_bps"]`` reads the YAML files beside this module at the first access, not at import.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import ValidationError

from model import gates, shown, units
from model.factbook import layer
from model.factbook.schema import Contradiction, Entry, Row, Source, sentence

__all__ = [
    "Contradiction",
    "Fact",
    "FactError",
    "Facts",
    "Source",
    "Tables",
    "as_written",
    "contradictions",
    "facts",
    "load",
    "sources",
]
R = TypeVar("R", bound=Row)


class FactError(gates.UnknownName):
    """A fact that does not exist, or a file of facts that cannot be accepted."""


class UnknownScenario(gates.Refused):
    """Facts have no value for a scenario of that name."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One number, the range to sweep it over, its unit, and how far it can be trusted.

    ``value`` is that of the base scenario. ``bear`` and ``bull`` are ``None`` where every scenario
    has the value. ``was`` is the value of the files where `model.revision.revise` put another.
    """

    id: str
    value: float
    low: float
    high: float
    unit: str
    status: str
    sources: tuple[Source, ...]
    date: str
    info: str
    note: str
    bear: float | None = None
    bull: float | None = None
    was: float | None = None

    @property
    def source(self) -> Source:
        """The first source, the one that states the value."""
        return self.sources[0]

    def to(self, unit: str) -> float:
        """The value in ``unit``. Raises ``ValueError`` naming the fact if the units are unlike."""
        return self._in(unit, self.value)

    def range(self, unit: str) -> tuple[float, float]:
        """Low and high in ``unit``. Raises ``ValueError`` naming the fact, as ``to`` does."""
        return self._in(unit, self.low), self._in(unit, self.high)

    def under(self, scenario: str, unit: str) -> float:
        """The value in ``unit`` for "bear", "base" or "bull": ``value`` where no other is written.

        Raises ``ValueError`` naming the fact for another scenario, and for an unlike unit.
        """
        scenario = gates.text(UnknownScenario, "scenario", scenario)
        cases = {"bear": self.bear, "base": self.value, "bull": self.bull}
        if scenario not in cases:
            raise UnknownScenario(
                f"fact {self.id!r}: no scenario is called "
                f"{gates.shown(scenario)}: write bear, base or bull"
            )
        value = cases[scenario]
        return self._in(unit, self.value if value is None else value)

    def __repr__(self) -> str:
        changed = "" if self.was is None else f"changed by the reader, was {self.was:g}; "
        return (
            f"Fact({self.id!r}: {self.value:g} {self.unit}, {self.low:g} to {self.high:g}, "
            f"{changed}{self.status}; {self.info}; {self.source.title})"
        )

    def _repr_html_(self) -> str:
        rows: list[tuple[str, float | str]] = []
        rows += [("value", self.value)]
        if self.was is not None:
            rows += [("changed by the reader, was", self.was)]
        rows += [("low", self.low), ("high", self.high)]
        rows += [
            (name, value)
            for name, value in (("bear", self.bear), ("bull", self.bull))
            if value is not None
        ]
        rows += [("unit", self.unit), ("status", self.status), ("date", self.date)]
        rows += [("source", f"{each.title} ({each.locator})") for each in self.sources]
        return shown.table(f"{self.id}: {self.info}", ("", ""), rows)

    def _in(self, unit: str, value: float) -> float:
        try:
            return units.convert(value, self.unit, unit)
        except units.UnknownUnit as error:
            raise units.UnknownUnit(f"fact {self.id!r}: {error}") from error


class Facts(Mapping[str, Fact]):
    """Facts by id, got from ``read`` at each access. A missing id raises ``FactError``."""

    def __init__(self, read: Callable[[], dict[str, Fact]]) -> None:
        self._read = read

    def __getitem__(self, name: str) -> Fact:
        name = gates.text(FactError, "the id of a fact", name)
        table = self._read()
        if name not in table:
            raise FactError(f"no fact has the id {gates.shown(name)}{_nearest(name, table)}")
        return layer.seen(table[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __repr__(self) -> str:
        return f"Facts({len(self)} numbers with range, unit, status and source)"

    def _repr_html_(self) -> str:
        rows = [
            (f.id, f.value, f.low, f.high, f.unit, f.status, f.source.title) for f in self.values()
        ]
        head = ("fact", "value", "low", "high", "unit", "status", "source")
        return shown.table(f"{len(self)} facts", head, rows)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)


class Tables(NamedTuple):
    """All that a directory of facts holds, by id."""

    facts: dict[str, Fact]
    sources: dict[str, Source]
    contradictions: dict[str, Contradiction]


def load(directory: Path) -> Tables:
    """The four YAML files of ``directory``, checked against each other.

    Raises ``FactError`` naming the file, the id, the field and what to write.
    """
    known = _rows(directory / "sources.yaml", Source)
    table: dict[str, Fact] = {}
    for file in ("facts.yaml", "assumptions.yaml"):
        for name, row in _rows(directory / file, Entry).items():
            place = f"{file}: {name}:"
            if name in table:
                raise FactError(f"{place} id is in facts.yaml too: keep one of the two")
            if (row.status == "assumed") != (file == "assumptions.yaml"):
                raise FactError(
                    f"{place} status {row.status!r} is not allowed in this file: "
                    "'assumed' goes in assumptions.yaml, all else in facts.yaml"
                )
            _known(f"{place} source", row.source, known, "sources.yaml")
            low = row.value if row.low is None else row.low
            high = row.value if row.high is None else row.high
            table[name] = Fact(
                name,
                row.value,
                low,
                high,
                row.unit,
                row.status,
                tuple(known[key] for key in row.source),
                row.date,
                row.info,
                row.note,
                row.bear,
                row.bull,
            )
    disputes = _rows(directory / "contradictions.yaml", Contradiction)
    for name, dispute in disputes.items():
        _known(f"contradictions.yaml: {name}: facts", dispute.facts, table, "a file of facts")
    return Tables(table, known, disputes)


@cache
def _shipped() -> Tables:
    return load(Path(__file__).parent)


facts = Facts(lambda: _shipped().facts)


def as_written(name: str) -> Fact:
    """The fact of that id as the files have it, whatever a reader has changed."""
    return _shipped().facts[name]


def sources() -> Mapping[str, Source]:
    """Every source by id, in the order of the file."""
    return MappingProxyType(_shipped().sources)


def contradictions() -> Mapping[str, Contradiction]:
    """Every contradiction by id, C1 first."""
    return MappingProxyType(_shipped().contradictions)


def _nearest(name: str, ids: Iterable[str]) -> str:
    close = get_close_matches(str(name), ids, n=1, cutoff=0.5)
    return f": did you mean {close[0]!r}?" if close else ""


def _known(place: str, names: Iterable[str], ids: Mapping[str, object], file: str) -> None:
    for name in names:
        if name not in ids:
            raise FactError(f"{place} {name!r} is not in {file}{_nearest(name, ids)}")


class _Loader(yaml.SafeLoader):
    """Safe YAML that keeps dates as text and reads 1e-06, which PyYAML takes for a word."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?\d+(\.\d*)?[eE][-+]?\d+$"), list("-+0123456789")
)


def _refuse_repeats(place: str, node: yaml.Node | None) -> None:
    """Raises ``FactError`` for a repeated key, of which PyYAML would keep the last in silence."""
    if isinstance(node, yaml.MappingNode):
        written = [key.value for key, _ in node.value]
        for key, child in node.value:
            if written.count(key.value) > 1:
                raise FactError(f"{place}: {key.value} is written twice: keep one")
            _refuse_repeats(f"{place}: {key.value}", child)


def _document(path: Path) -> Any:
    try:
        loader = _Loader(path.read_text("utf-8"))
        node = loader.get_single_node()
        _refuse_repeats(path.name, node)
        return None if node is None else loader.construct_document(node)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FactError(f"{path.name} cannot be read: {' '.join(str(error).split())}") from error


def _rows(path: Path, schema: type[R]) -> dict[str, R]:
    """The rows of one file, or ``FactError`` in one sentence."""
    document = _document(path)
    if not isinstance(document, dict):
        raise FactError(f"{path.name} holds no rows: write an id, a colon and indented fields")
    rows: dict[str, R] = {}
    for name, fields in document.items():
        if not isinstance(fields, dict) or "id" in fields:
            raise FactError(f"{path.name}: {name}: write its fields indented below it, without id")
        try:
            rows[name] = schema.model_validate({"id": name, **fields})
        except ValidationError as error:
            raise FactError(f"{path.name}: {name}: {sentence(schema, error)}") from error
    return rows
