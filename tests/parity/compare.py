"""How far two results may differ: not in a bit, in no number, or by 1e-12 of a column's largest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

LAW = 1e-12


def differences(reference: Mapping[Any, Any], other: Mapping[Any, Any]) -> dict[str, float]:
    """Columns that differ by more than 1e-12 of their largest value, and by what part of it."""
    assert set(reference) == set(other) != set()
    found = {}
    for name in reference:
        left, right = np.asarray(reference[name]), np.asarray(other[name])
        assert left.shape == right.shape
        if left.tobytes() == right.tobytes():
            continue
        # Beside an infinity every difference would be small.
        finite = np.isfinite(left)
        np.testing.assert_array_equal(left[~finite], right[~finite], str(name))
        left, right = left[finite], right[finite]
        largest, gap = np.abs(left).max(initial=0), np.abs(left - right).max(initial=0)
        if gap > LAW * largest:
            found[str(name)] = float(gap / largest) if largest else float("inf")
    return found


def same_bits(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> None:
    """Every variable, every day, to the last bit, the sign of a zero too.

    What is no number is one on each side; its bits tell nothing.
    """
    assert set(one) == set(other) != set()
    for name in one:
        left, right = np.asarray(one[name]), np.asarray(other[name])
        np.testing.assert_array_equal(left, right, str(name))
        number = left == left
        assert left[number].tobytes() == right[number].tobytes(), (
            f"{name}: two zeros of unlike sign"
        )
