"""Where the vault's mechanism stops: a shut guard, a sandwich, saturation.

Lines are the claims' formulas; dots are worked out without them.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.experiments.vault_guard import After, Attacks, Backlogs, Chance
from model.figures.mechanism import beside, many, panel
from model.figures.style import COLOURS, Figure, style, subplots


def freezing_chance(found: Chance) -> Figure:
    """Spread of the premium against the window, and how likely the guard is shut."""
    ink = COLOURS["ink"]
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        many(ax, found.spread)
        ax.set(xscale="log", yscale="log")
        for shut, hue in zip(found.shut, ("vermilion", "green"), strict=False):
            curve, colour = shut.chance, COLOURS[hue]
            bx.plot(curve.x, curve.line, color=colour, label=curve.name)
            bx.errorbar(curve.at, curve.dots, shut.error, fmt="o", ms=4, color=colour)
            bx.plot(curve.at, shut.specified, "x", ms=7, color=ink)
        ax.set_yticks([0.2, 0.5, 1, 2, 5], ["0.2", "0.5", "1", "2", "5"])
        ax.set_xticks([1, 3, 10], ["1", "3", "10"])
        ax.minorticks_off()
        panel(ax, "window [hours]", "spread of the premium [%]")
        panel(bx, "volatility [% a year]", "guard is shut [% of the time]")
        ax.legend(fontsize=9)
        bx.legend()
    often = "; ".join(f"{s.chance.line[-1]:.0f} at {s.chance.name}" for s in found.shut)
    return Figure(
        fig,
        "Left: the spread of the premium over the average grows with the root of "
        "the window and with volatility; random paths lie on the lines. Right: chance "
        "that the guard is shut against volatility, near zero when the price is calm and, in per "
        f"cent of the time, at {found.shut[0].chance.x[-1]:.0f} per cent a year {often}; "
        "random paths and the specification's block agree with the formula.",
    )


def after_purchase(found: Sequence[After]) -> Figure:
    """Premium and room in the window after a largest purchase, without other trades."""
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for one, hue in zip(found, ("vermilion", "blue", "green"), strict=False):
            beside(ax, one.premium, hue, label=one.premium.name)
            ax.axhline(one.shuts, color=COLOURS[hue], lw=1, ls=":")
            beside(bx, one.room, hue)
        panel(ax, "time since the purchase [windows]", "premium over the average [%]")
        panel(bx, "time since the purchase [windows]", "room [% of dollar reserve]")
        ax.legend()
    told = "; ".join(
        f"at {one.premium.name} the price starts {one.premium.line[0]:.2f} % above" for one in found
    )
    return Figure(
        fig,
        "After a largest purchase the premium falls to zero within one window and "
        "crosses the shutting premium at half of it; from then on the room grows: " + told + ".",
    )


def sandwiches(found: Attacks) -> Figure:
    """What the best sandwich gains against the size of the purchase, and the guard's bound."""
    told = []
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        free = found.free
        ax.plot(free.x / 1e3, free.line, color=COLOURS["grey"], ls="--", label=free.name)
        for gain, front, hue in zip(found.gain, found.front, ("vermilion", "blue"), strict=True):
            colour = COLOURS[hue]
            ax.plot(gain.x / 1e3, gain.line, color=colour, label=gain.name)
            told.append(f"at {gain.name} at most {gain.line.max():.2f} USD")
            bx.plot(front.x / 1e3, front.line / 1e3, color=colour)
            bx.plot(front.at / 1e3, front.dots / 1e3, "o", ms=4, color=colour)
        green = COLOURS["green"]
        ax.axvline(found.safe / 1e3, color=green, lw=1.5, ls=":", label="safe from a sandwich")
        ax.set_yscale("symlog", linthresh=1)
        ax.set_ylim(bottom=-0.1)
        panel(ax, "purchase [thousand USD]", "gain of the best sandwich [USD]")
        panel(bx, "purchase [thousand USD]", "largest attack that passes\n[thousand USD]")
        ax.legend(fontsize=9)
    return Figure(
        fig,
        f"Best gain of a sandwich: nothing up to a purchase of {found.safe:,.0f} USD, "
        "then rising; within the guard " + " and ".join(told) + ". Right: the largest "
        "attack under which the purchase still passes falls to zero as the purchase "
        "itself uses up the tolerance.",
    )


def backlogs(found: Backlogs) -> Figure:
    """What waits after some days against deposits, and what largest purchases add up to."""
    largest, full = found.largest, found.full
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for curve, hue in zip(found.waiting, ("blue", "vermilion", "green"), strict=False):
            colour = COLOURS[hue]
            ax.plot(curve.x / 1e3, curve.line / 1e3, color=colour, label=curve.name)
            ax.plot(curve.at / 1e3, curve.dots / 1e3, "o", ms=4, color=colour)
        ax.axvline(full / 1e3, color=COLOURS["grey"], lw=1, ls=":")
        waiting = f"waiting after {found.days} days\n[thousand USD]"
        panel(ax, "deposits a day [thousand USD]", waiting)
        ax.legend(fontsize=9)
        purple, times = COLOURS["purple"], largest.x * full / 1e3
        bx.plot(largest.x, largest.line / 1e3, color=purple, label="nobody sells, a window apart")
        bx.plot(largest.at, largest.dots / 1e3, "o", ms=4, color=purple)
        bx.plot(largest.x, times, color=COLOURS["ink"], ls="--", label="as many times the first")
        panel(bx, "largest purchases", "spent [thousand USD]")
        bx.legend(fontsize=9)
    return Figure(
        fig,
        f"Left: with one window a day, deposits above {full:,.0f} USD a day wait, and the more so "
        "under a cap; runs of the specification's vault lie on the lines. Right: largest "
        f"purchases one window apart add up to {largest.dots[-1] / 1e3:,.0f} thousand USD after "
        f"{largest.at[-1]:.0f}, where as many times the first is {times[-1]:,.0f} thousand.",
    )
