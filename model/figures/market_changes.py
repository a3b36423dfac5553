"""What changes do to the market for compute: textbook's answers, and paired runs of the economy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.experiments.market_lines import SubsidyEnd, TakeRate
from model.figures.market import CLASS_COLOURS, CLASS_NAMES, months
from model.figures.style import COLOURS, Figure, style, subplots
from model.figures.supply import band

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
_ORDER = ("blue", "vermilion", "green", "purple")


def beside_outside(ds: xr.Dataset, opening: int) -> Figure:
    """Price of compute over the price outside, by class, and GPUs; dims (run, day)."""
    days = ds.sel(day=slice(opening + 1, None))
    said, counts = [], []
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        for name, colour in CLASS_COLOURS.items():
            ratio = days[f"dearness_{name}"]
            band(left, months(days), ratio, COLOURS[colour], CLASS_NAMES[name])
            band(right, months(days), days[f"gpus_{name}"], COLOURS[colour], "_")
            first, last = (float(ratio.isel(day=at).median()) for at in (len(days.day) // 8, -1))
            gpus = days[f"gpus_{name}"].median("run")
            said.append(f"{CLASS_NAMES[name]} {first:.2f} and {last:.2f}")
            counts.append(f"{CLASS_NAMES[name]} {float(gpus.max()):.0f} and {float(gpus[-1]):.0f}")
        left.axhline(1, color=COLOURS["ink"], ls=":", lw=1.2)
        left.set(xlabel="age (months)", ylabel="price over the price outside", ylim=(0, None))
        right.set(xlabel="age (months)", ylabel="running GPUs", ylim=(0, None))
        for ax in (left, right):
            ax.set(xlim=(0, months(days)[-1]), xticks=np.arange(0, months(days)[-1] + 1, 12))
        drawing.legend(loc="outside upper center", ncols=3, fontsize="small")
    return Figure(
        drawing,
        "Left: median price over the price outside by class, early and at the end: "
        f"{'; '.join(said)}. Right: the most GPUs by class, and those at the end: "
        f"{'; '.join(counts)}.",
    )


def after_the_end(ds: xr.Dataset, shares: Sequence[float], end: int) -> Figure:
    """GPUs and price around the end of a subsidy, over those of a network that never had one."""
    days = ds.sel(day=slice(end - 365, end + 545))
    age = (np.asarray(days["day"]) - end) / 30
    lows, prices = [], []
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        for point, (share, colour) in enumerate(zip(shares, _ORDER, strict=False), start=1):
            here = days.isel(point=point)
            ratio = here["gpus"] / days["gpus"].isel(point=0)
            name = f"{100 * share:g} % of the release"
            band(left, age, ratio, COLOURS[colour], name)
            band(right, age, here["dearness"], COLOURS[colour], "_")
            path, dear = ratio.median("run"), here["dearness"].median("run")
            lows.append(
                f"{float(path.sel(day=end)):.2f}, {float(path.min()):.2f} and "
                f"{float(path[-1]):.2f} for {name}"
            )
            prices.append(f"{float(dear.sel(day=end)):.2f} and {float(dear.max()):.2f}")
        band(right, age, days["dearness"].isel(point=0), COLOURS["grey"], "never")
        left.axhline(1, color=COLOURS["ink"], ls=":", lw=1.2)
        right.axhline(1, color=COLOURS["ink"], ls=":", lw=1.2)
        left.set(xlabel="months since the end", ylabel="GPUs over those never subsidised")
        right.set(xlabel="months since the end", ylabel="price over the price outside")
        for ax in (left, right):
            ax.axvline(0, color=COLOURS["grey"], lw=1)
            ax.set(xlim=(age[0], age[-1]), ylim=(0, None))
        drawing.legend(loc="outside upper center", ncols=3, fontsize="small")
    return Figure(
        drawing,
        "Median GPUs over those of a network that never was subsidised, on the same shocks, on the "
        f"day of the end, at the lowest and on the last day: {'; '.join(lows)}. The median price "
        f"over that outside on the day of the end, and at its highest: {'; '.join(prices)}.",
    )


def subsidy_end(found: SubsidyEnd) -> Figure:
    """What stays when a subsidy ends, and the demand that keeps capacity without one."""
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        for (label, line), colour in zip(found.lines.items(), _ORDER, strict=False):
            left.plot(found.shares, line, color=COLOURS[colour], label=label)
            left.plot(found.dots, found.found[label], "o", color=COLOURS[colour])
        left.plot(
            found.dots,
            found.with_running,
            "s--",
            color=COLOURS["green"],
            ms=4,
            label="with running cost",
        )
        left.set(
            xlabel="subsidised share of fixed cost",
            ylabel="GPUs after over GPUs before",
            ylim=(0, 1.02),
        )
        left.legend(loc="lower left")
        right.plot(
            found.scales / 1e3, found.gpus / 1e3, "o", ms=4, color=COLOURS["blue"], label="runs"
        )
        star, there = COLOURS["vermilion"], ([found.floor / 1e3], [found.wanted / 1e3])
        right.plot(*there, "*", ms=13, color=star, label="claim")
        right.set(xlabel="demand (thousand GPU-hours a day)", ylabel="GPUs at rest (thousand)")
        right.legend(loc="upper left")
    first, base = found.half.values()
    alt = (
        f"If half of the fixed cost was subsidised, {100 * first:.0f} per cent of the GPUs "
        f"stay, or {100 * base:.0f} if the cost of the last GPU hardly rises, as in base. Dots "
        f"from runs lie on the lines, and running cost lets more stay. To keep "
        f"{found.wanted:,.0f} GPUs takes a demand of {found.floor:,.0f} GPU-hours a day."
    )
    return Figure(drawing, alt)


def take_rate(found: TakeRate, economy: tuple[Sequence[float], Array], best_said: float) -> Figure:
    """What the treasury earns by take: textbook markets, and the whole economy's paired runs.

    ``economy`` are takes and dollars a day, ``best_said`` is the claim's best take there.
    """
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        for (each, line), colour in zip(found.lines.items(), _ORDER, strict=False):
            left.plot(found.takes, line, color=COLOURS[colour], label=f"ε = {each:g}")
            left.plot(found.dots, found.found[each], "o", color=COLOURS[colour], ms=4)
            left.axvline(found.best[each], color=COLOURS[colour], ls=":")
        left.set(xlabel="take of the protocol", ylabel="treasury over its maximum")
        left.legend(loc="lower center", fontsize=8.5)
        tried, income = economy
        right.plot(tried, income, "o-", color=COLOURS["blue"], lw=1.2, label="whole economy")
        right.axvline(best_said, color=COLOURS["ink"], ls=":", label="claim")
        right.set(xlabel="take of the protocol", ylabel="USD a day, last year", ylim=(0, None))
        right.legend(loc="lower center", fontsize=8.5)
    alt = (
        "In textbook markets income of the treasury rises with the take up to a best take of "
        + ", ".join(f"{best:.2f} at ε = {each:g}" for each, best in found.best.items())
        + f", and falls beyond. In the whole economy the best of the takes tried is "
        f"{tried[int(np.argmax(income))]:g}; the claim says {best_said:.2f} there."
    )
    return Figure(drawing, alt)
