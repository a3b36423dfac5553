"""The announced economy: the ordered blocks of the design that the seed describes."""

from __future__ import annotations

from functools import cache

import sympy as sp

from model.spec import accounts as a
from model.spec import (
    adjustment,
    demand,
    exchange,
    fees,
    governance,
    market,
    nodes,
    rewards,
    staking,
    trading,
    treasury,
    vault,
    verification,
    vesting,
)
from model.spec.economy import Economy

ANNOUNCED_VOTES = (
    vault.burn_share,
    vault.executor_share,
    vault.max_slippage,
    vault.twap_window,
    vault.epoch_volume_cap,
    rewards.protocol_take,
    rewards.treasury_subsidy_share,
    verification.audit_probability,
)


@cache
def announced() -> Economy:
    """The economy that the seed describes: a market for compute, paid in AI, with buy-and-burn."""
    first_tokens = exchange.pool_usd_reserve / exchange.initial_price
    sellers = {
        **dict.fromkeys(a.node_balance.values(), exchange.sell_share["nodes"]),
        a.validators: exchange.sell_share["validators"],
        a.for_sale: sp.Integer(1),
        a.grantees: exchange.sell_share["grantees"],
        a.executor: exchange.sell_share["executors"],
    }
    valuation = trading.fair_value(
        fees.fee_trend, vault.spend_trend, demand.adoption, vault.burned_part()
    )
    return Economy(
        "announced",
        "the design that the article announces",
        initial=(
            *vesting.initial(first_tokens),
            *demand.initial(),
            *exchange.initial(),
            *trading.initial(),
            *nodes.initial(),
            *market.initial(),
            *fees.initial(),
            *verification.initial(),
            *rewards.initial(),
            *vault.initial(fees.application_margin * fees.fee_trend),
            *staking.initial(),
            *treasury.initial(),
            *governance.initial(ANNOUNCED_VOTES),
        ),
        blocks=(
            demand.demand(),
            governance.governance(ANNOUNCED_VOTES),
            vesting.vesting(),
            market.market(),
            fees.fees(),
            verification.verification(),
            rewards.rewards(verification.valid_tasks),
            staking.staking(),
            staking.unbonding(),
            exchange.sales(sellers),
            trading.trading(valuation),
            vault.vault(),
            vault.split(),
            treasury.treasury(),
            adjustment.adjustment(rewards.node_income, verification.slashed),
        ),
        constraints=(
            *vesting.constraints(first_tokens),
            *trading.constraints(),
            *fees.constraints(),
            *verification.constraints(),
            *rewards.constraints(),
            *vault.constraints(),
        ),
        rules=(governance.timelock_days,),
        # No vote is known. This one shows governance at work and changes little else.
        votes=(("twap_window", "voted_twap_window", "vote_day"),),
    )
