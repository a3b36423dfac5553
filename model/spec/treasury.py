"""The community treasury: what it grants, and to whom."""

from __future__ import annotations

import sympy as sp

from model.quantities import Domain, flow, parameter
from model.spec import accounts as a
from model.spec.core import Block, Flow, Initial
from model.spec.vesting import treasury_share, treasury_start_share

treasury_spend_rate = parameter(
    "treasury_spend_rate",
    r"\sigma_{\mathrm{T}}",
    "1/calendar_year",
    "share of its released tokens that the treasury grants in a year",
    Domain(0, 50),
    "treasury_spend_rate",
)
grants = flow("grants", r"g", "AI", "tokens that the treasury grants today")


def treasury() -> Block:
    """Grant a steady share of what is released; releases themselves are vesting."""
    return Block(
        "treasury",
        "The treasury makes grants.",
        (Flow(grants, a.treasury, a.grantees, treasury_spend_rate * a.day_in_years * a.treasury),),
    )


def initial(pool_ai: sp.Expr) -> tuple[Initial, ...]:
    """Its part that is free at launch, less what the pool's first providers bought of it."""
    free = a.initial_supply * treasury_share * treasury_start_share
    return (Initial(a.treasury, free - pool_ai), Initial(a.grantees, sp.Integer(0)))
