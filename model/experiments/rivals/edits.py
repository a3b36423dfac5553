"""Blocks and economies with something exchanged: what rivals are made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import sympy as sp

from model.spec.core import Block, Equation, Flow, target_of
from model.spec.economy import Economy


def changed(
    block: Block,
    changes: Mapping[sp.Symbol, Equation],
    *last: Equation,
    first: tuple[Equation, ...] = (),
) -> Block:
    """A block with some equations, found by what they say, replaced, and others added."""
    said = {target_of(each): each for each in block.equations}
    missing = [str(name) for name in changes if name not in said]
    if missing:
        raise ValueError(f"the block {block.name} has no equation of {', '.join(missing)}")
    kept = tuple(changes.get(name, each) for name, each in said.items())
    return Block(block.name, block.info, (*first, *kept, *last))


def redirect(which: Economy, block: str, flow: str, receiver: sp.Symbol) -> Economy:
    """An economy in which one flow goes to another account."""
    old = which.block(block)
    equations = tuple(
        replace(each, receiver=receiver)
        if isinstance(each, Flow) and each.symbol.name == flow
        else each
        for each in old.equations
    )
    if equations == old.equations:
        raise ValueError(f"the block {block} has no flow {flow} to another account")
    return which.replace(block, Block(old.name, old.info, equations))
