"""NumPy at its best: the printed arrays with NumPy's own exp, log, sin and power."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import ModuleType

import numpy as np

from benchmarks.cases import economy
from model.arrays import Array
from model.compile.python import load, printed
from model.engines.problem import Problem


@cache
def module(name: str) -> ModuleType:
    """The printed arrays of an economy; NumPy's functions differ from ours in the last bit."""
    made = load(printed(economy(name), "numpy").source, f"{name}_numpy_own", "numpy")
    vars(made).update(exp=np.exp, log=np.log, sin=np.sin, power=np.power)
    return made


def runs(problem: Problem, history: bool) -> Callable[[], Array]:
    """All runs of one point side by side; run it for the last run's state on the last day.

    Parameters are single numbers and the shocks are drawn beforehand, both in NumPy's favour.
    ``history`` keeps every state of every day.
    """
    spec, point = problem.economy, problem.points[0]
    step = module(spec.name).step
    fixed = [float(point[s.name]) for s in spec.parameters]
    start = [float(value) for value in module(spec.name).initial(*fixed)]
    shocks = np.array([problem.draws[s.name].T for s in spec.shocks]).transpose(1, 0, 2).copy()
    scheduled = [problem.schedules[0][s.name].tolist() for s in spec.schedules]
    count = len(start)
    rows = problem.days + 1 if history else 1
    out = np.empty((rows, count, problem.runs))

    @np.errstate(divide="ignore", invalid="ignore", over="ignore")
    def run() -> Array:
        states: list[Array] = [np.full(problem.runs, value) for value in start]
        for today, drawn in enumerate(shocks):
            in_force = [path[today] for path in scheduled]
            states = step(*states, *fixed, *in_force, *drawn)[:count]
            if history:
                for row, value in zip(out[today + 1], states, strict=True):
                    row[:] = value
        for row, value in zip(out[-1], states, strict=True):
            row[:] = value
        last: Array = out[-1, :, -1]
        return last

    return run
