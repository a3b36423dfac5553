"""The auditable executor: cadCAD runs the printed blocks, in its single-process mode.

Points that share a state on day 0 are one cadCAD model, swept through cadCAD's own ``M``;
runs are its own ``N``. cadCAD records states; flows and definitions are read off afterwards
by giving each block's function, the same that cadCAD ran, the state on which the block opened.
A five-year run holds about 27,000 substep records, some 200 MB while it lasts.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from model.arrays import Array
from model.compile.cadcad import partial_state_update_blocks
from model.compile.python import outputs, printed
from model.engines.problem import Problem, Tick
from model.quantities import Kind, quantity
from model.spec.core import Block, Law

with warnings.catch_warnings():
    # In a notebook cadCAD's import of tqdm asks for widgets, on standard error.
    warnings.simplefilter("ignore")
    from cadCAD.configuration import Experiment
    from cadCAD.configuration.utils import config_sim
    from cadCAD.engine import ExecutionContext, ExecutionMode, Executor

State = dict[str, float]


def initial_state(problem: Problem, point: Mapping[str, float]) -> State:
    """Day 0 of one point."""
    economy = problem.economy
    first = printed(economy, "math").module.initial(*(point[s.name] for s in economy.parameters))
    return {s.name: float(value) for s, value in zip(economy.states, first, strict=True)}


def _tape(problem: Problem, point: int) -> list[dict[str, list[float]]]:
    schedules = {name: path.tolist() for name, path in problem.schedules[point].items()}
    return [
        {**{name: draws[run].tolist() for name, draws in problem.draws.items()}, **schedules}
        for run in range(problem.runs)
    ]


def _with_tick(blocks: list[dict[str, Any]], tick: Tick) -> list[dict[str, Any]]:
    """A policy without signals that reports each day, beside the last block's own."""

    def progress(params: Any, substep: int, history: Any, state: State) -> dict[str, float]:
        tick(1)
        return {}

    *others, last = blocks
    return [*others, {**last, "policies": {**last["policies"], "progress": progress}}]


def run(problem: Problem, tick: Tick) -> dict[str, Array]:
    """What the problem keeps, arrays (points, runs, rows); ``tick`` hears of each day."""
    groups: dict[tuple[float, ...], list[int]] = {}
    for index, point in enumerate(problem.points):
        groups.setdefault(tuple(initial_state(problem, point).values()), []).append(index)
    blocks = _with_tick(partial_state_update_blocks(problem.economy), tick)
    with warnings.catch_warnings():
        # cadCAD builds a wide table of parameters column by column, which pandas remarks on.
        warnings.simplefilter("ignore")
        records = _execute(problem, blocks, list(groups.values()))
    return problem.restricted(_collect(problem, records, list(groups.values())))


def _execute(
    problem: Problem, blocks: list[dict[str, Any]], groups: list[list[int]]
) -> Iterable[State]:
    experiment = Experiment()
    for members in groups:
        swept = {
            s.name: problem.points.columns[s.name][members].tolist()
            for s in problem.economy.parameters
        }
        experiment.append_model(
            initial_state=initial_state(problem, problem.points[members[0]]),
            partial_state_update_blocks=blocks,
            sim_configs=config_sim(
                {
                    "T": range(problem.days),
                    "N": problem.runs,
                    "M": {**swept, "tape": [_tape(problem, i) for i in members]},
                }
            ),
        )
    # States are floats, so cadCAD's deep copy of each substep buys nothing.
    context = ExecutionContext(ExecutionMode().single_mode, additional_objs={"deepcopy_off": True})
    records: Iterable[State]
    records, _, _ = Executor(context, experiment.configs, supress_print=True).execute()
    return records


def _collect(
    problem: Problem, records: Iterable[State], groups: list[list[int]]
) -> dict[str, Array]:
    out, economy = problem.empty(), problem.economy
    names = [symbol.name for symbol in economy.states]
    last = len(economy.blocks)
    opening: State = {}
    for record in records:
        substep, day = int(record["substep"]), int(record["timestep"])
        point = groups[int(record["simulation"])][int(record["subset"])]
        cell = (point, (int(record["run"]) - 1) % problem.runs, day)
        if substep:
            _observe(problem, economy.blocks[substep - 1], opening, cell, out)
        if substep in (0, last):
            for name in names:
                out[name][cell] = record[name]
        opening = record
    return out


def _observe(
    problem: Problem,
    block: Block,
    opening: State,
    cell: tuple[int, int, int],
    out: dict[str, Array],
) -> None:
    """Read off the flows and definitions of a block from the state on which it opened."""
    point, run, day = cell
    function = printed(problem.economy, "math").function(block)
    sources: dict[Kind, Callable[[str], float]] = {
        Kind.PARAMETER: lambda n: float(problem.points.columns[n][point]),
        Kind.SHOCK: lambda n: float(problem.draws[n][run, day - 1]),
        Kind.SCHEDULE: lambda n: float(problem.schedules[point][n][day - 1]),
    }
    arguments = (sources.get(quantity(s).kind, opening.__getitem__)(s.name) for s in block.inputs)
    for name, equation, value in zip(
        outputs(block), block.equations, function(*arguments), strict=True
    ):
        if not isinstance(equation, Law):
            out[name][cell] = value
