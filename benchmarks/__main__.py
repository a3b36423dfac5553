"""Measure everything and write ``model/figures/speed.yaml``, which the book prints."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from benchmarks import growth, parity, sobol
from benchmarks.cases import DAYS, ECONOMY, SEED, NotThere
from benchmarks.contestants import CONTESTANTS
from benchmarks.machine import described
from benchmarks.rounds import Say, fresh, imported, medley, memory
from benchmarks.with_peers import PYTHON, ROOT
from model.engines.problem import cores

PARTS = ("rounds", "memory", "first", "sobol", "growth", "million", "parity")
SETS = 100_000


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, under two minutes")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="some parts")
    parser.add_argument("--rounds", type=int, help="rounds of each comparison (5; quick: 3)")
    parser.add_argument("--sets", type=int, help=f"sets of the parity check ({SETS}; quick: 1000)")
    parser.add_argument("--peers", type=Path, default=PYTHON, help="Python of radCAD and Numba")
    parser.add_argument("--output", type=Path, help="where to write; quick writes nothing else")
    return parser.parse_args()


def _first_calls(rounds: int, say: Say) -> dict[str, Any]:
    """Cold and from the cache on disk, each in a fresh process."""
    found: dict[str, Any] = {}
    for engine in ("kernel", "lanes"):
        cold, cached = [], []
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as empty:
                cold.append(fresh("first", engine, cache_folder=empty))
                cached.append(fresh("first", engine, cache_folder=empty))
        for key, times in (("cold", cold), ("cached", cached)):
            found.setdefault(engine, {})[key] = [t["first_call"] for t in times]
        found.setdefault("economy_printed", []).extend(t["economy_printed"] for t in cached)
        say(f"first call of {engine}: {found[engine]}")
    found["import_model"] = [imported() for _ in range(rounds)]
    return found


def _memory(quick: bool, python: Path, say: Say) -> dict[str, Any]:
    found = {}
    for name in ("cadcad", "numpy kept", "lanes 2", "lanes full") if quick else CONTESTANTS:
        try:
            found[name] = memory(name, quick, python)
            say(f"memory of {name}: {found[name]}")
        except NotThere as reason:
            say(f"memory of {name}: not there ({reason})")
    return found


def _million(quick: bool, say: Say) -> dict[str, Any]:
    runs, chunk = (20_000, 8192) if quick else (1_000_000, 32_768)
    found: dict[str, Any] = fresh("million", str(runs), str(DAYS), str(chunk))
    say(f"{found['trajectories']} trajectories: {found['seconds']} s, {found['peak_mib']} MiB")
    return found


def main() -> None:
    """Run the parts that were asked for."""
    asked, began = _arguments(), time.perf_counter()

    def say(text: str) -> None:
        sys.stdout.write(f"{time.perf_counter() - began:7.1f} s  {text}\n")
        sys.stdout.flush()

    rounds = asked.rounds or (3 if asked.quick else 5)
    sets = asked.sets or (1000 if asked.quick else SETS)
    output = asked.output or (None if asked.quick else ROOT / "model" / "figures" / "speed.yaml")
    results: dict[str, Any] = {}
    if output and output.exists() and tuple(asked.only) != PARTS:
        results = yaml.safe_load(output.read_text())
    results["machine"] = described()
    busy = results["machine"]["busy"]
    if busy > 0.5:
        say(f"others use this machine (load {busy}): rates on all cores will be too low")
    results["case"] = {"economy": ECONOMY, "days": DAYS, "seed": SEED, "rounds": rounds}
    results["case"]["quick"] = asked.quick
    parts = {
        "rounds": lambda: medley(rounds, asked.quick, say, asked.peers),
        "memory": lambda: _memory(asked.quick, asked.peers, say),
        "first": lambda: _first_calls(1 if asked.quick else rounds, say),
        "sobol": lambda: sobol.run(rounds, asked.quick, say),
        "growth": lambda: growth.everything(rounds, asked.quick, say),
        "million": lambda: _million(asked.quick, say),
        "parity": lambda: parity.run(sets, cores(), not asked.quick, say),
    }
    for name in PARTS:
        if name in asked.only:
            results[name] = parts[name]()
            if output:  # whatever happens later, what is measured is kept
                output.write_text(_HEAD + yaml.safe_dump(results, sort_keys=False, width=100))
    say("done" + (f": {output.name}" if output else ""))


_HEAD = "# Written by `python -m benchmarks` (make bench). Rates are trajectory-days per second.\n"

if __name__ == "__main__":
    main()
