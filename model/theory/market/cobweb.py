"""The cobweb: capacity follows the price of the past, along the textbook market's supply curve.

Deviations of log capacity from rest, with r the elasticity of supply over that of demand:
k(t+1) = (1 − ν) k(t) − ν r k(t−ℓ).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.arithmetic import border, by_arithmetic
from model.logic.step import Step
from model.logic.steps import identity
from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import adjustment as j
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import one_class as o
from model.theory.market import swings as w

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


def near_rest(entry: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """What tomorrow's log of capacity owes to its own today, and to that which made the price."""
    now, past = sp.symbols("x y", real=True)
    called_for = sp.exp(eta * (-past / eps))
    day = sp.log(sp.exp(now) + entry * (called_for - sp.exp(now)))
    own, old = (sp.diff(day, x).subs({now: 0, past: 0}) for x in (now, past))
    return own, old


def linear() -> Iterator[Step]:
    """The curves of supply and demand of the textbook market, and the day near rest."""
    entry = o.known(j.entry_speed)
    yield identity(
        "Without running cost a GPU earns in proportion to the price. The last one covers its "
        "cost if that is the textbook's: so capacity on offer has the elasticity of supply.",
        w.gpus * sp.diff(sp.log(o.keep_cost()), w.gpus) * eta,
        sp.Integer(1),
    )
    scale = o.known(o.hours_wanted)
    wanted = (o.load() * o.node_gpus).subs(o.hours_wanted, scale)
    yield identity(
        "The price that clears the market answers to capacity by minus one over the elasticity "
        "of demand, for this is how capacity wanted answers to the price.",
        w.p * sp.diff(wanted, w.p) / wanted,
        -eps,
    )
    own, old = near_rest(entry)
    yield identity("Near rest the log of capacity answers to itself,", own, 1 - entry)
    yield identity("And to the capacity that made the price it follows.", old, -entry * eta / eps)


def _no_lag(statement: sp.Basic) -> Iterator[Step]:
    yield from linear()
    entry = o.known(j.entry_speed)
    each = sp.Add(*near_rest(entry))
    yield identity(
        "Without a wait both are the same capacity, and its multiplier falls as the speed rises.",
        each,
        1 - entry * (1 + eta / eps),
    )
    yield border(
        "The multiplier is between minus one and one below this speed only.",
        statement,
        sp.And(sp.Lt(each, 1, evaluate=False), sp.Gt(each, -1, evaluate=False)),
        entry,
    )


def _one_day(statement: sp.Basic) -> Iterator[Step]:
    yield from linear()
    yield from w.jury()
    entry = o.known(j.entry_speed)
    own, old = near_rest(entry)
    day = sp.Matrix([[own, old], [1, 0]])
    yield identity("The day of capacity and its past has this trace,", day.trace(), 1 - entry)
    yield identity("And this determinant, which grows with the speed.",
                   day.det(), entry * eta / eps)  # fmt: skip
    yield border(
        "Put them into the three: all are positive below this speed, and at it or above it one is "
        "not, while supply has more than a third of demand's elasticity.",
        statement,
        w.inside(day),
        entry,
        given=[sp.Gt(3 * eta, eps, evaluate=False)],
    )


def _calm(statement: sp.Basic) -> Iterator[Step]:
    yield from linear()
    now, past = sp.symbols("x y", real=True)
    own, old = near_rest(j.entry_speed)
    turned = {next_swing: (own - old) * largest_swing}
    yield identity(
        "The bound is met by a swing that the wait turns round: it was the largest on one side "
        "when it made the price, and is the largest on the other today.",
        statement.gts.subs(turned),
        statement.lts.subs(turned),
    )
    yield by_arithmetic(
        "Tomorrow's swing is what today's leaves and what the one that made the price calls for, "
        "x and y. Neither is beyond the largest, and a speed of one or less keeps the sign of what "
        "is left.",
        statement,
        given=[
            sp.Eq(next_swing, sp.Abs(own * now + old * past), evaluate=False),
            *(sp.Le(sp.Abs(each), largest_swing, evaluate=False) for each in (now, past)),
            sp.Le(j.entry_speed, 1, evaluate=False),
        ],
    )


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
        literature=("ezekiel1938cobweb", "nerlove1958adaptive"),
        shown_in="fig-cobweb",
        owner="Nerlove 1958, at full speed Ezekiel 1938; place not looked up",
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
        owner="Kuruklis 1994, for a lag of one day; place not looked up",
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
        owner="Kuruklis 1994 for stability, place not looked up; the bound is own",
    )  # fmt: skip
    return none, day, calm
