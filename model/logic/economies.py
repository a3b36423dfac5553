"""Rules of inference that read a whole specification: what its days keep, whatever happens."""

from __future__ import annotations

import sympy as sp

from model.logic.decide import Known, put
from model.logic.inductive import change, paid
from model.logic.sides import equation, must, named, proved
from model.logic.step import SEAL, Grade, ProofError, Proved, Step, Strength
from model.quantities import Kind, quantity
from model.spec.core import Block, right_of, target_of
from model.spec.economy import Economy
from model.units import unit


def moved(block: Block, symbol: sp.Symbol) -> Step:
    """A step to what a flow moves: what is asked if its payer has it left, and nothing below 0."""
    info = quantity(symbol).info
    text = f"{info[0].upper()}{info[1:]}: what is asked, if the payer has it left."
    flow = next(each for each in block.flows if each.symbol == symbol)
    moves = sp.Eq(symbol, paid(flow, block, flow.request), evaluate=False)
    return Step(text, moves, Strength.SYMPY, SEAL)


def by_conservation(
    text: str, statement: sp.Basic, economy: Economy, where: Known | None = None
) -> Proved:
    """Both sides are equal on day 0, and no block of the economy changes their difference.

    They are made of accounts and of parameters, which votes leave alone: by induction over the
    blocks of the days they are equal for ever. ``where`` are joint conditions on parameters.
    """
    left, right = equation(text, statement)
    gap = begun = left - right
    for symbol in sorted(gap.free_symbols, key=str):
        if symbol not in economy.stocks and quantity(symbol).kind is not Kind.PARAMETER:
            raise ProofError(f"{text}: {symbol} is neither an account nor a parameter")
    if not gap.free_symbols & set(economy.stocks):
        raise ProofError(f"{text}: {statement} speaks of no account")
    for start in reversed(economy.initial):
        begun = begun.subs(start.state, start.value)
    must(text, begun, sp.Integer(0), where, "day 0 is unlike")
    for block in economy.blocks:
        after = {stock: stock + change(stock, block) for stock in block.moved}
        must(text, put(gap, after), gap, None, f"the block {block.name} changes it")
    return proved("by conservation", text, statement, Grade.THEOREM)


def power(symbol: sp.Symbol, dimension: str) -> sp.Rational:
    """The power of a dimension in a quantity's unit: of tokens 1 for a balance, -1 for a price."""
    return sp.Rational(dict(unit(quantity(symbol).unit)[1]).get(dimension, 0))


_LIKE = (sp.Add, sp.Min, sp.Max, sp.core.relational.Relational)


def degree(expression: sp.Basic, dimension: str) -> sp.Rational | None:
    """The power of a factor that comes out if every symbol takes its own; None for zero.

    By induction over the form of the expression. `ProofError` where terms of unlike power meet or
    where a power of the factor reaches a function that cannot pass it on.
    """
    if isinstance(expression, sp.Symbol):
        return power(expression, dimension)
    if expression.is_number or expression in (sp.true, sp.false):
        return None if expression.is_zero else sp.Integer(0)
    if isinstance(expression, sp.Piecewise):
        for _, condition in expression.args:
            degree(condition, dimension)
        return _common(expression, [degree(branch, dimension) for branch, _ in expression.args])
    parts = [degree(arg, dimension) for arg in expression.args]
    if isinstance(expression, sp.Mul):
        return None if None in parts else sp.Add(*parts)
    if isinstance(expression, sp.Pow) and expression.args[1].is_number and parts[0] is not None:
        return parts[0] * expression.args[1]
    if isinstance(expression, _LIKE) or set(parts) == {0}:
        return _common(expression, parts)
    raise ProofError(f"{expression} does not pass on a new denomination")


def _common(whole: sp.Basic, parts: list[sp.Rational | None]) -> sp.Rational | None:
    found = {part for part in parts if part is not None}
    if len(found) > 1:
        raise ProofError(f"unlike powers of the denomination meet in {whole}")
    return found.pop() if found else None


def by_scaling(
    text: str, statement: sp.Basic, economy: Economy, dimension: str, old: sp.Symbol
) -> Proved:
    """A state of the economy restated in another unit is the state, times a power of the factor.

    Both sides of every equation of the day, and of every state on day 0, take the same power if
    each symbol takes the power that ``dimension`` has in its unit. So, day after day, does the
    state ``old``; the symbol of the left side stands for it in the restated economy.
    """
    new, value = named(text, statement)
    factors = value.free_symbols - {old}
    if old not in economy.states or len(factors) != 1 or quantity(new).kind is not Kind.THEORY:
        raise ProofError(f"{text}: {statement} restates no state by one factor")
    (factor,) = factors
    if quantity(factor).kind is not Kind.THEORY or quantity(new).unit != quantity(old).unit:
        raise ProofError(f"{text}: {new} is no restated {old}")
    sides = [(target_of(e), right_of(e)) for block in economy.blocks for e in block.equations]
    sides += [(start.state, start.value) for start in economy.initial]
    for target, side in sides:
        if degree(side, dimension) not in (None, power(target, dimension)):
            raise ProofError(f"{text}: {target} takes another power than what it is made of")
    must(text, value, old * factor ** power(old, dimension), None, "another power")
    return proved("by scaling", text, statement, Grade.THEOREM)
