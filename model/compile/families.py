"""Rows of like equations, such as those of all classes or of a queue's stages, stated once.

What makes a row is the record: quantities declared over one `Index`. Members whose equations are
the same when each writes its own quantities with the index's letter are shown by one equation;
a member that differs (the end of a queue, the class that is paid the rest) stands for itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sympy as sp

from model.compile.alike import Group, Member, Range, groups
from model.compile.places import as_seen, view
from model.compile.terms import Signed, Term, alone, said, ways
from model.quantities import Quantity, quantity
from model.spec.core import Block, Equation, Law, limited, right_of, target_of

Moves = Mapping[sp.Symbol, Sequence[Signed]]
Stated = Mapping[sp.Symbol, Equation]


@dataclass(frozen=True)
class Shown:
    """One equation as it is shown: a single one, or a row of like ones with the index's letter.

    ``name`` is that of the row, else of the quantity that is stated; ``members`` are the equations
    of the block that it shows. In a row, ``range`` says whose they are and ``records`` describe
    the symbols of any member. ``paid`` is what the payer of a flow has paid earlier in the block.
    """

    equation: Equation
    block: str
    name: str
    members: tuple[Equation, ...]
    paid: tuple[Term, ...] = ()
    range: Range | None = None
    records: Mapping[sp.Symbol, Quantity] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What links to the equation name."""
        return f"eq-{self.block}-{self.name}"


@dataclass(frozen=True)
class Update:
    """The new value of a stock, or of like stocks of a row: what they pay and receive."""

    stock: Quantity
    terms: tuple[Term, ...]
    range: Range | None = None


def shown(block: Block) -> list[Shown]:
    """The equations of a block as they are shown.

    A row stands where the first of its members stands in the block, or earlier where that makes
    every equation follow what it reads.
    """
    stated, paid = _stated(block), _paid_earlier(block)
    found: dict[sp.Symbol, Shown] = {}
    for row in _rows(stated):
        parts = _parts(row, paid, stated)
        longest = max(parts, key=lambda part: len(part.members) if isinstance(part, Group) else 1)
        for part in parts:
            if isinstance(part, Group):
                first = part.members[0]
                name = first.here.row if part is longest else first.symbol.name
                found[first.symbol] = _together(part, block, name, stated)
            else:
                found[part] = _alone(stated[part], block.name, paid)
    return _in_reading_order([found[s] for s in stated if s in found], stated, paid)


def single(equation: Equation, block: Block | None = None) -> Shown:
    """An equation that stands for itself; ``block`` says what a flow's payer has paid before."""
    if block is None:
        return _alone(equation, "", {})
    return _alone(equation, block.name, _paid_earlier(block))


def updates(block: Block) -> list[Update]:
    """The new value of every stock the block moves; like stocks of a row are stated once."""
    moves: dict[sp.Symbol, list[Signed]] = {stock: [] for stock in block.moved}
    for flow in block.flows:
        moves[flow.payer].append(("-", flow.symbol))
    for flow in block.flows:
        moves[flow.receiver].append(("+", flow.symbol))
    found: dict[sp.Symbol, Update] = {}
    for row in _rows(moves):
        for part in _parts(row, moves):
            if isinstance(part, Group):
                first = part.members[0]
                stock = as_seen(first.symbol, first.here)
                found[first.symbol] = Update(stock, said(part.ways, part.index), part.range)
            else:
                found[part] = Update(quantity(part), alone(moves[part]))
    return [found[stock] for stock in moves if stock in found]


def _stated(block: Block) -> Stated:
    return {target_of(equation): equation for equation in block.equations}


def _paid_earlier(block: Block) -> Moves:
    """For each flow whose payer can run out: what that payer has paid before it."""
    return {
        flow.symbol: [("-", f.symbol) for f in block.flows[:at] if f.payer == flow.payer]
        for at, flow in enumerate(block.flows)
        if limited(flow)
    }


def _rows(symbols: Iterable[sp.Symbol]) -> Iterable[list[sp.Symbol]]:
    """Symbols by row, in order of first appearance; what stands in no row is alone."""
    rows: dict[Hashable, list[sp.Symbol]] = {}
    for symbol in symbols:
        place = quantity(symbol).place
        rows.setdefault((place.row, place.index) if place else symbol, []).append(symbol)
    return rows.values()


def _parts(
    row: Sequence[sp.Symbol], moves: Moves, stated: Stated | None = None
) -> list[sp.Symbol | Group]:
    """The members of a row that say the same, as groups; the others as they are."""
    places = [place for symbol in row if (place := quantity(symbol).place)]
    if len(row) == 1 or len(places) < len(row):
        return list(row)
    views = [view(stated[s], h) if stated else None for s, h in zip(row, places, strict=True)]
    listed = ways([moves.get(symbol, ()) for symbol in row], places)
    members = map(Member, row, places, listed, views)
    return [
        group if len(group.members) > 1 else group.members[0].symbol
        for group in groups(list(members))
    ]


def _alone(equation: Equation, block: str, paid: Moves) -> Shown:
    symbol = target_of(equation)
    return Shown(equation, block, symbol.name, (equation,), alone(paid.get(symbol, ())))


def _together(group: Group, block: Block, name: str, stated: Stated) -> Shown:
    seen = group.members[-1].view
    if seen is None or group.pattern is None:
        raise ValueError(f"block {block.name}: {name} is a row of stocks, not of equations")
    members = tuple(stated[member.symbol] for member in group.members)
    paid = said(group.ways, group.index)
    return Shown(group.pattern, block.name, name, members, paid, group.range, seen.records)


def _in_reading_order(found: Sequence[Shown], stated: Stated, paid: Moves) -> list[Shown]:
    """Rows that read what a later one states come after it, unless the two read each other."""
    home = {target_of(e): at for at, one in enumerate(found) for e in one.members}
    needs = [sorted(_needs(one, home, stated, paid) - {at}) for at, one in enumerate(found)]
    order: dict[int, None] = {}

    def tell(at: int) -> None:
        for need in needs[at]:
            if need > at and need not in order and at not in _reached(need, needs):
                tell(need)
        order[at] = None

    for at in range(len(found)):
        if at not in order:
            tell(at)
    return [found[at] for at in order]


def _needs(one: Shown, home: Mapping[sp.Symbol, int], stated: Stated, paid: Moves) -> set[int]:
    read = {s for e in one.members for s in right_of(e).free_symbols}
    read |= {s for e in one.members for _, s in paid.get(target_of(e), ())}
    return {home[s] for s in read if s in home and not isinstance(stated[s], Law)}


def _reached(start: int, needs: Sequence[Sequence[int]]) -> set[int]:
    reached, ahead = set[int](), [start]
    while ahead:
        at = ahead.pop()
        if at not in reached:
            reached.add(at)
            ahead += needs[at]
    return reached
