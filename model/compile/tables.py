"""The specification as tables: quantities, the transaction-flow matrix, the order of a day.

Tables are plain records; `to_text` lays any of them out for a terminal. Units and numbers are
written here as a reader says them ("USD per GPU-hour", "10,000,000,000").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any

import sympy as sp

from model.factbook import facts
from model.parameter_sets import build
from model.quantities import Kind, Quantity, quantity
from model.spec.core import Equation, right_of, target_of
from model.spec.economy import Economy

KINDS = ("parameters", "stocks", "levels", "definitions", "flows", "shocks")
_SAID = {
    "calendar_year": "year",
    "calendar_month": "month",
    "GPU_hour": "GPU-hour",
    "training_cycle": "training cycle",
    "1": "",
    "percent": "per cent",
    "calendar_year**-0.5": "per square root of a year",
    "bps": "basis point",
}
_NO_PLURAL = {"AI", "USD", "GPU", "", "per cent", "per square root of a year"}


class TableError(ValueError):
    """A table that does not exist; the message lists those that do."""


@dataclass(frozen=True)
class Row:
    """A quantity as a row of a table."""

    name: str
    tex: str
    unit: str
    info: str
    value: str = ""
    range: str = ""
    domain: str = ""
    fact: str = ""
    status: str = ""


@dataclass(frozen=True)
class Event:
    """A block of the day."""

    number: int
    block: str
    info: str
    equations: int


def unit_text(unit: str, many: bool = False) -> str:
    """A unit as it is said; ``many`` puts the part before "per" into the plural."""
    if unit in _SAID:
        said = _SAID[unit]
        return said + "s" if many and said not in _NO_PLURAL else said
    over, *under = unit.split("/")
    said = _SAID.get(over, over)
    said += "s" if many and said not in _NO_PLURAL else ""
    return " ".join([said, *(f"per {_SAID.get(each, each)}" for each in under)]).strip()


def number(value: float) -> str:
    """A number with separators and at most six significant digits; whole numbers in full."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 1e6:
        return f"{value:,.0f}"
    text = f"{value:.6g}"
    if "e" in text:  # only small numbers: they get their zeros
        return f"{value:.12f}".rstrip("0")
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if abs(value) >= 1 else text


def amount(value: float, unit: str) -> str:
    """A number with its unit, as it is said."""
    return f"{number(value)} {unit_text(unit, many=value != 1)}".strip()


def value_text(record: Quantity, value: float) -> str:
    """A parameter's value: the name of an alternative, or a number."""
    choices = record.domain.choices
    return choices[int(value)] if choices else number(value)


def symbols(economy: Economy, kind: str, block: str | None = None) -> tuple[sp.Symbol, ...]:
    """The symbols of one kind, in all the economy or in one block."""
    if kind not in KINDS:
        raise TableError(f"no table is called {kind!r}; there are {', '.join(KINDS)}")
    if kind in ("parameters", "stocks", "levels", "shocks"):
        chosen: Iterable[sp.Symbol] = getattr(economy, kind)
    else:
        wanted = Kind.FLOW if kind == "flows" else Kind.DEFINITION
        chosen = (s for s in economy.observables if quantity(s).kind == wanted)
    if block is None:
        return tuple(chosen)
    of = economy.block(block)
    used = set(of.moved) | {target_of(e) for e in of.equations}
    used = used.union(*(right_of(e).free_symbols for e in of.equations))
    # A parameter that votes can change stands in equations as the level in force.
    governed = {quantity(s).of for s in used}
    return tuple(s for s in chosen if s in used or s.name in governed)


def rows(economy: Economy, kind: str, block: str | None = None) -> list[Row]:
    """The table of one kind of quantity; `TableError` for an unknown kind."""
    chosen = symbols(economy, kind, block)
    start = defaults(economy) if kind == "parameters" else {}
    return [_row(quantity(symbol), start.get(symbol.name)) for symbol in chosen]


def defaults(economy: Economy) -> Mapping[str, float]:
    """The value of every parameter when nothing is changed, in the parameter's unit."""
    return build(economy, votes=())


def _row(record: Quantity, value: float | None) -> Row:
    shown = Row(
        record.name, record.tex, unit_text(record.unit), record.info, domain=str(record.domain)
    )
    if record.fact is None or value is None:
        return shown
    fact, (low, high) = facts[record.fact], record.range
    spread = f"{value_text(record, low)} to {value_text(record, high)}" if low < high else ""
    return Row(
        shown.name,
        shown.tex,
        shown.unit,
        shown.info,
        value_text(record, value),
        spread,
        shown.domain,
        fact.id,
        fact.status,
    )


def order_of_day(economy: Economy) -> list[Event]:
    """The blocks in the order in which a day runs."""
    return [Event(n, b.name, b.info, len(b.equations)) for n, b in enumerate(economy.blocks, 1)]


@dataclass(frozen=True)
class Matrix:
    """Who pays whom: ``cells[account][column]`` lists (sign, flow); every column sums to zero.

    Like accounts (those of all classes, the stages of a queue) may be taken together; then a flow
    between two accounts of one row does not show, as it cancels.
    """

    unit: str
    accounts: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[str, dict[str, tuple[tuple[int, str], ...]]]
    by_block: bool = False

    def sums(self) -> dict[str, dict[str, int]]:
        """Column by column, the sum of the signs of each flow: all zero."""
        totals: dict[str, dict[str, int]] = {column: {} for column in self.columns}
        for cells in self.cells.values():
            for column, entries in cells.items():
                for sign, flow in entries:
                    totals[column][flow] = totals[column].get(flow, 0) + sign
        return totals


def transaction_flow_matrix(
    economy: Economy, unit: str, blocks: Sequence[str] | None = None, *, by_block: bool = False
) -> Matrix:
    """Accounts × flows of one unit: ``-`` for the payer, ``+`` for the receiver.

    ``blocks`` restricts the flows; ``by_block`` makes a block one column and like accounts
    one row, under the row's name. Raises `TableError` for a unit that no account holds.
    """
    units = sorted({quantity(s).unit for s in economy.stocks})
    if unit not in units:
        raise TableError(f"no account holds {unit!r}; accounts hold {' or '.join(units)}")
    chosen = [economy.block(name) for name in blocks] if blocks else list(economy.blocks)
    label = _row_name if by_block else str
    cells: dict[str, dict[str, tuple[tuple[int, str], ...]]] = {
        label(account): {} for account in economy.accounts(unit)
    }
    columns: dict[str, None] = {}
    for block in chosen:
        for flow in (f for f in block.flows if quantity(f.symbol).unit == unit):
            payer, receiver = label(flow.payer), label(flow.receiver)
            column = block.name if by_block else flow.symbol.name
            columns[column] = None
            if payer != receiver:
                for account, sign in ((payer, -1), (receiver, 1)):
                    cells[account][column] = (
                        *cells[account].get(column, ()),
                        (sign, flow.symbol.name),
                    )
    used = {account: entries for account, entries in cells.items() if entries}
    return Matrix(unit, tuple(used), tuple(columns), used, by_block)


def _row_name(account: sp.Symbol) -> str:
    record = quantity(account)
    return record.place.row if record.place else record.name


def units(economy: Economy) -> list[tuple[str, str, int]]:
    """The units of the economy: as written, as said, and how many quantities have them."""
    groups = (economy.parameters, economy.states, economy.observables, economy.shocks)
    count: dict[str, int] = {}
    for symbol in (s for group in groups for s in group):
        count[quantity(symbol).unit] = count.get(quantity(symbol).unit, 0) + 1
    return [(unit, unit_text(unit) or "pure number", n) for unit, n in sorted(count.items())]


def facts_of(economy: Economy, *equations: Equation) -> list[str]:
    """The ids of the facts behind the parameters of some equations, in order of name."""
    names = {p.name: quantity(p) for p in economy.parameters}
    read = {quantity(s) for e in equations for s in right_of(e).free_symbols}
    used = (names.get(record.of or record.name) for record in read)
    return sorted({record.fact for record in used if record and record.fact})


def to_text(table: Sequence[Any] | Matrix) -> str:
    """Any of these tables in columns, for a terminal."""
    if isinstance(table, Matrix):
        lines = [["", *table.columns]]
        for account in table.accounts:
            cells = table.cells[account]
            lines.append(
                [
                    account,
                    *(
                        " ".join(
                            f"{'+' if sign > 0 else '-'}{name}" for sign, name in cells.get(c, ())
                        )
                        for c in table.columns
                    ),
                ]
            )
    elif table and isinstance(table[0], tuple):
        lines = [[str(cell) for cell in entry] for entry in table]
    elif table:
        lines = [[f.name for f in fields(table[0])]]
        lines += [[str(cell) for cell in astuple(entry)] for entry in table]
    else:
        return ""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


__all__ = [
    "KINDS",
    "Event",
    "Matrix",
    "Row",
    "TableError",
    "amount",
    "defaults",
    "facts_of",
    "number",
    "order_of_day",
    "rows",
    "symbols",
    "to_text",
    "transaction_flow_matrix",
    "unit_text",
    "units",
    "value_text",
]
