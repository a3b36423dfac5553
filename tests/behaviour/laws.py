"""Laws of behaviour: a change of the economy, and what must follow on the same shocks.

Each law is a statement about two ensembles on common random numbers, base and changed, held at the
three scenarios and at random points within the ranges of the facts. A law that holds only under a
condition says it. Every law names a change of the *specification* on which it fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
import xarray as xr

import model
from model.engines.problem import Problem, Seeded
from model.experiments.random_points import across_range, random_points
from model.points import Points, vary
from model.simulation import trajectories
from model.spec.accounts import CLASSES
from model.spec.economy import Economy

DAYS, YEAR, SEED = 1825, 365, 7
OPENING = 200  # so that a random world has time to show what its market does
POINTS = 160
Columns = Mapping[str, np.ndarray]
Change = Callable[[Columns], dict[str, np.ndarray]]


@dataclass(frozen=True)
class Seen:
    """What two ensembles are compared by, arrays (points,): means over runs."""

    fees: np.ndarray
    price: np.ndarray  # mean logarithm in the last year
    path: np.ndarray  # mean logarithm after the opening
    gpus: np.ndarray
    early_gpus: np.ndarray  # in the year after the opening
    compute: np.ndarray  # price of compute over the price outside
    reputation: np.ndarray
    unpaid: np.ndarray  # share of bills that were not paid
    gap: np.ndarray  # largest, any day
    burned: np.ndarray
    slashed: np.ndarray
    subsidised: np.ndarray  # share of the nodes' income that is subsidy, in the last year


#: What is measured: a small part of all columns, which would take gigabytes.
MEASURED = (
    *("fees_usd", "price", "reputation", "work_bill", "audit_bill", "paid_share", "gap"),
    *("burned", "slash_burned"),
    *(
        f"{name}_{c}"
        for name in ("gpus", "node_subsidy", "node_income", "compute_price", "price_outside")
        for c in CLASSES
    ),
)


def kept(
    economy: Economy, points: Points, names: tuple[str, ...], days: int, runs: int, seed: int
) -> xr.Dataset:
    """Some columns of all trajectories, dims (point, run, day), from day 0 on."""
    problem = Problem(economy, points, Seeded(seed), runs, days, kept=names)
    found = {name: (("point", "run", "day"), v) for name, v in trajectories(problem).items()}
    return xr.Dataset(found, {"day": np.arange(days + 1)})


def seen(economy: Economy, points: Points, runs: int) -> Seen:
    """Run the points and measure them."""
    ds = kept(economy, points, MEASURED, DAYS, runs, SEED)
    first = int(points.columns["opening_day"][0])
    late, early = ds.isel(day=slice(-YEAR, None)), ds.isel(day=slice(first, first + YEAR))

    def over(one: str, part: xr.Dataset = late) -> np.ndarray:
        return mean(sum(part[f"{one}_{c}"] for c in CLASSES))

    def mean(values: Any) -> np.ndarray:
        return values.mean(("day", "run")).to_numpy()

    bills = ds.work_bill + ds.audit_bill
    with np.errstate(invalid="ignore", divide="ignore"):
        unpaid = 1 - (bills * ds.paid_share).sum(("day", "run")) / bills.sum(("day", "run"))
        subsidised = over("node_subsidy") / over("node_income")
    last = ds.isel(day=-1)
    return Seen(
        mean(late.fees_usd),
        mean(np.log(late.price)),
        mean(np.log(ds.price.isel(day=slice(first, None)))),
        over("gpus"),
        over("gpus", early),
        mean(sum(late[f"compute_price_{c}"] / late[f"price_outside_{c}"] for c in CLASSES) / 3),
        mean(late.reputation),
        np.nan_to_num(unpaid.to_numpy()),
        abs(ds.gap).max(("day", "run")).to_numpy(),
        last.burned.mean("run").to_numpy(),
        last.slash_burned.mean("run").to_numpy(),
        np.nan_to_num(subsidised),
    )


@dataclass(frozen=True)
class Law:
    """``holds`` of base and changed, where ``where`` of the columns and base; the broken copy."""

    name: str
    change: Change
    holds: Callable[[Seen, Seen], np.ndarray]
    broken: Mapping[str, Callable[[sp.Expr], sp.Expr]]
    where: Callable[[Columns, Seen], np.ndarray] = lambda p, base: base.fees > 0
    least: float = 0.95  # share of the random points at which it must hold


def put(**values: float) -> Change:
    """Set parameters to values."""
    return lambda p: {name: np.full(len(p["opening_day"]), v) for name, v in values.items()}


def times(factor: float, *names: str) -> Change:
    """Multiply parameters."""
    return lambda p: {name: factor * p[name] for name in names}


def of_classes(name: str) -> tuple[str, ...]:
    """The parameters of a row over the classes."""
    return tuple(f"{name}_{c}" for c in CLASSES)


def frozen(name: str) -> Callable[[sp.Expr], sp.Expr]:
    """A law of motion that does not move."""
    return lambda value: model.quantities.registry[name].symbol


def tempted(p: Columns, base: Seen) -> np.ndarray:
    """Where a cheat gains in every class once no stake is at risk: T14a without its stake."""
    caught = p["audit_probability"] * p["detection_probability"]
    share = 1 - p["protocol_take"] - p["validator_share"]
    gains = [
        (p[f"variable_cost_{c}"] + p["side_gain"]) / (share * p[f"outside_price_{c}"])
        for c in CLASSES
    ]
    return np.min(gains, axis=0) > 1.5 * caught


def _symbol(name: str) -> sp.Symbol:
    return model.quantities.registry[name].symbol


def _perfect(value: sp.Expr) -> sp.Expr:
    """An equation in which nobody errs."""
    return value.subs({_symbol(name): 1 for name in of_classes("quality")})


def _calm(p: Columns, base: Seen) -> np.ndarray:
    """Where flows are small beside the depth of the market, and all bills are paid."""
    return (base.gap < 0.1) & (base.unpaid < 1e-6)


def _competitive(p: Columns, base: Seen) -> np.ndarray:
    """Where compute costs less than thrice the price outside, and fees feed the nodes."""
    return (base.compute < 3) & (base.subsidised < 0.5)


def _hopeful(p: Columns, base: Seen) -> np.ndarray:
    """Where the premium stays a good part of the price for years."""
    return p["premium_half_life"] > 1.5


def _subsidised(p: Columns, base: Seen) -> np.ndarray:
    """Where the treasury pays nodes enough to be felt."""
    return p["treasury_subsidy_share"] > 0.02


LAWS = (
    # Scarce compute is dear and tempts cheats: where trust falls with usage, hope may follow it.
    Law(
        "more usage: fees rise, the price does not fall unless trust does",
        times(2, "usage_at_maturity"),
        lambda a, b: (
            (b.fees > 1.1 * a.fees)
            & ((b.price > a.price - 0.03) | (b.reputation < a.reputation - 0.02))
        ),
        {"demand_scale": frozen("demand_scale")},
    ),
    Law(
        "no audits: trust and fees fall",
        put(audit_probability=0),
        lambda a, b: (b.reputation < a.reputation) & (b.fees < 0.9 * a.fees),
        {"reputation": frozen("reputation")},
        lambda p, base: base.compute < 3,
    ),
    Law(
        "no audits: the price falls",
        put(audit_probability=0),
        lambda a, b: b.path < a.path - 0.05,
        {"fair_today": frozen("fair_price")},
        _hopeful,
    ),
    Law(
        "no slash: trust and fees fall",
        put(slash_fraction=0),
        lambda a, b: (b.reputation < a.reputation) & (b.fees < 0.95 * a.fees),
        {"reputation": frozen("reputation")},
        tempted,
    ),
    Law(
        "bad results: fees fall, the price does not rise",
        put(**dict.fromkeys(of_classes("quality"), 0.3)),
        lambda a, b: (b.fees < 0.95 * a.fees) & (b.price < a.price + 0.02),
        {"wrong_share": _perfect, "error_cost": _perfect},
    ),
    Law(
        "half taken: fewer GPUs, and dearer compute unless the network dies",
        put(protocol_take=0.5),
        lambda a, b: (
            (b.gpus < 0.95 * a.gpus) & ((b.compute > 1.05 * a.compute) | (b.fees < 0.5 * a.fees))
        ),
        {"to_divide": lambda e: e * 10**6},
        lambda p, base: _competitive(p, base) & (p["protocol_take"] < 0.2),
        0.85,
    ),
    Law(
        "nodes sell nothing: the price hardly moves",
        put(sell_rate_nodes=0),
        lambda a, b: abs(b.price - a.price) < 0.1,
        {"priced_tokens": lambda e: e + 1000 * _symbol("node_balance_datacentre")},
        _calm,
        0.9,
    ),
    Law(
        "a twentieth of the depth: users' bills are paid",
        times(0.05, "market_depth_share"),
        lambda a, b: abs(np.log(b.fees / a.fees)) < 0.1,
        {"room_for_bills": lambda e: _symbol("depth") / 10**4},
        _calm,
        0.9,
    ),
    Law(
        "a pool fifty times thinner: bills and price as before",
        times(0.02, "pool_usd_reserve"),
        lambda a, b: (
            (abs(np.log(b.fees / a.fees)) < 0.05)
            & (abs(b.price - a.price) < 0.05)
            & (b.unpaid < 1e-3)
        ),
        {"room_for_bills": lambda e: _symbol("pool_usd") / 10**3},
        _calm,
    ),
    # What a cap delays may meet a cheaper token.
    Law(
        "a cap of zero is no cap",
        put(epoch_volume_cap=0),
        lambda a, b: b.burned > 0.99 * a.burned,
        {
            "cap_left": lambda e: sp.Max(
                0,
                _symbol("epoch_volume_cap_in_force")
                - (1 - _symbol("new_epoch")) * _symbol("epoch_used"),
            )
        },
        least=1.0,
    ),
    Law(
        "compute outside 30 % cheaper: fees fall",
        times(0.7, *of_classes("outside_price")),
        lambda a, b: b.fees < 0.999 * a.fees,
        {"right_price": lambda e: sp.Integer(1)},
        _competitive,
        0.8,
    ),
    Law(
        "half the premium: fewer GPUs live on the subsidy",
        times(0.5, "premium_at_launch"),
        lambda a, b: b.early_gpus < 0.999 * a.early_gpus,
        {"subsidy": lambda e: e / 10**9},
        _subsidised,
    ),
    Law(
        "no subsidy: fewer GPUs in the first year",
        put(treasury_subsidy_share=0),
        lambda a, b: b.early_gpus < 0.99 * a.early_gpus,
        {"subsidy": lambda e: e / 10**9},
        _subsidised,
    ),
    Law(
        "twice the grants: the price is not higher",
        times(2, "treasury_spend_rate"),
        lambda a, b: b.path < a.path + 0.003,
        {"priced_tokens": lambda e: e - 10 * _symbol("grantees")},
        _calm,
    ),
)


@cache
def scenarios() -> Points:
    """Bear, base and bull, as points."""
    which = [model.parameters("announced", name, votes=()) for name in ("bear", "base", "bull")]
    return Points.of(which)


@cache
def worlds() -> Points:
    """Random points within the ranges of the facts, under the fundamental rule."""
    fixed = {"opening_day": float(OPENING), "price_rule": 0.0, "market_rule": 0.0}
    columns = {name: np.full(POINTS, value) for name, value in fixed.items()}
    return random_points("announced", POINTS, SEED, across_range, columns)


def with_change(points: Points, change: Change) -> Points:
    """The same points, each changed."""
    economy, base = model.economy("announced"), model.parameters("announced", votes=())
    return vary(economy, base, {**points.columns, **change(points.columns)})
