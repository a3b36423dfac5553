"""What matters most: intervals, screening, total indices, their convergence, PAWN, rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator
from numpy.typing import NDArray

from model.compile.tables import unit_text
from model.experiments.discovery import Score, plain, short
from model.experiments.sensitivity.conclusions import CONCLUSIONS, band
from model.experiments.sensitivity.indices import DUMMY
from model.figures.style import Figure, style, subplots
from model.quantities import registry

Array = NDArray[np.float64]
#: The tenth, half and nine tenths of some runs.
Band = tuple[float, float, float]
_COLOURS = ("blue", "vermilion", "green", "purple", "orange", "sky", "ink")


def screening(scored: pd.DataFrame, count: int) -> Figure:
    """Effects over the strongest of each conclusion: ``count`` inputs, one column a conclusion."""
    top = scored.iloc[:count]
    cells = top.to_numpy(float)
    with style() as colours:
        drawing, (ax,) = subplots(height=0.28 * count + 1.0)
        shown = ax.imshow(cells, aspect="auto", cmap="Blues", vmin=0, vmax=1)
        for row, column in np.ndindex(cells.shape):
            value = cells[row, column]
            ax.text(
                column,
                row,
                f"{value:.2f}",
                ha="center",
                va="center",
                fontsize=8,
                color="white" if value > 0.6 else colours["ink"],
            )
        ax.set_xticks(range(cells.shape[1]), list(top.columns), rotation=25, ha="right")
        ax.set_yticks(range(count), [plain(name) for name in top.index])
        bar = drawing.colorbar(shown, ax=ax, shrink=0.7)
        bar.set_label("effect over the largest [1]")
    first = ", ".join(plain(name) for name in top.index[:3])
    alt = (
        f"Heat map of the {count} strongest of {len(scored)} inputs in {cells.shape[1]} "
        f"conclusions; on average the strongest are {first}."
    )
    return Figure(drawing, alt)


def ranked(indices: pd.DataFrame, conclusions: Sequence[str], count: int = 6) -> Figure:
    """First and total indices with their intervals, the strongest inputs of each conclusion."""
    rows = -(-len(conclusions) // 2)
    said = []
    with style() as colours:
        drawing, axes = subplots(rows, 2, height=0.34 * count * rows + 0.5 * rows + 0.6)
        for ax, name in zip(axes, conclusions, strict=False):
            one = indices.loc[[name]].droplevel("conclusion").nlargest(count, "total")
            place = np.arange(len(one))[::-1]
            ax.barh(place, one["total"], color=colours["blue"], alpha=0.35, height=0.7)
            ax.errorbar(
                one["total"],
                place,
                xerr=one["total_interval"],
                fmt="none",
                ecolor=colours["blue"],
                capsize=2,
                lw=1.4,
            )
            ax.errorbar(
                one["first"],
                place,
                xerr=one["first_interval"],
                fmt="o",
                ms=4,
                color=colours["vermilion"],
                capsize=2,
                lw=1,
            )
            ax.set_yticks(place, [plain(each) for each in one.index], fontsize=8.5)
            ax.set_xlim(min(-0.03, float((one["first"] - one["first_interval"]).min())), None)
            ax.set_xlabel(f"index, {name} [1]", fontsize=9)
            said.append(f"{name}: {plain(one.index[0])} ({one['total'].iloc[0]:.2f})")
        for ax in axes[len(conclusions) :]:
            ax.axis("off")
            ax.barh([], [], color=colours["blue"], alpha=0.35, label="total index")
            ax.plot([], [], "o", ms=4, color=colours["vermilion"], label="first index")
            ax.legend(loc="center")
    return Figure(drawing, "Bars of total indices. Largest in each panel: " + "; ".join(said) + ".")


def convergence(grown: pd.DataFrame, conclusion: str, count: int = 5) -> Figure:
    """Total indices of one conclusion against the sample, and interval widths of all."""
    sizes = grown.index.get_level_values("size").unique()
    largest = grown.loc[(sizes[-1], conclusion)]["total"].sort_values(ascending=False)
    with style() as colours:
        drawing, (left, right) = subplots(1, 2, height=3.8)
        for name, colour in zip(largest.index[:count], _COLOURS, strict=False):
            line = grown.xs((conclusion, name), level=("conclusion", "input"))
            low, high = (line["total"] + s * line["total_interval"] for s in (-1, 1))
            left.plot(sizes, line["total"], "o-", ms=4, color=colours[colour], label=plain(name))
            left.fill_between(sizes, low, high, color=colours[colour], alpha=0.15, lw=0)
        left.set_ylabel(f"total index, {conclusion} [1]")
        left.legend(fontsize=8)
        names = grown.index.get_level_values("conclusion").unique()
        for name, colour in zip(names, _COLOURS, strict=False):
            width = grown.xs(name, level="conclusion")["total_interval"].groupby("size").max()
            right.plot(sizes, width, "o-", ms=4, lw=1.4, color=colours[colour], label=name)
        fall = np.asarray(sizes, float) ** -0.5
        right.plot(
            sizes, fall / fall[0] * 0.25, ls="--", color=colours["grey"], label="one over root N"
        )
        right.set_yscale("log")
        right.set_ylabel("widest half interval [1]")
        right.legend(fontsize=7.5, ncols=2, loc="lower left")
        right.set_ylim(bottom=0.008)
        for ax in (left, right):
            ax.set_xscale("log", base=2)
            ax.set_xlabel("base points N")
    one = grown.xs((conclusion, largest.index[0]), level=("conclusion", "input"))
    alt = (
        f"Total indices of {conclusion} settle as the sample grows: that of "
        f"{plain(largest.index[0])} is {one['total'].iloc[0]:.2f} with {sizes[0]} base points "
        f"and {one['total'].iloc[-1]:.2f} ± {one['total_interval'].iloc[-1]:.2f} with {sizes[-1]}."
    )
    return Figure(drawing, alt)


def compared(indices: pd.DataFrame, distances: pd.DataFrame, conclusions: Sequence[str]) -> Figure:
    """PAWN's distance of each input against its total index, and what PAWN gives to no input."""
    idle = distances["distance"].xs(DUMMY, level="input")
    noise = float(idle[list(conclusions)].max())
    agree = []
    with style() as colours:
        drawing, (ax,) = subplots(height=4.4)
        for name, colour in zip(conclusions, _COLOURS, strict=False):
            one = indices.loc[name]["total"]
            other = distances.loc[name]["distance"].reindex(one.index)
            ax.plot(one, other, "o", ms=5, alpha=0.8, color=colours[colour], label=name)
            agree.append(float(one.corr(other, method="spearman")))
        ax.axhline(noise, ls="--", lw=1.2, color=colours["grey"], label="no input")
        ax.set_xlabel("total index of Sobol' [1]")
        ax.set_ylabel("distance of PAWN [1]")
        ax.legend(fontsize=8.5)
    alt = (
        f"PAWN against Sobol': rank correlations between {min(agree):.2f} and {max(agree):.2f} in "
        f"{len(conclusions)} conclusions; a random column gets at most {noise:.2f}."
    )
    return Figure(drawing, alt)


def intervals(bands: Mapping[str, Mapping[str, Band]]) -> Figure:
    """For each conclusion the median and the middle eight tenths, one row for each set of runs.

    ``bands`` are (low, middle, high) by conclusion and set. A conclusion that is compared by
    ratio is drawn on a logarithmic axis.
    """
    rows, said = -(-len(bands) // 2), []
    with style() as colours:
        drawing, axes = subplots(rows, 2, height=1.75 * rows)
        for ax, (name, sets) in zip(axes, bands.items(), strict=False):
            rows_of = zip(sets.values(), _COLOURS, strict=False)
            for place, ((low, middle, high), colour) in enumerate(rows_of):
                ax.plot(
                    [low, high],
                    [place, place],
                    lw=6,
                    alpha=0.45,
                    color=colours[colour],
                    solid_capstyle="butt",
                )
                ax.plot(middle, place, "o", ms=6, color=colours[colour])
            ax.set_yticks(range(len(sets)), list(sets), fontsize=8.5)
            ax.set_ylim(len(sets) - 0.4, -0.6)
            ax.set_xlabel(_axis(name), fontsize=9)
            if CONCLUSIONS[name].least is not None:
                ax.set_xscale("log")
                ax.xaxis.set_major_formatter(_written)
                ax.tick_params(axis="x", labelsize=8)
            (least, _, most), *_, (low, _, high) = sets.values()
            said.append(
                f"{name} {short(least)} to {short(most)} by chance and {short(low)} to "
                f"{short(high)} over all ranges"
            )
        for ax in axes[len(bands) :]:
            ax.axis("off")
    return Figure(drawing, "Middle eight tenths of the runs. " + "; ".join(said) + ".")


def _axis(name: str) -> str:
    return f"{name} ({CONCLUSIONS[name].unit})"


def _written(value: float, _: float) -> str:
    return f"{value:,.10f}".rstrip("0").rstrip(".")


def along(column: Array, values: Mapping[str, Array], name: str, slices: int = 12) -> Figure:
    """Conclusions against one input: median and middle eight tenths in slices of its range."""
    order = np.array_split(np.argsort(column, kind="stable"), slices)
    label = f"{plain(name)} ({unit_text(registry[name].unit, many=True)})"
    at, said = [float(np.median(column[few])) for few in order], []
    with style() as colours:
        drawing, axes = subplots(1, len(values), height=3.5)
        for ax, (conclusion, ends), colour in zip(axes, values.items(), _COLOURS, strict=False):
            low, middle, high = np.array([band(ends[few]) for few in order]).T
            ax.fill_between(at, low, high, color=colours[colour], alpha=0.2, lw=0)
            ax.plot(at, middle, "o-", ms=3.5, color=colours[colour])
            ax.set(xscale="log", yscale="log", xlabel=label, ylabel=_axis(conclusion))
            ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            ax.minorticks_off()
            for axis in (ax.xaxis, ax.yaxis):
                axis.set_major_formatter(_written)
            said.append(f"{conclusion} from {short(middle[0])} to {short(middle[-1])}")
    alt = f"Medians against the {plain(name)}, all else varying: " + ", ".join(said)
    return Figure(drawing, alt + ".")


def foretold(claimed: Array, found: Array) -> Figure:
    """Right results that the claims foretell against those of the runs, per cent, points (each)."""
    with style() as colours:
        drawing, (ax,) = subplots(height=4.2)
        ax.plot(claimed, found, ".", ms=3, alpha=0.5, color=colours["blue"])
        ax.plot([0, 100], [0, 100], "--", lw=1.2, color=colours["grey"])
        ax.set_xlabel("right results as the claims foretell (% of work)")
        ax.set_ylabel("right results of year five (% of paid work)")
    close = float(np.mean(np.abs(claimed - found) < 10))
    alt = (
        f"Scatter of {len(found)} economies: {close:.0%} lie within ten points of the diagonal, "
        f"the correlation is {np.corrcoef(claimed, found)[0, 1]:.2f}."
    )
    return Figure(drawing, alt)


def trade_offs(ways: Mapping[str, Sequence[Score]]) -> Figure:
    """Coverage against density of all boxes on the way inwards, judged on fresh points."""
    with style() as colours:
        drawing, axes = subplots(height=4.2)
        ax: Axes = axes[0]
        for (name, way), colour in zip(ways.items(), _COLOURS, strict=False):
            ax.plot(
                [s.coverage for s in way],
                [s.density for s in way],
                "o-",
                ms=2.5,
                lw=1.4,
                color=colours[colour],
                label=name,
            )
        ax.set_xlabel("coverage: part of all flips in the box [1]")
        ax.set_ylabel("density: part of the box that flips [1]")
        ax.set_xlim(-0.02, 1.02)
        ax.set_ylim(-0.02, 1.02)
        drawing.legend(loc="outside right upper", fontsize=8.5)
    best = {name: max(s.density for s in way if s.coverage >= 0.5) for name, way in ways.items()}
    said = ", ".join(f"{name} {value:.0%}" for name, value in best.items())
    return Figure(drawing, f"Densest boxes that hold half of the flips, by conclusion: {said}.")
