"""Which of the vault's narrow places binds: runs from base to ten times bull's revenue.

All cases meet the same random paths. What is burned rests on the price rule and, under the
fundamental one, on the half-life of the premium, so base is run at the ends of its range too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.ensembles.ensemble import ensemble
from model.factbook import facts
from model.interface import economy, parameters

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


#: The cases that the figure follows, the days of its running means, and its band.
DRAWN = (BASE, BULL, RICH, CAPPED)
SMOOTHED, BAND = 30, (0.05, 0.5, 0.95)


class Followed(NamedTuple):
    """A case by day: quantiles over runs along the first axis, as `BAND` has them.

    ``waits`` in USD; ``spent``, of the revenue, in %, and ``burned``, AI a day, are running means.
    """

    days: NDArray[np.float64]
    waits: NDArray[np.float64]
    spent: NDArray[np.float64]
    burned: NDArray[np.float64]


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


def runs(days: int = 1825, paths: int = 200, seed: int = 7) -> xr.Dataset:
    """What the vault did in each case; dims (case, run, day), day 0 left out.

    Votes are left out, so that windows stay as they are. ``windows`` is the number a day.
    """
    points = [
        parameters("announced", scenario=case.scenario, votes=(), **case.changes)
        for case in cases().values()
    ]
    ds = ensemble(economy("announced"), points, days, paths, seed, keep=KEPT, reduce=())
    ds = ds.isel(day=slice(1, None))
    windows = [24 * 3600 / point["twap_window"] for point in points]
    return (
        ds.rename(point="case").assign_coords(case=list(cases())).assign(windows=("case", windows))
    )


def followed(ds: xr.Dataset) -> dict[str, Followed]:
    """What the figure draws of `runs`, by case."""
    found = {}
    for case in DRAWN:
        one = ds.sel(case=case).transpose("run", "day", ...)
        mean = one[["vault_spend", "revenue", "burn"]].rolling(day=SMOOTHED).mean()
        panels = (one["vault_usd"], 100 * mean["vault_spend"] / mean["revenue"], mean["burn"])
        late = [panel.isel(day=slice(SMOOTHED, None)) for panel in panels]
        found[case] = Followed(
            late[0]["day"].to_numpy().astype(float),
            *(panel.quantile(BAND, "run").to_numpy() for panel in late),
        )
    return found


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
