"""The units of the economy, and the arithmetic that checks an equation with them.

Two units agree when they have the same dimension *and* the same size: a rate per year
where a rate per day belongs is an error, although both are "per time".
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import pint

_DEFINITIONS = """
AI = [ai_token]
USD = [us_dollar]
GPU = [accelerator]
GPU_hour = GPU * hour
task = [task]
training_cycle = [training_cycle]
bps = 1 / 10000
calendar_year = 365 * day
calendar_month = 365 / 12 * day
"""


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[float]:
    """The one Pint registry: AI, USD, GPU, task and training_cycle are base units."""
    units: pint.UnitRegistry[float] = pint.UnitRegistry()
    for line in _DEFINITIONS.strip().splitlines():
        units.define(line)
    return units


@lru_cache(maxsize=1024)
def unit(text: str) -> tuple[float, tuple[tuple[str, float], ...]]:
    """Size and dimension of a unit, in base units, as a hashable pair.

    Raises ``ValueError`` naming the text that Pint cannot read.
    """
    try:
        base = registry().Quantity(1.0, text if text != "1" else "").to_base_units()
    except Exception as error:
        raise ValueError(
            f"unit {text!r} is not known: write it with AI, USD, GPU, task, "
            "training_cycle, day, calendar_month, calendar_year, bps or 1"
        ) from error
    powers: dict[str, Any] = dict(base.dimensionality)
    return float(base.m), tuple(sorted((str(k), float(v)) for k, v in powers.items()))


def convert(value: float, source: str, target: str) -> float:
    """``value`` in ``source`` units, expressed in ``target`` units; error if they are unlike."""
    source_size, source_dimension = unit(source)
    target_size, target_dimension = unit(target)
    if source_dimension != target_dimension:
        raise ValueError(f"{value} {source} cannot be expressed in {target}: unlike units")
    return float(Fraction(value) * _exact(source_size) / _exact(target_size))


def _exact(size: float) -> Fraction:
    """The simple fraction that a size stands for, so that 7000 bps are 0.7 to the last digit."""
    simple = Fraction(size).limit_denominator(10**9)
    return simple if float(simple) == size else Fraction(size)
