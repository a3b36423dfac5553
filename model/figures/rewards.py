"""Figures of rewards, verification and staking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from model.experiments.rewards import Cohort, Weights, whole
from model.figures.market import CLASS_COLOURS, CLASS_NAMES, months
from model.figures.style import COLOURS, Figure, style, subplots
from model.figures.supply import band, spread

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

_EXPONENTS = {"quality_exponent": "weight of quality", "uptime_exponent": "weight of uptime"}


def exponents(found: Weights) -> Figure:
    """Pay for a dollar of work by class against one exponent at a time, on one day."""
    said = []
    with style():
        figure, axes = subplots(1, 2, height=3.4)
        for ax, (name, by_class) in zip(axes, found.pay.items(), strict=True):
            for c, pay in by_class.items():
                colour = COLOURS[CLASS_COLOURS[c]]
                ax.plot(found.tried, pay, color=colour, label=CLASS_NAMES[c])
            label = _EXPONENTS[name]
            ax.set(xlabel=f"{label} in the score", ylabel="pay for work over the mean (%)")
            said.append(f"{by_class['consumer'][-1]:.0f} per cent at {label} {found.tried[-1]:.0f}")
        top = max(ax.get_ylim()[1] for ax in axes)
        for ax in axes:
            ax.set_ylim(min(a.get_ylim()[0] for a in axes), top)
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=3, fontsize="small")
    return Figure(
        figure,
        "Two panels, pay for a dollar of work by class against the weight of quality and of "
        f"uptime. Consumer nodes get {' and '.join(said)} of the mean pay.",
    )


def income(ds: xr.Dataset) -> Figure:
    """The subsidy as a share of all that nodes earn; dims (run, day), the market being open."""
    share = 100 * whole(ds, "node_subsidy") / whole(ds, "node_income")
    month = share.rolling(day=30, min_periods=1).mean()
    with style():
        figure, (ax,) = subplots(height=2.9)
        band(ax, months(ds), month, COLOURS["blue"], "median, and 10 to 90 % of runs")
        ax.set(xlabel="age (months)", ylabel="subsidy in income (%)", ylim=(0, 102))
        ax.set(xlim=(months(ds)[0], months(ds)[-1]))
        ax.legend(fontsize="small")
    first, last = (float(month.isel(day=d).median()) for d in (29, -1))
    return Figure(
        figure,
        f"The subsidy's share of node income is {first:.0f} per cent in the first month of "
        f"the market and {last:.1f} per cent at the end.",
    )


def cheating(found: xr.Dataset, thresholds: Mapping[str, float]) -> Figure:
    """Share of tasks on which nodes cheat against the audit probability, after it has settled.

    ``found`` comes from `model.experiments.audits.region` at one slash. ``thresholds`` are the
    audit probabilities by class at which cheating stops paying. Whiskers span the runs from the
    10th to the 90th percentile.
    """
    audits = 100 * np.asarray(found["audit_probability"])
    with style():
        figure, (ax,) = subplots(height=3.8)
        for c, colour in CLASS_COLOURS.items():
            low, middle, high = spread(100 * found["share"].sel({"class": c}), 0.1, 0.5, 0.9)
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
    ends = 100 * found["share"].sel({"class": "consumer"}).median("run").to_numpy()
    return Figure(
        figure,
        "The share of tasks that consumer nodes cheat on goes from "
        f"{float(ends[0]):.0f} per cent at audits of {audits[0]:g} per cent to "
        f"{float(ends[-1]):.1f} at {audits[-1]:g}. The predicted thresholds are (per cent of tasks "
        f"audited): {said}.",
    )


def collateral(ds: xr.Dataset, needed: xr.DataArray) -> Figure:
    """Price of AI, the part of a task's stake that honesty needs, cheating; dims (run, day).

    ``needed`` is that part, dims (class, run, day), on the same days.
    """
    with style():
        figure, (top, middle, bottom) = subplots(3, 1, height=6.4, share_x=True)
        band(top, months(ds), ds["price"], COLOURS["ink"], "price")
        for c, colour in CLASS_COLOURS.items():
            band(
                middle, months(ds), 100 * needed.sel({"class": c}), COLOURS[colour], CLASS_NAMES[c]
            )
            band(bottom, months(ds), 100 * ds[f"cheating_{c}"], COLOURS[colour], "_")
        middle.axhline(100, color=COLOURS["ink"], ls="--", lw=1.2, label="border")
        top.set_ylabel("price\n(USD per AI)")
        middle.set(ylabel="stake that honesty\nneeds (% of it)", ylim=(0, 110))
        _logarithmic(top, (0.005, 0.01, 0.02, 0.05))
        bottom.set(ylabel="tasks cheated on (%)", ylim=(0, None), xlabel="age (months)")
        bottom.set(xlim=(months(ds)[0], months(ds)[-1]))
        handles, labels = middle.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=4, fontsize="small")
    worst = 100 * ds["cheating_consumer"].median("run")
    last = 100 * needed.sel({"class": "consumer"}).median("run")
    return Figure(
        figure,
        "Three panels: the price of the token; the part of the collateral that honesty needs, at "
        f"the end {float(last[-1]):.0f} per cent for consumer nodes; cheating of consumer nodes, "
        f"at most {float(worst.max()):.1f} per cent of tasks, at the end {float(worst[-1]):.2f}.",
    )


_CASES = ("vermilion", "purple", "orange", "blue")


def consequences(found: xr.Dataset) -> Figure:
    """Reputation, fees and price after a vote, by case; dims (case, run, day).

    ``found`` comes from `model.experiments.audits.consequences`.
    """
    since = (np.asarray(found["day"]) - found.attrs["vote_day"]) / 30.4
    panels = (
        ("reputation", "reputation (%)"),
        ("fees_usd", "fees over\nno vote (%)"),
        ("price", "price over\nno vote (%)"),
    )
    with style():
        figure, axes = subplots(3, 1, height=6.2, share_x=True)
        for ax, (name, label) in zip(axes, panels, strict=True):
            for case, colour in zip(found["case"].values, _CASES, strict=True):
                runs = 100 * found[name].sel(case=case).rolling(day=7, min_periods=1).mean()
                band(ax, since, runs, COLOURS[colour], str(case))
            ax.set(ylabel=label, ylim=(0, 110))
        axes[-1].set(xlabel="months since the vote", xlim=(0, since[-1]))
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=2, fontsize="small")
    last = {
        str(c): 100 * float(found["fees_usd"].sel(case=c).isel(day=slice(-90, None)).median())
        for c in found["case"].values
    }
    said = ", ".join(f"{name} {value:.0f}" for name, value in last.items())
    return Figure(
        figure,
        "Three panels after a vote: reputation, fees and price by case. Fees at the end, in per "
        f"cent of what they are without a vote: {said}.",
    )


def staking(ds: xr.Dataset, asked: float) -> Figure:
    """Stake behind validators and the stake wanted, and its yield; dims (run, day)."""
    month = 30
    rate = (100 * 365 * ds["delegators_paid"] / ds["delegated_stake"]).rolling(day=month).mean()
    rate, age = rate.isel(day=slice(month, None)), months(ds)[month:]
    with style():
        figure, (left, right) = subplots(1, 2, height=3.5)
        for name, colour, label in (
            ("wanted_stake", "orange", "for the asked yield"),
            ("delegated_stake", "blue", "staked"),
        ):
            smooth = (ds[name] / 1e6).rolling(day=month).mean().isel(day=slice(month, None))
            band(left, age, smooth, COLOURS[colour], label)
        band(right, age, rate, COLOURS["blue"], "yield, mean of 30 days")
        right.axhline(100 * asked, color=COLOURS["orange"], ls="--", lw=1.4, label="asked")
        left.set(xlabel="age (months)", ylabel="stake behind validators\n(million AI)")
        right.set(xlabel="age (months)", ylabel="yield (% a year)", ylim=(0, 400 * asked))
        for ax in (left, right):
            ax.legend(fontsize="small")
            ax.set(xlim=(age[0], age[-1]))
    last = rate.isel(day=slice(-90, None)).mean("day").median()
    return Figure(
        figure,
        "Left: stake behind validators, and the stake at which they yield what holders ask. "
        f"Right: its yield is at {float(last):.0f} per cent at the end, against "
        f"{100 * asked:.0f} asked.",
    )


def queue(found: Cohort) -> Figure:
    """The unbonding queue by day and by days still to wait, and one cohort on its way out."""
    with style():
        figure, (ax,) = subplots(height=3.8)
        stages = np.arange(1, found.delay + 1)
        mesh = ax.pcolormesh(found.days, stages, found.held, cmap="Blues", vmin=0)
        figure.colorbar(mesh, ax=ax, label="stake in the stage (million AI)")
        path = np.arange(found.delay)
        _cohort(ax, found.day + path, found.delay - path)
        ax.set(xlabel="day of the run", ylabel="days still to wait", xticks=found.days[3::4])
    return Figure(
        figure,
        f"A map of the queue by day and by days still to wait. The {found.amount / 1e6:.1f} "
        f"million AI that join on day {found.day} step down one row a day and leave after exactly "
        f"{found.delay} days.",
    )


def _logarithmic(ax: Axes, ticks: tuple[float, ...]) -> None:
    """A logarithmic scale whose ticks are written as plain numbers."""
    ax.set_yscale("log")
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()


def _cohort(ax: Axes, days: np.ndarray, stages: np.ndarray) -> None:
    """Circle the cells of one cohort."""
    ax.plot(days, stages, "o", ms=7, mfc="none", mec=COLOURS["vermilion"], mew=1.6)
