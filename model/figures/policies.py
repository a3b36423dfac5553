"""Policies compared: who gains and who pays in three scenarios, and fees by audit probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from model.experiments.audit_rates import AUDITS, Audited
from model.experiments.parties import PARTIES
from model.experiments.policies import AS_IT_IS, DESIGNS, Compared
from model.figures.style import COLOURS, Figure, style, subplots

_LINES = {"bear": "vermilion", "base": "blue", "bull": "green"}
#: Changes beyond a halving or a doubling have the darkest colour.
_DARKEST = np.log(2)


def percent(ratio: float) -> str:
    """A ratio as a change in whole per cent, with its sign; what rounds to nothing is 0."""
    change = round(100 * (ratio - 1))
    return f"{change:+,d}".replace("-", "−") if change else "0"


def who_gains(found: Mapping[str, Sequence[Compared]]) -> Figure:
    """Change of each party's number against the design as it is, in per cent; medians over runs."""
    names = [each.policy.name for each in found["base"] if each.policy.name != AS_IT_IS]
    told = []
    with style():
        drawing, axes = subplots(1, len(found), height=0.27 * len(names) + 1.4)
        for ax, (scenario, rows) in zip(axes, found.items(), strict=True):
            kept = [row for row in rows if row.policy.name != AS_IT_IS]
            ratios = np.array([[row.ratios[who] for who in PARTIES] for row in kept])
            logs = np.clip(np.log(ratios), -_DARKEST, _DARKEST)
            ax.imshow(logs, aspect="auto", cmap="RdBu", vmin=-1.6 * _DARKEST, vmax=1.6 * _DARKEST)
            for (row, column), ratio in np.ndenumerate(ratios):
                sure = kept[row].by_draw and kept[row].sure(list(PARTIES)[column])
                weight = "bold" if sure else "normal"
                ax.text(
                    column,
                    row,
                    percent(ratio),
                    ha="center",
                    va="center",
                    fontsize=7,
                    weight=weight,
                )
            ax.set_xticks(range(len(PARTIES)), list(PARTIES), rotation=60, ha="right", fontsize=8)
            ax.set_yticks(range(len(names)), names if ax is axes[0] else [], fontsize=8)
            ax.tick_params(length=0)
            ax.set_title(scenario, fontsize=9)
            place = np.unravel_index(int(np.argmin(ratios)), ratios.shape)
            told.append(
                f"{scenario}: most is lost by {list(PARTIES)[place[1]]} under "
                f"{names[int(place[0])]}, {percent(float(ratios[place]))} per cent"
            )
    return Figure(
        drawing,
        f"Table of changes in per cent for {len(PARTIES)} parties under {len(names)} policies, "
        "blue for gains and red for losses. " + "; ".join(told) + ".",
    )


def designs(rows: Sequence[Compared]) -> Figure:
    """Each design against the announced one: medians, nine of ten runs, nine of ten draws."""
    chosen = [row for row in rows if row.policy in DESIGNS]
    place = np.arange(len(chosen))[::-1]
    told = []
    with style() as colours:
        drawing, axes = subplots(2, 3, height=2 * (0.3 * len(chosen) + 0.9))
        for number, (ax, who) in enumerate(zip(axes, PARTIES, strict=False)):
            for y, row in zip(place, chosen, strict=True):
                for ends, width, alpha in ((row.assumed[who], 1.5, 0.9), (row.chance[who], 6, 0.6)):
                    low, high = (100 * (end - 1) for end in ends)
                    ax.plot([low, high], [y, y], color=colours["blue"], lw=width, alpha=alpha)
                ax.plot(100 * (row.ratios[who] - 1), y, "o", color=colours["vermilion"], ms=5)
            ax.axvline(0, color=colours["ink"], lw=1)
            ax.set_xscale("symlog", linthresh=1)
            ax.set_xticks([-100, 0, 10, 1000], ["−100", "0", "10", "1,000"])
            ax.tick_params(axis="x", labelsize=7)
            left = number % 3 == 0
            ax.set_yticks(place, [row.policy.name for row in chosen] if left else [], fontsize=8)
            ax.set_xlim(-100, 5000)
            ax.set_title(who, fontsize=9)
            ax.set_xlabel("change (%)" if number > 1 else "", fontsize=8)
            widest = max(chosen, key=lambda row: row.assumed[who][1] - row.assumed[who][0])
            span = " to ".join(percent(end) for end in widest.assumed[who])
            told.append(f"{who}: widest under {widest.policy.name}, {span} over draws")
        axes[-1].set_axis_off()
    return Figure(
        drawing,
        f"Changes in per cent for {len(PARTIES)} parties under {len(chosen)} designs: dots are "
        "medians of runs, thick bars nine of ten runs, thin ones nine of ten drawn economies. "
        + "; ".join(told)
        + ".",
    )


def audits(found: Mapping[str, Audited]) -> Figure:
    """Fees that users pay in year five by the share of tasks that are audited, medians."""
    told = []
    with style():
        drawing, (ax,) = subplots(height=3.2)
        for scenario, each in found.items():
            share = np.array(each.fees) / max(each.fees)
            ax.plot(
                100 * np.array(AUDITS),
                100 * share,
                "o-",
                ms=4,
                label=scenario,
                color=COLOURS[_LINES[scenario]],
            )
            told.append(f"{scenario} is best at {100 * each.best:g} per cent")
        ax.set(xlabel="tasks that are audited (%)", ylabel="fees of year five\n(% of the largest)")
        ax.set_ylim(0, None)
        ax.legend(loc="lower right")
    return Figure(
        drawing,
        "Fees for compute against the share of tasks that are audited: nothing without audits, "
        "then a peak and a slow fall; " + ", ".join(told) + ".",
    )
