"""What a quantity is to the economy, and which values it may have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


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
    return Domain(0, len(names) - 1, whole=True, choices=names)


SHARE = Domain(0, 1)
POSITIVE = Domain(0, open_low=True)
NOT_NEGATIVE = Domain(0)
REAL = Domain()
