"""How far each invariant is from holding exactly, in economies with random parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from model.draws import shocks
from model.experiments.random_points import random_points
from model.interface import economy
from model.quantities import quantity
from model.simulation import simulate
from model.theory.invariants.always import KINDS, decided

if TYPE_CHECKING:
    import pandas as pd

#: What is measured of each economy, and the claim that says it is zero or not negative.
MEASURES: Mapping[str, str] = {
    "sum of the AI accounts": "tokens-are-conserved",
    "sum of the USD accounts": "tokens-are-conserved",
    "parts of a purchase": "split-sums-to-purchase",
    "parts of the fees": "fees-are-divided-exactly",
    "product of the pool": "arbitrage-takes-the-pool-to-the-price",
    "price of the pool": "arbitrage-takes-the-pool-to-the-price",
    "price, by providers": "providers-keep-the-price",
    "accounts below zero": "stocks-never-negative",
}
#: One rounding of a floating-point number, relative to it.
ROUNDING = float(np.finfo(float).eps)
OPENING = 10  # day on which the market for compute opens in these runs


def questions_by_kind(name: str = "announced") -> pd.DataFrame:
    """What is asked of all states of an economy, how often, and how many answers Z3 decided."""
    import pandas as pd

    found = list(decided(economy(name)))
    rows = {
        meaning: {
            "questions": sum(each.goal.kind == kind for each in found),
            "decided": sum(each.goal.kind == kind and each.answer.holds for each in found),
        }
        for kind, meaning in KINDS.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def worst_gaps(points: int = 60, days: int = 120, seed: int = 7) -> xr.Dataset:
    """Worst relative gap of each invariant in each economy; dims (measure, point).

    Besides ``gap``: ``least``, the least holding of any account but those of the world outside, in
    AI or USD, and ``reserve``, the smaller of the two reserves at its least over its start; both
    (point). The market opens on day `OPENING`, so that all blocks work.
    """
    which = economy("announced")
    early = {"opening_day": np.full(points, float(OPENING))}
    ds = simulate(
        which,
        random_points(which.name, points, seed, fixed=early),
        shocks(which, days=days, seed=seed),
        "numpy",
    )
    tokens = which.tokens(ds)
    owing = {s.name for s in which.accounts("USD") if quantity(s).domain.low < 0}
    dollars = [s.name for s in which.accounts("USD")]
    moved = sum(abs(ds[name]) for name in dollars)
    bought = ds["executor_reward"] + ds["burn"] + ds["treasury_part"]
    paid = ds["fee_purchase"] + ds["paid_from_holdings"]
    gaps = {
        "sum of the AI accounts": abs(tokens / tokens.isel(day=0) - 1),
        "sum of the USD accounts": abs(sum(ds[name] for name in dollars)) / moved,
        "parts of a purchase": abs(bought - ds["buyback"]) / _most(ds["buyback"]),
        "parts of the fees": ds["fee_pot"] / _most(paid),
        **_pool(ds),
    }
    over = ("run", "day")
    accounts = [s.name for s in which.stocks if s.name not in owing]
    least = xr.concat([ds[name].min(over) for name in accounts], "account").min("account")
    reserves = [ds[n].min(over) / ds[n].isel(day=0, run=0) for n in ("pool_ai", "pool_usd")]
    worst = {name: each.max(over) for name, each in gaps.items()}
    worst["accounts below zero"] = np.maximum(-least, 0.0)
    gap = xr.concat([worst[name] for name in MEASURES], "measure")
    return xr.Dataset(
        {"gap": gap, "least": least, "reserve": np.minimum(reserves[0], reserves[1])}
    ).assign_coords(measure=list(MEASURES))


def of_questions(asked: pd.DataFrame) -> dict[str, int | bool]:
    """How many questions were asked, how many are open, and the finding that none is.

    ``asked`` comes from `questions_by_kind`.
    """
    undecided = asked["questions"] - asked["decided"]
    return {
        "questions": int(asked["questions"].sum()),
        "open": int(undecided.sum()),
        "nothing_is_open": bool((undecided == 0).all()),
    }


def of_gaps(found: xr.Dataset, days: int) -> dict[str, float | bool]:
    """The worst gap and the least reserves of `worst_gaps`, and the findings of the page."""
    nothing = ("parts of the fees", "accounts below zero")
    worst, reserve = float(found.gap.max()), found.reserve
    return {
        "points": found.sizes["point"],
        "days": days,
        "worst": worst,
        "rounding": ROUNDING,
        "least": float(found.least.min()),
        "reserve": 100 * float(reserve.min()),
        "halved": int((reserve < 0.5).sum()),
        # A day rounds more than a hundred times, and each invariant sums over many days.
        "gaps_are_rounding": worst < 1000 * ROUNDING,
        "fees_leave_nothing": all(float(found.gap.sel(measure=x).max()) == 0 for x in nothing),
        "purses_run_empty": float(found.least.min()) == 0,
        "pools_get_small": bool((reserve < 0.5).any() and (reserve > 0).all()),
    }


def _most(flow: xr.DataArray) -> xr.DataArray:
    """The largest day of a flow; where there is none, the least number that is not zero."""
    return flow.max("day").clip(min=np.finfo(float).tiny)


def _pool(ds: xr.Dataset) -> dict[str, xr.DataArray]:
    """Relative gaps of the pool's product and price after arbitrage, and of its price by providers.

    The price is compared on days on which it rose: a fall may ask for more tokens than come.
    """
    old = {name: ds[name].shift(day=1) for name in ("pool_ai", "pool_usd")}
    tokens = old["pool_ai"] + ds["arbitrage_tokens_in"] - ds["arbitrage_tokens_out"]
    dollars = old["pool_usd"] + ds["arbitrage_dollars_in"] - ds["arbitrage_dollars_out"]
    price = dollars / tokens
    rose = ds["arbitrage_dollars_in"] > 0
    return {
        "product of the pool": abs(tokens * dollars / (old["pool_ai"] * old["pool_usd"]) - 1),
        "price of the pool": abs(price / ds["price"] - 1).where(rose, 0.0),
        "price, by providers": abs(ds["pool_usd"] / ds["pool_ai"] / price - 1),
    }
