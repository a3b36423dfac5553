"""How far tests take a parameter: its range widened threefold, and the edges of its domain.

And runs that several tests read.
"""

from __future__ import annotations

import math
from functools import cache

import xarray as xr

import model
from model.quantities import Quantity, registry
from model.spec.economy import Economy

ECONOMIES = ("announced", "deployed")
ALLOCATION = ("treasury_share", "investor_share", "team_share", "sale_share", "testnet_share")


def span(record: Quantity, widen: float = 3.0) -> tuple[float, float]:
    """A finite interval of the domain: the fact's range, widened."""
    low, high = record.range
    if low > 0:
        low, high = low / widen, high * widen
    else:
        low, high = low - (high - low) * (widen - 1) / 2, high + (high - low) * (widen - 1)
    return max(low, record.domain.low), min(high, record.domain.high)


def edges(record: Quantity) -> list[float]:
    """The ends of the domain, or of the span where the domain has none; an open end is neared."""
    low, high = span(record)
    domain, tiny = record.domain, 1e-6
    ends = [low, high]
    if domain.low > -math.inf:
        ends[0] = domain.low + (tiny if domain.open_low else 0)
    if domain.high < math.inf:
        ends[1] = domain.high - (tiny if domain.open_high else 0)
    return [end for end in ends if end in domain]


def default(name: str) -> float:
    """The default of a parameter by name."""
    return registry[name].default


# Runs that several tests read -----------------------------------------------------------------


def economy(name: str = "announced") -> Economy:
    """The economy of that name."""
    return model.economy(name)


@cache
def run(
    name: str = "announced",
    days: int = 90,
    runs: int = 1,
    seed: int = 7,
    engine: str = "auto",
    scenario: str = "base",
) -> xr.Dataset:
    """One run that several tests read; nobody changes it."""
    which = model.economy(name)
    drawn = model.shocks(which, days=days, runs=runs, seed=seed)
    return model.simulate(which, model.parameters(name, scenario=scenario), drawn, engine=engine)
