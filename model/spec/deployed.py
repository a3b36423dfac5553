"""The deployed economy: what the contracts do and what was observed in 2026.

Delphi's fees in USDC reach the vault, which buys and burns; allocations vest; there is no
market for compute, no staking and no payment in AI (contradiction C8). The fundamental anchor
would put the price far below what was observed, so the price follows an exogenous path.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from model.spec import accounts as a
from model.spec import delphi, exchange, governance, trading, treasury, vault, vesting
from model.spec.economy import Economy

VOTES = (
    vault.burn_share,
    vault.executor_share,
    vault.max_slippage,
    vault.twap_window,
    vault.epoch_volume_cap,
)


@cache
def deployed() -> Economy:
    """Prediction-market fees, a vault that buys and burns, and vesting."""
    first_tokens = exchange.pool_usd_reserve / exchange.initial_price
    sellers = {
        a.for_sale: sp.Integer(1),
        a.grantees: exchange.sell_share["grantees"],
        a.executor: exchange.sell_share["executors"],
    }
    no_fees_in_ai, all_are_here = sp.Integer(0), sp.Integer(1)
    valuation = trading.fair_value(
        no_fees_in_ai, vault.spend_trend, all_are_here, vault.burned_part()
    )
    return Economy(
        "deployed",
        "what the contracts do and what was observed in 2026",
        initial=(
            *vesting.initial(first_tokens, a.initial_supply * vesting.testnet_share),
            *delphi.initial(),
            *exchange.initial(),
            *trading.initial(),
            *vault.initial(delphi.first_revenue()),
            *treasury.initial(),
            *governance.initial(VOTES),
        ),
        blocks=(
            delphi.delphi(),
            governance.governance(VOTES),
            vesting.vesting(),
            exchange.sales(sellers),
            trading.trading(valuation),
            vault.vault(),
            vault.split(),
            treasury.treasury(),
            delphi.close(),
        ),
        constraints=(
            *vesting.constraints(first_tokens),
            *trading.constraints(),
            *vault.constraints(),
        ),
        rules=(governance.timelock_days,),
        defaults={"price_rule": "exogenous", "pool_usd_reserve": 250_000.0},
    )
