"""One run of the announced economy in which, within 45 days, every flow moves something.

The market opens at once, cliffs are short, results are often wrong, people act quickly.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import xarray as xr

import model
from model.arrays import Array
from model.engines.problem import Problem
from model.parameter_sets import Parameters
from model.points import Points
from model.simulation import trajectories
from model.spec.economy import Economy

DAYS = 45
LIVELY: dict[str, Any] = {
    "opening_day": 1,
    "usage_at_maturity": 3e7,
    "adoption_midpoint": 0.0,
    "first_gpus_datacentre": 30.0,
    "first_gpus_professional": 30.0,
    "first_gpus_consumer": 30.0,
    "insider_cliff_days": 5,
    "sale_lock_days": 9,
    "unbonding_days": 30,
    "quality_datacentre": 0.95,
    "quality_professional": 0.9,
    "quality_consumer": 0.8,
    "side_gain": 0.05,
    "cheating_speed": 0.3,
    "staking_speed": 0.3,
    "profit_days": 2,
    "noise_size": 0.05,
    "season_size": 0.3,
    "build_lag": 3,
    "demand_volatility": 1.0,
    "price_speed": 0.2,
    "provider_speed": 0.1,
    "on_chain_share": 0.2,
    "mood_volatility": 2.0,
    "trend_days": 3,
    "audit_probability": 0.2,
}
VOTES = (
    model.Vote("burn_share", 0.6, proposed=5),
    model.Vote("protocol_take", 0.1, proposed=8),
    model.Vote("audit_probability", 1.0, proposed=4),
    model.Vote("stake_days", 1.0, proposed=9),
)
#: The queue has a place to join for every delay; a run uses one of them.
IDLE = {f"unbonding_join_{k:02d}" for k in range(1, 30)}


@cache
def point(market_rule: str = "posted") -> Parameters:
    """The parameters."""
    return model.parameters("announced", votes=VOTES, market_rule=market_rule, **LIVELY)


@cache
def drawn() -> xr.Dataset:
    """The shocks."""
    return model.shocks(model.economy("announced"), days=DAYS, runs=1, seed=7)


def ran(economy: Economy, engine: str = "python", market_rule: str = "posted") -> dict[str, Array]:
    """The arrays of a run of this economy, or of a broken copy."""
    shocks = {str(name): values.to_numpy() for name, values in drawn().items()}
    problem = Problem(economy, Points.of([point(market_rule)]), shocks, 1, DAYS)
    return trajectories(problem, engine)


@cache
def sound() -> dict[str, Array]:
    """The run, which nobody changes."""
    return ran(model.economy("announced"), "numpy")
