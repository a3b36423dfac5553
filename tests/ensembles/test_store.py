"""A store loses nothing but the chunk in hand, and never hands out what is not whole."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from model.ensembles import provenance, store
from model.ensembles.store import StoreError, StoreWarning
from tests.ensembles.shared import same, small

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def whole():  # type: ignore[no-untyped-def]
    return small()


def started(path: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tests.ensembles.shared", str(path)]
    return subprocess.Popen(words, cwd=ROOT)


def there(path: Path) -> list[Path]:
    return sorted(path.glob("*/chunk-*.parquet"))


def test_killed_again_and_again_it_ends_with_the_same_bits(tmp_path: Path, whole) -> None:  # type: ignore[no-untyped-def]
    kept: list[dict[Path, int]] = []
    for goal in (3, 9, 16):
        process = started(tmp_path)
        deadline = time.monotonic() + 60
        while len(there(tmp_path)) < goal and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.001)
        assert process.poll() is None, "it ended before it could be killed"
        process.kill()
        process.wait()
        kept.append({path: path.stat().st_mtime_ns for path in there(tmp_path)})
    (entry,) = store.open(tmp_path)
    assert 16 <= len(entry.done) < entry.chunks == 40
    same(small(store=tmp_path), whole)
    last = {path: path.stat().st_mtime_ns for path in there(tmp_path)}
    assert len(last) == 40
    for before in kept:  # nothing that was there has been computed again
        assert before.items() <= last.items()


def test_two_processes_share_a_store(tmp_path: Path, whole) -> None:  # type: ignore[no-untyped-def]
    """Another process has begun; this one joins it, and both do the same chunks at times."""
    other = started(tmp_path)
    while not there(tmp_path) and other.poll() is None:
        time.sleep(0.001)
    same(small(store=tmp_path, workers=1), whole)
    assert other.wait(60) == 0
    (entry,) = store.open(tmp_path)
    assert len(entry.done) == entry.chunks
    assert not list(entry.path.glob(f"{store.PART}*"))
    same(small(store=tmp_path), whole)


def test_what_is_there_is_not_computed_again(tmp_path: Path, whole, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    same(small(store=tmp_path), whole)

    def refuse(*given: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr("model.ensembles.work.compute", refuse)
    same(small(store=tmp_path), whole)
    with pytest.raises(AssertionError, match="computed again"):
        small(store=tmp_path, seed=8)


def test_chunks_of_another_size_join_the_ones_that_are_there(tmp_path: Path, whole) -> None:  # type: ignore[no-untyped-def]
    same(small(store=tmp_path, chunk=1024), whole)
    same(small(store=tmp_path, chunk=256), whole)
    assert len(there(tmp_path)) == 10


@pytest.mark.parametrize("damage", ["truncated", "empty", "flipped", "another's", "swapped"])
def test_a_damaged_or_foreign_chunk_is_computed_again(damage: str, tmp_path: Path, whole) -> None:  # type: ignore[no-untyped-def]
    small(store=tmp_path)
    victim = there(tmp_path)[5]
    sound = victim.read_bytes()
    if damage == "truncated":
        victim.write_bytes(sound[: len(sound) // 2])
    elif damage == "empty":
        victim.write_bytes(b"")
    elif damage == "flipped":
        place = 500  # among the numbers
        victim.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
    elif damage == "swapped":
        victim.write_bytes(there(tmp_path)[6].read_bytes())
    else:
        small(store=tmp_path / "other", seed=8)
        victim.write_bytes(there(tmp_path / "other")[5].read_bytes())
    with pytest.warns(StoreWarning, match=rf"{victim.name} is not used and computed again"):
        same(small(store=tmp_path), whole)
    assert victim.read_bytes() == sound
    same(small(store=tmp_path), whole)  # without a warning, which would be an error


def test_what_numbers_depend_on_makes_another_entry(tmp_path: Path) -> None:
    from model.ensembles.reductions import Mean

    asked: list[dict[str, Any]] = [
        {},
        {"seed": 8},
        {"days": 41},
        {"runs": 257},
        {"every": 20},
        {"keep": ("price",)},
        {"reduce": (Mean(),)},
        {"engine": "numpy"},
        {"keep_outcomes": False},
        {"outcomes": {}},
    ]
    for changes in asked:
        small(**{"runs": 256, "store": tmp_path, **changes})
    assert len(store.open(tmp_path)) == len(asked)
    small(runs=256, store=tmp_path, workers=1, chunk=512)
    assert len(store.open(tmp_path)) == len(asked)


def test_a_store_says_what_it_holds(tmp_path: Path) -> None:
    small(runs=300, store=tmp_path)
    (entry,) = store.open(tmp_path)
    assert "announced: 2 points × 300 runs × 40 days, seed 7" in str(entry)
    assert "4 of 4 chunks" in str(entry)
    manifest = json.loads((entry.path / "manifest.json").read_text())
    assert manifest["about"]["varied"] == {"burn_share": [0.2, 0.7]}
    assert manifest["about"]["outcomes"]["low"].startswith("FirstPassage(column='price'")
    assert manifest["about"]["parameters"]["pool_fee"] > 0
    assert len(manifest["key"]) == 64


def test_a_full_disk_is_one_clear_error(tmp_path: Path, whole, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    sync, calls = os.fsync, []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > 10:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match=r"cannot be written: No space left.*make room"):
            small(store=tmp_path)
    (entry,) = store.open(tmp_path)
    assert 0 < len(entry.done) < entry.chunks
    assert not list(entry.path.glob(f"{store.PART}*"))
    same(small(store=tmp_path), whole)


def test_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "results"
    file.write_text("mine")
    with pytest.raises(StoreError, match=r"results.*cannot be written.*another folder"):
        small(runs=1, store=file)
    with pytest.raises(StoreError, match="no such folder"):
        store.open(tmp_path / "nowhere")
    assert file.read_text() == "mine"


def test_a_damaged_manifest_is_refused(tmp_path: Path) -> None:
    small(runs=1, store=tmp_path)
    (entry,) = store.open(tmp_path)
    (entry.path / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match=r"manifest.json is damaged: delete the folder"):
        small(runs=1, store=tmp_path)
    with pytest.raises(StoreError, match=r"manifest.json is damaged: delete the folder"):
        store.open(tmp_path)


def test_parts_that_killed_processes_left_are_removed(tmp_path: Path) -> None:
    small(runs=1, store=tmp_path)
    (entry,) = store.open(tmp_path)
    old, new = (entry.path / f"{store.PART}{name}" for name in ("old", "new"))
    for part in (old, new):
        part.write_text("half")
    os.utime(old, (0, 0))
    small(runs=1, store=tmp_path)
    assert (old.exists(), new.exists()) == (False, True)


def test_changed_code_meets_no_old_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever makes the numbers is in the key: here the text that engines run, and a reduction."""
    before = provenance.sources()
    read = Path.read_bytes
    for name in ("machine.py", "reductions.py", "elementary.py"):
        provenance.sources.cache_clear()
        monkeypatch.setattr(
            Path, "read_bytes", lambda self, n=name: read(self) + b" " * (self.name == n)
        )
        assert provenance.sources() != before, name
    monkeypatch.undo()
    provenance.sources.cache_clear()
    assert provenance.sources() == before
