"""cadCAD as an executor: quiet, with its own sweeps and Monte Carlo, and most of the time."""

from __future__ import annotations

import cProfile
import pstats
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import model
from model.draws import draws
from model.engines import with_cadcad
from model.engines.problem import Problem
from model.points import Points
from tests.parity.compare import same_bits

ROOT = Path(__file__).resolve().parents[2]
ECONOMY = model.economy("announced")


def problem(changes: list[dict[str, Any]], runs: int = 1, days: int = 3) -> Problem:
    points = [model.parameters("announced", **change) for change in changes]
    return Problem(ECONOMY, Points.of(points), draws(ECONOMY, days, runs, 7), runs, days)


def test_a_fresh_interpreter_hears_nothing_from_cadcad() -> None:
    """Neither its banner nor a warning: a notebook that writes to standard error fails the book."""
    code = (
        "import model\n"
        "e = model.economy('announced')\n"
        "p = [model.parameters('announced', burn_share=b) for b in (0.1, 0.2)]\n"
        "model.simulate(e, p, model.shocks(e, 3, 2, 1), engine='cadcad')\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert (told.stdout, told.stderr) == ("", "")


def test_points_that_share_a_first_day_are_one_cadcad_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its own ``M`` carries them, its own ``N`` the runs; another first day is another model."""
    seen = []
    original = vars(with_cadcad)["Experiment"].append_model

    def spy(self, **given):  # type: ignore[no-untyped-def]
        seen.append(given)
        return original(self, **given)

    monkeypatch.setattr("model.engines.with_cadcad.Experiment.append_model", spy)
    changes = [{"velocity": 5.0}, {"pool_usd_reserve": 1e6}, {"velocity": 20.0}]
    with_cadcad.run(problem(changes, runs=2), lambda days: None)
    assert len(seen) == 2
    swept = [[c["M"]["velocity"] for c in given["sim_configs"]] for given in seen]
    assert swept == [[5.0, 20.0], [10.0]]
    assert all(c["N"] == 2 and len(c["T"]) == 3 for given in seen for c in given["sim_configs"])


def test_every_day_of_every_trajectory_is_ticked() -> None:
    ticks: list[int] = []
    with_cadcad.run(problem([{}, {"burn_share": 0.1}], runs=3, days=4), ticks.append)
    assert sum(ticks) == 2 * 3 * 4


def test_no_cell_is_left_empty() -> None:
    arrays = with_cadcad.run(problem([{}, {"stake_days": 5.0}], runs=2), lambda days: None)
    assert {a.shape for a in arrays.values()} == {(2, 2, 4)}
    for name, values in arrays.items():
        assert np.isfinite(values[..., 1:]).all(), name


def test_running_again_is_running_afresh() -> None:
    """cadCAD keeps configurations in module state; a second run must not see the first's."""
    points = [model.parameters("announced", burn_share=b) for b in (0.1, 0.9)]
    drawn = model.shocks(ECONOMY, 4, 1, 7)
    first = model.simulate(ECONOMY, points[0], drawn, engine="cadcad")
    model.simulate(ECONOMY, points[1], drawn, engine="cadcad")
    same_bits(first, model.simulate(ECONOMY, points[0], drawn, engine="cadcad"))


def _ours(file: str) -> bool:
    return file.startswith("<printed") or str(ROOT / "model") in file


def shares(stats: pstats.Stats) -> tuple[float, float]:
    """Parts of the profiled time: our functions with the built-ins they call, and the rest."""
    ours = total = 0.0
    for (file, _, _), (_, _, own, _, callers) in stats.stats.items():  # type: ignore[attr-defined]
        total += own
        if _ours(file):
            ours += own
        elif file == "~":  # a built-in belongs to whom it is called by
            ours += sum(each[2] for caller, each in callers.items() if _ours(caller[0]))
    return ours / total, 1 - ours / total


@pytest.mark.bench
def test_most_of_a_five_year_run_is_cadcads_own_machinery(
    capsys: pytest.CaptureFixture[str],
) -> None:
    point, drawn = model.parameters("announced"), model.shocks(ECONOMY, 1825, 1, 7)
    model.simulate(ECONOMY, point, model.shocks(ECONOMY, 2), engine="cadcad")  # print and load
    profile = cProfile.Profile()
    profile.enable()
    model.simulate(ECONOMY, point, drawn, engine="cadcad")
    profile.disable()
    ours, machinery = shares(pstats.Stats(profile))
    seconds = {}
    for engine in ("cadcad", "python"):
        begun = time.perf_counter()
        model.simulate(ECONOMY, point, drawn, engine=engine)
        seconds[engine] = time.perf_counter() - begun
    with capsys.disabled():
        print(
            f"\n1,825 days: {machinery:.0%} of the profiled time is cadCAD's machinery, "
            f"{ours:.0%} ours; {seconds['cadcad']:.1f} s with cadCAD, "
            f"{seconds['python']:.2f} s for the same text in a plain loop"
        )
    assert machinery >= 0.6
    # Without the profiler's own cost, which falls on calls: the text alone against the whole.
    assert seconds["python"] <= 0.4 * seconds["cadcad"]
