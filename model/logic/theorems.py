"""Rules of inference for theorems: bounds, cases, induction, and what follows from other steps.

Their arguments are those of `model.logic.formulas`.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from model.logic import smt
from model.logic.decide import Known, equal, put, rebuilt, sign
from model.logic.sides import equation, must, named, proved
from model.logic.step import SEAL, Grade, ProofError, Proved, Step, Strength, strength


def by_induction(
    text: str,
    statement: sp.Basic,
    count: sp.Symbol,
    first: sp.Expr,
    step: sp.Expr,
    at: int = 0,
    where: Known | None = None,
) -> Proved:
    """The formula is ``first`` at the count ``at``, and one more leads from it to ``step``.

    In ``step`` the symbol of the left side stands for its value before.
    """
    symbol, value = named(text, statement)
    must(text, value.subs(count, at), first, where, "another beginning")
    must(text, value.subs(count, count + 1), step.subs(symbol, value), where, "another step")
    leads = sp.Eq(sp.Symbol(f"{symbol.name}_next"), step, evaluate=False)
    return proved("by induction", text, statement, Grade.THEOREM, leads)


def bound(
    text: str,
    statement: sp.Basic,
    witness: sp.Expr,
    tight: Known | tuple[sp.Symbol, sp.Expr],
    where: Known | None = None,
) -> Proved:
    """The larger side exceeds the smaller by ``witness``, whose sign is manifest; and it is tight.

    ``tight`` is a case in which both are equal, or a symbol and the point towards which their
    difference vanishes. ``where`` is put into the sides, ``tight`` into the witness.
    """
    if not isinstance(statement, (sp.Ge, sp.Gt, sp.Le, sp.Lt)):
        raise ProofError(f"{text}: {statement} is not an inequality")
    more, less = statement.gts, statement.lts
    must(text, put(more - less, where), witness, None, "the witness is another difference")
    strict = isinstance(statement, (sp.Gt, sp.Lt))
    if not (witness.is_positive if strict else witness.is_nonnegative):
        raise ProofError(f"{text}: the sign of {witness} is open")
    left = sp.limit(witness, *tight) if isinstance(tight, tuple) else rebuilt(put(witness, tight))
    if not equal(left, sp.Integer(0)):
        raise ProofError(f"{text}: the bound is not tight: {left} is left of the difference")
    return proved("bound", text, statement, Grade.THEOREM)


def same_sign(
    text: str, statement: sp.Basic, factor: sp.Expr, where: Known | None = None
) -> Proved:
    """Two expressions have one sign, since the first is a positive ``factor`` times the second."""
    left, right = equation(text, statement)
    if not (isinstance(left, sp.sign) and isinstance(right, sp.sign)):
        raise ProofError(f"{text}: {statement} does not compare two signs")
    must(text, left.args[0], factor * right.args[0], where, "the factor is another one")
    if sign(put(factor, where)) != 1:
        raise ProofError(f"{text}: the sign of {factor} is open")
    return proved("same sign", text, statement, Grade.THEOREM)


def least_whole(
    text: str,
    statement: sp.Basic,
    enough: sp.Expr,
    variable: sp.Symbol,
    slope: sp.Expr,
    where: Known | None = None,
) -> Proved:
    """The least whole number from which ``enough`` is not negative is a ceiling.

    ``enough`` is a positive ``slope`` times what the variable is above the ceiling's inside.
    """
    symbol, value = named(text, statement)
    if not isinstance(value, sp.ceiling):
        raise ProofError(f"{text}: {value} is not a ceiling")
    must(text, enough, slope * (variable - value.args[0]), where, "enough is elsewhere")
    if sign(put(slope, where)) != 1:
        raise ProofError(f"{text}: the sign of the slope {slope} is open")
    holds = sp.Ge(enough.subs(variable, symbol), 0, evaluate=False)
    return proved("least whole number", text, statement, Grade.THEOREM, holds)


def all_of(text: str, statement: sp.Basic, *parts: Proved) -> Proved:
    """Every part of a conjunction was proved by a rule of its own."""
    if not isinstance(statement, sp.And):
        raise ProofError(f"{text}: {statement} has no parts")
    if {part.relation for part in parts} != set(statement.args):
        raise ProofError(f"{text}: not every part is proved, or something else is")
    meaning = tuple(each for part in parts for each in part.meaning)
    return Proved(text, statement, strength(parts), SEAL, "all of", Grade.THEOREM, meaning)


def rewritten(text: str, statement: sp.Basic, *steps: Step, where: Known | None = None) -> Proved:
    """The verified equations, put in one after the other, leave an identity of the statement."""
    left, right = equation(text, statement)
    if not steps:
        raise ProofError(f"{text}: nothing is named that it follows from")
    for step in steps:
        if not isinstance(step.relation, sp.Eq):
            raise ProofError(f"{text}: {step.relation} is not an equation to put in")
        old, new = step.relation.args
        left, right = left.subs(old, new), right.subs(old, new)
    must(text, left, right, where, "the steps do not lead there")
    return Proved(text, statement, strength(steps), SEAL, "rewritten", Grade.FORMULA)


def by_arithmetic(
    text: str,
    statement: sp.Basic,
    *steps: Step,
    given: Sequence[sp.Basic] = (),
    where: Known | None = None,
) -> Proved:
    """Z3 finds no real numbers for which the steps and ``given`` hold and the statement fails.

    ``given`` are conditions that the claim states: they are printed with it.
    """
    premises = [put(rebuilt(step.relation), where) for step in steps]
    premises += [put(condition, where) for condition in given]
    holds, why = smt.follows(put(statement, where), premises)
    if not holds:
        raise ProofError(f"{text}: {why}")
    grade = Grade.THEOREM if steps or given else Grade.IDENTITY
    words = any(step.strength is Strength.ARGUED for step in steps)
    weakest = Strength.ARGUED if words else Strength.Z3
    return Proved(text, statement, weakest, SEAL, "by arithmetic", grade, tuple(given))


def argued(
    text: str, statement: sp.Basic, *steps: Step, instances: Sequence[tuple[Known, sp.Basic]]
) -> Proved:
    """The last step is in words: it is marked, counted and printed as such.

    At least the ``instances`` are decided: values for the statement's symbols, worked out without
    it, at which it is true.
    """
    if not steps or len(instances) < 2:
        raise ProofError(f"{text}: words need verified steps, and at least two instances")
    for values, _ in instances:
        found = rebuilt(put(statement, values))
        if isinstance(found, sp.Eq):
            found = sp.true if equal(*found.args) else found
        if found != sp.true:
            raise ProofError(f"{text}: it does not hold at {values}")
    return Proved(text, statement, Strength.ARGUED, SEAL, "argued", Grade.THEOREM)
