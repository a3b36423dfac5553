"""What it costs to spend all that guard and market let pass, beside the best pace."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning, only_path
from model.logic.step import Step
from model.logic.theorems import bound, rewritten
from model.quantities import POSITIVE, theoretical
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.vault.control import FIGURE, Plan, W, drawn, eta, lam

OWN = "own; no source is known"
excess_passing = theoretical(
    "excess_passing", "g_W", "USD/day", "what guard and market let pass in a day beyond deposits",
    POSITIVE)  # fmt: skip
passing_cost = theoretical(
    "passing_cost", r"J_W", "USD", "cost of clearing what waits by spending all that passes",
    POSITIVE)  # fmt: skip

g = excess_passing
PASSING = lam * W**3 / (3 * g) + eta * g * W
LEAST = sp.Ge(passing_cost, 2 / sp.sqrt(3) * sp.sqrt(lam * eta) * W**2, evaluate=False)
# Bound variable: days since spending began.
days = sp.Symbol("t", nonnegative=True)


def _passing(statement: sp.Basic) -> Iterator[Step]:
    left = sp.Symbol("W_t", real=True)
    path = only_path(
        "What waits falls by what passes beyond deposits, in a straight line.",
        sp.Eq(left, W - g * days, evaluate=False),
        days,
        -g,
        W,
    )
    yield path
    yield by_meaning(
        "Waiting and haste are paid until nothing waits.",
        statement,
        sp.Integral(lam * path.relation.rhs**2 + eta * g**2, (days, 0, W / g)),
    )


def _least(statement: sp.Basic) -> Iterator[Step]:
    known = claims()[0].prove()[-1]
    yield rewritten("The cost is this, by another claim.", known.relation, known)
    yield bound(
        "What it is more than the right side is a square. It is zero if what passes is the best "
        "excess over the root of three.",
        statement,
        W * (sp.sqrt(lam) * W - sp.sqrt(3 * eta) * g) ** 2 / (3 * g),
        {g: W * sp.sqrt(lam / (3 * eta))},
        where={passing_cost: known.relation.rhs},
    )


def passed(weight: float, haste: float, start: float, excess: float, steps: int = 4000) -> Plan:
    """What happens if all that passes is spent until nothing waits, step by step."""
    length = start / excess / steps
    waits = start - excess * length * (np.arange(steps) + 0.5)
    extra = np.full(steps, excess)
    cost = length * float(np.sum(weight * waits**2 + haste * extra**2))
    return Plan(length * (np.arange(steps) + 0.5), waits, extra, cost)


def _passing_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((lam, eta, W, g), statement.rhs, "math")
    worst, count = 0.0, 80
    for weight, haste, start, excess in drawn(count):
        found = passed(weight, haste, start, excess).cost
        worst = max(worst, abs(formula(weight, haste, start, excess) / found - 1))
    return Evidence("a vault emptied step by step: relative", count, worst, 1e-6)


def _least_in_numbers(statement: sp.Basic) -> Evidence:
    short = sp.lambdify((passing_cost, lam, eta, W), statement.lts / statement.gts - 1, "math")
    worst, count = 0.0, 80
    for weight, haste, start, excess in drawn(count):
        cost = passed(weight, haste, start, excess).cost
        worst = max(worst, short(cost, weight, haste, start))
    return Evidence("a vault emptied step by step, a tenth of the cases at the edge: what is "
                    "missing, relative", count, worst, 1e-6)  # fmt: skip


HERE = {lam: 3, eta: 1, W: 1, g: 1}


def cost_of(first: sp.Expr, last: sp.Expr, excess: sp.Expr) -> sp.Expr:
    """What it costs to clear from ``first`` to ``last`` dollars, at the weights of the examples."""
    waits = first - excess * days
    return sp.integrate(3 * waits**2 + excess**2, (days, 0, (first - last) / excess))


def _faster() -> sp.Expr:
    half = sp.Rational(1, 2)
    return cost_of(sp.S.One, half, sp.S.One) + cost_of(half, sp.S.Zero, sp.Integer(2))


def _fading() -> sp.Expr:
    """The cost if what passes is at each moment the best part of what waits."""
    waits = sp.exp(-sp.sqrt(3) * days)
    return sp.integrate(6 * waits**2, (days, 0, sp.oo))


def _in_proportion(first: sp.Expr, excess: sp.Expr) -> sp.Expr:
    """The cost if a day costs three times the dollars that wait, and haste its square."""
    return sp.integrate(3 * (first - excess * days) + excess**2, (days, 0, first / excess))


def claims() -> tuple[Claim, ...]:
    """The cost, and the least of it."""
    steady = Assumption("steady-excess", "what passes beyond deposits is the same each day")
    squares = Assumption("squares", "waiting and haste cost in the square of dollars")
    called = Assumption("called", "executors call at once")
    said, one, four = PASSING.subs(HERE), sp.S.One, sp.Integer(4)
    least = LEAST.rhs.subs(HERE)
    return (
        Claim(
            "clearing-all-that-passes-costs",
            "What it costs to spend all that passes, until nothing waits",
            "If little passes, waiting is dear; if much passes, haste is.",
            (steady, squares, called),
            sp.Eq(passing_cost, PASSING),
            _passing,
            _passing_in_numbers,
            {
                "steady-excess": lambda: Counterexample(
                    "let twice as much pass when half is spent", sp.Eq(_faster(), said)),
                "squares": lambda: Counterexample(
                    "let a day cost three times the dollars that wait",
                    sp.Eq(_in_proportion(one, one), said)),
                "called": lambda: Counterexample(
                    "let the first call come a day late", sp.Eq(3 + cost_of(one, 0, one), said)),
            },
            "no deposits beyond their mean while it is cleared",
            shown_in=FIGURE,
            owner=OWN,
        ),
        Claim(
            "all-that-passes-costs-a-seventh-more",
            "Spending all that passes costs at least two over the root of three of the best",
            "The best pace costs the geometric mean of the weights times the square of what waits. "
            "Spending all that passes costs more than a seventh more, whatever passes, and without "
            "bound if much or little does. It comes nearest if what passes beyond deposits is the "
            "best excess at first, over the root of three.",
            (steady, squares),
            LEAST,
            _least,
            _least_in_numbers,
            {
                "steady-excess": lambda: Counterexample(
                    "let what passes be at each moment the best part of what waits",
                    sp.Ge(_fading(), least)),
                "squares": lambda: Counterexample(
                    "let a day cost three times the dollars that wait, which are four",
                    sp.Ge(_in_proportion(four, four), LEAST.rhs.subs(HERE | {W: 4}))),
            },
            "no deposits beyond their mean while it is cleared; executors call at once",
            shown_in=FIGURE,
            owner=OWN,
            uses=("best-spend-follows-what-waits", "clearing-all-that-passes-costs"),
        ),
    )  # fmt: skip
