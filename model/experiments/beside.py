"""A claim's formula as a line, and beside it what was worked out without the formula."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """``line`` by the formula at ``x``, and ``dots`` worked out at ``at``."""

    name: str
    x: Array
    line: Array
    at: Array
    dots: Array

    @property
    def off(self) -> float:
        """The largest relative gap between dots and line; the line is interpolated."""
        there = np.interp(self.at, self.x, self.line)
        return float(np.max(np.abs(self.dots / there - 1)))
