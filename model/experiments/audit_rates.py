"""What users pay by the share of tasks that are audited: what verification is worth, and the best.

All rates of a scenario meet the same random paths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.experiments.intervals import measured
from model.experiments.outcomes import FEES
from model.experiments.policies import RUNS, SCENARIOS, SEED
from model.interface import economy, parameters
from model.points import vary

#: Shares of tasks that are audited, from none to four in ten.
AUDITS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)


@dataclass(frozen=True)
class Audited:
    """What users pay a day in year five by audit probability: medians, and what verification adds.

    ``fees`` are in USD a day, in the order of `AUDITS`. ``value`` is what the design's audits add
    to them over none, and ``best`` the probability with the largest fees among those tried.
    """

    fees: tuple[float, ...]
    value: float
    best: float


def audited(runs: int = RUNS // 2, seed: int = SEED) -> dict[str, Audited]:
    """Fees by audit probability in every scenario, all on the same paths."""
    which, found = economy("announced"), {}
    for scenario in SCENARIOS:
        usual = parameters(which, scenario, ())
        rates = (*AUDITS, usual["audit_probability"])
        points = vary(which, usual, {"audit_probability": np.array(rates)})
        fees = np.median(measured(points, runs, {"fees": FEES}, seed)["fees"], axis=1)
        tried = tuple(map(float, fees[:-1]))
        best = AUDITS[int(np.argmax(tried))]
        found[scenario] = Audited(tried, float(fees[-1] - fees[0]), best)
    return found
