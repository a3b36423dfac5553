"""For how long the treasury can pay a subsidy, in tokens or in dollars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.experiments.challenges.common import CLOSURES, Middle, nearest
from model.experiments.challenges.reward_dependence import RUNS, paths
from model.experiments.challenges.subsidised import DESIGN, Offer, point

#: Subsidies whose runways are set beside each other, USD a day.
SIZES = tuple(DESIGN * times for times in (1, 4, 16, 32))


def runway(
    closure: str,
    subsidies: Sequence[float],
    in_tokens: bool,
    scenario: str = "base",
    runs: int = RUNS,
    years: int = 5,
) -> list[Middle]:
    """Years until the treasury cannot pay all of a day's subsidy; infinite if it always can."""
    offers = [Offer(each, in_tokens=in_tokens) for each in subsidies]
    points = [point(scenario, closure, each) for each in offers]
    days = range(0, 365 * years + 1, 15)
    missed = paths(points, runs, days)["subsidy_missed"].transpose("point", "run", "day")
    # A thousandth of a token is rounding.
    short = missed.to_numpy() > 1e-3
    first = np.where(short.any(axis=2), np.array(days)[short.argmax(axis=2)] / 365, np.inf)
    return [nearest(each) for each in first]


def runways(runs: int = RUNS) -> dict[tuple[str, str], list[Middle]]:
    """Years in base for each of `SIZES`, by idea of the price and by what it is counted in."""
    return {
        (closure, kind): runway(closure, SIZES, kind == "tokens", runs=runs)
        for closure in CLOSURES
        for kind in ("dollars", "tokens")
    }
