"""What the challenges share: states of the world, ideas of a price, and paired differences.

All points of a challenge meet the same random paths, so a difference between two of them is what
was changed and not luck. The market for compute opens on the first day: the quantity equation has
nothing to price before it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.experiments.closures import CLOSURES as ALL_CLOSURES
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr

SCENARIOS = ("bear", "base", "bull")
#: Ideas of the price by name, with what they change.
CLOSURES: Mapping[str, Mapping[str, Any]] = {
    name: ALL_CLOSURES[name] for name in ("exogenous price", "quantity equation", "fundamental")
}
#: All users are there from the first day and their number stands still: usage is one number.
GROWN: Mapping[str, float] = {
    "opening_day": 1,
    "adoption_midpoint": -20.0,
    "demand_growth": 0.0,
}
GPUS = tuple(f"gpus_{c}" for c in CLASSES)
#: Ends of every interval over runs.
ENDS = (0.05, 0.95)


class Middle(NamedTuple):
    """Median over runs, with the 5th and 95th percentiles."""

    middle: float
    low: float
    high: float


def middle(runs: xr.DataArray) -> Middle:
    """Median and interval over all that is given; the runs of one point."""
    values = np.asarray(runs, float).ravel()
    return Middle(*(float(np.quantile(values, q)) for q in (0.5, *ENDS)))


def nearest(values: NDArray[np.float64]) -> Middle:
    """Median and ends by the nearest value: between a number and infinity nothing is in between."""
    ends = np.quantile(values, (0.5, *ENDS), method="higher")
    return Middle(*(float(each) for each in ends))


def together(ds: xr.Dataset, names: tuple[str, ...]) -> xr.DataArray:
    """The sum of some columns, such as the GPUs of all classes."""
    whole: xr.DataArray = ds[list(names)].to_dataarray("class").sum("class")
    return whole
