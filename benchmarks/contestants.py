"""Everything that is compared, by name: how to prepare it, what one call of it simulates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks import c_program
from benchmarks.cases import DAYS, NotThere, problem, states
from benchmarks.with_peers import Peers
from model.arrays import Array

#: Simulates once and gives the last run's state on the last day.
Call = Callable[[], Array]
MONTH = 30
#: Seconds that one round gives to a call at least: one of a millisecond is repeated.
LEAST = 0.1


@dataclass(frozen=True)
class Contestant:
    """``days`` × ``runs`` trajectory-days a call, on ``threads`` threads.

    ``peer`` is the name under which `benchmarks.peers` knows it.
    """

    name: str
    title: str
    output: str
    runs: int
    prepare: Callable[[int, int], Call] | None = None
    days: int = DAYS
    threads: int = 1
    peer: str = ""

    def small(self) -> Contestant:
        """The same for a quick look."""
        shorter = 100 if self.runs <= 2 else 365
        return replace(self, days=min(self.days, shorter))


def _cadcad(deepcopy_off: bool) -> Callable[[int, int], Call]:
    def prepare(days: int, runs: int) -> Call:
        from benchmarks.in_cadcad import printed_blocks

        return printed_blocks(problem(days, runs), deepcopy_off)

    return prepare


def _best(days: int, runs: int) -> Call:
    from benchmarks.in_cadcad import at_its_best

    return at_its_best(problem(days, runs))


def _numpy(history: bool) -> Callable[[int, int], Call]:
    def prepare(days: int, runs: int) -> Call:
        from benchmarks.in_numpy import runs as side_by_side

        return side_by_side(problem(days, runs), history)

    return prepare


def _engine(name: str, output: str, threads: int = 1) -> Callable[[int, int], Call]:
    def prepare(days: int, runs: int) -> Call:
        from model.simulation import ENGINES, trajectories

        if name not in ENGINES:
            raise NotThere(f"model.simulate has no engine {name!r}")
        kept = None if output == "everything" else states()
        rows = {
            "last day": [days],
            "a row a month": sorted({*range(MONTH, days + 1, MONTH), days}),
            "everything": None,
        }[output]
        asked = problem(days, runs, kept=kept, rows=rows, threads=threads)

        def run() -> Array:
            arrays = trajectories(asked, name)
            return np.array([arrays[state][0, -1, -1] for state in states()])

        return run

    return prepare


def _c(lanes: int, system: bool, threads: int, fused: bool = True) -> Callable[[int, int], Call]:
    def prepare(days: int, runs: int) -> Call:
        asked = problem(days, runs)
        try:
            c_program.program(asked.economy, lanes, system, "", fused)
        except c_program.NoCompiler as error:
            raise NotThere(str(error)) from error

        def run() -> Array:
            last = c_program.run(asked, lanes, system, threads, "", fused)
            return np.array([last[state][0, -1] for state in states()])

        return run

    return prepare


def _all() -> list[Contestant]:
    last, month, everything = "last day", "a row a month", "everything"
    own = "NumPy with its own functions"
    return [
        Contestant("cadcad", "cadCAD, its defaults", "states, all days", 1, _cadcad(False)),
        Contestant("cadcad lean", "cadCAD, no deep copies", "states, all days", 1, _cadcad(True)),
        Contestant("cadcad best", "cadCAD at its best", "states, all days", 1, _best),
        Contestant("radcad", "radCAD, its defaults", "states, all days", 1, peer="radcad"),
        Contestant(
            "radcad lean",
            "radCAD, no copies, no substeps",
            "states, all days",
            1,
            peer="radcad lean",
        ),
        Contestant("python", "the plain loop", everything, 1, _engine("python", everything)),
        Contestant(
            "numpy", "NumPy with our functions", everything, 64, _engine("numpy", everything), 365
        ),
        Contestant("numpy 512", own, last, 512, _numpy(False), 365),
        Contestant("numpy 4096", own, last, 4096, _numpy(False), 100),
        Contestant("numpy 16384", own, last, 16384, _numpy(False), 40),
        Contestant("numpy kept", own, "states, all days", 512, _numpy(True), 365),
        Contestant("numba 1", "Numba on the printed text", last, 256, peer="numba 1"),
        Contestant("numba 2", "Numba on the printed text", last, 512, threads=2, peer="numba 2"),
        Contestant(
            "kernel run", "the kernel, one at a time", everything, 1, _engine("kernel", everything)
        ),
        Contestant("kernel one", "the kernel, one at a time", last, 1, _engine("kernel", last)),
        Contestant("kernel 1", "the kernel, one at a time", last, 256, _engine("kernel", last)),
        Contestant(
            "kernel 2",
            "the kernel, one at a time",
            last,
            512,
            _engine("kernel", last, 2),
            threads=2,
        ),
        Contestant("lanes 1", "the kernel, eight lanes", last, 1024, _engine("lanes", last)),
        Contestant(
            "lanes 2", "the kernel, eight lanes", last, 2048, _engine("lanes", last, 2), threads=2
        ),
        Contestant(
            "lanes month",
            "the kernel, eight lanes",
            month,
            512,
            _engine("lanes", month, 2),
            threads=2,
        ),
        Contestant(
            "lanes full",
            "the kernel, eight lanes",
            everything,
            256,
            _engine("lanes", everything, 2),
            threads=2,
        ),
        Contestant("c scalar", "C++, one at a time, libm", last, 256, _c(1, True, 1)),
        Contestant("c same", "C++, eight lanes, not fused", last, 1024, _c(8, False, 1, False)),
        Contestant("c 1", "C++, eight lanes", last, 1024, _c(8, False, 1)),
        Contestant("c 2", "C++, eight lanes", last, 2048, _c(8, False, 2), threads=2),
    ]


CONTESTANTS = {one.name: one for one in _all()}


class Prepared:
    """A contestant ready to be timed; peers share one process."""

    def __init__(self, one: Contestant, peers: Callable[[], Peers]) -> None:
        self.one = one
        self._call = None if one.prepare is None else one.prepare(one.days, one.runs)
        self._peers = peers
        self.seconds()  # what is compiled or imported on the first call is not timed

    def seconds(self) -> tuple[float, Array]:
        """Seconds of one call (of a short one the median), and the state that it ended in."""
        if self._call is None:
            answer = self._peers().ask(self.one.peer, self.one.days, self.one.runs)
            return answer["seconds"], np.array(answer["last"])
        taken: list[float] = []
        while sum(taken) < LEAST:
            began = perf_counter()
            last = self._call()
            taken.append(perf_counter() - began)
        return median(taken), last


def reference(days: int, runs: int) -> Array:
    """The last run's states, array (states, days): what every contestant must arrive at."""
    from model.simulation import trajectories

    arrays = trajectories(problem(days, 1, kept=states(), first=runs - 1), "python")
    return np.array([arrays[state][0, 0] for state in states()])


def gap(last: Array, expected: Array) -> float:
    """Largest difference on the last day, over each state's largest value in the run."""
    largest = np.abs(expected).max(axis=1)
    difference = np.abs(last - expected[:, -1])
    return float((difference[largest > 0] / largest[largest > 0]).max())
