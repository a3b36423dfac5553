"""Which columns each shock may move on the day it strikes, and that it moves none before.

A process that is driven by another shock, or an equation that reads another one, is seen at once.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

import pytest

import model
from model.arrays import Array
from model.engines.problem import Problem
from model.points import Points
from model.quantities import registry
from model.simulation import trajectories
from model.spec.core import Law, right_of, target_of
from model.spec.economy import Economy

DAYS, STRUCK = 32, 31
SELLING = {
    "node_sold",
    "sold",
    "validators_sold",
    "grantees_sold",
}
PAID_FOR = {
    "node_proceeds",
    "proceeds",
    "validators_proceeds",
    "grantees_proceeds",
    "executors_proceeds",
    "collateral_bought",
    "batch_price",
    "price",
    "sales_usd",
}
ORDERS = {"users_order", "net_order", "gap", "willingness", *SELLING, *PAID_FOR}
OFFERS = {
    "collateral_wanted",
    "collateral_dollars",
    "other_dollars",
    "room_for_bills",
    "tokens_offered",
}
WORTH = {"exogenous_step", "exogenous_price"}
FAIR = {*WORTH, "fair_today", "fair_price", "depth"}
#: What follows from another price of AI, and what follows from other bills.
AFTER_PRICE = {
    "payment",
    "verification",
    "applications",
    "rewards",
    "staking",
    "arbitrage",
    "liquidity",
    "adjustment",
}
AFTER_BILLS = {*AFTER_PRICE, "learning"}
BILLS = {"fee_by_cycle", "fee_trend", "work_bill"}
HOURS = {"wanted_hours", "workable_hours", "pressure"}

#: Shock: the columns that it moves, block by block, and the later blocks that it may reach.
REACH: dict[str, tuple[dict[str, set[str]], set[str]]] = {
    "cycle_noise": (
        {
            "morning": {"cycle"},
            "market_mood": {"mood"},
            "demand": {"demand_scale", "price_index", "price_outside"},
            "worth": FAIR,
            "market": {
                *HOURS,
                "collateral_due",
                "collateral_asked",
                "demand_today",
                "right_price",
            },
            "billing": {
                *BILLS,
                "fee_by_gpu_time",
                "fee_by_task",
                "audit_bill",
                "audit_charge",
            },
            "exchange": {*ORDERS, *OFFERS},
        },
        AFTER_BILLS,
    ),
    "mood_noise": (
        {"market_mood": {"mood"}, "worth": FAIR, "exchange": {*ORDERS, *OFFERS}},
        AFTER_PRICE,
    ),
    "unrest_noise": (
        {
            "morning": {"unrest"},
            "market_mood": {"mood"},
            "worth": FAIR,
            "exchange": {*ORDERS, *OFFERS, "surprise_size"},
        },
        AFTER_PRICE,
    ),
    "demand_noise": (
        {
            "demand": {"shock_today", "log_demand_shock", "demand_scale"},
            "market": {*HOURS, "demand_today"},
            "billing": {*BILLS, "fee_by_gpu_time", "fee_by_task", "audit_bill"},
            "exchange": ORDERS,
        },
        AFTER_BILLS,
    ),
    "size_noise": (
        {
            "demand": {"task_size"},
            "market": {*HOURS, "demand_today"},
            # Only bills by GPU time feel how long the tasks are.
            "billing": {"fee_by_gpu_time", "work_bill", "audit_bill", "fee_trend"},
            "exchange": ORDERS,
        },
        AFTER_BILLS,
    ),
    "task_noise": (
        {"demand": {"task_cycles"}, "billing": BILLS, "exchange": ORDERS},
        AFTER_BILLS,
    ),
    "application_noise": (
        {
            "applications": {"application_due", "vault_deposit", "application_revenue"},
            "learning": {"revenue", "revenue_trend", "revenue_of_year", "expected_growth"},
        },
        set(),
    ),
    # Holders see what is earned, the vault receives it when markets settle.
    "volume_noise": (
        {
            "delphi": {"volume", "delphi_fees", "traded_volume"},
            "learning": {"revenue_trend", "revenue_of_year"},
        },
        set(),
    ),
    "twap_noise": ({"vault": {"twap", "guard_room", "executor_reward_usd"}}, set()),
    "trade_noise": ({"exchange": PAID_FOR}, AFTER_PRICE),
}
OPEN: dict[str, Any] = {"opening_day": 1, "adoption_midpoint": 0.0, "delphi_volume": 1e8}


def moved(economy: Economy, shock: str) -> dict[str, set[str]]:
    """By block, the flows, levels and definitions that a greater draw moves on its day."""
    sound, other = (struck(economy, which) for which in ("", shock))
    blocks = {target_of(e).name: b.name for b in economy.blocks for e in b.equations}
    found: dict[str, set[str]] = {}
    for name, values in sound.items():
        before, after = values[0, 0, :STRUCK], other[name][0, 0, :STRUCK]
        assert before.tobytes() == after.tobytes(), f"{shock} moves {name} before it strikes"
        one, two = values[0, 0, STRUCK], other[name][0, 0, STRUCK]
        # Dollars over a price, times that price, are the same dollars but for rounding.
        if name in blocks and abs(one - two) > 1e-12 * max(abs(one), abs(two)):
            place = registry[name].place
            found.setdefault(blocks[name], set()).add(place.row if place else name)
    return found


@cache
def struck(economy: Economy, shock: str) -> dict[str, Array]:
    drawn = model.shocks(economy, DAYS, 1, seed=3)
    paths = {str(name): values.to_numpy().copy() for name, values in drawn.items()}
    if shock:
        paths[shock][0, STRUCK - 1] += 0.5
    points = Points.of([model.parameters("announced", **OPEN)])
    return trajectories(Problem(economy, points, paths, 1, DAYS), "python")


def test_every_shock_is_in_the_table() -> None:
    assert set(REACH) == {s.name for s in model.economy("announced").shocks}


@pytest.mark.parametrize("shock", REACH)
def test_a_shock_moves_what_it_may_and_nothing_else(shock: str) -> None:
    own, later = REACH[shock]
    found = moved(model.economy("announced"), shock)
    assert set(found) <= set(own) | later
    for block, columns in own.items():
        missing = {"tokens_offered", "expected_growth"}  # moved only where costs or memory bind
        assert found[block] - missing == columns - missing, block


@pytest.mark.parametrize(
    ("law", "one", "other"),
    [
        ("shock_today", "demand_noise", "cycle_noise"),
        ("task_cycles", "task_noise", "size_noise"),
        ("exogenous_step", "mood_noise", "trade_noise"),
    ],
)
def test_a_process_on_another_shock_is_noticed(law: str, one: str, other: str) -> None:
    sound = model.economy("announced")
    symbols = {s.name: s for s in sound.shocks}
    blocks = []
    for block in sound.blocks:
        equations = []
        for equation in block.equations:
            if target_of(equation).name == law:
                side = "value" if isinstance(equation, Law) else "amount"
                changed = right_of(equation).xreplace({symbols[one]: symbols[other]})
                equation = dataclasses.replace(equation, **{side: changed})
            equations.append(equation)
        blocks.append(dataclasses.replace(block, equations=tuple(equations)))
    copy = Economy("announced", "a copy", sound.initial, blocks, sound.constraints, sound.rules)
    if one in {s.name for s in copy.shocks}:
        own, later = REACH[other]
        found = moved(copy, other)
        assert not (set(found) <= set(own) | later) or any(
            found.get(block) != columns for block, columns in own.items()
        )
    else:
        assert set(REACH) != {s.name for s in copy.shocks}
