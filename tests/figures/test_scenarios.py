"""Figures of the scenarios: the alternative text says what is drawn."""

from __future__ import annotations

from functools import cache

import numpy as np
import xarray as xr

import model
from model.experiments import scenarios
from model.figures import scenarios as draw


@cache
def ds() -> xr.Dataset:
    return scenarios.paths(runs=2, years=2)


def test_fans_say_how_far_prices_lie_apart_and_what_is_burned() -> None:
    ends = ds().price.isel(day=-1).median("run")
    alt = draw.fans(ds()).alt
    assert f"is {float(ends.max() / ends.min()):.2f} times the lowest" in alt
    burned = 100 * ds().burned.sel(scenario="bull").isel(day=-1).median()
    supply = model.facts["initial_supply"].to("AI")
    assert f"bull {float(burned) / supply:.2g}" in alt
    apart = ds().copy(deep=True)
    apart["price"] = apart.price * xr.DataArray([1, 1, 1, 3.0], dims="scenario")
    assert f"is {float(ends.max() / ends.min()):.2f} times the lowest" not in draw.fans(apart).alt


def test_one_run_says_on_how_many_days_more_is_unlocked_than_burned() -> None:
    economy = model.economy("announced")
    shocks = model.shocks(economy, days=500, seed=7)
    one = model.simulate(economy, model.parameters("announced"), shocks).isel(run=0)
    alt = draw.one_run(one, 365).alt
    assert "More is unlocked than burned on 100 per cent of the days" in alt
    burning = one.copy(deep=True)
    burning["burned"] = one.burned + 1e9 * np.maximum(0, one.day - 250)
    assert "on 50 per cent of the days" in draw.one_run(burning, 365).alt
