"""A long run of the economy without shocks, and its distance from the solved steady state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from model.experiments.steady_state.local import drifting
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


def gaps(ds: xr.Dataset, days: Sequence[int]) -> xr.Dataset:
    """Relative distance of a run from the solved steady state, dims (what, day).

    ``gap`` is from the state that repeats itself, ``after_drift`` from the same state with the
    first-order effect of the slow drift added.
    """
    import xarray as xr

    found = np.empty((2, len(COMPARED), len(days)))
    for column, day in enumerate(days):
        steady = steady_at(ds, day)
        now = ds.sel(day=day)
        for row, expected in enumerate((steady, drifting(steady))):
            for line, name in enumerate(COMPARED):
                target = expected.free_float if name == "free_float" else expected[name]
                found[row, line, column] = float(now[name]) / target - 1
    dims = ("what", "day")
    return xr.Dataset(
        {"gap": (dims, found[0]), "after_drift": (dims, found[1])},
        {"what": list(COMPARED), "day": list(days)},
    )
