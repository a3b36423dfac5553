"""Outcomes against a run's own columns, by hand."""

from typing import Any

import numpy as np
import pytest
import xarray as xr

import model
from model.experiments import intervals, outcomes
from model.parameter_sets import Parameters
from model.points import Points

Run = tuple[Parameters, xr.Dataset, dict[str, float]]


@pytest.fixture(scope="module")
def run() -> Run:
    economy, p = model.economy("announced"), model.parameters("announced", "bull")
    u = model.shocks(economy, days=outcomes.DAYS, runs=2, seed=7)
    ds = model.simulate(economy, p, u).isel(run=1)
    found = intervals.measured(Points.of([p]), 2, outcomes.OUTCOMES)
    return p, ds, {name: float(values[0, 1]) for name, values in found.items()}


def test_what_left_its_locks_is_what_the_locked_accounts_lost(run: Run) -> None:
    p, ds, found = run
    locked: Any = sum(ds[name] for name in ds if str(name).startswith("locked_"))
    lost = float(locked[0] - locked[-1]) / p["initial_supply"]
    assert found["released"] == pytest.approx(100 * lost, rel=1e-9)
    assert found["released per burned"] == pytest.approx(
        float(locked[0] - locked[-1]) / float(ds.burned[-1]), rel=1e-9
    )
    launch = model.facts["initial_price"].to("USD/AI")
    burns = p["burn_share"] * (1 - p["executor_share"]) * (1 - p["pool_fee"])
    dollars = float(locked[0] - locked[-1]) * launch / burns
    assert found["needed"] == pytest.approx(dollars / 1825, rel=1e-9)


def test_multiples_of_year_five(run: Run) -> None:
    p, ds, found = run
    year = ds.sel(day=slice(1461, 1825))
    worth = float((year.price * year.circulating).mean())
    trading = p["delphi_fee"] * year.traded_volume
    fees = float((year.fees_usd + trading + year.application_revenue).sum())
    assert found["market value"] == pytest.approx(worth, rel=1e-9)
    assert found["price to sales"] == pytest.approx(worth / fees, rel=1e-9)
    assert found["revenue"] == pytest.approx(float(year.revenue.mean()), rel=1e-9)
    change = float(ds.circulating[-1] / ds.circulating[-366]) - 1
    assert found["growth of circulation"] == pytest.approx(100 * change, rel=1e-9)
    value = np.exp(year.mood) * year.usage_value + year.cash_value
    part = float((value / (year.fair_price * year.priced_tokens)).mean())
    assert found["explained"] == pytest.approx(100 * part, rel=1e-9)


def test_an_outcome_that_spans_magnitudes_is_compared_by_ratio() -> None:
    steps = np.diff(outcomes.FEES.scaled(np.array([0.0, 1.0, 10.0, 100.0])))
    assert steps == pytest.approx([0, np.log(10), np.log(10)])
    assert list(outcomes.RIGHT.scaled(np.array([0.0, 50.0]))) == [0, 50]


def test_the_launch_price_is_where_paths_begin(run: Run) -> None:
    """`needed` takes the fact; the run starts there."""
    _, ds, _ = run
    assert float(ds.price[0]) == pytest.approx(model.facts["initial_price"].to("USD/AI"), rel=5e-3)
