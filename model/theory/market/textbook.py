"""Which textbook market the economy's resembles: the elasticities of its curves near rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning
from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import all_of
from model.quantities import POSITIVE, theoretical
from model.spec import adjustment as j
from model.spec import market as m
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import class_market as c
from model.theory.market import one_class as o

p, gpus, eps, eta = c.p, c.gpus, c.eps, j.supply_elasticity
dearness = theoretical(
    "dearness", "y", "1", "what a right result costs, over the price outside", POSITIVE
)
BENT = 2 * eps * dearness ** (2 * eps) / (1 + dearness ** (2 * eps))
DEMAND_NEAR = BENT * p / (p + c.audit_hour)
#: How much dearer the last GPU is than the first, over the first.
DEARER = (gpus / c.reachable) ** (1 / eta)
SUPPLY_NEAR = eta * (1 + 1 / DEARER)
TANGENT = sp.And(sp.Eq(o.demand_response, DEMAND_NEAR), sp.Eq(o.supply_response, SUPPLY_NEAR))


def _tangent(statement: sp.Basic) -> Iterator[Step]:
    demand = o.part(statement, o.demand_response)
    hours = c.wanted()
    right = o.equation("market", m.right_price[o.ONE]).subs(c.WORDS)
    falls = by_meaning(
        "Hours wanted answer to the price by minus this, with y for what a right result costs over "
        "the price outside.",
        demand,
        -p / hours * sp.Derivative(hours, p),
        where={dearness: right},
    )
    par = identity(
        "At the price outside, with no charge for audits, it is the specified elasticity.",
        demand.rhs.subs({dearness: 1, c.audit_hour: 0}),
        eps,
    )
    cost = o.equation("adjustment", j.keep_cost[o.ONE]).subs(c.WORDS)
    level = identity(
        "What the last GPU must earn is what the first one must, times this.",
        cost / cost.subs(gpus, 0),
        1 + DEARER,
    )
    rises = by_meaning(
        "The GPUs answer to it by one over its own answer to the GPUs.",
        o.part(statement, o.supply_response),
        cost / (gpus * sp.Derivative(cost, gpus)),
    )
    yield from (falls, par, level, rises)
    yield all_of("So these are the two elasticities.", statement, falls, rises)


def _slopes(market: c.Rule, price: Any, number: Any, follows: float = 0.0) -> tuple[Any, Any]:
    """Elasticities by differences; ``follows``: how far the outside price follows this one."""
    step = 1e-5

    def log_hours(log: float) -> Any:
        out = market.outside * np.exp(follows * log)
        scale = market.scale / np.exp(follows * log)
        return np.log(replace(market, outside=out, scale=scale).wanted(price * np.exp(log)))

    def log_cost(log: float) -> Any:
        return np.log(market.last(number * np.exp(log)))

    demand = -(log_hours(step) - log_hours(-step)) / (2 * step)
    return demand, 2 * step / (log_cost(step) - log_cost(-step))


def _near(market: c.Rule, price: Any, number: Any) -> dict[sp.Symbol, Any]:
    values = c.point(market, price, number)
    values[dearness] = (price + market.audit) / (market.outside * market.trust)
    return values | {eta: market.supply, c.reachable: market.reach}


def _tangent_in_numbers(statement: sp.Basic) -> Evidence:
    count, market = 80, c.rules(80)
    draw = np.random.default_rng(11).uniform
    price, number = draw(0.4, 2, count), draw(0.1, 4, count)
    demand, supply = _slopes(market, price, number)
    values = _near(market, price, number) | {o.demand_response: demand, o.supply_response: supply}
    text = "random markets, both curves by differences: relative gap"
    return Evidence(text, count, o.distance(statement, values), 1e-6)


def _outside_follows() -> Counterexample:
    market, price, number = c.rules(1), np.full(1, 1.0), np.full(1, 1.0)
    demand, _ = _slopes(market, price, number, follows=0.5)
    values = {k: float(np.ravel(v)[0]) for k, v in _near(market, price, number).items()}
    return o.unlike(
        "let the price outside move half as much as the price here: demand answers otherwise",
        float(demand[0]),
        DEMAND_NEAR,
        values,
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    tangent = Claim(
        "textbook-market-tangent",
        "Which textbook market the economy's resembles near rest",
        "Near rest demand has this elasticity: the specified one at the outside price, up to twice "
        "as much where compute is dearer, less where it is cheaper. The number of GPUs answers to "
        "what the last one must earn by the specified elasticity if that is far more than the "
        "first one must, and by more than it the closer the two are.",
        (Assumption("outside-given", "the network is too small to move the price outside"),),
        TANGENT,
        _tangent,
        _tangent_in_numbers,
        {"outside-given": _outside_follows},
        "local: small changes of price and GPUs; trust stands",
        shown_in="fig-market-curves",
        owner="own; solved from the model's equations",
    )
    return (tangent,)
