"""The command line: what a stranger types, and what is refused in one line with status 2."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import sympy as sp
import xarray as xr

import model
from model.__main__ import main
from model.simulation import ENGINES

SHORT = ["--days", "5", "--quiet"]


def called(command: str, words: list[str]) -> list[str]:
    """A short run with some words, which may say its days themselves."""
    return [command, *(["--quiet"] if "--days" in words else SHORT), *words]


def test_run_saves_a_row_a_day_that_other_programs_read(tmp_path: Path) -> None:
    out = tmp_path / "run.parquet"
    assert main(["run", *SHORT, "--runs", "2", "--engine", "cadcad", "--out", str(out)]) == 0
    frame = pd.read_parquet(out)
    assert len(frame) == 2 * 6
    assert set(frame["day"]) == set(range(6))
    assert frame["burned"].max() > 0


def test_the_three_formats_hold_the_same_numbers(tmp_path: Path) -> None:
    frames = []
    for ending in ("parquet", "csv", "nc"):
        out = tmp_path / f"run.{ending}"
        assert main(["run", *SHORT, "--out", str(out)]) == 0
        frames.append(
            pd.read_parquet(out)
            if ending == "parquet"
            else pd.read_csv(out)
            if ending == "csv"
            else xr.load_dataset(out).to_dataframe().reset_index()
        )
    for other in frames[1:]:
        pd.testing.assert_frame_equal(
            frames[0], other[frames[0].columns], check_dtype=False, rtol=0, atol=0
        )


def test_netcdf_carries_the_units(tmp_path: Path) -> None:
    out = tmp_path / "run.nc"
    assert main(["run", *SHORT, "--out", str(out)]) == 0
    assert xr.load_dataset(out)["price"].attrs["units"] == "USD/AI"


def test_sweep_runs_all_combinations_and_labels_them(tmp_path: Path) -> None:
    out = tmp_path / "sweep.nc"
    words = ["--vary", "burn_share=0.5,0.7", "--vary", "pool_fee=0.001,0.003,0.01"]
    assert main(["sweep", *SHORT, *words, "--out", str(out)]) == 0
    ds = xr.load_dataset(out)
    points = set(zip(ds["burn_share"].values.tolist(), ds["pool_fee"].values.tolist(), strict=True))
    assert points == {(b, f) for b in (0.5, 0.7) for f in (0.001, 0.003, 0.01)}


@pytest.mark.parametrize(
    "command",
    ["run", "sweep", "ensemble", "facts", "parameters", "equations", "claims", "rests", "verify"],
)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert command in capsys.readouterr().out


def test_facts_name_their_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", "burn_bps"]) == 0
    text = capsys.readouterr().out
    assert "7000" in text
    assert "DeployBuybackVault" in text


def test_facts_print_their_values_in_bear_and_bull(capsys: pytest.CaptureFixture[str]) -> None:
    fact = model.facts["usage_at_maturity"]
    assert main(["facts", "usage_at_maturity"]) == 0
    assert f"bear: {fact.bear:g}; bull: {fact.bull:g}" in capsys.readouterr().out
    assert main(["facts", "burn_bps"]) == 0
    assert "bear" not in capsys.readouterr().out


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["announced", "deployed"])
@pytest.mark.parametrize("scenario", ["observed", "bear", "base", "bull"])
def test_every_state_of_the_world_runs_on_every_engine(
    scenario: str, name: str, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--economy", name, "--scenario", scenario, "--engine", engine]
    assert main(["run", "--days", "3", "--quiet", *words]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{name}: 1 points × 1 runs × 3 days with {engine}")
    (price,) = re.findall(r"^price +(\S+)", said, re.MULTILINE)
    assert 0.001 < float(price) < 1


def test_parameters_are_those_of_the_economy(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("announced", "deployed"):
        assert main(["parameters", "--economy", name]) == 0
        row = re.search(r"^opening_day +(\d+)", capsys.readouterr().out, re.MULTILINE)
        assert row
        assert int(row[1]) == model.parameters(name)["opening_day"]


@pytest.mark.parametrize("form", ["text", "latex", "python"])
def test_equations_of_a_block_name_the_burn(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["equations", "split", "--format", form]) == 0
    assert "burn" in capsys.readouterr().out


#: words of a bad call -> what the one line must name
BAD = {
    "out of domain": (["--set", "burn_share=2"], ["burn_share", "2", "[0, 1]"]),
    "not a number": (["--set", "burn_share=nan"], ["burn_share", "nan", "finite"]),
    "infinite": (["--set", "velocity=inf"], ["velocity", "inf", "finite"]),
    "wrong unit": (["--set", "pool_usd_reserve=5 AI"], ["pool_usd_reserve", "5 AI", "USD"]),
    "unknown parameter": (["--set", "burn_shar=0.5"], ["burn_shar", "'burn_share'"]),
    "unknown alternative": (["--set", "price_rule=exogen"], ["price_rule", "'exogenous'"]),
    "shares above one": (["--set", "burn_share=0.995"], ["burn_share", "0.995", "lower"]),
    "allocation": (["--set", "team_share=0.3"], ["allocation", "0.3", "sum to 1"]),
    "not a pair": (["--set", "burn_share"], ["burn_share", "NAME=VALUE"]),
    "set twice": (
        ["--set", "pool_fee=0.01", "--set", "pool_fee=0.02"],
        ["pool_fee twice", "0.01", "0.02"],
    ),
    "the scenario as a parameter": (["--set", "scenario=1"], ["scenario", "--scenario"]),
    "an argument of ours": (["--set", "economy=2"], ["no parameter 'economy'"]),
    "too many days": (["--days", "9999999999"], ["9,999,999,999 days", "GB", "ensemble"]),
    "a name of the system": (["--out", "x" * 300 + ".csv"], ["too long"]),
    "a zero in a name": (["--out", "a\0b.csv"], ["names no file"]),
    "no days": (["--days", "0"], ["days=0", "at least 1"]),
    "negative runs": (["--runs", "-3"], ["runs=-3", "at least 1"]),
    "negative seed": (["--seed", "-1"], ["seed=-1", "at least 0"]),
    "unknown engine": (["--engine", "warp"], ["warp", "numpy", "cadcad"]),
    "unknown economy": (["--economy", "announce"], ["announce", "'announced'"]),
    "unknown scenario": (["--scenario", "bulll"], ["bulll", "'bull'"]),
    "vote out of bounds": (["--vote", "max_slippage=600 bps@10"], ["max_slippage", "600 bps"]),
    "short TWAP window": (["--vote", "twap_window=60@10"], ["twap_window", "60", "1800"]),
    "vote without a day": (["--vote", "max_slippage=0.01"], ["NAME=VALUE@DAY"]),
    "vote on what votes cannot change": (["--vote", "velocity=9@10"], ["velocity", "cannot"]),
    "vote that breaks the sum": (["--vote", "burn_share=0.995@10"], ["burn_share", "0.995"]),
    "timelock too short": (["--set", "timelock_days=1"], ["timelock_days", "[7, 365]"]),
    "unknown ending": (["--out", "run.xlsx"], [".xlsx", ".parquet", ".csv", ".nc"]),
    "missing folder": (["--out", "nowhere/run.csv"], ["nowhere", "does not exist"]),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_line_and_status_2(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words, named = BAD[case]
    call = called("run", words)
    assert main(call if "--out" in words else [*call, "--out", "run.csv"]) == 2
    text = capsys.readouterr().err
    assert text.count("\n") == 1
    assert "Traceback" not in text
    for part in named:
        assert part in text, text
    assert list(tmp_path.iterdir()) == []


def test_an_existing_output_is_kept_unless_forced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.csv"
    out.write_text("mine")
    assert main(["run", *SHORT, "--out", str(out)]) == 2
    assert "--force" in capsys.readouterr().err
    assert out.read_text() == "mine"
    assert main(["run", *SHORT, "--out", str(out), "--force"]) == 0
    assert out.read_text() != "mine"


def test_a_failing_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from model import storage

    def half(ds: xr.Dataset, path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(storage.WRITERS, ".csv", half)
    assert main(["run", *SHORT, "--out", str(tmp_path / "run.csv")]) == 2
    assert list(tmp_path.iterdir()) == []


def test_the_module_runs_as_a_program_and_is_quiet() -> None:
    environment = {**os.environ, "PYTHONWARNINGS": "default"}
    call = [sys.executable, "-m", "model", "run", "--days", "3", "--quiet", "--engine", "cadcad"]
    done = subprocess.run(call, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0
    assert "cadCAD" not in done.stdout  # its banner
    assert "Warning" not in done.stderr.replace("DeprecationWarning", ""), done.stderr
    assert done.stdout.startswith("announced")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--runs", "2", "--runs=3"], "--runs is given twice: 2 and 3"),
        (["ensemble", "--seed", "1", "--seed", "1"], "--seed is given twice"),
        (["run", "--day", "3"], "unrecognized arguments: --day 3"),
        (["run", "--runs", "many"], "--runs: 'many' is not a whole number: write digits"),
        (["sweep", "--samples", "2_000"], "'2_000' is not a whole number"),
        (["solve", "price", "--lever", "x", "--at-day", "４０"], "'４０' is not a whole number"),
        (["solve", "price", "--equals", "infinity"], "'infinity' is not a number: write it as 0.5"),
        (["walk"], "invalid choice: 'walk'"),
        ([], "required: COMMAND"),
    ],
)
def test_words_that_cannot_be_read_are_one_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    text = capsys.readouterr().err
    assert text.count("\n") == 1
    assert said in text
    assert "--help shows what there is" in text


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (KeyboardInterrupt(), 130, "stopped; nothing was saved"),
        (OSError(28, "No space left on device"), 2, "No space left on device: free space"),
        (PermissionError(13, "Permission denied", "x.nc"), 2, "x.nc: Permission denied"),
        (MemoryError(), 2, "not enough memory: ask for fewer days"),
        (RecursionError("deep"), 2, "unexpected RecursionError: deep; set MODEL_TRACEBACK=1"),
        (TypeError("odd\nlines"), 2, "unexpected TypeError: odd lines"),
        (RuntimeError("can't start new thread"), 2, "unexpected RuntimeError"),
        (AttributeError("no shape"), 2, "unexpected AttributeError"),
        (StopIteration(), 2, "unexpected StopIteration"),
        (ZeroDivisionError("division by zero"), 2, "unexpected ZeroDivisionError"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, BaseException) else "",
)
def test_no_error_of_any_kind_is_a_traceback(
    error: BaseException,
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr("model.commands.simulate._simulate", fails)
    assert main(["run", *SHORT]) == status
    text = capsys.readouterr().err
    assert text.startswith("model run: ")
    assert said in text
    assert text.count("\n") == 1
    if status == 2:
        monkeypatch.setenv("MODEL_TRACEBACK", "1")
        with pytest.raises(type(error)):
            main(["run", *SHORT])


def test_a_stopped_ensemble_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stops(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("model.ensembles.ensemble.ensemble", stops)
    assert main(["ensemble", *SHORT, "--store", str(tmp_path / "s")]) == 130
    assert f"kept in {tmp_path / 's'}: the same command goes on" in capsys.readouterr().err


def test_verify_names_the_claim_that_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two claims only, and a wrong constant in one of them."""
    right, other = model.claims["fees-are-divided-exactly"], model.claims["swap-never-empties"]
    left, number = right.statement.args
    wrong = replace(right, statement=sp.Eq(left, 2 * number, evaluate=False))
    monkeypatch.setattr("model.verify.claims", {c.id: c for c in (other, wrong)})
    assert main(["verify"]) == 1
    said = capsys.readouterr()
    held = rf"^{other.id} +\d+\.\d s  \w+, decided by \w+, checked in \d+ cases"
    assert re.search(held, said.out, re.MULTILINE)
    assert re.search(rf"^{wrong.id} +\d+\.\d s  FAILED", said.out, re.MULTILINE)
    assert "1 of 2 claims hold" in said.out
    assert wrong.id in said.err
    monkeypatch.setattr("model.verify.claims", {other.id: other})
    assert main(["verify"]) == 0
    assert "agree to the bit" in capsys.readouterr().out
