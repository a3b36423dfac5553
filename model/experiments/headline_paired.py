"""One factor of the headline at both ends of its range, on one random path: for the answers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.experiments.cases import of_case
from model.experiments.headline import FACTORS, FALLING, OUTCOMES
from model.experiments.intervals import Setting, end_values
from model.experiments.outcomes import DAYS
from model.experiments.sources import Case, Compared, Sizes, told
from model.interface import economy

Array = NDArray[np.float64]
#: Factors that an answer tells of, by a short name. A premium that is shorter burns more.
SHORTER = "premium_half_life"
TOLD = {
    "shorter premium": (SHORTER,),
    "usage": FACTORS["usage"],
    "margin": FACTORS["margin of applications"],
}


def ends(name: str) -> tuple[float, float]:
    """The values of a parameter where what an answer tells of is least and most."""
    low, high = end_values(Setting("base").parameters(), name)
    return (high, low) if name in (*FALLING, SHORTER) else (low, high)


def cases(given: Mapping[str, Array]) -> dict[str, Case]:
    """Each factor at the low and the high end, all else as it is."""
    return {
        f"{key} {end}": Case({name: ends(name)[place] for name in names})
        for key, names in TOLD.items()
        for place, end in enumerate(("low", "high"))
    }


def read(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """What the high end multiplies each outcome by, over the low end."""
    found = {}
    for outcome, reading in OUTCOMES.items():
        for key in TOLD:
            logs = [
                reading.scaled(of_case(ds, f"{key} {end}", reading, given))
                for end in ("low", "high")
            ]
            found[f"{key}, {outcome}"] = np.exp(logs[1] - logs[0])
    return found


READINGS = {
    f"{key}, {outcome}": told(
        f"{key}, {outcome}", f"{outcome} at the high end of {key} over the low end", "1", 1e-4
    )
    for key in TOLD
    for outcome in OUTCOMES
}
_COLUMNS = tuple(dict.fromkeys(c for each in OUTCOMES.values() for c in each.columns))
SOURCE = Compared(
    name="headline factors",
    made=lambda: economy("announced"),
    cases=cases,
    kept=_COLUMNS,
    days=tuple(range(1, DAYS + 1)),
    read=read,
    sizes=Sizes(runs=64, draws=256, few=4),
    files=("experiments/headline_paired.py", "experiments/headline.py", "experiments/cases.py"),
)
