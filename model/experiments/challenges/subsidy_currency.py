"""A subsidy in tokens beside one in dollars, and for how long the treasury can pay either."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from model.experiments.challenges.common import Middle, middle, nearest
from model.experiments.challenges.reward_dependence import RUNS, paths
from model.experiments.challenges.subsidised import DESIGN, Offer, point


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


class TokensAgainstDollars(NamedTuple):
    """The announced subsidy for two years: what the tokens of launch do beside the dollars.

    ``gpus`` are those under tokens over those under dollars, run by run, ``worth`` what nodes
    received in dollars over the same.
    """

    gpus: Middle
    worth: Middle


def tokens_against_dollars(
    scenario: str, closure: str, runs: int = RUNS, day: int = 730
) -> TokensAgainstDollars:
    """The same subsidy at launch, counted in tokens and in dollars, on the same paths."""
    points = [point(scenario, closure, Offer(DESIGN, in_tokens=each)) for each in (True, False)]
    ds = paths(points, runs, [day]).isel(day=-1)
    ratio = ds.isel(point=0) / ds.isel(point=1)
    return TokensAgainstDollars(middle(ratio["gpus"]), middle(ratio["subsidy_paid"]))
