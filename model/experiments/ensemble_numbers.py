"""What an ensemble of base says, and what many paths cost: the numbers of the page on ensembles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from model.ensembles.blocks import MOST
from model.experiments.speed import quick
from model.parameter_sets import Parameters
from model.spec.economy import Economy

if TYPE_CHECKING:
    import xarray as xr

YEAR = 365


def first(ds: xr.Dataset, economy: Economy, p: Parameters) -> dict[str, float]:
    """Of an ensemble with the outcomes ``below``, ``burned``, ``bought`` and ``busy``.

    Burned in per cent of supply with its standard error, and at the price of the first day;
    ``spread`` is the 95th over the 5th per cent of the last price; sizes in kB and GB.
    """
    below, last = ds["below"].to_numpy(), ds["price_quantile"].isel(day=-1)
    share, runs = 100 / p["initial_supply"], ds.attrs["runs"]
    part = (1 - p["executor_share"]) * p["burn_share"]
    at_launch = part * float(ds["bought_mean"]) / float(ds["price_mean"].sel(day=0))
    columns, days = len(economy.states) + len(economy.observables), int(ds["day"][-1]) + 1
    return {
        "runs": runs,
        "passed": 100 * float(np.isfinite(below).mean()),
        "first_day": float(below.min()) / YEAR,
        "busy": 100 * float(ds["busy_mean"]),
        "burned": share * float(ds["burned_mean"]),
        "burned_error": share * float(np.sqrt(ds["burned_variance"] / runs)),
        "burned_at_launch": share * at_launch,
        "half_life": p["premium_half_life"],
        "spread": float(last.sel(quantile=0.95) / last.sel(quantile=0.05)),
        "size_kept": ds.nbytes / 1e3,
        "size_paths": runs * days * columns * 8 / 1e9,
    }


def of_sweep(swept: xr.Dataset) -> dict[str, float]:
    """Points of a sweep, and the correlation of the burn's share with what is burned."""
    burned = swept["burned"].isel(run=0)
    correlation = float(np.corrcoef(swept["burn_share"], burned)[0, 1])
    return {"points": swept.sizes["point"], "correlation": correlation}


def compared(found: xr.Dataset) -> dict[str, float]:
    """The paired difference of two policies in million AI, its error, and the runs it saved."""
    return {
        "change_burned": float(found["burned_difference"][0]) / 1e6,
        "change_burned_error": float(found["burned_error"][0]) / 1e6,
        "saved_burned": float(found["burned_saved"][0]),
        "saved_price": float(found["price_saved"][0]),
    }


def of_page(
    ds: xr.Dataset,
    economy: Economy,
    p: Parameters,
    swept: xr.Dataset,
    pair: xr.Dataset,
    measured: Mapping[str, Any],
) -> dict[str, float | str | bool]:
    """All that the text says: of an ensemble, a sweep, two policies, and measured rates."""
    n = first(ds, economy, p) | of_sweep(swept) | compared(pair) | cost(measured)
    return {**n, "take": p["protocol_take"], **texts(n, measured), **findings(n)}


def texts(n: Mapping[str, float], measured: Mapping[str, Any]) -> dict[str, str]:
    """The runs that were saved in two digits, and the machine that was measured on."""
    machine = measured["machine"]
    saved = {f"change_{x}_saved": quick(n[f"saved_{x}"]) for x in ("burned", "price")}
    named = f"{machine['processor']}, {machine['cores']} cores, {machine['system']}"
    return saved | {"machine": named, "measured_on": machine["date"]}


def findings(n: Mapping[str, float]) -> dict[str, bool]:
    """Whether what the page says of its numbers is so, by the name that its text asks for."""
    return {
        "kept_is_small": n["size_kept"] / 1e6 < n["size_paths"] / 1000,
        "the_band_is_wide": n["spread"] > 3,
        "most_have_been_below": 50 < n["passed"] < 100,
        "share_tells_the_burn": n["correlation"] > 0.95,
        "price_hardly_depends": n["saved_price"] > 100 * n["saved_burned"] > 100,
        "two_are_faster": min(n["two_threads"], n["two_workers"]) > 1.2,
    }


def rates_table(measured: Mapping[str, Any]) -> pd.DataFrame:
    """Ways of working on one ensemble: seconds, and million trajectory-days a second."""
    rows = [
        (name, f"{np.median(measured['seconds'][name]):.1f}", f"{rate / 1e6:.2f}")
        for name, rate in measured["rates"].items()
    ]
    columns = ["way of working", "seconds", "million trajectory-days a second"]
    return pd.DataFrame(rows, columns=columns)


def cost(measured: Mapping[str, Any], paths: float = 1e8, days: int = 1825) -> dict[str, float]:
    """What so many paths cost at the measured rate of a worker: hours, days, GB."""
    rates, ratios = measured["rates"], measured["ratios"]
    per_worker = rates["2 Dask workers"] / 2
    hours = paths * days / per_worker / 3600
    return {
        "paths": measured["trajectories"],
        "worker": per_worker / 1e6,
        "core_hours": hours,
        "hours_256": hours / 256,
        "laptop_days": paths * days / rates["2 threads"] / 86400,
        "two_workers": ratios["two_dask_workers"],
        "two_threads": ratios["two_threads"],
        "chunks": MOST,
        "store_gb": measured["stored_bytes"] / measured["chunks"] * MOST / 1e9,
        "load": measured["machine"]["busy"],
    }
