"""The cobweb with a wait: a bound in closed form on the speed at which its swings begin."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.step import Step
from model.logic.steps import identity, integrated, limit
from model.logic.theorems import bound
from model.spec import adjustment as j
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import cobweb as c
from model.theory.market import cobweb_lag as lag_edge
from model.theory.market import one_class as o

eps, eta, lag, speed = o.demand_response, o.supply_response, j.build_lag, c.speed
angle = lag_edge.angle
SHORT = sp.acos(-eps / eta) / sp.sqrt((eta / eps) ** 2 - 1)
BOUND = sp.Gt(SHORT / (lag + (1 + SHORT) / 2), speed, evaluate=False)


def _smaller() -> Iterator[Step]:
    """The steps to a sine of half the critical angle that is at most what the bound puts for it."""
    turn = sp.Symbol("x", nonnegative=True)
    half, late = sp.cos(angle / 2), sp.cos((2 * lag + 1) * angle / 2)
    yield by_arithmetic(
        "The critical angle ϑ solves r cos((2ℓ+1)ϑ/2) + cos(ϑ/2) = 0. A cosine is at most one, so "
        "the first is at least −1/r, and (2ℓ+1)ϑ/2 at most the arc cosine Θ of −1/r.",
        sp.Ge(late, -eps / eta, evaluate=False),
        given=[sp.Eq(eta * late + eps * half, 0, evaluate=False)],
    )
    yield (below := by_arithmetic("A cosine is at most one,", sp.Ge(1, sp.cos(turn))))
    yield integrated(
        "So a sine is at most its angle, and that of ϑ/2 at most Θ/(2ℓ+1).",
        below,
        (turn, sp.Integer(0), angle / 2),
        angle / 2,
        sp.sin(angle / 2),
    )


def _bound(statement: sp.Basic) -> Iterator[Step]:
    yield from _smaller()
    x, y, room = sp.symbols("x y H", positive=True)
    slack = sp.Symbol("d", nonnegative=True)
    arc = sp.acos(-1 / (eta / eps)) / sp.sqrt((eta / eps) ** 2 - 1)
    faster = 1 - 1 / (1 + x) ** 2
    side = (1 + x) - 1 / (1 + x)
    yield identity(
        "Let y be 2 sin(ϑ/2) over the root of r² − 1. On the circle v² = y² (1 − v). With x "
        "positive, speed and y are these: one speed between zero and one for each y.",
        faster**2,
        side**2 * (1 - faster),
    )
    yield identity(
        "With H for Θ over that root, y is at most twice t = H/(2ℓ+1): t is half of y and d.",
        2 * y / (1 + y),
        (room / (lag + (1 + room) / 2)).subs(lag, (room / y - 1) / 2),
    )
    half = side / 2 + slack
    tall = x**2 + 4 * x + 2 + 2 * slack * (1 + x)
    more = x**3 * (2 + x) + 2 * slack * (1 + x) * ((1 + x) ** 2 + 1)
    yield limit(
        "If the angle were at its bound, the short formula over the speed would tend to one as "
        "swings get slow.",
        2 * half.subs(slack, 0) / (1 + half.subs(slack, 0)) / faster,
        x,
        sp.Integer(0),
        sp.Integer(1),
    )
    yield bound(
        "Put x and t into both: the bound exceeds the speed by this, which vanishes as swings get "
        "slow.",
        statement,
        more / ((1 + x) ** 2 * tall),
        {x: sp.Integer(0), slack: sp.Integer(0)},
        where={speed: faster, lag: (arc / half - 1) / 2},
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
        owner="own; no source is known", uses=("cobweb-lag-boundary",),
    )  # fmt: skip
    return (bound,)
