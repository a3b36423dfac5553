"""What leaves its locks, what can be sold, what is sold and what is burned: runs and their series.

Two readings of the insiders' cliff meet the same random paths, with holders who count a part of
the locked tokens and with holders who price only what is free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.draws import shocks
from model.experiments.unlocks import MONTH, READINGS, free_share
from model.factbook import facts
from model.interface import economy, parameters
from model.parameter_sets import Parameters
from model.simulation import sweep
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = NDArray[np.float64]
YEAR = 365
#: The band of every series over runs: 10, 50 and 90 per cent.
BAND = (0.1, 0.5, 0.9)
#: Allocations by name, and those of them that begin under a lock.
CATEGORIES = {
    "testnet": "testnet rewards",
    "sale": "community sale",
    "treasury": "community treasury",
    "team": "team",
    "investors": "investors",
}
LOCKING = ("sale", "treasury", "team", "investors")
INSIDERS = ("investors", "team")
#: Who trades in the day's batch: flows, and 1 for sellers or -1 for buyers.
TRADES: Mapping[str, tuple[tuple[str, ...], int]] = {
    "nodes": (tuple(f"node_sold_{c}" for c in CLASSES), 1),
    "insiders": (tuple(f"sold_{c}" for c in INSIDERS), 1),
    "sale and testnet": (("sold_sale", "sold_testnet"), 1),
    "grantees": (("grantees_sold",), 1),
    "validators, executors": (("validators_sold", "executors_sold"), 1),
    "users, to pay bills": (("fee_purchase",), -1),
    "nodes, for collateral": (tuple(f"collateral_bought_{c}" for c in CLASSES), -1),
    "the vault": (("buyback",), -1),
}


@dataclass(frozen=True)
class Stack:
    """Free and locked tokens by category, and two counts of what is free, billions of AI.

    ``free`` and ``locked`` hold arrays along ``months``; the counts begin a day later.
    """

    months: Array
    free: Mapping[str, Array]
    locked: Mapping[str, Array]
    circulating: Array
    free_float: Array
    supply: float


@dataclass(frozen=True)
class Cliff:
    """Free share of supply by reading in %, and the price with a jump over the price without.

    ``ratio`` has the 10, 50 and 90 per cent quantiles over runs in %, first axis.
    """

    months: Array
    free: Mapping[str, Array]
    ratio: Array


@dataclass(frozen=True)
class Trades:
    """Millions of AI a month by trader and quarter, sales above zero and purchases below.

    ``flows`` are means over runs; ``sold`` and ``bought`` have the 10 and 90 per cent quantiles of
    each side, first axis. ``quarters`` are ages in months.
    """

    quarters: Array
    flows: Mapping[str, Array]
    sold: Array
    bought: Array


@dataclass(frozen=True)
class Scale:
    """AI a month by month of age: quantiles 10, 50, 90 per cent first; the burn that was seen."""

    months: Array
    series: Mapping[str, Array]
    observed: float


def locked(ds: xr.Dataset) -> xr.DataArray:
    """Tokens under lock, AI: all categories together."""
    return ds[[f"locked_{c}" for c in LOCKING]].to_dataarray("category").sum("category")


def monthly(flow: xr.DataArray) -> xr.DataArray:
    """A daily flow as an amount a month, by month of age; ``month`` replaces ``day``."""
    flows = flow.isel(day=slice(1, None))
    number = (flows["day"].to_numpy() - 1) // MONTH
    last = flows.sizes["day"] // MONTH - 1  # a day or two over stay with the last whole month
    months = ("day", np.minimum(number, last).astype(int))
    return MONTH * flows.assign_coords(month=months).groupby("month").mean("day")


def day_of(month: float) -> int:
    """The day on which a month of age is over."""
    return int(np.ceil(month * MONTH - 1e-9))


@dataclass(frozen=True, eq=False)
class Release:
    """Both readings of the cliff on the same paths, dims (point, run, day).

    ``late`` vests from nothing at the cliff and is point 0; ``jump`` is point 1. In ``blind``
    holders price only what is free.
    """

    late: Parameters
    jump: Parameters
    both: xr.Dataset
    blind: xr.Dataset

    @property
    def base(self) -> xr.Dataset:
        """The runs of base, dims (run, day)."""
        return self.both.isel(point=0)

    @cached_property
    def free(self) -> xr.DataArray:
        """Free share of supply, dims (point, day); schedules are not random."""
        return 1 - locked(self.both.isel(run=0)) / self.late["initial_supply"]

    def price_ratio(self, ds: xr.Dataset) -> xr.DataArray:
        """The price with a jump over the price without, dims (run, day)."""
        ratio: xr.DataArray = ds["price"].isel(point=1) / ds["price"].isel(point=0)
        return ratio

    def stack(self) -> Stack:
        """The supply of base by category; one run gives the stack, counts are medians."""
        one, supply = self.base.isel(run=0), self.late["initial_supply"]
        whole = {c: supply * self.late[f"{c.removesuffix('s')}_share"] for c in CATEGORIES}
        held = {c: one[f"locked_{c}"].to_numpy() / 1e9 for c in LOCKING}
        free = {
            name: whole[c] / 1e9 - held.get(c, np.zeros(one.sizes["day"]))
            for c, name in CATEGORIES.items()
        }
        counts = self.base[["circulating", "free_float"]].isel(day=slice(1, None)).median("run")
        return Stack(
            one["day"].to_numpy() / MONTH,
            free,
            {CATEGORIES[c]: values for c, values in held.items()},
            counts["circulating"].to_numpy() / 1e9,
            counts["free_float"].to_numpy() / 1e9,
            supply / 1e9,
        )

    def cliff(self) -> Cliff:
        """Both readings: what is free, and the price that the jump leaves."""
        free = 100 * self.free
        ratio = 100 * self.price_ratio(self.both).quantile(BAND, "run").to_numpy()
        by_reading = {name: free.isel(point=k).to_numpy() for k, name in enumerate(READINGS)}
        return Cliff(self.both["day"].to_numpy() / MONTH, by_reading, ratio)

    def trades(self, months_each: int = 3) -> Trades:
        """Who sells and who buys in base, by quarter."""

        def quarterly(*names: str) -> xr.DataArray:
            flows = tuple(flow for name in names for flow in TRADES[name][0])
            monthly_sum = monthly(_together(self.base, flows)) / 1e6
            mean: xr.DataArray = monthly_sum.coarsen(month=months_each, boundary="trim").mean()
            return TRADES[names[0]][1] * mean

        sold, bought = (
            quarterly(*(name for name, (_, side) in TRADES.items() if side == sign))
            for sign in (1, -1)
        )
        return Trades(
            sold["month"].to_numpy() + 0.5,
            {name: quarterly(name).mean("run").to_numpy() for name in TRADES},
            sold.quantile(BAND[::2], "run").to_numpy(),
            bought.quantile(BAND[::2], "run").to_numpy(),
        )

    def scale(self) -> Scale:
        """Released, sold by insiders and burned in base, beside the burn observed in 2026."""
        ds = self.base
        flows = {
            "released from lock": ds["treasury_released"] + ds["newly_vested"],
            "sold by insiders": _together(ds, TRADES["insiders"][0]),
            "burned in the run": ds["burn"],
        }
        found = {name: monthly(flow) for name, flow in flows.items()}
        months = found["burned in the run"]["month"].to_numpy() + 0.5
        seen = facts["ai_burned_observed"].to("AI") / facts["observation_days"].to("day")
        bands = {name: flow.quantile(BAND, "run").to_numpy() for name, flow in found.items()}
        return Scale(months, bands, MONTH * seen)

    def closed_form(self) -> pd.DataFrame:
        """Free share in % by month, from the schedules' formula and from the run, both readings."""
        import pandas as pd

        rows = {}
        for month in (0, 6, 12, 13, 18, 24, 30, 36, 42):
            day = day_of(month)
            exact = [100 * float(free_share(p, day)) for p in (self.late, self.jump)]
            ran = 100 * self.free.sel(day=day).to_numpy()
            rows[f"month {month}"] = (*exact, *ran)
        head = ("formula", "formula, jump", "run", "run, jump")
        return pd.DataFrame.from_dict(rows, orient="index", columns=list(head))


def _together(ds: xr.Dataset, flows: tuple[str, ...]) -> xr.DataArray:
    return ds[list(flows)].to_dataarray("flow").sum("flow", skipna=False)


def release(days: int = 4 * YEAR + 1, runs: int = 24, seed: int = 7) -> Release:
    """Both readings of the cliff, with holders who look ahead and with holders who do not."""
    which = economy("announced")
    chance = shocks(which, days=days, runs=runs, seed=seed)
    points = [parameters("announced", scenario) for scenario in READINGS.values()]
    myopic = [parameters("announced", s, unlock_anticipation=0) for s in READINGS.values()]
    return Release(points[0], points[1], sweep(which, points, chance), sweep(which, myopic, chance))
