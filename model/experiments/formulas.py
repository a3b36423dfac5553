"""A claim's formula in numbers, for the lines that stand beside what was worked out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray


def values(expression: sp.Expr, known: Mapping[sp.Symbol, Any]) -> NDArray[np.float64]:
    """A claim's formula in numbers; an entry of ``known`` may be an array.

    Symbols that the formula does not hold are passed over; one that it holds and ``known`` does
    not name is a NameError.
    """
    given = {symbol: x for symbol, x in known.items() if symbol in expression.free_symbols}
    compute = sp.lambdify(list(given), expression, ["scipy", "numpy"])
    return np.asarray(compute(*given.values()), float)
