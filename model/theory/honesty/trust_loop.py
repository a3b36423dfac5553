"""The words of the loop of trust, fees, price and stake, and searches that know no formula of it.

``gains`` is a distribution of the gains of attacks, over their median: its cumulated share is the
trust that stake deserves. ``factor`` is what an example makes of the answer of fees.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

from model.quantities import NOT_NEGATIVE, POSITIVE, Domain, theoretical

INSIDE = Domain(0, 1, open_low=True, open_high=True)
steepness = theoretical("trust_steepness", r"n_\Theta", "1", "relative change of the odds of trust "
                        "with one of what stake is worth", POSITIVE)
answer = theoretical("fees_answer", r"\rho_\Theta", "1",
                     "relative change of fees with one of trust", POSITIVE)
trust = theoretical("trust", r"\Theta", "1", "share of work on which no attack pays", INSIDE)
odds = theoretical("odds_of_trust", r"o_\Theta", "1", "trust over what it lacks of one", POSITIVE)
cover = theoretical("cover", r"a_\Theta", "1", "what stake protects by the worth that fees give it "
                    "at full trust, over the median gain of an attack", POSITIVE)
base = theoretical("base_cover", "a_0", "1", "what stake protects by the worth that it has without "
                   "fees, over the median gain of an attack", NOT_NEGATIVE)
part = theoretical("trusting_part", r"s_\Theta", "1",
                   "part of the stake's worth that fees give it", INSIDE)
slope = theoretical("loop_slope", r"\Xi", "1", "relative change of the trust that stake deserves "
                    "with one of trust, at a rest", NOT_NEGATIVE)
least_cover = theoretical("least_cover", r"\underline a", "1", "least cover with a rest other than "
                          "collapse, if nothing but fees gives worth", POSITIVE)
fold_trust = theoretical("trust_at_least_cover", r"\underline\Theta", "1",
                         "trust at the least cover", POSITIVE)
safe_base = theoretical("safe_base_cover", r"\bar a_0", "1", "cover without fees from which on "
                        "there is one rest, whatever fees add", POSITIVE)
lost_trust = theoretical("trust_that_is_lost", r"\Theta^{-}", "1",
                         "trust below which it does not come back", POSITIVE)
FINE: Any = {"method": "bounded", "options": {"xatol": 1e-9}}


def least(gains: Any, factor: float, response: float = 1.0) -> tuple[float, float]:
    """Trust at the least cover with a rest, and that cover, by search over the stake."""
    found = minimize_scalar(lambda at: at - factor * response * gains.logcdf(np.exp(at)),
                            bounds=(-5, 3), **FINE)
    return float(gains.cdf(np.exp(found.x))), float(np.exp(found.fun))


def steep(
    gains: Any, factor: float, response: float = 1.0, there: float = 0.6, of_fees: float = 0.8
) -> float:
    """The slope at a rest, by going round the loop from a little more and a little less trust."""
    stake = gains.ppf(there)
    more, less = (gains.cdf(stake * (1 - of_fees + of_fees * near ** (response * factor)))
                  for near in (1.00001, 0.99999))
    return float((more - less) / there / 0.00002)


def widest(gains: Any, factor: float, response: float = 1.0) -> float:
    """The most worth without fees at which two rests meet, by search over the stake."""

    def unlike(at: float) -> float:
        stake = np.exp(at)
        return float(gains.cdf(stake) / (factor * response * gains.pdf(stake)) - stake)

    return -float(minimize_scalar(unlike, bounds=(-6, 2), **FINE).fun)


def returning(gains: Any, factor: float, response: float = 0.5, fees: float = 2.6) -> float:
    """The least trust that comes back, by days on which it is lost quickly and regained slowly."""
    low, high = 0.0, 0.6
    for _ in range(40):
        start = now = (low + high) / 2
        while abs(now - start) < 1e-3 * start:
            gap = gains.cdf(fees * now ** (response * factor)) - now
            if gap == 0:
                return now
            now += (0.1 if gap > 0 else 0.5) * gap
        low, high = (start, high) if now < start else (low, start)
    return high
