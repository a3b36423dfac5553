"""What the market for compute of the whole economy does when one thing changes, shocks the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ensembles.ensemble import ensemble
from model.factbook import facts
from model.parameter_sets import Parameters, Vote, build
from model.spec.accounts import CLASSES
from model.spec.economy import Economy

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
SEED, EVERY, YEAR = 7, 5, 365
_BY_CLASS = (
    "compute_price", "price_outside", "gpus", "capacity", "wanted_hours", "offered_hours",
    "served_hours", "pressure", "profit", "profit_today", "node_proceeds",
)  # fmt: skip
KEEP = (
    *(f"{name}_{c}" for name in _BY_CLASS for c in CLASSES), "market_open", "demand_scale",
    "task_size", "fee_by_task", "fee_by_gpu_time", "fee_by_cycle", "work_bill", "fees_usd",
    "protocol_fee", "fee_purchase", "paid_share", "price", "gap",
)  # fmt: skip


def outside_prices(economy: Economy, factor: float) -> dict[str, float]:
    """Prices outside, times a factor."""
    base = build(economy, "base", ())
    return {f"outside_price_{c}": factor * base[f"outside_price_{c}"] for c in CLASSES}


def cases(economy: Economy) -> dict[str, Parameters]:
    """Base and what is changed in it, one thing each; ends of a fact's range where there is one."""
    base = build(economy, "base", ())
    rented = zip(("rarely", "often"), facts["outside_use"].range("1"), strict=True)
    busy = {f"GPUs {often} rented outside": {"outside_use": use} for often, use in rented}
    dear = {f"fixed_cost_{c}": 2 * base[f"fixed_cost_{c}"] for c in CLASSES}
    changes: Mapping[str, Mapping[str, float]] = {
        "base": {},
        "no subsidy": {"treasury_subsidy_share": 0.0},
        "take of a fifth": {"protocol_take": 0.2},
        "take of a half": {"protocol_take": 0.5},
        "outside cheaper": outside_prices(economy, 0.7),
        "outside dearer": outside_prices(economy, 1.3),
        **busy,
        "own cost doubled": dear,
    }
    return {name: build(economy, "base", (), **change) for name, change in changes.items()}


def _sum(parts: Iterable[xr.DataArray]) -> xr.DataArray:
    return reduce(add, parts)


def paths(
    economy: Economy, points: Sequence[Parameters], days: int, runs: int, every: int = EVERY
) -> xr.Dataset:
    """What the market did, dims (point, run, day), every few days, all points on the same shocks.

    ``dearness`` is the price of compute over the price outside, by hours worked; ``gpus`` are
    those of all classes and ``used`` what they work over what they could; ``take`` is what the
    treasury earns in a day, ``bought`` what users buy to pay fees and ``resold`` what nodes sell,
    in dollars.
    """
    ds = ensemble(economy, points, days, runs, SEED, keep=KEEP, every=every, reduce=())
    hours = {c: ds[f"served_hours_{c}"] for c in CLASSES}
    paid = _sum(ds[f"compute_price_{c}"] * hours[c] for c in CLASSES)
    outside = _sum(ds[f"price_outside_{c}"] * hours[c] for c in CLASSES)
    made = {f"dearness_{c}": ds[f"compute_price_{c}"] / ds[f"price_outside_{c}"] for c in CLASSES}
    made |= {
        "dearness": paid / outside,
        "gpus": _sum(ds[f"gpus_{c}"] for c in CLASSES),
        "hours": _sum(hours.values()),
        "used": _sum(hours.values()) / _sum(ds[f"capacity_{c}"] for c in CLASSES),
        "take": ds["protocol_fee"] * ds["price"],
        "bought": ds["fee_purchase"] * ds["price"],
        "resold": _sum(ds[f"node_proceeds_{c}"] for c in CLASSES),
    }
    return ds.assign(made)


def last_year(ds: xr.Dataset) -> xr.Dataset:
    """Means of the last year, dims (point, run)."""
    end = int(ds["day"][-1])
    return ds.sel(day=slice(end - YEAR + 1, end)).mean("day")


class Change(NamedTuple):
    """What a change did to a quantity: ratio to base on the same shocks."""

    low: float
    middle: float
    high: float


def ratio(year: xr.Dataset, name: str, point: int) -> Change:
    """Median over runs of the ratio to point 0, with the 10 and 90 per cent quantiles."""
    found = np.asarray(year[name].isel(point=point) / year[name].isel(point=0))
    return Change(*(float(x) for x in np.quantile(found, (0.1, 0.5, 0.9))))


def treasury_by_take(economy: Economy, takes: Sequence[float], days: int, runs: int) -> Array:
    """What the treasury earns from fees in a day of the last year, mean over runs, by take."""
    points = [build(economy, "base", (), protocol_take=take) for take in takes]
    year = last_year(paths(economy, points, days, runs))
    return np.asarray(year["take"].mean("run"), float)


#: All users are there when the market opens, so that only the subsidy moves capacity.
GROWN = {"adoption_midpoint": -20.0, "demand_growth": 0.0}


def subsidy_end(
    economy: Economy, shares: Sequence[float], end: int, days: int, runs: int
) -> xr.Dataset:
    """A subsidy of constant size that a vote ends on day ``end``; the first point never has one."""
    lasting = {**GROWN, "subsidy_half_life": 100.0}
    stop = (Vote("treasury_subsidy_share", 0.0, end - 30, end),)
    never = build(economy, "base", (), treasury_subsidy_share=0.0, **lasting)
    paid = [build(economy, "base", stop, treasury_subsidy_share=x, **lasting) for x in shares]
    return paths(economy, [never, *paid], days, runs)
