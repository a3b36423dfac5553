"""By month, the revenue whose burn covers what is unlocked, and where no revenue does.

The vault's revenue is held at one number of dollars on every day, with the price held too, or left
to the fundamental rule. All revenues meet the same random path. The cover of a month is what is
burned in it over what is unlocked in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.engines.problem import Problem, Seeded
from model.experiments.challenges.common import Middle, middle, nearest
from model.experiments.intervals import SEED
from model.experiments.outcomes import LOCKED, Reading
from model.experiments.sources import Case, Compared, Sizes, measured, told
from model.interface import economy, parameters
from model.points import Points
from model.simulation import trajectories
from model.spec.economy import Economy

Array = NDArray[np.float64]
MONTH: int = 30
RUNS = 24
#: Days on which a month ends that is looked at; after the last of them nothing is locked.
MONTHS = (180, 360, 390, 540, 720, 900, 1080)
#: The last day of the month, while insiders vest, that answers speak of.
ASKED: int = 540
#: Revenues of the vault that are tried, in dollars a day, and parts of the unlocks to be covered.
REVENUES = tuple(float(x) for x in np.geomspace(10, 1e8, 29))
PARTS = (0.1, 1.0)


@cache
def held(price: bool) -> Economy:
    """The economy with a held revenue, and with a held price or the fair one."""
    which = economy("announced").holding("application_due")
    return which.holding("price") if price else which


def changes(price: float | None) -> dict[str, float]:
    """The vault earns what is held and nothing else; the price is held unless it is None."""
    values = {"delphi_volume": 0.0, "application_due_held": 1.0}
    return values if price is None else {**values, "price_held": price}


def revenues(given: Mapping[str, Array]) -> dict[str, Case]:
    """Each of `REVENUES`."""
    return {f"{each:g}": Case({"application_due_held": each}) for each in REVENUES}


def covered(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """By month, the most that any revenue covers in per cent, and the least for each of `PARTS`.

    Infinite where no revenue that was tried covers the part.
    """
    kept = [name.transpose("case", "run", "day") for name in (ds["burned"], *_locked(ds))]
    burned, locked = kept[0], sum(kept[2:], kept[1])
    days, found = set(ds["day"].to_numpy().tolist()), {}
    for day in (day for day in MONTHS if {day, day - MONTH} <= days):
        done = burned.sel(day=day) - burned.sel(day=day - MONTH)
        freed = locked.sel(day=day - MONTH) - locked.sel(day=day)
        cover = (done / np.maximum(freed, 1e-9)).to_numpy()
        found[f"most, day {day}"] = 100 * cover.max(axis=0)
        for part in PARTS:
            needed = [first(column, part) for column in cover.T]
            found[f"{part:g}, day {day}"] = np.array(needed)
    return found


def _locked(ds: xr.Dataset) -> list[xr.DataArray]:
    return [ds[name] for name in LOCKED]


def first(cover: Array, part: float) -> float:
    """The least revenue that covers a part, between those tried by ratio; infinite if none."""
    above = np.flatnonzero(cover >= part)
    if not above.size:
        return np.inf
    if above[0] == 0:
        return REVENUES[0]
    # Where nothing binds the cover is in proportion to revenue; nothing has no logarithm.
    last, here = np.log(np.maximum(cover[above[0] - 1 : above[0] + 1], 1e-12))
    low, high = np.log(REVENUES[above[0] - 1]), np.log(REVENUES[above[0]])
    return float(np.exp(low + (np.log(part) - last) / (here - last) * (high - low)))


@cache
def by_revenue(price: bool, days: tuple[int, ...] = MONTHS) -> Compared:
    """All revenues on the same path, read at the ends of months."""
    return Compared(
        name=f"revenue that covers unlocks, {'held' if price else 'fair'} price, {days}",
        made=_held if price else _fair,
        cases=revenues,
        kept=("burned", *LOCKED),
        days=tuple(sorted({day - back for day in days for back in (0, MONTH)})),
        read=covered,
        sizes=Sizes(runs=RUNS, draws=64, few=1),
        files=("experiments/cover_by_month.py", "experiments/challenges/common.py"),
    )


def _held() -> Economy:
    return held(price=True)


def _fair() -> Economy:
    return held(price=False)


def most(day: int) -> Reading:
    """The reading of what any revenue covers at most in the month that ends on the day."""
    return told(f"most, day {day}", "most of a month's unlocks that is burned", "%", least=0.1)


def needed(part: float, day: int) -> Reading:
    """The reading of the revenue that covers a part of the month that ends on the day."""
    name = f"{part:g}, day {day}"
    return told(name, "revenue that covers a part of a month", "USD a day", 1.0, REVENUES[-1])


@dataclass(frozen=True)
class Needed:
    """A month: what any revenue covers of its unlocks at most, and what a part of them takes.

    ``most`` is in per cent, ``revenue`` in USD a day by part, infinite where no revenue that was
    tried covers it: medians and intervals over runs.
    """

    day: int
    most: Middle
    revenue: Mapping[float, Middle]


def by_month(
    price: float | None = None, runs: int = RUNS, days: tuple[int, ...] = MONTHS, **given: Any
) -> list[Needed]:
    """What covers each month's unlocks, at a held price or the fair one, in base."""
    source = by_revenue(price is not None, days)
    base = parameters(source.economy, "base", (), **changes(price), **given)
    readings = [most(day) for day in days]
    readings += [needed(part, day) for day in days for part in PARTS]
    asked = {each.name: each for each in readings}
    values = measured(source, Points.of([base]), runs, asked, SEED)
    # What reaches the last revenue that was tried does not get there.
    beyond = {name: np.where(each >= REVENUES[-1], np.inf, each) for name, each in values.items()}
    return [
        Needed(
            day,
            middle(xr.DataArray(values[f"most, day {day}"])),
            {part: nearest(beyond[f"{part:g}, day {day}"]) for part in PARTS},
        )
        for day in days
    ]


def revenue_in(scenario: str, days: Sequence[int] = MONTHS, runs: int = RUNS) -> list[Middle]:
    """What the vault earns a day in each of these months of a scenario, USD."""
    which = economy("announced")
    points = Points.of([parameters(which, scenario, ())])
    problem = Problem(which, points, Seeded(SEED), runs, max(days), ("revenue",))
    revenue = trajectories(problem, "auto")["revenue"][0]
    months = [revenue[:, day - MONTH + 1 : day + 1].mean(axis=1) for day in days]
    return [middle(xr.DataArray(each)) for each in months]
