"""Three classes of node: what they own, what it costs, how often it is online."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from model.quantities import NOT_NEGATIVE, POSITIVE, Domain, definition, level, parameter
from model.spec import accounts as a
from model.spec.core import Definition, Equation, Initial

standby_share = parameter(
    "standby_share",
    r"\underline{n}",
    "1",
    "part of its first capacity that a class always keeps switched on",
    Domain(0, 1, open_low=True),
    "standby_share",
)
day_in_hours = parameter(
    "day_in_hours", r"\Delta_{\mathrm{h}}", "hour", "hours in a step", Domain(24, 24), "one_day"
)


def each_class(make: Callable[[str], sp.Symbol]) -> dict[str, sp.Symbol]:
    """One quantity for each class of node."""
    return {c: make(c) for c in a.CLASSES}


first_gpus = each_class(
    lambda c: parameter(
        f"first_gpus_{c}",
        a.class_tex(r"\bar n", c),
        "GPU",
        f"GPUs of {c} nodes at launch",
        POSITIVE,
        f"first_gpus_{c}",
    )
)
uptime = each_class(
    lambda c: parameter(
        f"uptime_{c}",
        a.class_tex("a", c),
        "1",
        f"share of the day that {c} nodes are online",
        Domain(0, 1, open_low=True),
        f"uptime_{c}",
    )
)
fixed_cost = each_class(
    lambda c: parameter(
        f"fixed_cost_{c}",
        a.class_tex(r"c^{f}", c),
        "USD/GPU",
        f"cost of keeping one GPU of a {c} node for a day",
        POSITIVE,
        f"fixed_cost_{c}",
    )
)
variable_cost = each_class(
    lambda c: parameter(
        f"variable_cost_{c}",
        a.class_tex(r"c^{v}", c),
        "USD/GPU_hour",
        f"cost of one GPU-hour of work on a {c} node",
        NOT_NEGATIVE,
        f"variable_cost_{c}",
    )
)

gpus = each_class(
    lambda c: level(f"gpus_{c}", a.class_tex("n", c), "GPU", f"running GPUs of {c} nodes", POSITIVE)
)
building = each_class(
    lambda c: level(
        f"building_{c}",
        a.class_tex("m", c),
        "GPU",
        f"ordered GPUs of {c} nodes, not yet running",
        NOT_NEGATIVE,
    )
)
capacity = each_class(
    lambda c: definition(
        f"capacity_{c}",
        a.class_tex(r"\hat K", c),
        "GPU_hour",
        f"GPU-hours that {c} nodes offer",
        POSITIVE,
    )
)
total_capacity = definition("total_capacity", r"\hat K", "GPU_hour", "GPU-hours on offer", POSITIVE)


def capacities() -> tuple[Equation, ...]:
    """GPU-hours on offer by class, and their sum."""
    each = tuple(Definition(capacity[c], gpus[c] * day_in_hours * uptime[c]) for c in a.CLASSES)
    return (*each, Definition(total_capacity, sp.Add(*capacity.values())))


def initial() -> tuple[Initial, ...]:
    """Day 0: the first GPUs, nothing under construction."""
    return (
        *(Initial(gpus[c], first_gpus[c]) for c in a.CLASSES),
        *(Initial(building[c], sp.Integer(0)) for c in a.CLASSES),
    )
