"""The economy: what is live, and the design that the article announces once its market opens.

Until the market for compute opens, this is what the contracts do and what was observed: Delphi's
fees reach the vault, which buys and burns; allocations vest. `deployed` is the same economy with
the market closed. Blocks run in the order of a day.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from model.parameter_sets import NEVER
from model.spec import (
    adjustment,
    cycle,
    delphi,
    demand,
    exchange,
    fees,
    governance,
    learning,
    market,
    nodes,
    pool,
    rewards,
    staking,
    terms,
    treasury,
    vault,
    verification,
    vesting,
    worth,
)
from model.spec.core import Block, Constraint, Initial
from model.spec.economy import Economy

VOTES = (
    vault.burn_share,
    vault.executor_share,
    vault.max_slippage,
    vault.twap_window,
    vault.epoch_volume_cap,
    terms.protocol_take,
    terms.audit_probability,
    terms.stake_days,
    rewards.treasury_subsidy_share,
    terms.slash_fraction,
)
#: Made here, so that what is in force has its place whoever else asks for it, and whenever.
IN_FORCE = governance.initial(VOTES)
ENACTED = governance.governance(VOTES)


@cache
def _initial() -> tuple[Initial, ...]:
    """The accounts on day 0: of both economies, as they are one."""
    return (
        *IN_FORCE,
        *cycle.initial(),
        *vesting.initial(),
        *vault.initial(delphi.first_revenue()),
        *demand.initial(),
        *verification.initial(),
        *learning.initial(delphi.first_revenue()),
        *worth.initial(vault.burned_part()),
        *pool.initial(),
        *treasury.initial(pool.first_tokens()),
        *delphi.initial(),
        *nodes.initial(),
        *market.initial(),
        *fees.initial(),
        *exchange.initial(),
        *rewards.initial(),
        *staking.initial(),
        *adjustment.initial(),
    )


@cache
def _launch_price() -> sp.Expr:
    """The price of day 0 in parameters."""
    known: dict[sp.Symbol, sp.Expr] = {}
    for start in _initial():
        known[start.state] = start.value.xreplace(known)
    return known[worth.fair_price]


@cache
def _blocks() -> tuple[Block, ...]:
    """What happens in a day, in its order."""
    return (
        cycle.morning(),
        cycle.market_mood(),
        ENACTED,
        vesting.vesting(),
        treasury.treasury(),
        delphi.delphi(),
        demand.demand(),
        worth.worth(
            fees.fee_trend,
            sp.Add(*market.collateral_asked.values()),
            vault.spend_trend,
            market.reputation,
            vault.burned_part(),
        ),
        vault.vault(),
        vault.split(),
        market.market(),
        fees.billing(),
        exchange.exchange(),
        fees.payment(),
        verification.verification(),
        fees.applications(),
        rewards.rewards(verification.refuted_share),
        staking.staking(),
        staking.unbonding(),
        pool.arbitrage(),
        pool.liquidity(vault.buyback_usd, fees.fees_usd + exchange.sales_usd),
        adjustment.adjustment(),
        learning.learning(
            received=delphi.delphi_revenue + fees.application_revenue,
            earned=delphi.earned(delphi.traded_volume) + fees.application_revenue,
        ),
    )


def _economy(name: str, info: str, **defaults: float | str) -> Economy:
    constraints: tuple[Constraint, ...] = (
        *vesting.constraints(),
        *worth.constraints(),
        *pool.constraints(_launch_price()),
        *terms.constraints(),
        *fees.constraints(),
        *verification.constraints(),
        *vault.constraints(),
    )
    return Economy(
        name,
        info,
        _initial(),
        _blocks(),
        constraints,
        rules=(governance.timelock_days,),
        defaults=defaults,
        # No vote is known. This one shows governance at work and changes little else.
        votes=(("twap_window", "voted_twap_window", "vote_day"),),
    )


@cache
def announced() -> Economy:
    """The design that the article announces: a market for compute, paid in AI; buy-and-burn."""
    return _economy("announced", "the design that the article announces")


@cache
def deployed() -> Economy:
    """What the contracts do and what was observed in 2026: the same, with the market closed."""
    return _economy(
        "deployed", "what the contracts do and what was observed in 2026", opening_day=NEVER
    )
