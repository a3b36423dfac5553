"""Trust, fees and stake in a loop of two: its rests by the claims and by days of loss and return.

A per cent of trust makes one of fees, one of stake, and two of the odds of trust.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.stats import fisk

from model.experiments import trust
from model.theory.honesty import two_rests
from model.theory.honesty.two_rests import answer, cover, odds, returning, steepness

Array = NDArray[np.float64]
STEEP, FEES = 2.0, 1.0
AT = {steepness: STEEP, answer: FEES}


@dataclass(frozen=True)
class Loop:
    """Rests of trust over the cover, and the covers at which two rests last.

    ``least`` is the cover that full trust needs, ``widest`` the worth without fees at which the
    wedge ends. ``lost`` is the border over ``covers`` by the claim; ``settled`` where days from
    full trust end over ``dots``, ``returns`` the least trust that comes back over ``some`` of them.
    The wedge: ``wedge_cover`` and ``wedge_base`` by the claim, and ``two``, whether days from
    hardly any and from full trust end apart, over ``tried_cover`` and ``tried_base``.
    """

    least: float
    widest: float
    covers: Array
    lost: Array
    dots: Array
    settled: Array
    some: Array
    returns: Array
    wedge_cover: Array
    wedge_base: Array
    tried_cover: Array
    tried_base: Array
    two: NDArray[np.bool_]


def loop() -> Loop:
    """The loop's rests and its wedge, by formula and by days."""
    least, widest = (float(each.subs(AT)) for each in (two_rests.LEAST, two_rests.WIDEST))
    covers = np.linspace(least, 4, 200)
    dots = np.array([1.0, 1.5, 2.1, 2.5, 3.0, 3.5, 4.0])
    some = dots[dots > least]
    values = np.linspace(1e-6, STEEP * FEES - 1, 400)
    stake = sp.lambdify(odds, two_rests.STAKE.subs(AT | {odds: odds}), "numpy")(values)
    without = stake * (STEEP * FEES - 1 - values) / (STEEP * FEES)
    tried_cover, tried_base = np.meshgrid(np.linspace(0.6, 4, 18), np.linspace(0, 0.3, 13))
    low, high = trust.ends(STEEP, FEES, tried_base, tried_cover)
    return Loop(
        least,
        widest,
        covers,
        np.asarray(sp.lambdify(cover, two_rests.LOST.subs(AT), "numpy")(covers)),
        dots,
        trust.ends(STEEP, FEES, np.zeros(len(dots)), dots)[1],
        some,
        np.array([returning(fisk(STEEP), 1.0, FEES, at) for at in some]),
        (stake - without) * ((1 + values) / values) ** FEES,
        without,
        tried_cover,
        tried_base,
        high - low > trust.OFF,
    )
