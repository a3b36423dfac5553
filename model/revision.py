"""A page of the book with other numbers: parameters changed at their source, for one process.

For example::

    revise({"burn_share": 0.5, "premium_half_life": "6 calendar_month"})

Facts lead to parameters, experiments, theory and figures, and each of them reads them there. So a
value is put in place of the fact's, before anything is read, and all of a page follows. `say` hands
a page its numbers, and whether what it says of them is so: what is not, the page takes back.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from model import gates, shown, units
from model.factbook import Fact, as_written, facts, layer
from model.interface import ECONOMIES, economy
from model.parameter_sets import build
from model.quantities import REAL, Kind, Quantity, quantity, registry
from model.values import ParameterError, nearest, read

#: The cases of the facts; a change holds in each of them.
_CASES = ("base", "bear", "bull")
#: How the name begins under which a page keeps a finding.
FINDING = "holds_"


class TooLate(ParameterError):
    """A fact has been read already, and what was computed from it cannot be called back."""


class DoesNotHold(AssertionError):
    """A sentence of the unchanged book says what its numbers deny."""


@dataclass(frozen=True)
class Revision:
    """The facts that were changed, by the names under which they were asked for.

    ``overruled`` says of a name where something else than the fact decides: an economy that has a
    value of its own, or a vote.
    """

    facts: Mapping[str, Fact]
    overruled: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Revision({'; '.join(self._said()) or 'nothing changed'})"

    def _said(self) -> list[str]:
        return [
            f"{name} = {fact.value:g} {fact.unit}, was {fact.was:g}"
            + (f" ({self.overruled[name]})" if name in self.overruled else "")
            for name, fact in self.facts.items()
        ]

    def _repr_html_(self) -> str:
        rows = [
            (name, f.was or 0.0, f.value, f.unit, f.info, self.overruled.get(name, ""))
            for name, f in self.facts.items()
        ]
        return shown.table(
            "Changed on this page; what no longer holds is withdrawn",
            ("changed", "was", "now", "unit", "what", "but"),
            rows,
        )


def revise(changes: Mapping[str, Any]) -> Revision | None:
    """Put values in place of the facts', in every scenario, for the rest of this process.

    ``changes`` goes by names of parameters, or by ids of facts. A value is a number in the unit of
    the parameter or fact, a text with a unit, or an alternative's name. Nothing is done for
    ``{}``, nor for changes that are in force already. Raises `ParameterError` naming the value, the
    limit and the way out; `TooLate` if a fact to change has been read before. In both cases nothing
    is changed.
    """
    if not isinstance(changes, Mapping):
        raise ParameterError(
            f"changes={gates.shown(changes)} is no dict: write changes = {{'burn_share': 0.5}}, or "
            "{} for none"
        )
    with layer.unseen():
        asked = {str(name): _fact(str(name), value) for name, value in changes.items()}
        _refuse_twice(asked)
    before = layer.changed()
    late = layer.put({fact.id: fact for fact in asked.values()})
    if late:
        raise TooLate(
            f"{', '.join(late)} has been used already with another value: restart the kernel and "
            "run all cells, so that no number of the page is of before the change"
        )
    try:
        with layer.unseen():
            for name in ECONOMIES:
                for case in _CASES:
                    build(economy(name), case)
    except ValueError:
        layer.put(before)
        raise
    return Revision(asked, _overruled(asked)) if asked else None


def _overruled(names: Iterable[str]) -> dict[str, str]:
    """Where something else than a parameter's fact decides its value, in words, by name."""
    said: dict[str, list[str]] = {}
    for which in map(economy, ECONOMIES):
        for name, value in which.defaults.items():
            said.setdefault(name, []).append(f"{which.name} keeps its own {value:g}")
        for name, fact, _ in which.votes:
            said.setdefault(name, []).append(f"{which.name} votes on it, for the fact {fact}")
    return {name: "; ".join(said[name]) for name in names if name in said}


def revised() -> dict[str, float]:
    """The changed facts' values by id, each in the unit of its fact; empty in the book itself."""
    return {name: fact.value for name, fact in layer.changed().items()}


def say(told: Mapping[str, Any]) -> None:
    """Hand what was computed to the text of a page: numbers, texts, and findings, each by name.

    A number or text is for the role ``glue:text``. A finding is True or False: whether what a
    sentence asserts is so, for the directive ``when``. Raises `DoesNotHold` where a finding is
    false though no parameter was changed: then the page's sentence is wrong. Raises
    `ParameterError` for a name that is none, and for what is no number, text or finding.
    """
    from myst_nb import glue

    for name, value in told.items():
        if not name.isidentifier():
            raise ParameterError(f"{name!r} cannot name what is said: use letters, digits and _")
        plain = value.item() if getattr(value, "ndim", None) == 0 else value
        finding = isinstance(plain, bool)
        if finding and not plain and not revised():
            raise DoesNotHold(
                f"the page asserts what its numbers deny, at {name!r}: change the sentence"
            )
        # Nothing is returned: as the last line of a cell it would be shown.
        glue(f"{FINDING}{name}" if finding else name, _plain(name, plain), display=False)


def _plain(name: str, value: Any) -> str | int | float:
    """A number of whatever kind as Python's own; `ParameterError` for what is none, nor a text."""
    if isinstance(value, (str, int)):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ParameterError(
            f"{name}={gates.shown(value)} is nothing to say: give a number, a text, True or False"
        ) from None


def of_notebook(path: Path) -> dict[str, Any]:
    """The changes with which a notebook file was run: those injected, or else its own.

    An empty dict for a notebook without such a cell. Raises `ParameterError` where they are not
    written out, so that nothing would tell which they were.
    """
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        found = [
            "".join(cell["source"])
            for tag in ("injected-parameters", "parameters")
            for cell in reversed(cells)
            if tag in cell["metadata"].get("tags", ())
        ]
    except (KeyError, TypeError, AttributeError, ValueError):
        return {}  # no notebook, which its reader will say
    for source in found:
        try:
            for line in ast.parse(source).body:
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "changes":
                    return dict(ast.literal_eval(line.value))
        except (SyntaxError, TypeError, ValueError) as error:
            raise ParameterError(
                f"the changes of {path.name} cannot be read ({error}): write them out, such as "
                "changes = {'burn_share': 0.5}"
            ) from error
    return {}


def _fact(name: str, value: Any) -> Fact:
    """The fact behind a parameter, or of an id, with another value in every scenario."""
    records = {s.name: quantity(s) for which in ECONOMIES for s in economy(which).parameters}
    record = records.get(name)
    if record is None and name not in facts:
        raise ParameterError(
            f"there is no parameter {name!r}{nearest(name, [*records, *facts])}; "
            "`python -m model parameters` lists them all"
        )
    found = as_written(name if record is None else str(record.fact))
    if record is None:
        record = Quantity(name, Kind.PARAMETER, "", found.unit, found.info, REAL)
    number = units.convert(read(record, value), record.unit, found.unit)
    if number < 0 <= found.low and not found.unit.startswith("1"):
        raise ParameterError(
            f"{name}={gates.shown(value)}: an amount in {found.unit} is 0 or more, such as "
            f"{found.value:g}"
        )
    _check_domains(found, number)
    return replace(
        found,
        value=number,
        low=min(found.low, number),
        high=max(found.high, number),
        bear=None,
        bull=None,
        was=found.value,
    )


def _check_domains(fact: Fact, number: float) -> None:
    """Refuse a value of a fact that a parameter which rests on it cannot have."""
    for record in registry.values():
        if record.fact == fact.id and record.kind is Kind.PARAMETER:
            read(record, units.convert(number, fact.unit, record.unit))


def _refuse_twice(asked: Mapping[str, Fact]) -> None:
    names: dict[str, str] = {}
    for name, fact in asked.items():
        if fact.id in names:
            raise ParameterError(f"{names[fact.id]} and {name} are one number: change one of them")
        names[fact.id] = name
