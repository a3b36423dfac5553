"""Stress: maps of what breaks the network, the vault, the price and the subsidy, with borders."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from model.experiments.outcomes import YEAR
from model.experiments.stress import downturn, freeze, spiral, washing
from model.figures.style import COLOURS, Figure, style, subplots

Array = NDArray[np.float64]
_LINES = {"bear": "vermilion", "base": "blue", "bull": "green"}


def _map(ax: Axes, values: Array, columns: list[str], rows: list[str], colours: str) -> None:
    """A table of whole per cents, coloured from nothing to one hundred."""
    ax.imshow(values, aspect="auto", cmap=colours, vmin=0, vmax=2, origin="lower")
    for (row, column), value in np.ndenumerate(values):
        ax.text(column, row, f"{100 * value:.0f}", ha="center", va="center", fontsize=7)
    ax.set_xticks(range(len(columns)), columns, fontsize=8)
    ax.set_yticks(range(len(rows)), rows, fontsize=8)
    ax.tick_params(length=0)


def _border(ax: Axes, values: Array, level: float) -> None:
    """The edge between cells at or above a level and those below it."""
    above = values >= level
    for (row, column), here in np.ndenumerate(above):
        if column and here != above[row, column - 1]:
            ax.plot([column - 0.5] * 2, [row - 0.5, row + 0.5], color="k", lw=1.8)
        if row and here != above[row - 1, column]:
            ax.plot([column - 0.5, column + 0.5], [row - 0.5] * 2, color="k", lw=1.8)


def spirals(found: Mapping[str, spiral.Spiral]) -> Figure:
    """GPUs a year after audits are back, in per cent of those without an outage; medians."""
    told = []
    columns, rows = [str(each) for each in spiral.OUTAGES], [f"{x:g}" for x in spiral.OUTSIDE]
    with style():
        drawing, axes = subplots(1, len(found), height=2.9)
        for ax, (scenario, each) in zip(axes, found.items(), strict=True):
            left = each.left()
            _map(ax, left, columns, rows if ax is axes[0] else [""] * len(rows), "Blues")
            _border(ax, left, spiral.RECOVERED)
            ax.set_title(scenario, fontsize=9)
            ax.set_xlabel("days without audits")
            told.append(
                f"{scenario}: back within a year after up to {each.longest()} days at usual prices,"
                f" least {100 * left.min():.0f} per cent"
            )
        axes[0].set_ylabel("price outside\n(multiple of usual)")
    return Figure(
        drawing,
        "Maps of the GPUs a year after audits are back, in per cent of those without an outage, by "
        "its length and the price outside; a line where nine tenths are back. "
        + "; ".join(told)
        + ".",
    )


def frozen(found: Mapping[float, Array]) -> Figure:
    """Share of a rally's days on which the guard lets nothing through, in per cent; means."""
    told = []
    columns = [f"{100 * each:g}" for each in freeze.RISES]
    rows = [f"{each:g}" for each in freeze.WINDOWS]
    with style():
        drawing, axes = subplots(1, len(found), height=3.2)
        for ax, (tolerance, share) in zip(axes, found.items(), strict=True):
            _map(ax, share, columns, rows if ax is axes[0] else [""] * len(rows), "Oranges")
            _border(ax, share, 0.5)
            ax.set_title(f"tolerance {100 * tolerance:g} %", fontsize=9)
            ax.set_xlabel("rise of the price\n(% a day)")
            told.append(
                f"at a tolerance of {100 * tolerance:g} per cent, {100 * share[0, -1]:.0f} per cent"
                f" of days in the steepest rally with the shortest window and"
                f" {100 * share[-1, -1]:.0f} with the longest"
            )
        axes[0].set_ylabel("window of the average (hours)")
    return Figure(
        drawing,
        "Maps of the share of days on which the vault is frozen, by the rally and the window of "
        "the average price; a line where half of the days are. " + "; ".join(told) + ".",
    )


def downturns(found: Mapping[str, downturn.Downturn]) -> Figure:
    """Price and GPUs in a downturn, and five years' burn, in per cent of those without; base."""
    told = []
    columns = [f"{each:g}" for each in downturn.DEPTHS]
    rows = [f"{each:g}" for each in downturn.YEARS]
    names = {"price": "price", "GPUs": "GPUs", "burned": "burned in five years"}
    with style():
        drawing, axes = subplots(1, len(names), height=2.7)
        for ax, (name, title) in zip(axes, names.items(), strict=True):
            ratios = found["base"].ratios[name]
            _map(ax, ratios, columns, rows if ax is axes[0] else [""] * len(rows), "Greens")
            _border(ax, ratios, 0.5 if name == "price" else 0.75 if name == "GPUs" else 1.1)
            ax.set_title(title, fontsize=9)
            ax.set_xlabel("depth (s.d. of the cycle)")
            told.append(f"{title} {100 * ratios[-1, -1]:.0f}")
        axes[0].set_ylabel("length (years)")
    return Figure(
        drawing,
        "Maps by depth and length of a common downturn in base, in per cent of what it is without. "
        "In the deepest and longest: " + ", ".join(told) + " per cent.",
    )


def washing_border(found: Mapping[str, washing.Washed]) -> Figure:
    """Subsidy for a dollar of paid work against what washing one costs, since the opening."""
    told = []
    years = np.array(washing.SINCE) / YEAR
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.2)
        for scenario, each in found.items():
            colour = COLOURS[_LINES[scenario]]
            left.semilogy(years, np.maximum(each.subsidy, 1e-4), color=colour, label=scenario)
            left.semilogy(years, each.cost, "--", lw=1.2, color=colour)
            share = each.shares[:, washing.TAKES.index(0.05)]
            right.semilogx(100 * np.array(washing.SUBSIDIES), 100 * share, "o-", ms=4, color=colour)
            when = "pays to the end" if each.border is None else f"pays until day {each.border}"
            told.append(f"{scenario} {when}, taking {100 * each.usual['replayed']:.0f} per cent")
        left.set(xlabel="years since the opening", ylabel="dollars for a dollar of work")
        left.legend(loc="lower left")
        right.set(xlabel="subsidy (% of the daily release)", ylabel="taken by washing (%)")
        right.set_ylim(0, 100)
    return Figure(
        drawing,
        "Left: subsidy for a dollar of paid work, falling, and the cost of washing a dollar, "
        "dashed; washing pays while the first is above the second. Right: share of five years' "
        "subsidy that washing takes, by the subsidy. As designed: " + "; ".join(told) + ".",
    )
