"""From usage to fees and revenue: by how many per cent each moves for one per cent."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.logic.formulas import by_meaning, elasticity
from model.logic.step import Step
from model.logic.steps import identity, limit
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import adjustment as adj
from model.spec import delphi, learning
from model.spec import demand as d
from model.spec import fees as f
from model.spec import market as m
from model.spec import nodes as n
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence

FIGURE = "fig-transmission"
fees_to_usage = theoretical(
    "fees_to_usage", r"E_{G}", "1", "elasticity of yearly fees in usage", NOT_NEGATIVE
)
reach_used = theoretical(
    "reach_used", r"z_n", "1", "GPUs that run, over those in reach", NOT_NEGATIVE
)
price_over_outside = theoretical(
    "price_over_outside", r"y_p", "1", "cost of a right result over the price outside", POSITIVE
)
revenue_to_fees = theoretical(
    "revenue_to_fees",
    r"E_{\Pi}",
    "1",
    "elasticity of the vault's revenue in the work",
    NOT_NEGATIVE,
)

epsilon = d.demand_elasticity
ANSWERS = price_over_outside ** (2 * epsilon)
LOCAL = 2 * epsilon * ANSWERS / (1 + ANSWERS)
#: How much dearer the last GPU is than the first, over the first.
DEARER = reach_used ** (1 / adj.supply_elasticity)
FEES = sp.Eq(
    fees_to_usage,
    (1 + DEARER * (1 + 1 / adj.supply_elasticity))
    / (1 + DEARER * (1 + LOCAL / adj.supply_elasticity)),
    evaluate=False,
)
REVENUE = sp.Eq(
    revenue_to_fees,
    f.application_revenue / (f.application_revenue + delphi.delphi_revenue),
    evaluate=False,
)


def _fees(statement: sp.Basic) -> Iterator[Step]:
    # By what part the last GPU is dearer than the first: a limit's variable is printed by its name.
    dearer, first, eta = sp.symbols("d y_0 \\eta", positive=True)
    kind, adjusting, market = (
        a.CLASSES[0],
        announced().block("adjustment"),
        announced().block("market"),
    )
    least = sp.Max(d.cost_index * n.fixed_cost[kind], adj.earned_outside[kind])
    keep = stated(adjusting, adj.keep_cost[kind])
    cost = identity(
        "What the last GPU must earn rises with the part of the reach that is used.",
        keep.subs(n.gpus[kind], reach_used * n.reachable_gpus[kind]),
        least * (1 + DEARER),
    )
    wanted = stated(market, m.wanted_hours[kind])
    hours = identity(
        "Users want these hours: demand in dollars over the outside price, times their answer.",
        wanted.subs(m.right_price[kind], price_over_outside),
        m.demand_today[kind] * 2 / (1 + ANSWERS),
    )
    in_these = statement.rhs.subs(adj.supply_elasticity, eta).subs(reach_used, dearer**eta)
    rare = limit(
        "As long as few of the GPUs in reach are used, fees move one for one.",
        in_these, dearer, sp.Integer(0), sp.Integer(1))  # fmt: skip
    full = limit(
        "If far more than those are used, they move by one and supply's elasticity over the "
        "elasticities of supply and demand.",
        in_these, dearer, sp.oo, (1 + eta) / (eta + LOCAL), "-")  # fmt: skip
    yield from (cost, hours, rare, full)
    used = dearer**adj.supply_elasticity
    relative = first * keep.subs(n.gpus[kind], used * n.reachable_gpus[kind]) / least
    usage = used * m.demand_today[kind] / wanted.subs(m.right_price[kind], relative)
    fees = relative * used
    slopes = sp.Derivative(fees, dearer) / fees * usage / sp.Derivative(usage, dearer)
    yield by_meaning(
        "Income a GPU is in proportion to the price, so the price is that of the last GPU, which "
        "costs 1 + d times the first. Usage that fills the GPUs is their number over the answer; "
        "fees are price times number. Per cent for per cent fees move by this.",
        statement,
        slopes,
        {reach_used: used, price_over_outside: relative},
    )


def _cleared(scale: float, demand: float, first: float, supply: float) -> tuple[float, float]:
    """Price, and GPUs over reach, where users want what the last GPU's price brings."""

    def come(price: float) -> float:
        return float((price / first - 1) ** supply)

    def excess(price: float) -> float:
        return float(scale * 2 / (1 + price ** (2 * demand))) - come(price)

    price = float(brentq(excess, first, 1e6, xtol=1e-15, rtol=1e-14))
    return price, come(price)


def _fees_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst, step = np.random.default_rng(7), 200, 0.0, 1e-3
    symbols = (fees_to_usage, reach_used, price_over_outside, epsilon, adj.supply_elasticity)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        eps, first, usage = draw.uniform(0.3, 3), draw.uniform(0.3, 1.5), 10 ** draw.uniform(-2, 2)
        supply = draw.uniform(0.3, 3)
        found = [np.prod(_cleared(usage * np.exp(sign * step), eps, first, supply))
                 for sign in (1, -1)]  # fmt: skip
        price, used = _cleared(usage, eps, first, supply)
        moved = np.log(found[0] / found[1]) / (2 * step)
        worst = max(worst, abs(off(moved, used, price, eps, supply)))
    return Evidence("markets cleared by bisection: relative difference", count, worst, 1e-5)


def _revenue(statement: sp.Basic) -> Iterator[Step]:
    lever = sp.Symbol("l", positive=True)
    due = stated(announced().block("applications"), f.application_due)
    received = stated(announced().block("learning"), learning.revenue)
    yield identity(
        "The vault's revenue is what Delphi pays and what applications pay.",
        received,
        delphi.delphi_revenue + f.application_revenue,
    )
    yield identity(
        "Applications earn on work that was paid and right: in proportion to the work.",
        due.subs(f.work_bill, lever * f.work_bill),
        lever * due,
    )
    yield elasticity(
        "Delphi earns what it earned before. So the sum moves by the applications' part of it.",
        statement,
        received.subs(f.application_revenue, due),
        f.work_bill,
        {f.application_revenue: due},
    )


def _revenue_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 100, 0.0
    symbols = (revenue_to_fees, f.application_revenue, delphi.delphi_revenue)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        # Bills of single jobs, each paid or not, each right or wrong; one per cent more of each.
        bills, lot = draw.lognormal(size=500), draw.uniform(size=(2, 500))
        earning = 0.1 * bills[(lot[0] < 0.9) & (lot[1] < 0.95)]
        markets = float(draw.uniform(1, 50))
        more = np.log((1.01 * earning).sum() + markets) - np.log(0.99 * earning.sum() + markets)
        moved = more / np.log(1.01 / 0.99)
        worst = max(worst, abs(off(moved, earning.sum(), markets)))
    return Evidence("500 jobs one by one, some unpaid or wrong: relative", count, worst, 1e-4)


def claims() -> tuple[Claim, ...]:
    """From usage to fees, and from fees to revenue."""
    half, one = sp.Rational(1, 2), sp.Integer(1)
    earned = {f.application_revenue: 1}
    full = {price_over_outside: one, epsilon: 2, reach_used: 1, adj.supply_elasticity: one}
    return (
        Claim(
            "fees-follow-usage",
            "By how much fees grow when usage grows",
            "Usage is what users would spend at the price outside. Fees move with it one for one "
            "as long as few of the GPUs in reach are used, because more of them come at the same "
            "cost. Beyond that the last GPU gets dearer, and dearer compute eats a part.",
            (
                Assumption("clears", "the posted price has come to rest, so that it clears"),
                Assumption("cost-of-keeping", "a GPU's only cost is that of keeping it, and its "
                           "income moves with the price alone"),
            ),
            FEES,
            _fees,
            _fees_in_numbers,
            {
                "clears": lambda: Counterexample(
                    "let the posted price stay while GPUs are idle: fees move one for one, "
                    "where clearing with ε = 2, η = 1 and all of the reach in use gives 3/4",
                    sp.Eq(one, FEES.rhs.subs(full)),
                ),
                "cost-of-keeping": lambda: Counterexample(
                    "let half of a GPU's income pay its running cost, at ε = 2 and η = y = z = 1: "
                    "the price moves by a quarter of what GPUs do, and not by half",
                    sp.Eq((1 + half / 2) / (1 + half / 2 * LOCAL.subs(full)), FEES.rhs.subs(full)),
                ),
            },
            "one class of nodes, at given reputation, without audits; the price inside its span",
            shown_in=FIGURE,
            owner="own; no source is known",
        ),
        Claim(
            "revenue-follows-paid-right-work",
            "By how much the vault's revenue grows when the work grows",
            "Applications pay the vault for work that was paid and right; Delphi pays it whatever "
            "is computed. So revenue moves by the applications' part of it.",
            (
                Assumption("shares-given", "the shares of work that is paid and right are given"),
                Assumption("delphi-apart", "what Delphi earns does not move with compute"),
            ),
            REVENUE,
            _revenue,
            _revenue_in_numbers,
            {
                "shares-given": lambda: Counterexample(
                    "let twice the work be paid in half as many cases: revenue stays",
                    sp.Eq(0, REVENUE.rhs.subs({**earned, delphi.delphi_revenue: 0})),
                ),
                "delphi-apart": lambda: Counterexample(
                    "let Delphi grow as the work does: all revenue moves one for one",
                    sp.Eq(one, REVENUE.rhs.subs({**earned, delphi.delphi_revenue: 1})),
                ),
            },
            "days with revenue; means over days on which the shares do not change",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
    )  # fmt: skip
