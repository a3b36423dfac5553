"""What does effort eat of a prize that is shared by score, and who contributed what?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from model.draws import shocks
from model.parameter_sets import Parameters
from model.simulation import simulate
from model.spec.accounts import CLASSES
from model.spec.economy import Economy
from model.theory.market import sharing

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Effort:
    """For one exponent: effort of all over the prize, and a node's gain by its own effort.

    ``spent`` are best replies at ``some`` numbers of nodes; ``gain`` is a part of the prize, over
    ``mine``, which is the own effort over the claim's.
    """

    line: Array
    some: Array
    spent: list[float]
    mine: Array
    gain: Array


@dataclass(frozen=True)
class Contest:
    """What effort eats over ``counts`` of nodes, by exponent, and gains among so many ``nodes``."""

    nodes: int
    counts: Array
    by_exponent: dict[float, Effort]


@dataclass(frozen=True)
class Shared:
    """Parts by score and by Shapley, and the same for pay under a cap."""

    names: list[str]
    by_score: list[float]
    fair: list[float]
    capped_by_score: list[float]
    capped_fair: list[float]


def _claimed(nodes: int, exponent: float) -> float:
    """The effort of the claim, for a prize and a unit cost of one."""
    return exponent * (nodes - 1) / nodes**2


def effort(nodes: int, exponents: Sequence[float]) -> Contest:
    """The claim's effort and best replies for 2 to 40 nodes; deviations among ``nodes``."""
    counts = np.arange(2, 41)
    found = {}
    for each in exponents:
        some = counts[(counts % 6 == 2) & (each < counts / (counts - 1))]
        spent = [x * sharing.reply((x - 1) * _claimed(x, each) ** each, each) for x in some]
        common = _claimed(nodes, each)
        mine = np.linspace(0.001, 4, 300) * common
        score = mine**each
        gain = score / (score + (nodes - 1) * common**each) - mine
        found[each] = Effort(each * (counts - 1) / counts, some, spent, mine / common, gain)
    return Contest(nodes, counts.astype(float), found)


def shares(scores: Mapping[str, float]) -> Shared:
    """Parts of a pay by score and by Shapley where contributions add up, and under a cap."""
    own = [Fraction(x) for x in scores.values()]
    total = sum(own, Fraction(0))
    fair = [float(x / total) for x in sharing.shapley(own, lambda score: score)]
    by_score, owed = ([float(x) for x in each] for each in sharing.capped())
    parts = [x / sum(scores.values()) for x in scores.values()]
    return Shared(list(scores), parts, fair, by_score, owed)


def scores(economy: Economy, p: Parameters, days: int = 1095, seed: int = 7) -> dict[str, float]:
    """Scores of the classes on the last day of one run."""
    last = simulate(economy, p, shocks(economy, days=days, runs=1, seed=seed)).isel(run=0, day=-1)
    return {c: float(last[f"score_{c}"]) for c in CLASSES}
