"""What the stresses share: states of the world with ideas of a price, and ends over runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.experiments.intervals import ENDS
from model.experiments.outcomes import YEAR
from model.interface import economy, parameters
from model.parameter_sets import Parameters, Vote
from model.spec.economy import Economy

Array = NDArray[np.float64]
#: The day of a shock: three years after launch, two after the opening.
SHOCK = 3 * YEAR


class Under(NamedTuple):
    """A scenario and what is changed in it, such as the idea of a price."""

    scenario: str
    changes: Mapping[str, Any]

    def point(
        self, which: Economy | None = None, votes: Sequence[Vote] = (), **more: Any
    ) -> Parameters:
        """The parameters, with no votes but those given."""
        made = which or economy("announced")
        return parameters(made, self.scenario, votes, **{**self.changes, **more})


BASE = "base"
OWN_PATH = "base, own price path"
BILLS = "base, quantity equation"
#: Three scenarios under the fundamental price, and base under two other ideas of a price. The
#: quantity equation has nothing to price before the market opens: there it opens on day 1.
SETTINGS: Mapping[str, Under] = {
    **{name: Under(name, {}) for name in ("bear", BASE, "bull")},
    OWN_PATH: Under(BASE, {"price_rule": "exogenous"}),
    BILLS: Under(BASE, {"price_rule": "quantity", "opening_day": 1}),
}
#: The settings under the fundamental price.
SCENARIOS = ("bear", BASE, "bull")


class Told(NamedTuple):
    """Median over runs, with the 5th and 95th percentiles."""

    middle: float
    low: float
    high: float


def told(values: Array) -> Told:
    """Median and ends of the runs of one point, an array (runs,)."""
    return Told(*(float(np.quantile(values, q)) for q in (0.5, *ENDS)))


def over(values: Array, base: Array, least: float = 1e-9) -> Array:
    """Values over those of the same random path without the stress; of nothing, one."""
    return np.asarray(np.maximum(values, least) / np.maximum(base, least))
