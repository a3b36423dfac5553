"""The traders: three ideas of a fair price, and orders that close the gap to it.

The fair price is the value of transaction balances and of future burns per token (the
anchor, theory 2.6), an exogenous path, or the quantity equation. Towards an anchor traders
close a part of the gap a day; the two others they follow at once, as far as `order_limit` and the
tokens they hold reach: nobody sells what he has not. Theory: T22, T23, T28.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    Domain,
    choice,
    definition,
    flow,
    level,
    parameter,
    shock,
)
from model.spec import accounts as a
from model.spec import exchange as x
from model.spec.core import Block, Constraint, Definition, Equation, Flow, Initial, Law

ANCHOR, EXOGENOUS, QUANTITY = 0, 1, 2

price_rule = parameter(
    "price_rule",
    r"\mathcal{R}_P",
    "1",
    "what traders think a fair price: anchor, exogenous path, quantity equation",
    choice("anchor", "exogenous", "quantity"),
    "price_rule",
)
arbitrage_speed = parameter(
    "arbitrage_speed",
    r"\theta",
    "1",
    "daily order per unit of log gap to the fair price, as a share of the reserve",
    Domain(0, 0.5),
    "arbitrage_speed",
)
noise_size = parameter(
    "noise_size",
    r"\sigma_o",
    "1",
    "standard deviation of the daily noise order, as a share of the reserve",
    Domain(0, 0.5),
    "noise_size",
)
velocity = parameter(
    "velocity", "v", "1/calendar_year", "times a year that a token pays a fee", POSITIVE, "velocity"
)
discount_rate = parameter(
    "discount_rate",
    "r",
    "1/calendar_year",
    "return that holders ask for",
    Domain(0, 2, open_low=True),
    "discount_rate",
)
expected_growth = parameter(
    "expected_growth",
    r"\hat g",
    "1/calendar_year",
    "growth of revenue that holders expect for ever",
    Domain(-1, 2),
    "expected_growth",
)
unlock_anticipation = parameter(
    "unlock_anticipation",
    r"\omega",
    "1",
    "part of locked and treasury tokens that holders price in already",
    SHARE,
    "unlock_anticipation",
)
adoption_foresight = parameter(
    "adoption_foresight",
    r"\zeta_a",
    "1",
    "part of the usage still to come that holders price in already",
    SHARE,
    "adoption_foresight",
)
least_price = parameter(
    "least_price",
    r"\underline P",
    "USD/AI",
    "price at which somebody always bids",
    POSITIVE,
    "least_price",
)
price_drift = parameter(
    "price_drift",
    r"\mu_P",
    "1/calendar_year",
    "drift of the exogenous price path",
    Domain(-5, 5),
    "price_drift",
)
trade_noise = shock("trade_noise", r"\xi_o", "noise order of the day")
price_noise = shock("price_noise", r"\xi_P", "surprise in the exogenous price path")

exogenous_price = level("exogenous_price", r"P^{x}", "USD/AI", "exogenous price path", POSITIVE)
fair_price = level("fair_price", r"P^{f}", "USD/AI", "price that traders think fair", POSITIVE)

circulating = definition(
    "circulating",
    "C",
    "AI",
    "tokens that are neither locked, nor the treasury's, nor burned",
    NOT_NEGATIVE,
)
still_to_come = definition("still_to_come", "L", "AI", "locked and treasury tokens", NOT_NEGATIVE)
usage_value = definition(
    "usage_value", r"M^{f}", "USD", "value of transaction balances and future burns", NOT_NEGATIVE
)
exogenous_step = definition(
    "exogenous_step", r"P^{x}_{t}", "USD/AI", "today's exogenous price", POSITIVE
)
fair_today = definition(
    "fair_today", r"P^{f}_{t}", "USD/AI", "price that traders think fair today", POSITIVE
)
order = definition("order", "o", "1", "traders' order as a share of the reserve; positive buys")
trader_dollars = flow(
    "trader_dollars", r"\delta_F", "USD", "dollars of buying traders that reach the reserve"
)
trader_charge_usd = flow("trader_charge_usd", r"\lambda_F", "USD", "pool fee of buying traders")
trader_bought = flow("trader_bought", r"\phi_F", "AI", "AI that buying traders get")
trader_sold = flow("trader_sold", r"\sigma_F", "AI", "AI that selling traders bring")
trader_charge_ai = flow("trader_charge_ai", r"\lambda'_F", "AI", "pool fee of selling traders")
trader_proceeds = flow("trader_proceeds", r"\delta'_F", "USD", "dollars that selling traders get")


def fair_value(
    fee_trend: sp.Expr, spend_trend: sp.Expr, adoption: sp.Expr, burned_part: sp.Expr
) -> tuple[Equation, ...]:
    """The three ideas of a fair price; ``burned_part`` is the share of purchases that is burned."""
    locked = a.locked_treasury + a.locked_investors + a.locked_team + a.locked_sale
    to_come = 1 + adoption_foresight * (1 / adoption - 1)
    per_year = 1 / a.day_in_years
    anchor = usage_value / (circulating + unlock_anticipation * still_to_come)
    by_quantity = fee_trend * per_year / (velocity * circulating)
    gbm = exogenous_price * sp.exp(
        (price_drift - x.price_volatility**2 / 2) * a.day_in_years
        + x.price_volatility * sp.sqrt(a.day_in_years) * price_noise
    )
    return (
        Definition(a.spot, a.spot_price),
        Definition(still_to_come, locked + a.treasury),
        Definition(circulating, a.initial_supply - a.burned - still_to_come),
        Definition(
            usage_value,
            to_come
            * per_year
            * (
                fee_trend / velocity
                + burned_part * spend_trend / (discount_rate - expected_growth)
            ),
        ),
        Definition(exogenous_step, sp.Max(least_price, gbm)),
        Definition(
            fair_today,
            sp.Max(
                least_price,
                sp.Piecewise(
                    (anchor, sp.Eq(price_rule, ANCHOR)),
                    (exogenous_step, sp.Eq(price_rule, EXOGENOUS)),
                    (by_quantity, True),
                ),
            ),
        ),
    )


def trading(valuation: tuple[Equation, ...]) -> Block:
    """Traders close the gap to the fair price, a part of it or all, with what they hold."""
    gap = sp.log(fair_today / a.spot)
    towards = arbitrage_speed * gap + noise_size * trade_noise
    # An order of exp(|gap|/2) − 1 of the reserve moves the price exactly onto the fair one.
    onto = sp.Piecewise(
        (sp.sqrt(fair_today / a.spot) - 1, sp.Ge(fair_today, a.spot)),
        (1 - sp.sqrt(a.spot / fair_today), True),
    )
    wish = sp.Piecewise((towards, sp.Eq(price_rule, ANCHOR)), (onto, True))
    buys, sells = sp.Max(order, 0), sp.Max(-order, 0)
    return Block(
        "trading",
        "Traders buy below the fair price and sell above it; some trade on noise.",
        (
            *valuation,
            Definition(order, sp.Max(-x.order_limit, sp.Min(x.order_limit, wish))),
            Flow(trader_dollars, a.outside, a.pool_usd, buys * a.pool_usd),
            Flow(
                trader_charge_usd,
                a.outside,
                a.pool_fees_usd,
                trader_dollars * x.pool_fee / (1 - x.pool_fee),
            ),
            Flow(trader_bought, a.pool_ai, a.free_float, x.bought(trader_dollars)),
            Flow(
                trader_sold,
                a.free_float,
                a.pool_ai,
                sells * sp.Min(a.pool_ai / (1 - x.pool_fee), a.free_float),
            ),
            Flow(trader_charge_ai, a.pool_ai, a.pool_fees_ai, x.pool_fee * trader_sold),
            Flow(
                trader_proceeds, a.pool_usd, a.outside, x.proceeds((1 - x.pool_fee) * trader_sold)
            ),
            Law(exogenous_price, exogenous_step),
            Law(fair_price, fair_today),
        ),
    )


def constraints() -> tuple[Constraint, ...]:
    """The value of a growing stream of burns is finite."""
    return (
        Constraint(
            sp.Gt(discount_rate, expected_growth),
            "discount_rate must exceed expected_growth, or the value of future burns "
            "is infinite: raise one or lower the other",
        ),
    )


def initial() -> tuple[Initial, ...]:
    """On day 0 the launch price counts as fair."""
    return (Initial(exogenous_price, x.initial_price), Initial(fair_price, x.initial_price))
