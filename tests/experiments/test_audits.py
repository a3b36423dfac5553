"""Audits, slashes and stake in the economy: what must hold whatever the numbers are."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import xarray as xr

import model
from model.experiments import audits, honesty
from model.spec.accounts import CLASSES
from model.theory.honesty.honesty import STAKE

RATES = (0.0, 0.01, 0.03, 0.05, 0.1, 0.3, 1.0)


@cache
def curve() -> xr.Dataset:
    return audits.audit_curve(RATES, runs=2)


@cache
def votes() -> xr.Dataset:
    return audits.consequences(days=5 * audits.YEAR, runs=2)


def test_cheating_settles_on_the_side_that_the_border_says() -> None:
    found = audits.sides(audits.region((0.01, 0.03, 0.3), (0.01, 0.1, 0.5), runs=1))
    assert found["cases"] == 27
    assert found["steady"] > 20
    assert found["steady_right"] == found["steady"]


def test_the_best_audit_rate_lies_inside() -> None:
    right = curve().right
    best = right.argmax("point")
    assert bool(((best > 0) & (best < len(RATES) - 1)).all()), "in every run"
    assert float((right.isel(point=0) / right.max("point")).max()) < 1e-3
    assert float((right.isel(point=-1) / right.max("point")).max()) < 0.8


def test_without_audits_trust_fees_and_price_fall() -> None:
    none, usual = (curve().isel(point=RATES.index(x)) for x in (0.0, 0.1))
    for name in ("reputation", "fees", "price"):
        assert float((none[name] / usual[name]).max()) < 0.1, name


@pytest.mark.parametrize(("place", "fees"), [(0, 0.01), (2, 0.01), (3, 0.99)])
def test_a_vote_that_weakens_deterrence_costs_fees_and_price(place: int, fees: float) -> None:
    """No audits, no slash, thin collateral: fees fall, and the price does not rise."""
    late = votes().isel(case=place, day=slice(-90, None)).mean("day")
    assert float(late.fees_usd.max()) < fees
    assert float(late.price.max()) < 1
    assert float(late.reputation.max()) < float(votes().reputation.isel(case=place, day=0).min())


def test_trust_comes_back_and_more_slowly_than_it_goes() -> None:
    away = votes().isel(case=1).fees_usd.median("run").to_numpy()
    least = int(away.argmin())
    back = least + int(np.argmax(away[least:] > 0.9))
    assert away[least] < 0.5
    assert away[back] > 0.9
    assert back - least > 3 * least


def test_the_claims_at_launch_are_those_of_a_run() -> None:
    """With all collateral posted the stake behind a task is that of the claim, day after day."""
    p = model.parameters("announced", votes=(), opening_day=1, market_rule="posted")
    economy = model.economy("announced")
    ds = model.simulate(economy, p, model.shocks(economy, days=300, runs=1, seed=7)).isel(run=0)
    late = ds.isel(day=slice(100, None))
    for c in ("datacentre", "consumer"):
        pays = late[f"stake_per_task_{c}"] / late[f"task_pay_{c}"]
        outside = audits.backing(p).sel({"class": c, "paid": "outside"})
        claimed = float(outside.pays) * late[f"price_outside_{c}"] / late[f"compute_price_{c}"]
        posted = late[f"node_stake_{c}"] * late["price"] / late[f"collateral_asked_{c}"]
        np.testing.assert_allclose(pays, claimed * np.minimum(1, posted), rtol=0.1)


def test_stake_behind_validators_is_their_pay_capitalised() -> None:
    found = audits.security((0.08, 0.4), (1, 3), runs=1)
    ratio = found.value * found.staking_yield / found.paid
    np.testing.assert_allclose(ratio, 1, atol=0.1)
    usual, dearer = (found.isel(point=k) for k in (0, 2))
    assert float((dearer.price / usual.price).median()) > 2
    assert float((dearer.value / usual.value).median()) == pytest.approx(1, abs=0.1)


def test_least_price_pays_for_work_and_its_errors() -> None:
    p = model.parameters("announced")
    share = 1 - p["protocol_take"] - p["validator_share"]
    for c in CLASSES:
        least = audits.least_price(p, c)
        assert least * share > p[f"variable_cost_{c}"]
        right: dict[str, Any] = {f"quality_{c}": 1.0}
        flawless = model.parameters("announced", **right)
        assert audits.least_price(flawless, c) * share == pytest.approx(p[f"variable_cost_{c}"])


def test_borders_in_pays_do_not_depend_on_the_unit_of_pay() -> None:
    given = {"caught_share": 0.1, "slash_fraction_in_force": 0.2, "side_gain_of_task": 0.0}
    given |= {"work_of_task": 0.3}
    for quality, needed in ((1.0, 10.0), (0.5, 25.0)):
        found = honesty.border(STAKE, quality_of_task=quality, **given)
        assert float(found) == pytest.approx(needed)
