"""Copies of the economy with one equation changed: what every engine would then agree on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

import sympy as sp

import model
from model.quantities import quantity
from model.spec.core import Block, Equation, Flow, Law, right_of, target_of
from model.spec.economy import Economy

Change = Callable[[sp.Expr], sp.Expr]


def _with(equation: Equation, value: sp.Expr) -> Equation:
    if isinstance(equation, Flow):
        return dataclasses.replace(equation, request=value)
    field = "value" if isinstance(equation, Law) else "amount"
    return dataclasses.replace(equation, **{field: value})


def _names(equation: Equation) -> set[str]:
    record = quantity(target_of(equation))
    return {record.name} | ({record.place.row} if record.place else set())


def changed(changes: Mapping[str, Change], economy: str = "announced") -> Economy:
    """The economy in which equations, or rows of equations, of some names have other right sides.

    Definitions of a block that nothing reads any more go.
    """
    sound = model.economy(economy)
    known = {name for b in sound.blocks for e in b.equations for name in _names(e)}
    assert set(changes) <= known, f"no equation is called {set(changes) - known}"
    return Economy(
        sound.name,
        sound.info,
        sound.initial,
        tuple(_changed(block, changes) for block in sound.blocks),
        sound.constraints,
        sound.rules,
        sound.defaults,
        sound.votes,
    )


def _changed(block: Block, changes: Mapping[str, Change]) -> Block:
    equations = list(block.equations)
    for place, equation in enumerate(equations):
        for name in _names(equation) & set(changes):
            right = sp.sympify(changes[name](right_of(equation)))
            equations[place] = _with(equation, right)
    if equations == list(block.equations):
        return block
    while True:
        read = {s for e in equations for s in right_of(e).free_symbols}
        used = [e for e in equations if isinstance(e, (Flow, Law)) or target_of(e) in read]
        if len(used) == len(equations):
            return dataclasses.replace(block, equations=tuple(used))
        equations = used
