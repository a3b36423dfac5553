"""Which usage, and which chance of it, the observed price pays for once no premium is left.

If usage of some size comes for certain, the token costs in year five what that usage is worth. A
buyer who asks for a return can have paid that much less before; if he paid less still, the ratio is
the chance that he gave it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.experiments.challenges.common import Middle, middle, nearest
from model.experiments.intervals import SEED, Setting
from model.experiments.outcomes import DAYS, LAST, YEAR, Reading
from model.experiments.sources import Case, Compared, Sizes, measured, told
from model.factbook import facts
from model.interface import economy
from model.points import Points
from model.quantities import quantity
from model.spec.economy import Economy
from model.spec.worth import premium_half_life

Array = NDArray[np.float64]
RUNS = 24
NO_PREMIUM = quantity(premium_half_life).domain.low
#: Usage over base's that the market may have thought of.
USAGES: tuple[float, ...] = tuple(float(x) for x in np.geomspace(1, 1e5, 16))


def usages(given: Mapping[str, Array]) -> dict[str, Case]:
    """Each of `USAGES` times the usage of the scenario."""
    own = given["usage_at_maturity"]
    return {f"{times:g}": Case({"usage_at_maturity": times * own}) for times in USAGES}


def paid_for(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """What each usage is worth in year five, and the chance of it that the July price pays for.

    ``price`` and ``chance`` by usage, in USD and per cent, above 100 where no chance pays; and
    ``least``, the usage over the scenario's whose certain arrival it pays for.
    """
    price = ds["price"].mean("day").transpose("run", "case").to_numpy()
    grown = facts["price_anchor_july"].to("USD/AI") * np.exp(
        given["discount_rate"] * (DAYS - YEAR / 2) / YEAR
    )
    chance = grown[:, None] / price
    found = {"least": np.array([_certain(each) for each in chance])}
    for place, times in enumerate(USAGES):
        found[f"price, {times:g}"] = price[:, place]
        found[f"chance, {times:g}"] = 100 * chance[:, place]
    return found


def _certain(chance: Array) -> float:
    below = np.flatnonzero(chance <= 1)
    if not below.size or below[0] == 0:
        return np.inf if not below.size else USAGES[0]
    here = below[0]
    logs = np.log(chance[[here - 1, here]])
    part = logs[0] / (logs[0] - logs[1])
    low, high = np.log(np.array(USAGES)[[here - 1, here]])
    return float(np.exp(low + part * (high - low)))


def _announced() -> Economy:
    return economy("announced")


SOURCE = Compared(
    name="usage that the price of July 2026 pays for",
    made=_announced,
    cases=usages,
    kept=("price",),
    days=tuple(range(LAST.start + 1, LAST.stop + 1)),
    read=paid_for,
    sizes=Sizes(runs=RUNS, draws=128, few=2),
    files=("experiments/implied_usage.py", "experiments/challenges/common.py"),
)
LEAST = told("least", "usage over base's that the price pays for", "times", 1e-2, USAGES[-1])
_BY_USAGE = {
    what: [told(f"{what}, {times:g}", info, unit, least) for times in USAGES]
    for what, info, unit, least in (
        ("price", "price without a premium in year five", "USD/AI", 1e-9),
        ("chance", "chance that the price of July 2026 pays for", "%", 1e-3),
    )
}


def chance(times: float) -> Reading:
    """The reading of the chance of so many times base's usage, one of `USAGES`, up to certainty."""
    return replace(_BY_USAGE["chance"][USAGES.index(times)], most=100.0)


@dataclass(frozen=True)
class Implied:
    """The chance of success that the observed price pays for, by usage: medians and intervals.

    ``usage`` are multiples of base's; ``price`` is what the token costs in year five without any
    premium, if that usage comes, in USD; ``chance`` is the observed price, grown at the required
    return for so long, over it, in per cent: above a hundred no chance pays for it. ``least`` is
    the usage whose certain arrival the observed price pays for.
    """

    observed: float
    usage: tuple[float, ...]
    price: tuple[Middle, ...]
    chance: tuple[Middle, ...]
    least: Middle


def without_premium() -> Setting:
    """Base without any premium."""
    return Setting.of("base", SOURCE, premium_half_life=NO_PREMIUM)


def implied(runs: int = RUNS) -> Implied:
    """What usage would have to come, and with which chance, for the price of July 2026.

    The mean of year five lies four and a half years after the launch.
    """
    readings = [LEAST, *_BY_USAGE["price"], *_BY_USAGE["chance"]]
    asked = {each.name: each for each in readings}
    points = Points.of([without_premium().parameters()])
    values = measured(SOURCE, points, runs, asked, SEED)
    by_usage = {
        what: tuple(middle(xr.DataArray(values[each.name])) for each in asked_for)
        for what, asked_for in _BY_USAGE.items()
    }
    return Implied(
        facts["price_anchor_july"].to("USD/AI"),
        USAGES,
        by_usage["price"],
        by_usage["chance"],
        nearest(values["least"].ravel()),
    )
