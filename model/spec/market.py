"""The market for compute: each class has a price that follows its scarcity.

Users compare what a right result costs them here with the price outside, and ask for less where
results were wrong. A node may work as much as its collateral allows. The posted price climbs while
utilisation is above its target; the alternative clears the market each day. Theory: T13.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    POSITIVE,
    Domain,
    choice,
    definitions,
    level,
    levels,
    parameter,
    parameters,
)
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import nodes as n
from model.spec.core import Block, Definition, Equation, Initial, Law
from model.spec.terms import (
    audit_charge,
    audit_charges,
    collateral,
    collateral_per_gpu,
    error_cost,
    maintenance_share,
    node_share,
)
from model.spec.worth import trusted_reputation

POSTED, CLEARING = 0, 1

market_rule = parameter(
    "market_rule",
    r"\mathcal{R}_p",
    "1",
    "how the price of compute forms: posted and adjusted, or clearing",
    choice("posted", "clearing"),
    "market_rule",
)
demand_weight = parameters(
    "demand_weight",
    "w",
    "1",
    "weight of {} GPUs in what users spend at the outside price",
    POSITIVE,
    "demand_weight",
    over=a.CLASSES,
)
reputation_response = parameter(
    "reputation_response",
    r"\theta",
    "1",
    "log change of demand with the log of reputation, beside the dearer right result",
    Domain(0, 10),
    "reputation_response",
)
utilisation_target = parameter(
    "utilisation_target",
    r"u^{*}",
    "1",
    "utilisation at which the posted price rests",
    Domain(0, 1, open_low=True),
    "utilisation_target",
)
price_speed = parameter(
    "price_speed",
    r"\lambda",
    "1",
    "daily response of the log posted price to relative excess utilisation",
    Domain(0, 1),
    "price_speed",
)
price_span = parameter(
    "price_span",
    r"\bar\pi",
    "1",
    "largest multiple of the outside price, and one over the least",
    Domain(1, 1000, open_low=True),
    "price_span",
)
reputation = level(
    "reputation",
    "R",
    "1",
    "share of right results that users reckon with",
    Domain(0, 1, open_low=True),
)
posted_price = levels(
    "posted_price",
    r"p^{\circ}",
    "USD/GPU_hour",
    "posted price of {} GPUs",
    POSITIVE,
    over=a.CLASSES,
)
compute_price = levels(
    "compute_price",
    "p",
    "USD/GPU_hour",
    "price that users pay for {} GPUs",
    POSITIVE,
    over=a.CLASSES,
)
workable_hours = levels(
    "workable_hours",
    r"Q^{w}",
    "GPU_hour",
    "GPU-hours of {} nodes that users want and collateral allows",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
pressure = levels(
    "pressure",
    r"u^{d}",
    "1",
    "demand over the capacity of {} nodes that is online, clamped at twice the target",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
collateral_asked = levels(
    "collateral_asked",
    r"K^{\$}",
    "USD",
    "collateral asked of {} nodes",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
collateral_due = definitions(
    "collateral_due",
    r"K^{d}",
    "USD",
    "collateral that the GPUs of {} nodes call for today",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
demand_today = definitions(
    "demand_today",
    "A^{d}",
    "GPU_hour",
    "hours of {} GPUs that today's tasks would take at the outside price",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
offered_hours = definitions(
    "offered_hours",
    r"\hat Q",
    "GPU_hour",
    "GPU-hours that the collateral of {} nodes allows",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
price_today = definitions(
    "price_today", r"p^{t}", "USD/GPU_hour", "today's price of {} GPUs", POSITIVE, over=a.CLASSES
)
right_price = definitions(
    "right_price",
    r"\hat p",
    "1",
    "what a right result of {} GPUs costs, over the price outside",
    POSITIVE,
    over=a.CLASSES,
)
wanted_hours = definitions(
    "wanted_hours",
    r"Q^{d}",
    "GPU_hour",
    "hours of {} GPUs wanted at today's price",
    NOT_NEGATIVE,
    over=a.CLASSES,
)


def within_span(c: str, price: sp.Expr) -> sp.Expr:
    """A price of compute within the span around the outside price, and no lower than what pays."""
    outside = d.price_outside[c]
    pays = (d.cost_index * n.variable_cost[c] + error_cost[c]) / node_share()
    return sp.Max(pays, sp.Min(sp.Max(price, outside / price_span), outside * price_span))


def answer(relative_price: sp.Expr) -> sp.Expr:
    """Demand over what it is at the outside price: 1 there, at most 2, falling with the price."""
    return 2 / (1 + relative_price ** (2 * d.demand_elasticity))


def market() -> Block:
    """Price and workable hours of the day, by class."""
    weights = sp.Add(*demand_weight.values())
    surprise = d.task_size / d.gpu_hours_per_task
    equations: list[Equation] = [
        *n.capacities(),
        *audit_charges(),
        *collateral(utilisation_target),
    ]
    for c in a.CLASSES:
        outside = d.price_outside[c]
        cover = a.node_stake[c] * a.price / (maintenance_share * collateral_due[c])
        clearing = (
            outside
            * reputation
            * (
                sp.Max(0, 2 * demand_today[c] / offered_hours[c] - 1)
                ** (1 / (2 * d.demand_elasticity))
            )
            - audit_charge[c]
        )
        price = sp.Piecewise(
            (posted_price[c], sp.Eq(market_rule, POSTED)),
            (clearing, sp.Gt(offered_hours[c], 0)),
            (outside * price_span, True),
        )
        equations += [
            Definition(collateral_due[c], d.market_open * collateral_per_gpu[c] * n.gpus[c]),
            Definition(
                demand_today[c],
                surprise
                * d.demand_scale
                * demand_weight[c]
                / weights
                / outside
                * reputation**reputation_response,
            ),
            Definition(
                offered_hours[c],
                n.capacity[c]
                * sp.Piecewise((sp.Min(1, cover), sp.Gt(collateral_due[c], 0)), (1, True)),
            ),
            Definition(price_today[c], within_span(c, price)),
            Definition(right_price[c], (price_today[c] + audit_charge[c]) / (outside * reputation)),
            Definition(wanted_hours[c], demand_today[c] * answer(right_price[c])),
            Law(compute_price[c], price_today[c]),
            Law(workable_hours[c], sp.Min(wanted_hours[c], offered_hours[c])),
            Law(
                pressure[c],
                sp.Min(wanted_hours[c] / n.capacity[c], 2 * utilisation_target),
            ),
            Law(collateral_asked[c], collateral_due[c]),
        ]
    return Block(
        "market",
        "Users ask for compute, nodes offer it; the shorter side decides.",
        tuple(equations),
    )


def initial() -> tuple[Initial, ...]:
    """Day 0: the outside price, and nothing traded yet; users trust as much as holders do."""
    zero = sp.Integer(0)
    each = a.CLASSES
    return (
        Initial(reputation, trusted_reputation),
        *(Initial(posted_price[c], d.outside_price[c]) for c in each),
        *(Initial(compute_price[c], d.outside_price[c]) for c in each),
        *(Initial(workable_hours[c], zero) for c in each),
        *(Initial(pressure[c], zero) for c in each),
        *(Initial(collateral_asked[c], zero) for c in each),
    )
