"""Figures of rewards, verification and staking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from model.figures.market import CLASS_COLOURS, CLASS_NAMES, months
from model.figures.style import COLOURS, Figure, style, subplots
from model.figures.supply import band, spread
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

EXPONENTS = {"quality_exponent": "weight of quality", "uptime_exponent": "weight of uptime"}


def whole(ds: xr.Dataset, name: str) -> xr.DataArray:
    """A quantity that every class has, summed over the classes."""
    each = ds[[f"{name}_{c}" for c in CLASSES]].to_dataarray("class")
    total: xr.DataArray = each.sum("class", skipna=False)
    return total


def pay_per_task(ds: xr.Dataset) -> xr.DataArray:
    """Reward of a class for a task over the mean reward for a task, dimension ``class`` first."""
    share = ds[[f"part_{c}" for c in CLASSES]].to_dataarray("class")
    work = ds[[f"tasks_{c}" for c in CLASSES]].to_dataarray("class")
    pay: xr.DataArray = share / (np.asarray(work) / np.asarray(work.sum("class")))
    return pay


def exponents(sweeps: Mapping[str, xr.Dataset]) -> Figure:
    """Pay for a task by class against one exponent at a time, on the first day.

    ``sweeps`` holds, by the name of the exponent, dims (point, run, day) with it as a coordinate.
    """
    said = []
    with style():
        figure, axes = subplots(1, 2, height=3.4)
        for ax, (name, label) in zip(axes, EXPONENTS.items(), strict=True):
            ds = sweeps[name].isel(run=0, day=1)
            pay = 100 * pay_per_task(ds)
            for place, c in enumerate(CLASSES):
                ax.plot(ds[name], pay[place], color=COLOURS[CLASS_COLOURS[c]], label=CLASS_NAMES[c])
            ax.set(xlabel=f"{label} in the score", ylabel="pay for a task over the mean (%)")
            said.append(f"{float(pay[-1, -1]):.0f} per cent at {label} {float(ds[name][-1]):.0f}")
        top = max(ax.get_ylim()[1] for ax in axes)
        for ax in axes:
            ax.set_ylim(min(a.get_ylim()[0] for a in axes), top)
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=3, fontsize="small")
    return Figure(
        figure,
        "Two panels, pay for a task by class against the weight of quality and of uptime. All "
        f"classes start at 100 per cent; consumer nodes fall to {' and '.join(said)}.",
    )


def income(ds: xr.Dataset) -> Figure:
    """The subsidy as a share of all that nodes earn, on a logarithmic scale; dims (run, day)."""
    days = ds.isel(day=slice(1, None))
    share = 100 * whole(days, "node_subsidy") / whole(days, "node_income")
    week = share.rolling(day=7).mean()
    with style():
        figure, (ax,) = subplots(height=2.9)
        band(ax, months(days), week, COLOURS["blue"], "median, and 10 to 90 % of runs")
        ax.set(xlabel="age (months)", ylabel="subsidy in income (%)")
        _logarithmic(ax, (0.1, 0.3, 1, 3, 10))
        ax.set(xlim=(0, months(days)[-1]), xticks=np.arange(0, months(days)[-1] + 1, 6))
        ax.legend(fontsize="small")
    first, year = (float(share.sel(day=d).median()) for d in (1, 365))
    return Figure(
        figure,
        "The subsidy's share of node income falls on a logarithmic scale, from "
        f"{first:.0f} per cent on the first day to {year:.1f} per cent after a year.",
    )


def cheating(ds: xr.Dataset, thresholds: Mapping[str, float]) -> Figure:
    """Share of tasks on which nodes cheat against the audit probability, after it has settled.

    ``ds`` has dims (point, run, day) and the coordinate ``audit_probability``; the last 90 days
    count. ``thresholds`` are the audit probabilities by class at which cheating stops paying.
    Whiskers span the runs from the 10th to the 90th percentile.
    """
    audits = 100 * np.asarray(ds["audit_probability"])
    with style():
        figure, (ax,) = subplots(height=3.8)
        for c, colour in CLASS_COLOURS.items():
            settled = 100 * ds[f"cheating_{c}"].isel(day=slice(-90, None)).mean("day")
            low, middle, high = spread(settled, 0.1, 0.5, 0.9)
            reach = np.stack([middle - low, high - middle])
            ax.errorbar(
                audits,
                middle,
                reach,
                color=COLOURS[colour],
                marker="o",
                ms=4,
                lw=1.6,
                capsize=2,
                label=CLASS_NAMES[c],
            )
            ax.axvline(100 * thresholds[c], color=COLOURS[colour], ls=":", lw=1.4)
        ax.axhline(50, color=COLOURS["grey"], lw=0.8)
        ax.set(xlabel="audit probability (%)", ylabel="tasks cheated on (%)", ylim=(-2, 102))
        ax.legend(fontsize="small")
    said = ", ".join(f"{CLASS_NAMES[c]} {100 * t:.1f}" for c, t in thresholds.items())
    return Figure(
        figure,
        "The share of tasks that nodes cheat on falls from nearly all to nearly none as audits "
        f"become likelier. It passes one half at the predicted thresholds (per cent): {said}.",
    )


def collateral(ds: xr.Dataset, need: float) -> Figure:
    """Price of AI, stake behind a task in pays of a task, and cheating; dims (run, day).

    ``need`` is the stake, in pays, at which cheating stops paying.
    """
    days = ds.isel(day=slice(1, None))
    with style():
        figure, (top, middle, bottom) = subplots(3, 1, height=6.4, share_x=True)
        band(top, months(days), days["price"], COLOURS["ink"], "price")
        for c, colour in CLASS_COLOURS.items():
            stake = days[f"stake_per_task_{c}"] / days["task_pay"]
            band(middle, months(days), stake, COLOURS[colour], CLASS_NAMES[c])
            band(bottom, months(days), 100 * days[f"cheating_{c}"], COLOURS[colour], "_")
        middle.axhline(need, color=COLOURS["ink"], ls="--", lw=1.2, label="needed for honesty")
        top.set_ylabel("price\n(USD per AI)")
        middle.set_ylabel("stake behind a task\n(pays of a task)")
        _logarithmic(top, (0.005, 0.01, 0.02, 0.03))
        _logarithmic(middle, (50, 100, 200, 400))
        bottom.set(ylabel="tasks cheated on (%)", ylim=(0, None), xlabel="age (months)")
        bottom.set(xlim=(0, months(days)[-1]), xticks=np.arange(0, months(days)[-1] + 1, 3))
        handles, labels = middle.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=4, fontsize="small")
    worst = 100 * days["cheating_consumer"].median("run")
    day = int(worst.argmax("day")) + 1
    return Figure(
        figure,
        "Three panels: the price falls in the first weeks, the stake behind a task falls with "
        f"it below the {need:.0f} pays that honesty needs, and cheating of consumer nodes peaks "
        f"at {float(worst.max()):.0f} per cent of tasks on day {day} before the stake recovers.",
    )


def staking(ds: xr.Dataset, asked: float) -> Figure:
    """Stake behind validators and the stake wanted, and its yield; dims (run, day)."""
    days = ds.isel(day=slice(1, None))
    earned = days["validator_income_trend"] - days["audit_bill"] / days["price"]
    rate = (100 * 365 * earned / days["delegated_stake"]).rolling(day=30).mean()
    with style():
        figure, (left, right) = subplots(1, 2, height=3.5)
        for name, colour, label in (
            ("stake_for_yield", "orange", "for the asked yield"),
            ("wanted_stake", "grey", "wanted of what there is"),
            ("delegated_stake", "blue", "staked"),
        ):
            smooth = (days[name] / 1e6).rolling(day=7).mean()
            band(left, months(days), smooth, COLOURS[colour], label)
        band(right, months(days), rate, COLOURS["blue"], "net yield, mean of 30 days")
        right.axhline(100 * asked, color=COLOURS["orange"], ls="--", lw=1.4, label="asked")
        left.set(xlabel="age (months)", ylabel="stake behind validators\n(million AI)")
        # The loss of the first weeks, many times the stake a year, would flatten all the rest.
        right.set(xlabel="age (months)", ylabel="yield (% a year)", ylim=(-30, None))
        for ax in (left, right):
            ax.legend(fontsize="small")
            ax.set(xlim=(0, months(days)[-1]), xticks=np.arange(0, months(days)[-1] + 1, 12))
    last = rate.isel(day=slice(-90, None)).mean("day").median()
    return Figure(
        figure,
        "Left: stake behind validators follows the wanted stake with a delay, which in the first "
        "year is far below the stake for the asked yield. Right: its yield "
        f"is far from what holders ask in the first year and near it at the end, at "
        f"{float(last):.0f} per cent against {100 * asked:.0f}.",
    )


def queue(run: xr.Dataset, day: int, delay: int) -> Figure:
    """The unbonding queue around ``day``, and one cohort on its way out; ``run`` has dim (day).

    Source: the stocks ``unbonding_01`` (free tomorrow) to ``unbonding_30``.
    """
    shown = range(day - 3, day + delay + 4)
    stages = [f"unbonding_{k:02d}" for k in range(1, delay + 1)]
    held = run[stages].to_dataarray("stage").sel(day=list(shown)) / 1e6
    with style():
        figure, (ax,) = subplots(height=3.8)
        mesh = ax.pcolormesh(shown, np.arange(1, delay + 1), held, cmap="Blues", vmin=0)
        figure.colorbar(mesh, ax=ax, label="stake in the stage (million AI)")
        path = np.arange(delay)
        _cohort(ax, day + path, delay - path)
        ax.set(xlabel="day of the run", ylabel="days still to wait", xticks=list(shown)[3::4])
    amount = float(held.sel(stage=stages[-1], day=day))
    return Figure(
        figure,
        f"A map of the queue by day and by days still to wait. The {amount:.1f} million AI that "
        f"join on day {day} step down one row a day and leave after exactly {delay} days.",
    )


def _logarithmic(ax: Axes, ticks: tuple[float, ...]) -> None:
    """A logarithmic scale whose ticks are written as plain numbers."""
    ax.set_yscale("log")
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()


def _cohort(ax: Axes, days: np.ndarray, stages: np.ndarray) -> None:
    """Circle the cells of one cohort."""
    ax.plot(days, stages, "o", ms=7, mfc="none", mec=COLOURS["vermilion"], mew=1.6)
