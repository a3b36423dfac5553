"""Contests and shares: what effort eats, and who contributed what."""

from __future__ import annotations

import numpy as np

from model.experiments.contest import Contest, Shared
from model.figures.style import COLOURS, Figure, style, subplots

_ORDER = ("blue", "vermilion", "green", "purple")


def effort(found: Contest) -> Figure:
    """What effort eats, by number of nodes; and what a node gains by its own effort."""
    nodes, counts, exponents = found.nodes, found.counts, list(found.by_exponent)
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        for (each, one), colour in zip(found.by_exponent.items(), _ORDER, strict=False):
            name = f"exponent {each:g}"
            left.plot(counts, one.line, color=COLOURS[colour], label=name)
            left.plot(one.some, one.spent, "o", color=COLOURS[colour])
            right.plot(one.mine, 100 * one.gain, color=COLOURS[colour])
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


def shares(found: Shared) -> Figure:
    """Pay by score beside Shapley's: classes of a run, and four nodes under a cap."""
    fair, by_score, owed = found.fair, found.capped_by_score, found.capped_fair
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.4)
        for axes, one, other, names in (
            (left, found.by_score, fair, found.names),
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
