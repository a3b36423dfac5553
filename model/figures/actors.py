"""Who pays whom, drawn from the specification: actors as boxes, what they pay as arrows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.experiments.money import Money
from model.experiments.payments import ACTORS, Transfer
from model.figures.style import COLOURS, Figure, style, subplots

_BOX = 1.9, 0.78  # width and height of an actor's box
_COLOUR = {"AI": "blue", "USD": "vermilion"}
_PLACES = {
    "stake and\ninsurance": (9.8, -0.3),
    "outside\nworld": (0.0, 2.9),
    "users and\ntheir fees": (0.6, 0.0),
    "markets not\nyet settled": (0.0, 6.0),
    "vault": (3.0, 6.0),
    "executors": (3.2, 3.7),
    "pool and its\nproviders": (7.4, 6.9),
    "holders": (6.2, 3.0),
    "nodes": (3.4, -1.2),
    "validators": (6.6, -1.0),
    "insiders and\nfirst buyers": (9.9, 2.2),
    "grantees": (9.2, 4.3),
    "locked\nallocations": (12.3, 3.4),
    "community\ntreasury": (11.6, 5.9),
    "burned": (4.4, 7.8),
}

# The bend of an arrow, and where on it the label stands, where the usual ones would collide.
_ROUTES = {
    ("holders", "pool and its\nproviders", "USD"): (0.3, 0.3),
    ("pool and its\nproviders", "holders", "USD"): (0.3, 0.3),
    ("holders", "pool and its\nproviders", "AI"): (0.1, 0.6),
    ("pool and its\nproviders", "holders", "AI"): (0.1, 0.62),
    ("community\ntreasury", "nodes", "AI"): (0.1, 0.82),
    ("users and\ntheir fees", "community\ntreasury", "AI"): (-0.12, 0.64),
    ("users and\ntheir fees", "validators", "AI"): (-0.16, 0.3),
    ("validators", "outside\nworld", "USD"): (0.2, 0.24),
    ("nodes", "holders", "USD"): (0.3, 0.22),
    ("nodes", "holders", "AI"): (-0.05, 0.62),
    ("holders", "nodes", "USD"): (0.2, 0.35),
    ("validators", "holders", "AI"): (0.12, 0.3),
    ("holders", "validators", "USD"): (0.3, 0.55),
    ("stake and\ninsurance", "users and\ntheir fees", "AI"): (0.14, 0.24),
    ("stake and\ninsurance", "nodes", "AI"): (-0.3, 0.4),
    ("stake and\ninsurance", "burned", "AI"): (0.22, 0.74),
    ("vault", "pool and its\nproviders", "USD"): (0.0, 0.6),
    ("vault", "community\ntreasury", "AI"): (0.12, 0.75),
    ("vault", "burned", "AI"): (-0.1, 0.5),
    ("holders", "executors", "USD"): (0.24, 0.45),
}


def money_flows(money: Money) -> Figure:
    """The actors of an economy and what they pay each other in one year."""
    found = money.paid
    drawn = {name for transfer in found for name in (transfer.payer, transfer.receiver)}
    actors = [actor.name for actor in ACTORS if actor.name in drawn]
    corners = np.array([_PLACES[name] for name in actors])
    low = corners.min(axis=0) - np.array(_BOX) / 2 - (0.25, 1.1)
    high = corners.max(axis=0) + np.array(_BOX) / 2 + (0.25, 0.2)
    with style():
        drawing, (axes,) = subplots(height=7.2 * float((high - low)[1] / (high - low)[0]))
        axes.set_aspect("equal")
        axes.axis("off")
        axes.set_xlim(low[0], high[0])
        axes.set_ylim(low[1], high[1])
        boxes = {name: _box(axes, name) for name in actors}
        for transfer in reversed(found):
            _arrow(axes, transfer, boxes, found[0].dollars)
        _legend(axes)
    return Figure(drawing, _alt(money, len(actors)))


def _box(axes: Any, name: str) -> Any:
    from matplotlib.patches import FancyBboxPatch

    (x, y), (width, height) = _PLACES[name], _BOX
    box = FancyBboxPatch(
        (x - width / 2, y - height / 2),
        width,
        height,
        boxstyle="round,pad=0.08,rounding_size=0.16",
        facecolor="white",
        edgecolor="#333333",
        linewidth=1.1,
        zorder=3,
    )
    axes.add_patch(box)
    axes.text(x, y, name, ha="center", va="center", fontsize=10, zorder=4, linespacing=1.05)
    return box


def _arrow(
    axes: Any,
    transfer: Transfer,
    boxes: Mapping[str, Any],
    largest: float,
) -> None:
    """One curved arrow; its width grows with the square root of the amount."""
    from matplotlib.patches import FancyArrowPatch

    start, end = (np.array(_PLACES[name]) for name in (transfer.payer, transfer.receiver))
    usual = (0.12, 0.5) if transfer.unit == "AI" else (0.24, 0.5)
    bend, along = _ROUTES.get((transfer.payer, transfer.receiver, transfer.unit), usual)
    colour = COLOURS[_COLOUR[transfer.unit]]
    width = 0.9 + 6.5 * float(np.sqrt(max(transfer.dollars, 0.0) / largest))
    head = f"head_length={4.5 + 0.7 * width:.1f},head_width={4 + 1.5 * width:.1f}"
    arrow = FancyArrowPatch(
        tuple(start),
        tuple(end),
        patchA=boxes[transfer.payer],
        patchB=boxes[transfer.receiver],
        shrinkA=1,
        shrinkB=2,
        connectionstyle=f"arc3,rad={bend}",
        arrowstyle=f"simple,{head},tail_width={width:.1f}",
        mutation_scale=1,
        linewidth=0,
        facecolor=colour,
        alpha=0.6,
        zorder=2,
    )
    axes.add_patch(arrow)
    # The curve is quadratic; its handle stands `bend` of its length to the side of its middle.
    handle = (start + end) / 2 + bend * np.array([end[1] - start[1], start[0] - end[0]])
    place = (1 - along) ** 2 * start + 2 * along * (1 - along) * handle + along**2 * end
    axes.text(
        *place,
        _money(transfer.dollars),
        ha="center",
        va="center",
        fontsize=8.6,
        color=colour,
        zorder=5,
        bbox={"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
    )


def _money(dollars: float) -> str:
    """An amount in dollars as short text: 12 M, 3.4 k, 7."""
    for size, letter in ((1e9, " B"), (1e6, " M"), (1e3, " k")):
        if dollars >= 0.995 * size:
            figures = ".2g" if dollars < 9.95 * size else ".0f"
            return f"{dollars / size:{figures}}{letter}"
    return f"{dollars:.0f}" if dollars >= 1 or dollars == 0 else "<1"


def _legend(axes: Any) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=COLOURS[_COLOUR["AI"]], linewidth=4, alpha=0.55, label="paid in AI"),
        Line2D([], [], color=COLOURS[_COLOUR["USD"]], linewidth=4, alpha=0.55, label="paid in USD"),
    ]
    axes.legend(
        handles=handles,
        loc="lower right",
        ncols=2,
        borderaxespad=0,
        frameon=False,
        title="labels: USD a year",
        title_fontsize=9.5,
        fontsize=9.5,
    )


def _alt(money: Money, actors: int) -> str:
    first = "; ".join(
        f"{t.payer} pay {t.receiver} {_money(t.dollars)} dollars in {t.unit}"
        for t in money.paid[:4]
    ).replace("\n", " ")
    return (
        f"Network of {actors} actors and {len(money.paid)} yearly payments in year {money.year} of "
        f"the {money.name} economy. The largest: {first}."
    )
