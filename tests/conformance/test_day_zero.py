"""Day 0 in closed form: every state restated from the parameters, at the facts and at random.

What is wrong on day 0 is wrong in all engines alike, breaks no bookkeeping, and fades before the
laws of behaviour look: beliefs off tenfold went unnoticed once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest
import sympy as sp

import model
from model.compile.python import printed
from model.experiments.random_points import across_range, random_points
from model.parameter_sets import NEVER
from model.quantities import registry
from model.spec.core import Initial
from model.spec.economy import Economy

CLASSES = ("datacentre", "professional", "consumer")
COHORTS = ("investors", "team", "sale", "testnet")
PART = 1e-12

#: States that begin at nothing: what is earned, counted, sold or burned from day 1 on.
NOTHING = {
    *("day", "cycle", "mood", "unrest", "log_demand_shock", "market_open", "adoption"),
    *("demand_scale", "newly_vested", "traded_volume", "delphi_revenue", "unsettled_fees"),
    *("vault_usd", "vault_ai", "executor", "executor_usd", "burned", "slash_burned"),
    *("epoch_used", "epoch_age", "buyback_usd", "insurance", "revenue", "grantees"),
    *("users", "users_usd", "fee_pot", "work_bill", "audit_bill", "fee_trend", "fees_usd"),
    *("application_revenue", "holders_usd", "sellers_usd", "grantees_usd", "sales_usd"),
    *("validators", "validator_income", "validators_usd", "validator_profit"),
    *("delegated_stake", "leaving_stake", "for_sale_investors", "for_sale_team"),
    *(f"unbonding_{stage:02d}" for stage in range(1, 31)),
    *(
        f"{what}_{c}"
        for c in CLASSES
        for what in (
            *("cheating", "refuted_share", "slashed", "building", "workable_hours", "pressure"),
            *("collateral_asked", "served_hours", "node_usd", "node_stake", "node_balance"),
            *("node_income", "profit"),
        )
    ),
}

Numbers = Mapping[str, float]


def launch_price(p: Numbers) -> float:
    """The premium, and the burns that a day of Delphi promises, over the tokens that are priced."""
    daily = first_revenue(p)
    burns = p["burn_share"] * (1.0 if p["split_rule"] else 1 - p["executor_share"])
    news = 1 + p["growth_horizon"] * (p["growth_at_launch"] - p["long_run_growth"])
    forever = 365 * daily * burns / (p["discount_rate"] - p["long_run_growth"])
    insiders = p["investor_share"] + p["team_share"] + p["sale_share"] * p["sale_locked_share"]
    priced = p["initial_supply"] * (1 - (1 - p["unlock_anticipation"]) * insiders)
    value: float = (p["premium_at_launch"] + max(0.2, news) * forever) / priced
    return max(p["least_price"], value)


def first_revenue(p: Numbers) -> float:
    return p["delphi_volume"] * p["delphi_fee"] * p["delphi_protocol_share"]


def in_own_hands(p: Numbers) -> dict[str, float]:
    """What buyers of the sale and users of the testnet hold at launch."""
    return {
        "sale": p["initial_supply"] * p["sale_share"] * (1 - p["sale_locked_share"]),
        "testnet": p["initial_supply"] * p["testnet_share"],
    }


def by_hand(p: Numbers, governed: Sequence[str]) -> dict[str, float]:
    """Every state on day 0."""
    supply, price, free = p["initial_supply"], launch_price(p), in_own_hands(p)
    own, at_start = p["treasury_share"] * supply, p["treasury_start_share"]
    dollars = p["pool_usd_reserve"]
    found = dict.fromkeys(NOTHING, 0.0)
    found |= {f"{name}_in_force": p[name] for name in governed}
    found |= {
        # Tokens: locked, meant for sale, held; the treasury's, less what the pool bought of it.
        "locked_treasury": own * (1 - at_start),
        "locked_investors": supply * p["investor_share"],
        "locked_team": supply * p["team_share"],
        "locked_sale": supply * p["sale_share"] * p["sale_locked_share"],
        "holders": sum((1 - p[f"sell_share_{who}"]) * tokens for who, tokens in free.items()),
        "treasury": own * at_start - dollars / price,
        "pool_ai": dollars / price,
        **{f"for_sale_{who}": p[f"sell_share_{who}"] * tokens for who, tokens in free.items()},
        # Dollars: providers paid for both sides of the pool, the treasury's part to outside.
        "pool_usd": dollars,
        "providers_usd": -2 * dollars,
        "outside": dollars,
        # Beliefs: a price that is fair under every rule, and a vault that earns as Delphi does.
        "price": price,
        "fair_price": price,
        "exogenous_price": price,
        "expected_growth": p["growth_at_launch"],
        "revenue_trend": first_revenue(p),
        "revenue_of_year": first_revenue(p),
        "spend_trend": first_revenue(p),
        # Trust, and a market that is closed.
        "reputation": p["trusted_reputation"],
        "right_share": p["trusted_reputation"],
        "payable_share": 1.0,
        "paid_share": 1.0,
        "cost_index": 1.0,
        "task_size": p["gpu_hours_per_task"],
        "task_cycles": p["cycles_per_task"],
    }
    locked = sum(found[f"locked_{who}"] for who in ("treasury", "investors", "team", "sale"))
    in_reach = min(p["market_depth_share"] * (supply - locked), found["holders"])
    found["depth"] = max(price * in_reach, dollars / 2)
    for c in CLASSES:
        outside = p[f"outside_price_{c}"]
        found |= {f"{kind}_{c}": outside for kind in ("price_outside", "posted_price")}
        found[f"compute_price_{c}"] = outside
        ready = p[f"first_gpus_{c}"] if p["opening_day"] <= 1 else 0.0
        found[f"gpus_{c}"] = max(p["seed_gpus"] / 1e6, ready)
    return found


def points(name: str) -> list[Numbers]:
    """The facts' values under each scenario, and random points, some of them open on day 1."""
    size, rng = 60, np.random.default_rng(41)
    closed = model.economy(name).defaults.get("opening_day") == NEVER
    fixed = {
        "opening_day": np.full(size, NEVER) if closed else rng.integers(1, 3, size).astype(float),
        "split_rule": rng.integers(0, 2, size).astype(float),
    }
    scenarios = [model.parameters(name, each) for each in ("bear", "base", "bull")]
    return [*scenarios, *random_points(name, size, 43, across_range, fixed)]


def off(economy: Economy, at: Sequence[Numbers]) -> set[str]:
    """The states that begin elsewhere than by hand, at some point."""
    start = printed(economy, "math").module.initial
    governed = [registry[s.name].of or s.name for s in economy.schedules]
    found: set[str] = set()
    for p in at:
        values = start(*(p[s.name] for s in economy.parameters))
        begun = {s.name: v for s, v in zip(economy.states, values, strict=True)}
        mine = by_hand(p, governed)
        assert mine.keys() == begun.keys(), "day 0 by hand knows all states, and no more"
        found |= {n for n, v in begun.items() if abs(v - mine[n]) > PART * max(1e-9, abs(mine[n]))}
    return found


@pytest.mark.parametrize("name", ["announced", "deployed"])
def test_every_state_begins_as_by_hand(name: str) -> None:
    assert not off(model.economy(name), points(name))


@pytest.mark.parametrize("scenario", ["bear", "base", "bull"])
def test_all_tokens_and_no_more_exist_on_day_0(scenario: str) -> None:
    """By the closed forms alone: what they say adds up to the supply, and dollars to nothing."""
    economy, p = model.economy("announced"), model.parameters("announced", scenario)
    begun = by_hand(p, ())
    tokens = sum(begun[s.name] for s in economy.accounts("AI"))
    dollars = sum(begun[s.name] for s in economy.accounts("USD"))
    assert tokens == pytest.approx(p["initial_supply"], rel=1e-14)
    assert abs(dollars) <= 1e-9 * p["pool_usd_reserve"]


# Broken copies --------------------------------------------------------------------------------

Change = Callable[[sp.Expr], sp.Expr]


def begun_otherwise(state: str, change: Change) -> Economy:
    """The announced economy with another value of one state on day 0."""
    sound = model.economy("announced")
    initial = [
        Initial(each.state, change(each.value)) if each.state.name == state else each
        for each in sound.initial
    ]
    assert initial != list(sound.initial), f"{state} begins as before"
    return Economy("announced", "a copy", initial, sound.blocks, sound.constraints, sound.rules)


def symbol(name: str) -> sp.Symbol:
    model.economy("announced")  # which declares all quantities
    return registry[name].symbol


MUTANTS: dict[str, tuple[str, Change]] = {
    "beliefs off tenfold": ("revenue_trend", lambda value: 10 * value),
    "a year's beliefs off tenfold": ("revenue_of_year", lambda value: value / 10),
    "the pool's tokens from nowhere": (
        "treasury",
        lambda value: value + symbol("pool_usd_reserve") / symbol("price"),
    ),
    "providers who paid for one side only": ("providers_usd", lambda value: value / 2),
    "a price without what it promises to burn": (
        "fair_price",
        lambda value: value.xreplace({symbol("burn_share_in_force"): sp.S.Zero}),
    ),
    "users who trust without reason": ("reputation", lambda value: sp.S.One),
    "a testnet that keeps what it means to sell": (
        "for_sale_testnet",
        lambda value: value.xreplace(
            {symbol("sell_share_testnet"): 1 - symbol("sell_share_testnet")}
        ),
    ),
    "growth for ever taken for growth at launch": (
        "expected_growth",
        lambda value: symbol("long_run_growth"),
    ),
}


@pytest.mark.parametrize("what", MUTANTS)
def test_another_day_0_is_noticed(what: str) -> None:
    state, change = MUTANTS[what]
    assert state in off(begun_otherwise(state, change), points("announced")[:10])
