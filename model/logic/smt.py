"""SymPy's real arithmetic in the words of Z3, which decides whether a statement follows.

Sums, products, quotients, whole and half powers, Min, Max, Abs, Piecewise, floor and ceiling are
translated. exp, log and other powers become functions of which only what is listed in `KNOWN_OF`
is assumed. Z3 is loaded when it is first asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

import sympy as sp
from sympy.logic.boolalg import BooleanAtom

from model.logic.step import ProofError

#: What is assumed of the functions that real arithmetic does not have, in words.
KNOWN_OF = {
    "exp": "positive",
    "log": "of any sign",
    "pow": "positive for a positive base",
    "sin": "between -1 and 1",
    "erfc": "between 0 and 2",
}
SECONDS = 20


class Translation:
    """Terms of Z3 for expressions of SymPy, and what is assumed of their symbols."""

    def __init__(self) -> None:
        import z3

        self.z3: Any = z3
        self.symbols: dict[sp.Symbol, Any] = {}
        self.assumed: list[Any] = []
        self.functions: dict[tuple[Any, ...], Any] = {}

    def term(self, expression: sp.Basic) -> Any:
        """The term for an expression or a relation."""
        special: dict[type, Callable[[Any], Any]] = {
            sp.Symbol: self._symbol,
            sp.Pow: self._power,
            sp.Piecewise: self._piecewise,
            sp.floor: self._whole,
            sp.ceiling: self._whole,
            sp.UnevaluatedExpr: lambda e: self.term(e.args[0]),
        }
        for kind, words in special.items():
            if isinstance(expression, kind):
                return words(expression)
        if isinstance(expression, (sp.Rational, sp.Float, BooleanAtom)):
            return self._constant(expression)
        if type(expression).__name__ in KNOWN_OF or isinstance(expression, sp.NumberSymbol):
            return self._function(expression)
        make = self._makers().get(type(expression))
        if make is None:
            raise ProofError(f"{type(expression).__name__} has no words in real arithmetic")
        return make([self.term(part) for part in expression.args])

    def _constant(self, value: sp.Basic) -> Any:
        if isinstance(value, BooleanAtom):
            return self.z3.BoolVal(bool(value))
        exact = sp.Rational(str(value))
        return self.z3.RealVal(f"{exact.p}/{exact.q}")

    def _makers(self) -> dict[type, Callable[[list[Any]], Any]]:
        z3 = self.z3
        return {
            sp.Add: lambda x: z3.Sum(*x),
            sp.Mul: lambda x: z3.Product(*x),
            sp.Max: lambda x: reduce(lambda p, q: z3.If(p >= q, p, q), x),
            sp.Min: lambda x: reduce(lambda p, q: z3.If(p <= q, p, q), x),
            sp.Abs: lambda x: z3.If(x[0] >= 0, x[0], -x[0]),
            sp.sign: lambda x: z3.If(x[0] > 0, z3.RealVal(1),
                                     z3.If(x[0] < 0, z3.RealVal(-1), z3.RealVal(0))),
            sp.Eq: lambda x: x[0] == x[1],
            sp.Ne: lambda x: x[0] != x[1],
            sp.Ge: lambda x: x[0] >= x[1],
            sp.Gt: lambda x: x[0] > x[1],
            sp.Le: lambda x: x[0] <= x[1],
            sp.Lt: lambda x: x[0] < x[1],
            sp.And: lambda x: z3.And(*x),
            sp.Or: lambda x: z3.Or(*x),
            sp.Not: lambda x: z3.Not(x[0]),
            sp.Implies: lambda x: z3.Implies(x[0], x[1]),
            sp.Equivalent: lambda x: x[0] == x[1],
        }  # fmt: skip

    def _symbol(self, symbol: sp.Symbol) -> Any:
        if symbol not in self.symbols:
            term = self.symbols[symbol] = self.z3.Real(f"{symbol.name}#{len(self.symbols)}")
            if symbol.is_positive:
                self.assumed.append(term > 0)
            elif symbol.is_nonnegative:
                self.assumed.append(term >= 0)
            elif symbol.is_negative:
                self.assumed.append(term < 0)
        return self.symbols[symbol]

    def _power(self, expression: sp.Pow) -> Any:
        base, exponent = expression.args
        if exponent.is_Integer:
            found = reduce(lambda p, q: p * q, [self.term(base)] * abs(int(exponent)))
            return found if exponent > 0 else 1 / found
        if exponent in (sp.Rational(1, 2), -sp.Rational(1, 2)):
            root = self._fresh(("root", base))
            self.assumed += [root >= 0, root * root == self.term(base)]
            return root if exponent > 0 else 1 / root
        return self._function(expression)

    def _piecewise(self, expression: sp.Piecewise) -> Any:
        *cases, (last, condition) = expression.args
        if condition != sp.true:
            raise ProofError(f"{expression} has no value where no case holds")
        found = self.term(last)
        for value, holds in reversed(cases):
            found = self.z3.If(self.term(holds), self.term(value), found)
        return found

    def _whole(self, expression: sp.Basic) -> Any:
        z3 = self.z3
        inside = self.term(expression.args[0])
        below = z3.ToReal(z3.ToInt(inside))
        if type(expression).__name__ == "floor":
            return below
        return -z3.ToReal(z3.ToInt(-inside))

    def _function(self, expression: sp.Basic) -> Any:
        term = self._fresh((type(expression).__name__, *expression.args))
        if expression.is_positive:
            self.assumed.append(term > 0)
        elif expression.is_nonnegative:
            self.assumed.append(term >= 0)
        if type(expression).__name__ == "sin":
            self.assumed += [term <= 1, term >= -1]
        return term

    def _fresh(self, key: tuple[Any, ...]) -> Any:
        if key not in self.functions:
            self.functions[key] = self.z3.Real(f"f#{len(self.functions)}")
        return self.functions[key]


def follows(
    statement: sp.Basic, premises: Iterable[sp.Basic], seconds: float = SECONDS
) -> tuple[bool, str]:
    """Whether the premises leave no case in which the statement fails; if not, such a case."""
    words = Translation()
    solver = words.z3.Solver()
    solver.set("timeout", int(1000 * seconds))
    solver.add(*(words.term(premise) for premise in premises))
    solver.add(words.z3.Not(words.term(statement)))
    solver.add(*words.assumed)
    answer = solver.check()
    if answer == words.z3.unsat:
        return True, ""
    if answer == words.z3.unknown:
        return False, f"not decided within {seconds:g} seconds"
    values = solver.model()
    shown = (f"{s.name} = {values.eval(t, True)}" for s, t in words.symbols.items())
    return False, "it fails at " + ", ".join(sorted(shown))
