"""Tables of observations, CSV or Parquet, as rows of texts: nothing is rounded on the way in.

A whole number of base units has up to 28 digits, which no float holds. So a cell stays a text until
it is read as what its column is, and every refusal names the file and the row.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from model import gates, tabular

#: A table longer than this is none of ours.
MOST = 10**6


class ObservedError(gates.Refused):
    """An observation that cannot be used, with its place and the way out."""


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells by column, and where it is."""

    place: str
    cells: dict[str, str]

    def whole(self, name: str) -> int:
        """A whole number of 0 or more, written in digits."""
        found = self.cells[name]
        if not (found.isascii() and found.isdecimal() and len(found) <= 78):  # 256 bits
            raise self.wrong(name, "write a whole number in base units, in digits only")
        return int(found)

    def number(self, name: str, positive: bool) -> float:
        """A finite number, above 0 or of at least 0."""
        found = self.cells[name]
        try:
            value = float(found)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or value < 0 or (positive and value == 0) or "_" in found:
            least = "above 0" if positive else "of 0 or more"
            raise self.wrong(name, f"write a number {least} such as 1234.5, without commas")
        return value

    def day(self, name: str) -> date:
        """A date such as 2026-07-31."""
        found = self.cells[name]
        try:
            if len(found) != len("2026-07-31"):
                raise ValueError
            return date.fromisoformat(found)
        except ValueError as error:
            raise self.wrong(name, "write a date such as 2026-07-31") from error

    def moment(self, name: str) -> datetime:
        """A time in UTC such as 2026-07-31T08:00:00Z."""
        found = self.cells[name]
        try:
            moment = datetime.fromisoformat(found)
            if moment.utcoffset() is None or moment.utcoffset() != UTC.utcoffset(None):
                raise ValueError
        except ValueError as error:
            raise self.wrong(name, "write a time in UTC such as 2026-07-31T08:00:00Z") from error
        return moment

    def wrong(self, name: str, way_out: str) -> ObservedError:
        """The refusal of a cell."""
        return ObservedError(f"{self.place}: {name}={gates.shown(self.cells[name])}: {way_out}")


def rows(source: str | Path, columns: Sequence[str]) -> list[Row]:
    """The rows of a file .csv or .parquet that has these columns and no others.

    Raises `ObservedError` for a file that cannot be read, another header, and an empty cell.
    """
    path = gates.place(ObservedError, "file", source)
    if path.suffix not in _READERS:
        raise ObservedError(f"{path} is no table: give a file .csv or .parquet")
    if not path.is_file():
        raise ObservedError(f"there is no file {path}")
    found: list[Row] = []
    try:
        for number, cells in enumerate(_READERS[path.suffix](path), start=1):
            place = f"{path.name}, row {number}"
            _check_columns(place, cells, columns)
            found.append(Row(place, {str(name): str(cell) for name, cell in cells.items()}))
            if number > MOST:
                raise ObservedError(f"{path.name} has more than {MOST:,} rows: give fewer")
    except ObservedError:
        raise
    except Exception as error:  # whatever a reader of files says
        raise ObservedError(f"{path} cannot be read as a table: {error}") from error
    if not found:
        raise ObservedError(f"{path.name} has no rows: it needs the columns {', '.join(columns)}")
    return found


def _check_columns(place: str, cells: dict[str, object], columns: Sequence[str]) -> None:
    if missing := [name for name in columns if name not in cells]:
        raise ObservedError(f"{place}: there is no {missing[0]}: give {', '.join(columns)}")
    if strange := [name for name in cells if name not in columns]:
        raise ObservedError(
            f"{place}: {gates.shown(strange[0])} is no column of this table: give "
            f"{', '.join(columns)}, and leave the rest out"
        )
    if empty := [name for name, cell in cells.items() if cell is None or str(cell).strip() == ""]:
        raise ObservedError(f"{place}: {empty[0]} is empty: fill it, or leave the row out")


def _csv(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file, restkey="a cell more than the header has")
        tabular.header(ObservedError, path.name, table.fieldnames or ())
        for row in table:
            yield dict(row)


def _parquet(path: Path) -> Iterator[dict[str, object]]:
    from pyarrow import parquet

    yield from parquet.read_table(path).to_pylist()


_READERS = {".csv": _csv, ".parquet": _parquet}
