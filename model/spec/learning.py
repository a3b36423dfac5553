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
revenue = level("revenue", r"\Pi", "USD", "revenue of the vault today", NOT_NEGATIVE)
revenue_trend = level(
    "revenue_trend", r"\bar\Pi", "USD", "running mean of the vault's daily revenue", NOT_NEGATIVE
)
revenue_of_year = level(
    "revenue_of_year",
    r"\bar\Pi_y",
    "USD",
    "mean of the vault's daily revenue, over a year's memory",
    NOT_NEGATIVE,
)


def smoothed(mean: sp.Symbol, today: sp.Expr, memory: sp.Expr = trend_days) -> Law:
    """The law of an exponential running mean with a memory of `trend_days`, or of ``memory``."""
    return Law(mean, mean + (today - mean) * a.one_day / memory)


def learning(revenue_today: sp.Expr) -> Block:
    """The evening: what revenue did becomes what holders expect."""
    seen = sp.Piecewise(
        (
            sp.log(
                sp.Max(
                    sp.exp(-sp.Rational(1, 2)),
                    sp.Min(sp.exp(1), revenue_trend / revenue_of_year),
                )
            ),
            sp.Gt(revenue_of_year, 0),
        ),
        (0, True),
    )
    one_year = year_days * a.day_in_years / a.one_day
    return Block(
        "learning",
        "Holders learn from what revenue did.",
        (
            Law(revenue, revenue_today),
            smoothed(revenue_trend, revenue_today),
            smoothed(revenue_of_year, revenue_today, year_days),
            Law(
                expected_growth,
                expected_growth
                + learning_speed * a.day_in_years * (seen / one_year - expected_growth),
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
