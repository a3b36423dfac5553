"""Where a block is stated in the code, and the text that a printer makes of it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import model.spec
from model import gates
from model.compile import cadcad, kernel, latex, python
from model.spec.core import Block
from model.spec.economy import Economy

#: Each printer and the language of what it prints.
TARGETS = {
    "python": "python",
    "numpy": "python",
    "cadcad": "python",
    "machine": "llvm",
    "latex": "latex",
}


class UnknownTarget(gates.Refused):
    """There is no printer of that name."""


@cache
def home(block: str) -> tuple[str, str]:
    """Module and function that state a block: ``("model.spec.vault", "split")``.

    Raises `ValueError` if no function of the package's specification does.
    """
    for path in sorted(Path(model.spec.__path__[0]).glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if (
                isinstance(node, ast.FunctionDef)
                and node.name == block
                and isinstance(node.returns, ast.Name)
                and node.returns.id == "Block"
            ):
                return f"model.spec.{path.stem}", block
    raise ValueError(f"no function of model/spec returns the block {block}")


def printed(block: Block, of: Economy, target: str) -> str:
    """The text that a printer makes of a block of an economy; `UnknownTarget`."""
    if target not in TARGETS:
        raise UnknownTarget(f"there is no target {target!r}; there are {', '.join(TARGETS)}")
    if target == "latex":
        return latex.align(block)
    if target == "machine":
        return kernel.block_instructions(of, block)
    if target == "cadcad":
        updates = cadcad.update_sources(block)
        policy = cadcad.policy_source(block, first=block == of.blocks[0])
        return "\n\n".join([policy, *updates.values()])
    return python.block_source(block, "math" if target == "python" else "numpy")
