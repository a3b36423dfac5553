"""How much to burn, with and without a promise, and what the promise is worth.

Lines are the claims' formulas; dots search for the share at which holders have most.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from model.figures.style import COLOURS, Figure, style, subplots
from model.theory.notation import yearly_revenue
from model.theory.value import burn_share as theory

_POINT: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 5.5, "zorder": 5}
_ORDER = (yearly_revenue, theory.scale, theory.response, theory.ahead)


def by_claim(formula: sp.Expr, income: Any, response: float, part: Any) -> Any:
    """A claim's formula, in units of the dollars that the treasury should get."""
    return sp.lambdify(_ORDER, formula, "numpy")(income, 1 / response, response, part)


def shares(part: float, response: float) -> Figure:
    """Best share against revenue, promised and not, and worth of the promise by the part ahead."""
    incomes, dots = np.linspace(1, 8, 200), np.linspace(1.5, 7.5, 7)
    parts, some = np.linspace(0, 0.99, 200), np.linspace(0.1, 0.9, 7)
    with style():
        fig, (left, right) = subplots(1, 2, height=3.6)
        for formula, colour, name in (
            (theory.UNBOUND, "vermilion", "decided afterwards"),
            (theory.BEST, "blue", "promised and kept"),
        ):
            line = by_claim(formula, incomes, response, part)
            left.plot(incomes, 100 * line, color=COLOURS[colour], label=name)
        for income in dots:
            kept, free, _ = theory.searched(income, 1 / response, response, part)
            left.plot(income, 100 * free, color=COLOURS["vermilion"], **_POINT)
            left.plot(income, 100 * kept, color=COLOURS["blue"], **_POINT)
        for each, colour in ((0.3, "green"), (0.5, "purple"), (0.7, "orange")):
            right.plot(
                100 * parts,
                by_claim(theory.WORTH, 4.0, each, parts),
                color=COLOURS[colour],
                label=rf"$\alpha$ = {each:g}",
            )
            found = [theory.searched(4.0, 1 / each, each, float(p))[2] for p in some]
            right.plot(100 * some, found, color=COLOURS[colour], **_POINT)
        left.set_xlabel("revenue, over what the treasury\nshould get")
        left.set_ylabel("burn share [%]")
        left.set_ylim(0, 100)
        left.legend(fontsize=9)
        right.set_xlabel("built ahead on a promise [%]")
        right.set_ylabel("worth of the promise, over what\nthe treasury should get")
        right.legend(fontsize=9)
    two = 100 * float(by_claim(theory.BEST, 2.0, response, part))
    free = 100 * float(by_claim(theory.UNBOUND, 2.0, response, part))
    return Figure(
        fig,
        "Left: the best burn share rises with revenue; at twice what the treasury should get it is "
        f"{two:.0f} per cent, and {free:.0f} if it is decided afterwards. Right: the promise is "
        "worth the more, the more is built ahead. Dots found by search lie on the lines.",
    )
