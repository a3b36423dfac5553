"""How much to burn, with and without a promise, and what the promise is worth.

Lines are the claims' formulas; dots search for the share at which holders have most.
"""

from __future__ import annotations

from typing import Any

from model.experiments.burn_share import BestShares
from model.figures.style import COLOURS, Figure, style, subplots

_POINT: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 5.5, "zorder": 5}


def shares(best: BestShares) -> Figure:
    """Best share against revenue, promised and not, and worth of the promise by the part ahead."""
    with style():
        fig, (left, right) = subplots(1, 2, height=3.6)
        late, kept = best.unbound, best.promised
        for each, colour, name in (
            (late, "vermilion", "decided afterwards"),
            (kept, "blue", "promised and kept"),
        ):
            left.plot(each.x, 100 * each.line, color=COLOURS[colour], label=name)
        for income, free, bound in zip(late.dots, late.found, kept.found, strict=True):
            left.plot(income, 100 * free, color=COLOURS["vermilion"], **_POINT)
            left.plot(income, 100 * bound, color=COLOURS["blue"], **_POINT)
        colours = ("green", "purple", "orange")
        for (response, each), colour in zip(best.worth.items(), colours, strict=True):
            name = rf"$\alpha$ = {response:g}"
            right.plot(100 * each.x, each.line, color=COLOURS[colour], label=name)
            right.plot(100 * each.dots, each.found, color=COLOURS[colour], **_POINT)
        left.set_xlabel("revenue, over what the treasury\nshould get")
        left.set_ylabel("burn share [%]")
        left.set_ylim(0, 100)
        left.legend(fontsize=9)
        right.set_xlabel("built ahead on a promise [%]")
        right.set_ylabel("worth of the promise, over what\nthe treasury should get")
        right.legend(fontsize=9)
    return Figure(
        fig,
        "Left: the best burn share rises with revenue; at twice what the treasury should get it is "
        f"{100 * best.doubled:.0f} per cent, and {100 * best.doubled_unbound:.0f} if it is "
        "decided afterwards. Right: the promise is worth the more, the more is built ahead. Dots "
        "found by search lie on the lines.",
    )
