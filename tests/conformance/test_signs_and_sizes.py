"""What every parameter does: the sign of its effect on what it must move, and the size if stated.

One row a parameter. Its value is moved within its range (beside it, where the range is a point) on
common shocks, in a world whose market opens early; the named outcome must answer with the stated
sign on every path. Where theory states the elasticity, the measured one is that within a factor of
two. A parameter that cannot act in a run stands in `IDLE`, with the reason; one that stands nowhere
fails the test.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest
import sympy as sp

import model
from model.engines.problem import Problem, Seeded
from model.parameter_sets import Parameters
from model.points import Points
from model.quantities import registry
from model.simulation import trajectories
from model.spec.economy import Economy
from tests.behaviour.changed import changed

DAYS, RUNS, SEED, OPENS = 600, 4, 47, 60
CLASSES = ("datacentre", "professional", "consumer")
#: Base, but the market opens early, and its users come soon; no votes.
EARLY = {"opening_day": OPENS, "adoption_midpoint": 0.5}
#: A step of a tenth, up if the range allows it.
STEP = 1.1
FACTOR = 2.0

Array = np.ndarray
Columns = Mapping[str, Array]
Changes = dict[str, float | str]


@dataclass(frozen=True)
class Outcome:
    """A number by path, arrays (runs,) from columns (runs, days), and the columns that it reads."""

    reads: tuple[str, ...]
    of: Callable[..., Array]

    def __call__(self, seen: Columns) -> Array:
        return self.of(*(seen[name] for name in self.reads))


@dataclass(frozen=True)
class Row:
    """What a parameter must move and where to; its elasticity, if it is stated.

    ``size`` is a number, or follows from the parameters. ``to`` is the value to move to, else a
    tenth away; ``also`` moves with it; ``where`` changes the world on both sides.
    """

    outcome: Outcome
    sign: int
    size: float | Callable[[Parameters], float] | None = None
    to: float | None = None
    also: Changes = field(default_factory=dict)
    where: Changes = field(default_factory=dict)


# Outcomes -------------------------------------------------------------------------------------


def total(*names: str, until: int = DAYS) -> Outcome:
    """Sum over columns and days, flows' absent day 0 left out."""
    return Outcome(names, lambda *found: sum(c[:, 1 : until + 1].sum(axis=1) for c in found))


def at(name: str, day: int = DAYS) -> Outcome:
    return Outcome((name,), lambda column: column[:, day])


def rough(name: str) -> Outcome:
    """Standard deviation of the change from day to day."""
    return Outcome((name,), lambda column: np.diff(column[:, 1:], axis=1).std(axis=1))


def log_rough(name: str, since: int = 1) -> Outcome:
    """Standard deviation of the relative change from day to day."""
    return Outcome((name,), lambda column: np.diff(np.log(column[:, since:]), axis=1).std(axis=1))


def spread(name: str) -> Outcome:
    return Outcome((name,), lambda column: column[:, 1:].std(axis=1))


def log_gap(name: str, over: str) -> Outcome:
    """Spread of the log of one column over another."""
    return Outcome((name, over), lambda a, b: np.log(a[:, 1:] / b[:, 1:]).std(axis=1))


def load(name: str, on: str) -> Outcome:
    """Mean product of a column's log and a swing: it rises with what the one takes of the other."""
    late = slice(OPENS, None)
    return Outcome((name, on), lambda a, b: (np.log(a[:, late]) * b[:, late]).mean(axis=1))


def together(name: str, on: str) -> Outcome:
    """Mean product of two columns' changes."""
    changes = lambda c: np.diff(c[:, 1:], axis=1)  # noqa: E731
    return Outcome((name, on), lambda a, b: (changes(a) * changes(b)).mean(axis=1))


def moment(name: str) -> Outcome:
    """Mean square."""
    return Outcome((name,), lambda column: (column[:, 1:] ** 2).mean(axis=1))


def by_class(make: Callable[[str], Row], name: str) -> dict[str, Row]:
    return {f"{name}_{c}": make(c) for c in CLASSES}


# Sizes that follow from the parameters -----------------------------------------------------------


def odds(share: float) -> float:
    """Elasticity of what a share leaves, but for the sign."""
    return share / (1 - share)


def settled_late(p: Parameters) -> float:
    """Of what has settled of a steady stream after 14 days."""
    waited = 14 / p["settlement_lag"]
    unsettled = (1 - math.exp(-waited)) / waited
    return (math.exp(-waited) - unsettled) / (1 - unsettled)


def dearer_future(p: Parameters) -> float:
    return -p["discount_rate"] / (p["discount_rate"] - p["long_run_growth"])


def paid_for_news(p: Parameters) -> float:
    paid = p["growth_horizon"] * (p["growth_at_launch"] - p["long_run_growth"])
    return paid / (1 + paid)


def priced_in(p: Parameters) -> float:
    """Of one over the tokens that holders count."""
    insiders = p["investor_share"] + p["team_share"] + p["sale_share"] * p["sale_locked_share"]
    counted = 1 - (1 - p["unlock_anticipation"]) * insiders
    return -p["unlock_anticipation"] * insiders / counted


def mature(p: Parameters) -> float:
    """Years at the end since nine in ten users have come."""
    return (DAYS - OPENS) / 365 - p["adoption_midpoint"] - math.log(9) / p["adoption_speed"]


def at_the_outside_price(p: Parameters) -> float:
    """Of demand where the price is the outside one: audits and wrong results make it dearer."""
    audits = p["audit_probability"] * p["verification_overhead"] * p["audit_cost_share"]
    bend = 2 * p["demand_elasticity"] * math.log((1 + audits) / p["trusted_reputation"])
    return -bend / (1 + math.exp(-bend))


def weight(p: Parameters, c: str) -> float:
    """Share of a class in what users spend."""
    return p[f"demand_weight_{c}"] / sum(p[f"demand_weight_{each}"] for each in CLASSES)


def kept_outside(p: Parameters) -> float:
    price, fee = p["outside_price_consumer"], p["outside_fee"]
    return -fee * price / ((1 - fee) * price - p["variable_cost_consumer"])


def faded(p: Parameters) -> float:
    """Of the integral of what halves."""
    spent = math.log(2) * (DAYS - OPENS) / 365 / p["subsidy_half_life"]
    return 1 - spent / (math.exp(spent) - 1)


# The table ------------------------------------------------------------------------------------

#: Users bring so much that nodes earn, and build.
BUSY: Changes = {"usage_at_maturity": 3e8}
#: All that nodes can do is too little, at any price.
SWAMPED: Changes = {"usage_at_maturity": 1e12}
#: Delphi pays the vault more than it can spend.
RICH: Changes = {"delphi_volume": 1e9, "epoch_volume_cap": 0.0}
#: Nobody pays for hope, nothing is burned.
WORTHLESS: Changes = {"premium_at_launch": 1e-3, "delphi_volume": 0.0, "pool_usd_reserve": 100.0}
#: From the first day, more bills than holders give tokens for.
FLOOD: Changes = {"usage_at_maturity": 1e12, "first_gpus_datacentre": 1e5, "stake_days": 0.0}
#: Delphi earns the same every day, from the second on.
STEADY: Changes = {"delphi_volatility": 0.0, "settlement_lag": 1.0}
POOR_WORK: Changes = {f"quality_{c}": 0.8 for c in CLASSES}
QUEUE = tuple(f"unbonding_{stage:02d}" for stage in range(1, 31))
SUBSIDIES = tuple(f"node_subsidy_{c}" for c in CLASSES)
WANTED = tuple(f"wanted_hours_{c}" for c in CLASSES)
SLASHED = tuple(f"slashed_{c}" for c in CLASSES)
SOLD = (*(f"sold_{who}" for who in ("sale", "testnet")), "grantees_sold")

TABLE: dict[str, Row] = {
    # Supply, and who has it.
    "initial_supply": Row(at("price", 1), -1, -1, to=1.1e10),
    "treasury_share": Row(at("locked_treasury", 0), +1, +1, 0.414, {"testnet_share": 0.01}),
    "investor_share": Row(at("locked_investors", 0), +1, +1, 0.306, {"testnet_share": 0.01}),
    "team_share": Row(at("locked_team", 0), +1, +1, 0.26, {"testnet_share": 0.01}),
    "sale_share": Row(at("locked_sale", 0), +1, +1, 0.04, {"testnet_share": 0.01}),
    "testnet_share": Row(at("for_sale_testnet", 0), +1, +1, 0.03, {"sale_share": 0.02}),
    "treasury_start_share": Row(
        at("locked_treasury", 0), -1, lambda p: -odds(p["treasury_start_share"])
    ),
    "treasury_vesting_days": Row(
        at("locked_treasury", 300), +1, lambda p: odds(300 / p["treasury_vesting_days"])
    ),
    "insider_cliff_days": Row(total("locked_team"), +1, to=400),
    "insider_cliff_jump": Row(at("locked_team"), -1, to=0.1),
    "insider_vesting_days": Row(
        at("locked_team"),
        +1,
        lambda p: odds((DAYS - p["insider_cliff_days"]) / p["insider_vesting_days"]),
        to=800,
    ),
    "sale_locked_share": Row(at("locked_sale", 0), +1, +1),
    "sale_lock_days": Row(total("locked_sale"), +1, +1, to=400),
    "sell_share_investors": Row(total("sold_investors"), +1, +1),
    "sell_share_team": Row(total("sold_team"), +1, +1),
    "sell_share_sale": Row(total("sold_sale"), +1, +1),
    "sell_share_testnet": Row(total("sold_testnet"), +1, +1),
    "treasury_spend_rate": Row(total("grants"), +1, +1),
    # What moves everything at once.
    "cycle_half_life": Row(rough("cycle"), -1, -0.5),
    "mood_half_life": Row(moment("mood"), +1, to=1.0),
    "mood_volatility": Row(spread("mood"), +1, +1),
    "mood_load": Row(together("mood", "cycle"), +1, +1),
    "unrest_size": Row(spread("unrest"), +1, +1),
    "unrest_half_life": Row(rough("unrest"), -1, -0.5),
    # Delphi.
    "delphi_volume": Row(total("delphi_revenue"), +1, +1),
    "delphi_volume_growth": Row(at("traded_volume"), +1, to=0.2),
    "delphi_volatility": Row(log_rough("traded_volume"), +1, +1),
    "delphi_fee": Row(total("delphi_revenue"), +1, +1),
    "delphi_protocol_share": Row(total("delphi_revenue"), +1, +1),
    "settlement_lag": Row(total("delphi_revenue", until=14), -1, settled_late),
    # Worth.
    "premium_at_launch": Row(at("price", 1), +1, +1),
    "premium_half_life": Row(
        at("premium"), +1, lambda p: math.log(2) * DAYS / 365 / p["premium_half_life"]
    ),
    "trusted_reputation": Row(at("fair_price"), -1, -1, to=0.9, where=POOR_WORK),
    "velocity": Row(total("usage_value"), -1),
    "discount_rate": Row(at("usage_value", OPENS), -1, dearer_future),
    "long_run_growth": Row(at("usage_value", OPENS), +1, where={"growth_horizon": 0.0}, to=0.05),
    "growth_at_launch": Row(at("expected_growth", 1), +1, +1),
    "growth_horizon": Row(at("growth_multiple", 1), +1, paid_for_news),
    "learning_speed": Row(
        at("expected_growth", OPENS), -1, lambda p: -p["learning_speed"] * OPENS / 365, where=STEADY
    ),
    "unlock_anticipation": Row(at("price", 1), -1, priced_in),
    "patience_limit": Row(total("cash_wait"), +1),
    "market_depth_share": Row(at("depth", OPENS), +1, +1),
    "least_price": Row(at("fair_price", 1), +1, +1, where=WORTHLESS),
    "price_drift": Row(at("exogenous_price"), +1, to=0.1),
    "price_volatility": Row(log_rough("exogenous_price"), +1, +1),
    "trend_days": Row(rough("fee_trend"), -1),
    "profit_days": Row(rough("profit_consumer"), -1),
    # The vault.
    "burn_share": Row(at("burned"), +1, +1),
    "executor_share": Row(total("executor_reward"), +1, +1),
    "max_slippage": Row(total("guard_room"), +1, +1),
    "twap_window": Row(log_gap("spot", "twap"), +1, +0.5, to=3600),
    "epoch_volume_cap": Row(
        total("buyback_usd"), +1, +1, to=11_000, where={**RICH, "epoch_volume_cap": 10_000.0}
    ),
    "epoch_days": Row(
        total("buyback_usd"), -1, -1, to=2, where={**RICH, "epoch_volume_cap": 10_000.0}
    ),
    "gas_cost": Row(total("executions", until=OPENS), -1, -1),
    "depth_share": Row(
        at("affordable", 5), +1, +1, to=0.0055, where={**RICH, "depth_share": 0.005}
    ),
    # The pool.
    "pool_fee": Row(total("provider_fees"), +1, +1),
    "pool_usd_reserve": Row(at("pool_usd", 1), +1, +1),
    "on_chain_share": Row(total("provider_fees"), +1, +1),
    "turnover": Row(total("provider_fees"), +1, +1),
    "provider_return": Row(total("pool_usd"), -1),
    "provider_speed": Row(total("liquidity_tokens_in", until=30), +1),
    "arbitrage_limit": Row(
        at("affordable", 5), +1, +1, to=0.0055, where={**RICH, "arbitrage_limit": 0.005}
    ),
    # Sellers, and the market for AI.
    "sellers_response": Row(total(*SOLD, until=30), -1),
    "selling_days": Row(at("sold_testnet", 1), -1, -1),
    "loss_aversion": Row(at("sold_sale", 1), -1),
    "cost_basis_investors": Row(total("sold_investors"), -1, to=0.11),
    "cost_basis_sale": Row(at("sold_sale", 1), -1, to=0.0538),
    "sell_rate_nodes": Row(total("node_balance_consumer"), -1, -1),
    "sell_rate_validators": Row(total("validators"), -1, -1),
    "sell_rate_grantees": Row(total("grantees"), -1, -1),
    "sell_rate_executors": Row(total("executor"), -1),
    "noise_size": Row(log_gap("price", "fair_price"), +1, +1),
    "largest_gap": Row(at("payable_share", OPENS), +1, +1, where=FLOOD),
    "collateral_speed": Row(at("node_stake_consumer", OPENS + 10), +1),
    # Demand.
    "opening_day": Row(total("demand_scale"), -1, to=90),
    "usage_at_maturity": Row(total("demand_scale"), +1, +1),
    "adoption_speed": Row(at("adoption"), +1),
    "adoption_midpoint": Row(total("adoption"), -1, to=0.6),
    "demand_growth": Row(at("demand_scale"), +1, lambda p: p["demand_growth"] * mature(p)),
    "season_size": Row(log_rough("demand_scale", OPENS), +1),
    "season_period": Row(log_rough("demand_scale", OPENS), -1, to=14),
    "demand_volatility": Row(spread("log_demand_shock"), +1, +1),
    "demand_persistence": Row(
        rough("log_demand_shock"), -1, lambda p: -odds(p["demand_persistence"]) / 2, to=0.91
    ),
    "demand_elasticity": Row(
        total(*WANTED, until=OPENS + 5), -1, at_the_outside_price, where={"price_speed": 0.0}
    ),
    "demand_load": Row(load("demand_scale", "cycle"), +1),
    "hardware_load": Row(load("price_outside_consumer", "cycle"), +1),
    "hardware_cost_trend": Row(
        at("cost_index"), -1, lambda p: -p["hardware_cost_trend"] * DAYS / 365
    ),
    **by_class(lambda c: Row(at(f"price_outside_{c}", 1), +1, +1), "outside_price"),
    **by_class(
        lambda c: Row(total(f"demand_today_{c}"), +1, lambda p: 1 - weight(p, c)), "demand_weight"
    ),
    "gpu_hours_per_task": Row(total("task_size"), +1, +1),
    "cycles_per_task": Row(total("task_cycles"), +1, +1),
    "workload_volatility": Row(log_rough("task_size"), +1, +1),
    "reputation_response": Row(total(*(f"demand_today_{c}" for c in CLASSES)), -1, where=POOR_WORK),
    # Nodes.
    "seed_gpus": Row(
        total("building_consumer"), +1, +1, where={**BUSY, "first_gpus_consumer": 0.0}
    ),
    **by_class(lambda c: Row(at(f"gpus_{c}", OPENS), +1, +1), "first_gpus"),
    **by_class(lambda c: Row(total(f"keep_cost_{c}"), -1, where=BUSY), "reachable_gpus"),
    **by_class(lambda c: Row(at(f"capacity_{c}", OPENS), +1, +1, to=0.86), "uptime"),
    **by_class(lambda c: Row(total("right_share"), +1, to=0.97), "quality"),
    **by_class(
        lambda c: Row(at(f"keep_cost_{c}", OPENS), +1, +1, where={"outside_use": 0.1}), "fixed_cost"
    ),
    **by_class(lambda c: Row(total(f"compute_price_{c}"), +1), "variable_cost"),
    "supply_elasticity": Row(
        total("keep_cost_consumer"), -1, where={**BUSY, "reachable_gpus_consumer": 10.0}
    ),
    "outside_fee": Row(at("earned_outside_consumer", 1), -1, kept_outside),
    "outside_use": Row(at("earned_outside_consumer", 1), +1, +1),
    "entry_speed": Row(total("building_consumer"), +1, where=BUSY),
    "exit_speed": Row(at("gpus_consumer", OPENS + 30), -1, to=0.2),
    "entry_hurdle": Row(total("building_consumer"), -1, where=BUSY),
    "build_lag": Row(at("gpus_consumer", OPENS + 60), -1, where=BUSY),
    "utilisation_target": Row(at("collateral_asked_consumer", OPENS), +1, +1),
    "price_speed": Row(at("posted_price_consumer", OPENS + 5), -1),
    "price_span": Row(at("compute_price_consumer"), +1, +1, where={**SWAMPED, "price_span": 5.0}),
    # Fees and rewards.
    "billed_by_task": Row(log_rough("work_bill", OPENS + 1), -1),
    "billed_by_cycle": Row(log_rough("work_bill", OPENS + 1), +1),
    "application_margin": Row(total("application_revenue"), +1, +1),
    "application_volatility": Row(log_rough("application_revenue", OPENS + 1), +1),
    "protocol_take": Row(total("protocol_fee"), +1, +1),
    "validator_share": Row(total("validator_fee"), +1, +1),
    "treasury_subsidy_share": Row(total(*SUBSIDIES), +1, +1),
    "subsidy_half_life": Row(total(*SUBSIDIES), +1, faded),
    "quality_exponent": Row(at("part_consumer", OPENS + 1), -1),
    "uptime_exponent": Row(at("part_consumer", OPENS + 1), -1),
    # Honesty.
    "stake_days": Row(at("collateral_asked_consumer", OPENS), +1, +1),
    "maintenance_share": Row(at("offered_hours_consumer", OPENS + 1), -1, -1),
    "audit_probability": Row(total("audit_bill"), +1, +1),
    "verification_overhead": Row(total("audit_bill"), +1, +1),
    "audit_cost_share": Row(total("audit_bill"), +1, +1),
    "detection_probability": Row(at("refuted_share_consumer", OPENS), +1, +1, to=0.95),
    "slash_fraction": Row(total(*SLASHED), +1, +1),
    "gpus_per_task": Row(total(*SLASHED), +1, +1),
    "side_gain": Row(total("cheating_consumer"), +1, to=0.01),
    "cheating_response": Row(total("cheating_consumer"), -1),
    "cheating_speed": Row(at("cheating_consumer", OPENS), +1, +1),
    "slash_challenger_share": Row(total("slash_to_challenger_consumer"), +1, +1),
    "slash_burn_share": Row(at("slash_burned"), +1, +1),
    "refuted_weight": Row(at("reputation"), -1),
    "trust_lost": Row(at("reputation", OPENS + 5), -1, where=POOR_WORK),
    "trust_regained": Row(at("reputation", OPENS + 5), +1),
    # Stake.
    "staking_yield": Row(at("stake_for_yield", OPENS + 20), -1, -1),
    "staking_speed": Row(at("delegated_stake", OPENS + 2), +1, +1),
    "staked_limit": Row(at("wanted_stake", OPENS + 20), +1, +1, where={"staking_yield": 1e-6}),
    "delegators_share": Row(total("delegators_paid"), +1, +1),
    "unbonding_days": Row(total(*QUEUE), +1, +1, to=16),
}

CONSTANT = "a constant of time: its domain is one value"
RULE = "a choice among alternatives, which has no derivative; each is tried by `test_day_by_hand`"
IDLE = {
    "one_day": CONSTANT,
    "day_in_years": CONSTANT,
    "day_in_seconds": CONSTANT,
    "day_in_hours": CONSTANT,
    "year_days": CONSTANT,
    "price_rule": RULE,
    "market_rule": RULE,
    "split_rule": RULE,
    "timelock_days": "binds the schedule of votes, and stands in no equation of the day",
}


# The measurement ------------------------------------------------------------------------------


def moved(name: str, row: Row, value: float) -> float:
    """The value to move a parameter to."""
    if row.to is not None:
        return row.to
    low, high = registry[name].range
    steps = [v for v in (value * STEP, value / STEP) if low <= v <= high]
    assert steps, f"the range of {name} allows no such step from {value}: say where to"
    return steps[0]


def pair(name: str, row: Row) -> tuple[Parameters, Parameters]:
    """The point before and after the parameter moves."""
    world: dict[str, Any] = {**EARLY, **row.where}
    before = model.parameters("announced", votes=(), **world)
    there = moved(name, row, before[name])
    return before, model.parameters("announced", votes=(), **{**world, **row.also, name: there})


def measured(economy: Economy, rows: Mapping[str, Row]) -> dict[str, tuple[Array, Array]]:
    """Outcomes before and after, by parameter, on the same shocks."""
    pairs = {name: pair(name, row) for name, row in rows.items()}
    points = list(dict.fromkeys(point for both in pairs.values() for point in both))
    kept = tuple(dict.fromkeys(n for row in rows.values() for n in row.outcome.reads))
    problem = Problem(economy, Points.of(points), Seeded(SEED), RUNS, DAYS, kept)
    found = trajectories(problem)
    place = {point: number for number, point in enumerate(points)}

    def outcome(row: Row, point: Parameters) -> Array:
        return row.outcome({n: found[n][place[point]] for n in row.outcome.reads})

    return {n: (outcome(rows[n], b), outcome(rows[n], a)) for n, (b, a) in pairs.items()}


def fails(name: str, row: Row, before: Array, after: Array) -> str:
    """What is wrong with a measured effect, or nothing."""
    p, there = (point[name] for point in pair(name, row))
    ways = np.sign((after - before) * (there - p))
    if (ways != row.sign).any():
        return f"signs {ways} on the paths, where {row.sign} is meant"
    if row.size is None:
        return ""
    stated = row.size(pair(name, row)[0]) if callable(row.size) else row.size
    found = float(np.mean(np.log(after / before)) / math.log(there / p))
    near = 1 / FACTOR <= found / stated <= FACTOR
    return "" if near else f"an elasticity of {found:.3g}, where {stated:.3g} is stated"


@cache
def sound() -> dict[str, tuple[Array, Array]]:
    return measured(model.economy("announced"), TABLE)


def test_every_parameter_is_in_the_table() -> None:
    names = {s.name for s in model.economy("announced").parameters}
    assert names == {s.name for s in model.economy("deployed").parameters}
    assert names == {*TABLE, *IDLE}
    assert not set(TABLE) & set(IDLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_parameter_does_what_it_should(name: str) -> None:
    assert not fails(name, TABLE[name], *sound()[name])


def test_what_is_called_constant_is_constant() -> None:
    for name in IDLE:
        domain = registry[name].domain
        assert (IDLE[name] == CONSTANT) == (domain.low == domain.high)
        assert (IDLE[name] == RULE) == bool(domain.choices)


# Broken copies --------------------------------------------------------------------------------


def symbol(name: str) -> sp.Symbol:
    model.economy("announced")  # which declares all quantities
    return registry[name].symbol


def flipped(name: str) -> Callable[[sp.Expr], sp.Expr]:
    """The equation with a parameter's sign turned round."""
    return lambda right: right.xreplace({symbol(name): -symbol(name)})


def without(name: str, part: Callable[[sp.Symbol], sp.Expr]) -> Callable[[sp.Expr], sp.Expr]:
    """The equation with a factor of it left out."""
    return lambda right: right.xreplace({part(symbol(name)): sp.Integer(1)})


#: Equation, what is done to it, and the parameter whose row notices.
MUTANTS: dict[str, tuple[str, Callable[[sp.Expr], sp.Expr]]] = {
    "delphi_volume_growth": ("volume", flipped("delphi_volume_growth")),
    "learning_speed": ("expected_growth", flipped("learning_speed")),
    "demand_persistence": (
        "shock_today",
        without("demand_persistence", lambda rho: sp.sqrt(1 - rho**2)),
    ),
    "hardware_cost_trend": ("cost_index", flipped("hardware_cost_trend")),
    "demand_elasticity": ("wanted_hours", flipped("demand_elasticity")),
    "unlock_anticipation": ("priced_tokens", flipped("unlock_anticipation")),
    "refuted_weight": ("reputation_due", flipped("refuted_weight")),
    "slash_burn_share": ("slash_to_burn", without("slash_burn_share", lambda share: share)),
    "noise_size": ("batch_price", without("noise_size", lambda size: size)),
    "stake_days": (
        "collateral_per_gpu",
        lambda right: right / symbol("stake_days_in_force") * symbol("one_day"),
    ),
}


@cache
def broken() -> dict[str, tuple[Array, Array]]:
    """The rows of all mutants, measured on one copy that has all the errors."""
    changes = dict(MUTANTS.values())
    assert len(changes) == len(MUTANTS)
    return measured(changed(changes), {name: TABLE[name] for name in MUTANTS})


@pytest.mark.parametrize("name", MUTANTS)
def test_an_equation_that_is_wrong_fails_its_row(name: str) -> None:
    assert fails(name, TABLE[name], *broken()[name])
