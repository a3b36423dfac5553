"""How fast the engines are: the benchmarks' results as a table and as figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from statistics import median
from typing import Any

import yaml

from model.experiments.speed import (
    BEST,
    DEFAULTS,
    Results,
    best_numpy,
    measured,
    quick,
    rate,
    ratio,
)
from model.figures.style import COLOURS, Figure, style, subplots

_HEAD = "| | days/s (spread) | × cadCAD | × its best | × NumPy | gap |"
#: By the first letters of a contestant's name.
_COLOURS = {
    "cad": "blue",
    "rad": "sky",
    "pyt": "grey",
    "num": "purple",
    "ker": "orange",
    "lan": "vermilion",
    "c s": "green",
    "c 1": "green",
    "c 2": "green",
}


def scaling() -> dict[str, Any]:
    """The results that ``python -m benchmarks.scaling`` wrote."""
    stored = files("model.figures").joinpath("scaling.yaml")
    found: dict[str, Any] = yaml.safe_load(stored.read_text("utf-8"))
    return found


def table(results: Results) -> str:
    """All contestants in Markdown, the three ratios side by side."""
    bases = (DEFAULTS, BEST, best_numpy(results))
    lines = [_HEAD, "|---|---:|---:|---:|---:|---|"]
    for row in results["rounds"]:
        title = f"| {_label(row)} "
        if not row["rates"]:
            lines.append(title + "| not there | | | | |")
            continue
        middle = median(row["rates"])
        spread = (max(row["rates"]) - min(row["rates"])) / middle
        ratios = " | ".join(quick(ratio(results, row["name"], base)) for base in bases)
        gap = "none" if row["gap"] == 0 else f"{row['gap']:.0e}"
        lines.append(title + f"| {quick(middle)} ({spread:.0%}) | {ratios} | {gap} |")
    return "\n".join(lines)


def contestants(results: Results) -> Figure:
    """Every contestant's rate on a logarithmic axis, with the spread over rounds."""
    rows = sorted(measured(results).values(), key=lambda row: median(row["rates"]))
    with style():
        figure, (ax,) = subplots(height=0.29 * len(rows) + 1.0)
        for place, row in enumerate(rows):
            colour = _COLOURS[row["name"][:3]]
            middle = median(row["rates"])
            ax.plot([min(row["rates"]), max(row["rates"])], [place, place], color=COLOURS[colour])
            ax.plot(middle, place, "o", ms=6, color=COLOURS[colour])
        ax.set_yticks(range(len(rows)), [_label(row) for row in rows], fontsize=8.5)
        ax.set_xscale("log")
        ax.grid(axis="x")
        ax.set_xlabel("simulated days a second [day/s]")
    slow, fast = rows[0], rows[-1]
    return Figure(
        figure,
        f"Rates of {len(rows)} programs on a logarithmic axis, from {slow['title']} with "
        f"{quick(median(slow['rates']))} to {fast['title']} on {fast['threads']} threads with "
        f"{quick(median(fast['rates']))} simulated days a second. The kernel's eight lanes on "
        f"two threads reach {quick(rate(results, 'lanes 2'))}.",
    )


def _label(row: Mapping[str, Any]) -> str:
    threads = ", two threads" if row["threads"] == 2 else ""
    runs = "" if row["runs"] == 1 else f", {row['runs']:,} runs"
    kept = "" if row["output"] == "last day" else f"; {row['output']}"
    return f"{row['title']}{runs}{threads}{kept}"


def _line(
    rows: Sequence[Mapping[str, Any]], key: str, value: str, by: str
) -> list[tuple[float, ...]]:
    """The rows of one curve: where, median, lowest, highest."""
    return [(row[by], row["rate"], row["low"], row["high"]) for row in rows if row[key] == value]


def growth(results: Results) -> Figure:
    """Rates against the number of runs and against what is kept of each trajectory."""
    runs, output = results["growth"]["runs"], results["growth"]["output"]
    kept = {
        "last day": ("vermilion", "last day"),
        "a row a month": ("orange", "a row a month"),
        "every day": ("purple", "every day"),
    }
    with style():
        figure, (left, right) = subplots(1, 2, height=3.7)
        for engine, colour, label in (
            ("kernel", "orange", "one at a time"),
            ("lanes", "vermilion", "eight lanes"),
        ):
            _drawn(left, _line(runs, "engine", engine, "runs"), colour, label)
        left.set_xlabel("trajectories")
        left.set_ylabel("simulated days a second [day/s]")
        for rows, (colour, label) in kept.items():
            _drawn(right, _line(output, "rows", rows, "columns"), colour, label)
        right.set_xlabel("columns kept")
        for ax in (left, right):
            ax.set_xscale("log")
            ax.set_yscale("log")
            ax.legend()
        ends = [median(row["rate"] for row in runs if row["runs"] == 1)]
        low = min(row["rate"] for row in runs) / 2
        high = 2 * max(row["rate"] for row in (*runs, *output))
        for ax in (left, right):
            ax.set_ylim(low, high)
    lanes = _line(runs, "engine", "lanes", "runs")
    everything = _line(output, "rows", "every day", "columns")[-1]
    return Figure(
        figure,
        f"Left: the rate of the eight lanes rises from {quick(ends[0])} days a second for one "
        f"trajectory to {quick(lanes[-1][1])} for {lanes[-1][0]:,.0f}. Right: with a column or ten "
        f"it hardly matters how many days are kept; with all {everything[0]:.0f} columns of every "
        f"day the rate is {quick(everything[1])}.",
    )


def _drawn(ax: Any, points: Sequence[tuple[float, ...]], colour: str, label: str) -> None:
    across, middle, low, high = zip(*points, strict=True)
    ax.fill_between(across, low, high, color=COLOURS[colour], alpha=0.2, lw=0)
    ax.plot(across, middle, "o-", ms=3.5, color=COLOURS[colour], label=label)
