"""Solve for the state that repeats itself, and follow it while the supply shrinks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.experiments.steady_state.still import Array, Day, Slow
from model.interface import economy as named_economy
from model.quantities import quantity

#: Largest change of a state in a day, beside its size, that counts as rest.
TOLERANCE = 1e-11
#: Beside the largest of its unit: what is nothing but a solver's dust on an empty account, and
#: below what a state is no longer judged by its own size.
DUST, SMALL = 1e-11, 1e-8
STEP, ATTEMPTS = 1e-7, 40


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
        """Size by which a change of each state is judged."""
        return sizes(self.day, self.core)


def sizes(day: Day, core: Array) -> Array:
    """The size of each state; for a (nearly) empty one, of the largest in the same unit."""
    largest = _largest(day, core)
    return np.where(np.abs(core) > SMALL * largest, np.abs(core), largest)


def _largest(day: Day, core: Array) -> Array:
    kinds = np.array([quantity(s).unit for s in day.sorted.core])
    return np.array([max(np.abs(core[kinds == kind]).max(), SMALL) for kind in kinds])


def derivative(day: Day, core: Array, scale: Array, step: float = STEP) -> Array:
    """Central differences of the next core by the core, both in units of ``scale``."""
    columns = []
    for place in range(core.size):
        nudge = np.zeros(core.size)
        nudge[place] = step * scale[place]
        columns.append((day.next(core + nudge) - day.next(core - nudge)) / (2 * step * scale))
    return np.array(columns).T


def solve(given: Mapping[str, float], slow: Slow, start: Array) -> Steady:
    """The steady state of the announced economy near ``start``, for a given slow state.

    Newton's method, whose every step is halved until it helps: where branches meet, a central
    difference mixes them, and every mixture has the same zero. Raises `NoRest` if it finds
    none or if an account would be negative, and
    `model.experiments.steady_state.still.NotStill` if the parameters move the economy.
    """
    day = Day(named_economy("announced"), given, slow)
    day.must_be_still(start)
    core, scale = start, sizes(day, start)
    for _ in range(ATTEMPTS):
        change = (day.next(core) - core) / scale
        if np.abs(change).max() < TOLERANCE / 100:
            break
        step = np.linalg.solve(np.eye(core.size) - derivative(day, core, scale), change)
        better = _shortened(day, core, step * scale, scale)
        if better is None:
            break
        core = better
    core = np.where(np.abs(core) > DUST * _largest(day, core), core, 0.0)
    worst = float(np.abs((day.next(core) - core) / sizes(day, core)).max())
    owed = day.whole(core)["free_float"] < -DUST * slow.supply
    if not worst < TOLERANCE or core.min() < 0 or owed:
        raise NoRest(
            f"no steady state with a supply of {slow.supply:.3g} AI: the best found still "
            f"changes by {worst:.1e} a day: start nearer to one, or burn less"
        )
    return Steady(day, core, worst)


def _shortened(day: Day, core: Array, step: Array, scale: Array) -> Array | None:
    """The core after a step, halved until the day changes less; None if it never does."""

    def change(where: Array) -> float:
        try:
            return float(np.linalg.norm((day.next(where) - where) / scale))
        except ArithmeticError:
            return np.inf

    here = change(core)
    halved = (core + step / 2**n for n in range(12))
    return next((there for there in halved if change(there) < here), None)


def moved(steady: Steady, change: Mapping[str, float]) -> Steady:
    """The steady state after a change of parameters, the slow state being the same."""
    return solve({**steady.day.given, **change}, steady.day.slow, steady.core)
