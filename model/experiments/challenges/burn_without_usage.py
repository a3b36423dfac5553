"""What a vault burns whose revenue comes from anywhere but paid compute, by the idea of a price.

The market for compute stays closed, and the revenue of the vault is the same on average on every
day of five years: from what was observed to a quarter of a million dollars a day. All points meet
the same random paths. Cover is what a month burns over what it unlocks, and break-even the revenue
at which the median cover is one.

Before the first run: more revenue never burns less; it burns in proportion under a given price,
less than in proportion if the price rises with revenue, and the same share whatever it is if the
price is nothing but what revenue is worth. The quantity equation prices bills; where there are
none it has no price, so it is run in states of the world with bills.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ensembles.ensemble import ensemble
from model.experiments.burn import Network, claimed
from model.experiments.challenges.common import Middle, middle
from model.experiments.unlocks import counted
from model.factbook import facts
from model.interface import economy, parameters
from model.quantities import quantity
from model.spec.worth import premium_half_life
from model.theory import notation
from model.units import convert

if TYPE_CHECKING:
    import xarray as xr

    from model.parameter_sets import Parameters

Array = NDArray[np.float64]
SEED, YEARS, YEAR = 7, 5, 365
RUNS: int = 200
#: What the vault took in a day until it was read, USD.
SEEN: float = facts["vault_lifetime_revenue"].to("USD") / facts["observation_days"].to("day")
#: USD a day; the last is the end of the question, and `BEYOND` looks for a break-even past it.
REVENUES: tuple[float, ...] = (SEEN, 100.0, 300.0, 1e3, 3e3, 1e4, 3e4, 1e5, 2.5e5)
BEYOND = (5e5, 1e6, 2e6)
#: Ideas of the price with no bills. The premium halves as usual, as the median launch of 2025, or
#: at once.
CLOSURES: Mapping[str, Mapping[str, Any]] = {
    "given price": {"price_rule": "exogenous", "price_drift": 0.0},
    "usual premium": {"price_rule": "fundamental"},
    "premium like other launches'": {
        "price_rule": "fundamental",
        "premium_half_life": facts["launch_premium_half_life"].to("calendar_year"),
    },
    "no premium": {
        "price_rule": "fundamental",
        "premium_half_life": quantity(premium_half_life).domain.low,
    },
}
#: Ideas of the price where there are bills, the market for compute open from the first day.
WITH_BILLS: Mapping[str, Mapping[str, Any]] = {
    "given price": CLOSURES["given price"],
    "quantity equation": {"price_rule": "quantity"},
    "usual premium": CLOSURES["usual premium"],
}
CLIFF_MONTH: int = round(facts["insider_cliff_months"].to("calendar_month"))
#: Changes that leave chance out, so that runs can be set beside closed forms.
STILL: Mapping[str, float] = dict.fromkeys(
    ("price_volatility", "mood_volatility", "delphi_volatility", "noise_size"), 0.0
)
LOCKED: tuple[str, ...] = tuple(
    f"locked_{who}" for who in ("treasury", "investors", "team", "sale")
)
KEPT = ("burned", "price", "circulating", "vault_usd", "priced_tokens", *LOCKED)
MONTHS: tuple[int, ...] = tuple(
    int(np.ceil(month * convert(1, "calendar_month", "day") - 1e-9))
    for month in range(12 * YEARS + 1)
)


def volume(p: Mapping[str, float], revenue: float) -> float:
    """Trading volume, USD a day, whose fees bring the vault this much a day."""
    return revenue / (p["delphi_fee"] * p["delphi_protocol_share"])


def point(scenario: str, revenue: float, **changes: Any) -> Parameters:
    """A state of the world in which the vault earns ``revenue`` USD a day beside its bills."""
    base = parameters("announced", scenario, ())
    changes |= {"delphi_volume": volume(base, revenue), "delphi_volume_growth": 0.0}
    return parameters("announced", scenario, (), **changes)


def paths(
    closures: Mapping[str, Mapping[str, Any]] = CLOSURES,
    revenues: Sequence[float] = (*REVENUES, *BEYOND),
    runs: int = RUNS,
    scenario: str = "observed",
    **changes: Any,
) -> xr.Dataset:
    """Month ends of five years, dims (closure, revenue, run, month); ``month`` 0 is the launch."""
    import xarray as xr

    points = [
        point(scenario, each, **{**changes, **closure})
        for closure in closures.values()
        for each in revenues
    ]
    ds = ensemble(
        economy("announced"),
        points,
        MONTHS[-1],
        runs,
        SEED,
        keep=KEPT,
        days_kept=list(MONTHS),
        reduce=(),
    )
    sizes = (len(closures), len(revenues), runs, len(MONTHS))
    dims = ("closure", "revenue", "run", "month")
    return xr.Dataset(
        {name: (dims, ds[name].to_numpy().reshape(sizes)) for name in KEPT},
        coords={
            "closure": list(closures),
            "revenue": list(revenues),
            "month": np.arange(len(MONTHS)),
        },
    )


def burned_share(ds: xr.Dataset) -> xr.DataArray:
    """Per cent of the supply burned after five years, dims (closure, revenue, run)."""
    supply = facts["initial_supply"].to("AI")
    found: xr.DataArray = 100 * ds["burned"].isel(month=-1, drop=True) / supply
    return found


def unlocked(ds: xr.Dataset) -> xr.DataArray:
    """AI that leave the locks in each month, the same in all runs: dim (month,)."""
    locked = ds[list(LOCKED)].isel(closure=0, revenue=0, run=0, drop=True).to_dataarray("who")
    found: xr.DataArray = -locked.sum("who").diff("month")
    return found


def cover(ds: xr.Dataset) -> xr.DataArray:
    """Tokens burned over tokens unlocked by month, while any unlock."""
    joins = unlocked(ds)
    found: xr.DataArray = (ds["burned"].diff("month") / joins).where(joins > 1, drop=True)
    return found


def break_even(ds: xr.Dataset) -> xr.DataArray:
    """Least revenue, USD a day, whose median cover is one, dims (closure, month).

    Logarithms are interpolated between the revenues of ``ds``. Infinite if none of them covers,
    and the least revenue if all of them do.
    """
    import xarray as xr

    middle = cover(ds).median("run")
    logs = np.log(ds["revenue"].to_numpy())

    def least(values: Array) -> float:
        enough = values >= 1
        if not enough.any():
            return float("inf")
        first = int(enough.argmax())
        if first == 0:
            return float(np.exp(logs[0]))
        # In a month in which nobody calls the vault nothing is burned, and has no logarithm.
        low, high = np.log(np.maximum(values[first - 1 : first + 1], 1e-12))
        part = -low / (high - low)
        return float(np.exp(logs[first - 1] + part * (logs[first] - logs[first - 1])))

    found: xr.DataArray = xr.apply_ufunc(
        least, middle, input_core_dims=[["revenue"]], vectorize=True
    )
    return found


def slope(ds: xr.Dataset, closure: str, low: float, high: float) -> Middle:
    """Elasticity of the burn between two revenues: median and interval over runs.

    Per cent more burned in five years for one per cent more revenue.
    """
    share = burned_share(ds).sel(closure=closure)
    return middle(np.log(share.sel(revenue=high) / share.sel(revenue=low)) / np.log(high / low))


class Best(NamedTuple):
    """The largest median cover of a month over all revenues, and the revenue, USD a day."""

    cover: Middle
    revenue: float


def best_cover(ds: xr.Dataset, closure: str, month: int) -> Best:
    """The most of a month's unlocks that is burned, whatever the vault earns."""
    runs = cover(ds).sel(closure=closure, month=month)
    place = int(runs.median("run").to_numpy().argmax())
    return Best(middle(runs.isel(revenue=place)), float(ds["revenue"][place]))


def claimed_break_even(ds: xr.Dataset, month: int) -> float:
    """Claim `break-even-revenue` at the launch price, its purchases small: USD a day."""
    p = point("observed", SEEN)
    burned, _ = counted(p)
    price = float(ds["price"].isel(closure=0, revenue=0, run=0, month=0))
    joins = float(unlocked(ds).sel(month=month))
    return joins * price / burned / (MONTHS[month] - MONTHS[month - 1])


def claimed_share(ds: xr.Dataset, revenue: float) -> float:
    """Claim `supply-under-a-given-price` at the launch price: per cent burned in five years."""
    p = point("observed", revenue)
    burned, _ = counted(p)
    price = float(ds["price"].isel(closure=0, revenue=0, run=0, month=0))
    # The claim's integral divides by the growth: a revenue that stands still is its limit.
    net = Network(YEAR * revenue, 1e-6, burned, p["initial_supply"], price)
    values = {**net.values(), notation.price_growth: 0.0}
    left = claimed("supply-under-a-given-price", values, np.array([float(YEARS)]))
    return 100 * float(1 - left[0] / p["initial_supply"])


def expectations(ds: xr.Dataset) -> dict[str, bool]:
    """What was expected before the first run, by a name that says it, on the revenues asked for."""
    asked = burned_share(ds).median("run").sel(revenue=list(REVENUES))
    given, usual, none = (
        slope(ds, c, 1e2, 1e4) for c in ("given price", "usual premium", "no premium")
    )
    return {
        "more revenue never burns less": bool((asked.diff("revenue") > -0.1).all()),
        "a given price burns in proportion": abs(given.middle - 1) < 0.05,
        "a premium slows the burn": bool(
            (asked.sel(closure="usual premium") < asked.sel(closure="no premium")).all()
        ),
        "without a premium revenue does not matter": abs(none.middle) < 0.05,
        "a price that follows burns less than in proportion": none.middle < usual.middle < 1,
        "no revenue covers the unlocks after the cliff": bool(
            np.isinf(break_even(ds).sel(month=slice(CLIFF_MONTH + 1, None))).all()
        ),
    }
