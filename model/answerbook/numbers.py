"""The numbers of the answers, kept as small text, with a hash of what they depend on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from model import gates, labels
from model.experiments.intervals import Estimate, Move, Setting
from model.factbook import facts
from model.quantities import quantity
from model.scenarios import SCENARIOS

FILE = Path(__file__).with_name("numbers.yaml")
#: The files that turn paths into an estimate, beside the specification, the facts and the source's.
_FILES = (
    "experiments/outcomes.py",
    "experiments/intervals.py",
    "experiments/sources.py",
    "experiments/sensitivity/inputs.py",
    "experiments/sensitivity/indices.py",
)
#: Moves of each answer that are kept.
MOVES = 5
DIGITS = 6
#: What is kept of an estimate beside its moves.
_WRITTEN = ("value", "chance", "assumed", "every")
_UPDATE = "run `python -m model answers --update`"


class NumbersError(gates.Refused):
    """The kept numbers are missing, or are those of another model."""


def key(setting: Setting, outcome: str) -> str:
    """A hash of all that an outcome of a setting depends on: its name among the kept numbers.

    Equations, facts, scenarios, the code that runs and reads the source, and how much is run.
    """
    which = setting.source.economy
    digest = hashlib.sha256(labels.equations(which).encode())
    for symbol in sorted(which.parameters, key=str):  # not in the order of imports
        record = quantity(symbol)
        fact = facts[record.fact] if record.fact else None
        cases = None if fact is None else (fact.bear, fact.bull, fact.status)
        of_fact = (record.under("base"), record.range) if record.own is None else record.own
        given = (symbol.name, of_fact, cases)
        digest.update(repr(given).encode())
    asked = (setting.scenario, setting.changes, repr(setting.source), setting.source.sizes, outcome)
    digest.update(repr((sorted(SCENARIOS.items()), asked)).encode())
    package = Path(__file__).parents[1]
    for name in (*_FILES, *setting.source.files):
        digest.update((package / name).read_bytes())
    return digest.hexdigest()[:16]


@cache
def _rows() -> Mapping[str, Mapping[str, Any]]:
    try:
        found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    except OSError as missing:
        raise NumbersError(f"{FILE} cannot be read: {_UPDATE}") from missing
    return found


def kept_keys() -> dict[str, str]:
    """The hash under which the numbers of each answer were kept, by id."""
    return {name: str(row["key"]) for name, row in _rows().items()}


def kept(name: str) -> Estimate:
    """The kept estimate of an answer; `NumbersError` says how to compute it."""
    if name not in _rows():
        raise NumbersError(f"no numbers are kept for the answer {name}: {_UPDATE}")
    return _read(_rows()[name])


def _read(row: Mapping[str, Any]) -> Estimate:
    moves = tuple(
        Move(each["parameter"], tuple(each["ends"]), tuple(each["values"])) for each in row["moves"]
    )
    return Estimate(
        row["value"], tuple(row["chance"]), tuple(row["assumed"]), tuple(row["every"]), moves
    )


def rounded(estimate: Estimate) -> dict[str, Any]:
    """An estimate as it is kept: six significant digits, and the strongest moves."""
    row = asdict(estimate)
    row["moves"] = [
        {"parameter": m.parameter, "ends": _short(m.ends), "values": _short(m.values)}
        for m in estimate.moves[:MOVES]
    ]
    return row | {
        "value": float(f"{estimate.value:.{DIGITS}g}"),
        **{name: _short(getattr(estimate, name)) for name in ("chance", "assumed", "every")},
    }


def _short(ends: tuple[float, float]) -> list[float]:
    return [float(f"{each:.{DIGITS}g}") for each in ends]


def write(found: Mapping[str, Estimate], keys: Mapping[str, str]) -> None:
    """Keep the numbers found, beside those that the file has of other answers in ``keys``.

    ``keys`` has the hash of every answer, in the order in which they are to stand.
    """
    _rows.cache_clear()
    before = _rows() if FILE.exists() else {}
    lines = [
        "# What `python -m model answers --update` found: medians and intervals (5 to 95 per cent)",
        "# in the units of the outcomes, and the assumptions that move each most.",
    ]
    for name in keys:
        if name in found:
            row = {"key": keys[name], **rounded(found[name])}
        elif name in before:
            row = dict(before[name])
        else:
            continue
        lines.append(f"{name}:")
        lines += [f"  {what}: {json.dumps(row[what])}" for what in ("key", *_WRITTEN)]
        lines.append("  moves:" if row["moves"] else "  moves: []")
        lines += [f"    - {json.dumps(each)}" for each in row["moves"]]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _rows.cache_clear()
