"""Burn over unlocks: the paths on which they cross, and when; lines are claims, dots are runs."""

from __future__ import annotations

from itertools import groupby

from model.experiments.crossing import Crossings
from model.figures.style import COLOURS, Figure, style, subplots

_LINES = ("blue", "vermilion", "green")


def crossings(found: Crossings) -> Figure:
    """Left: burn over unlocks from two starts, by fading; right: years until they cross."""
    with style():
        figure, (left, right) = subplots(1, 2, height=3.7)
        by_fading = groupby(found.paths, key=lambda path: path.fades)
        for (fades, paths), colour in zip(by_fading, _LINES, strict=True):
            for path, dash in zip(paths, ("-", "--"), strict=True):
                name = f"unlocks fade by {fades:g} a year" if dash == "-" else None
                left.plot(path.years, path.line, label=name, color=COLOURS[colour], ls=dash, lw=1.4)
                if path.run is not None and path.crossing is not None:
                    left.plot(*path.run, "o", ms=4, color=COLOURS[colour])
                    left.plot(path.crossing, 1, "D", ms=5, color=COLOURS[colour])
        left.axhline(1, color=COLOURS["grey"], lw=1.2)
        left.set(xlabel="years", ylabel="burn over unlocks", ylim=(0, 3))
        left.legend(fontsize="x-small")
        for times, colour in zip(found.times, ("blue", "vermilion"), strict=True):
            name = "burn ahead at first" if times.first > 1 else "unlocks ahead"
            right.plot(times.fades, times.line, color=COLOURS[colour], lw=1.4, label=name)
            for fading, years in times.dots:
                right.plot(fading, years, "o", ms=4, color=COLOURS[colour])
        right.axvline(found.border, color=COLOURS["grey"], ls=":", lw=1.2)
        right.set(xlabel="unlocks fade by (a year)", ylabel="years until they cross", ylim=(0, 12))
        right.legend(fontsize="x-small")
    return Figure(
        figure,
        "Left: burn over unlocks moves to a rest, or without end where unlocks fade faster than "
        f"{found.share:g} a year burns. Each path crosses one at most once. Right: from ahead burn "
        f"is overtaken if unlocks fade by less than {found.border:.2f} a year, from behind it "
        "overtakes if they fade by more; the time is longest near that border. Runs lie on the "
        "lines.",
    )
