"""Roles in running text: numbers, symbols, names of places and works, each as plain Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from model.answerbook import answers
from model.compile import tables
from model.compile.places import general
from model.factbook import facts
from model.interface import economy
from model.quantities import Quantity, registry
from model.readable import bibliography
from model.readable.glued import DOLLAR, ReadableError, written
from model.readable.places import named
from model.theory.registry import claims
from model.values import nearest

#: A role, or what no role stands in: code and formulas.
_PARTS = re.compile(
    r"\{(?P<role>[a-zA-Z][\w:-]*)\}(?P<ticks>`+)(?P<content>.+?)(?P=ticks)"
    r"|(?P<code>`+)(?!`).+?(?<!`)(?P=code)(?!`)"
    r"|\\\$"
    r"|(?<![\\$])\$(?![\s$])(?P<math>(?:\\.|[^$\\])+?)(?<!\s)\$(?!\$)",
    re.S,
)
#: Intervals of an answer that a page may ask for.
ANSWER_PARTS = ("chance", "assumed", "every")
_TITLED = re.compile(r"^(.*?)\s*<([^<>]+)>$", re.S)


@dataclass
class Page:
    """A page while it is written: its stored values, its own places, and the works it cited."""

    values: Mapping[str, str]
    own: Mapping[str, str] = field(default_factory=dict)
    works: dict[str, None] = field(default_factory=dict)

    def holds(self, condition: str) -> bool:
        """Whether a condition that the code has put to the test held; `ReadableError` if none."""
        stored = self.values.get(f"holds_{condition}")
        if stored not in ("True", "False"):
            raise ReadableError(f"no cell of the notebook has tested the condition {condition!r}")
        return stored == "True"


def inline(text: str, page: Page) -> str:
    """Running text with every role written out; `ReadableError` for one that is not known."""

    def one(found: re.Match[str]) -> str:
        role = found["role"]
        if role is None:
            return DOLLAR if found[0] == r"\$" else found[0]
        if role not in ROLES:
            raise ReadableError(f"{found[0][:60]}: there is no role {role!r}{nearest(role, ROLES)}")
        return ROLES[role](" ".join(found["content"].split()), page)

    return _PARTS.sub(one, text)


def known(kind: str, name: str, table: Mapping[str, object]) -> None:
    """Raise `ReadableError` with the nearest name if a table has no such name."""
    if name not in table:
        raise ReadableError(f"there is no {kind} {name!r}{nearest(name, table)}")


def record(name: str) -> Quantity:
    """A quantity by name, or what any member of the row of that name is written as."""
    economy("announced")
    if name not in registry:
        list(claims)  # declares the quantities that only claims speak of
    if name not in registry:
        rows = (q for q in registry.values() if q.place and q.place.row == name)
        if (first := next(rows, None)) and first.place:
            return general(first, first.place.index.letter)
    known("quantity", name, registry)
    return registry[name]


def _fact(content: str, _: Page) -> str:
    name, _in, unit = content.partition(" in ")
    known("fact", name.strip(), facts)
    fact = facts[name.strip()]
    unit = unit.strip() or fact.unit
    return tables.amount(fact.to(unit), unit) + _changed(fact.id)


def _param(content: str, _: Page) -> str:
    which = economy("announced")
    known("parameter", content, {s.name: s for s in which.parameters})
    found, value = record(content), tables.defaults(which)[content]
    shown = tables.value_text(found, value)
    if not found.domain.choices:
        shown = tables.amount(value, found.unit)
    return f"${found.tex}$ = {shown}{_changed(str(found.fact))}"


def _changed(fact: str) -> str:
    """A word behind a number that is the reader's own, and not its source's."""
    return "" if facts[fact].was is None else " (changed)"


def _sym(content: str, _: Page) -> str:
    return f"${record(content).tex}$"


def _block(content: str, _: Page) -> str:
    known("block", content, {b.name: b for b in economy("announced").blocks})
    return f"*{content}*"


def _answer(content: str, __: Page) -> str:
    name, _, part = content.partition(" ")
    known("answer", name, answers)
    found = answers[name]
    if not part:
        return found.value
    if part == "sentence":
        return found.sentence
    if part not in ANSWER_PARTS:
        raise ReadableError(f"there is no part of an answer {part!r}{nearest(part, ANSWER_PARTS)}")
    return found.told(part)


def _titled(content: str) -> tuple[str, str]:
    """The text that a reference gives itself, if any, and its target."""
    found = _TITLED.match(content)
    return (found[1], found[2]) if found else ("", content)


def _ref(content: str, page: Page) -> str:
    title, label = _titled(content)
    return title or f"*{named(label, page.own)}*"


def _download(content: str, page: Page) -> str:
    title, file = _titled(content)
    return f"{title or file} (`{file}`)"


def _number(content: str, page: Page) -> str:
    title, label = _titled(content)
    shown = named(label, page.own)
    if "{number}" in title or "%s" in title:
        number = re.search(r"[\d.]+", shown)
        return re.sub(r"\{number\}|%s", number[0] if number else shown, title)
    return title or shown


def _term(content: str, _: Page) -> str:
    title, term = _titled(content)
    return title or term


def _code(content: str, _: Page) -> str:
    title, name = _titled(content)
    return f"`{title or name.lstrip('~')}`"


def _cite(in_text: bool) -> Callable[[str, Page], str]:
    def made(content: str, page: Page) -> str:
        page.works.update(dict.fromkeys(key.strip() for key in content.split(",")))
        return bibliography.cited(content, in_text)

    return made


def _said(content: str, page: Page) -> str:
    return written(content, page.values)


ROLES: dict[str, Callable[[str, Page], str]] = {
    "answer": _answer,
    "block": _block,
    "cite": _cite(in_text=False),
    "cite:p": _cite(in_text=False),
    "cite:t": _cite(in_text=True),
    "download": _download,
    "eq": _number,
    "fact": _fact,
    "glue": _said,
    "glue:text": _said,
    "math": lambda content, _: f"${content}$",
    "numref": _number,
    "param": _param,
    "prf:ref": _number,
    "ref": _ref,
    "sym": _sym,
    "term": _term,
    **dict.fromkeys(("py:class", "py:func", "py:mod", "py:obj"), _code),
}

__all__ = ["ROLES", "Page", "inline", "known", "record"]
