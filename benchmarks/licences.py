"""The licence of each pinned package, from what it was installed with.

``python -m benchmarks.licences`` prints a table and ends with 1 if a package that is installed
names no licence, or is there in another version than the pin.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import NamedTuple

from benchmarks.pins import Pin, pinned

#: Gives an installed package by its name, or raises `PackageNotFoundError`.
Find = Callable[[str], metadata.Distribution]
_FILE = re.compile(r"\b(licen[cs]e|copying)(\.\w+)?$", re.IGNORECASE)
_NONE, _ABSENT = "none stated", "not installed here"


class Row(NamedTuple):
    """A line of the table; ``fault`` says that somebody has to look."""

    package: str
    version: str
    licence: str
    fault: bool


def licence(package: metadata.Distribution) -> str:
    """What it says: the expression, or else the classifiers, or else the first line of a text."""

    def noted(name: str) -> list[str]:
        return [str(each) for each in package.metadata.get_all(name) or []]

    expression = "".join(noted("License-Expression")).strip()
    if expression:
        return expression
    classed = noted("Classifier")
    ends = [each.split(" :: ")[-1] for each in classed if each.startswith("License :: ")]
    named = [each for each in ends if each != "OSI Approved"]
    if named:
        return ", ".join(named)
    stated = _first_line("".join(noted("License")))
    if _FILE.fullmatch(stated) or stated.upper() in {"", "UNKNOWN"}:
        # No name, or that of a file where the licence's own belongs: the file's first line has it.
        files = [f for f in (stated, *noted("License-File")) if _FILE.search(f)]
        texts = (package.read_text(at) for f in files for at in (f, f"licenses/{f}"))
        stated = next(filter(None, (_first_line(text or "") for text in texts)), "")
    return stated or _NONE


def _first_line(text: str) -> str:
    """The first line that is not empty: some put the whole licence where its name belongs."""
    return next(filter(None, (line.strip() for line in text.splitlines())), "")


def rows(pins: Sequence[Pin], find: Find = metadata.distribution) -> list[Row]:
    """A row for each pin. A package that only another system needs may be missing, no other."""
    found = []
    for pin in pins:
        try:
            package = find(pin.name)
        except metadata.PackageNotFoundError:
            found.append(Row(pin.name, pin.version, _ABSENT, not pin.only))
            continue
        said, there = licence(package), package.version
        other = "" if there == pin.version else f" (installed is {there})"
        found.append(Row(pin.name, pin.version, said + other, said == _NONE or bool(other)))
    return found


def table(found: Sequence[Row]) -> str:
    """The rows in columns, flagged where somebody has to look, and a line that counts them."""
    width = max((len(row.package) for row in found), default=0)
    long = max((len(row.version) for row in found), default=0)
    lines = [
        f"{'!' if row.fault else ' '} {row.package:{width}}  {row.version:{long}}  {row.licence}"
        for row in found
    ]
    faults = sum(row.fault for row in found)
    absent = sum(row.licence == _ABSENT for row in found)
    lines.append(f"{len(found)} pinned packages, {absent} not installed here, {faults} flagged (!)")
    return "\n".join(lines)


def main() -> int:
    """Print the table; the exit status."""
    found = rows(pinned())
    print(table(found))
    return int(not found or any(row.fault for row in found))


if __name__ == "__main__":
    sys.exit(main())
