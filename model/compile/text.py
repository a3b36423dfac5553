"""The specification as plain text, for the command line."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp
from sympy.printing.str import StrPrinter

from model.compile.alike import Range
from model.compile.families import Shown, shown
from model.compile.terms import Term
from model.quantities import Declared, Quantity, registry
from model.spec.core import Block, Flow, Law, limited, right_of, target_of


def order_of_arguments(argument: sp.Expr) -> tuple[bool, object]:
    """Sort key of what is compared: numbers first, then by SymPy's fixed order."""
    return not argument.is_number, sp.default_sort_key(argument)


def chosen_alternative(
    relation: sp.Eq, records: Mapping[sp.Symbol, Quantity]
) -> tuple[sp.Symbol, str] | None:
    """A condition on a rule, as the rule and the name of the alternative.

    ``records`` describe symbols that are not in the registry.
    """
    left, right = relation.args
    if isinstance(left, sp.Symbol) and right.is_Integer:
        own = left.record if isinstance(left, Declared) else None
        record = records.get(left) or own or registry.get(left.name)
        if record and record.domain.choices:
            return left, record.domain.choices[int(right)]
    return None


class TextPrinter(StrPrinter):
    """Plain text with the names of the quantities; ``records`` as in `chosen_alternative`."""

    def __init__(self, records: Mapping[sp.Symbol, Quantity]) -> None:
        self._records = records
        super().__init__()

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
        chosen = chosen_alternative(expr, self._records) if isinstance(expr, sp.Eq) else None
        if chosen:
            return f"{chosen[0]} is {chosen[1]}"
        return f"{self._print(expr.lhs)} {expr.rel_op} {self._print(expr.rhs)}"

    def _print_Or(self, expr: sp.Or) -> str:
        return self._joined(" or ", expr.args)

    def _print_And(self, expr: sp.And) -> str:
        return self._joined(" and ", expr.args)

    def _joined(self, word: str, arguments: tuple[sp.Basic, ...]) -> str:
        texts = (self._print(each) for each in sorted(arguments, key=sp.default_sort_key))
        return f"({word.join(texts)})"


def _plain(term: Term) -> str:
    name, over = term.record.name, term.over
    if over is None:
        return f" {term.sign} {name}"
    if over.relation == "each":
        return f" {term.sign} sum({name} for each {over.letter})"
    return f" {term.sign} sum({name} for {over.letter} {over.relation} {'..'.join(over.ends)})"


def members(of: Range) -> str:
    """Whose equation it is: of all members of a set, of some, or of neighbours in a queue."""
    index, numbers = of.index, of.numbers
    if index.ordered:
        return f"{index.letter} = {numbers[0]}..{numbers[-1]}"
    if of.whole:
        return f"for each {index.name} {index.letter}"
    return f"{index.letter} = {', '.join(index.members[number - 1] for number in numbers)}"


def _text_line(one: Shown) -> str:
    printer, stated = TextPrinter(one.records), one.equation
    whose = f"  ({members(one.range)})" if one.range else ""
    right = printer.doprint(right_of(stated))
    if not isinstance(stated, Flow):
        prime = "'" if isinstance(stated, Law) else ""
        return f"{target_of(stated)}{prime} = {right}{whose}"
    amount = right if stated.request.is_nonnegative else f"max(0, {right})"
    if all(limited(member) for member in one.members if isinstance(member, Flow)):
        holding = f"{stated.payer}{''.join(map(_plain, one.paid))}"
        amount = holding if stated.request == stated.payer else f"min({amount}, {holding})"
    return f"{stated.symbol} = {amount}{whose}\n    {stated.payer} -> {stated.receiver}"


def text(of: Block) -> str:
    """A block as plain text; a prime marks the value when the block ends."""
    lines = [f"{of.name}: {of.info}", *map(_text_line, shown(of))]
    return "\n".join(lines)
