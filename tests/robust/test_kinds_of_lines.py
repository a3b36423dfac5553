"""Kinds of fault of the command line, each on an instance: nothing lost, no work before the check,
one line for whatever the system does.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest
import xarray as xr

import model
from model.__main__ import main
from model.engines import cache
from model.ensembles import store
from model.ensembles.store import StoreWarning

ROOT = Path(__file__).resolve().parents[2]
SHORT = ["--days", "9", "--quiet"]
SEEN = {**os.environ, "PYTHONPATH": str(ROOT)}

#: Options of which one would be lost, or that mean nothing beside each other.
AGAINST = {
    "a parameter varied twice": (
        ["sweep", "--vary", "pool_fee=0.001", "--vary", "pool_fee=0.01"],
        "--vary gives pool_fee twice",
    ),
    "set and varied": (
        ["ensemble", "--set", "pool_fee=0.01", "--vary", "pool_fee=0.001,0.01"],
        "pool_fee is both set and varied",
    ),
    "samples of a grid": (
        ["sweep", "--vary", "pool_fee=0.001,0.01", "--samples", "8"],
        "--samples means nothing with a grid",
    ),
    "ratios of a grid": (
        ["sweep", "--vary", "pool_fee=0.001,0.01", "--log"],
        "--log means nothing with a grid",
    ),
    "a design of nothing": (["ensemble", "--design", "sobol"], "has nothing to vary"),
    "two outcomes of one name": (
        ["ensemble", "--outcome", "end=last(price)", "--outcome", "end = total(burned)"],
        "--outcome gives end twice",
    ),
    "two votes of one day": (
        ["run", "--vote", "max_slippage=0.01@3", "--vote", "max_slippage=0.02@3"],
        "two votes set max_slippage on day",
    ),
    "a path twice": (
        ["run", "--path", "price=a.csv", "--path", "price=b.csv"],
        "--path gives price twice",
    ),
    "an outcome that a column is called": (
        ["ensemble", "--keep", "burned", "--outcome", "burned=highest(price)"],
        "an outcome cannot be called 'burned'",
    ),
    "an outcome of the runs that never pass": (
        ["ensemble", "--outcome", "low=first(price < 0.01)", "--outcome", "low_never=last(price)"],
        "low_never is taken",
    ),
    "the working folder as a store": (["ensemble", "--store", "./"], "names no folder"),
    "a store at home": (["ensemble", "--store=~/results"], "begins with ~"),
    "the axis as a column": (["ensemble", "--keep", "price,day"], "day is the axis"),
    "a limit that is no number": (
        ["ensemble", "--outcome", "low=share(price < 1.2.3)"],
        "'1.2.3' cannot be read",
    ),
    "a raised figure as a day": (["run", "--vote", "max_slippage=0.01@³"], "NAME=VALUE@DAY"),
    "a day of five thousand figures": (
        ["ensemble", "--outcome", f"x=at(price @ {'7' * 5000})"],
        "is not of the form",
    ),
    "an address that is none": (
        ["ensemble", "--cluster", "tcp://here:many"],
        "it is no address such as tcp://host:8786",
    ),
}


@pytest.mark.parametrize("case", AGAINST)
def test_no_option_is_lost(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words, said = AGAINST[case]
    assert main([*words, *SHORT, "--out", "kept.csv"]) == 2
    text = capsys.readouterr().err
    assert text.count("\n") == 1, text
    assert said in text, text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "--economy", "deployedd"],
        ["verify", "--economy", "", "--invariants"],
        ["rests", "burn_bsp"],
    ],
)
def test_nothing_is_proved_for_a_name_that_is_not_there(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(*_: object, **__: object) -> None:
        raise AssertionError("work before the check")

    monkeypatch.setattr("model.logic.claim.Claim.prove", work)
    monkeypatch.setattr("model.verify.verify", work)
    monkeypatch.setattr("model.verify.invariants", work)
    assert main(words) == 2
    assert capsys.readouterr().err.count("\n") == 1


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from model.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("ending", ["nc", "csv", "parquet"])
def test_a_disk_that_is_full_is_one_line_and_leaves_nothing(ending: str, tmp_path: Path) -> None:
    """No file may be longer than 20 kB, as the system says it; a result is."""
    words = [sys.executable, "-B", "-c", FULL, "run", "--days", "90", "--quiet", "--out"]
    done = subprocess.run(
        [*words, f"out.{ending}"],
        cwd=tmp_path,
        env=SEEN,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1, done.stderr
    assert f"out.{ending} cannot be written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_stop_from_the_keyboard_is_one_line_and_what_is_kept_is_gone_on_from(
    tmp_path: Path,
) -> None:
    line = ["ensemble", "--days", "12", "--runs", "32768", "--engine", "numpy", "--workers", "1"]
    line += ["--quiet", "--store", "kept"]
    words = [sys.executable, "-m", "model", *line]
    going = subprocess.Popen(words, cwd=tmp_path, env=SEEN, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 100
    while not list(tmp_path.glob("kept/*/chunk-*")) and time.monotonic() < until:
        time.sleep(0.01)
    going.send_signal(signal.SIGINT)
    _, error = going.communicate(timeout=100)
    assert going.returncode == 130
    assert error == (
        "model ensemble: stopped; what was finished is kept in kept: the same command goes on from "
        "there\n"
    )
    (entry,) = store.open(tmp_path / "kept")
    assert 0 < len(entry.done) < entry.chunks
    assert not list(entry.path.glob(f"{store.PART}*"))


def test_warnings_are_a_line_each_on_the_command_line_and_warnings_in_the_interface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["ensemble", *SHORT, "--runs", "3", "--keep", "price", "--store", "kept"]
    assert main(words) == 0
    (chunk,) = tmp_path.glob("kept/*/chunk-000000.parquet")
    chunk.write_bytes(b"half")
    capsys.readouterr()
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        assert main(words) == 0
    said = capsys.readouterr().err
    assert said.count("\n") == 1, said
    assert said.startswith("model ensemble: warning: kept/")
    assert "is not used and computed again" in said
    chunk.write_bytes(b"half")
    which, point = model.economy("announced"), model.parameters("announced")
    with pytest.warns(StoreWarning, match="computed again"):
        model.ensemble(which, point, 9, 3, 7, keep=["price"], every=30, store="kept")
    assert capsys.readouterr().err == ""


def test_a_warning_of_another_package_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def remarks(*_: object) -> None:
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        warnings.warn("a place\nin two lines", cache.CacheWarning, stacklevel=1)

    monkeypatch.setattr("model.commands.simulate._simulate", remarks)
    before = warnings.showwarning
    with pytest.warns(DeprecationWarning, match="old"):
        assert main(["run", *SHORT]) == 0
    assert capsys.readouterr().err == "model run: warning: a place in two lines\n"
    assert warnings.showwarning is before


def test_a_result_says_what_its_edited_draws_are(tmp_path: Path) -> None:
    """Provenance is computed, also of draws turned over or read from 32 bits."""
    which, point = model.economy("deployed"), model.parameters("deployed")
    drawn = model.shocks(which, 5, 3, 11)
    place = tmp_path / "draws.nc"
    drawn.to_netcdf(place, encoding={str(name): {"dtype": "f4"} for name in drawn.data_vars})
    for own in (
        -drawn,
        drawn.assign(demand_noise=drawn["demand_noise"] * 0),
        xr.load_dataset(place),
    ):
        found = model.simulate(which, point, own.assign_attrs(drawn.attrs))
        assert "seed" not in found.attrs
        assert found.attrs["draws"].startswith("own, ")
        assert (found.attrs["version"], found.attrs["days"]) == (model.__version__, 5)
