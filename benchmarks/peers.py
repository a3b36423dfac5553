"""radCAD and Numba on the printed text, run by the Python of the peers' environment.

It imports nothing of this project: `benchmarks.with_peers` writes the printed text and the inputs
to a folder and starts this file there. Each line on the standard input asks for one timed call;
each answer is one line of JSON: seconds, the state after the last day, peak memory.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()


@cache
def told() -> dict[str, Any]:
    """Names, parameters, day 0 and blocks, as the project wrote them."""
    return json.loads((FOLDER / "told.json").read_text())


@cache
def shocks() -> np.ndarray:
    """Draws, array (processes, runs, days)."""
    return np.load(FOLDER / "shocks.npy")


def module(text: str) -> ModuleType:
    """Printed text as a module. exp, log, sin and pow are the system's, the fastest for scalars."""
    made = ModuleType("printed")
    head = "import math, numba\nfrom math import exp, log, sin, pow as power\n"
    exec(head + text, made.__dict__)  # noqa: S102
    return made


# radCAD --------------------------------------------------------------------------------------


def radcad(days: int, runs: int, deepcopy: bool) -> Callable[[], list[float]]:
    """The printed policies in radCAD; without deep copies it also drops the substeps."""
    from radcad import Backend, Engine, Experiment, Model, Simulation

    t, text = told(), module((FOLDER / "cadcad.py").read_text())
    blocks = [
        {
            "policies": {name: getattr(text, name) for name in block["policies"]},
            "variables": {state: getattr(text, f) for state, f in block["variables"].items()},
        }
        for block in t["blocks"]
    ]
    schedules = {n: t["scheduled"][i] for i, n in enumerate(t["schedules"])}
    drawn = [
        {n: shocks()[i, run].tolist() for i, n in enumerate(t["shocks"])} | schedules
        for run in range(runs)
    ]
    params = {name: [value] for name, value in zip(t["parameters"], t["fixed"], strict=True)}
    initial = dict(zip(t["states"], t["start"], strict=True))

    def run() -> list[float]:
        simulation = Simulation(
            model=Model(
                initial_state=initial,
                state_update_blocks=blocks,
                params={**params, "tape": [drawn]},
            ),
            timesteps=days,
            runs=runs,
        )
        experiment = Experiment(simulation)
        experiment.engine = Engine(
            backend=Backend.SINGLE_PROCESS, deepcopy=deepcopy, drop_substeps=not deepcopy
        )
        last = experiment.run()[-1]
        return [float(last[name]) for name in t["states"]]

    return run


# Numba ---------------------------------------------------------------------------------------


@cache
def ensemble() -> Any:
    """The printed day under njit in a loop over days, parallel over runs."""
    t = told()
    text = (FOLDER / "printed.py").read_text()
    text = re.sub(r"^def ", "@numba.njit(error_model='numpy')\ndef ", text, flags=re.MULTILINE)
    lines = [
        "@numba.njit(error_model='numpy', parallel=True)",
        "def ensemble(start, fixed, scheduled, shocks, out, days):",
        "    for run in numba.prange(out.shape[1]):",
    ]
    lines += [f"        {name} = start[{i}]" for i, name in enumerate(t["states"])]
    lines += [f"        {name} = fixed[{i}]" for i, name in enumerate(t["parameters"])]
    lines.append("        for today in range(days):")
    drawn = [f"scheduled[{i}, today]" for i in range(len(t["schedules"]))]
    drawn += [f"shocks[{i}, run, today]" for i in range(len(t["shocks"]))]
    names = ", ".join(t["states"] + t["observables"])
    given = ", ".join(t["states"] + t["parameters"] + drawn)
    lines.append(f"            ({names},) = step({given})")
    lines += [f"        out[{i}, run] = {name}" for i, name in enumerate(t["states"])]
    return module(text + "\n\n" + "\n".join(lines) + "\n").ensemble


def numba(days: int, runs: int, threads: int) -> Callable[[], list[float]]:
    """The state after the last day of many runs."""
    import numba as nb

    t = told()
    start, fixed, scheduled = (np.array(t[n], float) for n in ("start", "fixed", "scheduled"))
    out = np.empty((len(t["states"]), runs))
    drawn = np.ascontiguousarray(shocks()[:, :runs])  # another layout is compiled anew

    def run() -> list[float]:
        nb.set_num_threads(threads)
        ensemble()(start, fixed, scheduled, drawn, out, days)
        return out[:, -1].tolist()

    return run


# The conversation ----------------------------------------------------------------------------

MADE = {
    "radcad": lambda days, runs: radcad(days, runs, deepcopy=True),
    "radcad lean": lambda days, runs: radcad(days, runs, deepcopy=False),
    "numba 1": lambda days, runs: numba(days, runs, 1),
    "numba 2": lambda days, runs: numba(days, runs, 2),
}


def peak() -> int:
    """Most memory that this process held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        (found,) = re.findall(r"VmHWM:\s+(\d+)", status.read_text())
        return 1024 * int(found)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Answer each request."""
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            run = MADE[asked["name"]](asked["days"], asked["runs"])
            began = time.perf_counter()
            last = run()
            answer = {"seconds": time.perf_counter() - began, "last": last, "peak": peak()}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
