"""Near the steady state: the derivative of the printed day, its eigenvalues, what moves it.

The day is smooth but for one thing: a class of node that earns more than it costs orders
capacity, which takes time to arrive, and a class that earns less switches off at once. At rest
every class just covers its cost, so the steady state lies where these branches meet, and the
day has one derivative for each choice of branch (`BRANCHES`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from model.experiments.steady_state.solve import Steady, derivative
from model.experiments.steady_state.still import Array, Day, Slow
from model.spec.accounts import CLASSES

#: For each class of node whether it earns a little more (1) or less (-1) than it costs.
BRANCHES = tuple(product((1, -1), repeat=len(CLASSES)))
GROWING = (1,) * len(CLASSES)
#: Relative steps: of a difference quotient, and of the profit that chooses a branch.
STEP, ASIDE = 2e-7, 4e-6


def _profits(day: Day, core: Array) -> Array:
    seen = day.observe(core)
    return np.array([seen[f"profit_{c}"] for c in CLASSES])


def beside(steady: Steady, branch: Iterable[int]) -> Array:
    """A core so near the steady one that only the branch of each class is decided."""
    day, places = steady.day, [steady.day.core.index(f"gpus_{c}") for c in CLASSES]
    slope = np.empty((len(CLASSES), len(CLASSES)))
    for column, place in enumerate(places):
        shifted = steady.core.copy()
        shifted[place] *= 1 - 1e-4
        slope[:, column] = (_profits(day, shifted) - _profits(day, steady.core)) / 1e-4
    wanted = ASIDE * np.array(list(branch), float)
    core = steady.core.copy()
    core[places] *= 1 - np.linalg.solve(slope, wanted)
    return core


def jacobian(steady: Steady, branch: Iterable[int] = GROWING) -> Array:
    """Derivative of the next core by the core, both relative to their sizes."""
    return derivative(steady.day, beside(steady, branch), steady.scale, STEP)


def eigenvalues(steady: Steady, branch: Iterable[int] = GROWING) -> NDArray[np.complex128]:
    """Eigenvalues of the day, the slowest first."""
    found = np.linalg.eigvals(jacobian(steady, branch)).astype(complex)
    return found[np.argsort(-np.abs(found))]


def common_swing(steady: Steady, branch: Iterable[int] = GROWING) -> complex:
    """The eigenvalue with which the GPUs of all classes swing together, against the price."""
    found, modes = np.linalg.eig(jacobian(steady, branch))
    gpus = modes[[steady.day.core.index(f"gpus_{c}") for c in CLASSES]]
    size = np.abs(gpus).sum(axis=0)
    together = np.abs(gpus.sum(axis=0)) / np.maximum(size, np.finfo(float).tiny)
    swings = (found.imag > 1e-3) & (size > 1e-3)
    return complex(found[np.argmax(np.where(swings, together, -1.0))])


def kinks(steady: Steady, branch: Iterable[int] | None) -> tuple[str, ...]:
    """States whose next value has unlike derivatives from above and from below.

    At the steady state itself if ``branch`` is None, else beside it, inside that branch.
    """
    around = steady.core if branch is None else beside(steady, branch)
    scale, day, here, found = steady.scale, steady.day, None, set[str]()
    here = day.next(around)
    for place in np.flatnonzero(steady.core):
        nudge = np.zeros(around.size)
        nudge[place] = STEP * scale[place]
        up, down = day.next(around + nudge) - here, here - day.next(around - nudge)
        unlike = np.abs(up - down) > 1e-3 * STEP * scale
        found |= {day.core[row] for row in np.flatnonzero(unlike)}
    return tuple(name for name in day.core if name in found)


def _by_slow(steady: Steady, around: Array, fees_kept: float, product: float) -> Array:
    """Derivative of the next core along a relative change of two of the slow numbers."""
    day, ends = steady.day, []
    for step in (STEP, -STEP):
        slow = Slow(
            day.slow.supply,
            day.slow.fees_kept * (1 + step * fees_kept),
            day.slow.product * (1 + step * product),
        )
        ends.append(Day(day.economy, day.given, slow).next(around))
    return np.asarray((ends[0] - ends[1]) / (2 * STEP) / steady.scale)


def drifting(steady: Steady, branch: Iterable[int] = GROWING) -> Steady:
    """Where the run is while the slow state drifts: a little behind the steady state.

    To first order: (I − J) h = −(move of the steady state in a day).
    """
    day, seen, around = steady.day, steady.values, beside(steady, branch)
    shrink = day.slow.supply / (day.given["initial_supply"] - seen["burned"])
    if shrink == 1:
        return steady  # nothing is burned, so nothing drifts
    kept = shrink * seen["pool_fees_ai"] / day.slow.fees_kept - 1
    slope = np.eye(steady.core.size) - jacobian(steady, branch)
    # In units of the growth of the pool's product, so that a small step decides no branch.
    product = shrink - 1
    move = np.linalg.solve(slope, _by_slow(steady, around, kept / product, 1.0)) * product
    move[day.core.index("pool_ai")] -= np.sqrt(shrink) - 1
    lag = -np.linalg.solve(slope, move)
    return Steady(day, steady.core + lag * steady.scale, steady.worst)


@dataclass(frozen=True)
class Effect:
    """What a parameter does to an outcome at rest, in per cent for one per cent."""

    parameter: str
    outcome: str
    elasticity: float


def effects(
    steady: Steady, causes: Iterable[str], outcomes: Iterable[str], branch: Iterable[int] = GROWING
) -> list[Effect]:
    """Comparative statics by implicit differentiation, the slow state being held."""
    day, found, around = steady.day, list[Effect](), beside(steady, branch)
    slope = np.eye(steady.core.size) - jacobian(steady, branch)
    wanted = tuple(outcomes)
    for cause in causes:
        step = STEP * day.given[cause]
        days = [_with(day, {cause: day.given[cause] + s * step}) for s in (1, -1)]
        direct = (days[0].next(around) - days[1].next(around)) / 2 / steady.scale
        move = np.linalg.solve(slope, direct) * steady.scale
        up, down = (
            outcome_values(Steady(d, steady.core + s * move, 0.0), wanted)
            for d, s in zip(days, (1, -1), strict=True)
        )
        here = outcome_values(steady, wanted)
        found += [
            Effect(cause, name, (up[name] - down[name]) / (2 * STEP * here[name]))
            for name in wanted
        ]
    return found


def _with(day: Day, change: Mapping[str, float]) -> Day:
    return Day(day.economy, {**day.given, **change}, day.slow)


def outcome_values(steady: Steady, names: Iterable[str]) -> dict[str, float]:
    """Values by name; `burn_rate`, `capacity` and `free_float` are not single quantities."""
    special = {
        "burn_rate": lambda: steady.burn_rate,
        "free_float": lambda: steady.free_float,
        "capacity": lambda: steady["total_capacity"],
    }
    return {n: special[n]() if n in special else steady[n] for n in names}
