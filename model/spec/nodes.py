"""Three classes of node: what they own, what it costs, how often it is online."""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    Domain,
    definitions,
    levels,
    parameter,
    parameters,
)
from model.spec import accounts as a
from model.spec.core import Definition, Equation, Initial
from model.spec.demand import opening_day

day_in_hours = parameter(
    "day_in_hours", r"\Delta_{\mathrm{h}}", "hour", "hours in a step", Domain(24, 24), "one_day"
)
seed_gpus = parameter(
    "seed_gpus",
    r"\bar n_s",
    "GPU",
    "GPUs of newcomers who would try a class that is empty",
    POSITIVE,
    "seed_gpus",
)
first_gpus = parameters(
    "first_gpus",
    r"\bar n",
    "GPU",
    "GPUs of {} nodes when the market opens",
    NOT_NEGATIVE,
    "first_gpus",
    over=a.CLASSES,
)
reachable_gpus = parameters(
    "reachable_gpus",
    r"\bar N",
    "GPU",
    "GPUs in the world that {} nodes could bring, before the next one costs twice as much",
    POSITIVE,
    "reachable_gpus",
    over=a.CLASSES,
)
uptime = parameters(
    "uptime",
    "a",
    "1",
    "share of the day that {} nodes are online",
    Domain(0, 1, open_low=True),
    "uptime",
    over=a.CLASSES,
)
quality = parameters(
    "quality",
    "q",
    "1",
    "share of right results when {} nodes do the work",
    SHARE,
    "quality",
    over=a.CLASSES,
)
fixed_cost = parameters(
    "fixed_cost",
    r"c^{f}",
    "USD/GPU",
    "cost of keeping one GPU of {} nodes for a day, at launch",
    POSITIVE,
    "fixed_cost",
    over=a.CLASSES,
)
variable_cost = parameters(
    "variable_cost",
    r"c^{v}",
    "USD/GPU_hour",
    "cost of one GPU-hour of work of {} nodes, at launch",
    NOT_NEGATIVE,
    "variable_cost",
    over=a.CLASSES,
)

gpus = levels("gpus", "n", "GPU", "running GPUs of {} nodes", POSITIVE, over=a.CLASSES)
building = levels(
    "building",
    "m",
    "GPU",
    "ordered GPUs of {} nodes, not yet running",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
capacity = definitions(
    "capacity",
    r"\hat K",
    "GPU_hour",
    "GPU-hours that {} nodes are online",
    POSITIVE,
    over=a.CLASSES,
)


def capacities() -> tuple[Equation, ...]:
    """GPU-hours online by class."""
    return tuple(Definition(capacity[c], gpus[c] * day_in_hours * uptime[c]) for c in a.CLASSES)


def trace() -> sp.Expr:
    """What is left of a class that has left: too little to matter, so that nothing divides by 0."""
    return seed_gpus / 10**6


def initial() -> tuple[Initial, ...]:
    """Day 0: nobody is there yet, unless the market opens on the first day."""
    return (
        *(
            Initial(
                gpus[c],
                sp.Max(trace(), sp.Piecewise((first_gpus[c], sp.Le(opening_day, 1)), (0, True))),
            )
            for c in a.CLASSES
        ),
        *(Initial(building[c], sp.Integer(0)) for c in a.CLASSES),
    )
