"""Trust, price and stake in a loop: its rests, where a collapse fulfils itself, and the economy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from scipy.stats import fisk

from model.experiments import trust as runs
from model.figures.style import COLOURS, Figure, style, subplots
from model.theory.honesty import two_rests
from model.theory.honesty.trust_loop import answer, cover, odds, returning, steepness

if TYPE_CHECKING:
    import xarray as xr

#: A loop of two: a per cent of trust makes one of fees, one of stake, and two of the odds.
STEEP, FEES = 2.0, 1.0
AT = {steepness: STEEP, answer: FEES}
LEAST = float(two_rests.LEAST.subs(AT))
WIDEST = float(two_rests.WIDEST.subs(AT))
#: Trust that is off by more than this is not back.
OFF = 0.01


def two_rests_and_runs(tried: Mapping[str, xr.Dataset], years: Sequence[float]) -> Figure:
    """Three panels: rests over the cover, the band of two rests, and shocks in the economy.

    ``tried`` holds runs of `model.experiments.trust.shocked` by what is drawn.
    """
    with style():
        figure, (left, middle, right) = subplots(1, 3, height=3.5)
        better = _rests(left)
        _band(middle)
        counts = {
            name: [int((runs.left(ds, year) > OFF).sum()) for year in years]
            for name, ds in tried.items()
        }
        for (name, off), colour in zip(counts.items(), ("blue", "vermilion"), strict=True):
            right.plot(years, off, "o-", ms=4, color=COLOURS[colour], label=name)
        right.set(xlabel="years since the shock", ylabel="points not back", ylim=(-2, None))
        right.legend(fontsize="x-small", title="collateral is bought", title_fontsize="x-small")
    told = " and ".join(
        f"{off[0]} to {off[-1]} of {tried[name].sizes['point']} if collateral is bought {name}"
        for name, off in counts.items()
    )
    return Figure(
        figure,
        f"Left: below a cover of {LEAST:.1f} trust rests only at zero; above it a better rest "
        f"rises to {better:.2f} and a border below it falls, on which simulated days lie too. "
        f"Middle: covers at which two rests last form a wedge that ends where worth without fees "
        f"protects {WIDEST:.2f} median gains. Right: points of the economy whose trust has not "
        f"come back fall over {years[-1]:g} years from {told}.",
    )


def _rests(ax: Axes) -> float:
    line = np.linspace(LEAST, 4, 200)
    lost = sp.lambdify(cover, two_rests.LOST.subs(AT), "numpy")(line)
    ax.plot(line, 1 - lost, color=COLOURS["ink"], lw=1.4, label="lasting rest")
    ax.plot(line, lost, color=COLOURS["ink"], ls="--", lw=1.4, label="border")
    ax.plot([0.8, 4], [0, 0], color=COLOURS["ink"], lw=1.4)
    dots = np.array([1.0, 1.5, 2.1, 2.5, 3.0, 3.5, 4.0])
    found = runs.ends(STEEP, FEES, np.zeros(len(dots)), dots)[1]
    ax.plot(dots, found, "o", ms=4, color=COLOURS["blue"], label="from full trust")
    some = dots[dots > LEAST]
    ax.plot(
        some,
        [returning(fisk(STEEP), 1.0, FEES, at) for at in some],
        "v",
        ms=4,
        color=COLOURS["vermilion"],
        label="least that returns",
    )
    ax.set(xlabel="cover", ylabel="trust", xlim=(0, 4.1), ylim=(-0.03, 1.35))
    ax.legend(fontsize="xx-small", loc="upper left")
    return float(found[-1])


def _band(ax: Axes) -> None:
    values = np.linspace(1e-6, STEEP * FEES - 1, 400)
    at = AT | {odds: odds}
    stake = sp.lambdify(odds, two_rests.STAKE.subs(at), "numpy")(values)
    without = stake * (STEEP * FEES - 1 - values) / (STEEP * FEES)
    ax.plot(
        (stake - without) * ((1 + values) / values) ** FEES, without, color=COLOURS["ink"], lw=1.4
    )
    ax.axhline(WIDEST, color=COLOURS["grey"], ls=":", lw=1.2)
    covers, bases = np.meshgrid(np.linspace(0.6, 4, 18), np.linspace(0, 0.3, 13))
    low, high = runs.ends(STEEP, FEES, bases, covers)
    two = high - low > OFF
    ax.plot(covers[two], bases[two], "o", ms=4, color=COLOURS["vermilion"], label="two ends")
    ax.plot(covers[~two], bases[~two], ".", ms=3, color=COLOURS["blue"], label="one end")
    ax.set(xlabel="cover", ylabel="cover without fees", xlim=(0.5, 4.1), ylim=(-0.012, 0.36))
    ax.legend(fontsize="xx-small", loc="upper right", ncols=2)
