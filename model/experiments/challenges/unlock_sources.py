"""The unlocks of the first anniversary as a source of answers.

The three runs of `model.experiments.challenges.unlock_shocks.three` on one path: the event, nothing
that unlocks in the window, and nothing of it sold.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.experiments.challenges import dated_unlocks as dated
from model.experiments.challenges import unlock_shocks as shocks
from model.experiments.sources import Case, Compared, Sizes, told
from model.interface import parameters

Array = NDArray[np.float64]
#: The day of the event. No fact gives its date a range, so that it is the same in all draws.
DAY = shocks.event_day(parameters("announced", "base", ()))
LATE = DAY + shocks.AFTER + shocks.LEAD + 2.0


def cases(given: Mapping[str, Array]) -> dict[str, Case]:
    """The event, without it, and without its sales."""
    return {
        "event": Case({}),
        "nothing unlocks": Case({"insider_cliff_days": LATE, "sale_lock_days": LATE}),
        "nothing sold": Case(shocks.NOTHING_SOLD),
    }


def read(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """How much lower the price is, in per cent, and the dollars that sellers lose by slippage."""
    found = shocks.measures(shocks.around(ds))
    lower = {name: -100 * found[name] for name in ("run_up", "on_day", "by_sales", "end")}
    return {
        name: each.to_numpy() for name, each in {**lower, "slippage": found["slippage"]}.items()
    }


SOURCE = Compared(
    name="unlocks of the first anniversary",
    made=dated.economy,
    cases=cases,
    kept=shocks.KEPT,
    days=tuple(range(DAY - shocks.BEFORE, DAY + shocks.AFTER + 1)),
    read=read,
    sizes=Sizes(runs=4 * shocks.RUNS, draws=256, few=4),
    files=(
        "experiments/challenges/unlock_sources.py",
        "experiments/challenges/unlock_shocks.py",
        "experiments/challenges/dated_unlocks.py",
    ),
)
RUN_UP, ON_DAY, BY_SALES, END = (
    told(name, info, "%", least=0.1)
    for name, info in (
        ("run_up", "how much lower the price is before an unlock whose date is known"),
        ("on_day", "how much lower the price is on the day of an unlock"),
        ("by_sales", "how much lower the price is for the sales of an unlock, at worst"),
        ("end", "how much lower the price is half a year after an unlock"),
    )
)
SLIPPAGE = told("slippage", "what sellers get less because they sell", "USD", least=1.0)
