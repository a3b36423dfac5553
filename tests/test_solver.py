"""The solver: what it finds is there when the run is made by hand, and a sentence says why not."""

from typing import Any

import numpy as np
import pytest

import model
from model import solver
from model.__main__ import main
from model.parameter_sets import ParameterError
from model.solver import SolveError
from model.targets import TARGETS, TargetError, lever, target


def by_hand(economy: Any, p: Any, days: Any, runs: int = 8, seed: int = 7) -> Any:
    return model.simulate(economy, p, model.shocks(economy, days=days, runs=runs, seed=seed))


def test_a_parameter_that_reaches_a_price() -> None:
    found = model.solve(
        "price", equals=0.02, lever="premium_half_life", at_day=400, runs=8, between=(0.1, 20)
    )
    assert found.reached > 0.5
    economy = model.economy("announced")
    for run, value in enumerate(found.values):
        if np.isfinite(value):
            p = model.parameters(economy, votes=(), premium_half_life=value)
            price = float(by_hand(economy, p, 400).price.isel(run=run, day=-1))
            assert price == pytest.approx(0.02, rel=2e-3)


def test_a_revenue_at_a_held_price_is_arithmetic() -> None:
    """At a given price, what a dollar burns is known without a run, but for the pool's impact."""
    found = model.solve(
        "burned share", equals=0.1, lever="revenue", at_day=100, holding={"price": 0.05}, runs=4
    )
    p = model.parameters("announced")
    of_a_dollar = p["burn_share"] * (1 - p["executor_share"]) * (1 - p["pool_fee"]) / 0.05
    plain = 0.001 * p["initial_supply"] / of_a_dollar / 100
    assert plain < found.value < 1.02 * plain
    economy = model.economy("announced").holding("price").holding("application_due")
    q = model.parameters(
        economy, votes=(), price_held=0.05, application_due_held=found.values[2], delphi_volume=0.0
    )
    burned = by_hand(economy, q, 100, runs=4).burned.isel(run=2, day=-1) / p["initial_supply"]
    assert float(burned) == pytest.approx(0.001, rel=1e-3)


def test_cover_is_burn_over_unlocks_of_the_month() -> None:
    economy, p = model.economy("announced"), model.parameters("announced", "bull", votes=())
    ds = by_hand(economy, p, 600, runs=3)
    columns = {
        name: ds[name].sel(day=slice(570, 600)).to_numpy()[None]
        for name in TARGETS["cover"].columns
    }
    found = TARGETS["cover"].measure(columns, {})
    month = ds.sel(day=slice(571, 600))
    freed = sum(
        ds[name].sel(day=570) - ds[name].sel(day=600) for name in ds if name.startswith("locked_")
    )
    assert found[0] == pytest.approx((month.burn.sum("day") / freed).to_numpy(), rel=1e-9)


def test_where_nothing_reaches_it_the_reason_is_said() -> None:
    capped = model.solve(
        "cover",
        lever="revenue",
        at_day=548,
        holding={"price": 0.05},
        epoch_volume_cap=10_000,
        runs=4,
    )
    assert capped.reached == 0
    assert np.isinf(capped.value)
    assert "the cap on an epoch's purchases binds on" in capped.sentence
    poor = model.solve("burned share", equals=90.0, lever="burn_share", at_day=365, runs=4)
    assert "The vault spends what it has" in poor.sentence
    guarded = model.solve(
        "cover",
        lever="revenue",
        at_day=548,
        holding={"price": 0.05},
        max_slippage=0.0031,
        epoch_volume_cap=0,
        runs=4,
    )
    assert "the guard binds" in guarded.sentence


def test_an_interval_counts_runs_that_never_get_there_as_more() -> None:
    values = np.array([1.0, 2.0, np.nan, 4.0])
    found = solver.Solution(
        TARGETS["cover"],
        1.0,
        lever(model.economy("announced"), "revenue"),
        90,
        (1.0, 9.0),
        values,
        1.0,
        2.0,
        "",
    )
    assert found.reached == 0.75
    assert found.value == 3.0
    assert np.isinf(found.interval[1])
    assert "to more in nine of ten of 4 runs" in found.sentence
    assert "<table>" in found._repr_html_()


def test_any_quantity_can_be_held_and_turned() -> None:
    economy = model.economy("announced")
    wanted = target(economy, "gpus_consumer")
    assert wanted.unit == "GPU"
    free = lever(economy, "demand_scale")
    assert free.held
    found = model.solve(
        "wanted_hours_consumer", equals=50.0, lever="demand_scale", at_day=500, runs=4
    )
    assert found.lever.parameter == "demand_scale_held"
    assert found.reached == 1


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"target": "prise"}, TargetError, "did you mean 'price'"),
        ({"lever": "burn_shar"}, TargetError, "did you mean 'burn_share'"),
        ({"lever": "split_rule"}, TargetError, "a lever is a number"),
        ({"equals": None}, SolveError, "such as equals=1.0"),
        ({"at_day": 5}, SolveError, "at least 30"),
        ({"at_day": 90.5}, SolveError, "at_day=90.5 is not a whole number"),
        ({"between": (3, 1)}, SolveError, "the lower first"),
        ({"between": (0.5,)}, SolveError, "give two numbers"),
        ({"between": (0.5, 3)}, ParameterError, "outside its domain"),
        ({"burn_share": 0.5}, SolveError, "burn_share is the lever"),
        ({"holding": {"pool_fee": 0.1}}, TargetError, "give it as a parameter"),
        ({"holding": {"price": -1.0}}, ParameterError, "price_held=-1"),
        ({"lever": "price", "holding": {"price": 1.0}}, SolveError, "cannot be held too"),
        ({"lever": "initial_supply"}, SolveError, "has no range"),
    ],
)
def test_questions_that_cannot_be_asked(asked: Any, error: Any, said: Any) -> None:
    given: Any = {"target": "price", "lever": "burn_share", "at_day": 90, "equals": 1.0, "runs": 2}
    given |= asked
    with pytest.raises(error, match=said):
        model.solve(given.pop("target"), **given)


def test_an_economy_without_the_columns_is_told() -> None:
    economy = model.economy("deployed").without("split")
    with pytest.raises((TargetError, ValueError)):
        model.solve("no such", lever="revenue", at_day=60, economy=economy)


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["solve", "burned share", "--equals", "0.1", "--lever", "revenue", "--at-day", "100"]
    assert main([*asked, "--hold", "price=0.05", "--runs", "4", "--set", "burn_share=0.7"]) == 0
    assert "revenue of the vault a day at" in capsys.readouterr().out
    assert main([*asked, "--hold", "price=cheap"]) == 2
    assert "give a number, such as price=0.05" in capsys.readouterr().err
    assert main([*asked, "--hold", "price=1", "--hold", "price=2"]) == 2
    assert "price" in capsys.readouterr().err
