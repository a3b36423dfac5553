"""Figures of the market for compute: demand, three ways to bill, price, capacity, payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.figures.style import COLOURS, Figure, style, subplots
from model.figures.supply import MONTH, band, spread
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr

#: The three bills of the same day's work: flow of the specification, name, colour.
BILLS = {
    "fee_by_task": ("by task", "blue"),
    "fee_by_gpu_time": ("by GPU time", "vermilion"),
    "fee_by_cycle": ("by training cycle", "green"),
}
CLASS_COLOURS = dict(zip(CLASSES, ("blue", "orange", "green"), strict=True))
CLASS_NAMES = {"datacentre": "data centre", "professional": "professional", "consumer": "consumer"}


def months(ds: xr.Dataset) -> np.ndarray:
    """Age in months along ``day``."""
    return np.asarray(ds["day"]) / MONTH


def demand(ds: xr.Dataset) -> Figure:
    """Demand at the reference price: band over runs of the mean week, and one run by the day."""
    wanted = ds["demand_scale"] / 1e3
    week = wanted.rolling(day=7).mean()
    with style():
        figure, (ax,) = subplots(height=3.2)
        ax.plot(months(ds), wanted.isel(run=0), color=COLOURS["grey"], lw=0.7, label="one run")
        band(ax, months(ds), week, COLOURS["blue"], "mean of a week: median, 10 to 90 % of runs")
        ax.set(xlabel="age (months)", ylabel="demand\n(thousand GPU-hours a day)")
        ax.set(xlim=(0, months(ds)[-1]), ylim=(0, None), xticks=np.arange(0, months(ds)[-1] + 1, 6))
        ax.legend(loc="upper left", fontsize="small")
    first, last = (float(wanted.isel(day=d).median()) for d in (1, -1))
    return Figure(
        figure,
        "Demand at the reference price climbs along an S-curve with a weekly season and noise, "
        f"from {first:.0f} to {last:.0f} thousand GPU-hours a day in the median run.",
    )


def relative(ds: xr.Dataset, name: str) -> xr.DataArray:
    """A bill over what the three ways charge on that day on the average of the runs."""
    days = ds.isel(day=slice(1, None))
    usual = sum(days[each].mean("run") for each in BILLS) / len(BILLS)
    return days[name] / usual


def bills(ds: xr.Dataset, mixes: xr.Dataset) -> Figure:
    """Distribution of daily bills, and their standard deviation when the mix of tasks moves.

    ``ds`` has dims (run, day); ``mixes`` has dims (point, run, day) and the coordinate
    ``workload_volatility``. Whiskers span 10 to 90 % of the runs.
    """
    edges = np.linspace(0, 2.4, 61)
    noise = np.asarray(mixes["workload_volatility"])
    said = []
    with style():
        figure, (left, right) = subplots(1, 2, height=3.6)
        for shift, (name, (label, colour)) in enumerate(BILLS.items()):
            found = np.asarray(relative(ds, name)).ravel()
            left.hist(
                found, list(edges), density=True, histtype="step", lw=1.8, color=COLOURS[colour]
            )
            deviations = relative(mixes, name).std("day")
            low, middle, high = spread(deviations, 0.1, 0.5, 0.9)
            right.errorbar(
                noise + 0.006 * (shift - 1),
                middle,
                np.stack([middle - low, high - middle]),
                color=COLOURS[colour],
                marker="o",
                ms=4,
                lw=1.4,
                capsize=2,
                label=label,
            )
            said.append(f"{label} {found.std():.2f}")
        left.set(xlabel="bill of a day over its mean", ylabel="density", xlim=(0, 2.4))
        right.set(xlabel="volatility of the mix of tasks", ylabel="standard deviation of the bill")
        right.set_ylim(0, None)
        figure.legend(loc="outside upper center", ncols=3, fontsize="small")
    return Figure(
        figure,
        "Left: three histograms of the daily bill over its mean, with standard deviations "
        f"{', '.join(said)}. Right: the three deviations are equal when the mix does not move; "
        "with volatility those by GPU time and by training cycle grow, the one by task does not.",
    )


def price_rules(both: xr.Dataset) -> Figure:
    """Price, utilisation and capacity, posted price and clearing price, as means of a week.

    ``both`` has dims (point, run, day); point 0 posts, point 1 clears.
    """
    days = both.isel(day=slice(1, None))
    panels = (
        (days["compute_price"], "price\n(USD a GPU-hour)"),
        (100 * days["utilisation"], "utilisation (%)"),
        (days["total_capacity"] / 1e3, "capacity\n(thousand GPU-hours)"),
    )
    names = (("posted, follows scarcity", "blue"), ("clearing each day", "orange"))
    with style():
        figure, axes = subplots(3, 1, height=6.0, share_x=True)
        for ax, (series, label) in zip(axes, panels, strict=True):
            for point, (name, colour) in enumerate(names):
                week = series.isel(point=point).rolling(day=7).mean()
                band(ax, months(days), week, COLOURS[colour], name)
            ax.set(ylabel=label, ylim=(0, None), xlim=(0, months(days)[-1]))
        axes[-1].set(xlabel="age (months)", xticks=np.arange(0, months(days)[-1] + 1, 6))
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=2, fontsize="small")
    end = days.isel(day=slice(-365, None)).mean(("day", "run"))
    price, used = np.asarray(end["compute_price"]), 100 * np.asarray(end["utilisation"])
    return Figure(
        figure,
        "Three panels over time with bands over runs. In the last year the posted price averages "
        f"{price[0]:.2f} dollars at {used[0]:.0f} per cent utilisation, the clearing price "
        f"{price[1]:.2f} dollars at {used[1]:.0f} per cent.",
    )


def capacity(ds: xr.Dataset) -> Figure:
    """GPUs by class, and their profit as a running mean of 30 days; dims (run, day)."""
    days = ds.isel(day=slice(1, None))
    with style():
        figure, (left, right) = subplots(1, 2, height=3.6)
        for name, colour in CLASS_COLOURS.items():
            band(left, months(days), days[f"gpus_{name}"], COLOURS[colour], CLASS_NAMES[name])
            smooth = 100 * days[f"profit_{name}"].rolling(day=30).mean()
            band(right, months(days), smooth, COLOURS[colour], "_")
        right.axhline(0, color=COLOURS["ink"], lw=1)
        left.set(xlabel="age (months)", ylabel="running GPUs", ylim=(0, None))
        right.set(xlabel="age (months)", ylabel="profit over fixed cost (%)")
        for ax in (left, right):
            ax.set(xlim=(0, months(days)[-1]), xticks=np.arange(0, months(days)[-1] + 1, 12))
        figure.legend(loc="outside upper center", ncols=3, fontsize="small")
    first, last = days.isel(day=0), days.isel(day=-1)
    said = ", ".join(
        f"{CLASS_NAMES[c]} {float(first[f'gpus_{c}'].median()):,.0f} to "
        f"{float(last[f'gpus_{c}'].median()):,.0f}"
        for c in CLASSES
    )
    return Figure(
        figure,
        f"Left: median running GPUs by class over time: {said}. Right: profit over fixed cost "
        "swings around zero in every class.",
    )


def payment(ds: xr.Dataset) -> Figure:
    """Fees in AI by origin, million a day, and what the users still hold; dims (run, day)."""
    days = ds.isel(day=slice(1, None))
    held, bought = (days[n].mean("run") / 1e6 for n in ("paid_from_holdings", "fee_purchase"))
    with style():
        figure, (left, right) = subplots(1, 2, height=3.4)
        left.stackplot(
            months(days),
            held,
            bought,
            colors=[COLOURS["orange"], COLOURS["sky"]],
            labels=["from holdings", "bought in the pool"],
            lw=0,
        )
        left.set(xlabel="age (months)", ylabel="fees paid (million AI a day)")
        left.legend(loc="upper left", fontsize="small")
        band(right, months(days), days["users"] / 1e6, COLOURS["orange"], "median and band")
        right.set(xlabel="age (months)", ylabel="held by users (million AI)", ylim=(0, None))
        for ax in (left, right):
            ax.set(xlim=(0, months(days)[-1]), xticks=np.arange(0, months(days)[-1] + 1, 3))
    first = float(ds["users"].isel(day=0).median()) / 1e6
    held_at_last = float(days["users"].isel(day=-1).median()) / 1e6
    return Figure(
        figure,
        "Left: fees paid from holdings shrink to nothing, and purchases in the pool take over. "
        f"Right: of the users' {first:.0f} million AI {held_at_last:.2f} are left on day "
        f"{int(days['day'][-1])}.",
    )
