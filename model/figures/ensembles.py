"""What many runs have in common: bands of a path, and when it first passes a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import LogLocator

from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    import xarray as xr

YEAR = 365


def bands(ds: xr.Dataset, name: str, passage: str) -> Figure:
    """Quantiles of ``name`` by day, and the share of runs that have passed a limit by each day.

    ``ds`` is an ensemble of one point with quantiles 0.05, 0.25, 0.5, 0.75 and 0.95, and the
    outcome ``passage`` of each run, infinite in runs in which it does not happen.
    """
    quantiles = ds[f"{name}_quantile"]
    unit = quantiles.attrs["units"]
    days = np.sort(ds[passage].to_numpy())
    happened = days[np.isfinite(days)]
    share = np.arange(1, happened.size + 1) / days.size
    last = int(ds.day[-1])
    with style():
        fig, (left, right) = subplots(1, 2, height=3.4)
        years = ds.day / YEAR
        for low, high, alpha in ((0.05, 0.95, 0.18), (0.25, 0.75, 0.3)):
            left.fill_between(
                years,
                quantiles.sel(quantile=low),
                quantiles.sel(quantile=high),
                color=COLOURS["blue"],
                alpha=alpha,
                lw=0,
                label=f"{high - low:.0%} of runs",
            )
        left.plot(years, quantiles.sel(quantile=0.5), label="median")
        left.set_ylabel(f"{name.replace('_', ' ')} [{unit}]")
        left.set_yscale("log")
        left.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        left.yaxis.set_major_formatter(lambda value, place: f"{value:g}")
        left.minorticks_off()
        left.legend(fontsize=8)
        curve = np.append(share, share[-1] if share.size else 0.0)
        ends = np.append(happened, last) / YEAR
        right.step(ends, curve, where="post", color=COLOURS["vermilion"])
        right.set_ylim(0, 1)
        right.set_xlim(*left.get_xlim())
        right.set_ylabel("share of runs that passed the limit")
        for ax in (left, right):
            ax.set_xlabel("age of the network [years]")
    low, middle, high = (float(quantiles.isel(day=-1).sel(quantile=q)) for q in (0.05, 0.5, 0.95))
    alt = (
        f"Left, bands of {name} over {last / YEAR:.0f} years: on the last day the median of "
        f"{days.size} runs is {middle:.3g} {unit} and nine runs of ten lie between {low:.3g} and "
        f"{high:.3g}. Right, the share of runs in which {name} has been below the limit: "
        f"{happened.size / days.size:.0%} by the end, half of those by day "
        f"{np.median(happened) if happened.size else float('nan'):.0f}."
    )
    return Figure(fig, alt)
