"""Figures of supply: what is locked and free, two readings of the cliff, what is sold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.experiments.release import TRADES, Cliff, Scale, Stack, Trades
from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

_CATEGORIES = {
    "testnet rewards": "purple",
    "community sale": "green",
    "community treasury": "blue",
    "team": "orange",
    "investors": "vermilion",
}
_TRADERS = {
    "nodes": "blue",
    "insiders": "vermilion",
    "sale and testnet": "green",
    "grantees": "orange",
    "validators, executors": "purple",
    "users, to pay bills": "sky",
    "nodes, for collateral": "blue",
    "the vault": "green",
}
_SCALE = {
    "released from lock": "blue",
    "sold by insiders": "vermilion",
    "burned in the run": "green",
}


def spread(runs: xr.DataArray, *levels: float) -> np.ndarray:
    """Quantiles over ``run``, first axis the levels; not a number where a run has none."""
    found = runs.quantile(list(levels), "run", skipna=False).transpose("quantile", ...)
    return np.asarray(found)


def band(ax: Axes, x: np.ndarray, runs: xr.DataArray, colour: str, label: str) -> None:
    """Draw the median over ``run`` and the range from the 10th to the 90th percentile."""
    ribbon(ax, x, spread(runs, 0.1, 0.5, 0.9), colour, label)


def ribbon(ax: Axes, x: np.ndarray, ends: NDArray[np.float64], colour: str, label: str) -> None:
    """Draw a median between two ends; ``ends`` has low, middle and high along its first axis."""
    low, middle, high = ends
    ax.fill_between(x, low, high, color=colour, alpha=0.22, lw=0)
    ax.plot(x, middle, color=colour, label=label)


def allocation(found: Stack) -> Figure:
    """Free and locked tokens by category, what circulates and what can be sold, billions of AI."""
    months = found.months
    layers = [*found.free.values(), *found.locked.values()]
    names = [*found.free, *found.locked]
    shades = [0.9] * len(found.free) + [0.25] * len(found.locked)
    labels = [*found.free, *("_locked" for _ in found.locked)]
    with style():
        figure, (ax,) = subplots(height=4.6)
        colours = [COLOURS[_CATEGORIES[name]] for name in names]
        areas = ax.stackplot(months, *layers, colors=colours, labels=labels)
        for area, shade in zip(areas, shades, strict=True):
            area.set(alpha=shade, linewidth=0)
        for count, label, dash in (
            (found.circulating, "circulating (market's count)", "-"),
            (found.free_float, "can be sold (free float)", "--"),
        ):
            ax.plot(months[1:], count, color=COLOURS["ink"], lw=1.8, ls=dash, label=label)
        ax.set(xlim=(0, months[-1]), ylim=(0, found.supply))
        ax.set(xlabel="age of the network (months)", ylabel="tokens (billion AI)")
        ax.set_xticks(np.arange(0, months[-1] + 1, 6))
        ax.text(3, 0.75 * found.supply, "locked (pale)", fontsize="small")
        figure.legend(loc="outside upper center", ncols=3, fontsize="small")
    told = []
    for month in (1, 12, 24, 36):
        place = int(np.searchsorted(months[1:], month - 1e-9))
        both = (float(count[place]) for count in (found.circulating, found.free_float))
        told.append("{:.2f} and {:.2f} billion at month {}".format(*both, month))
    return Figure(
        figure,
        f"Stacked areas of free and locked tokens by category over {months[-1]:.0f} months, with a "
        "line for what circulates as the market counts it, which is the edge of what is free, and "
        f"one for what can be sold: {', '.join(told)}.",
    )


def cliff_readings(found: Cliff) -> Figure:
    """The two readings of the insider cliff: free share of supply, and the price it leaves."""
    months, middle = found.months, found.ratio[1]
    with style():
        figure, (left, right) = subplots(1, 2, height=3.4)
        for (name, free), colour, dash in zip(
            found.free.items(), ("blue", "vermilion"), ("-", "--"), strict=True
        ):
            left.plot(months, free, color=COLOURS[colour], ls=dash, lw=2, label=name)
        left.set(xlabel="age (months)", ylabel="free share of supply (%)", ylim=(0, 102))
        left.legend(fontsize="small")
        label = "median, and 10 to 90 % of runs"
        ribbon(right, months, found.ratio, COLOURS["vermilion"], label)
        right.axhline(100, color=COLOURS["blue"], lw=1.2)
        right.set(xlabel="age (months)", ylabel="price, jump over no jump (%)")
        right.set_ylim(5 * np.floor(float(found.ratio.min()) / 5 - 0.2), 102)
        right.legend(fontsize="small", loc="lower right")
        left.set(xlim=(0, months[-1]), xticks=np.arange(0, months[-1] + 1, 12))
        right.set(xlim=(11, 24), xticks=np.arange(12, 25, 3))
    lowest = int(middle.argmin())
    return Figure(
        figure,
        "Two panels. Left: the free share of supply under both readings; they part at the cliff "
        "and meet when the last lock opens. Right: the price with a jump over the price without, "
        f"falling to {float(middle[lowest]):.0f} per cent on day {lowest} and standing at "
        f"{float(middle[-1]):.0f} per cent at the end.",
    )


def meeting_the_market(found: Trades) -> Figure:
    """Who sells and who buys in the daily batch, by quarter, in millions of AI a month.

    Bars are means over runs; whiskers span 10 to 90 % of the runs. What holders take is the
    difference of the two sides.
    """
    quarters = found.quarters
    each = float(quarters[1] - quarters[0])
    with style():
        figure, (ax,) = subplots(height=4.6)
        for sign, ends in ((1, found.sold), (-1, found.bought)):
            base = np.zeros(len(quarters))
            for name in (n for n, (_, side) in TRADES.items() if side == sign):
                ax.bar(
                    quarters,
                    found.flows[name],
                    0.8 * each,
                    bottom=base,
                    color=COLOURS[_TRADERS[name]],
                    hatch=None if sign > 0 else "///",
                    edgecolor="white",
                    lw=0.4,
                    label=name,
                )
                base = base + found.flows[name]
            reach = np.abs(ends - base)
            ax.errorbar(quarters, base, reach, fmt="none", ecolor=COLOURS["ink"], lw=1, capsize=2)
        ax.axhline(0, color=COLOURS["ink"], lw=1)
        ax.set(xlabel="age (months)", ylabel="bought (−) and sold (+), million AI a month")
        ax.set_xticks(np.arange(0, quarters[-1] + each, 6))
        figure.legend(loc="outside upper center", ncols=3, fontsize="small")
    year = (quarters >= 12) & (quarters < 24)
    mean = {name: float(flow[year].mean()) for name, flow in found.flows.items()}
    bought = -sum(mean[name] for name, (_, sign) in TRADES.items() if sign < 0)
    return Figure(
        figure,
        "Bars of sales above zero and purchases below it, by quarter. In the second year insiders "
        f"sell {mean['insiders']:.0f} million AI a month, grantees {mean['grantees']:.0f} million "
        f"and nodes {mean['nodes']:.1f} million; users, nodes and the vault buy {bought:.1f} "
        "million.",
    )


def scale_gap(found: Scale) -> Figure:
    """Released, sold by insiders, burned in the run and as observed; AI a month, logarithmic."""
    with style():
        figure, (ax,) = subplots(height=3.8)
        for name, colour in _SCALE.items():
            ends = np.where(found.series[name] > 1, found.series[name], np.nan)
            ribbon(ax, found.months, ends, COLOURS[colour], name)
        seen = "burned, observed in 2026"
        ax.axhline(found.observed, color=COLOURS["ink"], ls="--", lw=1.5, label=seen)
        ax.set(yscale="log", xlabel="age (months)", ylabel="AI a month (log scale)")
        ax.set_xticks(np.arange(0, found.months[-1] + 1, 6))
        ax.legend(loc="center left", bbox_to_anchor=(0.02, 0.62), fontsize="small")
    release, burned = (found.series[n][1][23] for n in ("released from lock", "burned in the run"))
    return Figure(
        figure,
        "Lines on a logarithmic scale. Median release in month 24 is "
        f"{release / 1e6:.0f} million AI, median burn in the run {burned / 1e6:.3f} million; the "
        f"burn observed in 2026 is a flat line at {found.observed / 1e6:.3f} million.",
    )
