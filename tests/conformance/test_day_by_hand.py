"""The printed economy against a day written by hand, from many states at random points.

Engines share the text of the specification, so parity is blind to what is wrong in it. Here every
day of runs far from base, before and after the opening, under every choice of every rule and with
votes in force, is lived again by `day_by_hand`, from the state in which it began.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import cache
from itertools import product

import numpy as np
import pytest
import sympy as sp
import xarray as xr

import model
from model.experiments.random_points import across_range, random_points, with_votes
from model.parameter_sets import NEVER, Parameters
from model.quantities import registry
from model.spec.core import Equation, Flow
from model.spec.economy import Economy
from tests.behaviour.changed import changed
from tests.conformance.day_by_hand import QUEUE, day

#: Points are three of each choice of rules; the market opens, and what is locked vests, in between.
DAYS, EACH = 50, 3
#: Off by this part of the column's largest value on the run. Both texts round about once an
#: operation, and lose more where they subtract like from like (the guard's room is the difference
#: of two prices, the vault's cash that of what came and what went); no column loses more than this.
#: What an account holds is a token or a dollar at least: less is what rounding left there.
PART = 1e-12
RULES = {"price_rule": 3, "market_rule": 2, "split_rule": 2}


@cache
def points(name: str) -> Sequence[Parameters]:
    chosen = np.array(list(product(*(range(n) for n in RULES.values()))) * EACH, float)
    size, rng = len(chosen), np.random.default_rng(23)
    opens = rng.integers(1, DAYS // 2, size).astype(float)
    closed = model.economy(name).defaults.get("opening_day") == NEVER
    fixed = {
        **dict(zip(RULES, chosen.T, strict=True)),
        "opening_day": np.full(size, NEVER) if closed else opens,
        "insider_cliff_days": rng.integers(2, DAYS, size).astype(float),
        "sale_lock_days": rng.integers(2, DAYS, size).astype(float),
        "unbonding_days": np.arange(size) % len(QUEUE) + 1.0,
        # Users come soon, or have long since, and some bring more than the market for AI can take;
        # Delphi pays the vault little, or more than it can spend.
        "adoption_midpoint": rng.uniform(-1.5, 0.3, size),
        "usage_at_maturity": 10 ** rng.uniform(5, 11, size),
        "delphi_volume": 10 ** rng.uniform(3, 9, size),
    }
    return with_votes(random_points(name, size, 29, across_range, fixed), DAYS, seed=31)


def columns(economy: Economy, ds: xr.Dataset) -> dict[str, np.ndarray]:
    """Arrays (points, days) of all states, the calendar among them."""
    shape = (ds.sizes["point"], ds.sizes["day"])
    found = {s.name: ds[s.name].isel(run=0).to_numpy() for s in economy.states if s.name != "day"}
    return {"day": np.broadcast_to(np.arange(shape[1], dtype=float), shape), **found}


def off(economy: Economy, at: Sequence[Parameters], days: int, part: float = PART) -> set[str]:
    """The states that some day of the printed economy ends with, and the day by hand does not."""
    # Those of the sound economy: a broken copy may have forgotten one.
    drawn = model.shocks(model.economy(economy.name), days=days, seed=37)
    printed = columns(economy, model.simulate(economy, at, drawn, engine="python"))
    shocks = [{str(n): float(drawn[n][0, d]) for n in drawn.data_vars} for d in range(days)]
    least = {s.name: float(s in economy.stocks) for s in economy.states}
    found: set[str] = set()
    for number, point in enumerate(at):
        states = [dict(zip(printed, row, strict=True)) for row in _rows(printed, number)]
        votes = {registry[n].of or n: path.tolist() for n, path in point.schedules(days).items()}
        scale = {n: max(least[n], np.abs(values[number]).max()) for n, values in printed.items()}
        values = dict(point)
        for d, shock in enumerate(shocks):
            mine = day(states[d], values, shock, {n: path[d] for n, path in votes.items()})
            assert mine.keys() == scale.keys(), "the day by hand knows all states, and no more"
            found |= {n for n, v in states[d + 1].items() if not _near(mine[n], v, part * scale[n])}
    return found


def _rows(printed: dict[str, np.ndarray], number: int) -> list[list[float]]:
    rows: list[list[float]] = np.stack([v[number] for v in printed.values()], axis=-1).tolist()
    return rows


def _near(mine: float, other: float, most: float) -> bool:
    return abs(mine - other) <= most


@pytest.mark.parametrize("name", ["announced", "deployed"])
def test_every_day_is_the_day_by_hand(name: str) -> None:
    assert not off(model.economy(name), points(name), DAYS)


def test_the_days_are_lively() -> None:
    """States that never move, or a limit that never binds, would compare nothing."""
    economy = model.economy("announced")
    drawn = model.shocks(economy, days=DAYS, seed=37)
    ds = model.simulate(economy, points("announced"), drawn, engine="python")
    still = {s.name for s in economy.states if s.name != "day" and not ds[s.name].std() > 0}
    assert still == {"fee_pot", "leaving_stake", "vault_ai"}, "what is paid on before the evening"
    binds = {
        "bills that are not paid in full": ds.payable_share < 1,
        "executors who stay away": (ds.executions == 0) & (ds.affordable > 0),
        "a guard that holds the vault back": (ds.guard_room < ds.affordable) & (ds.executions > 0),
        "a cap that holds it back": (ds.cap_left <= ds.affordable) & (ds.affordable > 0),
        "a vault that waits": ds.cash_wait > 1,
        "users who have come": ds.mature_years > 0,
        "collateral that limits work": ds.offered_hours_consumer < ds.capacity_consumer,
        "a class that leaves": ds.profit_consumer < 0,
        "capacity that is built": ds.building_datacentre > 0,
        "providers who add": ds.liquidity_tokens_in > 0,
        "providers who withdraw": ds.liquidity_tokens_out > 0,
        "stake that leaves": ds.undelegated > 0,
        "work that is slashed": ds.slashed_consumer > 0,
        "trust that is lost": ds.reputation.diff("day") < 0,
        "trust that is regained": ds.reputation.diff("day") > 0,
        "votes": ds.protocol_take_in_force.diff("day") != 0,
    }
    assert {what for what, days in binds.items() if not days.any()} == set()


# Broken copies of the specification, on which all engines agree ---------------------------------


def named(name: str) -> sp.Symbol:
    model.economy("announced")  # which declares all quantities
    return registry[name].symbol


def swap(*pairs: tuple[object, object]) -> Callable[[sp.Expr], sp.Expr]:
    """Parts of an equation, by name or as they stand, replaced by others."""

    def change(right: sp.Expr) -> sp.Expr:
        known = {sp.sympify(_part(old)): sp.sympify(_part(new)) for old, new in pairs}
        after = right.xreplace(known)
        assert after != right, f"nothing of {right} was changed"
        return after

    return change


def _part(part: object) -> object:
    return named(part) if isinstance(part, str) else part


def redirected(flow: str, receiver: str) -> Economy:
    """The announced economy in which one flow is paid to another."""
    sound = model.economy("announced")

    def change(equation: Equation) -> Equation:
        if isinstance(equation, Flow) and equation.symbol.name == flow:
            return dataclasses.replace(equation, receiver=named(receiver))
        return equation

    blocks = [
        dataclasses.replace(block, equations=tuple(map(change, block.equations)))
        for block in sound.blocks
    ]
    return Economy("announced", "a copy", sound.initial, blocks, sound.constraints, sound.rules)


def minus(name: str) -> tuple[object, object]:
    return name, -named(name)


def exchanged(one: str, other: str) -> Callable[[sp.Expr], sp.Expr]:
    return swap((one, other), (other, one))


def dollars_in_pool() -> sp.Expr:
    return sp.sqrt(named("pool_ai") * named("pool_usd") * named("fair_today"))


MUTANTS: dict[str, tuple[Callable[[], Economy], set[str]]] = {
    "the burned part of a slash paid to grantees": (
        lambda: redirected("slash_to_burn_consumer", "grantees"),
        {"slash_burned", "grantees"},
    ),
    "demand's surprises as large as its swings": (
        lambda: changed(
            {"shock_today": swap((sp.sqrt(1 - named("demand_persistence") ** 2), sp.Integer(1)))}
        ),
        {"log_demand_shock"},
    ),
    "applications driven by the surprise in volume": (
        lambda: changed({"application_due": swap(("application_noise", "volume_noise"))}),
        {"application_revenue"},
    ),
    "Delphi shrinks where it should grow": (
        lambda: changed({"volume": swap(minus("delphi_volume_growth"))}),
        {"traded_volume"},
    ),
    "volume without the half of its variance": (
        lambda: changed({"volume": lambda r: r * sp.exp(named("delphi_volatility") ** 2 / 2)}),
        {"traded_volume"},
    ),
    "holders learn the growth they did not see": (
        lambda: changed({"expected_growth": swap(minus("learning_speed"))}),
        {"expected_growth"},
    ),
    "the average price on the other side of the spot": (
        lambda: changed({"twap": swap(minus("twap_noise"))}),
        {"buyback_usd"},
    ),
    "a premium that falls to one over e in its half-life": (
        lambda: changed({"premium": swap((sp.log(2), sp.Integer(1)))}),
        {"fair_price"},
    ),
    "trust lost slowly and regained quickly": (
        lambda: changed({"reputation": exchanged("trust_lost", "trust_regained")}),
        {"reputation"},
    ),
    "stake that is free a day late": (
        lambda: changed(
            {"unbonding_join": swap(("unbonding_days", named("unbonding_days") + named("one_day")))}
        ),
        {"leaving_stake"},
    ),
    "work is rewarded at the posted price": (
        lambda: changed(
            {f"score_{c}": swap((f"compute_price_{c}", f"posted_price_{c}")) for c in ("consumer",)}
        ),
        {"node_balance_consumer"},
    ),
    "executors who sell nothing": (
        lambda: changed({"executors_sold": lambda r: sp.S.Zero}),
        {"executor", "executor_usd"},
    ),
    "users are insured against what nobody found": (
        lambda: changed({"insurance_paid": swap(("found_wrong", "left_wrong"))}),
        {"insurance", "users"},
    ),
    "users buy what they could pay from what they hold": (
        lambda: changed({"users_order": lambda r: r + named("users") * named("fair_price")}),
        {"price"},
    ),
    "executors forget the fee when they reckon with their gas": (
        lambda: changed({"least_purchase": swap(("pool_fee", sp.S.Zero))}),
        {"executor_usd"},
    ),
    "growth is the ratio of two means": (
        lambda: changed({"expected_growth": swap((named("trend_days"), sp.S.Zero))}),
        {"expected_growth"},
    ),
    "the pool adds all its dollars to the depth": (
        lambda: changed({"depth": lambda r: r + dollars_in_pool() / 2}),
        {"depth"},
    ),
}


@pytest.mark.parametrize("what", MUTANTS)
def test_an_error_in_the_specification_is_noticed(what: str) -> None:
    make, columns_that_are_off = MUTANTS[what]
    assert columns_that_are_off <= off(make(), points("announced")[::3], 30, part=1e-9)
