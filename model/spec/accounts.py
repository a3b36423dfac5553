"""The accounts that AI and USD move between, the sets they are kept for, and what all read.

Dollars leave the world's accounts and come back to them; these may be negative, one for each
role, so that each role's cash is a state of the run: who paid in, and who took out.
"""

from __future__ import annotations

import sympy as sp

from model.indices import Index
from model.quantities import (
    NOT_NEGATIVE,
    POSITIVE,
    REAL,
    Domain,
    definition,
    level,
    parameter,
    stock,
    stocks,
)

CLASSES = Index(
    "class",
    "c",
    ("datacentre", "professional", "consumer"),
    (r"\mathrm{d}", r"\mathrm{r}", r"\mathrm{c}"),
)
COHORTS = Index(
    "cohort",
    "j",
    ("investors", "team", "sale", "testnet"),
    (r"\mathrm{I}", r"\mathrm{M}", r"\mathrm{C}", r"\mathrm{R}"),
)

initial_supply = parameter(
    "initial_supply", "S_0", "AI", "tokens minted once, at launch", POSITIVE, "initial_supply"
)

# One step, in days and in years
one_day = parameter(
    "one_day", r"\Delta", "day", "length of a step in days", Domain(1, 1), "one_day"
)
day_in_years = parameter(
    "day_in_years",
    r"\Delta_{\mathrm{y}}",
    "calendar_year",
    "length of a step in years",
    Domain(1 / 365, 1 / 365),
    "one_day",
)
day_in_seconds = parameter(
    "day_in_seconds",
    r"\Delta_{\mathrm{s}}",
    "second",
    "length of a step in seconds",
    Domain(86400, 86400),
    "one_day",
)

# AI, from locked to burned
locked_treasury = stock(
    "locked_treasury", r"L_{\mathrm{T}}", "AI", "community treasury tokens not yet released"
)
locked_investors = stock(
    "locked_investors", r"L_{\mathrm{I}}", "AI", "investor tokens not yet vested"
)
locked_team = stock("locked_team", r"L_{\mathrm{M}}", "AI", "team tokens not yet vested")
locked_sale = stock("locked_sale", r"L_{\mathrm{C}}", "AI", "community sale tokens still locked")
treasury = stock("treasury", "T", "AI", "community treasury, released")
for_sale = stocks("for_sale", "D", "AI", "vested tokens that the {} mean to sell", over=COHORTS)
holders = stock("holders", "F", "AI", "tokens of everybody who holds them freely and trades")
users = stock("users", "U", "AI", "tokens of the users of compute")
fee_pot = stock("fee_pot", r"\Phi", "AI", "fees paid and not yet divided")
node_balance = stocks("node_balance", "N", "AI", "earned tokens of {} nodes", over=CLASSES)
node_stake = stocks("node_stake", "K", "AI", "collateral of {} nodes", over=CLASSES)
validators = stock("validators", "V", "AI", "earned tokens of validators")
delegated_stake = stock("delegated_stake", r"K_{\mathrm{V}}", "AI", "stake behind the validators")
leaving_stake = stock("leaving_stake", r"Q_0", "AI", "stake whose owners asked today to leave")
insurance = stock("insurance", "J", "AI", "insurance fund, fed by slashing")
grantees = stock("grantees", r"G_{\mathrm{r}}", "AI", "granted tokens not yet sold")
executor = stock("executor", r"E", "AI", "rewards of the executors of buybacks")
vault_ai = stock("vault_ai", r"W_{\mathrm{AI}}", "AI", "bought tokens in transit through the vault")
pool_ai = stock("pool_ai", "X", "AI", "token reserve of the on-chain pool", POSITIVE)
burned = stock("burned", "B", "AI", "tokens that the vault bought and burned, for ever")
slash_burned = stock(
    "slash_burned", r"B_{\mathrm{z}}", "AI", "slashed tokens that were burned, for ever"
)

# USD of the protocol
vault_usd = stock("vault_usd", "W", "USD", "dollars in the buyback vault")
pool_usd = stock("pool_usd", "Y", "USD", "dollar reserve of the on-chain pool", POSITIVE)


def _world(name: str, letter: str, whose: str) -> sp.Symbol:
    return stock(
        f"{name}_usd",
        rf"O_{{\mathrm{{{letter}}}}}",
        "USD",
        f"cash of {whose}",
        REAL,
    )


# USD of the world, by role: what each has taken out of the economy, less what it has paid in
users_usd = _world("users", "U", "the users of compute")
node_usd = stocks("node_usd", "O", "USD", "cash of {} nodes", REAL, over=CLASSES)
validators_usd = _world("validators", "V", "validators")
holders_usd = _world("holders", "F", "all who hold tokens freely, delegators and arbitrageurs")
sellers_usd = _world("sellers", "D", "investors, team, buyers of the sale and testnet users")
grantees_usd = _world("grantees", "G", "grantees")
executor_usd = _world("executor", "E", "executors")
providers_usd = _world("providers", "Y", "the pool's liquidity providers")
outside = stock(
    "outside",
    "O",
    "USD",
    "cash of the rest of the world: suppliers, and customers of applications",
    REAL,
)

# What everybody reads
day = level("day", "t", "1", "day of the run; day 0 is the launch of the token")
price = level("price", "P", "USD/AI", "price of the day, in the batch of all orders", POSITIVE)
years = definition("years", "y", "calendar_year", "age of the token in years")
circulating = definition(
    "circulating",
    "C",
    "AI",
    "tokens in circulation as the market counts them: neither locked nor burned",
    NOT_NEGATIVE,
)
free_float = definition(
    "free_float", r"F_{\mathrm{f}}", "AI", "tokens that can be sold today", NOT_NEGATIVE
)


def locked() -> sp.Expr:
    """All tokens that are not released yet."""
    return locked_treasury + locked_investors + locked_team + locked_sale


def in_circulation() -> sp.Expr:
    """What `circulating` stands for."""
    return initial_supply - burned - slash_burned - locked()


def can_be_sold() -> sp.Expr:
    """What `free_float` stands for: the tokens of all who may trade, none staked or the treasury's.

    The pool's reserve is the liquidity providers' own, and trades.
    """
    return sp.Add(
        holders,
        users,
        validators,
        grantees,
        executor,
        pool_ai,
        *node_balance.values(),
        *for_sale.values(),
    )
