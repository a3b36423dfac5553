"""The cobweb with a wait of any number of days: where its swings begin, exactly and in short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy as sp

from model.logic.formulas import only_root
from model.logic.step import Proved, Step
from model.logic.steps import identity, inequality, limit
from model.logic.theorems import all_of, bound, rewritten
from model.quantities import POSITIVE, theoretical
from model.spec import adjustment as j
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import cobweb as c
from model.theory.market import one_class as o
from model.theory.market import swings as w

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
    sp.Lt(angle, sp.pi / (lag + 1)),
)

# Bound variables: the relative elasticity and the entry speed; w and W are points of the unit
# circle, at half the angle and at the wait times the angle.
ratio, entry, q = sp.symbols("r v q", positive=True)
half, power = sp.symbols("w W", nonzero=True)

WAIT = "capacity follows the price of exactly so many days before"
WHERE = f"{c.WHERE}; waits of whole days, one or more"
MEAN = "let capacity follow a mean of past prices of the same age: no such speed is critical"


def _on_circle() -> Iterator[Step]:
    """The day's equation for a root on the circle, and which of its angles is met first."""
    root = half**2
    real, imaginary = (
        (root * power + way / (root * power) - (1 - entry) * (power + way / power)) / (2 * unit)
        for way, unit in ((1, 1), (-1, sp.I))
    )
    late = (power * half + 1 / (power * half)) / 2
    yield identity(
        "With w for the root of unit length at half the angle, and W for that at the wait times "
        "the angle, w² solves the day's equation if its real part adds up to minus the speed "
        "times the relative elasticity r, and its imaginary part to zero. Without the speed both "
        "leave one condition: r cos((2ℓ+1)ϑ/2) + cos(ϑ/2) is zero.",
        (real + entry * ratio) * (power - 1 / power) / (2 * sp.I)
        - imaginary * ((power + 1 / power) / 2 + ratio),
        sp.I * (half - 1 / half) * (ratio * late + (half + 1 / half) / 2),
    )
    cosine, sine = sp.symbols("c s", real=True)
    yield identity(
        "On the circle z = c + i s, the distance of the root from one less the speed must be the "
        "speed times r. Squared, with q = 1 − c:",
        ((cosine - 1 + entry) ** 2 + sine**2 - entry**2).subs(cosine, 1 - q).subs(
            sine, sp.sqrt(1 - (1 - q) ** 2)),
        2 * q * (1 - entry),
    )  # fmt: skip
    more, below = sp.symbols("y x", positive=True)
    yield inequality(
        "So (r² − 1) v² = 2 q (1 − v). With r above one the speed v cannot be one,",
        (ratio**2 - 1).subs(ratio, 1 + more),
        sp.Integer(0),
        more * (2 + more),
        strict=True,
    )
    slope = (1 - entry) / (entry * (ratio**2 - 1) + q)
    yield identity(
        "Hence stays below it, and it moves with q at this rate,",
        sp.diff((ratio**2 - 1) * entry**2 - 2 * q * (1 - entry), q)
        + sp.diff((ratio**2 - 1) * entry**2 - 2 * q * (1 - entry), entry) * slope,
        sp.Integer(0),
    )
    yield inequality(
        "Which is positive: a larger angle has a larger speed, so the smallest angle is met first.",
        slope.subs({ratio: 1 + more, entry: 1 / (1 + below)}),
        sp.Integer(0),
        (below / (1 + below)) / (more * (2 + more) / (1 + below) + q),
        strict=True,
    )


def _between(low: sp.Basic, high: sp.Basic) -> Iterator[Step]:
    """Between which angles the smallest lies."""
    first, last = sp.pi / (2 * lag + 1), sp.pi / (lag + 1)
    days = sp.Ge(lag, 1, evaluate=False)
    both = eta * sp.cos((2 * lag + 1) * angle / 2) + eps * sp.cos(angle / 2)
    yield limit(
        "The sum of cosines is zero where demand's elasticity over supply's is this. At an angle "
        "of pi over 2ℓ + 1 that is nothing: the angle tends to it as supply gets more elastic.",
        -sp.cos((2 * lag + 1) * angle / 2) / sp.cos(angle / 2),
        angle,
        first,
        sp.Integer(0),
    )
    yield bound(
        "Up to that angle neither cosine is negative, and their sum is positive.",
        low,
        angle - first,
        {angle: first},
        given=[sp.Eq(both, 0, evaluate=False), days],
    )
    yield identity(
        "At the last angle (2ℓ+1)ϑ/2 is a half turn less ϑ/2,",
        (2 * lag + 1) * last / 2,
        sp.pi - last / 2,
    )
    ends = (eps - eta) * sp.cos(last / 2)
    yield identity(
        "And the sum of the cosines is this, which is negative if supply is more elastic than "
        "demand.",
        eta * sp.cos(sp.pi - last / 2) + eps * sp.cos(last / 2),
        ends,
    )
    early = sp.Implies(sp.Ge(angle, last), sp.Ge(ends, 0, evaluate=False), evaluate=False)
    yield bound(
        "Before its smallest zero the sum is not. So that lies below the last angle, to which it "
        "tends as both elasticities become equal.",
        high,
        last - angle,
        {angle: last},
        given=[early, sp.Gt(eta, eps, evaluate=False), days],
    )


def _boundary(statement: sp.Basic) -> Iterator[Step]:
    yield from c.linear()
    yield from _on_circle()
    yield from _outward()
    relative, critical = (
        next(part for part in statement.args if part.has(x) and isinstance(part, sp.Eq))
        for x in (eta, speed)
    )
    low, high = (
        next(part for part in statement.args if isinstance(part, kind)) for kind in (sp.Gt, sp.Lt)
    )
    bounds = list(_between(low, high))
    yield from bounds
    late, over = (2 * lag + 1) * angle / 2, sp.Symbol("y", positive=True)
    tangent = sp.Symbol("t", positive=True)
    supply = only_root(
        "Between them (2ℓ+1)ϑ/2 is beyond a quarter turn, with a tangent of its half of one and y. "
        "So one elasticity of supply makes the sum of the cosines zero.",
        sp.Eq(eta, -eps * sp.cos(angle / 2) / sp.cos(late), evaluate=False),
        sp.Eq(eta * sp.cos(late) + eps * sp.cos(angle / 2), 0, evaluate=False),
        slope=-over * (2 + over) / (1 + (1 + over) ** 2),
        where={lag: 2 * sp.atan(1 + over) / angle - sp.Rational(1, 2)},
    )
    yield supply
    elastic = rewritten("Over that of demand it is this.", relative, supply)
    yield elastic
    fast = only_root(
        "The wait turns by less than half a turn, with a tangent of its half of t. So one speed "
        "makes the imaginary part zero.",
        critical,
        sp.Eq(sp.sin((lag + 1) * angle), (1 - speed) * sp.sin(lag * angle), evaluate=False),
        slope=2 * tangent / (1 + tangent**2),
        where={lag: 2 * sp.atan(tangent) / angle},
    )
    yield fast
    yield all_of(
        "So swings die out if and only if the speed is below this.",
        statement, *(step for step in bounds if isinstance(step, Proved)), elastic, fast,
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
    low, high = np.pi / (2 * wait + 1), np.pi / (wait + 1)

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
        sp.Lt(o.rational(float(turn)), sp.pi.evalf(30) / (wait + 1)),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    same = Assumption("same-wait", WAIT)
    elastic = Assumption("supply-elastic", "supply is more elastic than demand")
    boundary = Claim(
        "cobweb-lag-boundary",
        "The cobweb with a wait: the exact edge of stability",
        "The edge is a curve, traced by the angle that the critical swing turns in a day. Its "
        "period is between twice and four times as many days as the wait, and two days more.",
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
        owner="Kuruklis 1994, the edge for any lag, place not looked up",
        uses=("cobweb-without-lag",),
    )  # fmt: skip
    return (boundary,)
