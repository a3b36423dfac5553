"""Akash's burn and mint under the stress that another network's rule was published with.

The designers of io.net's reward rule tested it with demand that falls by 55 per cent and a price
that halves. Here the same falls meet Akash's vault: at once or slowly, with the buffer that was
observed and without. Price and usage fall by equal parts a day and stay where they are then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.draws import shocks
from model.examples.akash import akash
from model.factbook import facts
from model.interface import parameters
from model.quantities import quantity
from model.simulation import simulate

if TYPE_CHECKING:
    import xarray as xr

    from model.parameter_sets import Parameters

Path = NDArray[np.float64]
#: Days of the run, days before the fall, and days that the fall takes.
DAYS, BEFORE, FALLS = 365, 30, (1, 30, 180)
_START = {s.name: quantity(s).default for s in akash().parameters}
#: Collateral ratio on day 0 by name: as observed, and a vault worth what is owed.
BUFFERS: Mapping[str, float] = {"with the buffer": _START["ratio_at_start"], "without": 1.0}
#: The published falls of demand and of the price, as parts.
DEMAND, PRICE = facts["ionet_stress_demand"].value, facts["ionet_stress_price"].value


def fallen(change: float, days: int) -> Path:
    """What is left of one on each day, if a fall by ``change`` takes ``days``."""
    since = np.clip((np.arange(1, DAYS + 1) - BEFORE) / days, 0, 1)
    return np.asarray((1 + change) ** since)


def point(buffer: float, days: int, price: float = PRICE, demand: float = DEMAND) -> Parameters:
    """The parameters of a run with falls over so many days."""
    return parameters(
        akash(),
        ratio_at_start=buffer,
        akt_price=_START["price_at_start"] * fallen(price, days),
        usage=_START["usage_at_start"] * fallen(demand, days),
    )


def run(
    buffer: float, days: int, price: float = PRICE, demand: float = DEMAND, engine: str = "auto"
) -> xr.Dataset:
    """One run, of one path."""
    economy = akash()
    return simulate(economy, point(buffer, days, price, demand), shocks(economy, DAYS), engine)


@dataclass(frozen=True)
class Outcome:
    """What comes out of a run, from the day before the fall on."""

    buffer: str
    fall_days: int
    #: Tokens that circulate less than before the fall; below zero, more.
    net_burned: float
    newly_minted: float
    least_ratio: float
    days_warned: float
    days_halted: float
    #: Dollars of compute, and the part of them that was paid without credit.
    usage: float
    paid_directly: float

    @property
    def minted_per_dollar(self) -> float:
        """Newly minted tokens per dollar of usage."""
        return self.newly_minted / self.usage


def outcome(ds: xr.Dataset, p: Parameters, buffer: str, days: int) -> Outcome:
    """The outcome of a run of `point`."""
    one = ds.isel(run=0)
    after = one.isel(day=slice(BEFORE + 1, None))
    before, end = one.isel(day=BEFORE), one.isel(day=-1)
    minted = float(before["unissued_akt"] - end["unissued_akt"])
    price, usage = (p.paths[name].of(name, DAYS)[BEFORE:] for name in ("akt_price", "usage"))
    return Outcome(
        buffer,
        days,
        float(end["vault_akt"] - before["vault_akt"]) - minted,
        minted,
        float(after["collateral_ratio"].min()),
        float(end["days_warned"] - before["days_warned"]),
        float(end["days_halted"] - before["days_halted"]),
        float(usage.sum()),
        float((after["paid_directly"] * price).sum() / usage.sum()),
    )


@lru_cache(maxsize=1)
def runs() -> Mapping[tuple[str, int], xr.Dataset]:
    """All runs of the stress by buffer and days of the fall."""
    return {(name, d): run(value, d) for name, value in BUFFERS.items() for d in FALLS}


def outcomes() -> Iterator[Outcome]:
    """The outcome of every run of the stress."""
    for (name, days), ds in runs().items():
        yield outcome(ds, point(BUFFERS[name], days), name, days)


def least_buffer(days: int, price: float = PRICE, demand: float = DEMAND) -> float:
    """The least ratio on day 0 with which a fall halts nothing, to a thousandth."""
    low, high = 0.0, 1.0
    while _halts(high, days, price, demand):
        low, high = high, 2 * high
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (middle, high) if _halts(middle, days, price, demand) else (low, middle)
    return high


def _halts(buffer: float, days: int, price: float, demand: float) -> bool:
    return bool(run(buffer, days, price, demand)["days_halted"].max() > 0)
