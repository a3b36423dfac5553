"""How GPUs answer a step, and what the rules of the price of compute are worth."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from model.experiments.challenges.common import Middle
from model.experiments.challenges.imbalance import CASES, DOWN, UP, Response, Setting
from model.experiments.challenges.imbalance_sources import (
    CHEAP_REST,
    DEAREST,
    UP_DAYS,
    UP_REST,
    USERS,
)
from model.experiments.challenges.stepped import STEPS
from model.figures.interval_tables import cell, html
from model.figures.style import COLOURS, Figure, style, subplots

_SHORT = 500


def steps(ds: xr.Dataset) -> Figure:
    """GPUs over those without a step, in per cent, by what steps; paths of `responses`."""
    names, told = list(CASES.values()), []
    with style():
        drawing, axes = subplots(1, len(STEPS), height=3.2)
        for ax, what in zip(axes, STEPS, strict=True):
            for factor, colour, label in ((UP, "blue", "+50 %"), (DOWN, "vermilion", "−50 %")):
                place = 1 + names.index((what, factor))
                one = ds["gpus"].isel(point=place) / ds["gpus"].isel(point=0)
                one = 100 * one.sel(day=slice(None, _SHORT))
                low, middle, high = (one.quantile(q, "run").to_numpy() for q in (0.05, 0.5, 0.95))
                day = one["day"].to_numpy()
                ax.fill_between(day, low, high, color=COLOURS[colour], alpha=0.15, linewidth=0)
                ax.plot(day, middle, color=COLOURS[colour], label=label, lw=1.6)
                told.append(
                    f"{what} {label}: {middle[-1]:.0f} per cent after {_SHORT} days, "
                    f"between {middle.min():.0f} and {middle.max():.0f} on the way"
                )
            ax.axhline(100, color=COLOURS["grey"], lw=0.8)
            ax.set(title=what, xlabel="days", ylim=(0, 200))
            if ax is not axes[0]:
                ax.set_yticklabels([])
        axes[0].set_ylabel("GPUs (% of those\nwithout the step)")
        axes[0].legend(loc="lower left", fontsize=8)
    return Figure(
        drawing,
        "GPUs after a step up and down in demand, outside price and supply, medians. "
        + "; ".join(told)
        + ".",
    )


def rules(found: Mapping[str, Mapping[str, Setting]], scenario: str = "base") -> Figure:
    """What users and nodes gain from another rule of the price, USD a day with intervals."""
    rows = {name: each for name, each in found[scenario].items() if name != "usual"}
    told = []
    with style():
        drawing, (ax,) = subplots(height=0.36 * len(rows) + 1.2)
        for place, (name, each) in enumerate(rows.items()):
            gain = each.both
            colour = COLOURS["blue" if gain.middle >= 0 else "vermilion"]
            ax.plot([gain.low / 1e3, gain.high / 1e3], [place] * 2, color=colour, lw=4, alpha=0.35)
            ax.plot(gain.middle / 1e3, place, "o", color=colour, ms=6)
            told.append(f"{name} {gain.middle:,.0f}".replace("-", "−"))
        ax.axvline(0, color=COLOURS["grey"], lw=0.8)
        ax.set_yticks(range(len(rows)), list(rows))
        ax.invert_yaxis()
        ax.set_xlabel("surplus and profit, over the usual rule (1,000 USD a day)")
    return Figure(
        drawing,
        f"What users and nodes together gain from another rule in {scenario}, median USD a day: "
        + ", ".join(told)
        + ".",
    )


def responses(found: Mapping[str, Response]) -> str:
    """What each step does to GPUs and hours, with intervals over runs, as an HTML table."""
    columns = {
        "at rest, %": "rest",
        "beyond, points": "overshoot",
        "days": "settled",
        "idle, points": "idle_at_first",
        "unserved, points": "unserved",
    }
    return _of_steps(found, columns)


def who_pays(found: Mapping[str, Response]) -> str:
    """What each step takes from users and nodes, USD a day with intervals, as an HTML table."""
    return _of_steps(found, {"users": "surplus", "nodes": "profit"})


def _of_steps(found: Mapping[str, Response], columns: Mapping[str, str]) -> str:
    rows = {
        step: {
            title: cell(getattr(each, name), "never", places=int(name == "unserved"))
            for title, name in columns.items()
        }
        for step, each in found.items()
    }
    return html(rows, "step")


def closures(found: Mapping[tuple[str, str], Mapping[str, Middle]]) -> str:
    """Some of the steps by scenario and idea of the price, as an HTML table."""
    columns = {
        "GPUs, %": UP_REST,
        "days": UP_DAYS,
        "users lose": USERS,
        "left, %": CHEAP_REST,
        "dearest, %": DEAREST,
    }
    rows = {
        f"{scenario}, {closure}": {
            title: cell(each[reading.name], "never", places=0) for title, reading in columns.items()
        }
        for (scenario, closure), each in found.items()
    }
    return html(rows, "scenario, closure")


def gains(found: Mapping[str, Mapping[str, Setting]]) -> str:
    """What each rule gains in each scenario, USD a day with intervals, as an HTML table."""
    rows = {
        rule: {scenario: cell(each[rule].both, places=0) for scenario, each in found.items()}
        for rule in next(iter(found.values()))
        if rule != "usual"
    }
    return html(rows, "rule of the price of compute")
