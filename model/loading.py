"""Open what `model.save` wrote: the same dataset again, from any of its three kinds of file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model import gates
from model.labels import COORDINATES
from model.storage import WRITERS, readme

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


class LoadError(gates.Refused):
    """A file that cannot be opened as a result of this model, with the reason and the way out."""


def load(path: str | Path) -> xr.Dataset:
    """A saved result with its axes, and with units and origin as far as its kind carries them.

    NetCDF gives everything back, Parquet everything but flags. A CSV has units and meanings only
    where its README is still beside it, and there a column has a value in every row. Raises
    `LoadError` for a file that is missing, of another kind, damaged, or not made by `model.save`.
    """
    path = gates.place(LoadError, "file", path)
    if path.suffix not in _READERS:
        raise LoadError(
            f"{path} has the ending {path.suffix or 'none'!r}: give a file that was saved as one "
            f"of {', '.join(_READERS)}"
        )
    if not path.is_file():
        raise LoadError(f"there is no file {path}: save one by model run --out {path}")
    try:
        found = _READERS[path.suffix](path)
    except LoadError:
        raise
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise LoadError(
            f"{path} cannot be read ({gates.one_line(str(error))}): save it anew"
        ) from error
    if not set(found.dims) & set(COORDINATES):
        raise LoadError(
            f"{path} has no column {', '.join(COORDINATES)}: give a file that this model saved"
        )
    return found


def _netcdf(path: Path) -> xr.Dataset:
    import xarray as xr

    return xr.load_dataset(path, engine="netcdf4")


def _parquet(path: Path) -> xr.Dataset:
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    notes = json.loads((table.schema.metadata or {}).get(b"model", b"{}"))
    kinds = ("units", "long_name", "dims")
    columns = {
        name: {kind: notes[kind][name] for kind in kinds if name in notes.get(kind, {})}
        for name in table.column_names
    }
    origin = {name: value for name, value in notes.items() if name not in (*kinds, "coords")}
    found = _dataset(table.to_pandas(), columns, origin)
    return found.set_coords([name for name in notes.get("coords", ()) if name in found])


def _csv(path: Path) -> xr.Dataset:
    import pandas as pd

    columns, origin = _described(readme(path))
    return _dataset(pd.read_csv(path), columns, origin)


def _described(beside: Path) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Units and meanings of the columns, and the origin, from the README of a CSV."""
    columns: dict[str, dict[str, str]] = {}
    origin: dict[str, str] = {}
    part = ""
    for line in beside.read_text("utf-8").splitlines() if beside.is_file() else ():
        head, sign, rest = line.partition(":")
        if line in ("Columns", "Origin"):
            part = line
        elif sign and part == "Origin":
            origin[head] = rest.strip()
        elif sign and part == "Columns":
            name, _, unit = head.partition(" [")
            columns[name] = {"units": unit.rstrip("]") or "1", "long_name": rest.strip()}
    return columns, origin


def _dataset(
    frame: pd.DataFrame, columns: Mapping[str, Mapping[str, Any]], origin: Mapping[str, Any]
) -> xr.Dataset:
    """A table of one row a point, run and day as a dataset along these axes."""
    axes = _axes(frame.columns, columns)
    whole = frame.set_index(axes).to_xarray() if axes else frame.to_xarray()
    for name, notes in columns.items():
        if name not in whole.variables:
            continue
        fewer = [axis for axis in axes if axis not in notes.get("dims", axes)]
        if name not in axes and fewer:
            whole[name] = whole[name].isel(dict.fromkeys(fewer, 0), drop=True)
        whole[name].attrs = {key: said for key, said in notes.items() if key != "dims" and said}
    return whole.assign_attrs(origin)


def _axes(names: Iterable[str], columns: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The columns that say which point, run, day or quantile a row is of, in their order."""
    written: Sequence[str] = next(
        (list(said["dims"]) for said in columns.values() if len(said.get("dims", ())) > 1), []
    )
    return list(written) or [name for name in names if name in COORDINATES]


_READERS: dict[str, Callable[[Path], xr.Dataset]] = dict(
    zip(WRITERS, (_parquet, _csv, _netcdf), strict=True)
)
