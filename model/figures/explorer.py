"""The Explorer's charts as a figure, for readers without a script."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from model.answerbook.said import number
from model.experiments.explorer import CHARTS, DAYS, ROWS, RUNS, Chart
from model.figures.style import COLOURS, Figure, style, subplots

YEAR = 365
_LINES = (("blue", "-"), ("grey", "--"))


def charts(found: Mapping[str, list[np.ndarray]], scenario: str = "base") -> Figure:
    """Six charts of a scenario: bands of half and of nine of ten paths, and medians.

    ``found`` has, by the chart's id, the quantiles (quantiles, rows) of each of its lines.
    """
    years = np.array(ROWS) / YEAR
    told = []
    with style():
        figure, axes = subplots(3, 2, height=7.6, share_x=True)
        for ax, chart in zip(axes, CHARTS, strict=True):
            for place, (series, (colour, line)) in enumerate(
                zip(chart.series, _LINES, strict=False)
            ):
                low, quarter, middle, three_quarters, high = found[chart.id][place]
                if place == 0:
                    ink = COLOURS[colour]
                    ax.fill_between(years, low, high, color=ink, alpha=0.15, lw=0)
                    ax.fill_between(years, quarter, three_quarters, color=ink, alpha=0.2, lw=0)
                ax.plot(years, middle, color=COLOURS[colour], ls=line, lw=1.6, label=series.name)
            if chart.log:
                ax.set(yscale="log")
            ax.set_title(chart.title, fontsize=10)
            ax.set(ylabel=chart.unit)
            ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
            if len(chart.series) > 1:
                ax.legend(fontsize="x-small")
            told.append(_told(chart, [lines[:, -1] for lines in found[chart.id]]))
        for ax in axes[-2:]:
            ax.set(xlabel="years since launch")
    return Figure(
        figure,
        f"Six charts of {scenario} over {DAYS // YEAR} years, with medians and bands of nine of "
        f"ten of {RUNS} paths. At the end: {'; '.join(told)}.",
    )


def _told(chart: Chart, ends: list[np.ndarray]) -> str:
    """The lines of a chart on the last day, in words."""
    lines = []
    for series, end in zip(chart.series, ends, strict=True):
        low, middle, high = (number(float(end[place])) for place in (0, 2, -1))
        lines.append(f"{series.name} {middle} ({low} to {high})")
    return f"{chart.title} in {chart.unit}, {', '.join(lines)}"
