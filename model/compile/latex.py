r"""The specification as LaTeX for the book.

A prime marks the value when the block ends: ``x' = …``. A flow names its request, what its
payer has left, and the two accounts: ``f = \min(request, payer − paid earlier), payer → receiver``.
``[x]_+`` is the larger of x and zero; it stands only where the request's sign is not known.
Nothing is simplified, so the book shows what the programs compute.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import sympy as sp
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE

from model.compile.families import Shown, Term, Update, paid_before, shown, updates
from model.compile.layout import WIDTH, width
from model.compile.text import chosen_alternative, order_of_arguments, text
from model.quantities import quantity, registry
from model.spec.core import Block, Equation, Flow, Initial, Law, limited, right_of, target_of

_LAST_INDEX = re.compile(r"\{(\d+)\}(?!.*\{\d+\})")


def symbol(name: str | sp.Symbol) -> str:
    """The symbol of a quantity as LaTeX; `KeyError` if there is no quantity of that name."""
    return registry[str(name)].tex


def _indexed(tex: str, index: str) -> str:
    return _LAST_INDEX.sub(lambda _: f"{{{index}}}", tex)


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
    """SymPy's LaTeX printer with the registry's symbols and the book's habits."""

    def __init__(self, places: Mapping[sp.Symbol, tuple[sp.Symbol, int]] | None = None) -> None:
        names = {record.symbol: record.tex for record in registry.values()}
        for stand_in, (member, offset) in (places or {}).items():
            index = f"k{offset:+d}" if offset else "k"
            names[stand_in] = _indexed(quantity(member).tex, index)
        super().__init__({"symbol_names": names, "mul_symbol": r"\,"})

    def _print_Max(self, expr: sp.Max, exp: str | None = None) -> str:
        others = [arg for arg in expr.args if arg != 0]
        if len(others) == 1 and len(expr.args) == 2:
            return rf"\left[{self._print(others[0])}\right]_{{+}}"
        return self._extreme(r"\max", expr.args)

    def _print_Min(self, expr: sp.Min, exp: str | None = None) -> str:
        return self._extreme(r"\min", expr.args)

    def _extreme(self, word: str, arguments: Iterable[sp.Expr]) -> str:
        return listed(word, [self._print(arg) for arg in sorted(arguments, key=order_of_arguments)])

    def _print_ExpBase(self, expr: sp.exp, exp: str | None = None) -> str:
        return rf"\exp\left({self._print(expr.args[0])}\right)"

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
        chosen = chosen_alternative(expr) if isinstance(expr, sp.Eq) else None
        if chosen:
            return rf"{self._print(chosen[0])} = \text{{{chosen[1]}}}"
        return str(super()._print_Relational(expr))

    def _print_Equality(self, expr: sp.Eq) -> str:
        return self._print_Relational(expr)


def listed(word: str, parts: list[str]) -> str:
    r"""``\min(a, b)``, with a line for each part if they are long."""
    if width(", ".join(parts)) <= WIDTH:
        return rf"{word}\left({', '.join(parts)}\right)"
    lines = r", \\ ".join(f"& {part}" for part in parts)
    return rf"{word}\left(\begin{{aligned}} {lines} \end{{aligned}}\right)"


def prime(tex: str) -> str:
    """The value when the block ends; brackets part the prime from another superscript."""
    return rf"\left({tex}\right)'" if "^" in tex else f"{tex}'"


def _terms(found: Iterable[Term], sign: str, index: str = "") -> str:
    texts = []
    for term in found:
        tex = symbol(term.flow)
        if term.last is None:
            tex = rf"\sum_{{j < k}} {_indexed(tex, 'j')}"
        elif not term.single:
            bounds = rf"_{{k = {term.first}}}^{{{term.last}}}"
            tex = rf"\sum{bounds} {_indexed(tex, 'k')}"
        texts.append(f" {sign} {tex}")
    return "".join(texts)


def _lines(left: str, first: str, more: list[str], tail: str) -> str:
    """One line if it fits, else aligned at the equals sign, the tail last."""
    whole = " ".join([f"{left} = {first}", *more])
    if tail and width(rf"{whole}, \qquad {tail}") <= WIDTH:
        return rf"{whole}, \qquad {tail}"
    if not tail and width(whole) <= WIDTH:
        return whole
    rows, row = [], f"{left} &= {first}"
    for part in more:
        if width(row + part) > WIDTH:
            rows.append(row)
            row = rf"&\quad {part}"
        else:
            row += f" {part}"
    rows.append(row + ("," if tail else ""))
    if tail:
        rows.append(rf"&\quad {tail}")
    if len(rows) == 1:
        return whole
    return r"\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}"


def _parts(printer: BookPrinter, expr: sp.Expr) -> list[str]:
    """The right side in pieces at which a line may break."""
    if isinstance(expr, sp.Add):
        return printer.addends(expr)
    return [printer.doprint(expr)]


def equation(one: Equation | Shown, block: Block | None = None) -> str:
    """One equation as LaTeX; ``block`` names what a flow's payer has paid before it."""
    one = one if isinstance(one, Shown) else Shown(one, "")
    stated, printer = one.equation, BookPrinter(one.places)
    left = printer.doprint(target_of(stated))
    if not isinstance(stated, Flow):
        left = prime(left) if isinstance(stated, Law) else left
        first, *more = _parts(printer, right_of(stated))
        return _lines(left, first, more, "")
    tail = rf"{printer.doprint(stated.payer)} \to {printer.doprint(stated.receiver)}"
    if one.members:
        tail += rf", \qquad k = {one.first}, \dots, {one.last}"
    first, *more = _amount(printer, one, stated, block)
    return _lines(left, first, more, tail)


def _broken(parts: list[str]) -> list[str]:
    """A sum that does not fit between brackets, a term to a line."""
    if len(parts) < 2 or width(" ".join(parts)) <= WIDTH:
        return parts
    lines = r" \\ ".join(f"& {part}" for part in parts)
    return [rf"\begin{{aligned}} {lines} \end{{aligned}}"]


def _amount(printer: BookPrinter, one: Shown, flow: Flow, block: Block | None) -> list[str]:
    real = one.members[-1] if one.members else flow
    request = _broken(_parts(printer, flow.request))
    if not real.request.is_nonnegative:
        request = [rf"\left[{' '.join(request)}\right]_{{+}}"]
    if not limited(real):
        return request
    paid = paid_before(block, one) if block else ()
    holding = printer.doprint(flow.payer) + _terms(paid, "-")
    if flow.request == flow.payer:
        return [holding]
    return [listed(r"\min", [" ".join(request), holding])]


def _update(update: Update) -> str:
    here = symbol(update.stock)
    paid, received, tail = _terms(update.paid, "-"), _terms(update.received, "+"), ""
    if update.first != update.last:

        def relative(match: re.Match[str]) -> str:
            offset = int(match[1]) - update.first
            return "{k%s}" % (f"{offset:+d}" if offset else "")

        here, paid, received = (re.sub(r"\{(\d+)\}", relative, t) for t in (here, paid, received))
        tail = rf", \quad k = {update.first}, \dots, {update.last}"
    return f"{prime(here)} &= {here}{paid}{received}{tail}"


def stock_updates(block: Block) -> str:
    """The new value of every stock that the block moves: less what it pays, plus what it gets."""
    rows = [_update(update) for update in updates(block)]
    return r"\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}" if rows else ""


def block(of: Block) -> list[tuple[str, str]]:
    """Every equation of a block with its label, then the new values of its stocks."""
    found = [(one.label, equation(one, of)) for one in shown(of)]
    stocks = stock_updates(of)
    return [*found, (f"eq-{of.name}-stocks", stocks)] if stocks else found


def initial(start: Initial) -> str:
    """A state on day 0 as LaTeX."""
    printer = BookPrinter()
    for state in start.value.free_symbols:
        if quantity(state).kind in ("stock", "level"):
            printer._settings["symbol_names"][state] += "(0)"
    first, *more = _parts(printer, start.value)
    return _lines(f"{symbol(start.state)}(0)", first, more, "")


def align(of: Block) -> str:
    """A block as one LaTeX ``align`` environment with labels, for a paper."""
    rows = []
    for label, tex in block(of):
        body = tex if tex.startswith(r"\begin{aligned}") else tex.replace(" = ", " &= ", 1)
        rows.append(rf"{body} \label{{{label}}}")
    return "\\begin{align}\n" + " \\\\\n".join(rows) + "\n\\end{align}"


__all__ = [
    "BookPrinter",
    "align",
    "block",
    "equation",
    "initial",
    "stock_updates",
    "symbol",
    "text",
    "width",
]
