"""The pace at which a vault should spend, if haste costs impact and waiting costs burn.

What waits, W, grows with deposits and falls with what is spent. A day costs λ W² for waiting, and
η times the square of what is spent beyond the mean of deposits.
"""

from typing import NamedTuple

import numpy as np
import sympy as sp

from model.logic import (Assumption, Case, Chapter, Claim, Steps, Values, against, bound,
                         by_meaning, drawn, identity, logs, only_path, only_root, optimum, parts)
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical

(mean_deposits, waiting_dollars, waiting_weight, haste_weight, best_spend, deposit_variance,
 average_cost, excess_passing, passing_cost) = (theoretical(*row) for row in (
    ("mean_deposits", r"\bar{\Pi}_d", "USD/day", "mean of what enters the vault in a day",
     POSITIVE),
    ("waiting_dollars", "W", "USD", "dollars that wait in the vault", NOT_NEGATIVE),
    ("waiting_weight", r"\lambda_W", "1/(USD*day)",
     "cost of a day on which one dollar waits; it grows with the square of the dollars", POSITIVE),
    ("haste_weight", r"\eta_W", "day/USD",
     "cost of spending a dollar a day more than comes in; it grows with the square of the dollars",
     POSITIVE),
    ("best_spend", r"u_{\ast}", "USD/day", "what the vault best spends in a day", NOT_NEGATIVE),
    ("deposit_variance", r"v_{\Pi}", "USD**2/day", "variance of a day's deposits", POSITIVE),
    ("average_cost", r"c_{\ast}", "USD/day", "mean cost of waiting and haste in a day", POSITIVE),
    ("excess_passing", "g_W", "USD/day", "what may pass in a day beyond deposits", POSITIVE),
    ("passing_cost", r"J_W", "USD", "cost of spending all that passes", POSITIVE)))
ROOT, BOTH = sp.sqrt(waiting_weight / haste_weight), sp.sqrt(waiting_weight * haste_weight)
SPEND = mean_deposits + ROOT * waiting_dollars
NOISY = deposit_variance * BOTH
PASSING = (waiting_weight * waiting_dollars**3 / (3 * excess_passing)
           + haste_weight * excess_passing * waiting_dollars)
LEAST = sp.Ge(passing_cost, 2 / sp.sqrt(3) * BOTH * waiting_dollars**2, evaluate=False)
# Bound variables: what is spent, what a squared dollar that waits costs, days since it began.
spend, dear = sp.Symbol("u", real=True), sp.Symbol("p", positive=True)
days, later = sp.symbols("t s", nonnegative=True)
WIDE = logs(0.01, 100)
HERE = {waiting_weight: 4, haste_weight: 1, waiting_dollars: 4, mean_deposits: 1,
        deposit_variance: 2, excess_passing: 2}
THREE = {waiting_weight: 3, haste_weight: 1, waiting_dollars: 1, excess_passing: 1}


def _best(statement: sp.Basic) -> Steps:
    said = parts(statement)
    yield only_root("Let what waits cost p W² from now on. Spent beyond deposits at the pace "
                    "p W/η, which is found below, it falls by as much as a day costs if p solves "
                    "Riccati's equation.", sp.Eq(dear, BOTH, evaluate=False),
                    sp.Eq(dear**2 / haste_weight, waiting_weight), slope=2 * dear / haste_weight)
    costs = waiting_weight * waiting_dollars**2 + haste_weight * (spend - mean_deposits) ** 2
    ahead = costs + 2 * BOTH * waiting_dollars * (mean_deposits - spend)
    yield identity(
        "A day's cost and the change of p W² that the day brings are together the square of what "
        "the spend is away from one value. So no plan costs less than p W², and this one does.",
        ahead, haste_weight * (spend - mean_deposits - BOTH * waiting_dollars / haste_weight) ** 2)
    yield (best := optimum("Surprises in deposits add the same whatever is spent. So at each "
                           "moment this spend, and no other, makes the sum least.",
                           said[best_spend], ahead + deposit_variance * BOTH, spend,
                           -2 * haste_weight, most=False))
    spent = best.relation.rhs
    falls = sp.Mul(2 * BOTH * waiting_dollars, mean_deposits - spent, evaluate=False)
    yield only_root("Each day costs its waiting and haste, and changes p W²: by what is spent "
                    "beyond deposits, and, on average, by p times the variance of deposits. In the "
                    "long run the change is none.", said[average_cost],
                    sp.Eq(sp.Add(costs.subs(spend, spent), falls, deposit_variance * BOTH,
                                 evaluate=False), average_cost))


def _passing(statement: sp.Basic) -> Steps:
    left = sp.Symbol("W_t", real=True)
    formula, order = sorted(statement.args, key=lambda part: isinstance(part, sp.Ge))
    yield (path := only_path("What waits falls by what passes beyond deposits, in a straight line.",
                             sp.Eq(left, waiting_dollars - excess_passing * days, evaluate=False),
                             days, -excess_passing, waiting_dollars))
    yield (cost := by_meaning("Waiting and haste are paid until nothing waits.", formula,
                              sp.Integral(waiting_weight * path.relation.rhs**2 + haste_weight
                                          * excess_passing**2,
                                          (days, 0, waiting_dollars / excess_passing))))
    above = sp.sqrt(waiting_weight) * waiting_dollars - sp.sqrt(3 * haste_weight) * excess_passing
    yield bound("What it is more than the right side is a square. It is zero if what passes is the "
                "best excess over the root of three.", order, waiting_dollars * above**2
                / (3 * excess_passing), {excess_passing: waiting_dollars * ROOT / sp.sqrt(3)},
                where={passing_cost: cost.relation.rhs})


class Plan(NamedTuple):
    """Moments, what waits, what is spent beyond deposits, and the cost of it all."""

    times: np.ndarray
    waits: np.ndarray
    extra: np.ndarray
    cost: float


def followed(weight: float, haste: float, start: float, length: float, extra: np.ndarray) -> Plan:
    """What follows from a plan that spends at a steady pace within each of many short steps."""
    waits = start - length * (np.cumsum(extra) - extra / 2)
    cost = length * float(np.sum(weight * waits**2 + haste * extra**2))
    return Plan(length * (np.arange(extra.size) + 0.5), waits, extra, cost)


def searched(weight: float, haste: float, start: float, steps: int = 300) -> Plan:
    """The cheapest of all such plans, as a system of linear equations."""
    length = 12 * (haste / weight) ** 0.5 / steps
    falls = length * (np.tri(steps, k=-1) + np.eye(steps) / 2)
    matrix = haste * np.eye(steps) + weight * falls.T @ falls
    best = np.linalg.solve(matrix, weight * falls.T @ np.full(steps, start))
    return followed(weight, haste, start, length, best)


def passed(weight: float, haste: float, start: float, excess: float, steps: int = 4000) -> Plan:
    """What happens if all that passes is spent until nothing waits."""
    return followed(weight, haste, start, start / excess / steps, np.full(steps, excess))


def _planned(at: Case) -> Values:
    plan = searched(at[waiting_weight], at[haste_weight], at[waiting_dollars])
    cost = plan.cost / at[waiting_dollars] ** 2  # of clearing a surprise, by its square
    return {waiting_dollars: plan.waits[:100:40], average_cost: at[deposit_variance] * cost,
            best_spend: at[mean_deposits] + plan.extra[:100:40]}


def _cleared(at: Case) -> Values:
    weight, haste, start = (at[each] for each in (waiting_weight, haste_weight, waiting_dollars))
    excess = at[excess_passing] * start * (weight / haste) ** 0.5
    return {excess_passing: excess, passing_cost: passed(weight, haste, start, excess).cost}


def cost_of(waits: sp.Expr, extra: sp.Expr, until: sp.Expr = sp.S.One, power: int = 2) -> sp.Expr:
    """What it costs to spend so, at the weights of the second claim's examples."""
    return sp.integrate(3 * waits**power + extra**2, (days, 0, until))


def claims() -> Chapter:
    """The best rule, and what it costs to spend all that passes."""
    squares = Assumption("squares", "waiting and haste cost in the square of dollars")
    here, cleared, half = SPEND.subs(HERE), PASSING.subs(THREE), sp.Rational(1, 2)
    yield Claim(
        "best-spend-follows-what-waits",
        "The best pace is the mean of deposits and a constant part of what waits",
        "The part is the root of what waiting weighs over what haste weighs. What waits fades at "
        "that rate and is never spent at once. How much deposits vary is of no account for the "
        "rule; the bill grows with their variance, half of it for waiting, half for haste.",
        (squares.without(
            "let a day cost four times the dollars that wait, and of four is best spent",
            lambda: (1 + sp.solve(sp.Eq(4 * HERE[waiting_dollars], dear**2), dear)[0], here)),
         Assumption("surprises", "what deposits are beside their mean cannot be foreseen, and one "
                    "day tells nothing of the next",
                    "let it be known that a dollar a day more comes in, which fades: best spent is",
                    lambda: (here + 2 * sp.integrate(sp.exp(-3 * later), (later, 0, sp.oo)), here)),
         Assumption("no-limit", "guard, market and cash let it pass",
                    "let guard and market let three dollars pass, and best spent is",
                    lambda: (HERE[mean_deposits] + HERE[excess_passing], here)),
         Assumption("no-discount", "a cost counts the same whenever it comes",
                    "let a cost count the less the later it comes, by three a day: best spent is",
                    lambda: (1 + 4 * sp.solve(sp.Eq(dear**2 + 3 * dear, 4), dear)[0], here)),
         Assumption("best-rule", "the vault follows it, and has other cash to spend when less than "
                    "nothing waits", "spend twice the best excess, and a day costs on average",
                    lambda: (2 * sp.integrate((4 + 4**2) * sp.exp(-8 * later), (later, 0, sp.oo)),
                             NOISY.subs(HERE)))),
        sp.And(sp.Eq(best_spend, SPEND), sp.Eq(average_cost, NOISY)), proof=_best,
        numbers=against("cheapest of all plans in 300 steps, also for each surprise", 1e-6, drawn(
            24, dict.fromkeys((mean_deposits, waiting_weight, haste_weight, waiting_dollars,
                               deposit_variance), WIDE), _planned)),
        region="any dollars that wait; with none, or fewer, less is spent than comes in; the mean "
        "cost is that of the long run, beyond what the mean of deposits costs in any case",
        shown_in="fig-control", owner="the linear-quadratic regulator, Kalman (1960), place not "
        "looked up; own as a rule for a buyback, no source is known",
        formerly=("random-deposits-cost-in-proportion-to-variance",))
    yield Claim(
        "all-that-passes-costs-a-seventh-more",
        "Spending all that passes costs at least two over the root of three of the best",
        "The best pace costs the geometric mean of the weights times the square of what waits. "
        "Spending all that passes costs more than a seventh more, whatever passes, and without "
        "bound if much or little does. It comes nearest if what passes beyond deposits is the best "
        "excess at first, over the root of three.",
        (squares.without("let a day cost three times the dollars that wait: it costs",
                         lambda: (cost_of(1 - days, sp.S.One, power=1), cleared)),
         Assumption("steady-excess", "what passes beyond deposits does not change",
                    "let twice as much pass when half is spent: it costs",
                    lambda: (cost_of(1 - days, sp.S.One, half)
                             + cost_of(half - 2 * days, sp.Integer(2), half / 2), cleared)),
         Assumption("called", "executors call at once",
                    "let the first call come a day late: it costs",
                    lambda: (cost_of(sp.S.One, sp.S.Zero) + cost_of(1 - days, sp.S.One), cleared))),
        sp.And(sp.Eq(passing_cost, PASSING), LEAST), proof=_passing,
        numbers=against("a vault emptied step by step, part of the cases at the edge", 1e-6, drawn(
            80, {waiting_weight: WIDE, haste_weight: WIDE, waiting_dollars: WIDE,
                 excess_passing: [3**-0.5, *np.geomspace(0.1, 10, 7)]}, _cleared)),
        region="no deposits beyond their mean while it is cleared", shown_in="fig-control",
        owner="own; no source is known", uses=("best-spend-follows-what-waits",),
        formerly=("clearing-all-that-passes-costs",))
