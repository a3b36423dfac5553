"""A sensitivity study of full size: every trajectory has parameters of its own."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np

import model
from benchmarks.cases import DAYS, ECONOMY, SEED, economy
from benchmarks.rounds import Say, short
from model.engines.problem import Problem, Seeded
from model.points import Points, vary
from model.quantities import registry
from model.simulation import ENGINES, trajectories

PARAMETERS = (
    "usage_at_maturity",
    "adoption_speed",
    "adoption_midpoint",
    "demand_growth",
    "demand_elasticity",
    "build_lag",
    "hardware_cost_trend",
    "application_margin",
    "sell_share_investors",
    "premium_half_life",
    "velocity",
    "protocol_take",
)
BASE = 4096  # a power of two, as Sobol's sequence wants


def points(base: int = BASE) -> Points:
    """Saltelli's design for first and total order: ``base`` × (parameters + 2) points."""
    from scipy.stats import qmc

    count = len(PARAMETERS)
    unit = qmc.Sobol(2 * count, rng=SEED).random(base)
    one, other = unit[:, :count], unit[:, count:]
    mixed = []
    for place in range(count):
        mixed.append(one.copy())
        mixed[-1][:, place] = other[:, place]
    design = np.concatenate([one, other, *mixed])
    columns = {}
    for name, part in zip(PARAMETERS, design.T, strict=True):
        low, high = registry[name].range
        columns[name] = low + part * (high - low)
    return vary(economy(), model.parameters(ECONOMY), columns)


def run(rounds: int, quick: bool, say: Say) -> dict[str, Any]:
    """Seconds of the whole study in each round, on all cores; the last day of some outputs."""
    if "lanes" not in ENGINES:
        say("sobol: not there (model.simulate has no engine 'lanes')")
        return {"missing": "no engine 'lanes'"}
    design = points(BASE // 16 if quick else BASE)
    kept = ("price", "burned", "treasury", "fees_usd", "demand_scale")
    asked = Problem(economy(), design, Seeded(SEED), 1, DAYS, kept=kept, rows=[DAYS])
    seconds = []
    for number in range(1, rounds + 1):
        began = perf_counter()
        trajectories(asked, "lanes")
        seconds.append(short(perf_counter() - began))
        say(f"sobol {number} of {rounds}: {seconds[-1]} s")
    return {
        "trajectories": len(design),
        "parameters": len(PARAMETERS),
        "days": DAYS,
        "outputs": len(kept),
        "seconds": seconds,
    }
