"""How fast nodes may enter when capacity takes time to build and the market clears each day.

The same mean wait does nothing or does much harm: it depends on how the wait is spread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy as sp

from model.logic.arithmetic import border
from model.logic.formulas import only_root
from model.logic.step import Step
from model.logic.steps import identity, inequality
from model.spec import adjustment as j
from model.spec import nodes as n
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import entry_runs as e
from model.theory.market import one_class as o
from model.theory.market import swings as w

eps, eta, lag = o.demand_response, o.supply_response, j.build_lag
PULL = w.fee_ratio / eps + w.subsidy_ratio + 1 / eta
SPREAD = sp.Eq(w.critical_entry_speed, 1 / PULL)
FIXED = sp.Eq(w.critical_entry_speed, 2 * sp.sin(sp.pi / (4 * lag + 2)) / PULL)


def _pull() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """What relative profit answers to the log of the GPUs, from the equations.

    First what the clearing price answers, then what profit does at a given price, then both.
    """
    cleared = sp.solve(sp.Eq(o.load(), 1), o.hour_price)[0]
    of_price = sp.simplify(w.gpus * sp.diff(cleared, w.gpus) / cleared)
    margin = o.margin(sp.Integer(1)).subs(o.KEPT)
    there = {
        o.kept: w.fee_ratio * o.last_gpu_cost / (w.p * w.h),
        o.subsidy_usd: w.subsidy_ratio * o.last_gpu_cost * w.gpus,
        o.node_variable_cost: (w.fee_ratio + w.subsidy_ratio - 1) * o.last_gpu_cost / w.h,
        o.node_fixed_cost: o.last_gpu_cost * (w.gpus / o.first_node_gpus) ** (-1 / eta),
    }
    profit = margin / o.keep_cost() - 1
    by_price, by_gpus = (
        sp.powsimp(sp.expand((x * sp.diff(profit, x)).subs(there))) for x in (w.p, w.gpus)
    )
    return of_price, by_gpus, sp.expand(by_gpus + by_price * of_price)


def _answers() -> Iterator[Step]:
    """The steps to the pull of capacity on its own profit when the market clears."""
    of_price, by_gpus, total = _pull()
    yield identity(
        "The clearing price answers to the log of the GPUs by minus one over the elasticity.",
        of_price,
        -1 / eps,
    )
    yield identity(
        "At a given price relative profit answers by the thinner subsidy and the dearer last GPU.",
        by_gpus,
        -w.subsidy_ratio - 1 / eta,
    )
    yield identity(
        "All capacity works, so with the price it answers by this, minus the pull.",
        total,
        -(w.fee_ratio / eps + w.subsidy_ratio + 1 / eta),
    )


def _spread(statement: sp.Basic) -> Iterator[Step]:
    yield from _answers()
    entry, days = o.known(j.entry_speed), o.known(lag)
    profit, built = sp.Symbol("x", positive=True), n.building[o.ONE]
    ordered = o.equation("adjustment", built).subs(
        {j.profit[o.ONE]: profit, j.entry_hurdle: 0, n.seed_gpus: 0}
    )
    yield identity(
        "Orders join those under construction, and each has the same chance to be ready on any "
        "day.",
        ordered,
        built * (1 - 1 / lag) + j.entry_speed * profit * w.gpus,
    )
    kept = sp.diff(ordered, built).subs(lag, days)
    day = sp.Matrix([[1, 1 - kept], [entry * _pull()[-1], kept]])
    yield from w.jury()
    yield identity(
        "If capacity leaves by the same way, the trace of the day of GPUs and orders knows "
        "nothing of the speed,",
        day.trace(),
        2 - 1 / days,
    )
    yield identity(
        "And its determinant is one where the speed times the pull is.",
        1 - day.det(),
        (1 + entry * _pull()[-1]) / days,
    )
    yield border(
        "Put them into the three: all are positive below this speed, and at it or above it one is "
        "not. The mean wait has dropped out.",
        statement,
        w.inside(day),
        entry,
        given=[sp.Ge(days, 1, evaluate=False)],
    )


def _fixed(statement: sp.Basic) -> Iterator[Step]:
    yield from _answers()
    turn, wave, ahead, gain = sp.symbols("c s q g", positive=True)
    half, power = sp.symbols("w W", nonzero=True)
    more = sp.Symbol("m", nonnegative=True)
    days, swing = o.known(lag), sp.Symbol("a", positive=True)
    yield identity(
        "A root z on the unit circle is the square of some w on it, and one less z is −2i w times "
        "the sine of half its angle. So z^ℓ (z − 1) can be minus a gain only if the gain is twice "
        "that sine, i (1/w − w), and W = w^(2ℓ+1) is i: the half angle is pi over 4ℓ + 2 or m "
        "full turns over 2ℓ + 1 more.",
        power * (half - 1 / half) + sp.I * (1 / half - half),
        (half - 1 / half) * (power - sp.I),
    )
    yield inequality(
        "The smallest is that without a full turn.",
        (sp.pi / 2 + 2 * sp.pi * more) / (2 * days + 1),
        sp.pi / (4 * days + 2),
        2 * sp.pi * more / (2 * days + 1),
    )
    yield identity(
        "On the circle the squared gain is twice one less the cosine, which grows with the angle: "
        "the smallest angle has the smallest gain.",
        (turn - 1) ** 2 + wave**2 - (2 - 2 * turn),
        turn**2 + wave**2 - 1,
    )
    z, back = turn + sp.I * wave, turn - sp.I * wave
    yield identity(
        "As the gain rises, the log of a root moves by this; Z is z to the power of the wait, and "
        "the gain is Z (1 − z).",
        -1 / (power * ((lag + 1) * half - lag)),
        (half - 1) / (power * (1 - half) * ((lag + 1) * half - lag)),
    )
    yield identity(
        "The real part of that has the sign of this, up to what is zero on the circle.",
        ((z - 1) * ((lag + 1) * back - lag) + (back - 1) * ((lag + 1) * z - lag)) / 2,
        (2 * lag + 1) * (1 - turn) + (lag + 1) * (turn**2 + wave**2 - 1),
    )
    yield inequality(
        "With q for one less the cosine: so roots on the circle only ever leave it.",
        (2 * lag + 1) * ahead,
        sp.Integer(0),
        (2 * lag + 1) * ahead,
        strict=True,
    )
    yield inequality(
        "At a small gain the root near one is one less the gain and lies inside.",
        sp.Integer(1),
        1 - gain,
        gain,
        strict=True,
    )
    first = sp.exp(sp.I * sp.pi / (2 * lag + 1))
    waited = sp.exp(sp.I * sp.pi * lag / (2 * lag + 1))
    speed = w.critical_entry_speed
    yield only_root(
        "So the first swing turns by pi over 2ℓ + 1 a day. The gain is the speed times the pull, "
        "and this speed is the only one at which the day of capacity has that root.",
        statement,
        sp.Eq(waited * (first - 1), speed * _pull()[-1], evaluate=False),
        where={lag: (sp.pi / swing - 1) / 2},
    )


def _in_numbers(kind: str, text: str) -> Callable[[sp.Basic], Evidence]:
    def measure(statement: sp.Basic) -> Evidence:
        count, worst = 80, 0.0
        cases = e.clearing(count)
        waits = np.random.default_rng(11).integers(1, 21, count)
        for place in range(count):
            case = {k: float(v[place]) for k, v in cases.items()}
            found = e.critical(kind, case, int(waits[place]))
            values = case | {lag: int(waits[place]), w.critical_entry_speed: found}
            worst = max(worst, o.distance(statement, values))
        return Evidence(text, count, worst, 1e-5)

    return measure


def _one_way() -> Counterexample:
    case, entries = e.example(), np.linspace(0.05, 4, 400)
    calm = e.exits_at_once(case, 10, entries) < 1e-3
    found = entries[np.argmin(calm)] if not calm.all() else np.inf
    return o.unlike("let exits not wait, as in the economy: swings start at a higher speed",
                    float(found), SPREAD.rhs, case)  # fmt: skip


def _other_wait(kind: str, formula: sp.Expr, text: str) -> Counterexample:
    case = e.example()
    return o.unlike(text, e.critical(kind, case, 10), formula, case | {lag: 10})


def _own_price(formula: sp.Expr) -> Counterexample:
    """The posted price answers in its own time; here it hardly moves in the wait of ten days."""
    case, speed, wait = e.example(), 0.01, 10
    falls, running = case[eps], case[w.fee_ratio] + case[w.subsidy_ratio] - 1
    by_price = case[w.fee_ratio] * (1 - falls) + running * falls

    def good(entry: float) -> bool:
        day = np.array([
            [1 - speed * falls, -speed, 0], [0, 1, 1 / wait],
            [entry * by_price, -entry * (1 + 1 / case[eta]), 1 - 1 / wait]])  # fmt: skip
        return bool(np.abs(np.linalg.eigvals(day)).max() < 1)

    found = float(w.bisect(lambda x: good(float(x)), 0.0, 10.0))
    return o.unlike("let the price be posted and slow: swings start at another speed",
                    found, formula, case | {lag: wait})  # fmt: skip


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    clears = Assumption("clearing-price", "the price of the day clears the market")
    both = Assumption("both-ways", "capacity leaves by the same way as it comes")
    where = f"{o.TEXTBOOK}; local: small swings; waits of a day or more; subsidy fixed in dollars"
    text = "critical entry speed by bisection on the roots of the day: relative difference"
    spread = Claim(
        "spread-build-lag-harmless",
        "If orders are ready at random times, their mean wait does not matter for stability",
        "The economy lets a fixed part of what is under construction arrive each day. Then "
        "one speed of entry is critical whatever the mean wait.",
        (Assumption("spread-wait", "each order has the same chance to be ready on any day"),
         both, clears),
        SPREAD,
        _spread,
        _in_numbers("spread", text),
        {
            "spread-wait": lambda: _other_wait(
                "fixed", SPREAD.rhs, "let every order take exactly ten days: swings start sooner"),
            "both-ways": _one_way,
            "clearing-price": lambda: _own_price(SPREAD.rhs),
        },
        where,
        shown_in="fig-build-lag",
        owner="own; no source is known",
    )  # fmt: skip
    fixed = Claim(
        "fixed-build-lag-destabilises",
        "If every order takes the same number of days, the critical entry speed falls with it",
        "With a wait of some days it falls almost in proportion to one over the wait. At the "
        "edge, capacity swings with a period of twice as many days as twice the wait and one.",
        (Assumption("same-wait", "every order and every exit takes the same number of days"),
         clears),
        FIXED,
        _fixed,
        _in_numbers("fixed", text),
        {
            "same-wait": lambda: _other_wait(
                "spread", FIXED.rhs, "let orders be ready at random: swings start later"),
            "clearing-price": lambda: _own_price(FIXED.rhs),
        },
        where.replace("waits of a day or more", "waits of whole days"),
        shown_in="fig-build-lag",
        owner="Levin and May 1976 for the gain, place not looked up; the pull is own",
    )  # fmt: skip
    return spread, fixed
