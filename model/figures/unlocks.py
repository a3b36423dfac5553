"""Unlocks against burn: break-even revenue, peaks, round trips.

Lines are the claims' statements in numbers; dots are runs and whole-number splits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from model.experiments.recirculation import Lagged, Returns, Spent
from model.experiments.unlock_paths import Given, Peak, Peaks, Reading
from model.experiments.unlocks import MONTH, YEAR
from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK, _RED, _BLUE = COLOURS["ink"], COLOURS["vermilion"], COLOURS["blue"]


def break_even(readings: Sequence[Reading]) -> Figure:
    """Break-even revenue over value by month for both readings, and what a run earns and needs.

    Bands hold nine in ten runs.
    """
    told = []
    with style():
        fig, axes = subplots(1, 2, height=4.3)
        for ax, one in zip(axes, readings, strict=True):
            months = np.arange(one.earned.size) + 0.5
            ax.plot(one.days / MONTH, one.line, color=_RED, label="needed: claim")
            ax.plot(months, one.needed, "o", ms=3.5, color=_INK, label="needed in the run")
            ax.fill_between(months, one.low, one.high, color=_BLUE, alpha=0.25, lw=0)
            ax.plot(months, one.earned, color=_BLUE, label="earned in the run")
            ax.set(yscale="log", ylim=(3e-3, 3e3), xlabel="age of the network (months)")
            ax.set_xticks(np.arange(0, one.days[-1] / MONTH + 3, 6))
            ax.text(0.98, 0.9, one.name, transform=ax.transAxes, ha="right", color=_INK)
            needed, earned = one.there
            told.append(
                f"{one.name}: at month {one.half_way:.0f} the claim asks for {one.said:.0f} per "
                f"cent of market value a year, the run needs {needed:.0f} and earns {earned:.2g}"
            )
        axes[0].set_ylabel("revenue over value of circulation\n(% a year, log scale)")
        axes[1].tick_params(labelleft=False)
        lines, labels = axes[0].get_legend_handles_labels()
        fig.legend(lines, labels, loc="outside upper center", ncols=3, fontsize="small")
    alt = "Two panels on a logarithmic scale over the months. "
    return Figure(fig, alt + "; ".join(told) + ".")


def peaks(found: Peaks) -> Figure:
    """Circulation after the cliff: constant burn rates on the left, a given price on the right."""
    with style():
        fig, (left, right) = subplots(1, 2, height=3.9)
        told = [
            _constant(left, one, colour)
            for one, colour in zip(found.constant, ("blue", "green", "vermilion"), strict=True)
        ]
        left.legend(title="burn rate", fontsize="small")
        left.set_ylabel("circulation (billion AI)")
        _given(right, found.given)
        for ax in (left, right):
            ax.set_xlabel("years after the cliff")
            ax.set_ylim(bottom=0)
    return Figure(
        fig,
        "Two panels of the circulation after the cliff. Left: "
        + "; ".join(told)
        + f". Right: with a given price it peaks inside, after {found.given.when:.2f} years, at "
        f"{found.given.top:.2f} billion AI; with a price that follows revenue it rises to the end.",
    )


def _constant(ax: Axes, one: Peak, colour: str) -> str:
    years, every = np.arange(one.line.size) / YEAR, slice(None, None, 61)
    ax.plot(years, one.line, color=COLOURS[colour], label=f"{one.rate:.3g} a year")
    ax.plot(years[every], one.dots[every], ".", color=_INK, ms=4)
    ax.plot(one.year, one.top, "D", color=COLOURS[colour], ms=7)
    return (
        f"with a burn rate of {one.rate:.3g} a year the peak is {one.top:.2f} billion AI after "
        f"{one.year:.1f} years"
    )


def _given(ax: Axes, one: Given) -> None:
    years, every, purple = np.arange(one.line.size) / YEAR, slice(None, None, 61), COLOURS["purple"]
    ax.plot(years, one.line, color=purple, label="price given")
    ax.plot(years[every], one.dots[every], ".", color=_INK, ms=4)
    inside = years[: one.follows.size]
    ax.plot(inside, one.follows, color=COLOURS["sky"], ls="--", label="price follows revenue")
    ax.axvline(one.when, color=COLOURS["grey"], ls=":", lw=1.2)
    ax.plot(one.when, one.top, "D", color=purple)
    ax.legend(fontsize="small", loc="lower left")


def recirculation(found: Returns) -> Figure:
    """Burn and net purchase against what returns, and the multiple against the lag."""
    with style():
        fig, (left, right) = subplots(1, 2, height=3.9)
        told = [
            words
            for one, dash in zip(found.by_spending, ("-", "--"), strict=True)
            for words in _spent(left, one, dash)
        ]
        left.set(xlabel="returned part of what is spent (%)", ylim=(60, 103))
        left.set_ylabel("of a token bought with outside revenue (%)")
        left.legend(fontsize="x-small", loc="lower right")
        told += [
            _lagged(right, one, colour)
            for one, colour in zip(
                found.by_gap, ("vermilion", "ink", "blue", "green"), strict=False
            )
        ]
        right.set(xlabel="years until it returns", ylim=(1, None))
        right.set_ylabel("vault inflow over outside revenue")
        right.legend(title="growth less price growth", fontsize="small", title_fontsize="small")
    return Figure(
        fig,
        "Left: burn and net purchase against what returns. Right: how much the "
        "vault receives over its outside revenue. " + "; ".join(told) + ".",
    )


def _spent(ax: Axes, one: Spent, dash: str) -> list[str]:
    told = []
    for name, line, dots, colour, width, shade in (
        ("burned", one.burned, one.burned_dots, _RED, 2.0, 1.0),
        ("stays bought", one.net, one.net_dots, _BLUE, 5.0, 0.45),
    ):
        label = f"{name}, {'all' if one.spent == 1 else 'half'} spent"
        ax.plot(100 * one.parts, line, color=colour, ls=dash, label=label, lw=width, alpha=shade)
        ax.plot(100 * one.some, dots, "o", color=_INK, ms=3.5)
        told.append(f"{label}: {line[0]:.0f} to {line[-1]:.0f} per cent")
    return told


def _lagged(ax: Axes, one: Lagged, colour: str) -> str:
    ax.plot(one.lags, one.line, color=COLOURS[colour], label=f"{100 * one.gap:+.0f} % a year")
    ax.plot(one.some, one.dots, "o", color=COLOURS[colour], ms=4)
    return (
        f"multiple after a lag of {one.lags[-1]:.0f} years at {100 * one.gap:+.0f} %: "
        f"{one.line[-1]:.2f}"
    )
