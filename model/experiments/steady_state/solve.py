"""Solve for the state that repeats itself, and follow it while the supply shrinks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import root

from model.experiments.steady_state.still import Array, Day, Slow
from model.interface import economy as named_economy
from model.quantities import quantity

#: Largest change of any state in a day, relative to itself, that counts as rest.
TOLERANCE, ATTEMPTS = 1e-10, 12
#: What counts as nothing, beside the largest of its unit; and the dust a solver leaves on zero.
SMALL, DUST = 1e-6, 1e-6


class NoRest(ValueError):
    """No state repeats itself for these parameters and this supply."""


@dataclass(frozen=True)
class Steady:
    """A state that repeats itself up to the denomination of the token.

    ``core`` are the states that rest, in the order of ``day.core``; ``worst`` is the largest
    change of one in a day, relative to its size.
    """

    day: Day
    core: Array
    worst: float

    @cached_property
    def values(self) -> Mapping[str, float]:
        """States, flows and definitions of the steady day, before the re-denomination."""
        return self.day.observe(self.core)

    def __getitem__(self, name: str) -> float:
        place = self.day.core.index(name) if name in self.day.core else None
        return float(self.values[name] if place is None else self.core[place])

    @property
    def burn_rate(self) -> float:
        """Part of the supply that is burned in a year."""
        return self.day.burn_rate(self.core)

    @property
    def free_float(self) -> float:
        """What is left of the supply for all other holders."""
        return self.day.whole(self.core)["free_float"]

    @cached_property
    def scale(self) -> Array:
        """Size by which a change of each state is judged; of an empty one, its like's."""
        return np.where(self.core != 0, np.abs(self.core), _largest(self.day, self.core))


def _largest(day: Day, core: Array) -> Array:
    """For each state the largest of those in the same unit."""
    kinds = np.array([quantity(s).unit for s in day.sorted.core])
    return np.array([max(np.abs(core[kinds == kind]).max(), 1e-9) for kind in kinds])


def solve(given: Mapping[str, float], slow: Slow, start: Array) -> Steady:
    """The steady state of the announced economy near ``start``, for a given slow state.

    Raises `NoRest` if SciPy finds none or if it would need a negative account, and
    `model.experiments.steady_state.still.NotStill` if the parameters move the economy.
    """
    day = Day(named_economy("announced"), given, slow)
    day.must_be_still(start)
    largest = _largest(day, start)
    size = np.where(np.abs(start) > SMALL * largest, np.abs(start), largest)

    def change(relative: Array) -> Array:
        core = relative * size
        return (day.next(core) - core) / size

    # Each attempt begins with a new Jacobian: the updates between do not see the kinks.
    relative, worst = start / size, np.inf
    for _ in range(ATTEMPTS):
        found = root(change, relative, method="hybr", options={"xtol": 1e-14})
        if not (here := float(np.abs(change(found.x)).max())) < worst:
            break
        relative, worst = found.x, here
    # Accounts that are empty come out as dust of either sign.
    core = np.where(np.abs(relative) > DUST, relative, 0.0) * size
    if not worst < TOLERANCE or core.min() < 0 or day.whole(core)["free_float"] < 0:
        raise NoRest(
            f"no steady state with a supply of {slow.supply:.3g}: the best found still changes "
            f"by {worst:.1e} a day ({found.message.rstrip('.')})"
        )
    return Steady(day, core, worst)


def moved(steady: Steady, change: Mapping[str, float]) -> Steady:
    """The steady state after a change of parameters, the slow state being the same."""
    return solve({**steady.day.given, **change}, steady.day.slow, steady.core)
