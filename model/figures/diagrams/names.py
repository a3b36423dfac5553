"""What diagrams call the quantities of an economy: like ones by the name of their row."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from model.quantities import quantity

_UNITS = {"usd": "USD", "ai": "AI"}


def row(symbol: sp.Symbol) -> str:
    """The name of a quantity, or that of the row of like quantities in which it stands."""
    record = quantity(symbol)
    return record.place.row if record.place else record.name


def row_tex(symbols: Sequence[sp.Symbol]) -> str:
    """The symbol of one quantity, or that of a row with the letter of its index."""
    record = quantity(symbols[0])
    if record.place is None or len(symbols) == 1:
        return record.tex
    return f"{record.place.tex}_{{{record.place.index.letter}}}"


def spoken(name: str) -> str:
    """A name as words: ``vault_usd`` is "vault USD"."""
    return " ".join(_UNITS.get(word, word) for word in name.split("_"))
