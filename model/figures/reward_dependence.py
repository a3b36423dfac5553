"""What a network keeps once its subsidy ends, and how both ways to one subsidy come together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from model.figures.style import COLOURS, Figure, style, subplots

_LINES = {"bear": "vermilion", "base": "blue", "bull": "green"}


def kept(parts: Mapping[str, xr.DataArray], own: Mapping[str, float]) -> Figure:
    """GPUs kept against usage by scenario, dims (usage, run); ``own`` usage in USD a year."""
    told = []
    with style():
        drawing, (ax,) = subplots(height=3.6)
        for scenario, part in parts.items():
            usage = own[scenario] * part["usage"].to_numpy() / 1e6
            low, middle, high = (
                100 * part.quantile(q, "run").to_numpy() for q in (0.05, 0.5, 0.95)
            )
            colour = COLOURS[_LINES[scenario]]
            ax.fill_between(usage, low, high, color=colour, alpha=0.15, linewidth=0)
            ax.plot(usage, middle, "o-", ms=3.5, color=colour, label=scenario)
            usual = float(100 * part.sel(usage=1.0).median("run"))
            ax.plot(own[scenario] / 1e6, usual, "*", ms=15, color=colour, zorder=4)
            told.append(f"{scenario} {usual:.0f} per cent")
        ax.set_xscale("log")
        ax.set(
            xlabel="usage (millions of USD a year)",
            ylabel="GPUs kept, 180 days after\n(% of those with a subsidy)",
            ylim=(0, 105),
        )
        ax.legend(loc="upper left")
    return Figure(
        drawing,
        "GPUs that are left 180 days after the subsidy ends, against usage: rising from next to "
        "none to nearly all. At the usage of the scenario " + ", ".join(told) + " are kept.",
    )


def branches(found: xr.DataArray) -> Figure:
    """GPUs against the subsidy, reached from below and from above, dims as `both_branches`."""
    middle = found.median("run")
    sizes = middle["subsidy"].to_numpy() / 1e3
    after = [int(middle["after"][0]), int(middle["after"][-1])]
    told = []
    with style():
        drawing, axes = subplots(1, 2, height=3.3)
        for ax, days in zip(axes, after, strict=True):
            above, below = (
                middle.sel(after=days, branch=f"from {where}") for where in ("above", "below")
            )
            ax.plot(sizes, above, "o-", color=COLOURS["vermilion"], label="from above", ms=4)
            ax.plot(sizes, below, "s--", color=COLOURS["blue"], label="from below", ms=4)
            ax.set(title=f"after {days} days", xlabel="subsidy (1,000 USD a day)")
            ax.set_ylim(0, 1.1 * float(middle.max()))
            away = 100 * (np.exp(float(np.abs(np.log(above / below)).max())) - 1)
            told.append(f"{away:.0f} per cent after {days} days")
        axes[0].set_ylabel("GPUs")
        axes[0].legend(loc="upper left")
    return Figure(
        drawing,
        "GPUs against the subsidy in two panels, one line from networks that had none and one from "
        "networks that had the largest. The lines are at most " + " and ".join(told) + " apart.",
    )
