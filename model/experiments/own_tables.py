"""Tables of one's own beside the shipped economy: what they change, as a page says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

    from model.paths import Path

CLIFF, MONTH = 365, 30


def of_tables(
    found: Mapping[str, xr.Dataset], plan: Mapping[str, Path], p: Mapping[str, float]
) -> dict[str, float | bool]:
    """What the text says of the cases, with the parameters of the first."""
    told = compared(found, plan)
    return told | of_the_cliff(told) | {"premium_half_life": p["premium_half_life"]}


def of_the_cliff(told: Mapping[str, float]) -> dict[str, bool]:
    """Whether the cases are one until the cliff, much comes free at it, and the price falls."""
    return {
        "same_before_the_cliff": told["early_gap"] == 0,
        "all_at_once": told["at_cliff"] > 10 * told["before_cliff"],
        "the_cliff_moves_the_price": told["own_price"] < -1,
    }


def compared(found: Mapping[str, xr.Dataset], plan: Mapping[str, Path]) -> dict[str, float]:
    """Changes in per cent of the last case to the first, and tokens due at the cliff, billion.

    ``own_price`` is that of the median a month after the cliff, ``own_end`` on the last day and
    ``own_fees`` of all bills. ``early_gap`` is the largest difference of median prices before the
    cliff, ``before_cliff`` what is due on the busiest day before it.
    """
    first, *_, last = found.values()
    middle = [ds["price_quantile"].sel(quantile=0.5) for ds in found.values()]
    shift = middle[-1] / middle[0] - 1
    early = [line.sel(day=slice(0, CLIFF - 5)).to_numpy() for line in middle]
    due = [np.asarray(path.values) for path in plan.values()]
    return {
        "own_price": 100 * float(shift.sel(day=CLIFF + MONTH)),
        "own_end": 100 * float(shift.isel(day=-1)),
        "own_fees": 100 * float(last["bills_mean"] / first["bills_mean"] - 1),
        "early_gap": max(float(abs(line - early[0]).max()) for line in early),
        "at_cliff": sum(float(each[CLIFF - 5 : CLIFF + 5].max()) for each in due) / 1e9,
        "before_cliff": sum(float(each[: CLIFF - 5].max()) for each in due) / 1e9,
    }


def of_two_blocks(ds: xr.Dataset, source: str) -> dict[str, float]:
    """The length of an economy's program, its median's peak and end, and what its stocks lose.

    ``source`` is the program. The median is of ``held``, in million tokens; what is lost is a part
    of all tokens.
    """
    total = ds[["reserve", "held", "burned_fuel"]].to_dataarray().sum("variable")
    middle = ds["held"].quantile(0.5, "run") / 1e6
    return {
        "own_lines": len(source.splitlines()),
        "fuel_peak": int(middle.argmax("day")),
        "fuel_end": float(middle[-1]),
        "fuel_leak": float(abs(total / total.isel(day=0) - 1).max()),
    }
