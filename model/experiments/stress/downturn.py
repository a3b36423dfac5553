"""A common cycle that turns down: mood, demand and the price of hardware fall together.

Surprises of the common cycle get a push for the length of the downturn: first a quarter of a year
that brings it, in expectation, to the depth asked for, then as much as holds it there. What loads
on the cycle is pushed with it, so that price, usage and costs belong together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model import own
from model.ensembles.reductions import total
from model.experiments.intervals import SEED, measured
from model.experiments.outcomes import BURNED, DAYS, GPUS, YEAR, Measure, Reading
from model.experiments.stress.common import SETTINGS, Told, told
from model.interface import economy
from model.points import Points
from model.spec import accounts as a
from model.spec import cycle
from model.spec.core import Block, Definition, Law
from model.spec.economy import Economy

Array = NDArray[np.float64]
RUNS = 32
#: The last day before the downturn, a year after the market for compute opens, and its first leg.
START, SLIDE = 2 * YEAR, 90
#: Depth in standard deviations of the common cycle, and length in years.
DEPTHS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
YEARS = (0.5, 1.0, 2.0, 3.0)

depth = own.parameter(
    "downturn_depth", "1", "standard deviations to which the common cycle is pushed", value=0.0
)
length = own.parameter("downturn_days", "1", "days of the downturn", value=365.0)
pushed = own.level("downturn_push", "1", "push of today's surprise in the common cycle")


@cache
def pushable() -> Economy:
    """The announced economy with a push on the surprises of the common cycle."""
    old = economy("announced")
    k = cycle.kept(cycle.cycle_half_life)
    slide = (1 - k) / (sp.sqrt(1 - k**2) * (1 - k**SLIDE))
    hold = (1 - k) / sp.sqrt(1 - k**2)
    since = a.day - START
    push = sp.Piecewise(
        (0, sp.Lt(since, 0)),
        (0, sp.Ge(since, length)),
        (depth * slide, sp.Lt(since, SLIDE)),
        (depth * hold, True),
    )
    block = Block("downturn", "The common cycle is pushed down.", (Law(pushed, push),))
    surprise = {cycle.cycle_noise: cycle.cycle_noise - pushed}
    changed = old.with_block(block, before=old.blocks[0].name, start={pushed: sp.Integer(0)})
    for each in old.blocks:
        if cycle.cycle_noise in each.inputs:
            changed = changed.replace(each.name, _with(each, surprise))
    return changed


def _with(block: Block, said: Mapping[sp.Symbol, sp.Expr]) -> Block:
    equations = tuple(
        Law(each.level, each.value.xreplace(said))
        if isinstance(each, Law)
        else replace(each, amount=each.amount.xreplace(said))
        if isinstance(each, Definition)
        else each
        for each in block.equations
    )
    return Block(block.name, block.info, equations)


def _during(*columns: str) -> Measure:
    def measure(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
        days = np.arange(1, DAYS + 1)
        within = (days > START) & (days <= START + given["downturn_days"][:, None])
        summed = np.asarray(sum(total(np.where(within, paths[c], 0.0)) for c in columns))
        return np.asarray(summed / within.sum(axis=1))

    return measure


READINGS: Mapping[str, Reading] = {
    "price": Reading("price", "mean price in the downturn", "USD/AI", ("price",), _during("price")),
    "GPUs": Reading("GPUs", "mean GPUs in the downturn", "GPUs", GPUS, _during(*GPUS)),
    "revenue": Reading(
        "revenue", "mean revenue in the downturn", "USD a day", ("revenue",), _during("revenue")
    ),
    "burned": BURNED,
    "cycle": Reading("cycle", "mean cycle in the downturn", "1", ("cycle",), _during("cycle")),
}


@dataclass(frozen=True)
class Downturn:
    """One setting: each reading over its value without a downturn, by run.

    Arrays (years, depths, runs); ``cycle`` is a difference in standard deviations.
    """

    ratios: Mapping[str, Array]

    def map(self, name: str) -> Array:
        """Medians over runs, (years, depths)."""
        return np.asarray(np.median(self.ratios[name], axis=-1))

    def at(self, name: str, years: float, deep: float) -> float:
        """One number of the map."""
        return self.told(name, years, deep).middle

    def told(self, name: str, years: float, deep: float) -> Told:
        """One number of the map, with its ends."""
        return told(self.ratios[name][YEARS.index(years), DEPTHS.index(deep)])


def downturns(runs: int = RUNS, seed: int = SEED) -> dict[str, Downturn]:
    """Every setting, depth and length on the same random paths."""
    which, found = pushable(), {}
    for setting, under in SETTINGS.items():
        points = Points.of(
            [
                under.point(which, downturn_depth=deep, downturn_days=float(YEAR * years))
                for years in YEARS
                for deep in DEPTHS
            ]
        )
        values = measured(points, runs, READINGS, seed, which)
        shaped = {n: v.reshape(len(YEARS), len(DEPTHS), runs) for n, v in values.items()}
        found[setting] = Downturn(
            {
                name: each - each[:, :1] if name == "cycle" else each / each[:, :1]
                for name, each in shaped.items()
            }
        )
    return found
