"""How well the engines agree, how far a last bit spreads, and what a cadCAD run does.

Functions that begin with ``of`` tell a page the numbers of these, and its findings, True or False.
"""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from model.experiments import speed
from model.interface import parameters
from model.parameter_sets import Parameters
from model.simulation import simulate
from model.spec.economy import Economy

if TYPE_CHECKING:
    import xarray as xr

ENGINES = ("cadcad", "python", "numpy", "kernel", "lanes")


@dataclass(frozen=True)
class Calls:
    """Function calls of a profiled cadCAD run, by owner.

    ``framework`` are calls of cadCAD's own functions; ``policies`` and ``updates`` are those of
    the printed functions that cadCAD calls.
    """

    framework: int
    policies: int
    updates: int

    @property
    def share(self) -> float:
        """Of all these calls the part that is cadCAD's own."""
        return self.framework / (self.framework + self.policies + self.updates)


def calls(stats: pstats.Stats) -> Calls:
    """Count the calls of cadCAD's own functions beside those of the printed ones."""
    framework = policies = updates = 0
    rows: Mapping[tuple[str, int, str], Any] = stats.stats  # type: ignore[attr-defined]
    for (file, _, name), (_, count, *_) in rows.items():
        if "/cadCAD/" in file:
            framework += count
        elif file.startswith("<printed"):
            policies += count * name.endswith("_policy")
            updates += count * ("_moves_" in name)
    return Calls(framework, policies, updates)


def profiled(economy: Economy, p: Parameters, draws: xr.Dataset) -> Calls:
    """What one run of cadCAD calls: counts, which unlike seconds are the same each time."""
    profiler = cProfile.Profile()
    profiler.runcall(simulate, economy, p, draws, engine="cadcad")
    return calls(pstats.Stats(profiler))


def largest_differences(left: xr.Dataset, right: xr.Dataset) -> dict[str, float]:
    """Largest difference of each variable over all runs and days, over its largest value."""
    found = {}
    for name in left.data_vars:
        one, other = left[name].values, right[name].values
        largest = float(np.nanmax(np.abs(one)))
        gap = float(np.nanmax(np.abs(one - other)))
        found[str(name)] = gap / largest if largest else gap
    return found


@dataclass(frozen=True)
class Parity:
    """Engines beside cadCAD on the same draws.

    ``gaps`` are the largest differences by engine, relative to each variable's largest value;
    ``spread`` is the largest change of each variable if the launch premium changes in its last
    bit; ``drift`` how far the sum of all AI accounts is from the initial supply, relative to it.
    """

    gaps: Mapping[str, float]
    spread: Mapping[str, float]
    drift: float

    @property
    def worst(self) -> str:
        """The variable that a last bit moves most."""
        return max(self.spread, key=lambda name: self.spread[name])


def parity(economy: Economy, p: Parameters, draws: xr.Dataset) -> Parity:
    """All engines on the same parameters and draws, and one of them a bit aside."""
    runs = {name: simulate(economy, p, draws, engine=name) for name in ENGINES}
    others = {name: ds for name, ds in runs.items() if name != ENGINES[0]}
    gaps = {
        name: max(largest_differences(runs[ENGINES[0]], ds).values()) for name, ds in others.items()
    }
    beside = float(np.nextafter(p["premium_at_launch"], np.inf))
    opening = p["opening_day"]
    aside = parameters(economy.name, opening_day=opening, premium_at_launch=beside)
    nudged = simulate(economy, aside, draws, engine="python")
    supply = p["initial_supply"]
    drift = max(float(abs(economy.tokens(ds) / supply - 1).max()) for ds in runs.values())
    return Parity(gaps, largest_differences(runs["python"], nudged), drift)


def of_engines(found: Parity, draws: xr.Dataset) -> dict[str, float | str | bool]:
    """How far the engines differ, and how far a last bit spreads over the variables."""
    moved = sum(gap > 0 for gap in found.spread.values())
    return {
        "engines": len(ENGINES),
        "variables": len(found.spread),
        "worst_gap": max(found.gaps.values()),
        "moved": moved,
        "spread_worst": found.spread[found.worst],
        "worst_name": found.worst.replace("_", " "),
        "drift": found.drift,
        "days": draws.sizes["day"],
        "engines_agree": max(found.gaps.values()) == 0,
        "a_bit_spreads": moved > len(found.spread) / 4,
        # Sums of hundreds of additions, each of which may round.
        "tokens_stay": found.drift < 1e-13,
    }


def of_calls(found: Calls, economy: Economy, draws: xr.Dataset) -> dict[str, float | bool]:
    """What cadCAD calls in a day, beside the visits that it pays to states in blocks."""
    days, visits = draws.sizes["day"], len(economy.blocks) * len(economy.states)
    return {
        "blocks": len(economy.blocks),
        "states": len(economy.states),
        "slots": visits,
        "framework": found.framework / days,
        "updates": found.updates / days,
        "policies": found.policies / days,
        "calls_share": 100 * found.share,
        "mostly_its_own_calls": found.share > 0.9 and found.updates / days < visits / 5,
    }


def of_speed(results: speed.Results) -> dict[str, float | str | bool]:
    """What was measured of cadCAD's overhead, and of the lanes beside it."""
    contest = speed.of_the_contest(results)
    keys = ("overhead", "lanes_1_defaults", "lanes_1_best", "lanes_1_numpy")
    told: dict[str, float | str | bool] = {key: contest[key] for key in keys}
    return told | {"mostly_overhead": speed.findings(results)["mostly_overhead"]}
