"""Imbalance: steps do what they say, surplus is an area, and what must rise rises."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr
from scipy.integrate import quad

import model
from model.experiments.challenges import imbalance, imbalance_told
from model.experiments.challenges import imbalance_sources as sources
from model.experiments.challenges.common import (
    CLOSURES,
    GPUS,
    SCENARIOS,
    Middle,
    middle,
    nearest,
    together,
)
from model.experiments.challenges.imbalance import CASES, Response, Setting
from model.experiments.challenges.stepped import STEP_DAY, STEPS, point, stepped
from model.experiments.sources import measured
from model.figures import imbalance as draw
from model.points import Points
from model.spec.accounts import CLASSES

Found = tuple[dict[str, Response], xr.Dataset]


@pytest.fixture(scope="module")
def found() -> Found:
    return imbalance.responses("base", runs=6)


@pytest.fixture(scope="module")
def settings() -> dict[str, imbalance.Setting]:
    return imbalance.settings("base", runs=4)


def run(days: int = STEP_DAY + 2, **given: Any) -> xr.Dataset:
    return model.simulate(stepped(), point("base", **given), model.shocks(stepped(), days, 2, 7))


def test_without_a_step_it_is_the_announced_economy() -> None:
    announced = model.economy("announced")
    one = model.simulate(
        stepped(), model.parameters(stepped(), "base", ()), model.shocks(stepped(), 800, 1, 7)
    )
    p = model.parameters("announced", "base", ())
    other = model.simulate(announced, p, model.shocks(announced, 800, 1, 7))
    for name in (*GPUS, "price", "demand_scale", "price_outside_consumer"):
        np.testing.assert_array_equal(one[name], other[name])


def test_each_step_moves_what_it_names_on_its_day() -> None:
    usual = run()
    of = {"demand": "demand_scale", "outside price": "price_outside_consumer"}
    for what in STEPS:
        ds = run(step=what, factor=1.5)
        for other, column in of.items():
            before, then = (ds[column] / usual[column]).sel(day=[STEP_DAY - 1, STEP_DAY]).T
            np.testing.assert_allclose(before, 1.0)
            np.testing.assert_allclose(then, 1.5 if other == what else 1.0, rtol=1e-12)
        supply = (ds[list(GPUS)] / usual[list(GPUS)]).to_dataarray("class")
        np.testing.assert_allclose(supply.sel(day=STEP_DAY - 2), 1.0)
        np.testing.assert_allclose(
            supply.sel(day=STEP_DAY - 1), 1.5 if what == "supply" else 1.0, rtol=1e-12
        )


@pytest.mark.parametrize("elasticity", [0.9, 1.11, 1.8])
def test_surplus_is_the_area_above_the_price(elasticity: float) -> None:
    for price in (0.2, 1.0, 1.7, 20.0):
        area = quad(lambda x: 2 / (1 + x ** (2 * elasticity)), price, np.inf)[0]
        found = imbalance.surplus_above(np.array([price]), elasticity)[0]
        assert found == pytest.approx(area, rel=2e-4)
    assert imbalance.surplus_above(np.array([1.0]), 0.5)[0] == np.inf


def test_sums_are_those_of_the_runs() -> None:
    ds = run(days=STEP_DAY + imbalance.AFTER)
    p = point("base")
    day = ds.sel(day=STEP_DAY + 5)
    found = imbalance.paths([p], runs=2).isel(point=0).sel(day=5)
    wanted = sum(day[f"wanted_hours_{c}"] for c in CLASSES)
    served = sum(day[f"served_hours_{c}"] for c in CLASSES)
    idle = sum(
        day["cost_index"]
        * p[f"fixed_cost_{c}"]
        * day[f"gpus_{c}"]
        * (1 - day[f"served_hours_{c}"] / day[f"capacity_{c}"])
        for c in CLASSES
    )
    np.testing.assert_allclose(found["wanted"], wanted, rtol=1e-9)
    np.testing.assert_allclose(found["unserved"], wanted - served, atol=1e-6)
    np.testing.assert_allclose(found["idle"], idle, rtol=1e-9)
    np.testing.assert_allclose(found["gpus"], together(day, GPUS), rtol=1e-12)
    # Users' surplus, by quadrature over what they pay for an hour in dollars.
    worth = 0.0
    for c in CLASSES:
        one = {
            k: float(day[f"{k}_{c}"][0]) for k in ("price_outside", "right_price", "demand_today")
        }
        unit = one["price_outside"] * float(day["reputation"][0])

        def curve(price: float, unit: float = unit, asked: float = one["demand_today"]) -> float:
            return asked * 2 / (1 + (price / unit) ** (2 * p["demand_elasticity"]))

        part = float(day[f"served_hours_{c}"][0] / day[f"wanted_hours_{c}"][0])
        worth += part * float(quad(curve, one["right_price"] * unit, np.inf)[0])
    assert float(found["surplus"][0]) == pytest.approx(worth, rel=1e-3)


def test_a_path_that_comes_back_is_measured() -> None:
    days = np.arange(imbalance.AFTER + 1)
    ratio = np.where(days < 100, 1.0, 1.5) + 0.3 * (days == 200)
    ones = np.ones((1, days.size))
    ds = xr.Dataset(
        {
            name: (("point", "run", "day"), np.stack([ones, ones]))
            for name in ("dearness", "unserved", "wanted", "keeping", "idle", "surplus", "profit")
        },
        coords={"day": days},
    ).assign(gpus=(("point", "run", "day"), np.stack([ones, ratio[None]])))
    found = imbalance.response(ds, 1)
    assert found.rest.middle == pytest.approx(150)
    assert found.overshoot.middle == pytest.approx(30)
    assert found.settled.middle == 201
    away = ds.assign(gpus=(("point", "run", "day"), np.stack([ones, (1 + days / 1e3)[None] ** 3])))
    assert imbalance.response(away, 1).settled.middle == np.inf


def test_expectations_hold_in_every_scenario(found: Found) -> None:
    for scenario in SCENARIOS:
        steps = found[0] if scenario == "base" else imbalance.responses(scenario, runs=6)[0]
        said = imbalance.expectations(steps)
        assert all(said.values()), (scenario, said)


def test_an_expectation_can_fail(found: Found) -> None:
    turned = dict(zip(CASES, reversed(found[0].values()), strict=True))
    said = imbalance.expectations(turned)
    assert not said["more demand leaves more GPUs"]
    assert not said["supply forgets"]


def test_a_market_in_dollars_does_not_ask_how_tokens_are_priced(found: Found) -> None:
    for closure in CLOSURES:
        other, _ = imbalance.responses("base", closure, runs=6)
        for name in ("demand +50 %", "demand −50 %", "supply −50 %"):
            assert other[name].rest.middle == pytest.approx(found[0][name].rest.middle, abs=1)
            assert other[name].surplus.middle == pytest.approx(
                found[0][name].surplus.middle, rel=0.05
            )


def test_the_target_matters_and_the_clamp_does_not(settings: dict[str, imbalance.Setting]) -> None:
    assert settings["usual"].both == Middle(0, 0, 0)
    assert settings["narrow clamp"].both == Middle(0, 0, 0)
    assert settings["low target"].both.high < 0 < settings["high target"].both.low
    assert settings["clearing price"].both.low > 0
    assert settings["high target"].unserved.low > settings["usual"].unserved.high
    assert settings["clearing price"].idle.high < settings["usual"].idle.low


def test_the_answers_read_what_the_tables_read(found: Found) -> None:
    """The answers' source and the page's tables, on the same paths."""
    read = sources.by_closure(runs=6)["base", "fundamental"]
    steps = found[0]
    assert read[sources.UP_DAYS.name] == steps["demand +50 %"].settled
    rest = imbalance.effects(found[1].isel(point=1), found[1].isel(point=0))["rest"]
    assert read[sources.UP_REST.name] == pytest.approx(nearest(rest), rel=1e-9)
    lost = imbalance.effects(found[1].isel(point=2), found[1].isel(point=0))["surplus"]
    assert read[sources.USERS.name] == pytest.approx(nearest(-lost), rel=1e-9)


def test_clearing_gains_what_the_rules_say() -> None:
    """The mean over six steps, against the page's settings on the same paths."""
    points = Points.of([point("base")])
    asked = {sources.GAIN.name: sources.GAIN}
    gain = measured(sources.RULES, points, 2, asked, imbalance.SEED)[sources.GAIN.name]
    said = imbalance.settings("base", runs=2)["clearing price"].both
    assert middle(xr.DataArray(gain)) == pytest.approx(said, rel=1e-9)


def test_figures_say_their_numbers(found: Found, settings: dict[str, imbalance.Setting]) -> None:
    ds = found[1]
    end = 100 * float((ds.gpus.isel(point=1) / ds.gpus.isel(point=0)).sel(day=500).median("run"))
    assert f"demand +50 %: {end:.0f} per cent after 500 days" in draw.steps(ds).alt
    gain = settings["clearing price"].both.middle
    assert f"clearing price {gain:,.0f}" in draw.rules({"base": settings}).alt
    rows = draw.responses(found[0])
    days = found[0]["demand +50 %"].settled
    assert f"<td>{days.middle:,.0f} ({days.low:,.0f} to" in rows
    assert "never" in rows
    users = found[0]["demand −50 %"].surplus
    assert f"<td>{round(users.middle):,} (".replace("-", "−") in draw.who_pays(found[0])
    assert f"<td>{round(gain):,} (" in draw.gains({"base": settings})
    assert "bear, quantity equation" in draw.closures(sources.by_closure(runs=1))


def test_the_text_says_what_was_measured(
    found: Found, settings: dict[str, imbalance.Setting]
) -> None:
    told = imbalance_told.numbers(
        {"base": found[0], "bull": found[0]}, {"base": settings, "bull": settings}
    )
    assert told["rest_dear"] == found[0]["outside price +50 %"].rest.middle
    assert told["over_bull"] == found[0]["demand +50 %"].overshoot.middle
    assert told["idle_clearing"] == settings["clearing price"].idle.middle
    fast = settings["fast price"].both
    assert told["speed"] >= max(abs(fast.low), abs(fast.high))


def steps() -> dict[str, Response]:
    """Steps by hand of which all is so that the page says."""
    at_rest = dict(zip(CASES, (140.0, 60.0, 70.0, 60.0, 100.0, 100.0), strict=True))
    nothing = Response(*(at(0.0) for _ in Response._fields))
    found = {name: nothing._replace(rest=at(rest)) for name, rest in at_rest.items()}
    for name, given in (
        ("demand +50 %", {"overshoot": 3.0, "settled": 100.0, "surplus": 1.0, "profit": 1.0}),
        ("demand −50 %", {"settled": 50.0, "idle": -1.0, "idle_at_first": 5.0}),
        ("outside price −50 %", {"cheapest": 110.0}),
        ("supply −50 %", {"settled": 90.0, "unserved": 0.1, "surplus": -1.0, "profit": 1.0}),
    ):
        found[name] = found[name]._replace(**{key: at(each) for key, each in given.items()})
    cheap = found["outside price −50 %"]._replace(settled=Middle(400.0, 300.0, np.inf))
    return {**found, "outside price −50 %": cheap}


def rules() -> dict[str, Setting]:
    """Rules by hand, likewise; gains in USD a day."""
    gains = {"slow price": 1.0, "fast price": -1.0, "low target": -50.0, "high target": 50.0}
    gains |= {"clearing price": 100.0}
    zero = at(0.0)
    return {
        name: Setting(zero, zero, zero, zero, at(gains.get(name, 0.0)))
        for name in imbalance.rules()
    }


def at(value: float) -> Middle:
    return Middle(value, value, value)


def findings(where: str = "", name: str = "", **changed: float) -> set[str]:
    """What does not hold, with one step or rule of a scenario changed."""
    found = {s: steps() for s in SCENARIOS}
    more = found["bull"]["demand +50 %"]
    found["bull"]["demand +50 %"] = more._replace(overshoot=at(9.0))
    settings = {s: rules() for s in SCENARIOS}
    usual = settings["bull"]["high target"]
    settings["bull"]["high target"] = usual._replace(both=Middle(1.0, -5.0, 5.0))
    lost = {("base", closure): {sources.USERS.name: at(10.0)} for closure in CLOSURES}
    for key, value in changed.items():
        if where in CLOSURES:
            lost["base", where] = {name: at(value)}
        elif name in CASES:
            found[where][name] = found[where][name]._replace(**{key: at(value)})
        else:
            settings[where][name] = settings[where][name]._replace(**{key: at(value)})
    told = imbalance_told.of_page(found, settings, lost)
    return {key for key, value in told.items() if value is False}


@pytest.mark.parametrize(
    ("finding", "where", "name", "changed"),
    [
        ("steps_as_expected", "bear", "demand +50 %", {"rest": 100.0}),
        ("follows_demand", "base", "demand +50 %", {"settled": 200.0}),
        ("follows_demand", "base", "demand −50 %", {"settled": 101.0}),
        ("follows_demand", "base", "supply −50 %", {"settled": 200.0}),
        ("outside_is_not_got_over", "base", "outside price −50 %", {"settled": 400.0}),
        ("outside_is_not_got_over", "base", "outside price −50 %", {"cheapest": 90.0}),
        ("outside_is_not_got_over", "base", "outside price +50 %", {"rest": 99.0}),
        ("bull_swings_more", "bull", "demand +50 %", {"overshoot": 2.0}),
        ("hardly_unserved", "base", "supply −50 %", {"unserved": 2.0}),
        ("hardly_unserved", "base", "usual", {"unserved": 2.0}),
        ("price_does_not_matter", "quantity equation", sources.USERS.name, {"middle": 20.0}),
        ("clamp_never_binds", "bull", "wide clamp", {"both": 1.0}),
        ("speed_is_worth_little", "base", "fast price", {"both": -20.0}),
        ("target_counts", "base", "low target", {"both": 1.0}),
        ("target_counts", "base", "high target", {"both": -1.0}),
        ("bull_is_there_already", "bull", "high target", {"both": 5.0}),
        ("clearing_gains_in_all", "bear", "clearing price", {"both": -1.0}),
    ],
)
def test_a_sentence_is_taken_back_where_its_numbers_deny_it(
    finding: str, where: str, name: str, changed: dict[str, float]
) -> None:
    assert findings() == set()
    assert findings(where, name, **changed) == {finding}
