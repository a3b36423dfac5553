"""What the first anniversary's unlocks do to the price, by what one assumes of market and people.

A year after the launch the insiders' cliff ends and so does the lock of the community sale. Every
run is set against two others on the same shocks: one in which nothing unlocks within the window,
and one in which the same unlocks and nothing of it is put up for sale. The first ratio of prices is
the whole effect, the second that of the sales alone. `model.experiments.cliff` measures the cliff
alone, with sellers and holders of one kind.

What must rise and fall, written down before the first run, is in
`model.experiments.challenges.unlock_expectations`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from model.ensembles.ensemble import ensemble
from model.experiments.challenges import dated_unlocks as dated
from model.experiments.challenges.common import CLOSURES, SCENARIOS
from model.factbook import facts
from model.quantities import registry

if TYPE_CHECKING:
    import pandas as pd

    from model.parameter_sets import Parameters

SEED = 7
RUNS: int = 12
#: Days before and after the event that are looked at.
BEFORE: int = 60
AFTER: int = 180
#: Days before an unlock at which holders who know the calendar begin to count it.
LEAD: int = int(facts["unlock_effect_lead"].to("day"))
#: The price has recovered from the sales when they hold it down by less than this.
RECOVERED = 0.01
KEPT: tuple[str, ...] = (
    "price",
    *(f"sold_{who}" for who in dated.COHORTS),
)


def _sell(share: Mapping[str, float]) -> dict[str, float]:
    return {f"vested_sell_share_{who}": share[who] for who in dated.COHORTS}


def _ends(place: int) -> dict[str, float]:
    return {who: registry[f"sell_share_{who}"].range[place] for who in dated.COHORTS}


def _depth(place: int) -> dict[str, float]:
    return {"market_depth_share": registry["market_depth_share"].range[place]}


THIRD = {"insider_cliff_jump": registry["insider_cliff_jump"].range[1]}
NOTHING_SOLD = _sell(dict.fromkeys(dated.COHORTS, 0.0))
KNOWN = {"known_dates": 1.0}
#: Levels of each factor by name, with what they change.
FACTORS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "insiders at the cliff": {
        "nothing at once": {"insider_cliff_jump": registry["insider_cliff_jump"].range[0]},
        "a third at once": THIRD,
    },
    "market": {"shallow": _depth(0), "usual": {}, "deep": _depth(1)},
    "sellers": {
        "patient": _sell(_ends(0)),
        "usual": {},
        "indifferent to cost": {"loss_aversion": registry["loss_aversion"].range[0]},
        "bound by cost": {"loss_aversion": registry["loss_aversion"].range[1]},
        "eager": _sell(_ends(1)),
        "sell all, blind to price": {
            **_sell(dict.fromkeys(dated.COHORTS, 1.0)),
            "sellers_response": 0.0,
            "selling_days": 1.0,
        },
    },
    "holders": {
        "count none": {"unlock_anticipation": 0.0},
        "count none, know dates": {"unlock_anticipation": 0.0, **KNOWN},
        "count half": {},
        "count half, know dates": KNOWN,
        "count all": {"unlock_anticipation": 1.0},
    },
}
#: The levels of the case that others are set beside.
USUAL = ("a third at once", "usual", "usual", "count half")
Levels = tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """Paths around the event, dims (case, run, day): ``day`` counts from it.

    ``whole`` and ``sales`` are the ratios of prices, ``price`` and ``unsold`` the price with the
    event and that without its sales, ``sold`` what cohorts sold of their tokens in the day, dims
    (case, cohort, run, day), and ``sold_without`` the same where nothing of the event is sold.
    """

    whole: xr.DataArray
    sales: xr.DataArray
    price: xr.DataArray
    unsold: xr.DataArray
    sold: xr.DataArray
    sold_without: xr.DataArray


def event_day(p: Mapping[str, float]) -> int:
    """The day of the first of the unlocks: cliff of the insiders, or end of the sale's lock."""
    return int(min(p["insider_cliff_days"], p["sale_lock_days"]))


def three(scenario: str, changes: Mapping[str, Any]) -> list[Parameters]:
    """The case, the same with later unlocks than is looked at, and with nothing of them sold."""
    case = dated.case(scenario, **changes)
    late = event_day(case) + AFTER + LEAD + 2.0
    later = {**changes, "insider_cliff_days": late, "sale_lock_days": late}
    return [
        case,
        dated.case(scenario, **later),
        dated.case(scenario, **{**changes, **NOTHING_SOLD}),
    ]


def changes_of(levels: Levels) -> dict[str, Any]:
    """What the levels of a case change, one level of each of `FACTORS`, in their order."""
    found: dict[str, Any] = {}
    for factor, level in zip(FACTORS.values(), levels, strict=True):
        found |= factor[level]
    return found


def event(cases: Mapping[str, tuple[str, Mapping[str, Any]]], runs: int = RUNS) -> Event:
    """The event in some cases, each a scenario and changes to it, all on the same shocks."""
    points = [p for scenario, changes in cases.values() for p in three(scenario, changes)]
    day = event_day(points[0])
    window = list(range(day - BEFORE, day + AFTER + 1))
    ds = ensemble(
        dated.economy(),
        points,
        day + AFTER,
        runs,
        SEED,
        keep=KEPT,
        days_kept=window,
        reduce=(),
    )
    names = xr.DataArray(list(cases), dims="case", name="case")

    def place(which: int) -> xr.Dataset:
        one = ds[list(KEPT)].isel(point=slice(which, None, 3)).drop_vars(ds.coords, errors="ignore")
        return one.rename(point="case").assign_coords(
            case=names, day=np.array(window) - day, run=ds["run"].values
        )

    return _of_three(*(place(which) for which in range(3)))


def around(ds: xr.Dataset) -> Event:
    """The event of one case from the runs of `three`, dims (case, run, day), in their order."""
    one = ds.assign_coords(day=ds["day"].to_numpy() - int(ds["day"][0]) - BEFORE)
    return _of_three(*(one.isel(case=which, drop=True) for which in range(3)))


def _of_three(case: xr.Dataset, later: xr.Dataset, unsold: xr.Dataset) -> Event:
    def sold(one: xr.Dataset) -> xr.DataArray:
        return xr.concat(
            [one[f"sold_{who}"] for who in dated.COHORTS],
            xr.DataArray(list(dated.COHORTS), dims="cohort", name="cohort"),
        )

    return Event(
        case["price"] / later["price"],
        case["price"] / unsold["price"],
        case["price"],
        unsold["price"],
        sold(case),
        sold(unsold),
    )


def measures(found: Event) -> xr.Dataset:
    """What is read off each run, dims (case, run).

    Shares are of the price without. ``run_up`` is the lowest whole effect before the event,
    ``on_day`` that of the day, ``trough`` the lowest after it and ``day`` its day, ``end`` the
    effect on the last day. ``by_sales`` is the lowest effect of sales, ``worst_day`` its day, and
    ``recovered`` the day from which it stays within `RECOVERED`; infinite if it does not. ``sold``
    are AI of the event that were sold, ``slippage`` the dollars that they brought less because
    they were sold, and ``slipped`` the share of what they would have brought.
    """
    after, before = slice(0, AFTER), slice(-BEFORE, -1)
    whole, sales = found.whole.sel(day=after), found.sales.sel(day=after)
    held_down = sales < 1 - RECOVERED
    last = (held_down * (held_down["day"] + 1)).max("day")
    sold = (found.sold - found.sold_without).sel(day=after).sum("cohort")
    without = (sold * found.unsold.sel(day=after)).sum("day")
    slippage = without - (sold * found.price.sel(day=after)).sum("day")
    return xr.Dataset(
        {
            "run_up": (found.whole.sel(day=before) - 1).min("day"),
            "on_day": whole.sel(day=0).drop_vars("day") - 1,
            "trough": whole.min("day") - 1,
            "day": whole["day"][whole.argmin("day")].drop_vars("day"),
            "end": found.whole.sel(day=AFTER).drop_vars("day") - 1,
            "by_sales": sales.min("day") - 1,
            "worst_day": sales["day"][sales.argmin("day")].drop_vars("day"),
            "recovered": last.where(last <= AFTER, np.inf),
            "sold": sold.sum("day"),
            "slippage": slippage,
            "slipped": slippage / without,
        }
    )


def factorial(runs: int = RUNS) -> xr.Dataset:
    """Medians over runs of `measures` for every combination of levels, a dim for each factor."""
    every = list(product(*FACTORS.values()))
    cases = {" | ".join(levels): ("base", changes_of(levels)) for levels in every}
    middle = measures(event(cases, runs)).median("run")
    sizes = [len(levels) for levels in FACTORS.values()]
    return xr.Dataset(
        {
            name: (tuple(FACTORS), values.to_numpy().reshape(sizes))
            for name, values in middle.items()
        },
        coords={name: list(levels) for name, levels in FACTORS.items()},
    )


def by_closure(runs: int = 4 * RUNS) -> xr.Dataset:
    """`measures` of a third at the cliff, known to holders: dims (scenario, closure, run).

    The market for compute is open from the first day in all, so that the quantity equation has
    bills to price.
    """
    every = list(product(SCENARIOS, CLOSURES))
    usual = {**THIRD, **KNOWN, "opening_day": 1}
    cases = {
        f"{scenario} | {closure}": (scenario, {**usual, **CLOSURES[closure]})
        for scenario, closure in every
    }
    found = measures(event(cases, runs))
    index = {"scenario": list(SCENARIOS), "closure": list(CLOSURES)}
    sizes = [len(names) for names in index.values()]
    return xr.Dataset(
        {
            name: ((*index, "run"), values.transpose("case", "run").to_numpy().reshape(*sizes, -1))
            for name, values in found.items()
        },
        coords=index,
    )


def one_at_a_time(runs: int = 4 * RUNS) -> Event:
    """The usual case and those with one factor at another level, named by factor and level."""
    usual = dict(zip(FACTORS, USUAL, strict=True))
    cases = {
        f"{factor}: {level}": ("base", changes_of(tuple({**usual, factor: level}.values())))
        for factor, levels in FACTORS.items()
        for level in levels
    }
    return event(cases, runs)


def spread(found: xr.Dataset, name: str) -> pd.DataFrame:
    """How far a measure moves with each factor, all else equal: median and largest over the rest.

    A row a factor, by its largest move; the range over a factor's levels, in the measure's unit.
    """
    import pandas as pd

    rows = {}
    for factor in FACTORS:
        moved = found[name].max(factor) - found[name].min(factor)
        rows[factor] = {"median": float(moved.median()), "largest": float(moved.max())}
    return pd.DataFrame(rows).T.sort_values("median", ascending=False)
