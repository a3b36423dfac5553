"""Demand, the outside price or supply steps by half: how far, how long, and what it costs.

A run with a step is set against the run on the same random paths without it; what the ratio of the
two settles at is the new rest. *Unserved* are hours that users want at the posted price and do not
get, *idle dollars* what nodes pay to keep the GPU-hours that nobody uses. *Surplus* is the area
under the users' demand curve above what they pay, of the part that is served, and *profit* what
nodes have left after work, slashes, the yield of their collateral, and keeping their GPUs.

Before the first run: more demand leaves more GPUs, less leaves fewer; a loss of GPUs is made good
in the end and moves no rest; a fall of demand idles dollars, a loss of supply leaves hours
unserved; GPUs at rest move by demand's factor; a market in dollars does not ask how tokens are
priced.

What the runs corrected: a fall of demand leaves a larger part of GPUs idle for a month, but over a
year fewer dollars are idle than without it, since nodes leave; and where the target keeps many GPUs
waiting, as in bear, no step leaves hours unserved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.ensembles.ensemble import ensemble
from model.experiments.challenges.common import GPUS, Middle, middle, nearest
from model.experiments.challenges.stepped import STEP_DAY, STEPS, point, stepped
from model.parameter_sets import Parameters
from model.quantities import registry
from model.spec.accounts import CLASSES

Array = NDArray[np.float64]
SEED = 7
RUNS: int = 24
UP, DOWN = 1.5, 0.5
#: Days before and after the step that are kept, and those over which costs are summed.
MONTH = 30
BEFORE: int = 30
AFTER: int = 1095
YEAR: int = 365
#: Days at the end over which the new rest is read.
REST: int = 180
WITHIN = 0.05
_BY_CLASS = (
    "compute_price",
    "wanted_hours",
    "served_hours",
    "capacity",
    "demand_today",
    "right_price",
    "margin",
)
KEPT: tuple[str, ...] = (
    *(f"{name}_{c}" for name in _BY_CLASS for c in CLASSES),
    *(f"price_outside_{c}" for c in CLASSES),
    *GPUS,
    "reputation",
    "cost_index",
)


@cache
def _area(elasticity: float) -> tuple[Array, Array]:
    """Log of the relative price, and the area under the demand curve above that price."""
    logs = np.linspace(-12, 12, 4001)
    grid = np.exp(logs)
    curve = 2 / (1 + grid ** (2 * elasticity)) * grid
    # Beyond the grid the curve is a power, and its area is known.
    tail = 2 * grid[-1] ** (1 - 2 * elasticity) / (2 * elasticity - 1)
    steps = (curve[1:] + curve[:-1]) / 2 * np.diff(logs)
    above = np.concatenate([np.cumsum(steps[::-1])[::-1], [0.0]])
    return logs, above + tail


def surplus_above(relative_price: Array, elasticity: float) -> Array:
    """Area under 2 / (1 + x^(2 elasticity)) from a relative price on; infinite below one half."""
    if elasticity <= 0.5:
        return np.full_like(relative_price, np.inf)
    logs, area = _area(elasticity)
    found: Array = np.interp(np.log(relative_price), logs, area)
    return found


def paths(points: Sequence[Parameters], runs: int = RUNS) -> xr.Dataset:
    """What the market did around the step, dims (point, run, day); see `sums`."""
    first, last = STEP_DAY - BEFORE, STEP_DAY + AFTER
    days = range(first, last + 1)
    ds = ensemble(stepped(), points, last, runs, SEED, keep=KEPT, days_kept=list(days), reduce=())
    given = {name: np.array([each[name] for each in points])[:, None] for name in points[0]}
    found = sums(ds.transpose("point", "run", "day"), given)
    return found.drop_vars([name for name in found.coords if name != "day"])


def sums(ds: xr.Dataset, given: Mapping[str, Array]) -> xr.Dataset:
    """What the market does each day, dims (..., run, day); ``day`` counts from the step.

    ``given`` are parameters by name, arrays that stretch over all dims but the last. ``gpus``,
    ``dearness`` (the price of compute over that outside, by wanted hours), and by day ``wanted``
    and ``unserved`` hours, and in USD ``keeping`` (what GPUs cost to keep), ``idle`` (of it),
    ``surplus`` and ``profit``.
    """
    dims = ds["reputation"].dims
    p = {name: values[..., None] for name, values in given.items()}
    shape = ds["reputation"].shape
    names = ("wanted", "unserved", "keeping", "idle", "surplus", "profit", "paid", "outside")
    added = {name: np.zeros(shape) for name in names}
    elasticity = np.broadcast_to(p["demand_elasticity"], (*shape[:-1], 1))[..., 0]
    asked = {float(e): elasticity == e for e in np.unique(elasticity)}
    index, trust = ds["cost_index"].to_numpy(), ds["reputation"].to_numpy()
    for c in CLASSES:
        one = {name: ds[f"{name}_{c}"].to_numpy() for name in (*_BY_CLASS, "price_outside", "gpus")}
        wanted, served = one["wanted_hours"], one["served_hours"]
        part = np.divide(served, wanted, out=np.zeros_like(served), where=wanted > 0)
        area = np.empty_like(wanted)
        for e, rows in asked.items():
            area[rows] = surplus_above(one["right_price"][rows], e)
        fixed = index * p[f"fixed_cost_{c}"] * one["gpus"]
        added["wanted"] += wanted
        added["keeping"] += fixed
        added["unserved"] += np.maximum(wanted - served, 0)
        added["idle"] += fixed * np.maximum(1 - served / one["capacity"], 0)
        added["surplus"] += part * area * one["demand_today"] * one["price_outside"] * trust
        added["profit"] += one["margin"] * one["gpus"] - fixed
        added["paid"] += one["compute_price"] * wanted
        added["outside"] += one["price_outside"] * wanted
    added["dearness"] = added.pop("paid") / added.pop("outside")
    added["gpus"] = np.asarray(sum(ds[name].to_numpy() for name in GPUS))
    found = xr.Dataset({name: (dims, each) for name, each in added.items()}, ds.coords)
    return found.assign_coords(day=ds["day"].to_numpy() - STEP_DAY)


class Response(NamedTuple):
    """What a step did, medians and intervals over runs.

    ``rest`` is what GPUs settle at and ``overshoot`` how far they went beyond it, in per cent of
    those without the step; ``settled`` the day from which they stay within `WITHIN` of it, infinite
    if they do not before the rest is read.
    ``dearest`` and ``cheapest`` are the largest and least ratio of the price of compute over the
    outside one to that without the step, in per cent. ``unserved`` are hours of the first year not
    served, in per cent of those wanted, ``idle_at_first`` what is idle of the first month's cost of
    keeping GPUs, in per cent, and ``idle``, ``surplus`` and ``profit`` dollars a day of the year,
    each less that without the step.
    """

    rest: Middle
    overshoot: Middle
    settled: Middle
    dearest: Middle
    cheapest: Middle
    unserved: Middle
    idle: Middle
    idle_at_first: Middle
    surplus: Middle
    profit: Middle


def response(ds: xr.Dataset, case: int, without: int = 0) -> Response:
    """The response at one point beside another, runs of `paths`."""
    found = effects(*(ds.isel(point=each) for each in (case, without)))
    told = {name: nearest if name == "settled" else _of for name in found}
    return Response(**{name: told[name](values) for name, values in found.items()})


def effects(one: xr.Dataset, other: xr.Dataset) -> dict[str, Array]:
    """What a step did beside the same path without it, arrays (run,) by the names of `Response`."""
    one, other = (each.sel(day=slice(0, None)) for each in (one, other))
    ratio = (one["gpus"] / other["gpus"]).transpose("run", "day").to_numpy()
    rest = ratio[:, -REST:].mean(axis=1)
    away = np.abs(ratio / rest[:, None] - 1) > WITHIN
    settled = np.where(away.any(axis=1), away.shape[1] - away[:, ::-1].argmax(axis=1), 0.0)
    settled[settled > away.shape[1] - REST] = np.inf
    dear = (one["dearness"] / other["dearness"]).sel(day=slice(0, YEAR))
    year = [each.sel(day=slice(0, YEAR - 1)) for each in (one, other)]
    lost = [100 * each["unserved"].sum("day") / each["wanted"].sum("day") for each in year]
    daily = {
        name: (year[0][name] - year[1][name]).mean("day") for name in ("idle", "surplus", "profit")
    }
    first = [each.sel(day=slice(0, MONTH - 1)).sum("day") for each in (one, other)]
    month = [100 * each["idle"] / each["keeping"] for each in first]
    found = {
        "rest": 100 * rest,
        "overshoot": 100 * _beyond(ratio, rest),
        "settled": settled,
        "dearest": 100 * dear.max("day"),
        "cheapest": 100 * dear.min("day"),
        "unserved": lost[0] - lost[1],
        "idle_at_first": month[0] - month[1],
        **daily,
    }
    return {name: np.asarray(values, float) for name, values in found.items()}


def _of(values: Array) -> Middle:
    return middle(xr.DataArray(values))


def _beyond(ratio: Array, rest: Array) -> Array:
    """How far a path goes past its rest, seen from where it starts."""
    from_below = ratio[:, 0] <= rest
    # A step that moves GPUs at once starts on the other side of one.
    past: Array = np.where(from_below, ratio.max(axis=1) - rest, rest - ratio.min(axis=1))
    return np.asarray(np.maximum(past, 0))


#: The six steps by name: what steps, and by which factor.
CASES: Mapping[str, tuple[str, float]] = {
    f"{what} {'+' if factor > 1 else '−'}50 %": (what, factor)
    for what, factor in product(STEPS, (UP, DOWN))
}


def responses(
    scenario: str, closure: str = "fundamental", runs: int = RUNS, **changes: Any
) -> tuple[dict[str, Response], xr.Dataset]:
    """All six steps in one setting, and the paths: point 0 is the one without a step."""
    points = [point(scenario, closure, **changes)]
    points += [point(scenario, closure, *case, **changes) for case in CASES.values()]
    ds = paths(points, runs)
    return {name: response(ds, 1 + place) for place, name in enumerate(CASES)}, ds


class Setting(NamedTuple):
    """A rule of the market: a year after each of the six steps, and their mean.

    ``unserved`` is in per cent of wanted hours, ``idle`` in USD a day. ``users``, ``nodes`` and
    ``both`` are surplus, profit and their sum less those of the usual rule, on the same paths and
    in USD a day.
    """

    unserved: Middle
    idle: Middle
    users: Middle
    nodes: Middle
    both: Middle


def rules() -> dict[str, dict[str, Any]]:
    """The usual rule, target, speed and clamp at the ends of their ranges, and clearing."""
    found: dict[str, dict[str, Any]] = {"usual": {}}
    for name, words in (
        ("utilisation_target", ("low target", "high target")),
        ("price_speed", ("slow price", "fast price")),
        ("price_span", ("narrow clamp", "wide clamp")),
    ):
        for word, value in zip(words, registry[name].range, strict=True):
            found[word] = {name: value}
    found["clearing price"] = {"market_rule": "clearing"}
    return found


def settings(
    scenario: str, closure: str = "fundamental", runs: int = RUNS // 2
) -> dict[str, Setting]:
    """What target, speed, clamp and rule are worth when the market is hit, on the same paths."""
    found: dict[str, Setting] = {}
    usual: dict[str, xr.DataArray] = {}
    for name, changes in rules().items():
        points = [point(scenario, closure, *case, **changes) for case in CASES.values()]
        year = paths(points, runs).sel(day=slice(0, YEAR - 1))
        means = {key: year[key].mean(("day", "point")) for key in ("idle", "surplus", "profit")}
        lost = 100 * year["unserved"].sum(("day", "point")) / year["wanted"].sum(("day", "point"))
        means["both"] = means["surplus"] + means["profit"]
        usual = usual or means
        found[name] = Setting(
            middle(lost),
            middle(means["idle"]),
            *(middle(means[key] - usual[key]) for key in ("surplus", "profit", "both")),
        )
    return found


def expectations(found: Mapping[str, Response]) -> dict[str, bool]:
    """What was expected before the first run, by a name that says it."""
    rise, fall, loss = (found[name] for name in ("demand +50 %", "demand −50 %", "supply −50 %"))
    of = {name: each.rest.middle for name, each in found.items()}
    return {
        "more demand leaves more GPUs": of["demand +50 %"] > 110,
        "less demand leaves fewer": of["demand −50 %"] < 90,
        "supply forgets": all(abs(of[f"supply {sign}50 %"] - 100) < 5 for sign in "+−"),
        "a fall of demand idles a larger part at first": fall.idle_at_first.middle > 0,
        "and fewer dollars in a year": fall.idle.middle < 0,
        "a loss of supply serves no more hours": found["supply −50 %"].unserved.middle > -1e-6,
        "more demand helps users and nodes": min(rise.surplus.middle, rise.profit.middle) > 0,
        "a loss of supply costs users and helps nodes that stay": (
            loss.surplus.middle < 0 < loss.profit.middle
        ),
    }
