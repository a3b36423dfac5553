"""The specification as plain text, for the command line."""

from __future__ import annotations

import sympy as sp
from sympy.printing.str import StrPrinter

from model.compile.families import Shown, Term, paid_before, shown
from model.quantities import quantity, registry
from model.spec.core import Block, Flow, Law, limited, right_of, target_of


def order_of_arguments(argument: sp.Expr) -> tuple[bool, object]:
    """Sort key of what is compared: numbers first, then by SymPy's fixed order."""
    return not argument.is_number, sp.default_sort_key(argument)


def chosen_alternative(relation: sp.Eq) -> tuple[sp.Symbol, str] | None:
    """A condition on a rule, as the rule and the name of the alternative."""
    left, right = relation.args
    if isinstance(left, sp.Symbol) and left.name in registry and right.is_Integer:
        names = quantity(left).domain.choices
        if names:
            return left, names[int(right)]
    return None


class TextPrinter(StrPrinter):
    """Plain text with the names of the quantities."""

    def _listed(self, word: str, arguments: tuple[sp.Expr, ...]) -> str:
        texts = [self._print(each) for each in sorted(arguments, key=order_of_arguments)]
        return f"{word}({', '.join(texts)})"

    def _print_Max(self, expr: sp.Max) -> str:
        return self._listed("max", expr.args)

    def _print_Min(self, expr: sp.Min) -> str:
        return self._listed("min", expr.args)

    def _print_Piecewise(self, expr: sp.Piecewise) -> str:
        parts = [
            self._print(value) + ("" if when == sp.true else f" if {self._print(when)} else ")
            for value, when in expr.args
        ]
        return f"({''.join(parts)})"

    def _print_Relational(self, expr: sp.Rel) -> str:
        chosen = chosen_alternative(expr) if isinstance(expr, sp.Eq) else None
        if chosen:
            return f"{chosen[0]} is {chosen[1]}"
        return f"{self._print(expr.lhs)} {expr.rel_op} {self._print(expr.rhs)}"


def _plain(term: Term) -> str:
    name = str(term.flow)
    if term.last is None:
        return f"sum({name[:-3]}[j] for j < k)"
    return name if term.single else f"sum({name[:-3]}[k] for k = {term.first}..{term.last})"


def _text_line(one: Shown, of: Block) -> str:
    printer, stated = TextPrinter(), one.equation
    right = printer.doprint(right_of(stated))
    if not isinstance(stated, Flow):
        return f"{target_of(stated)}{chr(39) if isinstance(stated, Law) else ''} = {right}"
    real = one.members[-1] if one.members else stated
    amount = right if real.request.is_nonnegative else f"max(0, {right})"
    if limited(real):
        paid = "".join(f" - {_plain(term)}" for term in paid_before(of, one))
        holding = f"{stated.payer}{paid}"
        amount = holding if stated.request == stated.payer else f"min({amount}, {holding})"
    span = f"  (k = {one.first}..{one.last})" if one.members else ""
    return f"{stated.symbol} = {amount}{span}\n    {stated.payer} -> {stated.receiver}"


def text(of: Block) -> str:
    """A block as plain text; a prime marks the value when the block ends."""
    lines = [f"{of.name}: {of.info}", *(_text_line(one, of) for one in shown(of))]
    return "\n".join(lines)
