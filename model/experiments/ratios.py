"""Ratios of numbers that a reader may have changed to nothing."""

from __future__ import annotations

from math import nan


def over(above: float, below: float) -> float:
    """One number over another; not a number where there is nothing to divide by.

    No comparison with such a number holds, so a sentence that rests on one is withdrawn.
    """
    return above / below if below else nan
