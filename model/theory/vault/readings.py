"""Two steps of a proof that print what they verify: a reading, and a line worked out."""

from __future__ import annotations

import sympy as sp

from model.theory.steps import ProofError, Step, same


def read(text: str, symbol: sp.Expr, stated: sp.Expr, expected: sp.Expr) -> Step:
    """A step to "``symbol`` is ``expected``", which is what the specification states for it.

    `ProofError` if the specification states something else.
    """
    if not same(stated, expected):
        raise ProofError(f"{text}: the specification states {stated} and not {expected}")
    return Step(text, sp.Eq(symbol, expected, evaluate=False))


def rebuilt(expression: sp.Expr) -> sp.Expr:
    """An expression that was written under ``sp.evaluate(False)``, evaluated."""
    if not expression.args:
        return expression
    return expression.func(*map(rebuilt, expression.args))


def worked(text: str, left: sp.Expr, right: sp.Expr) -> Step:
    """An identity that is printed as it was written, under ``sp.evaluate(False)``.

    `ProofError` if the sides, evaluated, are not equal.
    """
    if not same(rebuilt(left), rebuilt(right)):
        raise ProofError(f"{text}: {left} is not {right}")
    return Step(text, sp.Eq(left, right, evaluate=False))
