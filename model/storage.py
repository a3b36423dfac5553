"""Save a trajectory so that other programs can open it: Parquet, CSV or NetCDF by its ending.

A file appears whole or not at all: it is written beside its place and moved there at the end.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model import __version__, gates

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


#: Rows that spreadsheets hold.
SHEET = 2**20
#: Whole numbers that every reader of NetCDF knows have four bytes.
_FOUR_BYTES = np.iinfo(np.int32)


class StorageError(gates.Refused):
    """An output that cannot be written, with the reason and the way out."""


def check(path: Path, force: bool = False) -> None:
    """Refuse, before any work is done, an output that could not be written at the end."""
    gates.place(StorageError, "file", path)
    try:
        _check_place(path, force)
    except OSError as error:  # such as a name that the system finds too long
        raise StorageError(
            f"{path} cannot be written ({error.strerror}): choose another name"
        ) from error


def _check_place(path: Path, force: bool) -> None:
    if path.suffix not in WRITERS:
        raise StorageError(
            f"{path} has the ending {path.suffix or 'none'!r}: use one of {', '.join(WRITERS)}"
        )
    if path.is_dir():
        raise StorageError(f"{path} is a folder: name a file in it")
    if path.is_symlink() and not path.exists():
        raise StorageError(f"{path} is a link to nothing: remove it, or choose another name")
    if path.exists() and not path.is_file():
        raise StorageError(f"{path} is not a file that can be replaced: choose another name")
    if path.exists() and not force:
        raise StorageError(f"{path} exists: choose another name, or pass --force to replace it")
    if not path.parent.is_dir():
        raise StorageError(f"{path} is in a folder that does not exist: make {path.parent} first")
    if not os.access(path.parent, os.W_OK):
        raise StorageError(f"{path} cannot be written: {path.parent} allows no new files")
    beside = (readme(path),) if path.suffix == ".csv" else ()
    for place in (_part(path), *beside):  # longer names than the file's own
        if not place.exists():
            place.touch()
            place.unlink()


def save(ds: xr.Dataset, path: str | Path, force: bool = False) -> Path:
    """Write a trajectory; returns the path. Raises `StorageError` as `check` does."""
    way_out = "save what model.simulate or model.ensemble gives"
    if not hasattr(ds, "to_dataframe") or not hasattr(ds, "data_vars"):
        raise StorageError(f"{gates.shown(ds)} is no dataset: {way_out}")
    path = gates.place(StorageError, "file", path)
    check(path, gates.flag(StorageError, "force", force))
    path = path.resolve() if path.is_symlink() else path  # the link stays, its file is replaced
    part = _part(path)
    if "history" not in ds.attrs:
        ds = ds.assign_attrs(history=f"model.save of compute-token-economy {__version__}")
    try:
        WRITERS[path.suffix](ds, part)
        path = path if force else _claimed(path)
        part.replace(path)
        if path.suffix == ".csv":
            readme(path).write_text(described(ds, path.name), encoding="utf-8")
    except StorageError:
        raise
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}") from error
    except (TypeError, ValueError, NotImplementedError) as error:  # of the writers' own
        raise StorageError(f"{path} cannot hold this dataset ({error}): {way_out}") from error
    except RuntimeError as error:  # all that the NetCDF library says of a full disk
        raise StorageError(f"{path} cannot be written ({error}): make room") from error
    finally:
        part.unlink(missing_ok=True)
    return path


def _part(path: Path) -> Path:
    """Where a file is written before it is whole."""
    return path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")


def saved(ds: xr.Dataset, path: Path, force: bool) -> str:
    """Save, and say where, and what a spreadsheet would leave out."""
    place = save(ds, path, force)
    rows = 1
    for size in ds.sizes.values():
        rows *= size
    beside = f", its columns in {readme(place).name}" if place.suffix == ".csv" else ""
    cut = f"; a spreadsheet shows {SHEET:,} of its {rows:,} rows" if rows > SHEET else ""
    return f"saved {place}{beside}{cut if place.suffix == '.csv' else ''}"


def _claimed(path: Path) -> Path:
    """The path, or the next free one if another program has taken it since it was checked."""
    for place in (path, *(path.with_stem(f"{path.stem}-{n}") for n in range(2, 100))):
        try:
            place.touch(exist_ok=False)
        except FileExistsError:
            continue
        return place
    raise StorageError(f"{path} and 98 names like it are taken: choose another name")


def _frame(ds: xr.Dataset) -> pd.DataFrame:
    """One row a point, run and day; day first among the columns that vary fastest."""
    return ds.to_dataframe().reset_index()


def _parquet(ds: xr.Dataset, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(_frame(ds), preserve_index=False)
    said = {
        ending: {name: ds[name].attrs.get(ending, "") for name in ds.variables}
        for ending in ("units", "long_name")
    }
    dims = {name: values.dims for name, values in ds.variables.items()}
    notes = {**said, "dims": dims, "coords": [*ds.coords], **ds.attrs}
    metadata = {**(table.schema.metadata or {}), b"model": json.dumps(notes, default=str).encode()}
    pq.write_table(table.replace_schema_metadata(metadata), path, compression="zstd")


def _csv(ds: xr.Dataset, path: Path) -> None:
    _frame(ds).to_csv(path, index=False)  # the shortest digits that give the number back


def readme(path: Path) -> Path:
    """The file beside a CSV that says what its columns are."""
    return path.with_name(f"{path.name}-README.txt")


def described(ds: xr.Dataset, name: str) -> str:
    """What a CSV cannot carry: units, meanings and codes of the columns, and what made them."""
    lines = [f"{name}: one row for each combination of {', '.join(map(str, ds.dims))}.", ""]
    lines += ["Columns", ""]
    for column, values in ds.variables.items():
        notes = values.attrs
        unit = "" if notes.get("units", "1") == "1" else f" [{notes['units']}]"
        fewer = "" if {*values.dims} == {*ds.dims} or column in ds.dims else _same_along(ds, values)
        lines.append(f"{column}{unit}: {notes.get('long_name', '')}{_codes(notes)}{fewer}")
    lines += ["", "Commas between columns, a point before decimals."]
    lines += ["Empty fields: flows and definitions have no value on day 0."]
    if any(np.isinf(v).any() for v in ds.variables.values() if v.dtype.kind == "f"):
        lines += ["inf: what never happens in the run, as a text to spreadsheets."]
    lines += ["", "Origin", ""]
    return "\n".join([*lines, *(f"{key}: {value}" for key, value in ds.attrs.items()), ""])


def _codes(notes: dict[Any, Any]) -> str:
    """Which number stands for which alternative, where the column holds numbers."""
    codes, names = notes.get("flag_values", []), str(notes.get("flag_meanings", "")).split()
    pairs = [f"{code:g} {n}" for code, n in zip(codes, names, strict=False) if code != n]
    return f" ({', '.join(pairs)})" if pairs else ""


def _same_along(ds: xr.Dataset, values: xr.Variable) -> str:
    """Along which dimensions a column only repeats itself."""
    return f" (the same for every {', '.join(str(d) for d in ds.dims if d not in values.dims)})"


def _netcdf(ds: xr.Dataset, path: Path) -> None:
    """NetCDF-4 that other readers take: no number of eight bytes that is not a float.

    R's ncdf4 has no integers of eight bytes, so that a seed above four bytes becomes a text. CF
    wants no fill value on coordinates.
    """
    encoding: dict[Any, dict[str, Any]] = {}
    for name, values in ds.variables.items():
        if values.dtype.kind in "iu" and _short(values):
            encoding[name] = {"dtype": "int32"}
        elif name in ds.coords and values.dtype.kind == "f":
            encoding[name] = {"_FillValue": None}
    attributes = {name: _portable(value) for name, value in ds.attrs.items()}
    ds = ds.copy()
    ds.attrs = attributes
    ds.to_netcdf(path, engine="netcdf4", encoding=encoding)


def _short(values: Any) -> bool:
    return bool(((values >= _FOUR_BYTES.min) & (values <= _FOUR_BYTES.max)).all())


def _portable(value: Any) -> Any:
    """A whole number in four bytes, or else as a text; everything else as it is."""
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return np.int32(value) if _short(np.asarray(value)) else str(value)
    return value


WRITERS: dict[str, Callable[[xr.Dataset, Path], None]] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".nc": _netcdf,
}
