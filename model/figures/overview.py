"""The front page's figure, what usage becomes, and the figure of what the numbers rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from model.factbook import Fact
from model.figures.style import COLOURS, Figure, style, subplots

STATUSES = ("contract", "official", "secondary", "inferred", "seed", "assumed")
_INK = {
    "contract": "blue",
    "official": "sky",
    "secondary": "green",
    "inferred": "purple",
    "seed": "orange",
    "assumed": "vermilion",
}


@dataclass(frozen=True)
class Outcome:
    """Where some runs end, by point (usage) and run: dims (point, run), except ``revenue``.

    ``revenue`` is in USD a day and has dim (point,); ``burned`` is a share of the supply;
    ``price`` is in USD/AI.
    """

    label: str
    colour: str
    revenue: xr.DataArray
    burned: xr.DataArray
    price: xr.DataArray


def outcome(
    label: str, colour: str, ds: xr.Dataset, supply: float, revenue: str = "revenue"
) -> Outcome:
    """The ends of trajectories with dims (run, day) or (point, run, day).

    ``revenue`` names what enters the vault in USD; what slashes burn is not counted. A colour may
    be followed by a style of line, as in "blue --".
    """
    if "point" not in ds.dims:
        ds = ds.expand_dims("point")
    return Outcome(
        label,
        colour,
        ds[revenue].mean(("run", "day")),
        ds["burn"].sum("day") / supply,
        ds["price"].isel(day=-1, drop=True),
    )


def answer(
    outcomes: Sequence[Outcome],
    deployed: Outcome,
    observed: Mapping[str, float],
    released: float,
) -> Figure:
    """What more usage becomes: burned tokens, or a higher price.

    Which of the two it is rests on the closure and on the premium's half-life, so ``outcomes``
    should differ in these and say so in their labels. They become lines with bands over runs;
    ``deployed`` a point with a bar; ``observed`` gives revenue (USD a day), burned (share in the
    same time at the observed pace) and price (USD/AI); ``released`` is the share of the supply
    that leaves its locks.
    """
    with style():
        drawing, (left, right) = subplots(1, 2, height=4.9)
        for each in outcomes:
            _band(left, each, 100 * each.burned)
            _band(right, each, each.price)
        for axes, value, seen in (
            (left, 100 * deployed.burned, 100 * observed["burned"]),
            (right, deployed.price, observed["price"]),
        ):
            _bar(axes, deployed, value)
            axes.plot(
                observed["revenue"],
                seen,
                "*",
                color=COLOURS["ink"],
                ms=12,
                mec="white",
                mew=0.6,
                label="observed in 2026",
                zorder=6,
                ls="none",
            )
            axes.set_xscale("log")
            axes.set_yscale("log")
            axes.set_xlabel("revenue of the vault [USD/day]")
            axes.grid(visible=True)
            axes.spines[["top", "right"]].set_visible(False)
        left.axhline(100 * released, color=COLOURS["ink"], lw=1.4, ls="--")
        left.annotate(
            f"released from locks: {100 * released:.0f} %",
            (0.02, 100 * released),
            xycoords=("axes fraction", "data"),
            xytext=(0, 3),
            textcoords="offset points",
            fontsize=9.5,
        )
        left.set_ylim(top=300)
        left.set_ylabel("burned after five years [% of supply]")
        right.set_ylabel("price after five years [USD/AI]")
        left.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        handles, labels = left.get_legend_handles_labels()
        drawing.legend(
            handles, labels, loc="outside lower center", ncols=2, fontsize=9.5, handlelength=3.4
        )
    return Figure(drawing, _answer_alt(outcomes, observed, released))


def _quantiles(values: xr.DataArray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    low, middle, high = values.quantile([0.1, 0.5, 0.9], "run").transpose("quantile", "point")
    return low.to_numpy(), middle.to_numpy(), high.to_numpy()


def _band(axes: Any, each: Outcome, values: xr.DataArray) -> None:
    low, middle, high = _quantiles(values)
    colour, style_of = each.colour.partition(" ")[::2]
    axes.fill_between(each.revenue, low, high, color=COLOURS[colour], alpha=0.2, lw=0)
    axes.plot(
        each.revenue,
        middle,
        color=COLOURS[colour],
        ls=style_of or "-",
        marker="o",
        ms=3.5,
        label=each.label,
    )


def _bar(axes: Any, each: Outcome, values: xr.DataArray) -> None:
    low, middle, high = _quantiles(values)
    axes.errorbar(
        each.revenue,
        middle,
        (middle - low, high - middle),
        fmt="D",
        ms=5,
        capsize=3,
        color=COLOURS[each.colour],
        label=each.label,
        zorder=5,
    )


def _answer_alt(outcomes: Sequence[Outcome], observed: Mapping[str, float], released: float) -> str:
    told = "; ".join(
        f"{each.label}: from {100 * float(each.burned.median('run')[0]):.2g} to "
        f"{100 * float(each.burned.median('run')[-1]):.2g} % burned and a price from "
        f"{float(each.price.median('run')[0]):.2g} to {float(each.price.median('run')[-1]):.2g} USD"
        for each in outcomes
    )
    return (
        f"Share of supply burned after five years, and the price then, against revenue from "
        f"{float(outcomes[0].revenue[0]):.2g} to {float(outcomes[0].revenue[-1]):.2g} USD a day. "
        f"{told}. Locks release {100 * released:.0f} %. The pace observed in 2026 would burn "
        f"{100 * observed['burned']:.2g} %."
    )


def evidence(facts: Iterable[Fact]) -> Figure:
    """How many numbers each status carries, and how wide their ranges are.

    A dot is a fact; its place is high over low. Facts whose range contains zero have no such
    ratio and are counted beside the dots.
    """
    rows = list(facts)
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.8)
        for y, status in enumerate(reversed(STATUSES)):
            colour = COLOURS[_INK[status]]
            here = [fact for fact in rows if fact.status == status]
            left.barh(y, len(here), color=colour, height=0.62)
            left.text(len(here) + 1, y, f"{len(here)}", va="center", fontsize=9.5)
            spans = [s for f in here if (s := span(f)) is not None]
            right.scatter(spans, y + _swarm(spans), s=16, color=colour, alpha=0.75, lw=0)
            if spans:
                right.plot(
                    [float(np.median(spans))] * 2, [y - 0.36, y + 0.36], color=COLOURS["ink"], lw=2
                )
            unbounded = len(here) - len(spans)
            right.text(
                1.02,
                y,
                f"+ {unbounded}" if unbounded else "",
                fontsize=9.5,
                va="center",
                transform=right.get_yaxis_transform(),
            )
        for axes in (left, right):
            axes.spines[["top", "right"]].set_visible(False)
        left.set_yticks(range(len(STATUSES)), list(reversed(STATUSES)))
        left.set_xlabel("number of facts")
        left.set_xlim(right=1.12 * max(_count(rows).values()))
        right.set_yticks(range(len(STATUSES)), [])
        right.set_xscale("log")
        right.set_xlabel("high end of the range over its low end")
        right.set_ylim(left.get_ylim())
    counts = _count(rows)
    widest = {s: [v for f in rows if f.status == s and (v := span(f)) is not None] for s in counts}
    told = ", ".join(
        f"{counts[s]} {s} (median ratio {np.median(widest[s]):.2g})"
        for s in STATUSES
        if widest.get(s)
    )
    return Figure(drawing, f"Facts by status and the ratio of each range's ends: {told}.")


def span(fact: Fact) -> float | None:
    """High over low; ``None`` if the range contains zero or is negative."""
    return fact.high / fact.low if fact.low > 0 else None


def _count(rows: Sequence[Fact]) -> dict[str, int]:
    return {status: sum(fact.status == status for fact in rows) for status in STATUSES}


def _swarm(spans: Sequence[float]) -> np.ndarray:
    """Offsets that keep dots of like value apart: the k-th dot of a bin stands k steps away."""
    seen: dict[int, int] = {}
    offsets = []
    for value in spans:
        key = round(6 * float(np.log10(value)))
        k = seen[key] = seen.get(key, -1) + 1
        offsets.append((k + 1) // 2 * (0.075 if k % 2 else -0.075))
    most = max((abs(o) for o in offsets), default=0.0)
    return np.array(offsets) * min(1.0, 0.4 / most if most else 1.0)
