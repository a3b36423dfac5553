"""exp, log, sin and pow on arrays, each entry by the very function that scalar Python calls.

NumPy's own versions differ from these in the last bit, and from one processor to another. With
these the array program gives the scalar program's bits. An entry that has no value, because it
belongs to a branch that is not taken, becomes NaN or infinity instead of an error.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_OUTSIDE = {OverflowError: math.inf, ValueError: math.nan, ZeroDivisionError: math.inf}


def _safely(function: Callable[..., float], *arguments: float) -> float:
    try:
        result = function(*arguments)
    except (OverflowError, ValueError, ZeroDivisionError) as error:
        return _OUTSIDE[type(error)]
    # Python gives a negative number's root as a complex one.
    return result if isinstance(result, float) else math.nan


def _each(function: Callable[..., float], *arguments: Array | float) -> Array:
    arrays = np.broadcast_arrays(*(np.asarray(a, np.float64) for a in arguments))
    columns = [array.ravel().tolist() for array in arrays]
    try:
        values = np.array(list(map(function, *columns)), np.float64)
    except (OverflowError, ValueError, ZeroDivisionError, TypeError):
        values = np.array([_safely(function, *entry) for entry in zip(*columns, strict=True)])
    return values.reshape(arrays[0].shape)


def exp(x: Array | float) -> Array:
    """`math.exp` of each entry."""
    return _each(math.exp, x)


def log(x: Array | float) -> Array:
    """`math.log` of each entry."""
    return _each(math.log, x)


def sin(x: Array | float) -> Array:
    """`math.sin` of each entry."""
    return _each(math.sin, x)


def power(x: Array | float, y: Array | float) -> Array:
    """``x ** y`` of each entry."""
    return _each(float.__pow__, x, y)
