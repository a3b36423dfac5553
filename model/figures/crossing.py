"""Burn over unlocks: the paths on which they cross, and when; lines are claims, dots are runs."""

from __future__ import annotations

import numpy as np

from model.figures.mechanism import values
from model.figures.style import COLOURS, Figure, style, subplots
from model.theory.notation import burn_rate, elapsed
from model.theory.unlocks import crossing

#: Half of the tokens that count burn in a year, and three tenths of the locked ones count.
SHARE, PART = 0.5, 0.3
FADES = (0.0, 0.3, 0.6)
FIRST = (1.6, 0.6)
_LINES = ("blue", "vermilion", "green")


def crossings(years: float = 5.0) -> Figure:
    """Left: burn over unlocks from two starts, by fading; right: years until they cross."""
    border = SHARE * PART
    with style():
        figure, (left, right) = subplots(1, 2, height=3.7)
        time = np.linspace(0, years, 200)
        for fades, colour in zip(FADES, _LINES, strict=True):
            for first, dash in zip(FIRST, ("-", "--"), strict=True):
                at = {
                    burn_rate: SHARE,
                    crossing.fading: fades,
                    crossing.counted: PART,
                    crossing.first_ratio: first,
                }
                name = f"unlocks fade by {fades:g} a year" if dash == "-" else None
                left.plot(
                    time,
                    values(crossing.PATH, {**at, elapsed: time}),
                    color=COLOURS[colour],
                    ls=dash,
                    lw=1.4,
                    label=name,
                )
                met = crossing.run(at)
                if met is not None:
                    left.plot(met[elapsed], met[crossing.ratio], "o", ms=4, color=COLOURS[colour])
                    left.plot(met[crossing.crossing_time], 1, "D", ms=5, color=COLOURS[colour])
        left.axhline(1, color=COLOURS["grey"], lw=1.2)
        left.set(xlabel="years", ylabel="burn over unlocks", ylim=(0, 3))
        left.legend(fontsize="x-small")
        fine = np.linspace(0, 1, 300)
        some = (*np.linspace(0, 0.13, 5), *np.linspace(0.2, 1, 11))
        for first, colour in zip(FIRST, ("blue", "vermilion"), strict=True):
            ahead = first > 1
            at = {burn_rate: SHARE, crossing.counted: PART, crossing.first_ratio: first}
            line = fine[(fine < border - 1e-3) if ahead else (fine > border + 1e-3)]
            right.plot(
                line,
                values(crossing.CROSSING, {**at, crossing.fading: line}),
                color=COLOURS[colour],
                lw=1.4,
                label="burn ahead at first" if ahead else "unlocks ahead",
            )
            for fades in some:
                met = crossing.run({**at, crossing.fading: float(fades)})
                if met is not None:
                    right.plot(fades, met[crossing.crossing_time], "o", ms=4, color=COLOURS[colour])
        right.axvline(border, color=COLOURS["grey"], ls=":", lw=1.2)
        right.set(xlabel="unlocks fade by (a year)", ylabel="years until they cross", ylim=(0, 12))
        right.legend(fontsize="x-small")
    return Figure(
        figure,
        f"Left: burn over unlocks moves to a rest, or without end where unlocks fade faster than "
        f"{SHARE:g} a year burns. Each path crosses one at most once. Right: from ahead burn is "
        f"overtaken if unlocks fade by less than {border:.2f} a year, from behind it overtakes if "
        f"they fade by more; the time is longest near that border. Runs lie on the lines.",
    )
