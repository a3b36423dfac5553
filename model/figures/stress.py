"""Stress: maps of what breaks the network, the vault, the price and the subsidy, with borders."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from numpy.typing import NDArray

from model.experiments.outcomes import YEAR
from model.experiments.stress import ballot, downturn, exodus, freeze, spiral, washing
from model.experiments.stress.common import BASE, BILLS, OWN_PATH
from model.figures.style import COLOURS, Figure, style, subplots

Array = NDArray[np.float64]
#: Colours of the settings.
_LINES = {"bear": "vermilion", BASE: "blue", "bull": "green", OWN_PATH: "purple", BILLS: "orange"}
#: Panels of the five settings: three scenarios above, two other ideas of a price below.
_ROWS, _COLUMNS = 2, 3


def _cell(ratio: float) -> str:
    """A part in whole per cent; far above one hundred as a multiple."""
    return f"{100 * ratio:.0f}" if ratio < 9.995 else f"×{ratio:.0f}"


def _map(ax: Axes, values: Array, columns: list[str], rows: list[str], colours: str) -> None:
    """A table of whole per cents, coloured from nothing to one hundred."""
    light = np.minimum(values, 1.2)  # the numbers are readable on every cell
    ax.imshow(light, aspect="auto", cmap=colours, vmin=0, vmax=2, origin="lower")
    for (row, column), value in np.ndenumerate(values):
        ax.text(column, row, _cell(value), ha="center", va="center", fontsize=7)
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


def _panels(
    names: list[str],
    values: Callable[[str], Array],
    columns: list[str],
    rows: list[str],
    look: tuple[str, float],
    labels: tuple[str, str],
) -> Drawing:
    """A map for each setting, with a line at a level; ``look`` is the colours and that level."""
    drawing, axes = subplots(_ROWS, _COLUMNS, height=5.4)
    for place, ax in enumerate(axes):
        if place >= len(names):
            ax.set_axis_off()
            continue
        name, found = names[place], values(names[place])
        first = place % _COLUMNS == 0
        _map(ax, found, columns, rows if first else [""] * len(rows), look[0])
        _border(ax, found, look[1])
        ax.set_title(name, fontsize=9)
        if place + _COLUMNS >= len(names):
            ax.set_xlabel(labels[0])
        if first:
            ax.set_ylabel(labels[1])
    return drawing


def spirals(found: Mapping[str, spiral.Spiral]) -> Figure:
    """GPUs a year after audits are back, in per cent of those without an outage; medians."""
    columns, rows = [str(each) for each in spiral.OUTAGES], [f"{x:g}" for x in spiral.OUTSIDE]
    with style():
        drawing = _panels(
            list(found),
            lambda name: found[name].left(),
            columns,
            rows,
            ("Blues", spiral.RECOVERED),
            ("days without audits", "price outside\n(multiple of usual)"),
        )
    told = [
        f"{name}: back within a year after up to {each.longest()} days at usual prices, "
        f"least {100 * each.left().min():.0f} per cent"
        for name, each in found.items()
    ]
    return Figure(
        drawing,
        "Maps of the GPUs a year after audits are back, in per cent of those without an outage, by "
        "its length and the price outside; a line where nine tenths are back. "
        + "; ".join(told)
        + ".",
    )


def exits(found: Mapping[str, exodus.Exodus], after: int = spiral.AFTER[1]) -> Figure:
    """GPUs some days after a blow, in per cent of those without it; medians."""
    columns = [f"{100 * each:g}" for each in exodus.LEAVING]
    rows = [f"{100 * each:g}" for each in exodus.FALLS]
    with style():
        drawing = _panels(
            list(found),
            lambda name: found[name].left(after),
            columns,
            rows,
            ("Blues", 0.75),
            ("GPUs that leave (%)", "fall of the token (%)"),
        )
    half = exodus.LEAVING.index(0.5)
    told = [
        f"{name}: {100 * each.left(after)[0, half]:.0f} per cent after half of the GPUs left, "
        f"{100 * each.left(after)[-1, 0]:.0f} after the largest fall of the token"
        for name, each in found.items()
    ]
    return Figure(
        drawing,
        f"Maps of the GPUs {after} days after a blow, in per cent of those without it, by the part "
        "that left and the token's fall; a line where three quarters are there. "
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
    """Price and GPUs in a downturn, and five years' burn, in per cent of those without."""
    told = []
    columns = [f"{each:g}" for each in downturn.DEPTHS]
    rows = [f"{each:g}" for each in downturn.YEARS]
    names = {"price": "price", "GPUs": "GPUs", "burned": "burned in five years"}
    levels = {"price": 0.5, "GPUs": 0.75, "burned": 1.1}
    with style():
        drawing, axes = subplots(2, len(names), height=4.9)
        places = [(setting, name) for setting in (BASE, OWN_PATH) for name in names]
        for ax, (setting, name) in zip(axes, places, strict=True):
            first, ratios = name == "price", found[setting].map(name)
            _map(ax, ratios, columns, rows if first else [""] * len(rows), "Greens")
            _border(ax, ratios, levels[name])
            ax.set_title(names[name] if setting == BASE else "", fontsize=9)
            if setting == OWN_PATH:
                ax.set_xlabel("depth (s.d. of the cycle)")
            if first:
                ax.set_ylabel(f"{setting}\nlength (years)")
            told.append(f"{setting}, {names[name]}: {_cell(ratios[-1, -1])}")
    return Figure(
        drawing,
        "Maps by depth and length of a common downturn, in per cent of what it is without, above "
        "under the fundamental price and below under a price path of its own. In the deepest and "
        "longest: " + "; ".join(told) + " per cent.",
    )


def votes(found: ballot.Ballot) -> Figure:
    """Insiders' part of the votes cast by day and turnout of the others, in per cent; medians."""
    told = []
    columns = [f"{round(day / YEAR, 1):g}" for day in ballot.DAYS]
    rows = [f"{100 * each:g}" for each in ballot.TURNOUTS]
    cases = {"locked tokens vote": found.locked_vote, "they do not": found.locked_silent}
    with style():
        drawing, axes = subplots(1, 2, height=3.0)
        for ax, (name, values) in zip(axes, cases.items(), strict=True):
            part = np.median(values, axis=-1)
            _map(ax, part, columns, rows if ax is axes[0] else [""] * len(rows), "Oranges")
            _border(ax, part, ballot.MAJORITY)
            ax.set_title(name, fontsize=9)
            ax.set_xlabel("years since launch")
            at = ballot.DAYS.index(2 * YEAR)
            told.append(
                f"{name}: {100 * part[0, at]:.0f} per cent after two years at the lowest turnout "
                f"and {100 * part[-1, at]:.0f} if all others vote"
            )
        axes[0].set_ylabel("turnout of the others (%)")
    return Figure(
        drawing,
        "Maps of insiders' part of the votes cast, by the day and the turnout of everybody else; a "
        "line at one half. " + "; ".join(told) + ".",
    )


def washing_border(found: Mapping[str, washing.Washed]) -> Figure:
    """Subsidy for a dollar of paid work against what washing one costs, since the opening."""
    told = []
    years = np.array(washing.SINCE) / YEAR
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        for setting, each in found.items():
            colour = COLOURS[_LINES[setting]]
            subsidy, cost = (np.median(x, axis=1) for x in (each.subsidy, each.cost))
            left.semilogy(years, np.maximum(subsidy, 1e-4), color=colour, label=setting)
            left.semilogy(years, cost, "--", lw=1.2, color=colour)
            share = each.shares[:, washing.TAKES.index(0.05)]
            right.semilogx(100 * np.array(washing.SUBSIDIES), 100 * share, "o-", ms=4, color=colour)
            when = "pays to the end" if each.border is None else f"pays until day {each.border}"
            told.append(
                f"{setting} {when}, taking {100 * each.usual['replayed'].middle:.0f} per cent"
            )
        left.set(xlabel="years since the opening", ylabel="dollars for a dollar of work")
        right.set(xlabel="subsidy (% of the daily release)", ylabel="taken by washing (%)")
        right.set_ylim(0, 100)
        drawing.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return Figure(
        drawing,
        "Left: subsidy for a dollar of paid work, falling, and the cost of washing a dollar, "
        "dashed; washing pays while the first is above the second. Right: share of five years' "
        "subsidy that washing takes, by the subsidy. As designed: " + "; ".join(told) + ".",
    )
