"""What holders think a token is worth: three ideas, one of which a rule chooses.

*Fundamental*: transaction balances, collateral, future burns and the vault's cash, each a present
value, and a premium in dollars that holders paid at launch for what was not there yet; it decays,
and wanders with the mood of the market. *Exogenous*: a path of its own, flat in the median by
default. *Quantity*: what tokens must be worth so that they pay the bills. Theory: T22, T28.
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
    level,
    parameter,
)
from model.spec import accounts as a
from model.spec import cycle
from model.spec.core import Block, Constraint, Definition, Equation, Initial, Law
from model.spec.learning import expected_growth, revenue_trend

FUNDAMENTAL, EXOGENOUS, QUANTITY = 0, 1, 2

price_rule = parameter(
    "price_rule",
    r"\mathcal{R}_P",
    "1",
    "what holders think a fair price: fundamental, exogenous path, quantity equation",
    choice("fundamental", "exogenous", "quantity"),
    "price_rule",
)
premium_at_launch = parameter(
    "premium_at_launch",
    r"\Omega_0",
    "USD",
    "what holders paid at launch over the value of what was there",
    POSITIVE,
    "premium_at_launch",
)
premium_half_life = parameter(
    "premium_half_life",
    r"h_\Omega",
    "calendar_year",
    "time in which the premium halves",
    Domain(0.01, 1000),
    "premium_half_life",
)
trusted_reputation = parameter(
    "trusted_reputation",
    r"\bar R",
    "1",
    "reputation below which holders lose hope, and pay less of the premium",
    Domain(0, 1, open_low=True),
    "trusted_reputation",
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
long_run_growth = parameter(
    "long_run_growth",
    r"g_L",
    "1/calendar_year",
    "growth of revenue that holders expect for ever, once the news of today are old",
    Domain(-1, 2),
    "long_run_growth",
)
growth_horizon = parameter(
    "growth_horizon",
    r"h_g",
    "calendar_year",
    "years of today's growth that holders pay for",
    Domain(0, 20),
    "growth_horizon",
)
unlock_anticipation = parameter(
    "unlock_anticipation",
    r"\omega",
    "1",
    "part of the insiders' locked tokens that holders price in already",
    SHARE,
    "unlock_anticipation",
)
patience_limit = parameter(
    "patience_limit",
    r"\bar d",
    "calendar_year",
    "longest wait that holders reckon with for dollars stuck in the vault",
    Domain(0, 100, open_low=True),
    "patience_limit",
)
market_depth_share = parameter(
    "market_depth_share",
    r"\delta_D",
    "1",
    "net dollars a day that move the log price by one, as a share of market value, all venues",
    Domain(0, 100, open_low=True),
    "market_depth_share",
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
    "drift of the median of the exogenous price path",
    Domain(-5, 5),
    "price_drift",
)
price_volatility = parameter(
    "price_volatility",
    r"\sigma_P",
    "calendar_year**-0.5",
    "volatility of the price that the guard and the providers reckon with",
    Domain(0, 5),
    "price_volatility",
)

depth = level("depth", "D", "USD", "net dollars that move the log price by one today", POSITIVE)
exogenous_price = level("exogenous_price", r"P^{x}", "USD/AI", "exogenous price path", POSITIVE)
fair_price = level("fair_price", r"P^{*}", "USD/AI", "price that holders think fair", POSITIVE)

priced_tokens = definition(
    "priced_tokens", "S^{*}", "AI", "tokens that holders divide the value by", POSITIVE
)
premium = definition(
    "premium",
    r"\Omega",
    "USD",
    "premium that is left of the launch's, before the mood",
    NOT_NEGATIVE,
)
growth_multiple = definition(
    "growth_multiple", "m_g", "1", "factor of value for the growth that is expected", POSITIVE
)
usage_value = definition(
    "usage_value",
    r"M^{u}",
    "USD",
    "present value of collateral, transaction balances and burns to come",
    NOT_NEGATIVE,
)
cash_wait = definition(
    "cash_wait", "d_W", "calendar_year", "wait until the vault has spent its cash", NOT_NEGATIVE
)
cash_value = definition(
    "cash_value", r"M^{W}", "USD", "present value of the burns from the vault's cash", NOT_NEGATIVE
)
exogenous_step = definition(
    "exogenous_step", r"P^{x}_{t}", "USD/AI", "today's exogenous price", POSITIVE
)
fair_today = definition(
    "fair_today", r"P^{*}_{t}", "USD/AI", "price that holders think fair today", POSITIVE
)


def depth_at(fair: sp.Expr, circulating: sp.Expr) -> sp.Expr:
    """Dollars for one unit of the log price: holders give up at most all they have for it.

    The on-chain pool is one of the venues: all of them are no shallower than it is alone.
    """
    tokens = sp.Min(market_depth_share * circulating, a.holders)
    return sp.Max(fair * tokens, sp.sqrt(a.pool_ai * a.pool_usd * fair) / 2)


def _tokens() -> sp.Expr:
    insiders = a.locked_investors + a.locked_team + a.locked_sale
    return a.initial_supply - a.burned - a.slash_burned - (1 - unlock_anticipation) * insiders


def _usage_value(
    fee_trend: sp.Expr, collateral: sp.Expr, burned_part: sp.Expr, multiple: sp.Expr
) -> sp.Expr:
    """Present value of what usage gives; ``burned_part`` of the purchases is burned."""
    per_year = 1 / a.day_in_years
    balances = fee_trend * per_year / velocity
    burns = burned_part * revenue_trend * per_year / (discount_rate - long_run_growth)
    return collateral + multiple * (balances + burns)


def _multiple() -> sp.Expr:
    """A fall of revenue that is expected takes no more than four fifths of the value."""
    return sp.Max(sp.Rational(1, 5), 1 + growth_horizon * (expected_growth - long_run_growth))


def worth(
    fee_trend: sp.Expr,
    collateral: sp.Expr,
    spend_trend: sp.Expr,
    reputation: sp.Expr,
    burned_part: sp.Expr,
) -> Block:
    """Today's fair price, by the three ideas."""
    per_year = 1 / a.day_in_years
    hope = sp.Min(1, reputation / trusted_reputation)
    wait = patience_limit * a.vault_usd / (a.vault_usd + patience_limit * spend_trend * per_year)
    own = sp.sqrt(1 - cycle.mood_load**2)
    step = sp.exp(
        price_drift * a.day_in_years
        + price_volatility
        * sp.sqrt(a.day_in_years)
        * cycle.surprise_size
        * (cycle.mood_load * cycle.cycle_noise + own * cycle.mood_noise)
    )
    fundamental = (sp.exp(cycle.mood) * (usage_value + premium * hope) + cash_value) / priced_tokens
    by_quantity = fee_trend * per_year / (velocity * a.free_float)
    equations: tuple[Equation, ...] = (
        Definition(a.years, a.day * a.day_in_years),
        Definition(cycle.surprise_size, cycle.scale_of_surprises(cycle.unrest)),
        Definition(a.circulating, a.in_circulation()),
        Definition(a.free_float, a.can_be_sold()),
        Definition(priced_tokens, _tokens()),
        Definition(premium, premium_at_launch * sp.exp(-sp.log(2) * a.years / premium_half_life)),
        Definition(growth_multiple, _multiple()),
        Definition(usage_value, _usage_value(fee_trend, collateral, burned_part, growth_multiple)),
        Definition(cash_wait, sp.Piecewise((wait, sp.Gt(a.vault_usd, 0)), (0, True))),
        Definition(cash_value, burned_part * a.vault_usd / (1 + discount_rate * cash_wait)),
        Definition(exogenous_step, sp.Max(least_price, exogenous_price * step)),
        Definition(
            fair_today,
            sp.Max(
                least_price,
                sp.Piecewise(
                    (fundamental, sp.Eq(price_rule, FUNDAMENTAL)),
                    (exogenous_step, sp.Eq(price_rule, EXOGENOUS)),
                    (by_quantity, True),
                ),
            ),
        ),
        Law(exogenous_price, exogenous_step),
        Law(fair_price, fair_today),
        Law(depth, depth_at(fair_today, a.circulating)),
    )
    return Block("worth", "Holders reckon what a token is worth, and trade around it.", equations)


def constraints() -> tuple[Constraint, ...]:
    """The value of a growing stream of burns is finite."""
    return (
        Constraint(
            sp.Gt(discount_rate, long_run_growth),
            "discount_rate must exceed long_run_growth, or the value of future burns "
            "is infinite: raise one or lower the other",
        ),
    )


def initial(burned_part: sp.Expr) -> tuple[Initial, ...]:
    """On day 0 the price is fair, whichever rule holds later: the premium and what is there."""
    there = _usage_value(sp.S.Zero, sp.S.Zero, burned_part, _multiple())
    start = sp.Max(least_price, (premium_at_launch + there) / _tokens())
    return (
        Initial(fair_price, start),
        Initial(exogenous_price, fair_price),
        Initial(a.price, fair_price),
    )
