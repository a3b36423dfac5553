"""The vault as a mechanism: each claim's formula as a line, and what was worked out as dots."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from model.experiments.beside import Curve
from model.experiments.vault_sizes import Executors, Frequency, Purchase, Sizes
from model.experiments.vault_slices import Plans, Slices
from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HUES = ("blue", "vermilion", "green", "purple")


def panel(ax: Axes, x: str, y: str) -> None:
    """Label both axes."""
    ax.set_xlabel(x)
    ax.set_ylabel(y)


def beside(ax: Axes, curve: Curve, hue: str, **line: Any) -> None:
    """A curve's line and its dots in one colour."""
    ax.plot(curve.x, curve.line, color=COLOURS[hue], **line)
    ax.plot(curve.at, curve.dots, "o", ms=4, color=COLOURS[hue])


def many(ax: Axes, curves: Iterable[Curve], hues: Iterable[str] = HUES) -> None:
    """Curves in colours of their own, each with its name."""
    for curve, hue in zip(curves, hues, strict=False):
        beside(ax, curve, hue, label=curve.name)


def sizes(found: Sizes) -> Figure:
    """What may be bought against the depth: what pays, what is safe, what passes."""
    with style():
        fig, (ax,) = subplots(height=4.4)
        many(ax, found.curves, ("blue", "purple", "green", "orange", "vermilion"))
        for edge in found.edges.values():
            ax.axvline(edge, color=COLOURS["grey"], lw=1, ls=":")
        ax.axvline(found.depth, color=COLOURS["ink"], lw=1)
        ax.set(xscale="log", yscale="log", ylim=(found.least / 4, 1e7))
        panel(ax, "dollar reserve [USD]", "size of a purchase [USD]")
        ax.legend(fontsize=9)
    shut = " and ".join(f"{y:,.0f} USD at {100 * slip:g} %" for slip, y in found.edges.items())
    return Figure(
        fig,
        "Sizes of a purchase against the depth of the pool, on logarithmic scales. "
        "The least that pays is nearly flat; what is safe and what passes grow with "
        f"depth and cross it; below a depth of {shut} nothing both pays and passes.",
    )


def one_purchase(found: Purchase) -> Figure:
    """Prices paid and left behind, elasticity and burn per dollar, against the size."""
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        many(ax, (found.left, found.paid), ("vermilion", "blue"))
        ax.plot(found.paid.at, found.along, "x", ms=7, color=COLOURS["ink"])
        many(bx, (found.elastic, found.burned), ("green", "purple"))
        panel(ax, "purchase [% of dollar reserve]", "price over the price before")
        panel(bx, "purchase [% of dollar reserve]", "share of one")
        bx.set_ylim(0.5, 1.1)
        bx.legend(fontsize=9)
        ax.legend()
    paid, left, elastic = found.tenth
    return Figure(
        fig,
        "Price paid and price left behind rise with the size of a purchase; a tenth "
        f"of the reserve pays {paid:.3f} times the price before and leaves "
        f"{left:.3f} times. The elasticity there is {elastic:.3f}. Swaps in whole "
        "units and a price range lie on the lines.",
    )


def slices(found: Slices) -> Figure:
    """Shortfall against the number of slices, and total cost with waiting."""
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        many(ax, (found.recovers, found.neutral))
        beside(bx, found.cost, "blue")
        bx.axvline(found.best, color=COLOURS["grey"], lw=1, ls=":")
        panel(ax, "slices", "shortfall [%]")
        panel(bx, "slices", "impact and waiting [%]")
        ax.set_ylim(bottom=0)
        bx.set_ylim(bottom=0)
        ax.legend(loc="center right")
    return Figure(
        fig,
        f"An order of {100 * found.order:g} % of the reserve: without recovery the "
        f"shortfall is {found.neutral.line[0]:.2f} % however many slices; with recovery it falls "
        f"from there to {found.recovers.line[-1]:.2f} % at {found.recovers.x[-1]:.0f}. With "
        f"waiting at {100 * found.waiting:g} % a slice the least cost is at {found.best:.1f} "
        "slices.",
    )


def plans(found: Plans) -> Figure:
    """Best slices and their cost where a share of each move is left at the next slice."""
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for curve, hue in zip(found.plan, HUES, strict=False):
            beside(ax, curve, hue, label=curve.name, drawstyle="steps-mid")
        many(bx, found.cost)
        panel(ax, "slice", "share of the order [%]")
        panel(bx, "slices", "cost, of a move by the order")
        bx.set_ylim(bottom=0)
        ax.set_ylim(bottom=0)
        ax.legend()
    return Figure(
        fig,
        f"{found.plan[-1].x.size} slices: the more of a move is left, the larger the end slices; "
        f"with {100 * found.left[-1]:g} % left they are {found.ends:.0f} % each, the others "
        f"{found.middle:.1f} %. Cost falls with the slices, less so if much is left. "
        "Solved equations and a constant-product pool lie on the lines.",
    )


def executors(found: Executors) -> Figure:
    """Days from call to call against deposits, and profit a day against the size of a call."""
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        beside(ax, found.waits, "blue", drawstyle="steps-pre")
        ax.set(xscale="log", yscale="log")
        panel(ax, "deposits a day [USD]", "days between calls")
        beside(bx, found.profit, "purple")
        for where, hue in ((found.least, "blue"), (found.patient, "purple")):
            bx.axvline(where, color=COLOURS[hue], lw=1, ls=":")
        panel(bx, "size of a call [USD]", "profit [% of deposits]")
        bx.set(xscale="log")
        bx.set_ylim(bottom=0)
    return Figure(
        fig,
        "Left: days between calls fall with deposits to one day, in steps; runs of "
        "the specification's vault lie on them. Right: a sole executor's profit is zero "
        f"at {found.least:,.0f} USD and largest at {found.patient:,.0f} USD.",
    )


def purchases_of_a_day(found: Frequency) -> Figure:
    """Dollars spent in a day and size of one purchase, against what the vault holds."""
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        many(ax, found.spent)
        many(bx, found.size)
        safe, room = (
            bx.axhline(at, color=COLOURS[hue], lw=lw, ls=":", label=name)
            for at, hue, lw, name in (
                (found.safe, "green", 1.5, "safe from a sandwich"),
                (found.room, "grey", 1.0, "room of one purchase"),
            )
        )
        for axis in (ax, bx):
            axis.set(xscale="log", yscale="log")
        panel(ax, "held by the vault [USD]", "spent in the day [USD]")
        panel(bx, "held by the vault [USD]", "size of one purchase [USD]")
        ax.legend(fontsize=9)
        bx.legend(handles=[safe, room], fontsize=9, loc="lower right")
    told = "; ".join(
        f"with {name} at most {limit:,.0f} USD" for name, limit in found.limits.items()
    )
    return Figure(
        fig,
        f"Left: a called vault spends what it holds, up to a limit: {told}. Right: purchases are "
        f"{found.least:,.0f} USD while gas decides how many there are, then grow with what is "
        f"held, up to the room of {found.room:,.0f} USD. Days of the specification's vault lie on "
        "the lines.",
    )
