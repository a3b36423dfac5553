"""Figures of honesty: a claim's formula as a line, what was simulated as marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.experiments.deterrence import Inspection, Planned
from model.figures.market import CLASS_COLOURS, CLASS_NAMES
from model.figures.style import COLOURS, Figure, style, subplots
from model.figures.supply import band

if TYPE_CHECKING:
    import xarray as xr

_CLASS = "consumer"
_THREE = ("blue", "vermilion", "green")


def region(
    found: xr.Dataset, slashes: NDArray[np.float64], border: Mapping[str, NDArray[np.float64]]
) -> Figure:
    """Left: the border over audit and slash with settled runs; right: all runs against the gain.

    ``found`` comes from `model.experiments.audits.region`; ``border`` holds audits in per cent over
    ``slashes`` for two prices of compute, from `model.experiments.audit_numbers.borders`.
    """
    one = found.sel({"class": _CLASS})
    share = 100 * one.share.mean("run").values
    at_outside, at_least = border["outside"], border["least"]
    with style():
        figure, (left, right) = subplots(1, 2, height=4.2)
        left.fill_betweenx(slashes, at_outside, at_least, color=COLOURS["grey"], alpha=0.35, lw=0)
        left.plot(at_outside, slashes, color=COLOURS["ink"], label="border")
        above = share > 50
        for mask, colour, marker, label in (
            (above, "vermilion", "X", "most cheat"),
            (~above, "blue", "o", "few cheat"),
        ):
            left.scatter(
                100 * found.audit_probability[mask],
                found.slash_fraction[mask],
                s=34,
                c=COLOURS[colour],
                marker=marker,
                edgecolors="none",
                label=label,
            )
        left.set_xscale("log")
        left.set_yscale("log")
        left.set_yticks((0.01, 0.03, 0.1, 0.3, 1), ("1", "3", "10", "30", "100"))
        left.set_xticks((1, 2, 5, 10, 20, 50), ("1", "2", "5", "10", "20", "50"))
        left.minorticks_off()
        ends = 100 * found.audit_probability.values
        left.set(
            xlabel="audit probability (%)",
            ylabel="slashed part of the stake (%)",
            xlim=(ends.min() / 1.5, 1.5 * ends.max()),
        )
        pull = np.linspace(-1, 1, 401)
        curve = 100 / (1 + np.exp(-found.attrs["cheating_response"] * pull))
        right.plot(pull, curve, color=COLOURS["ink"], lw=1.2, label="invited share")
        for c, colour in CLASS_COLOURS.items():
            of_class = found.sel({"class": c})
            gain, seen = of_class.gain.values.ravel(), of_class.share.values.ravel()
            inside = gain > -1
            right.plot(
                gain[inside],
                100 * seen[inside],
                "o",
                ms=3.2,
                color=COLOURS[colour],
                label=CLASS_NAMES[c],
            )
        right.axhline(50, color=COLOURS["grey"], lw=0.8)
        right.axvline(0, color=COLOURS["grey"], lw=0.8)
        right.set(xlabel="gain of cheating (pays of a task)", ylabel="tasks cheated on (%)")
        right.set(xlim=(-1, 1), ylim=(-3, 103))
        for ax in (left, right):
            handles, labels = ax.get_legend_handles_labels()
            ax.legend(
                handles,
                labels,
                loc="lower center",
                bbox_to_anchor=(0.5, 1.0),
                ncols=2,
                fontsize="small",
            )
    return Figure(
        figure,
        f"Left: of {above.size} pairs of audit probability and slash, {int(above.sum())} settle "
        "with most consumer tasks cheated on, on the side of few audits and small slashes of "
        "the border's falling curve. Right: the settled share of every class and run against its "
        f"gain follows the invited share; it spans {100 * float(found.share.min()):.0f} to "
        f"{100 * float(found.share.max()):.0f} per cent and passes one half at no gain.",
    )


def right_work(curve: xr.Dataset, usual: float) -> Figure:
    """Left: paid work that was right over the audit probability; right: reputation, price, fees.

    ``curve`` comes from `model.experiments.audits.audit_curve`; what it has at an audit
    probability of 0 is not drawn, the scale being logarithmic. ``usual`` is the assumed
    probability, at which the right panel is 100.
    """
    shown = curve.isel(point=curve.audit_probability.values > 0)
    rates = 100 * shown.audit_probability.values
    middle = shown.right.median("run")
    best = int(middle.argmax("point"))
    here = int(np.argmin(abs(shown.audit_probability.values - usual)))
    with style():
        figure, (left, right) = subplots(1, 2, height=3.9)
        band(left, rates, shown.right, COLOURS["blue"], "median, and 10 to 90 % of runs")
        left.plot(rates[best], middle[best], "o", ms=7, color=COLOURS["vermilion"], label="best")
        left.axvline(100 * usual, color=COLOURS["grey"], ls=":", lw=1.4, label="assumed")
        left.set(ylabel="paid work that was right\n(USD a day)", ylim=(0, None))
        told = []
        for name, colour, label in (
            ("reputation", "green", "reputation"),
            ("price", "ink", "price of the token"),
            ("fees", "orange", "fees with audits"),
        ):
            ratio = (100 * shown[name] / shown[name].isel(point=here)).median("run")
            right.plot(rates, ratio, color=COLOURS[colour], label=label)
            told.append(f"{label} {float(ratio[0]):.0f} and {float(ratio[-1]):.0f}")
        right.set(ylabel="over that of the assumed audits (%)", ylim=(0, None))
        for ax in (left, right):
            ax.set_xscale("log")
            ax.set_xticks((1, 2, 5, 10, 20, 50, 100), ("1", "2", "5", "10", "20", "50", "100"))
            ax.minorticks_off()
            ax.set_xlabel("audit probability (%)")
            ax.legend(fontsize="small")
    return Figure(
        figure,
        f"Left: paid right work rises from {float(middle[0]):,.0f} dollars a day at "
        f"{rates[0]:.0f} per cent audited to {float(middle[best]):,.0f} at {rates[best]:.1f} and "
        f"falls to {float(middle[-1]):,.0f} when all is audited. Right, in per cent of what they "
        f"are at the assumed audits, at the fewest and at the most: {', '.join(told)}.",
    )


def audits(found: Planned) -> Figure:
    """Left: cost of deterrence over audits, by interest on stake; right: the best audits."""
    rates, searched, interests = found.rates, found.searched, found.interests
    with style():
        figure, (left, right) = subplots(1, 2, height=3.7)
        for (name, values), colour in zip(found.costs.items(), _THREE, strict=True):
            left.plot(100 * rates, values, color=COLOURS[colour], label=name)
            rate, cost = searched[name]
            left.plot(100 * rate, cost, "o", ms=7, color=COLOURS[colour])
        left.set(xlabel="audit probability (%)", ylabel="audits and stake (pays of a task)")
        left.set(xlim=(0, 100 * rates[-1]), ylim=(0, 3 * max(c for _, c in searched.values())))
        left.legend(fontsize="small", title="interest on stake")
        right.loglog(100 * interests, 100 * found.best, color=COLOURS["ink"], label="formula")
        right.loglog(
            100 * interests, 100 * found.tried, "o", color=COLOURS["orange"], label="search"
        )
        right.set(xlabel="interest on stake for a task (%)", ylabel="best audit probability (%)")
        right.legend(fontsize="small")
    said = ", ".join(f"{100 * r:.1f} at {name}" for name, (r, _) in searched.items())
    return Figure(
        figure,
        "Left: the cost of deterrence has one least point for each interest on stake; the best "
        f"audit probabilities in per cent are {said}. Right: the best audit probability rises "
        f"with the root of the interest and stops at {100 * float(found.best[-1]):.0f} per cent.",
    )


def inspection(found: Inspection) -> Figure:
    """Left: two sides that learn circle in on the equilibrium; right: cheating over the bounty."""
    cheats, checks, bounties = found.cheats, found.checks, found.bounties
    middle = len(bounties) // 2
    with style():
        figure, (left, right) = subplots(1, 2, height=3.8)
        # Every round would be a line of several megabytes.
        shown = np.unique(np.geomspace(100, len(cheats) - 1, 3000).astype(int))
        seen = (100 * checks[shown, middle], 100 * cheats[shown, middle])
        left.loglog(*seen, color=COLOURS["sky"], lw=1, label="frequencies so far")
        here = 100 * float(found.share[middle])
        left.plot(
            100 * found.rate, here, "o", color=COLOURS["vermilion"], label="equilibrium", zorder=5
        )
        left.set(xlabel="checked (%)", ylabel="cheated on (%)")
        for axis, reach in ((left.xaxis, left.get_xlim()), (left.yaxis, left.get_ylim())):
            shown_ticks = [
                t
                for t in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
                if reach[0] < t < reach[1]
            ]
            axis.set_ticks(shown_ticks, [f"{t:g}" for t in shown_ticks])
        left.minorticks_off()
        left.legend(fontsize="small")
        right.loglog(
            100 * found.bounties_of_line, 100 * found.line, color=COLOURS["ink"], label="formula"
        )
        right.loglog(
            100 * bounties, 100 * cheats[-1], "o", color=COLOURS["orange"], label="learned"
        )
        floor = 100 * found.floor
        right.axhline(floor, color=COLOURS["grey"], ls="--", lw=1.2, label="all to the finder")
        right.set(xlabel="challenger's share of the slash (%)", ylabel="cheated on (%)")
        right.set_xticks((10, 20, 50, 100), ("10", "20", "50", "100"))
        ticks = [y for y in (0.5, 1, 2, 5, 10, 20, 50) if floor / 1.5 < y < 150 * cheats[-1].max()]
        right.set_yticks(ticks, [f"{y:g}" for y in ticks])
        right.minorticks_off()
        right.legend(fontsize="small")
    return Figure(
        figure,
        "Left: the frequencies of checks and cheating circle in on the mixed equilibrium. Right: "
        f"cheating falls from {100 * float(cheats[-1, 0]):.0f} per cent to "
        f"{100 * float(cheats[-1, -1]):.1f} as the challenger's share rises, along the formula, "
        f"to the floor of {floor:.1f}.",
    )
