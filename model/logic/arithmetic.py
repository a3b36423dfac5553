"""Rules of inference that Z3 decides: what follows from steps and conditions, in real arithmetic.

Their arguments are those of `model.logic.formulas`; ``given`` are conditions that the claim states,
and are printed with it.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from model.logic import smt
from model.logic.decide import Known, put, rebuilt
from model.logic.sides import must, named, possible, with_z3
from model.logic.step import Grade, ProofError, Proved, Step


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
    return with_z3("by arithmetic", text, statement, grade, *given, since=steps)


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
    possible(text, [put(condition, where) for condition in given])
    return with_z3("border", text, statement, Grade.FORMULA, *given, turns)


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
    return with_z3("only best", text, statement, Grade.THEOREM, best)


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
    return with_z3("bound by induction", text, statement, Grade.THEOREM)


def greatest(
    text: str,
    statement: sp.Basic,
    expression: sp.Expr,
    variable: sp.Symbol,
    places: Sequence[sp.Expr],
    given: Sequence[sp.Basic] = (),
) -> Proved:
    """The formula is what ``expression`` is at one of ``places``, and it is nowhere greater.

    The variable may be all that its sign and ``given`` allow, and so are the places. Z3 decides.
    """
    symbol, value = named(text, statement)
    if value.has(variable) or variable not in expression.free_symbols or expression.has(symbol):
        raise ProofError(f"{text}: {expression} is no value at any {variable}")
    never = sp.Implies(sp.And(*given), sp.Ge(value, expression, evaluate=False), evaluate=False)
    allowed = [condition.subs(variable, at) for condition in given for at in places]
    for floor, order in ((variable.is_positive, sp.Gt), (variable.is_nonnegative, sp.Ge)):
        allowed += [order(at, 0, evaluate=False) for at in places if floor]
    there = (sp.Eq(value, expression.subs(variable, at), evaluate=False) for at in places)
    claim = sp.And(never, *allowed, sp.Or(*there, evaluate=False), evaluate=False)
    decided, why = smt.follows(claim, [], growing=True)
    if not decided:
        raise ProofError(f"{text}: {why}")
    most = sp.Eq(symbol, sp.Function("max")(expression), evaluate=False)
    possible(text, list(given))
    return with_z3("greatest", text, statement, Grade.THEOREM, most, *given)
