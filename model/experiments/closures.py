"""Four ideas of a price, one economy: what a little more usage, or burning, does under each.

Every point of the sweep sees the same random paths, so a difference between two points is the
lever's doing and not the draw's. An elasticity is the difference of two logarithms, with the
lever up and down by `STEP`, over the difference of the lever's logarithms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.interface import economy, parameters
from model.shocks import shocks
from model.simulate import sweep
from model.spec import fees as f
from model.spec import worth as t
from model.spec import vault as v
from model.quantities import in_force
from model.theory.value.fair_value import PAYOUT
from model.theory.value.transmission import FEES

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from model.parameters import Parameters

STEP = 1.1
#: Executions a day at which the guard leaves room for all revenue.
OFTEN = 20
#: Days over which prices and flows are averaged, so that a season and noise wash out.
LAST = 365
#: Velocity at which tokens are hardly ever held to pay: only future burns are worth something.
NO_BALANCES = 10_000
#: Speeds of the traders at which the gap to the fair price is measured, beside the baseline's.
SPEEDS = (0.1, 0.2, 0.4)
#: Closures by name, with what they change. The exogenous path is calmer than the baseline's: a
#: wild one asks for prices that traders cannot reach with what they hold, so it is not followed.
CLOSURES: Mapping[str, Mapping[str, Any]] = {
    "exogenous price": {"price_rule": "exogenous", "price_volatility": 0.2},
    "quantity equation": {"price_rule": "quantity"},
    "anchor": {"price_rule": "anchor"},
    "rational pricing": {
        "price_rule": "anchor",
        "velocity": NO_BALANCES,
        "unlock_anticipation": 1.0,
    },
}
#: Levers by name, with the parameter that each multiplies.
LEVERS: Mapping[str, str] = {
    "usage": "demand_at_maturity",
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

#: What of a run is kept: nine tenths of it would only fill memory.
KEPT = (
    *(name for name in OUTCOMES if name != "counted"),
    *("circulating", "still_to_come", "burned", "order", "pool_usd"),
    *("fee_dollars", "buyback_dollars", "sale_proceeds", "free_float", "pool_ai"),
)


class Answer(NamedTuple):
    """Median of the runs, and the lowest and highest."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """A sweep over closures, levers and executions a day, with a name for every point."""

    ds: xr.Dataset
    places: Mapping[tuple[str, str, int, bool], int]
    base: Parameters
    noise: NDArray[np.float64]

    def one(self, closure: str, lever: str = "", sign: int = 0, free: bool = True) -> xr.Dataset:
        """The runs of a point; ``free`` where executors call often enough for all revenue."""
        return self.ds.isel(point=self.places[closure, lever, sign, free])

    def outcome(
        self, name: str, closure: str, lever: str = "", sign: int = 0, free: bool = True
    ) -> NDArray[np.float64]:
        """An outcome of each run: a sum, or the mean of the last year."""
        runs = self.one(closure, lever, sign, free)
        if name == "counted":
            circulating, coming = _counted(self.base, closure)
            values = circulating * runs["circulating"] + coming * runs["still_to_come"]
            values = values.where(circulating > 0, 1.0)
        else:
            values = runs[name]
        if OUTCOMES[name] == "sum":
            return np.asarray(values.isel(day=slice(1, None)).sum("day"))
        logs = np.log(values.isel(day=slice(-LAST, None)).to_numpy())
        return np.asarray(np.exp(logs.mean(axis=values.dims.index("day"))))

    def elasticity(self, name: str, closure: str, lever: str, free: bool = True) -> Answer:
        """Per cent that an outcome moves for one per cent of the lever."""
        up, down = (self.outcome(name, closure, lever, sign, free) for sign in (1, -1))
        return _answer(np.log(up / down) / (2 * np.log(STEP)))

    def direct(self, closure: str, lever: str) -> Answer:
        """The fair price's answer less what the tokens that it counts have contributed."""
        up, down = (
            self.outcome("fair_today", closure, lever, sign)
            * self.outcome("counted", closure, lever, sign)
            for sign in (1, -1)
        )
        return _answer(np.log(up / down) / (2 * np.log(STEP)))

    def standing_gaps(self, window: slice = slice(-LAST, None)) -> tuple[NDArray[np.float64], ...]:
        """Speeds, gap that traders find, and net flow over reserve and speed, with dims as below.

        Gaps and flows are means over ``window`` of each run, shape (speeds, runs). The gap is read
        from the traders' order, less its noise; the flow is that of everybody else, in dollars.
        """
        speeds = np.array([self.base["arbitrage_speed"], *SPEEDS])
        ds = self.ds.isel(point=[self.places["anchor", "", n, False] for n in range(len(speeds))])
        theta = speeds[:, None, None]
        noise = self.base["noise_size"] * self.noise
        gap = -(ds["order"].to_numpy()[..., 1:] - noise) / theta
        dollars = (ds["fee_dollars"] + ds["buyback_dollars"] - ds["sale_proceeds"]).to_numpy()
        flow = dollars[..., 1:] / ds["pool_usd"].to_numpy()[..., :-1] / theta
        return speeds, gap[..., window].mean(axis=-1), flow[..., window].mean(axis=-1)

    def burned_part(self, closure: str, free: bool = True) -> Answer:
        """Share of all tokens that has been burned at the end."""
        runs = self.one(closure, free=free)["burned"].isel(day=-1) / self.base["initial_supply"]
        return _answer(runs.to_numpy())


def _answer(per_run: NDArray[np.float64]) -> Answer:
    return Answer(*(float(np.quantile(per_run, q)) for q in (0.5, 0, 1)))


def _counted(base: Parameters, closure: str) -> tuple[float, float]:
    """Weights with which a closure's price counts circulating tokens and those still to come."""
    changes = CLOSURES[closure]
    if changes["price_rule"] == "exogenous":
        return 0.0, 0.0
    if changes["price_rule"] == "quantity":
        return 1.0, 0.0
    return 1.0, float(changes.get("unlock_anticipation", base["unlock_anticipation"]))


def compare(days: int = 1095, runs: int = 6, seed: int = 7, often: int = OFTEN) -> Comparison:
    """The announced economy under each closure, each lever up and down, executors slow and fast.

    With ``often`` executions a day the guard leaves room for all revenue, and every lever moves.
    With as many as the baseline says the guard may bind; there only usage moves.
    """
    one = economy("announced")
    base = parameters("announced", votes=())
    points: list[Parameters] = []
    places: dict[tuple[str, str, int, bool], int] = {}
    for free in (True, False):
        for closure, changes in CLOSURES.items():
            moves: list[tuple[str, int]] = [("", 0)]
            moves += [(e, sign) for e in (LEVERS if free else ("usage",)) for sign in (1, -1)]
            for lever, sign in moves:
                changed: dict[str, Any] = dict(changes)
                if free:
                    changed["executions_per_day"] = often
                if lever:
                    changed[LEVERS[lever]] = base[LEVERS[lever]] * STEP**sign
                places[closure, lever, sign, free] = len(points)
                points.append(parameters("announced", votes=(), **changed))
    for place, speed in enumerate(SPEEDS, start=1):
        places["anchor", "", place, False] = len(points)
        points.append(parameters("announced", votes=(), arbitrage_speed=speed))
    drawn = shocks(one, days, runs, seed)
    ds = sweep(one, points, drawn, engine="numpy")[list(KEPT)]
    return Comparison(ds, places, base, drawn[t.trade_noise.name].to_numpy())


class Prediction(NamedTuple):
    """Elasticities by the closed forms: of the price directly, and of the tokens burned."""

    direct: float
    burned: float


def predicted(base: Parameters) -> dict[tuple[str, str], Prediction]:
    """What the closed forms say, by lever and closure.

    Usage reaches dollars by the claim "fees-follow-usage". The direct effect of dollars on the
    price is zero or one; that of revenue and burn share zero, one, or their part of the anchor.
    Tokens burned move by what the price leaves of the dollars.
    """
    usage = float(FEES.rhs.subs({s: base[s.name] for s in FEES.rhs.free_symbols}))
    part = payout_part(base)
    direct = {
        "exogenous price": (0.0, 0.0),
        "quantity equation": (1.0, 0.0),
        "anchor": (1.0, part),
        "rational pricing": (1.0, 1.0),
    }
    found = {}
    for closure, (by_usage, by_payout) in direct.items():
        found["usage", closure] = Prediction(usage * by_usage, usage * (1 - by_usage))
        for lever in ("revenue", "burn share"):
            found[lever, closure] = Prediction(by_payout, 1 - by_payout)
    return found


def payout_part(base: Parameters) -> float:
    """The part of the anchor that values future burns, at given parameters."""
    names: dict[sp.Symbol, float] = {
        in_force(s): base[s.name] for s in (v.burn_share, v.executor_share)
    }
    rest = (f.application_margin, t.velocity, t.discount_rate, t.long_run_growth)
    return float(PAYOUT.rhs.subs(names | {s: base[s.name] for s in rest}))


def table(found: Comparison) -> pd.DataFrame:
    """Levers and closures in rows: closed form beside simulation, direct effect and supply."""
    import pandas as pd

    rows = {}
    for (lever, closure), theory in predicted(found.base).items():
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
