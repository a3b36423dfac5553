"""Make a forecast: the posterior's worlds, taken to the price that was seen last, and run on.

A world's own path is followed to the day of the last price; there its state is brought to the price
and the circulation that were seen, and it goes on, with its parameters and with chance. What counts
from the start of the vault goes on from the number that was seen last. A *hindcast* begins at
launch and knows nothing of what came; the facts it uses do, since many were read from 2026.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from model import __version__, labels
from model.engines.problem import Problem, Seeded
from model.experiments import anchored, calibration
from model.experiments.backtest import days_since_launch
from model.experiments.forecasts.archive import FORECAST, HINDCAST, Forecast, Target
from model.factbook import facts
from model.interface import economy
from model.observed.record import UNITS, Seen, dated, record
from model.points import Points
from model.simulation import trajectories
from model.spec.economy import Economy

Array = NDArray[np.float64]
Paths = Mapping[str, Array]
#: Per cents of the quantiles that are kept.
LEVELS = tuple(range(5, 100, 5))
#: Worlds that a forecast follows, worlds that share their random paths, and paths of each.
WORLDS, GROUP, RUNS = 256, 4, 64
#: Digits of a quantile that are kept.
DIGITS = 6
KEPT = ("price", "circulating", "burned", "revenue")
#: What the vault has done since it started, and so counts on from what was seen.
COUNTED = ("burned", "revenue to date")
GIVEN = "the market for compute stays closed"
ECONOMY = "deployed"


@dataclass(frozen=True)
class Asked:
    """A quantity and a day."""

    quantity: str
    day: date


def fingerprint() -> dict[str, str]:
    """Version of the package, and hashes of the equations and of the facts that they use."""
    which = economy(ECONOMY)
    used = sorted({f for s in which.parameters if (f := _fact(s.name, which))})
    numbers = {name: (facts[name].value, facts[name].low, facts[name].high) for name in used}
    texts = {"equations": labels.equations(which), "facts": json.dumps(numbers, sort_keys=True)}
    hashes = {n: hashlib.sha256(text.encode()).hexdigest()[:16] for n, text in texts.items()}
    return {"version": __version__, **hashes}


def _fact(name: str, which: Economy) -> str | None:
    return which.record(name).fact


def quarters(made: date, count: int = 4) -> tuple[Asked, ...]:
    """All quantities at the ends of the next ``count`` quarters after a day."""
    first = made.year * 4 + (made.month - 1) // 3 + 1
    starts = (date(k // 4, k % 4 * 3 + 1, 1) for k in range(first, first + count))
    return tuple(Asked(name, start - timedelta(1)) for start in starts for name in UNITS)


def forecast(
    made: date, asked: Sequence[Asked], after: str = "", sample: calibration.Prior | None = None
) -> Forecast:
    """What is expected after the last observation, from all observations.

    ``asked`` are the targets, ``after`` the forecast before this one in the archive, ``sample`` a
    prior that has been drawn already.
    """
    known = record()
    sample = sample or calibration.prior()
    price = [each for each in known if each.quantity == "price"][-1]
    there = _since_launch(price.day)
    on_the_day = {e.quantity: e.value for e in known if e.day == price.day}
    observed = {n: v for n, v in on_the_day.items() if n in anchored.OBSERVABLE}
    last = max(_since_launch(each.day) for each in asked)
    paths = _joined(_run_on(sample, there, last - there, observed))
    counted = {e.quantity: e for e in known if e.quantity in COUNTED}
    targets = tuple(_target(paths, there, each, counted) for each in asked)
    return _kept(FORECAST, made, max(each.day for each in known), targets, sample.seed, after)


def hindcast(made: date, asked: Sequence[Asked], after: str = "", seed: int = 11) -> Forecast:
    """What would have been expected at launch, over the ranges of all that is not sourced.

    The vault's days count from its first market, as the observations do.
    """
    sample = calibration.prior(WORLDS * GROUP, 1, seed)
    head = int(facts["observation_days"].to("day")) - days_since_launch("ai_burned_observed")
    last = max(_since_launch(each.day) for each in asked) + head
    groups = (sample.points[k : k + GROUP] for k in range(0, len(sample.points), GROUP))
    paths = _joined(_paths(economy(ECONOMY), part, last, seed, k) for k, part in enumerate(groups))
    counted = {
        name: Seen(name, dated("initial_price"), 0.0, 0.0, 0.0, "launch") for name in COUNTED
    }
    targets = tuple(_target(paths, 0, each, counted, head) for each in asked)
    return _kept(HINDCAST, made, dated("initial_price"), targets, seed, after)


def _since_launch(day: date) -> int:
    return (day - dated("initial_price")).days


def _run_on(
    sample: calibration.Prior, there: int, days: int, observed: Mapping[str, float]
) -> Iterator[Paths]:
    """Paths of the posterior's worlds from the day on which their states are corrected."""
    which = economy(ECONOMY)
    restarted = anchored.at_hand(which)
    chosen = sampled(calibration.calibrated(sample).weights, WORLDS, sample.seed)
    runs = next(iter(sample.logs.values())).shape[1]
    starts = []
    for world, run in chosen:
        point = sample.points[world : world + 1]
        path = world // calibration.GROUP * runs + run
        state = anchored.after(which, point, there, sample.seed, path)
        starts.append(anchored.restarted(which, *anchored.corrected(which, point, state, observed)))
    for k in range(0, len(starts), GROUP):
        part = Points.of([start[0] for start in starts[k : k + GROUP]])
        yield _paths(restarted, part, days, sample.seed + 1, k // GROUP)


def sampled(weights: Array, size: int, seed: int) -> list[tuple[int, int]]:
    """``size`` places (world, run), each as often as its weight asks, systematically."""
    start = np.random.default_rng(seed).random()
    at = (np.arange(size) + start) / size
    flat = np.minimum(np.searchsorted(np.cumsum(weights.ravel()), at), weights.size - 1)
    return [(int(k) // weights.shape[1], int(k) % weights.shape[1]) for k in flat]


def _paths(which: Economy, points: Points, days: int, seed: int, group: int) -> Paths:
    """Daily values, arrays (trajectories, days + 1)."""
    problem = Problem(which, points, Seeded(seed, group * RUNS), RUNS, days, KEPT)
    return {n: v.reshape(-1, days + 1) for n, v in trajectories(problem).items()}


def _joined(groups: Iterator[Paths]) -> Paths:
    found = list(groups)
    return {name: np.concatenate([each[name] for each in found]) for name in KEPT}


def _target(
    paths: Paths, start: int, asked: Asked, counted: Mapping[str, Seen], head: int = 0
) -> Target:
    """Quantiles on a day; ``head`` are the days by which the vault's count is ahead of launch."""
    at = _since_launch(asked.day) - start
    if asked.quantity in COUNTED:
        base = counted[asked.quantity]
        since = _since_launch(base.day) - start
        if asked.quantity == "burned":
            burned = paths["burned"]
            values = base.value + burned[:, at + head] - burned[:, since]
        else:
            values = base.value + paths["revenue"][:, since + 1 : at + head + 1].sum(1)
    else:
        values = paths[asked.quantity][:, at]
    found = np.quantile(values, np.array(LEVELS) / 100)
    rounded = {k: float(f"{v:.{DIGITS}g}") for k, v in zip(LEVELS, found.tolist(), strict=True)}
    return Target(asked.quantity, UNITS[asked.quantity], asked.day, rounded)


def _kept(
    kind: str, made: date, known: date, targets: tuple[Target, ...], seed: int, after: str
) -> Forecast:
    said = {
        FORECAST: "posterior of all observations to the day known, run on from the last price",
        HINDCAST: "ranges of all that is assumed or inferred, run from launch",
    }
    return Forecast(
        kind, made, known, GIVEN, said[kind], fingerprint(), WORLDS * RUNS, seed, targets, after
    )
