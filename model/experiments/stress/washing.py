"""Wash usage: a node pays itself for compute, to collect the subsidy that follows paid work.

What a washed dollar costs is the protocol's take, the validators' part and the charge for audits:
the rest comes back. What it brings is the subsidy of the day over all paid work, washed or not. So
washing pays while subsidy over work is above the cost, and competition washes until it is not. All
this is arithmetic on the columns of a run without wash: nobody in the run answers to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.ensembles.reductions import total
from model.experiments import sources
from model.experiments.intervals import ENDS, SEED, measured
from model.experiments.outcomes import DAYS, YEAR, Reading
from model.experiments.sources import Case, Compared, Sizes
from model.experiments.sources import told as read
from model.experiments.stress.common import SETTINGS, Told, told
from model.interface import economy
from model.points import Points
from model.spec.accounts import CLASSES

Array = NDArray[np.float64]
RUNS = 32
#: Subsidy at the opening, as a share of the treasury's daily release.
SUBSIDIES = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5)
#: The protocol's share of the fees.
TAKES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5)
_COLUMNS = (
    "price",
    "work_bill",
    "audit_bill",
    "paid_share",
    "cost_index",
    *(f"{n}_{c}" for c in CLASSES for n in ("node_subsidy", "served_hours", "compute_price")),
    *(f"gpus_{c}" for c in CLASSES),
)
#: A day with less paid work than this, in USD, is one without a market.
LEAST_WORK = 1.0


@dataclass(frozen=True)
class Day:
    """Dollars of a day, arrays (points, days): honest work, subsidy, idle GPUs' worth of work.

    ``cost`` is what a dollar of one's own work costs, in dollars.
    """

    work: Array
    subsidy: Array
    idle: Array
    cost: Array

    def washed(self) -> Array:
        """Dollars of own work until a further one brings no more than it costs, or none is idle."""
        wanted = np.maximum(self.subsidy / self.cost - self.work, 0)
        return np.where(self.work > LEAST_WORK, np.minimum(wanted, self.idle), 0.0)

    def taken(self) -> Array:
        """Dollars of subsidy that washed work gets."""
        washed = self.washed()
        return np.asarray(self.subsidy * washed / np.maximum(self.work + washed, LEAST_WORK))


def day(paths: Mapping[str, Array], given: Mapping[str, Array], worked: bool = False) -> Day:
    """The dollars of each day; ``worked`` if own tasks must really be computed."""
    work = sum(paths[f"compute_price_{c}"] * paths[f"served_hours_{c}"] for c in CLASSES)
    subsidy = paths["price"] * sum(paths[f"node_subsidy_{c}"] for c in CLASSES)
    idle = np.zeros_like(paths["price"])
    burden = np.zeros_like(paths["price"])
    for c in CLASSES:
        online = paths[f"gpus_{c}"] * 24 * given[f"uptime_{c}"][:, None]
        free = np.maximum(online - paths[f"served_hours_{c}"], 0)
        idle += free * paths[f"compute_price_{c}"]
        burden += free * paths["cost_index"] * given[f"variable_cost_{c}"][:, None]
    audits = paths["audit_bill"] / np.maximum(paths["work_bill"], 1e-9)
    kept = (given["protocol_take"] + given["validator_share"])[:, None]
    cost = kept + audits + (burden / np.maximum(idle, 1e-9) if worked else 0.0)
    return Day(np.asarray(work), np.asarray(subsidy), idle, np.asarray(cost))


def _share(worked: bool) -> Reading:
    def measure(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
        each = day(paths, given, worked)
        return np.asarray(total(each.taken()) / np.maximum(total(each.subsidy), LEAST_WORK))

    how = "computed" if worked else "replayed"
    return Reading(how, f"share of the subsidy that washing takes, {how}", "1", _COLUMNS, measure)


def _days(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    pays = (day(paths, given).washed() > 0).sum(axis=1)
    return np.asarray(pays / (DAYS + 1 - given["opening_day"]))


def _paid(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(total(day(paths, given).taken()))


def _safe(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    each = day(paths, given)
    unwashed = total(np.minimum(each.subsidy, each.cost * each.work))
    return np.asarray(unwashed / np.maximum(total(each.subsidy), LEAST_WORK))


READINGS: Mapping[str, Reading] = {
    "replayed": _share(False),
    "computed": _share(True),
    "days": Reading("days", "share of open days on which washing pays", "1", _COLUMNS, _days),
    "safe": Reading(
        "safe", "share of the subsidy that no washing could reach", "1", _COLUMNS, _safe
    ),
    "dollars": Reading("dollars", "subsidy that washing takes", "USD", _COLUMNS, _paid),
}


#: Days since the opening at which the rate of subsidy is read, means of a month before.
MONTH = 30
SINCE = tuple(range(MONTH, DAYS - YEAR + 1, MONTH))


def _by_month(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """Subsidy and cost of a dollar of own work, by month since the opening."""
    each = day({name: ds[name].sel(case="usual").to_numpy() for name in _COLUMNS}, given)
    opened, found = int(given["opening_day"][0]), {}
    for since in SINCE:
        days = slice(opened - 1 + since - MONTH, opened - 1 + since)
        work = np.maximum(total(each.work[:, days]), LEAST_WORK)
        found[f"subsidy {since}"] = total(each.subsidy[:, days]) / work
        found[f"cost {since}"] = total((each.cost * each.work)[:, days]) / work
    return found


_MONTHS = Compared(
    name="washing by month",
    made=lambda: economy("announced"),
    cases=lambda given: {"usual": Case({})},
    kept=_COLUMNS,
    days=tuple(range(1, DAYS + 1)),
    read=_by_month,
    sizes=Sizes(RUNS),
    files=("experiments/stress/washing.py",),
)


_RATES = {
    f"{which} {since}": read(f"{which} {since}", f"{which} of own work", "1")
    for since in SINCE
    for which in ("subsidy", "cost")
}


@dataclass(frozen=True)
class Washed:
    """One setting.

    ``shares`` of the subsidy that washing takes, medians, (subsidies, takes); ``usual`` by reading,
    in the design as it stands, with ends; ``subsidy`` and ``cost`` of a dollar of work by `SINCE`,
    by run (months, runs).
    """

    shares: Array
    usual: Mapping[str, Told]
    subsidy: Array
    cost: Array

    @property
    def border(self) -> int | None:
        """Days since the opening from which on washing no longer pays; nothing if it always does.

        To a month, by the medians.
        """
        return _border(np.median(self.subsidy, axis=1), np.median(self.cost, axis=1))

    def border_ends(self) -> tuple[float, float]:
        """The 5th and 95th percentile of `border` over runs; infinite where it always pays."""
        borders = [_border(*each) for each in zip(self.subsidy.T, self.cost.T, strict=True)]
        days = [np.inf if each is None else float(each) for each in borders]
        low, high = np.quantile(days, ENDS, method="nearest")
        return float(low), float(high)


def _border(subsidy: Array, cost: Array) -> int | None:
    pays = np.flatnonzero(subsidy > cost)
    last = int(pays[-1]) if pays.size else -1
    return None if last == len(SINCE) - 1 else (0, *SINCE)[last + 1]


def washing(runs: int = RUNS, seed: int = SEED) -> dict[str, Washed]:
    """What wash usage would take of five years' subsidy, on the same random paths."""
    which, found = economy("announced"), {}
    for setting, under in SETTINGS.items():
        sets = [
            under.point(treasury_subsidy_share=subsidy, protocol_take=take)
            for subsidy in SUBSIDIES
            for take in TAKES
        ]
        one = {"replayed": READINGS["replayed"]}
        taken = measured(Points.of(sets), runs, one, seed, which)["replayed"]
        shares = np.median(taken, axis=1).reshape(len(SUBSIDIES), len(TAKES))
        as_it_is = Points.of([under.point()])
        usual = measured(as_it_is, runs, READINGS, seed, which)
        rates = sources.measured(_MONTHS, as_it_is, runs, _RATES, seed)
        by_month = np.array([each[0] for each in rates.values()]).reshape(len(SINCE), 2, runs)
        ends = {name: told(each[0]) for name, each in usual.items()}
        found[setting] = Washed(shares, ends, by_month[:, 0], by_month[:, 1])
    return found
