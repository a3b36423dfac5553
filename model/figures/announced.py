"""An unlock that is announced: what is lost then, what on its day, and what in all.

Lines are the claims' formulas; dots are fair prices of the specification.
"""

from __future__ import annotations

from typing import Any

from model.experiments.announced import Losses
from model.figures.mechanism import panel
from model.figures.style import COLOURS, Figure, style, subplots

_POINT: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 5, "zorder": 5}


def losses(found: Losses) -> Figure:
    """Falls at the announcement and on the day, with other tokens locked; the price with none."""
    parts, in_all = found.parts, found.alone_in_all
    with style():
        fig, (left, right) = subplots(1, 2, height=3.7)
        for (formula, edge), colour, name in (
            (found.told, "blue", "at the announcement"),
            (found.day, "vermilion", "on the day"),
        ):
            left.plot(100 * parts, 100 * formula, color=COLOURS[colour], label=name)
            left.plot(100 * parts, 100 * edge, color=COLOURS[colour], lw=1.2, ls=":")
        for part, (first, second, third) in zip(found.dots, found.prices, strict=True):
            left.plot(100 * part, 100 * (1 - second / first), color=COLOURS["blue"], **_POINT)
            left.plot(100 * part, 100 * (1 - third / second), color=COLOURS["vermilion"], **_POINT)
        after, name = 100 * found.alone_after, "after the announcement"
        right.plot(100 * parts, after, color=COLOURS["blue"], label=name)
        right.axhline(100 * (1 - in_all), color=COLOURS["green"], label="after the unlock")
        for part, (first, second, third) in zip(found.dots, found.alone_prices, strict=True):
            right.plot(100 * part, 100 * second / first, color=COLOURS["blue"], **_POINT)
            right.plot(100 * part, 100 * third / first, color=COLOURS["green"], **_POINT)
        right.set_ylim(0, 105)
        panel(left, "anticipated part [%]", "fall of the fair price [%]")
        panel(right, "anticipated part [%]", "fair price, of that before\nthe announcement [%]")
        left.legend(fontsize=9)
        right.legend(fontsize=9, loc="lower left")
    return Figure(
        fig,
        "Left: the more is anticipated, the more is lost at the announcement and the less on the "
        "day of the unlock, where nothing is lost if all is anticipated; bounds touch both ends. "
        "Right: with no other tokens locked the price after the unlock is "
        f"{100 * (1 - in_all):.0f} per cent of that before the announcement, whatever was "
        "anticipated. Fair prices of the specification lie on the lines.",
    )
