"""The vectorised executor: every point and run at once, one day after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from model.compile.python import outputs, printed
from model.engines.problem import Array, Problem, Tick
from model.spec.core import Block, Law, target_of


def _columns(problem: Problem) -> dict[str, Array]:
    """Parameters as one entry a trajectory; trajectories run through the points, then the runs."""
    names = [symbol.name for symbol in problem.economy.parameters]
    return {n: np.repeat([float(p[n]) for p in problem.points], problem.runs) for n in names}


def run(problem: Problem, tick: Tick) -> dict[str, Array]:
    """Fill the arrays of `Problem.empty`; ``tick`` is told of each day and its trajectories."""
    economy, scalar = problem.economy, printed(problem.economy, "numpy")
    points, runs, days = len(problem.points), problem.runs, problem.days
    values: dict[str, Array] = _columns(problem)
    first = scalar.module.initial(*(values[s.name] for s in economy.parameters))
    for symbol, start in zip(economy.states, first, strict=True):
        values[symbol.name] = np.broadcast_to(np.asarray(start, float), (points * runs,))
    out = problem.empty()
    states = [symbol.name for symbol in economy.states]
    for name in states:
        out[name][..., 0] = values[name].reshape(points, runs)
    for today in range(days):
        for symbol in economy.shocks:
            values[symbol.name] = np.tile(problem.shocks[symbol.name][:, today], points)
        for symbol in economy.schedules:
            values[symbol.name] = np.repeat(
                [paths[symbol.name][today] for paths in problem.schedules], runs
            )
        with np.errstate(divide="ignore", invalid="ignore"):  # branches not taken are computed too
            for block in economy.blocks:
                _step(block, scalar.function(block), values)
        for name in states:
            out[name][..., today + 1] = values[name].reshape(points, runs)
        for symbol in economy.observables:
            out[symbol.name][..., today + 1] = np.broadcast_to(
                values[symbol.name], (points * runs,)
            ).reshape(points, runs)
        tick(points * runs)
    return out


def _step(block: Block, function: Callable[..., tuple[Any, ...]], values: dict[str, Array]) -> None:
    """Run one block and move the values from its beginning to its end."""
    result = dict(
        zip(outputs(block), function(*(values[s.name] for s in block.inputs)), strict=True)
    )
    moved = {}
    for stock in block.moved:
        total = values[stock.name]
        for flow in block.flows:
            if flow.payer == stock:
                total = total - result[flow.symbol.name]
        for flow in block.flows:
            if flow.receiver == stock:
                total = total + result[flow.symbol.name]
        moved[stock.name] = total
    for equation in block.equations:
        if isinstance(equation, Law):
            moved[target_of(equation).name] = result[f"next_{target_of(equation)}"]
        else:
            values[target_of(equation).name] = result[target_of(equation).name]
    values.update(moved)
