"""Four ideas of a price, one economy: what a little more usage, or burning, does under each.

Every point of a sweep sees the same random paths, so a difference between two points is the
lever's doing and not the draw's. An elasticity is the difference of two logarithms, with the
lever up and down by `STEP`, over the difference of the lever's logarithms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.interface import economy, parameters
from model.quantities import quantity
from model.shocks import shocks
from model.simulate import sweep
from model.spec import worth as t

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from model.parameters import Parameters

STEP = 1.1
#: Days over which prices and flows are averaged, so that a season and noise wash out.
LAST = 365
#: The shortest half-life of the premium in the facts: soon nothing of the premium is left.
SHORT = quantity(t.premium_half_life).range[0]
#: Closures by name, with what they change.
CLOSURES: Mapping[str, Mapping[str, Any]] = {
    "exogenous price": {"price_rule": "exogenous"},
    "quantity equation": {"price_rule": "quantity"},
    "premium": {},
    "premium gone": {"premium_half_life": SHORT},
}
#: Levers by name, with the parameter that each multiplies.
LEVERS: Mapping[str, str] = {
    "usage": "usage_at_maturity",
    "revenue": "application_margin",
    "burn share": "burn_share",
}
#: What is measured: name in a run, and whether it is a sum over days or a mean of the last year.
OUTCOMES: Mapping[str, str] = {
    "fees_usd": "sum",
    "revenue": "sum",
    "burn": "sum",
    "fair_price": "mean",
    "price": "mean",
    "counted": "mean",
}
#: Tokens by which the fair price divides, by closure; an exogenous price counts none.
COUNTED: Mapping[str, str] = {
    "quantity equation": "free_float",
    "premium": "priced_tokens",
    "premium gone": "priced_tokens",
}
#: What of a run is kept: nine tenths of it would only fill memory.
KEPT = (
    *(name for name in OUTCOMES if name != "counted"),
    *("free_float", "priced_tokens", "burned", "paid_share", "application_revenue"),
    *("mood", "usage_value", "growth_multiple", "premium", "cash_value", "reputation"),
    *("revenue_trend", "net_order", "depth", "tokens_offered", "buyback_usd"),
)


class Answer(NamedTuple):
    """Median of the runs, and the lowest and highest."""

    middle: float
    low: float
    high: float


class Prediction(NamedTuple):
    """Elasticities by the closed forms: of the price directly, and of the tokens burned."""

    direct: float
    burned: float


@dataclass(frozen=True)
class Comparison:
    """A sweep over closures and levers, with a name for every point."""

    ds: xr.Dataset
    places: Mapping[tuple[str, str, int], int]
    base: Parameters

    def one(self, closure: str, lever: str = "", sign: int = 0) -> xr.Dataset:
        """The runs of a point."""
        return self.ds.isel(point=self.places[closure, lever, sign])

    def outcome(
        self, name: str, closure: str, lever: str = "", sign: int = 0
    ) -> NDArray[np.float64]:
        """An outcome of each run: a sum, or the mean of the last year."""
        runs = self.one(closure, lever, sign)
        if name == "counted" and closure not in COUNTED:
            return np.ones(runs.sizes["run"])
        values = runs[COUNTED[closure] if name == "counted" else name]
        if OUTCOMES[name] == "sum":
            return np.asarray(values.isel(day=slice(1, None)).sum("day"))
        return np.asarray(np.exp(np.log(values.isel(day=slice(-LAST, None))).mean("day")))

    def elasticity(self, name: str, closure: str, lever: str) -> Answer:
        """Per cent that an outcome moves for one per cent of the lever."""
        up, down = (self.outcome(name, closure, lever, sign) for sign in (1, -1))
        return _answer(np.log(up / down) / (2 * np.log(STEP)))

    def direct(self, closure: str, lever: str) -> Answer:
        """The fair price's answer less what the tokens that it counts have contributed."""
        up, down = (
            self.outcome("fair_price", closure, lever, sign)
            * self.outcome("counted", closure, lever, sign)
            for sign in (1, -1)
        )
        return _answer(np.log(up / down) / (2 * np.log(STEP)))

    def parts(self, closure: str) -> dict[str, Answer]:
        """What the fair price is made of in the last year, as shares of it, by each run's mean."""
        runs = self.one(closure).isel(day=slice(-LAST, None))
        whole = runs.fair_price * runs.priced_tokens
        mood = np.exp(runs.mood)
        burns = mood * runs.growth_multiple * _burns(self.base, runs.revenue_trend)
        shares = {
            "usage": (mood * runs.usage_value + runs.cash_value) / whole,
            "burns": (burns + runs.cash_value) / whole,
            "applications": _part(runs.application_revenue, runs.revenue),
        }
        return {name: _answer(each.mean("day").to_numpy()) for name, each in shares.items()}

    def burned_part(self, closure: str) -> Answer:
        """Share of all tokens that the vault has burned at the end, in per cent."""
        runs = self.one(closure)["burned"].isel(day=-1) / self.base["initial_supply"]
        return _answer(100 * runs.to_numpy())

    def gaps(self, closure: str, window: slice = slice(-LAST, None)) -> tuple[NDArray[Any], ...]:
        """Mean log of price over fair price of each run, and what the flows of its days hold."""
        runs = self.one(closure).isel(day=window)
        found = np.log(runs.price / runs.fair_price).mean("day")
        deep = runs.depth + self.base["sellers_response"] * runs.fair_price * runs.tokens_offered
        return found.to_numpy(), (runs.net_order / deep).mean("day").to_numpy()


def _burns(base: Parameters, revenue: xr.DataArray) -> xr.DataArray:
    """Present value of the burns that a day's revenue goes on to pay."""
    burned = base["burn_share"] * (1 - base["executor_share"])
    return burned * revenue / (base["discount_rate"] - base["long_run_growth"]) * LAST


def _part(one: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    return one.mean("day") / whole.mean("day") + 0 * one


def _answer(per_run: NDArray[np.float64]) -> Answer:
    return Answer(*(float(np.quantile(per_run, q)) for q in (0.5, 0, 1)))


def compare(
    scenario: str = "base", days: int = 1825, runs: int = 6, seed: int = 7
) -> Comparison:
    """A scenario under each closure, each lever up and down, on the same random paths."""
    one = economy("announced")
    points: list[Parameters] = []
    places: dict[tuple[str, str, int], int] = {}
    for closure, changes in CLOSURES.items():
        moves: Sequence[tuple[str, int]] = [("", 0), *((e, n) for e in LEVERS for n in (1, -1))]
        for lever, sign in moves:
            places[closure, lever, sign] = len(points)
            point = parameters("announced", scenario, (), **changes)
            if lever:
                moved = {LEVERS[lever]: point[LEVERS[lever]] * STEP**sign}
                point = parameters("announced", scenario, (), **changes, **moved)
            points.append(point)
    ds = sweep(one, points, shocks(one, days, runs, seed))[list(KEPT)]
    return Comparison(ds, places, parameters("announced", scenario, ()))


def predicted(found: Comparison) -> dict[tuple[str, str], Prediction]:
    """What the closed forms say, by lever and closure, from what the price is made of.

    Usage moves fees one for one, and revenue by the part of it that applications earn. The fair
    price moves by the share in it of what the lever scales. Tokens burned move by what the price
    leaves of the dollars.
    """
    forms = {}
    for closure in CLOSURES:
        parts = {name: each.middle for name, each in found.parts(closure).items()}
        dollars = parts["applications"]
        direct = {"usage": 0.0, "revenue": 0.0, "burn share": 0.0}
        if closure == "quantity equation":
            direct["usage"] = 1.0
        elif closure in COUNTED:
            others = (1 - dollars) * parts["burns"]  # burns of the revenue that Delphi earns
            direct = {
                "usage": parts["usage"] - others,
                "revenue": dollars * parts["burns"],
                "burn share": parts["burns"],
            }
        for lever in LEVERS:
            reach = 1.0 if lever == "burn share" else dollars
            forms[lever, closure] = Prediction(direct[lever], reach - direct[lever])
    return forms


class HalfLives(NamedTuple):
    """By half-life of the premium: shares of usage in the price, and burned, in per cent."""

    half_lives: NDArray[np.float64]
    usage: NDArray[np.float64]
    burned: NDArray[np.float64]


def by_half_life(
    scenario: str = "base", days: int = 1825, runs: int = 6, seed: int = 7, points: int = 8
) -> HalfLives:
    """The price and the burn of a scenario over the whole range of the premium's half-life.

    Usage's share is that of the last day; both results have shape (half-lives, runs).
    """
    one = economy("announced")
    low, high = quantity(t.premium_half_life).range
    lives = np.geomspace(low, high, points)
    chosen = [parameters("announced", scenario, (), premium_half_life=each) for each in lives]
    ds = sweep(one, chosen, shocks(one, days, runs, seed)).isel(day=-1)
    usage = np.exp(ds.mood) * ds.usage_value + ds.cash_value
    share = 100 * usage / (ds.fair_price * ds.priced_tokens)
    burned = 100 * ds.burned / chosen[0]["initial_supply"]
    return HalfLives(lives, share.to_numpy(), burned.to_numpy())


def table(found: Comparison) -> pd.DataFrame:
    """Levers and closures in rows: closed form beside simulation, direct effect and supply."""
    import pandas as pd

    rows = {}
    for (lever, closure), theory in predicted(found).items():
        rows[lever, closure] = {
            "direct, closed form": theory.direct,
            "direct, run": found.direct(closure, lever).middle,
            "by the supply, run": -found.elasticity("counted", closure, lever).middle,
            "price, run": found.elasticity("price", closure, lever).middle,
            "burned, closed form": theory.burned,
            "burned, run": found.elasticity("burn", closure, lever).middle,
        }
    # Minus zero is zero.
    return pd.DataFrame.from_dict(rows, orient="index").map(lambda x: f"{round(x, 2) + 0.0:.2f}")
