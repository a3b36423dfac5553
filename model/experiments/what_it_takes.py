"""What would it take for the burn to matter: what five years burn by revenue and price.

The vault's revenue and the price are held at one number each on every day, on the same random
paths. By month it is in `model.experiments.cover_by_month`, by lever in `model.experiments.levers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.experiments.cover_by_month import changes, held
from model.experiments.intervals import SEED, measured
from model.experiments.outcomes import BURNED
from model.interface import parameters
from model.points import vary

Array = NDArray[np.float64]
#: Prices that are held, by name, and the facts that have them.
PRICES: Mapping[str, str] = {"launch": "initial_price", "July 2026": "price_anchor_july"}


@dataclass(frozen=True)
class Frontier:
    """Share of supply burned in five years, in per cent (prices, revenues): medians over runs."""

    prices: Array
    revenues: Array
    burned: Array


def frontier(runs: int = 2, count: int = 33) -> Frontier:
    """The burn of five years by revenue and held price, from a hundredth of a cent to ten."""
    which = held(price=True)
    prices, revenues = np.geomspace(1e-4, 0.1, count), np.geomspace(10, 1e7, count)
    grid = [each.ravel() for each in np.meshgrid(prices, revenues, indexing="ij")]
    base = parameters(which, "base", (), **changes(1.0))
    points = vary(which, base, {"price_held": grid[0], "application_due_held": grid[1]})
    found = measured(points, runs, {"burned": BURNED}, SEED, which)["burned"]
    return Frontier(prices, revenues, np.median(found, axis=1).reshape(count, count))
