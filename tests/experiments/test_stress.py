"""Stress of the network: outages, downturns and rallies move what they must, and nothing else."""

from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
import pytest
import xarray as xr

import model
from model.experiments.outcomes import DAYS, YEAR
from model.experiments.stress import downturn, exodus, freeze, spiral
from model.experiments.stress.common import BILLS, OWN_PATH, SETTINGS, SHOCK, over, told
from model.experiments.stress.struck import strikable
from model.figures import stress as draw
from model.parameter_sets import Vote
from model.simulation import simulate
from model.spec import cycle


@pytest.fixture(scope="module")
def spirals() -> dict[str, spiral.Spiral]:
    return spiral.spirals(runs=3)


@pytest.fixture(scope="module")
def downturns() -> dict[str, downturn.Downturn]:
    return downturn.downturns(runs=3)


@pytest.fixture(scope="module")
def exits() -> dict[str, exodus.Exodus]:
    return exodus.exodus(runs=3)


def run(scenario: str = "base", days: int = DAYS, **blow: float) -> xr.Dataset:
    which = strikable()
    p = model.parameters(which, scenario, (), **blow)
    return simulate(which, p, model.shocks(which, days=days, runs=1, seed=3))


def test_an_outage_stops_audits_for_its_days_and_no_longer() -> None:
    which = strikable()
    p = spiral.outage("base", 30, 1.0)
    ds = simulate(which, p, model.shocks(which, days=DAYS, runs=1, seed=3))
    rate = ds.audit_probability_in_force.isel(run=0).to_numpy()
    (out,) = np.nonzero(rate == 0)
    assert out.tolist() == list(range(SHOCK - 30, SHOCK))
    assert set(rate[rate > 0]) == {p["audit_probability"]}
    ratio = spiral.outage("base", 30, 0.5)["outside_price_consumer"] / p["outside_price_consumer"]
    assert ratio == 0.5


def test_an_outage_is_what_two_votes_do() -> None:
    """Against governance itself, which knows nothing of the blow."""
    p = spiral.outage("base", 60, 1.0)
    votes = [
        Vote("audit_probability", 0.0, 0, SHOCK - 60),
        Vote("audit_probability", p["audit_probability"], 0, SHOCK),
    ]
    announced = model.economy("announced")
    u = model.shocks(announced, days=SHOCK + 200, runs=1, seed=3)
    by_votes = simulate(announced, model.parameters("announced", "base", votes), u)
    blown = run(days=SHOCK + 200, struck_audits=60.0)
    for name in ("reputation", "gpus_consumer", "price"):
        assert np.allclose(blown[name], by_votes[name], rtol=1e-12), name


def test_a_blow_takes_what_it_says_on_its_day_and_nothing_before() -> None:
    usual = run()
    taken = {
        "gpus_consumer": run(struck_gpus=0.5),
        "fair_price": run(struck_price=0.5),
        "reputation": run(struck_trust=0.25),
    }
    for name, ds in taken.items():
        ratio = (ds[name] / usual[name]).isel(run=0)
        assert (ratio.sel(day=slice(1, SHOCK - 1)) == 1).all(), name
        part = {"gpus_consumer": 0.5, "fair_price": 0.5, "reputation": 0.75}[name]
        assert float(ratio.sel(day=SHOCK)) == pytest.approx(part, rel=0.02), name


def test_a_fall_of_the_token_is_one_of_its_own_path_too() -> None:
    which = strikable()
    u = model.shocks(which, days=SHOCK + 30, runs=1, seed=3)
    paths = [
        simulate(which, SETTINGS[OWN_PATH].point(which, struck_price=fall), u).price
        for fall in (0.0, 0.75)
    ]
    ratio = (paths[1] / paths[0]).isel(run=0).sel(day=slice(SHOCK, None))
    assert ratio.to_numpy() == pytest.approx(0.25 * np.ones(len(ratio)), rel=0.05)


def test_no_outage_is_the_yardstick_and_longer_ones_cost_more_trust(
    spirals: dict[str, spiral.Spiral],
) -> None:
    assert list(spirals) == list(SETTINGS)
    for each in spirals.values():
        assert (each.gpus[:, 0] == 1).all()
        trust = np.median(each.reputation, axis=-1)
        assert (trust[:, -1, 0] < 0.3).all()
        assert (np.diff(trust[:, -1], axis=1) > 0).all()
    for name in ("bear", "base", "bull"):
        trust = np.median(spirals[name].reputation, axis=-1)
        assert (np.diff(trust[:, :, 0], axis=1) < 1e-3).all()


def test_the_network_is_gone_and_comes_back(spirals: dict[str, spiral.Spiral]) -> None:
    for name, each in spirals.items():
        if name != OWN_PATH:
            assert (np.median(each.gpus[:, -1, 0], axis=-1) < 0.05).all()
        assert (each.left(2 * YEAR) > spiral.RECOVERED).all()
    for name in ("bear", "base", "bull"):
        assert spiral.OUTAGES[0] < spirals[name].longest() < spiral.OUTAGES[-1]


def test_the_longest_outage_is_the_last_before_the_first_that_lasts() -> None:
    shape = (len(spiral.OUTSIDE), len(spiral.OUTAGES), len(spiral.AFTER), 2)
    gpus = np.ones(shape)
    assert spiral.Spiral(gpus, gpus).longest() == spiral.OUTAGES[-1]
    gpus[:, 3] = 0.5
    assert spiral.Spiral(gpus, gpus).longest() == spiral.OUTAGES[2]


def test_an_exit_is_told_from_what_it_drives_out(exits: dict[str, exodus.Exodus]) -> None:
    for name, each in exits.items():
        assert (each.gpus[0, 0] == 1).all()
        assert (each.distrusted[0] == 1).all()
        first = each.left(0)
        assert (np.diff(first, axis=1) < 0).all()
        # Half of the GPUs leave and others come: no spiral of exits alone.
        assert each.spiral(0.0, 0.5).low > 1.2, name
        if name == BILLS:
            assert (each.gpus[:, 0] == 1).all()
        else:
            assert each.spiral(0.9, 0.0).middle < 1
        assert each.without_trust(0.9, 90).middle < each.without_trust(0.1, 90).middle < 1
    # Where subsidy feeds the network, a fall of the token drives out more than elsewhere.
    assert exits["bear"].spiral(0.9, 0.0).high < exits["base"].spiral(0.9, 0.0).low
    assert exits["base"].back()
    assert not exits[OWN_PATH].back()


def test_a_spiral_is_the_least_later_over_what_the_blow_left() -> None:
    shape = (len(exodus.FALLS), len(exodus.LEAVING), len(spiral.AFTER), 2)
    gpus = np.ones(shape)
    gpus[0, 2, :, 0] = (0.5, 0.4, 0.6, 0.9, 1.0)
    each = exodus.Exodus(gpus, np.ones((len(exodus.DISTRUST), len(spiral.AFTER), 2)))
    assert each.spiral(0.0, 0.5).low == pytest.approx(0.8 + 0.05 * (2.0 - 0.8))
    assert each.back()


def test_ends_are_percentiles_and_nothing_over_nothing_is_one() -> None:
    values = np.arange(101.0)
    assert told(values) == (50, 5, 95)
    assert over(np.array([0.0, 1.0]), np.array([0.0, 2.0])).tolist() == [1.0, 0.5]


def test_a_push_of_nothing_is_the_announced_economy() -> None:
    u = model.shocks(model.economy("announced"), days=DAYS, runs=1, seed=5)
    usual = simulate(model.economy("announced"), model.parameters("announced", "base", ()), u)
    for which in (downturn.pushable(), freeze.rallying(), strikable()):
        p = model.parameters(which, "base", ())
        ds = simulate(which, p, model.shocks(which, days=DAYS, runs=1, seed=5))
        for name in ("price", "burned", "cycle", "gpus_consumer"):
            assert (ds[name] == usual[name]).all(), name


def test_no_block_reads_the_cycle_without_its_push() -> None:
    for block in downturn.pushable().blocks:
        reads = cycle.cycle_noise in block.inputs
        assert reads == (downturn.pushed in block.inputs and block.name != "downturn")


def test_the_cycle_falls_to_its_depth_and_is_held_there(
    downturns: dict[str, downturn.Downturn],
) -> None:
    which = downturn.pushable()
    u = model.shocks(which, days=DAYS, runs=1, seed=5)
    paths = [
        simulate(
            which, model.parameters(which, "base", (), downturn_depth=d, downturn_days=730.0), u
        ).cycle.isel(run=0)
        for d in (0.0, 2.0)
    ]
    fall = (paths[1] - paths[0]).to_numpy()
    assert abs(fall[: downturn.START]).max() == 0
    held = fall[downturn.START + downturn.SLIDE + 1 : downturn.START + 730]
    assert held == pytest.approx(-2 * np.ones(len(held)), rel=1e-9)
    after = fall[downturn.START + 730 + YEAR]
    assert after == pytest.approx(-1, rel=0.01)


def test_deeper_is_cheaper_smaller_and_burns_more(downturns: dict[str, downturn.Downturn]) -> None:
    for name, each in downturns.items():
        assert (np.diff(each.map("price"), axis=1) < 0).all()
        assert (np.diff(each.map("GPUs"), axis=1) < 0).all()
        assert (np.diff(each.map("burned"), axis=1) > 0).all()
        if name in ("bear", "base", "bull"):
            assert each.at("price", 1.0, 3.0) < 0.5 < each.at("price", 1.0, 1.0)
    least = downturns["base"].told("price", 1.0, 2.0)
    assert least.low < least.middle < least.high


def test_frozen_days_are_those_of_the_normal_law() -> None:
    p = model.parameters("announced", "base", ())
    found = freeze.frozen(runs=64)
    for tolerance, window, rise in ((0.02, 24.0, 0.1), (0.02, 4.0, 0.2), (0.005, 8.0, 0.0)):
        years = window / 24 / YEAR
        spread = p["price_volatility"] * sqrt(years / 3)
        room = log((1 - p["pool_fee"]) / (1 - tolerance))
        expected = 1 - NormalDist(rise * window / 48, spread).cdf(room)
        row, column = freeze.WINDOWS.index(window), freeze.RISES.index(rise)
        share = found[tolerance][row, column]
        error = sqrt(expected * (1 - expected) / (64 * freeze.LENGTH))
        assert abs(share - expected) < 4 * error, (tolerance, window, rise)


def test_a_rally_moves_the_price_by_as_much() -> None:
    which = freeze.rallying()
    u = model.shocks(which, days=freeze.START + freeze.LENGTH, runs=1, seed=5)
    mood = [
        simulate(which, model.parameters(which, "base", (), rally_rise=rise), u).mood.isel(run=0)
        for rise in (0.0, 0.05)
    ]
    rise = float((mood[1] - mood[0]).isel(day=-1))
    assert exp(rise) == pytest.approx(exp(0.05 * freeze.LENGTH), rel=0.06)
    late, never = (freeze.cost(rise, runs=3) for rise in (0.2, 0.0))
    assert set(late) == {*SETTINGS} - {BILLS}
    for name, each in late.items():
        assert each.middle < never[name].middle + 1e-9


def test_the_maps_say_their_numbers(
    spirals: dict[str, spiral.Spiral],
    downturns: dict[str, downturn.Downturn],
    exits: dict[str, exodus.Exodus],
) -> None:
    text = draw.spirals(spirals).alt
    for scenario, each in spirals.items():
        assert f"{scenario}: back within a year after up to {each.longest()} days" in text
    after = exits["bear"].left(90)[-1, 0]
    assert f"{100 * after:.0f} after the largest fall of the token" in draw.exits(exits).alt
    deepest = downturns["base"].at("price", 3.0, 3.0)
    assert f"base, price: {100 * deepest:.0f}" in draw.downturns(downturns).alt
    found = freeze.frozen(runs=2)
    assert f"{100 * found[0.02][-1, -1]:.0f} with the longest" in draw.frozen(found).alt
