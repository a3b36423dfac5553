"""Burns when revenue is not steady: without a bubble, at random, and in regimes."""

from __future__ import annotations

from matplotlib.axes import Axes

from model.experiments.unsteady import FirstPrices, Unsteady, Walked
from model.figures.style import COLOURS, Figure, style, subplots


def unsteady(found: Unsteady) -> Figure:
    """Three panels: supply by the first price; random revenue; burn rates of two regimes."""
    with style():
        figure, (left, middle, right) = subplots(1, 3, height=3.4)
        _first_prices(left, found.first)
        _walks(middle, found.walks)
        told = _regimes(right, found)
    dear, cheap = (found.first.left[name][-1] for name in ("a fifth dearer", "a fifth cheaper"))
    years = found.first.years[-1]
    return Figure(
        figure,
        f"Left: supply under one path of revenue, from three first prices. After {years:.0f} years "
        f"{found.first.left['fair'][-1]:.1f} per cent are left at the fair one, {dear:.0f} at a "
        f"price a fifth higher, {max(cheap, 0):.0f} at one a fifth lower. Middle: with random "
        f"revenue the mean price after {found.walks.years[-1]:.0f} years is "
        f"{found.walks.mean[-1]:.1f} times the first, and supply falls on one line. Right: burn "
        f"rates of {told}.",
    )


def _first_prices(ax: Axes, found: FirstPrices) -> None:
    ax.plot(found.fine, found.line, color=COLOURS["ink"], lw=1.4)
    for (name, left), colour in zip(
        found.left.items(), ("vermilion", "blue", "green"), strict=True
    ):
        there = left >= 0
        ax.plot(found.years[there], left[there], "o", ms=4, color=COLOURS[colour], label=name)
    ax.set(xlabel="years", ylabel="supply left (%)", ylim=(-2, 102))
    ax.legend(fontsize="x-small", title="first price", title_fontsize="x-small")


def _walks(ax: Axes, found: Walked) -> None:
    years, shown = found.years, slice(None, None, 50)
    ink, blue = COLOURS["ink"], COLOURS["blue"]
    ax.plot(years, found.price, color=ink, label="price, claimed mean")
    ax.plot(years[shown], found.mean[shown], "o", ms=4, color=blue, label="mean of 4,000 walks")
    ax.plot(years, found.one, color=COLOURS["sky"], lw=0.7, label="one walk")
    ax.plot(years, found.supply, color=ink, ls="--", label="supply, claimed")
    green = COLOURS["green"]
    ax.plot(years[shown], found.left[shown], "v", ms=4, color=green, label="supply, burns")
    ax.set(xlabel="years", ylabel="over the start", yscale="log", ylim=(0.1, 20))
    ax.set_yticks([0.1, 0.5, 1, 2, 5], ["0.1", "0.5", "1", "2", "5"])
    ax.minorticks_off()
    ax.legend(fontsize="xx-small", loc="upper left")


def _regimes(ax: Axes, found: Unsteady) -> str:
    told = []
    for (name, rate), colour in zip(found.rates.items(), ("blue", "vermilion"), strict=True):
        line = 100 * rate.line
        ax.plot(found.lengths, line, color=COLOURS[colour], label=f"{name} regime")
        ax.plot(found.lengths, 100 * rate.dots, "o", ms=4, color=COLOURS[colour])
        told.append(f"the {name} regime from {line[0]:.1f} to {line[-1]:.1f} per cent")
    ax.set(xlabel="regime lasts (years)", ylabel="burn rate (% a year)")
    ax.legend(fontsize="x-small")
    return " and ".join(told)
