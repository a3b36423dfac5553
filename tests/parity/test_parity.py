"""The engines agree to the bit, which is more than the 1e-12 of a column's largest asked for."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import model
from model.experiments.random_points import random_points, with_votes
from model.parameter_sets import NEVER, SCENARIOS, Parameters, Vote
from model.points import Points
from tests.parity.compare import same_bits
from tests.parity.wild_points import wild_points
from tests.strategies import ECONOMIES, run

ROOT = Path(__file__).resolve().parents[2]
#: Four states of day 0. The last three points share one, which is one cadCAD model, swept.
POINTS: tuple[tuple[dict[str, Any], tuple[Vote, ...]], ...] = (
    ({"pool_usd_reserve": 1e6}, (Vote("burn_share", 0.5, proposed=1),)),
    ({"burn_share": 0.2, "unbonding_days": 20}, ()),
    ({"burn_share": 0.9, "market_rule": "clearing"}, ()),
    ({"velocity": 5.0}, (Vote("burn_share", 0.1, proposed=0),)),
    ({"velocity": 20.0}, (Vote("protocol_take", 0.2, proposed=0),)),
    ({}, ()),
)


def check(points: Points, days: int = 12, runs: int = 2) -> None:
    """cadCAD's printed blocks, the plain loop, arrays and compiled code give every column alike."""
    economy = model.economy(points.economy)
    shocks = model.shocks(economy, days=days, runs=runs, seed=5)
    reference = model.simulate(economy, points, shocks, engine="cadcad")
    for engine in ("python", "kernel", "lanes"):
        same_bits(reference, model.simulate(economy, points, shocks, engine=engine))
    same_bits(reference, model.simulate(economy, points, shocks, engine="numpy"))


@pytest.mark.parametrize("name", ECONOMIES)
def test_engines_agree_within_the_ranges_of_the_facts(name: str) -> None:
    opening = 3.0 if name == "announced" else float(NEVER)
    fixed = {"opening_day": np.full(6, opening)}
    check(with_votes(random_points(name, 6, seed=1, fixed=fixed), days=12, seed=2))


@pytest.mark.parametrize("name", ECONOMIES)
def test_engines_agree_at_the_edges_of_the_domains(name: str) -> None:
    check(with_votes(wild_points(name, 6, seed=3, days=12), days=12, seed=4))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_engines_agree_in_every_scenario(scenario: str) -> None:
    """In the first days, and with the market open from the third on unless it stays closed."""
    point = model.parameters("announced", scenario)
    opened = model.parameters("announced", scenario, opening_day=3)
    check(Points.of([point, opened]), days=6, runs=1)


@pytest.mark.parametrize("days", [500, pytest.param(1825, marks=pytest.mark.bench)])
def test_engines_agree_for_years(days: int) -> None:
    """The market is closed in the first of them."""
    reference = run(days=days, engine="cadcad")
    for engine in ("python", "kernel", "lanes"):
        same_bits(reference, run(days=days, engine=engine))
    same_bits(reference, run(days=days, engine="numpy"))


# Sweeps and Monte Carlo ----------------------------------------------------------------------


def swept() -> list[Parameters]:
    return [
        model.parameters("announced", votes=votes, opening_day=2, **changes)
        for changes, votes in POINTS
    ]


def sweep(engine: str, days: int = 12) -> xr.Dataset:
    economy = model.economy("announced")
    return model.sweep(economy, swept(), model.shocks(economy, days, runs=3, seed=11), engine)


def test_sweeps_and_monte_carlo_agree_between_engines() -> None:
    """Points with unlike states on day 0, with unlike votes; every run of every point."""
    reference = sweep("cadcad")
    assert dict(reference.sizes) == {"point": 6, "run": 3, "day": 13}
    same_bits(reference, sweep("python"))
    same_bits(reference, sweep("numpy"))


def test_points_and_runs_are_not_mixed_up() -> None:
    """Each point of a sweep, each run of a Monte Carlo, is what it is alone."""
    economy, together = model.economy("announced"), sweep("cadcad")
    drawn = model.shocks(economy, days=12, runs=3, seed=11)
    for index, point in list(enumerate(swept()))[::2]:
        for r in (0, 2):
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
    """Whatever order its sets and dictionaries of names have."""
    code = (
        "import model, hashlib\n"
        "e = model.economy('announced')\n"
        "u = model.shocks(e, days=20, runs=2, seed=9)\n"
        "ds = model.simulate(e, model.parameters('announced'), u, engine='numpy')\n"
        "print(hashlib.sha256(b''.join(ds[n].values.tobytes() for n in sorted(ds))).hexdigest())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONHASHSEED": "1", "PATH": "/usr/bin:/bin"},
    )
    here = run(days=20, runs=2, seed=9, engine="numpy")
    bits = b"".join(here[name].to_numpy().tobytes() for name in sorted(map(str, here)))
    assert done.stdout.strip() == hashlib.sha256(bits).hexdigest()


def test_days_differ_from_each_other() -> None:
    """A run that repeats its first day would agree with itself in every engine."""
    prices = run(days=90)["price"].to_numpy().ravel()
    assert all(one != other for one, other in pairwise(prices))
