"""Figures of the market for compute: demand, three ways to bill, price, capacity, payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.experiments.fees import BILLS, Bills
from model.experiments.fees import CLASS_NAMES as CLASS_NAMES
from model.experiments.unlocks import MONTH
from model.figures.style import COLOURS, Figure, style, subplots
from model.figures.supply import band
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr

_BILLS = dict(zip(BILLS.values(), ("blue", "vermilion", "green"), strict=True))
CLASS_COLOURS = dict(zip(CLASSES, ("blue", "orange", "green"), strict=True))


def months(ds: xr.Dataset) -> np.ndarray:
    """Age in months along ``day``."""
    return np.asarray(ds["day"]) / MONTH


def _axis(ds: xr.Dataset) -> dict[str, object]:
    """Limits and ticks of an axis of months."""
    first, last = months(ds)[0], months(ds)[-1]
    return {"xlim": (first, last), "xticks": np.arange(6 * np.ceil(first / 6), last + 1, 12)}


def demand(ds: xr.Dataset) -> Figure:
    """Demand in dollars at the outside price: mean week over runs, and one run by the day."""
    wanted = ds["demand_scale"] / 1e3
    week = wanted.rolling(day=7).mean()
    with style():
        figure, (ax,) = subplots(height=3.2)
        ax.plot(months(ds), wanted.isel(run=0), color=COLOURS["grey"], lw=0.7, label="one run")
        band(ax, months(ds), week, COLOURS["blue"], "mean of a week: median, 10 to 90 % of runs")
        ax.set(xlabel="age (months)", ylabel="demand at the price outside\n(thousand USD a day)")
        ax.set(ylim=(0, None), **_axis(ds))
        ax.legend(loc="upper left", fontsize="small")
    middle = week.median("run")
    top = int(middle.argmax("day"))
    return Figure(
        figure,
        "Demand at the price outside climbs along an S-curve, with a weekly season and noise, to "
        f"{float(middle.isel(day=top)):.1f} thousand USD a day in the median run at an age of "
        f"{months(ds)[top]:.0f} months, and then moves with its trend to "
        f"{float(middle.isel(day=-1)):.1f}.",
    )


def bills(found: Bills) -> Figure:
    """Distribution of daily bills, and their standard deviation when the mix of tasks moves.

    Whiskers span 10 to 90 % of the runs.
    """
    edges = np.linspace(0, 2.8, 61)
    with style():
        figure, (left, right) = subplots(1, 2, height=3.6)
        for shift, (label, colour) in enumerate(_BILLS.items()):
            daily, (low, middle, high) = found.daily[label], found.spread[label]
            left.hist(
                daily, list(edges), density=True, histtype="step", lw=1.8, color=COLOURS[colour]
            )
            right.errorbar(
                found.noise + 0.006 * (shift - 1),
                middle,
                np.stack([middle - low, high - middle]),
                color=COLOURS[colour],
                marker="o",
                ms=4,
                lw=1.4,
                capsize=2,
                label=label,
            )
        left.set(xlabel="bill of a day over its mean", ylabel="density", xlim=(0, 2.8))
        right.set(xlabel="volatility of the mix of tasks", ylabel="standard deviation of the bill")
        right.set_ylim(0, None)
        figure.legend(loc="outside upper center", ncols=3, fontsize="small")
    said = ", ".join(f"{label} {daily.std():.2f}" for label, daily in found.daily.items())
    ends = ", ".join(
        f"{label} {spread[1][0]:.2f} to {spread[1][-1]:.2f}"
        for label, spread in found.spread.items()
    )
    return Figure(
        figure,
        "Left: three histograms of the daily bill over its mean, with standard deviations "
        f"{said}. Right: the deviation within a year from the stillest to the liveliest mix of "
        f"tasks: {ends}.",
    )


def price_rules(both: xr.Dataset) -> Figure:
    """Price beside that outside, utilisation and GPUs, posted and clearing, as means of a week.

    ``both`` has dims (point, run, day); point 0 posts, point 1 clears.
    """
    panels = (
        (both["dearness"], "price over\nthe price outside"),
        (100 * both["used"], "utilisation (%)"),
        (both["gpus"], "running GPUs"),
    )
    names = (("posted, follows scarcity", "blue"), ("clearing each day", "orange"))
    with style():
        figure, axes = subplots(3, 1, height=6.0, share_x=True)
        for ax, (series, label) in zip(axes, panels, strict=True):
            for point, (name, colour) in enumerate(names):
                week = series.isel(point=point).rolling(day=7).mean()
                band(ax, months(both), week, COLOURS[colour], name)
            ax.set(ylabel=label, ylim=(0, None), **_axis(both))
        axes[-1].set(xlabel="age (months)")
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=2, fontsize="small")
    end = both.isel(day=slice(-365, None)).mean(("day", "run"))
    price, used = np.asarray(end["dearness"]), 100 * np.asarray(end["used"])
    return Figure(
        figure,
        "Three panels over time with bands over runs. In the last year the posted price averages "
        f"{price[0]:.2f} times the price outside at {used[0]:.0f} per cent utilisation, the "
        f"clearing price {price[1]:.2f} times at {used[1]:.0f} per cent.",
    )


def capacity(ds: xr.Dataset) -> Figure:
    """GPUs by class, and the profit that nodes act on; dims (run, day)."""
    with style():
        figure, (left, right) = subplots(1, 2, height=3.6)
        for name, colour in CLASS_COLOURS.items():
            band(left, months(ds), ds[f"gpus_{name}"], COLOURS[colour], CLASS_NAMES[name])
            band(right, months(ds), 100 * ds[f"profit_{name}"], COLOURS[colour], "_")
        right.axhline(0, color=COLOURS["ink"], lw=1)
        left.set(xlabel="age (months)", ylabel="running GPUs", ylim=(0, None))
        right.set(xlabel="age (months)", ylabel="profit over what must be earned (%)")
        for ax in (left, right):
            ax.set(**_axis(ds))
        figure.legend(loc="outside upper center", ncols=3, fontsize="small")
    first, last = ds.isel(day=0), ds.isel(day=-1)
    said = ", ".join(
        f"{CLASS_NAMES[c]} {float(first[f'gpus_{c}'].median()):,.0f} to "
        f"{float(last[f'gpus_{c}'].median()):,.0f}"
        for c in CLASSES
    )
    return Figure(
        figure,
        f"Left: median running GPUs by class over time: {said}. Right: profit over what the last "
        "GPU must earn, as nodes remember it, swings above and below zero in every class.",
    )


def payment(ds: xr.Dataset) -> Figure:
    """What users buy for fees and nodes sell, in dollars a day; and the gap that all orders open.

    Dims (run, day); ``bought`` and ``resold`` are in dollars.
    """
    month = ds[["bought", "resold", "gap"]].rolling(day=30).mean()
    with style():
        figure, (left, right) = subplots(1, 2, height=3.4)
        band(left, months(ds), month["bought"] / 1e3, COLOURS["blue"], "users buy for fees")
        band(left, months(ds), month["resold"] / 1e3, COLOURS["orange"], "nodes sell")
        left.set(xlabel="age (months)", ylabel="thousand USD a day", ylim=(0, None))
        left.legend(loc="upper left", fontsize="small")
        band(right, months(ds), 100 * month["gap"], COLOURS["blue"], "_")
        right.axhline(0, color=COLOURS["ink"], lw=1)
        right.set(xlabel="age (months)", ylabel="price over the fair one (%)")
        for ax in (left, right):
            ax.set(**_axis(ds))
    year = ds.isel(day=slice(-365, None))
    share = float((year["resold"].mean("day") / year["bought"].mean("day")).median())
    gap = 100 * float(year["gap"].median())
    return Figure(
        figure,
        f"Left: users buy AI for fees and nodes sell it; in the last year they sell {share:.2f} "
        f"times what users buy in the median run. Right: all orders of a day together hold the "
        f"price {gap:+.1f} per cent from the fair one in the median of the last year.",
    )
