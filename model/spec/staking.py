"""Staking: stake behind validators chosen by its yield, collateral given back, exact unbonding.

Holders stake behind validators until the yield that validators pay them falls to the one they ask
for, and keep a part of their tokens free. Stake that leaves waits in a queue of one stage a day, so
that the delay is exact for every token. Collateral that is no longer asked for comes back to its
nodes in the same time. Theory: T14f, T20.
"""

from __future__ import annotations

import sympy as sp

from model.indices import Index
from model.quantities import (
    NOT_NEGATIVE,
    SHARE,
    Domain,
    definition,
    flow,
    flows,
    level,
    parameter,
    stocks,
)
from model.spec import accounts as a
from model.spec import fees as f
from model.spec import market as m
from model.spec import verification as ver
from model.spec.core import Block, Definition, Equation, Flow, Initial
from model.spec.learning import profit_days, smoothed
from model.spec.rewards import validator_income

LONGEST = 30
STAGES = Index(
    "stage",
    "k",
    tuple(f"{k:02d}" for k in range(1, LONGEST + 1)),
    tuple(str(k) for k in range(1, LONGEST + 1)),
    ordered=True,
)

staking_yield = parameter(
    "staking_yield",
    r"r_s",
    "1/calendar_year",
    "yearly yield that holders ask for staking, and nodes for collateral",
    Domain(0, 5, open_low=True),
    "staking_yield",
)
staking_speed = parameter(
    "staking_speed",
    r"\nu_S",
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
delegators_share = parameter(
    "delegators_share",
    r"\eta_K",
    "1",
    "part of their profit that validators pay to those who stake behind them",
    SHARE,
    "delegators_share",
)
unbonding_days = parameter(
    "unbonding_days",
    r"\tau_Q",
    "day",
    "days that leaving stake waits",
    Domain(1, LONGEST, whole=True),
    "unbonding_days",
)

queue = stocks("unbonding", "Q", "AI", "stake that is free in {} days", over=STAGES)
unbonding_step = flows(
    "unbonding_step", "q", "AI", "stake that moves on from stage {}", over=STAGES
)
unbonding_join = flows("unbonding_join", "q^{+}", "AI", "stake that joins at stage {}", over=STAGES)
validator_profit = level(
    "validator_profit",
    r"\pi_{\mathrm{V}}",
    "USD",
    "running mean of what validators earn in a day, less the cost of audits",
)
profit_today = definition(
    "validator_profit_today", r"\pi_{\mathrm{V},t}", "USD", "what validators earn today, net"
)
audit_cost = flow("audit_cost", r"\gamma_\alpha", "USD", "what today's audits cost validators")
delegators_paid = flow(
    "delegators_paid", r"y_K", "AI", "what validators pay to those who stake behind them"
)
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
withdrawn = flows(
    "collateral_withdrawn", "k^{-}", "AI", "collateral that {} nodes get back", over=a.CLASSES
)
delegated = flow("delegated", r"k^{+}_{\mathrm{V}}", "AI", "tokens that holders stake today")
undelegated = flow("undelegated", r"k^{-}_{\mathrm{V}}", "AI", "stake that holders ask back today")


def staking() -> Block:
    """Validators pay auditors and delegators; holders stake and ask back; collateral returns."""
    challenged = sp.Add(*(ver.slash_challenger_share * ver.slashed[c] for c in a.CLASSES))
    audits = f.paid_share * f.audit_bill
    per_day = delegators_share * sp.Max(0, validator_profit) / a.price
    paid = delegators_share * sp.Max(0, profit_today) / a.price
    equations: list[Equation] = [
        Flow(audit_cost, a.validators_usd, a.outside, audits),
        Definition(profit_today, a.price * (validator_income + challenged) - audits),
        smoothed(validator_profit, profit_today, profit_days),
        Definition(stake_for_yield, per_day / (a.day_in_years * staking_yield)),
        Definition(
            wanted_stake,
            sp.Min(stake_for_yield, staked_limit * (a.holders + a.delegated_stake)),
        ),
        Flow(delegators_paid, a.validators, a.holders, paid),
        Flow(
            delegated,
            a.holders,
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
    for c in a.CLASSES:
        too_much = sp.Max(0, a.node_stake[c] - m.collateral_asked[c] / a.price)
        equations.append(
            Flow(
                withdrawn[c],
                a.node_stake[c],
                a.node_balance[c],
                a.one_day / unbonding_days * too_much,
            )
        )
    return Block(
        "staking",
        "Validators pay; holders stake for yield, and some ask to leave; collateral comes back.",
        tuple(equations),
    )


def unbonding() -> Block:
    """Every token in the queue moves one day on; what left today joins at the delay."""
    stages = STAGES.members
    ahead = (a.holders, *(queue[k] for k in stages[:-1]))
    steps = [
        Flow(unbonding_step[k], queue[k], onward, queue[k])
        for k, onward in zip(stages, ahead, strict=True)
    ]
    joins = [
        Flow(
            unbonding_join[k],
            a.leaving_stake,
            queue[k],
            sp.Piecewise((a.leaving_stake, sp.Eq(unbonding_days, number * a.one_day)), (0, True)),
        )
        for number, k in enumerate(stages, start=1)
    ]
    return Block("unbonding", "The queue of leaving stake moves on by one day.", (*steps, *joins))


def initial() -> tuple[Initial, ...]:
    """Nobody stakes before there is something to earn."""
    nothing = (
        a.delegated_stake,
        a.leaving_stake,
        *queue.values(),
        a.validators_usd,
        validator_profit,
    )
    return tuple(Initial(each, sp.Integer(0)) for each in nothing)
