"""Names can be listed and found, and saved results looked at, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

import model
from model.__main__ import main
from model.figures.saved import PlotError, saved
from model.scenarios import SCENARIOS


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(list(words)) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(list(words)) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    economy = model.economy("deployed")
    points = [model.parameters(economy, burn_share=share) for share in (0.5, 0.9)]
    ds = model.sweep(economy, points, model.shocks(economy, 20, 8, 1))
    return model.save(ds, tmp_path_factory.mktemp("result") / "sweep.parquet")


def test_every_column_is_listed_with_its_unit(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, "columns", "--economy", "deployed").splitlines()
    economy = model.economy("deployed")
    assert [line.split()[0] for line in lines] == [
        s.name for s in (*economy.states, *economy.observables)
    ]
    assert any(line.split()[:3] == ["price", "level", "USD/AI"] for line in lines)


def test_parameters_say_how_well_they_are_known_and_which_are_voted_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = {line.split()[0]: line for line in told(capsys, "parameters").splitlines()}
    assert "contract" in lines["burn_share"]
    assert lines["price_rule"].split()[1] == "fundamental"  # by name, and not by its number
    votable = told(capsys, "parameters", "--votable").splitlines()
    assert {line.split()[0] for line in votable} < set(lines)
    values = model.parameters("announced")
    for name in (line.split()[0] for line in votable):
        model.parameters("announced", votes=[model.Vote(name, values[name], 0)])


def test_every_scenario_is_listed_with_its_changes(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "scenarios")
    assert len(text.splitlines()) == len(SCENARIOS)
    assert "split_rule = gross" in text
    assert "a vote on max_slippage" in text


def test_a_search_finds_all_sorts_and_wants_all_words(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "search", "Half", "LIFE").splitlines()
    assert {line.split()[0] for line in found} >= {"fact", "parameter", "claim"}
    assert all("half" in line.casefold() and "life" in line.casefold() for line in found)
    assert len(found) < len(told(capsys, "search", "half").splitlines())
    assert "try fewer words" in told(capsys, "search", "half", "no-such-word")


def test_a_result_says_what_it_holds(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "show", str(result))
    assert "2 points, 8 runs, 21 days" in text
    (price,) = (line for line in text.splitlines() if line.split()[:1] == ["price"])
    last = float(model.load(result)["price"].isel(day=-1).median())
    assert float(price.split()[1]) == pytest.approx(last, rel=1e-5)


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_columns_are_drawn(
    ending: str, result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"figure.{ending}"
    said = told(capsys, "plot", str(result), "--columns", "price,burned", "--out", str(out))
    assert out.read_bytes()[:5] in (b"<?xml", b"\x89PNG\r")
    last = model.load(result)["burned"].isel(day=-1, point=1).quantile(0.5)
    assert (
        f"burned (burn_share = 0.9), median of 8 runs: 0 to {float(last):.4g} AI by day 20" in said
    )
    assert "exists" in refused(capsys, "plot", str(result), "--out", str(out))


def test_what_cannot_be_drawn_says_why(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ds = model.load(result)
    with pytest.raises(PlotError, match="'prize' is no column with a day"):
        saved(ds, ["prize"])
    with pytest.raises(PlotError, match="one day only"):
        saved(ds.isel(day=[0]), ["price"])
    with pytest.raises(PlotError, match="7 columns are more"):
        saved(ds, ["price"] * 7)
    many = ds.isel(point=[0] * 7)
    with pytest.raises(PlotError, match="7 points"):
        saved(many, ["price"])
    out = str(tmp_path / "figure.pdf")
    assert "ends in .svg or .png" in refused(capsys, "plot", str(result), "--out", out)
