"""The announced economy with a step: demand, the outside price or supply changes on one day.

Usage stands still and no subsidy is paid, so that what moves is the market for compute.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import sympy as sp

from model import own
from model.experiments.challenges.common import CLOSURES, GROWN
from model.interface import economy, parameters
from model.parameter_sets import Parameters
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import nodes as n
from model.spec.core import Block, Definition, Equation, Law, right_of
from model.spec.economy import Economy

#: The day of the step: the network has found its size by then.
STEP_DAY = 730
#: What can step, by the parameter that says how: one is no step.
STEPS: Mapping[str, str] = {
    "demand": "demand_step",
    "outside price": "outside_step",
    "supply": "supply_step",
}


def _times(equation: Equation, target: sp.Symbol, factor: sp.Expr) -> Equation:
    """An equation with its value multiplied, if it is the one of ``target``."""
    if isinstance(equation, Law) and equation.level == target:
        return Law(target, factor * right_of(equation))
    if isinstance(equation, Definition) and equation.symbol == target:
        return Definition(target, factor * right_of(equation))
    return equation


def _multiplied(block: Block, factors: Mapping[sp.Symbol, sp.Expr]) -> Block:
    equations = block.equations
    for target, factor in factors.items():
        changed = tuple(_times(each, target, factor) for each in equations)
        if changed == equations:
            raise ValueError(f"the block {block.name} has no equation of {target}")
        equations = changed
    return Block(block.name, block.info, equations)


@cache
def stepped() -> Economy:
    """The announced economy in which three things are multiplied from a day on.

    The dollars that users would spend at the outside price, and that price, are multiplied from
    the step on; the GPUs of every class once, on the evening before it.
    """
    announced = economy("announced")
    day = own.parameter("step_day", "1", "day of the step", own.NOT_NEGATIVE, value=STEP_DAY)
    asked, outside, supply = (
        own.parameter(name, "1", f"what the {what} is multiplied by", own.POSITIVE, value=1.0)
        for what, name in STEPS.items()
    )

    def from_then(step: sp.Symbol) -> sp.Expr:
        return sp.Piecewise((step, sp.Ge(a.day, day)), (1, True))

    once = sp.Piecewise((supply, sp.Eq(a.day + 1, day)), (1, True))
    moved = announced.replace(
        "demand",
        _multiplied(
            announced.block("demand"),
            {d.demand_scale: from_then(asked), d.price_index: from_then(outside)},
        ),
    )
    gpus = {n.gpus[c]: once for c in a.CLASSES}
    return moved.replace("adjustment", _multiplied(moved.block("adjustment"), gpus))


def point(
    scenario: str, closure: str = "fundamental", step: str = "", factor: float = 1.0, **changes: Any
) -> Parameters:
    """A state of the world, an idea of the price, and a step by a factor."""
    steps = {STEPS[step]: factor} if step else {}
    values = {**GROWN, **CLOSURES[closure], "treasury_subsidy_share": 0.0, **steps, **changes}
    return parameters(stepped(), scenario, (), **values)
