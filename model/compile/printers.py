"""SymPy expressions as Python text, for scalars (``math``) and for arrays (``numpy``).

Both printers emit the same operations in the same order and differ in a few words only. For exp,
log, sin and pow both call the functions of `model.elementary`, so all engines agree to the bit.
The factors of a product that no day changes stand together, so that a compiled day takes them out
of its loop.
"""

from __future__ import annotations

from typing import ClassVar

import sympy as sp
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.pycode import PythonCodePrinter

from model.quantities import Kind, kind_of


def _is_fixed(expression: sp.Basic) -> bool:
    """Whether an expression is the same on every day of a run."""
    return all(kind_of(symbol) == Kind.PARAMETER for symbol in expression.free_symbols)


class ScalarPrinter(PythonCodePrinter):
    """Plain Python for floats, which cadCAD executes."""

    module = "math"

    def __init__(self) -> None:
        super().__init__({"fully_qualified_modules": True, "standard": "python3"})

    def _fold(self, word: str, parts: tuple[sp.Basic, ...]) -> str:
        texts = [self._print(part) for part in sorted(parts, key=sp.default_sort_key)]
        folded: str = texts[-1]
        for text in reversed(texts[:-1]):
            folded = f"{word}({text}, {folded})"
        return folded

    def _print_Mul(self, expr: sp.Mul) -> str:
        fixed = [factor for factor in expr.args if _is_fixed(factor)]
        moving = [factor for factor in expr.args if factor not in fixed]
        if not moving or sum(1 for factor in fixed if factor.free_symbols) < 2:
            return str(super()._print_Mul(expr))
        rest = sp.Mul(*moving, evaluate=False) if len(moving) > 1 else moving[0]
        return f"({self._print(sp.Mul(*fixed))})*{self.parenthesize(rest, PRECEDENCE['Mul'])}"

    def _print_Min(self, expr: sp.Min) -> str:
        return self._fold("min", expr.args)

    def _print_Max(self, expr: sp.Max) -> str:
        return self._fold("max", expr.args)

    def _print_Abs(self, expr: sp.Abs) -> str:
        inside = expr.args[0]
        return f"max({self._print(inside)}, {self._print(-inside)})"

    def _print_Function(self, expr: sp.Function) -> str:
        return f"{expr.func.__name__}({self._print(expr.args[0])})"

    _print_exp = _print_log = _print_sin = _print_Function

    def _print_Exp1(self, expr: sp.Basic) -> str:
        return f"{self.module}.e"

    def _print_Pi(self, expr: sp.Basic) -> str:
        return f"{self.module}.pi"

    def _print_Rational(self, expr: sp.Rational) -> str:
        return f"{expr.p}/{expr.q}"

    def _print_Pow(self, expr: sp.Pow, rational: bool = False) -> str:
        base, exponent = expr.args
        if exponent == sp.Rational(1, 2):
            return f"{self.module}.sqrt({self._print(base)})"
        if exponent == -sp.Rational(1, 2):
            return f"1/{self.module}.sqrt({self._print(base)})"
        if exponent == -1:
            return f"1/{self.parenthesize(base, PRECEDENCE['Pow'], strict=False)}"
        return self._power(base, exponent)

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        if exponent.is_Integer and exponent > 0:
            factor = self.parenthesize(base, PRECEDENCE["Mul"], strict=True)
            return "(" + "*".join([factor] * int(exponent)) + ")"
        return f"power({self._print(base)}, {self._print(exponent)})"

    def _print_Piecewise(self, expr: sp.Piecewise) -> str:
        text: str = self._print(expr.args[-1][0])
        for value, condition in reversed(expr.args[:-1]):
            text = self._branch(self._print(condition), self._print(value), text)
        return text

    def _print_ITE(self, expr: sp.ITE) -> str:
        return self._branch(*map(self._print, expr.args))

    def _branch(self, condition: str, then: str, otherwise: str) -> str:
        return f"({then} if {condition} else {otherwise})"


class ArrayPrinter(ScalarPrinter):
    """The same operations on NumPy arrays, one entry a run."""

    module = "numpy"
    _operators: ClassVar = {"and": "&", "or": "|", "not": "~"}

    def _branch(self, condition: str, then: str, otherwise: str) -> str:
        return f"numpy.where({condition}, {then}, {otherwise})"
