"""Numbers against formulas: what several checks share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import sympy as sp

from model.theory.claim import Evidence


def formula(statement: sp.Basic, *symbols: sp.Symbol) -> Callable[..., float]:
    """The right side of a claim as a function of the symbols."""
    function: Callable[..., float] = sp.lambdify(symbols, statement.rhs, "math")
    return function


def agrees(text: str, found: Iterable[tuple[float, float]], bound: float) -> Evidence:
    """Evidence from pairs of a formula's value and the number found without it."""
    pairs = list(found)
    worst = max(abs(value / number - 1) for value, number in pairs)
    return Evidence(text, len(pairs), float(worst), bound)
