"""The market for compute: a price that follows scarcity.

Capacity meets demand, and the shorter side trades. The posted price climbs while utilisation
is above its target; the alternative clears the market each day. Theory: T13.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    Domain,
    choice,
    definition,
    level,
    parameter,
)
from model.spec import demand as d
from model.spec import nodes as n
from model.spec.core import Block, Definition, Initial, Law

POSTED, CLEARING = 0, 1

market_rule = parameter(
    "market_rule",
    r"\mathcal{R}_p",
    "1",
    "how the compute price forms: posted and adjusted, or clearing",
    choice("posted", "clearing"),
    "market_rule",
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
    "largest multiple of the reference price, and one over the least",
    Domain(1, 1000, open_low=True),
    "price_span",
)
posted_price = level(
    "posted_price", r"p^{\circ}", "USD/GPU_hour", "posted price of compute", POSITIVE
)
compute_price = level(
    "compute_price", "p", "USD/GPU_hour", "price of compute that users pay", POSITIVE
)
served_hours = level("served_hours", "Q", "GPU_hour", "GPU-hours worked today", NOT_NEGATIVE)
served_tasks = level("served_tasks", "N_\\tau", "task", "tasks done today", NOT_NEGATIVE)
utilisation = level("utilisation", "u", "1", "worked share of the capacity that is online", SHARE)
pressure = level(
    "pressure", "u_d", "1", "demand over capacity, clamped at twice the target", NOT_NEGATIVE
)

price_today = definition(
    "price_today", r"p_t", "USD/GPU_hour", "today's price of compute", POSITIVE
)
wanted_tasks = definition(
    "wanted_tasks", r"N^{d}", "task", "tasks wanted at today's price", NOT_NEGATIVE
)
wanted_hours = definition(
    "wanted_hours", r"Q^{d}", "GPU_hour", "GPU-hours wanted at today's price", NOT_NEGATIVE
)
worked_today = definition(
    "worked_today", r"Q_t", "GPU_hour", "GPU-hours that find a GPU", NOT_NEGATIVE
)


def within_span(price: sp.Expr) -> sp.Expr:
    """A compute price, kept within the span around the reference price."""
    return sp.Min(sp.Max(price, d.reference_price / price_span), d.reference_price * price_span)


def market() -> Block:
    """Price, quantity and utilisation of the day."""
    clearing = d.reference_price * (d.demand_scale / n.total_capacity) ** (1 / d.demand_elasticity)
    price = sp.Piecewise((posted_price, sp.Eq(market_rule, POSTED)), (clearing, True))
    shrink = (price_today / d.reference_price) ** (-d.demand_elasticity)
    return Block(
        "market",
        "Users ask for compute, nodes offer it; the shorter side trades.",
        (
            *n.capacities(),
            Definition(price_today, within_span(price)),
            Definition(wanted_tasks, d.demand_scale * shrink / d.gpu_hours_per_task),
            Definition(wanted_hours, wanted_tasks * d.task_size),
            Definition(worked_today, sp.Min(wanted_hours, n.total_capacity)),
            Law(compute_price, price_today),
            Law(served_hours, worked_today),
            Law(served_tasks, worked_today / d.task_size),
            Law(utilisation, worked_today / n.total_capacity),
            Law(pressure, sp.Min(wanted_hours / n.total_capacity, 2 * utilisation_target)),
        ),
    )


def initial() -> tuple[Initial, ...]:
    """Day 0: the reference price, and nothing traded yet."""
    zero = sp.Integer(0)
    return (
        Initial(posted_price, d.reference_price),
        Initial(compute_price, d.reference_price),
        *(Initial(each, zero) for each in (served_hours, served_tasks, utilisation, pressure)),
    )
