"""A long run of the economy without shocks, and its distance from the solved steady state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from model.experiments.steady_state.local import drifting, outcome_values
from model.experiments.steady_state.solve import Steady, solve
from model.experiments.steady_state.still import Array, Slow, sort_states, still
from model.interface import economy as named_economy
from model.parameters import Parameters
from model.shocks import shocks
from model.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

YEAR = 365
#: What is compared, in the order of the book: name in the model -> words.
COMPARED: Mapping[str, str] = {
    "compute_price": "price of compute",
    "utilisation": "utilisation",
    "gpus_datacentre": "GPUs, datacentre",
    "gpus_professional": "GPUs, professional",
    "gpus_consumer": "GPUs, consumer",
    "fees_usd": "fees a day",
    "node_fee_datacentre": "fees to datacentre nodes a day",
    "validator_fee": "fees to validators a day",
    "protocol_fee": "fees to the treasury a day",
    "buyback_usd": "buyback a day",
    "price": "price of the token",
    "burn": "tokens burned a day",
    "delegated_stake": "stake behind validators",
    "node_stake_datacentre": "collateral, datacentre",
    "treasury": "treasury",
    "free_float": "free float",
}


def long_run(years: int, given: Parameters | None = None, without: float = 0.0) -> xr.Dataset:
    """The printed economy for some years with every draw at ``without``; dims (day)."""
    economy = named_economy("announced")
    drawn = shocks(economy, days=YEAR * years)
    calm = (drawn * 0 + without).assign_attrs(drawn.attrs)
    return simulate(economy, still() if given is None else given, calm, "python").isel(run=0)


def slow_at(ds: xr.Dataset, day: int, given: Mapping[str, float]) -> Slow:
    """The slow state of a run on one day."""
    now = ds.sel(day=day)
    return Slow(
        float(given["initial_supply"] - now["burned"]),
        float(now["pool_fees_ai"]),
        float(now["pool_ai"] * now["pool_usd"]),
    )


def core_at(ds: xr.Dataset, day: int) -> Array:
    """The states of a run on one day that can rest."""
    names = [s.name for s in sort_states(named_economy("announced")).core]
    return np.array([float(ds[name].sel(day=day)) for name in names])


def steady_at(ds: xr.Dataset, day: int, given: Mapping[str, float] | None = None) -> Steady:
    """The steady state for the supply that a run has on one day."""
    chosen = still() if given is None else given
    return solve(chosen, slow_at(ds, day, chosen), core_at(ds, day))


def solved(ds: xr.Dataset, days: Sequence[int]) -> xr.Dataset:
    """What `COMPARED` is at rest and in the run on some days; dims (what, day).

    ``run`` is the run, ``rest`` the state that repeats itself for the run's supply of that day,
    ``drift`` the same with the first-order effect of the slow drift. ``burn_rate`` (day) is the
    part of the supply that is burned in a year of the steady state.
    """
    import xarray as xr

    found = np.empty((3, len(COMPARED), len(days)))
    rates = np.empty(len(days))
    for column, day in enumerate(days):
        steady, now = steady_at(ds, day), ds.sel(day=day)
        rates[column] = steady.burn_rate
        found[0, :, column] = [float(now[name]) for name in COMPARED]
        for layer, expected in enumerate((steady, drifting(steady)), start=1):
            found[layer, :, column] = list(outcome_values(expected, COMPARED).values())
    dims = ("what", "day")
    layers = zip(("run", "rest", "drift"), found, strict=True)
    return xr.Dataset(
        {name: (dims, values) for name, values in layers} | {"burn_rate": ("day", rates)},
        {"what": list(COMPARED), "day": list(days)},
    )


def treasury_multiple(ds: xr.Dataset) -> xr.DataArray:
    """What the treasury of a run holds over what it received that day; dims (day)."""
    received = ds["treasury"].diff("day") + ds["grants"].isel(day=slice(1, None))
    return ds["treasury"].isel(day=slice(1, None)) / received


def float_ends(ds: xr.Dataset, given: Mapping[str, float]) -> float:
    """Years until traders hold fewer tokens than an order of the whole reserve would take."""
    short = ds["free_float"] < ds["pool_ai"] / (1 - given["pool_fee"])
    late = short.where(ds["day"] > ds.sizes["day"] / 2, False)
    return float(late.argmax("day")) / YEAR if bool(late.any()) else np.inf
