"""What matters most: screening, total indices, their convergence, PAWN, richer runs, rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import sympy as sp
from matplotlib.axes import Axes
from numpy.typing import NDArray

from model.experiments.discovery import Box, Score
from model.experiments.sensitivity.indices import DUMMY
from model.figures.style import Figure, style, subplots
from model.parameters import Parameters
from model.spec.pool import pool_fee
from model.spec.vault import second_in_years
from model.spec.worth import price_volatility
from model.theory.vault.freezing import SHUT, VARIANCE, gap_variance

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
_COLOURS = ("blue", "vermilion", "green", "purple", "orange", "sky", "ink")


def _plain(name: str) -> str:
    return name.replace("_", " ")


def screening(scored: pd.DataFrame, count: int) -> Figure:
    """Effects over the strongest of each conclusion: ``count`` inputs, one column a conclusion."""
    top = scored.iloc[:count]
    cells = top.to_numpy(float)
    with style() as colours:
        drawing, (ax,) = subplots(height=0.28 * count + 1.0)
        shown = ax.imshow(cells, aspect="auto", cmap="Blues", vmin=0, vmax=1)
        for row, column in np.ndindex(cells.shape):
            value = cells[row, column]
            ax.text(column, row, f"{value:.2f}", ha="center", va="center", fontsize=8,
                    color="white" if value > 0.6 else colours["ink"])  # fmt: skip
        ax.set_xticks(range(cells.shape[1]), list(top.columns), rotation=25, ha="right")
        ax.set_yticks(range(count), [_plain(name) for name in top.index])
        bar = drawing.colorbar(shown, ax=ax, shrink=0.7)
        bar.set_label("effect over the largest [1]")
    first = ", ".join(_plain(name) for name in top.index[:3])
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
            ax.errorbar(one["total"], place, xerr=one["total_interval"], fmt="none",
                        ecolor=colours["blue"], capsize=2, lw=1.4)  # fmt: skip
            ax.errorbar(one["first"], place, xerr=one["first_interval"], fmt="o", ms=4,
                        color=colours["vermilion"], capsize=2, lw=1)  # fmt: skip
            ax.set_yticks(place, [_plain(each) for each in one.index], fontsize=8.5)
            ax.set_xlim(min(-0.03, float((one["first"] - one["first_interval"]).min())), None)
            ax.set_xlabel(f"index, {name} [1]", fontsize=9)
            said.append(f"{name}: {_plain(one.index[0])} ({one['total'].iloc[0]:.2f})")
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
            left.plot(sizes, line["total"], "o-", ms=4, color=colours[colour], label=_plain(name))
            left.fill_between(sizes, low, high, color=colours[colour], alpha=0.15, lw=0)
        left.set_ylabel(f"total index, {conclusion} [1]")
        left.legend(fontsize=8)
        names = grown.index.get_level_values("conclusion").unique()
        for name, colour in zip(names, _COLOURS, strict=False):
            width = grown.xs(name, level="conclusion")["total_interval"].groupby("size").max()
            right.plot(sizes, width, "o-", ms=4, lw=1.4, color=colours[colour], label=name)
        fall = np.asarray(sizes, float) ** -0.5
        right.plot(sizes, fall / fall[0] * 0.25, ls="--", color=colours["grey"],
                   label="one over root N")  # fmt: skip
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
        f"{_plain(largest.index[0])} is {one['total'].iloc[0]:.2f} with {sizes[0]} base points "
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


def richer(table: pd.DataFrame) -> Figure:
    """Break-even against the margin, read and run; what the vault spends; what the price does."""
    theories = table.index.get_level_values("price_rule").unique()
    with style() as colours:
        drawing, (left, middle, right) = subplots(1, 3, height=3.6)
        for name, key in zip(theories, _COLOURS, strict=False):
            one, colour = table.loc[name], colours[key]
            left.plot(one.index, one["reading"], "--", color=colour, lw=1.5)
            left.plot(one.index, one["run"], "o-", ms=4, color=colour, label=name)
            left.plot(one.index, one["open"], "x", ms=5, color=colour)
            middle.plot(one.index, one["spent"], "o-", ms=4, color=colour)
            middle.plot(one.index, one["spent_open"], "x", ms=5, color=colour)
            right.plot(one.index, one["dearer"], "x-", ms=5, lw=1.2, color=colour)
        margins = np.asarray(table.loc[theories[0]].index, float)
        right.plot(margins, margins / margins[0] * float(table["dearer"].min()), ":",
                   color=colours["grey"], label="as revenue")  # fmt: skip
        left.plot([], [], "--", color=colours["grey"], lw=1.5, label="read, prices held")
        left.plot([], [], "x", color=colours["grey"], label="limits lifted")
        left.set_ylabel("economies that burn what they issue [1]")
        middle.set_ylabel("part of revenue that is spent [1]")
        right.set_ylabel("price, limits lifted, over own run [1]")
        right.set_yscale("log")
        for ax in (left, middle):
            ax.set_ylim(-0.03, 1.05)
        for ax in (left, middle, right):
            ax.set_xscale("log")
        middle.set_xlabel("application revenue per dollar of fees [1]")
        right.legend(fontsize=8)
        drawing.legend(*left.get_legend_handles_labels(), loc="outside upper center", ncols=5,
                       fontsize=8)  # fmt: skip
    last = table.xs(table.index.get_level_values("margin").max(), level="margin")
    most = float(table[["run", "open"]].to_numpy().max())
    alt = (
        f"At the largest margin between {last['reading'].min():.0%} and "
        f"{last['reading'].max():.0%} of the economies should break even by the reading; in the "
        f"runs, with limits or without, at most {most:.0%} do at any margin. There the "
        f"vault spends at most {last['spent'].max():.0%} of its revenue, and without limits the "
        f"price is at least {last['dearer'].min():.0f} times that of the own run."
    )
    return Figure(drawing, alt)


def frozen_rule(
    values: Mapping[str, Array], flips: Mask, box: Box, base: Parameters, border: float
) -> Figure:
    """Where the vault freezes, in the plane of tolerance and volatility; the box, and the claim."""
    x, y = values["max_slippage"], values[price_volatility.name]
    with style() as colours:
        drawing, (ax,) = subplots(height=4.4)
        ax.plot(x[~flips], y[~flips], ".", ms=2.5, color=colours["sky"], alpha=0.45,
                label="spends on most days")  # fmt: skip
        ax.plot(x[flips], y[flips], ".", ms=3, color=colours["vermilion"], alpha=0.7,
                label=f"frozen on more than {border:.0%} of days")  # fmt: skip
        edges = _edges(box, "max_slippage", x), _edges(box, price_volatility.name, y)
        (left, right), (low, high) = edges
        ax.plot([left, right, right, left, left], [low, low, high, high, low],
                color=colours["ink"], lw=2, label="the rule")  # fmt: skip
        volatility = np.linspace(float(y.min()), float(y.max()), 60)
        ax.plot(shut_line(base, volatility, border), volatility, "--", color=colours["green"],
                label="the claim")  # fmt: skip
        ax.set_xlabel("tolerated slippage [1]")
        ax.set_ylabel("volatility of the price [year$^{-1/2}$]")
        drawing.legend(loc="outside upper center", ncols=4, fontsize=8.5, markerscale=3)
    inside = box.holds(values)
    alt = (
        f"Of {len(flips)} economies {flips.mean():.0%} are frozen; the box up to a slippage of "
        f"{right:.3f} holds {(flips & inside).sum() / flips.sum():.0%} of them, and of its points "
        f"{flips[inside].mean():.0%} are frozen."
    )
    return Figure(drawing, alt)


def _edges(box: Box, name: str, column: Array) -> tuple[float, float]:
    low, high = box.limits.get(name, (-np.inf, np.inf))
    return max(low, float(column.min())), min(high, float(column.max()))


def shut_line(base: Parameters, volatility: Array, share: float) -> Array:
    """Slippage at which the guard is shut on that share of days, by claim, per volatility."""
    from scipy.optimize import brentq

    from model.theory.vault.vault import slippage

    chance = SHUT.subs(gap_variance, VARIANCE)
    known = {
        s: base[s.name.removesuffix("_in_force")]
        for s in chance.free_symbols | second_in_years().free_symbols
        if s.name.removesuffix("_in_force") in base and s not in (price_volatility, slippage)
    }
    shut = sp.lambdify((slippage, price_volatility), chance.subs(known) - share, "scipy")
    least = 1.0001 * base[pool_fee.name]
    return np.array([brentq(shut, least, 0.2, args=(float(each),)) for each in volatility])


def trade_offs(ways: Mapping[str, Sequence[Score]]) -> Figure:
    """Coverage against density of all boxes on the way inwards, judged on fresh points."""
    with style() as colours:
        drawing, axes = subplots(height=4.2)
        ax: Axes = axes[0]
        for (name, way), colour in zip(ways.items(), _COLOURS, strict=False):
            ax.plot([s.coverage for s in way], [s.density for s in way], "o-", ms=2.5, lw=1.4,
                    color=colours[colour], label=name)  # fmt: skip
        ax.set_xlabel("coverage: part of all flips in the box [1]")
        ax.set_ylabel("density: part of the box that flips [1]")
        ax.set_xlim(-0.02, 1.02)
        ax.set_ylim(-0.02, 1.02)
        drawing.legend(loc="outside right upper", fontsize=8.5)
    best = {name: max(s.density for s in way if s.coverage >= 0.5) for name, way in ways.items()}
    said = ", ".join(f"{name} {value:.0%}" for name, value in best.items())
    return Figure(drawing, f"Densest boxes that hold half of the flips, by conclusion: {said}.")
