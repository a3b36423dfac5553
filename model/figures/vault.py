"""What the vault may buy, and what it does when usage grows: the guard's room, and the limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from model.experiments.guard_room import Room
from model.experiments.vault_limits import DRAWN, Followed
from model.figures.style import COLOURS, Figure, style, subplots

Array: TypeAlias = NDArray[np.float64]
_CASES = dict(zip(DRAWN, ("blue", "green", "vermilion", "purple"), strict=True))


def admissible_purchase(rooms: Sequence[Room]) -> Figure:
    """The largest purchase against the spot premium, a line for each tolerated slippage.

    Dots: what whole-number guards of the contract accept.
    """
    told = []
    with style():
        fig, (ax,) = subplots(height=3.9)
        for each, colour in zip(rooms, ("vermilion", "blue", "green"), strict=True):
            label = f"tolerated slippage {100 * each.slippage:g} %"
            ax.plot(each.premium, each.room, color=COLOURS[colour], label=label)
            ax.plot(each.tried, each.passing, "o", ms=4, color=COLOURS[colour])
            ax.plot(each.freeze, 0, "x", color=COLOURS[colour], clip_on=False, zorder=5)
            told.append(
                f"at {100 * each.slippage:g} % it is {each.at_par:.2f} % of the reserve at par and "
                f"zero from a premium of {each.freeze:.2f} %"
            )
        ax.axvline(0, color=COLOURS["grey"], lw=1, ls=":")
        ax.set_xlabel("spot price over its average, premium (%)")
        ax.set_ylabel("largest purchase (% of dollar reserve)")
        ax.set_xlim(rooms[0].premium[0], rooms[0].premium[-1])
        ax.set_ylim(bottom=0)
        ax.legend()
    alt = "Largest purchase that the guard admits, falling with the spot premium: "
    return Figure(fig, alt + "; ".join(told) + ".")


def limits(found: Mapping[str, Followed]) -> Figure:
    """Dollars waiting, share of the revenue that is spent, and burn, with bands over the runs."""
    told = []
    with style():
        fig, axes = subplots(3, height=7.4, share_x=True)
        for name, each in found.items():
            panels = (each.waits, each.spent, each.burned)
            for ax, values in zip(axes, panels, strict=True):
                _ribbon(ax, each.days, values, name)
            told.append(
                f"{name}: {each.waits[1, -1]:,.0f} USD wait at the end, "
                f"{each.burned[1, -1]:,.0f} AI burn a day"
            )
        labels = ("waiting in the vault\n(USD)", "spent, of the\nrevenue (%)", "burned a day\n(AI)")
        for ax, label in zip(axes, labels, strict=True):
            ax.set_ylabel(label)
        axes[0].set_yscale("log")
        axes[0].set_ylim(bottom=0.01)  # a cent
        axes[1].set_ylim(0, 115)
        axes[2].set_yscale("log")
        axes[2].set_xlabel("day of the run")
        axes[1].legend(loc="lower left", fontsize=9)
    last = int(next(iter(found.values())).days[-1])
    alt = f"Three panels over {last} days, median and band of nine runs in ten. "
    return Figure(fig, alt + "; ".join(told) + ".")


def _ribbon(ax: Axes, days: Array, ends: Array, name: str) -> None:
    low, middle, high = ends
    ax.fill_between(days, low, high, color=COLOURS[_CASES[name]], alpha=0.22, lw=0)
    ax.plot(days, middle, color=COLOURS[_CASES[name]], label=name)
