"""The games of honesty in small worlds: nodes, checkers and replicas who know no formula.

What the whole economy does under audits and slashes is in `model.experiments.audits`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy as sp


def formula(relation: sp.Eq | sp.Ge, **values: Any) -> np.ndarray:
    """The right side of a claim for numbers by symbol; ``caught_share`` and such."""
    symbols = sorted(relation.rhs.free_symbols, key=str)
    compute = sp.lambdify(symbols, relation.rhs, "numpy")
    return np.asarray(compute(*(np.asarray(values[s.name], dtype=float) for s in symbols)))


def border(relation: sp.Eq, **values: Any) -> np.ndarray:
    """One of the borders of honesty, in pays of a task."""
    return formula(relation, pay_of_task=1.0, **values)


def learning(
    prize: float,
    at_risk: float,
    catch: float,
    quality: float,
    bounties: np.ndarray,
    cost: float,
    rounds: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and checkers who each answer what the other side did so far on average.

    ``prize`` is what a cheat gains, ``at_risk`` what it loses when caught, ``catch`` the chance
    that a check finds out, ``quality`` that of honest work to be right, ``bounties`` what a find
    earns and ``cost`` what a check costs, amounts in dollars. Returns the frequencies of cheating
    and of checks, shape (rounds, bounties).
    """
    shape = (rounds, len(bounties))
    cheats, checks = np.zeros(shape), np.zeros(shape)
    done, made = np.zeros(len(bounties)), np.zeros(len(bounties))
    for k in range(rounds):
        seen = (made / k) if k else made
        guess = (done / k) if k else done
        wrong = 1 - quality * (1 - guess)
        done += prize > catch * quality * seen * at_risk
        made += catch * wrong * bounties > cost
        cheats[k], checks[k] = done / (k + 1), made / (k + 1)
    return cheats, checks


def entry(
    ratios: np.ndarray, errors: float, seasons: int = 60, tasks: int = 40_000, seed: int = 7
) -> np.ndarray:
    """Checkers that stay, season after season: dims (season, ratio).

    A season has so many tasks, some of them wrong by order at random. Each checker pays 1 for a
    check; ``ratios`` are expected jackpots over that. If those inside lose, one leaves. If they
    would not lose with one more, one comes.
    """
    draw = np.random.default_rng(seed)
    inside = np.zeros((seasons, len(ratios)), dtype=int)
    now = np.zeros(len(ratios), dtype=int)
    for season in range(seasons):
        found = draw.binomial(tasks, errors, len(ratios)) / tasks
        share = ratios / errors * found  # jackpots of this season over a task
        more = share / 2.0**now > 1
        less = (now > 0) & (share / 2.0 ** np.maximum(now - 1, 0) < 1)
        now = now + more - less
        inside[season] = now
    return inside


def accepted(
    honest: float, one_hand: float, most: int, tasks: int = 200_000, seed: int = 7
) -> dict[str, np.ndarray]:
    """Share of tasks whose wrong result passes, for 1, 2, … ``most`` replicas, by who decides.

    "independent": a referee; "one hand": a referee, and replicas that sometimes belong to one
    owner; "majority": a vote without a referee.
    """
    draw = np.random.default_rng(seed)
    good = draw.random((tasks, most)) < honest
    owned = draw.random(tasks) < one_hand
    alike = np.where(owned[:, None], good[:, :1], good)
    counts = np.arange(1, most + 1)
    return {
        "independent": (~np.logical_or.accumulate(good, axis=1)).mean(axis=0),
        "one hand": (~np.logical_or.accumulate(alike, axis=1)).mean(axis=0),
        "majority": (2 * good.cumsum(axis=1) <= counts).mean(axis=0),
    }


def disputes(lengths: Sequence[int], games: int = 400, seed: int = 7) -> np.ndarray:
    """Rounds until two records are narrowed down to their first difference: (game, length)."""
    draw = np.random.default_rng(seed)
    rounds = np.zeros((games, len(lengths)), dtype=int)
    for place, length in enumerate(lengths):
        for game in range(games):
            first, low, high = int(draw.integers(length)), 0, length
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if first < middle else (middle, high)
                rounds[game, place] += 1
    return rounds
