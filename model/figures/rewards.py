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


def pay_per_dollar(ds: xr.Dataset) -> xr.DataArray:
    """Reward of a class for a dollar of its work over the mean; dimension ``class`` first."""
    each = [[f"{name}_{c}" for c in CLASSES] for name in ("part", "compute_price", "served_hours")]
    share, price, hours = (ds[names].to_dataarray("class") for names in each)
    work = np.asarray(price) * np.asarray(hours)
    pay: xr.DataArray = share / (work / work.sum(axis=0))
    return pay


def exponents(sweeps: Mapping[str, xr.Dataset]) -> Figure:
    """Pay for a dollar of work by class against one exponent at a time, on one day.

    ``sweeps`` holds, by the name of the exponent, dims (point) with it as a coordinate.
    """
    said = []
    with style():
        figure, axes = subplots(1, 2, height=3.4)
        for ax, (name, label) in zip(axes, EXPONENTS.items(), strict=True):
            ds = sweeps[name]
            pay = 100 * pay_per_dollar(ds)
            for place, c in enumerate(CLASSES):
                ax.plot(ds[name], pay[place], color=COLOURS[CLASS_COLOURS[c]], label=CLASS_NAMES[c])
            ax.set(xlabel=f"{label} in the score", ylabel="pay for work over the mean (%)")
            said.append(f"{float(pay[-1, -1]):.0f} per cent at {label} {float(ds[name][-1]):.0f}")
        top = max(ax.get_ylim()[1] for ax in axes)
        for ax in axes:
            ax.set_ylim(min(a.get_ylim()[0] for a in axes), top)
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=3, fontsize="small")
    return Figure(
        figure,
        "Two panels, pay for a dollar of work by class against the weight of quality and of "
        "uptime. All classes start at nearly 100 per cent; consumer nodes fall to "
        f"{' and '.join(said)}.",
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
        f"The subsidy's share of node income falls from {first:.0f} per cent in the first month "
        f"of the market to {last:.1f} per cent at the end, as users come.",
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
    return Figure(
        figure,
        "The share of tasks that nodes cheat on falls from nearly all to nearly none as audits "
        f"become likelier. The predicted thresholds are (per cent of tasks audited): {said}.",
    )


def needed_part(ds: xr.Dataset, added: xr.DataArray, slash: float) -> xr.DataArray:
    """Part of the stake behind a task that honesty needs, dims (class, …); above one, none is.

    ``added``: what cheating adds to the chance of being refuted, dimension ``class``.
    """
    each = [[f"{n}_{c}" for c in CLASSES] for n in ("stake_per_task", "task_pay", "cheating_gain")]
    stake, pay, gain = (
        ds[names].to_dataarray("class").assign_coords({"class": list(CLASSES)}) for names in each
    )
    needed = pay * np.maximum(0, gain - added) / (added * slash)
    result: xr.DataArray = needed / stake
    return result


def collateral(ds: xr.Dataset, needed: xr.DataArray) -> Figure:
    """Price of AI, the part of a task's stake that honesty needs, cheating; dims (run, day).

    ``needed`` is what `needed_part` finds on the same days.
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
        "Three panels: the price of the token moves up and down; once collateral is bought, "
        "honesty needs a small and steady part of it, at the end "
        f"{float(last[-1]):.0f} per cent for consumer nodes; cheating of consumer nodes peaks at "
        f"{float(worst.max()):.0f} per cent of tasks in the first days and is near zero after.",
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
        "Three panels after a vote: reputation, fees and price fall together within months where "
        "audits or slashes end, and come back over more than a year where audits return. Fees at "
        f"the end, in per cent of what they are without a vote: {said}.",
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
        "Left: stake behind validators follows the stake at which they yield what holders ask. "
        f"Right: its yield is at {float(last):.0f} per cent at the end, against "
        f"{100 * asked:.0f} asked.",
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
