"""Forecasts: nobody edited the archive, and their scores are those of the definition."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from model.experiments.forecasts import archive as a
from model.experiments.forecasts import make, score
from model.observed.record import UNITS, Seen, record

TODAY = date(2026, 11, 29)


def test_the_archive_is_what_it_was_when_it_was_made() -> None:
    kept = a.archive()
    assert [each.id for each in kept[:2]] == ["7131771be05fda60", "e4224a2cb481d07c"]
    assert {each.kind for each in kept} == {a.FORECAST, a.HINDCAST}
    for each in kept:
        assert each.known < each.made
        for target in each.targets:
            ahead = target.day > each.made
            assert ahead == (each.kind == a.FORECAST)
            values = list(target.quantiles.values())
            assert values == sorted(values)
            assert list(target.quantiles) == list(make.LEVELS)


def copied(folder: Path) -> Path:
    for path in a.FOLDER.glob("*.yaml"):
        shutil.copy(path, folder)
    return folder


@pytest.mark.parametrize("place", [0, 1])
def test_an_edited_forecast_is_noticed(place: int, tmp_path: Path) -> None:
    edited = copied(tmp_path) / f"{a.archive()[place].id}.yaml"
    text = edited.read_text("utf-8")
    edited.write_text(text.replace("seed: 11", "seed: 12"), "utf-8")
    with pytest.raises(a.ArchiveError, match="it was edited after it was made"):
        a.archive(tmp_path)


def test_one_that_was_edited_and_renamed_is_noticed_by_the_next(tmp_path: Path) -> None:
    first = a.archive()[0]
    other = replace(first, seed=12)
    copied(tmp_path)
    old = tmp_path / f"{first.id}.yaml"
    text = old.read_text("utf-8").replace("seed: 11", "seed: 12")
    old.unlink()
    (tmp_path / f"{other.id}.yaml").write_text(text, "utf-8")
    with pytest.raises(a.ArchiveError, match=f"comes after {first.id}, which is not there"):
        a.archive(tmp_path)


@pytest.mark.parametrize("text", ["", "- 1", "kind: forecast", "targets: 3", "{"])
def test_a_file_that_is_no_forecast_is_refused(text: str, tmp_path: Path) -> None:
    (copied(tmp_path) / "0000.yaml").write_text(text, "utf-8")
    with pytest.raises(a.ArchiveError, match=r"0000\.yaml is no forecast"):
        a.archive(tmp_path)


def test_a_kept_forecast_comes_back_and_only_behind_the_last(tmp_path: Path) -> None:
    one = replace(a.archive()[0], paths=1)
    two = replace(a.archive()[1], after=one.id)
    a.keep(one, tmp_path)
    a.keep(two, tmp_path)
    assert [each.id for each in a.archive(tmp_path)] == [one.id, two.id]
    for stale in (one, two, replace(two, after="")):
        with pytest.raises(a.ArchiveError, match="make it again"):
            a.keep(stale, tmp_path)


def test_the_score_is_that_of_the_definition() -> None:
    """Beside the integral of Gneiting and Raftery, by hand, over a normal forecast."""
    from scipy.stats import norm

    levels = np.linspace(0.5, 99.5, 100)
    quantiles = {float(k): float(norm.ppf(k / 100)) for k in levels}
    for value in (-2.0, 0.0, 0.7, 3.0):
        z = np.linspace(-8, 8, 160_001)
        integral = np.trapezoid((norm.cdf(z) - (z >= value)) ** 2, z)
        assert score.crps(quantiles, value) == pytest.approx(integral, rel=0.02)  # type: ignore[arg-type]
    sure = dict.fromkeys(make.LEVELS, 5.0)
    assert score.crps(sure, 5.0) == 0
    assert score.crps(sure, 7.5) == pytest.approx(2.5)
    assert score.crps(sure, 2.0) == pytest.approx(3.0)


def test_a_target_is_scored_when_its_day_has_come() -> None:
    rows = score.scored(a.archive(), record())
    assert {(r.target.quantity, r.target.day) for r in rows} >= {
        (s.quantity, s.day) for s in record()
    }
    latest = a.archive()[1]
    target = latest.targets[0]
    middle = target.quantiles[50]
    came = Seen(target.quantity, target.day, middle, middle, middle, "a test")
    (row,) = score.scored([latest], [came])
    assert row.inside
    assert row.miss == 0
    assert 0 < row.crps < target.quantiles[90] - target.quantiles[10]
    far = replace(came, value=2 * target.quantiles[90])
    assert not score.scored([latest], [far])[0].inside
    assert score.coverage(score.scored([latest], [came, far])) == (0, 1)
    assert score.scored([latest], [replace(came, day=date(2026, 12, 30))]) == ()


def test_the_next_quarters_end_after_the_day_of_making() -> None:
    asked = make.quarters(TODAY)
    days = sorted({each.day for each in asked})
    assert days == [date(2026, 12, 31), date(2027, 3, 31), date(2027, 6, 30), date(2027, 9, 30)]
    assert len(asked) == 16
    assert make.quarters(date(2027, 1, 1), 1)[0].day == date(2027, 3, 31)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"WORLDS": 16, "GROUP": 4, "RUNS": 8}.items():
        monkeypatch.setattr(make, name, value)


@pytest.mark.usefixtures("few")
def test_a_forecast_goes_on_from_what_was_seen() -> None:
    from model.experiments import calibration

    asked = [
        make.Asked(name, day) for name in UNITS for day in (date(2026, 8, 6), date(2026, 12, 31))
    ]
    found = make.forecast(TODAY, asked, sample=calibration.prior(1024, 2))
    assert found.known == date(2026, 8, 5)
    seen = {each.quantity: each.value for each in record()}
    by = {(t.quantity, t.day): t.quantiles for t in found.targets}
    for name in make.COUNTED:  # a day after the reading of the vault
        soon, later = (by[name, day] for day in (date(2026, 8, 6), date(2026, 12, 31)))
        assert seen[name] <= soon[5] <= soon[95] < 1.15 * seen[name]
        assert soon[50] > seen[name]
        assert later[5] > soon[95]
    # What was released in three weeks, on the calendar of the facts.
    soon = by["circulating", date(2026, 8, 6)]
    assert 1.5e7 < soon[5] - seen["circulating"] < soon[95] - seen["circulating"] < 2.5e8
    price = by["price", date(2026, 8, 6)]
    assert 0.5 * seen["price"] < price[50] < 1.5 * seen["price"]
    assert make.forecast(TODAY, asked, sample=calibration.prior(1024, 2)).id == found.id


@pytest.mark.usefixtures("few")
def test_a_hindcast_counts_from_launch() -> None:
    found = make.hindcast(TODAY, [make.Asked(name, date(2026, 8, 5)) for name in UNITS])
    by = {t.quantity: t.quantiles for t in found.targets}
    assert found.known == date(2026, 4, 29)
    assert 0 < by["burned"][5] < by["burned"][95] < 1e7
    assert 100 < by["revenue to date"][50] < 20_000


def test_worlds_are_sampled_as_often_as_their_weights_ask() -> None:
    weights = np.array([[0.5, 0.0], [0.125, 0.375]])
    places = make.sampled(weights, 800, 3)
    counts = {place: places.count(place) for place in set(places)}
    assert counts == {(0, 0): 400, (1, 0): 100, (1, 1): 300}


@pytest.mark.bench
def test_the_archived_forecasts_can_be_made_again() -> None:
    """While equations and facts are those they were made with; later models say something else."""
    for forecast in a.archive():
        if dict(forecast.model) != make.fingerprint():
            continue
        asked = [make.Asked(t.quantity, t.day) for t in forecast.targets]
        made = make.hindcast if forecast.kind == a.HINDCAST else make.forecast
        assert made(forecast.made, asked, forecast.after).id == forecast.id
