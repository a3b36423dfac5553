"""What is left of a network that was paid to grow, once the payment ends.

Usage stands still, so that only the subsidy moves capacity. A subsidy of so many dollars a day is
withdrawn on some day; 180 days later the GPUs are counted beside two other runs on the same random
paths, one whose subsidy goes on and one that never had any. All amounts are for a network whose
users are there from the first day.

Before the first run: more usage keeps a larger part; a larger subsidy, a smaller one; while the
treasury can pay it, a subsidy in dollars does the same under any idea of the price, and one in
tokens does less where the price falls. Nothing in the equations remembers a subsidy but GPUs,
orders and profits, so both branches must meet: the question is how long that takes.

What the runs corrected: in bull the network opens with far more GPUs than it keeps, so a withdrawal
within half a year is lost in that fall, and usage is compared from a year on. Under the quantity
equation the price is so low at the opening that the treasury cannot pay the dollars at all; tokens
are then worth a part of the fees that no usage changes, and so is what is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.ensembles.ensemble import ensemble
from model.experiments.challenges.common import GPUS, together
from model.experiments.challenges.subsidised import DESIGN, Offer, point, subsidised
from model.parameter_sets import Parameters
from model.spec.accounts import CLASSES

Array = NDArray[np.float64]
SEED, RUNS = 7, 24
#: Usage over the scenario's own, subsidies in USD a day, and days on which they are withdrawn.
USAGES = (0.1, 0.3, 1.0, 3.0, 10.0)
SUBSIDIES = tuple(DESIGN * times for times in (0.25, 1.0, 4.0))
ENDS = (90, 180, 365, 730)
#: Days after the withdrawal on which GPUs are counted.
AFTER = 180
USUAL_END = 365


def paths(points: Sequence[Parameters], runs: int, days: Sequence[int]) -> xr.Dataset:
    """GPUs, dollars paid and the price of compute over the outside one: (point, run, day)."""
    kept = sorted(set(days))
    names = ("price", "subsidy_paid", "subsidy_missed", "fees_usd")
    by_class = ("compute_price", "price_outside", "wanted_hours")
    market = tuple(f"{name}_{c}" for name in by_class for c in CLASSES)
    ds = ensemble(
        subsidised(),
        points,
        kept[-1],
        runs,
        SEED,
        keep=(*GPUS, *names, *market),
        days_kept=kept,
        reduce=(),
    )
    paid, outside = (
        sum(ds[f"{name}_{c}"] * ds[f"wanted_hours_{c}"] for c in CLASSES)
        for name in ("compute_price", "price_outside")
    )
    found = ds[list(names)].assign(gpus=together(ds, GPUS), dearness=paid / outside)
    return found.drop_vars("point", errors="ignore")


def withdrawals(
    scenario: str,
    closure: str = "fundamental",
    usages: Sequence[float] = USAGES,
    subsidies: Sequence[float] = SUBSIDIES,
    ends: Sequence[int] = ENDS,
    runs: int = RUNS,
    in_tokens: bool = False,
) -> xr.Dataset:
    """GPUs after a withdrawal and their price, dims (usage, subsidy, end, run).

    ``after`` are the GPUs `AFTER` days after the withdrawal, ``going_on`` and ``never`` those of
    the same day with a subsidy that goes on and without any, ``before`` those of the day before,
    ``paid`` the dollars that nodes received until then, and ``dearness`` the price of compute over
    the outside one on the day before, by wanted hours.
    """
    offers = [Offer(0.0)]
    offers += [Offer(size, in_tokens=in_tokens) for size in subsidies]
    offers += [Offer(size, end, in_tokens=in_tokens) for size, end in product(subsidies, ends)]
    points = [point(scenario, closure, o, usage) for usage in usages for o in offers]
    days = [day for end in ends for day in (end - 1, end + AFTER)]
    ds = paths(points, runs, days)
    sizes = (len(usages), len(subsidies), len(ends), runs)
    read = {
        name: np.empty(sizes)
        for name in ("before", "after", "going_on", "never", "paid", "dearness")
    }
    for (u, _), (s, _), (e, end) in product(
        enumerate(usages), enumerate(subsidies), enumerate(ends)
    ):
        start, count = u * len(offers), len(subsidies)
        withdrawn = ds.isel(point=start + 1 + count + s * len(ends) + e)
        later = {"day": end + AFTER}
        read["before"][u, s, e] = withdrawn["gpus"].sel(day=end - 1)
        read["after"][u, s, e] = withdrawn["gpus"].sel(later)
        read["dearness"][u, s, e] = withdrawn["dearness"].sel(day=end - 1)
        read["paid"][u, s, e] = withdrawn["subsidy_paid"].sel(later)
        read["going_on"][u, s, e] = ds["gpus"].isel(point=start + 1 + s).sel(later)
        read["never"][u, s, e] = ds["gpus"].isel(point=start).sel(later)
    dims = ("usage", "subsidy", "end", "run")
    coords = {"usage": list(usages), "subsidy": list(subsidies), "end": list(ends)}
    return xr.Dataset({name: (dims, each) for name, each in read.items()}, coords=coords)


def kept(found: xr.Dataset) -> xr.DataArray:
    """GPUs after a withdrawal over those of a subsidy that goes on."""
    part: xr.DataArray = found["after"] / found["going_on"]
    return part


def beside_never(found: xr.Dataset) -> xr.DataArray:
    """GPUs after a withdrawal over those of a network that never had a subsidy."""
    part: xr.DataArray = found["after"] / found["never"]
    return part


def left_by_a_million(found: xr.Dataset) -> xr.DataArray:
    """GPUs more than without any subsidy for each million dollars that was paid, by run.

    Negative where fewer are left than if nobody had ever been paid.
    """
    left: xr.DataArray = 1e6 * (found["after"] - found["never"]) / found["paid"]
    return left


def both_branches(
    scenario: str,
    closure: str = "fundamental",
    subsidies: Sequence[float] = (0.0, *SUBSIDIES),
    after: Sequence[int] = (180, 365, 730),
    runs: int = RUNS,
) -> xr.DataArray:
    """GPUs under one subsidy, reached from below and from above: (branch, subsidy, after, run).

    From below the network had none for a year, from above the largest of `SUBSIDIES`; from then on
    both have the same. ``after`` counts days from there.
    """
    starts = {"from below": 0.0, "from above": SUBSIDIES[-1]}
    points = [
        point(scenario, closure, Offer(start, USUAL_END, size))
        for start in starts.values()
        for size in subsidies
    ]
    ds = paths(points, runs, [USUAL_END + days for days in after])
    values = ds["gpus"].transpose("point", "day", "run").to_numpy()
    return xr.DataArray(
        values.reshape(2, len(subsidies), len(after), runs),
        dims=("branch", "subsidy", "after", "run"),
        coords={"branch": list(starts), "subsidy": list(subsidies), "after": list(after)},
    )


def hysteresis(branches: xr.DataArray) -> xr.DataArray:
    """Mean distance of the branches over subsidies: log of GPUs from above over from below.

    Dims (after, run). Zero if the network forgets where it came from.
    """
    above, below = (branches.sel(branch=f"from {where}", drop=True) for where in ("above", "below"))
    apart: xr.DataArray = xr.apply_ufunc(np.log, above / below)
    area: xr.DataArray = abs(apart).mean("subsidy")
    return area


def back_again(
    scenario: str,
    closure: str = "fundamental",
    out: int = AFTER,
    years: int = 4,
    runs: int = RUNS,
    every: int = 5,
) -> xr.DataArray:
    """GPUs over those of a subsidy never interrupted, dims (run, day), ``day`` from its return.

    The announced subsidy is withdrawn after a year and comes back ``out`` days later.
    """
    back = USUAL_END + out
    interrupted = Offer(DESIGN, USUAL_END, 0.0, back, DESIGN)
    points = [point(scenario, closure, each) for each in (interrupted, Offer(DESIGN))]
    days = range(back, back + 365 * years + 1, every)
    ds = paths(points, runs, days)
    ratio = ds["gpus"].isel(point=0) / ds["gpus"].isel(point=1)
    return ratio.assign_coords(day=np.array(days) - back)


def days_to_return(ratio: xr.DataArray, within: float = 0.05) -> Array:
    """First day from which `back_again` stays this near to one, by run; else infinite."""
    away = abs(ratio - 1).transpose("run", "day").to_numpy() > within
    days = np.append(ratio["day"].to_numpy(), np.inf)
    last = np.where(away.any(axis=1), away.shape[1] - away[:, ::-1].argmax(axis=1), 0)
    found: Array = days[last]
    return found


def expectations(found: xr.Dataset, branches: xr.DataArray) -> dict[str, bool]:
    """What was expected before the first run, by a name that says it."""
    settled = found.sel(end=slice(USUAL_END, None))
    part, area = kept(settled).median("run"), hysteresis(branches).median("run")
    level: xr.DataArray = branches.median("run").max("branch")
    return {
        "more usage keeps a larger part": bool((part.diff("usage") > -0.02).all()),
        "a larger subsidy keeps a smaller part": bool((part.diff("subsidy") < 0.02).all()),
        "the branches come together": bool((area.diff("after") < 0).all()),
        "a larger subsidy has more GPUs": bool((level.diff("subsidy") > 0).all()),
    }
