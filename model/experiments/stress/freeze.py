"""Rallies that freeze the vault: a rising price leaves its own average, and the guard refuses.

In a rally the spot price runs ahead of its time-weighted average by half a window's rise. The guard
compares the two, so a long window and a narrow tolerance stop purchases until the rally is over.
The announced economy has the average's noise and no lag: a variant adds it, with a rally of the
market's mood, which moves the price by as much, and of a price path of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model import own
from model.experiments.intervals import SEED, measured
from model.experiments.outcomes import YEAR, Reading
from model.experiments.rivals.edits import changed as exchanged
from model.experiments.stress.common import OWN_PATH, SETTINGS, Told, told
from model.interface import economy
from model.parameter_sets import Parameters
from model.points import Points
from model.quantities import in_force
from model.spec import accounts as a
from model.spec import cycle, vault, worth
from model.spec.core import Block, Definition, Equation, Law, stated, target_of
from model.spec.economy import Economy

Array = NDArray[np.float64]
RUNS = 32
#: Settings in which a rally is one of the price; the quantity equation knows no mood.
RALLIES = ("bear", "base", "bull", OWN_PATH)
#: The last day before the rally, and its length in days.
START, LENGTH = 3 * YEAR, 20
#: Rise of the log price in a day; windows of the average in hours; ends of the
#: tolerated slippage, between which the usual one is looked at too.
RISES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2)
WINDOWS = (0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0)
NARROW, WIDE = 0.005, 0.05

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
    said: Mapping[str, Equation] = {
        "vault": Definition(vault.twap, _of("vault", vault.twap) * sp.exp(-behind)),
        "market_mood": Law(cycle.mood, _of("market_mood", cycle.mood) + step),
        "worth": Definition(
            worth.exogenous_step, _of("worth", worth.exogenous_step) * sp.exp(step)
        ),
    }
    for name, equation in said.items():
        block = exchanged(old.block(name), {target_of(equation): equation})
        changed = changed.replace(name, block)
    return changed


def _of(block: str, symbol: sp.Symbol) -> sp.Expr:
    return stated(economy("announced").block(block), symbol)


def _frozen(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(np.mean(paths["guard_room"][:, START : START + LENGTH] <= 0, axis=1))


def _burned(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(paths["burned"][:, START + YEAR - 1] - paths["burned"][:, START - 1])


READINGS: Mapping[str, Reading] = {
    "frozen": Reading("frozen", "share of the rally's days", "1", ("guard_room",), _frozen),
    "burned": Reading("burned", "burned in the year from the rally", "AI", ("burned",), _burned),
}


def frozen(runs: int = RUNS, seed: int = SEED) -> dict[float, Array]:
    """Share of the rally's days without a purchase, by tolerance: means, (windows, rises).

    In base. The gap between the price and its average is the same under every idea of a price.
    """
    which, found = rallying(), {}
    usual = SETTINGS["base"].point()["max_slippage"]
    for tolerance in sorted({NARROW, usual, WIDE}):
        points = Points.of([_point("base", w, r, tolerance) for w in WINDOWS for r in RISES])
        values = measured(points, runs, {"frozen": READINGS["frozen"]}, seed, which)["frozen"]
        found[tolerance] = values.mean(axis=1).reshape(len(WINDOWS), len(RISES))
    return found


def _point(
    setting: str, window: float, rising: float, tolerance: float | None = None, lags: float = 1.0
) -> Parameters:
    changes: dict[str, Any] = {
        "twap_window": 3600 * window,
        "rally_rise": rising,
        "rally_lag": lags,
    }
    if tolerance is not None:
        changes["max_slippage"] = tolerance
    return SETTINGS[setting].point(rallying(), **changes)


def cost(
    rising: float, window: float = WINDOWS[-1], runs: int = RUNS, seed: int = SEED
) -> dict[str, Told]:
    """Change of a year's burn because the average lags the rally, by setting: median and ends.

    At the usual tolerance; the rally is the same with and without the lag.
    """
    which, found = rallying(), {}
    for setting in RALLIES:
        points = Points.of([_point(setting, window, rising, lags=lags) for lags in (0.0, 1.0)])
        values = measured(points, runs, {"burned": READINGS["burned"]}, seed, which)["burned"]
        found[setting] = told(values[1] / values[0] - 1)
    return found
