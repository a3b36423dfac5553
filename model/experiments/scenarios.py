"""Observed, bear, base and bull: what each burns, pays and is worth after five years.

The four share their history until the market for compute opens, and the paths of all shocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.ensembles.ensemble import ensemble
from model.facts import facts
from model.interface import economy, parameters
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr

YEAR = 365
NAMES = ("observed", "bear", "base", "bull")
BAND = (0.1, 0.5, 0.9)
#: What is kept of a path.
KEPT = (
    "price", "burned", "slash_burned", "mood", "usage_value", "cash_value", "fair_price",
    "priced_tokens", "circulating", "revenue", "fees_usd", "locked_treasury", "locked_investors",
    "locked_team", "locked_sale", *(f"gpus_{c}" for c in CLASSES),
)  # fmt: skip
#: Networks with fees, market value and price to sales among the facts.
PEERS = ("akash", "render", "helium", "aethir", "ionet", "livepeer")


@dataclass(frozen=True)
class Outcome:
    """One quantity at the end of a scenario: quantiles 10, 50 and 90 per cent over paths."""

    name: str
    unit: str
    by_scenario: dict[str, tuple[float, float, float]]


@dataclass(frozen=True)
class Peer:
    """A network beside the scenarios: yearly fees and market value in USD, and their ratio."""

    name: str
    fees: float
    market_value: float

    @property
    def price_to_sales(self) -> float:
        """Market value over yearly fees."""
        return self.market_value / self.fees


def paths(
    runs: int = 200, years: int = 5, seed: int = 7, names: Sequence[str] = NAMES
) -> xr.Dataset:
    """Paths of the scenarios on the same shocks, dims (scenario, run, day), of `KEPT`."""
    points = [parameters("announced", name) for name in names]
    ds = ensemble(economy("announced"), points, years * YEAR, runs, seed, keep=KEPT, reduce=())
    return ds.rename(point="scenario").assign_coords(scenario=list(names))


def gpus(ds: xr.Dataset) -> xr.DataArray:
    """Running GPUs of all classes."""
    total: xr.DataArray = ds[[f"gpus_{c}" for c in CLASSES]].to_dataarray("class").sum("class")
    return total


def market_value(ds: xr.Dataset) -> xr.DataArray:
    """Price times the circulation that the market counts."""
    value: xr.DataArray = ds.price * ds.circulating
    return value


def outcomes(ds: xr.Dataset) -> tuple[Outcome, ...]:
    """What a report asks of each scenario, of paths as `paths` makes them."""
    last, late = ds.isel(day=-1), ds.isel(day=slice(-YEAR, None))
    supply = facts["initial_supply"].to("AI")
    measured = {
        ("burned by the vault", "% of supply"): 100 * last.burned / supply,
        ("burned by slashes", "% of supply"): 100 * last.slash_burned / supply,
        ("price after a year", "USD/AI"): ds.price.sel(day=YEAR),
        ("price at the end", "USD/AI"): last.price,
        ("market value at the end", "USD"): market_value(last),
        ("share of the fair value that usage explains", "%"): 100 * explained(last),
        ("revenue of the vault, all years", "USD"): ds.revenue.sum("day"),
        ("fees a year, last year", "USD"): late.fees_usd.sum("day"),
        ("GPUs, last year", "GPU"): gpus(late).mean("day"),
    }
    return tuple(
        Outcome(
            name, unit, {s: _band(values.sel(scenario=s)) for s in map(str, ds.scenario.to_numpy())}
        )
        for (name, unit), values in measured.items()
    )


def explained(last: xr.Dataset) -> xr.DataArray:
    """Usage's and the vault's part of the value that makes the fair price."""
    value = np.exp(last.mood) * last.usage_value + last.cash_value
    share: xr.DataArray = value / (last.fair_price * last.priced_tokens)
    return share


def _band(values: xr.DataArray) -> tuple[float, float, float]:
    low, middle, high = (float(q) for q in np.quantile(values, BAND))
    return low, middle, high


def peers() -> tuple[Peer, ...]:
    """Networks whose fees and market value are among the facts, $AI last."""
    found = [
        Peer(name, facts[f"{name}_fees"].to("USD/calendar_year"),
             facts[f"{name}_market_value"].to("USD"))
        for name in PEERS
    ]  # fmt: skip
    own = Peer(
        "$AI",
        facts["annualised_revenue_observed"].to("USD/calendar_year"),
        facts["market_cap_july"].to("USD"),
    )
    return (*found, own)
