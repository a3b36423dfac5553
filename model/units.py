"""The units of the economy, and the arithmetic that checks an equation with them.

Two units agree when they have the same dimension *and* the same size: a rate per year
where a rate per day belongs is an error, although both are "per time".
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any

import pint

from model import gates

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


#: What a unit may be written with. Pint knows thousands more, and prefixes and years of other
#: lengths among them, which would be taken without a word.
KNOWN = (
    "AI", "USD", "GPU", "GPU_hour", "task", "training_cycle",
    "second", "minute", "hour", "day", "week", "calendar_month", "calendar_year",
    "percent", "bps",
)  # fmt: skip
#: Other spellings; every month and year is the calendar's.
SPELLINGS = {
    "%": "percent",
    "month": "calendar_month",
    "year": "calendar_year",
    **{f"{name}s": name for name in KNOWN if name.islower() and name not in ("percent", "bps")},
    "months": "calendar_month",
    "years": "calendar_year",
    "GPUs": "GPU",
    "GPU_hours": "GPU_hour",
}
_NAME = re.compile(r"[A-Za-z_%][A-Za-z_%0-9]*")


#: Units that readers declared, with what they mean.
_OWN: dict[str, str] = {}


class UnknownUnit(gates.Refused):
    """A unit that the economy does not know, or that is unlike the one that is wanted."""


def declare(name: str, meaning: str) -> str:
    """Add a base unit of one's own; declared again, in an edited cell, it has the new meaning."""
    name = gates.text(UnknownUnit, "the name of a unit", name)
    meaning = gates.text(UnknownUnit, f"the meaning of {name}", meaning)
    if not re.fullmatch(r"[A-Z][A-Za-z_]{0,30}", name) or name in SPELLINGS:
        raise UnknownUnit(
            f"{gates.shown(name)} cannot name a unit: begin with a capital, use letters and _, at "
            "most 31"
        )
    if name in KNOWN:
        raise UnknownUnit(f"the unit {name} is taken, a unit of the package: choose another name")
    if name not in _OWN:
        registry().define(f"{name} = [own_{name}]")
    _OWN[name] = meaning
    return name


def _written(text: str) -> str:
    """The text in the names that are known; `ValueError` names the first that is not."""
    text = text.strip()
    for name in _NAME.findall(text):
        if SPELLINGS.get(name, name) not in KNOWN and name not in _OWN:
            raise ValueError(name)
    return _NAME.sub(lambda found: SPELLINGS.get(found[0], found[0]), text)


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[float]:
    """The one Pint registry: AI, USD, GPU, task and training_cycle are base units."""
    units: pint.UnitRegistry[float] = pint.UnitRegistry()
    for line in _DEFINITIONS.strip().splitlines():
        units.define(line)
    return units


def unit(text: str) -> tuple[float, tuple[tuple[str, float], ...]]:
    """Size and dimension of a unit, in base units, as a hashable pair.

    Raises `UnknownUnit` naming the text that is no unit of the economy.
    """
    return _unit(gates.text(UnknownUnit, "a unit", text))


@lru_cache(maxsize=1024)
def _unit(text: str) -> tuple[float, tuple[tuple[str, float], ...]]:
    try:
        written = _written(text)
        base = registry().Quantity(1.0, written if written != "1" else "").to_base_units()
    except Exception as error:
        raise UnknownUnit(
            f"unit {gates.shown(text)} is not known: write it with "
            f"{', '.join((*KNOWN, *_OWN))} or 1"
        ) from error
    powers: dict[str, Any] = dict(base.dimensionality)
    return float(base.m), tuple(sorted((str(k), float(v)) for k, v in powers.items()))


def convert(value: float, source: str, target: str) -> float:
    """``value`` in ``source`` units, expressed in ``target`` units; error if they are unlike."""
    source_size, source_dimension = unit(source)
    target_size, target_dimension = unit(target)
    if source_dimension != target_dimension:
        raise UnknownUnit(f"{value} {source} cannot be expressed in {target}: unlike units")
    return float(Fraction(value) * _exact(source_size) / _exact(target_size))


def _exact(size: float) -> Fraction:
    """The simple fraction that a size stands for, so that 7000 bps are 0.7 to the last digit."""
    simple = Fraction(size).limit_denominator(10**9)
    return simple if float(simple) == size else Fraction(size)
