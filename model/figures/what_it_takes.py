"""What would it take: burn by revenue, price and lever, and the chance that the price pays for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from model.answerbook.said import number
from model.experiments.challenges.common import Middle
from model.experiments.cover_by_month import MONTH, PARTS, Needed
from model.experiments.implied_usage import Implied
from model.experiments.levers import Turned
from model.experiments.what_it_takes import Frontier
from model.figures.interval_tables import cell, html
from model.figures.style import COLOURS, Figure, style, subplots

#: Shares of supply in per cent whose lines are drawn.
_SHARES = (0.1, 1.0, 10.0, 50.0)


def burned(found: Frontier, places: Mapping[str, tuple[float, float]]) -> Figure:
    """Share of supply burned in five years by revenue and price; ``places`` are marked by name."""
    told = []
    with style():
        drawing, (ax,) = subplots(height=4.4)
        shown = ax.contourf(
            found.revenues,
            100 * found.prices,
            np.log10(np.maximum(found.burned, 1e-4)),
            levels=np.linspace(-4, 2, 25),
            cmap="Blues",
        )
        lines = ax.contour(
            found.revenues,
            100 * found.prices,
            found.burned,
            levels=_SHARES,
            colors=COLOURS["ink"],
            linewidths=1,
        )
        ax.clabel(lines, fmt=lambda value: f"{value:g} %", fontsize=9)
        for name, (revenue, price) in places.items():
            ax.plot(revenue, 100 * price, "*", color=COLOURS["vermilion"], ms=12)
            ax.annotate(
                name, (revenue, 100 * price), xytext=(6, 6), textcoords="offset points", fontsize=9
            )
            told.append(f"{name} at {number(revenue)} dollars and {number(100 * price)} cents")
        ax.set(
            xscale="log",
            yscale="log",
            xlabel="revenue of the vault (USD a day)",
            ylabel="price that is held (cents)",
        )
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        bar = drawing.colorbar(shown, ax=ax, ticks=range(-4, 3))
        bar.ax.set_yticklabels([f"{10.0**k:g}" for k in range(-4, 3)])
        bar.set_label("burned in five years (% of supply)")
    most = float(found.burned.max())
    return Figure(
        drawing,
        "Map of the share of supply burned in five years, by revenue and price, with lines at "
        f"0.1, 1, 10 and 50 per cent; the most is {number(most)} per cent. Marked: "
        + "; ".join(told)
        + ".",
    )


def implied(found: Implied) -> Figure:
    """The chance of success that the observed price pays for, by usage over base's."""
    with style():
        drawing, (ax,) = subplots(height=3.4)
        low, chance, high = (
            np.array([getattr(each, end) for each in found.chance])
            for end in ("low", "middle", "high")
        )
        usage = np.array(found.usage)
        ax.fill_between(usage, low, high, color=COLOURS["blue"], alpha=0.15, linewidth=0)
        ax.plot(usage, np.where(chance <= 300, chance, np.nan), color=COLOURS["blue"])
        ax.axhline(100, color=COLOURS["ink"], lw=1, ls=":")
        ax.set(
            xscale="log",
            xlabel="usage at maturity, over base's",
            ylim=(0, 150),
            ylabel="chance that is paid for (%)",
        )
        ax.text(usage[0], 104, "more than certain: usage alone cannot pay the price", fontsize=9)
    last = found.chance[-1].middle
    return Figure(
        drawing,
        "Chance of success that the observed price pays for, against usage, with nine runs in ten. "
        f"Only above {number(found.least.middle)} times base's usage is it below certainty; at "
        f"{number(found.usage[-1])} times it is {number(last)} per cent.",
    )


def months(found: Mapping[str, Sequence[Needed]], earned: Mapping[str, Sequence[Middle]]) -> str:
    """Revenue that covers a tenth of each month's unlocks, by price, beside what is earned: HTML.

    All are in USD a day.
    """
    columns = {f"at the {name} price": _revenues(each) for name, each in found.items()}
    columns |= {f"{name} earns": [cell(each) for each in one] for name, one in earned.items()}
    return _by_month(found, columns)


def covered(found: Mapping[str, Sequence[Needed]]) -> str:
    """The most of each month's unlocks that any revenue covers, by price, per cent: HTML."""
    columns = {
        f"at the {name} price": [cell(month.most, places=0) for month in each]
        for name, each in found.items()
    }
    return _by_month(found, columns)


def _revenues(months: Sequence[Needed]) -> list[str]:
    return [cell(month.revenue[PARTS[0]]) for month in months]


def _by_month(found: Mapping[str, Sequence[Needed]], columns: Mapping[str, Sequence[str]]) -> str:
    days = [month.day for month in next(iter(found.values()))]
    rows = {
        str(day // MONTH): {title: cells[place] for title, cells in columns.items()}
        for place, day in enumerate(days)
    }
    return html(rows, "month")


def levers(found: Mapping[str, Turned]) -> str:
    """What each lever does alone and what a part of the supply takes, as an HTML table."""
    rows = {}
    for name, each in found.items():
        values = each.lever.values
        title = name if each.lever.unit == "1" else f"{name}, {each.lever.unit}"
        rows[title] = {
            "from": number(values[0]),
            "to": number(values[-1]),
            "times burned": cell(each.last),
            **{f"{part:g} % at": cell(at) for part, at in each.needed.items()},
        }
    return html(rows, "lever")
