"""The vectorised executor: every point and run at once, one day after the other."""

from __future__ import annotations

import numpy as np

from model.arrays import Array
from model.compile.python import printed
from model.engines.problem import Problem, Tick


# Branches not taken are computed too, and may have no value.
@np.errstate(divide="ignore", invalid="ignore", over="ignore")
def run(problem: Problem, tick: Tick) -> dict[str, Array]:
    """What the problem keeps, arrays (points, runs, rows); ``tick`` hears of each day.

    Trajectories are one axis, which runs through the points and, within a point, the runs.
    """
    economy, module = problem.economy, printed(problem.economy, "numpy").module
    points, runs = len(problem.points), problem.runs
    fixed = [np.repeat(problem.points.columns[s.name], runs) for s in economy.parameters]
    start = module.initial(*fixed)
    states = [np.broadcast_to(np.asarray(value, float), (points * runs,)) for value in start]
    out = problem.empty()
    names = [s.name for s in (*economy.states, *economy.observables)]
    for name, value in zip(names, states, strict=False):
        out[name][..., 0] = value.reshape(points, runs)
    for today in range(problem.days):
        drawn = [
            np.repeat([paths[s.name][today] for paths in problem.schedules], runs)
            for s in economy.schedules
        ]
        drawn += [np.tile(problem.draws[s.name][:, today], points) for s in economy.shocks]
        values = module.step(*states, *fixed, *drawn)
        states = values[: len(states)]
        for name, value in zip(names, values, strict=True):
            out[name][..., today + 1] = np.broadcast_to(value, (points * runs,)).reshape(
                points, runs
            )
        tick(points * runs)
    return problem.restricted(out)
