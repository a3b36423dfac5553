"""Rules of inference for theorems: bounds, cases, induction, and what follows from other steps.

Their arguments are those of `model.logic.formulas`.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from model.logic import smt
from model.logic.decide import Known, equal, put, rebuilt, sign
from model.logic.sides import carried, equation, must, named, possible, proved, with_z3
from model.logic.step import SEAL, Grade, ProofError, Proved, Step, Strength, strength


def by_induction(
    text: str,
    statement: sp.Basic,
    count: sp.Symbol,
    first: sp.Expr,
    step: sp.Expr,
    at: int = 0,
    where: Known | None = None,
    more: sp.Expr = sp.S.One,
) -> Proved:
    """The formula is ``first`` at the count ``at``, and one more leads from it to ``step``.

    In ``step`` the symbol of the left side stands for its value before. If ``more`` is a positive
    symbol that is found in ``step`` only, the count grows by any amounts instead of by one. Cases,
    such as of Min and Max, in the step Z3 decides.
    """
    symbol, value = named(text, statement)
    own = isinstance(more, sp.Symbol) and more.is_positive and not sp.Tuple(value, first).has(more)
    if more != 1 and not own:
        raise ProofError(f"{text}: steps of {more} do not reach every count")
    must(text, value.subs(count, at), first, where, "another beginning")
    then, found = value.subs(count, count + more), step.subs(symbol, value)
    leads = sp.Eq(sp.Symbol(f"{symbol.name}_next"), step, evaluate=False)
    if equal(then, found, where):
        return proved("by induction", text, statement, Grade.THEOREM, leads)
    holds, why = smt.follows(sp.Eq(put(then, where), put(found, where), evaluate=False), [])
    if not holds:
        raise ProofError(f"{text}: another step: {then} is not {found}: {why}")
    return with_z3("by induction", text, statement, Grade.THEOREM, leads)


def bound(
    text: str,
    statement: sp.Basic,
    witness: sp.Expr,
    tight: Known | tuple[sp.Symbol, sp.Expr],
    where: Known | None = None,
    since: Sequence[Step] = (),
    given: Sequence[sp.Basic] = (),
) -> Proved:
    """The larger side exceeds the smaller by ``witness``, whose sign is manifest; and it is tight.

    ``tight`` is a case in which both are equal, or a symbol and the point towards which their
    difference vanishes. ``where`` is put into the sides, ``tight`` into the witness. A sign that
    SymPy leaves open Z3 decides from the steps ``since`` and the conditions ``given``.
    """
    if not isinstance(statement, (sp.Ge, sp.Gt, sp.Le, sp.Lt)):
        raise ProofError(f"{text}: {statement} is not an inequality")
    more, less = statement.gts, statement.lts
    must(text, put(more - less, where), witness, None, "the witness is another difference")
    strict = isinstance(statement, (sp.Gt, sp.Lt))
    manifest = bool(witness.is_positive if strict else witness.is_nonnegative)
    if not manifest:
        order = (sp.Gt if strict else sp.Ge)(witness, 0, evaluate=False)
        premises = [put(rebuilt(step.relation), where) for step in since]
        holds, why = smt.follows(order, [*premises, *given], growing=True)
        if not holds:
            raise ProofError(f"{text}: the sign of {witness} is open: {why}")
        possible(text, [*premises, *given])
    left = sp.limit(witness, *tight) if isinstance(tight, tuple) else rebuilt(put(witness, tight))
    if not equal(left, sp.Integer(0)):
        raise ProofError(f"{text}: the bound is not tight: {left} is left of the difference")
    if manifest:
        return proved("bound", text, statement, Grade.THEOREM)
    return with_z3("bound", text, statement, Grade.THEOREM, *given, since=since)


def evenly(
    text: str,
    statement: sp.Basic,
    gives: sp.Expr,
    part: sp.Symbol,
    total: sp.Expr,
    count: sp.Expr,
    where: Known | None = None,
) -> Proved:
    """No parts of ``total``, ``count`` in number, give more than equal ones: Jensen's inequality.

    ``gives`` is what one ``part`` gives, a concave function; the symbol on the smaller side stands
    for the sum over all parts.
    """
    if not isinstance(statement, (sp.Ge, sp.Le)):
        raise ProofError(f"{text}: {statement} is not an inequality that equal parts attain")
    most, symbol = statement.gts, statement.lts
    if not isinstance(symbol, sp.Symbol) or sp.Tuple(most, gives, total, count).has(symbol):
        raise ProofError(f"{text}: {symbol} is not a symbol for the sum over all parts")
    if sp.Tuple(most, total, count, *(where or ())).has(part):
        raise ProofError(f"{text}: {part} is not a part of any size")
    equally = count * gives.subs(part, total / count)
    must(text, most, equally, where, "equal parts give something else")
    if not part.is_nonnegative or sign(put(sp.diff(gives, part, 2), where)) != -1:
        raise ProofError(f"{text}: {gives} is not concave in {part}, as far as is manifest")
    turn = sp.Symbol("k", integer=True)
    each = sp.Indexed(part.name, turn)
    sums = sp.Eq(symbol, sp.Sum(gives.subs(part, each), (turn, 1, count)), evaluate=False)
    whole = sp.Eq(total, sp.Sum(each, (turn, 1, count)), evaluate=False)
    return proved("evenly", text, statement, Grade.THEOREM, sums, whole)


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
    given = carried(parts)
    return Proved(text, statement, strength(parts), SEAL, "all of", Grade.THEOREM, given)


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
    return Proved(
        text, statement, strength(steps), SEAL, "rewritten", Grade.FORMULA, carried(steps)
    )


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
