r"""SymPy expressions as LaTeX with the symbols of the quantities and the book's habits.

``[x]_+`` is the larger of x and zero. Nothing is simplified, so the book shows what the programs
compute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sympy as sp
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE

from model.compile.layout import WIDTH, width
from model.compile.text import chosen_alternative, order_of_arguments
from model.quantities import Declared, Quantity, registry


def _one_root(product: sp.Mul) -> tuple[sp.Expr, sp.Expr | None]:
    """The rest of a product and the radicand of its square roots, which SymPy takes apart."""
    half = sp.Rational(1, 2)
    roots = [f for f in product.args if f.is_Pow and abs(f.exp) == half]
    if len(roots) < 2:
        return product, None
    rest = sp.Mul(*(f for f in product.args if f not in roots))
    radicand = sp.Integer(1)
    for root in roots:
        # SymPy writes 1/sqrt(3) as sqrt(3)/3.
        whole = root.base.is_Integer and rest.as_coeff_Mul()[0].q % root.base == 0
        rest = rest * root.base if whole else rest
        radicand *= 1 / root.base if whole else root.base ** sp.sign(root.exp)
    return rest, radicand


class BookPrinter(LatexPrinter):
    """SymPy's LaTeX printer with the registry's symbols and the book's habits.

    ``records`` describe symbols that are not in the registry: those of any member of a row.
    """

    def __init__(self, records: Mapping[sp.Symbol, Quantity] | None = None) -> None:
        self._records = records or {}
        known = (*registry.values(), *self._records.values())
        names = {record.symbol: record.tex for record in known}
        super().__init__({"symbol_names": names, "mul_symbol": r"\,"})

    def _print_Declared(self, expr: Declared) -> str:
        return str(expr.record.tex)

    def _print_Max(self, expr: sp.Max, exp: str | None = None) -> str:
        others = [arg for arg in expr.args if arg != 0]
        if len(others) == 1 and len(expr.args) == 2:
            return raised(rf"\left[{self._print(others[0])}\right]_{{+}}", exp)
        return raised(self._extreme(r"\max", expr.args), exp)

    def _print_Min(self, expr: sp.Min, exp: str | None = None) -> str:
        return raised(self._extreme(r"\min", expr.args), exp)

    def _extreme(self, word: str, arguments: Iterable[sp.Expr]) -> str:
        return listed(word, [self._print(arg) for arg in sorted(arguments, key=order_of_arguments)])

    def _print_ExpBase(self, expr: sp.exp, exp: str | None = None) -> str:
        return raised(rf"\exp\left({self._print(expr.args[0])}\right)", exp)

    def _print_Add(self, expr: sp.Add, order: str | None = None) -> str:
        return " ".join(self.addends(expr))

    def addends(self, expr: sp.Add) -> list[str]:
        """The terms of a sum with their signs, those without a minus first."""
        texts = [self._print(term) for term in self._as_ordered_terms(expr)]
        plus = [t for t in texts if not t.startswith("-")]
        minus = [t for t in texts if t.startswith("-")]
        first, *rest = plus + minus
        return [first, *(f"- {t[1:].strip()}" if t in minus else f"+ {t}" for t in rest)]

    def _print_Mul(self, expr: sp.Mul) -> str:
        rest, radicand = _one_root(expr)
        if radicand is None:
            return str(super()._print_Mul(expr))
        root = rf"\sqrt{{{self._print(radicand)}}}"
        minus = "- " if rest.could_extract_minus_sign() else ""
        rest = -rest if minus else rest
        if rest == 1:
            return minus + root
        factor = self._print(rest) if rest.is_Mul else self.parenthesize(rest, PRECEDENCE["Mul"])
        return rf"{minus}{factor}\,{root}"

    def _print_Piecewise(self, expr: sp.Piecewise) -> str:
        lines = []
        for value, condition in expr.args:
            when = (
                r"\text{otherwise}"
                if condition == sp.true
                else (rf"\text{{if }} {self._print(condition)}")
            )
            lines.append(rf"{self._print(value)} & {when}")
        return r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}"

    def _print_Relational(self, expr: sp.Rel) -> str:
        chosen = chosen_alternative(expr, self._records) if isinstance(expr, sp.Eq) else None
        if chosen:
            return rf"{self._print(chosen[0])} = \text{{{chosen[1]}}}"
        return str(super()._print_Relational(expr))

    def _print_LogOp(self, args: Sequence[sp.Basic], char: str) -> str:
        word = {r"\vee": r"\text{ or }", r"\wedge": r"\text{ and }"}[char]
        return word.join(
            rf"\left({self._print(part)}\right)"
            if isinstance(part, (sp.And, sp.Or))
            else self._print(part)
            for part in args
        )

    def _print_Equality(self, expr: sp.Eq) -> str:
        return self._print_Relational(expr)


def listed(word: str, parts: list[str]) -> str:
    r"""``\min(a, b)``, with a line for each part if they are long."""
    if width(", ".join(parts)) <= WIDTH:
        return rf"{word}\left({', '.join(parts)}\right)"
    lines = r", \\ ".join(f"& {part}" for part in parts)
    return rf"{word}\left(\begin{{aligned}} {lines} \end{{aligned}}\right)"


def raised(tex: str, power: str | None) -> str:
    """A function with its power, which SymPy leaves to the function's printer."""
    return f"{tex}^{{{power}}}" if power else tex
