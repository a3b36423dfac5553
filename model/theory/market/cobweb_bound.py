"""The cobweb with a wait: a bound in closed form on the speed at which its swings begin."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.spec import adjustment as j
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import cobweb as c
from model.theory.market import cobweb_lag as lag_edge
from model.theory.market import one_class as o
from model.theory.steps import ProofError, Step, conclusion, identity, inequality

eps, eta, lag, speed = o.demand_response, o.supply_response, j.build_lag, c.speed
entry = sp.Symbol("v", positive=True)
SHORT = sp.acos(-eps / eta) / sp.sqrt((eta / eps) ** 2 - 1)
BOUND = sp.Gt(SHORT / (lag + (1 + SHORT) / 2), speed, evaluate=False)


def _from_zero(text: str, function: sp.Expr, slope: sp.Expr, x: sp.Symbol) -> Step:
    """A step to function ≥ 0: it is zero at zero and its derivative is a witness of its sign."""
    gap = (sp.diff(function, x) - slope).rewrite(sp.exp)
    if function.subs(x, 0) != 0 or sp.expand(gap) != 0:
        raise ProofError(f"{text}: {function} does not start at zero with the slope {slope}")
    if not slope.is_nonnegative:
        raise ProofError(f"{text}: the sign of {slope} is open")
    return Step(text, sp.Ge(function, 0, evaluate=False))


def _bound(statement: sp.Basic) -> Iterator[Step]:
    t, y, more, whole = sp.symbols("t y x H", positive=True)
    tangent = (1 - t**2) / (1 + t**2)
    yield inequality(
        "The critical angle ϑ solves cos((2ℓ+1)ϑ/2) = −cos(ϑ/2)/r. A cosine is below one (t is the "
        "tangent of a quarter of the angle), so ϑ is below the angle Θ with cos((2ℓ+1)Θ/2) = −1/r.",
        sp.Integer(1), tangent, 2 * t**2 / (1 + t**2), strict=True,
    )  # fmt: skip
    yield _from_zero("A sine is at most its angle.", y - sp.sin(y), 2 * sp.sin(y / 2) ** 2, y)
    root = y * sp.sqrt(1 + y**2 / 4) - y**2 / 2
    solves = identity(
        "Let y be 2 sin(ϑ/2) over the root of r² − 1. On the circle v² = y² (1 − v), so the "
        "critical speed is this.",
        root**2 - y**2 * (1 - root),
        sp.Integer(0),
    )
    rises = inequality(
        "It rises with y, at this rate for a speed v below one.",
        (2 * y * (1 - entry) / (2 * entry + y**2)).subs(entry, 1 / (1 + more)),
        sp.Integer(0),
        (2 * y * more / (1 + more)) / (2 / (1 + more) + y**2),
        strict=True,
    )
    yield from (solves, rises)
    wide = identity(
        "And y is below Θ over the root of r² − 1, which is 2t with t = H/(2ℓ+1), H being the arc "
        "cosine of −1/r over that root. The bound of the claim is this.",
        whole / (lag + (1 + whole) / 2),
        (2 * t / (1 + t)).subs(t, whole / (2 * lag + 1)),
    )
    moved = identity(
        "Add 2t² to it. Then it must be above 2t times the root of 1 + t²,",
        2 * t / (1 + t) + 2 * t**2,
        2 * t * (1 + t + t**2) / (1 + t),
    )
    square = inequality(
        "Which it is, for its square is larger.",
        (1 + t + t**2) ** 2,
        (1 + t) ** 2 * (1 + t**2),
        t**2,
        strict=True,
    )
    yield from (wide, moved, square)
    yield conclusion(
        "So the critical speed lies below the bound.", BOUND, solves, rises, wide, moved, square
    )


def _bound_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(11), 100, 0.0
    for _ in range(count):
        demand, wait = draw.uniform(0.5, 2.5), int(draw.integers(1, 16))
        supply = demand * draw.uniform(1.05, 6)
        found = c.critical(supply / demand, wait)
        values = {eps: demand, eta: supply, lag: wait, speed: found}
        worst = max(worst, o.distance(statement, values))
    text = "critical speed by bisection on the roots of the day: 1 if one is not below the bound"
    return Evidence(text, count, worst, 0.0)


def short(relative: float, wait: int) -> float:
    """The bound in numbers, for the elasticity of supply over that of demand."""
    values = {eps: 1.0, eta: relative, lag: wait}
    return float(sp.lambdify(list(values), BOUND.lhs, "numpy")(*values.values()))


def claims() -> tuple[Claim, ...]:
    """The claim."""
    bound = Claim(
        "cobweb-lag-bound",
        "The cobweb with a wait: a critical speed in closed form, always a little too high",
        "An entry speed at or above this bound makes capacity swing away. The bound replaces the "
        "solution of an equation by an arc cosine.",
        (Assumption("same-wait", lag_edge.WAIT),),
        BOUND,
        _bound,
        _bound_in_numbers,
        {"same-wait": lambda: Counterexample(lag_edge.MEAN, sp.Gt(
            o.rational(short(2.0, 10)), o.rational(lag_edge.spread_wait(2.0, 10))))},
        lag_edge.WHERE + "; supply more elastic than demand",
        literature=("ezekiel1938cobweb",),
        shown_in="fig-cobweb",
    )  # fmt: skip
    return (bound,)
