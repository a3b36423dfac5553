"""What rules share: the sides of a statement, and what they must be equal to."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from model.logic import smt
from model.logic.decide import Known, equal
from model.logic.step import SEAL, Grade, ProofError, Proved, Step, Strength


def proved(rule: str, text: str, statement: sp.Basic, grade: Grade, *meaning: sp.Basic) -> Proved:
    """The statement, decided by SymPy through ``rule``."""
    return Proved(text, statement, Strength.SYMPY, SEAL, rule, grade, meaning)


def equation(text: str, statement: sp.Basic) -> tuple[sp.Expr, sp.Expr]:
    """Both sides of an equation; `ProofError` if it is something else."""
    if not isinstance(statement, sp.Eq):
        raise ProofError(f"{text}: {statement} is not an equation")
    left, right = statement.args
    return left, right


def named(text: str, statement: sp.Basic) -> tuple[sp.Symbol, sp.Expr]:
    """The symbol on the left, and a right side without it."""
    left, right = equation(text, statement)
    if not isinstance(left, sp.Symbol) or left in right.free_symbols:
        raise ProofError(f"{text}: {left} is not a symbol that the other side is without")
    return left, right


def must(text: str, left: sp.Expr, right: sp.Expr, where: Known | None, what: str) -> None:
    """`ProofError` unless the two are equal once ``where`` is put in."""
    if not equal(left, right, where):
        raise ProofError(f"{text}: {what}: {left} is not {right}")


def possible(text: str, premises: Sequence[sp.Basic]) -> None:
    """`ProofError` if Z3 finds that the premises contradict each other: anything would follow."""
    if premises and smt.follows(sp.false, premises, seconds=2)[0]:
        raise ProofError(f"{text}: what is taken as given contradicts itself")


def carried(steps: Sequence[Step]) -> tuple[sp.Basic, ...]:
    """What the steps that a rule builds on took as given: it is given here too."""
    meanings = (each for step in steps if isinstance(step, Proved) for each in step.meaning)
    return tuple(dict.fromkeys(meanings))


def with_z3(
    rule: str,
    text: str,
    statement: sp.Basic,
    grade: Grade,
    *meaning: sp.Basic,
    since: Sequence[Step] = (),
) -> Proved:
    """The statement, decided by Z3 through ``rule``, from the steps ``since``."""
    words = any(step.strength is Strength.ARGUED for step in since)
    weakest = Strength.ARGUED if words else Strength.Z3
    given = tuple(dict.fromkeys((*carried(since), *meaning)))
    return Proved(text, statement, weakest, SEAL, rule, grade, given)
