"""An unlock that is announced: what is lost then, what on its day, and what in all.

Lines are the claims' formulas; dots are fair prices of the specification.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from model.figures.mechanism import panel, values
from model.figures.style import COLOURS, Figure, style, subplots
from model.spec.accounts import circulating, locked_treasury
from model.spec.worth import unlock_anticipation
from model.theory.unlocks import foresight

_POINT: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 5, "zorder": 5}


def known(free: float, treasury: float, waiting: float, part: Any, tokens: float) -> dict[Any, Any]:
    """The symbols of the claims with their numbers; the part may be an array."""
    return {
        circulating: free,
        locked_treasury: treasury,
        foresight.waiting: waiting,
        unlock_anticipation: part,
        foresight.at_once: tokens,
    }


def losses(free: float, treasury: float, waiting: float, tokens: float) -> Figure:
    """Falls at the announcement and on the day, with other tokens locked; the price with none."""
    parts, dots = np.linspace(0, 1, 101), np.linspace(0, 1, 7)
    told, day = foresight.TOLD.rhs, foresight.DROP.rhs
    least = foresight.LEAST.rhs.subs(*foresight.WHOLE.args)
    here = known(free, treasury, waiting, parts, tokens)
    with style():
        fig, (left, right) = subplots(1, 2, height=3.7)
        for formula, edge, colour, name in (
            (told, least, "blue", "at the announcement"),
            (day, foresight.DAY.lhs, "vermilion", "on the day"),
        ):
            left.plot(100 * parts, 100 * values(formula, here), color=COLOURS[colour], label=name)
            left.plot(100 * parts, 100 * values(edge, here), color=COLOURS[colour], lw=1.2, ls=":")
        for part in dots:
            first, second, third = foresight.prices((free, treasury, waiting), float(part), tokens)
            left.plot(100 * part, 100 * (1 - second / first), color=COLOURS["blue"], **_POINT)
            left.plot(100 * part, 100 * (1 - third / second), color=COLOURS["vermilion"], **_POINT)
        alone = known(free, treasury, tokens, parts, tokens)
        after = 1 - values(told, alone)
        right.plot(100 * parts, 100 * after, color=COLOURS["blue"], label="after the announcement")
        in_all = float(values(foresight.WHOLE.rhs, alone | {unlock_anticipation: 0.0}))
        right.axhline(100 * (1 - in_all), color=COLOURS["green"], label="after the unlock")
        for part in dots:
            first, second, third = foresight.prices((free, treasury, tokens), float(part), tokens)
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
