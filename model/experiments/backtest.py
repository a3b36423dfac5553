"""What was observed of $AI in 2026 beside what the economy with a closed market says.

Two ensembles: chance alone, at the facts' values; and chance together with the ranges of all that
is assumed or inferred. The share of a band's width that chance explains, and the parameter whose
values the nearest paths narrow most, say what an observation can identify. Source: facts, observed
buyback and prices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm, rankdata

from model.ensembles.ensemble import ensemble
from model.experiments.random_points import across_range, random_points
from model.factbook import facts
from model.interface import economy, parameters
from model.observed.record import dated
from model.quantities import quantity

if TYPE_CHECKING:
    import xarray as xr

YEAR = 365
#: Days of the price series whose volatility was reported.
MONTH = 30
#: An observation speaks of a parameter if the paths that come nearest to it, this share of all,
#: have values whose ranks spread less than those of all paths, by this part of their spread.
NEAREST, NARROWED = 0.1, 0.15
BAND = (0.1, 0.5, 0.9)

#: What the observations might tell, for the row "not identified".
ASKED = (
    "premium_at_launch",
    "premium_half_life",
    "mood_volatility",
    "discount_rate",
    "market_depth_share",
    "pool_usd_reserve",
    "treasury_spend_rate",
    "delphi_volume",
    "settlement_lag",
    "sale_locked_share",
    "usage_at_maturity",
    "demand_elasticity",
    "protocol_take",
    "stake_days",
)


@dataclass(frozen=True)
class Observation:
    """One observed number: its fact, what the model says of it, and the fact's text for it."""

    name: str
    fact: str
    measure: Callable[[xr.Dataset], xr.DataArray]


@dataclass(frozen=True)
class Row:
    """An observation beside the model: the band of both kinds of doubt, and what moves it.

    ``band`` are the quantiles 10, 50, 90 per cent over chance and ranges, ``chance`` those of
    chance alone; ``z`` is the observed number's distance from the median in standard normal terms
    of its rank; ``by_chance`` the share of the variance of the logarithm that chance explains;
    ``identifies`` the parameter that it narrows most, by ``narrowed``, or nothing.
    """

    name: str
    observed: float
    unit: str
    band: tuple[float, float, float]
    chance: tuple[float, float, float]
    z: float
    by_chance: float
    identifies: str
    narrowed: float

    @property
    def inside(self) -> bool:
        """Whether the observed number lies within the band of both kinds of doubt."""
        return self.band[0] <= self.observed <= self.band[2]


@dataclass(frozen=True)
class BackTest:
    """All rows, and for each parameter asked about the most that any row narrows it."""

    rows: tuple[Row, ...]
    narrowed: dict[str, float]

    @property
    def inside(self) -> int:
        """How many observations lie inside the band."""
        return sum(row.inside for row in self.rows)

    @property
    def learned(self) -> set[str]:
        """The parameters that some observation speaks of."""
        return {row.identifies for row in self.rows} - {""}

    @property
    def not_identified(self) -> tuple[str, ...]:
        """Parameters of which no observation speaks."""
        return tuple(name for name, value in self.narrowed.items() if value < NARROWED)


def days_since_launch(fact: str) -> int:
    """Days from the token's launch to the date of a fact; the middle of a month without a day."""
    return (dated(fact) - dated("initial_price")).days


def observations() -> tuple[Observation, ...]:
    """What was observed, and how the model measures it; revenue counts from the first market."""
    july, seen = days_since_launch("price_anchor_july"), int(facts["observation_days"].to("day"))

    def bought(ds: xr.Dataset) -> xr.DataArray:
        total: xr.DataArray = ds.buyback.sel(day=slice(1, seen)).sum("day")
        return total

    def volatility(ds: xr.Dataset) -> xr.DataArray:
        steps = np.log(ds.price.sel(day=slice(july - MONTH, july))).diff("day")
        found: xr.DataArray = steps.std("day", ddof=1) * np.sqrt(YEAR)
        return found

    return (
        Observation("price in July", "price_anchor_july", lambda ds: ds.price.sel(day=july)),
        Observation(
            "circulation in July",
            "implied_circulating_july",
            lambda ds: ds.circulating.sel(day=july),
        ),
        Observation(
            "market value in July",
            "market_cap_july",
            lambda ds: ds.price.sel(day=july) * ds.circulating.sel(day=july),
        ),
        Observation("volatility of the price", "ai_volatility_observed", volatility),
        Observation(
            "revenue of the vault",
            "vault_lifetime_revenue",
            lambda ds: ds.revenue.sel(day=slice(1, seen)).sum("day"),
        ),
        Observation("bought by the vault", "ai_bought_observed", bought),
        Observation(
            "burned by the vault", "ai_burned_observed", lambda ds: ds.burned.sel(day=seen)
        ),
        Observation(
            "price that the vault paid",
            "average_buy_price_observed",
            lambda ds: ds.buyback_usd.sel(day=slice(1, seen)).sum("day") / bought(ds),
        ),
    )


def backtest(worlds: int = 1500, runs: int = 12, seed: int = 11) -> BackTest:
    """The observations beside the model: ``worlds`` times ``runs`` paths, and as many for chance.

    In a world every parameter that is assumed or inferred is drawn from its range anew; all worlds
    meet the same ``runs`` paths of the shocks; with a few, the band would be that of their luck.
    """
    deployed = economy("deployed")
    base = parameters("deployed", votes=())
    drawn = random_points("deployed", worlds, seed, across_range, sourced(worlds))
    days = max(days_since_launch("price_anchor_july"), int(facts["observation_days"].to("day")))
    keep = ("price", "circulating", "revenue", "buyback", "buyback_usd", "burned")
    alone = ensemble(deployed, base, days, worlds * runs, seed, keep=keep, reduce=())
    both = ensemble(deployed, drawn, days, runs, seed, keep=keep, reduce=())
    ranks = {name: rankdata(values) / worlds for name, values in drawn.varied.items()}
    rows, told = [], []
    for one in observations():
        paths = np.log(one.measure(both).to_numpy())
        narrowed = _narrowed(np.abs(paths - np.log(facts[one.fact].value)), ranks)
        rows.append(_row(one, one.measure(alone).to_numpy(), paths, narrowed))
        told.append(narrowed)
    asked = {name: max(each.get(name, 0.0) for each in told) for name in ASKED}
    return BackTest(tuple(rows), asked)


def sourced(size: int) -> dict[str, np.ndarray]:
    """The parameters that are neither assumed nor inferred, and the rules, at their values."""
    base = parameters("deployed", votes=())
    records = [quantity(symbol) for symbol in economy("deployed").parameters]
    fixed = (
        record
        for record in records
        if record.domain.choices
        or record.name == "opening_day"
        or facts[str(record.fact)].status not in ("assumed", "inferred")
    )
    return {record.name: np.full(size, base[record.name]) for record in fixed}


def _narrowed(distance: np.ndarray, ranks: dict[str, np.ndarray]) -> dict[str, float]:
    """By how much the nearest paths, of distances (worlds, runs), narrow each parameter's ranks."""
    if np.ptp(distance) == 0:
        return dict.fromkeys(ranks, 0.0)
    near = distance <= np.quantile(distance, NEAREST)
    return {
        name: 1 - float(np.repeat(values, near.sum(1)).std() / values.std())
        for name, values in ranks.items()
    }


def _row(
    one: Observation, chance: np.ndarray, paths: np.ndarray, narrowed: dict[str, float]
) -> Row:
    fact = facts[one.fact]
    low, middle, high = (float(q) for q in np.exp(np.quantile(paths, BAND)))
    alone = tuple(float(q) for q in np.quantile(chance, BAND))
    below, least = float((np.exp(paths) < fact.value).mean()), 1 / (2 * paths.size)
    total, most = float(paths.var()), max(narrowed, key=lambda name: narrowed[name])
    return Row(
        one.name,
        fact.value,
        fact.unit,
        (low, middle, high),
        (alone[0], alone[1], alone[2]),
        float(norm.ppf(min(max(below, least), 1 - least))),
        float(paths.var(1, ddof=1).mean()) / total if total > 0 else 0.0,
        most if narrowed[most] >= NARROWED else "",
        narrowed[most],
    )
