"""What holds in every state that an economy can reach: an inductive invariant, block by block.

The invariant says that every state lies in its declared domain, that tokens and dollars sum to
what there was, and that shares which are paid out of one whole do not exceed it. Day 0 satisfies
it, and each equation of each block keeps it: every goal is a question to Z3, of the specification
as it stands. A goal may use what is declared of the symbols that it reads, and where that is not
enough, the equations of its block.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import sympy as sp

from model.logic import smt
from model.quantities import quantity, registry
from model.spec.core import Block, Flow, Law, limited, right_of, target_of
from model.spec.economy import Economy

#: Seconds that Z3 has for a goal with the domains alone, and with the block's equations.
BRIEF, LONG = 2.0, 10.0


@dataclass(frozen=True)
class Goal:
    """A statement about one equation of a block, and what may be assumed of what it reads.

    ``equations`` are those of the block before it, for goals that the domains do not settle.
    """

    block: str
    kind: str
    about: str
    statement: sp.Basic
    assumed: tuple[sp.Basic, ...]
    equations: tuple[sp.Basic, ...] = ()


@dataclass(frozen=True)
class Found:
    """Whether a goal holds for all states; if not, a state in which it fails."""

    goal: Goal
    answer: smt.Answer
    seconds: float


def within(symbol: sp.Symbol, value: sp.Expr) -> sp.Basic:
    """``value`` lies in the domain that is declared of ``symbol``."""
    domain = quantity(symbol).domain
    parts = []
    if domain.low > -math.inf:
        relation = sp.Gt if domain.open_low else sp.Ge
        parts.append(relation(value, sp.Rational(str(domain.low)), evaluate=False))
    if domain.high < math.inf:
        relation = sp.Lt if domain.open_high else sp.Le
        parts.append(relation(value, sp.Rational(str(domain.high)), evaluate=False))
    return sp.And(*parts, evaluate=False) if len(parts) > 1 else parts[0] if parts else sp.true


def paid(flow: Flow, block: Block, asked: sp.Expr) -> sp.Expr:
    """What a flow moves: what is asked, if its payer has it left, and never less than nothing."""
    before = block.flows[: block.flows.index(flow)]
    left = flow.payer - sp.Add(*(each.symbol for each in before if each.payer == flow.payer))
    return sp.Max(0, sp.Min(asked, left) if limited(flow) else asked)


@cache
def whatever_is_asked(block: Block) -> tuple[sp.Basic, ...]:
    """The flows of a block as relations, each of which may be asked any amount."""
    return tuple(
        sp.Eq(f.symbol, paid(f, block, sp.Symbol(f"asked_{f.symbol.name}", real=True)),
              evaluate=False)
        for f in block.flows
    )


@cache
def equations(block: Block) -> tuple[sp.Basic, ...]:
    """Definitions and flows of a block as relations, in their order."""
    stated = (e for e in block.equations if not isinstance(e, Law))
    return tuple(
        sp.Eq(e.symbol, paid(e, block, e.request) if isinstance(e, Flow) else e.amount,
              evaluate=False)
        for e in stated
    )


def change(stock: sp.Symbol, block: Block) -> sp.Expr:
    """What a block adds to a stock."""
    return sp.Add(
        *(flow.symbol for flow in block.flows if flow.receiver == stock),
        *(-flow.symbol for flow in block.flows if flow.payer == stock),
    )


def domains(symbols: Iterable[sp.Symbol]) -> tuple[sp.Basic, ...]:
    """What is declared of each symbol."""
    stated = (within(symbol, symbol) for symbol in sorted(symbols, key=str))
    return tuple(each for each in stated if each != sp.true)


def whole(economy: Economy, unit: str) -> sp.Basic:
    """All accounts of one unit sum to what there was on day 0: the supply, or nothing."""
    total = sp.Add(*economy.accounts(unit))
    return sp.Eq(total, registry["initial_supply"].symbol if unit == "AI" else 0, evaluate=False)


def shares(economy: Economy) -> tuple[sp.Basic, ...]:
    """The joint conditions on parameters, also as they are in force after any votes."""
    governed = {quantity(s).of: s for s in economy.levels if quantity(s).of}
    found = []
    for constraint in economy.constraints:
        voted = {s: governed[s.name] for s in constraint.expression.free_symbols
                 if s.name in governed}
        found.append(constraint.expression)
        if voted:
            found.append(constraint.expression.subs(voted))
    return tuple(found)


def exactly(condition: sp.Basic) -> sp.Basic:
    """A condition that allows for rounding, as it is meant: what is nearly zero is zero."""
    if isinstance(condition, sp.Le) and isinstance(condition.lhs, sp.Abs):
        return sp.Eq(condition.lhs.args[0], 0, evaluate=False)
    return condition


def goals(economy: Economy) -> Iterator[Goal]:
    """Every goal of an economy, in the order of its day."""
    joint = shares(economy)
    for block in economy.blocks:
        for equation in block.equations:
            target, value = target_of(equation), right_of(equation)
            if not isinstance(equation, Flow) and within(target, target) != sp.true:
                kind = "level" if isinstance(equation, Law) else "definition"
                yield goal(economy, block, kind, target.name, within(target, value), joint)
        for stock in block.moved:
            kept = within(stock, stock + change(stock, block))
            if kept != sp.true:
                yield goal(economy, block, "stock", stock.name, kept, joint)
        for unit in ("AI", "USD"):
            total = sp.Add(*(change(stock, block) for stock in economy.accounts(unit)))
            yield Goal(block.name, "conserved", unit, sp.Eq(total, 0, evaluate=False), ())
    yield from first_day(economy)


def first_day(economy: Economy) -> Iterator[Goal]:
    """The base case: on day 0 every state lies in its domain, and the accounts sum as they must.

    Values of day 0 are in parameters, and in states that are given before.
    """
    joint = tuple(exactly(constraint.expression) for constraint in economy.constraints)
    given: list[sp.Basic] = []
    for start in economy.initial:
        kept = within(start.state, start.value)
        read = start.value.free_symbols
        if kept != sp.true:
            yield Goal("day 0", "first", start.state.name, kept, (*domains(read), *joint),
                       tuple(given))
        given.append(sp.Eq(start.state, start.value, evaluate=False))
    known = {start.state: start.value for start in economy.initial}
    for unit in ("AI", "USD"):
        total = whole(economy, unit)
        left = total.lhs.xreplace(known)
        while left.free_symbols & set(known):
            left = left.xreplace(known)
        statement = sp.Eq(sp.expand(left - total.rhs), 0, evaluate=False)
        yield Goal("day 0", "conserved", unit, statement, (*domains(left.free_symbols), *joint))


def goal(
    economy: Economy,
    block: Block,
    kind: str,
    about: str,
    statement: sp.Basic,
    joint: Sequence[sp.Basic],
) -> Goal:
    """A goal with what it may use: the equations that lead to it, their domains, joint conditions.

    Only what is connected with the statement is named, since Z3 answers small questions.
    """
    read, used = set(statement.free_symbols), []
    for relation in reversed(equations(block)):
        if relation.lhs in read and relation.lhs.name != about:
            used.append(relation)
            read |= relation.rhs.free_symbols
    conditions = [each for each in joint if each.free_symbols <= read]
    for unit in ("AI", "USD"):
        accounts = set(economy.accounts(unit))
        if len(accounts & read) > 1:
            conditions.append(whole(economy, unit))
            read |= accounts
    assumed = (*domains(read), *conditions)
    return Goal(block.name, kind, about, statement, assumed, tuple(reversed(used)))


def decide(question: Goal, block: Block | None = None) -> Found:
    """Ask Z3, with as little as may do: domains, then flows of any size, then all equations."""
    begun = time.perf_counter()
    read = question.statement.free_symbols
    near = [each for each in question.assumed if each.free_symbols <= read]
    tries = [(near, BRIEF)]
    if question.kind == "stock" and block:
        flows = whatever_is_asked(block)
        seen = set().union(*(relation.free_symbols for relation in flows))
        tries.append(([*flows, *domains(s for s in seen if s.name in registry)], BRIEF))
    tries.append(([*question.assumed], BRIEF))
    tries.append(([*question.assumed, *question.equations], LONG))
    answer = smt.Answer(False, "", {})
    for premises, seconds in tries:
        answer = smt.ask(question.statement, premises, seconds)
        if answer.holds:
            break
    return Found(question, answer, time.perf_counter() - begun)
