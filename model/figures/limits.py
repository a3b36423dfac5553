"""Which assumption decides which result: a table of influences as shades."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from model.experiments.discovery import plain
from model.experiments.influence import RESULTS, Influence
from model.figures.style import Figure, style, subplots

SHOWN = 15
#: Results as an axis says them.
NAMES = {
    "burned": "burned",
    "price": "price",
    "revenue": "vault's\nrevenue",
    "fees": "fees for\ncompute",
    "GPUs": "GPUs",
    "right results": "right\nresults",
}


def influences(found: Sequence[Influence]) -> Figure:
    """The most influential assumptions by result, from 0 to 1; 1 moves the result most."""
    rows = found[:SHOWN]
    table = np.array([[row.on[name] for name in RESULTS] for row in rows])
    with style() as colours:
        drawing, (ax,) = subplots(height=0.32 * len(rows) + 1.0)
        shades = LinearSegmentedColormap.from_list("influence", ["#ffffff", colours["blue"]])
        ax.pcolormesh(table[::-1], cmap=shades, vmin=0, vmax=1, edgecolors="#ffffff", linewidth=1)
        for (row, column), value in np.ndenumerate(table[::-1]):
            if value >= 0.05:
                ink = "#ffffff" if value > 0.5 else colours["ink"]
                place = (column + 0.5, row + 0.5)
                ax.text(*place, f"{value:.1f}", ha="center", va="center", color=ink, fontsize=8.5)
        labels = [plain(row.parameter) for row in rows][::-1]
        ax.set_yticks(np.arange(len(rows)) + 0.5, labels, fontsize=9)
        ax.set_xticks(np.arange(len(RESULTS)) + 0.5, [NAMES[name] for name in RESULTS], fontsize=9)
        ax.tick_params(length=0)
        ax.xaxis.tick_top()
    firsts = (max(found, key=lambda row, n=name: row.on[n]) for name in RESULTS)  # type: ignore[misc]
    told = "; ".join(
        f"{n}: {plain(each.parameter)}" for n, each in zip(RESULTS, firsts, strict=True)
    )
    return Figure(
        drawing,
        f"Shades of the influence of {len(rows)} assumptions on {len(RESULTS)} results. What moves "
        f"each most: {told}.",
    )
