"""Where money goes: accounts as boxes, flows as arrows, read from the blocks of an economy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sympy as sp

from model.compile.families import shown
from model.experiments.payments import ACTORS
from model.figures.diagrams import layered, lettering
from model.figures.diagrams.drawing import Box, Curve, Diagram, Words, listed
from model.figures.diagrams.names import row, row_tex, spoken
from model.quantities import quantity
from model.spec.core import Flow, target_of
from model.spec.economy import Economy

_SIZE, _SMALL = 12.0, 11.0
_ROOM = 66.0  # for the words in a box
_TOUCH = 10.0  # for each arrow that touches a box

Row = tuple[lettering.Line, str]  # and where it leads


class DiagramError(ValueError):
    """What cannot be drawn, with the names there are."""


@dataclass(frozen=True)
class Account:
    """An account as a box: one of its own, or all like accounts of a row."""

    name: str
    tex: str
    unit: str
    members: tuple[sp.Symbol, ...]

    @property
    def owner(self) -> str:
        """Who owns it, or nothing."""
        first = self.members[0].name
        return next((actor.name for actor in ACTORS if actor.owns(first)), "")


@dataclass(frozen=True)
class Arrow:
    """A flow, or all like ones of a row, between two accounts; ``label`` is its equation."""

    name: str
    tex: str
    unit: str
    label: str
    payer: str
    receiver: str
    members: tuple[sp.Symbol, ...]


def arrows(economy: Economy, through: Sequence[str] = (), unit: str = "") -> list[Arrow]:
    """The flows of the blocks that move one of some accounts, or of all; in one unit, or in all.

    In the order of the day; like flows between like accounts are one. Raises `DiagramError` for a
    name that no account has, and for a unit that none holds.
    """
    units = sorted({quantity(s).unit for s in economy.stocks})
    if unit and unit not in units:
        raise DiagramError(f"no account holds {unit!r}; accounts hold {listed(units)}")
    known = {row(s) for s in economy.stocks}
    for name in through:
        if name not in known:
            raise DiagramError(f"no account is called {name!r}; there are {listed(sorted(known))}")
    found: dict[tuple[str, ...], list[Flow]] = {}
    labels: dict[sp.Symbol, str] = {}
    for block in economy.blocks:
        if through and not {row(s) for s in block.moved} & set(through):
            continue
        labels |= {target_of(e): one.label for one in shown(block) for e in one.members}
        for flow in (f for f in block.flows if unit in ("", quantity(f.symbol).unit)):
            ends = row(flow.payer), row(flow.receiver)
            found.setdefault((block.name, row(flow.symbol), *ends), []).append(flow)
    made = []
    for (_, name, payer, receiver), flows in found.items():
        symbols = tuple(flow.symbol for flow in flows)
        of = quantity(symbols[0]).unit
        made.append(Arrow(name, row_tex(symbols), of, labels[symbols[0]], payer, receiver, symbols))
    return made


def accounts(economy: Economy, found: Sequence[Arrow]) -> list[Account]:
    """The accounts that some arrows touch, in the order in which they do."""
    names = dict.fromkeys(end for arrow in found for end in (arrow.payer, arrow.receiver))
    made = []
    for name in names:
        members = tuple(s for s in economy.stocks if row(s) == name)
        made.append(Account(name, row_tex(members), quantity(members[0]).unit, members))
    return made


def money(economy: Economy, title: str, through: Sequence[str] = (), unit: str = "") -> Diagram:
    """Accounts as boxes and flows as arrows, as `arrows` finds them.

    A dotted line joins the dollars and the tokens of one owner. Nothing flows along it: what is
    bought or sold is two flows, one of each unit.
    """
    found = arrows(economy, through, unit)
    held = accounts(economy, found)
    boxes = {account.name: _box(account, found) for account in held}
    edges: dict[layered.Edge, None] = {}
    labels: dict[str, list[Arrow]] = {}
    for arrow in found:
        if arrow.payer != arrow.receiver:
            labels.setdefault(f"{arrow.payer} pays {arrow.receiver}", []).append(arrow)
    owned = _owned(held, {arrow.receiver for arrow in found})
    for account in held:
        for label, group in labels.items():
            if group[0].payer == account.name:
                edges |= dict.fromkeys([(account.name, label), (label, group[0].receiver)])
        edges |= dict.fromkeys(pair for pair in owned if pair[0] == account.name)
    boxes |= {label: _label(label, group) for label, group in labels.items()}
    sizes = {name: (box.width, box.height) for name, box in boxes.items()}
    laid = layered.layout(sizes, list(edges))
    kinds = {label: group[0].unit.lower() for label, group in labels.items()}
    drawn = [_moved(boxes[name], *laid.places[name]) for name in boxes]
    curves = [
        Curve(
            tuple((x + 1, y + 1) for x, y in route),
            kinds.get(a) or kinds.get(b) or "owner",
            a in kinds,
        )
        for (a, b), route in laid.routes.items()
    ]
    return Diagram(
        title, _alt(held, found), laid.width + 2, laid.height + 2, tuple(drawn), tuple(curves)
    )


def _owned(held: Sequence[Account], fed: set[str]) -> list[layered.Edge]:
    """The dollars and the tokens of one owner, first what is fed by a flow, else the dollars."""
    pairs = [
        (one.name, other.name)
        for one in held
        for other in held
        if one.unit == "USD" and other.unit == "AI" and one.owner and one.owner == other.owner
    ]
    return [(b, a) if b in fed and a not in fed else (a, b) for a, b in pairs]


def _box(account: Account, found: Sequence[Arrow]) -> Box:
    rows: list[Row] = [(lettering.plain(t), "") for t in _named(account.name, _SIZE)]
    symbol = lettering.symbol(account.tex)
    if account.unit not in spoken(account.name).split():
        symbol = (*symbol, lettering.Run(f"  {account.unit}"))
    rows.append((symbol, ""))
    ends = [end for arrow in found for end in (arrow.payer, arrow.receiver)]
    rows += [
        ((lettering.Run("moves on "), *lettering.symbol(arrow.tex)), arrow.label)
        for arrow in found
        if arrow.payer == arrow.receiver == account.name
    ]
    least = _TOUCH * ends.count(account.name)
    return _lines(account.name, rows, _SIZE, account.unit.lower(), least)


def _label(name: str, group: Sequence[Arrow]) -> Box:
    rows: list[Row] = []
    for arrow in group:
        rows.append((lettering.symbol(arrow.tex), arrow.label))
        rows += [(lettering.plain(t), arrow.label) for t in _named(arrow.name, _SMALL)]
    return _lines(name, rows, _SMALL)


def _named(name: str, size: float) -> list[str]:
    return lettering.wrapped(spoken(name), size, _ROOM)


def _lines(name: str, rows: Sequence[Row], size: float, kind: str = "", least: float = 0) -> Box:
    """Lines in the middle of a box at the corner of the page, as large as they need."""
    (aside, above), step = (7.0, 5.0) if kind else (2.0, 1.0), 1.25 * size
    wide = max(least, *(lettering.width(line, size) for line, _ in rows)) + 2 * aside
    words = tuple(
        Words(wide / 2, above + (number + 0.82) * step, line, size, True, target=target)
        for number, (line, target) in enumerate(rows)
    )
    return Box(name, 0, 0, wide, len(rows) * step + 2 * above, words, kind, bool(kind))


def _moved(box: Box, x: float, y: float) -> Box:
    """A box with its middle at a place, a pixel in from the edge."""
    left, top = x - box.width / 2 + 1, y - box.height / 2 + 1
    words = tuple(replace(w, x=w.x + left, y=w.y + top) for w in box.words)
    return replace(box, x=left, y=top, words=words)


def _alt(held: Sequence[Account], found: Sequence[Arrow]) -> str:
    """Each payment, in the order of the day."""
    said = [
        f"{spoken(arrow.name)} from {spoken(arrow.payer)} to "
        f"{spoken(arrow.receiver)} in {arrow.unit}"
        for arrow in found
    ]
    return (
        f"{len(held)} accounts and {len(found)} flows, in the order of the day: {'; '.join(said)}."
    )
