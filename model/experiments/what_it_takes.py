"""What would it take for the burn to matter: by month, by price, and in the eyes of the market.

The vault's revenue is held at one number of dollars on every day, with the price held too, or left
to the fundamental rule. All values meet the same random paths. The cover of a month is what is
burned in it over what is unlocked in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.engines.problem import Problem, Seeded
from model.experiments.intervals import ENDS, SEED, measured
from model.experiments.outcomes import BURNED, DAYS, LOCKED, PRICE
from model.factbook import facts
from model.interface import economy, parameters
from model.points import Points, vary
from model.quantities import quantity
from model.simulation import trajectories
from model.spec.economy import Economy
from model.spec.worth import premium_half_life

Array = NDArray[np.float64]
MONTH, YEAR, RUNS = 30, 365, 8
#: Days on which a month ends that is looked at; after the last of them nothing is locked.
MONTHS = (180, 360, 390, 540, 720, 900, 1080)
#: Revenues of the vault that are tried, in dollars a day.
REVENUES = tuple(float(x) for x in np.geomspace(10, 1e8, 57))
#: Prices that are held, by name.
PRICES: Mapping[str, str] = {"launch": "initial_price", "July 2026": "price_anchor_july"}
NO_PREMIUM = quantity(premium_half_life).domain.low


def held(price: float | None) -> tuple[Economy, dict[str, float]]:
    """The economy with a held revenue, and a held price unless it is None; and their values."""
    which, values = economy("announced").holding("application_due"), {"delphi_volume": 0.0}
    values["application_due_held"] = 1.0
    if price is not None:
        which = which.holding("price")
        values["price_held"] = price
    return which, values


@dataclass(frozen=True)
class Needed:
    """A month: the revenue in USD a day with which its burn covers a part of its unlocks.

    ``value`` is the median of the runs and ``ends`` hold nine in ten; infinite where no revenue
    that was tried does it. ``most`` is the largest part that the median run covers at any.
    """

    day: int
    part: float
    value: float
    ends: tuple[float, float]
    most: float


def by_month(
    price: float | None = None,
    part: float = 1.0,
    runs: int = RUNS,
    days: Sequence[int] = MONTHS,
    **changes: float,
) -> list[Needed]:
    """The revenue that covers a part of each month's unlocks, at a held price or the fair one."""
    which, values = held(price)
    base = parameters(which, "base", (), **values, **changes)
    points = vary(which, base, {"application_due_held": np.array(REVENUES)})
    rows = sorted({day - back for day in days for back in (0, MONTH)})
    problem = Problem(which, points, Seeded(SEED), runs, max(rows), ("burned", *LOCKED), rows)
    paths = trajectories(problem, "auto")
    locked = np.sum([paths[name] for name in LOCKED], axis=0)
    found = []
    for day in days:
        before, after = rows.index(day - MONTH), rows.index(day)
        burned = paths["burned"][..., after] - paths["burned"][..., before]
        freed = locked[..., before] - locked[..., after]
        cover = burned / np.maximum(freed, 1e-9)
        needed = np.array([first(cover[:, run], part) for run in range(runs)])
        most = float(np.median(cover, axis=1).max())
        middle, *ends = np.quantile(needed, (0.5, *ENDS), method="inverted_cdf")
        found.append(Needed(day, part, float(middle), (float(ends[0]), float(ends[1])), most))
    return found


def first(cover: Array, part: float) -> float:
    """The least revenue that covers a part, between those tried by ratio; infinite if none."""
    above = np.flatnonzero(cover >= part)
    if not above.size:
        return np.inf
    if above[0] == 0:
        return REVENUES[0]
    last, here = cover[above[0] - 1], cover[above[0]]
    low, high = np.log(REVENUES[above[0] - 1]), np.log(REVENUES[above[0]])
    return float(np.exp(low + (part - last) / (here - last) * (high - low)))


@dataclass(frozen=True)
class Frontier:
    """Share of supply burned in five years, in per cent (prices, revenues): medians over runs."""

    prices: Array
    revenues: Array
    burned: Array


def frontier(runs: int = 2, count: int = 33) -> Frontier:
    """The burn of five years by revenue and held price, from a hundredth of a cent to ten."""
    which, values = held(1.0)
    prices, revenues = np.geomspace(1e-4, 0.1, count), np.geomspace(10, 1e7, count)
    grid = [each.ravel() for each in np.meshgrid(prices, revenues, indexing="ij")]
    base = parameters(which, "base", (), **values)
    points = vary(which, base, {"price_held": grid[0], "application_due_held": grid[1]})
    found = measured(points, runs, {"burned": BURNED}, SEED, which)["burned"]
    return Frontier(prices, revenues, np.median(found, axis=1).reshape(count, count))


@dataclass(frozen=True)
class Implied:
    """The chance of success that the observed price pays for, by usage.

    ``usage`` are multiples of base's; ``price`` is what the token costs in year five without any
    premium, if that usage comes, in USD; ``chance`` is the observed price, grown at the required
    return for so long, over it: above one no chance pays for it.
    """

    observed: float
    usage: tuple[float, ...]
    price: tuple[float, ...]
    chance: tuple[float, ...]

    @property
    def least(self) -> float:
        """The usage whose certain arrival the observed price pays for; infinite if none tried."""
        chance = np.array(self.chance)
        below = np.flatnonzero(chance <= 1)
        if not below.size or below[0] == 0:
            return np.inf if not below.size else self.usage[0]
        here = below[0]
        logs = np.log(chance[[here - 1, here]])
        part = logs[0] / (logs[0] - logs[1])
        low, high = np.log(np.array(self.usage)[[here - 1, here]])
        return float(np.exp(low + part * (high - low)))


def implied(runs: int = RUNS) -> Implied:
    """What usage would have to come, and with which chance, for the price of July 2026.

    The mean of year five lies four and a half years after the launch.
    """
    base = parameters("announced", "base", (), premium_half_life=NO_PREMIUM)
    multiples = np.geomspace(1, 1e5, 16)
    which = economy("announced")
    points = vary(which, base, {"usage_at_maturity": multiples * base["usage_at_maturity"]})
    prices = np.median(measured(points, runs, {"price": PRICE})["price"], axis=1)
    observed = facts["price_anchor_july"].to("USD/AI")
    grown = observed * np.exp(base["discount_rate"] * (DAYS - YEAR / 2) / YEAR)
    return Implied(
        observed,
        tuple(map(float, multiples)),
        tuple(map(float, prices)),
        tuple(float(grown / each) for each in prices),
    )


def revenue_in(scenario: str, days: Sequence[int] = MONTHS, runs: int = RUNS) -> list[float]:
    """What the vault earns a day in each of these months of a scenario: medians, USD."""
    which = economy("announced")
    points = Points.of([parameters(which, scenario, ())])
    problem = Problem(which, points, Seeded(SEED), runs, max(days), ("revenue",))
    revenue = trajectories(problem, "auto")["revenue"][0]
    return [float(np.median(revenue[:, day - MONTH + 1 : day + 1].mean(axis=1))) for day in days]
