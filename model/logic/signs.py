"""The sign of an expression for all admissible values, or two cases in which it is not the same.

A sign is decided factor by factor: it is manifest, or the factor is zero at time zero and its rate
has a sign from there on, or Z3 finds no case of the other sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import sympy as sp

from model.logic import smt
from model.logic.decide import Known, equal, put, sign
from model.logic.sides import proved, with_z3
from model.logic.step import Grade, ProofError, Proved

Case = Mapping[sp.Symbol, sp.Rational]
#: Sums of so few terms are tried term by term.
FEW = 6
#: Draws in which a sign may show itself, and how far from zero it must then be.
TRIES, APART = 400, 1e-9


def by_sign(
    text: str,
    statement: sp.Basic,
    time: sp.Symbol | None = None,
    where: Known | None = None,
) -> Proved:
    """An expression above or below zero: ``where`` puts the region into symbols of known sign.

    ``time`` is a positive symbol: what is zero at its zero and has a rate of one sign has that
    sign itself.
    """
    if not isinstance(statement, (sp.Gt, sp.Lt)) or statement.args[1] != 0:
        raise ProofError(f"{text}: {statement} is no sign of an expression")
    if time is not None and not time.is_positive:
        raise ProofError(f"{text}: {time} may be zero")
    wanted = 1 if isinstance(statement, sp.Gt) else -1
    expression = put(statement.args[0], where)
    if constant_sign(expression, time) == wanted:
        return proved("by sign", text, statement, Grade.THEOREM)
    holds, why = smt.follows(statement.func(expression, 0, evaluate=False), [], 3, growing=True)
    if not holds:
        raise ProofError(f"{text}: {why}")
    return with_z3("by sign", text, statement, Grade.THEOREM)


@cache
def constant_sign(
    expression: sp.Expr, time: sp.Symbol | None = None, depth: int = 2
) -> int | None:
    """1, -1 or 0 if the expression is so for all admissible values, else nothing."""
    found = sign(expression)
    if found is not None:
        return found
    whole = _from_zero(expression, time, depth)
    if whole is not None:
        return whole
    if isinstance(expression, sp.Add) and len(expression.args) <= FEW:
        each = {constant_sign(term, time, depth) for term in expression.args}
        if len(each) == 1 and None not in each:
            return each.pop()
    return _by_factors(expression, time, depth)


def _by_factors(expression: sp.Expr, time: sp.Symbol | None, depth: int) -> int | None:
    """The product of the signs of factors, or of those that are manifest and of the rest."""
    if isinstance(expression, sp.Mul):
        each = [constant_sign(part, time, depth) for part in expression.args]
        if None not in each:
            return int(np.prod([found for found in each if found is not None]))
    parts = sp.Mul.make_args(sp.factor(sp.together(expression)))
    known = [found for part in parts if (found := sign(part)) is not None]
    rest = sp.Mul(*(part for part in parts if sign(part) is None))
    if not known or rest == expression:
        return None
    left = 1 if rest == 1 else constant_sign(rest, time, depth)
    return None if left is None else int(np.prod(known)) * left


def _from_zero(expression: sp.Expr, time: sp.Symbol | None, depth: int) -> int | None:
    """The sign of the rate in time, if the expression is zero at time zero."""
    if time is None or not depth or not expression.has(time):
        return None
    if not _smooth(expression, time):
        return None
    begun = expression.subs(time, 0)
    if begun.has(sp.nan, sp.zoo, sp.oo) or not equal(begun, sp.S.Zero):
        return None
    return constant_sign(sp.diff(expression, time), time, depth - 1)


def _smooth(expression: sp.Expr, time: sp.Symbol) -> bool:
    """Whether it has neither jumps nor poles at positive times: only exp, log and powers, tamed."""
    known = all(isinstance(each, (sp.exp, sp.log)) for each in expression.atoms(sp.Function))
    logs = all(sign(each.args[0]) == 1 for each in expression.atoms(sp.log))
    powers = [each for each in expression.atoms(sp.Pow) if each.has(time)]
    return known and logs and all(
        sign(each.base) == 1
        or (each.exp.is_integer and (each.exp.is_positive or sign(each.base) == -1))
        for each in powers
    )


def both_signs(expression: sp.Expr, seed: int = 7) -> tuple[Case, Case] | None:
    """A case in which the expression is positive and one in which it is negative, if drawn.

    The second is the first with one number changed, if that is enough.
    """
    symbols = sorted(expression.free_symbols, key=str)
    draw, found = np.random.default_rng(seed), dict[int, Case]()
    for _ in range(TRIES):
        case = {symbol: _admissible(symbol, draw) for symbol in symbols}
        found.setdefault(_sign_at(expression, case), case)
        if {1, -1} <= set(found):
            rises, falls = found[1], found[-1]
            near = ({**rises, symbol: falls[symbol]} for symbol in symbols)
            return rises, next((x for x in near if _sign_at(expression, x) == -1), falls)
    return None


def _sign_at(expression: sp.Expr, case: Case) -> int:
    """The sign at whole hundredths, worked out to thirty digits; 0 if it is near zero."""
    value = sp.N(expression.subs(case), 30)
    return int(sp.sign(value)) if value.is_Float and abs(value) > APART else 0


def _admissible(symbol: sp.Symbol, draw: np.random.Generator) -> sp.Rational:
    size = sp.Rational(int(draw.integers(1, 300)), 100)
    if symbol.is_positive or symbol.is_nonnegative:
        return size
    return -size if symbol.is_negative or draw.random() < 0.5 else size
