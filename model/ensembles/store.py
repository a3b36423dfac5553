"""What an ensemble has computed so far, in a folder, so that it can be stopped at any moment.

For example::

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
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import memory
from model.ensembles.blocks import RUNS
from model.ensembles.files import (
    PART,
    StoreError,
    claimed,
    content,
    exposed,
    linked,
    refusal,
    sweep,
    table,
    writing,
)
from model.ensembles.reductions import State

__all__ = ["PART", "Entry", "StoreError", "StoreWarning", "entry", "open"]

FORMAT = "1"
MANIFEST = "manifest.json"
#: Bytes of the longest manifest, chunks of an ensemble, and trajectories of a chunk.
LONGEST, MOST_CHUNKS, LARGEST = 2**24, 2**17, 10**13
_CHUNK = re.compile(r"chunk-([0-9]{6,})\.parquet")


class StoreWarning(UserWarning):
    """A chunk that cannot be used and is computed again, or a store that others can change."""


class Entry:
    """One ensemble in a store: its manifest, and the chunks that are there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        place, way_out = path / MANIFEST, f"delete the folder {path}"
        try:
            self.manifest: dict[str, Any] = json.loads(content(place, LONGEST))
            chunks, size = self.manifest["chunks"], self.manifest["size"]
            whole = all(type(n) is int and n > 0 for n in (chunks, size))
            texts = isinstance(self.manifest["key"], str) and self.manifest["about"]
            sound = whole and texts and isinstance(self.manifest["about"], dict)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            sound = False
        if not sound:
            raise StoreError(f"{place} is damaged: {way_out}")
        if chunks > MOST_CHUNKS or size > LARGEST:
            raise StoreError(
                f"{place} is damaged: {way_out}; it says {chunks:.6g} chunks of {size:.6g} "
                f"trajectories, and {MOST_CHUNKS:,} of {LARGEST:.0e} are the most"
            )

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
        found = set()
        with os.scandir(self.path) as files:
            for file in files:
                named = _CHUNK.fullmatch(file.name)
                if named and int(named[1]) < self.chunks and file.is_file():
                    found.add(int(named[1]))
        return sorted(found)

    def __str__(self) -> str:

        def said(name: str) -> object:
            return self.manifest["about"].get(name, "?")

        return (
            f"{self.path.name}  {said('economy')}: {said('points')} points × {said('runs')} "
            f"runs × {said('days')} days, seed {said('seed')}, {said('engine')}; "
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
        rows = pa.table(columns).replace_schema_metadata(marks)
        with writing(self.place(number)) as file:
            pq.write_table(rows, file, compression="zstd", use_dictionary=False)

    def load(self, number: int, most: int | None = None, like: State | None = None) -> State | None:
        """A chunk, or None if it is not there; one that is damaged or foreign is warned of.

        It is not unpacked if it would take more than ``most`` bytes, by default what memory is
        free, and not used if its arrays have other names than ``like``.
        """
        path = self.place(number)
        if not path.is_file():
            return None
        try:
            return self._read(path, number, most or int(memory.PART * memory.free()), like)
        except Exception as error:  # whatever is wrong with a file, its numbers can be had again
            warnings.warn(
                f"{path} is not used and computed again: {error}", StoreWarning, stacklevel=2
            )
            return None

    def _read(self, path: Path, number: int, most: int, like: State | None) -> State:
        rows = table(path, most)
        marks = {k.decode(): v.decode() for k, v in (rows.schema.metadata or {}).items()}
        found = {name: marks.get(name) for name in self._marks(number)}
        if found != self._marks(number):
            raise ValueError(f"it is of another ensemble or chunk: {found}")
        state = {
            name: rows.column(name).chunk(0).values.to_numpy().reshape(shape)
            for name, shape in json.loads(marks["shapes"]).items()
        }
        if _checksum(state) != marks["sha256"]:
            raise ValueError("its checksum is wrong")
        if like is not None and set(state) != set(like):
            raise ValueError(f"it holds {sorted(state)}, not {sorted(like)}")
        return state


def open(path: str | Path) -> list[Entry]:  # noqa: A001
    """The ensembles in a store. Raises `StoreError` if there is no such folder."""
    path = Path(path)
    if not path.is_dir():
        raise StoreError(f"{path} is not a store: no such folder")
    return [Entry(each.parent) for each in sorted(path.glob(f"*/{MANIFEST}"))]


def entry(path: str | Path, key: str, size: int, chunks: int, about: Mapping[str, Any]) -> Entry:
    """The entry of that key, made if there is none yet; if there is, its own chunks stand.

    ``size`` trajectories are a chunk. Of two processes that begin at once, one makes the entry
    and the other one joins it.
    """
    if chunks > MOST_CHUNKS or size > LARGEST:
        raise StoreError(
            f"{chunks:,} chunks of {size:,} trajectories cannot be kept: {MOST_CHUNKS:,} of "
            f"{LARGEST:.0e} are the most; give another chunk="
        )
    folder = Path(path) / key[:32]
    if "\0" in str(folder):
        raise StoreError(
            f"{str(path)!r} cannot be written: no folder has such a name; choose another"
        )
    manifest = {"format": FORMAT, "key": key, "size": size, "chunks": chunks, "about": about}
    text = json.dumps(manifest, indent=1, default=str).encode()
    try:
        if folder.is_symlink():
            raise linked(folder)
        folder.mkdir(parents=True, exist_ok=True)
        claimed(folder / MANIFEST, text)
    except OSError as error:
        raise refusal(folder, error) from error
    sweep(folder)
    found = Entry(folder)
    if found.key != key:
        raise StoreError(f"{folder} is of another ensemble: delete it")
    least, most = _trajectories(size, chunks)
    its_least, its_most = _trajectories(found.size, found.chunks)
    if least > its_most or its_least > most:
        raise StoreError(
            f"{folder / MANIFEST} is damaged: delete the folder {folder}; this ensemble is not "
            f"{found.chunks:,} chunks of {found.size:,} trajectories"
        )
    _warn_if_exposed(found)
    return found


def _warn_if_exposed(found: Entry) -> None:
    """Say whose numbers would be believed, once: a checksum tells damage and no forgery."""
    for place in (found.path.parent, found.path, *map(found.place, found.done)):
        if reason := exposed(place):
            warnings.warn(
                f"{place} {reason}: what is there is taken as it is; if you do not trust it, give "
                "another store",
                StoreWarning,
                stacklevel=4,
            )
            return


def _trajectories(size: int, chunks: int) -> tuple[int, int]:
    """The least and the most that are cut into so many chunks of about that size.

    A chunk is more than half of its size, but for the last of a point, and one block at least.
    """
    return chunks * size // 4 if chunks > 1 else 1, chunks * max(size, RUNS)


def _checksum(state: State) -> str:
    digest = hashlib.sha256()
    for name in sorted(state):
        values: NDArray[Any] = np.ascontiguousarray(state[name])
        digest.update(f"{name} {values.dtype.str} {values.shape}\n".encode())
        digest.update(values.data)
    return digest.hexdigest()
