"""What a quantity is to the economy, and which values it may have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from model import gates


class DomainError(gates.Refused):
    """A domain whose ends are no numbers, or that does not rise."""


class Kind(StrEnum):
    """What a quantity is to the economy."""

    PARAMETER = "parameter"
    STOCK = "stock"
    LEVEL = "level"
    FLOW = "flow"
    DEFINITION = "definition"
    SHOCK = "shock"
    SCHEDULE = "schedule"
    THEORY = "theory"


@dataclass(frozen=True)
class Domain:
    """The admissible values of a parameter: an interval, whole numbers, or named choices."""

    low: float = -math.inf
    high: float = math.inf
    open_low: bool = False
    open_high: bool = False
    whole: bool = False
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for end in (self.low, self.high):
            if not isinstance(end, (int, float, np.integer, np.floating)) or isinstance(end, bool):
                raise DomainError(f"a domain ends at {gates.shown(end)}: give a number")
        if not self.low <= self.high:
            raise DomainError(f"a domain goes from {self.low} to {self.high}: let it rise")

    def __contains__(self, value: float) -> bool:
        above = value > self.low if self.open_low else value >= self.low
        below = value < self.high if self.open_high else value <= self.high
        return above and below and (not self.whole or value == int(value))

    def __str__(self) -> str:
        if self.choices:
            return "one of " + ", ".join(self.choices)
        left = "(" if self.open_low or self.low == -math.inf else "["
        right = ")" if self.open_high or self.high == math.inf else "]"
        low = "-∞" if self.low == -math.inf else f"{self.low:g}"
        high = "∞" if self.high == math.inf else f"{self.high:g}"
        return ("whole number in " if self.whole else "") + f"{left}{low}, {high}{right}"


def choice(*names: str) -> Domain:
    """A domain of named alternatives, held as 0, 1, 2, … in the order given."""
    for name in names:
        gates.text(DomainError, "an alternative", name)
    if not names or len(set(names)) < len(names):
        raise DomainError(f"the alternatives are {names}: give one or more, each once")
    return Domain(0, len(names) - 1, whole=True, choices=names)


SHARE = Domain(0, 1)
INSIDE = Domain(0, 1, open_low=True, open_high=True)
POSITIVE = Domain(0, open_low=True)
NOT_NEGATIVE = Domain(0)
REAL = Domain()
