"""What the burn of five years rests on: the premium's half-life first, then the idea of a price.

All points meet the same random paths, so they differ by what was changed alone. Burned shares are
of the initial supply and by the vault; what slashes burn is told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.ensembles import outcomes as o
from model.ensembles.ensemble import ensemble
from model.interface import economy, parameters
from model.quantities import quantity, registry
from model.spec.worth import premium_at_launch, premium_half_life
from model.theory import notation as t
from model.theory.burn.decaying_premium import DELAY, PATH, sober_rate, usage_at_start

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from model.parameter_sets import Parameters

Path = NDArray[np.float64]
YEAR, DAYS, RUNS, SEED = 365, 5 * 365, 200, 7
SCENARIOS = ("bear", "base", "bull")
#: The range of the fact, its value, and the lowest value allowed: the premium is gone in days.
SHORTEST, LONGEST = quantity(premium_half_life).range
USUAL = quantity(premium_half_life).under("base")
NONE = quantity(premium_half_life).domain.low
#: Half-lives that are run, in years.
HALF_LIVES = (
    *(float(x) for x in np.geomspace(SHORTEST, USUAL, 7)[:-1]),
    USUAL,
    *(float(x) for x in np.geomspace(USUAL, LONGEST, 5)[1:]),
)
#: Closures by name, with what they change in base. The quantity equation is also run with the
#: market for compute open from the first day: before, it has no fees, and the price is the least.
CLOSURES: Mapping[str, Mapping[str, Any]] = {
    "fundamental": {},
    "fundamental, no premium": {"premium_half_life": NONE},
    "exogenous, flat median": {"price_rule": "exogenous", "price_drift": 0.0},
    "quantity equation": {"price_rule": "quantity"},
    "quantity equation, open at once": {"price_rule": "quantity", "opening_day": 1},
}


#: Half-lives of the figure of paths, in years.
SHOWN = (0.25, 0.5, 1.0, 2.0, 8.0)


class Band(NamedTuple):
    """The median of the runs, and the ends of the middle eight tenths."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Ends:
    """Where the runs of a point end after five years, each with dim (run,).

    ``burned``, ``slashed`` and ``treasury``, what the community treasury has, are shares of the
    initial supply; ``flat`` is the share that the vault's dollars would have burned at the launch
    price. ``early`` is the part of the burn that the first year did. ``price`` is in USD/AI,
    ``fees`` are all bills that were paid, in USD. ``usage`` is what usage is worth at the end in
    USD, ``rate`` the share of supply that a year burns if nothing is added to that worth.
    """

    burned: xr.DataArray
    flat: xr.DataArray
    slashed: xr.DataArray
    early: xr.DataArray
    treasury: xr.DataArray
    price: xr.DataArray
    fees: xr.DataArray
    usage: xr.DataArray
    rate: xr.DataArray


def band(values: xr.DataArray) -> Band:
    """The tenth, half and nine tenths of a variable with dim (run,)."""
    return Band(*(float(x) for x in values.quantile([0.1, 0.5, 0.9], "run")))


def five_years(points: list[Parameters], runs: int = RUNS, days: int = DAYS) -> list[Ends]:
    """The ends of some points of the announced economy on the same random paths."""
    ds = ensemble(
        economy("announced"),
        points,
        days,
        runs,
        SEED,
        reduce=(),
        keep=["price", "burned", "usage_value", "revenue_trend", "treasury"],
        days_kept=[0, YEAR, days],
        outcomes={
            "slashed": o.Last("slash_burned"),
            "spent": o.Total("vault_spend"),
            "fees": o.Total("fees_usd"),
        },
    )
    found = []
    for place, p in enumerate(points):
        end = ds.isel(point=place)
        supply, last = p["initial_supply"], end.isel(day=-1)
        of_a_dollar = p["burn_share"] * (1 - p["executor_share"]) * (1 - p["pool_fee"])
        found.append(
            Ends(
                last["burned"] / supply,
                of_a_dollar * end["spent"] / end["price"].isel(day=0) / supply,
                end["slashed"] / supply,
                end["burned"].isel(day=1) / last["burned"],
                last["treasury"] / supply,
                last["price"],
                end["fees"],
                last["usage_value"],
                of_a_dollar * last["revenue_trend"] / p["day_in_years"] / last["usage_value"],
            )
        )
    return found


def by_half_life(runs: int = RUNS, days: int = DAYS) -> dict[str, dict[float, Ends]]:
    """Ends by scenario and half-life of the premium in years; `NONE` is without a premium."""
    places = [(s, h) for s in SCENARIOS for h in (NONE, *HALF_LIVES)]
    points = [parameters("announced", s, (), premium_half_life=h) for s, h in places]
    found: dict[str, dict[float, Ends]] = {s: {} for s in SCENARIOS}
    for (scenario, half), ends in zip(places, five_years(points, runs, days), strict=True):
        found[scenario][half] = ends
    return found


def by_closure(runs: int = RUNS, days: int = DAYS) -> dict[str, Ends]:
    """Ends in base by the idea of a price."""
    points = [parameters("announced", votes=(), **changes) for changes in CLOSURES.values()]
    return dict(zip(CLOSURES, five_years(points, runs, days), strict=True))


def by_range(name: str, runs: int = RUNS) -> float:
    """Base's larger burn over its smaller one with a parameter at the two ends of its range."""
    ends = quantity(registry[name].symbol).range
    changes: list[dict[str, Any]] = [{name: end} for end in ends]
    points = [parameters("announced", votes=(), **change) for change in changes]
    low, high = sorted(band(each.burned).middle for each in five_years(points, runs))
    return high / low


def table(closures: Mapping[str, Ends]) -> pd.DataFrame:
    """Burned after five years by closure, at the launch price beside it, and the price then."""
    import pandas as pd

    rows = {}
    for name, ends in closures.items():
        low, middle, high = band(100 * ends.burned)
        rows[name] = {
            "burned (%)": f"{middle:.2g}",
            "8 runs of 10 (%)": f"{low:.2g} to {high:.2g}",
            "at launch price (%)": f"{band(100 * ends.flat).middle:.2g}",
            "price then (USD)": f"{band(ends.price).middle:.2g}",
        }
    return pd.DataFrame.from_dict(rows, orient="index")


@dataclass(frozen=True)
class Still:
    """A network that does not grow: what usage is worth in USD, its burn rate, the premium."""

    usage: float
    rate: float
    premium: float

    def _known(self, half_life: float) -> dict[sp.Symbol, float]:
        return {
            usage_at_start: self.usage,
            sober_rate: self.rate,
            t.growth: 0.0,
            premium_at_launch: self.premium,
            premium_half_life: half_life,
        }

    def lasting(self, half_life: float, years: float) -> float:
        """Dollars of the premium that last."""
        return self.premium * 2 ** (-years / half_life)

    def left(self, half_life: float, years: Path) -> Path:
        """Share of the supply that is left, by the claim."""
        share = PATH.subs(self._known(half_life))
        (supply,) = share.free_symbols - {t.elapsed}
        path: Path = sp.lambdify(t.elapsed, share.subs(supply, 1), "numpy")(years)
        return path

    def delay(self, half_life: float) -> float:
        """Years by which the premium delays the burn, by the claim."""
        return float(DELAY.subs(self._known(half_life)))

    def daily(self, half_life: float, years: int) -> Path:
        """Share that is left at the end of each year, from daily burns at the day's price."""
        left, ends = 1.0, [1.0]
        for day in range(years * 365):
            worth = self.usage + self.lasting(half_life, day / 365)
            left -= self.rate * self.usage / 365 / (worth / left)
            if (day + 1) % 365 == 0:
                ends.append(left)
        return np.array(ends)

    def delayed(self, years: int, half_lives: Sequence[float] = SHOWN) -> Delayed:
        """Supply left over ``years`` for each half-life, and without a premium."""
        fine = np.linspace(0, years, 300)
        lines = {half: 100 * self.left(half, fine) for half in half_lives}
        dots = {half: 100 * self.daily(half, years) for half in half_lives}
        return Delayed(fine, 100 * np.exp(-self.rate * fine), lines, dots)


@dataclass(frozen=True)
class Delayed:
    """Supply left in per cent: ``bare`` without a premium, ``lines`` with one, at years ``fine``.

    Lines are claims by half-life, ``dots`` daily burns at each year's end.
    """

    fine: Path
    bare: Path
    lines: Mapping[float, Path]
    dots: Mapping[float, Path]


def still(ends: Ends) -> Still:
    """The network of a scenario's fifth year, by its medians, if it stayed as it is."""
    return Still(
        band(ends.usage).middle, band(ends.rate).middle, quantity(premium_at_launch).under("base")
    )
