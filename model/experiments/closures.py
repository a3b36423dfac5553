"""Four ideas of a price, one economy: what a little more usage, or burning, does under each.

Every point of the sweep sees the same random paths, so a difference between two points is the
lever's doing and not the draw's. An elasticity is the difference of two logarithms, with the
lever up and down by `STEP`, over the difference of the lever's logarithms. The market for compute
opens on the first day here: the quantity equation has nothing to price before it does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.draws import shocks
from model.interface import economy, parameters
from model.quantities import quantity
from model.simulation import sweep
from model.spec import accounts as a
from model.spec import market as m
from model.spec import nodes as n
from model.spec.worth import premium_half_life

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from model.parameter_sets import Parameters

STEP = 1.1
#: Days over which prices and flows are averaged, so that a season and noise wash out.
LAST = 365
#: Closures by name, with what they change. A short premium halves four times as fast as the usual
#: one; without a premium the launch's is gone in days.
CLOSURES: Mapping[str, Mapping[str, Any]] = {
    "exogenous price": {"price_rule": "exogenous"},
    "quantity equation": {"price_rule": "quantity"},
    "fundamental": {"price_rule": "fundamental"},
    "short premium": {
        "price_rule": "fundamental",
        "premium_half_life": quantity(premium_half_life).under("base") / 4,
    },
    "no premium": {
        "price_rule": "fundamental",
        "premium_half_life": quantity(premium_half_life).domain.low,
    },
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
    "vault_spend": "sum",
    "buyback": "sum",
    "burn": "sum",
    "fair_today": "mean",
    "price": "mean",
    "counted": "mean",
}
GPUS = tuple(n.gpus[c].name for c in a.CLASSES)
COLLATERAL = tuple(m.collateral_asked[c].name for c in a.CLASSES)
#: What of a run is kept: nine tenths of it would only fill memory.
KEPT = (
    *(name for name in OUTCOMES if name != "counted"),
    *("priced_tokens", "free_float", "burned", "mood", "premium", "usage_value", "cash_value"),
    *("growth_multiple", "fee_trend", "revenue", "delphi_revenue", *COLLATERAL),
    *("fair_price", "net_order", "depth", "tokens_offered", "paid_share", "reputation"),
    *("one_purchase", "pool_usd", *GPUS),
)
#: Tokens that a price rule divides by.
COUNTED: Mapping[str, str] = {"quantity": "free_float", "fundamental": "priced_tokens"}


class Answer(NamedTuple):
    """Median of the runs, and the lowest and highest."""

    middle: float
    low: float
    high: float


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
        """An outcome of each run: a sum, or the geometric mean of the last year."""
        runs = self.one(closure, lever, sign)
        if name == "counted":
            tokens = COUNTED.get(str(CLOSURES[closure]["price_rule"]))
            values = runs[tokens] if tokens else 0 * runs["price"] + 1
        else:
            values = runs[name]
        if OUTCOMES[name] == "sum":
            return np.asarray(values.isel(day=slice(1, None)).sum("day"))
        logs = np.log(values.isel(day=slice(-LAST, None)).to_numpy())
        return np.asarray(np.exp(logs.mean(axis=values.dims.index("day"))))

    def elasticity(self, name: str, closure: str, lever: str) -> Answer:
        """Per cent that an outcome moves for one per cent of the lever."""
        up, down = (self.outcome(name, closure, lever, sign) for sign in (1, -1))
        return _answer(np.log(up / down) / (2 * np.log(STEP)))

    def direct(self, closure: str, lever: str) -> Answer:
        """The fair price's answer less what the tokens that it counts have contributed."""
        up, down = (
            self.outcome("fair_today", closure, lever, sign)
            * self.outcome("counted", closure, lever, sign)
            for sign in (1, -1)
        )
        return _answer(np.log(up / down) / (2 * np.log(STEP)))

    def burned_part(self, closure: str) -> Answer:
        """Share of all tokens that the vault has burned at the end."""
        runs = self.one(closure)["burned"].isel(day=-1) / self.base["initial_supply"]
        return _answer(runs.to_numpy())

    def flat_part(self, closure: str) -> Answer:
        """Share of all tokens that the vault's dollars would have burned at the launch price."""
        runs, p = self.one(closure), self.base
        bought = runs["vault_spend"].isel(day=slice(1, None)).sum("day") * (1 - p["pool_fee"])
        burned = p["burn_share"] * (1 - p["executor_share"]) * bought / runs["price"].isel(day=0)
        return _answer(burned.to_numpy() / p["initial_supply"])

    def parts(self, closure: str) -> Mapping[str, float]:
        """What the fundamental value was made of in the last year: shares, medians over runs."""
        runs = self.one(closure).isel(day=slice(-LAST, None))
        year = LAST * self.base["one_day"]
        collateral = sum(runs[name] for name in COLLATERAL)
        balances = runs["growth_multiple"] * runs["fee_trend"] * year / self.base["velocity"]
        mood = np.exp(runs["mood"])
        hope = np.minimum(1, runs["reputation"] / self.base["trusted_reputation"])
        worth = {
            "premium": mood * runs["premium"] * hope,
            "balances": mood * balances,
            "collateral": mood * collateral,
            "burns": mood * (runs["usage_value"] - collateral - balances),
            "cash": runs["cash_value"],
        }
        whole = sum(worth.values())
        return {name: float((part / whole).median()) for name, part in worth.items()}

    def reach_used(self) -> float:
        """GPUs on the last day over those in reach, in the class that uses most of its reach."""
        last = self.one("fundamental").isel(day=-1)
        return max(
            float(last[n.gpus[c].name].max()) / self.base[n.reachable_gpus[c].name]
            for c in a.CLASSES
        )

    def gaps(self, closure: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean log of price over fair price in each run's last year, and what its flows hold."""
        runs = self.one(closure).isel(day=slice(-LAST, None))
        answer = self.base["sellers_response"] * runs["fair_price"] * runs["tokens_offered"]
        held = runs["net_order"] / (runs["depth"] + answer)
        found = np.log((runs["price"] / runs["fair_price"]).to_numpy())
        return found.mean(axis=-1), held.mean("day").to_numpy()


def _answer(per_run: NDArray[np.float64]) -> Answer:
    return Answer(*(float(np.quantile(per_run, q)) for q in (0.5, 0, 1)))


def compare(
    days: int = 1825,
    runs: int = 12,
    seed: int = 7,
    scenario: str = "base",
    closures: Collection[str] = tuple(CLOSURES),
) -> Comparison:
    """A scenario of the announced economy under some closures, each lever up and down."""
    one = economy("announced")
    base = parameters("announced", scenario, (), opening_day=1)
    points: list[Parameters] = []
    places: dict[tuple[str, str, int], int] = {}
    for closure in closures:
        for lever, sign in [("", 0), *((e, sign) for e in LEVERS for sign in (1, -1))]:
            changed: dict[str, Any] = dict(CLOSURES[closure])
            if lever:
                changed[LEVERS[lever]] = base[LEVERS[lever]] * STEP**sign
            places[closure, lever, sign] = len(points)
            points.append(parameters("announced", scenario, (), opening_day=1, **changed))
    ds = sweep(one, points, shocks(one, days, runs, seed))[list(KEPT)]
    return Comparison(ds, places, base)


class Prediction(NamedTuple):
    """Elasticities by closed form: of the price directly, and of the tokens burned."""

    direct: float
    burned: float


def predicted(found: Comparison) -> dict[tuple[str, str], Prediction]:
    """What the closed forms say, by lever and closure.

    A lever moves a fundamental price by the part of the value that it moves, the quantity
    equation's by one if it is usage, and a path of its own by nothing. Usage and revenue move only
    the dollars that applications pay. Tokens burned move by what the price leaves of the dollars.
    """
    table = {}
    for closure, changes in CLOSURES.items():
        parts, paid = found.parts(closure), _from_applications(found.one(closure))
        by_usage = paid * parts["burns"] + parts["balances"] + parts["collateral"]
        direct = {
            "exogenous": (0.0, 0.0, 0.0),
            "quantity": (1.0, 0.0, 0.0),
            "fundamental": (by_usage, paid * parts["burns"], parts["burns"]),
        }[str(changes["price_rule"])]
        for lever, price, dollars in zip(LEVERS, direct, (paid, paid, 1.0), strict=True):
            table[lever, closure] = Prediction(price, dollars - price)
    return table


def _from_applications(runs: xr.Dataset) -> float:
    """The part of the vault's revenue that applications pay; Delphi pays the rest."""
    days = runs.isel(day=slice(1, None))
    return 1 - float((days["delphi_revenue"].sum("day") / days["revenue"].sum("day")).median())


class Weight(NamedTuple):
    """What the fair price is made of on the last day, by half-life of the premium.

    ``usage`` is the share of usage and cash in it, in per cent, and ``worth`` what these are worth
    in USD before the mood, both of shape (half-lives, runs). ``premium`` is that of the launch.
    """

    half_lives: NDArray[np.float64]
    premium: float
    usage: NDArray[np.float64]
    worth: NDArray[np.float64]


def weight_of_usage(
    scenario: str = "base", days: int = 1825, runs: int = 6, seed: int = 7, points: int = 8
) -> Weight:
    """A scenario over the whole range of the premium's half-life, the market open from day one."""
    one = economy("announced")
    lives = np.geomspace(*quantity(premium_half_life).range, points)
    chosen = [
        parameters("announced", scenario, (), opening_day=1, premium_half_life=each)
        for each in lives
    ]
    base, ds = chosen[0], sweep(one, chosen, shocks(one, days, runs, seed)).isel(day=-1)
    worth = ds["usage_value"] + np.exp(-ds["mood"]) * ds["cash_value"]
    whole = ds["fair_today"] * ds["priced_tokens"]
    share = 100 * np.exp(ds["mood"]) * worth / whole
    return Weight(lives, base["premium_at_launch"], np.asarray(share), np.asarray(worth))


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
