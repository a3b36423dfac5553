"""Runs that stand beside the claims on the market for compute: settling, swings, exits, takes.

The textbook market of a page is the one that a class of the economy resembles near rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.optimize import brentq

from model.draws import shocks
from model.experiments import class_at_rest
from model.experiments.class_at_rest import CLASS, Market, Rule
from model.parameter_sets import Parameters, build
from model.simulation import simulate
from model.spec import accounts as a
from model.spec import market as m
from model.spec import terms
from model.spec.economy import Economy
from model.theory.market import market_statics, stability
from model.theory.market.one_class import demand_response, supply_response

Array = NDArray[np.float64]
Numbers = Sequence[float] | Array
#: Users have all come on the first day, and nothing surprises.
CALM = {
    "opening_day": 1,
    "adoption_midpoint": -20.0,
    "demand_growth": 0.0,
    "demand_volatility": 0.0,
    "season_size": 0.0,
    "workload_volatility": 0.0,
    "application_volatility": 0.0,
    "hardware_cost_trend": 0.0,
    "treasury_subsidy_share": 0.0,
}


def alike(economy: Economy, first: float) -> Parameters:
    """Base without growth, noise or subsidy, all nodes professional; ``first`` GPUs a class."""
    base = build(economy, "base", ())
    names = (
        "fixed_cost",
        "variable_cost",
        "uptime",
        "quality",
        "outside_price",
        "demand_weight",
        "reachable_gpus",
    )
    same = {f"{x}_{c}": base[f"{x}_{CLASS}"] for x in names for c in a.CLASSES}
    return build(
        economy, "base", (), **CALM, **same, **{f"first_gpus_{c}": first for c in a.CLASSES}
    )


class Settled(NamedTuple):
    """Runs from few GPUs and from many: paths (run, day), and what the claim says of them."""

    price: Array
    band: tuple[float, float]
    outside: float
    gpus: Array
    needed: Array
    use: Array


def settle(economy: Economy, days: int, starts: Numbers) -> Settled:
    """The whole economy with nodes alike and no surprises, from shares of the GPUs at rest."""
    gpus = class_at_rest.rest(class_at_rest.class_rule(alike(economy, 1.0)))[1]
    points = [alike(economy, float(start) * gpus) for start in starts]
    still = shocks(economy, days=days, runs=1, seed=7) * 0
    runs = simulate(economy, points, still).isel(run=0)
    rule = class_at_rest.class_rule(points[0], trust=float(runs["reputation"][0, -1]))
    price, found = (runs[f"{x}_{CLASS}"].values for x in ("compute_price", "gpus"))
    worked = runs[f"served_hours_{CLASS}"].values
    return Settled(
        price,
        class_at_rest.band(rule, float(found[0, -1])),
        rule.outside,
        found,
        np.asarray(rule.wanted(price)) / (rule.target * rule.hours),
        worked / (found * rule.hours),
    )


def lagged(market: Market, days: int, speed: float, entry: float, lag: float) -> tuple[Any, Any]:
    """Price and GPUs after days of the specification's rule: orders wait, exits do not."""
    price = market.reference + 0 * market.scale
    gpus, building = market.first + 0 * market.scale, 0 * market.scale
    for _ in range(days):
        use = np.minimum(market.use(price, gpus), 1)
        gain = np.clip(market.profit(price, gpus, use), -1, 1)
        price, gpus, building = (
            market.evening(price, gpus, speed),
            gpus + building / lag - entry * np.maximum(-gain, 0) * gpus,
            building * (1 - 1 / lag) + entry * np.maximum(gain, 0) * gpus,
        )
    return price, gpus


def responses(market: Market, supplies: Numbers) -> dict[str, Array]:
    """Elasticities of rest by elasticity of supply, from long runs a little apart.

    "gpus" and "price" answer to demand, "share" is how GPUs answer to the nodes' share.
    """
    many = replace(market, supply=np.asarray(supplies, float), scale=market.scale + np.zeros(1))
    ends = {}
    for field in ("scale", "share"):
        shifted = [
            replace(many, **{field: getattr(many, field) * np.exp(x)}) for x in (0.01, -0.01)
        ]
        up, down = (np.log(np.array(lagged(each, 5000, 0.05, 0.02, 30.0))) for each in shifted)
        ends[field] = (up - down) / 0.02
    return {"price": ends["scale"][0], "gpus": ends["scale"][1], "share": ends["share"][1]}


def responses_said(market: Market, supplies: Numbers) -> dict[str, Array]:
    """The same elasticities from the claim."""
    stated = {part.lhs: part.rhs for part in market_statics.STATICS.args}
    answers = {
        "gpus": market_statics.gpus_to_demand,
        "price": market_statics.price_to_demand,
        "share": market_statics.gpus_to_share,
    }
    takes = (demand_response, market_statics.cost_slope)
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
    """Where swings die out: the claim's edge, and runs on both sides of it."""

    speed: Array
    edge: Array
    tried_speed: Array
    tried_entry: Array
    calm: NDArray[np.bool_]


def _dies_out(
    market: Market, price: float, gpus: float, speed: Any, entry: Any
) -> NDArray[np.bool_]:
    """Whether a swing of a thousandth is gone in the end, if nodes come and go at once."""
    x, y = price * (1.001 + 0 * entry), gpus * (1 + 0 * entry)
    late = np.zeros(np.shape(entry))
    for day in range(3000):
        gain = np.clip(market.profit(x, y, np.minimum(market.use(x, y), 1)), -1, 1)
        x, y = market.evening(x, y, speed), np.maximum(y + entry * gain * y, 1e-3 * gpus)
        if day >= 2900:
            late = np.maximum(late, np.abs(np.log(y / gpus)) + np.abs(np.log(x / price)))
    return np.asarray(late < 1e-3)


def region(market: Market) -> Region:
    """The stable speeds of price and entry in the textbook market."""
    price, gpus = market.rest()
    speed = np.linspace(0.03, min(1.6 / market.elasticity, 1.0), 40)
    values = market.ratios()
    form = sp.lambdify([m.price_speed, *values], stability.STABLE.rhs, "numpy")
    edge = np.array([float(form(each, *values.values())) for each in speed])
    tried = np.array(
        [
            (s, float(e) * part)
            for s, e in zip(speed[::4], edge[::4], strict=True)
            for part in (0.3, 0.6, 0.9, 1.1, 1.4)
        ]
    )
    calm = _dies_out(market, price, gpus, tried[:, 0], tried[:, 1])
    return Region(speed, edge, tried[:, 0], tried[:, 1], calm)


def price_paths(market: Market, products: Numbers, days: int) -> Array:
    """Log price over rest after a start a tenth above it, with GPUs fixed; shape (case, day)."""
    price, gpus = market.rest()
    path = [np.full(len(products), price * 1.1)]
    for _ in range(days):
        path.append(market.evening(path[-1], gpus, np.asarray(products) / market.elasticity))
    return np.asarray(np.log(np.asarray(path).T / price))


def subsidy_ends(market: Market, shares: Numbers) -> Array:
    """GPUs at rest after a subsidy of these shares of the fixed cost ends, over those before."""
    part, pays = np.asarray(shares, float), []
    for share in part:
        # The subsidy that pays this share of the cost at rest: the nodes bear the rest of it.
        _, before = replace(market, fixed=market.fixed * (1 - share)).rest()
        pays.append(share * market.keep(before) * before)
    apart = replace(market, scale=market.scale + 0 * part)
    _, before = lagged(replace(apart, subsidy=np.asarray(pays)), 6000, 0.05, 0.02, 30.0)
    _, after = lagged(apart, 6000, 0.05, 0.02, 30.0)
    return np.asarray(after / before)


def gpus_by_demand(market: Market, scales: Numbers) -> Array:
    """GPUs after a long run, by demand."""
    many = replace(market, scale=np.asarray(scales, float))
    return np.asarray(lagged(many, 6000, 0.05, 0.02, 30.0)[1], float)


def treasury_income(market: Market, takes: Numbers, validators: float) -> Array:
    """What the treasury earns in a day at rest, by take; by long runs of the market."""
    share = 1 - np.asarray(takes, float) - validators
    many = replace(market, share=share, scale=market.scale + 0 * share)
    price, gpus = lagged(many, 5000, 0.05, 0.02, 30.0)
    return np.asarray(takes * price * np.minimum(many.use(price, gpus), 1) * gpus * many.hours)


def treasury_said(market: Market, takes: Numbers, validators: float) -> Array:
    """The same, solved at rest."""
    share = 1 - np.asarray(takes, float) - validators
    price, gpus = replace(market, share=share, scale=market.scale + 0 * share).rest()
    return np.asarray(takes * price * market.target * gpus * market.hours)


def demand_floor(market: Market, wanted: float) -> float:
    """The demand that the wanted GPUs rest with, in GPU-hours a day at the reference price."""
    price = (market.keep(wanted) / (market.hours * market.target) + market.variable) / market.share
    power = (price / market.reference) ** market.elasticity
    return float(wanted * market.target * market.hours * power)


def best_take(market: Market, validators: float) -> float:
    """The best take of the claim."""
    values = {
        demand_response: market.elasticity,
        supply_response: market.supply,
        terms.validator_share: validators,
    }
    return float(sp.lambdify(list(values), market_statics.BEST.rhs, "math")(*values.values()))


def best_take_there(rule: Rule, validators: float) -> float:
    """The best take of the claim, with the elasticities that the class has at that very take."""

    def above(take: float) -> float:
        there = class_at_rest.near(replace(rule, share=1 - validators - take))
        return take - best_take(there, validators)

    return float(brentq(above, 0.01, 0.9 - validators, xtol=1e-6))
