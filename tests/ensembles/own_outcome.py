"""An outcome that a reader might write, in a module that workers can import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Drop:
    """The share of the first day's price that is lost on the last one."""

    columns: tuple[str, ...] = ("price",)
    unit: str = "1"

    def of(self, paths: Mapping[str, Array]) -> Array:
        return 1 - paths["price"][..., -1] / paths["price"][..., 0]
