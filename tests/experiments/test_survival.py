"""What kills the baseline, and that every mechanism moves in it."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import model
from model.experiments.mechanisms import MECHANISMS, moved
from model.experiments.survival import CRITERIA, broken, judge, limits, one_at_a_time
from model.quantities import quantity


@pytest.fixture(scope="module")
def year() -> xr.Dataset:
    economy = model.economy("announced")
    points = [model.parameters("announced"), model.parameters("announced", scenario="thin pool")]
    return model.sweep(economy, points, model.shocks(economy, days=730, runs=1, seed=7))


@pytest.fixture(scope="module")
def points() -> list[object]:
    return [model.parameters("announced"), model.parameters("announced", scenario="thin pool")]


def test_the_baseline_is_sound_and_a_thin_pool_is_not(year, points) -> None:
    failed = broken(judge(year, points))
    assert not failed.sel(point=0).any()
    assert failed.sel(point=1, criterion=["inside", "invested", "honest"]).all()


@pytest.mark.parametrize(
    ("criterion", "change"),
    [
        ("priced", {"price": lambda v: v * np.nan}),
        ("priced", {"compute_price": lambda v: v * np.inf}),
        ("busy", {"utilisation": lambda v: v * 0 + 1}),
        ("earning", {"profit_consumer": lambda v: v * 0 - 0.1}),
        ("buying", {"buyback_usd": lambda v: v * 0}),
        ("inside", {"compute_price": lambda v: v * 0 + 1e9}),
        ("invested", {"gpus_professional": lambda v: v * 0}),
        ("honest", {"cheating_datacentre": lambda v: v * 0 + 0.9}),
    ],
)
def test_each_criterion_can_fail(year, points, criterion, change) -> None:
    sick = year.assign({name: make(year[name]) for name, make in change.items()})
    assert broken(judge(sick, points)).sel(criterion=criterion, point=0) == 1


def test_every_assumed_magnitude_is_tried_at_both_ends() -> None:
    tried = list(limits())
    assert tried[0][0].name == "base"
    assert len({limit.name for limit, _ in tried}) == len(tried)
    found = {limit.parameter for limit, _ in tried}
    facts = {s.name: model.facts[quantity(s).fact] for s in model.economy("announced").parameters}
    assumed = {name for name, fact in facts.items() if fact.status == "assumed"}
    fixed = {name for name in assumed if facts[name].low == facts[name].high}
    assert found == (assumed - fixed) | {"base"}
    for limit, point in tried[1:]:
        assert point[limit.parameter] == limit.value


def test_the_sweep_labels_what_it_finds() -> None:
    result = one_at_a_time(days=40, runs=1)
    assert dict(result.sizes) == {"point": len(list(limits())), "criterion": len(CRITERIA)}
    assert str(result.name.values[0]) == "base"
    assert bool(result.alive[0])
    assert not (result.sound & ~result.alive).any()


def test_every_mechanism_of_the_article_moves() -> None:
    economy = model.economy("announced")
    # The vote of the baseline takes effect after two and a half years.
    ds = model.simulate(
        economy, model.parameters("announced"), model.shocks(economy, days=1200, seed=7)
    )
    assert len(MECHANISMS) == 14
    blocks = {block.name for block in economy.blocks}
    for name, block, each, low, high, _ in moved(ds):
        assert block in blocks
        assert high > low, f"{name}: {each} does not move"
