"""Unlocks against burn in numbers: schedules, break-even revenue, peaks, falls at the cliff.

Schedules come from the specification's `vested_share`, break-even revenue from the claims.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import sympy as sp
from numpy.typing import ArrayLike, NDArray

from model.interface import parameters
from model.shocks import shocks
from model.simulate import sweep
from model.spec import vesting as ve
from model.quantities import in_force
from model.spec.worth import circulating, still_to_come, unlock_anticipation
from model.spec.vault import burn_share, executor_share
from model.theory import notation as n
from model.theory.unlocks.anticipation import DROP, at_once
from model.theory.unlocks.unlocks import BURNED, KEPT
from model.theory.unlocks.vesting_line import INSIDERS, LINE, outside_insiders
from model.units import convert

if TYPE_CHECKING:
    import xarray as xr

    from model.spec.economy import Economy

Array = NDArray[np.float64]
YEAR = convert(1, "calendar_year", "day")
MONTH = convert(1, "calendar_month", "day")
#: Readings of the cliff: name and the scenario that has it.
READINGS: Mapping[str, str] = {"nothing at the cliff": "base",
                               "a third at the cliff": "draft vesting"}  # fmt: skip


def filled(expression: sp.Expr, p: Mapping[str, float]) -> sp.Expr:
    """The expression with the parameters' values, those that votes can change at their start."""
    governed = {in_force(s): p[s.name] for s in (burn_share, executor_share)}
    known = {s: p[s.name] for s in expression.free_symbols if s.name in p}
    return expression.subs(governed | known)


def counted(p: Mapping[str, float]) -> tuple[float, float]:
    """Part of a dollar that ends in burned tokens, and in burned ones or the treasury's."""
    return float(filled(BURNED, p)), float(filled(KEPT, p))


def insiders(p: Mapping[str, float], days: ArrayLike, *, before: bool = False) -> Array:
    """Insiders' unlocked tokens, AI, at ages in days; ``before`` a jump on that very day."""
    share = ve.vested_share(
        ve.age, sp.S.Zero, ve.insider_vesting_days, ve.insider_cliff_days, ve.insider_cliff_jump
    )
    free = sp.lambdify(ve.age, filled(INSIDERS * share, p), "numpy")
    ages = np.asarray(days, float) - (1e-6 if before else 0.0)
    return np.asarray(free(ages), float)


def unlock_rate(p: Mapping[str, float], days: ArrayLike) -> Array:
    """Insiders' tokens that unlock in a year, at the pace of the day before each age."""
    ages = np.asarray(days, float)
    return YEAR * (insiders(p, ages) - insiders(p, ages - 1))


def break_even_line(p: Mapping[str, float], days: ArrayLike, outside: float) -> Array:
    """Claim `break-even-falls-like-one-over-time`: revenue over value, per year, at ages in days.

    ``outside`` are the AI in circulation that are not insiders'.
    """
    numbers = {outside_insiders: outside, n.burned_share: counted(p)[0]}
    line = sp.lambdify(ve.age, filled(LINE.rhs.subs(numbers), p), "numpy")
    return np.asarray(line(np.asarray(days, float)), float)


def table(economy: Economy, outside: float, price: float) -> pd.DataFrame:
    """Break-even revenue by month and reading, burns left aside, for a given circulation.

    ``outside`` are the AI in circulation that are not insiders', ``price`` in USD per AI. Columns:
    what circulates, the part that unlocks in a year, and break-even revenue a year over market
    value and in dollars a day, for burned tokens alone and with a treasury that holds.
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
            free = outside + float(insiders(p, age))
            rows.append({
                "reading": name,
                "month": month,
                "bn AI": free / 1e9,
                "unlock %": 100 * pace / free,
                "burn %": 100 * pace / free / burned,
                "hold %": 100 * pace / free / kept,
                "burn USD/day": round(price * pace / burned / YEAR),
                "hold USD/day": round(price * pace / kept / YEAR),
            })  # fmt: skip
    return pd.DataFrame(rows).set_index(["reading", "month"])


def runs(economy: Economy, days: int, count: int, seed: int = 7) -> xr.Dataset:
    """Both readings on the same shocks: dims (point, run, day), points in the order of READINGS."""
    points = [parameters(economy.name, scenario=s) for s in READINGS.values()]
    return sweep(economy, points, shocks(economy, days=days, runs=count, seed=seed))


def revenue_over_value(ds: xr.Dataset) -> xr.DataArray:
    """Vault revenue over the value of what circulates, per year, monthly means."""
    revenue = _monthly(ds["vault_deposit"])
    return YEAR * revenue / _monthly(ds["price"] * ds["circulating"])


def needed_in_run(ds: xr.Dataset, part: float) -> xr.DataArray:
    """Revenue over value, per year, that would burn all that joins the circulation of a run.

    What joins is what leaves the locked tokens and the treasury, month by month.
    """
    joined = -ds["still_to_come"].diff("day")
    return YEAR * _monthly(joined) / (part * _monthly(ds["circulating"]))


def _monthly(flow: xr.DataArray) -> xr.DataArray:
    days = flow.sel(day=slice(1, None))
    month = ("day", np.ceil(days["day"].to_numpy() / MONTH - 1e-9).astype(int))
    return days.assign_coords(month=month).groupby("month").mean("day")


def outside_at_cliff(ds: xr.Dataset, p: Mapping[str, float]) -> float:
    """Circulating AI on the day of the cliff that are not insiders', median over the runs."""
    day = int(p["insider_cliff_days"])
    free = float(ds["circulating"].sel(day=day).median("run"))
    return free - float(insiders(p, day))


def drop_formula() -> Callable[..., Array]:
    """The fall by claim: of tokens circulating, still to come, anticipated part, unlocked."""
    symbols = (circulating, still_to_come, unlock_anticipation, at_once)
    found: Callable[..., Array] = sp.lambdify(symbols, DROP.rhs, "numpy")
    return found


def unlock_falls(
    economy: Economy, anticipations: Sequence[float], count: int, later: int = 30, **changes: Any
) -> pd.DataFrame:
    """What the jump at the cliff does to prices: fall of fair and pool price, formula and run.

    Each run with the jump is set against the run without it on the same shocks; ``changes`` are
    parameters of both. Falls are shares, low and high the 5th and 95th percentile.
    """
    points = [
        parameters(economy.name, scenario=s, unlock_anticipation=w, **changes)
        for w in anticipations
        for s in READINGS.values()
    ]
    cliff = int(points[0]["insider_cliff_days"])
    drawn = shocks(economy, days=cliff + later + 1, runs=count, seed=7)
    ds = sweep(economy, points, drawn)
    rows, formula = [], drop_formula()
    for place, anticipated in enumerate(anticipations):
        plain, jump = (ds.isel(point=2 * place + i) for i in (0, 1))
        free, waiting = (plain[s].sel(day=cliff) for s in ("circulating", "still_to_come"))
        unlocked = jump["circulating"].sel(day=cliff) - free
        said = formula(free.values, waiting.values, anticipated, unlocked.values)
        row = {
            "anticipated": anticipated,
            "circulating": float(free.median()),
            "still_to_come": float(waiting.median()),
            "unlocked": float(unlocked.median()),
            "formula": float(np.median(said)),
        }
        for name, day in (("fair_price", cliff), ("price", cliff + later)):
            fall = 1 - (jump[name] / plain[name]).sel(day=day)
            low, middle, high = (float(fall.quantile(q)) for q in (0.05, 0.5, 0.95))
            row |= {name: middle, f"{name}_low": low, f"{name}_high": high}
        fair = (jump["fair_price"] / plain["fair_price"]).sel(day=cliff)
        row["gap"] = float(np.max(np.abs(1 - fair.values - said)))
        rows.append(row)
    return pd.DataFrame(rows)


def circulation(start: float, unlock: float, years: float, burned: Array) -> Array:
    """Circulation day by day from ``start``: ``burned`` is the share, or the AI, that burns a day.

    A share is below one. ``unlock`` AI a year join for ``years``, then none. Day 0 included.
    """
    path = [start]
    for day, gone in enumerate(burned):
        joins = unlock / YEAR if day < years * YEAR else 0.0
        path.append(path[-1] + joins - (gone * path[-1] if gone < 1 else gone))
    return np.asarray(path)
