"""Numbers against statements: cases are drawn or run, and the worst gap is found.

A case gives a number, or an array of them, to each symbol of the statement. What the left side
stands for comes from a run, an integral or a search that shares nothing with the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, reduce
from typing import Any

import numpy as np
import sympy as sp

from model.logic.claim import Evidence

Values = Mapping[sp.Symbol, Any]
#: Values that may be added to others.
Case = dict[sp.Symbol, Any]
#: A number that stays, the ends of an even draw, a list to choose from, or a draw of one's own.
Draw = float | tuple[float, float] | Sequence[float] | Callable[[np.random.Generator], float]
Cases = Callable[[], Iterable[Values]]


def drawn(
    count: int,
    ranges: Mapping[sp.Symbol, Draw],
    found: Callable[[Case], Values | None],
    seed: int = 7,
) -> Cases:
    """Cases drawn at random, with what ``found`` adds to each; where it adds None, drawn again."""

    def cases() -> Iterator[Values]:
        draw, made = np.random.default_rng(seed), 0
        while made < count:
            case = {symbol: _draw(draw, each) for symbol, each in ranges.items()}
            more = found(case)
            if more is not None:
                made += 1
                yield case | dict(more)

    return cases


def _draw(draw: np.random.Generator, each: Draw) -> float:
    if callable(each):
        return float(each(draw))
    if isinstance(each, tuple):
        return float(draw.uniform(*each))
    return float(each) if isinstance(each, (int, float)) else float(draw.choice(np.asarray(each)))


def against(
    text: str, bound: float, cases: Cases, unit: float | None = None, exact: bool = False,
    strict: bool = False,
) -> Callable[[sp.Basic], Evidence]:
    """The worst gap of a statement over cases: of an equation, or by how much an order is broken.

    Gaps are relative to the right side, which the text then goes on to say, or in ``unit``, which
    it says itself. ``exact`` puts in whole numbers and fractions and counts the cases in which the
    statement is false. If ``strict``, an order among equations must hold as it stands: the bound is
    for the equations only.
    """
    if not exact and unit is None:
        text += ": relative difference" + "; the orders hold as they stand" * strict

    @cache
    def run() -> list[Values]:
        """The cases, which know nothing of a statement: another one is held against the same."""
        return list(cases())

    def measured(statement: sp.Basic) -> Evidence:
        if exact:
            exactly = ({each: sp.sympify(case[each]) for each in case} for case in run())
            truths = [bool(statement.xreplace(case)) for case in exactly]
            return Evidence(text, len(truths), float(truths.count(False)), bound)
        measure = gap(statement, unit, strict)
        gaps = np.concatenate([np.ravel(measure(case)) for case in run()])
        return Evidence(text, gaps.size, float(np.max(gaps)), bound)

    return measured


def gap(
    statement: sp.Basic, unit: float | None = None, strict: bool = False
) -> Callable[[Values], Any]:
    """How far numbers are from a statement, as a function of a case."""
    if isinstance(statement, sp.And):
        parts = [gap(part, unit, strict) for part in statement.args]
        return lambda case: np.max(np.broadcast_arrays(*(part(case) for part in parts)), axis=0)
    symbols = sorted(statement.free_symbols, key=str)
    relations = (sp.Eq,) if strict else (sp.Eq, sp.Ge, sp.Gt, sp.Le, sp.Lt)
    if not isinstance(statement, relations):
        holds = sp.lambdify(symbols, statement, "numpy")
        return lambda case: np.where(holds(*_row(symbols, case)), 0.0, 1.0)
    equal = isinstance(statement, sp.Eq)
    sides = statement.args if equal else (statement.lts, statement.gts)
    both = sp.lambdify(symbols, sides, "numpy")

    def measure(case: Values) -> Any:
        less, more = (np.asarray(side, float) for side in both(*_row(symbols, case)))
        beyond = (less - more) / (np.abs(more) if unit is None else unit)
        return np.abs(beyond) if equal else np.maximum(beyond, 0)

    return measure


def _row(symbols: Sequence[sp.Symbol], case: Values) -> list[Any]:
    known = {symbol.name: value for symbol, value in case.items()}
    return [np.asarray(known[symbol.name], float) for symbol in symbols]


@cache
def compiled(expression: sp.Basic) -> Callable[[Values], Any]:
    """An expression as a function of what its symbols are: numbers, or arrays of cases."""
    names = sorted(expression.free_symbols, key=str)
    ends = {"amax": lambda each, axis: reduce(np.maximum, each),
            "amin": lambda each, axis: reduce(np.minimum, each)}
    function = sp.lambdify(names, expression, [ends, "numpy"], cse=True)
    return lambda at: function(*(at[name] for name in names))


def sides(statement: sp.Basic, values: Values) -> tuple[float, float]:
    """Both sides of a statement in the first case of ``values``: what was found, and the claim."""
    numbers = {symbol: float(np.ravel(value)[0]) for symbol, value in values.items()}
    found, said = (float(side.subs(numbers)) for side in statement.args)
    return found, said


def logs(low: float, high: float) -> Callable[[np.random.Generator], float]:
    """A draw that is even in logarithms."""
    return lambda draw: float(np.exp(draw.uniform(np.log(low), np.log(high))))
