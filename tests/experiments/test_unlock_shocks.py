"""Unlocks with dates: the variant, its calendar, and what must hold around the event."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import model
from model import unlocks
from model.answerbook import unlock_shocks as answered
from model.experiments.challenges import bearers, unlock_shocks
from model.experiments.challenges import dated_unlocks as dated
from model.experiments.challenges import unlock_expectations as expected
from model.experiments.challenges import unlock_sources as sources
from model.experiments.challenges import unlock_told as told
from model.experiments.challenges.common import Middle
from model.experiments.sources import measured
from model.figures import unlock_shocks as figures
from model.points import Points
from tests.experiments.denial import denied

FACTORS = unlock_shocks.FACTORS


@pytest.fixture(scope="module")
def found() -> xr.Dataset:
    return unlock_shocks.factorial(runs=3)


@pytest.fixture(scope="module")
def closures() -> xr.Dataset:
    return unlock_shocks.by_closure(runs=12)


def test_the_variant_at_its_defaults_is_the_announced_economy() -> None:
    announced = model.economy("announced")
    one = model.simulate(dated.economy(), dated.case(), model.shocks(dated.economy(), 400, 1, 7))
    p = model.parameters("announced", votes=())
    other = model.simulate(announced, p, model.shocks(announced, 400, 1, 7))
    for name in ("price", "priced_tokens", "holders", "for_sale_sale"):
        np.testing.assert_array_equal(one[name], other[name])


def test_tokens_counted_ahead_are_the_weighted_unlocks_to_come() -> None:
    p = dated.case("draft vesting", unlock_anticipation=0.0, known_dates=1.0)
    ds = model.simulate(dated.economy(), p, model.shocks(dated.economy(), 420, 1, 7)).isel(run=0)
    locked = ds[[f"locked_{who}" for who in dated.COHORTS]].to_dataarray("who").sum("who")
    gone = ds["burned"].shift(day=1) + ds["slash_burned"].shift(day=1)
    counted = ds["priced_tokens"] - (p["initial_supply"] - gone - locked)
    lead, eve = int(p["lead_days"]), 350
    due = -locked.diff("day")
    weights = 1 - (np.arange(1, lead) - 0.0) / lead
    said = float((weights * due.sel(day=slice(eve + 1, eve + lead - 1))).sum())
    assert float(counted.sel(day=eve)) == pytest.approx(said, rel=0.01)
    assert float(abs(counted.sel(day=300))) < 1e3


@pytest.mark.parametrize("third", [False, True])
def test_the_calendar_adds_up_and_can_be_read_back(third: bool) -> None:
    table = dated.events(third)
    supply = model.facts["initial_supply"].value
    assert table["tokens"].sum() == supply
    read = unlocks.read(table)
    assert sum(sum(path.values) for path in read.paths.values()) == supply
    assert read.first == dated.launch()
    by_date = dated.calendar(third)
    assert by_date["together"].sum() == pytest.approx(supply / 1e6)


def test_the_calendar_in_the_book_is_the_one_computed() -> None:
    place = Path(__file__).parents[2] / "notebooks" / "unlock_calendar.csv"
    assert place.read_text("utf-8") == dated.events().to_csv(index=False)


def test_what_was_expected_holds(found: xr.Dataset, closures: xr.Dataset) -> None:
    expected.must_hold(expected.of_factors(found))
    expected.must_hold(expected.of_closures(closures))


def test_a_broken_expectation_is_named(found: xr.Dataset) -> None:
    turned = found.assign(slippage=-found["slippage"])
    with pytest.raises(ValueError, match="more depth, less slippage"):
        expected.must_hold(expected.of_factors(turned))


def test_the_page_s_factors_and_ideas_of_a_price(found: xr.Dataset, closures: xr.Dataset) -> None:
    def tell(case: tuple[xr.Dataset, xr.Dataset]) -> dict[str, bool]:
        return told.of_factors(*case)

    still = found.assign(by_sales=0 * found["by_sales"])
    turned = closures.assign(end=-closures["end"])
    alike = closures["scenario"] == "bear"
    denied(
        tell,
        (found, closures),
        {
            "factors_as_expected": [(still, closures)],
            "closures_as_expected": [(found, turned)],
            "who_sells_decides_the_day": [(still, closures)],
            "worth_is_alike": [(found, closures.assign(end=closures["end"].where(alike, 0.5)))],
            "bills_dilute_most": [(found, turned)],
        },
    )


def cases(**changed: float) -> xr.Dataset:
    """The usual case and the one with known dates, in which all is so that the page says."""
    usual = {"on_day": -0.2, "by_sales": -0.02, "end": -0.3, "run_up": 0.0, "worst_day": 0.0}
    known = {**usual, "run_up": -0.1, "end": -0.29}
    index = {"case": ["market: usual", "holders: count half, know dates"]}
    both = {name: ("case", [changed.get(name, usual[name]), known[name]]) for name in usual}
    return xr.Dataset(both, index)


def test_the_page_s_usual_case() -> None:
    early = cases().assign(run_up=("case", [0.0, 0.0]))
    denied(
        told.of_cases,
        cases(),
        {
            "price_is_lower": [cases(**{name: 0.0}) for name in ("on_day", "by_sales", "end")],
            "dates_save_nothing": [early, cases(end=-0.4)],
            "sales_press_on_the_day": [cases(worst_day=3.0)],
            "dilution_stays": [cases(on_day=-0.4)],
        },
    )


def borne(worth: float, trades: float | None) -> bearers.Borne:
    return bearers.Borne(1.0, at(worth), None if trades is None else at(trades))


def at(middle: float) -> Middle:
    return Middle(middle, middle, middle)


def test_the_page_s_groups() -> None:
    good = {
        "community treasury": borne(-14e6, None),
        bearers.OTHERS: borne(-4e6, 2e5),
        "executors": borne(-0.1, -0.05),
    }
    denied(
        told.of_groups,
        good,
        {
            "executors_bear_little": [good | {"executors": borne(-0.1, -told.EXECUTORS)}],
            "treasury_loses_most": [dict(reversed(good.items()))],
            "others_gain": [good | {bearers.OTHERS: borne(-4e6, 0.0)}],
        },
    )


def test_what_an_unlock_takes_adds_up() -> None:
    groups = bearers.worth(runs=3)
    supply = model.facts["initial_supply"].value
    np.testing.assert_allclose(groups["tokens"].sum("group"), supply, rtol=1e-12)
    np.testing.assert_allclose(groups["dollars"].sum("group"), 0, atol=1e-3)
    unburned = supply - groups["tokens"].sel(group="burned")
    value = unburned * groups["price"]
    whole = value.sel(case="event") - value.sel(case="nothing unlocks")
    np.testing.assert_allclose(bearers.change(groups).sum("group"), whole, rtol=1e-9)
    trades = bearers.traded(runs=3)
    np.testing.assert_allclose(trades.sum("group"), 0, atol=1e-3)
    assert (trades.sel(group=list(dated.COHORTS)) > 0).all()
    assert (trades.sel(group=bearers.OTHERS) < 0).all()


def test_the_answers_read_what_the_tables_read() -> None:
    """The answers' source and the page's table, on the same paths."""
    setting = answered.setting()
    points = Points.of([setting.parameters()])
    asked = {each.name: each for each in (sources.ON_DAY, sources.BY_SALES, sources.END)}
    asked[sources.SLIPPAGE.name] = sources.SLIPPAGE
    read = measured(sources.SOURCE, points, 3, asked, unlock_shocks.SEED)
    case = {"usual": ("base", dict(unlock_shocks.THIRD))}
    table = unlock_shocks.measures(unlock_shocks.event(case, runs=3)).isel(case=0)
    for name in ("on_day", "by_sales", "end"):
        np.testing.assert_allclose(read[name][0], -100 * table[name], rtol=1e-9)
    np.testing.assert_allclose(read["slippage"][0], table["slippage"], rtol=1e-9)


def test_what_cohorts_sell_is_drawn_with_what_is_assumed() -> None:
    free = set(answered.setting().free(sourced=False))
    assert {f"vested_sell_share_{who}" for who in dated.COHORTS} <= free
    assert "known_dates" not in free
    assert "unlock_anticipation" in free


def test_tables_say_medians_with_their_intervals() -> None:
    event = unlock_shocks.measures(unlock_shocks.one_at_a_time(runs=2))
    case = "market: shallow"
    low, high = sorted(100 * event["by_sales"].sel(case=case).quantile([0.05, 0.95], "run").values)
    assert f"({low:.1f} to {high:.1f})".replace("-", "−") in figures.factors(event)
    calendar = dated.calendar(third=True)
    assert f"{calendar['of_free'].max():.1f}" in figures.dates(calendar)
    assert "bear, quantity equation" in figures.closures(unlock_shocks.by_closure(runs=2))
    found = bearers.borne(bearers.worth(runs=3), bearers.traded(runs=3))
    worth = [each.worth.middle for each in found.values()]
    assert worth == sorted(worth)
    assert f"<td>{found['vault'].tokens:,.1f}</td>" in figures.bearers(found)


def test_figures_say_their_numbers() -> None:
    event = unlock_shocks.one_at_a_time(runs=2)
    alt = figures.around(event).alt
    line = 100 * (event.whole.sel(case="holders: count none, know dates").median("run") - 1)
    assert f"{float(line.sel(day=-1)):.1f} per cent on the eve" in alt
    table = dated.calendar()
    assert table.index[1] in figures.calendar(table).alt
