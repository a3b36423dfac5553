"""The figure of what the numbers of the book rest on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.experiments.evidence import STATUSES, ByStatus
from model.figures.style import COLOURS, Figure, style, subplots

_INK = dict(zip(STATUSES, ("blue", "sky", "green", "purple", "orange", "vermilion"), strict=True))


def evidence(found: ByStatus) -> Figure:
    """How many numbers each status carries, and how wide their ranges are.

    A dot is a fact; its place is high over low. Facts whose range contains zero have no such
    ratio and are counted beside the dots.
    """
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.8)
        for y, status in enumerate(reversed(STATUSES)):
            colour, count, spans = COLOURS[_INK[status]], found.counts[status], found.spans[status]
            left.barh(y, count, color=colour, height=0.62)
            left.text(count + 1, y, f"{count}", va="center", fontsize=9.5)
            right.scatter(spans, y + _swarm(spans), s=16, color=colour, alpha=0.75, lw=0)
            if spans:
                middle = found.median(status)
                right.plot([middle] * 2, [y - 0.36, y + 0.36], color=COLOURS["ink"], lw=2)
            unbounded = count - len(spans)
            right.text(
                1.02,
                y,
                f"+ {unbounded}" if unbounded else "",
                fontsize=9.5,
                va="center",
                transform=right.get_yaxis_transform(),
            )
        for axes in (left, right):
            axes.spines[["top", "right"]].set_visible(False)
        left.set_yticks(range(len(STATUSES)), list(reversed(STATUSES)))
        left.set_xlabel("number of facts")
        left.set_xlim(right=1.12 * max(found.counts.values()))
        right.set_yticks(range(len(STATUSES)), [])
        right.set_xscale("log")
        right.set_xlabel("high end of the range over its low end")
        right.set_ylim(left.get_ylim())
    told = ", ".join(
        f"{found.counts[s]} {s} (median ratio {found.median(s):.2g})"
        for s in STATUSES
        if found.spans[s]
    )
    return Figure(drawing, f"Facts by status and the ratio of each range's ends: {told}.")


def _swarm(spans: Sequence[float]) -> np.ndarray:
    """Offsets that keep dots of like value apart: the k-th dot of a bin stands k steps away."""
    seen: dict[int, int] = {}
    offsets = []
    for value in spans:
        key = round(6 * float(np.log10(value)))
        k = seen[key] = seen.get(key, -1) + 1
        offsets.append((k + 1) // 2 * (0.075 if k % 2 else -0.075))
    most = max((abs(o) for o in offsets), default=0.0)
    return np.array(offsets) * min(1.0, 0.4 / most if most else 1.0)
