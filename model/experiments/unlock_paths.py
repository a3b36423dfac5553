"""Break-even revenue by month and circulation after the cliff: claims beside runs and counts.

Rates are in per cent a year, circulation in billions of AI.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from model.experiments import unlocks as u
from model.experiments.formulas import values
from model.experiments.unlocks import MONTH, READINGS, YEAR, Array
from model.theory import notation as n
from model.theory.unlocks.peaks import LARGEST, PATH, WHEN, at_break, stretch

if TYPE_CHECKING:
    import xarray as xr

    from model.parameter_sets import Parameters


@dataclass(frozen=True)
class Reading:
    """Revenue over the value of what circulates under one reading of the cliff.

    ``line`` is what the claim asks for at ``days``. By month, the first being 1: ``needed`` would
    burn all that joins the circulation of the run, ``earned`` is what the vault earns; medians,
    with ``low`` and ``high`` for nine runs in ten.
    """

    name: str
    days: Array
    line: Array
    needed: Array
    low: Array
    earned: Array
    high: Array

    @property
    def half_way(self) -> float:
        """The month in the middle of the insiders' vesting."""
        return float(self.days[0] + self.days[-1]) / 2 / MONTH

    @property
    def said(self) -> float:
        """What the claim asks for half way through the vesting."""
        return float(np.interp(self.half_way * MONTH, self.days, self.line))

    def at(self, month: int) -> tuple[float, float]:
        """What is needed and what is earned in a month, medians."""
        return float(self.needed[month - 1]), float(self.earned[month - 1])

    @property
    def there(self) -> tuple[float, float]:
        """What is needed and what is earned half way, medians."""
        return self.at(round(self.half_way) + 1)


def break_even(ds: xr.Dataset, points: Sequence[Parameters]) -> tuple[Reading, ...]:
    """Both readings; ``ds`` has dims (point, run, day), points in the order of `READINGS`."""
    found = []
    for place, (name, p) in enumerate(zip(READINGS, points, strict=True)):
        one = ds.isel(point=place)
        first, length = p["insider_cliff_days"], p["insider_vesting_days"]
        days = np.linspace(first, first + length, 201)
        line = 100 * u.break_even_line(p, days, *u.by_schedule(p))
        needed = 100 * u.needed_in_run(one, u.counted(p)[0]).median("run")
        earned = 100 * u.revenue_over_value(one).quantile([0.05, 0.5, 0.95], "run")
        found.append(Reading(name, days, line, needed.to_numpy(), *earned.to_numpy()))
    return tuple(found)


@dataclass(frozen=True)
class Peak:
    """Circulation day by day after the cliff if a constant share burns: claim, and a count.

    ``top`` is the largest by the claim, ``year`` when the count is largest.
    """

    rate: float
    line: Array
    dots: Array
    top: float
    year: float


@dataclass(frozen=True)
class Given:
    """Circulation day by day after the cliff if the price is given, and if it follows revenue.

    ``line`` and ``dots`` are claim and count at a given price, ``when`` the claim's peak in years;
    ``follows`` is the claim with a price that follows, as long as tokens unlock.
    """

    line: Array
    dots: Array
    when: float
    follows: Array

    @property
    def top(self) -> float:
        """The circulation at the claim's peak."""
        return float(np.interp(self.when * YEAR, np.arange(self.line.size), self.line))


@dataclass(frozen=True)
class Peaks:
    """Where the circulation peaks after a cliff; ``border`` is the burn rate that divides, a year.

    ``middle`` tells which of the paths has that rate.
    """

    border: float
    constant: tuple[Peak, ...]
    given: Given


def peaks(draft: Parameters, price: float, low: float = 0.3, high: float = 1.5) -> Peaks:
    """After the draft's jump: burn rates below, at and above the border, and a given price.

    At the ``price`` in USD/AI revenue starts at half of break-even and grows by one a year in
    logarithms.
    """
    cliff = draft["insider_cliff_days"]
    start = draft["initial_supply"] * float(u.free_share(draft, cliff))
    unlock = float(u.unlock_rate(draft, cliff + 1))
    years = draft["insider_vesting_days"] / YEAR
    border, part = unlock / start, u.counted(draft)[0]
    rates = tuple(_constant(start, unlock, years, rate) for rate in (low, border, high))
    known = {n.burned_share: part, n.first_revenue: unlock * price / part / 2, n.token_price: price}
    return Peaks(border, rates, _given(start, unlock, years, known))


def _constant(start: float, unlock: float, years: float, rate: float) -> Peak:
    time = np.arange(0, int((years + 1) * YEAR) + 1) / YEAR
    known = {n.unlock_rate: unlock, n.burn_rate: rate, at_break: start, stretch: years}
    line = values(PATH, {**known, n.elapsed: np.minimum(time, years)})
    line = line * np.exp(-rate * np.maximum(time - years, 0))
    share = np.full(time.size - 1, -np.expm1(-rate / YEAR))
    dots = u.circulation(start, unlock, years, share)
    top = float(values(LARGEST.rhs, known))
    return Peak(rate, line / 1e9, dots / 1e9, top / 1e9, float(time[np.argmax(dots)]))


def _given(
    start: float, unlock: float, years: float, known: Mapping[sp.Symbol, float], growth: float = 1.0
) -> Given:
    time = np.arange(0, int(2.4 * YEAR) + 1) / YEAR
    first = known[n.burned_share] * known[n.first_revenue] / known[n.token_price]
    grown = np.exp(growth * time)
    line = start + unlock * np.minimum(time, years) - first * (grown - 1) / growth
    gone = first / growth * np.diff(grown)  # AI that burn on each day
    moving = {n.unlock_rate: unlock, n.growth: growth, n.price_growth: 0.0}
    when = float(values(WHEN.rhs, {**known, **moving}))
    same = {n.unlock_rate: unlock, n.burn_rate: first / start, at_break: start}
    follows = values(PATH, {**same, n.elapsed: time[time <= years]})
    dots = u.circulation(start, unlock, years, gone)
    return Given(line / 1e9, dots / 1e9, when, follows / 1e9)
