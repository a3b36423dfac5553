"""Ways to pay holders: the same value, four wedges, and burn and mint.

Lines are the claims' statements; points are accounts kept without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.experiments.payout_lines import Minting, Replicated, Wedges
from model.experiments.value_lines import Drawn
from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POINT: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 5.5, "zorder": 5}


def _both(ax: Axes, each: Drawn, colour: str, label: str, across: float, up: float) -> None:
    """A line and its points, in so many units."""
    ax.plot(across * each.x, up * each.line, color=COLOURS[colour], label=label)
    ax.plot(across * each.dots, up * each.found, color=COLOURS[colour], **_POINT)


def wedge(found: Wedges) -> Figure:
    """Leakage by size, stakers by their part, the treasury by its q, overpaying by its markup."""
    with style():
        fig, (leak, stake, make, dear) = subplots(2, 2, height=6.6)
        _leak(leak, found)
        _both(stake, found.stake, "blue", "a staked token gains", 100, 1)
        _both(stake, found.others, "vermilion", "others lose", 100, 1)
        stake.set_xlabel("staked, of all tokens [%]")
        stake.set_ylabel("over the payout a token,\nif stakers alone are paid")
        stake.legend(fontsize=9)
        names = {0.0: "all to the treasury", 1.0: "all burned"}
        for (burn, each), colour in zip(
            found.make.items(), ("purple", "blue", "green"), strict=False
        ):
            _both(make, each, colour, names.get(burn, f"{100 * burn:g} % burned"), 1, 100)
        make.axvline(1, color=COLOURS["grey"], lw=1, ls=":")
        make.set_xlabel("value made by a dollar of the treasury, q")
        make.set_ylabel("price over that after\na burn of all [%]")
        make.legend(fontsize=9)
        for (cash, each), colour in zip(found.dear.items(), ("blue", "vermilion"), strict=True):
            _both(dear, each, colour, f"payout {100 * cash:g} % of value", 100, 100)
        dear.set_xlabel("paid over the fair price [%]")
        dear.set_ylabel("those who stay gain [%]")
        dear.legend(fontsize=9)
    none, worth = (f"{100 * each:.1f}" for each in found.hundredth.values())
    return Figure(
        fig,
        f"Four wedges. Of a dollar {none} to {worth} cents reach holders if a purchase is a "
        "hundredth of the reserve; a fee burned directly reaches them whole. A staked token gains "
        "the more the fewer stake, and others lose the payout. Holders gain by buyback and make if "
        "and only if a dollar spent makes more than one. Paying over the fair price takes from "
        "those who stay. Points lie on the lines.",
    )


def _leak(ax: Axes, found: Wedges) -> None:
    names = ("treasury's part\nworth nothing", "worth its price")
    for each, name, colour in zip(found.leak.values(), names, ("vermilion", "blue"), strict=True):
        _both(ax, each, colour, name, 100, 100)
    ax.axhline(100, color=COLOURS["green"], label="fee burned directly")
    ax.set_xscale("log")
    ax.set_xlabel("purchase [% of the reserve]")
    ax.set_ylabel("reaches holders,\nof a dollar [cent]")
    ax.set_ylim(0, 110)
    ax.legend(fontsize=8.5, loc="lower left")


def same_for_a_holder(found: Replicated) -> Figure:
    """What a seller in proportion gets from each burn, against dividends."""
    when = np.arange(1, len(found.got) + 1)
    with style():
        fig, (ax,) = subplots(height=3.4)
        ax.plot(when, 1000 * found.dividend, color=COLOURS["blue"], label="dividend")
        ax.plot(
            when,
            1000 * found.got,
            color=COLOURS["vermilion"],
            **_POINT,
            label="sold in proportion into a burn",
        )
        ax.set_xlabel("payout")
        ax.set_ylabel("dollars of a holder of 3 %,\nper 1,000 of the mean value")
        ax.legend()
    return Figure(
        fig,
        f"Over {len(when)} random payouts a holder who sells in proportion gets his dividend each "
        f"time, to {found.off:.0e}, and keeps {100 * found.share:.4g} per cent of all tokens.",
    )


def minting(found: Minting) -> Figure:
    """Supply under burn and mint from two beginnings, and without minting; price that follows."""
    with style():
        fig, (left, right) = subplots(1, 2, height=3.8)
        for (name, each), colour in zip(
            found.supply.items(), ("blue", "green", "vermilion"), strict=True
        ):
            _both(left, each, colour, name, 1, 1)
            right.plot(each.x, found.multiple / each.line, color=COLOURS[colour])
            right.plot(each.dots, found.multiple / each.found, color=COLOURS[colour], **_POINT)
        left.set_ylim(bottom=0)
        left.set_xlabel("year")
        left.set_ylabel("supply")
        left.legend(fontsize=9)
        right.axhline(found.rest, color=COLOURS["grey"], lw=1, ls=":")
        right.set_yscale("log")
        right.set_xlabel("year")
        right.set_ylabel("price, for fees of one a year")
    first, fewer, _ = (each.line[0] for each in found.supply.values())
    return Figure(
        fig,
        f"Supply and price under burn and mint. From {first:g} and from {fewer:g} the supply comes "
        f"to {found.rest_supply:g}, and the price to {found.rest:g}. Without minting the supply "
        "falls and the price rises for ever.",
    )
