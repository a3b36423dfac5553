"""The commands ensemble and sweep: designs, outcomes, a store, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import model
from model.__main__ import main
from model.commands.ensemble import outcome
from model.ensembles import outcomes, store
from model.ensembles.ensemble import ensemble

SHORT = ["--days", "20", "--quiet"]


def called(command: str, words: list[str]) -> list[str]:
    """A short ensemble with some words, which may say its days and runs themselves."""
    usual = [("--days", "20"), ("--runs", "2")]
    missing = [word for pair in usual if pair[0] not in words for word in pair]
    return [command, "--quiet", *missing, *words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("end=last(price)", outcomes.Last("price")),
        ("m = average( price )", outcomes.Average("price")),
        ("y=at(price @ 15)", outcomes.At("price", 15)),
        ("f=first(price < 0.01 USD/AI)", outcomes.FirstPassage("price", below="0.01 USD/AI")),
        ("f=first(price>1e-2)", outcomes.FirstPassage("price", above=0.01)),
        ("f=share(reputation < 90 percent)", outcomes.ShareOfDays("reputation", "90 percent")),
    ],
)
def test_outcomes_are_read(text: str, expected: object) -> None:
    name, found = outcome(text)
    assert name == text[: len(name)]
    assert found == expected


def test_ensemble_saves_what_the_function_returns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, words = tmp_path / "e.nc", ["--outcome", "low=first(price < 0.012)"]
    call = ["ensemble", *SHORT, "--runs", "300", "--every", "10", "--keep", "price", *words]
    assert main([*call, "--store", str(tmp_path / "s"), "--out", str(out)]) == 0
    assert "1 points × 300 runs × 20 days" in capsys.readouterr().out
    expected = ensemble(
        model.economy("announced"),
        model.parameters("announced"),
        20,
        300,
        7,
        keep=["price"],
        every=10,
        outcomes={"low": outcomes.FirstPassage("price", below=0.012)},
    )
    found = xr.load_dataset(out)
    for name in expected:
        assert found[name].to_numpy().tobytes() == expected[name].to_numpy().tobytes()
    assert len(store.open(tmp_path / "s")) == 1
    assert main([*call, "--store", str(tmp_path / "s")]) == 0
    table = capsys.readouterr().out
    assert f"{float(expected['low_mean']):13.5g}" in table
    assert "USD/AI" in table


def test_ensemble_of_a_design(tmp_path: Path) -> None:
    out = tmp_path / "e.nc"
    words = ["--design", "sobol", "--samples", "8", "--vary", "pool_fee"]
    words += ["--vary", "burn_share=20 percent,0.6", "--runs", "3", "--keep", "burned"]
    assert main(["ensemble", *SHORT, *words, "--out", str(out)]) == 0
    ds = xr.load_dataset(out)
    assert ds["burned_mean"].dims == ("point", "day")
    assert ds.sizes["point"] == 8
    assert 0.2 <= ds["burn_share"].min() < ds["burn_share"].max() <= 0.6


@pytest.mark.parametrize("design", ["lhs", "sobol"])
def test_sweep_takes_designs(design: str, tmp_path: Path) -> None:
    out = tmp_path / "s.nc"
    words = ["--design", design, "--samples", "16", "--vary", "pool_usd_reserve=1000,1000000"]
    assert main(["sweep", *SHORT, *words, "--log", "--out", str(out)]) == 0
    decades = np.floor(np.log10(xr.load_dataset(out)["pool_usd_reserve"].to_numpy()))
    assert np.bincount(decades.astype(int))[3:].tolist() in ([5, 5, 6], [5, 6, 5], [6, 5, 5])


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--outcome", "low=newest(price < 1)"], ["newest", "NAME=KIND(COLUMN)"]),
        (["--outcome", "low=first(price)"], ["first(price)", "NAME=KIND(COLUMN)"]),
        (["--outcome", "low=first(price < 1 AI)"], ["1 AI", "USD/AI"]),
        (["--outcome", "low=at(price @ 21)"], ["21", "1 to 20"]),
        (["--keep", "prise"], ["prise", "'price'"]),
        (["--keep", "-"], ["nothing is asked for"]),
        (["--runs", "0"], ["runs=0"]),
        (["--workers", "0"], ["workers=0"]),
        (["--design", "sobol", "--samples", "100", "--vary", "pool_fee"], ["100", "64 or 128"]),
        (["--vary", "pool_fee"], ["pool_fee", "NAME=VALUE"]),
        (["--cluster", "nowhere"], ["nowhere", "no scheduler answers"]),
        (["--store", "file"], ["file", "cannot be written"]),
    ],
)
def test_what_is_refused_is_one_line(
    words: list[str],
    named: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("model.ensembles.cluster.TIMEOUT", 0.5)
    Path("file").write_text("mine")
    assert main(called("ensemble", words)) == 2
    text = capsys.readouterr().err
    assert text.count("\n") == 1, text
    for part in named:
        assert part in text, text
