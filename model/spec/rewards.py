"""The revenue split and compute mining.

Validators get the charge for audits; the rest of the fees goes to the protocol, the validators and
the nodes, whose share is what is left, so the shares sum to one by construction. Nodes divide their
share, and a treasury subsidy that fades, in proportion to paid work × quality^a × uptime^b. Source:
seed; theory 2.2.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    SHARE,
    Domain,
    definition,
    definitions,
    flow,
    flows,
    in_force,
    level,
    levels,
    parameter,
)
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import fees as f
from model.spec import market as m
from model.spec import nodes as n
from model.spec import terms
from model.spec.core import Block, Definition, Equation, Flow, Initial, Law
from model.spec.vesting import treasury_share, treasury_start_share, treasury_vesting_days

treasury_subsidy_share = parameter(
    "treasury_subsidy_share",
    r"\varsigma",
    "1",
    "subsidy to nodes when the market opens, as a share of the treasury's daily release",
    SHARE,
    "treasury_subsidy_share",
)
subsidy_half_life = parameter(
    "subsidy_half_life",
    r"\tau_\varsigma",
    "calendar_year",
    "time in which the subsidy halves",
    Domain(0.01, 100),
    "subsidy_half_life",
)
quality_exponent = parameter(
    "quality_exponent",
    "a_q",
    "1",
    "weight of quality in the score of a node",
    Domain(0, 10),
    "quality_exponent",
)
uptime_exponent = parameter(
    "uptime_exponent",
    "b_u",
    "1",
    "weight of uptime in the score of a node",
    Domain(0, 10),
    "uptime_exponent",
)
score = definitions(
    "score",
    "y",
    "USD",
    "score of {} nodes: paid work that stood, weighed",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
total_score = definition("total_score", "Y_z", "USD", "sum of the scores", NOT_NEGATIVE)
part = definitions(
    "part", r"\hat y", "1", "part of the score of {} nodes", NOT_NEGATIVE, over=a.CLASSES
)
subsidy = definition(
    "subsidy", r"\varsigma_t", "AI", "treasury subsidy to nodes today", NOT_NEGATIVE
)
to_divide = definition(
    "to_divide", r"\Phi_t", "AI", "fees that are left to divide once audits are paid", NOT_NEGATIVE
)
audit_fee = flow("audit_fee", r"\phi_\alpha", "AI", "charge for audits that validators get")
protocol_fee = flow("protocol_fee", r"\phi_{\mathrm{T}}", "AI", "fees for the community treasury")
validator_fee = flow("validator_fee", r"\phi_{\mathrm{V}}", "AI", "fees for the validators")
node_fee = flows("node_fee", r"\phi", "AI", "fees for {} nodes", over=a.CLASSES)
node_subsidy = flows("node_subsidy", r"\varsigma", "AI", "subsidy for {} nodes", over=a.CLASSES)
node_income = levels(
    "node_income", "e", "AI", "AI that {} nodes earn today", NOT_NEGATIVE, over=a.CLASSES
)
validator_income = level(
    "validator_income",
    r"e_{\mathrm{V}}",
    "AI",
    "AI that validators earn in fees today",
    NOT_NEGATIVE,
)


def rewards(refuted_share: dict[str, sp.Symbol]) -> Block:
    """Divide the day's fees and the subsidy; work that an audit refuted counts for nothing."""
    daily_release = (
        a.initial_supply
        * treasury_share
        * (1 - treasury_start_share)
        * a.one_day
        / treasury_vesting_days
    )
    since_opening = sp.Max(0, a.day - d.opening_day) * a.day_in_years
    fading = d.market_open * sp.exp(-sp.log(2) * since_opening / subsidy_half_life)
    classes = a.CLASSES
    left = to_divide * terms.node_share()
    equations: list[Equation] = [
        *(
            Definition(
                score[c],
                m.compute_price[c]
                * f.served_hours[c]
                * (1 - refuted_share[c])
                * n.quality[c] ** quality_exponent
                * n.uptime[c] ** uptime_exponent,
            )
            for c in classes
        ),
        Definition(total_score, sp.Add(*score.values())),
        *(
            Definition(
                part[c], sp.Piecewise((score[c] / total_score, sp.Gt(total_score, 0)), (0, True))
            )
            for c in classes
        ),
        Definition(subsidy, in_force(treasury_subsidy_share) * daily_release * fading),
        Flow(audit_fee, a.fee_pot, a.validators, f.paid_share * f.audit_bill / a.price),
        Definition(to_divide, a.fee_pot - audit_fee),
        Flow(protocol_fee, a.fee_pot, a.treasury, in_force(terms.protocol_take) * to_divide),
        Flow(validator_fee, a.fee_pot, a.validators, terms.validator_share * to_divide),
    ]
    for c in classes:
        # The last class is paid what is left, so that nothing stays behind to the last digit.
        pay = (
            left * part[c]
            if c != classes[-1]
            else sp.Piecewise((a.fee_pot, sp.Gt(total_score, 0)), (0, True))
        )
        equations += [
            Flow(node_fee[c], a.fee_pot, a.node_balance[c], pay),
            Flow(node_subsidy[c], a.treasury, a.node_balance[c], subsidy * part[c]),
        ]
    equations += [Law(node_income[c], node_fee[c] + node_subsidy[c]) for c in classes]
    equations.append(Law(validator_income, audit_fee + validator_fee))
    return Block(
        "rewards",
        "Fees and subsidy are divided among treasury, validators and nodes.",
        tuple(equations),
    )


def initial() -> tuple[Initial, ...]:
    """Nothing is earned yet."""
    nothing = (*a.node_balance.values(), a.validators, *node_income.values(), validator_income)
    return tuple(Initial(each, sp.Integer(0)) for each in nothing)
