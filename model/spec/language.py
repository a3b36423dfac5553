"""What a formula may be made of: what every engine prints and works out alike, and no more of it.

A formula is looked at when it is written, so that no engine meets what it cannot read.
"""

from __future__ import annotations

from math import isfinite

import sympy as sp
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from model import gates

#: Numbers and quantities.
_LEAVES = (sp.Symbol, sp.Number, sp.NumberSymbol, BooleanTrue, BooleanFalse)
#: What is worked out, and what chooses between cases. A power has rules of its own.
_WORKED_OUT = (
    *(sp.Add, sp.Mul, sp.Pow, sp.Min, sp.Max, sp.Abs, sp.exp, sp.log, sp.sin, sp.Piecewise),
    *(ExprCondPair, sp.ITE, sp.And, sp.Or, sp.Not, sp.Xor, sp.Implies, sp.Equivalent),
    *(sp.Eq, sp.Ne, sp.Lt, sp.Le, sp.Gt, sp.Ge),
)
#: What stands in a text one within the other, a place less than it has members.
_FOLDED = (sp.Add, sp.Mul, sp.Min, sp.Max, sp.Piecewise, sp.And, sp.Or)
#: How deep formulas may stand in each other, as Python's own reader counts, and how long they are.
DEEPEST, LONGEST = 64, 10_000
WORDS = "+ - * / **, Min, Max, Abs, exp, log, sin, sqrt and Piecewise of comparisons"


class FormulaError(gates.Refused):
    """A formula with something in it that the engines do not share."""


def readable(formula: sp.Basic) -> None:
    """Refuse a formula that some engine could not read: `FormulaError` names the part."""
    way_out = "name a part of it with a Definition"
    try:
        deep, long = _measured(formula, {})
    except RecursionError as error:
        raise FormulaError(f"its parts stand too deep in each other: {way_out}") from error
    if deep > DEEPEST:
        raise FormulaError(
            f"its parts stand {deep:,} deep in each other, and {DEEPEST} is the most: {way_out}"
        )
    if long > LONGEST:
        raise FormulaError(f"it has {long:,} parts, and {LONGEST:,} are the most: {way_out}")


def _measured(part: sp.Basic, known: dict[sp.Basic, tuple[int, int]]) -> tuple[int, int]:
    """How deep a part stands in itself when it is printed, and of how many parts its text is."""
    if part in known:
        return known[part]
    if isinstance(part, _LEAVES):
        if isinstance(part, sp.Number) and part.is_finite and not _fits(part):
            raise FormulaError(f"{gates.shown(part)} is too large a number: give a smaller one")
        return 0, 1
    if not isinstance(part, _WORKED_OUT):
        raise FormulaError(f"{part.func.__name__} is unknown here: write with {WORDS}")
    found = [_measured(each, known) for each in part.args]
    deep, long = max(d for d, _ in found), 1 + sum(n for _, n in found)
    times = _times(part)
    deep += max(len(found) - 1, 1) if isinstance(part, _FOLDED) else times
    known[part] = deep, long * times
    return known[part]


def _times(part: sp.Basic) -> int:
    """How often the text of a part repeats what stands in it: whole powers are products."""
    if isinstance(part, (sp.Xor, sp.Equivalent)):
        return int(2 ** len(part.args))
    if isinstance(part, sp.Pow) and part.exp.is_Integer and part.exp > 0:
        return int(part.exp)
    return 2 if isinstance(part, sp.Abs) else 1


def _fits(number: sp.Number) -> bool:
    try:
        return isfinite(float(number))
    except OverflowError:
        return False
