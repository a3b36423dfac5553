"""Random economies of the language, from the least of every part to a good deal of each."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import sympy as sp

from model import own
from model.spec.core import Equation
from model.spec.economy import Economy

UNITS = ("AI", "USD", "Foreign_coin", "X")
#: Names that are short, long, of one letter, of the package, or nearly words of a program.
NAMES = ("x", "E", "I", "pi", "e1", "Lambda", "lambda_", "price", "burned", "exp_", "min_day", "S",
         "beta", "N", "days", "zeta", "q" * 40, "run_", "vault_usd", "_hidden", "gamma", "O", "Q",
         "re", "im", "Min", "stepped", "list", "dict", "sum", "float", "print", "object", "args",
         "policy", "signal", "left", "next", "block", "model", "none_", "f", "d",
         "index")  # fmt: skip


@dataclass
class Made:
    """What a random economy declares on its way."""

    draw: np.random.Generator
    names: list[str]
    readable: list[sp.Symbol] = field(default_factory=list)

    def name(self) -> str:
        return self.names.pop()

    def few(self, most: int, least: int = 0) -> int:
        return int(self.draw.integers(least, most + 1))

    def pick(self, of: list[sp.Symbol]) -> sp.Symbol:
        return of[int(self.draw.integers(len(of)))]

    def number(self) -> sp.Expr:
        return sp.Rational(int(self.draw.integers(1, 9)), int(self.draw.integers(1, 9)))

    def pure(self, depth: int = 3) -> sp.Expr:
        """A pure number of what can be read, finite for every value that it may have."""
        kind = int(self.draw.integers(0, 12)) if depth else int(self.draw.integers(0, 2))
        if kind == 0 or not self.readable:
            return self.number()
        if kind == 1:
            return self.pick(self.readable)
        one, other = self.pure(depth - 1), self.pure(depth - 1)
        calm = sp.Max(sp.Min(one, 3), -3)
        forms = {
            2: lambda: one + other,
            3: lambda: one - other / 2,
            4: lambda: calm * other,
            5: lambda: sp.Min(one, other, self.number()),
            6: lambda: sp.Max(one, other),
            7: lambda: sp.exp(-calm),
            8: lambda: sp.log(1 + sp.Abs(one)),
            9: lambda: (1 + sp.Abs(calm)) ** sp.Rational(1, self.few(4, 2)),
            10: lambda: sp.Piecewise((one, sp.Gt(calm, self.number())), (other / 3, True)),
            11: lambda: sp.Piecewise((calm, self.holds(one, other)), (other, True)),
        }
        return forms[kind]()

    def holds(self, one: sp.Expr, other: sp.Expr) -> sp.Basic:
        """A condition of two."""
        low, unlike = sp.Le(one, self.number()), sp.Ne(other, self.number())
        forms = (sp.Not(sp.And(low, unlike)), sp.Or(low, sp.Not(unlike)), sp.And(low, unlike))
        return forms[self.few(2)]


def economy(seed: int) -> Economy:
    """A random economy."""
    made = Made(np.random.default_rng(seed), [])
    made.names = [NAMES[k] for k in made.draw.permutation(len(NAMES))]
    for name in UNITS[2:]:
        own.unit(name, "a unit of a test")
    units = UNITS[: made.few(len(UNITS), 1)]
    start: dict[sp.Symbol, sp.Expr] = {}
    parameters = [
        own.parameter(made.name(), "1", "a number", value=float(made.draw.uniform(0, 2)))
        for _ in range(made.few(4))
    ]
    stocks = {
        u: [own.stock(made.name(), u, "an account") for _ in range(made.few(3, 2))] for u in units
    }
    levels = [own.level(made.name(), "1", "a level") for _ in range(made.few(3))]
    rule = own.parameter(made.name(), "1", "a rule", own.choice("old", "new", "none"), value=1)
    parameters += [rule] * made.few(1)
    shocks = [own.shock(made.name(), "a draw") for _ in range(made.few(2))]
    shocks += [own.path(made.name(), "1", "from outside", own.REAL) for _ in range(made.few(1))]
    # What is in force of these two would have a name of the printed programs, which is refused.
    voted = [each for each in parameters[: made.few(1)] if each.name not in ("left", "next")]
    for each in (s for row in stocks.values() for s in row):
        start[each] = sp.Integer(made.few(1000))
    for each in levels:
        made.readable = list(parameters)
        start[each] = made.pure(2)
    in_force = [own.in_force(each) for each in voted]
    start |= dict(zip(in_force, voted, strict=True))
    blocks = []
    for number in range(made.few(3, 1)):
        made.readable = [*parameters, *levels, *shocks, *in_force]
        equations: list[Equation] = []
        if made.few(1):
            symbol = own.definition(made.name(), "1", "an intermediate")
            equations.append(own.Definition(symbol, made.pure()))
            made.readable.append(symbol)
            used = symbol
        else:
            used = None
        for _ in range(made.few(3, 1)):
            unit = units[made.few(len(units) - 1)]
            payer, receiver = (
                stocks[unit][int(k)] for k in made.draw.permutation(len(stocks[unit]))[:2]
            )
            flow = own.flow(made.name(), unit, "a flow")
            asked = payer if not made.few(5) else made.pure() * made.pick(stocks[unit])
            equations.append(own.Flow(flow, payer, receiver, (used or 1) * asked))
        if not number:
            equations += [
                own.Law(level, sp.Max(sp.Min(made.pure() + level / 2, 1e6), -1e6))
                for level in levels
            ]
            equations += [
                own.Law(level, own.schedule(each))
                for level, each in zip(in_force, voted, strict=True)
            ]
        blocks.append(own.Block(f"part_{number}", "A part of the day.", tuple(equations)))
    used_states = {s for b in blocks for s in (*b.inputs, *b.moved)}
    used_states |= {law.level for b in blocks for law in b.laws}
    start = {state: value for state, value in start.items() if state in used_states}
    return own.economy(f"generated-{seed}", "drawn at random", start, blocks)
