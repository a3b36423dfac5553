"""How far each lever alone carries the burn, from where base is to far beyond the design.

Volume, usage, price, takes, margin and depth are turned one at a time, all else as in base, on the
same random paths. Read are the burn of five years and, for parts of the supply, where a lever first
reaches them. The price is held where it is the lever; elsewhere it is the fundamental one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.experiments.challenges.common import Middle, middle, nearest
from model.experiments.intervals import SEED
from model.experiments.outcomes import DAYS
from model.experiments.sources import Case, Compared, Sizes, measured, told
from model.factbook import facts
from model.interface import economy, parameters
from model.points import Points
from model.spec.economy import Economy

Array = NDArray[np.float64]
RUNS = 48
#: Per cent of the supply that are to be burned.
PARTS = (1.0, 10.0)


class Lever(NamedTuple):
    """What is turned, in words and a unit, its parameter, the values tried, and what is held."""

    info: str
    unit: str
    parameter: str
    values: tuple[float, ...]
    held: str = ""


def _by_ratio(low: float, high: float, count: int = 13) -> tuple[float, ...]:
    return tuple(float(x) for x in np.geomspace(low, high, count))


@cache
def levers() -> dict[str, Lever]:
    """The levers by name; values go from what was observed or base has to far beyond the design."""
    base = parameters("announced", "base", ())
    launch = facts["initial_price"].to("USD/AI")

    def times(name: str, most: float) -> tuple[float, ...]:
        return _by_ratio(base[name], most * base[name])

    return {
        "trading volume": Lever(
            "volume that trades in applications at the start",
            "USD a day",
            "delphi_volume",
            times("delphi_volume", 1e5),
        ),
        "usage": Lever(
            "what users would spend on compute at outside prices",
            "USD a year",
            "usage_at_maturity",
            times("usage_at_maturity", 1e5),
        ),
        "price": Lever(
            "price, held on every day",
            "USD/AI",
            "price_held",
            _by_ratio(launch, launch / 1e5),
            held="price",
        ),
        "take of trading": Lever(
            "fee on trading, of which the protocol's share goes to the vault",
            "1",
            "delphi_fee",
            _by_ratio(base["delphi_fee"], 1.0),
        ),
        "take of compute": Lever(
            "part of the fees for compute that goes to the treasury",
            "1",
            "protocol_take",
            tuple(float(x) for x in np.linspace(base["protocol_take"], 0.85, 13)),
        ),
        "margin": Lever(
            "margin of applications over what they pay for compute",
            "1",
            "application_margin",
            _by_ratio(base["application_margin"], 5.0),
        ),
        "depth": Lever(
            "depth of all venues over market value",
            "1",
            "market_depth_share",
            _by_ratio(base["market_depth_share"], 100.0),
        ),
    }


def _economy(held: str) -> Callable[[], Economy]:
    def made() -> Economy:
        return _held(held)

    return made


@cache
def _held(name: str) -> Economy:
    return economy("announced").holding(name) if name else economy("announced")


@cache
def turned(name: str) -> Compared:
    """All values of a lever on the same path."""
    one = levers()[name]

    def cases(given: Mapping[str, Array]) -> dict[str, Case]:
        return {f"{value:g}": Case({one.parameter: value}) for value in one.values}

    def read(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
        burned = ds["burned"].isel(day=-1).transpose("run", "case").to_numpy()
        share = 100 * burned / given["initial_supply"][:, None]
        found = {"last": share[:, -1] / share[:, 0], "most": share.max(axis=1) / share[:, 0]}
        for part in PARTS:
            found[f"{part:g}"] = np.array([reached(one.values, each, part) for each in share])
        return found

    return Compared(
        name=f"lever {name}",
        made=_economy(one.held),
        cases=cases,
        kept=("burned",),
        days=(DAYS,),
        read=read,
        sizes=Sizes(runs=RUNS, draws=64, few=1),
        files=("experiments/levers.py", "experiments/challenges/common.py"),
    )


def reached(values: tuple[float, ...], share: Array, part: float) -> float:
    """Where a share first reaches a part, between values tried by ratio; infinite if nowhere."""
    above = np.flatnonzero(share >= part)
    if not above.size:
        return np.inf
    if above[0] == 0:
        return values[0]
    here = above[0]
    last, now = np.log(np.maximum(share[here - 1 : here + 1], 1e-12))
    low, high = np.log(values[here - 1]), np.log(values[here])
    return float(np.exp(low + (np.log(part) - last) / (now - last) * (high - low)))


@dataclass(frozen=True)
class Turned:
    """A lever: what is burned at its end and at most, over what is burned where it starts.

    ``needed`` has the value at which a part of the supply is burned in five years, infinite where
    no value that was tried does it. All are medians and intervals over runs.
    """

    lever: Lever
    last: Middle
    most: Middle
    needed: Mapping[float, Middle]


def all_turned(runs: int = RUNS) -> dict[str, Turned]:
    """Every lever in base, on the same random paths."""
    found = {}
    for name, one in levers().items():
        source = turned(name)
        held = {f"{one.held}_held": one.values[0]} if one.held else {}
        points = Points.of([parameters(source.economy, "base", (), **held)])
        parts = {part: f"{part:g}" for part in PARTS}
        asked = {key: told(key, one.info, one.unit) for key in ("last", "most", *parts.values())}
        values = measured(source, points, runs, asked, SEED)
        found[name] = Turned(
            one,
            middle(xr.DataArray(values["last"])),
            middle(xr.DataArray(values["most"])),
            {part: nearest(values[key].ravel()) for part, key in parts.items()},
        )
    return found
