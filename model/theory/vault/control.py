"""The pace at which a vault should spend, if haste costs impact and waiting costs burn.

What waits, W, grows with deposits and falls with what is spent. A day costs λ W² for waiting, and
η times the square of what is spent beyond the mean of deposits.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import sympy as sp

from model.logic.formulas import only_root, optimum
from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import rewritten
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.theory.claim import Assumption, Claim, Counterexample, Evidence

FIGURE = "fig-control"
REGULATOR = ("the linear-quadratic regulator, Kalman (1960); own as a rule for a buyback, no "
             "source is known")  # fmt: skip
mean_deposits = theoretical(
    "mean_deposits", r"\bar{\Pi}_d", "USD/day", "mean of what enters the vault in a day", POSITIVE
)
waiting_dollars = theoretical(
    "waiting_dollars", "W", "USD", "dollars that wait in the vault", NOT_NEGATIVE
)
waiting_weight = theoretical(
    "waiting_weight", r"\lambda_W", "1/(USD*day)", "cost of a day on which one dollar waits; it "
    "grows with the square of the dollars", POSITIVE)  # fmt: skip
haste_weight = theoretical(
    "haste_weight", r"\eta_W", "day/USD", "cost of spending a dollar a day more than comes in; it "
    "grows with the square of the dollars", POSITIVE)  # fmt: skip
best_spend = theoretical(
    "best_spend", r"u_{\ast}", "USD/day", "what the vault best spends in a day", NOT_NEGATIVE
)
deposit_variance = theoretical(
    "deposit_variance", r"v_{\Pi}", "USD**2/day", "variance of a day's deposits", POSITIVE
)
average_cost = theoretical(
    "average_cost", r"c_{\ast}", "USD/day", "what waiting and haste cost in a day, on average",
    POSITIVE)  # fmt: skip
W, lam, eta = waiting_dollars, waiting_weight, haste_weight
SPEND = mean_deposits + sp.sqrt(lam / eta) * W
NOISY = deposit_variance * sp.sqrt(lam * eta)
# Bound variables: what is spent, and what a squared dollar that waits costs.
spend, dear = sp.Symbol("u", real=True), sp.Symbol("p", positive=True)


def day(spent: sp.Expr) -> sp.Expr:
    """What a day costs on which this is spent."""
    return lam * W**2 + eta * (spent - mean_deposits) ** 2


def priced() -> Step:
    """What a squared dollar that waits costs from now on."""
    return only_root(
        "Let what waits cost p W² from now on. Spent beyond deposits at the pace p W/η, which is "
        "found below, it falls by as much as a day costs if p solves Riccati's equation.",
        sp.Eq(dear, sp.sqrt(lam * eta), evaluate=False),
        sp.Eq(dear**2 / eta, lam),
        slope=2 * dear / eta,
    )


def _spend(statement: sp.Basic) -> Iterator[Step]:
    price = priced()
    yield price
    cost = price.relation.rhs
    ahead = day(spend) + 2 * cost * W * (mean_deposits - spend)
    yield identity(
        "A day's cost and the change of p W² that the day brings are together the square of what "
        "the spend is away from one value. So no plan costs less than p W², and this one does.",
        ahead,
        eta * (spend - mean_deposits - cost * W / eta) ** 2,
    )
    yield optimum(
        "Surprises in deposits add the same whatever is spent. So at each moment this spend, and "
        "no other, makes the sum least.",
        statement,
        ahead + deposit_variance * cost,
        spend,
        -2 * eta,
        most=False,
    )


def _noisy(statement: sp.Basic) -> Iterator[Step]:
    price, best = priced(), claims()[0].prove()[-1]
    yield price
    yield rewritten("The best spend is this, by another claim.", best.relation, best)
    cost, spent = price.relation.rhs, best.relation.rhs
    yield only_root(
        "Each day costs its waiting and haste, and changes p W²: by what is spent beyond deposits, "
        "and, on average, by p times the variance of deposits. In the long run the change is none.",
        statement,
        sp.Eq(sp.Add(day(spent), sp.Mul(2 * cost * W, mean_deposits - spent, evaluate=False),
                     deposit_variance * cost, evaluate=False), average_cost),
    )  # fmt: skip


class Plan(NamedTuple):
    """Moments, what waits, what is spent beyond deposits, and the cost of it all."""

    times: np.ndarray
    waits: np.ndarray
    extra: np.ndarray
    cost: float


@cache
def _sums(steps: int) -> np.ndarray:
    return np.tri(steps, k=-1) + np.eye(steps) / 2


def searched(weight: float, haste: float, start: float, steps: int = 300) -> Plan:
    """The cheapest of all plans that spend at a steady pace within each of many short steps."""
    length = 12 * (haste / weight) ** 0.5 / steps
    falls = length * _sums(steps)
    matrix = haste * np.eye(steps) + weight * falls.T @ falls
    extra = np.linalg.solve(matrix, weight * falls.T @ np.full(steps, start))
    waits = start - falls @ extra
    cost = length * float(np.sum(weight * waits**2 + haste * extra**2))
    return Plan(length * (np.arange(steps) + 0.5), waits, extra, cost)


def wandering(weight: float, haste: float, variance: float, draw: np.random.Generator) -> float:
    """Mean cost of a day if deposits come at random and the best rule is followed, by running."""
    plan = searched(weight, haste, 1.0, 100)
    pace = plan.extra[0] / plan.waits[0]
    length, waits, total = 0.02 / pace, np.zeros(500), 0.0
    for step in range(1400):
        extra = pace * waits
        if step >= 200:
            total += float(np.mean(weight * waits**2 + haste * extra**2))
        waits += -extra * length + draw.normal(0, (variance * length) ** 0.5, 500)
    return total / 1200


def drawn(count: int) -> Iterator[tuple[float, float, float, float]]:
    """Weights of waiting and haste, what waits, and what passes over the best excess."""
    draw = np.random.default_rng(7)
    for place in range(count):
        weight, haste, start = (float(each) for each in 10 ** draw.uniform(-2, 2, 3))
        share = 3**-0.5 if place % 8 == 0 else float(10 ** draw.uniform(-1, 1))
        yield weight, haste, start, share * start * (weight / haste) ** 0.5


def _spend_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((lam, eta, W, mean_deposits), statement.rhs, "math")
    worst, count = 0.0, 0
    for weight, haste, start, income in drawn(24):
        plan = searched(weight, haste, start)
        for at in (0, 20, 60):
            found = income + plan.extra[at]
            said = formula(weight, haste, plan.waits[at], income)
            worst, count = max(worst, abs(said / found - 1)), count + 1
    return Evidence("cheapest of all plans in 300 steps: relative", count, worst, 1e-3)


def _noisy_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((lam, eta, deposit_variance), statement.rhs, "math")
    draw, worst, count = np.random.default_rng(7), 0.0, 60
    for weight, haste, variance, _ in drawn(count):
        found = wandering(weight, haste, variance, draw)
        worst = max(worst, abs(formula(weight, haste, variance) / found - 1))
    return Evidence("500 random vaults under the rule, step by step: relative", count, worst, 0.1)


HERE = {lam: 4, eta: 1, W: 4, mean_deposits: 1, deposit_variance: 2}


def _linear() -> Counterexample:
    extra = sp.Symbol("z", positive=True)
    # Where waiting costs 4 W, the price of a dollar is what haste costs at the margin.
    (pace,) = sp.solve(sp.Eq(4 * HERE[W], extra**2), extra)
    return Counterexample("let a day cost four times the dollars that wait: at four of them less "
                          "is spent", sp.Eq(1 + pace, SPEND.subs(HERE)))  # fmt: skip


def _limited() -> Counterexample:
    return Counterexample("let guard and market let three dollars pass: no more is spent",
                          sp.Eq(sp.Min(3, SPEND.subs(HERE)), SPEND.subs(HERE)))  # fmt: skip


def _foreseen() -> Counterexample:
    later = sp.Symbol("s", nonnegative=True)
    ahead = 2 * sp.integrate(sp.exp(-2 * later) * sp.exp(-later), (later, 0, sp.oo))
    return Counterexample("let it be known that a dollar a day more comes in, which fades: room is "
                          "made for it",
                          sp.Eq(SPEND.subs(HERE) + ahead, SPEND.subs(HERE)))  # fmt: skip


def _impatient() -> Counterexample:
    (price,) = sp.solve(sp.Eq(dear**2 + 3 * dear, 4), dear)
    return Counterexample("let a cost count the less the later it comes, by three a day: less is "
                          "spent now", sp.Eq(1 + price * HERE[W], SPEND.subs(HERE)))  # fmt: skip


def _other_rule() -> Counterexample:
    pace = sp.Integer(4)
    variance = HERE[deposit_variance] / (2 * pace)
    return Counterexample("let twice the best excess be spent: a quarter more is paid",
                          sp.Eq((4 + pace**2) * variance, NOISY.subs(HERE)))  # fmt: skip


def _linked() -> Counterexample:
    wait, both, source = sp.symbols("w b s")
    found = sp.solve(
        [2 * both - 4 * wait, source - 2 * both - both, HERE[deposit_variance] - 2 * source],
        (wait, both, source),
    )
    return Counterexample("let a surprise fade over a day or so instead of coming at once: by the "
                          "same rule less waits",
                          sp.Eq(8 * found[wait], NOISY.subs(HERE)))  # fmt: skip


def _linear_on_average() -> Counterexample:
    variance = HERE[deposit_variance] / sp.Integer(4)
    mean = sp.sqrt(2 * variance / sp.pi)
    return Counterexample("let a day cost four times the dollars that wait",
                          sp.Eq(4 * mean + 4 * variance, NOISY.subs(HERE)))  # fmt: skip


def claims() -> tuple[Claim, ...]:
    """The best rule, and what random deposits cost under it."""
    squares = Assumption("squares", "waiting and haste cost in the square of dollars")
    surprises = Assumption("surprises", "what deposits are beside their mean cannot be foreseen, "
                           "and one day tells nothing of the next")  # fmt: skip
    return (
        Claim(
            "best-spend-follows-what-waits",
            "The best pace is the mean of deposits and a constant part of what waits",
            "The part is the root of what waiting weighs over what haste weighs. What waits fades "
            "at that rate and is never spent at once, and how much deposits vary is of no account.",
            (
                squares,
                surprises,
                Assumption("no-limit", "guard, market and cash let it pass"),
                Assumption("no-discount", "a cost counts the same whenever it comes"),
            ),
            sp.Eq(best_spend, SPEND),
            _spend,
            _spend_in_numbers,
            {"squares": _linear, "surprises": _foreseen, "no-limit": _limited,
             "no-discount": _impatient},
            "any dollars that wait; with none, or fewer than none, less is spent than comes in",
            shown_in=FIGURE,
            owner=REGULATOR,
        ),
        Claim(
            "random-deposits-cost-in-proportion-to-variance",
            "Random deposits cost their variance, times the geometric mean of the two weights",
            "The rule does not change with it, the bill does. Half of it is for waiting, half for "
            "haste.",
            (
                squares,
                surprises,
                Assumption("best-rule", "the vault follows the best rule, and has other cash to "
                           "spend when less than nothing waits"),
            ),
            sp.Eq(average_cost, NOISY),
            _noisy,
            _noisy_in_numbers,
            {"squares": _linear_on_average, "surprises": _linked, "best-rule": _other_rule},
            "the long run; counted beyond what the mean of deposits costs in any case",
            shown_in=FIGURE,
            owner=REGULATOR,
            uses=("best-spend-follows-what-waits",),
        ),
    )  # fmt: skip
