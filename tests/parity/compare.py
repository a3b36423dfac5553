"""How far two results may differ: not at all, or by 1e-12 of a column's largest value."""

from __future__ import annotations

import numpy as np
import xarray as xr

LAW = 1e-12


def differences(reference: xr.Dataset, other: xr.Dataset) -> dict[str, float]:
    """Columns that differ by more than 1e-12 of their largest value, and by what part of it."""
    assert set(reference) == set(other)
    found = {}
    for name in reference:
        left, right = reference[name].to_numpy(), other[name].to_numpy()
        assert left.shape == right.shape
        assert (np.isnan(left) == np.isnan(right)).all(), name
        largest, gap = np.nanmax(np.abs(left)), np.nanmax(np.abs(left - right))
        if gap > LAW * largest:
            found[str(name)] = float(gap / largest) if largest else float("inf")
    return found


def same_bits(one: xr.Dataset, other: xr.Dataset) -> None:
    """Every variable, every day, to the last bit."""
    assert set(one) == set(other)
    for name in one:
        np.testing.assert_array_equal(one[name].to_numpy(), other[name].to_numpy(), str(name))
