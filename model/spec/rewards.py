"""The revenue split and compute mining.

Fees go to the protocol, the validators and the nodes; the nodes' share is what is left, so
the shares sum to one by construction. Nodes divide their share, and a treasury subsidy that
fades, in proportion to tasks × quality^a × uptime^b. Source: seed; theory 2.2.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import NOT_NEGATIVE, SHARE, Domain, definition, flow, level, parameter
from model.spec import accounts as a
from model.spec import nodes as n
from model.spec.core import Block, Constraint, Definition, Equation, Flow, Initial, Law
from model.spec.exchange import initial_price
from model.spec.fees import fee_trend, smoothed
from model.spec.governance import in_force
from model.spec.vesting import treasury_share, treasury_start_share, treasury_vesting_days

protocol_take = parameter(
    "protocol_take",
    r"\kappa",
    "1",
    "share of compute fees that goes to the community treasury",
    SHARE,
    "protocol_take",
)
validator_share = parameter(
    "validator_share",
    r"\nu_{\mathrm{V}}",
    "1",
    "share of compute fees that goes to validators",
    SHARE,
    "validator_share",
)
treasury_subsidy_share = parameter(
    "treasury_subsidy_share",
    r"\varsigma",
    "1",
    "subsidy to nodes at launch, as a share of the treasury's daily release",
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
quality = {
    c: parameter(
        f"quality_{c}",
        a.class_tex("q", c),
        "1",
        f"share of right results of {c} nodes",
        Domain(0, 1, open_low=True),
        f"quality_{c}",
    )
    for c in a.CLASSES
}

score = {
    c: definition(f"score_{c}", a.class_tex("y", c), "task", f"score of {c} nodes", NOT_NEGATIVE)
    for c in a.CLASSES
}
total_score = definition("total_score", "Y_z", "task", "sum of the scores", NOT_NEGATIVE)
part = {
    c: definition(
        f"part_{c}", a.class_tex(r"\hat y", c), "1", f"part of the score of {c} nodes", NOT_NEGATIVE
    )
    for c in a.CLASSES
}
subsidy = definition(
    "subsidy", r"\varsigma_t", "AI", "treasury subsidy to nodes today", NOT_NEGATIVE
)
protocol_fee = flow("protocol_fee", r"\phi_{\mathrm{T}}", "AI", "fees for the community treasury")
validator_fee = flow("validator_fee", r"\phi_{\mathrm{V}}", "AI", "fees for the validators")
node_fee = {
    c: flow(f"node_fee_{c}", a.class_tex(r"\phi", c), "AI", f"fees for {c} nodes")
    for c in a.CLASSES
}
node_subsidy = {
    c: flow(f"node_subsidy_{c}", a.class_tex(r"\varsigma", c), "AI", f"subsidy for {c} nodes")
    for c in a.CLASSES
}
node_income = {
    c: level(
        f"node_income_{c}", a.class_tex("e", c), "AI", f"AI that {c} nodes earn today", NOT_NEGATIVE
    )
    for c in a.CLASSES
}
node_income_trend = {
    c: level(
        f"node_income_trend_{c}",
        a.class_tex(r"\bar e", c),
        "AI",
        f"running mean of the AI that {c} nodes earn in a day",
        NOT_NEGATIVE,
    )
    for c in a.CLASSES
}
validator_income_trend = level(
    "validator_income_trend",
    r"\bar e_{\mathrm{V}}",
    "AI",
    "running mean of the AI that validators earn in a day",
    NOT_NEGATIVE,
)


def node_share() -> sp.Expr:
    """What is left of a fee for the nodes."""
    return 1 - in_force(protocol_take) - validator_share


def rewards(valid_tasks: dict[str, sp.Symbol]) -> Block:
    """Divide the day's fees and the subsidy; ``valid_tasks`` are the tasks that count."""
    daily_release = (
        a.initial_supply
        * treasury_share
        * (1 - treasury_start_share)
        * a.one_day
        / treasury_vesting_days
    )
    fading = sp.exp(-sp.log(2) * a.day * a.day_in_years / subsidy_half_life)
    equations: list[Equation] = [
        *(
            Definition(
                score[c],
                valid_tasks[c] * quality[c] ** quality_exponent * n.uptime[c] ** uptime_exponent,
            )
            for c in a.CLASSES
        ),
        Definition(total_score, sp.Add(*score.values())),
        *(
            Definition(
                part[c], sp.Piecewise((score[c] / total_score, sp.Gt(total_score, 0)), (0, True))
            )
            for c in a.CLASSES
        ),
        Definition(subsidy, in_force(treasury_subsidy_share) * daily_release * fading),
        Flow(protocol_fee, a.fee_pot, a.treasury, in_force(protocol_take) * a.fee_pot),
        Flow(validator_fee, a.fee_pot, a.validators, validator_share * a.fee_pot),
    ]
    for c in a.CLASSES:
        # The last class is paid what is left, so that nothing stays behind to the last digit.
        pay = (
            node_share() * a.fee_pot * part[c]
            if c != a.CLASSES[-1]
            else sp.Piecewise((a.fee_pot, sp.Gt(total_score, 0)), (0, True))
        )
        equations += [
            Flow(node_fee[c], a.fee_pot, a.node_balance[c], pay),
            Flow(node_subsidy[c], a.treasury, a.node_balance[c], subsidy * part[c]),
        ]
    for c in a.CLASSES:
        earned = node_fee[c] + node_subsidy[c]
        equations += [Law(node_income[c], earned), smoothed(node_income_trend[c], earned)]
    equations.append(smoothed(validator_income_trend, validator_fee))
    return Block(
        "rewards",
        "Fees and subsidy are divided among treasury, validators and nodes.",
        tuple(equations),
    )


def initial() -> tuple[Initial, ...]:
    """Nothing is earned yet; the trends start at what launch fees pay at the launch price."""
    zero = sp.Integer(0)
    tokens = fee_trend / initial_price
    for_nodes = (1 - protocol_take - validator_share) * tokens / sp.Add(*n.first_gpus.values())
    nothing = (*a.node_balance.values(), a.validators, *node_income.values())
    return (
        *(Initial(each, zero) for each in nothing),
        *(Initial(node_income_trend[c], for_nodes * n.first_gpus[c]) for c in a.CLASSES),
        Initial(validator_income_trend, validator_share * tokens),
    )


def constraints() -> tuple[Constraint, ...]:
    """Nodes are left something."""
    return (
        Constraint(
            sp.Lt(protocol_take + validator_share, 1),
            "protocol_take + validator_share must stay below 1, so that nodes are paid: "
            "lower one of them",
        ),
    )
