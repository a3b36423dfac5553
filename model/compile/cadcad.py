"""The specification as cadCAD partial state update blocks: plain functions, printed.

A policy reads the state when its block begins and returns the block's flows and new levels
as signals; an update function moves one stock by the flows that touch it, or sets one level.
Both are printed from the one `Block`, so no name is written twice.
"""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import Any

import sympy as sp

from model.compile.python import load, outputs, printed, update_source
from model.quantities import Kind, quantity
from model.spec.core import Block, Flow, Law, target_of
from model.spec.economy import Economy

_TAPE = (Kind.SHOCK, Kind.SCHEDULE)


def _argument(symbol: sp.Symbol) -> str:
    kind = quantity(symbol).kind
    if kind == Kind.PARAMETER:
        return f'params["{symbol}"]'
    return f'today["{symbol}"][row]' if kind in _TAPE else f'state["{symbol}"]'


def policy_source(block: Block, *, first: bool) -> str:
    """One policy; cadCAD counts the day up when the first block of it is done."""
    lines = [f'"""{block.info}"""']
    if any(quantity(symbol).kind in _TAPE for symbol in block.inputs):
        row = 'state["timestep"]' + ("" if first else " - 1")
        # In a sweep of single runs cadCAD counts "run" through the points.
        lines += ['runs = params["tape"]', 'today = runs[(state["run"] - 1) % len(runs)]']
        lines += [f"row = {row}"]
    arguments = ", ".join(_argument(symbol) for symbol in block.inputs)
    signals = {
        name: target_of(equation)
        for name, equation in zip(outputs(block), block.equations, strict=True)
        if isinstance(equation, (Flow, Law))
    }
    lines += [
        f"({', '.join(outputs(block))},) = {block.name}_block({arguments})",
        f"return {{{', '.join(f'{str(s)!r}: {name}' for name, s in signals.items())}}}",
    ]
    head = f"def {block.name}_policy(params, substep, history, state):\n"
    return head + textwrap.indent("\n".join(lines), "    ") + "\n"


def update_sources(block: Block) -> dict[str, str]:
    """The update functions of a block by the state they set."""
    texts: dict[str, str] = {}
    for stock in block.moved:
        value = update_source(stock, block)
        for symbol in sorted({stock, *(f.symbol for f in block.flows)}, key=lambda s: -len(s.name)):
            place = "state" if symbol == stock else "signals"
            value = " ".join(
                f'{place}["{symbol}"]' if word == symbol.name else word for word in value.split(" ")
            )
        texts[stock.name] = value
    for law in block.laws:
        texts[law.level.name] = f'signals["{law.level}"]'
    return {
        state: (
            f"def {block.name}_moves_{state}(params, substep, history, state, signals):\n"
            f'    return "{state}", {value}\n'
        )
        for state, value in texts.items()
    }


@lru_cache(maxsize=8)
def partial_state_update_blocks(economy: Economy) -> list[dict[str, Any]]:
    """What cadCAD's ``append_model`` takes: one policy and its updates for each block."""
    scalar = printed(economy, "math")
    texts = [scalar.source]
    for place, block in enumerate(economy.blocks):
        texts.append(policy_source(block, first=place == 0))
        texts += update_sources(block).values()
    module = load("\n\n".join(texts), f"{economy.name}_cadcad", "math")
    return [
        {
            "description": block.info,
            "policies": {block.name: getattr(module, f"{block.name}_policy")},
            "variables": {
                state: getattr(module, f"{block.name}_moves_{state}")
                for state in update_sources(block)
            },
        }
        for block in economy.blocks
    ]
