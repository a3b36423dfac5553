"""Slices in a market that recovers little by little: large at both ends, even between.

Impact is linear here, as it is in a deep pool to first order: a slice of ``x`` of the order
moves the price by ``x``, and of each move the share ``a`` is left when the next slice comes.
Costs are in units of what a move by the whole order would cost. Theory: T10 c.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.linalg import solve_toeplitz

from model.logic.formulas import by_meaning, limit_of, optimum
from model.logic.step import Step
from model.logic.steps import identity, inequality, limit
from model.logic.theorems import all_of
from model.quantities import NOT_NEGATIVE, POSITIVE, Domain, theoretical
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.vault.slicing import slices

remains = theoretical(
    "impact_left",
    "a",
    "1",
    "share of a price move that is left when the next slice comes",
    Domain(0, 1, open_high=True),
)
end_slice = theoretical("end_slice", "x_1", "1", "first and last slice, as a share of the order")
middle_slice = theoretical(
    "middle_slice", "x_2", "1", "each slice in between, as a share of the order"
)
least_cost = theoretical(
    "least_impact_cost", r"\kappa_N", "1", "least cost of impact, of a move by the whole order"
)
recoveries = theoretical(
    "recoveries", r"\rho T", "1", "recovery rate times the time an order takes", NOT_NEGATIVE
)
end_lump = theoretical(
    "end_lump", r"x_{\infty}", "1", "lump at each end of an order that is traded without a break",
    POSITIVE,
)  # fmt: skip
FIGURE = "fig-resilience"
LITERATURE = ("obizhaeva2013optimal",)
WIDTH = 2 + (slices - 2) * (1 - remains)
PLAN = sp.And(
    sp.Eq(end_slice, 1 / WIDTH),
    sp.Eq(middle_slice, (1 - remains) / WIDTH),
    sp.Eq(least_cost, (1 + remains) / WIDTH / 2),
)
LUMP = 1 / (2 + recoveries)
# Bound variables: the move before a slice and the slice; the move that each slice but the last
# leaves; 1 − a.
before, now, move = sp.symbols("s_{k-1} x_k s", real=True)
lack = sp.Symbol("b", positive=True)
a = remains
# One slice and z > 0 more; a share y/(1 + y) that is left, with y not negative.
more, stays = sp.Symbol("z", positive=True), sp.Symbol("y", nonnegative=True)
REGION = {slices: 1 + more, a: stays / (1 + stays)}


def _plan(statement: sp.Basic) -> Iterator[Step]:
    after = a * before + now
    yield identity(
        "Let s be the move that a slice leaves. What slice k pays, half its own move and all "
        "that is left of earlier ones, is half the difference of two squares.",
        now**2 / 2 + now * a * before,
        after**2 / 2 - a**2 * before**2 / 2,
    )
    yield identity(
        "So, summed over the slices, each square but the last counts 1 − a² times.",
        before**2 - a**2 * before**2,
        (1 - a**2) * before**2,
    )
    yield identity(
        "A slice is what its move is above what was left. Summed, each move but the last counts "
        "1 − a times, and the sum is the whole order.",
        before - a * before,
        (1 - a) * before,
    )
    yield inequality(
        "The order fixes only the sum of the moves before the last. A square is no less than its "
        "tangent at their mean s, and over all of them the deviations from s cancel: so they cost "
        "least if each is s.",
        (1 - a**2) * before**2,
        (1 - a**2) * (move**2 + 2 * move * (before - move)),
        lack * (1 + a) * (before - move) ** 2,
        where={lack: 1 - a},
    )
    last = 1 - (slices - 1) * (1 - a) * move
    cost = ((slices - 1) * (1 - a**2) * move**2 + last**2) / 2
    parts = {part.lhs: part for part in statement.args if isinstance(part, sp.Eq)}
    width = 1 + a + (slices - 1) * (1 - a)
    turns = -(slices - 1) * (1 - a) * width
    ends = optimum(
        "Nothing is left of a move before the first slice, so it is s itself: the cost falls in it "
        "below this, and rises above it.",
        parts[end_slice],
        cost,
        move,
        turns,
        where=REGION,
        most=False,
    )
    yield ends
    yield identity("The last slice, its move less what was left of s, is then as large.",
                   (last - a * move).subs(move, 1 / width), 1 / width)  # fmt: skip
    middle = optimum(
        "A slice in between restores s, of which a was left: so it is (1 − a) s, and the cost "
        "falls in it below this, and rises above it.",
        parts[middle_slice],
        cost.subs(move, now / (1 - a)),
        now,
        turns / (1 - a) ** 2,
        where=REGION,
        most=False,
    )
    least = by_meaning(
        "The cost of these slices is this.",
        parts[least_cost],
        cost.subs(move, end_slice),
        where={end_slice: ends.relation.rhs},
    )
    yield from (middle, least)
    yield all_of("Ends, slices in between and their cost.", statement, ends, middle, least)


def _lump(statement: sp.Basic) -> Iterator[Step]:
    step = sp.Symbol("h", positive=True)
    discrete = 1 / WIDTH.subs({a: sp.exp(-recoveries * step), slices: 1 + 1 / step})
    weight = (1 / step - 1) * (1 - sp.exp(-recoveries * step))
    yield identity(
        "With N − 1 = 1/h breaks, of which each leaves exp(−ρT h), the end slice is this.",
        discrete,
        1 / (2 + weight),
    )
    yield limit(
        "As the breaks become short, the middle slices together weigh ρT against the two ends.",
        weight,
        step,
        sp.Integer(0),
        recoveries,
    )
    yield limit_of("The ends become lumps of this size.", statement, discrete, step,
                   sp.Integer(0))  # fmt: skip


def best_plan(count: int, left: float) -> tuple[np.ndarray, float]:
    """Slices of least cost and that cost, from the linear equations of the optimum."""
    solved = solve_toeplitz(left ** np.arange(count), np.ones(count))
    plan = solved / solved.sum()
    return plan, float(0.5 / solved.sum())


def _plan_in_numbers(statement: sp.Basic) -> Evidence:
    symbols = (end_slice, middle_slice, least_cost, slices, a)
    off = sp.lambdify(symbols, [each.lhs - each.rhs for each in statement.args
                                if isinstance(each, sp.Eq)], "math")  # fmt: skip
    draw, worst, count = np.random.default_rng(7), 0.0, 150
    for _ in range(count):
        n, left = int(draw.integers(3, 60)), float(draw.uniform(0, 0.98))
        plan, cost = best_plan(n, left)
        gaps = off(plan[0], plan[n // 2], cost, n, left)
        worst = max(worst, *map(abs, gaps), abs(plan[-1] - plan[0]), np.ptp(plan[1:-1]))
    return Evidence("the linear equations of the optimum, solved: shares of the order", count,
                    float(worst), 1e-9)  # fmt: skip


def _lump_in_numbers(statement: sp.Basic) -> Evidence:
    off = sp.lambdify((end_lump, recoveries), statement.lhs - statement.rhs, "math")
    count, n = 60, 1500
    worst = 0.0
    for rate in np.geomspace(0.01, 50, count):
        plan, _ = best_plan(n, float(np.exp(-rate / (n - 1))))
        worst = max(worst, abs(off(plan[0], rate)))
    return Evidence(f"{n} slices, by the linear equations of the optimum: share of the order",
                    count, worst, 2e-3)  # fmt: skip


def _cost(plan: list[sp.Rational], left: sp.Matrix) -> sp.Rational:
    return sum(x * y * left[i, j] for i, x in enumerate(plan) for j, y in enumerate(plan)) / 2


def _power_law() -> Counterexample:
    kept = sp.Matrix(3, 3, lambda i, j: sp.Rational(1, 1 + abs(i - j)))
    solved = kept.LUsolve(sp.ones(3, 1))
    best = solved / sum(solved)
    half = {slices: 3, a: sp.Rational(1, 2)}
    return Counterexample(
        "let a half of a move be left after one break and a third after two: three slices are "
        "best with other ends",
        sp.Eq(best[0], (1 / WIDTH).subs(half)),
    )


def _straight_line() -> Counterexample:
    n = 5
    kept = sp.Matrix(n, n, lambda i, j: 1 - sp.Rational(abs(i - j), 2 * (n - 1)))
    solved = kept.LUsolve(sp.ones(n, 1))
    return Counterexample(
        "let a move fade in a straight line, to a half by the end: the best ends are a half each, "
        "and nothing lies between, with five slices as with any number",
        sp.Eq(solved[0] / sum(solved), LUMP.subs(recoveries, sp.log(2))),
    )


def _curved() -> Counterexample:
    half = {slices: 2, a: 0}
    # A move by the square of a slice costs a third of its cube.
    cost = 2 * sp.Rational(1, 2) ** 3 / 3
    return Counterexample(
        "let a slice move the price by its square: two slices without after-effects cost a twelfth",
        sp.Eq(cost, ((1 + a) / (2 * WIDTH)).subs(half)),
    )


def _coarse() -> Counterexample:
    return Counterexample(
        "trade in three slices only, with half of each move left at the next: the ends are larger",
        sp.Eq((1 / WIDTH).subs({slices: 3, a: sp.Rational(1, 2)}),
              LUMP.subs(recoveries, 2 * sp.log(2))),
    )  # fmt: skip


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    fades = Assumption("exponential-recovery", "of each move the same share is left each break")
    linear = Assumption("linear-impact", "a slice moves the price in proportion to its size")
    return (
        Claim(
            "slices-with-partial-recovery",
            "If the market recovers little by little, the end slices are larger than the others",
            "The first slice has no move before it and the last leaves none behind that matters. "
            "Those between pay for both sides.",
            (fades, linear),
            PLAN,
            _plan,
            _plan_in_numbers,
            {"exponential-recovery": _power_law, "linear-impact": _curved},
            "two slices or more, evenly spaced; purchases small beside the reserve",
            literature=LITERATURE,
            shown_in=FIGURE,
            owner="Obizhaeva and Wang 2013, trades at discrete times, place not looked up",
        ),
        Claim(
            "lumps-of-continuous-trading",
            "Traded without a break, an order still begins and ends with a lump",
            "The lumps shrink as the market recovers more often while the order lasts.",
            (fades, Assumption("no-breaks", "the slices become many and the breaks short")),
            sp.Eq(end_lump, LUMP),
            _lump,
            _lump_in_numbers,
            {
                "exponential-recovery": _straight_line,
                "no-breaks": _coarse,
            },
            "any recovery rate; linear impact, as of purchases small beside the reserve",
            literature=LITERATURE,
            shown_in=FIGURE,
            owner="Obizhaeva and Wang 2013, the limit of continuous time, place not looked up",
            uses=("slices-with-partial-recovery",),
        ),
    )  # fmt: skip
