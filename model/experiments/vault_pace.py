"""How fast should the vault spend? The best pace beside all that passes: claims, plans and runs.

Dollars and days are in units in which a weight of one is meant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.experiments.beside import Curve
from model.experiments.formulas import values
from model.theory.vault import control

Array = NDArray[np.float64]
_ONE = {control.waiting_weight: 1.0, control.haste_weight: 1.0}
#: Ratios of the weight of waiting to that of haste, and of haste to waiting.
RATIOS = (4.0, 1.0, 0.25)


def over_best(excess: Array | float) -> Array:
    """Cost of spending all that passes over that of the best pace; excess over the best at first.

    Both weights are one, so the best costs one.
    """
    known = {**_ONE, control.waiting_dollars: 1.0, control.excess_passing: excess}
    return values(control.PASSING, known)


def wandering(weight: float, haste: float, variance: float, draw: np.random.Generator) -> float:
    """Mean cost of a day if deposits come at random and the best rule is followed, by running."""
    plan = control.searched(weight, haste, 1.0, 100)
    pace = plan.extra[0] / plan.waits[0]
    length, waits, total = 0.02 / pace, np.zeros(500), 0.0
    for step in range(1400):
        extra = pace * waits
        if step >= 200:
            total += float(np.mean(weight * waits**2 + haste * extra**2))
        waits += -extra * length + draw.normal(0, (variance * length) ** 0.5, 500)
    return total / 1200


@dataclass(frozen=True)
class Pace:
    """Best spend against what waits, what waits in time, cost of random deposits, cost of haste.

    ``least`` is the least cost of all that passes over the best, ``at`` the excess there.
    """

    rule: tuple[Curve, ...]
    path: tuple[Curve, ...]
    noise: tuple[Curve, ...]
    cost: Curve
    least: float
    at: float


def pace() -> Pace:
    """All four, with weights of one but for the ratios."""
    least = float(values(control.LEAST.rhs, {**_ONE, control.waiting_dollars: 1.0}))
    draw = np.random.default_rng(7)
    return Pace(
        tuple(_rule(ratio) for ratio in RATIOS),
        (_best(), *(_passing(excess) for excess in (2.0, 3**-0.5))),
        tuple(_noise(haste, draw) for haste in RATIOS),
        _cost(),
        least,
        3**-0.5,
    )


def _rule(ratio: float) -> Curve:
    waits, plan = np.linspace(0, 1, 50), control.searched(ratio, 1.0, 1.0)
    known = {**_ONE, control.waiting_weight: ratio, control.mean_deposits: 0.0}
    line = values(control.SPEND, {**known, control.waiting_dollars: waits})
    some = slice(None, 150, 15)
    return Curve(f"{ratio:g}", waits, line, plan.waits[some], plan.extra[some])


def _best() -> Curve:
    days, plan, some = np.linspace(0, 4, 100), control.searched(1.0, 1.0, 1.0), slice(None, 100, 8)
    return Curve("best pace", days, np.exp(-days), plan.times[some], plan.waits[some])


def _passing(excess: float) -> Curve:
    days, plan = np.linspace(0, 4, 100), control.passed(1.0, 1.0, 1.0, excess)
    line = np.maximum(0, 1 - excess * days)
    name = f"all that passes, g = {excess:.2g}"
    return Curve(name, days, line, plan.times[::500], plan.waits[::500])


def _noise(haste: float, draw: np.random.Generator) -> Curve:
    variance, some = np.linspace(0, 2, 50), np.array([0.4, 0.8, 1.2, 1.6, 2.0])
    known = {control.waiting_weight: 1.0, control.haste_weight: haste}
    line = values(control.NOISY, {**known, control.deposit_variance: variance})
    dots = np.array([wandering(1.0, haste, float(each), draw) for each in some])
    return Curve(f"{haste:g}", variance, line, some, dots)


def _cost() -> Curve:
    passes, some = np.geomspace(0.1, 8, 200), np.geomspace(0.12, 7, 9)
    best = control.searched(1.0, 1.0, 1.0).cost
    dots = [control.passed(1.0, 1.0, 1.0, float(each)).cost / best for each in some]
    return Curve("all that passes", passes, over_best(passes), some, np.array(dots))
