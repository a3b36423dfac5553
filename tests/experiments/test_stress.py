"""Stress of the network: outages, downturns and rallies move what they must, and nothing else."""

from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
import pytest

import model
from model.experiments.outcomes import DAYS, YEAR
from model.experiments.stress import downturn, freeze, spiral
from model.figures import stress as draw
from model.simulation import simulate
from model.spec import cycle


@pytest.fixture(scope="module")
def spirals() -> dict[str, spiral.Spiral]:
    return spiral.spirals(runs=3)


@pytest.fixture(scope="module")
def downturns() -> dict[str, downturn.Downturn]:
    return downturn.downturns(runs=3)


def test_an_outage_stops_audits_for_its_days_and_no_longer() -> None:
    economy = model.economy("announced")
    p = spiral.outage("base", 30, 1.0)
    ds = simulate(economy, p, model.shocks(economy, days=DAYS, runs=1, seed=3))
    rate = ds.audit_probability_in_force.isel(run=0).to_numpy()
    (out,) = np.nonzero(rate == 0)
    assert out.tolist() == list(range(spiral.BACK - 30, spiral.BACK))
    assert set(rate[rate > 0]) == {p["audit_probability"]}
    ratio = spiral.outage("base", 30, 0.5)["outside_price_consumer"] / p["outside_price_consumer"]
    assert ratio == 0.5


def test_no_outage_is_the_yardstick_and_longer_ones_cost_more_trust(
    spirals: dict[str, spiral.Spiral],
) -> None:
    for each in spirals.values():
        assert (each.gpus[:, 0] == 1).all()
        assert (np.diff(each.reputation[:, :, 0], axis=1) < 1e-3).all()
        assert (each.reputation[:, -1, 0] < 0.1).all()
        later = each.reputation[:, -1]
        assert (np.diff(later, axis=1) > 0).all()


def test_the_network_is_gone_and_comes_back(spirals: dict[str, spiral.Spiral]) -> None:
    for each in spirals.values():
        assert (each.gpus[:, -1, 0] < 0.05).all()
        assert (each.left(2 * YEAR) > spiral.RECOVERED).all()
        assert spiral.OUTAGES[0] < each.longest() < spiral.OUTAGES[-1]


def test_the_longest_outage_is_the_last_before_the_first_that_lasts() -> None:
    shape = (len(spiral.OUTSIDE), len(spiral.OUTAGES), len(spiral.AFTER))
    gpus = np.ones(shape)
    assert spiral.Spiral(gpus, gpus).longest() == spiral.OUTAGES[-1]
    gpus[:, 3] = 0.5
    assert spiral.Spiral(gpus, gpus).longest() == spiral.OUTAGES[2]


def test_a_push_of_nothing_is_the_announced_economy() -> None:
    u = model.shocks(model.economy("announced"), days=900, runs=1, seed=5)
    usual = simulate(
        model.economy("announced"), model.parameters("announced", "base", ()), u, engine="numpy"
    )
    for which in (downturn.pushable(), freeze.rallying()):
        p = model.parameters(which, "base", ())
        ds = simulate(which, p, model.shocks(which, days=900, runs=1, seed=5), engine="numpy")
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
    for each in downturns.values():
        assert (np.diff(each.ratios["price"], axis=1) < 0).all()
        assert (np.diff(each.ratios["GPUs"], axis=1) < 0).all()
        assert (np.diff(each.ratios["burned"], axis=1) > 0).all()
        assert each.at("price", 1.0, 3.0) < 0.5 < each.at("price", 1.0, 1.0)


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
    assert freeze.cost(0.2, runs=3)["base"] < freeze.cost(0.0, runs=3)["base"] + 1e-9


def test_the_maps_say_their_numbers(
    spirals: dict[str, spiral.Spiral], downturns: dict[str, downturn.Downturn]
) -> None:
    text = draw.spirals(spirals).alt
    for scenario, each in spirals.items():
        assert f"{scenario}: back within a year after up to {each.longest()} days" in text
    deepest = downturns["base"].at("price", 3.0, 3.0)
    assert f"price {100 * deepest:.0f}" in draw.downturns(downturns).alt
    found = freeze.frozen(runs=2)
    assert f"{100 * found[0.02][-1, -1]:.0f} with the longest" in draw.frozen(found).alt
