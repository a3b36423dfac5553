"""The steps of a proof, each verified when it is made.

An identity holds if the difference of its sides cancels as a rational function, which is a
decision and not a guess. An inequality holds if the difference of its sides equals a witness
whose sign SymPy's assumptions settle. Nothing is sampled and nothing is a float.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp


class ProofError(ValueError):
    """A step of a proof that does not hold, or a proof that does not end in its statement."""


@dataclass(frozen=True)
class Step:
    """One line of a derivation: what is done, and the relation that it leaves."""

    text: str
    relation: sp.Basic


def same(left: sp.Expr, right: sp.Expr) -> bool:
    """Whether two expressions are equal: term by term, or as rational functions."""
    difference = sp.expand(left - right)
    return bool(difference == 0 or sp.cancel(sp.together(difference)) == 0)


def identity(text: str, left: sp.Expr, right: sp.Expr) -> Step:
    """A step to an equation whose sides are equal; `ProofError` if they are not."""
    if not same(left, right):
        raise ProofError(f"{text}: {left} is not {right}")
    return Step(text, sp.Eq(left, right, evaluate=False))


def inequality(
    text: str,
    left: sp.Expr,
    right: sp.Expr,
    witness: sp.Expr,
    where: Mapping[sp.Symbol, sp.Expr] | None = None,
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
    return Step(text, relation(left, right, evaluate=False))


def equivalence(text: str, left: sp.Expr, right: sp.Expr, factor: sp.Expr) -> Step:
    """A step to "left ≥ 0 if and only if right ≥ 0": left is a positive ``factor`` times right.

    `ProofError` if it is not, or if the factor's sign stays open.
    """
    if not same(left, factor * right):
        raise ProofError(f"{text}: {left} is not {factor} times {right}")
    if not factor.is_positive:
        raise ProofError(f"{text}: the sign of {factor} is open")
    return Step(
        text,
        sp.Equivalent(sp.Ge(left, 0, evaluate=False), sp.Ge(right, 0, evaluate=False)),
    )


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
    return Step(text, sp.Eq(sp.Limit(expression, variable, point, direction), expected))


def case(text: str, value: sp.Basic, expected: sp.Basic) -> Step:
    """A step by cases: under the case's assumptions ``value`` evaluates to ``expected``."""
    if value != expected:
        raise ProofError(f"{text}: {value} is not {expected}")
    return Step(text, sp.Eq(sp.UnevaluatedExpr(value), expected, evaluate=False))


def conclusion(text: str, relation: sp.Basic, *needed: Step) -> Step:
    """The last step: ``relation`` follows from the steps named, in the words of ``text``."""
    if not needed:
        raise ProofError(f"{text}: nothing is named that it follows from")
    return Step(text, relation)
