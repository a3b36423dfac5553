"""The insiders' cliff in paired runs: what must hold whatever the numbers are."""

from __future__ import annotations

import numpy as np
import pytest

import model
from model.experiments import cliff, unlocks

ECONOMY = model.economy("announced")


@pytest.fixture(scope="module")
def found() -> cliff.Around:
    return cliff.around(ECONOMY, count=4)


def test_nothing_differs_before_the_cliff(found: cliff.Around) -> None:
    """The model has no run-up: locked tokens cannot be sold, and nobody sells ahead of them."""
    for ratio in (found.whole, found.fair, found.sales):
        before = ratio.sel(day=slice(-cliff.BEFORE, -1))
        assert before.sizes["day"] == cliff.BEFORE
        assert (before == 1).all()
    jump = found.whole.isel(case=1).sel(day=0)
    assert (jump < 0.95).all(), "on the day itself the price must move, or the test sees nothing"


def test_sellers_who_look_at_the_price_bound_its_fall(found: cliff.Around) -> None:
    for name, (scenario, changes) in cliff.CASES.items():
        response = model.parameters("announced", scenario, **changes)["sellers_response"]
        lowest = float(found.sales.sel(case=name, day=0).min())
        if response:
            assert lowest > np.exp(-1 / response)
        else:
            assert lowest < 0.75


def test_a_case_that_presses_harder_falls_deeper(found: cliff.Around) -> None:
    falls = -cliff.summary(found)["by sales"]
    base, jump, everything, blind, shallow, worst = falls
    assert base < jump < everything < worst
    assert jump < shallow < worst
    assert jump < blind < worst


def test_what_sales_did_comes_back_and_dilution_stays(found: cliff.Around) -> None:
    last = found.sales.sel(day=cliff.AFTER).median("run")
    assert (last > 0.95).all()
    table = cliff.summary(found)
    assert (table["day 180"].iloc[1:] < -10).all()


@pytest.mark.parametrize("anticipated", [0.0, 0.4, 1.0])
def test_the_fair_price_falls_as_claimed(anticipated: float) -> None:
    row = cliff.unlock_falls(ECONOMY, (anticipated,), count=3).iloc[0]
    assert row["gap"] < 1e-6
    assert row["fair_price"] == pytest.approx(row["formula"], abs=1e-6)
    assert row["price"] > row["fair_price"], "sales come on top of dilution"


def test_an_overhang_clears_as_claimed() -> None:
    p = model.parameters("announced")
    path = cliff.overhang(p, stock=5e8, tokens=2e8, days=90)
    np.testing.assert_allclose(path["claim"].iloc[30:], path.index[30:], rtol=0.03)
    blind = model.parameters("announced", sellers_response=0)
    sooner = cliff.overhang(blind, stock=5e8, tokens=2e8, days=90)
    assert (sooner["left"].iloc[1:] < path["left"].iloc[1:]).all()


def test_the_free_share_of_a_run_is_that_of_the_schedule() -> None:
    p = model.parameters("announced", scenario="draft vesting")
    ds = model.simulate(ECONOMY, p, model.shocks(ECONOMY, days=400, runs=1, seed=7)).isel(run=0)
    gone = ds["burned"] + ds["slash_burned"]
    days = ds["day"].to_numpy()[1:]
    free = ((ds["circulating"] + gone) / p["initial_supply"]).to_numpy()[1:]
    # Circulation is counted in the morning, before the day's burns.
    np.testing.assert_allclose(free, unlocks.free_share(p, days), atol=1e-6)
