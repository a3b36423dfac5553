"""Rules of inference for theorems: bounds, cases, induction, and what follows from other steps.

Their arguments are those of `model.logic.formulas`.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from model.logic import smt
from model.logic.decide import Known, equal, put, rebuilt, sign
from model.logic.sides import equation, must, named, possible, proved
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
    return Proved(text, statement, Strength.Z3, SEAL, "by induction", Grade.THEOREM, (leads,))


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
    words = any(step.strength is Strength.ARGUED for step in since)
    weakest = Strength.ARGUED if words else Strength.Z3
    return Proved(text, statement, weakest, SEAL, "bound", Grade.THEOREM, tuple(given))


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


def border(
    text: str,
    statement: sp.Basic,
    holds: sp.Basic,
    variable: sp.Symbol,
    given: Sequence[sp.Basic] = (),
    where: Known | None = None,
) -> Proved:
    """``holds``, a condition on the variable, is true below the formula and false from it on.

    Z3 finds no value of the variable at which it is otherwise, and the formula is such a value
    itself: so no other number is the border. ``given`` and ``where`` are silent on the variable.
    """
    symbol, value = named(text, statement)
    below = sp.Lt(variable, value, evaluate=False)
    others = (*given, *(where or {}).keys(), *(where or {}).values())
    silent = not any(other.has(variable) for other in others)
    if not silent or variable in value.free_symbols or variable not in holds.free_symbols:
        raise ProofError(f"{text}: {holds} is no condition on {variable} alone")
    if holds == below:
        raise ProofError(f"{text}: the formula itself is given as what it stands for")
    inside = [sp.Gt(value, 0, evaluate=False)] if variable.is_positive else []
    inside += [sp.Ge(value, 0, evaluate=False)] if variable.is_nonnegative else []
    claim = sp.And(*inside, sp.Equivalent(holds, below, evaluate=False), evaluate=False)
    decided, why = smt.follows(put(claim, where), [put(condition, where) for condition in given])
    if not decided:
        raise ProofError(f"{text}: {why}")
    turns = sp.Equivalent(holds, sp.Lt(variable, symbol), evaluate=False)
    return Proved(text, statement, Strength.Z3, SEAL, "border", Grade.FORMULA, (*given, turns))


def bound_by_induction(
    text: str, statement: sp.Basic, count: sp.Symbol, where: Known | None = None
) -> Proved:
    """Both sides are equal at the count 0, and what holds at one count holds at the next.

    ``count`` is a whole number that ``where`` puts into the statement. Z3 decides the step.
    """
    if not isinstance(statement, (sp.Ge, sp.Le)):
        raise ProofError(f"{text}: {statement} is not an inequality")
    more, less = (put(side, where) for side in (statement.gts, statement.lts))
    if not (count.is_integer and count.is_nonnegative and count in (more - less).free_symbols):
        raise ProofError(f"{text}: {count} is not what is counted")
    must(text, more.subs(count, 0), less.subs(count, 0), None, "the sides differ at first")
    here, then = (
        sp.Ge(*(sp.expand_power_exp(side.subs(count, at)) for side in (more, less)), evaluate=False)
        for at in (count, count + 1)
    )
    holds, why = smt.follows(then, [here])
    if not holds:
        raise ProofError(f"{text}: {why}")
    return Proved(text, statement, Strength.Z3, SEAL, "bound by induction", Grade.THEOREM)


def only_best(
    text: str,
    statement: sp.Basic,
    cost: sp.Expr,
    variable: sp.Symbol,
    allowed: sp.Basic,
    where: Known | None = None,
) -> Proved:
    """The formula is ``allowed``, and at every other value that is so ``cost`` is higher.

    Z3 finds no value of the variable at which it is otherwise. ``where`` is silent on it.
    """
    symbol, value = named(text, statement)
    silent = not any(other.has(variable) for pair in (where or {}).items() for other in pair)
    if not silent or variable in value.free_symbols or variable not in cost.free_symbols:
        raise ProofError(f"{text}: {cost} is no cost of {variable} alone")
    higher = sp.Gt(cost, cost.subs(variable, value), evaluate=False)
    here = sp.Or(sp.Not(allowed), sp.Eq(variable, value), higher, evaluate=False)
    claim = sp.And(allowed.subs(variable, value), here, evaluate=False)
    decided, why = smt.follows(put(claim, where), [])
    if not decided:
        raise ProofError(f"{text}: {why}")
    best = sp.Le(cost.subs(variable, symbol), cost, evaluate=False)
    return Proved(text, statement, Strength.Z3, SEAL, "only best", Grade.THEOREM, (best,))


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
    possible(text, premises)
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
