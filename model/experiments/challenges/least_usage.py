"""The least usage that carries a network without its subsidy, on each random path.

Usage is tried from far below to far above a scenario's own. On each path the least is where nine in
ten of the GPUs are first kept, `AFTER` days after the announced subsidy ends, between the usages
tried by ratio. Under the quantity equation the question has no answer: what is kept there does not
rise with usage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.experiments.challenges.common import (
    CLOSURES,
    GPUS,
    GROWN,
    SCENARIOS,
    Middle,
    nearest,
    together,
)
from model.experiments.challenges.subsidised import DESIGN, Offer, subsidised
from model.experiments.sources import Case, Compared, Sizes, measured, told
from model.interface import parameters
from model.points import Points

Array = NDArray[np.float64]
SEED, RUNS = 7, 24
#: The day on which the subsidy ends, days after it on which GPUs are counted, and the part kept.
END, AFTER, CARRIED = 365, 180, 0.9
#: Usage tried, over the scenario's own.
TRIED = tuple(float(x) for x in np.geomspace(1e-2, 1e4, 19))
#: The most that is told of it, USD a year: what base has, so many times.
LARGEST = TRIED[-1] * parameters("announced", "base", ())["usage_at_maturity"]
OFFERS = {"withdrawn": Offer(DESIGN, END), "going on": Offer(DESIGN)}


def cases(given: Mapping[str, Array]) -> dict[str, Case]:
    """Each usage with the subsidy withdrawn, and with one that goes on."""
    return {
        f"{offer} {times:g}": Case(
            {**each.changes, "usage_at_maturity": times * given["usage_at_maturity"]}
        )
        for times in TRIED
        for offer, each in OFFERS.items()
    }


def read(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """``times``, ``usage`` in USD a year and ``fees`` over the subsidy, on each path.

    Infinite where no usage tried carries the network.
    """
    last = ds.sel(day=END + AFTER)
    gpus = together(last, GPUS).transpose("case", "run").to_numpy()
    fees = last["fees_usd"].transpose("case", "run").to_numpy()[1::2]
    times = np.array([first(np.array(TRIED), each) for each in (gpus[::2] / gpus[1::2]).T])
    paid = np.array(
        [
            np.interp(np.log(at), np.log(TRIED), column, right=np.inf)
            for at, column in zip(times, fees.T, strict=True)
        ]
    )
    return {"times": times, "usage": times * given["usage_at_maturity"], "fees": paid / DESIGN}


def first(tried: Array, kept: Array) -> float:
    """Where what is kept first reaches `CARRIED`, between values tried by ratio."""
    enough = np.flatnonzero(kept >= CARRIED)
    if not enough.size:
        return np.inf
    if enough[0] == 0:
        return float(tried[0])
    here = enough[0]
    part = (CARRIED - kept[here - 1]) / (kept[here] - kept[here - 1])
    return float(tried[here - 1] * (tried[here] / tried[here - 1]) ** part)


SOURCE = Compared(
    name="least usage that carries a network",
    made=subsidised,
    cases=cases,
    kept=(*GPUS, "fees_usd"),
    days=(END + AFTER,),
    read=read,
    sizes=Sizes(runs=RUNS, draws=128, few=2),
    files=(
        "experiments/challenges/least_usage.py",
        "experiments/challenges/subsidised.py",
        "experiments/challenges/common.py",
    ),
)


READINGS = {
    each.name: each
    for each in (
        told("usage", "least usage that keeps nine GPUs in ten", "USD a year", 1.0, LARGEST),
        told("times", "least usage that keeps nine GPUs in ten, over base's", "times", 1e-3),
        told("fees", "what users then pay over the subsidy", "times", 1e-3),
    )
}


class Carries(NamedTuple):
    """The least usage that carries the network: medians and intervals over runs.

    ``usage`` in USD a year at the outside price, ``times`` the scenario's own, and ``fees`` are
    USD a day while the subsidy is paid, over the subsidy.
    """

    usage: Middle
    times: Middle
    fees: Middle


def least_usage(
    closures: Sequence[str] = ("exogenous price", "fundamental"),
    scenarios: Sequence[str] = SCENARIOS,
    runs: int = RUNS,
) -> dict[tuple[str, str], Carries]:
    """The least usage by scenario and idea of the price, infinite where none of `TRIED` does."""
    settings = [(scenario, closure) for scenario in scenarios for closure in closures]
    points = Points.of(
        [
            parameters(subsidised(), scenario, (), **{**GROWN, **CLOSURES[closure]})
            for scenario, closure in settings
        ]
    )
    values = measured(SOURCE, points, runs, READINGS, SEED)
    return {
        setting: Carries(*(nearest(values[name][place]) for name in Carries._fields))
        for place, setting in enumerate(settings)
    }
