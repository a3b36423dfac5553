"""What a vault without usage burns: by its revenue, and beside what each month unlocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.experiments.challenges import burn_without_usage as experiment
from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    import xarray as xr

_HUES = ("blue", "vermilion", "green", "purple")


def burned_and_cover(ds: xr.Dataset) -> Figure:
    """Share burned in five years by revenue, and cover by month at the largest one asked for."""
    share, covers = experiment.burned_share(ds), experiment.cover(ds).median("run")
    asked = [float(r) for r in ds["revenue"].values if r <= experiment.REVENUES[-1]]
    told = []
    with style():
        fig, (top, below) = subplots(2, 1, height=6.6)
        for closure, hue in zip(ds["closure"].values, _HUES, strict=False):
            one = share.sel(closure=closure, revenue=asked)
            low, middle, high = (one.quantile(q, "run") for q in (0.1, 0.5, 0.9))
            top.plot(asked, middle, color=COLOURS[hue], label=str(closure))
            top.fill_between(asked, low, high, color=COLOURS[hue], alpha=0.15, lw=0)
            line = 100 * covers.sel(closure=closure, revenue=asked[-1])
            below.plot(line["month"], line, color=COLOURS[hue])
            told.append(
                f"{closure}: {float(middle[0]):.2g} per cent burned at {asked[0]:.0f} dollars a "
                f"day and {float(middle[-1]):.2g} at {asked[-1]:,.0f}, where the cover is "
                f"{float(line[0]):.0f} per cent in the first month and {float(line[-1]):.0f} in "
                "the last"
            )
        top.set(xscale="log", yscale="log", xlabel="revenue of the vault (USD a day)")
        top.set_ylabel("burned in five years (%)")
        top.legend(fontsize="small", loc="lower right")
        below.axhline(100, color=COLOURS["grey"], ls=":", lw=1.2)
        below.set(xlabel="month after the launch", ylim=(0, 110))
        below.set_ylabel("burned over unlocked (%)")
    return Figure(fig, "Two panels, medians over runs. " + "; ".join(told) + ".")
