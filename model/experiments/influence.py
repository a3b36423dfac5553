"""Assumptions by influence: what each alone does to the results of base, and what would settle it.

A parameter is moved from the 5th to the 95th percentile of its fact's range, all else as in base,
as for the intervals of the answers. Its influence on a result is the change over the largest such
change, and its rank the mean over `RESULTS`. What would settle it is written in `resolve.yaml`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from model import gates
from model.experiments.intervals import FEW, Move, Setting, moves
from model.experiments.outcomes import OUTCOMES
from model.factbook import contradictions, facts
from model.interface import economy
from model.quantities import quantity, registry

RESULTS = ("burned", "price", "revenue", "fees", "GPUs", "right results")
#: What the observation that settles it takes: days, months, or that there is a market to observe.
SOON, LATER, ONCE_OPEN = "days", "months", "an open market"
FILE = Path(__file__).with_name("resolve.yaml")


class ResolveError(gates.Refused):
    """A row of the file that says what would settle an assumption."""


@dataclass(frozen=True)
class Way:
    """What would settle an assumption, and how long that takes: `SOON`, `LATER` or `ONCE_OPEN`."""

    by: str
    takes: str


@dataclass(frozen=True)
class Influence:
    """An assumed or inferred parameter: its influence on each result, from 0 to 1.

    ``ends`` are the values between which it is moved, in the parameter's unit, and ``values`` what
    its first result then is, in that result's unit.
    """

    parameter: str
    status: str
    ends: tuple[float, float]
    on: Mapping[str, float]
    values: Mapping[str, tuple[float, float]]

    @property
    def mean(self) -> float:
        """The mean influence over all results."""
        return sum(self.on.values()) / len(self.on)

    @property
    def first(self) -> str:
        """The result on which it has most influence."""
        return max(self.on, key=lambda name: self.on[name])


def influences(scenario: str = "base", few: int = FEW) -> tuple[Influence, ...]:
    """Every assumed or inferred parameter that moves a result, the most influential first.

    ``few`` paths, the same for all, tell the medians.
    """
    found = moves(Setting(scenario), {name: OUTCOMES[name] for name in RESULTS}, few)
    sizes = {name: {m.parameter: _size(name, m) for m in each} for name, each in found.items()}
    by_name = {name: {m.parameter: m for m in each} for name, each in found.items()}
    moved = {m.parameter: m for each in found.values() for m in each}
    rows = []
    for parameter, move in moved.items():
        on = {n: s.get(parameter, 0.0) / max(s.values(), default=1.0) for n, s in sizes.items()}
        values = {n: m[parameter].values for n, m in by_name.items() if parameter in m}
        status = facts[str(registry[parameter].fact)].status
        rows.append(Influence(parameter, status, move.ends, on, values))
    return tuple(sorted(rows, key=lambda row: -row.mean))


def _size(result: str, move: Move) -> float:
    low, high = OUTCOMES[result].scaled(np.array(move.values))
    return float(abs(high - low))


#: A mean influence below this is hardly any.
WEAK = 0.02


def numbers(found: Sequence[Influence], leading: Sequence[Influence]) -> dict[str, float]:
    """What the page tells: counts of parameters by status, and of the ``leading`` by what they ask.

    Shares are in per cent, and influences from 0 to 1.
    """
    asks = Counter(ways()[row.parameter].takes for row in leading)
    records = [quantity(symbol) for symbol in economy("announced").parameters]
    status = Counter(facts[str(record.fact)].status for record in records)
    return {
        "shown": len(leading),
        "wait": asks[ONCE_OPEN],
        "soon": asks[SOON],
        "later": asks[LATER],
        "moved": len(found),
        "parameters": len(records),
        "assumed": status["assumed"],
        "assumed_share": 100 * status["assumed"] / len(records),
        "contract": status["contract"],
        "secondary": status["secondary"],
        "contradictions": len(contradictions()),
        "weak": sum(row.mean < WEAK for row in found),
        "ends": len(RESULTS),
    }


def leading(found: Sequence[Influence], shown: int) -> list[Influence]:
    """The most influential of which it is written what would settle them, so many at most."""
    return [row for row in found if row.parameter in ways()][:shown]


def told(found: Sequence[Influence], shown: int) -> dict[str, float | bool]:
    """All `numbers`, of so many that are ``shown``, and whether what the page says is so."""
    n, first = numbers(found, leading(found, shown)), firsts(found)
    return {
        **n,
        "usage_comes_first": found[0].parameter == "usage_at_maturity",
        "half_life_decides": {first["burned"], first["price"]} == {"premium_half_life"},
        "most_must_wait": n["wait"] > n["shown"] / 2,
        "honesty_rests_on_audits": first["right results"] == "audit_probability",
        "most_do_little": n["weak"] > len(found) / 2,
        "all_told": all(row.parameter in ways() for row in found[:shown]),
    }


def firsts(found: Sequence[Influence]) -> dict[str, str]:
    """The parameter that moves each result most."""
    most = {name: max(row.on[name] for row in found) for name in RESULTS}
    return {
        name: next(row.parameter for row in found if row.on[name] == most[name]) for name in RESULTS
    }


@cache
def ways() -> Mapping[str, Way]:
    """What would settle each assumption, by parameter. Raises `ResolveError`."""
    found = {}
    for name, row in yaml.safe_load(FILE.read_text("utf-8")).items():
        if name not in registry:
            raise ResolveError(f"{FILE.name}: there is no parameter {name}")
        if set(row) != {"by", "takes"} or row["takes"] not in (SOON, LATER, ONCE_OPEN):
            raise ResolveError(
                f"{FILE.name}: {name}: write by: and takes:, which is {SOON}, {LATER} or "
                f"{ONCE_OPEN}"
            )
        found[name] = Way(row["by"], row["takes"])
    return found
