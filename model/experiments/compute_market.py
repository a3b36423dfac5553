"""Runs that stand beside the claims on the market for compute: settling, swings, exits, takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.parameters import Parameters, build
from model.shocks import shocks
from model.simulate import simulate
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import market as m
from model.spec.economy import Economy
from model.theory.market import market_statics, stability, swings
from model.theory.market import one_class as o
from model.theory.market.take_rate import earned

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
Numbers = Sequence[float] | Array
CALM = {
    "adoption_midpoint": -20.0, "demand_growth": 0.0, "demand_volatility": 0.0,
    "season_size": 0.0, "workload_volatility": 0.0, "application_volatility": 0.0,
    "hardware_cost_trend": 0.0, "treasury_subsidy_share": 0.0,
}  # fmt: skip


def alike(economy: Economy) -> Parameters:
    """The baseline without growth, noise or subsidy, all nodes of the professional kind."""
    base = build(economy, "baseline", ())
    names = ("fixed_cost", "variable_cost", "uptime", "quality")
    same = {f"{x}_{c}": base[f"{x}_professional"] for x in names for c in a.CLASSES}
    first = sum(base[f"first_gpus_{c}"] for c in a.CLASSES) / len(a.CLASSES)
    return build(
        economy, "baseline", (), **CALM, **same, **{f"first_gpus_{c}": first for c in a.CLASSES}
    )


def settle(economy: Economy, days: int) -> xr.Dataset:
    """The whole economy with nodes alike and no surprises, dims (run, day)."""
    still = shocks(economy, days=days, runs=1, seed=7) * 0
    return simulate(economy, alike(economy), still, engine="numpy")


def one_market(p: Parameters) -> o.Market:
    """The same market with one class of node, in NumPy, without subsidy."""
    return o.Market(
        scale=p["demand_at_maturity"],
        elasticity=p["demand_elasticity"],
        hours=p["day_in_hours"] * p["uptime_professional"],
        fixed=p["fixed_cost_professional"],
        variable=p["variable_cost_professional"],
        share=1 - p["protocol_take"] - p["validator_share"],
        subsidy=0.0,
        supply=p["supply_elasticity"],
        target=p["utilisation_target"],
        first=sum(p[f"first_gpus_{c}"] for c in a.CLASSES),
        reference=p["reference_price"],
        span=p["price_span"],
    )


class Settled(NamedTuple):
    """A run beside the claim: paths by day, and what the claim says of each day's GPUs."""

    price: Array
    said: Array
    said_with_loss: Array
    gpus: Array
    needed: Array
    use: Array
    worth: Array


def _recent(daily: Array) -> Array:
    """Sum of the last 30 days, or of the days so far; day 0 has none."""
    total = np.cumsum(np.r_[np.zeros(30), np.nan_to_num(daily)])
    recent = total[30:] - total[:-30]
    return np.where(recent > 0, recent, np.nan)


def against_claim(economy: Economy, run: xr.Dataset) -> Settled:
    """Each day's price and GPUs, and those of the claim for the day's cost and price.

    ``worth`` is what nodes earned in the last 30 days, at the price of the evening, over their
    share of the fees of these days.
    """
    p = alike(economy)
    market = one_market(p)
    price = run["compute_price"].values[0]
    gpus = sum(run[f"gpus_{c}"].values[0] for c in a.CLASSES)
    income = sum(run[f"node_income_{c}"].values[0] for c in a.CLASSES) * run["price"].values[0]
    fees = run["fees_usd"].values[0]
    worth = _recent(income) / _recent(market.share * fees)
    cost = market.keep(gpus) / (market.hours * market.target) + market.variable
    needed = market.use(price, 1.0) / market.target
    return Settled(
        price,
        cost / market.share,
        cost / (market.share * worth),
        gpus,
        needed,
        run["utilisation"].values[0],
        worth,
    )


def responses(market: o.Market, supplies: Numbers) -> dict[str, Array]:
    """Elasticities of rest by elasticity of supply, from long runs a little apart.

    "gpus" and "price" answer to demand, "share" is how GPUs answer to the nodes' share.
    """
    many = replace(market, supply=np.asarray(supplies, float), scale=market.scale + np.zeros(1))
    ends = {}
    for field in ("scale", "share"):
        shifted = [
            replace(many, **{field: getattr(many, field) * np.exp(x)}) for x in (0.01, -0.01)
        ]
        up, down = (np.log(np.array(each.lagged(5000, 0.05, 0.02, 30.0))) for each in shifted)
        ends[field] = (up - down) / 0.02
    return {"price": ends["scale"][0], "gpus": ends["scale"][1], "share": ends["share"][1]}


def responses_said(market: o.Market, supplies: Numbers) -> dict[str, Array]:
    """The same elasticities from the claim."""
    stated = {part.lhs: part.rhs for part in market_statics.STATICS.args}
    answers = {
        "gpus": market_statics.gpus_to_demand,
        "price": market_statics.price_to_demand,
        "share": market_statics.gpus_to_share,
    }
    takes = (d.demand_elasticity, market_statics.cost_slope)
    slopes = []
    for supply in supplies:
        here = replace(market, supply=float(supply))
        keep = here.keep(here.rest()[1])
        slopes.append(keep / supply / (keep + here.variable * here.target * here.hours))
    return {
        name: np.asarray(sp.lambdify(takes, stated[symbol])(market.elasticity, np.array(slopes)))
        for name, symbol in answers.items()
    }


class Region(NamedTuple):
    """Where swings die out: the claim's edge, the edge of the specification's rule, and runs."""

    speed: Array
    edge: Array
    with_wait: Array
    tried_speed: Array
    tried_entry: Array
    calm: NDArray[np.bool_]


def _dies_out(
    market: o.Market, price: float, gpus: float, speed: Any, entry: Any, wait: float
) -> NDArray[np.bool_]:
    """Whether a swing of a thousandth is gone in the end; ``wait`` 0 is entry at once."""
    x, y = price * (1.001 + 0 * entry), gpus * (1 + 0 * entry)
    building, late = 0 * entry, np.zeros(np.shape(entry))
    for day in range(3000):
        gain = np.clip(market.profit(x, y, np.minimum(market.use(x, y), 1)), -1, 1)
        grown = entry * gain * y
        if wait:
            arrived = building / wait
            building = building - arrived + np.maximum(grown, 0)
            grown = np.minimum(grown, 0) + arrived
        x, y = market.evening(x, y, speed), np.maximum(y + grown, 1e-3 * gpus)
        if day >= 2900:
            late = np.maximum(late, np.abs(np.log(y / gpus)) + np.abs(np.log(x / price)))
    return np.asarray(late < 1e-3)


def region(market: o.Market, wait: float) -> Region:
    """The stable speeds of price and entry, for entry at once and for orders that wait."""
    price, gpus = market.rest()
    speed = np.linspace(0.03, min(1.6 / market.elasticity, 1.0), 40)
    values = swings.ratios(market, price, gpus)
    form = sp.lambdify([m.price_speed, *values], stability.STABLE.rhs, "numpy")
    edge = np.array([float(form(each, *values.values())) for each in speed])
    low, high = 0 * speed, 0 * speed + 20.0
    for _ in range(12):
        middle = (low + high) / 2
        good = _dies_out(market, price, gpus, speed, middle, wait)
        low, high = np.where(good, middle, low), np.where(good, high, middle)
    tried = np.array([
        (s, float(e) * part) for s, e in zip(speed[::4], edge[::4], strict=True)
        for part in (0.3, 0.6, 0.9, 1.1, 1.4)])  # fmt: skip
    calm = _dies_out(market, price, gpus, tried[:, 0], tried[:, 1], 0.0)
    return Region(speed, edge, low, tried[:, 0], tried[:, 1], calm)


def price_paths(market: o.Market, products: Numbers, days: int) -> Array:
    """Log price over rest after a start a tenth above it, with GPUs fixed; shape (case, day)."""
    price, gpus = market.rest()
    path = [np.full(len(products), price * 1.1)]
    for _ in range(days):
        path.append(market.evening(path[-1], gpus, np.asarray(products) / market.elasticity))
    return np.log(np.asarray(path).T / price)


def subsidy_ends(market: o.Market, shares: Numbers) -> Array:
    """GPUs at rest after a subsidy of these shares of the fixed cost ends, over those before."""
    part, pays = np.asarray(shares, float), []
    for share in part:
        # The subsidy that pays this share of the cost at rest: the nodes bear the rest of it.
        _, before = replace(market, fixed=market.fixed * (1 - share)).rest()
        pays.append(share * market.keep(before) * before)
    apart = replace(market, scale=market.scale + 0 * part)
    _, before = replace(apart, subsidy=np.asarray(pays)).lagged(6000, 0.05, 0.02, 30.0)
    _, after = apart.lagged(6000, 0.05, 0.02, 30.0)
    return np.asarray(after / before)


def gpus_by_demand(market: o.Market, scales: Numbers) -> Array:
    """GPUs after a long run, by demand."""
    many = replace(market, scale=np.asarray(scales, float))
    return np.asarray(many.lagged(6000, 0.05, 0.02, 30.0)[1], float)


def treasury_income(market: o.Market, takes: Numbers, validators: float) -> Array:
    """What the treasury earns in a day at rest, by take; by long runs of the market."""
    share = 1 - np.asarray(takes, float) - validators
    many = replace(market, share=share, scale=market.scale + 0 * share)
    price, gpus = many.lagged(5000, 0.05, 0.02, 30.0)
    return np.asarray(takes * price * np.minimum(many.use(price, gpus), 1) * gpus * many.hours)


def treasury_said(market: o.Market, takes: Numbers, validators: float) -> Array:
    """The same, solved at rest."""
    return np.array([earned(market, float(take), validators) for take in takes])
