"""The cobweb: capacity follows the price of the past, along the textbook market's supply curve.

Deviations of log capacity from rest, with r the elasticity of supply over that of demand:
k(t+1) = (1 − ν) k(t) − ν r k(t−ℓ).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import adjustment as j
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import one_class as o
from model.theory.market import swings as w
from model.theory.steps import Step, conclusion, equivalence, identity, inequality

eps, eta, speed = o.demand_response, o.supply_response, w.critical_entry_speed
WHERE = f"{o.TEXTBOOK}; local: small swings; no running cost; the price clears the market"
NO_LAG = sp.Eq(speed, 2 / (1 + eta / eps))
ONE_DAY = sp.Eq(speed, eps / eta)
next_swing = theoretical(
    "next_swing",
    r"|\Delta_{t+1}|",
    "1",
    "tomorrow's distance of log capacity from rest",
    NOT_NEGATIVE,
)
largest_swing = theoretical(
    "largest_swing",
    r"\bar\Delta",
    "1",
    "largest such distance today and in the wait",
    NOT_NEGATIVE,
)
CALM = sp.Ge((1 - j.entry_speed * (1 - eta / eps)) * largest_swing, next_swing, evaluate=False)


def linear() -> Iterator[Step]:
    """The curves of supply and demand of the textbook market, and the day near rest."""
    entry = sp.Symbol("v", positive=True)
    curve = identity(
        "Without running cost a GPU earns in proportion to the price. The last one covers its "
        "cost if that is the textbook's: so capacity on offer has the elasticity of supply.",
        w.gpus * sp.diff(sp.log(o.keep_cost()), w.gpus) * eta,
        sp.Integer(1),
    )
    scale = o.known(o.hours_wanted)
    wanted = (o.load() * o.node_gpus).subs(o.hours_wanted, scale)
    demand = identity(
        "The price that clears the market answers to capacity by minus one over the elasticity "
        "of demand, for this is how capacity wanted answers to the price.",
        w.p * sp.diff(wanted, w.p) / wanted,
        -eps,
    )
    now, past = sp.symbols("x y", real=True)
    day = sp.log(sp.exp(now) + entry * (sp.exp(-eta * past / eps) - sp.exp(now)))
    rest = {now: 0, past: 0}
    own = identity("Near rest the log of capacity answers to itself,",
                   sp.diff(day, now).subs(rest), 1 - entry)  # fmt: skip
    old = identity("And to the capacity that made the price it follows.",
                   sp.diff(day, past).subs(rest), -entry * eta / eps)  # fmt: skip
    yield from (curve, demand, own, old)


def _no_lag(statement: sp.Basic) -> Iterator[Step]:
    steps = list(linear())
    entry = o.known(j.entry_speed)
    each = 1 - entry - entry * eta / eps
    above = inequality(
        "Without a wait both are the same capacity, and its multiplier is below one.",
        sp.Integer(1), each, entry * (1 + eta / eps), strict=True,
    )  # fmt: skip
    below = equivalence(
        "It is above minus one while the speed is below this.",
        1 + each, 2 / (1 + eta / eps) - entry, 1 + eta / eps,
    )  # fmt: skip
    yield from (*steps, above, below)
    yield conclusion("So this speed is critical.", NO_LAG, *steps, above, below)


def _one_day(statement: sp.Basic) -> Iterator[Step]:
    steps = list(linear())
    entry, ratio = o.known(j.entry_speed), eta / eps
    more = sp.Symbol("y", positive=True)
    trace, determinant = 1 - entry, entry * ratio
    first = inequality("The first sum is positive,", 1 - trace + determinant, sp.Integer(0),
                       entry * (1 + ratio), strict=True)  # fmt: skip
    second = inequality(
        "And so is the second: it is linear in the speed, two at a speed of zero and this at the "
        "speed of the claim, with y for what the relative elasticity has beyond a third.",
        (2 - 1 / more + 1).subs(more, sp.Rational(1, 3) + more),
        sp.Integer(0),
        9 * more / (1 + 3 * more),
        strict=True,
    )
    third = equivalence("One less the determinant is positive while the speed is below this.",
                        1 - determinant, 1 / ratio - entry, ratio)  # fmt: skip
    yield from (*steps, *w.jury(), first, second, third)
    yield conclusion("So this speed is critical.", ONE_DAY, *steps, first, second, third)


def _calm(statement: sp.Basic) -> Iterator[Step]:
    steps = list(linear())
    entry, rest = sp.symbols("v u", positive=True)
    now, past, room, space = sp.symbols("x y a b", nonnegative=True)
    triangle = identity(
        "Tomorrow's swing is at most the sum of both parts without their signs. Let the largest "
        "swing exceed them by a and b: then the bound exceeds that sum by this.",
        (rest * (now + room) + entry * eta / eps * (past + space))
        - (rest * now + entry * eta / eps * past),
        rest * room + entry * eta / eps * space,
    )
    sign = inequality(
        "That is not negative. The speed is below one, so what is left of a swing keeps its sign.",
        rest * room + entry * eta / eps * space,
        sp.Integer(0),
        rest * room + entry * eta / eps * space,
    )
    weight = identity(
        "Both weights add up to the factor of the claim.",
        (1 - j.entry_speed) + j.entry_speed * eta / eps,
        1 - j.entry_speed * (1 - eta / eps),
    )
    yield from (*steps, triangle, sign, weight)
    yield conclusion("This is the claim.", CALM, *steps, triangle, sign, weight)


def radius(entry: float, ratio: float, wait: int) -> float:
    """Largest modulus of the roots of the day near rest."""
    if wait == 0:
        return abs(1 - entry * (1 + ratio))
    roots = np.roots([1.0, entry - 1, *[0.0] * (wait - 1), entry * ratio])
    return float(np.abs(roots).max())


def critical(ratio: float, wait: int, rounds: int = 34) -> float:
    """The critical speed by bisection on the roots."""
    low, high = 0.0, 2.0
    for _ in range(rounds):
        middle = (low + high) / 2
        low, high = (middle, high) if radius(middle, ratio, wait) < 1 else (low, middle)
    return low


def _critical_in_numbers(wait: int, lowest: float, statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 80, 0.0
    for _ in range(count):
        demand = draw.uniform(0.5, 2.5)
        supply = demand * draw.uniform(lowest, 4)
        values = {eps: demand, eta: supply, speed: critical(supply / demand, wait)}
        worst = max(worst, o.distance(statement, values))
    text = "critical speed by bisection on the roots of the day: relative difference"
    return Evidence(text, count, worst, 1e-6)


def walk(entry: float, ratio: float, wait: int, past: np.ndarray, days: int) -> np.ndarray:
    """Log capacity from rest after the given past of ``wait`` + 1 days, near rest."""
    path = list(past)
    for _ in range(days):
        path.append((1 - entry) * path[-1] - entry * ratio * path[-1 - wait])
    return np.asarray(path)


def _calm_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 200, 0.0
    symbols = (j.entry_speed, eps, eta, largest_swing, next_swing)
    gap = sp.lambdify(symbols, statement.lhs - statement.rhs, "math")
    for place in range(count):
        wait, demand, entry = int(draw.integers(1, 60)), draw.uniform(0.5, 2.5), draw.uniform(0, 1)
        supply = demand * draw.uniform(0.1, 1)
        past = draw.uniform(-1, 1, wait + 1)
        if place % 2:  # the worst past: a swing that the wait turns round
            past = np.r_[1.0, past[1:-1], 1.0][: wait + 1]
        path = walk(entry, supply / demand, wait, past, 1)
        numbers = (entry, demand, supply, float(np.abs(past).max()), abs(path[-1]))
        worst = max(worst, -gap(*numbers))
    return Evidence("swings from random pasts: largest excess over the bound", count, worst, 1e-12)


def _waits(formula: sp.Expr, wait: int, ratio: str, text: str) -> Counterexample:
    exact = sp.Rational(ratio)
    return o.unlike(text, critical(float(exact), wait), formula, {eps: 1.0, eta: float(exact)})


def _grows(entry: int, ratio: sp.Rational, past: tuple[int, int], text: str) -> Counterexample:
    """The bound in numbers, with one of its conditions dropped: a wait of one day."""
    after = abs((1 - entry) * sp.Integer(past[1]) - entry * ratio * past[0])
    bound = CALM.lhs.subs({j.entry_speed: entry, eta: ratio, eps: 1, largest_swing: 1})
    return Counterexample(text, sp.Ge(bound, after))


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    none = Claim(
        "cobweb-without-lag",
        "The cobweb without a wait: one critical speed",
        "Capacity moves part of the way to what yesterday's price would call for. A full step "
        "each day gives the classical condition, supply less elastic than demand.",
        (Assumption("no-wait", "capacity follows the price that it makes itself"),),
        NO_LAG,
        _no_lag,
        lambda statement: _critical_in_numbers(0, 0.1, statement),
        {"no-wait": lambda: _waits(NO_LAG.rhs, 1, "2", "let capacity follow the price of a day "
                                   "before: swings start sooner")},
        WHERE,
        literature=("ezekiel1938cobweb",),
        shown_in="fig-cobweb",
    )  # fmt: skip
    day = Claim(
        "cobweb-one-day-lag",
        "The cobweb with a wait of one day: a critical speed of demand's elasticity over supply's",
        "One day between price and capacity is enough to make a high speed of entry dangerous.",
        (
            Assumption("wait-of-a-day", "capacity follows the price of the day before"),
            Assumption("supply-elastic", "the elasticity of supply is above a third of demand's"),
        ),
        ONE_DAY,
        _one_day,
        lambda statement: _critical_in_numbers(1, 0.51, statement),
        {
            "wait-of-a-day": lambda: _waits(
                ONE_DAY.rhs, 5, "2", "let the wait be five days: swings start sooner"),
            "supply-elastic": lambda: _waits(
                ONE_DAY.rhs, 1, "1/4", "let supply be a quarter as elastic as demand: the speed "
                "that overshoots every day is met first"),
        },
        WHERE,
        literature=("ezekiel1938cobweb",),
        shown_in="fig-cobweb",
    )  # fmt: skip
    calm = Claim(
        "cobweb-inelastic-calm",
        "If supply is less elastic than demand, no wait makes capacity swing away",
        "The largest swing of today and of the wait shrinks by the factor on the left at the "
        "latest when the wait is over. That factor is below one whenever supply is less elastic "
        "than demand, whatever the wait.",
        (Assumption("partial-step", "the entry speed is at most one"),),
        CALM,
        _calm,
        _calm_in_numbers,
        {"partial-step": lambda: _grows(
            3, sp.Rational(1, 2), (1, 1), "let the speed be three: the step overshoots by more")},
        WHERE + "; waits of any number of days",
        literature=("ezekiel1938cobweb",),
        shown_in="fig-cobweb",
    )  # fmt: skip
    return none, day, calm
