"""The cobweb with a wait of any number of days: where its swings begin, exactly and in short.

In the proofs r is the elasticity of supply over that of demand, v the entry speed; w and W are
points of the unit circle, at half the angle and at the wait times the angle.
"""

import numpy as np
import sympy as sp

from model.logic import (Assumption, Case, Chapter, Claim, Steps, Values, against, bisect, bound,
                         by_arithmetic, drawn, identity, inequality, integrated, only_root, parts,
                         rewritten, sides)
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec.adjustment import build_lag, entry_speed
from model.theory.market import one_class
from model.theory.market.node_entry import COBWEB, critical, linear, near_rest, now, past
from model.theory.market.one_class import critical_entry_speed, largest_root

next_swing = theoretical("next_swing", r"|\Delta_{t+1}|", "1",
                         "tomorrow's distance of log capacity from rest", NOT_NEGATIVE)
largest_swing = theoretical("largest_swing", r"\bar\Delta", "1",
                            "largest such distance today and in the wait", NOT_NEGATIVE)
angle = theoretical("swing_angle", r"\vartheta", "1",
                    "angle of the critical swing in a day, in radians", POSITIVE)
demand, supply = one_class.demand_response, one_class.supply_response
lag, half, late = build_lag, angle / 2, (2 * build_lag + 1) * angle / 2
RELATIVE = supply / demand
CALM = sp.Ge((1 - entry_speed * (1 - RELATIVE)) * largest_swing, next_swing, evaluate=False)
SPEED = -2 * sp.sin(half) * sp.cos(late) / sp.sin(lag * angle)
SHORT = sp.acos(-1 / RELATIVE) / sp.sqrt(RELATIVE**2 - 1)
BOUND = sp.Gt(SHORT / (lag + (1 + SHORT) / 2), critical_entry_speed, evaluate=False)
BOUNDARY = sp.And(sp.Eq(RELATIVE, -sp.cos(half) / sp.cos(late)), sp.Eq(critical_entry_speed, SPEED),
                  sp.Gt(angle, sp.pi / (2 * lag + 1)), sp.Lt(angle, sp.pi / (lag + 1)), BOUND)
cosine, sine = sp.symbols("c s", real=True)
relative, entry, gap, below, over, tangent = sp.symbols("r v q x y t", positive=True)


def _calm(statement: sp.Basic) -> Steps:
    own, old = near_rest(entry_speed)
    turned = {next_swing: (own - old) * largest_swing}
    yield from linear()
    yield identity("The bound is met by a swing that the wait turns round: it was the largest "
                   "on one side when it made the price, and is the largest on the other today.",
                   statement.gts.subs(turned), statement.lts.subs(turned))
    yield by_arithmetic("Tomorrow's swing is what today's leaves and what the one that made "
                        "the price calls for, x and y. Neither is beyond the largest, and a "
                        "speed of one or less keeps the sign of what is left.", statement,
                        given=[sp.Eq(next_swing, sp.Abs(own * now + old * past), evaluate=False),
                               *(sp.Le(sp.Abs(each), largest_swing, evaluate=False) for each
                                 in (now, past)), sp.Le(entry_speed, 1, evaluate=False)])


def _on_circle() -> Steps:
    """The day's equation for a root on the circle, and which of its angles is met first."""
    root, back, waited, point, power = sp.symbols("z b Z w W", nonzero=True)
    real, imaginary = (
        (point**2 * power + way / (point**2 * power) - (1 - entry) * (power + way / power))
        / (2 * unit) for way, unit in ((1, 1), (-1, sp.I)))
    both = (power * point + 1 / (power * point)) / 2
    yield identity("With w for the root of unit length at half the angle, and W for that at "
                   "the wait times the angle, w² solves the day's equation if its real part "
                   "adds up to minus the speed times r, and its imaginary part to zero. Without "
                   "the speed both leave one condition: r cos((2ℓ+1)ϑ/2) + cos(ϑ/2) is zero.",
                   (real + entry * relative) * (power - 1 / power) / (2 * sp.I)
                   - imaginary * ((power + 1 / power) / 2 + relative),
                   sp.I * (point - 1 / point) * (relative * both + (point + 1 / point) / 2))
    distance = ((cosine - 1 + entry) ** 2 + sine**2 - entry**2).subs(cosine, 1 - gap)
    yield identity(
        "On the circle z = c + i s, the distance of the root from one less the speed must be the "
        "speed times r. With q = 1 − c its square leaves (r² − 1) v² = 2 q (1 − v).",
        distance.subs(sine, sp.sqrt(1 - (1 - gap) ** 2)), 2 * gap * (1 - entry))
    squares = (relative**2 - 1) * entry**2 - 2 * gap * (1 - entry)
    slope = (1 - entry) / (entry * (relative**2 - 1) + gap)
    yield identity("With r above one v stays below one, and moves with q at this rate,",
                   sp.diff(squares, gap) + sp.diff(squares, entry) * slope, sp.Integer(0))
    yield inequality(
        "Which is positive: a larger angle has a larger speed, so the smallest angle is met first.",
        slope.subs({relative: 1 + over, entry: 1 / (1 + below)}), sp.Integer(0),
        (below / (1 + below)) / (over * (2 + over) / (1 + below) + gap), strict=True)
    along = (lag + 1) * root - lag * (1 - entry)
    yield identity("As the speed rises, the log of a root moves by this; Z is z to the power "
                   "of the wait, and r has been put in from the day's equation.",
                   -(waited - waited * (root - 1 + entry) / entry) / (waited * along),
                   (root - 1) / (entry * along))
    twice = (root - 1) * along.subs(root, back) + (back - 1) * along
    yield identity(
        "The real part of that has the sign of this, which on the circle is positive: roots there "
        "only ever leave it. At a small speed the root near one is one less (1 + r) v and inside, "
        "and all others are near zero.",
        (twice / 2).subs({root: cosine + sp.I * sine, back: cosine - sp.I * sine}),
        (1 - cosine) * (lag + 1 + lag * (1 - entry)) + (lag + 1) * (cosine**2 + sine**2 - 1))


def _curve(low: sp.Basic, high: sp.Basic, elastic: sp.Basic, fast: sp.Basic) -> Steps:
    """Between which angles the smallest lies; the elasticity and the speed that belong to it."""
    zero, days = supply * sp.cos(late) + demand * sp.cos(half), sp.Ge(lag, 1, evaluate=False)
    yield bound("Up to the first of these angles neither cosine is negative, and their sum is "
                "positive. The angle tends to it as supply gets more elastic.", low,
                angle - low.rhs, {angle: low.rhs}, given=[sp.Eq(zero, 0, evaluate=False), days])
    ends = (demand - supply) * sp.cos(high.rhs / 2)
    yield identity("At the last angle (2ℓ+1)ϑ/2 is a half turn less ϑ/2, and the sum of the "
                   "cosines is this, which is negative if supply is more elastic than demand.",
                   supply * sp.cos(sp.pi - high.rhs / 2) + demand * sp.cos(high.rhs / 2), ends)
    beyond = sp.Implies(sp.Ge(angle, high.rhs), sp.Ge(ends, 0, evaluate=False), evaluate=False)
    yield bound("Before its smallest zero the sum is not. So that lies below the last angle, "
                "to which it tends as both elasticities become equal.", high, high.rhs - angle,
                {angle: high.rhs}, given=[beyond, sp.Gt(supply, demand, evaluate=False), days])
    yield (solved := only_root(
        "Between them (2ℓ+1)ϑ/2 is beyond a quarter turn, with a tangent of its half of one and y. "
        "So one elasticity of supply makes the sum of the cosines zero.",
        sp.Eq(supply, -demand * sp.cos(half) / sp.cos(late), evaluate=False),
        sp.Eq(zero, 0, evaluate=False), slope=-over * (2 + over) / (1 + (1 + over) ** 2),
        where={lag: 2 * sp.atan(1 + over) / angle - sp.Rational(1, 2)}))
    yield rewritten("Over that of demand it is this.", elastic, solved)
    yield only_root("The wait turns by less than half a turn, with a tangent of its half of "
                    "t. So one speed makes the imaginary part zero.",
                    fast, sp.Eq(sp.sin((lag + 1) * angle),
                                (1 - critical_entry_speed) * sp.sin(lag * angle), evaluate=False),
                    slope=2 * tangent / (1 + tangent**2), where={lag: 2 * sp.atan(tangent) / angle})
    one_day = (fast.rhs * elastic.rhs).subs({lag: 1, angle: 2 * over})
    yield identity("With a wait of one day, and a swing by twice y a day, speed times r is one.",
                   sp.expand_trig(one_day), sp.Integer(1))


def _short(statement: sp.Basic) -> Steps:
    """The bound: a sine of half the angle is at most what the bound puts for it."""
    turn, slack = sp.symbols("x d", nonnegative=True)
    yield by_arithmetic(
        "The critical angle ϑ solves r cos((2ℓ+1)ϑ/2) + cos(ϑ/2) = 0. A cosine is at most one, so "
        "the first is at least −1/r, and (2ℓ+1)ϑ/2 at most the arc cosine Θ of −1/r.",
        sp.Ge(sp.cos(late), -demand / supply, evaluate=False),
        given=[sp.Eq(supply * sp.cos(late) + demand * sp.cos(half), 0, evaluate=False)])
    yield (one := by_arithmetic("A cosine is at most one,", sp.Ge(1, sp.cos(turn))))
    yield integrated("So a sine is at most its angle, and that of ϑ/2 at most Θ/(2ℓ+1).", one,
                     (turn, sp.Integer(0), half), half, sp.sin(half))
    faster, side = 1 - 1 / (1 + below) ** 2, (1 + below) - 1 / (1 + below)
    yield identity("Let y be 2 sin(ϑ/2) over the root of r² − 1. On the circle v² = y² (1 − v). "
                   "With x positive, speed and y are these: one speed between zero and one for "
                   "each y.", faster**2, side**2 * (1 - faster))
    middle, tall = side / 2 + slack, below**2 + 4 * below + 2 + 2 * slack * (1 + below)
    room = sp.acos(-demand / supply) / sp.sqrt((supply / demand) ** 2 - 1)
    more = below**3 * (2 + below) + 2 * slack * (1 + below) * ((1 + below) ** 2 + 1)
    yield bound(
        "With H for Θ over that root, y is at most twice t = H/(2ℓ+1): t is half of y and d. Put x "
        "and t into both: the bound exceeds the speed by this, which vanishes as swings get slow.",
        statement, more / ((1 + below) ** 2 * tall), {below: sp.Integer(0), slack: sp.Integer(0)},
        where={critical_entry_speed: faster, lag: (room / middle - 1) / 2})


def _boundary(statement: sp.Basic) -> Steps:
    low, high = parts(statement, sp.Gt)[angle], parts(statement, sp.Lt)[angle]
    fast = parts(statement, sp.Eq)[critical_entry_speed]
    (short,) = (each for each in statement.args if isinstance(each, sp.Gt) and each != low)
    (elastic,) = (each for each in statement.args if isinstance(each, sp.Eq) and each != fast)
    yield from (*linear(), *_on_circle(), *_curve(low, high, elastic, fast), *_short(short))


def _swung(at: Values) -> Values:
    """The largest swing, and tomorrow's after that which made the price and today's."""
    called_for = -at[supply] / at[demand] * at[past]
    return {largest_swing: max(abs(at[past]), abs(at[now])),
            next_swing: abs(at[now] + at[entry_speed] * (called_for - at[now]))}


def _leaves(at: Values) -> Case:
    """The critical speed, and the angle of the root that leaves the circle there."""
    wait = int(at[lag])
    speed = critical(at, wait)
    roots = np.roots([1.0, speed - 1, *[0.0] * (wait - 1), speed * at[supply] / at[demand]])
    leaving = roots[np.argmax(np.abs(roots))]
    return {**at, critical_entry_speed: speed, angle: float(np.abs(np.angle(leaving)))}


def claims() -> Chapter:
    """The edge of the cobweb with a wait, and the bound on it."""
    twice, flat = ({demand: 1.0, supply: ratio, lag: 10} for ratio in (2.0, 0.5))
    each = twice[supply] / 2
    quick = {demand: 1.0, supply: 0.5, entry_speed: 3, now: 1, past: 1}
    turned = {now: lambda draw: draw.choice([-1, draw.uniform(-1, 1)]),
              past: lambda draw: draw.choice([1, draw.uniform(-1, 1)])}
    ranges = {demand: (0.5, 2.5), supply: (0.2, 6)}
    yield Claim(
        "cobweb-inelastic-calm",
        "If supply is less elastic than demand, no wait makes capacity swing away",
        "The largest swing of today and of the wait shrinks by the factor on the left at the "
        "latest when the wait is over. That factor is below one whenever supply is less elastic "
        "than demand, whatever the wait.",
        (Assumption("partial-step", "the entry speed is at most one",
                    "let the speed be three: the step overshoots by more than the bound",
                    lambda: CALM.subs({**quick, **_swung(quick)})),),
        CALM, proof=_calm,
        numbers=against("swings from random pasts, many the worst: largest excess over the bound",
                        1e-12, drawn(200, {**ranges, **turned, entry_speed: (0, 1)}, _swung),
                        unit=1.0),
        region=f"{COBWEB}; waits of any number of days", owner="Kuruklis 1994 for stability, place "
        "not looked up; the bound is own", shown_in="fig-cobweb", literature=("ezekiel1938cobweb",))
    yield Claim(
        "cobweb-lag-boundary",
        "The cobweb with a wait: the exact edge of stability, and a bound in closed form",
        "The edge is a curve, traced by the angle that the critical swing turns in a day. Its "
        "period is between twice and four times as many days as the wait, and two days more. With "
        "a wait of one day the critical speed is demand's elasticity over supply's. The bound "
        "replaces the solution of an equation by an arc cosine and is always a little too high.",
        (Assumption("same-wait", "capacity follows the price of exactly so many days before",
                    "let capacity follow the mean of that price and of today's: swings start at",
                    lambda: sides(parts(BOUNDARY, sp.Eq)[critical_entry_speed],
                                  {**_leaves(twice), critical_entry_speed: bisect(
                                      lambda v: largest_root(1 - v - v * each, -v * each, 10) < 1,
                                      0.0, 2.0)})),
         Assumption("supply-elastic", "supply is more elastic than demand",
                    "let supply be half as elastic as demand: the first root to leave the circle "
                    "turns by more than the last angle of the claim",
                    lambda: sides(parts(BOUNDARY, sp.Lt)[angle], _leaves(flat)))),
        BOUNDARY, proof=_boundary,
        numbers=against("speed at which the roots of the day leave the circle, by bisection, and "
                        "the angle of the root that leaves", 1e-7,
                        drawn(100, {demand: 1.0, supply: (1.1, 4), lag: range(1, 16)}, _leaves)),
        region=f"{COBWEB}; waits of whole days, one or more", shown_in="fig-cobweb",
        owner="Kuruklis 1994, the edge for any lag, place not looked up; for the bound no source "
        "is known", uses=("cobweb-without-lag",), literature=("ezekiel1938cobweb",),
        formerly=("cobweb-one-day-lag", "cobweb-lag-bound"))
