"""Where the market for compute rests: from the equations of the specification."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import sympy as sp

from model.spec import adjustment as j
from model.spec import demand as d
from model.spec import market as m
from model.spec import nodes as n
from model.spec import rewards as r
from model.quantities import in_force
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import one_class as o
from model.theory.steps import Step, case, conclusion, identity, inequality

p, gpus, h, target = m.compute_price, o.node_gpus, o.node_hours, m.utilisation_target
eps, eta = d.demand_elasticity, j.supply_elasticity
REST_PRICE = ((o.last_gpu_cost - o.gpu_subsidy) / (h * target) + o.node_variable_cost) / (
    r.node_share()
)
REST_GPUS = d.demand_scale * (p / d.reference_price) ** -eps / (target * h)
KEEP = o.node_fixed_cost * (gpus / o.first_node_gpus) ** (1 / eta)
REST = sp.And(
    sp.Eq(m.utilisation, target),
    sp.Eq(p, REST_PRICE),
    sp.Eq(gpus, REST_GPUS),
    sp.Eq(o.last_gpu_cost, KEEP),
)


def _rest(statement: sp.Basic) -> Iterator[Step]:
    speed = o.known(m.price_speed)
    excess = m.pressure / target - 1
    law = identity(
        "In the evening the posted price moves by the relative excess of demand over target.",
        o.equation("adjustment", m.posted_price),
        m.within_span(p * sp.exp(m.price_speed * excess)),
    )
    still = identity(
        "It stands still where demand over capacity is the target.",
        (m.price_speed * excess).subs(m.pressure, target),
        sp.Integer(0),
    )
    only = inequality(
        "It stands still nowhere else, since the step rises with demand over capacity.",
        sp.diff(speed * excess, m.pressure),
        sp.Integer(0),
        speed / target,
        strict=True,
    )
    number = identity(
        "Demand over capacity is the target at this number of GPUs. The target is below one, so "
        "all that is wanted is worked and utilisation is the target too.",
        o.load().subs(gpus, REST_GPUS),
        target,
    )
    earned = o.margin(target).subs(o.subsidy_usd, o.gpu_subsidy * gpus)
    income = identity(
        "A GPU earns its share of the fees of its hours and the subsidy, and pays for its work.",
        earned,
        r.node_share() * p * target * h + o.gpu_subsidy - o.node_variable_cost * target * h,
    )
    cost = identity("The fixed cost of the last GPU is as specified.", o.keep_cost(), KEEP)
    margin = earned.subs(o.KEPT)
    zero = identity(
        "Profit is zero at this price.",
        (margin - o.last_gpu_cost).subs(p, REST_PRICE.subs(o.KEPT)),
        sp.Integer(0),
    )
    rises = inequality(
        "It is so at no other, since the margin rises with the price.",
        sp.diff(margin, p),
        sp.Integer(0),
        o.kept * target * h,
        strict=True,
    )
    extra = sp.Symbol("x", positive=True)
    least = n.standby_share * o.first_node_gpus
    calm = case(
        "At zero profit with nothing ordered the number of GPUs stands still.",
        o.equation("adjustment", n.gpus[o.ONE])
        .subs({j.profit[o.ONE]: 0, n.building[o.ONE]: 0})
        .subs(gpus, least + extra),
        least + extra,
    )
    steps = (law, still, only, number, income, cost, zero, rises, calm)
    yield from steps
    yield conclusion("Price and capacity stand still exactly there.", REST, *steps)


def point(market: o.Market, price: Any, number: Any) -> dict[sp.Symbol, Any]:
    """What the claims speak of, for numbers."""
    return {
        d.demand_scale: market.scale, eps: market.elasticity, h: market.hours,
        o.node_fixed_cost: market.fixed, o.node_variable_cost: market.variable,
        in_force(r.protocol_take): 0.9 * (1 - market.share),
        r.validator_share: 0.1 * (1 - market.share),
        eta: market.supply, target: market.target, o.first_node_gpus: market.first,
        d.reference_price: market.reference, p: price, gpus: number,
        m.utilisation: market.use(price, number), o.last_gpu_cost: market.keep(number),
        o.gpu_subsidy: market.subsidy / number,
    }  # fmt: skip


def _rest_in_numbers(statement: sp.Basic) -> Evidence:
    count, draw = 80, np.random.default_rng(11)
    market = o.markets(count)
    speeds = (draw.uniform(0.02, 0.1, count), draw.uniform(0.02, 0.05, count))
    price, number = market.lagged(6000, *speeds, draw.uniform(1, 30, count))
    return Evidence(
        "random markets after 6 000 days of lagged entry and instant exit: relative difference",
        count,
        o.distance(statement, point(market, price, number)),
        1e-8,
    )


def _without(text: str, what: sp.Symbol, said: sp.Expr, **changes: float) -> Counterexample:
    """What a changed market comes to, against what the claim says of it."""
    market = o.markets(1).case(0)
    run = replace(market, **{name: getattr(market, name) * x for name, x in changes.items()})
    price, number = (float(x) for x in run.lagged(6000, 0.05, 0.02, 5.0))
    values = point(replace(run, share=market.share), price, number)
    if what == gpus:  # half of the capacity is of another class
        values[gpus] = number / 2
    return o.unlike(text, float(values.pop(what)), said, values)


def claims() -> tuple[Claim, ...]:
    """The claim."""
    rest = Claim(
        "compute-market-rests",
        "Where the market for compute rests",
        "The posted price covers the cost of the last GPU at the target utilisation, and "
        "capacity is what users want at that price over the target. With a constant cost of the "
        "last GPU the price does not depend on demand at all.",
        (
            Assumption("one-class", "all nodes are alike"),
            Assumption("away-from-limits", "the price lies within its span, the GPUs above "
                       "standby, the target below one"),
            Assumption("full-worth", "the AI that users pay is worth the bill when nodes count it"),
        ),
        REST,
        _rest,
        _rest_in_numbers,
        {
            "one-class": lambda: _without(
                "let half of the GPUs be of another class: one class alone is half of the capacity",
                gpus, REST_GPUS),
            "away-from-limits": lambda: _without(
                "double the fixed cost and let the span end at the reference price: the price "
                "cannot rise, so GPUs leave until utilisation is above its target",
                m.utilisation, target, fixed=2, span=1e-6),
            "full-worth": lambda: _without(
                "let a tenth of the payment be lost on its way: the price must make up for it",
                p, REST_PRICE, share=0.9),
        },
        "all positive costs; a subsidy below the cost of the last GPU; hardware cost constant",
        shown_in="fig-market-rest",
    )  # fmt: skip
    return (rest,)
