"""The plain executor: the scalar text that cadCAD runs, in a loop without cadCAD.

It agrees with cadCAD to the bit and takes a small part of its time, so it is the default for
a handful of trajectories.
"""

from __future__ import annotations

import numpy as np

from model.arrays import Array
from model.compile.python import printed
from model.engines.problem import Problem, Tick


def run(problem: Problem, tick: Tick) -> dict[str, Array]:
    """What the problem keeps, arrays (points, runs, rows); ``tick`` hears of each day."""
    economy, module = problem.economy, printed(problem.economy, "math").module
    names = [s.name for s in (*economy.states, *economy.observables)]
    out = problem.empty()
    for index, point in enumerate(problem.points):
        fixed = [float(point[s.name]) for s in economy.parameters]
        paths = [problem.schedules[index][s.name].tolist() for s in economy.schedules]
        start = [float(value) for value in module.initial(*fixed)]
        for run_index in range(problem.runs):
            draws = [problem.draws[s.name][run_index].tolist() for s in economy.shocks]
            states, rows = start, []
            tapes = (*paths, *draws)
            for day in range(problem.days):
                row = module.step(*states, *fixed, *(tape[day] for tape in tapes))
                states = row[: len(start)]
                rows.append(row)
                tick(1)
            table = np.array(rows, float).T
            for name, first in zip(names, start, strict=False):
                out[name][index, run_index, 0] = first
            for name, values in zip(names, table, strict=True):
                out[name][index, run_index, 1:] = values
    return problem.restricted(out)
