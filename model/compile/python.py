"""The specification as Python source: one function a block, one for the initial state.

Every engine runs this text (see `model.compile.printers` for the two dialects). A block's
function takes the block's inputs in the order of the registry and returns its definitions,
its flows and the new values of its levels, in the order in which the block states them.
"""

from __future__ import annotations

import linecache
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

import sympy as sp

from model.compile.ieee import as_processors_do
from model.compile.printers import ArrayPrinter, ScalarPrinter
from model.compile.syntax import compiled, parsed
from model.quantities import quantity
from model.spec.core import Block, Equation, Flow, Law, limited, right_of, target_of
from model.spec.economy import Economy

DIALECTS = {"math": ScalarPrinter, "numpy": ArrayPrinter}
_IMPORTS = {
    "math": "import math\nfrom model.compile.ieee import ratio as _ratio, root as _root\n"
    "from model.elementary_scalar import exp, log, power, sin\n",
    "numpy": "import numpy\nfrom model.elementary import exp, log, power, sin\n"
    "from model.elementary import greater as max, lesser as min\n",
}


def outputs(block: Block) -> tuple[str, ...]:
    """Names of what a block's function returns, in order; a level's new value is ``next_…``."""
    return tuple(_name(equation) for equation in block.equations)


def _name(equation: Equation) -> str:
    target = target_of(equation).name
    return f"next_{target}" if isinstance(equation, Law) else str(target)


def _lines(block: Block, printer: ScalarPrinter) -> Iterator[str]:
    left: dict[sp.Symbol, str] = {}
    for equation in block.equations:
        text = printer.doprint(right_of(equation))
        name = _name(equation)
        if not isinstance(equation, Flow):
            yield f"{name} = {text}"
            continue
        payer = equation.payer
        if not equation.request.is_nonnegative:
            text = f"max(0.0, {text})"
        if limited(equation):
            holding = left.get(payer, payer.name)
            text = holding if equation.request == payer else f"min({text}, {holding})"
            left[payer] = f"left_in_{payer}"
        yield f"{name} = {text}"
        if limited(equation) and _pays_again(block, equation):
            yield f"{left[payer]} = {holding} - {name}"


def _pays_again(block: Block, flow: Flow) -> bool:
    later = block.flows[block.flows.index(flow) + 1 :]
    return any(other.payer == flow.payer for other in later)


def block_source(block: Block, dialect: str = "math") -> str:
    """The function of one block as text."""
    printer = DIALECTS[dialect]()
    arguments = ", ".join(symbol.name for symbol in block.inputs)
    notes = "\n".join(
        f"{symbol.name} [{quantity(symbol).unit}]: {quantity(symbol).info}"
        for symbol in block.inputs
    )
    body = [f'"""{block.info}', "", *notes.splitlines(), '"""', *_lines(block, printer)]
    body.append(f"return ({', '.join(outputs(block))},)")
    return (
        f"def {block.name}_block({arguments}):\n" + textwrap.indent("\n".join(body), "    ") + "\n"
    )


def initial_source(economy: Economy, dialect: str = "math") -> str:
    """The function of the state on day 0 as text: parameters in, states out."""
    printer = DIALECTS[dialect]()
    arguments = ", ".join(symbol.name for symbol in economy.parameters)
    body = ['"""The state on day 0."""']
    body += [f"{start.state} = {printer.doprint(start.value)}" for start in economy.initial]
    body.append(f"return ({', '.join(s.name for s in economy.states)},)")
    return f"def initial({arguments}):\n" + textwrap.indent("\n".join(body), "    ") + "\n"


def update_source(stock: sp.Symbol, block: Block) -> str:
    """A stock's new value: first what it pays, then what it receives, in the order of the flows."""
    paid = [f" - {f.symbol}" for f in block.flows if f.payer == stock]
    received = [f" + {f.symbol}" for f in block.flows if f.receiver == stock]
    return f"{stock}{''.join(paid + received)}"


def step_source(economy: Economy) -> str:
    """The function of a whole day as text: states, parameters and the day's draws in.

    It calls the blocks in order and returns the states and then the observables, each in the
    order of the economy.
    """
    drawn = (*economy.schedules, *economy.shocks)
    arguments = ", ".join(s.name for s in (*economy.states, *economy.parameters, *drawn))
    body = ['"""One day: every block in turn."""']
    for block in economy.blocks:
        inputs = ", ".join(symbol.name for symbol in block.inputs)
        body.append(f"({', '.join(outputs(block))},) = {block.name}_block({inputs})")
        body += [f"{stock} = {update_source(stock, block)}" for stock in block.moved]
        body += [f"{law.level} = next_{law.level}" for law in block.laws]
    results = ", ".join(s.name for s in (*economy.states, *economy.observables))
    body.append(f"return ({results},)")
    return f"def step({arguments}):\n" + textwrap.indent("\n".join(body), "    ") + "\n"


def load(text: str, name: str, dialect: str) -> ModuleType:
    """Run printed text as a module; its lines show in tracebacks and in ``inspect``."""
    filename = f"<printed {name}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    module = ModuleType(name)
    exec(compile(_IMPORTS[dialect], filename, "exec"), module.__dict__)  # noqa: S102
    tree = as_processors_do(text) if dialect == "math" else parsed(text)
    exec(compiled(tree, filename), module.__dict__)  # noqa: S102
    return module


@dataclass(frozen=True)
class Printed:
    """The functions of an economy in one dialect, with the names they take and return."""

    economy: Economy
    dialect: str
    source: str
    module: ModuleType

    def function(self, block: Block) -> Callable[..., tuple[float, ...]]:
        """The function of a block."""
        return getattr(self.module, f"{block.name}_block")  # type: ignore[no-any-return]


@lru_cache(maxsize=8)
def printed(economy: Economy, dialect: str = "math") -> Printed:
    """Print and load all functions of an economy."""
    parts = [initial_source(economy, dialect)]
    parts += [block_source(block, dialect) for block in economy.blocks]
    parts.append(step_source(economy))
    source = "\n\n".join(parts)
    return Printed(economy, dialect, source, load(source, f"{economy.name}_{dialect}", dialect))
