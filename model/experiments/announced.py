"""What is lost when an unlock is announced, what on its day, and what in all?

Formulas are the claims'; prices are fair prices of the specification.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.experiments.formulas import values
from model.spec.accounts import circulating, locked_treasury
from model.spec.worth import unlock_anticipation
from model.theory.unlocks import foresight

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Losses:
    """Falls of the fair price over the anticipated part, all from 0 to 1.

    ``told`` and ``day`` are (formula, bound); ``prices`` and ``alone_prices`` hold, for each of
    ``dots``, the fair price before the announcement, after it and after the unlock; ``alone`` is
    the case with no other tokens locked.
    """

    parts: Array
    told: tuple[Array, Array]
    day: tuple[Array, Array]
    dots: Array
    prices: list[tuple[float, float, float]]
    alone_after: Array
    alone_in_all: float
    alone_prices: list[tuple[float, float, float]]


def known(free: float, treasury: float, waiting: float, part: Any, tokens: float) -> dict[Any, Any]:
    """The symbols of the claims with their numbers; the part may be an array."""
    return {
        circulating: free,
        locked_treasury: treasury,
        foresight.waiting: waiting,
        unlock_anticipation: part,
        foresight.at_once: tokens,
    }


def losses(free: float, treasury: float, waiting: float, tokens: float) -> Losses:
    """Falls at the announcement and on the day of ``tokens``, other tokens waiting or not [AI]."""
    parts, dots = np.linspace(0, 1, 101), np.linspace(0, 1, 7)
    here = known(free, treasury, waiting, parts, tokens)
    alone = known(free, treasury, tokens, parts, tokens)
    told, day = foresight.TOLD.rhs, foresight.DROP.rhs
    least = foresight.LEAST.rhs.subs(*foresight.WHOLE.args)

    def prices(locked: float) -> list[tuple[float, float, float]]:
        each = (foresight.prices((free, treasury, locked), float(part), tokens) for part in dots)
        return [(float(a), float(b), float(c)) for a, b, c in each]

    return Losses(
        parts,
        (values(told, here), values(least, here)),
        (values(day, here), values(foresight.DAY.lhs, here)),
        dots,
        prices(waiting),
        1 - values(told, alone),
        float(values(foresight.WHOLE.rhs, alone | {unlock_anticipation: 0.0})),
        prices(tokens),
    )
