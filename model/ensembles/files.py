"""Files of a store: read within limits and without waiting, written whole or not at all.

Only what every file system has is used: a name that is made or refused, and a move. What is
written takes the place of a link and never goes through it.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from model.ensembles.pages import taken

PART = ".part-"
CLAIM = f"{PART}claim"  # in a folder whose manifest is being written
OLD = 3600  # seconds after which a part is one that a killed process left
PATIENCE = 5.0  # seconds that a claim of another process is waited for
ROOT = 0  # the user who can change everything anyway
HEADS = 2**16  # bytes that a file has beside its numbers
_NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS}


class StoreError(ValueError):
    """A store that cannot be read or written, with the reason and the way out."""


def content(path: Path, most: int) -> bytes:
    """All of a file of at most so many bytes. Raises OSError, and ValueError for another thing."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise ValueError("it is not a file")
        if found.st_size > most:
            raise ValueError(f"it has {found.st_size:,} bytes, and {most:,} are the most")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(found.st_size)
    finally:
        os.close(descriptor)


def table(path: Path, most: int) -> Any:
    """The table of a file, if it has one row of lists of numbers and they fit in ``most`` bytes.

    What they take is read in the file's list and the heads of its pages, before any is unpacked.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    packed = content(path, most + HEADS)
    file = pq.ParquetFile(pa.BufferReader(packed))
    about = file.metadata
    if (about.num_rows, about.num_row_groups) != (1, 1):
        raise ValueError(f"it has {about.num_rows:,} rows, not one")
    wanted = taken(packed, about)
    if wanted > 2 * most + HEADS:  # a number counts in its page, and as what the page becomes
        raise ValueError(f"it would take {wanted:,} bytes, and {most:,} are the most it can have")
    return file.read(use_threads=False)


def exposed(path: Path) -> str:
    """Why what stands there may be another's; nothing, or a system without owners, is no reason.

    A group may share a store. A disk that keeps no modes shows all as open, so this is no refusal.
    """
    try:
        found = path.stat()
    except OSError:  # another process has just replaced it
        return ""
    if os.name != "posix":
        return ""
    if found.st_uid not in (os.geteuid(), ROOT):
        return "belongs to another user"
    all_write = found.st_mode & stat.S_IWOTH and not found.st_mode & stat.S_ISVTX
    return "can be written by everybody" if all_write else ""


def claimed(path: Path, text: bytes) -> None:
    """Write a file, unless it is there; of several processes one does, and the others wait.

    A process that is killed with its claim costs the next one `PATIENCE`.
    """
    claim, since = path.with_name(CLAIM), time.monotonic()
    while not path.exists():
        try:
            os.close(os.open(claim, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError:
            if time.monotonic() - since > PATIENCE:
                claim.unlink(missing_ok=True)
                since = time.monotonic()
            time.sleep(0.005)
            continue
        try:
            if not path.exists():
                with writing(path) as file:
                    file.write(text)
        finally:
            claim.unlink(missing_ok=True)


class writing:  # noqa: N801
    """A file that appears in its place whole, or not at all."""

    def __init__(self, path: Path) -> None:
        self.path, self.part = path, path.with_name(f"{PART}{uuid4().hex}")

    def __enter__(self) -> Any:
        try:
            if self.path.parent.is_symlink():
                raise linked(self.path.parent)
            self.file = self.part.open("xb")
        except OSError as error:
            raise refusal(self.path, error) from error
        return self.file

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            with self.file as file:
                if error is None:
                    file.flush()
                    os.fsync(file.fileno())
            if error is None:
                self.part.replace(self.path)
                _sync(self.path.parent)
        except OSError as refused:
            raise refusal(self.path, refused) from refused
        finally:
            with suppress(OSError):
                self.part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise refusal(self.path, error) from error


def _sync(folder: Path) -> None:
    """The name of a file is safe too once its folder is on the disk, where folders can be."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> None:
    """Remove the parts that killed processes left; what cannot be removed does no harm."""
    for part in folder.glob(f"{PART}*"):
        with suppress(OSError):
            if time.time() - part.lstat().st_mtime > OLD:
                part.unlink()


def refusal(path: Path, error: OSError) -> StoreError:
    """What to say of a place that cannot be written."""
    return StoreError(
        f"{path} cannot be written: {error.strerror or error}; make room or choose another "
        "folder, and start again: the chunks that are there are kept"
    )


def linked(folder: Path) -> StoreError:
    """What to say of a folder of results that is elsewhere."""
    return StoreError(f"{folder} is a link, which is not written through: delete it")
