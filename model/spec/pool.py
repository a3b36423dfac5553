"""The on-chain pool: where the vault trades, and who owns it.

A constant-product pool. Arbitrage takes it to the day's price; its liquidity providers lose by
that, earn its fees, and add or withdraw by their return. Fees are paid out, not kept in the
reserves, as a concentrated-liquidity pool does. Theory: T2.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import NOT_NEGATIVE, POSITIVE, SHARE, Domain, definition, flow, parameter
from model.spec import accounts as a
from model.spec.core import Block, Constraint, Definition, Flow, Initial
from model.spec.vesting import treasury_share, treasury_start_share
from model.spec.worth import price_volatility

pool_fee = parameter(
    "pool_fee",
    r"\varphi",
    "1",
    "share of a swap's input that the pool's providers earn",
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
on_chain_share = parameter(
    "on_chain_share",
    r"o_Y",
    "1",
    "part of all trade that goes through the pool",
    SHARE,
    "on_chain_share",
)
turnover = parameter(
    "turnover",
    r"\tau_F",
    "1",
    "part of the market value that changes hands in a day among holders",
    Domain(0, 10),
    "turnover",
)
provider_return = parameter(
    "provider_return",
    r"r_Y",
    "1/calendar_year",
    "return that liquidity providers ask for, beside their loss to arbitrage",
    Domain(0, 5, open_low=True),
    "provider_return",
)
provider_speed = parameter(
    "provider_speed",
    r"\nu_Y",
    "1",
    "largest part of the pool that providers add or withdraw in a day",
    Domain(0, 0.5),
    "provider_speed",
)
arbitrage_limit = parameter(
    "arbitrage_limit",
    r"\bar a",
    "1",
    "largest part of the holders' tokens that comes to the pool in a day",
    SHARE,
    "arbitrage_limit",
)

spot = definition("spot", r"P_Y", "USD/AI", "price in the pool when the event begins", POSITIVE)
spot_price: sp.Expr = a.pool_usd / a.pool_ai

arbitrage_dollars_in = flow(
    "arbitrage_dollars_in", r"\delta_A^{+}", "USD", "dollars that arbitrage brings to the pool"
)
arbitrage_tokens_out = flow(
    "arbitrage_tokens_out", r"\phi_A^{-}", "AI", "tokens that arbitrage takes out of the pool"
)
arbitrage_tokens_in = flow(
    "arbitrage_tokens_in", r"\phi_A^{+}", "AI", "tokens that arbitrage brings to the pool"
)
arbitrage_dollars_out = flow(
    "arbitrage_dollars_out", r"\delta_A^{-}", "USD", "dollars that arbitrage takes out of the pool"
)
on_chain_volume = definition(
    "on_chain_volume", r"V_Y", "USD", "trade in the pool today, beside the vault's", NOT_NEGATIVE
)
provider_yield = definition(
    "provider_yield",
    r"y_Y",
    "1/calendar_year",
    "yearly fees of the pool over its value",
    NOT_NEGATIVE,
)
provider_yield_asked = definition(
    "provider_yield_asked",
    r"y_Y^{*}",
    "1/calendar_year",
    "yearly fees that pay the providers' return and their loss to arbitrage",
    POSITIVE,
)
liquidity_step = definition(
    "liquidity_step", r"g_Y", "1", "part of the pool that providers add today, or withdraw"
)
provider_fees = flow("provider_fees", r"\lambda_Y", "USD", "pool fees that providers earn today")
liquidity_tokens_in = flow(
    "liquidity_tokens_in", r"\phi_Y^{+}", "AI", "tokens that providers add to the pool"
)
liquidity_dollars_in = flow(
    "liquidity_dollars_in", r"\delta_Y^{+}", "USD", "dollars that providers add to the pool"
)
liquidity_tokens_out = flow(
    "liquidity_tokens_out", r"\phi_Y^{-}", "AI", "tokens that providers withdraw"
)
liquidity_dollars_out = flow(
    "liquidity_dollars_out", r"\delta_Y^{-}", "USD", "dollars that providers withdraw"
)
liquidity_purchase = flow(
    "liquidity_purchase",
    r"\delta_L^{+}",
    "USD",
    "what providers pay holders for the tokens they add",
)
liquidity_sale = flow(
    "liquidity_sale",
    r"\delta_L^{-}",
    "USD",
    "what holders pay for the tokens that providers withdraw",
)


def bought(dollars: sp.Expr) -> sp.Expr:
    """AI that ``dollars``, after the pool fee, take out of the pool (constant product)."""
    return a.pool_ai * dollars / (a.pool_usd + dollars)


def proceeds(tokens: sp.Expr) -> sp.Expr:
    """Dollars that ``tokens``, after the pool fee, take out of the pool (constant product)."""
    return a.pool_usd * tokens / (a.pool_ai + tokens)


def arbitrage() -> Block:
    """The pool follows the price of the day, along its curve."""
    dollars_there = sp.sqrt(a.pool_ai * a.pool_usd * a.price)
    tokens_there = sp.sqrt(a.pool_ai * a.pool_usd / a.price)
    return Block(
        "arbitrage",
        "Arbitrage takes the pool to the price of the day.",
        (
            Flow(
                arbitrage_dollars_in,
                a.holders_usd,
                a.pool_usd,
                sp.Max(0, dollars_there - a.pool_usd),
            ),
            Flow(arbitrage_tokens_out, a.pool_ai, a.holders, bought(arbitrage_dollars_in)),
            Flow(
                arbitrage_tokens_in,
                a.holders,
                a.pool_ai,
                sp.Min(arbitrage_limit * a.holders, sp.Max(0, tokens_there - a.pool_ai)),
            ),
            Flow(arbitrage_dollars_out, a.pool_usd, a.holders_usd, proceeds(arbitrage_tokens_in)),
        ),
    )


def liquidity(vault_spend: sp.Expr, traded_dollars: sp.Expr) -> Block:
    """Providers earn the pool's fees, and add or withdraw by what they earn.

    ``traded_dollars`` are the bills and the sales of the day, part of which goes through the pool.
    """
    return Block(
        "liquidity",
        "Liquidity providers earn fees, come and go.",
        (
            Definition(a.circulating, a.in_circulation()),
            Definition(
                on_chain_volume,
                on_chain_share * (traded_dollars + turnover * a.price * a.circulating),
            ),
            Definition(
                provider_yield,
                pool_fee * (vault_spend + on_chain_volume) / (2 * a.pool_usd * a.day_in_years),
            ),
            Definition(provider_yield_asked, provider_return + price_volatility**2 / 8),
            Definition(
                liquidity_step,
                provider_speed * sp.Max(-1, sp.Min(1, provider_yield / provider_yield_asked - 1)),
            ),
            Flow(provider_fees, a.holders_usd, a.providers_usd, pool_fee * on_chain_volume),
            Flow(
                liquidity_tokens_in,
                a.holders,
                a.pool_ai,
                sp.Min(arbitrage_limit * a.holders, sp.Max(0, liquidity_step) * a.pool_ai),
            ),
            Flow(
                liquidity_dollars_in,
                a.providers_usd,
                a.pool_usd,
                liquidity_tokens_in * a.pool_usd / a.pool_ai,
            ),
            Flow(liquidity_purchase, a.providers_usd, a.holders_usd, a.price * liquidity_tokens_in),
            Flow(
                liquidity_tokens_out, a.pool_ai, a.holders, sp.Max(0, -liquidity_step) * a.pool_ai
            ),
            Flow(
                liquidity_dollars_out,
                a.pool_usd,
                a.providers_usd,
                sp.Max(0, -liquidity_step) * a.pool_usd,
            ),
            Flow(liquidity_sale, a.holders_usd, a.providers_usd, a.price * liquidity_tokens_out),
        ),
    )


def first_tokens() -> sp.Expr:
    """Tokens that the first providers bought of the treasury, at the price of day 0."""
    return pool_usd_reserve / a.price


def initial() -> tuple[Initial, ...]:
    """Providers paid for both sides of the pool: dollars into it, and the treasury's tokens."""
    return (
        Initial(a.pool_ai, first_tokens()),
        Initial(a.pool_usd, pool_usd_reserve),
        Initial(a.providers_usd, -2 * pool_usd_reserve),
        Initial(a.outside, pool_usd_reserve),
    )


def constraints(launch_price: sp.Expr) -> tuple[Constraint, ...]:
    """The pool's first tokens fit into the treasury's free part."""
    return (
        Constraint(
            sp.Le(
                pool_usd_reserve,
                launch_price * a.initial_supply * treasury_share * treasury_start_share,
            ),
            "the pool's first tokens must fit into the treasury's free tokens: lower "
            "pool_usd_reserve, or raise premium_at_launch, which makes the launch price",
        ),
    )
