"""Contests and shares: what effort eats, and who contributed what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from model.figures.style import COLOURS, Figure, style, subplots
from model.theory.market import sharing

_ORDER = ("blue", "vermilion", "green", "purple")


def effort(nodes: int, exponents: Sequence[float]) -> Figure:
    """What effort eats, by number of nodes; and what a node gains by its own effort."""
    counts = np.arange(2, 41)
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        for each, colour in zip(exponents, _ORDER, strict=False):
            left.plot(
                counts,
                each * (counts - 1) / counts,
                color=COLOURS[colour],
                label=f"exponent {each:g}",
            )
            some = counts[(counts % 6 == 2) & (each < counts / (counts - 1))]
            spent = [x * sharing.reply((x - 1) * _claimed(x, each) ** each, each) for x in some]
            left.plot(some, spent, "o", color=COLOURS[colour])
            common = _claimed(nodes, each)
            mine = np.linspace(0.001, 4, 300) * common
            score = mine**each
            gain = score / (score + (nodes - 1) * common**each) - mine
            right.plot(mine / common, 100 * gain, color=COLOURS[colour])
        left.axhline(1, color=COLOURS["grey"], ls=":")
        left.set(xlabel="nodes", ylabel="effort of all over the prize", ylim=(0, None))
        left.legend(loc="center right", bbox_to_anchor=(1.0, 0.7))
        right.axhline(0, color=COLOURS["grey"], ls=":")
        right.axvline(1, color=COLOURS["grey"], ls=":")
        right.set(
            xlabel="own effort over the claim's",
            ylabel="gain (per cent of the prize)",
            ylim=(-12, None),
        )
    last = exponents[-1] * (nodes - 1) / nodes
    alt = (
        "The part of the prize that effort eats nears the exponent as nodes become many; dots from "
        f"best replies lie on the lines. With an exponent of {exponents[-1]:g} among {nodes} nodes "
        f"effort would eat {last:.2f} of the prize, and a node gains more by none."
    )
    return Figure(drawing, alt)


def _claimed(nodes: int, exponent: float) -> float:
    """The effort of the claim, for a prize and a unit cost of one."""
    return exponent * (nodes - 1) / nodes**2


def shares(scores: Mapping[str, float]) -> Figure:
    """Pay by score beside Shapley's: classes of a run, and four nodes under a cap."""
    own = [Fraction(x) for x in scores.values()]
    total = sum(own, Fraction(0))
    fair = [float(x / total) for x in sharing.shapley(own, lambda score: score)]
    by_score, owed = ([float(x) for x in each] for each in sharing.capped())
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.4)
        for axes, one, other, names in (
            (left, [x / sum(scores.values()) for x in scores.values()], fair, list(scores)),
            (right, by_score, owed, [f"node {i + 1}" for i in range(len(owed))]),
        ):
            place = np.arange(len(one))
            axes.bar(place - 0.2, one, 0.38, color=COLOURS["blue"], label="by score")
            axes.bar(place + 0.2, other, 0.38, color=COLOURS["orange"], label="Shapley")
            axes.set_xticks(place, names)
        left.set(ylabel="part of the pay", ylim=(0, 1.25 * max(fair)))
        right.set(ylabel="pay under a cap", ylim=(0, 1.3 * max(owed)))
        left.legend(loc="upper right")
    alt = (
        "Where contributions add up, the classes' parts by score equal Shapley's: "
        + ", ".join(f"{x:.3f}" for x in fair)
        + ". Under a cap they differ: by score "
        + ", ".join(f"{x:.3f}" for x in by_score)
        + "; Shapley "
        + ", ".join(f"{x:.3f}" for x in owed)
        + "."
    )
    return Figure(drawing, alt)
