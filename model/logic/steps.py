"""The steps of a proof before the last, each verified when it is made."""

from __future__ import annotations

import sympy as sp

from model.logic.decide import Known, equal, rebuilt, same
from model.logic.step import SEAL, ProofError, Step, Strength


def _decided(text: str, relation: sp.Basic) -> Step:
    return Step(text, relation, Strength.SYMPY, SEAL)


def identity(text: str, left: sp.Expr, right: sp.Expr) -> Step:
    """A step to an equation whose sides are equal; `ProofError` if they are not."""
    if not same(left, right):
        raise ProofError(f"{text}: {left} is not {right}")
    return _decided(text, sp.Eq(left, right, evaluate=False))


def worked(text: str, left: sp.Expr, right: sp.Expr) -> Step:
    """An identity that is printed as it was written, under ``sp.evaluate(False)``.

    `ProofError` if the sides, evaluated, are not equal.
    """
    if not same(rebuilt(left), rebuilt(right)):
        raise ProofError(f"{text}: {left} is not {right}")
    return _decided(text, sp.Eq(left, right, evaluate=False))


def read(text: str, symbol: sp.Expr, stated: sp.Expr, expected: sp.Expr) -> Step:
    """A step to "``symbol`` is ``expected``", which is what the specification states for it.

    `ProofError` if the specification states something else.
    """
    if not same(stated, expected):
        raise ProofError(f"{text}: the specification states {stated} and not {expected}")
    return _decided(text, sp.Eq(symbol, expected, evaluate=False))


def inequality(
    text: str,
    left: sp.Expr,
    right: sp.Expr,
    witness: sp.Expr,
    where: Known | None = None,
    strict: bool = False,
) -> Step:
    """A step to left ≥ right, or left > right if ``strict``.

    ``witness`` equals left − right once ``where`` is put in, and its sign is manifest.
    `ProofError` if it does not equal it or if its sign stays open.
    """
    if not same(left - right, witness.subs(where or {})):
        raise ProofError(f"{text}: the witness {witness} is not {left} - ({right})")
    if not (witness.is_positive if strict else witness.is_nonnegative):
        raise ProofError(f"{text}: the sign of {witness} is open")
    relation = sp.Gt if strict else sp.Ge
    return _decided(text, relation(left, right, evaluate=False))


def integrated(
    text: str,
    step: Step,
    over: tuple[sp.Symbol, sp.Expr, sp.Expr],
    more: sp.Expr,
    less: sp.Expr,
) -> Step:
    """A step from an inequality at every value of a symbol to its integrals, ``more`` ≥ ``less``.

    `ProofError` unless these are the integrals, upwards, over values that the symbol may have.
    """
    variable, low, high = over
    if not isinstance(step.relation, (sp.Ge, sp.Le)) or not (high - low).is_nonnegative:
        raise ProofError(f"{text}: {step.relation} is no inequality, or the bounds change places")
    if not variable.is_nonnegative or not low.is_nonnegative or variable.is_integer:
        raise ProofError(f"{text}: {variable} need not run from {low} to {high}")
    for side, found in ((step.relation.gts, more), (step.relation.lts, less)):
        if not equal(sp.Integral(side, over), found):
            raise ProofError(f"{text}: {found} is not the integral of {side}")
    return Step(text, sp.Ge(more, less, evaluate=False), step.strength, SEAL)


def equivalence(text: str, left: sp.Expr, right: sp.Expr, factor: sp.Expr) -> Step:
    """A step to "left ≥ 0 if and only if right ≥ 0": left is a positive ``factor`` times right.

    `ProofError` if it is not, or if the factor's sign stays open.
    """
    if not same(left, factor * right):
        raise ProofError(f"{text}: {left} is not {factor} times {right}")
    if not factor.is_positive:
        raise ProofError(f"{text}: the sign of {factor} is open")
    both = (sp.Ge(side, 0, evaluate=False) for side in (left, right))
    return _decided(text, sp.Equivalent(*both))


def limit(
    text: str,
    expression: sp.Expr,
    variable: sp.Symbol,
    point: sp.Expr,
    expected: sp.Expr,
    direction: str = "+",
) -> Step:
    """A step to the limit of ``expression``, decided by Gruntz's algorithm."""
    found = sp.limit(expression, variable, point, direction)
    if not same(found, expected):
        raise ProofError(f"{text}: the limit is {found} and not {expected}")
    return _decided(text, sp.Eq(sp.Limit(expression, variable, point, direction), expected))


def case(text: str, value: sp.Basic, expected: sp.Basic) -> Step:
    """A step by cases: under the case's assumptions ``value`` evaluates to ``expected``."""
    if value != expected:
        raise ProofError(f"{text}: {value} is not {expected}")
    return _decided(text, sp.Eq(sp.UnevaluatedExpr(value), expected, evaluate=False))
