"""The equations of an economy in exact amounts, read straight from the specification.

A third way to run the model, slow and independent of the printers: amounts asked for are
floats, accounts are fractions, so that nothing is lost when tokens move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

import numpy as np
import sympy as sp

from model.parameter_sets import ParameterError, build
from model.quantities import quantity
from model.spec.core import Block, Definition, Flow, limited, right_of, target_of
from model.spec.economy import Economy

Values = dict[sp.Symbol, float | Fraction]


@dataclass
class Payment:
    """What a flow asked for, what its payer held just then, and what moved."""

    flow: sp.Symbol
    asked: float
    held: Fraction
    paid: Fraction


@dataclass
class Trace:
    """The state after some days, and every payment on the way."""

    values: Values
    payments: list[Payment] = field(default_factory=list)


@cache
def function(expression: sp.Expr) -> tuple[tuple[sp.Symbol, ...], Callable[..., float]]:
    """An expression as a Python function, with the symbols it takes."""
    symbols = tuple(sorted(expression.free_symbols, key=str))
    return symbols, sp.lambdify(symbols, expression, "math")


def value(expression: sp.Expr, values: Values) -> float:
    """The value of an expression as a float."""
    symbols, compute = function(expression)
    return float(compute(*(float(values[s]) for s in symbols)))


def run_block(block: Block, trace: Trace) -> None:
    """One event: definitions and flows in order, then stocks and levels all at once."""
    values, left = trace.values, dict(trace.values)
    change: dict[sp.Symbol, Fraction] = {}
    levels: Values = {}
    for equation in block.equations:
        target, amount = target_of(equation), value(right_of(equation), values)
        if isinstance(equation, Flow):
            held = Fraction(left[equation.payer])
            paid = max(Fraction(0), Fraction(amount))
            paid = min(paid, held) if limited(equation) else paid
            if equation.request == equation.payer:
                paid = held
            trace.payments.append(Payment(target, amount, held, paid))
            left[equation.payer] = held - paid
            change[equation.payer] = change.get(equation.payer, Fraction(0)) - paid
            change[equation.receiver] = change.get(equation.receiver, Fraction(0)) + paid
            values[target] = paid
        elif isinstance(equation, Definition):
            values[target] = amount
        else:
            levels[target] = amount
    values.update(levels)
    for stock, moved in change.items():
        values[stock] = Fraction(values[stock]) + moved


def alone(block: Block, known: Mapping[sp.Symbol, float | Fraction]) -> Trace:
    """One event of a block by itself; what it reads or moves and nobody knows is zero."""
    trace = Trace({**dict.fromkeys((*block.inputs, *block.moved), 0.0), **known})
    run_block(block, trace)
    return trace


def start(economy: Economy, draw: np.random.Generator, **known: float) -> Trace:
    """Day 0 for parameters drawn uniformly from the ranges of their facts, but for those known."""
    while True:
        chosen = {symbol.name: _drawn(symbol, draw) for symbol in economy.parameters} | known
        try:
            drawn = build(economy, "base", (), **chosen)
        except ParameterError:
            continue
        break
    values: Values = {symbol: drawn[symbol.name] for symbol in economy.parameters}
    values |= {s: drawn[s.name.removeprefix("scheduled_")] for s in economy.schedules}
    for initial in economy.initial:
        values[initial.state] = value(initial.value, values)
    return Trace(values)


def _drawn(symbol: sp.Symbol, draw: np.random.Generator) -> float:
    record = quantity(symbol)
    low, high = record.range
    if record.domain.whole:
        return float(draw.integers(int(low), int(high) + 1))
    return low if low == high else float(draw.uniform(low, high))


def some_days(
    economy: Economy, days: int, points: int, seed: int = 7, **known: float
) -> Iterator[Trace]:
    """Traces after each day, for several draws of the parameters, but for those known."""
    draw = np.random.default_rng(seed)
    for _ in range(points):
        trace = start(economy, draw, **known)
        for _ in range(days):
            trace.payments.clear()
            trace.values.update({s: float(draw.standard_normal()) for s in economy.shocks})
            for block in economy.blocks:
                run_block(block, trace)
            yield trace
