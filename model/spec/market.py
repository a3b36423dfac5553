"""The market for compute: three classes of node, a price that follows scarcity, entry and exit.

Capacity meets demand, the shorter side trades. The posted price climbs while utilisation is
above its target; the alternative clears the market each day. Capacity is ordered when a
class earns more than it costs, arrives after a build lag, and leaves when it loses.
Theory: T13, T13b.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE, POSITIVE, SHARE, Domain, choice, definition, level, parameter,
)
from model.spec import accounts as a
from model.spec import demand as d
from model.spec.core import Block, Definition, Equation, Initial, Law

POSTED, CLEARING = 0, 1

market_rule = parameter("market_rule", r"\mathcal{R}_p", "1",
                        "how the compute price forms: posted and adjusted, or clearing",
                        choice("posted", "clearing"), "market_rule")
utilisation_target = parameter("utilisation_target", r"u^{*}", "1",
                               "utilisation at which the posted price rests",
                               Domain(0, 1, open_low=True), "utilisation_target")
price_speed = parameter("price_speed", r"\lambda", "1",
                        "daily response of the log posted price to relative excess utilisation",
                        Domain(0, 1), "price_speed")
price_span = parameter("price_span", r"\bar\pi", "1",
                       "largest multiple of the reference price, and one over the least",
                       Domain(1, 1000, open_low=True), "price_span")
entry_speed = parameter("entry_speed", r"\nu", "1",
                        "daily entry or exit per unit of relative profit", Domain(0, 0.5), "entry_speed")
build_lag = parameter("build_lag", r"\ell", "day", "mean days from ordering capacity to running it",
                      Domain(1, 365), "build_lag")
supply_elasticity = parameter("supply_elasticity", r"\eta", "1",
                              "elasticity of the capacity on offer in its fixed cost",
                              Domain(0.05, 20), "supply_elasticity")
hardware_cost_trend = parameter("hardware_cost_trend", r"g_c", "1/calendar_year",
                                "yearly fall of the cost of running a GPU", Domain(-1, 1),
                                "hardware_cost_trend")
standby_share = parameter("standby_share", r"\underline{n}", "1",
                          "part of its first capacity that a class always keeps switched on",
                          Domain(0, 1, open_low=True), "standby_share")
day_in_hours = parameter("day_in_hours", r"\Delta_{\mathrm{h}}", "hour", "hours in a step",
                         POSITIVE, "one_day")


def _each(make):  # type: ignore[no-untyped-def]
    return {c: make(c) for c in a.CLASSES}


first_gpus = _each(lambda c: parameter(
    f"first_gpus_{c}", a.class_tex(r"\bar n", c), "GPU", f"GPUs of {c} nodes at launch",
    POSITIVE, f"first_gpus_{c}"))
uptime = _each(lambda c: parameter(
    f"uptime_{c}", a.class_tex("a", c), "1", f"share of the day that {c} nodes are online",
    Domain(0, 1, open_low=True), f"uptime_{c}"))
fixed_cost = _each(lambda c: parameter(
    f"fixed_cost_{c}", a.class_tex(r"c^{f}", c), "USD/GPU",
    f"cost of keeping one GPU of a {c} node for a day", POSITIVE, f"fixed_cost_{c}"))
variable_cost = _each(lambda c: parameter(
    f"variable_cost_{c}", a.class_tex(r"c^{v}", c), "USD/GPU_hour",
    f"cost of one GPU-hour of work on a {c} node", NOT_NEGATIVE, f"variable_cost_{c}"))

gpus = _each(lambda c: level(f"gpus_{c}", a.class_tex("n", c), "GPU", f"running GPUs of {c} nodes", POSITIVE))
building = _each(lambda c: level(
    f"building_{c}", a.class_tex("m", c), "GPU", f"ordered GPUs of {c} nodes, not yet running", NOT_NEGATIVE))
posted_price = level("posted_price", r"p^{\circ}", "USD/GPU_hour", "posted price of compute", POSITIVE)
compute_price = level("compute_price", "p", "USD/GPU_hour", "price of compute that users pay", POSITIVE)
served_hours = level("served_hours", "Q", "GPU_hour", "GPU-hours worked today", NOT_NEGATIVE)
served_tasks = level("served_tasks", "N_\\tau", "task", "tasks done today", NOT_NEGATIVE)
utilisation = level("utilisation", "u", "1", "worked share of the capacity that is online", SHARE)
pressure = level("pressure", "u_d", "1", "demand over capacity, clamped at twice the target", NOT_NEGATIVE)

capacity = _each(lambda c: definition(
    f"capacity_{c}", a.class_tex(r"\hat K", c), "GPU_hour", f"GPU-hours that {c} nodes offer", POSITIVE))
total_capacity = definition("total_capacity", r"\hat K", "GPU_hour", "GPU-hours on offer", POSITIVE)
price_today = definition("price_today", r"p_t", "USD/GPU_hour", "today's price of compute", POSITIVE)
wanted_tasks = definition("wanted_tasks", r"N^{d}", "task", "tasks wanted at today's price", NOT_NEGATIVE)
wanted_hours = definition("wanted_hours", r"Q^{d}", "GPU_hour", "GPU-hours wanted at today's price", NOT_NEGATIVE)
worked_today = definition("worked_today", r"Q_t", "GPU_hour", "GPU-hours that find a GPU", NOT_NEGATIVE)
work = _each(lambda c: definition(
    f"work_{c}", a.class_tex("Q", c), "GPU_hour", f"GPU-hours worked by {c} nodes", NOT_NEGATIVE))
margin = _each(lambda c: definition(
    f"margin_{c}", a.class_tex("\\mu", c), "USD/GPU", f"a day's income of one GPU of {c} nodes, less slashes and running cost"))
keep_cost = _each(lambda c: definition(
    f"keep_cost_{c}", a.class_tex("k", c), "USD/GPU", f"a day's fixed cost of the last GPU of {c} nodes", POSITIVE))
profit = _each(lambda c: definition(
    f"profit_{c}", a.class_tex(r"\pi", c), "1", f"profit of {c} nodes over their fixed cost, within -1 and 1"))
cost_index = definition("cost_index", r"\iota", "1", "cost of running a GPU over its cost at launch", POSITIVE)


def capacities() -> tuple[Equation, ...]:
    """GPU-hours on offer by class, and their sum."""
    each = tuple(Definition(capacity[c], gpus[c] * day_in_hours * uptime[c]) for c in a.CLASSES)
    return (*each, Definition(total_capacity, sp.Add(*capacity.values())))


def market() -> Block:
    """Price, quantity and utilisation of the day."""
    clearing = d.reference_price * (d.demand_scale / total_capacity) ** (1 / d.demand_elasticity)
    price = sp.Piecewise((posted_price, sp.Eq(market_rule, POSTED)), (clearing, True))
    shrink = (price_today / d.reference_price) ** (-d.demand_elasticity)
    return Block("market", "Users ask for compute, nodes offer it; the shorter side trades.", (
        *capacities(),
        Definition(price_today, sp.Min(sp.Max(price, d.reference_price / price_span),
                                       d.reference_price * price_span)),
        Definition(wanted_tasks, d.demand_scale * shrink / d.gpu_hours_per_task),
        Definition(wanted_hours, wanted_tasks * d.task_size),
        Definition(worked_today, sp.Min(wanted_hours, total_capacity)),
        Law(compute_price, price_today),
        Law(served_hours, worked_today),
        Law(served_tasks, worked_today / d.task_size),
        Law(utilisation, worked_today / total_capacity),
        Law(pressure, sp.Min(wanted_hours / total_capacity, 2 * utilisation_target)),
    ))


def adjustment(node_income: dict[str, sp.Symbol], slashed: dict[str, sp.Symbol]) -> Block:
    """The posted price and the capacities of tomorrow, from the AI earned and slashed today."""
    equations: list[Equation] = [
        *capacities(),
        Definition(a.spot, a.spot_price),
        Definition(cost_index, sp.exp(-hardware_cost_trend * a.day * a.day_in_years)),
    ]
    arriving = a.one_day / build_lag
    for c in a.CLASSES:
        equations += [
            Definition(work[c], served_hours * capacity[c] / total_capacity),
            Definition(margin[c], ((node_income[c] - slashed[c]) * a.spot
                                   - cost_index * variable_cost[c] * work[c]) / gpus[c]),
            Definition(keep_cost[c], cost_index * fixed_cost[c]
                       * (gpus[c] / first_gpus[c]) ** (1 / supply_elasticity)),
            Definition(profit[c], sp.Max(-1, sp.Min(1, margin[c] / keep_cost[c] - 1))),
            Law(building[c], building[c] * (1 - arriving)
                + entry_speed * sp.Max(profit[c], 0) * gpus[c]),
            Law(gpus[c], sp.Max(standby_share * first_gpus[c], gpus[c] + building[c] * arriving
                                - entry_speed * sp.Max(-profit[c], 0) * gpus[c])),
        ]
    excess = pressure / utilisation_target - 1
    equations += [
        Law(posted_price, sp.Min(sp.Max(compute_price * sp.exp(price_speed * excess),
                                        d.reference_price / price_span),
                                 d.reference_price * price_span)),
        Law(a.price, a.spot),
    ]
    return Block("adjustment", "The posted price moves; capacity is ordered, arrives and leaves.",
                 tuple(equations))


def initial() -> tuple[Initial, ...]:
    """Day 0: the reference price, the first GPUs, nothing under construction."""
    zero = sp.Integer(0)
    return (
        Initial(posted_price, d.reference_price),
        Initial(compute_price, d.reference_price),
        *(Initial(gpus[c], first_gpus[c]) for c in a.CLASSES),
        *(Initial(building[c], zero) for c in a.CLASSES),
        *(Initial(each, zero) for each in (served_hours, served_tasks, utilisation, pressure)),
    )
