"""Reward dependence: the variant pays what is offered, and what must rise rises."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import model
from model.experiments.challenges import least_usage as least
from model.experiments.challenges import reward_dependence as reward
from model.experiments.challenges import subsidy_currency as currency
from model.experiments.challenges import withdrawn
from model.experiments.challenges.common import (
    CLOSURES,
    GPUS,
    SCENARIOS,
    middle,
    nearest,
    together,
)
from model.experiments.challenges.subsidised import DESIGN, LAUNCH, Offer, point, subsidised
from model.figures import reward_dependence as draw
from model.parameter_sets import Parameters

RUNS = 6


@pytest.fixture(scope="module")
def found() -> xr.Dataset:
    return reward.withdrawals("base", runs=RUNS)


@pytest.fixture(scope="module")
def branches() -> xr.DataArray:
    return reward.both_branches("base", runs=RUNS)


def simulated(*points: Parameters, days: int = 500) -> list[xr.Dataset]:
    u = model.shocks(subsidised(), days, 2, 7)
    return [model.simulate(subsidised(), p, u) for p in points]


def test_the_variant_without_an_offer_is_the_announced_economy_without_subsidy() -> None:
    (one,) = simulated(model.parameters(subsidised(), "base", (), opening_day=1))
    announced = model.economy("announced")
    p = model.parameters("announced", "base", (), opening_day=1, treasury_subsidy_share=0.0)
    other = model.simulate(announced, p, model.shocks(announced, 500, 2, 7))
    for name in (*GPUS, "price", "treasury"):
        np.testing.assert_array_equal(one[name], other[name])


def test_an_offer_is_paid_in_its_three_spells_and_the_books_balance() -> None:
    dollars, tokens = simulated(
        *(
            point("base", "fundamental", Offer(900.0, 100, 50.0, 300, 400.0, in_tokens=each))
            for each in (False, True)
        )
    )
    for ds, price in ((dollars, dollars.price), (tokens, LAUNCH)):
        nodes = ds[[f"node_subsidy_{c[5:]}" for c in GPUS]].to_dataarray("c").sum("c")
        worth = nodes * price
        for day, amount in ((99, 900.0), (100, 50.0), (299, 50.0), (300, 400.0)):
            np.testing.assert_allclose(worth.sel(day=day), amount, rtol=1e-9)
        paid = (nodes * ds.price).sel(day=slice(1, None)).sum("day")
        np.testing.assert_allclose(ds.subsidy_paid.isel(day=-1), paid, rtol=1e-9)
        supply = subsidised().tokens(ds)
        assert float(abs(supply / supply.isel(day=0) - 1).max()) < 1e-12
        assert float(ds.subsidy_missed.max()) < 1e-3


def test_the_design_is_what_the_announced_economy_pays_when_it_opens() -> None:
    p = model.parameters("announced", "base", (), opening_day=1)
    announced = model.economy("announced")
    ds = model.simulate(announced, p, model.shocks(announced, 2, 1, 7))
    assert float(ds.subsidy.sel(day=1)[0]) * LAUNCH == pytest.approx(DESIGN, rel=1e-9)


def test_counted_gpus_are_those_of_the_runs(found: xr.Dataset) -> None:
    offers = (Offer(DESIGN, 365), Offer(DESIGN), Offer(0.0))
    points = [point("base", "fundamental", each, 3.0) for each in offers]
    u = model.shocks(subsidised(), 545, RUNS, reward.SEED)
    one = found.sel(usage=3.0, subsidy=DESIGN, end=365)
    for name, p in zip(("after", "going_on", "never"), points, strict=True):
        ds = model.simulate(subsidised(), p, u)
        np.testing.assert_allclose(one[name], together(ds, GPUS).sel(day=545), rtol=1e-9)


def test_expectations_hold_in_every_scenario(found: xr.Dataset, branches: xr.DataArray) -> None:
    assert all(reward.expectations(found, branches).values())
    for scenario in ("bear", "bull"):
        said = reward.expectations(
            reward.withdrawals(scenario, runs=RUNS), reward.both_branches(scenario, runs=RUNS)
        )
        assert all(said.values()), (scenario, said)


def test_an_expectation_can_fail(found: xr.Dataset, branches: xr.DataArray) -> None:
    turned = found.assign(after=found["after"][::-1].drop_vars("usage"))
    said = reward.expectations(turned, branches.isel(after=slice(None, None, -1)))
    assert not said["more usage keeps a larger part"]
    assert not said["the branches come together"]


def test_dollars_do_the_same_under_any_price_while_they_are_paid() -> None:
    parts = [
        reward.kept(reward.withdrawals("base", closure, (1.0,), (DESIGN,), (365,), RUNS))
        for closure in ("exogenous price", "fundamental")
    ]
    np.testing.assert_allclose(parts[0].median(), parts[1].median(), rtol=0.02)


def test_under_the_quantity_equation_usage_does_not_help_what_is_paid_in_tokens() -> None:
    part = reward.kept(
        reward.withdrawals(
            "base", "quantity equation", (0.1, 1.0, 10.0), (DESIGN,), (365,), RUNS, in_tokens=True
        )
    ).median("run")
    assert float(part.max() - part.min()) < 0.1


def test_a_network_comes_back_with_its_subsidy() -> None:
    days = {}
    for scenario in SCENARIOS:
        ratio = reward.back_again(scenario, runs=RUNS)
        assert float(ratio.isel(day=0).median()) < 0.95
        days[scenario] = nearest(reward.days_to_return(ratio)).middle
    assert max(days["bull"], days["base"]) < days["bear"] < np.inf
    assert np.isinf(reward.days_to_return(ratio.isel(day=slice(0, 2)))).all()


def test_the_day_of_return_is_the_first_from_which_it_stays() -> None:
    path = xr.DataArray(
        [[0.5, 0.97, 0.9, 0.96, 1.0], [1.0, 1.0, 1.0, 1.0, 1.02], [0.5, 1.0, 1.0, 1.0, 0.5]],
        dims=("run", "day"),
        coords={"day": [0, 5, 10, 15, 20]},
    )
    assert reward.days_to_return(path).tolist() == [15, 0, np.inf]


def test_the_least_usage_is_the_one_at_which_so_much_is_kept() -> None:
    carries = least.least_usage(("fundamental",), ("base",), 1)["base", "fundamental"]
    around = carries.times.middle * np.array([0.8, 1.25])
    part = reward.kept(
        reward.withdrawals("base", usages=list(around), subsidies=(DESIGN,), ends=(365,), runs=1)
    )
    part = part.median("run").squeeze()
    assert float(part[0]) < least.CARRIED < float(part[-1])


def test_where_no_usage_carries_the_network_none_is_said() -> None:
    tried = np.array([1.0, 10.0, 100.0])
    assert least.first(tried, np.array([0.1, 0.5, 0.8])) == np.inf
    assert least.first(tried, np.array([0.95, 1.0, 1.0])) == 1.0
    assert least.first(tried, np.array([0.1, 0.8, 1.0])) == pytest.approx(10 * 10**0.5)


def test_both_sources_of_what_is_kept_agree(found: xr.Dataset) -> None:
    """The answers' source and the page's tables, on the same paths."""
    answered = withdrawn.by_closure(runs=RUNS)["base", "fundamental"]
    one = found.sel(usage=1.0, subsidy=DESIGN, end=365)
    assert answered["kept"] == pytest.approx(middle(100 * reward.kept(one)), rel=1e-9)
    never = middle(100 * reward.beside_never(one))
    assert answered["beside never"] == pytest.approx(never, rel=1e-9)


def test_a_larger_subsidy_has_a_shorter_runway() -> None:
    years = [
        m.middle
        for m in currency.runway("fundamental", (DESIGN, 8 * DESIGN, 32 * DESIGN), False, runs=RUNS)
    ]
    assert years[0] == np.inf
    assert years[1] > years[2] > 0


def test_runways_are_told_by_idea_of_the_price_and_by_what_is_paid() -> None:
    found = currency.runways(runs=2)
    assert set(found) == {(c, kind) for c in CLOSURES for kind in ("dollars", "tokens")}
    one = currency.runway("fundamental", currency.SIZES, True, runs=2)
    assert found["fundamental", "tokens"] == one
    assert found["fundamental", "dollars"] != one


def test_tokens_buy_less_where_the_price_falls() -> None:
    found = withdrawn.by_closure(RUNS)["base", "fundamental"]
    assert found["worth of tokens"].middle < 100
    assert found["GPUs under tokens"].middle < 100


def test_what_a_million_leaves_is_fewer_where_fewer_are_left(found: xr.Dataset) -> None:
    left = reward.left_by_a_million(found)
    more = found["after"] > found["never"]
    assert bool(((left > 0) == more).all())
    one = found.isel(usage=2, subsidy=1, end=2, run=0)
    dollars = float((one["after"] - one["never"]) / one["paid"]) * 1e6
    assert float(left.isel(usage=2, subsidy=1, end=2, run=0)) == pytest.approx(dollars)


def test_figures_say_their_numbers(found: xr.Dataset, branches: xr.DataArray) -> None:
    part = reward.kept(found).sel(subsidy=DESIGN, end=365)
    usual = 100 * float(part.sel(usage=1.0).median())
    assert f"base {usual:.0f} per cent" in draw.kept({"base": part}, {"base": 3e6}).alt
    alt = draw.branches(branches).alt
    middle = branches.median("run").sel(after=730)
    gap = abs(np.log(middle.sel(branch="from above") / middle.sel(branch="from below"))).max()
    assert f"{100 * (np.exp(float(gap)) - 1):.0f} per cent after 730 days" in alt


def test_tables_say_medians_with_their_intervals(found: xr.Dataset, branches: xr.DataArray) -> None:
    kept = withdrawn.by_closure(runs=RUNS)
    part = kept["base", "fundamental"]["kept"]
    table = draw.closures(kept)
    assert f"{part.middle:.0f} ({part.low:.0f} to {part.high:.0f})" in table
    left = draw.left({"base": reward.left_by_a_million(found).sel(subsidy=DESIGN)}, {"base": 3e6})
    assert "base, 3.0" in left
    carries = least.least_usage(("fundamental",), ("base",), 4)
    assert "million" in draw.carries(carries)
    back = reward.back_again("base", runs=4)
    days = nearest(reward.days_to_return(back))
    assert f"<td>{days.middle:.0f} (" in draw.memory({"base": branches}, {"base": back})
    years = {("fundamental", "dollars"): currency.runway("fundamental", (DESIGN,), False, runs=4)}
    assert "<td>all</td>" in draw.runways(years, (DESIGN,))
