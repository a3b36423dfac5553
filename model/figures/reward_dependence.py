"""What a network keeps once its subsidy ends, and how both ways to one subsidy come together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from model.answerbook.said import number
from model.experiments.challenges.common import Middle, middle, nearest
from model.experiments.challenges.least_usage import Carries
from model.experiments.challenges.reward_dependence import days_to_return, hysteresis
from model.figures.interval_tables import cell, html
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


def left(found: Mapping[str, xr.DataArray], own: Mapping[str, float]) -> str:
    """GPUs that a million dollars of subsidy leaves, by scenario, usage and end: HTML.

    ``found`` has dims (usage, end, run), and ``own`` usage in USD a year.
    """
    rows = {}
    for scenario, each in found.items():
        for usage in each["usage"].values:
            name = f"{scenario}, {number(own[scenario] * float(usage) / 1e6)}"
            rows[name] = {
                f"day {end}": cell(middle(each.sel(usage=usage, end=end)), places=0)
                for end in each["end"].values
            }
    return html(rows, "scenario, usage")


def closures(found: Mapping[tuple[str, str], Mapping[str, Middle]]) -> str:
    """What is left and what tokens do beside dollars, by scenario and idea of the price: HTML."""
    names = {
        "kept": "kept, %",
        "beside never": "beside never, %",
        "worth of tokens": "worth, %",
        "GPUs under tokens": "GPUs, %",
    }
    rows = {
        f"{scenario}, {closure}": {
            title: cell(each[name], places=0) for name, title in names.items()
        }
        for (scenario, closure), each in found.items()
    }
    return html(rows, "scenario, closure")


def runways(found: Mapping[tuple[str, str], Sequence[Middle]], sizes: Sequence[float]) -> str:
    """Years until the treasury runs short, by idea of the price, currency and size: HTML."""
    rows = {
        f"{closure}, {kind}": {
            f"{size:,.0f}": cell(each, "all", places=1)
            for size, each in zip(sizes, years, strict=True)
        }
        for (closure, kind), years in found.items()
    }
    return html(rows, "closure, paid in")


def memory(branches: Mapping[str, xr.DataArray], back: Mapping[str, xr.DataArray]) -> str:
    """How far both ways to one subsidy are apart, and the days of the way back: HTML."""
    rows = {}
    for scenario, each in branches.items():
        apart = 100 * (math.e ** hysteresis(each) - 1)
        rows[scenario] = {
            f"apart after {int(days)} days, %": cell(middle(apart.sel(after=days)), places=1)
            for days in (each["after"].values[0], each["after"].values[-1])
        }
        days = nearest(days_to_return(back[scenario]))
        rows[scenario]["back after, days"] = cell(days, "never", places=0)
    return html(rows, "scenario")


def carries(least: Mapping[tuple[str, str], Carries]) -> str:
    """The least usage that carries the network, by scenario and idea of the price: HTML."""
    rows = {
        f"{scenario}, {closure}": {
            "USD a year": cell(each.usage),
            "times its own": cell(each.times),
            "fees over subsidy": cell(each.fees),
        }
        for (scenario, closure), each in least.items()
    }
    return html(rows, "scenario, closure")
