"""Two paths that the steady state foretells: the way back to it, and the supply over years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.experiments.steady_state.solve import Steady, solve
from model.experiments.steady_state.still import Slow

if TYPE_CHECKING:
    import xarray as xr


def way_back(
    steady: Steady, starts: int = 10, days: int = 1460, size: float = 0.05, seed: int = 7
) -> xr.DataArray:
    """Distance from the steady state after disturbing every state at once; dims (start, day).

    Each state is multiplied by a lognormal factor of that ``size``, and empty pipelines are
    filled by as much of the running GPUs. The distance is the root mean square of the relative
    gaps of prices, GPUs and the treasury, over that of the first day.
    """
    import xarray as xr

    day, draw = steady.day, np.random.default_rng(seed)
    watched = [day.core.index(n) for n in WATCHED]
    pipelines = [n for n in day.core if n.startswith("building_")]
    found = np.empty((starts, days + 1))
    for start in range(starts):
        core = steady.core * np.exp(size * draw.standard_normal(steady.core.size))
        for name in pipelines:
            gpus = core[day.core.index(name.replace("building", "gpus"))]
            core[day.core.index(name)] = size * gpus * draw.uniform()
        for today in range(days + 1):
            gaps = core[watched] / steady.core[watched] - 1
            found[start, today] = np.sqrt(np.mean(gaps**2))
            core = day.next(core)
    return xr.DataArray(
        found, dims=("start", "day"), coords={"day": np.arange(days + 1)}, name="distance"
    )


#: States whose distance from rest is shown.
WATCHED = (
    "compute_price",
    "price",
    "gpus_datacentre",
    "gpus_professional",
    "gpus_consumer",
    "treasury",
)


def supply_path(steady: Steady, years: int, step: int = 4) -> xr.Dataset:
    """The supply that the solved steady states foretell, dims (year), from ``steady`` on.

    Burn and pool fees of each steady state move the slow numbers to the next (Runge and
    Kutta's fourth-order rule, ``step`` years at a time). ``burn_rate`` is the part burned a year.
    """
    import xarray as xr

    days = step / steady.day.given["day_in_years"]
    now, rows = steady, [(steady.day.slow.supply, steady.day.slow.fees_kept, steady.burn_rate)]
    for _ in range(0, years, step):
        slopes = [_drift(now)]
        for part in (0.5, 0.5, 1.0):
            slopes.append(_drift(_at(now, part * days * slopes[-1])))
        mean = (slopes[0] + 2 * slopes[1] + 2 * slopes[2] + slopes[3]) / 6
        now = _at(now, days * mean)
        rows.append((now.day.slow.supply, now.day.slow.fees_kept, now.burn_rate))
    table = np.array(rows).T
    names = ("supply", "fees_kept", "burn_rate")
    return xr.Dataset(
        {name: ("year", row) for name, row in zip(names, table, strict=True)},
        {"year": np.arange(0, years + 1, step)},
    )


def _drift(steady: Steady) -> np.ndarray:
    """Tokens burned and kept by the pool in a steady day, as changes of the slow numbers."""
    seen, slow = steady.values, steady.day.slow
    left = steady.day.given["initial_supply"] - seen["burned"]
    return np.array([left - slow.supply, seen["pool_fees_ai"] - slow.fees_kept])


def _at(steady: Steady, change: np.ndarray) -> Steady:
    slow = steady.day.slow
    moved = Slow(slow.supply + change[0], slow.fees_kept + change[1], slow.product)
    scale = moved.supply / slow.supply
    return solve(steady.day.given, moved, steady.core * scale**steady.day.power)
