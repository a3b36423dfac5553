"""A sale in the day's batch: how far it moves the price if sellers look at it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.formulas import by_specification
from model.logic.step import Step
from model.logic.steps import read
from model.logic.theorems import all_of, bound
from model.spec import accounts as a
from model.spec import exchange as x
from model.spec import fees as f
from model.spec import vault as v
from model.spec.announced import announced
from model.spec.core import stated
from model.spec.worth import depth, fair_price
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Trace, Values, run_block
from model.theory.invariants.pool import positive

OFFERED = fair_price * x.tokens_offered
GAP = -OFFERED / (depth + x.sellers_response * OFFERED)
WILLING = depth / (depth + x.sellers_response * OFFERED)
FALL = sp.And(
    sp.Eq(x.gap, GAP),
    sp.Eq(x.willingness, WILLING),
    sp.Gt(x.gap, -1 / x.sellers_response, evaluate=False),
)
#: Nobody brings dollars.
NO_BUYERS = {x.users_order: 0, x.other_dollars: 0}
POSITIVE = {s: positive(s) for s in (fair_price, x.tokens_offered, depth, x.sellers_response)}
NOBODY_BUYS = Assumption("nobody-buys", "users, nodes and the vault bring no dollars on that day")


def gap_of_sales() -> sp.Expr:
    """The specification's gap on a day on which sellers bring tokens and nobody brings dollars."""
    block = x.exchange()
    net = stated(block, x.net_order).subs(NO_BUYERS)
    return stated(block, x.gap).subs(x.net_order, net)


def _fall(statement: sp.Basic) -> Iterator[Step]:
    block = x.exchange()
    parts = {part.lhs: part for part in statement.args if isinstance(part, sp.Eq)}
    (above,) = (part for part in statement.args if not isinstance(part, sp.Eq))
    gap = by_specification(
        "Only sales are in the net order, and the gap is what they ask for.",
        parts[x.gap],
        (block, x.gap),
        (block, x.net_order),
        where=NO_BUYERS,
    )
    answer = read(
        "Sellers hold back when the price is below the fair one.",
        x.willingness,
        stated(block, x.willingness),
        sp.Max(0, 1 + x.sellers_response * x.gap),
    )
    will = by_arithmetic(
        "With that gap they bring a positive part of what they would bring at the fair price.",
        parts[x.willingness],
        answer,
        gap,
        where=POSITIVE,
    )
    response, deep = POSITIVE[x.sellers_response], POSITIVE[depth]
    worth = POSITIVE[fair_price] * POSITIVE[x.tokens_offered]
    least = bound(
        "The more is brought, the more are sellers put off: the fall stays below one over their "
        "response, and comes as near to it as one likes.",
        above,
        deep / (response * (deep + response * worth)),
        tight=(POSITIVE[x.tokens_offered], sp.oo),
        where={x.gap: gap_of_sales().subs(POSITIVE), **POSITIVE},
    )
    yield from (gap, answer, will, least)
    yield all_of("The three together.", statement, gap, will, least)


def one_day(known: Values) -> Trace:
    """The specification's exchange with these values, all others zero."""
    block = announced().block("exchange")
    ends = {end for flow in block.flows for end in (flow.payer, flow.receiver)}
    values: Values = dict.fromkeys({*block.inputs, *ends}, 0.0)
    nothing = {f.work_bill: 0.0, f.audit_bill: 0.0, v.buyback_usd: 0.0}
    steady = {a.one_day: 1.0, x.selling_days: 30.0, x.largest_gap: 0.2, x.loss_aversion: 0.2}
    costs: Values = dict.fromkeys(x.cost_basis.values(), 0.05)
    trace = Trace({**values, **nothing, **steady, **costs, **known})
    run_block(block, trace)
    return trace


def _fall_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 60, 0.0
    symbols = (fair_price, x.tokens_offered, depth, x.sellers_response)
    said = {e.lhs: e.rhs for e in statement.args if isinstance(e, sp.Eq)}
    gap, will = (sp.lambdify(symbols, said[s], "math") for s in (x.gap, x.willingness))
    (bound,) = (e for e in statement.args if not isinstance(e, sp.Eq))
    holds = sp.lambdify((x.gap, x.sellers_response), bound, "math")
    payments = set(x.cohort_sold.values())
    for _ in range(count):
        known: Values = {
            fair_price: float(draw.uniform(0.001, 1)),
            depth: float(10 ** draw.uniform(4, 8)),
            x.sellers_response: float(draw.uniform(0.5, 10)),
        }
        known |= {s: float(10 ** draw.uniform(5, 9)) for s in a.for_sale.values()}
        day = one_day(known)
        numbers = [float(day.values[s]) for s in symbols]
        sold = sum(float(p.paid) for p in day.payments if p.flow in payments)
        worst = max(
            worst,
            abs(float(day.values[x.gap]) / gap(*numbers) - 1),
            abs(sold / (will(*numbers) * numbers[1]) - 1),
            float(not holds(float(day.values[x.gap]), numbers[3])),
        )
    return Evidence("days of the exchange with sellers only: relative gap", count, worst, 1e-9)


def instance(found: sp.Expr) -> sp.Basic:
    """The fall that ten times the depth makes if sellers answer fivefold, against ``found``."""
    numbers = {fair_price: 1, x.tokens_offered: 10, depth: 1, x.sellers_response: 5}
    return sp.Eq(found, GAP.subs(numbers))


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "sellers-response-bounds-the-fall",
            "Sellers who look at the price hold its fall below one over their response",
            "A day of sales moves the price down by what they are worth over the depth of the "
            "market, and less if sellers hold back when the price is low. Then the log of the "
            "price over the fair one never falls below one over their response, however much is "
            "for sale: the rest waits.",
            (
                NOBODY_BUYS,
                Assumption("sellers-answer", "all sellers bring less when the price is below "
                           "the fair one"),
            ),
            FALL,
            _fall,
            _fall_in_numbers,
            {
                "nobody-buys": lambda: Counterexample(
                    "let the vault bring what the sale is worth at the fair price: it does not "
                    "move", instance((10 - sp.Integer(10)) / (1 + 5 * sp.Integer(10))),
                ),
                "sellers-answer": lambda: Counterexample(
                    "let them sell at any price: the fall has no bound",
                    instance(-sp.Integer(10)),
                ),
            },
            "one day of sales, without the day's noise, and a response that is positive; the depth "
            "of the market is linear in the log price",
            shown_in="fig-sale-overhang",
            owner="own; no source is known",
        ),
    )  # fmt: skip
