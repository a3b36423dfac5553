"""Paths from outside: a quantity day by day, from numbers, a table or a file, checked on entry.

A path gives the days 1, 2, 3, … of a run. It may be longer than the run, and never shorter. A table
with dates has every day once, in order; the first is day 1.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

import numpy as np

from model import gates, tabular
from model.arrays import Array, ArrayError, entered, fingerprint
from model.quantities import Quantity

if TYPE_CHECKING:
    import pandas as pd

#: Columns of a table that say which day a row is, and are no path.
DAYS = ("day", "date", "time", "timestamp")


class PathError(gates.Refused):
    """A path that no run can follow, with the place and the way out."""


@dataclass(frozen=True)
class Path:
    """Values of the days from 1 on, in the quantity's unit, and where they are from."""

    values: tuple[float, ...]
    source: str

    def __repr__(self) -> str:
        return f"Path({len(self.values):,} days: {self.source})"

    @property
    def key(self) -> str:
        """Sixteen digits that name the numbers."""
        return fingerprint({"path": np.array(self.values)})

    def of(self, name: str, days: int) -> Array:
        """The first days; `PathError` if there are fewer."""
        if len(self.values) < days:
            raise PathError(
                f"{name} has {len(self.values):,} days, and the run has {days:,}: give a longer "
                "path, or simulate fewer days"
            )
        return np.array(self.values[:days])


def read(record: Quantity, given: Any) -> Path:
    """A path of numbers, a Series, a one-column table, or a file: ``a.csv`` or ``a.csv:price``.

    Raises `PathError` for gaps, dates out of order, numbers with commas, and values outside the
    domain, with the row where it is.
    """
    name, source = record.name, "given as numbers"
    if isinstance(given, Path):
        return given
    if isinstance(given, (str, File)):
        source = str(given)
        given = _table(name, source)
    if hasattr(given, "columns"):
        given = _only_column(name, given)
    values = _numbers(name, given)
    for day, value in enumerate(values.tolist(), start=1):
        if value not in record.domain:
            raise PathError(
                f"{name} is {value:g} on day {day}, outside its domain: give values in "
                f"{record.domain}"
            )
    return Path(tuple(values.tolist()), source)


def _table(name: str, source: str) -> pd.Series[Any]:
    import pandas as pd

    place, _, column = source.rpartition(":")
    if not place or not place.lower().endswith((".csv", ".parquet")):
        place, column = source, ""
    file = File(place)
    if file.suffix.lower() not in (".csv", ".parquet"):
        raise PathError(f"{name}={source!r} is no table: give a file .csv or .parquet")
    if not file.is_file():
        raise PathError(f"{name}={source!r}: there is no file {file}")
    try:
        table = _csv(file) if file.suffix.lower() == ".csv" else pd.read_parquet(file)
    except PathError:
        raise
    except Exception as error:
        raise PathError(f"{name}={source!r} cannot be read as a table: {error}") from error
    dated = [each for each in table if str(each).lower() in DAYS]
    if dated:
        table = table.set_index(dated[0]).drop(columns=dated[1:])
    for each in () if dated else table.columns:
        if table[each].map(_dated).any():
            raise PathError(f"{file} has dates in {each!r}: call it date, so that they are checked")
    if column and column not in table:
        raise PathError(f"{file} has no column {column!r}; it has {', '.join(map(str, table))}")
    return table[column] if column else _only_column(name, table)


def _csv(file: File) -> pd.DataFrame:
    import pandas as pd

    with file.open(encoding="utf-8-sig", newline="") as lines:
        head: list[str] = next(filter(None, csv.reader(lines, skipinitialspace=True)), [])
    if not head:
        raise PathError(f"{file} is empty: give a row of names, then a row a day")
    tabular.header(PathError, str(file), head)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            return pd.read_csv(file, index_col=False, skipinitialspace=True)
    except (pd.errors.ParserWarning, pd.errors.ParserError) as error:
        raise PathError(
            f"{file} has more cells in a row than names: write numbers such as 1234.5, without "
            "commas"
        ) from error


def _dated(cell: object) -> bool:
    """Whether a cell is a date."""
    return isinstance(cell, date) or bool(isinstance(cell, str) and _DATE.match(cell))


_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d\d")


def _only_column(name: str, table: Any) -> Any:
    if len(table.columns) != 1:
        raise PathError(
            f"{name}: the table has the columns {', '.join(map(str, table.columns))}: name one, as "
            f"in table.csv:{table.columns[0] if len(table.columns) else 'price'}"
        )
    return table[table.columns[0]]


def _numbers(name: str, given: Any) -> Array:
    """The numbers of a Series or a sequence, whose days are checked if they are known."""
    if hasattr(given, "index") and hasattr(given, "to_numpy"):
        _check_days(name, given.index)
        values = given.to_numpy()
    elif isinstance(given, Sequence) and len(given) > gates.MOST:
        raise PathError(f"{name} has more than {gates.MOST:,} days: give fewer")
    elif isinstance(given, (Sequence, np.ndarray)):
        values = given if isinstance(given, np.ma.MaskedArray) else np.asarray(given)
    else:
        labelled = hasattr(given, "to_series")
        raise PathError(
            f"{name}={gates.shown(given)} is no path: give "
            + ("one run's days, as with .to_series()" if labelled else "numbers, a Series, ")
            + ("" if labelled else "or a file such as demand.csv")
        )
    if values.ndim != 1 or not len(values):
        raise PathError(f"{name} has the shape {values.shape}: give one number a day")
    if values.dtype.kind not in "iuf":
        values = _of_objects(name, values)
    try:
        return entered(name, values)
    except ArrayError as error:
        if np.ma.is_masked(values):
            raise
        day = int(np.argwhere(~np.isfinite(values.astype(float)))[0][0]) + 1
        raise PathError(
            f"{name} has no finite value on day {day}: fill the gap, or end the path before it"
        ) from error


def _of_objects(name: str, values: Any) -> Any:
    for day, value in enumerate(values.tolist(), start=1):
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise PathError(
                f"{name} is {gates.shown(value)} on day {day}, which is no number: write numbers "
                "such as 1234.5, without commas"
            )
    try:
        return values.astype(float)
    except OverflowError as error:
        raise PathError(f"{name} has a number too large for 64 bits: give smaller ones") from error


def _check_days(name: str, index: Any) -> None:
    """Every day once, in order: dates, or numbers from 1 on or from 0 on as rows."""
    import pandas as pd

    if isinstance(index, pd.PeriodIndex):
        index = index.to_timestamp()
    if index.dtype.kind == "O":
        index = _dates(name, index)
    if index.dtype.kind == "M":
        if index.hasnans:
            raise PathError(f"{name} has a row without a date: leave it out, or date it")
        index = index.tz_localize(None)  # a day in which clocks change is a day
        days = index.normalize()
        if (days != index).any():
            raise PathError(f"{name} has times of day, such as {index[0]}: give one value a day")
        steps = np.diff(days.to_numpy()).astype("timedelta64[D]").astype(int)
        unit = "date"
    elif index.dtype.kind in "iu":
        steps, unit = np.diff(index.to_numpy()), "day"
    else:
        raise PathError(f"{name} is indexed by {index.dtype}: number its rows by days or dates")
    wrong = np.flatnonzero(steps != 1)
    if wrong.size:
        before, after = index[int(wrong[0])], index[int(wrong[0]) + 1]
        show = [str(each.date()) if unit == "date" else str(each) for each in (before, after)]
        raise PathError(
            f"{name} goes from {unit} {show[0]} to {show[1]}: give every day once, in order"
        )
    if unit == "day" and len(index) and int(index[0]) not in (0, 1):
        raise PathError(f"{name} begins on day {int(index[0])}: begin on day 1")


def _dates(name: str, index: pd.Index[Any]) -> pd.Index[Any]:
    """Texts as dates."""
    import pandas as pd

    try:
        return pd.to_datetime(index, format="ISO8601")
    except (ValueError, TypeError) as error:
        each = pd.to_datetime(index.astype(str), format="ISO8601", errors="coerce", utc=True)
        if not each.hasnans:
            raise PathError(f"{name} has times of several zones: give days alone") from error
        odd = gates.shown(index[int(np.argmax(each.isna()))])
        raise PathError(
            f"{name}: {odd} is no day: write dates as 2026-01-31, or leave them out"
        ) from error
