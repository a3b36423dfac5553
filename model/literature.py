"""The bibliography of the book and of the claims: `references.bib`, one entry a line."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_ENTRY = re.compile(r"^@(\w+)\{([^,]+),\s*(.*)\}\s*$")
_NOTE = re.compile(r",\s*annote=\{((?:[^{}]|\{[^{}]*\})*)\}$")
_FIELD = re.compile(r", (?=\w+=)")


@cache
def _lines() -> dict[str, tuple[str, str]]:
    text = files("model").joinpath("references.bib").read_text(encoding="utf-8")
    found = (_ENTRY.match(line) for line in text.splitlines())
    return {m.group(2): (m.group(1), m.group(3)) for m in found if m}


def keys() -> tuple[str, ...]:
    """Every key of the bibliography."""
    return tuple(_lines())


def entry(key: str) -> str:
    """The BibTeX entry of a work, a field a line, without our note; `KeyError` if unknown."""
    kind, fields = _lines()[key]
    shown = _FIELD.sub(",\n  ", _NOTE.sub("", fields))
    return f"@{kind}{{{key},\n  {shown}\n}}"


def status(key: str) -> str:
    """How the entry was checked: the text of its note."""
    note = _NOTE.search(_lines()[key][1])
    return note.group(1) if note else ""
