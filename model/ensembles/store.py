"""What an ensemble has computed so far, in a folder, so that it can be stopped at any moment.

    for entry in model.ensembles.store.open("results"):
        print(entry)

An entry is a folder named by the hash of all that its numbers depend on. It holds a manifest that
people can read, and a Parquet file a chunk. A file is written beside its place, forced to the
disk and moved there, so it is whole or absent; it carries the entry's key, its own number and a
checksum, and a file that does not pass these is computed again.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from model.ensembles.reductions import State

FORMAT = "1"
MANIFEST = "manifest.json"
PART = ".part-"
OLD = 3600  # seconds after which a part is one that a killed process left


class StoreError(ValueError):
    """A store that cannot be read or written, with the reason and the way out."""


class StoreWarning(UserWarning):
    """A chunk that cannot be used and is computed again."""


class Entry:
    """One ensemble in a store: its manifest, and the chunks that are there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.manifest: dict[str, Any] = json.loads((path / MANIFEST).read_text("utf-8"))
            sound = self.key and self.size > 0 and self.chunks > 0 and self.manifest["about"]
        except (OSError, ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            raise StoreError(f"{path / MANIFEST} is damaged: delete the folder {path}")

    @property
    def key(self) -> str:
        """SHA-256 of all that the numbers depend on."""
        return str(self.manifest["key"])

    @property
    def chunks(self) -> int:
        """Chunks of the whole ensemble."""
        return int(self.manifest["chunks"])

    @property
    def size(self) -> int:
        """Trajectories of a chunk."""
        return int(self.manifest["size"])

    def place(self, number: int) -> Path:
        """The file of a chunk."""
        return self.path / f"chunk-{number:06d}.parquet"

    @property
    def done(self) -> list[int]:
        """Numbers of the chunks that are there; `load` tells whether they are sound."""
        return [number for number in range(self.chunks) if self.place(number).is_file()]

    def __str__(self) -> str:
        about = self.manifest["about"]
        return (
            f"{self.path.name}  {about['economy']}: {about['points']} points × {about['runs']} "
            f"runs × {about['days']} days, seed {about['seed']}, {about['engine']}; "
            f"{len(self.done)} of {self.chunks} chunks"
        )

    def _marks(self, number: int) -> dict[str, str]:
        size = str(self.manifest["size"])
        return {"format": FORMAT, "key": self.key, "size": size, "chunk": str(number)}

    def save(self, number: int, state: State) -> None:
        """Write a chunk. Raises `StoreError` if the disk is full or refuses."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = {name: pa.array([values.ravel()]) for name, values in state.items()}
        marks = {
            **self._marks(number),
            "shapes": json.dumps({name: values.shape for name, values in state.items()}),
            "sha256": _checksum(state),
        }
        table = pa.table(columns).replace_schema_metadata(marks)
        with _writing(self.place(number)) as file:
            pq.write_table(table, file, compression="zstd", use_dictionary=False)

    def load(self, number: int) -> State | None:
        """A chunk, or None if it is not there; one that is damaged or foreign is warned of."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.place(number)
        if not path.is_file():
            return None
        try:
            table = pq.read_table(path)
            marks = {k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items()}
            found = {name: marks.get(name) for name in self._marks(number)}
            if found != self._marks(number):
                raise ValueError(f"it is of another ensemble or chunk: {found}")
            shapes = json.loads(marks["shapes"])
            state = {
                name: table.column(name).chunk(0).values.to_numpy().reshape(shape)
                for name, shape in shapes.items()
            }
            if _checksum(state) != marks["sha256"]:
                raise ValueError("its checksum is wrong")
        except (OSError, ValueError, KeyError, IndexError, pa.ArrowException) as error:
            warnings.warn(
                f"{path} is not used and computed again: {error}", StoreWarning, stacklevel=2
            )
            return None
        return state


def open(path: str | Path) -> list[Entry]:  # noqa: A001
    """The ensembles in a store. Raises `StoreError` if there is no such folder."""
    path = Path(path)
    if not path.is_dir():
        raise StoreError(f"{path} is not a store: no such folder")
    return [Entry(each.parent) for each in sorted(path.glob(f"*/{MANIFEST}"))]


def entry(
    path: str | Path, key: str, size: int, chunks: int, about: Mapping[str, Any]
) -> Entry:
    """The entry of that key, made if there is none yet; if there is, its own chunks stand.

    ``size`` trajectories are a chunk. Of two processes that begin at once, one makes the entry
    and the other one joins it.
    """
    folder = Path(path) / key[:32]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        manifest = {"format": FORMAT, "key": key, "size": size, "chunks": chunks, "about": about}
        if not (folder / MANIFEST).exists():
            with _writing(folder / MANIFEST, keep=True) as file:
                file.write(json.dumps(manifest, indent=1, default=str).encode())
        _sweep(folder)
    except OSError as error:
        raise _refusal(folder, error) from error
    found = Entry(folder)
    if found.key != key:
        raise StoreError(f"{folder} is of another ensemble: delete it")
    return found


class _writing:  # noqa: N801
    """A file that appears in its place whole, or not at all; ``keep`` leaves one that is there."""

    def __init__(self, path: Path, keep: bool = False) -> None:
        self.path, self.keep = path, keep
        self.part = path.with_name(f"{PART}{uuid4().hex}")

    def __enter__(self) -> Any:
        try:
            self.file = self.part.open("wb")
        except OSError as error:
            raise _refusal(self.path, error) from error
        return self.file

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            with self.file as file:
                if error is None:
                    file.flush()
                    os.fsync(file.fileno())
            if error is None:
                self._move()
        except OSError as refused:
            raise _refusal(self.path, refused) from refused
        finally:
            self.part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _refusal(self.path, error) from error

    def _move(self) -> None:
        if self.keep:
            with suppress(FileExistsError):
                os.link(self.part, self.path)  # unlike a move, this refuses to replace
        else:
            self.part.replace(self.path)
        if os.name == "posix":  # the name is safe too once its folder is on the disk
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _sweep(folder: Path) -> None:
    """Remove the parts that killed processes left."""
    for part in folder.glob(f"{PART}*"):
        with suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > OLD:
                part.unlink()


def _refusal(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"{path} cannot be written: {error.strerror or error}; make room or choose another "
        "folder, and start again: the chunks that are there are kept"
    )


def _checksum(state: State) -> str:
    digest = hashlib.sha256()
    for name in sorted(state):
        values: NDArray[Any] = np.ascontiguousarray(state[name])
        digest.update(f"{name} {values.dtype.str} {values.shape}\n".encode())
        digest.update(values.data)
    return digest.hexdigest()
