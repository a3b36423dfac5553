"""What would it take: revenue by month, the map, and what the market's price pays for."""

from __future__ import annotations

import numpy as np
import pytest

import model
from model.experiments import what_it_takes as takes
from model.experiments.intervals import SEED
from model.experiments.outcomes import DAYS, LOCKED
from model.figures import what_it_takes as draw


def test_the_revenue_of_a_month_covers_the_part_when_it_is_run() -> None:
    (found,) = takes.by_month(0.034, part=0.1, runs=1, days=(540,))
    economy = model.economy("announced").holding("price").holding("application_due")
    p = model.parameters(
        economy, votes=(), price_held=0.034, application_due_held=found.value, delphi_volume=0.0
    )
    ds = model.simulate(economy, p, model.shocks(economy, days=540, runs=1, seed=SEED))
    ds = ds.isel(run=0)
    locked = ds[list(LOCKED)].to_dataarray().sum("variable")
    freed = float(locked.sel(day=510) - locked.sel(day=540))
    burned = float(ds.burned.sel(day=540) - ds.burned.sel(day=510))
    assert burned / freed == pytest.approx(0.1, rel=0.02)


def test_a_month_that_nothing_covers_is_infinite() -> None:
    (found,) = takes.by_month(0.034, runs=2, days=(540,))
    assert np.isinf(found.value)
    assert 0.5 < found.most < 1
    assert takes.first(np.array([0.1, 0.2] + [0.3] * 55), 0.05) == takes.REVENUES[0]
    assert np.isinf(takes.first(np.zeros(57), 0.5))


def test_the_map_is_arithmetic_where_nothing_binds() -> None:
    found = takes.frontier(runs=1, count=5)
    p = model.parameters("announced")
    of_a_dollar = p["burn_share"] * (1 - p["executor_share"]) * (1 - p["pool_fee"])
    dollars = found.revenues[0] * DAYS
    share = 100 * of_a_dollar * dollars / found.prices[-1] / p["initial_supply"]
    assert found.burned[-1, 0] == pytest.approx(share, rel=0.02)
    assert (np.diff(found.burned[:, 0]) < 0).all()
    assert found.burned.max() < 70


def test_more_usage_needs_less_chance() -> None:
    found = takes.implied(runs=2)
    assert (np.diff(found.chance) < 0).all()
    assert found.chance[0] > 1 > found.chance[-1]
    low, high = (
        np.searchsorted(found.usage, found.least) - 1,
        np.searchsorted(found.usage, found.least),
    )
    assert found.chance[low] > 1 >= found.chance[high]
    assert "times base's usage" in draw.implied(found).alt


def test_the_map_says_where_things_are() -> None:
    found = takes.frontier(runs=1, count=4)
    alt = draw.burned(found, {"observed": (28.0, 0.023)}).alt
    assert "observed at 28 dollars and 2.3 cents" in alt
