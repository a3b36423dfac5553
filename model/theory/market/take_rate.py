"""The take of the protocol: the treasury's best share of the fees, at rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import sympy as sp
from scipy.optimize import minimize_scalar

from model.quantities import SHARE, theoretical
from model.spec import market as m
from model.spec import terms
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import one_class as o
from model.theory.market.market_policy import logs
from model.theory.steps import Step, conclusion, identity, inequality

eps, eta, target = o.demand_response, o.supply_response, m.utilisation_target
p, gpus = o.hour_price, o.node_gpus
best_take = theoretical(
    "best_take", r"\kappa^{*}", "1", "take at which the treasury earns most from fees", SHARE
)
BEST = sp.Eq(best_take, (1 - terms.validator_share) * (eps + eta) / (eps * (1 + eta)))


def _best(statement: sp.Basic) -> Iterator[Step]:
    profit, demand = logs()
    share, both = o.kept, sp.Matrix([profit, demand])
    matrix = sp.Matrix([[x * sp.diff(e, x) for x in (p, gpus)] for e in both])
    pulled = sp.Matrix([share * sp.diff(e, share) for e in both])
    price = -(matrix.inv() * pulled)[0]
    fall = identity(
        "At rest a share of nodes that is larger by one per cent lowers the price by this many.",
        price,
        -eta / (eps + eta),
    )
    take, left = sp.symbols("f w", positive=True)
    fees = (1 - eps) * price
    slope = 1 / take - fees / left
    steeper = inequality(
        "The treasury earns the take times fees, which are demand times the price to the power of "
        "1 − ε. With ε = 1 + y, its log moves with the take by one over the take less a multiple "
        "of one over the nodes' share. That falls as the take rises, so there is one maximum.",
        sp.Integer(0),
        (-1 / take**2 - fees / left**2).subs(eps, 1 + sp.Symbol("y", positive=True)),
        1 / take**2 + sp.Symbol("y", positive=True) * eta
        / (1 + sp.Symbol("y", positive=True) + eta) / left**2,
        strict=True,
    )  # fmt: skip
    flat = identity(
        "It is zero at the take of the claim, of which the nodes' share is one less the "
        "validators' and itself.",
        slope.subs(left, 1 - terms.validator_share - take).subs(take, BEST.rhs),
        sp.Integer(0),
    )
    yield from (fall, steeper, flat)
    yield conclusion("So this take earns most.", BEST, fall, steeper, flat)


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
    )  # fmt: skip
    return (take,)
