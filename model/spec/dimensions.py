"""The unit of a SymPy expression, worked out from the units of its symbols.

Sums, minima, maxima and branches need like units; exponents, logarithms and conditions of a
choice need pure numbers. A unit is a size and a dimension (see `model.units.unit`), so that
a month is never mistaken for a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isclose

import sympy as sp

from model import gates
from model.quantities import quantity
from model.units import unit

Unit = tuple[float, tuple[tuple[str, float], ...]]
_PURE: Unit = (1.0, ())
_LIKE = (sp.Add, sp.Min, sp.Max)


class UnitError(gates.Refused):
    """Unlike units meet in an equation."""


def same(left: Unit, right: Unit) -> bool:
    """Whether two units have one dimension and one size."""
    return left[1] == right[1] and isclose(left[0], right[0], rel_tol=1e-12)


def unit_of(expression: sp.Basic) -> Unit | None:
    """The unit of an expression; ``None`` for zero, which fits anywhere."""
    if expression.is_Symbol:
        return unit(quantity(expression).unit)
    if expression.is_number:
        return _of_number(expression)
    if isinstance(expression, _LIKE):
        return _common(expression, expression.args)
    if isinstance(expression, sp.Mul):
        return _product(expression)
    if isinstance(expression, sp.Pow):
        return _power(expression)
    if isinstance(expression, sp.Piecewise):
        return _branches(expression)
    if isinstance(expression, sp.Abs):
        return unit_of(expression.args[0])
    if isinstance(expression, (sp.exp, sp.log, sp.sin)):
        _need_pure(expression, expression.args[0])
        return _PURE
    raise UnitError(f"{expression.func.__name__} is not known to the unit check: {expression}")


def _of_number(number: sp.Expr) -> Unit | None:
    if not (number.is_real and number.is_finite):
        raise UnitError(f"{number} is not a real number")
    return None if number.is_zero else _PURE


def _branches(expression: sp.Piecewise) -> Unit | None:
    """The unit of all branches, one of which must hold: engines take the last for granted."""
    for _, condition in expression.args:
        _check_condition(condition)
    if sp.Or(*(condition for _, condition in expression.args)) != sp.true:
        raise UnitError(f"{expression} has no value elsewhere: end it with (value, True)")
    return _common(expression, [branch for branch, _ in expression.args])


def _common(whole: sp.Basic, parts: Iterable[sp.Basic]) -> Unit | None:
    found: Unit | None = None
    for part in parts:
        its = unit_of(part)
        if its is None:
            continue
        if found is None:
            found = its
        elif not same(found, its):
            raise UnitError(f"unlike units meet in {whole}: {_text(found)} and {_text(its)}")
    return found


def _product(product: sp.Basic) -> Unit | None:
    size, powers = 1.0, dict[str, float]()
    for factor in product.args:
        its = unit_of(factor)
        if its is None:
            return None
        size *= its[0]
        for base, exponent in its[1]:
            powers[base] = powers.get(base, 0.0) + exponent
    return size, tuple(sorted((b, e) for b, e in powers.items() if e))


def _power(power: sp.Pow) -> Unit | None:
    base, exponent = power.args
    its = unit_of(base)
    _need_pure(power, exponent)
    if its is None or same(its, _PURE):
        return its
    if not exponent.is_number:
        raise UnitError(f"{power}: a base with a unit ({_text(its)}) needs a fixed exponent")
    number = float(exponent)
    return its[0] ** number, tuple((b, e * number) for b, e in its[1])


def _need_pure(whole: sp.Basic, part: sp.Basic) -> None:
    its = unit_of(part)
    if its is not None and not same(its, _PURE):
        raise UnitError(f"{whole}: {part} has the unit {_text(its)} where a pure number belongs")


def _check_condition(condition: sp.Basic) -> None:
    if isinstance(condition, sp.core.relational.Relational):
        _common(condition, condition.args)
    else:
        for part in condition.args:
            _check_condition(part)


def _text(its: Unit) -> str:
    names = " ".join(f"{base.strip('[]')}^{exponent:g}" for base, exponent in its[1])
    return f"{its[0]:g} {names}".strip()
