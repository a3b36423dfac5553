"""A sandwiching executor: buys before the vault in the same pool, and sells after it.

What the best attack on each purchase gains is arithmetic on the columns of a run without attacks:
the attacker chooses how much to buy ahead, up to what the guard still lets the vault's purchase
pass, pays the pool's fee twice, and sells to the same pool. Gas is left out, so it is the most that
anybody could take. The map asks when that is anything at all: by the pool's depth and by the window
of the average price, which sets into how many purchases a day's dollars are divided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.ensembles.reductions import total
from model.experiments.intervals import SEED, measured
from model.experiments.outcomes import Reading
from model.experiments.stress.common import SETTINGS, Told, told
from model.interface import economy
from model.points import Points

Array = NDArray[np.float64]
RUNS = 32
#: Tolerances for the vault's purchase up to the largest a vote may set; windows in hours.
TOLERANCES = (0.005, 0.02, 0.05)
WINDOWS = (0.5, 2.0, 8.0, 24.0)
#: Sizes of an attack that are tried, from nothing to the largest that the guard lets pass.
SIZES = np.linspace(0.0, 1.0, 33)
COLUMNS = ("one_purchase", "executions", "pool_usd", "vault_spend")


def front(purchase: Array, reserve: Array, fee: Array, tolerance: Array) -> Array:
    """Dollars that may reach the reserve ahead of the vault's, so that its purchase still passes.

    The quote contains neither the attack nor the pool's fee. All in USD; nothing where the purchase
    would not pass by itself.
    """
    paid = (1 - fee) * purchase
    room = paid**2 / 4 + reserve**2 * (1 - fee) / (1 - tolerance)
    return np.asarray(np.maximum(np.sqrt(room) - paid / 2 - reserve, 0.0))


def gain(ahead: Array, purchase: Array, reserve: Array, fee: Array) -> Array:
    """Dollars gained if ``ahead`` reach the reserve before a purchase, and are sold after it."""
    paid, after = (1 - fee) * purchase, reserve + ahead
    bought = ahead / after  # of a pool of one token
    left = reserve / (after + paid)
    brought = (1 - fee) * bought
    return np.asarray((after + paid) * brought / (left + brought) - ahead / (1 - fee))


def best(purchase: Array, reserve: Array, fee: Array, tolerance: Array) -> Array:
    """The largest gain over the sizes of `SIZES`, in USD; nothing where every attack loses."""
    limit = front(purchase, reserve, fee, tolerance)
    found = np.zeros(np.broadcast(purchase, reserve).shape)
    for part in SIZES:
        found = np.maximum(found, gain(part * limit, purchase, reserve, fee))
    return found


def taken(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    """Dollars that attacks on all purchases of a day gain, from day 2 on, (points, days)."""
    fee, tolerance = (given[name][:, None] for name in ("pool_fee", "max_slippage"))
    # In the morning the pool is what it was in the evening before.
    reserve, purchase = paths["pool_usd"][:, :-1], paths["one_purchase"][:, 1:]
    return paths["executions"][:, 1:] * best(purchase, reserve, fee, tolerance)


def _share(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    spent = total(paths["vault_spend"][:, 1:])
    return np.asarray(100 * total(taken(paths, given)) / np.maximum(spent, 1e-9))


def _days(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    bought = (paths["vault_spend"][:, 1:] > 0).sum(axis=1)
    attacked = (taken(paths, given) > 0).sum(axis=1)
    return np.asarray(100 * attacked / np.maximum(bought, 1))


def _largest(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    share = paths["one_purchase"][:, 1:] / paths["pool_usd"][:, :-1]
    return np.asarray(100 * share.max(axis=1))


READINGS: Mapping[str, Reading] = {
    "share": Reading("share", "part of the vault's dollars taken", "%", COLUMNS, _share),
    "days": Reading("days", "days of purchases with a gain", "%", COLUMNS, _days),
    "largest": Reading(
        "largest", "largest purchase, of the pool's dollars", "%", COLUMNS, _largest
    ),
}


@dataclass(frozen=True)
class Sandwich:
    """One setting, by run: per cent of the vault's dollars that attacks could take in five years.

    ``shares`` is an array (tolerances, windows, runs); ``usual`` by reading, as designed.
    """

    shares: Array
    usual: Mapping[str, Told]

    def told(self, tolerance: float, window: float) -> Told:
        """Per cent taken in one case: median and ends."""
        return told(self.shares[TOLERANCES.index(tolerance), WINDOWS.index(window)])

    def worst(self) -> Told:
        """Per cent taken where the median is largest."""
        return self.told(*self.worst_at)

    @property
    def worst_at(self) -> tuple[float, float]:
        """The tolerance, and the window in hours, at which the median is largest."""
        medians = np.median(self.shares, axis=-1)
        row, column = np.unravel_index(int(np.argmax(medians)), medians.shape)
        return TOLERANCES[int(row)], WINDOWS[int(column)]


def sandwiches(runs: int = RUNS, seed: int = SEED) -> dict[str, Sandwich]:
    """Every setting, tolerance and window on the same random paths."""
    which, found = economy("announced"), {}
    cases: list[dict[str, Any]] = [
        {"twap_window": 3600 * w, "max_slippage": t} for t in TOLERANCES for w in WINDOWS
    ]
    for name, under in SETTINGS.items():
        points = Points.of([under.point(**each) for each in cases])
        shares = measured(points, runs, {"share": READINGS["share"]}, seed, which)["share"]
        usual = measured(Points.of([under.point()]), runs, READINGS, seed, which)
        found[name] = Sandwich(
            shares.reshape(len(TOLERANCES), len(WINDOWS), runs),
            {key: told(each[0]) for key, each in usual.items()},
        )
    return found
