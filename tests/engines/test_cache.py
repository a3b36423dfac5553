"""Compiled code is run only if nobody but the user can have put it where it was found."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import model
from model.engines import cache, native
from model.engines.cache import CacheWarning
from model.engines.problem import Problem, Seeded
from model.points import Points
from model.simulation import trajectories
from model.spec.economy import Economy

ROOT = Path(__file__).resolve().parents[2]
KEY, OTHER = "0123456789abcdef" * 2, "f" * 32
CODE = bytes(range(256)) * 5
NOBODY = 65534


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache._warn.cache_clear()
    yield
    cache._warn.cache_clear()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with one sound file."""
    write(tmp_path / "kept")
    return tmp_path / "kept"


def write(path: Path, key: str = KEY, code: bytes = CODE) -> None:
    with cache.opened(path) as kept:
        kept.write(key, code)


def refused(path: Path) -> None:
    """Read, write and read again: nothing is found."""
    assert read(path) is None
    write(path, OTHER)
    assert read(path) is None


def read(path: Path, key: str = KEY) -> bytes | None:
    with cache.opened(path) as kept:
        return kept.read(key)


def disowned(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make it another user's, or where we may not, be another user."""
    if os.geteuid() == 0:
        os.chown(path, NOBODY, -1, follow_symlinks=False)
    else:
        own = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: own + 1)


def test_what_is_made_is_the_users_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write(tmp_path / "a" / "b" / "kept")
    finally:
        os.umask(before)
    folder = tmp_path / "a" / "b" / "kept"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read(folder) == CODE


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o1777, 0o2720])
def test_a_folder_that_others_can_write_is_not_used(place: Path, mode: int) -> None:
    place.chmod(mode)
    before = sorted(place.iterdir())
    words = f"{place}.*can be written by other users.*chmod 700.*MODEL_CACHE"
    with pytest.warns(CacheWarning, match=words) as said:
        refused(place)
    assert len(said) == 1, "it is said once"
    assert sorted(place.iterdir()) == before
    place.chmod(0o755)  # others may look
    assert read(place) == CODE


def test_a_folder_of_another_user_is_not_used(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disowned(place, monkeypatch)
    with pytest.warns(CacheWarning, match=f"{place}.*belongs to another user"):
        assert read(place) is None


@pytest.mark.parametrize("kind", ["a link", "a broken link", "a pipe", "a file"])
def test_what_is_no_folder_is_not_used_and_not_waited_for(place: Path, kind: str) -> None:
    victim = place.with_name("victim")
    if kind == "a pipe":
        os.mkfifo(victim)
    elif kind == "a file":
        victim.write_bytes(b"mine")
    else:
        victim.symlink_to(place if kind == "a link" else place / "nowhere")
    words = "is a link" if "link" in kind else "is not a folder"
    with pytest.warns(CacheWarning, match=f"{victim}.*{words}"):
        refused(victim)
    assert len(list(place.iterdir())) == 1


FILES: dict[str, tuple[str, Callable[[Path, Path], object]]] = {
    "a link to a sound file": ("is a link", lambda file, own: file.symlink_to(own)),
    "a link to nowhere": ("is a link", lambda file, own: file.symlink_to(own / "no")),
    "a link to a device": ("is a link", lambda file, own: file.symlink_to("/dev/zero")),
    "a pipe": ("is not a file", lambda file, own: os.mkfifo(file)),
    "a folder": ("is not a file", lambda file, own: file.mkdir()),
}


@pytest.mark.parametrize("kind", FILES)
def test_another_thing_in_place_of_a_file_is_replaced_and_not_followed(
    place: Path, kind: str
) -> None:
    words, put = FILES[kind]
    (file,) = place.iterdir()
    own = file.rename(place.with_name("own"))
    sound = own.read_bytes()
    put(file, own)
    with pytest.warns(CacheWarning, match=f"{file}.*{words}.*delete it"):
        assert read(place) is None
    write(place, KEY, CODE[::-1])
    assert own.read_bytes() == sound, "nothing was written through the link"
    assert [each.name for each in place.iterdir()] == [file.name], "no part is left"
    if kind != "a folder":  # which a move does not replace
        assert read(place) == CODE[::-1]


def test_a_file_that_others_can_write_or_own_is_replaced(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = place.iterdir()
    file.chmod(0o620)
    with pytest.warns(CacheWarning, match=f"{file}.*can be written by other users"):
        assert read(place) is None
    write(place)
    assert read(place) == CODE
    if os.geteuid() == 0:
        disowned(file, monkeypatch)
        with pytest.warns(CacheWarning, match=f"{file}.*belongs to another user"):
            assert read(place) is None


@pytest.mark.parametrize("thing", ["pipe", "link", "others'"])
def test_what_changes_between_the_look_and_the_opening_is_seen(
    place: Path, monkeypatch: pytest.MonkeyPatch, thing: str
) -> None:
    (file,) = place.iterdir()
    opening = os.open

    def swapped(name, *rest, **more):  # type: ignore[no-untyped-def]
        if name == file.name:
            if thing == "others'":
                file.chmod(0o666)
            else:
                own = file.rename(place.with_name("own"))
                os.mkfifo(file) if thing == "pipe" else file.symlink_to(own)
        return opening(name, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", swapped)
        with pytest.warns(CacheWarning, match=f"{file}"):
            assert read(place) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda sound: sound + b"\0",
        lambda sound: sound[:9] + bytes(32) + sound[41:],
        lambda sound: b"kernel 1" + sound[8:],
        lambda sound: sound[:-1] + bytes([sound[-1] ^ 128]),
        lambda sound: sound[:41],
        lambda sound: sound[:20],
    ],
)
def test_a_changed_file_is_not_run(place: Path, damage: Callable[[bytes], bytes]) -> None:
    (file,) = place.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert read(place) is None
    write(place)
    assert read(place) == CODE


def test_a_sound_file_under_the_name_of_another_is_not_run(place: Path) -> None:
    (file,) = place.iterdir()
    file.rename(place / f"{OTHER}.kernel")
    assert read(place, OTHER) is None


def test_a_huge_file_is_not_read(place: Path) -> None:
    (file,) = place.iterdir()
    os.truncate(file, 2**40)  # a hole, on most disks
    assert read(place) is None
    write(place, KEY, bytes(cache.LARGEST))
    assert file.stat().st_size == 2**40, "what could not be read again is not written"


@pytest.mark.parametrize("named", ["MODEL_CACHE", "XDG_CACHE_HOME"])
def test_a_relative_folder_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.delenv("MODEL_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(named, "../caches/./mine")
    with pytest.warns(CacheWarning, match=f"{named}='../caches/./mine' is ignored.*absolute"):
        assert cache.folder() == tmp_path / "home" / ".cache" / cache.OWN
    monkeypatch.setenv(named, "")
    assert cache.folder() == tmp_path / "home" / ".cache" / cache.OWN


@pytest.mark.parametrize("home", [None, "", "here", "file/home"])
def test_without_a_home_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    import pwd

    def unknown(user: int) -> object:
        raise KeyError(user)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.chdir(tmp_path)
    for name in ("MODEL_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "file").write_text("no folder")
    if home is not None:
        monkeypatch.setenv("HOME", str(tmp_path / home) if "/" in home else home)
    place = cache.folder()
    with cache.opened(place) as kept:
        kept.write(KEY, CODE)
        assert kept.read(KEY) is None
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_file_is_named_by_a_hash_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two economies that differ by name are one program, so one file."""
    monkeypatch.setenv("MODEL_CACHE", str(tmp_path / "kept"))
    whole = model.economy("deployed")
    block = whole.block("morning")
    states = {law.level for law in block.laws}
    initial = [start for start in whole.initial if start.state in states]
    found: list[dict[str, np.ndarray]] = []
    for name in ("Nul", "a-8-kernel"):
        economy = Economy(name, "a new day", initial, [block])
        points = Points.of([model.parameters("deployed", votes=())])
        native.advance.cache_clear()
        found.append(trajectories(Problem(economy, points, Seeded(5), 2, 3), "kernel"))
    (file,) = (tmp_path / "kept").iterdir()
    assert re.fullmatch(r"[0-9a-f]{32}\.kernel", file.name)
    for name, values in found[0].items():
        np.testing.assert_array_equal(values, found[1][name])


def test_planted_code_is_not_run_and_the_kernel_is_compiled_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others have put code under the right name, with the right checksum, in a shared folder."""
    monkeypatch.setenv("MODEL_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(native, "_compiled", lambda *given: b"compiled here")
    economy, width = model.economy("deployed"), 1
    key = native._key(economy, width)
    write(tmp_path / "kept", key, b"anything at all")
    (tmp_path / "kept").chmod(0o777)
    linked: list[bytes] = []
    monkeypatch.setattr(native, "_linked", lambda code, target: linked.append(code))
    native.advance.cache_clear()
    with pytest.warns(CacheWarning):
        native.advance(economy, width)
    (tmp_path / "kept").chmod(0o700)
    native.advance.cache_clear()
    native.advance(economy, width)
    native.advance.cache_clear()
    assert linked == [b"compiled here", b"anything at all"]


KILLED = """
import os, signal, sys
from pathlib import Path
from model.engines import cache
os.replace = lambda *given, **more: os.kill(os.getpid(), signal.SIGKILL)
with cache.opened(Path(sys.argv[1])) as kept:
    kept.write("a" * 32, b"half")
"""


def test_a_part_of_a_killed_process_is_removed_when_it_is_old(place: Path) -> None:
    words = [sys.executable, "-c", KILLED, str(place)]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode < 0
    (part,) = place.glob(".part-*")
    others = [place / ".part-of-a-ship", place / "notes.txt", place / f".part-{'g' * 32}"]
    for other in others:
        other.write_text("mine")
        os.utime(other, (0, 0))
    assert read(place) == CODE
    assert part.exists(), "its process may be at work"
    then = time.time() - cache.OLD - 60
    os.utime(part, (then, then))
    assert read(place) == CODE, "a hit tidies up too"
    assert not part.exists()
    assert all(other.exists() for other in others)


def test_a_full_disk_leaves_nothing_half_written(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    write(place, OTHER)
    assert [file.name for file in place.iterdir()] == [f"{KEY}.kernel"]


@pytest.mark.parametrize("limit", ["files", "bytes"])
def test_what_was_used_longest_ago_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    keys = [f"{number:032x}" for number in range(6)]
    for number, key in enumerate(keys):
        write(tmp_path / "kept", key)
        os.utime(tmp_path / "kept" / f"{key}.kernel", (1000 + number, 1000 + number))
    former = tmp_path / "kept" / f"announced-8-{OTHER}.kernel"  # as they were named before
    others = [tmp_path / "kept" / name for name in ("seed.kernel", "results.nc")]
    for other in (former, *others):
        other.write_bytes(CODE)
        os.utime(other, (0, 0))
    assert read(tmp_path / "kept", keys[1]) == CODE  # now it was used last
    if limit == "files":
        monkeypatch.setattr(cache, "MOST_FILES", 3)
    else:
        monkeypatch.setattr(cache, "MOST_BYTES", 4 * len(CODE))  # three, with what stands above
    write(tmp_path / "kept", KEY)
    left = {file.name for file in (tmp_path / "kept").glob("*.kernel")} - {others[0].name}
    assert left == {f"{key}.kernel" for key in (KEY, keys[1], keys[5])}
    assert all(other.exists() for other in others)


RACING = """
import sys
from pathlib import Path
from model.engines import cache
cache.MOST_FILES = 5
bad = 0
for turn in range(150):
    key = f"{(turn * int(sys.argv[2])) % 8:032x}"
    code = key.encode() * 200
    with cache.opened(Path(sys.argv[1])) as kept:
        found = kept.read(key)
        bad += found not in (None, code)
        kept.write(key, code)
sys.exit(bad)
"""


def test_processes_that_write_read_and_prune_at_once_do_no_harm(tmp_path: Path) -> None:
    words = [sys.executable, "-W", "error", "-c", RACING, str(tmp_path / "kept")]
    racing = [subprocess.Popen([*words, step], cwd=ROOT) for step in ("1", "3", "5")]
    assert [process.wait(120) for process in racing] == [0, 0, 0]
    names = [file.name for file in (tmp_path / "kept").iterdir()]
    assert 1 <= len(names) <= 7
    assert all(name.endswith(".kernel") for name in names)


def test_the_look_costs_microseconds(place: Path) -> None:
    """About ten; a hundred times that is allowed, on a machine that is busy."""
    (file,) = place.iterdir()
    costs = []
    for _ in range(101):
        began = time.perf_counter()
        at = cache._open_own(place, stat.S_ISDIR, "folder")
        descriptor = cache._open_own(file.name, stat.S_ISREG, "file", at)
        costs.append(time.perf_counter() - began)
        os.close(descriptor)
        os.close(at)
    assert sorted(costs)[50] < 1e-3
