"""How far one last bit spreads among the variables."""

from __future__ import annotations

from collections.abc import Mapping

from model.figures.style import COLOURS, Figure, style, subplots
from model.quantities import Kind, registry

_FLOOR = 1e-18  # where columns that do not move are drawn on the logarithmic axis
_KINDS = {
    Kind.STOCK: "blue",
    Kind.LEVEL: "vermilion",
    Kind.FLOW: "green",
    Kind.DEFINITION: "purple",
}


def last_bit(changes: Mapping[str, float]) -> Figure:
    """Every variable's largest relative change after one parameter's last bit, by kind."""
    ordered = sorted(changes.items(), key=lambda item: item[1])
    same = sum(gap == 0.0 for _, gap in ordered)
    worst_name, worst = ordered[-1]
    with style():
        fig, (ax,) = subplots(height=3.9)
        for kind, colour in _KINDS.items():
            places = [
                (place, max(gap, _FLOOR))
                for place, (name, gap) in enumerate(ordered, 1)
                if registry[name].kind == kind
            ]
            across, up = zip(*places, strict=True)
            ax.scatter(across, up, s=11, color=COLOURS[colour], label=f"{kind}s")
        ax.annotate("not moved", (2, _FLOOR), (0, 6), textcoords="offset points")
        ax.set_yscale("log")
        ax.set_ylim(_FLOOR / 3, 10 * worst)
        ax.set_xlabel("variable, in order of its change")
        ax.set_ylabel("largest change,\nof the largest value [1]")
        ax.legend(loc="center left", bbox_to_anchor=(0.0, 0.62))
    return Figure(
        fig,
        f"Largest relative change of {len(ordered)} variables when one parameter changes in its "
        f"last bit: {same} do not move; the most sensitive, {worst_name.replace('_', ' ')}, "
        f"moves by {worst:.1g}.",
    )
