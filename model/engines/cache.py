"""Machine code in a folder that is the user's alone, since what is found there is run.

The folder and each file must belong to the user and be writable by nobody else, which is looked at
before a byte is read; what fails this is not used, and one warning says so. Files are named by a
hash alone. Where the system has no owners of files, nothing is kept.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

NAMED = "MODEL_CACHE"  # in the environment: the folder itself
HOME = "XDG_CACHE_HOME"  # in the environment: the folder of all caches of the user
OWN = "compute-token-economy"

#: The most that is kept: what was used longest ago goes first.
MOST_FILES, MOST_BYTES = 256, 2**26
LARGEST = 2**24  # bytes of one file
OLD = 600  # seconds after which a part is one that a killed process left

_MARK = b"kernel 2\n"
_KEPT = re.compile(r"(?:.+-)?[0-9a-f]{32}\.kernel", re.DOTALL)
_PART = re.compile(r"\.part-[0-9a-f]{32}")
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
_CAN = hasattr(os, "geteuid") and {os.open, os.stat, os.unlink, os.rename} <= os.supports_dir_fd


class CacheWarning(UserWarning):
    """A place for compiled code that is not used, with the reason and the way out."""


class _Foreign(Exception):
    """What is wrong with a file or folder that is not the user's alone."""


def folder() -> Path | None:
    """Where compiled kernels are kept; None if neither environment nor system names a place."""
    named = _from_environment(NAMED)
    if named:
        return named
    home = _from_environment(HOME)
    if home is None:
        try:
            user = Path.home()
        except RuntimeError:
            return None
        if not user.is_absolute() or os.environ.get("HOME") == "":
            return None
        home = user / ".cache"
    return home / OWN


def _from_environment(name: str) -> Path | None:
    text = os.environ.get(name)
    if not text:
        return None
    if not Path(text).is_absolute():
        _warn(
            f"{name}={text!r} is ignored: what is run from there would depend on the working "
            "folder; give an absolute path"
        )
        return None
    return Path(text)


class Cache:
    """A folder of compiled code that is open, or none (see `opened`)."""

    def __init__(self, path: Path | None, at: int | None) -> None:
        self.path, self.at = path, at

    def read(self, key: str) -> bytes | None:
        """The machine code of a key, or None if there is none, or none that may be run."""
        if self.at is None or self.path is None:
            return None
        try:
            descriptor = _open_own(_name(key), stat.S_ISREG, "file", self.at)
        except _Foreign as wrong:
            path = str(self.path / _name(key))
            _warn(f"{path!r} {wrong} and is not run: its kernel is compiled; delete it")
            return None
        except OSError:
            return None
        with suppress(OSError), os.fdopen(descriptor, "rb") as file:
            if os.fstat(descriptor).st_size > LARGEST:
                return None
            code = _checked(key, file.read())
            with suppress(OSError):
                os.utime(descriptor)  # says when it was last used
            return code
        return None

    def write(self, key: str, code: bytes) -> None:
        """Keep machine code, if there is a place and room; if not, the next process compiles."""
        content = _MARK + _digest(key, code) + code
        if self.at is None or len(content) > LARGEST:
            return
        part = f".part-{uuid4().hex}"
        try:
            with os.fdopen(os.open(part, _MAKE, 0o600, dir_fd=self.at), "wb") as file:
                file.write(content)
            os.replace(part, _name(key), src_dir_fd=self.at, dst_dir_fd=self.at)
            _prune(self.at, _name(key), len(content))
        except OSError:
            pass
        finally:
            with suppress(OSError):
                os.unlink(part, dir_fd=self.at)


@contextmanager
def opened(path: Path | None) -> Iterator[Cache]:
    """The cache in a folder, made if there is none; what is not the user's alone is not used."""
    at = _opened(path) if path and _CAN else None
    try:
        if at is not None:
            _sweep(at)
        yield Cache(path, at)
    finally:
        if at is not None:
            os.close(at)


def _opened(path: Path) -> int | None:
    try:
        try:
            return _open_own(path, stat.S_ISDIR, "folder")
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):  # another process was faster
                path.mkdir(mode=0o700)
            return _open_own(path, stat.S_ISDIR, "folder")
    except _Foreign as wrong:
        _warn(
            f"{str(path)!r} {wrong}, so no compiled code is run from it or kept in it: name a "
            f"folder of yours that only you can write (chmod 700) in {NAMED}"
        )
    except OSError:
        pass
    return None


def _open_own(
    name: str | Path, kind: Callable[[int], bool], called: str, at: int | None = None
) -> int:
    """A file or folder that is the user's alone, opened without following a link or waiting.

    It is looked at before it is opened, and again after: it may have been changed between.
    """
    _check(os.stat(name, dir_fd=at, follow_symlinks=False), kind, called)
    try:
        descriptor = os.open(name, _READ, dir_fd=at)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _Foreign("is a link") from error
        raise
    try:
        _check(os.fstat(descriptor), kind, called)
    except _Foreign:
        os.close(descriptor)
        raise
    return descriptor


def _check(found: os.stat_result, kind: Callable[[int], bool], called: str) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise _Foreign("is a link")
    if not kind(found.st_mode):
        raise _Foreign(f"is not a {called}")
    if found.st_uid != os.geteuid():
        raise _Foreign("belongs to another user")
    if found.st_mode & _OTHERS:
        raise _Foreign("can be written by other users")


def _name(key: str) -> str:
    return f"{key}.kernel"


def _digest(key: str, code: bytes) -> bytes:
    """Of the key too, so that a file under another's name is not run."""
    return hashlib.sha256(key.encode() + b"\0" + code).digest()


def _checked(key: str, content: bytes) -> bytes | None:
    start = len(_MARK) + hashlib.sha256().digest_size
    digest, code = content[len(_MARK) : start], content[start:]
    return code if content.startswith(_MARK) and digest == _digest(key, code) else None


def _sweep(at: int) -> None:
    """Remove the parts that killed processes left."""
    with suppress(OSError):
        for name in os.listdir(at):
            if name.startswith(".") and _PART.fullmatch(name):
                with suppress(OSError):
                    found = os.stat(name, dir_fd=at, follow_symlinks=False)
                    if time.time() - found.st_mtime > OLD:
                        os.unlink(name, dir_fd=at)


def _prune(at: int, kept: str, size: int) -> None:
    """Keep what was used last, ``kept`` among it, within the limits; nothing of others is touched.

    Of two processes that do so at once, each may find that the other has removed a file.
    """
    found = []
    for name in os.listdir(at):
        if _KEPT.fullmatch(name) and name != kept:
            with suppress(OSError):
                about = os.stat(name, dir_fd=at, follow_symlinks=False)
                found.append((about.st_mtime_ns, name, about.st_size))
    files, room = MOST_FILES - 1, MOST_BYTES - size
    for _, name, bytes_of_it in sorted(found, reverse=True):
        files, room = files - 1, room - bytes_of_it
        if files < 0 or room < 0:
            with suppress(OSError):
                os.unlink(name, dir_fd=at)


@lru_cache(maxsize=256)
def _warn(text: str) -> None:
    """Say it once a process."""
    warnings.warn(text, CacheWarning, stacklevel=3)
