"""Published numbers as dots on our own curves: swap, vesting, congestion price, staking yield."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from model.experiments.outside_curves import Panel
from model.figures.style import COLOURS, Figure, style, subplots

_DOTS: dict[str, Any] = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 5,
    "color": COLOURS["ink"],
    "zorder": 3,
}


def _swaps(ax: Axes, found: Panel) -> None:
    for (label, line), name in zip(
        found.curves.items(), ("blue", "vermilion", "green"), strict=True
    ):
        ax.plot(*line, color=COLOURS[name], label=label)
    ax.set(xlabel="tokens in", ylabel="tokens out")
    ax.legend(title="reserves in and out")


def _vestings(ax: Axes, found: Panel) -> None:
    (line,) = found.curves.values()
    ax.step(*line, where="post", color=COLOURS["blue"])
    ax.set(xlabel="years since the start", ylabel="tokens vested, of 100")


def _prices(ax: Axes, found: Panel) -> None:
    for (label, line), name, dash in zip(
        found.curves.items(), ("vermilion", "blue"), ("-", "--"), strict=True
    ):
        ax.plot(*line, color=COLOURS[name], linestyle=dash, label=label)
    ax.set(xlabel="capacity in use [%]", ylabel="next price over this price")
    ax.legend(loc="upper left")


def _yields(ax: Axes, found: Panel) -> None:
    for (label, line), name in zip(found.curves.items(), ("green", "purple"), strict=True):
        ax.loglog(*line, color=COLOURS[name], label=label)
    ax.set(xlabel="stake [million coins]", ylabel="yield [% a year]")
    ax.set_xticks([1, 10, 100], ["1", "10", "100"])
    ax.set_yticks([2, 5, 10, 20], ["2", "5", "10", "20"])
    ax.minorticks_off()
    ax.legend()


def published(found: Mapping[str, Panel], counted: Mapping[str, int]) -> Figure:
    """Four of our curves with the published numbers on them.

    ``found`` and ``counted`` come from `model.experiments.outside_curves`, `panels` and `counts`.
    """
    draw = {"swap": _swaps, "vesting": _vestings, "price": _prices, "yield": _yields}
    with style():
        drawing, axes = subplots(2, 2, height=6.4)
        for (name, panel), ax in zip(found.items(), axes, strict=True):
            draw[name](ax, panel)
            ax.plot(*panel.dots, **_DOTS)
            ax.grid(visible=True)
    alt = (
        "Four panels with published numbers as dots on our curves. Swap outputs lie on the "
        "specification's constant product, vested tokens on its schedule with a cliff, and "
        "staking yields on two laws. The base fee is a straight line, and our posted price an "
        f"exponential that touches it at half use. Of {counted['numbers']} published numbers "
        f"{counted['met']} are met within their tolerance, and {counted['exact']} of these exactly."
    )
    return Figure(drawing, alt)
