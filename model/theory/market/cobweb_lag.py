"""The cobweb with a wait of any number of days: where its swings begin, exactly and in short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy as sp

from model.quantities import POSITIVE, theoretical
from model.spec import adjustment as j
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import cobweb as c
from model.theory.market import one_class as o
from model.theory.market import swings as w
from model.theory.steps import ProofError, Step, conclusion, identity, inequality

eps, eta, lag, speed = o.demand_response, o.supply_response, j.build_lag, c.speed
angle = theoretical(
    "swing_angle", r"\vartheta", "1", "angle of the critical swing in a day, in radians", POSITIVE
)
RATIO = -sp.cos(angle / 2) / sp.cos((2 * lag + 1) * angle / 2)
SPEED = -2 * sp.sin(angle / 2) * sp.cos((2 * lag + 1) * angle / 2) / sp.sin(lag * angle)
BOUNDARY = sp.And(
    sp.Eq(eta / eps, RATIO),
    sp.Eq(speed, SPEED),
    sp.Gt(angle, sp.pi / (2 * lag + 1)),
    sp.Lt(angle, 2 * sp.pi / (2 * lag + 1)),
)

# Bound variables: the relative elasticity and the entry speed; w and W are points of the unit
# circle, at half the angle and at the wait times the angle.
ratio, entry, q = sp.symbols("r v q", positive=True)
half, power = sp.symbols("w W", nonzero=True)
_SINE, _COSINE = (half - 1 / half) / (2 * sp.I), (half + 1 / half) / 2
_LATE = (power * half + 1 / (power * half)) / 2
_WAVE = (power - 1 / power) / (2 * sp.I)
_RATIO, _SPEED = -_COSINE / _LATE, -2 * _SINE * _LATE / _WAVE

WAIT = "capacity follows the price of exactly so many days before"
WHERE = f"{c.WHERE}; waits of whole days"
MEAN = "let capacity follow a mean of past prices of the same age: no such speed is critical"


def _circular(expression: sp.Expr) -> sp.Expr:
    """An expression in the angle, in w and W."""
    table = {
        sp.cos(angle / 2): _COSINE,
        sp.sin(angle / 2): _SINE,
        sp.cos((2 * lag + 1) * angle / 2): _LATE,
        sp.sin(lag * angle): _WAVE,
    }
    result: sp.Expr = expression.subs(table)
    if result.has(angle):
        raise ProofError(f"{expression}: an angle is left")
    return result


def _boundary(statement: sp.Basic) -> Iterator[Step]:
    steps = list(c.linear())
    root = half**2
    on_circle = identity(
        "With w for the root of unit length at half the angle, and W for that at the wait times "
        "the angle, the root w² solves the day's equation for the claim's speed and elasticity.",
        root * power - (1 - _circular(SPEED)) * power + _circular(SPEED) * _circular(RATIO),
        sp.Integer(0),
    )
    cosine, sine = sp.symbols("c s", real=True)
    distance = identity(
        "Conversely, on the circle z = c + i s, the distance of the root from one less the speed "
        "must be the speed times the relative elasticity r. Squared, with q = 1 − c:",
        ((cosine - 1 + entry) ** 2 + sine**2 - entry**2).subs(cosine, 1 - q).subs(
            sine, sp.sqrt(1 - (1 - q) ** 2)),
        2 * q * (1 - entry),
    )  # fmt: skip
    more, below = sp.symbols("y x", positive=True)
    never = inequality(
        "So (r² − 1) v² = 2 q (1 − v). With r above one the speed v cannot be one,",
        (ratio**2 - 1).subs(ratio, 1 + more),
        sp.Integer(0),
        more * (2 + more),
        strict=True,
    )
    slope = (1 - entry) / (entry * (ratio**2 - 1) + q)
    implicit = identity(
        "Hence stays below it, and it moves with q at this rate,",
        sp.diff((ratio**2 - 1) * entry**2 - 2 * q * (1 - entry), q)
        + sp.diff((ratio**2 - 1) * entry**2 - 2 * q * (1 - entry), entry) * slope,
        sp.Integer(0),
    )
    grows = inequality(
        "Which is positive: a larger angle has a larger speed, so the smallest angle is met first.",
        slope.subs({ratio: 1 + more, entry: 1 / (1 + below)}),
        sp.Integer(0),
        (below / (1 + below)) / (more * (2 + more) / (1 + below) + q),
        strict=True,
    )
    steps += [on_circle, distance, never, implicit, grows]
    yield from steps
    outward = list(_outward())
    yield from outward
    which = identity(
        "The angle solves r cos((2ℓ+1)ϑ/2) + cos(ϑ/2) = 0. Both cosines fall up to 2π/(2ℓ+1). At "
        "half of that the first is zero and the sum positive; at the end it is −1 and the sum "
        "negative, for r is above one. So the smallest angle lies between, and is the only one.",
        _circular(RATIO) * _LATE + _COSINE,
        sp.Integer(0),
    )
    yield which
    yield conclusion(
        "So swings die out if and only if the speed is below this.",
        BOUNDARY, *steps, *outward, which,
    )  # fmt: skip


def _outward() -> Iterator[Step]:
    z, back, one = (sp.Symbol(x, nonzero=True) for x in ("z", "b", "Z"))
    cosine, sine = sp.symbols("c s", real=True)
    on = {z: cosine + sp.I * sine, back: cosine - sp.I * sine}
    pull = -one * (z - 1 + entry) / entry
    yield identity(
        "As the speed rises, the log of a root moves by this; Z is z to the power of the wait, and "
        "r has been put in from the day's equation.",
        -(one + pull) / (one * ((lag + 1) * z - lag * (1 - entry))),
        (z - 1) / (entry * ((lag + 1) * z - lag * (1 - entry))),
    )
    real = (z - 1) * ((lag + 1) * back - lag * (1 - entry))
    other = (back - 1) * ((lag + 1) * z - lag * (1 - entry))
    yield identity(
        "The real part of that has the sign of this, up to what is zero on the circle.",
        ((real + other) / 2).subs(on),
        (1 - cosine) * (lag + 1 + lag * (1 - entry)) + (lag + 1) * (cosine**2 + sine**2 - 1),
    )
    less = sp.Symbol("x", positive=True)
    yield inequality(
        "It is positive, so roots on the circle only ever leave it.",
        (q * (lag + 1 + lag * (1 - entry))).subs(entry, 1 / (1 + less)),
        sp.Integer(0),
        q * (lag + 1 + lag * less / (1 + less)),
        strict=True,
    )
    yield inequality(
        "At a small speed the root near one is one less this and lies inside; all others are near "
        "zero.",
        entry * (1 + ratio),
        sp.Integer(0),
        entry * (1 + ratio),
        strict=True,
    )


def _boundary_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 100, 0.0
    for place in range(count):
        demand, wait = draw.uniform(0.5, 2.5), int(draw.integers(1, 16 if place else 60))
        supply = demand * draw.uniform(1.1, 4)
        found = c.critical(supply / demand, wait)
        roots = np.roots([1.0, found - 1, *[0.0] * (wait - 1), found * supply / demand])
        turn = float(np.abs(np.angle(roots[np.argmax(np.abs(roots))])))
        values = {eps: demand, eta: supply, lag: wait, speed: found, angle: turn}
        worst = max(worst, o.distance(statement, values))
    return Evidence(
        "speed at which the roots of the day leave the circle, by bisection, and the angle of the "
        "root that leaves: relative difference",
        count,
        worst,
        1e-5,
    )


def exact(relative: float, wait: int) -> tuple[float, float]:
    """Critical angle and speed from the claim's two equations, for a relative elasticity > 1."""
    low, high = np.pi / (2 * wait + 1), 2 * np.pi / (2 * wait + 1)

    def before(turn: Any) -> Any:
        return relative * np.cos((2 * wait + 1) * turn / 2) + np.cos(turn / 2) > 0

    turn = float(w.bisect(before, low, high, 60))
    values = {angle: turn, lag: wait}
    return turn, float(sp.lambdify(list(values), SPEED, "numpy")(*values.values()))


def spread_wait(relative: float, wait: int) -> float:
    """Critical speed if capacity follows a running mean of past prices of that mean age."""

    def good(v: Any) -> bool:
        day = np.array([[1 - v, -v * relative], [1 / wait, 1 - 1 / wait]], np.float64)
        return bool(np.abs(np.linalg.eigvals(day)).max() < 1)

    return float(w.bisect(good, 0.0, 4.0))


def _inelastic() -> Counterexample:
    """The angle of the first root that leaves the circle, where supply is less elastic."""
    relative, wait = 0.5, 4
    found = c.critical(relative, wait)
    roots = np.roots([1.0, found - 1, *[0.0] * (wait - 1), found * relative])
    turn = np.abs(np.angle(roots[np.argmax(np.abs(roots))]))
    return Counterexample(
        "let supply be half as elastic as demand: the first root to leave the circle turns faster "
        "than the claim allows, at a speed above one",
        sp.Lt(o.rational(float(turn)), sp.pi.evalf(30) * 2 / (2 * wait + 1)),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    same = Assumption("same-wait", WAIT)
    elastic = Assumption("supply-elastic", "supply is more elastic than demand")
    boundary = Claim(
        "cobweb-lag-boundary",
        "The cobweb with a wait: the exact edge of stability",
        "The edge is a curve, traced by the angle that the critical swing turns in a day. Its "
        "period is between twice and four times as many days as the wait and a half.",
        (same, elastic),
        BOUNDARY,
        _boundary,
        _boundary_in_numbers,
        {
            "same-wait": lambda: o.unlike(
                MEAN, spread_wait(2.0, 10), SPEED, {lag: 10.0, angle: exact(2.0, 10)[0]}),
            "supply-elastic": _inelastic,
        },
        WHERE,
        literature=("ezekiel1938cobweb",),
        shown_in="fig-cobweb",
    )  # fmt: skip
    return (boundary,)
