"""Moments of every noise process, from the columns of long runs.

A process with another standard deviation than its parameter says, or that another shock drives,
is the same in all engines and breaks no bookkeeping. Errors of moments are measured on the runs
themselves, which are independent; five standard errors are passed by chance once in 1.7 million.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
import sympy as sp

import model
from model.engines.problem import Problem, Seeded
from model.points import Points
from model.simulation import trajectories
from model.spec.core import Definition, Equation, Law, right_of, target_of
from model.spec.economy import Economy

DAYS, RUNS, SEED = 730, 256, 61
FAR = 5.0
CALM: dict[str, Any] = {"season_size": 0.0, "hardware_load": 0.5}
COLUMNS = (
    "cycle",
    "mood",
    "unrest",
    "log_demand_shock",
    "demand_scale",
    "adoption",
    "price_outside_consumer",
    "traded_volume",
    "application_revenue",
    "right_share",
    "paid_share",
    "work_bill",
    "twap",
    "spot",
    "task_size",
    "task_cycles",
    "price",
    "fair_price",
    "gap",
    "exogenous_price",
)
Array = np.ndarray
Process = Callable[["Long"], Array]


class Long:
    """Columns of a long run, arrays (runs, days), and its parameters."""

    def __init__(self, economy: Economy, days: int, runs: int, engine: str = "auto") -> None:
        self.point = model.parameters("announced", opening_day=1, **CALM)
        points = Points.of([self.point])
        problem = Problem(economy, points, Seeded(SEED), runs, days, kept=COLUMNS)
        self.columns = {n: v[0] for n, v in trajectories(problem, engine).items()}

    def __getitem__(self, name: str) -> Array:
        return self.columns[name][:, 1:]

    def before(self, name: str) -> Array:
        return self.columns[name][:, :-1]


@cache
def sound() -> Long:
    return Long(model.economy("announced"), DAYS, RUNS)


def kept(run: Long, half_life: str) -> float:
    """What is left of a swing a day later."""
    return float(0.5 ** (run.point["day_in_years"] / run.point[half_life]))


def surprise_size(run: Long, unrest: Array) -> Array:
    return np.exp(unrest - run.point["unrest_size"] ** 2)


def cycle_noise(run: Long) -> Array:
    left = kept(run, "cycle_half_life")
    return (run["cycle"] - left * run.before("cycle")) / np.sqrt(1 - left**2)


def unrest_noise(run: Long) -> Array:
    left = kept(run, "unrest_half_life")
    step = run["unrest"] - left * run.before("unrest")
    return step / (run.point["unrest_size"] * np.sqrt(1 - left**2))


def mood_noise(run: Long) -> Array:
    """In units of a day's step."""
    step = run["mood"] - kept(run, "mood_half_life") * run.before("mood")
    size = surprise_size(run, run["unrest"])
    return step / (run.point["mood_volatility"] * np.sqrt(run.point["day_in_years"]) * size)


def own_mood_noise(run: Long) -> Array:
    load = run.point["mood_load"]
    return (mood_noise(run) - load * cycle_noise(run)) / np.sqrt(1 - load**2)


def demand_noise(run: Long) -> Array:
    left = run.point["demand_persistence"]
    step = run["log_demand_shock"] - left * run.before("log_demand_shock")
    return step / (run.point["demand_volatility"] * np.sqrt(1 - left**2))


def lognormal(run: Long, values: Array, size: float) -> Array:
    """The draws behind values with mean one, whatever their size."""
    return (np.log(values) + size**2 / 2) / size


def volume_noise(run: Long) -> Array:
    usual = run.point["delphi_volume"]
    return lognormal(run, run["traded_volume"] / usual, run.point["delphi_volatility"])


def application_noise(run: Long) -> Array:
    usual = run.point["application_margin"] * run["right_share"] * run["paid_share"]
    usual = usual * run["work_bill"]
    size = run.point["application_volatility"]
    return lognormal(run, run["application_revenue"][:, 1:] / usual[:, 1:], size)


def size_noise(run: Long) -> Array:
    usual = run.point["gpu_hours_per_task"]
    return lognormal(run, run["task_size"] / usual, run.point["workload_volatility"])


def task_noise(run: Long) -> Array:
    usual = run.point["cycles_per_task"]
    return lognormal(run, run["task_cycles"] / usual, run.point["workload_volatility"])


def twap_noise(run: Long) -> Array:
    """The gap of a mean over a window to the last price: a third of the window's variance."""
    window = run.point["twap_window"] / 86400 * run.point["day_in_years"]
    size = run.point["price_volatility"] * np.sqrt(window / 3)
    return np.log(run["spot"] / run["twap"]) / size


def trade_noise(run: Long) -> Array:
    size = run.point["noise_size"] * surprise_size(run, run["unrest"])
    return (np.log(run["price"] / run["fair_price"]) - run["gap"]) / size


def exogenous_noise(run: Long) -> Array:
    year = run.point["day_in_years"]
    step = np.log(run["exogenous_price"] / run.before("exogenous_price"))
    size = run.point["price_volatility"] * np.sqrt(year) * surprise_size(run, run["unrest"])
    return (step - run.point["price_drift"] * year) / size


#: Each gives back the standard normal draws of its process from the columns.
PROCESSES: dict[str, Process] = {
    "cycle_noise": cycle_noise,
    "mood_noise": own_mood_noise,
    "unrest_noise": unrest_noise,
    "demand_noise": demand_noise,
    "size_noise": size_noise,
    "task_noise": task_noise,
    "application_noise": application_noise,
    "volume_noise": volume_noise,
    "twap_noise": twap_noise,
    "trade_noise": trade_noise,
}


def far(samples: Array, expected: float) -> float:
    """How far the mean of independent samples is from what is expected, in standard errors."""
    return float(abs(samples.mean() - expected) / (samples.std(ddof=1) / np.sqrt(len(samples))))


def unlike(draws: Array) -> list[str]:
    """Moments in which draws (runs, days) are not those of independent standard normals."""
    found = []
    late, early = draws[:, 1:], draws[:, :-1]
    for what, samples, expected in (
        ("mean", draws.mean(1), 0.0),
        ("standard deviation", (draws**2).mean(1), 1.0),
        ("third moment", (draws**3).mean(1), 0.0),
        ("fourth moment", (draws**4).mean(1), 3.0),
        ("yesterday", (late * early).mean(1), 0.0),
        ("size of yesterday", ((late**2 - 1) * (early**2 - 1)).mean(1), 0.0),
    ):
        if not far(samples, expected) < FAR:
            found.append(what)
    return found


def test_every_process_of_the_economy_is_looked_at() -> None:
    assert set(PROCESSES) == {s.name for s in model.economy("announced").shocks}


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_has_the_moments_that_its_parameters_say(name: str) -> None:
    assert not unlike(PROCESSES[name](sound()))


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_is_driven_by_its_own_shock(name: str) -> None:
    """The draws that the columns give back are those of the shock of that name."""
    found = PROCESSES[name](sound())
    drawn = model.shocks(model.economy("announced"), DAYS, RUNS, SEED)[name].to_numpy()
    np.testing.assert_allclose(found, drawn[:, -found.shape[1] :], atol=1e-6)


def test_processes_are_independent() -> None:
    rows = {name: process(sound())[:, -DAYS + 1 :] for name, process in PROCESSES.items()}
    for one in rows:
        for other in rows:
            if one < other:
                assert far((rows[one] * rows[other]).mean(1), 0.0) < FAR, (one, other)


def test_the_exogenous_price_is_flat_in_the_median_and_moves_with_the_mood() -> None:
    run = sound()
    surprise = exogenous_noise(run)
    assert not unlike(surprise)
    ends = np.log(run["exogenous_price"][:, -1] / run.columns["exogenous_price"][:, 0])
    assert far(ends, run.point["price_drift"] * 2) < FAR
    load = run.point["mood_load"]
    assert far((surprise * cycle_noise(run)).mean(1), load) < FAR


def test_swings_are_as_large_as_their_parameters_say() -> None:
    """In the long run; two years are enough for those whose half-life is a month or less."""
    run = sound()
    late = run["unrest"][:, 365:]
    assert far(late.mean(1), 0.0) < FAR
    assert far((late**2).mean(1), run.point["unrest_size"] ** 2) < FAR
    assert far((surprise_size(run, late) ** 2).mean(1), 1.0) < FAR, "calm and wild days, no more"
    demand = run["log_demand_shock"][:, 365:]
    assert far((demand**2).mean(1), run.point["demand_volatility"] ** 2) < FAR
    # The cycle begins at rest; after t its variance is 1 − left^(2t).
    left = kept(run, "cycle_half_life") ** (2 * DAYS)
    assert far(run["cycle"][:, -1] ** 2, 1 - left) < FAR


def test_demand_and_the_price_outside_load_on_the_cycle() -> None:
    run = sound()
    trend = np.log(run["demand_scale"] / run["adoption"]) - run["log_demand_shock"]
    slope = np.diff(trend) / np.diff(run["cycle"])
    grown = run.point["demand_load"]
    # Growth after maturity is all that is left beside the cycle.
    assert abs(np.median(slope) - grown) < 1e-3
    outside = np.log(run["price_outside_consumer"] / run.point["outside_price_consumer"])
    fall = run.point["hardware_cost_trend"] * run.point["day_in_years"] * np.arange(1, DAYS + 1)
    expected = run.point["hardware_load"] * run["cycle"]
    np.testing.assert_allclose(outside + fall, expected, rtol=0, atol=1e-9)


# Broken copies -------------------------------------------------------------------------------


def copy(target: str, change: Callable[[sp.Expr], sp.Expr]) -> Economy:
    """The announced economy with the right side of one equation changed."""
    economy = model.economy("announced")

    def changed(equation: Equation) -> Equation:
        if target_of(equation).name != target:
            return equation
        side = "value" if isinstance(equation, Law) else "amount"
        assert isinstance(equation, (Law, Definition))
        new = change(right_of(equation))
        assert new != right_of(equation)
        return dataclasses.replace(equation, **{side: new})

    blocks = [
        dataclasses.replace(block, equations=tuple(map(changed, block.equations)))
        for block in economy.blocks
    ]
    rest = (economy.constraints, economy.rules)
    return Economy("announced", "a broken copy", economy.initial, blocks, *rest)


def symbol(name: str) -> sp.Symbol:
    economy = model.economy("announced")
    every = (*economy.parameters, *economy.shocks, *economy.states, *economy.observables)
    return next(s for s in every if s.name == name)


def swapped(one: str, other: str) -> Callable[[sp.Expr], sp.Expr]:
    return lambda right: right.xreplace({symbol(one): symbol(other)})


def without(part: Callable[[], sp.Expr]) -> Callable[[sp.Expr], sp.Expr]:
    return lambda right: right.subs(part(), 1)


#: What an audit of the first edition found that no test noticed, and its kin: the equation, the
#: change, the process, and whether moments notice it too.
BROKEN: dict[str, tuple[str, Callable[[sp.Expr], sp.Expr], str, bool]] = {
    "demand without the root of 1 - rho^2": (
        "shock_today",
        without(lambda: sp.sqrt(1 - symbol("demand_persistence") ** 2)),
        "demand_noise",
        True,
    ),
    "cycle without the root": (
        "cycle",
        without(lambda: sp.sqrt(1 - symbol("cycle_kept") ** 2)),
        "cycle_noise",
        True,
    ),
    "unrest without the root": (
        "unrest",
        without(lambda: sp.sqrt(1 - symbol("unrest_kept") ** 2)),
        "unrest_noise",
        True,
    ),
    "volume without half its variance": (
        "volume",
        lambda right: right * sp.exp(symbol("delphi_volatility") ** 2 / 2),
        "volume_noise",
        True,
    ),
    "applications on another shock": (
        "application_due",
        swapped("application_noise", "volume_noise"),
        "application_noise",
        False,
    ),
    "mood of the cycle's shock alone": (
        "mood",
        swapped("mood_noise", "cycle_noise"),
        "mood_noise",
        False,
    ),
    "average price without the third": (
        "twap",
        lambda right: symbol("spot") * (right / symbol("spot")) ** sp.sqrt(3),
        "twap_noise",
        True,
    ),
    "tasks of one shock": ("task_cycles", swapped("task_noise", "size_noise"), "task_noise", False),
    "noise in trade of half its size": (
        "batch_price",
        lambda right: right.subs(symbol("noise_size"), symbol("noise_size") / 2),
        "trade_noise",
        True,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_process_is_noticed(name: str) -> None:
    target, change, process, by_moments = BROKEN[name]
    run = Long(copy(target, change), 120, 64, engine="numpy")
    found = PROCESSES[process](run)
    drawn = model.shocks(model.economy("announced"), 120, 64, SEED)[process].to_numpy()
    assert np.abs(found - drawn[:, -found.shape[1] :]).max() > 1e-6
    assert unlike(found) or not by_moments
