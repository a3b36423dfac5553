"""The engines agree to the bit, which is more than the 1e-12 of a column's largest asked for."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import xarray as xr
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

import model
from model.parameters import Parameters, Vote
from tests.parity.compare import same_bits, same_numbers
from tests.strategies import default, parameters, run, seeds

FEW = settings(max_examples=10, phases=(Phase.explicit, Phase.reuse, Phase.generate))
ROOT = Path(__file__).resolve().parents[2]
#: Four states of day 0. The last three points share one, which is one cadCAD model, swept.
POINTS = (
    ({"pool_usd_reserve": 1e6}, (Vote("burn_share", 0.5, proposed=1),)),
    ({"burn_share": 0.2, "unbonding_days": 20}, ()),
    ({"burn_share": 0.9, "market_rule": "clearing"}, ()),
    ({"velocity": 5.0}, (Vote("burn_share", 0.1, proposed=0),)),
    ({"velocity": 20.0}, (Vote("protocol_take", 0.2, proposed=0),)),
    ({}, ()),
)


def check(name: str, points: list[Parameters], seed: int, days: int = 25) -> None:
    """cadCAD's printed blocks, the plain loop and the arrays give every column alike."""
    economy = model.economy(name)
    drawn = model.shocks(economy, days=days, runs=2, seed=seed)
    for index, point in enumerate(points):
        changed = {n: v for n, v in point.items() if v != default(n)}
        note(f"point {index}: {changed}, votes {point.votes}")
    reference = model.simulate(economy, points, drawn, engine="cadcad")
    same_bits(reference, model.simulate(economy, points, drawn, engine="python"))
    same_numbers(reference, model.simulate(economy, points, drawn, engine="numpy"))


@FEW
@given(st.lists(parameters("announced", extreme=False, days=25), min_size=1, max_size=3), seeds)
def test_engines_agree_within_the_ranges_of_the_facts(points: list[Parameters], seed: int) -> None:
    check("announced", points, seed)


@FEW
@given(st.lists(parameters("announced", days=25), min_size=1, max_size=3), seeds)
def test_engines_agree_at_the_edges_of_the_domains(points: list[Parameters], seed: int) -> None:
    check("announced", points, seed)


@FEW
@given(st.lists(parameters("deployed", days=25), min_size=1, max_size=3), seeds)
def test_engines_agree_on_the_deployed_economy(points: list[Parameters], seed: int) -> None:
    check("deployed", points, seed)


@pytest.mark.parametrize("name", ["announced", "deployed"])
def test_engines_agree_for_five_years(name: str) -> None:
    reference = run(name, days=1825, engine="cadcad")
    same_bits(reference, run(name, days=1825, engine="python"))
    same_numbers(reference, run(name, days=1825, engine="numpy"))


# Sweeps and Monte Carlo ----------------------------------------------------------------------


def swept() -> list[Parameters]:
    return [model.parameters("announced", votes=votes, **changes) for changes, votes in POINTS]


def sweep(engine: str, days: int = 12) -> xr.Dataset:
    economy = model.economy("announced")
    return model.sweep(economy, swept(), model.shocks(economy, days, runs=3, seed=11), engine)


def test_sweeps_and_monte_carlo_agree_between_engines() -> None:
    """Points with unlike states on day 0, with unlike votes; every run of every point."""
    reference = sweep("cadcad")
    assert dict(reference.sizes) == {"point": 6, "run": 3, "day": 13}
    same_bits(reference, sweep("python"))
    same_numbers(reference, sweep("numpy"))


def test_points_and_runs_are_not_mixed_up() -> None:
    """Each point of a sweep, each run of a Monte Carlo, is what it is alone."""
    economy, together = model.economy("announced"), sweep("cadcad")
    drawn = model.shocks(economy, days=12, runs=3, seed=11)
    for index, point in enumerate(swept()):
        for r in range(3):
            alone = model.simulate(economy, point, drawn.isel(run=[r]), engine="python")
            same_bits(alone.isel(run=0), together.isel(point=index, run=r))
    ends = [float(together["price"][i, r, -1]) for i in range(6) for r in range(3)]
    assert len(set(ends)) == 18, "points and runs differ from each other"


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
            [sys.executable, "-c", code],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_days_differ_from_each_other() -> None:
    """A run that repeats its first day would agree with itself in every engine."""
    prices = run(days=90)["price"].to_numpy().ravel()
    assert all(one != other for one, other in pairwise(prices))
