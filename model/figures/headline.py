"""What moves the headline: a tornado, and the parts of what the factors do together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from model.answerbook.said import number
from model.compile.tables import unit_text
from model.experiments.discovery import plain
from model.experiments.headline import Parts, Tornado
from model.experiments.intervals import Move
from model.figures.style import Figure, style, subplots
from model.quantities import registry

#: Outcomes as an axis says them, and what turns them into the axis's unit.
_AXES = {
    "burned": ("burned in five years (% of supply)", 1.0),
    "price": ("price of year five (cents)", 100.0),
}


def tornado(found: Mapping[str, Tornado]) -> Figure:
    """Each outcome if one assumption alone goes from the 5th to the 95th percentile."""
    rows = max(len(each.moves) for each in found.values())
    told = []
    with style() as colours:
        drawing, axes = subplots(2, 1, height=2 * (0.3 * rows + 0.9))
        for ax, (name, each) in zip(axes, found.items(), strict=True):
            label, scale = _AXES[name]
            place = np.arange(len(each.moves))[::-1]
            for row, move in zip(place, each.moves, strict=True):
                low, high = (scale * value for value in move.values)
                ax.plot([low, high], [row, row], color=colours["grey"], lw=5, alpha=0.35)
                ax.plot(low, row, "o", color=colours["vermilion"], ms=6)
                ax.plot(high, row, "o", color=colours["blue"], ms=6)
            ax.axvline(scale * each.middle, color=colours["ink"], lw=1, ls=":")
            ax.set_yticks(place, [_range(move) for move in each.moves], fontsize=8.5)
            _by_ratio(ax, label)
            first = each.moves[0]
            ends = " to ".join(number(scale * value) for value in first.values)
            told.append(f"{label}: {plain(first.parameter)} first, {ends}")
    return Figure(
        drawing,
        "Tornado of the strongest assumptions, on logarithmic axes. Red at the 5th percentile of "
        "the range, blue at the 95th. " + "; ".join(told) + ".",
    )


def _range(move: Move) -> str:
    unit = unit_text(registry[move.parameter].unit, many=True)
    low, high = (number(end) for end in move.ends)
    return f"{plain(move.parameter)}\n{low} to {high} {unit}".rstrip()


def parts(found: Mapping[str, Parts]) -> Figure:
    """What each factor multiplies the outcome by: its Shapley part, and what it does alone."""
    told = []
    with style() as colours:
        drawing, axes = subplots(1, 2, height=4.2)
        for ax, (name, each) in zip(axes, found.items(), strict=True):
            label, scale = _AXES[name]
            place = np.arange(len(each.parts))[::-1]
            values = np.exp(list(each.parts.values()))
            ax.barh(place, values - 1, left=1, color=colours["blue"], height=0.6, label="its part")
            alone = np.exp(list(each.alone.values()))
            ax.plot(alone, place, "D", color=colours["vermilion"], ms=5, label="alone, in base")
            ax.axvline(1, color=colours["ink"], lw=1)
            ax.set_yticks(place, list(each.parts) if ax is axes[0] else [])
            _by_ratio(ax, f"{name}: multiplied by")
            strongest = max(each.parts, key=lambda factor: abs(each.parts[factor]))
            told.append(
                f"{label}: {number(scale * each.low)} with all low and "
                f"{number(scale * each.high)} with all high; most is done by {strongest}, which "
                f"multiplies by {number(float(np.exp(each.parts[strongest])))}"
            )
        axes[1].legend(fontsize=8.5, loc="upper right")
    return Figure(
        drawing, "Bars of what seven factors multiply an outcome by. " + "; ".join(told) + "."
    )


def _by_ratio(ax: Axes, label: str) -> None:
    ax.set(xscale="log", xlabel=label)
    ax.minorticks_off()
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
