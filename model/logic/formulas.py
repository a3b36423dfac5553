"""Rules of inference for formulas: what a symbol stands for is worked out to the right side.

The first argument is what the rule does, in words; the second the statement of the claim. What
follows says what the statement's symbols stand for, in terms that do not come from the statement.
``where`` puts a region into symbols of known sign, such as g = μ + a with a positive.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from model.logic import smt
from model.logic.decide import Known, equal, put, sign
from model.logic.sides import equation, must, named, proved
from model.logic.step import SEAL, Grade, ProofError, Proved, Strength
from model.quantities import Kind, registry
from model.spec.core import Block, stated


def by_meaning(
    text: str,
    statement: sp.Basic,
    meaning: sp.Expr,
    where: Known | None = None,
    grade: Grade = Grade.FORMULA,
) -> Proved:
    """What the left side stands for, ``meaning``, is worked out to the right side.

    The left side is a symbol of the claim's own, or an expression whose parts ``where`` puts in
    (equations of the specification). A meaning that is the formula already proves nothing.
    """
    left, right = equation(text, statement)
    if meaning == right:
        raise ProofError(f"{text}: the formula itself is given as what it stands for")
    if isinstance(left, sp.Symbol):
        if left.name in registry and registry[left.name].kind is not Kind.THEORY:
            raise ProofError(f"{text}: what {left} is, the specification says")
        if left in right.free_symbols | meaning.free_symbols:
            raise ProofError(f"{text}: {left} stands for something with {left} in it")
    else:
        must(text, left, meaning, where, "the left side stands for something else")
    must(text, meaning, right, where, "the meaning is another formula")
    return proved("by meaning", text, statement, grade, sp.Eq(left, meaning, evaluate=False))


def by_specification(
    text: str,
    statement: sp.Basic,
    *equations: tuple[Block, sp.Symbol],
    where: Known | None = None,
) -> Proved:
    """The sides are equal once equations of the specification are put in, one after the other.

    Each is named by its block and the quantity that it gives.
    """
    left, right = equation(text, statement)
    if not equations:
        raise ProofError(f"{text}: no equation of the specification is named")
    for block, symbol in equations:
        value = stated(block, symbol)
        left, right = left.subs(symbol, value), right.subs(symbol, value)
    must(text, left, right, where, "the specification says something else")
    return proved("by specification", text, statement, Grade.IDENTITY)


def only_root(
    text: str,
    statement: sp.Basic,
    solves: sp.Basic,
    slope: sp.Expr | None = None,
    where: Known | None = None,
    given: Sequence[sp.Basic] = (),
) -> Proved:
    """The formula solves the equation ``solves``, which says what the symbol is; nothing else does.

    It is the only root because the equation is straight in the symbol, or because the difference
    of its sides has the derivative ``slope``, whose sign is manifest. If that is so only where the
    symbol is not negative, the formula must not be negative either: Z3 decides, with ``given``.
    """
    symbol, value = named(text, statement)
    if not isinstance(solves, sp.Eq) or symbol not in solves.free_symbols:
        raise ProofError(f"{text}: {solves} is no equation for {symbol}")
    if solves == statement:
        raise ProofError(f"{text}: the formula itself is given as what it stands for")
    rest = solves.lhs - solves.rhs
    must(text, rest.subs(symbol, value), sp.Integer(0), where, "no root of the equation")
    tangent = sp.diff(rest, symbol)
    if slope is None:
        if tangent.has(symbol) and not equal(sp.diff(tangent, symbol), sp.Integer(0), where):
            raise ProofError(f"{text}: {solves} is not straight in {symbol}: give its slope")
        slope = sp.together(put(sp.cancel(tangent), where))
    else:
        must(text, tangent, slope, where, "the slope is another one")
        slope = put(slope, where)
    if not sign(slope):
        raise ProofError(f"{text}: the sign of the slope {slope} is open")
    if not symbol.is_nonnegative or sign(slope.subs(symbol, sp.Dummy(real=True))):
        return proved("only root", text, statement, Grade.FORMULA, solves)
    value = put(value, where)
    if sign(value) in (0, 1):
        return proved("only root", text, statement, Grade.FORMULA, solves)
    order = sp.Ge(value, 0, evaluate=False)
    inside, why = smt.follows(order, [put(each, where) for each in given], growing=True)
    if not inside:
        raise ProofError(f"{text}: {symbol} is not negative, but the formula may be: {why}")
    return Proved(text, statement, Strength.Z3, SEAL, "only root", Grade.FORMULA, (solves, *given))


def only_path(
    text: str,
    statement: sp.Basic,
    time: sp.Symbol,
    rate: sp.Expr,
    start: sp.Expr,
    where: Known | None = None,
) -> Proved:
    """The formula begins at ``start`` and changes at ``rate``, in which the symbol may stand.

    A rate that is smooth in the symbol leaves one path from one start.
    """
    symbol, path = named(text, statement)
    if rate.has(sp.Piecewise, sp.Min, sp.Max, sp.Abs, sp.floor, sp.ceiling):
        raise ProofError(f"{text}: the rate {rate} is not smooth")
    must(text, path.subs(time, 0), start, where, "another start")
    must(text, sp.diff(path, time), rate.subs(symbol, path), where, "another rate")
    moves = sp.Eq(sp.Derivative(sp.Function(symbol.name)(time), time), rate, evaluate=False)
    return proved("only path", text, statement, Grade.FORMULA, moves)


def limit_of(
    text: str,
    statement: sp.Basic,
    expression: sp.Expr,
    variable: sp.Symbol,
    point: sp.Expr,
    where: Known | None = None,
    direction: str = "+",
) -> Proved:
    """The symbol is the limit of ``expression``, worked out, which Gruntz's algorithm finds."""
    symbol, value = named(text, statement)
    found = sp.limit(put(expression, where).doit(), variable, point, direction)
    must(text, put(value, where), found, None, "another limit")
    ends = sp.Limit(expression, variable, point, direction)
    return proved("limit of", text, statement, Grade.FORMULA, sp.Eq(symbol, ends, evaluate=False))


def threshold(
    text: str,
    statement: sp.Basic,
    gain: sp.Expr,
    variable: sp.Symbol,
    slope: sp.Expr,
    where: Known | None = None,
) -> Proved:
    """``gain`` is ``slope`` times ``variable`` less the formula, and the slope keeps its sign.

    So the formula is where the gain turns, once and on one side only.
    """
    symbol, value = named(text, statement)
    must(text, gain, slope * (variable - value), where, "the gain turns elsewhere")
    if not sign(put(slope, where)):
        raise ProofError(f"{text}: the sign of the slope {put(slope, where)} is open")
    turns = sp.Eq(gain.subs(variable, symbol), 0, evaluate=False)
    return proved("threshold", text, statement, Grade.FORMULA, turns)


def optimum(
    text: str,
    statement: sp.Basic,
    objective: sp.Expr,
    variable: sp.Symbol,
    factor: sp.Expr,
    where: Known | None = None,
    most: bool = True,
) -> Proved:
    """The derivative of ``objective`` is ``factor`` times what the formula is above the variable.

    A positive factor makes it the greatest value, over all of the region; with ``most=False`` a
    negative one the least.
    """
    _, value = named(text, statement)
    must(text, sp.diff(objective, variable), factor * (value - variable), where,
          "the derivative turns elsewhere")
    if sign(put(factor, where)) != (1 if most else -1):
        raise ProofError(f"{text}: the sign of the factor {put(factor, where)} is open")
    best = sp.Eq(sp.Derivative(objective, variable), 0, evaluate=False)
    return proved("optimum", text, statement, Grade.THEOREM, best)


def elasticity(
    text: str,
    statement: sp.Basic,
    function: sp.Expr,
    variable: sp.Symbol,
    where: Known | None = None,
) -> Proved:
    """The symbol is the relative change of ``function`` with a relative one of ``variable``."""
    symbol, value = named(text, statement)
    change = variable * sp.diff(function, variable) / function
    must(text, change, value, where, "another elasticity")
    stands = sp.Mul(variable / function, sp.Derivative(function, variable), evaluate=False)
    meaning = sp.Eq(symbol, stands, evaluate=False)
    return proved("elasticity", text, statement, Grade.FORMULA, meaning)
