"""The vault's pace as control: the best rule, random deposits, and all that passes.

Lines are the claims' formulas; dots are the cheapest of all plans, vaults run step by step, or
vaults emptied step by step.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from model.experiments.formulas import values
from model.figures.mechanism import panel
from model.figures.style import COLOURS, Figure, style, subplots
from model.theory.vault import control

_POINT: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 4.5, "zorder": 5}
_ONE = {control.waiting_weight: 1.0, control.haste_weight: 1.0}


def over_best(excess: Any) -> Any:
    """Cost of spending all that passes over that of the best pace; excess over the best at first.

    Dollars and days are such that both weights are one, so the best costs one.
    """
    return values(
        control.PASSING, {**_ONE, control.waiting_dollars: 1.0, control.excess_passing: excess}
    )


def wandering(weight: float, haste: float, variance: float, draw: np.random.Generator) -> float:
    """Mean cost of a day if deposits come at random and the best rule is followed, by running."""
    plan = control.searched(weight, haste, 1.0, 100)
    pace = plan.extra[0] / plan.waits[0]
    length, waits, total = 0.02 / pace, np.zeros(500), 0.0
    for step in range(1400):
        extra = pace * waits
        if step >= 200:
            total += float(np.mean(weight * waits**2 + haste * extra**2))
        waits += -extra * length + draw.normal(0, (variance * length) ** 0.5, 500)
    return total / 1200


def pace() -> Figure:
    """Best spend, what waits under two rules, cost of random deposits, cost of what passes."""
    draw = np.random.default_rng(7)
    with style():
        fig, (rule, path, noise, cost) = subplots(2, 2, height=6.4)
        for ratio, colour in ((4.0, "vermilion"), (1.0, "blue"), (0.25, "green")):
            known = {**_ONE, control.waiting_weight: ratio, control.mean_deposits: 0.0}
            waits = np.linspace(0, 1, 50)
            rule.plot(
                waits,
                values(control.SPEND, known | {control.waiting_dollars: waits}),
                color=COLOURS[colour],
                label=rf"$\lambda/\eta$ = {ratio:g}",
            )
            plan = control.searched(ratio, 1.0, 1.0)
            rule.plot(plan.waits[:150:15], plan.extra[:150:15], color=COLOURS[colour], **_POINT)
        days = np.linspace(0, 4, 100)
        path.plot(days, np.exp(-days), color=COLOURS["blue"], label="best pace")
        plan = control.searched(1.0, 1.0, 1.0)
        path.plot(plan.times[:100:8], plan.waits[:100:8], color=COLOURS["blue"], **_POINT)
        for excess, colour in ((2.0, "vermilion"), (3**-0.5, "green")):
            path.plot(
                days,
                np.maximum(0, 1 - excess * days),
                color=COLOURS[colour],
                label=f"all that passes, g = {excess:.2g}",
            )
            plan = control.passed(1.0, 1.0, 1.0, excess)
            path.plot(plan.times[::500], plan.waits[::500], color=COLOURS[colour], **_POINT)
        variance = np.linspace(0, 2, 50)
        for haste, colour in ((4.0, "vermilion"), (1.0, "blue"), (0.25, "green")):
            known = {control.waiting_weight: 1.0, control.haste_weight: haste}
            line = values(control.NOISY, known | {control.deposit_variance: variance})
            noise.plot(
                variance, line, color=COLOURS[colour], label=rf"$\lambda$ = 1, $\eta$ = {haste:g}"
            )
            for each in (0.4, 0.8, 1.2, 1.6, 2.0):
                mean = wandering(1.0, haste, each, draw)
                noise.plot(each, mean, color=COLOURS[colour], **_POINT)
        passes = np.geomspace(0.1, 8, 200)
        cost.loglog(passes, over_best(passes), color=COLOURS["purple"])
        best = control.searched(1.0, 1.0, 1.0).cost
        for each in np.geomspace(0.12, 7, 9):
            spent = control.passed(1.0, 1.0, 1.0, float(each)).cost
            cost.plot(each, spent / best, color=COLOURS["purple"], **_POINT)
        least = float(values(control.LEAST.rhs, {**_ONE, control.waiting_dollars: 1.0}))
        cost.axhline(least, color=COLOURS["grey"], lw=1, ls=":")
        cost.set_xticks([0.1, 0.3, 1, 3], ["0.1", "0.3", "1", "3"])
        cost.set_yticks([1, 2, 4, 8], ["1", "2", "4", "8"])
        cost.minorticks_off()
        panel(rule, "dollars that wait", "spent in a day\nbeyond deposits")
        panel(path, "days", "dollars that wait")
        panel(noise, "variance of a day's deposits", "mean cost of a day")
        panel(cost, "what passes, over the best excess", "cost of all that passes,\nover the best")
        for axis in (rule, path, noise):
            axis.legend(fontsize=8.5)
    return Figure(
        fig,
        "The best excess is in proportion to what waits, at the root of the ratio of the weights; "
        "what waits fades, where spending all that passes clears it in a straight line. Random "
        "deposits cost in proportion to their variance. Spending all that passes costs at least "
        f"{least:.3f} times the best, least where what passes is {3**-0.5:.2f} of the best excess.",
    )
