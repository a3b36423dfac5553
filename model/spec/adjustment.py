"""The evening: the posted price moves, and capacity is ordered, arrives and leaves.

A class orders capacity while it earns more than it costs, and switches off what loses. What
is ordered arrives after a build lag. The cost of the last GPU rises with the size of a class.
Theory: T13, T13b.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import NOT_NEGATIVE, POSITIVE, Domain, definition, parameter
from model.spec import accounts as a
from model.spec import market as m
from model.spec import nodes as n
from model.spec.core import Block, Definition, Equation, Law

entry_speed = parameter(
    "entry_speed",
    r"\nu",
    "1",
    "daily entry or exit per unit of relative profit",
    Domain(0, 0.5),
    "entry_speed",
)
build_lag = parameter(
    "build_lag",
    r"\ell",
    "day",
    "mean days from ordering capacity to running it",
    Domain(1, 365),
    "build_lag",
)
supply_elasticity = parameter(
    "supply_elasticity",
    r"\eta",
    "1",
    "elasticity of the capacity on offer in its fixed cost",
    Domain(0.05, 20),
    "supply_elasticity",
)
hardware_cost_trend = parameter(
    "hardware_cost_trend",
    r"g_c",
    "1/calendar_year",
    "yearly fall of the cost of running a GPU",
    Domain(-1, 1),
    "hardware_cost_trend",
)
work = n.each_class(
    lambda c: definition(
        f"work_{c}", a.class_tex("Q", c), "GPU_hour", f"GPU-hours worked by {c} nodes", NOT_NEGATIVE
    )
)
margin = n.each_class(
    lambda c: definition(
        f"margin_{c}",
        a.class_tex("\\mu", c),
        "USD/GPU",
        f"a day's income of one GPU of {c} nodes, less slashes and running cost",
    )
)
keep_cost = n.each_class(
    lambda c: definition(
        f"keep_cost_{c}",
        a.class_tex("k", c),
        "USD/GPU",
        f"a day's fixed cost of the last GPU of {c} nodes",
        POSITIVE,
    )
)
profit = n.each_class(
    lambda c: definition(
        f"profit_{c}",
        a.class_tex(r"\pi", c),
        "1",
        f"profit of {c} nodes over their fixed cost, within -1 and 1",
    )
)
cost_index = definition(
    "cost_index", r"\iota", "1", "cost of running a GPU over its cost at launch", POSITIVE
)


def adjustment(node_income: dict[str, sp.Symbol], slashed: dict[str, sp.Symbol]) -> Block:
    """The posted price and the capacities of tomorrow, from the AI earned and slashed today."""
    equations: list[Equation] = [
        *n.capacities(),
        Definition(a.spot, a.spot_price),
        Definition(cost_index, sp.exp(-hardware_cost_trend * a.day * a.day_in_years)),
    ]
    arriving = a.one_day / build_lag
    for c in a.CLASSES:
        equations += [
            Definition(work[c], m.served_hours * n.capacity[c] / n.total_capacity),
            Definition(
                margin[c],
                ((node_income[c] - slashed[c]) * a.spot - cost_index * n.variable_cost[c] * work[c])
                / n.gpus[c],
            ),
            Definition(
                keep_cost[c],
                cost_index
                * n.fixed_cost[c]
                * (n.gpus[c] / n.first_gpus[c]) ** (1 / supply_elasticity),
            ),
            Definition(profit[c], sp.Max(-1, sp.Min(1, margin[c] / keep_cost[c] - 1))),
            Law(
                n.building[c],
                n.building[c] * (1 - arriving) + entry_speed * sp.Max(profit[c], 0) * n.gpus[c],
            ),
            Law(
                n.gpus[c],
                sp.Max(
                    n.standby_share * n.first_gpus[c],
                    n.gpus[c]
                    + n.building[c] * arriving
                    - entry_speed * sp.Max(-profit[c], 0) * n.gpus[c],
                ),
            ),
        ]
    excess = m.pressure / m.utilisation_target - 1
    equations += [
        Law(m.posted_price, m.within_span(m.compute_price * sp.exp(m.price_speed * excess))),
        Law(a.price, a.spot),
    ]
    return Block(
        "adjustment",
        "The posted price moves; capacity is ordered, arrives and leaves.",
        tuple(equations),
    )
