"""Economies made from one that is there: a block more, less or another, a quantity from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

import sympy as sp

from model import gates
from model.quantities import Kind, Own, Quantity, declare
from model.spec.core import (
    Block,
    Definition,
    Equation,
    Flow,
    Initial,
    Law,
    SpecificationError,
    right_of,
    target_of,
)


def _given(equation: Equation, record: Quantity, path: sp.Symbol) -> Equation:
    """An equation that reads a path: the quantity's own as its value, any in place of a shock."""
    target, value = target_of(equation), right_of(equation)
    if record.kind == Kind.SHOCK:
        value = value.xreplace({record.symbol: path})
    elif target == record.symbol:
        value = path
    if isinstance(equation, Flow):
        return Flow(target, equation.payer, equation.receiver, value)
    return Law(target, value) if isinstance(equation, Law) else Definition(target, value)


def _read_again(equations: list[Equation]) -> tuple[Equation, ...]:
    """Equations without the definitions that nothing reads any more."""
    read = {s for e in equations for s in right_of(e).free_symbols}
    kept = [e for e in equations if not isinstance(e, Definition) or e.symbol in read]
    return tuple(kept) if kept == equations else _read_again(kept)


def _block(given: Block) -> Block:
    return gates.of_kind(SpecificationError, "block", given, Block, "make it with Block")


def started(start: Any) -> list[Initial]:
    """Values of day 0 by state, as an economy takes them; nothing gives none."""
    if start is None:
        return []
    if not isinstance(start, Mapping) or hasattr(start, "dims"):
        raise SpecificationError(
            f"start={gates.shown(start)} is no table: write {{state: value, ...}}"
        )
    return [Initial(state, value) for state, value in start.items()]


class Varied:
    """What an economy can become; the one that is asked stays as it is."""

    initial: tuple[Initial, ...]
    blocks: tuple[Block, ...]

    def block(self, name: str) -> Block:
        """The block of that name."""
        raise NotImplementedError

    def record(self, name: str) -> Quantity:
        """The quantity of that name."""
        raise NotImplementedError

    def with_parts(self, initial: list[Initial], blocks: list[Block]) -> Self:
        """The same with other states on day 0 and other blocks."""
        raise NotImplementedError

    def with_block(
        self,
        block: Block,
        *,
        before: str = "",
        after: str = "",
        start: Mapping[sp.Symbol, object] | None = None,
    ) -> Self:
        """This economy with one block more, by default the last, and states that it adds."""
        _block(block)
        before = gates.text(SpecificationError, "before", before)
        after = gates.text(SpecificationError, "after", after)
        if before and after:
            raise SpecificationError(f"{block.name} goes before or after a block, not both")
        names = [each.name for each in self.blocks]
        self.block(before or after or names[0])  # refuses a name that is not there
        place = names.index(before) if before else len(names)
        place = names.index(after) + 1 if after else place
        blocks = [*self.blocks[:place], block, *self.blocks[place:]]
        return self._changed(blocks, start)

    def without(self, name: str) -> Self:
        """This economy without a block, and without the states that only it used."""
        gone = self.block(name)
        return self._changed([each for each in self.blocks if each != gone], {})

    def replace(
        self, name: str, block: Block, *, start: Mapping[sp.Symbol, object] | None = None
    ) -> Self:
        """This economy with another block in the place of one, and states that it adds."""
        old, block = self.block(name), _block(block)
        return self._changed([block if e == old else e for e in self.blocks], start)

    def following(self, name: str) -> Self:
        """This economy with a level, a definition, a flow or a shock from outside, day by day.

        Its equations read a path called ``name`` and ``_path`` instead of what they said; a flow
        asks for it, and its payer still pays only what it has. A shock's path is in standard
        deviations, one for all runs. Raises `SpecificationError` for
        accounts, which only flows move, and for what is not there.
        """
        return self._given(name, Kind.SCHEDULE, "path", "as given from outside")

    def holding(self, name: str) -> Self:
        """This economy with a level, a definition, a flow or a shock held at one number.

        The number is a parameter called ``name`` and ``_held``, so a sweep can vary it. Raises
        `SpecificationError` as `following` does.
        """
        return self._given(name, Kind.PARAMETER, "held", "held at one number")

    def _given(self, name: str, kind: Kind, ending: str, how: str) -> Self:
        record = self.record(name)
        if record.kind not in (Kind.LEVEL, Kind.DEFINITION, Kind.FLOW, Kind.SHOCK):
            raise SpecificationError(
                f"{name} is a {record.kind}: only levels, definitions, flows and shocks can be "
                "given from outside"
            )
        given = declare(
            replace(
                record,
                name=f"{name}_{ending}",
                kind=kind,
                tex=rf"\hat{{{record.tex}}}",
                info=f"{record.info}, {how}",
                fact=None,
                place=None,
                of=None,
                own=Own(),
            )
        )
        blocks = []
        for block in self.blocks:
            equations = [_given(each, record, given) for each in block.equations]
            if equations != list(block.equations):
                block = Block(block.name, block.info, _read_again(equations))
            blocks.append(block)
        return self._changed(blocks, {})

    def _changed(self, blocks: list[Block], start: object) -> Self:
        made = started(start)
        own = {each.state for each in made}
        initial = [each for each in self.initial if each.state not in own] + made
        used = {s for b in blocks for s in (*b.inputs, *b.moved)}
        used |= {law.level for b in blocks for law in b.laws}
        for each in reversed(initial):  # a later start may need an earlier one
            if each.state in used:
                used |= each.value.free_symbols
        unused = [each.state for each in made if each.state not in used]
        if unused:
            raise SpecificationError(f"{unused[0]} starts, but no block uses it: leave it out")
        return self.with_parts([each for each in initial if each.state in used], blocks)
