"""The exchange: a constant-product pool, and the sellers who come to it.

The pool keeps its fees outside the reserves, as a concentrated-liquidity pool does. Daily
order flow is at most `order_limit` of a reserve, so no swap can empty one. Theory: T2.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    Domain,
    definition,
    flow,
    parameter,
    quantity,
)
from model.spec import accounts as a
from model.spec.core import Block, Definition, Equation, Flow, Initial

pool_fee = parameter(
    "pool_fee",
    r"\varphi",
    "1",
    "share of a swap's input that the pool keeps",
    Domain(0, 0.05),
    "pool_fee",
)
pool_usd_reserve = parameter(
    "pool_usd_reserve",
    "Y_0",
    "USD",
    "dollar reserve of the pool at launch",
    POSITIVE,
    "pool_usd_reserve",
)
initial_price = parameter(
    "initial_price", "P_0", "USD/AI", "price at launch", POSITIVE, "initial_price"
)
order_limit = parameter(
    "order_limit",
    r"\bar o",
    "1",
    "largest daily order of a group of traders, as a share of the reserve",
    Domain(0, 10, open_low=True),
    "order_limit",
)
price_volatility = parameter(
    "price_volatility",
    r"\sigma_P",
    "calendar_year**-0.5",
    "volatility of the AI price",
    Domain(0, 5),
    "price_volatility",
)
sell_share = {
    who: parameter(
        f"sell_share_{who}",
        rf"s_{{\mathrm{{{letter}}}}}",
        "1",
        f"share of their AI that {who} sell in a day",
        SHARE,
        f"sell_share_{who}",
    )
    for who, letter in (("nodes", "N"), ("validators", "V"), ("grantees", "G"), ("executors", "E"))
}

ordered = definition("ordered", r"o_S", "AI", "AI that all sellers together offer", NOT_NEGATIVE)
filled = definition(
    "filled", r"\kappa_S", "1", "share of the offers that the pool takes today", NOT_NEGATIVE
)
sold = definition("sold", r"\Sigma_S", "AI", "AI that sellers bring to the pool", NOT_NEGATIVE)
sale_charge = flow("sale_charge", r"\lambda_S", "AI", "pool fee on the sellers' AI")
sale_proceeds = flow("sale_proceeds", r"\delta_S", "USD", "dollars that the pool pays to sellers")


def bought(dollars: sp.Expr) -> sp.Expr:
    """AI that ``dollars``, after the pool fee, take out of the pool (constant product)."""
    return a.pool_ai * dollars / (a.pool_usd + dollars)


def proceeds(tokens: sp.Expr) -> sp.Expr:
    """Dollars that ``tokens``, after the pool fee, take out of the pool (constant product)."""
    return a.pool_usd * tokens / (a.pool_ai + tokens)


def _sold(account: sp.Symbol) -> sp.Symbol:
    """The flow by which an account sells."""
    owner = account.name.replace("_", " ")
    return flow(
        f"{account.name}_sold",
        rf"\sigma_{{{quantity(account).tex}}}",
        "AI",
        f"AI of {owner} that is sold",
    )


def sales(sellers: Mapping[sp.Symbol, sp.Expr]) -> Block:
    """All sellers swap in one batch; ``sellers`` maps an account to the share it sells in a day."""
    offers = {account: share * account for account, share in sellers.items()}
    flows = tuple(
        Flow(_sold(account), account, a.pool_ai, filled * offer)
        for account, offer in offers.items()
    )
    fills = sp.Piecewise(
        (sp.Min(1, order_limit * a.pool_ai / ordered), sp.Gt(ordered, 0)), (1, True)
    )
    equations: tuple[Equation, ...] = (
        Definition(ordered, sp.Add(*offers.values())),
        Definition(filled, fills),
        *flows,
        Definition(sold, sp.Add(*(f.symbol for f in flows))),
        Flow(sale_charge, a.pool_ai, a.pool_fees_ai, pool_fee * sold),
        Flow(sale_proceeds, a.pool_usd, a.outside, proceeds((1 - pool_fee) * sold)),
    )
    return Block("sales", "Nodes, validators, insiders, grantees and executors sell AI.", equations)


def initial() -> tuple[Initial, ...]:
    """The pool at the launch price; its dollars come from outside."""
    zero = sp.Integer(0)
    return (
        Initial(a.pool_usd, pool_usd_reserve),
        Initial(a.outside, -pool_usd_reserve),
        Initial(a.pool_fees_ai, zero),
        Initial(a.pool_fees_usd, zero),
        Initial(a.price, initial_price),
    )
