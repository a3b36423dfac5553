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
from model.experiments.intervals import Estimate, Move
from model.factbook import facts
from model.interface import economy
from model.quantities import quantity
from model.scenarios import SCENARIOS

FILE = Path(__file__).with_name("numbers.yaml")
#: The files that turn paths into an estimate, beside the specification and the facts.
_FILES = (
    "experiments/outcomes.py",
    "experiments/intervals.py",
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


def key() -> str:
    """SHA-256 of the specification, its facts, the scenarios and the code of the estimates."""
    announced = economy("announced")
    digest = hashlib.sha256(labels.equations(announced).encode())
    for symbol in sorted(announced.parameters, key=str):  # not in the order of imports
        record = quantity(symbol)
        fact = facts[record.fact] if record.fact else None
        cases = None if fact is None else (fact.bear, fact.bull, fact.status)
        given = (symbol.name, record.under("base"), record.range, cases)
        digest.update(repr(given).encode())
    digest.update(repr(sorted(SCENARIOS.items())).encode())
    package = Path(__file__).parents[1]
    for name in _FILES:
        digest.update((package / name).read_bytes())
    return digest.hexdigest()


@cache
def _kept() -> Mapping[str, Estimate]:
    try:
        file = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    except OSError as missing:
        raise NumbersError(f"{FILE} cannot be read: {_UPDATE}") from missing
    return {name: _read(row) for name, row in file["answers"].items()}


def kept_key() -> str:
    """The hash under which the numbers were kept."""
    return str(yaml.safe_load(FILE.read_text(encoding="utf-8"))["key"])


def kept(name: str) -> Estimate:
    """The kept estimate of an answer; `NumbersError` says how to compute it."""
    found = _kept()
    if name not in found:
        raise NumbersError(f"no numbers are kept for the answer {name}: {_UPDATE}")
    return found[name]


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


def write(found: Mapping[str, Estimate], file: Path = FILE) -> None:
    """Keep the numbers of all answers."""
    lines = [
        "# What `python -m model answers --update` found: medians and intervals (5 to 95 per cent)",
        "# in the units of the outcomes, and the assumptions that move each most.",
        f"key: {key()}",
        "answers:",
    ]
    for name, estimate in found.items():
        row = rounded(estimate)
        lines.append(f"  {name}:")
        lines += [f"    {what}: {json.dumps(row[what])}" for what in _WRITTEN]
        lines.append("    moves:" if row["moves"] else "    moves: []")
        lines += [f"      - {json.dumps(each)}" for each in row["moves"]]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _kept.cache_clear()
