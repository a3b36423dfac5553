"""The evening: nodes count what they earned, capacity comes and goes, the posted price moves.

A class orders capacity while a GPU earns more than it costs and more than it would earn outside,
and switches off what does not. What is ordered arrives after a build lag. The world has so many
GPUs that a class reaches; beyond them the next one gets dearer. Theory: T13, T13b.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import POSITIVE, SHARE, Domain, definitions, flows, levels, parameter
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import fees as f
from model.spec import market as m
from model.spec import nodes as n
from model.spec import terms
from model.spec import verification as ver
from model.spec.core import Block, Definition, Equation, Flow, Initial, Law
from model.spec.learning import profit_days
from model.spec.rewards import node_income
from model.spec.staking import staking_yield

entry_speed = parameter(
    "entry_speed",
    r"\nu",
    "1",
    "daily orders per unit of relative profit above the hurdle",
    Domain(0, 0.5),
    "entry_speed",
)
exit_speed = parameter(
    "exit_speed",
    r"\nu_x^{n}",
    "1",
    "daily exit per unit of relative loss",
    Domain(0, 0.3),
    "exit_speed",
)
entry_hurdle = parameter(
    "entry_hurdle",
    r"\bar\pi_h",
    "1",
    "relative profit above which capacity is ordered",
    Domain(0, 1),
    "entry_hurdle",
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
    "elasticity of the GPUs that come in what the last one costs over the first",
    Domain(0.05, 20),
    "supply_elasticity",
)
outside_fee = parameter(
    "outside_fee",
    r"\kappa_o",
    "1",
    "part of the outside price that platforms there keep",
    SHARE,
    "outside_fee",
)
outside_use = parameter(
    "outside_use",
    r"u_o",
    "1",
    "share of the time that a GPU is rented outside",
    SHARE,
    "outside_use",
)

margin = definitions(
    "margin",
    r"\mu^{n}",
    "USD/GPU",
    "a day's income of one GPU of {} nodes, less slashes, work and the yield of its collateral",
    over=a.CLASSES,
)
earned_outside = definitions(
    "earned_outside",
    r"\mu^{o}",
    "USD/GPU",
    "what a GPU of {} nodes would earn outside in a day, less its work",
    over=a.CLASSES,
)
keep_cost = definitions(
    "keep_cost",
    "k^{n}",
    "USD/GPU",
    "what the last GPU of {} nodes must earn in a day to be kept",
    POSITIVE,
    over=a.CLASSES,
)
profit_today = definitions(
    "profit_today",
    r"\pi^{t}",
    "1",
    "profit of {} nodes today over what they must earn, within -3 and 1",
    over=a.CLASSES,
)
profit = levels(
    "profit",
    r"\pi^{n}",
    "1",
    "running mean of the profit of {} nodes over what they must earn",
    over=a.CLASSES,
)
node_costs = flows(
    "node_costs",
    r"\gamma^{n}",
    "USD",
    "what {} nodes pay for keeping and using GPUs",
    over=a.CLASSES,
)
side_gains = flows(
    "side_gains",
    r"\gamma^{\mathcal{G}}",
    "USD",
    "side gains of the {} nodes that cheat",
    over=a.CLASSES,
)


def _class(c: str) -> tuple[Equation, ...]:
    an_hour = d.cost_index * n.variable_cost[c]
    honest_cost = an_hour * (1 - ver.cheating[c]) * f.served_hours[c]
    side = ver.side_gain * ver.cheating[c] * f.served_hours[c]
    collateral = staking_yield * a.day_in_years * a.node_stake[c] * a.price
    rented = n.day_in_hours * n.uptime[c] * outside_use
    arriving = a.one_day / build_lag
    opens = sp.Piecewise((n.first_gpus[c], sp.Eq(a.day + 1, d.opening_day)), (0, True))
    joining = entry_speed * sp.Max(profit[c] - entry_hurdle, 0)
    leaving = exit_speed * sp.Max(-profit[c], 0)
    excess = m.pressure[c] / m.utilisation_target - 1
    moved = m.within_span(c, m.compute_price[c] * sp.exp(m.price_speed * excess))
    return (
        Definition(
            margin[c],
            ((node_income[c] - ver.slashed[c]) * a.price - honest_cost + side - collateral)
            / n.gpus[c],
        ),
        Definition(
            earned_outside[c],
            ((1 - outside_fee) * d.price_outside[c] - an_hour) * rented,
        ),
        Definition(
            keep_cost[c],
            sp.Max(d.cost_index * n.fixed_cost[c], earned_outside[c])
            * (1 + (n.gpus[c] / n.reachable_gpus[c]) ** (1 / supply_elasticity)),
        ),
        Definition(profit_today[c], sp.Max(-3, sp.Min(1, margin[c] / keep_cost[c] - 1))),
        Flow(
            node_costs[c],
            a.node_usd[c],
            a.outside,
            d.market_open * (honest_cost + d.cost_index * n.fixed_cost[c] * n.gpus[c]),
        ),
        Flow(side_gains[c], a.outside, a.node_usd[c], side),
        Law(
            profit[c],
            profit[c] + d.market_open * (profit_today[c] - profit[c]) * a.one_day / profit_days,
        ),
        Law(
            n.building[c],
            n.building[c] * (1 - arriving) + joining * (n.gpus[c] + n.seed_gpus),
        ),
        Law(
            n.gpus[c],
            sp.Max(
                n.trace(),
                n.gpus[c] * (1 - leaving) + n.building[c] * arriving + opens,
            ),
        ),
        Law(
            m.posted_price[c],
            sp.Piecewise((moved, sp.Gt(d.market_open, 0)), (d.price_outside[c], True)),
        ),
    )


def adjustment() -> Block:
    """The posted prices and the capacities of tomorrow."""
    equations = (
        *terms.collateral(m.utilisation_target),
        *(equation for c in a.CLASSES for equation in _class(c)),
    )
    return Block(
        "adjustment",
        "Nodes count what they earned; capacity is ordered, arrives and leaves; prices move.",
        equations,
    )


def initial() -> tuple[Initial, ...]:
    """Nobody has earned or lost anything."""
    return tuple(Initial(profit[c], sp.Integer(0)) for c in a.CLASSES)
