"""Rows of like flows, such as the stages of a queue, stated once with an index k.

A symbol whose name ends in ``_07`` belongs to a row. Seen from member 8 of the row it is the
one *before*: its place is ``k - 1``. Members that say the same thing in these terms are
shown by one equation; a member that differs (the end of a queue) stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import sympy as sp

from model.spec.core import Block, Equation, Flow

INDEX = sp.Symbol("k", integer=True, positive=True)
_MEMBER = re.compile(r"(.+)_(\d\d)")


@dataclass(frozen=True)
class Shown:
    """One equation as it is shown: a single one, or a row of like flows with an index.

    ``places`` says which symbols stand for a place in a row: symbol -> (a real member, offset
    from k). ``first`` and ``last`` are the range of k, 0 for a single equation.
    """

    equation: Equation
    label: str
    first: int = 0
    last: int = 0
    places: Mapping[sp.Symbol, tuple[sp.Symbol, int]] | None = None
    members: tuple[Flow, ...] = ()


def number(symbol: sp.Symbol) -> int | None:
    """The place of a symbol in its row, from its name; None outside rows."""
    match = _MEMBER.fullmatch(symbol.name)
    return int(match[2]) if match else None


def row(symbol: sp.Symbol) -> str:
    """The name of a symbol's row, or its own name."""
    match = _MEMBER.fullmatch(symbol.name)
    return match[1] if match else str(symbol.name)


def place(symbol: sp.Symbol, here: int) -> sp.Symbol:
    """A stand-in for ``symbol`` as seen from member ``here``; itself outside rows."""
    own = number(symbol)
    if own is None:
        return symbol
    offset = own - here
    shift = f"{offset:+d}" if offset else ""
    return sp.Symbol(f"{row(symbol)}[k{shift}]", **symbol.assumptions0)


@dataclass(frozen=True)
class _Family:
    members: tuple[Flow, ...]

    @cached_property
    def _last(self) -> int:
        return number(self.members[-1].symbol) or 0

    def _seen(self, flow: Flow) -> Flow:
        here = number(flow.symbol) or 0
        symbols = {flow.symbol, flow.payer, flow.receiver} | flow.request.free_symbols
        swap = {s: place(s, here) for s in symbols}
        return Flow(
            swap[flow.symbol], swap[flow.payer], swap[flow.receiver], flow.request.xreplace(swap)
        )

    @cached_property
    def pattern(self) -> Flow:
        """The last member, with its number written k."""
        seen = self._seen(self.members[-1])
        request = seen.request.xreplace({sp.Integer(self._last): INDEX})
        return Flow(seen.symbol, seen.payer, seen.receiver, request)

    @cached_property
    def places(self) -> dict[sp.Symbol, tuple[sp.Symbol, int]]:
        flow = self.members[-1]
        symbols = {flow.symbol, flow.payer, flow.receiver} | flow.request.free_symbols
        return {
            place(s, self._last): (s, (number(s) or 0) - self._last)
            for s in symbols
            if number(s) is not None
        }

    def fits(self, flow: Flow) -> bool:
        """Whether the pattern, at this member's number, is this member."""
        here, seen = number(flow.symbol), self._seen(flow)
        same = (seen.payer, seen.receiver) == (self.pattern.payer, self.pattern.receiver)
        at_here = self.pattern.request.xreplace({INDEX: sp.Integer(here)})
        return bool(same and at_here == seen.request)


def shown(block: Block) -> Iterator[Shown]:
    """The equations of a block as they are shown, in order, each with its label."""
    done: set[str] = set()
    for equation in block.equations:
        if not isinstance(equation, Flow) or equation.family is None:
            yield Shown(equation, f"eq-{block.name}-{_name(equation)}")
        elif equation.family not in done:
            done.add(equation.family)
            members = tuple(f for f in block.flows if f.family == equation.family)
            yield from _rows(block, equation.family, members)


def _rows(block: Block, name: str, members: tuple[Flow, ...]) -> Iterator[Shown]:
    family = _Family(members)
    alike = tuple(flow for flow in members if family.fits(flow))
    for flow in members:
        if flow not in alike:
            yield Shown(flow, f"eq-{block.name}-{flow.symbol}")
    numbers = [number(flow.symbol) or 0 for flow in alike]
    if numbers != list(range(numbers[0], numbers[-1] + 1)):
        raise ValueError(f"block {block.name}: the flows of the family {name} have gaps")
    yield Shown(
        family.pattern, f"eq-{block.name}-{name}", numbers[0], numbers[-1], family.places, alike
    )


def _name(equation: Equation) -> str:
    return str(equation.symbol if not hasattr(equation, "level") else equation.level)


@dataclass(frozen=True)
class Term:
    """Flows that are added or taken away: one, or those of a row with ``first`` <= j <= ``last``.

    ``last`` is None where the sum runs to the one before k.
    """

    flow: sp.Symbol
    first: int = 0
    last: int | None = 0

    @property
    def single(self) -> bool:
        """Whether this is one flow."""
        return self.last is not None and self.first == self.last


def terms(flows: Iterable[Flow]) -> tuple[Term, ...]:
    """Flows as terms of a sum: three or more neighbours of a row make one term."""
    found: list[Term] = []
    runs: list[list[Flow]] = []
    for flow in flows:
        here, before = number(flow.symbol), number(runs[-1][-1].symbol) if runs else None
        joined = here is not None and before is not None and here == before + 1
        if joined and runs[-1][-1].family == flow.family:
            runs[-1].append(flow)
        else:
            runs.append([flow])
    for run in runs:
        if len(run) < 3:
            found += [Term(flow.symbol) for flow in run]
        else:
            found.append(Term(run[0].symbol, number(run[0].symbol) or 0, number(run[-1].symbol)))
    return tuple(found)


def paid_before(block: Block, one: Shown) -> tuple[Term, ...]:
    """What the payer of a flow has paid earlier in the block."""
    flow = one.members[-1] if one.members else one.equation
    assert isinstance(flow, Flow)
    at = next((i for i, f in enumerate(block.flows) if f.symbol == flow.symbol), 0)
    before = [f for f in block.flows[:at] if f.payer == flow.payer]
    own = [f for f in before if one.members and f.family == flow.family]
    others = terms(f for f in before if f not in own)
    return (*others, Term(own[0].symbol, number(own[0].symbol) or 0, None)) if own else others


@dataclass(frozen=True)
class Update:
    """New values of a stock, or of like stocks of a row: what they pay and what they receive."""

    stock: sp.Symbol
    paid: tuple[Term, ...]
    received: tuple[Term, ...]
    first: int = 0
    last: int = 0


def updates(block: Block) -> list[Update]:
    """The new value of every stock the block moves; like stocks of a row are stated once."""
    found: list[tuple[object, Update]] = []
    for stock in block.moved:
        paid = [f for f in block.flows if f.payer == stock]
        received = [f for f in block.flows if f.receiver == stock]
        here = number(stock)
        update = Update(stock, terms(paid), terms(received), here or 0, here or 0)
        if here is None:
            found.append((None, update))
            continue
        signature = (
            row(stock),
            *(tuple(place(f.symbol, here).name for f in side) for side in (paid, received)),
        )
        if found and found[-1][0] == signature and found[-1][1].last == here - 1:
            start = found[-1][1]
            found[-1] = (
                signature,
                Update(start.stock, start.paid, start.received, start.first, here),
            )
        else:
            found.append((signature, update))
    return [update for _, update in found]
