"""cadCAD as it comes, without its deep copies, and at its best."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from cadCAD.configuration import Experiment
from cadCAD.configuration.utils import config_sim
from cadCAD.engine import ExecutionContext, ExecutionMode, Executor

from benchmarks.cases import NotThere
from model.arrays import Array
from model.compile.cadcad import partial_state_update_blocks
from model.engines.problem import Problem
from model.engines.with_cadcad import initial_state


def execute(
    initial: dict[str, Any],
    blocks: list[dict[str, Any]],
    days: int,
    params: dict[str, list[Any]],
    deepcopy_off: bool,
) -> dict[str, Any]:
    """One single-process run; its last record."""
    experiment = Experiment()
    experiment.append_model(
        initial_state=initial,
        partial_state_update_blocks=blocks,
        sim_configs=config_sim({"T": range(days), "N": 1, "M": params}),
    )
    options = {"additional_objs": {"deepcopy_off": True}} if deepcopy_off else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = ExecutionContext(ExecutionMode().single_mode, **options)
        records, _, _ = Executor(context, experiment.configs, supress_print=True).execute()
    last: dict[str, Any] = records[-1]
    return last


def printed_blocks(problem: Problem, deepcopy_off: bool) -> Callable[[], Array]:
    """The printed blocks, one cadCAD block each; run it for the state on the last day."""
    economy, point = problem.economy, problem.points[0]
    initial, blocks = initial_state(problem, point), partial_state_update_blocks(economy)
    paths = {**problem.draws, **{n: path[None] for n, path in problem.schedules[0].items()}}
    tape = [{name: path[0].tolist() for name, path in paths.items()}]
    params = {s.name: [point[s.name]] for s in economy.parameters} | {"tape": [tape]}

    def run() -> Array:
        last = execute(initial, blocks, problem.days, params, deepcopy_off)
        return np.array([last[s.name] for s in economy.states])

    return run


def at_its_best(problem: Problem) -> Callable[[], Array]:
    """One block, the whole state one array, its update one call of the compiled day.

    Raises `NotThere` without the compiled kernel.
    """
    try:
        from model.engines.native import advance
    except ImportError as error:
        raise NotThere(f"no compiled day: {error}") from error
    economy, point = problem.economy, problem.points[0]
    code, days = advance(economy, 1), problem.days
    fixed = np.array([point[s.name] for s in economy.parameters])
    scheduled = np.array([problem.schedules[0][s.name] for s in economy.schedules]).T.copy()
    shocks = np.array([problem.draws[s.name][0] for s in economy.shocks]).T.copy()
    history = np.empty((days + 1, len(economy.states)))
    history[0] = list(initial_state(problem, point).values())
    run_number, nowhere = np.zeros(1, np.uint64), np.array([-1])
    today = np.empty(len(problem.columns))
    held = (fixed, scheduled, shocks, history, run_number, nowhere, today)
    fixed_at, scheduled_at, shocks_at, history_at, run_at, nowhere_at, today_at = (
        array.ctypes.data for array in held
    )
    schedule_step, shock_step, state_step = (a.strides[0] for a in (scheduled, shocks, history))

    def update(
        params: Any, substep: int, records: Any, state: dict[str, Any], signals: Any
    ) -> tuple[str, Array]:
        day = state["timestep"]
        history[day + 1] = state["packed"]
        code(
            fixed_at,
            scheduled_at + day * schedule_step,
            history_at + (day + 1) * state_step,
            shocks_at + day * shock_step,
            run_at,
            0,  # no room for draws: they are given
            today_at,
            nowhere_at,
            0,
            0,
            0,
            day,
            1,
            0,
            0,
            1,
            1,
        )
        return "packed", history[day + 1]

    blocks = [{"policies": {}, "variables": {"packed": update}}]

    def run() -> Array:
        # Addresses do not keep the arrays alive; this does.
        opening: Array = held[3][0]
        last = execute({"packed": opening}, blocks, days, {"none": [0]}, deepcopy_off=True)
        return np.array(last["packed"])

    return run
