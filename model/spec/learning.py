"""What people remember and learn: running means, and the growth of revenue that holders expect."""

from __future__ import annotations

import sympy as sp

from model.quantities import NOT_NEGATIVE, Domain, level, parameter
from model.spec import accounts as a
from model.spec.core import Block, Initial, Law

trend_days = parameter(
    "trend_days",
    r"\tau_m",
    "day",
    "memory of the averages that people act on",
    Domain(1, 365),
    "trend_days",
)
profit_days = parameter(
    "profit_days",
    r"\tau_\pi",
    "day",
    "memory of the profits that nodes and delegators act on",
    Domain(1, 365),
    "profit_days",
)
year_days = parameter(
    "year_days", r"\tau_y", "day", "memory of a year", Domain(365, 365), "year_days"
)
growth_at_launch = parameter(
    "growth_at_launch",
    r"\hat g_0",
    "1/calendar_year",
    "growth of revenue that holders expect at launch",
    Domain(-0.5, 1),
    "growth_at_launch",
)
learning_speed = parameter(
    "learning_speed",
    r"\lambda_g",
    "1/calendar_year",
    "speed at which expected growth follows the growth that was seen",
    Domain(0, 100),
    "learning_speed",
)
expected_growth = level(
    "expected_growth", r"\hat g", "1/calendar_year", "growth of revenue that holders expect"
)
revenue = level("revenue", r"\Pi", "USD", "revenue that the vault receives today", NOT_NEGATIVE)
revenue_trend = level(
    "revenue_trend", r"\bar\Pi", "USD", "running mean of the revenue earned in a day", NOT_NEGATIVE
)
revenue_of_year = level(
    "revenue_of_year",
    r"\bar\Pi_y",
    "USD",
    "mean of the revenue earned in a day, over a year's memory",
    NOT_NEGATIVE,
)


def smoothed(mean: sp.Symbol, today: sp.Expr, memory: sp.Expr = trend_days) -> Law:
    """The law of an exponential running mean with a memory of `trend_days`, or of ``memory``."""
    return Law(mean, mean + (today - mean) * a.one_day / memory)


def growth_seen(recent: sp.Expr, of_year: sp.Expr) -> sp.Expr:
    """Yearly growth by which two running means differ: exact if growth was steady.

    Revenue that grows by ``g`` a day holds its mean of ``n`` days at ``(1 + g) / (1 + n g)`` of
    today's, so two means give ``g``. Bounded: a fall by half a year, a rise by one.
    """
    least = a.one_day * of_year
    per_day = (recent - of_year) / sp.Max(year_days * of_year - trend_days * recent, least)
    in_a_year = sp.Max(-sp.Rational(1, 2), sp.Min(1, per_day * year_days))
    one_year = year_days * a.day_in_years / a.one_day
    return sp.Piecewise((in_a_year / one_year, sp.Gt(of_year, 0)), (0, True))


def learning(received: sp.Expr, earned: sp.Expr) -> Block:
    """The evening: what revenue did becomes what holders expect.

    Holders see what the protocol ``earned``, part of which the vault will receive later.
    """
    seen = growth_seen(revenue_trend, revenue_of_year)
    return Block(
        "learning",
        "Holders learn from what revenue did.",
        (
            Law(revenue, received),
            smoothed(revenue_trend, earned),
            smoothed(revenue_of_year, earned, year_days),
            Law(
                expected_growth,
                expected_growth + learning_speed * a.day_in_years * (seen - expected_growth),
            ),
        ),
    )


def initial(first_revenue: sp.Expr) -> tuple[Initial, ...]:
    """Holders reckon with the revenue of the first markets, and with a young network's growth."""
    return (
        Initial(revenue, sp.Integer(0)),
        Initial(revenue_trend, first_revenue),
        Initial(revenue_of_year, first_revenue),
        Initial(expected_growth, growth_at_launch),
    )
