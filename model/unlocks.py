"""Unlock schedules of any token: from a table of events or rules to checked daily paths.

A row says when tokens of a category become free. An event is one day::

    category,date,tokens
    team,2026-04-29,1000000

A rule is a cliff and what follows it::

    category,tokens,start,cliff_months,cliff_share,months,step
    team,250000000,2026-04-29,12,0.25,24,month

At the cliff, ``cliff_months`` after ``start``, ``cliff_share`` of the tokens are free. The rest
follows over ``months`` more, after every ``step``: day, month or quarter. Months are those of the
calendar: one after 31 January is 28 February. Left out, the cliff is on ``start``, nothing is free
at it, and a step is a month. CSV and YAML (a list of rows) may hold both kinds.

For example::

    plan = unlocks.read("unlocks.csv", first="2026-04-29", days=1825)
    model.parameters(economy, due_team_path=plan.paths["team"])

The sums are exact: what was free before the first day, the path and what comes after it add up to
the tokens of the table, in any order of adding.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

import numpy as np

from model import tabular
from model.paths import Path, PathError
from model.values import nearest

if TYPE_CHECKING:
    import pandas as pd

EVENT = ("category", "date", "tokens")
RULE = ("category", "tokens", "start", "cliff_months", "cliff_share", "months", "step")
NEEDED = {"event": EVENT, "rule": ("category", "tokens", "start", "months")}
#: Months of a step; a day is none of them.
STEPS = {"day": 0, "month": 1, "quarter": 3}
#: Months of a cliff and of what follows it, and days of a path, at most.
LONGEST, MOST_DAYS = 1200, 100_000
_HINTS = {
    "tokens": "write a number such as 1234.5, without commas",
    "cliff_share": "write a share from 0 to 1, such as 0.25",
    "cliff_months": f"write whole months from 0 to {LONGEST}",
    "months": f"write whole months from 0 to {LONGEST}",
}


class UnlockError(PathError):
    """A table of unlocks that does not hold together, with the row, the value and the way out."""


@dataclass(frozen=True)
class Unlocks:
    """Tokens that become free, by category: on each day, before the first and after the last."""

    first: date
    paths: Mapping[str, Path]
    before: Mapping[str, float]
    after: Mapping[str, float]

    def table(self) -> pd.DataFrame:
        """The paths as a table with dates, such as ``--path due_team=table.csv:team`` reads."""
        import pandas as pd

        days = max(len(path.values) for path in self.paths.values())
        index = pd.date_range(self.first, periods=days, name="date")
        return pd.DataFrame({name: path.values for name, path in self.paths.items()}, index)


def read(source: Any, *, first: Any = None, days: int | None = None) -> Unlocks:
    """Daily paths of a table: a file .csv, .yaml or .yml, a data frame, or a list of rows.

    ``first`` is day 1 of the run, or the date of the first unlock; ``days`` the length of the
    paths, or up to the last unlock. Raises `UnlockError`.
    """
    rows, told = _rows(source)
    free: dict[str, dict[date, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    seen: dict[tuple[Any, ...], str] = {}
    for where, row in rows:
        releases = _releases(where, row)
        key = tuple(sorted((name, str(value)) for name, value in row.items() if name != "tokens"))
        if key in seen:
            raise UnlockError(f"{where} repeats {seen[key]}: add their tokens up in one row")
        seen[key] = where
        for day, tokens in releases:
            free[row["category"]][day] += tokens
    _check_names(free)
    every = [day for by_day in free.values() for day in by_day]
    begin = min(every) if first is None else _date("first", first, "the first day")
    length = max((max(every) - begin).days + 1, 1) if days is None else days
    whole = isinstance(length, (int, np.integer)) and not isinstance(length, bool)
    if not whole or not 0 < length <= MOST_DAYS:
        raise UnlockError(
            f"days={length!r} is no length of a run: give a whole number from 1 to {MOST_DAYS:,}"
        )
    made = {name: _daily(by_day, begin, int(length)) for name, by_day in free.items()}
    return Unlocks(
        begin,
        {name: Path(values, f"unlocks of {name}, {told}") for name, (values, _, _) in made.items()},
        {name: before for name, (_, before, _) in made.items()},
        {name: after for name, (_, _, after) in made.items()},
    )


def _daily(
    by_day: Mapping[date, Fraction], first: date, days: int
) -> tuple[tuple[float, ...], float, float]:
    """Tokens day by day, before and after, all multiples of one power of two, so sums are exact."""
    total = sum(by_day.values(), Fraction(0))
    unit = Fraction(math.ulp(float(total)))
    steps = [0] * (days + 2)  # before the first day, the days, after the last
    for day, tokens in _cumulated(by_day):
        place = min(max((day - first).days + 1, 0), days + 1)
        steps[place] = round(tokens / unit)
    reached = 0
    for place, units in enumerate(steps):  # on days without an unlock nothing is added
        reached = max(reached, units)
        steps[place] = reached
    moved = [float(unit * (b - a)) for a, b in pairwise([0, *steps])]
    return tuple(moved[1:-1]), moved[0], moved[-1]


def _cumulated(by_day: Mapping[date, Fraction]) -> Iterable[tuple[date, Fraction]]:
    so_far = Fraction(0)
    for day in sorted(by_day):
        so_far += by_day[day]
        yield day, so_far


def _rows(source: Any) -> tuple[list[tuple[str, dict[str, Any]]], str]:
    """The rows with where they stand, without empty cells, and where they are from."""
    told = "given as rows"
    if isinstance(source, (str, File)):
        told, source = str(source), _file(File(source))
    elif hasattr(source, "to_dict") and hasattr(source, "columns"):
        _check_header("the table", source.columns)
        source = source.to_dict("records")
    given = list(enumerate(source, start=1)) if type(source) in (list, tuple) else source
    if not isinstance(given, Numbered | list) or not all(isinstance(r, Mapping) for _, r in given):
        raise UnlockError(
            f"{told} is no table of unlocks: give a file .csv or .yaml, or a list of rows with "
            f"{', '.join(EVENT)}"
        )
    rows = [(f"row {number}", row) for number, each in given if (row := _cleaned(each))]
    if not rows:
        raise UnlockError(f"{told} has no rows: give {', '.join(EVENT)}, or {', '.join(RULE)}")
    return rows, told


class Numbered(tuple[tuple[int, dict[str, Any]], ...]):
    """Rows of a CSV file with the lines on which they end."""


def _file(file: File) -> Any:
    if file.suffix.lower() not in (".csv", ".yaml", ".yml"):
        raise UnlockError(f"{file} is no table of unlocks: give a file .csv, .yaml or .yml")
    if not file.is_file():
        raise UnlockError(f"there is no file {file}: give the place of a table of unlocks")
    try:
        text = file.read_text("utf-8-sig")
        if file.suffix.lower() == ".csv":
            lines = csv.DictReader(text.splitlines(), strict=True)
            _check_header(file.name, lines.fieldnames or ())
            return Numbered((lines.line_num, row) for row in lines)
        return tabular.from_yaml(UnlockError, text)
    except UnlockError:
        raise
    except Exception as error:
        said = " ".join(str(error).split())
        raise UnlockError(f"{file} cannot be read as a table of unlocks: {said}") from error


def _check_header(table: str, names: Iterable[object]) -> None:
    tabular.header(UnlockError, table, (str(name).strip().lower() for name in names))


def _cleaned(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row by the names of its columns, without spaces at the ends and without empty cells."""
    found = {}
    for name, value in row.items():
        value = value.strip() if isinstance(value, str) else value
        if value is not None and str(value) not in ("", "nan", "NaT", "<NA>"):
            found[str(name).strip().lower() if name is not None else "(no name)"] = value
    return found


def _releases(where: str, row: dict[str, Any]) -> list[tuple[date, Fraction]]:
    """The days on which tokens of a row become free, each once, exactly."""
    kind = "event" if "date" in row else "rule"
    known = EVENT if kind == "event" else RULE
    for name in row:
        if name not in known:
            raise UnlockError(
                f"{where} has {name}={row[name]!r}, and no {kind} has such a column"
                f"{nearest(name, known)}: write {', '.join(known)}"
            )
    missing = [name for name in NEEDED[kind] if name not in row]
    if missing:
        way = "give it, or a date for an event" if kind == "rule" else "give it"
        raise UnlockError(f"{where} has no {missing[0]}: {way}")
    if not isinstance(row["category"], str):
        raise UnlockError(f"{where} has category={row['category']!r}: write a name, as text")
    tokens = _number(where, "tokens", row["tokens"])
    if kind == "event":
        return [(_date("date", row["date"], where), tokens)]
    return _follow(where, row, tokens)


def _follow(where: str, row: dict[str, Any], tokens: Fraction) -> list[tuple[date, Fraction]]:
    step = str(row.get("step", "month")).lower()
    if step not in STEPS:
        raise UnlockError(
            f"{where} has step={row['step']!r}{nearest(step, STEPS)}: write {', '.join(STEPS)}"
        )
    start = _date("start", row["start"], where)
    wait, length = (int(_number(where, n, row.get(n, 0))) for n in ("cliff_months", "months"))
    share = _number(where, "cliff_share", row.get("cliff_share", 0))
    if not length and share != 1:
        raise UnlockError(
            f"{where} has months=0 and cliff_share={float(share):g}, so a part never becomes free: "
            "give months, or cliff_share=1"
        )
    cliff, end = _later(where, start, wait), _later(where, start, wait + length)
    rest = (1 - share) * tokens
    if step == "day":
        whole = (end - cliff).days
        parts = [(cliff + timedelta(days=k), Fraction(k, whole)) for k in range(1, whole + 1)]
    else:
        passed = [*range(STEPS[step], length, STEPS[step]), length] if length else []
        parts = [(_later(where, start, wait + k), Fraction(k, length)) for k in passed]
    found, before = [(cliff, share * tokens)] if share else [], Fraction(0)
    for day, part in parts:
        found.append((day, rest * (part - before)))
        before = part
    return found


def _number(where: str, name: str, value: Any) -> Fraction:
    """A number that is exactly what is written."""
    text = str(value)
    try:
        number = Fraction(text)
    except (ValueError, ZeroDivisionError):
        number = Fraction(-1)
    high = {"tokens": 10**30, "cliff_share": 1}.get(name, LONGEST)
    whole = name in ("months", "cliff_months")
    fine = 0 <= number <= high and not set(text) & {"/", "_"}
    if not fine or (whole and number.denominator != 1):
        raise UnlockError(f"{where} has {name}={value!r}: {_HINTS[name]}")
    return number


def _date(name: str, value: Any, where: str) -> date:
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value) if len(str(value)) == 10 else "")
    except ValueError as error:
        raise UnlockError(
            f"{where} has {name}={value!r}, which is no day: write it as 2026-01-31"
        ) from error


def _later(where: str, start: date, months: int) -> date:
    """The same day so many calendar months later, or the last of its month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > 9000:
        raise UnlockError(f"{where} ends in the year {year}: begin earlier, or give fewer months")
    after = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(start.day, (after - timedelta(days=1)).day))


def _check_names(free: Mapping[str, Any]) -> None:
    spelled: dict[str, str] = {}
    for name in free:
        other = spelled.setdefault(name.casefold(), name)
        if other != name:
            raise UnlockError(f"two categories are called {other} and {name}: spell them alike")
