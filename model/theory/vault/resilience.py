"""Slices in a market that recovers little by little: large at both ends, even between.

Impact is linear here, as it is in a deep pool to first order: a slice of ``x`` of the order
moves the price by ``x``, and of each move a share is left when the next slice comes. Costs are in
units of what a move by the whole order would cost. Theory: T10 c.
"""

from itertools import pairwise

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.linalg import solve_toeplitz

from model.logic import (Assumption, Case, Chapter, Claim, Steps, Values, against, by_meaning,
                         drawn, identity, inequality, limit_of, optimum, parts)
from model.quantities import NOT_NEGATIVE, POSITIVE, Domain, theoretical
from model.theory.vault.slicing import slices

remains = theoretical("impact_left", "a", "1", "share of a price move that is left when the next "
                      "slice comes", Domain(0, 1, open_high=True))
end_slice = theoretical("end_slice", "x_1", "1", "first and last slice, as a share of the order")
middle_slice = theoretical(
    "middle_slice", "x_2", "1", "each slice in between, as a share of the order")
least_cost = theoretical(
    "least_impact_cost", r"\kappa_N", "1", "least cost of impact, of a move by the whole order")
recoveries = theoretical(
    "recoveries", r"\rho T", "1", "recovery rate times the time an order takes", NOT_NEGATIVE)
end_lump = theoretical("end_lump", r"x_{\infty}", "1", "lump at each end of an order traded "
                       "without a break", POSITIVE)
WIDTH = 2 + (slices - 2) * (1 - remains)
PLAN = sp.And(sp.Eq(end_slice, 1 / WIDTH), sp.Eq(middle_slice, (1 - remains) / WIDTH),
              sp.Eq(least_cost, (1 + remains) / WIDTH / 2), sp.Eq(end_lump, 1 / (2 + recoveries)))
# Bound variables: the move before a slice and the slice; the move that each slice but the last
# leaves; 1 − a; the time of a break over that of the order.
before, now, move = sp.symbols("s_{k-1} x_k s", real=True)
lack, pause = sp.symbols("b h", positive=True)
# One slice and z > 0 more; a share y/(1 + y) that is left, with y not negative.
more, stays = sp.Symbol("z", positive=True), sp.Symbol("y", nonnegative=True)
REGION = {slices: 1 + more, remains: stays / (1 + stays)}


def _plan(statement: sp.Basic) -> Steps:
    said, after = parts(statement), remains * before + now
    yield identity("Let s be the move that a slice leaves. What slice k pays, half its own move "
                   "and all that is left of earlier ones, is half the difference of two squares: "
                   "summed over the slices, each square but the last counts 1 − a² times.",
                   now**2 / 2 + now * remains * before, after**2 / 2 - remains**2 * before**2 / 2)
    yield inequality(
        "A slice is what its move is above what was left. So the order fixes the sum of the moves "
        "before the last. A square is no less than its tangent at their mean s, and over all of "
        "them the deviations from s cancel: so they cost least if each is s.",
        (1 - remains**2) * before**2, (1 - remains**2) * (move**2 + 2 * move * (before - move)),
        lack * (1 + remains) * (before - move) ** 2, where={lack: 1 - remains})
    last = 1 - (slices - 1) * (1 - remains) * move
    cost = ((slices - 1) * (1 - remains**2) * move**2 + last**2) / 2
    width = 1 + remains + (slices - 1) * (1 - remains)
    turns = -(slices - 1) * (1 - remains) * width
    yield (ends := optimum("Nothing is left of a move before the first slice, so it is s itself: "
                           "the cost falls in it below this, and rises above it.",
                           said[end_slice], cost, move, turns, where=REGION, most=False))
    yield identity("The last slice, its move less what was left of s, is then as large.",
                   (last - remains * move).subs(move, 1 / width), 1 / width)
    yield optimum("A slice in between restores s, of which a was left: so it is (1 − a) s, and the "
                  "cost falls in it below this, and rises above it.", said[middle_slice],
                  cost.subs(move, now / (1 - remains)), now, turns / (1 - remains) ** 2,
                  where=REGION, most=False)
    yield by_meaning("The cost of these slices is this.", said[least_cost],
                     cost.subs(move, end_slice), where={end_slice: ends.relation.rhs})
    yield limit_of("With N − 1 = 1/h breaks, of which each leaves exp(−ρT h), the end slices "
                   "become lumps of this size as the breaks become short.", said[end_lump],
                   1 / WIDTH.subs({remains: sp.exp(-recoveries * pause), slices: 1 + 1 / pause}),
                   pause, sp.Integer(0))


def best_plan(count: int, left: float) -> tuple[NDArray[np.float64], float]:
    """Slices of least cost and that cost, from the linear equations of the optimum."""
    solved = solve_toeplitz(left ** np.arange(count), np.ones(count))
    return solved / solved.sum(), float(0.5 / solved.sum())


def lumped(rate: float) -> float:
    """The end slice of ever more slices, extrapolated to no breaks."""
    counts = 32 * 2 ** np.arange(6)
    ends = [best_plan(n + 1, float(np.exp(-rate / n)))[0][0] for n in map(int, counts)]
    for order in range(1, len(ends)):
        ends = [two + (two - one) / (2**order - 1) for one, two in pairwise(ends)]
    return float(ends[0])


def _solved(at: Case) -> Values:
    plan, cost = best_plan(int(at[slices]), at[remains])
    return {end_slice: plan[[0, -1]], middle_slice: np.array([plan[1:-1].min(), plan[1:-1].max()]),
            least_cost: cost, end_lump: lumped(at[recoveries])}


def claims() -> Chapter:
    """The best plan of slices."""
    half, halves = sp.Rational(1, 2), {slices: 2, remains: 0}
    solved = sp.Matrix(3, 3, lambda i, j: sp.Rational(1, 1 + abs(i - j))).LUsolve(sp.ones(3, 1))
    yield Claim(
        "slices-with-partial-recovery",
        "If the market recovers little by little, the end slices are larger than the others",
        "The first slice has no move before it and the last leaves none behind that matters. Those "
        "between pay for both sides. Traded without a break, an order still begins and ends with a "
        "lump, which shrinks as the market recovers more often while it lasts.",
        (Assumption("exponential-recovery", "of each move the same share is left each break",
                    "let half of a move be left after one break and a third after two, and the "
                    "best first of three slices is", lambda: (
                        solved[0] / sum(solved), (1 / WIDTH).subs({slices: 3, remains: half}))),
         Assumption("linear-impact", "a slice moves the price in proportion to its size",
                    "let a slice move the price by its square, without after-effects, and two "
                    "halves cost", lambda: (2 * sp.integrate(now**2, (now, 0, half)),
                                            ((1 + remains) / (2 * WIDTH)).subs(halves)))),
        PLAN, proof=_plan,
        numbers=against("the linear equations of the optimum, solved, also for ever more slices: "
                        "shares of the order", 1e-9,
                        drawn(150, {slices: range(3, 60), remains: (0, 0.98),
                                    recoveries: lambda draw: float(10 ** draw.uniform(-2, 1.7))},
                              _solved), unit=1),
        region="two slices or more, evenly spaced; purchases small beside the reserve",
        literature=("obizhaeva2013optimal",), shown_in="fig-resilience",
        owner="Obizhaeva and Wang 2013, sections 5 and 6 of the draft of April 2006: discrete and "
        "continuous time", formerly=("lumps-of-continuous-trading",))
