"""How far two results may differ.

The law is 1e-12 of a column's largest value. A column that is the small difference of large
numbers cannot keep it: the rounding of what it is computed from is larger. For such a column
the allowance is what the last bit of the parameters moves it by, sixty-four times over.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

LAW = 1e-12
ALLOWANCE = 64


def differences(
    reference: xr.Dataset, other: xr.Dataset, near: xr.Dataset | None = None
) -> dict[str, float]:
    """Columns that differ by more than the law allows, with the part of their largest value.

    ``near`` holds copies of ``other`` whose parameters differ in the last bit, along ``point``.
    """
    assert set(reference) == set(other)
    found = {}
    for name in reference:
        left, right = reference[name].to_numpy(), other[name].to_numpy()
        assert left.shape == right.shape
        assert (np.isnan(left) == np.isnan(right)).all(), name
        largest, gap = np.nanmax(np.abs(left)), np.nanmax(np.abs(left - right))
        allowed = LAW * largest
        if near is not None:
            moved = np.nanmax(np.abs(near[name].to_numpy() - right), axis=tuple(range(1, left.ndim + 1)))
            allowed = max(allowed, ALLOWANCE * float(np.median(moved)))
        if gap > allowed:
            found[str(name)] = float(gap / largest) if largest else float("inf")
    return found


def same_bits(one: xr.Dataset, other: xr.Dataset) -> None:
    """Every variable, every day, to the last bit."""
    assert set(one) == set(other)
    for name in one:
        np.testing.assert_array_equal(one[name].to_numpy(), other[name].to_numpy(), str(name))
