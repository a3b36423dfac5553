"""The front page's figure, what usage becomes, and its table of what was observed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from model.answerbook.said import interval, number
from model.compile.tables import unit_text
from model.experiments.backtest import BackTest
from model.experiments.front import Front
from model.experiments.premium import LONGEST, NONE, USUAL
from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    import pandas as pd

_LINES = {"bear": "vermilion", "base": "blue", "bull": "green"}
#: Half-lives that are written beside base's line, and where.
_NAMED = {
    LONGEST: (f"{LONGEST:g} years", (-2, -13), "right"),
    USUAL: (f"half-life {USUAL:g} years", (-9, -13), "right"),
    NONE: ("no premium", (0, 6), "center"),
}


def usage(found: Front) -> Figure:
    """What usage becomes, burned tokens or a price: a line a scenario, over the half-life.

    Lines are medians. Base, bear and bull stand at the usual half-life, with crosses for nine runs
    of ten.
    """
    told = []
    with style():
        figure, (ax,) = subplots(height=4.8)
        for name, colour in _LINES.items():
            ends = found.found[name]
            places = [(ends[h]["price"].middle, ends[h]["burned"].middle) for h in sorted(ends)]
            ax.plot(*zip(*places, strict=True), color=COLOURS[colour], lw=1.4, alpha=0.7)
            price, burned = ends[USUAL]["price"], ends[USUAL]["burned"]
            ax.errorbar(
                price.middle,
                burned.middle,
                [[burned.middle - burned.low], [burned.high - burned.middle]],
                [[price.middle - price.low], [price.high - price.middle]],
                fmt="o",
                ms=8 if name == "base" else 5,
                color=COLOURS[colour],
                capsize=2,
                lw=1.2,
                label=name,
                zorder=5,
            )
            told.append(f"{name} {number(burned.middle)} per cent at {number(price.middle)} cents")
        for half_life, (label, shift, side) in _NAMED.items():
            place = [found.middle("base", what, half_life) for what in ("price", "burned")]
            ax.annotate(
                label,
                (place[0], place[1]),
                shift,
                textcoords="offset points",
                ha=side,
                fontsize=8.5,
            )
        ax.plot(
            found.july,
            found.pace,
            "*",
            color=COLOURS["ink"],
            ms=13,
            ls="none",
            label="observed in 2026, at that pace for five years",
        )
        _lines(ax, found)
        ax.set(xscale="log", yscale="log")
        ax.set(
            xlabel="price in the fifth year (cents)", ylabel="burned in five years (% of supply)"
        )
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(lambda value, _: f"{value:g}")
        figure.legend(loc="outside upper center", ncols=2, fontsize="small")
    told_ends = ", ".join(
        f"{number(found.middle('base', 'burned', h))} per cent at "
        f"{number(found.middle('base', 'price', h))} cents if {words}"
        for h, words in ((LONGEST, f"it halves in {LONGEST:g} years"), (NONE, "there is none"))
    )
    return Figure(
        figure,
        "Share of the supply that is burned in five years against the price in the fifth, on "
        f"logarithmic axes: {'; '.join(told)}. Along its line base moves with the premium: "
        f"{told_ends}. "
        f"The launch price is {found.launch:.1f} cents. Observed: {number(found.pace)} per cent "
        f"at {found.july:.1f} cents.",
    )


def _lines(ax: Axes, found: Front) -> None:
    """The launch price, and what leaves its locks in the same time."""
    released = found.middle("base", "released")
    ax.axvline(found.launch, color=COLOURS["ink"], lw=1.2, ls=":")
    ax.axhline(released, color=COLOURS["ink"], lw=1.2, ls="--")
    ax.annotate(
        "launch price",
        (found.launch, 0.02),
        (-4, 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        rotation=90,
        ha="right",
        va="bottom",
        fontsize=8.5,
    )
    ax.annotate(
        f"released from locks: {released:.0f} %",
        (0.62, released),
        (0, 3),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="right",
        fontsize=8.5,
    )


def observations(test: BackTest) -> pd.DataFrame:
    """What was observed beside the model's median and band of eight tenths, one row each."""
    import pandas as pd

    rows = [
        (
            row.name,
            number(row.observed),
            f"{number(row.band[1])} ({interval(row.band[0], row.band[2])})",
            unit_text(row.unit, many=True),
            row.identifies.replace("_", " ") or "not identified",
        )
        for row in test.rows
    ]
    head = ("in 2026", "observed", "model: median (80 % band)", "unit", "speaks of")
    return pd.DataFrame(rows, columns=list(head))
