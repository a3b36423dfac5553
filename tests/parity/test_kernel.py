"""The compiled kernel against cadCAD and the text that cadCAD runs: the same bits, always."""

from __future__ import annotations

import numpy as np
import pytest

import model
from model.engines.problem import Array, Problem, Seeded
from model.experiments.random_points import with_votes
from model.points import Points
from model.simulate import ENGINES, trajectories
from tests.parity.compare import same_bits, same_numbers
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
            same = same_numbers if engine == "numpy" else same_bits
            same(expected, run(group, engine, days, seed=seed))


@pytest.mark.parametrize("name", ECONOMIES)
def test_a_thousand_random_economies_with_votes(name: str) -> None:
    """Against the text that cadCAD runs, the arrays of NumPy too."""
    points = with_votes(wild_points(name, SETS, seed=11), days=6, seed=12)
    compare(points, "python", days=6, groups=100, engines=(*COMPILED, "numpy"))


@pytest.mark.parametrize("name", ECONOMIES)
def test_cadcad_itself_on_random_economies(name: str) -> None:
    """Some thirty states on day 0, which are models to cadCAD; all else differs in every set."""
    sets = SETS if name == "announced" else 100
    points = sharing_states(wild_points(name, sets, seed=13), states=30)
    points = with_votes(points, days=2, seed=14)
    compare(points, "cadcad", days=2, groups=5)


@pytest.mark.parametrize("engine", COMPILED)
def test_two_years_of_the_baseline(engine: str) -> None:
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
    points = with_votes(wild_points("announced", 3, seed=15), days=9, seed=16)
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
