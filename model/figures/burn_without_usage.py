"""What a vault without usage burns: by its revenue, and beside what each month unlocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from model.answerbook.said import number
from model.experiments.challenges import burn_without_usage as experiment
from model.experiments.challenges.burn_without_usage import Best
from model.experiments.challenges.common import middle
from model.figures.interval_tables import cell, html
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
            low, middle, high = (one.quantile(q, "run") for q in (0.05, 0.5, 0.95))
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


def by_revenue(ds: xr.Dataset, revenues: Sequence[float]) -> str:
    """Per cent burned in five years by idea of the price, with intervals over runs: HTML."""
    share = experiment.burned_share(ds)
    rows = {
        str(closure): {
            f"{revenue:,.0f}": cell(middle(share.sel(closure=closure, revenue=revenue)))
            for revenue in revenues
        }
        for closure in ds["closure"].values
    }
    return html(rows, "closure")


def with_bills(found: Mapping[str, xr.Dataset]) -> str:
    """The same by scenario and idea of the price, where there are bills: HTML."""
    rows = {}
    for scenario, ds in found.items():
        share = experiment.burned_share(ds)
        for closure in ds["closure"].values:
            rows[f"{scenario}, {closure}"] = {
                f"{revenue:,.0f}": cell(middle(each))
                for revenue, each in zip(
                    ds["revenue"].values,
                    share.sel(closure=closure).transpose("revenue", "run"),
                    strict=True,
                )
            }
    return html(rows, "scenario, closure")


def best(found: Mapping[tuple[str, int], Best]) -> str:
    """The most of a month's unlocks that any revenue burns, and that revenue: HTML."""
    rows: dict[str, dict[str, str]] = {}
    for (closure, month), each in found.items():
        rows.setdefault(str(month), {})[closure] = (
            f"{cell(each.cover, places=0, scale=100.0)} at {number(each.revenue)}"
        )
    return html(rows, "month")
