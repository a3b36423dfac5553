"""Unlocks against burn in numbers: schedules, break-even revenue, peaks.

Schedules come from the specification's `vested_share`, break-even revenue from the claims. What an
unlock does to the price is in `model.experiments.cliff`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import sympy as sp
from numpy.typing import ArrayLike, NDArray

from model.draws import shocks
from model.interface import parameters
from model.quantities import in_force
from model.simulation import sweep
from model.spec import vesting as ve
from model.spec.vault import burn_share, executor_share
from model.theory import notation as n
from model.theory.unlocks.break_even import (
    BURNED,
    INSIDERS,
    KEPT,
    LINE,
    outside_growth,
    outside_insiders,
)
from model.units import convert

if TYPE_CHECKING:
    import xarray as xr

    from model.spec.economy import Economy

Array = NDArray[np.float64]
YEAR = convert(1, "calendar_year", "day")
MONTH = convert(1, "calendar_month", "day")
#: Readings of the cliff: name and the scenario that has it.
READINGS: Mapping[str, str] = {
    "nothing at the cliff": "base",
    "a third at the cliff": "draft vesting",
}


def filled(expression: sp.Expr, p: Mapping[str, float]) -> sp.Expr:
    """The expression with the parameters' values, those that votes can change at their start."""
    governed = {in_force(s): p[s.name] for s in (burn_share, executor_share)}
    known = {s: p[s.name] for s in expression.free_symbols if s.name in p}
    return expression.subs(governed | known)


def counted(p: Mapping[str, float]) -> tuple[float, float]:
    """Part of a dollar that ends in burned tokens, and in burned ones or the treasury's."""
    return float(filled(BURNED, p)), float(filled(KEPT, p))


def _at(expression: sp.Expr, p: Mapping[str, float], days: ArrayLike) -> Array:
    ages = np.asarray(days, float)
    found = sp.lambdify(ve.age, filled(expression, p), "numpy")(ages)
    return np.broadcast_to(np.asarray(found, float), ages.shape)


def free_share(p: Mapping[str, float], days: ArrayLike) -> Array:
    """Part of the supply that is not locked by schedule, at ages in days: all five categories."""
    treasury = (ve.treasury_share, ve.treasury_start_share, ve.treasury_vesting_days)
    rest = (row[1:6] for row in ve.CATEGORIES.values())
    free = ve.testnet_share + sum(
        share * ve.vested_share(ve.age, *rule) for share, *rule in (treasury, *rest)
    )
    return _at(free, p, days)


def insiders(p: Mapping[str, float], days: ArrayLike) -> Array:
    """Unlocked tokens of investors and team, AI, at ages in days."""
    share = ve.vested_share(
        ve.age, sp.S.Zero, ve.insider_vesting_days, ve.insider_cliff_days, ve.insider_cliff_jump
    )
    return _at(INSIDERS * share, p, days)


def unlock_rate(p: Mapping[str, float], days: ArrayLike) -> Array:
    """Tokens of all categories that unlock in a year, at the pace of the day before each age."""
    ages = np.asarray(days, float)
    return YEAR * p["initial_supply"] * (free_share(p, ages) - free_share(p, ages - 1))


def outside(p: Mapping[str, float], days: ArrayLike) -> Array:
    """Unlocked tokens that are neither investors' nor team's, AI, at ages in days."""
    return p["initial_supply"] * free_share(p, days) - insiders(p, days)


def break_even_line(
    p: Mapping[str, float], days: ArrayLike, at_cliff: float, a_day: float = 0.0
) -> Array:
    """Claim `break-even-falls-like-one-over-time`: revenue over value, per year, at ages in days.

    ``at_cliff`` are the AI in circulation there that are not insiders', ``a_day`` what joins them.
    """
    numbers = {outside_insiders: at_cliff, outside_growth: a_day, n.burned_share: counted(p)[0]}
    return _at(LINE.rhs.subs(numbers), p, days)


def by_schedule(p: Mapping[str, float]) -> tuple[float, float]:
    """AI outside the insiders at the cliff, and those that join them in a day after it."""
    cliff = p["insider_cliff_days"]
    there, next_day = outside(p, (cliff, cliff + 1))
    return float(there), float(next_day - there)


def table(economy: Economy, price: float) -> pd.DataFrame:
    """Break-even revenue by month and reading, from the schedule alone: no burn so far.

    ``price`` is in USD per AI. Columns: what circulates as the market counts it, the part that
    unlocks in a year, and break-even revenue a year over market value and in dollars a day, for
    burned tokens alone and with a treasury that holds.
    """
    rows = []
    for name, scenario in READINGS.items():
        p = parameters(economy.name, scenario=scenario)
        burned, kept = counted(p)
        cliff, end = p["insider_cliff_days"], p["insider_cliff_days"] + p["insider_vesting_days"]
        for month in (12, 18, 24, 30, 36):
            age = month * MONTH
            # At the cliff the pace of the line that begins, at the end of the one that ends.
            pace = float(unlock_rate(p, cliff + 1 if age <= cliff else min(age, end)))
            free = p["initial_supply"] * float(free_share(p, np.ceil(age - 1e-9)))
            rows.append(
                {
                    "reading": name,
                    "month": month,
                    "bn AI": f"{free / 1e9:.2f}",
                    "unlock %": round(100 * pace / free),
                    "burn %": round(100 * pace / free / burned),
                    "hold %": round(100 * pace / free / kept),
                    "burn USD/day": f"{price * pace / burned / YEAR:,.0f}",
                    "hold USD/day": f"{price * pace / kept / YEAR:,.0f}",
                }
            )
    return pd.DataFrame(rows).set_index(["reading", "month"])


def runs(economy: Economy, days: int, count: int, seed: int = 7) -> xr.Dataset:
    """Both readings on the same shocks: dims (point, run, day), points in the order of READINGS."""
    points = [parameters(economy.name, scenario=s) for s in READINGS.values()]
    return sweep(economy, points, shocks(economy, days=days, runs=count, seed=seed))


def revenue_over_value(ds: xr.Dataset) -> xr.DataArray:
    """Vault revenue over the value of what circulates, per year, monthly means."""
    return YEAR * _monthly(ds["revenue"]) / _monthly(ds["price"] * ds["circulating"])


def needed_in_run(ds: xr.Dataset, part: float) -> xr.DataArray:
    """Revenue over value, per year, that would burn all that joins the circulation of a run.

    What joins is what leaves the locks, month by month; ``part`` is burned of a dollar.
    """
    locks = [f"locked_{c}" for c in ("treasury", *ve.CATEGORIES)]
    joined = -ds[locks].to_dataarray("category").sum("category").diff("day")
    return YEAR * _monthly(joined) / (part * _monthly(ds["circulating"]))


def _monthly(flow: xr.DataArray) -> xr.DataArray:
    days = flow.sel(day=slice(1, None))
    month = ("day", np.ceil(days["day"].to_numpy() / MONTH - 1e-9).astype(int))
    return days.assign_coords(month=month).groupby("month").mean("day")


def circulation(start: float, unlock: float, years: float, burned: Array) -> Array:
    """Circulation day by day from ``start``: ``burned`` is the share, or the AI, that burns a day.

    A share is below one. ``unlock`` AI a year join for ``years``, then none. Day 0 included.
    """
    path = [start]
    for day, gone in enumerate(burned):
        joins = unlock / YEAR if day < years * YEAR else 0.0
        path.append(path[-1] + joins - (gone * path[-1] if gone < 1 else gone))
    return np.asarray(path)
