"""A store that others have had in hand: what is in it is bounded, and nothing is waited for."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xarray as xr

from model import memory
from model.__main__ import main
from model.ensembles import files, store
from model.ensembles.store import StoreError, StoreWarning
from tests.ensembles.shared import same, small

ROOT = Path(__file__).resolve().parents[2]
MANY = 8_000_000
ABOUT = {"economy": "announced", "points": 2, "runs": 512, "days": 9, "seed": 1, "engine": "numpy"}


def tiny(**changes: Any) -> xr.Dataset:
    """Two points of two chunks each."""
    return small(**{"runs": 512, "days": 20, **changes})


@pytest.fixture(scope="module")
def whole() -> xr.Dataset:
    return tiny()


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """The third chunk of a store that is complete."""
    tiny(store=tmp_path / "s")
    (found,) = (tmp_path / "s").glob("*/chunk-000002.parquet")
    return found


def rewritten(path: Path, column: Callable[[str, Any], Any], **how: Any) -> None:
    """A chunk with its own marks, as one who knows the format would write another."""
    table = pq.read_table(path)
    columns = {name: column(name, table.column(name)) for name in table.column_names}
    columns = {name: values for name, values in columns.items() if values is not None}
    changed = pa.table(columns).replace_schema_metadata(table.schema.metadata)
    pq.write_table(changed, path, compression="zstd", **how)


def zeros(name: str, values: Any) -> Any:
    """Where runs are kept, eight million numbers instead."""
    return pa.array([np.zeros(MANY)]) if name.endswith("values") else values


def words(name: str, values: Any) -> Any:
    return pa.array([["a" * 10**6] * 50]) if name.endswith("values") else values


def rows(name: str, values: Any) -> Any:
    return pa.concat_arrays([values.chunk(0)] * 300)


BOMBS: dict[str, tuple[Callable[[str, Any], Any], dict[str, Any], str]] = {
    "zeros": (zeros, {"use_dictionary": False}, "would take 128,"),
    "zeros of a dictionary": (zeros, {"use_dictionary": True}, "would take (64|128),"),
    "one word many times": (words, {"use_dictionary": True}, "BYTE_ARRAY, not numbers"),
    "many rows": (rows, {"use_dictionary": True}, "300 rows, not one"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_unpacks_to_more_than_the_job_can_have_is_not_unpacked(
    victim: Path, whole: xr.Dataset, monkeypatch: pytest.MonkeyPatch, bomb: str
) -> None:
    column, how, said = BOMBS[bomb]
    sound, reading, read = victim.read_bytes(), pq.ParquetFile.read, []
    rewritten(victim, column, **how)
    assert victim.stat().st_size < 300_000

    def counted(file: Any, *given: Any, **more: Any) -> Any:
        found = reading(file, *given, **more)
        read.append(found.nbytes)
        return found

    monkeypatch.setattr(pq.ParquetFile, "read", counted)
    with pytest.warns(StoreWarning, match=rf"{victim.name} is not used and computed.*{said}"):
        same(tiny(store=victim.parents[1]), whole)
    assert len(read) == 3, "the other chunks"
    assert max(read) < 1e6
    assert victim.read_bytes() == sound


def varint(number: int, length: int = 0) -> bytes:
    """A positive number as Thrift writes it, or longer than it need be."""
    found, number = bytearray(), number << 1
    while number or len(found) < length:
        found.append(number & 127 | 128)
        number >>= 7
    found[-1] &= 127
    return bytes(found)


@pytest.mark.parametrize("dictionary", [False, True])
def test_the_pages_are_believed_and_not_the_list_at_the_end(
    victim: Path, whole: xr.Dataset, monkeypatch: pytest.MonkeyPatch, dictionary: bool
) -> None:
    """The list says three numbers; a reader would take eight million."""
    rewritten(victim, zeros, use_dictionary=dictionary)
    written = victim.read_bytes()
    end = len(written) - 8 - int.from_bytes(written[-8:-4], "little")
    body, listed = written[:end], written[end:]
    group = pq.read_metadata(victim).row_group(0)
    columns = [group.column(place) for place in range(group.num_columns)]
    (huge,) = [column for column in columns if column.num_values == MANY]
    for told, said in ((huge.num_values, 3), (huge.total_uncompressed_size, 40)):
        assert varint(told) in listed
        listed = listed.replace(varint(told), varint(said, len(varint(told))))
    victim.write_bytes(body + listed)
    group = pq.read_metadata(victim).row_group(0)
    assert max(group.column(place).num_values for place in range(group.num_columns)) < 10_000
    with pytest.warns(StoreWarning, match=rf"{victim.name} is not used.*would take (64|128),"):
        same(tiny(store=victim.parents[1]), whole)


@pytest.mark.parametrize("seed", range(4))
def test_a_chunk_with_any_byte_changed_is_computed_again(
    victim: Path, whole: xr.Dataset, seed: int
) -> None:
    """Wherever it is: in numbers, heads of pages, or the list at the end; no other error."""
    sound = victim.read_bytes()
    draw = np.random.default_rng(seed)
    entry, state = store.Entry(victim.parent), None
    for place in draw.integers(0, len(sound), 150).tolist():
        changed = bytearray(sound)
        changed[place] ^= 1 << int(draw.integers(8))
        victim.write_bytes(changed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", StoreWarning)
            found = entry.load(2, 10**7)
        if found is not None:  # a byte that nobody reads
            victim.write_bytes(sound)
            state = state or entry.load(2)
            assert state is not None
            assert store._checksum(found) == store._checksum(state)
    victim.write_bytes(changed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", StoreWarning)
        same(tiny(store=victim.parents[1]), whole)


def test_without_a_job_what_is_free_is_the_limit(
    victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = store.Entry(victim.parent)
    assert entry.load(2) is not None
    rewritten(victim, zeros, use_dictionary=False)
    monkeypatch.setattr(memory, "free", lambda: 10**7)
    with pytest.warns(StoreWarning, match="would take 128,"):
        assert entry.load(2) is None


def test_a_file_longer_than_the_job_can_have_is_not_read(victim: Path, whole: xr.Dataset) -> None:
    os.truncate(victim, 2**42)  # a hole, on most disks
    with pytest.warns(StoreWarning, match=r"it has 4,398,046,511,104 bytes, and .* are the most"):
        same(tiny(store=victim.parents[1]), whole)
    assert victim.stat().st_size < 1e6


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("shapes", "[" * 5000),
        ("shapes", '["outcomes.0.runs"]'),
        ("shapes", '{"outcomes.0.runs": [1e400]}'),
        ("shapes", '{"outcomes.0.runs": ["a"]}'),
        ("sha256", "0" * 64),
        ("size", "512"),
        ("chunk", "2.0"),
    ],
)
def test_marks_that_say_nonsense_are_a_warning_and_no_more(
    victim: Path, whole: xr.Dataset, name: str, value: str
) -> None:
    table = pq.read_table(victim)
    marks = {**table.schema.metadata, name.encode(): value}
    pq.write_table(table.replace_schema_metadata(marks), victim)
    with pytest.warns(StoreWarning, match=f"{victim.name} is not used and computed again"):
        same(tiny(store=victim.parents[1]), whole)


def test_a_chunk_with_other_names_is_not_used(victim: Path, whole: xr.Dataset) -> None:
    """One array less, and a checksum that agrees with it."""
    entry = store.Entry(victim.parent)
    state = dict(entry.load(2) or {})
    state.pop("kept.0.sum")
    entry.save(2, state)
    with pytest.warns(StoreWarning, match=r"it holds .*, not .*kept\.0\.sum"):
        same(tiny(store=victim.parents[1]), whole)


@pytest.mark.parametrize("kind", ["a pipe", "a link to a text", "a link to a device"])
def test_another_thing_in_place_of_a_chunk_is_replaced(
    victim: Path, whole: xr.Dataset, kind: str
) -> None:
    mine = victim.parents[2] / "mine.txt"
    mine.write_text("a year of work")
    sound = victim.read_bytes()
    victim.unlink()
    if kind == "a pipe":
        os.mkfifo(victim)
    else:
        victim.symlink_to(mine if kind.endswith("text") else "/dev/zero")
    with pytest.warns() if kind.endswith("text") else nullcontext():
        same(tiny(store=victim.parents[1]), whole)
    assert mine.read_text() == "a year of work"
    assert not victim.is_symlink()
    assert victim.read_bytes() == sound


def test_a_folder_in_place_of_a_chunk_is_one_clear_error(victim: Path) -> None:
    victim.unlink()
    victim.mkdir()
    (victim / "mine").write_text("mine")
    with pytest.raises(StoreError, match=f"{victim} cannot be written: Is a directory") as error:
        tiny(store=victim.parents[1])
    assert "\n" not in str(error.value)
    assert (victim / "mine").read_text() == "mine"
    assert not list(victim.parent.glob(f"{store.PART}*"))


@pytest.mark.parametrize("name", ["a\0b", "pipe", "a" * 300])
def test_a_name_that_no_folder_has_is_refused_in_our_words(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreError, match=r"cannot be written|names no folder: choose") as error:
        tiny(store=tmp_path / name)
    assert "\n" not in str(error.value)
    assert "embedded" not in str(error.value)


def test_a_chunk_may_be_kept_elsewhere_behind_a_link(victim: Path, whole: xr.Dataset) -> None:
    """As tools that keep large files apart do; it is read, and the link stays."""
    apart = victim.rename(victim.parents[2] / "apart")
    victim.symlink_to(apart)
    same(tiny(store=victim.parents[1]), whole)
    assert victim.is_symlink()


def test_an_entry_that_is_a_link_is_not_written_through(victim: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    victim.unlink()
    victim.parent.rename(outside)
    old = outside / f"{store.PART}of-mine"
    old.write_text("mine")
    os.utime(old, (0, 0))
    before = sorted(outside.iterdir())
    victim.parent.symlink_to(outside)
    with pytest.raises(StoreError, match=f"{victim.parent} is a link, which is not written thro"):
        tiny(store=tmp_path / "s")
    assert sorted(outside.iterdir()) == before


def test_a_link_that_is_put_there_in_the_middle_is_not_written_through(victim: Path) -> None:
    entry = store.Entry(victim.parent)
    state = entry.load(2)
    assert state is not None
    outside = victim.parent.rename(victim.parents[2] / "outside")
    victim.parent.symlink_to(outside)
    before = victim.stat().st_mtime_ns
    with pytest.raises(StoreError, match="is a link"):
        entry.save(2, state)
    assert victim.stat().st_mtime_ns == before


ABSURD: dict[str, Callable[[dict[str, Any]], str | None]] = {
    "chunks without end": lambda m: json.dumps({**m, "chunks": 3 * 10**8}),
    "chunks of thirty digits": lambda m: json.dumps({**m, "chunks": 10**30}),
    "chunks of 5,000 digits": lambda m: json.dumps(m).replace(
        '"chunks": 4', f'"chunks": {"9" * 5000}'
    ),
    "chunks that are infinite": lambda m: json.dumps({**m, "chunks": 1e999}),
    "chunks that are true": lambda m: json.dumps({**m, "chunks": True}),
    "chunks that are a text": lambda m: json.dumps({**m, "chunks": "4"}),
    "more chunks than its size has": lambda m: json.dumps({**m, "chunks": 90_000}),
    "a chunk more": lambda m: json.dumps({**m, "chunks": 5}),
    "a huge size": lambda m: json.dumps({**m, "size": 10**25}),
    "the size of all": lambda m: json.dumps({**m, "size": 10**6}),
    "a size below nothing": lambda m: json.dumps({**m, "size": -256}),
    "a key that is a list": lambda m: json.dumps({**m, "key": [m["key"]]}),
    "nothing about it": lambda m: json.dumps({**m, "about": [1]}),
    "brackets": lambda m: '{"key":' * 40_000,
    "no text": lambda m: "\ud800",
}


#: What only the ensemble's own numbers tell to be wrong.
LISTED = {"more chunks than its size has", "a chunk more", "the size of all"}


@pytest.mark.parametrize("kind", [*ABSURD, "a long file", "a pipe", "a folder", "a device"])
def test_an_absurd_manifest_is_refused_in_one_line_and_not_walked(victim: Path, kind: str) -> None:
    manifest = victim.with_name("manifest.json")
    if kind in ABSURD:
        text = ABSURD[kind](json.loads(manifest.read_text())) or ""
        manifest.write_bytes(text.encode("utf-8", "surrogatepass"))
    elif kind == "a long file":
        os.truncate(manifest, 2**40)
    else:
        manifest.unlink()
        if kind == "a pipe":
            os.mkfifo(manifest)
        elif kind == "a folder":
            manifest.mkdir()
        else:
            manifest.symlink_to("/dev/zero")
    began = time.monotonic()
    with pytest.raises(StoreError, match="is damaged: delete") as refused:
        tiny(store=victim.parents[1])
    assert "\n" not in str(refused.value)
    if kind in LISTED:
        (entry,) = store.open(victim.parents[1])
        assert "4 of " in str(entry)
    else:
        with pytest.raises(StoreError, match="is damaged: delete the folder"):
            store.open(victim.parents[1])
    assert time.monotonic() - began < 20


def test_the_command_says_it_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["ensemble", "--quiet", "--days", "9", "--runs", "3", "--store", str(tmp_path)]
    assert main(words) == 0
    (manifest,) = tmp_path.glob("*/manifest.json")
    capsys.readouterr()
    for spoil in (lambda: manifest.write_text('{"chunks": 1e999}'), lambda: os.mkfifo(manifest)):
        manifest.unlink()
        spoil()
        assert main(words) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert f"{manifest} is damaged: delete the folder {manifest.parent}" in said.err


def test_a_listing_does_not_count_to_what_a_manifest_says(
    victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = victim.with_name("manifest.json")
    said = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**said, "chunks": store.MOST_CHUNKS}))
    for name in ("chunk-131072.parquet", "chunk-0000003.parquet", f"chunk-{'9' * 200}.parquet"):
        victim.with_name(name).write_bytes(b"")
    looked: list[Path] = []

    def is_file(path: Path) -> bool:
        looked.append(path)
        return True

    monkeypatch.setattr(Path, "is_file", is_file)
    (entry,) = store.open(victim.parents[1])
    assert entry.done == [0, 1, 2, 3]
    assert len(looked) < 10


OPEN: dict[str, Callable[[Path], object]] = {
    "a store that all can write": lambda chunk: chunk.parents[1].chmod(0o757),
    "an entry that all can write": lambda chunk: chunk.parent.chmod(0o703),
    "a chunk that all can write": lambda chunk: chunk.chmod(0o646),
}


@pytest.mark.parametrize("place", OPEN)
def test_a_store_that_others_can_change_is_said_to_be_one(
    victim: Path, whole: xr.Dataset, place: str
) -> None:
    OPEN[place](victim)
    with pytest.warns(StoreWarning, match="can be written by everybody: what is there is taken"):
        same(tiny(store=victim.parents[1]), whole)


def test_a_store_of_another_user_is_said_to_be_one_and_a_groups_is_not(
    victim: Path, whole: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim.parent.chmod(0o770)
    victim.parents[1].chmod(0o1777)  # all may add there, and nobody may change what is another's
    same(tiny(store=victim.parents[1]), whole)  # a warning would be an error here
    owner = victim.stat().st_uid + 1000
    monkeypatch.setattr(files, "ROOT", owner)
    monkeypatch.setattr(os, "geteuid", lambda: owner)
    with pytest.warns(StoreWarning, match="s belongs to another user"):
        same(tiny(store=victim.parents[1]), whole)


def test_what_would_be_refused_is_not_begun(tmp_path: Path) -> None:
    for size, chunks in ((1, store.MOST_CHUNKS + 1), (10**14, 1)):
        with pytest.raises(StoreError, match=r"cannot be kept.*give another chunk="):
            store.entry(tmp_path / "s", "0" * 64, size, chunks, ABOUT)
    assert not (tmp_path / "s").exists()


def test_a_manifest_is_held_against_the_work_before_that_is_cut(tmp_path: Path) -> None:
    """Chunks of one trajectory would cut this ensemble, of 10¹² of them, into 4 · 10⁹."""
    store.entry(tmp_path, "0" * 64, 1, 4096, ABOUT)
    with pytest.raises(StoreError, match="this ensemble is not 4,096 chunks of 1 trajectories"):
        store.entry(tmp_path, "0" * 64, 2**28, 4096, ABOUT)


def test_a_disk_without_hard_links_or_synced_folders_will_do(
    tmp_path: Path, whole: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As exFAT, and as some folders of a network."""
    sync = os.fsync

    def none(*given: object, **more: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        sync(descriptor)

    monkeypatch.setattr(os, "link", none)
    monkeypatch.setattr(os, "symlink", none)
    monkeypatch.setattr(os, "fsync", files_only)
    same(tiny(store=tmp_path), whole)
    same(tiny(store=tmp_path), whole)
    assert len(list(tmp_path.glob("*/*"))) == 5


def test_of_many_that_begin_at_once_one_makes_the_manifest(tmp_path: Path) -> None:
    for turn in range(12):
        place, key = tmp_path / str(turn), f"{turn:064x}"
        sizes = [256 * 2**step for step in range(6)]
        with ThreadPoolExecutor(len(sizes)) as pool:
            begun = [
                pool.submit(store.entry, place, key, size, max(1024 // size, 1), ABOUT)
                for size in sizes
            ]
        assert len({each.result().size for each in begun}) == 1
        assert [file.name for file in place.glob("*/*")] == ["manifest.json"]


CLAIMED = """
import os, signal, sys
from pathlib import Path
from model.ensembles import files, store
Path.replace = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
store.entry(sys.argv[1], "0" * 64, 256, 4, {"points": 2})
"""


def test_a_claim_of_a_killed_process_is_waited_for_and_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [sys.executable, "-c", CLAIMED, str(tmp_path)]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode < 0
    left = {file.name for file in tmp_path.glob("*/*")}
    assert files.CLAIM in left
    assert len(left) == 2, "the claim, and the manifest's part"
    monkeypatch.setattr(files, "PATIENCE", 0.2)
    began = time.monotonic()
    assert store.entry(tmp_path, "0" * 64, 256, 4, ABOUT).chunks == 4
    assert 0.2 < time.monotonic() - began < 5
    for part in tmp_path.glob("*/.part-*"):
        os.utime(part, (0, 0))
    store.entry(tmp_path, "0" * 64, 256, 4, ABOUT)
    assert [file.name for file in tmp_path.glob("*/*")] == ["manifest.json"]


def test_a_link_in_place_of_the_manifest_or_the_claim_is_not_written_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    folder = tmp_path / "s" / ("0" * 32)
    folder.mkdir(parents=True)
    for name in ("manifest.json", files.CLAIM):
        (folder / name).symlink_to(tmp_path / f"not-there-{name}")
    assert store.entry(tmp_path / "s", "0" * 64, 256, 4, ABOUT).size == 256
    assert [file.name for file in folder.iterdir()] == ["manifest.json"]
    assert not (folder / "manifest.json").is_symlink()
    assert [file.name for file in tmp_path.iterdir()] == ["s"]


def test_old_parts_go_whatever_they_are_and_what_they_point_to_stays(
    victim: Path, whole: xr.Dataset
) -> None:
    mine = victim.parents[2] / "mine"
    mine.write_text("mine")
    os.utime(mine, (0, 0))
    parts = [victim.with_name(f"{store.PART}{name}") for name in ("link", "pipe", "folder", "new")]
    parts[0].symlink_to(mine)
    os.mkfifo(parts[1])
    parts[2].mkdir()
    for part in parts[:3]:
        os.utime(part, (0, 0), follow_symlinks=False)
    parts[3].symlink_to(mine)
    same(tiny(store=victim.parents[1]), whole)
    assert mine.read_text() == "mine"
    assert [part.is_symlink() or part.exists() for part in parts] == [False, False, True, True]


def test_a_complete_store_that_cannot_be_written_is_read(
    victim: Path, whole: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *given: object, **more: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    old = victim.with_name(f"{store.PART}old")
    old.write_text("half")
    os.utime(old, (0, 0))
    monkeypatch.setattr(Path, "unlink", refuse)
    monkeypatch.setattr(Path, "replace", refuse)
    same(tiny(store=victim.parents[1]), whole)
