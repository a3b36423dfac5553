"""Who is asked what a policy does, and what is counted for each of them.

Nobody's number is weighed against another's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.ensembles.reductions import total
from model.experiments.outcomes import (
    BURNED,
    DAYS,
    GPUS_IN_USE,
    LAST,
    PRICE,
    YEAR,
    Reading,
    mean_of,
)
from model.spec.accounts import CLASSES

Array = NDArray[np.float64]
INSIDERS = ("proceeds_investors", "proceeds_team")
SERVED = tuple(f"served_hours_{c}" for c in CLASSES)


def _right_hours(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    hours = sum(paths[name] for name in SERVED) * paths["right_share"]
    return np.asarray(total(hours[:, LAST]) / YEAR)


def _insiders(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(sum(total(paths[name]) for name in INSIDERS))


def _treasury(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(paths["treasury"][:, DAYS - 1])


#: Who is asked, and what is counted for him.
PARTIES: Mapping[str, Reading] = {
    "users": Reading(
        "users",
        "GPU-hours of right work a day, year five",
        "GPU-hours a day",
        (*SERVED, "right_share"),
        _right_hours,
        least=1.0,
    ),
    "nodes": replace(GPUS_IN_USE, name="nodes"),
    "holders": replace(PRICE, name="holders"),
    "treasury": Reading(
        "treasury", "tokens of the treasury after five years", "AI", ("treasury",), _treasury, 1.0
    ),
    "insiders": Reading(
        "insiders",
        "what investors and team receive for what they sell in five years",
        "USD",
        INSIDERS,
        _insiders,
        least=1.0,
    ),
}
#: What else is told: the burn, and the vault's revenue.
BESIDE: Mapping[str, Reading] = {
    "burned": BURNED,
    "revenue": Reading(
        "revenue", "revenue of the vault", "USD a day", ("revenue",), mean_of("revenue"), 1.0
    ),
}
