"""Rallies that freeze the vault: a rising price leaves its own average, and the guard refuses.

In a rally the spot price runs ahead of its time-weighted average by half a window's rise. The guard
compares the two, so a long window and a narrow tolerance stop purchases until the rally is over.
The announced economy has the average's noise and no lag: a variant adds it, with a rally of the
market's mood, which moves the price by as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model import own
from model.experiments.intervals import SEED, measured
from model.experiments.outcomes import YEAR, Reading
from model.interface import economy, parameters
from model.parameter_sets import Parameters
from model.points import Points
from model.quantities import in_force
from model.spec import accounts as a
from model.spec import cycle, vault
from model.spec.core import Block, Definition, Law
from model.spec.economy import Economy

Array = NDArray[np.float64]
SCENARIOS = ("bear", "base", "bull")
RUNS = 32
#: The last day before the rally, and its length in days.
START, LENGTH = 3 * YEAR, 20
#: Rise of the log price in a day; windows of the average in hours; tolerated slippage.
RISES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2)
WINDOWS = (0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0)
TOLERANCES = (0.005, 0.02, 0.05)

rise = own.parameter("rally_rise", "1", "rise of the log price in a day of the rally", value=0.0)
lag = own.parameter("rally_lag", "1", "one if the average lags behind the rally", value=1.0)
step = own.level("rally_step", "1", "rise of the log price today")


@cache
def rallying() -> Economy:
    """The announced economy with a rally of the mood, which the vault's average price lags."""
    old = economy("announced")
    within = sp.And(sp.Ge(a.day, START), sp.Lt(a.day, START + LENGTH))
    first = Block(
        "mood_rally", "The mood rises.", (Law(step, sp.Piecewise((rise, within), (0, True))),)
    )
    behind = lag * step * in_force(vault.twap_window) / (2 * a.day_in_seconds)
    changed = old.with_block(first, before="morning", start={step: sp.Integer(0)})
    for name in ("vault", "market_mood"):
        block = old.block(name)
        equations = tuple(
            Law(each.level, each.value + step)
            if isinstance(each, Law) and each.level == cycle.mood
            else replace(each, amount=each.amount * sp.exp(-behind))
            if isinstance(each, Definition) and each.symbol == vault.twap
            else each
            for each in block.equations
        )
        changed = changed.replace(name, Block(block.name, block.info, equations))
    return changed


def _frozen(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(np.mean(paths["guard_room"][:, START : START + LENGTH] <= 0, axis=1))


def _burned(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(paths["burned"][:, START + YEAR - 1] - paths["burned"][:, START - 1])


READINGS: Mapping[str, Reading] = {
    "frozen": Reading("frozen", "share of the rally's days", "1", ("guard_room",), _frozen),
    "burned": Reading("burned", "burned in the year from the rally", "AI", ("burned",), _burned),
}


def frozen(runs: int = RUNS, seed: int = SEED, scenario: str = "base") -> dict[float, Array]:
    """Share of the rally's days without a purchase, by tolerance: means, (windows, rises)."""
    which, found = rallying(), {}
    for tolerance in TOLERANCES:
        points = Points.of([_point(scenario, w, r, tolerance) for w in WINDOWS for r in RISES])
        values = measured(points, runs, {"frozen": READINGS["frozen"]}, seed, which)["frozen"]
        found[tolerance] = values.mean(axis=1).reshape(len(WINDOWS), len(RISES))
    return found


def _point(
    scenario: str, window: float, rising: float, tolerance: float, lags: float = 1.0
) -> Parameters:
    return parameters(
        rallying(),
        scenario,
        (),
        twap_window=3600 * window,
        rally_rise=rising,
        max_slippage=tolerance,
        rally_lag=lags,
    )


def cost(
    rising: float, window: float = WINDOWS[-1], runs: int = RUNS, seed: int = SEED
) -> dict[str, float]:
    """Change of a year's burn because the average lags the rally, by scenario: medians.

    At the usual tolerance; the rally is the same with and without the lag.
    """
    which, found = rallying(), {}
    for scenario in SCENARIOS:
        usual = parameters(which, scenario, ())["max_slippage"]
        points = Points.of([_point(scenario, window, rising, usual, lags) for lags in (0.0, 1.0)])
        values = measured(points, runs, {"burned": READINGS["burned"]}, seed, which)["burned"]
        found[scenario] = float(np.median(values[1] / values[0] - 1))
    return found
