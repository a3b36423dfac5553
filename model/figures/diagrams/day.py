"""The day of an economy: its blocks in order, and what each of them reads and writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sympy as sp

from model.figures.diagrams import lettering
from model.figures.diagrams.drawing import STRONG, Box, Curve, Diagram, Words, listed
from model.figures.diagrams.names import row, spoken
from model.quantities import Kind, quantity
from model.spec.core import Block
from model.spec.economy import Economy

# The widths of the columns: the block, what it reads, what it writes; and of one column alone.
WIDE, NARROW = (164.0, 234.0, 272.0), 320.0
_NAME, _TEXT, _LINE = 13.0, 12.0, 15.5
_PAD, _ARROW, _RETURN = 8.0, 14.0, 16.0

Told = tuple[str, str]  # a heading such as "today", and names


@dataclass(frozen=True)
class Event:
    """A block: where it reads from, and what it writes, each with a heading."""

    number: int
    block: str
    reads: tuple[Told, ...]
    writes: tuple[Told, ...]


def events(economy: Economy) -> list[Event]:
    """The blocks in the order of the day.

    What is read is told by the block that wrote it last: earlier today, or else last night.
    """
    written = [{*block.moved, *(law.level for law in block.laws)} for block in economy.blocks]
    return [
        Event(at + 1, block.name, _reads(economy, written, at), _writes(block))
        for at, block in enumerate(economy.blocks)
    ]


def _reads(economy: Economy, written: Sequence[set[sp.Symbol]], at: int) -> tuple[Told, ...]:
    from_whom: dict[str, dict[int, None]] = {"today": {}, "last night": {}}
    block, outside = economy.blocks[at], list[sp.Symbol]()
    for symbol in block.inputs:
        if quantity(symbol).kind in (Kind.STOCK, Kind.LEVEL):
            writers = [number for number, those in enumerate(written) if symbol in those]
            earlier = [number for number in writers if number < at]
            if writers:
                when = "today" if earlier else "last night"
                from_whom[when][(earlier or writers)[-1]] = None
        else:
            outside.append(symbol)
    draws = [s for s in outside if quantity(s).kind == Kind.SHOCK]
    votes = [s for s in outside if quantity(s).kind == Kind.SCHEDULE]
    fixed = [s for s in outside if quantity(s).kind == Kind.PARAMETER]
    told = [
        (when, ", ".join(spoken(economy.blocks[n].name) for n in sorted(those)))
        for when, those in from_whom.items()
    ]
    told.append(("draws", _names(draws)))
    told.append(("votes", str(len(votes) or "")))
    told.append(("parameters", str(len(fixed) or "")))
    return tuple((heading, names) for heading, names in told if names)


def _writes(block: Block) -> tuple[Told, ...]:
    levels = [law.level for law in block.laws if quantity(law.level).of is None]
    governed = len(block.laws) - len(levels)
    told = [
        ("accounts", _names(block.moved)),
        ("levels", _names(levels)),
        ("parameters in force", str(governed or "")),
    ]
    return tuple((heading, names) for heading, names in told if names)


def _names(symbols: Iterable[sp.Symbol]) -> str:
    return ", ".join(dict.fromkeys(spoken(row(symbol)) for symbol in symbols))


def day(economy: Economy, title: str, narrow: bool = False) -> Diagram:
    """The blocks from morning to night, beside what each reads and writes, or above it.

    ``narrow`` puts all of it into one column, for a telephone.
    """
    found, boxes, curves = events(economy), list[Box](), list[Curve]()
    wide = NARROW if narrow else sum(WIDE)
    top = 0.0 if narrow else _LINE + 6
    if not narrow:
        boxes += [
            _column(heading, sum(WIDE[: at + 1]), 0, [heading], WIDE[at + 1], "heading")
            for at, heading in enumerate(("reads", "writes"))
        ]
    for event in found:
        made = _stacked(event, top) if narrow else _beside(event, top)
        boxes += made
        bottom = max(box.y + box.height for box in made)
        box = made[0]
        if event is not found[-1]:
            below = bottom + _ARROW
            curves.append(
                Curve(((_RETURN + 20, box.y + box.height), (_RETURN + 20, below)), "", True)
            )
        top = bottom + _ARROW
    first, last = boxes[0 if narrow else 2], next(b for b in boxes if b.name == found[-1].block)
    if len(found) > 1:
        curves.append(_night(first, last))
    return Diagram(title, _alt(found), wide + 2, top - _ARROW + 2, tuple(boxes), tuple(curves))


def _beside(event: Event, top: float) -> list[Box]:
    left, reads, writes = WIDE
    columns = [
        _column(f"{event.block} {what}", at, top, _told(told, room), room, "")
        for what, at, told, room in (
            ("reads", left, event.reads, reads),
            ("writes", left + reads, event.writes, writes),
        )
    ]
    return [_head(event, top, left - 14), *columns]


def _stacked(event: Event, top: float) -> list[Box]:
    head = _head(event, top, NARROW)
    boxes, at = [head], head.y + head.height
    left = _RETURN + 34
    for what, told in (("reads", event.reads), ("writes", event.writes)):
        if told:
            lines = _told([(f"{what}, {told[0][0]}", told[0][1]), *told[1:]], NARROW - left)
            boxes.append(_column(f"{event.block} {what}", left, at, lines, NARROW - left, ""))
            at += boxes[-1].height
    return boxes


def _told(told: Sequence[Told], room: float) -> list[str]:
    return [
        line
        for heading, names in told
        for line in lettering.wrapped(f"{heading}: {names}", _TEXT, room - 2 * _PAD)
    ]


def _head(event: Event, top: float, width: float) -> Box:
    room = width - _RETURN - 2 * _PAD
    lines = lettering.wrapped(f"{event.number} {spoken(event.block)}", _NAME, room, True)
    words = tuple(
        Words(
            _RETURN + _PAD,
            top + _PAD + (number + 0.8) * _LINE,
            lettering.plain(line),
            _NAME,
            kind=STRONG,
            target=f"block-{event.block}",
        )
        for number, line in enumerate(lines)
    )
    height = len(lines) * _LINE + 2 * _PAD - 3
    return Box(event.block, _RETURN, top, width - _RETURN, height, words, "block")


def _column(
    name: str, left: float, top: float, lines: Sequence[str], room: float, kind: str
) -> Box:
    words = tuple(
        Words(
            left + _PAD,
            round(top + 4 + (number + 0.8) * _LINE, 1),
            lettering.plain(line),
            _TEXT,
            kind=kind,
        )
        for number, line in enumerate(lines)
    )
    return Box(name, left, top, room, len(lines) * _LINE + 6, words, framed=False)


def _night(first: Box, last: Box) -> Curve:
    """From the last block back to the first: tomorrow begins where today ended."""
    low, high = last.y + last.height / 2, first.y + first.height / 2
    x = 4.0
    return Curve(((last.x, low), (x, low), (x, high), (first.x, high)), "night", True, square=True)


def _alt(found: Sequence[Event]) -> str:
    """Each block with what it reads and writes, in the order of the day."""
    said = []
    for event in found:
        parts = [
            f"{verb} {listed([f'{names} ({heading})' for heading, names in told])}"
            for verb, told in (("reads", event.reads), ("writes", event.writes))
            if told
        ]
        said.append(f"{event.number}, {spoken(event.block)}, {' and '.join(parts)}")
    return f"A day has {len(found)} blocks, one after the other. {'. '.join(said)}."
