"""Which of the vault's narrow places binds: runs from base to ten times bull's revenue.

All cases meet the same random paths. What is burned rests on the price rule and, under the
fundamental one, on the half-life of the premium, so base is run at the ends of its range too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import xarray as xr

from model.draws import shocks
from model.factbook import facts
from model.interface import economy, parameters
from model.simulation import simulate

BASE, BULL, RICH, CAPPED, FADING, LASTING = (
    "base",
    "bull",
    "bull, ten times the applications",
    "the same, at the lowest cap",
    "base, premium soon gone",
    "base, premium that lasts",
)
KEPT = (
    "vault_spend", "revenue", "vault_usd", "burn", "burned", "guard_room", "executions",
    "one_purchase", "pool_usd", "price", "affordable", "cap_left", "executor_reward", "gas",
)  # fmt: skip


class Case(NamedTuple):
    """A scenario and what is changed in it."""

    scenario: str
    changes: Mapping[str, float]


def cases() -> Mapping[str, Case]:
    """The cases by name."""
    bull = parameters("announced", scenario="bull")
    rich = {"application_margin": 10 * bull["application_margin"]}
    half_life = facts["premium_half_life"]
    return {
        BASE: Case("base", {}),
        BULL: Case("bull", {}),
        RICH: Case("bull", rich),
        CAPPED: Case("bull", rich | {"epoch_volume_cap": facts["epoch_volume_cap"].low}),
        FADING: Case("base", {"premium_half_life": half_life.low}),
        LASTING: Case("base", {"premium_half_life": half_life.high}),
    }


def runs(days: int = 1825, paths: int = 40, seed: int = 7) -> xr.Dataset:
    """What the vault did in each case; dims (case, run, day), day 0 left out.

    Votes are left out, so that windows stay as they are. ``windows`` is the number a day.
    """
    which = economy("announced")
    points = [
        parameters("announced", scenario=case.scenario, votes=(), **case.changes)
        for case in cases().values()
    ]
    noise = shocks(which, days=days, runs=paths, seed=seed)
    ds = simulate(which, points, noise, "kernel")[list(KEPT)].isel(day=slice(1, None))
    windows = [24 * 3600 / point["twap_window"] for point in points]
    return (
        ds.rename(point="case").assign_coords(case=list(cases())).assign(windows=("case", windows))
    )


def figures_of(ds: xr.Dataset, case: str, supply: float) -> dict[str, float]:
    """Numbers of one case, medians over the runs: shares in per cent, dollars, AI in millions.

    ``room`` is how many times the last year's spending the guard would let through in a day's
    windows; ``executor`` what all rewards of the run are worth over the gas, each day at its price.
    """
    one = ds.sel(case=case)
    year = one.isel(day=slice(-365, None))
    rewards = (one.executor_reward * one.price).sum("day")
    numbers = {
        "spent": 100 * one.vault_spend.sum("day") / one.revenue.sum("day"),
        "waits": one.vault_usd.isel(day=-1),
        "burned": one.burned.isel(day=-1) / 1e6,
        "share": 100 * one.burned.isel(day=-1) / supply,
        "spend": year.vault_spend.mean("day"),
        "room": (year.guard_room * one.windows).mean("day") / year.vault_spend.mean("day"),
        "shut": 100 * (one.guard_room == 0).mean("day"),
        "purchase": year.one_purchase.mean("day"),
        "largest": (year.one_purchase / year.pool_usd).max("day") * 100,
        "executor": rewards / one.gas.sum("day"),
        "pool": year.pool_usd.mean("day"),
        "price": year.price.mean("day"),
    }
    return {name: float(np.median(values)) for name, values in numbers.items()}
