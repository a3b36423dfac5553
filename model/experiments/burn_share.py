"""How much to burn with and without a promise: the claims' formulas, and what a search finds.

Dollars are in units of what the treasury should get.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.theory.notation import yearly_revenue
from model.theory.value import burn_share as theory

Array = NDArray[np.float64]
_ORDER = (yearly_revenue, theory.scale, theory.response, theory.ahead)


@dataclass(frozen=True)
class Line:
    """A claim's formula over ``x``, and what was searched for at some ``dots``."""

    x: Array
    line: Array
    dots: Array
    found: list[float]


@dataclass(frozen=True)
class BestShares:
    """Best shares over revenue; worth of the promise over the part built ahead, by response."""

    unbound: Line
    promised: Line
    worth: dict[float, Line]
    doubled: float
    doubled_unbound: float


def _by_claim(formula: sp.Expr, income: Any, response: float, part: Any) -> Any:
    return sp.lambdify(_ORDER, formula, "numpy")(income, 1 / response, response, part)


def promised(income: Any, response: float, part: Any) -> Any:
    """The best share of revenue to burn, from 0 to 1, if it is promised and kept."""
    return _by_claim(theory.BEST, income, response, part)


def unbound(income: Any, response: float, part: Any) -> Any:
    """The best share of revenue to burn, from 0 to 1, if it is decided afterwards."""
    return _by_claim(theory.UNBOUND, income, response, part)


def worth(income: Any, response: float, part: Any) -> Any:
    """What the promise is worth."""
    return _by_claim(theory.WORTH, income, response, part)


def best(part: float, response: float) -> BestShares:
    """Formulas and searches for a ``part`` that is built ahead on a promise."""
    incomes, dots = np.linspace(1, 8, 200), np.linspace(1.5, 7.5, 7)
    parts, some = np.linspace(0, 0.99, 200), np.linspace(0.1, 0.9, 7)
    searched = [theory.searched(income, 1 / response, response, part) for income in dots]
    late, kept = (
        Line(incomes, formula(incomes, response, part), dots, [each[place] for each in searched])
        for formula, place in ((unbound, 1), (promised, 0))
    )
    worths = {
        each: Line(
            parts,
            worth(4.0, each, parts),
            some,
            [theory.searched(4.0, 1 / each, each, float(p))[2] for p in some],
        )
        for each in (0.3, 0.5, 0.7)
    }
    two = (float(formula(2.0, response, part)) for formula in (promised, unbound))
    return BestShares(late, kept, worths, *two)
