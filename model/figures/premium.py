"""What the burn of five years rests on: the premium's half-life, and the idea of a price."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from model.experiments.premium import (
    HALF_LIVES,
    NONE,
    Delayed,
    Ends,
    band,
)
from model.figures.style import COLOURS, Figure, style, subplots

_SCENARIOS = {"bear": "vermilion", "base": "blue", "bull": "green"}
#: Colours of the figure of paths, from the shortest half-life on.
_PATHS = ("purple", "vermilion", "orange", "blue", "green")


def burned(runs: Mapping[str, Mapping[float, Ends]], closures: Mapping[str, Ends]) -> Figure:
    """Burned after five years against the premium's half-life, and by the idea of a price.

    Lines are medians and bands the middle eight tenths of the runs. Dashes at the left end are
    the runs without a premium; the dotted line is base's burn at the launch price.
    """
    told = []
    with style():
        figure, (left, right) = subplots(1, 2, height=4.3)
        for name, colour in _SCENARIOS.items():
            found = np.array([band(100 * runs[name][h].burned) for h in HALF_LIVES])
            left.fill_between(
                HALF_LIVES, found[:, 0], found[:, 2], color=COLOURS[colour], alpha=0.2, lw=0
            )
            left.plot(HALF_LIVES, found[:, 1], color=COLOURS[colour], label=name, marker="o", ms=3)
            bare = band(100 * runs[name][NONE].burned).middle
            left.plot(
                [HALF_LIVES[0] * 0.62, HALF_LIVES[0] * 0.9],
                [bare, bare],
                ls="--",
                color=COLOURS[colour],
            )
            told.append(
                f"{name} from {found[0, 1]:.2g} to {found[-1, 1]:.2g} per cent, "
                f"{bare:.2g} without a premium"
            )
        flat = band(100 * closures["fundamental"].flat).middle
        left.axhline(flat, color=COLOURS["ink"], lw=1.2, ls=":")
        left.text(HALF_LIVES[0], flat, "base at the\nlaunch price", va="bottom", fontsize=9)
        left.set(
            xscale="log",
            yscale="log",
            xlabel="half-life of the premium (years)",
            ylabel="burned after five years\n(% of supply)",
        )
        left.set_xticks([0.25, 0.5, 1, 2, 4, 8], ["0.25", "0.5", "1", "2", "4", "8"])
        left.minorticks_off()
        left.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        left.legend(loc="lower left", fontsize=9)
        told.append("by closure, in base: " + "; ".join(_bars(right, closures)))
    return Figure(
        figure,
        "Share of the supply that is burned after five years. Left, against the half-life of the "
        "premium, on logarithmic axes: " + "; ".join(told) + f". At the launch price {flat:.2g}.",
    )


def _bars(ax: Axes, closures: Mapping[str, Ends]) -> list[str]:
    told = []
    for row, (name, ends) in enumerate(closures.items()):
        low, middle, high = band(100 * ends.burned)
        ax.plot([low, high], [row, row], color=COLOURS["sky"], lw=4, alpha=0.6)
        ax.plot(middle, row, "o", ms=6, color=COLOURS["blue"])
        told.append(f"{name} {middle:.2g}")
    ax.set_yticks(range(len(closures)), [name.replace(", ", ",\n") for name in closures])
    ax.set(xscale="log", xlabel="burned (% of supply)")
    ax.set_ylim(len(closures) - 0.5, -0.5)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    return told


def paths(found: Delayed) -> Figure:
    """What is left of supply by the premium's half-life: claims as lines, daily burns as dots."""
    told = []
    with style():
        figure, (ax,) = subplots(height=3.8)
        ax.plot(found.fine, found.bare, color=COLOURS["ink"], ls="--", lw=1.4, label="no premium")
        for (half, line), colour in zip(found.lines.items(), _PATHS, strict=False):
            dots = found.dots[half]
            ax.plot(found.fine, line, color=COLOURS[colour], label=f"{half:g}")
            ax.plot(np.arange(dots.size)[::2], dots[::2], "o", ms=3.5, color=COLOURS[colour])
            told.append(f"{half:g} years {dots[-1]:.0f}")
        ax.set(xlabel="years", ylabel="supply left (%)", ylim=(-2, 102))
        ax.legend(title="half-life of the\npremium (years)", fontsize=9)
    return Figure(
        figure,
        f"Falling curves, one for each half-life of the premium. Left after {found.fine[-1]:.0f} "
        f"years, in per cent: {', '.join(told)}. Dots of daily burns lie on the lines.",
    )
