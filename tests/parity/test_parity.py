"""The engines agree: to the bit where they run one text, else to 1e-12 of a column's largest."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

import model
from model.parameters import Parameters, Vote
from model.quantities import quantity
from model.spec.economy import Economy
from tests.parity.compare import differences, same_bits
from tests.strategies import default, parameters, run, seeds

FEW = settings(max_examples=10, phases=(Phase.explicit, Phase.reuse, Phase.generate))
ROOT = Path(__file__).resolve().parents[2]
#: Three states of day 0: a point of its own, and two that share one.
POINTS = (
    {"pool_usd_reserve": 1e6},
    {"burn_share": 0.2, "unbonding_days": 20},
    {"burn_share": 0.9, "market_rule": "clearing"},
)


def nudged(point: Parameters, generator: np.random.Generator) -> Parameters:
    """A point whose continuous parameters differ in the last bit."""
    values = dict(point)
    for name in values:
        record = quantity(next(s for s in _symbols(point) if s.name == name))
        # A threshold in days is not continuous: a bit more moves an event by a day.
        if not (record.domain.whole or record.unit == "day"):
            values[name] *= 1 + generator.integers(-1, 2) * np.finfo(float).eps
    return dataclasses.replace(point, values_by_name=values)


def _symbols(point: Parameters) -> tuple:  # type: ignore[type-arg]
    return model.economy(point.economy).parameters


def compare(economy: Economy, points: list[Parameters], drawn: xr.Dataset) -> dict[str, float]:
    """Columns in which NumPy and the scalar text differ by more than the law allows."""
    generator = np.random.default_rng(0)
    copies = [nudged(point, generator) for point in points for _ in range(3)]
    arrays = model.simulate(economy, [*points, *copies], drawn, engine="numpy")
    found: dict[str, float] = {}
    for index, point in enumerate(points):
        scalar = model.simulate(economy, point, drawn, engine="cadcad")
        at = len(points) + 3 * index
        near = arrays.isel(point=slice(at, at + 3))
        found.update(differences(scalar, arrays.isel(point=index), near))
    return found


def check(name: str, points: list[Parameters], seed: int) -> None:
    economy = model.economy(name)
    drawn = model.shocks(economy, days=25, runs=1, seed=seed)
    found = compare(economy, points, drawn)
    if found:
        for index, point in enumerate(points):
            changed = {n: v for n, v in point.items() if v != default(n)}
            note(f"point {index}: {changed}, votes {point.votes}")
    assert not found


@FEW
@given(st.lists(parameters("announced", extreme=False, days=25), min_size=2, max_size=2), seeds)
def test_cadcad_and_numpy_agree_within_the_ranges_of_the_facts(
    points: list[Parameters], seed: int
) -> None:
    check("announced", points, seed)


@FEW
@given(st.lists(parameters("announced", days=25), min_size=2, max_size=2), seeds)
def test_cadcad_and_numpy_agree_at_the_edges_of_the_domains(
    points: list[Parameters], seed: int
) -> None:
    check("announced", points, seed)


@settings(FEW, max_examples=20)
@given(parameters("announced", extreme=False, days=25), seeds)
def test_the_allowance_for_columns_that_cancel_is_seldom_used(
    point: Parameters, seed: int
) -> None:
    economy = model.economy("announced")
    drawn = model.shocks(economy, days=25, runs=1, seed=seed)
    scalar = model.simulate(economy, point, drawn, engine="python")
    assert len(differences(scalar, model.simulate(economy, point, drawn, engine="numpy"))) <= 12


@FEW
@given(st.lists(parameters("deployed", days=25), min_size=2, max_size=2), seeds)
def test_cadcad_and_numpy_agree_on_the_deployed_economy(
    points: list[Parameters], seed: int
) -> None:
    check("deployed", points, seed)


@pytest.mark.parametrize("name", ["announced", "deployed"])
def test_the_baseline_agrees_for_years(name: str) -> None:
    """Without the allowance for columns that cancel."""
    scalar, arrays = run(name, days=1825, engine="python"), run(name, days=1825, engine="numpy")
    assert not differences(scalar, arrays)


@settings(FEW, max_examples=12)
@given(st.lists(parameters("announced", days=20), min_size=1, max_size=2), seeds)
def test_cadcad_and_the_plain_loop_agree_to_the_bit(points: list[Parameters], seed: int) -> None:
    economy = model.economy("announced")
    drawn = model.shocks(economy, days=20, runs=2, seed=seed)
    same_bits(
        model.simulate(economy, points, drawn, engine="cadcad"),
        model.simulate(economy, points, drawn, engine="python"),
    )


def test_five_years_of_cadcad_and_the_plain_loop_agree_to_the_bit() -> None:
    same_bits(run(days=1825, engine="cadcad"), run(days=1825, engine="python"))


# Sweeps and Monte Carlo ----------------------------------------------------------------------


def sweep(engine: str, days: int = 20) -> xr.Dataset:
    economy = model.economy("announced")
    votes = (Vote("burn_share", 0.5, proposed=2),)
    points = [model.parameters("announced", votes=votes, **p) for p in POINTS]
    points.append(model.parameters("announced", votes=()))
    return model.sweep(economy, points, model.shocks(economy, days=days, runs=3, seed=11), engine)


def test_sweeps_and_monte_carlo_agree_between_engines() -> None:
    """Points with unlike states on day 0, with unlike votes; every run of every point."""
    reference = sweep("cadcad")
    assert dict(reference.sizes) == {"point": 4, "run": 3, "day": 21}
    same_bits(reference, sweep("python"))
    arrays = sweep("numpy")
    for index in range(4):
        assert not differences(reference.isel(point=index), arrays.isel(point=index))


def test_points_and_runs_are_not_mixed_up() -> None:
    """Each point of a sweep, each run of a Monte Carlo, is what it is alone."""
    economy, together = model.economy("announced"), sweep("cadcad", days=8)
    votes = (Vote("burn_share", 0.5, proposed=2),)
    drawn = model.shocks(economy, days=8, runs=3, seed=11)
    for index, change in enumerate(POINTS):
        point = model.parameters("announced", votes=votes, **change)
        for r in range(3):
            alone = model.simulate(economy, point, drawn.isel(run=[r]), engine="python")
            same_bits(alone.isel(run=0), together.isel(point=index, run=r))
    ends = [float(together["price"][i, r, -1]) for i in range(4) for r in range(3)]
    assert len(set(ends)) >= 9, "points and runs differ from each other"


# Repeatable ----------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["cadcad", "python", "numpy"])
def test_the_same_seed_gives_the_same_bits_alone_and_together(engine: str) -> None:
    economy, point = model.economy("announced"), model.parameters("announced")
    drawn = model.shocks(economy, days=15, runs=5, seed=3)
    together = model.simulate(economy, point, drawn, engine=engine)
    same_bits(together, model.simulate(economy, point, drawn, engine=engine))
    for r in (4, 0):
        alone = model.simulate(economy, point, drawn.isel(run=[r]), engine=engine)
        same_bits(alone.isel(run=0), together.isel(run=r))


@pytest.mark.parametrize("engine", ["cadcad", "python", "numpy"])
def test_more_days_change_no_earlier_day(engine: str) -> None:
    short = run(days=15, seed=5, engine=engine)
    long = run(days=22, seed=5, engine=engine)
    same_bits(short, long.isel(day=slice(0, 16)))


def test_another_process_gives_the_same_bits() -> None:
    code = (
        "import model, hashlib\n"
        "e = model.economy('announced')\n"
        "u = model.shocks(e, days=20, runs=2, seed=9)\n"
        "ds = model.simulate(e, model.parameters('announced'), u, engine='numpy')\n"
        "print(hashlib.sha256(b''.join(ds[n].values.tobytes() for n in sorted(ds))).hexdigest())\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_days_differ_from_each_other() -> None:
    """A run that repeats its first day would agree with itself in every engine."""
    prices = run(days=90)["price"].to_numpy().ravel()
    assert all(one != other for one, other in pairwise(prices))
