r"""The specification as LaTeX for the book.

A prime marks the value when the block ends: ``x' = …``. A flow names its request, what its
payer has left, and the two accounts: ``f = \min(request, payer − paid earlier), payer → receiver``.
``[x]_+`` is the larger of x and zero; it stands only where the request's sign is not known.
Nothing is simplified, so the book shows what the programs compute.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from model.compile.alike import Range
from model.compile.families import Shown, Update, shown, single, updates
from model.compile.formulas import BookPrinter, listed
from model.compile.layout import WIDTH, width
from model.compile.terms import Over, Term
from model.compile.text import text
from model.quantities import quantity, registry
from model.spec.core import Block, Equation, Flow, Initial, Law, limited, right_of, target_of

_RELATIONS = {
    "<": " < ",
    "<=": r" \leq ",
    "before": r" \text{ before } ",
    "up to": r" \text{ up to } ",
}


def symbol(name: str | sp.Symbol) -> str:
    """The symbol of a quantity as LaTeX; `KeyError` if there is no quantity of that name."""
    return registry[str(name)].tex


def prime(tex: str) -> str:
    """The value when the block ends; brackets part the prime from another superscript."""
    return rf"\left({tex}\right)'" if "^" in tex else f"{tex}'"


def terms(found: Iterable[Term]) -> list[str]:
    """Flows that are added or taken away, with their signs."""
    return [f"{t.sign} {_sum(t.over) if t.over else ''}{t.record.tex}" for t in found]


def _sum(over: Over) -> str:
    if over.relation == "=":
        first, last = over.ends
        return rf"\sum_{{{over.letter} = {first}}}^{{{last}}} "
    whose = "".join(_RELATIONS[over.relation] + end for end in over.ends)
    return rf"\sum_{{{over.letter}{whose}}} "


def members(of: Range) -> str:
    """Whose equation it is: of all members of a set, of some, or of neighbours in a queue."""
    index, numbers = of.index, of.numbers
    if index.ordered:
        between = r"\dots, " if len(numbers) > 2 else ""
        return rf"{index.letter} = {numbers[0]}, {between}{numbers[-1]}"
    if of.whole:
        return rf"\text{{for each {index.name} }} {index.letter}"
    names = ", ".join(index.subscripts[number - 1] for number in numbers)
    return rf"{index.letter} \in \{{{names}\}}"


def _lines(left: str, first: str, more: list[str], tail: str) -> str:
    """One line if it fits, else aligned at the equals sign, the tail last."""
    whole = " ".join([f"{left} = {first}", *more])
    if tail and width(rf"{whole}, \qquad {tail}") <= WIDTH:
        return rf"{whole}, \qquad {tail}"
    if not tail and width(whole) <= WIDTH:
        return whole
    rows = _rows(f"{left} &= {first}", more)
    if tail:
        rows = [*rows[:-1], f"{rows[-1]},", rf"&\quad {tail}"]
    return whole if len(rows) == 1 else _aligned(rows)


def _rows(row: str, more: Iterable[str]) -> list[str]:
    """A row and what follows, in as many rows as it takes."""
    rows = [row]
    for part in more:
        if width(rows[-1] + part) > WIDTH:
            rows.append(rf"&\quad {part}")
        else:
            rows[-1] += f" {part}"
    return rows


def _aligned(rows: Iterable[str]) -> str:
    return r"\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}"


def _parts(printer: BookPrinter, expr: sp.Expr) -> list[str]:
    """The right side in pieces at which a line may break."""
    if isinstance(expr, sp.Add):
        return printer.addends(expr)
    return [printer.doprint(expr)]


def equation(one: Equation | Shown, block: Block | None = None) -> str:
    """One equation as LaTeX; ``block`` names what a flow's payer has paid before it."""
    one = one if isinstance(one, Shown) else single(one, block)
    stated, printer = one.equation, BookPrinter(one.records)
    left = printer.doprint(target_of(stated))
    tail = [members(one.range)] if one.range else []
    if not isinstance(stated, Flow):
        left = prime(left) if isinstance(stated, Law) else left
        first, *more = _parts(printer, right_of(stated))
    else:
        tail = [rf"{printer.doprint(stated.payer)} \to {printer.doprint(stated.receiver)}", *tail]
        first, *more = _amount(printer, one, stated)
    return _lines(left, first, more, r", \qquad ".join(tail))


def _broken(parts: list[str]) -> list[str]:
    """A sum that does not fit between brackets, a term to a line."""
    if len(parts) < 2 or width(" ".join(parts)) <= WIDTH:
        return parts
    return [_aligned(f"& {part}" for part in parts)]


def _amount(printer: BookPrinter, one: Shown, flow: Flow) -> list[str]:
    request = _broken(_parts(printer, flow.request))
    if not flow.request.is_nonnegative:
        request = [rf"\left[{' '.join(request)}\right]_{{+}}"]
    if not all(limited(member) for member in one.members if isinstance(member, Flow)):
        return request
    holding = " ".join([printer.doprint(flow.payer), *terms(one.paid)])
    if flow.request == flow.payer:
        return [holding]
    return [listed(r"\min", [" ".join(request), holding])]


def _update(update: Update) -> list[str]:
    tex = update.stock.tex
    *rows, last = _rows(f"{prime(tex)} &= {tex}", terms(update.terms))
    return [*rows, rf"{last}, \quad {members(update.range)}" if update.range else last]


def stock_updates(block: Block) -> str:
    """The new value of every stock that the block moves: less what it pays, plus what it gets."""
    rows = [row for update in updates(block) for row in _update(update)]
    return _aligned(rows) if rows else ""


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
    "members",
    "stock_updates",
    "symbol",
    "terms",
    "text",
    "width",
]
