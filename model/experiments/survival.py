"""Which assumed parameters would kill the announced economy?

An economy is *alive* if its prices stay positive and finite, its capacity is neither idle nor
full on most days, every class of node earns on some days and the vault still buys in the last
year. The model has floors that pass this test for a market that nobody would call one: a
standby capacity, and a span around the reference price. So three more criteria say whether it
is *sound*: the price leaves the ends of its span, the nodes do more than stand by, and most of
their results are right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.facts import facts
from model.interface import economy as named_economy
from model.interface import parameters
from model.parameters import ParameterError, Parameters
from model.quantities import quantity
from model.shocks import shocks
from model.simulate import simulate
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr

YEAR = 365
BATCH = 84
#: Parameters that fix the clock or choose an alternative theory are not magnitudes to be survived.
NOT_MAGNITUDES = frozenset({"one_day", "day_in_years", "day_in_seconds", "day_in_hours"})
Measure = Callable[["xr.Dataset", Mapping[str, "xr.DataArray"]], "xr.DataArray"]


@dataclass(frozen=True)
class Criterion:
    """A share of days, or of work, that must exceed ``least`` in a run; and what it stands for."""

    info: str
    least: float
    measure: Measure
    sound_only: bool = False


@dataclass(frozen=True)
class Limit:
    """One assumed parameter at one end of the range of its fact."""

    parameter: str
    end: str
    value: float
    unit: str

    @property
    def name(self) -> str:
        """Parameter and end in one text; the baseline has no end."""
        return f"{self.parameter}, {self.end}" if self.end else self.parameter


BASELINE = Limit("baseline", "", float("nan"), "1")


def _days(ds: xr.Dataset) -> xr.Dataset:
    return ds.isel(day=slice(1, None))


def _last_year(ds: xr.Dataset) -> xr.Dataset:
    return ds.isel(day=slice(max(1, ds.sizes["day"] - YEAR), None))


def _least(values: Sequence[xr.DataArray]) -> xr.DataArray:
    """Entry by entry, the least of some arrays."""
    import xarray as xr

    return xr.concat(values, dim="class").min("class")


def _share(days: xr.DataArray) -> xr.DataArray:
    """Share of the days on which something is so."""
    return days.astype(float).mean("day")


def _priced(ds: xr.Dataset, p: Mapping[str, xr.DataArray]) -> xr.DataArray:
    prices = [ds[name] for name in ("price", "compute_price")]
    # Neither infinity nor a missing value passes both comparisons.
    return _least([_share((price > 0) & (price < np.inf)) for price in prices])


def _busy(ds: xr.Dataset, p: Mapping[str, xr.DataArray]) -> xr.DataArray:
    used = _days(ds).utilisation
    return _share((used > 0) & (used < 1))


def _earning(ds: xr.Dataset, p: Mapping[str, xr.DataArray]) -> xr.DataArray:
    return _least([_share(_days(ds)[f"profit_{c}"] > 0) for c in CLASSES])


def _buying(ds: xr.Dataset, p: Mapping[str, xr.DataArray]) -> xr.DataArray:
    return _share(_last_year(ds).buyback_usd > 0)


def _priced_inside(ds: xr.Dataset, p: Mapping[str, xr.DataArray]) -> xr.DataArray:
    relative = _last_year(ds).compute_price / p["reference_price"]
    inside = (relative < 0.999 * p["price_span"]) & (relative > 1.001 / p["price_span"])
    return _share(inside)


def _invested(ds: xr.Dataset, p: Mapping[str, xr.DataArray]) -> xr.DataArray:
    late = _last_year(ds)
    return _least(
        [
            _share(late[f"gpus_{c}"] > 1.01 * p["standby_share"] * p[f"first_gpus_{c}"])
            for c in CLASSES
        ]
    )


def _honest(ds: xr.Dataset, p: Mapping[str, xr.DataArray]) -> xr.DataArray:
    return _least([1 - _last_year(ds)[f"cheating_{c}"].mean("day") for c in CLASSES])


#: The first four are the definition of alive, the rest of sound.
CRITERIA: Mapping[str, Criterion] = {
    "priced": Criterion("days on which both prices are positive and finite", 0.9999, _priced),
    "busy": Criterion("days on which some capacity works and some is free", 0.5, _busy),
    "earning": Criterion("days on which the worst class of node makes a profit", 0.0, _earning),
    "buying": Criterion("days of the last year on which the vault buys", 0.0, _buying),
    "inside": Criterion(
        "days of the last year on which the compute price is inside its span",
        0.5,
        _priced_inside,
        True,
    ),
    "invested": Criterion(
        "days of the last year on which every class has more than its standby capacity",
        0.5,
        _invested,
        True,
    ),
    "honest": Criterion(
        "right share of the results of the worst class in the last year", 0.5, _honest, True
    ),
}


def limits(economy_name: str = "announced") -> Iterator[tuple[Limit, Parameters]]:
    """The baseline, then every assumed parameter at each end of its fact's range.

    Ends that break a joint condition on the parameters are left out: they are no economy.
    """
    yield BASELINE, parameters(economy_name)
    for symbol in named_economy(economy_name).parameters:
        record = quantity(symbol)
        if record.fact is None or record.name in NOT_MAGNITUDES:
            continue
        if facts[record.fact].status != "assumed":
            continue
        for end, value in zip(("low", "high"), record.range, strict=True):
            if value == record.default:
                continue
            try:
                changed = parameters(economy_name, "baseline", None, **{record.name: value})
            except ParameterError:
                continue
            yield Limit(record.name, end, value, record.unit), changed


def judge(ds: xr.Dataset, points: Sequence[Parameters]) -> xr.Dataset:
    """What each criterion measures, dims (point, run), for trajectories (point, run, day)."""
    import xarray as xr

    names = (
        "reference_price",
        "price_span",
        "standby_share",
        *(f"first_gpus_{c}" for c in CLASSES),
    )
    given = {name: xr.DataArray([p[name] for p in points], dims="point") for name in names}
    measured = {name: c.measure(ds, given) for name, c in CRITERIA.items()}
    judged = xr.Dataset(measured)
    for name, criterion in CRITERIA.items():
        judged[name].attrs = {"units": "1", "long_name": criterion.info}
    return judged


def broken(judged: xr.Dataset) -> xr.DataArray:
    """Share of the runs in which each criterion fails, dims (criterion, point)."""
    failed = [(judged[name] <= c.least).mean("run") for name, c in CRITERIA.items()]
    import xarray as xr

    return xr.concat(failed, dim="criterion", coords="minimal").assign_coords(
        criterion=list(CRITERIA)
    )


def one_at_a_time(days: int = 730, runs: int = 2, seed: int = 7) -> xr.Dataset:
    """Every assumed parameter at each end of its range, on the same random paths.

    Returns the share of runs that fail (``broken``: criterion, point), what was measured
    (``measured``: criterion, point, mean over runs) and, along ``point``, the limit's
    ``parameter``, ``end``, ``value`` and ``unit``; ``alive`` and ``sound`` say whether no run
    fails. Points are run some at a time, so that a laptop's memory is enough.
    """
    import xarray as xr

    economy = named_economy("announced")
    tried = list(limits())
    points = [p for _, p in tried]
    paths = shocks(economy, days=days, runs=runs, seed=seed)
    parts = []
    for first in range(0, len(points), BATCH):
        batch = points[first : first + BATCH]
        parts.append(judge(simulate(economy, batch, paths), batch))
    judged = xr.concat(parts, dim="point").assign_coords(point=range(len(points)))
    result = xr.Dataset(
        {
            "broken": broken(judged),
            "measured": judged.mean("run").to_dataarray("criterion"),
        }
    ).assign_coords(
        name=("point", [limit.name for limit, _ in tried]),
        parameter=("point", [limit.parameter for limit, _ in tried]),
        end=("point", [limit.end for limit, _ in tried]),
        value=("point", [limit.value for limit, _ in tried]),
        unit=("point", [limit.unit for limit, _ in tried]),
    )
    needed = [name for name, c in CRITERIA.items() if not c.sound_only]
    result["alive"] = result.broken.sel(criterion=needed).sum("criterion") == 0
    result["sound"] = result.broken.sum("criterion") == 0
    result.attrs = {"days": days, "runs": runs, "seed": seed}
    return result
