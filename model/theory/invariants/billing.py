"""Three ways of billing: one expectation, as long as no GPU-hour is rationed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning
from model.logic.step import Grade, ProofError, Step
from model.logic.steps import case, identity
from model.logic.theorems import all_of
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import fees as f
from model.spec import market as m
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence

#: Expectation over the day's mix of tasks, given everything known when the day begins.
E = sp.Function(r"\mathbb{E}")
#: In the order in which one is stated in terms of another.
BILLS = (f.fee_by_gpu_time, f.fee_by_task, f.fee_by_cycle)
SAME = sp.And(sp.Eq(E(f.fee_by_gpu_time), f.fee_by_task), sp.Eq(E(f.fee_by_cycle), f.fee_by_task))
z = sp.Symbol("z", real=True)
spare = sp.Symbol("b", nonnegative=True)


def arrays(right: sp.Expr) -> tuple[list[sp.Symbol], Callable[..., np.ndarray]]:
    """An expression as a function of arrays, with the symbols it takes."""
    symbols = sorted(right.free_symbols, key=str)
    return symbols, sp.lambdify(symbols, right, "numpy")


def by_class(c: str) -> sp.Expr:
    """Hours of a class that users want at today's price, on the day's mix."""
    market = m.market()
    today = {m.demand_today[c]: stated(market, m.demand_today[c])}
    wanted: sp.Expr = stated(market, m.wanted_hours[c]).subs(today)
    return wanted


def unrationed(symbol: sp.Symbol) -> sp.Expr:
    """A bill in prices, demand and mix, when every wanted GPU-hour finds a GPU."""
    block = f.billing()
    bill = stated(block, symbol).subs(f.fee_by_gpu_time, stated(block, f.fee_by_gpu_time))
    result: sp.Expr = bill.subs({m.workable_hours[c]: by_class(c) for c in a.CLASSES})
    return result


def _agree(statement: sp.Basic) -> Iterator[Step]:
    market = m.market()
    # What users would pay on a day of mean tasks: known when the day begins.
    usual = sp.Add(*(m.compute_price[c] * by_class(c) for c in a.CLASSES)).subs(
        d.task_size, d.gpu_hours_per_task
    )
    mix = (d.size_noise, d.task_noise, d.task_size, d.task_cycles)
    if usual.has(*mix):
        raise ProofError("what users want on a day of mean tasks depends on the day's mix")
    posted = {m.market_rule: m.POSTED}
    if any(stated(market, m.price_today[c]).subs(posted).has(*mix, m.demand_today[c])
           for c in a.CLASSES):  # fmt: skip
        raise ProofError("the posted price depends on the day's mix")
    enough = case(
        "The hours that nodes offer are enough, so all wanted hours are worked; each class alike.",
        stated(market, m.workable_hours[a.CLASSES[-1]]).subs(
            m.offered_hours[a.CLASSES[-1]], m.wanted_hours[a.CLASSES[-1]] + spare
        ),
        m.wanted_hours[a.CLASSES[-1]],
    )
    by_task = identity(
        "By task scale a bill does not depend on the day's mix.",
        unrationed(f.fee_by_task),
        usual,
    )
    by_hour = identity(
        "By GPU time it is proportional to the hours of a task.",
        unrationed(f.fee_by_gpu_time),
        usual * d.task_size / d.gpu_hours_per_task,
    )
    by_cycle = identity(
        "By training cycle it is proportional to the cycles of a task.",
        unrationed(f.fee_by_cycle),
        usual * d.task_cycles / d.cycles_per_task,
    )
    yield from (enough, by_task, by_hour, by_cycle)
    parts = []
    for bill, noise, level, proportional in (
        (f.fee_by_gpu_time, d.size_noise, d.task_size, by_hour),
        (f.fee_by_cycle, d.task_noise, d.task_cycles, by_cycle),
    ):
        rate = sp.cancel(proportional.relation.rhs / level)
        if rate.has(*mix):
            raise ProofError(f"{bill} is not proportional to {level}")
        density = sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi)
        drawn = stated(d.demand(), level).subs(noise, z)
        meant = rate * sp.Integral(drawn * density, (z, -sp.oo, sp.oo))
        (part,) = (each for each in statement.args if each.has(E(bill)))
        parts.append(
            by_meaning(
                "Posted prices and demand are known when the day begins, so they leave the "
                "expectation. The mix is its mean times an exponential of the day's surprise, "
                "whose expectation is one.",
                part,
                meant,
                where={E(bill): meant, f.fee_by_task: by_task.relation.rhs},
                grade=Grade.THEOREM,
            )
        )
    yield from parts
    yield all_of("So all three bills have the same expectation.", statement, *parts)


def _agree_in_numbers(statement: sp.Basic) -> Evidence:
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    draw, worst, count = np.random.default_rng(7), 0.0, 200
    computed = {bill: arrays(stated(f.billing(), bill)) for bill in BILLS}
    wanted = {c: arrays(by_class(c)) for c in a.CLASSES}
    for _ in range(count):
        mean_hours, mean_cycles, sigma = draw.uniform(0.05, 1.0, 3)
        mix = np.exp(sigma * nodes - sigma**2 / 2)
        known: dict[sp.Symbol, np.ndarray | float] = {
            d.task_size: mean_hours * mix,
            d.task_cycles: mean_cycles * mix,
            d.gpu_hours_per_task: mean_hours,
            d.cycles_per_task: mean_cycles,
            d.demand_elasticity: draw.uniform(0.5, 3),
        }
        for c, (symbols, compute) in wanted.items():
            known[m.compute_price[c]] = draw.uniform(0.1, 3)
            # The scale of demand, what a right result costs, and all else that demand reads.
            known |= {s: draw.uniform(0.5, 2) for s in symbols if s not in known}
            known[m.workable_hours[c]] = compute(*(known[s] for s in symbols))
        bills: dict[sp.Symbol, float] = {}
        for bill in BILLS:
            symbols, compute = computed[bill]
            known[bill] = compute(*(known[s] for s in symbols))
            bills[bill] = float(np.sum(weights * known[bill]))
        expected = {E(bill): amount for bill, amount in bills.items()} | bills
        for equation in statement.args:
            left, right = (float(side.subs(expected)) for side in equation.args)
            worst = max(worst, abs(left / right - 1))
    text = "Gauss-Hermite quadrature of the specification's bills: relative difference"
    return Evidence(text, count, worst, 1e-9)


HALF, TWO = sp.Rational(1, 2), (sp.Rational(1, 2), sp.Rational(3, 2))


def _rationed() -> Counterexample:
    by_task = sum(HALF * sp.Min(1, 1 / h) for h in TWO)
    by_hour = sum(HALF * sp.Min(h, 1) for h in TWO)
    return Counterexample(
        "let half of the days bring tasks of 1/2 hour and half of 3/2, want one task and own "
        "capacity for one hour: by task 5/6 is billed, by GPU time 3/4. Large tasks are the "
        "ones that are rationed, so billing by GPU time earns less, never more",
        sp.Eq(by_hour, by_task),
    )


def _dependent() -> Counterexample:
    by_task = sum(HALF * price for price in (1, 2))
    by_hour = sum(HALF * price * h for price, h in zip((1, 2), TWO, strict=True))
    return Counterexample(
        "let the price be 1 on days of small tasks and 2 on days of large ones: by GPU time 7/4 "
        "is billed and by task 3/2",
        sp.Eq(by_hour, by_task),
    )


def _not_mean_one() -> Counterexample:
    return Counterexample(
        "leave out the correction of the mean: the expected mix is exp(σ²/2) times its mean",
        sp.Eq(sp.exp(HALF), 1),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "bills-agree-in-expectation",
            "Billing by task, by GPU time and by training cycle charge the same in expectation",
            "Tariffs are calibrated on the mean task. On a single day the three bills differ.",
            (
                Assumption(
                    "independent",
                    "the day's surprises in hours and in cycles per task are independent of the "
                    "day's prices and of demand; of each other they need not be",
                ),
                Assumption("mean-one", "the mix is lognormal with the mean it is calibrated on"),
                Assumption("capacity", "no wanted GPU-hour is rationed, whatever the mix"),
            ),
            SAME,
            _agree,
            _agree_in_numbers,
            {"independent": _dependent, "mean-one": _not_mean_one, "capacity": _rationed},
            "posted prices, which are set before the day's mix is known (a price that clears the "
            "day knows it); days on which capacity is enough; a lognormal mix has no upper limit, "
            "so at a positive volatility this holds up to the probability of rationing",
            shown_in="fig-fees-bills",
            owner="own; no source is known",
        ),
    )
