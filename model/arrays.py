"""One gate for every array that enters: real, finite, 64 bits wide, without gaps, of one shape.

Compiled code reads numbers by their address, so nothing else may reach it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import gates

Array = NDArray[np.float64]

#: Kinds of numbers that are real: signed and unsigned whole numbers, and floats of any width.
_REAL = "iuf"


class ArrayError(gates.Refused):
    """Numbers that no engine may read."""


def entered(name: str, values: Any, shape: tuple[int, ...] | None = None) -> Array:
    """The numbers as an array that compiled code may read; `ArrayError` names what is wrong."""
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise ArrayError(f"{name} has masked numbers: fill them first, as with values.filled(0.0)")
    array = np.asarray(values)
    if array.dtype.kind not in _REAL:
        raise ArrayError(f"{name} holds {array.dtype}, not real numbers: give floats")
    if shape is not None and array.shape != shape:
        raise ArrayError(f"{name} has the shape {array.shape}: give {shape}")
    with np.errstate(over="ignore"):
        array = np.ascontiguousarray(array, np.float64)
    wrong = ~np.isfinite(array)
    if wrong.any():
        place = tuple(np.argwhere(wrong)[0].tolist())
        raise ArrayError(f"{name} is {array[place]} at {place}: give finite numbers")
    return array


def fingerprint(arrays: Mapping[str, Array], also: str = "") -> str:
    """Sixteen hexadecimal digits that name the numbers, what they are called, and a text."""
    digest = hashlib.blake2b(also.encode(), digest_size=8)
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].shape} ".encode())
        digest.update(np.ascontiguousarray(arrays[name]).data)
    return digest.hexdigest()
