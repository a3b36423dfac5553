"""The accounts that AI and USD move between, and the prices everybody reads."""

from __future__ import annotations

import sympy as sp

from model.quantities import POSITIVE, Domain, definition, level, parameter, stock

CLASSES = ("datacentre", "professional", "consumer")
_SUBSCRIPT = {"datacentre": "d", "professional": "r", "consumer": "c"}


def class_tex(letter: str, node_class: str) -> str:
    """The symbol of a quantity that each class of node has its own of."""
    return rf"{letter}_{{\mathrm{{{_SUBSCRIPT[node_class]}}}}}"


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
for_sale = stock("for_sale", "D", "AI", "vested tokens that their owners are selling")
free_float = stock(
    "free_float", "F", "AI", "tokens free to trade or to stake, in the hands of all other holders"
)
users = stock("users", "U", "AI", "tokens of the users of compute, testnet rewards included")
fee_pot = stock("fee_pot", r"\Phi", "AI", "fees paid and not yet divided")
node_balance = {
    c: stock(f"node_balance_{c}", class_tex("N", c), "AI", f"earned tokens of {c} nodes")
    for c in CLASSES
}
node_stake = {
    c: stock(f"node_stake_{c}", class_tex("K", c), "AI", f"collateral of {c} nodes")
    for c in CLASSES
}
validators = stock("validators", "V", "AI", "earned tokens of validators")
delegated_stake = stock("delegated_stake", r"K_{\mathrm{V}}", "AI", "stake behind the validators")
leaving_stake = stock("leaving_stake", r"Q_0", "AI", "stake whose owners asked today to leave")
insurance = stock("insurance", "J", "AI", "insurance fund, fed by slashing")
grantees = stock("grantees", r"G_{\mathrm{r}}", "AI", "granted tokens not yet sold")
executor = stock("executor", r"E", "AI", "rewards of the executors of buybacks")
vault_ai = stock("vault_ai", r"W_{\mathrm{AI}}", "AI", "bought tokens in transit through the vault")
pool_ai = stock("pool_ai", "X", "AI", "token reserve of the exchange pool")
pool_fees_ai = stock(
    "pool_fees_ai", r"\Lambda_X", "AI", "pool fees in AI, kept outside the reserve"
)
burned = stock("burned", "B", "AI", "tokens burned for ever")

# USD
vault_usd = stock("vault_usd", "W", "USD", "dollars in the buyback vault")
pool_usd = stock("pool_usd", "Y", "USD", "dollar reserve of the exchange pool")
pool_fees_usd = stock(
    "pool_fees_usd", r"\Lambda_Y", "USD", "pool fees in USD, kept outside the reserve"
)
outside = stock(
    "outside",
    "O",
    "USD",
    "the rest of the world, which dollars come from and go to",
    may_be_negative=True,
)

# What everybody reads
day = level("day", "t", "1", "day of the run; day 0 is the launch")
price = level(
    "price", r"P^{\mathrm{c}}", "USD/AI", "price in the pool at the end of the day", POSITIVE
)
spot = definition("spot", "P", "USD/AI", "price in the pool when the event begins")
spot_price: sp.Expr = pool_usd / pool_ai
