"""An ensemble is the same to the bit however it is done, and true to its trajectories."""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray

import model
from model import memory
from model.ensembles import designs
from model.ensembles.blocks import plan
from model.ensembles.ensemble import EnsembleError, ensemble
from model.ensembles.outcomes import At, FirstPassage, Last, Lowest
from model.ensembles.paired import paired
from model.ensembles.reductions import Mean, Share, Variance
from model.ensembles.sketch import Quantiles
from model.points import vary
from model.simulation import SimulationError
from tests.ensembles.shared import same, small

ECONOMY = model.economy("announced")
BASE = model.parameters("announced")
OPENED: dict[str, Any] = {"opening_day": 1, "adoption_midpoint": 0.0}
TWO = [model.parameters("announced", burn_share=share, **OPENED) for share in (0.2, 0.7)]


@pytest.fixture(scope="module")
def whole() -> xr.Dataset:
    return small()


@pytest.mark.parametrize(
    ("workers", "chunk"), [(1, None), (1, 256), (2, 1000), (3, 512), (7, 256), (2, 10**6)]
)
def test_threads_and_chunks_change_no_bit(
    workers: int, chunk: int | None, whole: xr.Dataset
) -> None:
    same(small(workers=workers, chunk=chunk), whole)


def test_what_is_held_at_a_time_changes_no_bit(
    whole: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (2**17, 2**30):
        monkeypatch.setattr("model.ensembles.blocks.ROOM", room)
        same(small(), whole)


def test_the_order_of_arrival_changes_no_bit(
    whole: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    import random
    import time

    from model.ensembles import work
    from model.ensembles.blocks import compute

    clock = random.Random(1)

    def late(*given):  # type: ignore[no-untyped-def]
        time.sleep(clock.random() * 0.02)
        return compute(*given)

    monkeypatch.setattr(work, "compute", late)
    same(small(workers=8), whole)


def test_it_reduces_what_simulate_returns(whole: xr.Dataset) -> None:
    shocks = model.shocks(ECONOMY, days=40, runs=300, seed=7)
    paths = model.sweep(ECONOMY, TWO, shocks, engine="python")
    ds = small(runs=300)
    days = [0, 10, 20, 30, 40]
    assert ds["day"].to_numpy().tolist() == days
    for name in ("price", "burned", "buyback"):
        kept = paths[name].sel(day=days)
        scale = float(abs(paths[name]).max())
        error = abs(ds[f"{name}_mean"] - kept.mean("run")).max()
        assert float(error) <= 1e-12 * scale
        variance = kept.var("run", ddof=1)
        assert np.allclose(ds[f"{name}_variance"], variance, rtol=1e-9, equal_nan=True)
    low = (paths["price"].isel(day=slice(1, None)) < 0.03).to_numpy()
    assert 0 < low.any(-1).mean() < 1
    first = np.where(low.any(-1), low.argmax(-1) + 1.0, np.inf)
    assert (ds["low"].to_numpy() == first).all()
    peak = paths["pressure_consumer"].isel(day=slice(1, None)).max("day")
    assert np.allclose(ds["peak"], peak, rtol=1e-12)
    assert np.allclose(ds["peak_mean"], peak.mean("run"), rtol=1e-12)


def test_without_reductions_the_trajectories_are_returned() -> None:
    ds = ensemble(
        ECONOMY,
        TWO,
        30,
        600,
        3,
        keep=("price", "buyback"),
        every=7,
        reduce=(),
        outcomes={"end": Last("price")},
        chunk=256,
    )
    paths = model.sweep(ECONOMY, TWO, model.shocks(ECONOMY, 30, 600, 3), engine="numpy")
    assert ds["day"].to_numpy().tolist() == [0, 7, 14, 21, 28, 30]
    assert ds["price"].dims == ("point", "run", "day")
    for name in ("price", "buyback"):
        expected = paths[name].sel(day=ds["day"])
        assert np.allclose(ds[name], expected, rtol=1e-12, equal_nan=True)
    assert (ds["end"] == ds["price"].sel(day=30)).all()


def test_one_set_of_parameters_has_no_dimension_of_points() -> None:
    ds = ensemble(ECONOMY, BASE, 5, 20, 3, keep=["price"], days_kept=[5, 1, 5])
    assert ds["price_mean"].dims == ("day",)
    assert ds["price_quantile"].dims == ("day", "quantile")
    assert ds["day"].to_numpy().tolist() == [1, 5]


def test_a_sweep_of_single_runs_labels_what_varies() -> None:
    points = designs.latin_hypercube(ECONOMY, BASE, ["burn_share", "pool_fee"], 300, 3)
    ds = ensemble(
        ECONOMY, points, 20, 1, 3, outcomes={"end": At("burned", 20)}, reduce=(), chunk=70
    )
    assert ds["end"].dims == ("point", "run")
    assert (ds["burn_share"].to_numpy() == points.columns["burn_share"]).all()
    assert ds["pool_fee"].attrs["units"] == "1"
    paths = model.sweep(ECONOMY, points[:3], model.shocks(ECONOMY, 20, 1, 3))
    assert np.allclose(ds["end"][:3], paths["burned"].sel(day=20), rtol=1e-12)


def test_results_say_their_unit_and_what_made_them(whole: xr.Dataset) -> None:
    assert whole["price_mean"].attrs["units"] == "USD/AI"
    assert whole["price_variance"].attrs["units"] == "(USD/AI)**2"
    assert whole["price_share_above"].attrs["units"] == "1"
    assert whole["low_quantile"].attrs["units"] == "day"
    assert "5000 runs" in whole["low_quantile"].attrs["long_name"]
    assert whole.attrs["seed"] == 7
    assert whole.attrs["runs"] == 5000
    assert whole["burn_share"].to_numpy().tolist() == [0.2, 0.7]


def test_the_engine_is_chosen_for_all_trajectories_and_not_for_a_chunk() -> None:
    ds = ensemble(ECONOMY, BASE, 3, 600, 3, keep=["price"], chunk=1)
    assert ds.attrs["engine"] == small(runs=600).attrs["engine"]
    assert ds.attrs["engine"] in ("lanes", "numpy")


def test_the_plan_covers_every_trajectory_once_and_depends_on_the_job_alone() -> None:
    @dataclass
    class Job:
        runs: int
        blocks: int
        days: int = 10

    for points, runs, size in product((1, 3, 50), (1, 255, 256, 257, 5000), (1, 300, 2000, 10**7)):
        job = Job(runs, blocks=-(-runs // 256))
        seen = np.zeros((points, job.blocks), np.int64)
        for chunk in plan(points, job, size):  # type: ignore[arg-type]
            seen[chunk.first : chunk.last, chunk.start : chunk.end] += 1
            width = chunk.end - chunk.start
            assert chunk.start % (1 << (width - 1).bit_length()) == 0
        assert (seen == 1).all()


def test_memory_does_not_grow_with_the_runs() -> None:
    def peak(runs: int) -> int:
        asked = {"keep": ("price", "burned"), "reduce": (Mean(), Variance(), Quantiles(error=0.05))}
        tracemalloc.start()
        ensemble(ECONOMY, BASE, 20, runs, 3, **asked, chunk=512, workers=2)  # type: ignore[arg-type]
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    # The lower of two: what is loaded once, in whichever call, is no cost of the runs.
    few, many = (min(peak(runs), peak(runs)) for runs in (8_000, 64_000))
    assert many < 2 * few


def test_more_runs_add_paths_and_change_none() -> None:
    asked = {"outcomes": {"end": Last("price")}, "reduce": ()}
    few, many = (ensemble(ECONOMY, BASE, 10, runs, 3, **asked) for runs in (300, 700))  # type: ignore[arg-type]
    assert (few["end"] == many["end"].isel(run=slice(300))).all()


def test_progress_is_one_bar_on_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    small(runs=600)
    assert capfd.readouterr() == ("", "")
    small(runs=600, progress=True)
    out, err = capfd.readouterr()
    assert out == ""
    last = err.replace("\r", "\n").strip().splitlines()[-1]
    assert "100%" in last
    assert "48.0k/48.0k" in last
    assert "trajectory-days/s" in last


def test_progress_goes_on_where_it_stopped(tmp_path, capfd) -> None:  # type: ignore[no-untyped-def]
    from model.ensembles import store

    small(runs=600, store=tmp_path)
    (entry,) = store.open(tmp_path)
    entry.place(entry.done[-1]).unlink()
    small(runs=600, store=tmp_path, progress=True)
    lines = capfd.readouterr().err.replace("\r", "\n").strip().splitlines()
    assert not lines[0].split(":")[1].strip().startswith("0%")
    assert "48.0k/48.0k" in lines[-1]


# Policies on the same paths ------------------------------------------------------------------


def test_policies_meet_the_same_paths() -> None:
    policies = {"as it is": BASE, "more burn": model.parameters("announced", burn_share=0.9)}
    policies["as it is, again"] = BASE
    outcomes = {"burned": Last("burned"), "low": Lowest("price")}
    ds = paired(ECONOMY, policies, 60, 500, 5, outcomes)
    assert ds["policy"].to_numpy().tolist() == ["more burn", "as it is, again"]
    assert ds.attrs["against"] == "as it is"
    assert ds["burned_difference"].to_numpy()[1] == 0.0
    assert ds["burned_error"].to_numpy()[1] == 0.0

    def apart(first: int, second: int) -> NDArray[np.float64]:
        ends = []
        for policy, seed in ((BASE, first), (policies["more burn"], second)):
            paths = model.simulate(ECONOMY, policy, model.shocks(ECONOMY, 60, 500, seed))
            ends.append(paths["burned"].sel(day=60).to_numpy())
        return np.asarray(ends[1] - ends[0])

    same_paths, others = apart(5, 5), apart(5, 6)
    assert float(ds["burned_difference"][0]) == pytest.approx(same_paths.mean(), rel=1e-12)
    error = same_paths.std(ddof=1) / np.sqrt(500)
    assert float(ds["burned_error"][0]) == pytest.approx(error, rel=1e-9)
    saved = others.var(ddof=1) / same_paths.var(ddof=1)
    assert float(ds["burned_saved"][0]) == pytest.approx(saved, rel=0.25)
    assert saved > 2


def test_a_comparison_needs_two_policies() -> None:
    with pytest.raises(EnsembleError, match="two policies"):
        paired(ECONOMY, [BASE], 5, 10, 1, {"end": Last("price")})
    with pytest.raises(EnsembleError, match="2 runs"):
        paired(ECONOMY, TWO, 5, 1, 1, {"end": Last("price")})


# What cannot be asked ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"keep": (), "outcomes": {}}, "nothing is asked for"),
        ({"keep": ("prise",)}, "no column 'prise'; did you mean 'price'"),
        ({"keep": ("burn_share",)}, "no column 'burn_share'"),
        ({"outcomes": {"x": Last("prise")}}, "no column 'prise'"),
        ({"outcomes": {"price": Last("price")}}, "an outcome cannot be called 'price'"),
        ({"outcomes": {"a b": Last("price")}}, "an outcome cannot be called 'a b'"),
        ({"outcomes": {"x": At("price", 41)}}, r"day from 1 to 40"),
        ({"runs": 0}, "runs=0"),
        ({"days": 2.5}, "days=2.5"),
        ({"every": 0}, "every=0"),
        ({"workers": 0}, "workers=0"),
        ({"chunk": -1}, "chunk=-1"),
        ({"days_kept": [41]}, r"\[41\].*from 0 to 40"),
    ],
)
def test_what_cannot_be_asked_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(EnsembleError, match=words):
        small(**changes)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([], "no parameters are given"),
        ([{"burn_share": 1}], "dict is not a set of parameters"),
        (model.parameters("deployed"), "of 'deployed', not of 'announced'"),
    ],
)
def test_points_of_another_economy_are_refused(points: object, words: str) -> None:
    with pytest.raises(EnsembleError, match=words):
        ensemble(ECONOMY, points, 3, 3, 3, keep=["price"])  # type: ignore[arg-type]


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(SimulationError, match="no engine is called 'warp'"):
        small(engine="warp")


@pytest.mark.parametrize("engine", ["lanes", "kernel", "numpy"])
def test_a_run_that_breaks_is_named(engine: str) -> None:
    """By its number among all points, wherever the chunk that holds it begins."""
    points = model.ensembles.designs.grid(ECONOMY, BASE, {"premium_at_launch": [1e8] * 7})
    points.columns["premium_at_launch"][5] = np.inf
    with pytest.raises(SimulationError, match=r"not a finite number in point 5, run 0\).*bring"):
        ensemble(ECONOMY, points, 4, 3, 3, keep=["price"], engine=engine, chunk=3, workers=2)


def test_an_outcome_of_the_readers_own() -> None:
    from tests.ensembles.own_outcome import Drop

    ds = ensemble(
        ECONOMY,
        BASE,
        20,
        300,
        3,
        outcomes={"drop": Drop()},
        reduce=(Mean(), Share(above=0.5)),
    )
    paths = model.simulate(ECONOMY, BASE, model.shocks(ECONOMY, 20, 300, 3))["price"]
    drop = 1 - paths.isel(day=20) / paths.isel(day=1)
    assert float(ds["drop_mean"]) == pytest.approx(float(drop.mean()), rel=1e-10)
    assert float(ds["drop_share_above"]) == float((drop > 0.5).mean())


def test_default_reductions_are_mean_variance_and_quantiles() -> None:
    plain = ensemble(ECONOMY, BASE, 5, 20, 3, keep=["price"])
    listed = (Mean(), Variance(), Quantiles())
    named = ensemble(ECONOMY, BASE, 5, 20, 3, keep="price", reduce=listed)
    same(plain, named)


# Names and cost --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcomes", "keep", "said"),
    [
        ({"price_mean": Last("burned")}, ["price"], "'price_mean'"),
        ({"day": Last("burned")}, [], "'day'"),
        ({"burn_share": Last("burned")}, ["price"], "'burn_share'"),
        ({"quantile": Last("burned")}, ["price"], "'quantile'"),
        ({"low": FirstPassage("price", below=1.0), "low_never": Last("price")}, [], "low_never"),
    ],
)
def test_two_parts_of_a_result_have_two_names(outcomes, keep, said) -> None:  # type: ignore[no-untyped-def]
    economy = model.economy("deployed")
    base = model.parameters("deployed")
    points = vary(economy, base, {"burn_share": np.array([0.5, 0.6])})
    with pytest.raises(EnsembleError, match=said):
        model.ensemble(economy, points, 5, 4, 1, keep=keep, outcomes=outcomes, keep_outcomes=True)


def test_a_first_passage_says_the_share_that_never_passed_and_the_mean_of_the_rest() -> None:
    economy, point = model.economy("announced"), model.parameters("announced")
    call = (economy, point, 40, 64, 7)
    paths = model.ensemble(*call, keep=["price"], every=1, reduce=())["price"]
    limit = float(paths.isel(day=slice(1, None)).min("day").median())
    below = (paths.isel(day=slice(1, None)) < limit).to_numpy()
    assert 0 < below.any(-1).mean() < 1
    found = model.ensemble(*call, keep=[], outcomes={"low": FirstPassage("price", below=limit)})
    assert float(found["low_never_mean"]) == 1 - below.any(-1).mean()
    passed = below[below.any(-1)].argmax(-1) + 1
    assert float(found["low_mean"]) == pytest.approx(passed.mean(), rel=1e-12)
    assert found["low_never_mean"].attrs["units"] == "1"


def test_an_ensemble_that_no_machine_finishes_is_refused_at_once() -> None:
    economy, point = model.economy("deployed"), model.parameters("deployed")
    with pytest.raises(EnsembleError, match="ask for fewer runs, points or days"):
        model.ensemble(economy, point, 10**8, 10**8, 1, keep=["price"], every=10**8)
    with pytest.raises(memory.TooLarge, match="keep fewer columns or days"):
        model.ensemble(economy, point, 10**6, 10**6, 1, keep=["price"], every=1, reduce=())
