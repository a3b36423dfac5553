"""Designs of a sweep: every combination, one point a slice, balanced points; all admissible."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

import model
from model.ensembles.designs import DesignError, grid, latin_hypercube, sobol
from model.parameter_sets import ParameterError
from model.points import Points
from model.quantities import registry

ECONOMY = model.economy("announced")
BASE = model.parameters("announced")


def test_a_grid_has_all_combinations_the_last_name_fastest() -> None:
    values: dict[str, list[Any]] = {
        "burn_share": [0.2, "50 percent"],
        "price_rule": ["fundamental", "quantity", "exogenous"],
    }
    points = grid(ECONOMY, BASE, values)
    assert isinstance(points, Points)
    rules = registry["price_rule"].domain.choices
    expected = list(product([0.2, 0.5], [float(rules.index(r)) for r in values["price_rule"]]))
    found = zip(points.columns["burn_share"], points.columns["price_rule"], strict=True)
    assert list(found) == expected


def test_points_of_a_grid_are_what_parameters_makes() -> None:
    (point,) = grid(ECONOMY, BASE, {"sale_lock_days": ["6 calendar_month"]})
    assert point == model.parameters("announced", sale_lock_days="6 calendar_month")


@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_latin_hypercube_has_one_point_in_each_slice_of_each_range(size: int) -> None:
    points = latin_hypercube(ECONOMY, BASE, {"burn_share": (0.1, 0.6), "pool_fee": None}, size, 3)
    for name, (low, high) in {
        "burn_share": (0.1, 0.6),
        "pool_fee": registry["pool_fee"].range,
    }.items():
        place = (points.columns[name] - low) / (high - low) * size
        assert sorted(np.floor(place).astype(int)) == list(range(size))


def test_sobols_points_are_balanced_in_pairs_of_parameters() -> None:
    points = sobol(ECONOMY, BASE, {"burn_share": (0, 0.5), "pool_fee": (0.0, 0.01)}, 64, 5)
    cells = [
        np.floor(points.columns["burn_share"] / 0.5 * 8),
        np.floor(points.columns["pool_fee"] / 0.01 * 8),
    ]
    assert set(zip(*cells, strict=True)) == set(product(range(8), range(8)))


def test_designs_depend_on_the_seed_alone() -> None:
    for design in (latin_hypercube, sobol):
        one, same, other = (design(ECONOMY, BASE, ["pool_fee"], 16, seed) for seed in (1, 1, 2))
        assert (one.columns["pool_fee"] == same.columns["pool_fee"]).all()
        assert (one.columns["pool_fee"] != other.columns["pool_fee"]).all()


def test_without_a_range_the_facts_range_is_taken() -> None:
    points = sobol(ECONOMY, BASE, ["velocity"], 128, 1)
    low, high = registry["velocity"].range
    column = points.columns["velocity"]
    assert low <= column.min() < low + 0.02 * (high - low)
    assert high - 0.02 * (high - low) < column.max() <= high
    assert set(points.varied) == {"velocity"}


def test_whole_parameters_stay_whole_and_reach_both_ends() -> None:
    name = next(
        s.name
        for s in ECONOMY.parameters
        if registry[s.name].domain.whole and not registry[s.name].domain.choices
    )
    low = max(int(registry[name].domain.low), 0) if np.isfinite(registry[name].domain.low) else 0
    column = latin_hypercube(ECONOMY, BASE, {name: (low, low + 3)}, 40, 2).columns[name]
    assert {int(v) for v in column} == {low, low + 1, low + 2, low + 3}
    assert np.bincount((column - low).astype(int)).tolist() == [10] * 4


def test_alternatives_are_chosen_evenly() -> None:
    every = latin_hypercube(ECONOMY, BASE, ["price_rule"], 30, 2).columns["price_rule"]
    number = len(registry["price_rule"].domain.choices)
    assert np.bincount(every.astype(int)).tolist() == [30 // number] * number
    two = sobol(ECONOMY, BASE, {"price_rule": ("quantity", "fundamental")}, 16, 2).columns[
        "price_rule"
    ]
    names = registry["price_rule"].domain.choices
    assert sorted({names[int(v)] for v in two}) == ["fundamental", "quantity"]


def test_a_range_of_several_decades_may_be_spread_by_ratio() -> None:
    ranges = {"pool_usd_reserve": (1e3, 1e7), "pool_fee": None}
    points = latin_hypercube(ECONOMY, BASE, ranges, 40, 2, log=True)
    decades = np.floor(np.log10(points.columns["pool_usd_reserve"])).astype(int)
    assert np.bincount(decades)[3:7].tolist() == [10] * 4
    plain = latin_hypercube(ECONOMY, BASE, ranges, 40, 2)
    assert np.median(plain.columns["pool_usd_reserve"]) > 4e6


def test_units_are_read() -> None:
    column = latin_hypercube(
        ECONOMY, BASE, {"burn_share": ("20 percent", "5000 bps")}, 100, 2
    ).columns["burn_share"]
    assert 0.2 <= column.min() < 0.21
    assert 0.49 < column.max() <= 0.5


@pytest.mark.parametrize("size", [3, 100, 1000])
def test_sobols_points_need_a_power_of_two(size: int) -> None:
    power = 2 ** (size.bit_length() - 1)
    with pytest.raises(DesignError, match=rf"{size} points.*power of two, {power} or {2 * power}"):
        sobol(ECONOMY, BASE, ["pool_fee"], size, 1)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: sobol(ECONOMY, BASE, ["pool_fe"], 8, 1), DesignError, "'pool_fe'.*'pool_fee'"),
        (lambda: sobol(ECONOMY, BASE, [], 8, 1), DesignError, "nothing is varied"),
        (lambda: sobol(ECONOMY, BASE, ["pool_fee"] * 2, 8, 1), DesignError, "named twice"),
        (lambda: sobol(ECONOMY, BASE, ["pool_fee"], 0, 1), DesignError, "size=0"),
        (lambda: sobol(ECONOMY, BASE, ["pool_fee"], 8, -1), DesignError, "seed=-1"),
        (
            lambda: latin_hypercube(ECONOMY, BASE, {"pool_fee": (0.02, 0.01)}, 8, 1),
            DesignError,
            r"pool_fee cannot vary from 0.02 to 0.01: give a range",
        ),
        (
            lambda: latin_hypercube(ECONOMY, BASE, {"pool_fee": (0.1, 0.2, 0.3)}, 8, 1),
            DesignError,
            r"\(low, high\)",
        ),
        (
            lambda: latin_hypercube(ECONOMY, BASE, {"burn_share": (0, 2)}, 8, 1),
            ParameterError,
            r"burn_share=2.*\[0, 1\]",
        ),
        (
            lambda: latin_hypercube(ECONOMY, BASE, {"burn_share": (0.9, 1)}, 8, 1),
            ParameterError,
            r"\(point \d: found burn_share=",
        ),
        (lambda: grid(ECONOMY, BASE, {"pool_fee": []}), DesignError, "pool_fee has no value"),
        (lambda: grid(ECONOMY, BASE, {}), DesignError, "nothing is varied"),
        (lambda: grid(ECONOMY, BASE, {"pool_fee": ["5 AI"]}), ParameterError, "5 AI"),
    ],
)
def test_what_cannot_be_designed_is_refused(call, error, words) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=words):
        call()
