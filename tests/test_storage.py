"""Saving loses nothing: not a file that is there, not a result, not a link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import xarray as xr

from model import memory, storage
from model.storage import StorageError
from tests.strategies import run


@pytest.fixture(scope="module")
def result() -> xr.Dataset:
    return run("deployed", days=3)


def test_a_file_that_appears_meanwhile_is_kept_and_so_is_the_result(
    tmp_path: Path, result: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, write = tmp_path / "run.csv", storage.WRITERS[".csv"]

    def slowly(ds: xr.Dataset, path: Path) -> None:
        write(ds, path)
        out.write_text("another's", encoding="utf-8")

    monkeypatch.setitem(storage.WRITERS, ".csv", slowly)
    saved = storage.save(result, out)
    assert saved == tmp_path / "run-2.csv"
    assert out.read_text(encoding="utf-8") == "another's"
    assert "price" in saved.read_text(encoding="utf-8").splitlines()[0]
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == ["run-2.csv", "run-2.csv-README.txt", "run.csv"]


def test_a_csv_has_its_units_beside_it(tmp_path: Path, result: xr.Dataset) -> None:
    said = storage.saved(result.assign_attrs(history="python -m model"), tmp_path / "a.csv", False)
    assert said == f"saved {tmp_path / 'a.csv'}, its columns in a.csv-README.txt"
    text = (tmp_path / "a.csv-README.txt").read_text(encoding="utf-8")
    header = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    for column in header:
        assert f"\n{column}" in text, column
    assert "price [USD/AI]: " in text
    assert "history: python -m model" in text


def test_a_link_to_a_file_stays_a_link(tmp_path: Path, result: xr.Dataset) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    storage.save(result, link, force=True)
    assert link.is_symlink()
    assert "price" in real.read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize("force", [False, True])
def test_places_that_hold_no_file_are_refused(tmp_path: Path, force: bool) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "nothing.csv")
    with pytest.raises(StorageError, match="is a link to nothing"):
        storage.check(tmp_path / "link.csv", force)
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(StorageError, match="is not a file that can be replaced"):
        storage.check(tmp_path / "pipe.csv", force)
    with pytest.raises(StorageError, match="names no file"):
        storage.check(tmp_path / "a\0.csv", force)
    with pytest.raises(StorageError, match="choose another name"):
        storage.check(tmp_path / ("x" * 400 + ".nc"), force)


def test_what_does_not_fit_into_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    there = memory.free()
    assert 2**27 < there < 2**50
    memory.check(1000, "this", "ask for less")
    with pytest.raises(memory.TooLarge, match=r"this would take .* are free: ask for less"):
        memory.check(there, "this", "ask for less")
    monkeypatch.setattr(memory, "free", lambda: 4_000)
    with pytest.raises(memory.TooLarge, match=r"take 4 kB, and 4 kB are free"):
        memory.check(500, "this", "ask for less")


@pytest.mark.parametrize("ending", storage.WRITERS)
@pytest.mark.parametrize("place", ["longest", "/proc/made"])
def test_a_place_that_would_fail_at_the_end_is_refused_before_any_work(
    tmp_path: Path, ending: str, place: str
) -> None:
    """A name that is just short enough leaves no room for what is written beside it."""
    if place.startswith("/proc") and not Path("/proc").is_dir():
        pytest.skip("no such folder on this system")
    place = "y" * (255 - len(ending)) if place == "longest" else place
    with pytest.raises(StorageError, match="cannot be written"):
        storage.check(tmp_path / f"{place}{ending}")
    assert not list(tmp_path.iterdir())


def test_a_check_leaves_nothing_and_what_stands_beside_as_it_is(tmp_path: Path) -> None:
    beside = tmp_path / "made.csv-README.txt"
    beside.write_text("mine", encoding="utf-8")
    storage.check(tmp_path / "made.csv")
    assert list(tmp_path.iterdir()) == [beside]
    assert beside.read_text("utf-8") == "mine"
