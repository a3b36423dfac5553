"""A vault whose revenue comes from anywhere but paid compute, as a source of answers.

Amounts are those of `model.experiments.challenges.burn_without_usage`, whose tables take the same
runs. The revenue is the same on average on every day, whatever fee and share of it are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.experiments.challenges import burn_without_usage as burn
from model.experiments.sources import Case, Compared, Sizes, told
from model.interface import economy
from model.spec.economy import Economy

Array = NDArray[np.float64]
#: Revenues by name, USD a day: what was observed, and the end of the question.
REVENUES = {"observed": burn.SEEN, "largest": burn.REVENUES[-1]}
#: The month whose unlocks are covered or not: the second after the insiders' cliff.
MONTH = burn.CLIFF_MONTH + 2


def _announced() -> Economy:
    return economy("announced")


def cases(given: Mapping[str, Array]) -> dict[str, Case]:
    """Each revenue, as the trading volume whose fees bring it."""
    share = given["delphi_fee"] * given["delphi_protocol_share"]
    return {
        name: Case({"delphi_volume": revenue / share, "delphi_volume_growth": 0.0})
        for name, revenue in REVENUES.items()
    }


def read(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """Per cent of the supply burned in five years, and of a month's unlocks burned in it."""
    before, then, last = (ds.sel(day=burn.MONTHS[m]) for m in (MONTH - 1, MONTH, -1))
    locked = [one[list(burn.LOCKED)].to_dataarray("who").sum("who") for one in (before, then)]
    cover = (then["burned"] - before["burned"]) / (locked[0] - locked[1])
    found = {}
    for name in REVENUES:
        burned = last["burned"].sel(case=name).to_numpy()
        found[f"burned, {name}"] = 100 * burned / given["initial_supply"]
        found[f"cover, {name}"] = 100 * cover.sel(case=name).to_numpy()
    return found


SOURCE = Compared(
    name="burn without usage",
    made=_announced,
    cases=cases,
    kept=("burned", *burn.LOCKED),
    days=tuple(burn.MONTHS[m] for m in (MONTH - 1, MONTH, -1)),
    read=read,
    sizes=Sizes(runs=burn.RUNS, draws=256, few=4),
    files=(
        "experiments/challenges/burn_sources.py",
        "experiments/challenges/burn_without_usage.py",
    ),
)
BURNED = {
    name: told(f"burned, {name}", "supply burned in five years", "% of supply", least=1e-3)
    for name in REVENUES
}
COVER = {
    name: told(f"cover, {name}", "burned of what the month unlocks", "% of unlocks", least=1e-3)
    for name in REVENUES
}
