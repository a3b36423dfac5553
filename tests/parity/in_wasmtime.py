"""The WebAssembly module as an engine: what the native kernel is given, on another machine.

Linear memory is filled from the arrays that `model.engines.with_kernel` prepares, and what the
module wrote is copied back.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import wasmtime

from model.arrays import Array
from model.compile.kernel import ARGUMENTS, POINTER, SPARE
from model.engines import with_kernel
from model.engines.problem import Problem, Tick
from model.engines.webassembly import EXPORTS, MEMORY, WIDTH, module
from model.spec.economy import Economy

PAGE, WORD = 2**16, 8
FIRST = 1024  # where the arrays begin: 0 stands for none of them


class Machine:
    """An instance of a module with its memory."""

    def __init__(self, code: bytes) -> None:
        self.store = wasmtime.Store()
        self.memory = wasmtime.Memory(self.store, wasmtime.MemoryType(wasmtime.Limits(1, None)))
        linker = wasmtime.Linker(self.store.engine)
        linker.define(self.store, *MEMORY, self.memory)
        made = linker.instantiate(self.store, wasmtime.Module(self.store.engine, code))
        exports = made.exports(self.store)
        self.functions: dict[str, Any] = {name: exports[name] for name in EXPORTS}

    def call(self, name: str, *arguments: np.ndarray | int | None) -> None:
        """Call a function; arrays are copied in and, changed, back."""
        given, place = [], FIRST
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                given.append((place, argument))
                place += argument.nbytes + -argument.nbytes % 16
        if (missing := place - self.memory.data_len(self.store)) > 0:
            self.memory.grow(self.store, -(-missing // PAGE))
        base = ctypes.addressof(self.memory.data_ptr(self.store).contents)
        for at, array in given:
            ctypes.memmove(base + at, array.ctypes.data, array.nbytes)
        places = iter(at for at, _ in given)
        words = [
            next(places) if isinstance(a, np.ndarray) else _signed(int(a or 0)) for a in arguments
        ]
        self.functions[name](self.store, *words)
        for at, array in given:
            ctypes.memmove(array.ctypes.data, base + at, array.nbytes)


def _signed(word: int) -> int:
    return word - 2**64 if word >= 2**63 else word


@lru_cache(maxsize=2)
def machine(economy: Economy) -> Machine:
    """One machine a module: compiling it takes seconds."""
    return Machine(module(economy))


class _Code:
    """What the native kernel is called with, addresses of arrays, as arrays for a machine."""

    def __init__(self, work: with_kernel._Work) -> None:
        self.work = work
        self.machine = machine(work.problem.economy)

    def __call__(self, *arguments: int | None) -> None:
        given = dict(zip(ARGUMENTS, arguments, strict=True))
        sizes = self._sizes({n: int(given[n] or 0) for n, k in ARGUMENTS.items() if k != POINTER})
        self.machine.call(
            "advance",
            *(
                _at(address, sizes[name]) if name in sizes and address else address
                for name, address in given.items()
            ),
        )

    def _sizes(self, words: Mapping[str, int]) -> dict[str, int]:
        economy, columns = self.work.problem.economy, len(self.work.problem.columns)
        n, days, kept = words["n"], words["days"], words["kept"]
        return {
            "parameters": len(economy.parameters) * n,
            "schedules": len(economy.schedules) * n,
            "states": len(economy.states) * n,
            "shocks": len(economy.shocks) * days * n,
            "runs": n,
            "draws": len(economy.shocks) * (days + SPARE) * WIDTH,
            "today": columns * WIDTH,
            "places": days,
            "columns": kept,
            # From the first trajectory of the batch to the end of the last row.
            "out": (kept * words["rows"] - 1) * words["out_n"] + n,
        }


def _at(address: int, size: int) -> np.ndarray:
    """The words at an address, whatever they are."""
    words = (ctypes.c_char * (size * WORD)).from_address(address)
    return np.frombuffer(memoryview(words), np.uint64)


def webassembly(problem: Problem, tick: Tick) -> dict[str, Array]:
    """What the problem keeps, arrays (points, runs, rows), as the native kernel gives it.

    The state on day 0 is the module's own too, and has to be that of Python.
    """
    work = with_kernel._Work(problem, WIDTH)
    expected = work.start
    work.start = openings(problem.economy, work.parameters)
    assert expected.tobytes() == work.start.tobytes(), "another state on day 0"
    work.code = _Code(work)
    for first, last in pairwise(
        [*range(0, work.trajectories, with_kernel.BATCH), work.trajectories]
    ):
        tick(work.advance(first, last) * problem.days)
    shape = (len(work.kept), len(work.rows), len(problem.points), problem.runs)
    columns = work.out[..., : work.trajectories].reshape(shape).transpose(0, 2, 3, 1)
    return dict(zip(work.kept, columns, strict=True))


def openings(economy: Economy, parameters: Array) -> Array:
    """The state on day 0, (states, points), of parameters (parameters, points)."""
    states = np.empty((parameters.shape[1], len(economy.states)))
    for point, row in zip(parameters.T, states, strict=True):
        machine(economy).call("opening", point.copy(), row)
    return states.T.copy()


def conditions(economy: Economy, parameters: Array) -> np.ndarray:
    """Which joint conditions a row of parameters holds."""
    flags = np.empty(len(economy.constraints))
    machine(economy).call("conditions", parameters, flags)
    return flags == 1.0
