"""Blocks over classes and stages, and what must be true of all that is shown of a block."""

from __future__ import annotations

from types import SimpleNamespace

import sympy as sp

from model.compile.families import shown, updates
from model.compile.text import text
from model.spec.core import Block, Definition, Equation, Flow, Law, limited
from tests.compile import expand
from tests.compile.conftest import CLASSES, STAGES

Rows = SimpleNamespace


def block(*equations: Equation) -> Block:
    return Block("shop", "A day in the shop.", equations)


def names(of: Block) -> list[str]:
    return [one.name for one in shown(of)]


def lines(of: Block) -> list[str]:
    return text(of).splitlines()[1:]


def faithful(of: Block) -> None:
    """Every equation, payment and stock can be read off what is shown, and nothing else."""
    told = shown(of)
    read = [equation for one in told for equation in expand.equations(one)]
    assert sorted(read, key=str) == sorted(of.equations, key=str)
    assert [e for one in told for e in one.members] == read
    for one in told:
        numbers = one.range.numbers if one.range else (0,)
        for number, equation in zip(numbers, one.members, strict=True):
            if isinstance(equation, Flow):
                before = of.flows[: of.flows.index(equation)]
                paid = {("-", f.symbol.name) for f in before if f.payer == equation.payer}
                said = expand.flows(one.paid, one.range, number)
                assert said == (paid if limited(equation) else set()), one.label
    moved = {stock.name: set[tuple[str, str]]() for stock in of.moved}
    for flow in of.flows:
        moved[flow.payer.name].add(("-", flow.symbol.name))
        moved[flow.receiver.name].add(("+", flow.symbol.name))
    stocks = [entry for update in updates(of) for entry in expand.stocks(update).items()]
    assert len(stocks) == len(moved)
    assert dict(stocks) == moved
    labels = [one.label for one in told]
    assert len(labels) == len(set(labels))


def of_classes(rows: Rows) -> Block:
    """A definition, a flow and a law for each class, the classes one after the other."""
    equations: list[Equation] = []
    for c in CLASSES.members:
        equations += [
            Definition(rows.part[c], rows.share * rows.score[c]),
            Flow(rows.fee[c], rows.balance[c], rows.till, rows.part[c] * rows.balance[c]),
            Law(rows.score[c], rows.score[c] + rows.part[c]),
        ]
    return block(*equations)


def unbonding(rows: Rows) -> Block:
    ahead = (rows.till, *(rows.queue[k] for k in STAGES.members[:-1]))
    return block(
        *(
            Flow(rows.step[k], rows.queue[k], on, rows.queue[k])
            for k, on in zip(STAGES.members, ahead, strict=True)
        ),
        *(
            Flow(
                rows.join[k],
                rows.leaving,
                rows.queue[k],
                sp.Piecewise((rows.leaving, sp.Eq(rows.wait, number * rows.day)), (0, True)),
            )
            for number, k in enumerate(STAGES.members, 1)
        ),
    )
