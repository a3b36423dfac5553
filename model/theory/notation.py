"""Quantities that several claims speak of and no economy computes: rates, paths, multiples.

Time is continuous in these claims, and all rates are per year.
"""

import sympy as sp

from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical

(elapsed, supply, token_price, market_value, market_multiple, yearly_revenue, first_revenue,
 yearly_fees, growth, price_growth, burned_share, burn_rate, half_life, circulating_tokens,
 unlock_rate, initial_price) = (theoretical(*row) for row in (
    ("elapsed", r"\tau", "calendar_year", "years since the start", NOT_NEGATIVE),
    ("supply", "S", "AI", "tokens that are not burned", POSITIVE),
    ("token_price", "P", "USD/AI", "price of a token", POSITIVE),
    ("market_value", "M", "USD", "price times supply", POSITIVE),
    ("market_multiple", "m", "calendar_year", "market value over yearly revenue", POSITIVE),
    ("yearly_revenue", r"\Pi", "USD/calendar_year", "revenue that enters the vault", POSITIVE),
    ("first_revenue", r"\Pi_0", "USD/calendar_year", "revenue at the start", POSITIVE),
    ("yearly_fees", "G", "USD/calendar_year", "compute fees paid in AI", POSITIVE),
    ("growth", "g", "1/calendar_year", "growth of revenue"),
    ("price_growth", r"\mu", "1/calendar_year", "growth of the price"),
    ("burned_share", r"\varkappa", "1",
     "share of a dollar of revenue that ends in burned tokens", POSITIVE),
    ("burn_rate", "k", "1/calendar_year", "share of the supply that is burned in a year", POSITIVE),
    ("half_life", "t_{1/2}", "calendar_year", "time in which the supply halves", POSITIVE),
    ("circulating_tokens", "C", "AI", "tokens in circulation", POSITIVE),
    ("unlock_rate", "u", "AI/calendar_year", "tokens that unlock in a year", NOT_NEGATIVE),
    ("initial_price", "P_0", "USD/AI", "price at launch", POSITIVE)))


def positive(symbol: sp.Symbol) -> sp.Symbol:
    """The symbol, known to be positive in a proof."""
    return sp.Symbol(symbol.name, positive=True)
