"""Daily purchases at the specification's fair price, split in the contract's whole numbers.

What checks on burn rates set beside their closed forms; nobody solves an equation here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import sympy as sp

from model import contract
from model.quantities import in_force, quantity
from model.spec import accounts as a
from model.spec import cycle, learning
from model.spec import market as m
from model.spec import vault as v
from model.spec import worth as w
from model.spec.announced import announced
from model.spec.core import Block, stated
from model.spec.fees import application_margin, fee_trend
from model.spec.pool import pool_fee
from model.theory.evaluate import Values, value

#: A network in numbers; the order in which a check draws margin, velocity, return and growth.
DRAWN = (application_margin, w.velocity, w.discount_rate, w.long_run_growth)
SHARES = {
    pool_fee: quantity(pool_fee).default,
    in_force(v.burn_share): quantity(v.burn_share).default,
    in_force(v.executor_share): quantity(v.executor_share).default,
}
SUPPLY = 10**10
#: What the claims assume away, in numbers; a run may change each.
ASSUMED: Mapping[sp.Symbol, float] = {
    w.premium_at_launch: 0.0, w.premium_half_life: 1.0, w.growth_horizon: 0.0,
    w.unlock_anticipation: 1.0, a.vault_usd: 0.0, w.patience_limit: 1.0, cycle.mood: 0.0,
    m.reputation: 1.0, w.trusted_reputation: 1.0, w.exogenous_step: 1.0, w.least_price: 0.0,
    v.split_rule: v.CONTRACT, a.day_in_years: 1 / 365, a.initial_supply: float(SUPPLY),
    a.slash_burned: 0.0, a.locked_investors: 0.0, a.locked_team: 0.0, a.locked_sale: 0.0,
    **dict.fromkeys(m.collateral_asked.values(), 0.0)}  # fmt: skip
#: The definitions on the way to a fair price, in order.
ON_THE_WAY = (w.premium, w.growth_multiple, w.usage_value, w.cash_wait, w.cash_value,
              w.priced_tokens, w.fair_today)  # fmt: skip


@cache
def worth_block() -> Block:
    """The block in which holders reckon what a token is worth."""
    return announced().block("worth")


def left_after(
    rule: int, numbers: tuple[float, ...], years: int = 1, spent: float = 1.0,
    keeps: float = 0.0, changes: Mapping[sp.Symbol, float] | None = None,
) -> float:  # fmt: skip
    """Share of the supply that daily purchases leave, at the specification's fair price.

    Amounts are split in the contract's whole numbers. ``spent`` is the part of revenue that is
    spent, ``keeps`` the part of its tokens that the treasury does not sell at once.
    """
    margin, growth = numbers[0], numbers[3]
    known: Values = dict(zip(DRAWN, numbers, strict=True)) | SHARES
    known |= {**ASSUMED, **(changes or {}), w.price_rule: rule}
    known.setdefault(learning.expected_growth, growth)
    burned = treasury = 0
    for day in range(years * 365):
        trend = 1e6 * float(np.exp(growth * day / 365)) / 365
        known |= {a.years: day / 365, a.burned: burned / 1e18, fee_trend: trend,
                  learning.revenue_trend: margin * trend,
                  v.spend_trend: spent * margin * trend}  # fmt: skip
        known[a.free_float] = SUPPLY - (burned + treasury) / 1e18 - known[a.locked_investors]
        for symbol in ON_THE_WAY:
            known[symbol] = value(stated(worth_block(), symbol), known)
        dollars = (1 - SHARES[pool_fee]) * spent * margin * trend
        parts = contract.split(int(1e18 * dollars / float(known[w.fair_today])))
        burned, treasury = burned + parts.burn, treasury + int(keeps * parts.treasury)
    return 1 - burned / 1e18 / SUPPLY


def drawn(seed: int, cases: int = 60) -> Iterator[tuple[float, ...]]:
    """Networks at random: margin, velocity, return asked, growth."""
    draw = np.random.default_rng(seed)
    for _ in range(cases):
        growth = draw.uniform(-0.05, 0.1)
        yield (float(draw.uniform(0.005, 0.05)), float(draw.uniform(2, 15)),
               float(growth + draw.uniform(0.05, 0.2)), float(growth))  # fmt: skip
