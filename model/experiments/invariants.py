"""How far each invariant is from holding exactly, in economies with random parameters."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from model.experiments.random_points import random_points
from model.interface import economy
from model.shocks import shocks
from model.simulate import simulate

#: What is measured of each economy, by the claim that says it is zero or not negative.
MEASURES: Mapping[str, str] = {
    "tokens-are-conserved": "sum of the AI accounts",
    "dollars-are-conserved": "sum of the USD accounts",
    "split-sums-to-purchase": "parts of a purchase",
    "fees-are-divided-exactly": "parts of the fees",
    "stocks-never-negative": "accounts below zero",
}


def worst_gaps(points: int = 60, days: int = 120, seed: int = 7) -> xr.Dataset:
    """Worst relative gap of each invariant in each economy; dims (claim, point).

    Besides ``gap``: ``least``, the least holding of any account but the world outside, in AI or
    USD, and ``reserve``, the smaller of the two reserves at its least over its start; both (point).
    """
    which = economy("announced")
    ds = simulate(
        which,
        random_points(which.name, points, seed),
        shocks(which, days=days, seed=seed),
        "numpy",
    )
    tokens = which.tokens(ds)
    dollars = [s.name for s in which.accounts("USD") if s.name != "outside"]
    held = sum(ds[name] for name in dollars)
    bought = ds["executor_reward"] + ds["burn"] + ds["treasury_part"]
    gaps = {
        "tokens-are-conserved": abs(tokens / tokens.isel(day=0) - 1),
        "dollars-are-conserved": abs(held + ds["outside"]) / held,
        "split-sums-to-purchase": abs(bought - ds["buyback"]) / ds["buyback"].max("day"),
        "fees-are-divided-exactly": ds["fee_pot"] / ds["fee_purchase"].max("day"),
    }
    over = ("run", "day")
    accounts = [s.name for s in which.stocks if s.name != "outside"]
    least = xr.concat([ds[name].min(over) for name in accounts], "account").min("account")
    reserves = [ds[n].min(over) / ds[n].isel(day=0, run=0) for n in ("pool_ai", "pool_usd")]
    worst = {name: each.max(over) for name, each in gaps.items()}
    worst["stocks-never-negative"] = np.maximum(-least, 0.0)
    gap = xr.concat([worst[name] for name in MEASURES], "claim")
    return xr.Dataset(
        {"gap": gap, "least": least, "reserve": np.minimum(reserves[0], reserves[1])}
    ).assign_coords(claim=list(MEASURES))
