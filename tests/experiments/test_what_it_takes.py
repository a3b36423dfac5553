"""What would it take: revenue by month, map and levers, and what the market's price pays for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import model
from model.answerbook.said import number
from model.experiments import cover_by_month as cover
from model.experiments import implied_usage, levers, takes_told
from model.experiments import what_it_takes as takes
from model.experiments.challenges.burn_without_usage import SEEN
from model.experiments.challenges.common import Middle
from model.experiments.intervals import SEED
from model.experiments.outcomes import DAYS, LOCKED
from model.figures import what_it_takes as draw


def test_the_revenue_of_a_month_covers_the_part_when_it_is_run() -> None:
    (found,) = cover.by_month(0.034, runs=1, days=(540,))
    economy = cover.held(price=True)
    needed = found.revenue[0.1].middle
    p = model.parameters(
        economy, votes=(), price_held=0.034, application_due_held=needed, delphi_volume=0.0
    )
    ds = model.simulate(economy, p, model.shocks(economy, days=540, runs=1, seed=SEED))
    ds = ds.isel(run=0)
    locked = ds[list(LOCKED)].to_dataarray().sum("variable")
    freed = float(locked.sel(day=510) - locked.sel(day=540))
    burned = float(ds.burned.sel(day=540) - ds.burned.sel(day=510))
    assert burned / freed == pytest.approx(0.1, rel=0.02)


def test_a_month_that_nothing_covers_is_infinite() -> None:
    (found,) = cover.by_month(0.034, runs=2, days=(540,))
    assert np.isinf(found.revenue[1.0].middle)
    assert 50 < found.most.low <= found.most.middle <= found.most.high < 100
    assert cover.first(np.array([0.1, 0.2] + [0.3] * 27), 0.05) == cover.REVENUES[0]
    assert np.isinf(cover.first(np.zeros(29), 0.5))


def test_revenue_is_interpolated_where_it_is_in_proportion() -> None:
    proportional = np.array(cover.REVENUES) / 1e5
    assert cover.first(proportional, 0.1) == pytest.approx(1e4, rel=1e-9)


def test_a_lever_reaches_a_part_where_it_does_when_it_is_run() -> None:
    found = levers.all_turned(runs=1)
    volume = found["trading volume"]
    p = model.parameters("announced", "base", (), delphi_volume=volume.needed[1.0].middle)
    economy = model.economy("announced")
    ds = model.simulate(economy, p, model.shocks(economy, days=DAYS, runs=1, seed=SEED))
    share = 100 * float(ds.burned.isel(run=0, day=-1)) / p["initial_supply"]
    assert share == pytest.approx(1.0, rel=0.05)
    for name, each in found.items():
        assert each.most.middle >= max(each.last.middle, 1 - 1e-12), name
        reached = [each.needed[part].middle for part in levers.PARTS]
        assert reached[0] == reached[1] == np.inf or reached[0] != reached[1], name
    assert found["take of compute"].last.middle < 1 < found["margin"].last.middle


def test_every_lever_turns_a_parameter_within_its_domain() -> None:
    for name, each in levers.levers().items():
        record = levers.turned(name).economy.record(each.parameter)
        assert all(value in record.domain for value in each.values), name
        assert len(set(each.values)) == len(each.values), name


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
    found = implied_usage.implied(runs=1)
    chance = [each.middle for each in found.chance]
    assert (np.diff(chance) < 0).all()
    assert chance[0] > 100 > chance[-1]
    place = int(np.searchsorted(found.usage, found.least.middle))
    assert chance[place - 1] > 100 >= chance[place]
    assert "times base's usage" in draw.implied(found).alt


def test_the_map_says_where_things_are() -> None:
    found = takes.frontier(runs=1, count=4)
    alt = draw.burned(found, {"observed": (28.0, 0.023)}).alt
    assert "observed at 28 dollars and 2.3 cents" in alt


def test_tables_have_each_month_and_lever_with_its_interval() -> None:
    months = {"launch": cover.by_month(0.034, runs=3, days=(540, 720))}
    earned = {"base": cover.revenue_in("base", (540, 720), runs=3)}
    table = draw.months(months, earned)
    assert "<td>18</td>" in table
    assert f"{number(months['launch'][0].revenue[0.1].middle)}" in table
    assert f"{months['launch'][0].most.middle:.0f} (" in draw.covered(months)
    found = levers.all_turned(runs=2)
    table = draw.levers(found)
    assert all(f"<td>{name}" in table for name in found)
    assert "none" in table


def at(value: float) -> Middle:
    return Middle(value, value, value)


def told(
    most: float = 60.0,
    whole: float = np.inf,
    take: float = 1.0,
    depth: float = 1.0,
    volume: float = 99.0,
    price: float = 99.0,
    chance: tuple[float, float] = (900.0, 20.0),
) -> dict[str, float | bool]:
    """What the page says of results by hand."""
    month = cover.Needed(540, at(most), {0.1: at(1234 * SEEN), 1.0: at(whole)})
    (lever,) = (each for name, each in levers.levers().items() if name == "depth")
    names = {"take of compute": take, "depth": depth, "trading volume": volume, "price": price}
    turned = {name: levers.Turned(lever, at(x), at(x), {}) for name, x in names.items()}
    first, last = chance
    chances = (at(first), *(at(last) for _ in implied_usage.USAGES[1:]))
    return takes_told.of_page(
        {name: [month] * len(cover.MONTHS) for name in ("launch", "fair")},
        turned,
        takes.Frontier(np.ones(2), np.ones(2), np.array([[3.0, 60.0]])),
        implied_usage.Implied(0.02, implied_usage.USAGES, (at(0.001),), chances, at(10.0)),
    )


def test_the_text_says_what_was_measured() -> None:
    said = told()
    assert said["tenth_times"] == 1200
    assert (said["price_base_usage"], said["price_july"]) == pytest.approx((0.1, 2.0))
    assert said["largest"] == 60
    p = model.parameters("announced")
    assert said["burns"] == pytest.approx(100 * p["burn_share"] * (1 - p["executor_share"]))
    assert said["usage_told"] == implied_usage.USAGES[-4]


@pytest.mark.parametrize(
    ("finding", "changed"),
    [
        ("nothing_covers_all", {"whole": 1e7}),
        ("cover_below_what_burns", {"most": 90.0}),
        ("take_of_compute_burns_nothing_more", {"take": 1.2}),
        ("depth_does_nothing", {"depth": 1.1}),
        ("dollars_and_price_carry", {"volume": 9.0}),
        ("dollars_and_price_carry", {"price": 9.0}),
        ("price_pays_for_a_chance", {"chance": (90.0, 20.0)}),
        ("price_pays_for_a_chance", {"chance": (900.0, 120.0)}),
    ],
)
def test_a_sentence_is_taken_back_where_its_numbers_deny_it(
    finding: str, changed: dict[str, Any]
) -> None:
    assert not [name for name, value in told().items() if value is False]
    assert [name for name, value in told(**changed).items() if value is False] == [finding]
