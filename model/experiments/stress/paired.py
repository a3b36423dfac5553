"""Some stresses beside none, on one random path each: for the answers.

Audits out for the year before the blow are what a vote takes that stops them for a year.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.experiments.intervals import Setting
from model.experiments.outcomes import DAYS, GPUS, YEAR
from model.experiments.sources import Case, Compared, FiveYears, Sizes, told
from model.experiments.stress import downturn, sandwich, spiral, washing
from model.experiments.stress.common import SHOCK
from model.experiments.stress.struck import strikable

Array = NDArray[np.float64]
SIZES = Sizes(runs=32, draws=256, few=4)
_FILES = tuple(
    f"experiments/stress/{name}.py" for name in ("paired", "common", "struck", "downturn", "spiral")
)
#: The longest outage in days, the largest fall of the token, the deepest downturn and its years.
OUTAGE, FALL, DEEP, LONG = spiral.OUTAGES[-1], 0.9, 2.0, 2
#: The first days whose mean is read from 90 days after the blow on, and how many days are a mean.
FIRSTS, WINDOW = (90, 180, YEAR, 2 * YEAR), spiral.WINDOW


def _last(after: int) -> range:
    return range(SHOCK + after - WINDOW + 1, SHOCK + after + 1)


_YEAR_OUT = range(SHOCK - OUTAGE, SHOCK)
_DOWN = range(downturn.START + 1, downturn.START + LONG * YEAR + 1)
_DAYS = sorted({*_YEAR_OUT, DAYS, *(day for after in FIRSTS for day in _last(after))})


def cases(given: Mapping[str, Array]) -> dict[str, Case]:
    """No blow; audits out for a year; half of the GPUs gone; the token fallen."""
    return {
        "none": Case({}),
        "no audits": Case({"struck_audits": float(OUTAGE)}),
        "half gone": Case({"struck_gpus": 0.5}),
        "fallen": Case({"struck_price": FALL}),
    }


def read(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """What is left of GPUs and of market value, in per cent of the same path without the blow."""
    gpus = ds[list(GPUS)].to_dataarray("class").sum("class")
    left = {}
    for after in FIRSTS:
        mean = gpus.sel(day=list(_last(after))).mean("day")
        left[after] = mean / mean.sel(case="none")
    worth = (ds["price"] * ds["circulating"]).sel(day=list(_YEAR_OUT)).mean("day")

    def least(case: str) -> Array:
        return np.asarray(np.min([left[a].sel(case=case).to_numpy() for a in FIRSTS], axis=0))

    return {
        "left": 100 * left[YEAR].sel(case="no audits").to_numpy(),
        "left later": 100 * left[2 * YEAR].sel(case="no audits").to_numpy(),
        "half": 200 * least("half gone"),
        "fallen": 100 * least("fallen"),
        "worth": 100 * (1 - worth.sel(case="no audits") / worth.sel(case="none")).to_numpy(),
    }


BLOWS = Compared(
    name="blows",
    made=strikable,
    cases=cases,
    kept=(*GPUS, "price", "circulating"),
    days=tuple(_DAYS),
    read=read,
    sizes=SIZES,
    files=_FILES,
)
LEFT, LATER, HALF, FALLEN, WORTH = (
    told(*each)
    for each in (
        ("left", "GPUs a year after audits were out for one, of those without", "%"),
        ("left later", "GPUs two years after audits were out for one, of those without", "%"),
        ("half", "least GPUs from 90 days after half left, of what was left", "%"),
        ("fallen", "least GPUs from 90 days after the token fell, of those without", "%"),
        ("worth", "market value lost in a year without audits", "%"),
    )
)


def downturn_cases(given: Mapping[str, Array]) -> dict[str, Case]:
    """No downturn, and one."""
    return {
        name: Case({"downturn_depth": depth, "downturn_days": float(LONG * YEAR)})
        for name, depth in (("none", 0.0), ("down", DEEP))
    }


def downturn_read(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """The burn of five years with a downturn, in per cent of that without."""
    burned = ds["burned"].sel(day=DAYS)
    return {"burned": 100 * (burned.sel(case="down") / burned.sel(case="none")).to_numpy()}


DOWNTURN = Compared(
    name="downturn",
    made=downturn.pushable,
    cases=downturn_cases,
    kept=("burned",),
    days=(DAYS,),
    read=downturn_read,
    sizes=SIZES,
    files=_FILES,
)
BURNED = told("burned", "burn of five years with a downturn, of that without", "%")
WASHING = FiveYears(
    votes=False,
    sizes=SIZES,
    files=("experiments/stress/washing.py", "experiments/stress/paired.py"),
)
SANDWICH = FiveYears(
    votes=False,
    sizes=SIZES,
    files=("experiments/stress/sandwich.py", "experiments/stress/paired.py"),
)
WASHED = washing.READINGS["replayed"]
SANDWICHED = sandwich.READINGS["share"]


def voted(scenario: str) -> Setting:
    """A scenario after votes for the longest window and the widest tolerance."""
    window, tolerance = 3600 * sandwich.WINDOWS[-1], sandwich.TOLERANCES[-1]
    return Setting.of(scenario, SANDWICH, twap_window=window, max_slippage=tolerance)
