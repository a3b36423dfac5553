"""The archive: a file a forecast, named by the hash of what it says, each naming the one before.

So a forecast that was edited has the wrong name, and one that was edited and renamed is not the one
that the next names. The files are YAML beside this module; they are made by `keep` and only read
after that. The last of them is protected by its name and by git alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from model import gates

FOLDER = Path(__file__).parent
#: Letters of a hash that name a file.
LETTERS = 16
#: A forecast that is made before its days, and one of days that had passed.
FORECAST, HINDCAST = "forecast", "hindcast"


class ArchiveError(gates.Refused):
    """A file of the archive that is not what it was."""


@dataclass(frozen=True, eq=False)
class Target:
    """One quantity of one day: its quantiles, by per cent, in its unit."""

    quantity: str
    unit: str
    day: date
    quantiles: Mapping[int, float]


@dataclass(frozen=True)
class Forecast:
    """What was said on a day, from what was known then, by which model.

    ``kind`` is `FORECAST` or `HINDCAST`. ``known`` is the day of the last observation that it
    starts from, ``scenario`` what is taken for given. ``model`` names version, equations and
    facts by their hashes; ``after`` is the forecast before it in the archive, or nothing.
    """

    kind: str
    made: date
    known: date
    scenario: str
    says: str
    model: Mapping[str, str]
    paths: int
    seed: int
    targets: tuple[Target, ...]
    after: str = ""

    @property
    def id(self) -> str:
        """The first letters of the SHA-256 of all of it."""
        text = json.dumps(_plain(self), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:LETTERS]


def _plain(forecast: Forecast) -> dict[str, Any]:
    """The forecast in texts, numbers, lists and tables: what a file holds."""
    found = asdict(forecast)
    found["made"], found["known"] = forecast.made.isoformat(), forecast.known.isoformat()
    found["model"] = dict(forecast.model)
    found["targets"] = [
        {
            "quantity": each.quantity,
            "unit": each.unit,
            "day": each.day.isoformat(),
            "quantiles": {str(level): float(value) for level, value in each.quantiles.items()},
        }
        for each in forecast.targets
    ]
    return found


def keep(forecast: Forecast, folder: Path = FOLDER) -> Path:
    """Write a forecast behind the last of the archive. Raises `ArchiveError` if it is there."""
    before = archive(folder)
    if forecast.after != (before[-1].id if before else ""):
        raise ArchiveError(
            f"this forecast comes after {forecast.after or 'none'}, and the last one is "
            f"{before[-1].id if before else 'none'}: make it again"
        )
    path = folder / f"{forecast.id}.yaml"
    text = yaml.safe_dump(_plain(forecast), sort_keys=False, allow_unicode=True, width=100)
    path.write_text(f"# Made once, never edited: its name is its hash.\n{text}", "utf-8")
    return path


def archive(folder: Path = FOLDER) -> tuple[Forecast, ...]:
    """All forecasts, the first first. Raises `ArchiveError` for a file that was changed."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        forecast = _read(path)
        if forecast.id != path.stem:
            raise ArchiveError(
                f"{path.name} says what has the hash {forecast.id}: it was edited after it was "
                "made; take the file back from git"
            )
        found[forecast.after] = forecast
    ordered: list[Forecast] = []
    while (last := ordered[-1].id if ordered else "") in found:
        ordered.append(found.pop(last))
    if found:
        lost = next(iter(found))
        raise ArchiveError(
            f"{found[lost].id} comes after {lost or 'none'}, which is not there, or comes before "
            "another as well: take the archive back from git"
        )
    return tuple(ordered)


def _read(path: Path) -> Forecast:
    try:
        given = yaml.safe_load(path.read_text("utf-8"))
        targets = tuple(
            Target(
                each["quantity"],
                each["unit"],
                date.fromisoformat(each["day"]),
                {int(level): float(value) for level, value in each["quantiles"].items()},
            )
            for each in given.pop("targets")
        )
        made, known = (date.fromisoformat(given.pop(name)) for name in ("made", "known"))
        return Forecast(targets=targets, made=made, known=known, **given)
    except (AttributeError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise ArchiveError(
            f"{path.name} is no forecast ({error}): take it back from git"
        ) from error
