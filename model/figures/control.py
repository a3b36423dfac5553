"""The vault's pace as control: the best rule, random deposits, and all that passes.

Lines are the claims' formulas; dots are the cheapest of all plans, vaults run step by step, or
vaults emptied step by step.
"""

from __future__ import annotations

from dataclasses import replace

from model.experiments.vault_pace import Pace
from model.figures.mechanism import beside, many, panel
from model.figures.style import COLOURS, Figure, style, subplots

_HUES = ("vermilion", "blue", "green")


def pace(found: Pace) -> Figure:
    """Best spend, what waits under two rules, cost of random deposits, cost of what passes."""
    with style():
        fig, (rule, path, noise, cost) = subplots(2, 2, height=6.4)
        ratios = (replace(one, name=rf"$\lambda/\eta$ = {one.name}") for one in found.rule)
        many(rule, ratios, _HUES)
        many(path, found.path, ("blue", "vermilion", "green"))
        weights = (replace(one, name=rf"$\lambda$ = 1, $\eta$ = {one.name}") for one in found.noise)
        many(noise, weights, _HUES)
        beside(cost, found.cost, "purple")
        cost.axhline(found.least, color=COLOURS["grey"], lw=1, ls=":")
        cost.set(xscale="log", yscale="log")
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
        f"{found.least:.3f} times the best, least where what passes is {found.at:.2f} of the best "
        "excess.",
    )
