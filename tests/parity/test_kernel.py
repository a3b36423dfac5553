"""The compiled kernel against cadCAD and the text that cadCAD runs: the same bits, always."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

import model
from model.arrays import Array
from model.engines.problem import Problem, Seeded
from model.experiments.random_points import with_votes
from model.parameter_sets import ParameterError, Parameters
from model.points import Points
from model.quantities import registry
from model.simulation import ENGINES, SimulationError, trajectories
from tests.parity.compare import same_bits
from tests.parity.wild_points import sharing_states, wild_points
from tests.strategies import ECONOMIES

COMPILED = ("kernel", "lanes")
SETS = 1000


def run(
    points: Points, engine: str, days: int, runs: int = 1, seed: int = 7, **asked: object
) -> dict[str, Array]:
    economy = model.economy(points.economy)
    problem = Problem(economy, points, Seeded(seed), runs, days, **asked)  # type: ignore[arg-type]
    return trajectories(problem, engine)


def compare(
    points: Points, reference: str, days: int, groups: int, engines: tuple[str, ...] = COMPILED
) -> None:
    """Every state, flow and definition of every day; each group of points has its own shocks."""
    size = len(points) // groups
    for seed in range(groups):
        group = points[seed * size : (seed + 1) * size]
        expected = run(group, reference, days, seed=seed)
        for engine in engines:
            same_bits(expected, run(group, engine, days, seed=seed))


@pytest.mark.parametrize(("name", "sets"), [("announced", SETS), ("deployed", SETS // 4)])
def test_random_economies_with_votes(name: str, sets: int) -> None:
    """Against the text that cadCAD runs, the arrays of NumPy too."""
    points = with_votes(wild_points(name, sets, seed=11), days=6, seed=12)
    compare(points, "python", days=6, groups=sets // 10, engines=(*COMPILED, "numpy"))


@pytest.mark.parametrize(
    ("name", "sets"),
    [
        ("announced", 100),
        ("deployed", 50),
        pytest.param("announced", SETS, marks=pytest.mark.bench),
    ],
)
def test_cadcad_itself_on_random_economies(name: str, sets: int) -> None:
    """A few states on day 0, which are models to cadCAD; all else differs in every set."""
    points = sharing_states(wild_points(name, sets, seed=13), states=min(sets // 10, 30))
    points = with_votes(points, days=2, seed=14)
    compare(points, "cadcad", days=2, groups=5)


def extreme(name: str) -> list[Parameters]:
    """Each parameter in turn at zero, at next to nothing and at something huge, if admissible.

    The last two leave the range of numbers for some.
    """
    opening = {} if name == "deployed" else {"opening_day": 1, "adoption_midpoint": 0.0}
    points = []
    for symbol in model.economy(name).parameters:
        for value in (0.0, 1e-9, 1e9, symbol_high(symbol.name), 1e-300, 1e300):
            with suppress(ParameterError):
                changed: dict[str, Any] = {**opening, symbol.name: value}
                points.append(model.parameters(name, votes=(), **changed))
    return points


def symbol_high(name: str) -> float:
    high = registry[name].domain.high
    return high if math.isfinite(high) else 1e3 * registry[name].default


@pytest.mark.parametrize("name", ECONOMIES)
def test_zero_tiny_and_huge_values(name: str) -> None:
    """What leaves the range of numbers in one engine leaves it in all."""
    sound, left = [], 0
    for each in extreme(name):
        point = Points.of([each])
        try:
            run(point, "python", days=4)
        except SimulationError:
            left += 1
            for engine in ("numpy", *COMPILED):
                with pytest.raises(SimulationError):
                    run(point, engine, days=4)
        else:
            sound.append(each)
    assert len(sound) > 250
    assert left > 1
    compare(Points.of(sound), "python", days=4, groups=1, engines=(*COMPILED, "numpy"))


@pytest.mark.parametrize("engine", COMPILED)
def test_two_years_of_base_with_the_market_open_from_the_second(engine: str) -> None:
    points = Points.of([model.parameters("announced")])
    same_bits(run(points, "python", days=730), run(points, engine, days=730))


@pytest.mark.parametrize("engine", COMPILED)
def test_shocks_drawn_inside_are_those_passed_as_arrays(engine: str) -> None:
    economy, point = model.economy("announced"), model.parameters("announced")
    given = model.simulate(economy, [point], model.shocks(economy, 11, 5, seed=7), engine)
    inside = run(Points.of([point]), engine, days=11, runs=5)
    for name in given:
        np.testing.assert_array_equal(given[name].to_numpy(), inside[str(name)], str(name))


@pytest.mark.parametrize("engine", COMPILED)
def test_a_trajectory_does_not_depend_on_its_neighbours(engine: str) -> None:
    """However trajectories are grouped, numbered or shared out over threads."""
    points = with_votes(wild_points("announced", 3, seed=15, days=9), days=9, seed=16)
    economy = model.economy("announced")
    together = run(points, engine, days=9, runs=67)
    for first in (0, 1, 29, 66):
        problem = Problem(economy, points[1:2], Seeded(7, first), 1, 9, threads=1)
        alone = trajectories(problem, engine)
        same_bits({n: v[1:2, first : first + 1] for n, v in together.items()}, alone)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_kept_is_a_part_of_the_whole(engine: str) -> None:
    points = wild_points("deployed", 2, seed=17)
    whole = run(points, engine, days=8, runs=3)
    kept = run(points, engine, days=8, runs=3, kept=("burned", "vault_spend"), rows=(0, 3, 8))
    same_bits({name: whole[name][..., [0, 3, 8]] for name in ("burned", "vault_spend")}, kept)
