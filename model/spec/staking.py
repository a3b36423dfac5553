"""Staking: collateral of nodes, stake behind validators chosen by its yield, exact unbonding.

Nodes post collateral worth some days of their income. Holders stake behind validators until
the yield falls to the one they ask for, and keep a part of their tokens free. Stake that
leaves waits in a queue of one stage a day, so that the delay is exact for every token.
Theory: T14f, T20.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import NOT_NEGATIVE, SHARE, Domain, definition, flow, parameter, stock
from model.spec import accounts as a
from model.spec import market as m
from model.spec import nodes as n
from model.spec.core import Block, Definition, Equation, Flow, Initial
from model.spec.governance import in_force
from model.spec.rewards import node_income_trend, validator_income_trend
from model.spec.verification import audit_probability
from model.spec.vesting import testnet_share

STAGES = 30

testnet_staked_share = parameter(
    "testnet_staked_share",
    r"\kappa_{\mathrm{R}}",
    "1",
    "part of the testnet rewards that nodes post as collateral at launch",
    SHARE,
    "testnet_staked_share",
)
stake_days = parameter(
    "stake_days",
    r"\tau_K",
    "day",
    "collateral of a node, in days of its income",
    Domain(0, 365),
    "stake_days",
)
staking_yield = parameter(
    "staking_yield",
    r"r_s",
    "1/calendar_year",
    "yearly yield that holders ask for staking",
    Domain(0, 5, open_low=True),
    "staking_yield",
)
staking_speed = parameter(
    "staking_speed",
    r"\nu_K",
    "1",
    "part of the gap to the wanted stake that closes in a day",
    SHARE,
    "staking_speed",
)
staked_limit = parameter(
    "staked_limit",
    r"\bar\kappa_K",
    "1",
    "largest part of the tokens they could trade or stake that holders stake",
    SHARE,
    "staked_limit",
)
unbonding_days = parameter(
    "unbonding_days",
    r"\tau_Q",
    "day",
    "days that leaving stake waits",
    Domain(1, STAGES, whole=True),
    "unbonding_days",
)
audit_cost = parameter(
    "audit_cost",
    r"c_\alpha",
    "USD/GPU_hour",
    "cost of one audited GPU-hour",
    NOT_NEGATIVE,
    "audit_cost",
)
verification_overhead = parameter(
    "verification_overhead",
    r"o_\alpha",
    "1",
    "work of an audit over the work of the task",
    Domain(0, 100),
    "verification_overhead",
)

queue = tuple(
    stock(f"unbonding_{k:02d}", f"Q_{{{k}}}", "AI", f"stake that is free in {k} days")
    for k in range(1, STAGES + 1)
)
wanted_collateral = {
    c: definition(
        f"wanted_collateral_{c}",
        a.class_tex("K^{*}", c),
        "AI",
        f"collateral asked of {c} nodes",
        NOT_NEGATIVE,
    )
    for c in a.CLASSES
}
audit_bill = definition("audit_bill", r"A_\alpha", "USD", "cost of today's audits", NOT_NEGATIVE)
stake_for_yield = definition(
    "stake_for_yield",
    r"K^{r}_{\mathrm{V}}",
    "AI",
    "stake at which validators yield what holders ask",
    NOT_NEGATIVE,
)
wanted_stake = definition(
    "wanted_stake",
    r"K^{*}_{\mathrm{V}}",
    "AI",
    "stake for that yield, or as much of it as holders are willing to stake",
    NOT_NEGATIVE,
)
posted = {
    c: flow(
        f"collateral_posted_{c}", a.class_tex("k^{+}", c), "AI", f"collateral that {c} nodes post"
    )
    for c in a.CLASSES
}
withdrawn = {
    c: flow(
        f"collateral_withdrawn_{c}",
        a.class_tex("k^{-}", c),
        "AI",
        f"collateral that {c} nodes ask back",
    )
    for c in a.CLASSES
}
delegated = flow("delegated", r"k^{+}_{\mathrm{V}}", "AI", "tokens that holders stake today")
undelegated = flow("undelegated", r"k^{-}_{\mathrm{V}}", "AI", "stake that holders ask back today")


def staking() -> Block:
    """Post, withdraw, stake and ask back."""
    equations: list[Equation] = [Definition(a.spot, a.spot_price)]
    for c in a.CLASSES:
        stake = a.node_stake[c]
        equations += [
            Definition(wanted_collateral[c], stake_days / a.one_day * node_income_trend[c]),
            Flow(posted[c], a.node_balance[c], stake, sp.Max(0, wanted_collateral[c] - stake)),
            Flow(
                withdrawn[c],
                stake,
                a.leaving_stake,
                staking_speed * sp.Max(0, stake - wanted_collateral[c]),
            ),
        ]
    net_income = sp.Max(0, validator_income_trend - audit_bill / a.spot)
    equations += [
        Definition(
            audit_bill,
            in_force(audit_probability) * verification_overhead * audit_cost * m.served_hours,
        ),
        Definition(stake_for_yield, net_income / (a.day_in_years * staking_yield)),
        Definition(
            wanted_stake,
            sp.Min(stake_for_yield, staked_limit * (a.free_float + a.delegated_stake)),
        ),
        Flow(
            delegated,
            a.free_float,
            a.delegated_stake,
            staking_speed * sp.Max(0, wanted_stake - a.delegated_stake),
        ),
        Flow(
            undelegated,
            a.delegated_stake,
            a.leaving_stake,
            staking_speed * sp.Max(0, a.delegated_stake - wanted_stake),
        ),
    ]
    return Block(
        "staking",
        "Nodes post collateral; holders stake for yield; some ask to leave.",
        tuple(equations),
    )


def unbonding() -> Block:
    """Every token in the queue moves one day on; what left today joins at the delay."""
    ahead = (a.free_float, *queue[:-1])
    steps = [
        Flow(
            flow(
                f"unbonding_step_{k:02d}", f"q_{{{k}}}", "AI", f"stake that moves on from stage {k}"
            ),
            stage,
            onward,
            stage,
            family="unbonding_step",
        )
        for k, (stage, onward) in enumerate(zip(queue, ahead, strict=True), start=1)
    ]
    joins = [
        Flow(
            flow(
                f"unbonding_join_{k:02d}",
                f"q^{{+}}_{{{k}}}",
                "AI",
                f"stake that joins at stage {k}",
            ),
            a.leaving_stake,
            stage,
            sp.Piecewise((a.leaving_stake, sp.Eq(unbonding_days, k * a.one_day)), (0, True)),
            family="unbonding_join",
        )
        for k, stage in enumerate(queue, start=1)
    ]
    return Block("unbonding", "The queue of leaving stake moves on by one day.", (*steps, *joins))


def initial() -> tuple[Initial, ...]:
    """Those who earned testnet rewards post a part of them, by their GPUs; nobody else stakes."""
    zero = sp.Integer(0)
    rewards = a.initial_supply * testnet_share * testnet_staked_share
    all_gpus = sp.Add(*n.first_gpus.values())
    accounts = (a.delegated_stake, a.leaving_stake, *queue)
    return (
        *(Initial(a.node_stake[c], rewards * n.first_gpus[c] / all_gpus) for c in a.CLASSES),
        Initial(a.users, a.initial_supply * testnet_share * (1 - testnet_staked_share)),
        *(Initial(each, zero) for each in accounts),
    )
