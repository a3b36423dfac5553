"""Names that an economy may give: what every engine prints into one text must not collide there."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping, Sequence

import sympy as sp

from model.quantities import quantity
from model.spec.core import Block

#: Words of the printed programs, and of the tables that hold their results.
TAKEN = frozenset(keyword.kwlist) | {
    *("exp", "log", "sin", "power", "math", "numpy", "min", "max", "abs", "len", "int"),
    *("_ratio", "_root"),
    *("initial", "step", "state", "params", "substep", "history", "signals", "today", "row"),
    *("runs", "run", "tape", "point", "timestep", "subset", "simulation", "quantile"),
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")


def refused(
    name: str, blocks: Sequence[Block], symbols: Mapping[str, set[sp.Symbol]]
) -> Iterator[str]:
    """A sentence for each name that cannot be printed; ``symbols`` by the name that they share."""
    if not _NAME.fullmatch(name):
        yield (
            f"an economy cannot be called {name!r}: use letters, digits, _ and -, at most 61 of "
            "them, and begin with a letter"
        )
    names = [block.name for block in blocks]
    for block in names:
        if names.count(block) > 1:
            yield f"two blocks are called {block}"
        if not block.isidentifier() or block in TAKEN:
            yield f"a block cannot be called {block!r}: use other letters, digits and _"
    for each, found in symbols.items():
        if len(found) > 1:
            yield f"two quantities are called {each}: rename one of your own"
        printed = each.startswith(("next_", "left_in_")) or each.removesuffix("_block") in names
        printed = printed or each == "day"  # the axis of every result
        if each in TAKEN or (printed and all(quantity(s).own for s in found)):
            yield f"no quantity can be called {each!r}, a word of the programs: take another name"
