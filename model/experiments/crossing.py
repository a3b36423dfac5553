"""When do burn and fading unlocks cross? The claim's paths and times, and what runs give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.experiments.formulas import values
from model.theory.notation import burn_rate, elapsed
from model.theory.unlocks import crossing

Array = NDArray[np.float64]
#: Half of the tokens that count burn in a year, and three tenths of the locked ones count.
SHARE, PART = 0.5, 0.3
FADES = (0.0, 0.3, 0.6)
FIRST = (1.6, 0.6)


@dataclass(frozen=True)
class Path:
    """Burn over unlocks by the claim over ``years``; a run's path and its day, if they cross."""

    fades: float
    first: float
    years: Array
    line: Array
    run: tuple[Array, Array] | None
    crossing: float | None


@dataclass(frozen=True)
class Times:
    """Years until they cross over how fast unlocks fade: the claim's line, and runs' dots."""

    first: float
    fades: Array
    line: Array
    dots: list[tuple[float, float]]


@dataclass(frozen=True)
class Crossings:
    """Paths from two starts by fading, and times until they cross; ``border`` is a year."""

    share: float
    border: float
    paths: list[Path]
    times: list[Times]


def crossings(years: float = 5.0) -> Crossings:
    """Paths of so many years for each fading and start, and times for each start."""
    time = np.linspace(0, years, 200)
    paths = [_path(fades, first, time) for fades in FADES for first in FIRST]
    return Crossings(SHARE, SHARE * PART, paths, [_times(first) for first in FIRST])


def _path(fades: float, first: float, time: Array) -> Path:
    at = {
        burn_rate: SHARE,
        crossing.fading: fades,
        crossing.counted: PART,
        crossing.first_ratio: first,
    }
    line = values(crossing.PATH, {**at, elapsed: time})
    met = crossing.run(at)
    if met is None:
        return Path(fades, first, time, line, None, None)
    ran = np.asarray(met[elapsed]), np.asarray(met[crossing.ratio])
    return Path(fades, first, time, line, ran, float(met[crossing.crossing_time]))


def _times(first: float) -> Times:
    border, fine = SHARE * PART, np.linspace(0, 1, 300)
    some = (*np.linspace(0, 0.13, 5), *np.linspace(0.2, 1, 11))
    at = {burn_rate: SHARE, crossing.counted: PART, crossing.first_ratio: first}
    fades = fine[(fine < border - 1e-3) if first > 1 else (fine > border + 1e-3)]
    line = values(crossing.CROSSING, {**at, crossing.fading: fades})
    runs = [(float(each), crossing.run({**at, crossing.fading: float(each)})) for each in some]
    dots = [(each, float(met[crossing.crossing_time])) for each, met in runs if met is not None]
    return Times(first, fades, line, dots)
