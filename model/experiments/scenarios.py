"""Observed, bear, base and bull: what each burns, pays and is worth after five years.

The four share their history until the market for compute opens, and the paths of all shocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.ensembles.ensemble import ensemble
from model.factbook import facts
from model.interface import economy, parameters
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr

YEAR = 365
NAMES = ("observed", "bear", "base", "bull")
BAND = (0.05, 0.5, 0.95)
#: What is kept of a path.
KEPT = (
    "price", "burned", "slash_burned", "mood", "usage_value", "cash_value", "fair_price",
    "priced_tokens", "circulating", "revenue", "fees_usd", "locked_treasury", "locked_investors",
    "locked_team", "locked_sale", "traded_volume", "application_revenue", "protocol_fee",
    *(f"gpus_{c}" for c in CLASSES),
)  # fmt: skip
LOCKED = ("locked_treasury", "locked_investors", "locked_team", "locked_sale")
#: Names of outcomes that a page asks for.
REVENUE = "revenue of the vault in year five"
EXPLAINED = "share of the fair value that usage explains"
#: Networks with fees, market value and price to sales among the facts.
PEERS = ("akash", "render", "helium", "aethir", "ionet", "livepeer")
#: Facts of a peer that has no fact by the usual name.
NAMED_OTHERWISE = {"ionet_take": "ionet_stablecoin_fee"}


@dataclass(frozen=True)
class Outcome:
    """One quantity of a scenario: quantiles 5, 50 and 95 per cent over paths."""

    name: str
    unit: str
    by_scenario: dict[str, tuple[float, float, float]]

    @property
    def medians(self) -> list[float]:
        """The middle of each scenario, in their order."""
        return [middle for _, middle, _ in self.by_scenario.values()]


@dataclass(frozen=True)
class Peer:
    """A network beside the scenarios: a year of it, in USD and shares; None is *not found*.

    ``fees`` are all that users pay and ``take`` the part that the protocol keeps. ``issue`` are the
    tokens that are minted or unlocked over those that circulate, before what is burned, and
    ``burned`` is what those were worth that were bought and burned, or burned as payment.
    """

    name: str
    fees: float
    market_value: float
    take: float | None
    issue: float | None
    burned: float | None

    @property
    def price_to_sales(self) -> float:
        """Market value over yearly fees."""
        return self.market_value / self.fees

    @property
    def price_to_burn(self) -> float | None:
        """Market value over the dollars burned in a year."""
        return self.market_value / self.burned if self.burned else None


def paths(
    runs: int = 200, years: int = 5, seed: int = 7, names: Sequence[str] = NAMES
) -> xr.Dataset:
    """Paths of the scenarios on the same shocks, dims (scenario, run, day), of `KEPT`."""
    points = [parameters("announced", name) for name in names]
    ds = ensemble(economy("announced"), points, years * YEAR, runs, seed, keep=KEPT, reduce=())
    return ds.rename(point="scenario").assign_coords(scenario=list(names))


def same_until(ds: xr.Dataset, day: int) -> bool:
    """Whether price and burn are the same in every scenario before a day."""
    before = ds[["price", "burned"]].sel(day=slice(0, day - 1))
    return bool((before == before.isel(scenario=0)).to_array().all())


def gpus(ds: xr.Dataset) -> xr.DataArray:
    """Running GPUs of all classes."""
    total: xr.DataArray = ds[[f"gpus_{c}" for c in CLASSES]].to_dataarray("class").sum("class")
    return total


def market_value(ds: xr.Dataset) -> xr.DataArray:
    """Price times the circulation that the market counts."""
    value: xr.DataArray = ds.price * ds.circulating
    return value


def outcomes(ds: xr.Dataset) -> tuple[Outcome, ...]:
    """What a report asks of each scenario, of paths as `paths` makes them.

    Year five is its mean; the numbers are those of `model.experiments.outcomes`, so that one
    quantity has one value in the whole book.
    """
    late = ds.isel(day=slice(-YEAR, None))
    supply, last = facts["initial_supply"].to("AI"), ds.isel(day=-1)
    measured = {
        ("burned by the vault", "% of supply"): 100 * last.burned / supply,
        ("burned by slashes", "% of supply"): 100 * last.slash_burned / supply,
        ("price after a year", "USD/AI"): ds.price.sel(day=YEAR),
        ("price in year five", "USD/AI"): late.price.mean("day"),
        ("market value in year five", "USD"): market_value(late).mean("day"),
        (EXPLAINED, "%"): 100 * explained(late).mean("day"),
        (REVENUE, "USD a day"): late.revenue.mean("day"),
        ("fees for compute in year five", "USD a day"): late.fees_usd.mean("day"),
        ("GPUs in year five", "GPU"): gpus(late).mean("day"),
    }
    return tuple(
        Outcome(
            name, unit, {s: _band(values.sel(scenario=s)) for s in map(str, ds.scenario.to_numpy())}
        )
        for (name, unit), values in measured.items()
    )


def explained(ds: xr.Dataset) -> xr.DataArray:
    """Usage's and the vault's part of the value that makes the fair price."""
    value = np.exp(ds.mood) * ds.usage_value + ds.cash_value
    share: xr.DataArray = value / (ds.fair_price * ds.priced_tokens)
    return share


def _band(values: xr.DataArray) -> tuple[float, float, float]:
    low, middle, high = (float(q) for q in np.quantile(values, BAND))
    return low, middle, high


def peers() -> tuple[Peer, ...]:
    """Networks whose fees and market value are among the facts, $AI as it was observed last."""
    return (*(_peer(name) for name in PEERS), _observed())


def _peer(name: str) -> Peer:
    def found(what: str, unit: str) -> float | None:
        fact = facts.get(NAMED_OTHERWISE.get(f"{name}_{what}", f"{name}_{what}"))
        return None if fact is None else fact.to(unit)

    return Peer(
        name,
        facts[f"{name}_fees"].to("USD/calendar_year"),
        facts[f"{name}_market_value"].to("USD"),
        found("take", "1"),
        found("issue", "1/calendar_year"),
        found("burned", "USD/calendar_year"),
    )


def _observed() -> Peer:
    """$AI in 2026: users pay the whole trading fee, and the treasury's part unlocks."""
    kept = facts["delphi_protocol_share"].value
    locked = facts["treasury_share"].value * (1 - facts["treasury_start_share"].value)
    unlocked = (
        locked
        * facts["initial_supply"].to("AI")
        / facts["treasury_vesting_months"].to("calendar_year")
    )
    return Peer(
        "$AI",
        facts["annualised_revenue_observed"].to("USD/calendar_year") / kept,
        facts["market_cap_july"].to("USD"),
        kept,
        unlocked / facts["implied_circulating_july"].to("AI"),
        facts["annualised_burn_observed"].to("AI/calendar_year")
        * facts["average_buy_price_observed"].to("USD/AI"),
    )


def as_peers(ds: xr.Dataset) -> tuple[Peer, ...]:
    """The last year of each scenario in the terms of a peer, medians of ``paths``.

    Users pay for compute and audits, traders the fee of Delphi, and applications what reaches the
    vault; of these the protocol keeps its take of compute and its part of the trading fee, and all
    of the last. The trading fee is the same in all scenarios.
    """
    fee, part = (parameters("announced")[name] for name in ("delphi_fee", "delphi_protocol_share"))
    year, last = ds.isel(day=slice(-YEAR, None)), ds.isel(day=-1)
    before = ds.isel(day=-1 - YEAR)
    trading = fee * year.traded_volume
    kept = year.price * year.protocol_fee + part * trading + year.application_revenue
    fees = (year.fees_usd + trading + year.application_revenue).sum("day")
    locked = sum(before[name] - last[name] for name in LOCKED)
    burned = ds.burned.diff("day").isel(day=slice(-YEAR, None)) * year.price
    measured = (
        fees,
        market_value(last),
        kept.sum("day") / fees,
        locked / before.circulating,
        burned.sum("day"),
    )
    return tuple(
        Peer(name, *(float(values.sel(scenario=name).median()) for values in measured))
        for name in map(str, ds.scenario.to_numpy())
    )


def supply_growth(ds: xr.Dataset, year: int) -> dict[str, float]:
    """Change of the circulation in a year of each scenario, counted from 1, medians."""
    old, new = (ds.circulating.sel(day=YEAR * (year - back)) for back in (1, 0))
    change = (new / old - 1).median("run")
    return {name: float(change.sel(scenario=name)) for name in map(str, ds.scenario.to_numpy())}
