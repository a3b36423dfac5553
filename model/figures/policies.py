"""Policies compared: who gains and who pays in three scenarios, and fees by audit probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from model.experiments.audit_rates import AUDITS, Audited
from model.experiments.policies import AS_IT_IS, PARTIES, Compared
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
                ax.text(column, row, percent(ratio), ha="center", va="center", fontsize=7)
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
