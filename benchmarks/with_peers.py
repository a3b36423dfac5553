"""radCAD and Numba in an environment of their own: what they are told and how they answer."""

from __future__ import annotations

import json
import linecache
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import peers
from benchmarks.cases import NotThere, problem
from model.compile.cadcad import partial_state_update_blocks
from model.compile.python import printed
from model.engines.problem import Problem

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-peers" / "bin" / "python"


def write(problem: Problem, folder: Path) -> None:
    """The printed texts and the inputs of a problem with one point."""
    economy, points = problem.economy, problem.points
    blocks = partial_state_update_blocks(economy)
    printed_at = next(iter(blocks[0]["policies"].values())).__code__.co_filename
    (folder / "cadcad.py").write_text("".join(linecache.getlines(printed_at)))
    math = printed(economy, "math")
    (folder / "printed.py").write_text(math.source)
    fixed = [float(points[0][s.name]) for s in economy.parameters]
    told = {
        "states": [s.name for s in economy.states],
        "observables": [s.name for s in economy.observables],
        "parameters": [s.name for s in economy.parameters],
        "schedules": [s.name for s in economy.schedules],
        "shocks": [s.name for s in economy.shocks],
        "fixed": fixed,
        "start": [float(value) for value in math.module.initial(*fixed)],
        "scheduled": [problem.schedules[0][s.name].tolist() for s in economy.schedules],
        "blocks": [
            {
                "policies": [f.__name__ for f in block["policies"].values()],
                "variables": {state: f.__name__ for state, f in block["variables"].items()},
            }
            for block in blocks
        ],
    }
    (folder / "told.json").write_text(json.dumps(told))
    np.save(folder / "shocks.npy", np.array([problem.draws[s.name] for s in economy.shocks]))


class Peers:
    """A process of the peers' Python that waits for requests."""

    def __init__(self, days: int, runs: int, python: Path = PYTHON) -> None:
        if not python.exists():
            raise NotThere("no .venv-peers: make it with `make bench`")
        self._folder = tempfile.TemporaryDirectory()
        write(problem(days, runs), Path(self._folder.name))
        self._process = subprocess.Popen(
            [python, "-P", peers.__file__, self._folder.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, name: str, days: int, runs: int) -> dict[str, Any]:
        """Seconds of one call, the last run's state on the last day, peak memory in bytes."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = json.dumps({"name": name, "days": days, "runs": runs})
        self._process.stdin.write(asked + "\n")
        self._process.stdin.flush()
        while True:  # some libraries print to the standard output themselves
            line = self._process.stdout.readline()
            if not line:
                raise NotThere(f"{name}: the peers' process ended")
            if line.startswith("{"):
                break
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise NotThere(f"{name}: {answer['error']}")
        return answer

    def close(self) -> None:
        """End the process and remove its files."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=60)
        self._folder.cleanup()
