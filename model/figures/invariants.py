"""The figure of the invariants: how far random economies are from breaking them."""

from __future__ import annotations

import numpy as np
import xarray as xr

from model.experiments.invariants import MEASURES, ROUNDING
from model.figures.style import COLOURS, Figure, style, subplots

#: Where an exact zero is drawn on the logarithmic axis.
FLOOR = 1e-17


def gaps(ds: xr.Dataset) -> Figure:
    """Worst relative gap of each invariant, one dot an economy, and the least reserves.

    ``ds`` as from `model.experiments.invariants.worst_gaps`.
    """
    draw = np.random.default_rng(0)
    with style():
        figure, (left, right) = subplots(1, 2, height=4.2)
        for place, measure in enumerate(ds["measure"].values):
            found = np.maximum(ds["gap"].sel(measure=measure).values, FLOOR)
            beside = place + draw.uniform(-0.25, 0.25, found.size)
            left.plot(found, beside, "o", ms=3, alpha=0.6, color=COLOURS["blue"])
        left.axvline(ROUNDING, color=COLOURS["orange"], ls="--", lw=1.4, label="one rounding")
        left.set_xscale("log")
        left.set(xlabel="worst relative gap (far left: none)", xlim=(FLOOR / 3, 1e-12))
        left.set_yticks(range(len(MEASURES)), list(MEASURES))
        left.invert_yaxis()
        left.legend(fontsize="small")
        reserve = np.sort(100 * ds["reserve"].values)
        right.plot(
            reserve,
            np.arange(1, reserve.size + 1),
            drawstyle="steps-post",
            color=COLOURS["vermilion"],
        )
        right.set_xscale("log")
        right.set(xlabel="least reserve (% of its start)", ylabel="economies")
    worst = float(ds["gap"].max())
    return Figure(
        figure,
        f"Left: the worst gap of four sums, of the pool's product and price and of accounts below "
        f"zero in {ds.sizes['point']} economies; none exceeds {worst:.0e}. Right: the least "
        f"reserve of the pool over its start, between {reserve[0]:.1g} and {reserve[-1]:.0f} per "
        "cent, never zero.",
    )
