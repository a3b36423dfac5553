"""SymPy's real arithmetic in the words of Z3, which decides whether a statement follows.

Sums, products, quotients, whole and half powers, Min, Max, Abs, Piecewise, floor and ceiling are
translated. exp, log and other powers become functions of which only what is listed in `KNOWN_OF`
is assumed. Z3 is loaded when it is first asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any, NamedTuple

import sympy as sp
from sympy.logic.boolalg import BooleanAtom

from model.logic.step import ProofError

#: What is assumed of the functions that real arithmetic does not have, in words. That exp grows,
#: that log is below its tangent at one and that a power is the exp of exponent times log is said
#: only to who asks for it: `Translation.facts`.
KNOWN_OF = {
    "exp": "positive, and above, at or below one as its argument is above, at or below zero",
    "log": "of any sign",
    "pow": "positive for a positive base",
    "sin": "between -1 and 1",
    "cos": "between -1 and 1, and not negative within a quarter turn of zero, positive inside it",
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
        self.whole: list[Any] = []

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
        }

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
        down = type(expression).__name__ == "floor"
        found = z3.ToInt(inside) if down else -z3.ToInt(-inside)
        # That two whole numbers are ordered goes without saying, but Z3 does not think of it.
        self.assumed += [z3.Or(found <= other, found >= other + 1) for other in self.whole]
        self.whole.append(found)
        return z3.ToReal(found)

    def _function(self, expression: sp.Basic) -> Any:
        term = self._fresh((type(expression).__name__, *expression.args))
        if expression.is_positive:
            self.assumed.append(term > 0)
        elif expression.is_nonnegative:
            self.assumed.append(term >= 0)
        name = type(expression).__name__
        if name in ("sin", "cos"):
            self.assumed += [term <= 1, term >= -1]
        if name == "cos":
            angle, quarter = self.term(expression.args[0]), self.term(sp.pi) / 2
            near = self.z3.And(angle >= -quarter, angle <= quarter)
            inside = self.z3.And(angle > -quarter, angle < quarter)
            self.assumed += [self.z3.Implies(near, term >= 0), self.z3.Implies(inside, term > 0)]
        if name == "exp":
            exponent = self.term(expression.args[0])
            self.assumed += [(exponent <= 0) == (term <= 1), (exponent >= 0) == (term >= 1)]
        return term

    def facts(self) -> list[Any]:
        """How the exponentials, powers and logarithms that occurred grow."""
        z3, said, powers = self.z3, [], []
        for name, *inside in tuple(self.functions):
            if name == "exp":
                powers.append((z3.BoolVal(True), self.term(inside[0]), self.term(sp.exp(*inside))))
            elif name == "Pow" and inside[0].is_positive is not False:
                base, exponent = inside
                argument = self.term(exponent) * self.term(sp.log(base))
                powers.append((self.term(base) > 0, argument, self.term(base**exponent)))
        for place, (sound, x, y) in enumerate(powers):
            said.append(z3.Implies(sound, z3.And(y > 0, (x == 0) == (y == 1))))
            said += [
                z3.Implies(z3.And(sound, other), z3.And((x < v) == (y < w), (x > v) == (y > w)))
                for other, v, w in powers[:place]
            ]
        for name, *inside in tuple(self.functions):
            if name == "log":
                x, y = self.term(inside[0]), self.term(sp.log(*inside))
                said.append(z3.Implies(x > 0, z3.And(y <= x - 1, (x == 1) == (y == x - 1))))
        return said

    def _fresh(self, key: tuple[Any, ...]) -> Any:
        if key not in self.functions:
            # A name that no symbol has: a symbol may be called f.
            self.functions[key] = self.z3.FreshReal("function")
        return self.functions[key]


class Answer(NamedTuple):
    """Whether a statement follows; if not, why not, and numbers for which it fails if there are."""

    holds: bool
    why: str
    case: Mapping[sp.Symbol, float]


def ask(
    statement: sp.Basic,
    premises: Iterable[sp.Basic],
    seconds: float = SECONDS,
    growing: bool = False,
) -> Answer:
    """Whether the premises leave no case in which the statement fails; if not, such a case.

    ``growing`` asks for what is known of exponentials, powers and logarithms.
    """
    words = Translation()
    solver = words.z3.Solver()
    solver.set("timeout", int(1000 * seconds))
    solver.add(*(words.term(premise) for premise in premises))
    solver.add(words.z3.Not(words.term(statement)))
    if growing:
        solver.add(*words.facts())
    solver.add(*words.assumed)
    answer = solver.check()
    if answer == words.z3.unsat:
        return Answer(True, "", {})
    if answer == words.z3.unknown:
        return Answer(False, f"not decided within {seconds:g} seconds", {})
    found = {s: solver.model().eval(t, True) for s, t in words.symbols.items()}
    shown = ", ".join(sorted(f"{symbol.name} = {value}" for symbol, value in found.items()))
    return Answer(False, f"it fails at {shown}", {s: _number(v) for s, v in found.items()})


def follows(
    statement: sp.Basic,
    premises: Iterable[sp.Basic],
    seconds: float = SECONDS,
    growing: bool = False,
) -> tuple[bool, str]:
    """Whether the premises leave no case in which the statement fails, and why not."""
    return ask(statement, premises, seconds, growing)[:2]


def _number(value: Any) -> float:
    exact = value if hasattr(value, "as_fraction") else value.approx(20)
    return float(exact.as_fraction())
