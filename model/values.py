"""Read one value of a quantity: a number, a name of an alternative, or a text with a unit.

Only plain texts reach the unit registry ("80 percent", "1/3", "6 calendar_month"): it would
compute any formula it is given. A month or a year means the calendar's, as everywhere here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

import numpy as np

from model.gates import Refused, shown
from model.quantities import Quantity
from model.units import UnknownUnit, convert

_NUMBER = r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)(?:/(\d+))?"
_NAME = r"[A-Za-z%][A-Za-z_]*(?:\*\*-?\d(?:\.\d)?)?"
_TEXT = re.compile(rf"{_NUMBER}\s*((?:1?/\s*)?{_NAME}(?:\s*[*/]\s*{_NAME})*)?", re.ASCII)
_PLAIN = re.compile(
    r"[-+]?(?:nan|inf|infinity|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)", re.IGNORECASE | re.ASCII
)


class ParameterError(Refused):
    """A parameter, a scenario or a vote that is not admissible."""


def read(record: Quantity, value: Any) -> float:
    """The value in the quantity's unit; `ParameterError` names value, limit and way out."""
    value = value.item() if isinstance(value, np.generic) else value
    number = _number(record, value)
    if not math.isfinite(number):
        raise _refusal(record, value, "is not a finite number")
    if number not in record.domain:
        raise _refusal(record, value, "is outside its domain")
    return number


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint for a misspelt name, or nothing."""
    close = get_close_matches(str(name), list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _refusal(record: Quantity, value: Any, reason: str) -> ParameterError:
    unit = "" if record.unit == "1" else f" in {record.unit}"
    return ParameterError(
        f"{record.name}={shown(value)} {reason}: give a value in {record.domain}{unit}"
    )


def _unread(record: Quantity, value: Any, error: Exception) -> ParameterError:
    """A unit that is none, or of another kind, is named: it is all that is wrong."""
    why = f" ({error})" if isinstance(error, UnknownUnit) else ""
    return _refusal(record, value, f"cannot be read{why}")


def _number(record: Quantity, value: Any) -> float:
    if isinstance(value, str):
        return _of_text(record, value.strip())
    try:
        if hasattr(value, "magnitude"):
            return convert(float(value.magnitude), str(value.units) or "1", record.unit)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise _unread(record, value, error) from error
    raise _refusal(record, value, "is not a number")


def _of_text(record: Quantity, text: str) -> float:
    names = record.domain.choices
    if text in names:
        return float(names.index(text))
    if _PLAIN.fullmatch(text):  # not as Python reads them: 1_0 is a slip for 1.0, not ten
        return float(text)  # "nan" and "inf" too, which are refused by name later
    found = _TEXT.fullmatch(text)
    if names and not found:
        known = ", ".join(names)
        raise ParameterError(
            f"{record.name}={shown(text)} is not one of its alternatives"
            f"{nearest(text, names)}; there are {known}"
        )
    try:
        if not found:
            raise ValueError(text)
        amount = float(found[1]) / (float(found[2]) if found[2] else 1.0)
        unit = found[3] or "1"
        return convert(amount, f"1{unit}" if unit.startswith("/") else unit, record.unit)
    except (ValueError, ArithmeticError) as error:
        raise _unread(record, text, error) from error
