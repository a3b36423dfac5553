"""Rivals: each keeps the books, is the announced economy where it does nothing, and does its rule.

A rival that is broken on purpose is told apart: the tests at the end run on such copies.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
import xarray as xr

import model
from model.examples import akash
from model.experiments.rivals import RIVALS, credit, edits, flows
from model.spec import accounts as a
from model.spec import rewards
from model.spec.accounts import CLASSES
from model.spec.core import Definition, Flow, Law, stated
from model.spec.economy import Economy

DAYS, SEED = 900, 3
ALONE: dict[str, dict[str, Any]] = {"no buyback": {"vault_spend_held": 0.0}}


def run(which: Economy, scenario: str = "bull", **changes: Any) -> xr.Dataset:
    p = model.parameters(which, scenario, (), **changes)
    return model.simulate(which, p, model.shocks(which, days=DAYS, runs=2, seed=SEED))


@pytest.fixture(scope="module")
def announced() -> xr.Dataset:
    return run(model.economy("announced"))


@pytest.fixture(scope="module")
def found() -> dict[str, xr.Dataset]:
    return {name: run(made(), **ALONE.get(name, {})) for name, made in RIVALS.items()}


@pytest.mark.parametrize("name", RIVALS)
def test_a_rival_keeps_both_books_and_meets_the_same_paths(
    name: str, found: dict[str, xr.Dataset], announced: xr.Dataset
) -> None:
    which, ds = RIVALS[name](), found[name]
    for unit in ("AI", "USD"):
        held = sum(ds[account.name] for account in which.accounts(unit))
        turned = max(float(abs(ds[account.name]).max()) for account in which.accounts(unit))
        assert float(abs(held - held.isel(day=0)).max()) < 1e-12 * turned, unit
    for exogenous in ("cycle", "mood", "task_size"):
        assert (ds[exogenous] == announced[exogenous]).all()
    assert not (ds["price"] == announced["price"]).all()


def test_credit_of_no_days_is_the_announced_economy(announced: xr.Dataset) -> None:
    ds = run(credit.burn_and_mint(), runway=0.0, spread=0.0, held_beside_credit=1.0)
    for name in ("price", "burned", "fees_usd", "gpus_consumer", "treasury"):
        assert np.allclose(ds[name], announced[name], rtol=1e-9), name


def test_credit_is_what_was_bought_less_what_was_used(found: dict[str, xr.Dataset]) -> None:
    ds = found["burn and mint"]
    bought = (ds.price * ds.sent_for_credit).sum("day")
    used = (ds.price * (ds.from_credit_vault + ds.minted_for_credit)).sum("day")
    spread = model.parameters(credit.burn_and_mint(), "bull", ())["spread"]
    left = ds.credit_act.isel(day=-1)
    assert np.allclose((1 - spread) * bought, used + left, rtol=1e-9)
    assert float(ds.minted_for_credit.sum()) > 0
    p = model.parameters("announced", "bull", ())
    locked = sum(ds[f"locked_{n}"] for n in ("treasury", "investors", "team", "sale"))
    there = p["initial_supply"] - ds.burned - ds.slash_burned - locked
    last = float((ds.circulating - there + ds.credit_vault + ds.unissued).isel(day=-1).max())
    assert abs(last) < 1e-2 * float(ds.credit_vault.isel(day=-1).max()) + 1e-9 * float(there.max())


def test_a_thin_vault_halts_top_ups_and_users_pay_in_tokens(found: dict[str, xr.Dataset]) -> None:
    ds = found["burn and mint"]
    halt = model.parameters(credit.burn_and_mint(), "bull", ())["halt_below"]
    halted = (ds.collateral_ratio < halt) & (ds.day > 0)
    assert bool(halted.any())
    assert float(ds.sent_for_credit.where(halted).max()) == 0
    assert float(ds.fee_purchase.where(halted).sum()) > 0
    assert float(ds.paid_share.isel(day=slice(1, None)).min()) > 0.999


def test_dollar_payouts_are_the_dollars_of_the_opening(found: dict[str, xr.Dataset]) -> None:
    ds = found["dollar payouts"]
    p = model.parameters(flows.dollar_payouts(), "bull", ())
    opened = int(p["opening_day"])
    paid = ds.subsidy * ds.price
    since = (ds.day - opened) / 365
    fading = np.exp(-np.log(2) * since / p["subsidy_half_life"])
    whole = (paid / fading).sel(day=slice(opened + 1, DAYS))
    assert (abs(whole / whole.isel(day=0) - 1) < 1e-9).all()
    saved = np.maximum(ds.subsidy_budget - ds.subsidy, 0)
    assert np.allclose(ds.surplus_burned[:, 1:], p["surplus_burned_share"] * saved[:, 1:])
    assert float(saved.max()) > 0


def test_what_is_bought_to_make_is_paid_to_nodes(found: dict[str, xr.Dataset]) -> None:
    ds = found["buyback and make"]
    made = ds[[f"made_{c}" for c in CLASSES]].to_dataarray("class").sum("class", skipna=False)
    waits = ds.to_make.isel(day=-1)
    assert np.allclose(ds.burn.sum("day"), made.sum("day") + waits)
    assert float(ds.burned.max()) == 0
    ds = ds.isel(day=slice(1, None))
    made = made.isel(day=slice(1, None))
    income = sum(ds[f"node_income_{c}"] for c in CLASSES)
    fees = sum(ds[f"node_fee_{c}"] + ds[f"node_subsidy_{c}"] for c in CLASSES)
    assert np.allclose(income - fees, made, atol=1e-3)
    assert float(made.sum()) > 0


def test_a_controlled_vault_never_buys_above_the_mean(found: dict[str, xr.Dataset]) -> None:
    ds = found["controlled buyback"]
    # The guard's price of a day is the pool's of the evening before, and so is the mean.
    mean = ds.usual_price.shift(day=1)
    buys = ds.vault_spend > 0
    assert bool(buys.any())
    assert not bool((buys & (ds.spot > mean * (1 + 1e-12))).any())
    assert bool(((ds.spot > mean) & (ds.vault_usd > 0)).any())


def test_what_is_not_there_cannot_be_exchanged() -> None:
    block = model.economy("announced").block("split")
    with pytest.raises(ValueError, match="no equation of subsidy"):
        edits.changed(block, {rewards.subsidy: Definition(rewards.subsidy, sp.Integer(0))})
    with pytest.raises(ValueError, match="has no flow burnt"):
        edits.redirect(model.economy("announced"), "split", "burnt", a.holders)


def test_a_vault_that_forgets_what_it_owes_is_told_apart(found: dict[str, xr.Dataset]) -> None:
    """On a copy that pays nodes at the price of the purchase, credit no longer adds up."""
    whole = credit.burn_and_mint()
    old = whole.block("payment")
    broken = edits.changed(
        old,
        {
            credit.from_vault: Flow(
                credit.from_vault,
                credit.credit_vault,
                a.fee_pot,
                stated(old, credit.from_vault) / 2,
            ),
            credit.minted: Flow(credit.minted, credit.unissued, a.fee_pot, sp.Integer(0)),
        },
    )
    ds = run(whole.replace("payment", broken))
    bought = (ds.price * ds.sent_for_credit).sum("day")
    used = (ds.price * (ds.from_credit_vault + ds.minted_for_credit)).sum("day")
    assert not np.allclose(bought, used + ds.credit_act.isel(day=-1), rtol=1e-2)


def test_a_promise_that_forgets_the_opening_is_told_apart() -> None:
    """On a copy that promises at the price of each day, dollars are no longer stable."""
    whole = flows.dollar_payouts()
    old = whole.block("rewards")
    broken = edits.changed(old, {flows.promised_at: Law(flows.promised_at, a.price)})
    ds = run(whole.replace("rewards", broken))
    p = model.parameters(whole, "bull", ())
    opened = int(p["opening_day"])
    fading = np.exp(-np.log(2) * (ds.day - opened) / 365 / p["subsidy_half_life"])
    paid = (ds.subsidy * ds.price / fading).sel(day=slice(opened + 1, DAYS))
    assert float(abs(paid / paid.isel(day=0) - 1).max()) > 0.01


def test_rules_of_credit_are_those_of_the_sibling_economy() -> None:
    rules = {"runway", "spread", "halt_below", "slow_below", "slow_share"}
    here = {s.name: s for s in credit.burn_and_mint().parameters}
    there = {s.name: s for s in akash.akash().parameters}
    assert all(here[name] is there[name] for name in rules)
