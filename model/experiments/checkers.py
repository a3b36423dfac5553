"""Jackpots and replicas in small worlds, beside the claims about them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from model.experiments.honesty import accepted, disputes, entry, formula
from model.theory.honesty.jackpot import ENTRY, paid
from model.theory.honesty.replicas import ENOUGH, PASSES, ROUNDS

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Jackpot:
    """What posing as several gives, and how many checkers a jackpot keeps.

    ``takes`` maps the number of others to parts of the jackpot for 1, 2, … identities. Checkers
    that stay in the later seasons over ``ratios``, the expected jackpot in costs of a check:
    ``low``, ``middle`` and ``high`` are their 5, 50 and 95 per cent; ``steps`` is the claim over
    ``line``.
    """

    takes: dict[int, list[float]]
    ratios: Array
    low: Array
    middle: Array
    high: Array
    line: Array
    steps: Array
    told: dict[str, float]


def jackpot() -> Jackpot:
    """Seasons of random forced errors at growing jackpots; one wrong result in a hundred."""
    takes = {n: [float(s * paid(n + s, Fraction(1))) for s in range(1, 8)] for n in (0, 1, 2)}
    ratios, line = np.geomspace(0.6, 200, 21), np.geomspace(0.6, 200, 400)
    inside = entry(ratios, errors=0.01)
    settled = inside[len(inside) // 2 :]
    low, middle, high = (np.quantile(settled, q, axis=0) for q in (0.05, 0.5, 0.95))
    there, steps = (
        formula(ENTRY, forced_errors=1.0, jackpot=x, check_cost=1.0) for x in (ratios, line)
    )
    told = {
        "entry_right": float((middle == there).sum()),
        "entry_all": float(len(ratios)),
        "seasons": float(len(inside)),
    }
    return Jackpot(takes, ratios, low, middle, high, line, steps, told)


@dataclass(frozen=True)
class Replicas:
    """Wrong results that pass, by replicas, and rounds until a dispute is narrowed down.

    ``passed`` and ``spread``, twice its standard error, are by who decides over ``counts`` of
    replicas, and ``said`` the claim; ``bound`` is what one hand lets pass at least. ``longest`` and
    ``mean`` are rounds over ``lengths`` of a task in steps, ``rounds_said`` the claim.
    """

    counts: Array
    passed: dict[str, Array]
    spread: dict[str, Array]
    said: dict[str, Array]
    hand: float
    bound: float
    lengths: list[int]
    longest: Array
    mean: Array
    rounds_said: Array
    told: dict[str, float]


def replicas(
    good: float = 0.9, hand: float = 0.05, most: int = 6, tasks: int = 200_000
) -> Replicas:
    """Random tasks and disputes: nodes honest with chance ``good``, replicas in one hand by chance.

    ``hand`` is the share of tasks all of whose replicas belong to one owner.
    """
    passed = accepted(good, hand, most, tasks)
    counts = np.arange(1.0, most + 1)
    said = {
        name: formula(PASSES, honest_share=good, replicas=counts, one_hand=owned)
        for name, owned in (("independent", 0.0), ("one hand", hand))
    }
    spread = {
        name: np.minimum(2 * np.sqrt(x * (1 - x) / tasks), 0.9 * x) for name, x in passed.items()
    }
    lengths = [2, 5, 17, 100, 1_000, 10_000, 100_000, 1_000_000]
    rounds = disputes(lengths)
    million = formula(ENOUGH, honest_share=good, allowed_error=1e-6, one_hand=0)
    told = {
        "good": 100 * good,
        "hand": 100 * hand,
        "million": float(million),
        "hand_three": 1000 * float(passed["one hand"][2]),
        "apart_three": 1000 * float(passed["independent"][2]),
        "hand_six": 1000 * float(passed["one hand"][-1]),
        "apart_six": 1000 * float(passed["independent"][-1]),
        "longest": float(formula(ROUNDS, steps_of_task=1e6, nodes_of_step=1e4)),
    }
    return Replicas(
        counts,
        passed,
        spread,
        said,
        hand,
        hand * (1 - good),
        lengths,
        rounds.max(axis=0).astype(float),
        rounds.mean(axis=0),
        formula(ROUNDS, steps_of_task=np.array(lengths), nodes_of_step=np.ones(len(lengths))),
        told,
    )
