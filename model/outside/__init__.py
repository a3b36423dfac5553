"""Numbers that others published, reproduced by this project's own code.

``run()`` evaluates every row of cases.yaml and says how far each result is from the number
that its source gives. The numbers are data with a source; the code never sees them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from model.outside.schema import Case, Point

__all__ = ["Case", "CaseError", "Point", "Result", "cases", "load", "run"]
MODULES = ("base_fee", "contests", "issuance", "minting", "sobol", "swap", "vesting")


class CaseError(ValueError):
    """A file of cases that cannot be accepted."""


@dataclass(frozen=True)
class Result:
    """One published number beside ours; ``gap`` and ``tolerance`` are in ``unit``."""

    id: str
    title: str
    at: str
    expected: Fraction
    got: Fraction
    gap: Fraction
    tolerance: Fraction
    unit: str
    ok: bool
    source: str
    status: str


@cache
def cases() -> tuple[Case, ...]:
    """The cases of this package, in the order of the file."""
    return load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))


def load(text: str) -> tuple[Case, ...]:
    """Cases from YAML; `CaseError` names the case and the field that cannot be accepted."""
    found = []
    for name, row in (yaml.safe_load(text) or {}).items():
        try:
            found.append(Case(id=name, **row))
        except (TypeError, ValidationError) as error:
            raise CaseError(f"case {name}: {error}") from error
        _function(found[-1].computes)
    return tuple(found)


def run(chosen: Iterable[Case] | None = None) -> tuple[Result, ...]:
    """Every published number beside ours: all cases, or those that are ``chosen``."""
    return tuple(
        result
        for case in (cases() if chosen is None else chosen)
        for point in case.points
        for result in _results(case, point)
    )


def _results(case: Case, point: Point) -> Iterable[Result]:
    got = _function(case.computes)(**{name: _plain(v) for name, v in point.input.items()})
    named = got if isinstance(got, Mapping) else {"value": got}
    for name, expected in point.expected.items():
        ours = Fraction(named[name])
        gap = abs(ours - expected)
        yield Result(
            id=case.id,
            title=case.title,
            at=point.at if name == "value" else f"{point.at}: {name.replace('_', ' ')}",
            expected=expected,
            got=ours,
            gap=gap,
            tolerance=case.tolerance,
            unit=case.unit,
            ok=gap <= case.tolerance,
            source=case.source,
            status=case.status,
        )


def _function(path: str) -> Callable[..., Any]:
    module, name = path.split(".")
    if module not in MODULES:
        raise CaseError(f"{path}: write one of the modules {', '.join(MODULES)}")
    found: Callable[..., Any] | None = getattr(import_module(f"model.outside.{module}"), name, None)
    if found is None:
        raise CaseError(f"{path}: the module {module} has no function {name}")
    return found


def _plain(value: Fraction) -> int | Fraction:
    """A whole number as an integer, for code that counts base units."""
    return value.numerator if value.denominator == 1 else value
