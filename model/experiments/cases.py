"""A reading of one case among several on the same random path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.experiments.outcomes import Reading

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]


def of_case(ds: xr.Dataset, case: str, reading: Reading, given: Mapping[str, Array]) -> Array:
    """A reading of a case's daily paths, an array (run,).

    ``ds`` has dims (case, run, day), with every day from the first on, and ``given`` the parameters
    by name, arrays (run,).
    """
    one = {name: ds[name].sel(case=case).to_numpy() for name in reading.columns}
    return reading.measure(one, given)
