"""The take of the protocol: the treasury's best share of the fees, at rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import sympy as sp
from scipy.optimize import minimize_scalar

from model.logic.formulas import only_root, optimum
from model.logic.step import Step
from model.logic.steps import inequality
from model.quantities import SHARE, theoretical
from model.spec import market as m
from model.spec import terms
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import one_class as o
from model.theory.market.market_policy import logs

eps, eta, target = o.demand_response, o.supply_response, m.utilisation_target
p, gpus, h = o.hour_price, o.node_gpus, o.node_hours
best_take = theoretical(
    "best_take", r"\kappa^{*}", "1", "take at which the treasury earns most from fees", SHARE
)
# Bound variables: a take, what it leaves nodes, what validators leave, and the elasticity over one.
take, left, room, more = sp.symbols("f w v y", positive=True)
ELASTIC = {eps: 1 + more, terms.validator_share: 1 - room}
BEST = sp.Eq(best_take, (1 - terms.validator_share) * (eps + eta) / (eps * (1 + eta)))


def _best(statement: sp.Basic) -> Iterator[Step]:
    profit, demand = logs()
    hours = o.load() * gpus * h
    yield only_root(
        "At rest GPUs are as many as work at the target, at any price.",
        sp.Eq(gpus, hours / (target * h)),
        sp.Eq(demand, 0),
        slope=-1 / gpus,
    )
    pays = sp.expand_log(profit.subs(gpus, hours / (target * h)), force=True)
    first = o.node_fixed_cost / (o.kept * target * h)
    many = o.hours_wanted * o.reference_price**eps / (target * h * o.first_node_gpus)
    price = (first**eta * many) ** (1 / (eps + eta))
    yield only_root(
        "With so many the last of them is just paid at this price, and at no other: a larger share "
        "for nodes lowers it.",
        sp.Eq(p, price),
        sp.Eq(pays, 0),
        slope=(1 + eps / eta) / p,
    )
    yield inequality(
        "With ε = 1 + y, and 1 − v for the validators, the take of the claim leaves nodes a share.",
        room - statement.rhs.subs(ELASTIC),
        sp.Integer(0),
        room * more * eta / ((1 + more) * (1 + eta)),
        strict=True,
    )
    paid = 1 - terms.validator_share - take
    fees = (p * hours).subs(p, price).subs(o.kept, paid)
    yield optimum(
        "The treasury earns the take times fees. Its log rises with the take up to this one, and "
        "falls beyond it.",
        statement,
        sp.expand_log(sp.log(take * fees), force=True),
        take,
        eps * (1 + eta) / ((eps + eta) * take * paid),
        {terms.validator_share: 1 - take - left, eps: 1 + more},
    )


def earned(market: o.Market, take: float, validators: float) -> float:
    """What the treasury earns in a day at rest."""
    price, number = replace(market, share=1 - take - validators).rest()
    return float(take * price * market.target * number * market.hours)


def best(market: o.Market, validators: float) -> float:
    """The take that earns most, by search."""
    found = minimize_scalar(
        lambda take: -np.log(earned(market, take, validators)),
        bounds=(1e-4, 1 - validators - 1e-4),
        method="bounded",
        options={"xatol": 1e-9},
    )
    return float(found.x)


def _best_in_numbers(statement: sp.Basic) -> Evidence:
    count, worst, draw = 60, 0.0, np.random.default_rng(11)
    many = replace(o.markets(count), subsidy=np.zeros(count), variable=np.zeros(count))
    for place in range(count):
        market = replace(many.case(place), elasticity=draw.uniform(1.15, 3))
        validators = draw.uniform(0, 0.15)
        values = {eps: market.elasticity, eta: market.supply, terms.validator_share: validators}
        found = best(market, validators)
        worst = max(worst, o.distance(statement, values | {best_take: found}))
    return Evidence("take found by search over markets at rest: relative gap", count, worst, 1e-4)


def _other_take(text: str, **changes: float) -> Counterexample:
    plain = {"elasticity": 1.5, "supply": 1.0, "subsidy": 0.0, "variable": 0.0}
    market = replace(o.markets(1).case(0), **(plain | changes))
    values = {eps: market.elasticity, eta: market.supply, terms.validator_share: 0.05}
    return o.unlike(text, best(market, 0.05), BEST.rhs, values)


def _captive() -> Counterexample:
    """With the GPUs fixed the price is what users pay; the take only moves it between pockets."""
    take = np.linspace(0, 0.95, 96)
    return o.unlike("let no GPU come or go: fees stay, and the treasury takes all that nodes have",
                    float(take[np.argmax(take * 1.0)]), BEST.rhs,
                    {eps: 1.5, eta: 1.0, terms.validator_share: 0.05})  # fmt: skip


def claims() -> tuple[Claim, ...]:
    """The claim."""
    idle = Assumption("no-running-cost", "work itself costs nothing, the fixed cost is all")
    take = Claim(
        "take-rate-bound",
        "The take at which the treasury earns most, and above which more take earns less",
        "With a constant cost of the last GPU and no validators it is one over the elasticity of "
        "demand. A rising cost raises it, since part of the take then falls on the cheaper nodes.",
        (
            idle,
            Assumption("free-entry", "nodes leave until the rest are paid"),
            Assumption("demand-elastic", "the elasticity of demand is above one"),
        ),
        BEST,
        _best,
        _best_in_numbers,
        {
            "no-running-cost": lambda: _other_take(
                "let work cost something while the last GPU's cost rises: another take is best",
                variable=0.5),
            "free-entry": _captive,
            "demand-elastic": lambda: _other_take(
                "let the elasticity be 0.8: fees rise with every take", elasticity=0.8),
        },
        f"{o.TEXTBOOK}; no subsidy; at rest, away from limits",
        shown_in="fig-take-rate",
        owner="Lerner 1934 and Laffer 2004 for a constant cost, place not looked up; else own",
    )  # fmt: skip
    return (take,)
