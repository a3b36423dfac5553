"""Decisions of SymPy: two expressions are equal, a sign is manifest. Nothing is sampled.

What is not decided counts as not equal, so that a doubt refuses a proof and never makes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import sympy as sp
from sympy.functions.elementary.trigonometric import TrigonometricFunction

Known = Mapping[sp.Basic, sp.Basic]


def rebuilt(expression: sp.Basic) -> sp.Basic:
    """An expression that was written under ``sp.evaluate(False)``, evaluated."""
    if not expression.args:
        return expression
    return expression.func(*map(rebuilt, expression.args))


def put(expression: sp.Basic, where: Known | None) -> sp.Basic:
    """The expression with all of ``where`` put in at once."""
    return expression.subs(dict(where), simultaneous=True) if where else expression


def same(left: sp.Expr, right: sp.Expr) -> bool:
    """Whether two expressions are equal: term by term, or as rational functions."""
    difference = sp.expand(left - right)
    return bool(difference == 0 or sp.cancel(sp.together(difference)) == 0)


def equal(left: sp.Expr, right: sp.Expr, where: Known | None = None) -> bool:
    """Whether two expressions are equal, also through powers, exponentials and logarithms."""
    return _equal(*(rebuilt(put(side, where)) for side in (left, right)))


@cache
def _equal(left: sp.Expr, right: sp.Expr) -> bool:
    """It is decided once: the proofs of a claim and of what is like it ask the same."""
    left, right = left.doit(), right.doit()
    if left == right or same(left, right):
        return True
    difference = left - right
    for simpler in (
        lambda e: sp.expand(sp.expand_log(sp.powsimp(sp.expand_power_base(e)))),
        lambda e: sp.cancel(sp.together(sp.powdenest(sp.expand_power_exp(sp.expand_log(e))))),
        sp.simplify,
        lambda e: sp.simplify(sp.powdenest(sp.expand_log(sp.logcombine(e)))),
        _without_angles,
    ):
        if simpler(difference) == 0:
            return True
    return False


def _without_angles(difference: sp.Expr) -> sp.Expr:
    """Sines and cosines as exponentials, which are rational functions of each other."""
    if not difference.has(TrigonometricFunction):
        return difference
    return sp.cancel(sp.together(sp.expand(difference.rewrite(sp.exp))))


def _upward(integral: sp.Integral) -> bool:
    """Whether an integral is positive: of what is positive, and upwards."""
    if len(integral.limits) != 1 or len(integral.limits[0]) != 3:
        return False
    variable, low, high = integral.limits[0]
    runs = variable.is_nonnegative and low.is_nonnegative and not variable.is_integer
    return bool(runs and (high - low).is_positive and integral.function.is_positive)


def sign(expression: sp.Expr) -> int | None:
    """1 or -1 if the expression is so for all admissible values, 0 if it is zero, else nothing."""
    found = filter(_upward, expression.atoms(sp.Integral))
    expression = expression.xreplace({each: sp.Dummy(positive=True) for each in found})
    for form in (expression, sp.factor(expression), sp.expand(expression)):
        if form.is_positive:
            return 1
        if form.is_negative:
            return -1
        if form.is_zero:
            return 0
    return None
