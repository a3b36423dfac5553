"""What the observations tell of the parameters, and what is forecast beside what came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from matplotlib.ticker import LogLocator

from model.answerbook.said import number
from model.compile.tables import unit_text
from model.experiments.calibration import Calibration, Told
from model.experiments.discovery import plain
from model.experiments.forecasts.archive import Forecast, Target
from model.figures.style import Figure, style, subplots
from model.observed.record import Seen
from model.quantities import registry

#: Parameters that are drawn beside each other.
SHOWN = 12


def learned(found: Calibration) -> Figure:
    """How far each posterior is from its prior, the farthest first, and what counts as noise."""
    rows = found.told[:SHOWN]
    with style() as colours:
        drawing, (ax,) = subplots(height=0.32 * len(rows) + 1.1)
        place = np.arange(len(rows))[::-1]
        shade = [
            colours["blue" if row.identified else "sky" if row.differs else "grey"] for row in rows
        ]
        ax.barh(place, [row.distance for row in rows], color=shade, height=0.6)
        ax.axvline(found.threshold, color=colours["vermilion"], lw=1.5, ls="--")
        ax.set_yticks(place, [plain(row.parameter) for row in rows], fontsize=9)
        ax.set(xlabel="distance of posterior and prior (0 to 1)", xlim=(0, None))
        ax.annotate(
            "noise",
            (found.threshold, place[-1]),
            xytext=(6, 0),
            textcoords="offset points",
            color=colours["vermilion"],
            va="center",
        )
    beyond = [plain(row.parameter) for row in rows if row.differs]
    said = ", ".join(beyond) if beyond else "none"
    return Figure(
        drawing,
        f"Bars of the {len(rows)} parameters whose posterior is farthest from its prior; noise "
        f"reaches {number(found.threshold)}. Beyond it: {said}. The farthest, "
        f"{plain(rows[0].parameter)}, is at {number(rows[0].distance)}.",
    )


def before_and_after(rows: Sequence[Told]) -> Figure:
    """The middle 80 per cent of some parameters before and after the observations."""
    told = []
    with style() as colours:
        drawing, axes = subplots(len(rows), 1, height=1.15 * len(rows) + 0.4)
        for ax, row in zip(axes, rows, strict=True):
            for at, band, colour in (
                (1, row.prior, colours["grey"]),
                (0, row.posterior, colours["blue"]),
            ):
                ax.plot([band[0], band[2]], [at, at], color=colour, lw=5, alpha=0.6)
                ax.plot(band[1], at, "o", color=colour, ms=7)
            ax.set_yticks([0, 1], ["after", "before"])
            unit = unit_text(registry[row.parameter].unit, many=True)
            ax.set(ylim=(-0.6, 1.6), xlabel=f"{plain(row.parameter)} ({unit or 'share'})")
            ax.xaxis.set_major_formatter(lambda value, _: number(float(value)))
            ends = (
                f"{number(band[0])} to {number(band[2])}" for band in (row.prior, row.posterior)
            )
            told.append(f"{plain(row.parameter)} {' before, '.join(ends)} after")
    return Figure(
        drawing,
        "Intervals in which a parameter lies with a chance of 80 per cent, before and after the "
        f"observations: {'; '.join(told)}.",
    )


def forecast_of(given: Forecast, quantity: str, seen: Sequence[Seen]) -> Figure:
    """The bands of one quantity by day, beside all that was observed of it."""
    targets = [t for t in given.targets if t.quantity == quantity]
    days = [t.day for t in targets]
    came = [each for each in seen if each.quantity == quantity]
    scale, unit = (100.0, "cents") if quantity == "price" else (1.0, targets[0].unit)

    def line(level: int) -> list[float]:
        return [scale * t.quantiles[level] for t in targets]

    with style() as colours:
        drawing, (ax,) = subplots(height=3.4)
        x = [date.toordinal(day) for day in days]
        ax.fill_between(x, line(10), line(90), color=colours["sky"], alpha=0.3, label="80 % band")
        ax.fill_between(x, line(25), line(75), color=colours["sky"], alpha=0.4, label="middle half")
        ax.plot(x, line(50), "o-", color=colours["blue"], label="median")
        if came:
            ax.plot(
                [date.toordinal(each.day) for each in came],
                [scale * each.value for each in came],
                "*",
                color=colours["vermilion"],
                ms=13,
                label="observed",
            )
        ax.set_xticks(x, [day.isoformat() for day in days], fontsize=8.5)
        ax.set(yscale="log", ylabel=f"{quantity} ({unit})")
        ax.minorticks_off()
        ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
        ax.yaxis.set_major_formatter(lambda value, _: number(float(value)))
        ax.legend(fontsize=8.5, loc="lower left")
    last: Target = targets[-1]
    low, middle, high = (number(scale * last.quantiles[level]) for level in (10, 50, 90))
    stars = "; ".join(f"{number(scale * e.value)} on {e.day}" for e in came) or "nothing yet"
    return Figure(
        drawing,
        f"Forecast of the {quantity} in {unit}, made on {given.made}, with bands that widen. On "
        f"{last.day} the median is {middle} and the 80 per cent band {low} to {high}. Observed: "
        f"{stars}.",
    )
