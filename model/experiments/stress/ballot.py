"""Which votes pass by insiders alone: their part of the votes that are cast, day by day.

A vote passes with more than half of what is cast. Insiders vote with all that they hold if they
sell as the model has it; of everybody else's tokens a part takes part, the turnout. Treasury tokens
do not vote. Whether locked tokens vote is not known, so both are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.experiments.intervals import SEED, measured
from model.experiments.outcomes import YEAR, Measure, Reading
from model.experiments.stress.common import BASE, SETTINGS, Told, told
from model.interface import economy
from model.points import Points

Array = NDArray[np.float64]
RUNS = 32
MAJORITY = 0.5
#: Days on which a vote may be held, and parts of the others' tokens that take part.
DAYS = tuple(round(years * YEAR) for years in (0.5, 1, 1.5, 2, 3, 4, 5))
TURNOUTS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
LOCKED = ("locked_investors", "locked_team")
UNSOLD = ("for_sale_investors", "for_sale_team")
_GONE = ("burned", "slash_burned", "locked_treasury", "treasury")


def _held(paths: Mapping[str, Array], names: tuple[str, ...]) -> Array:
    return np.asarray(sum(paths[name] for name in names))


def _others(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    """Tokens that are neither burned, the treasury's, nor insiders'."""
    there = given["initial_supply"][:, None]
    return np.asarray(there - _held(paths, (*_GONE, *LOCKED, *UNSOLD)))


_COLUMNS = (*LOCKED, *UNSOLD, *_GONE)


def _readings() -> dict[str, Reading]:
    found = {}
    for day in DAYS:
        for name in ("locked", "unsold", "others"):
            key = f"{name} {day}"

            def measure(
                paths: Mapping[str, Array],
                given: Mapping[str, Array],
                name: str = name,
                day: int = day,
            ) -> Array:
                if name == "others":
                    return _others(paths, given)[:, day - 1]
                return _held(paths, LOCKED if name == "locked" else UNSOLD)[:, day - 1]

            found[key] = Reading(key, f"{name} on day {day}", "AI", _COLUMNS, measure)
    return found


def _majority(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    """Days on which insiders hold more than half of all tokens that are not burned."""
    insiders = _held(paths, (*LOCKED, *UNSOLD))
    there = given["initial_supply"][:, None] - _held(paths, ("burned", "slash_burned"))
    return np.asarray((insiders / there > MAJORITY).sum(axis=1).astype(float))


def _least(day: int, locked: bool) -> Measure:
    def measure(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
        mine = _held(paths, (*LOCKED, *UNSOLD) if locked else UNSOLD)
        return np.asarray((mine / _others(paths, given))[:, day - 1])

    return measure


#: What a page tells of a run: the turnout of the others from which on insiders alone no longer
#: pass, if locked tokens vote and if they do not, and the last day of their majority.
LEAST: Mapping[str, Reading] = {
    "turnout": Reading("turnout", "least turnout", "1", _COLUMNS, _least(DAYS[3], True)),
    "silent": Reading("silent", "the same, locks silent", "1", _COLUMNS, _least(DAYS[2], False)),
    "majority": Reading("majority", "days with a majority", "day", _COLUMNS, _majority),
}


@dataclass(frozen=True)
class Ballot:
    """Insiders' part of the votes cast, from 0 to 1, by run.

    ``locked_vote`` and ``locked_silent`` are arrays (turnouts, days, runs); ``allocated`` is their
    share of the supply at launch, ``majority`` the last day with more than half of all tokens.
    """

    locked_vote: Array
    locked_silent: Array
    allocated: float
    majority: Told

    def told(self, turnout: float, day: int, locked: bool) -> Told:
        """Their part on a day at a turnout: median and ends."""
        which = self.locked_vote if locked else self.locked_silent
        return told(which[TURNOUTS.index(turnout), DAYS.index(day)])

    def least_turnout(self, day: int, locked: bool) -> float:
        """The turnout of the others from which on insiders alone no longer pass, by medians.

        Above 1 where even all of the others do not stop them.
        """
        which = self.locked_vote if locked else self.locked_silent
        part = np.median(which[-1, DAYS.index(day)])
        return float(part / (1 - part))


def ballot(setting: str = BASE, runs: int = RUNS, seed: int = SEED) -> Ballot:
    """Insiders' part of the votes in one of `model.experiments.stress.common.SETTINGS`."""
    usual = SETTINGS[setting].point()
    asked = {**_readings(), "majority": LEAST["majority"]}
    values = measured(Points.of([usual]), runs, asked, seed, economy("announced"))
    locked, unsold, others = (
        np.stack([values[f"{name} {day}"][0] for day in DAYS])
        for name in ("locked", "unsold", "others")
    )
    turnout = np.array(TURNOUTS)[:, None, None]
    all_of_it = locked + unsold
    return Ballot(
        all_of_it / (all_of_it + turnout * others),
        unsold / (unsold + turnout * others),
        usual["investor_share"] + usual["team_share"],
        told(values["majority"][0]),
    )
