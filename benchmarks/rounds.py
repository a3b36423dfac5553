"""Interleaved rounds: every contestant once in each, so that a busy machine is fair to all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.cases import NotThere
from benchmarks.contestants import CONTESTANTS, Contestant, Prepared, gap, reference
from benchmarks.with_peers import PYTHON, ROOT, Peers

Say = Callable[[str], None]


def short(value: float) -> float:
    """Four significant digits: more are noise."""
    return float(f"{value:.4g}")


def medley(
    rounds: int, quick: bool, say: Say, python: Path = PYTHON, only: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """For every contestant what it is, its rate in each round, how far its result is from ours."""
    chosen = [CONTESTANTS[name] for name in only or CONTESTANTS]
    chosen = [one.small() for one in chosen] if quick else chosen
    shared = cache(lambda: Peers(max(one.days for one in chosen), 512, python))
    ready: dict[str, Prepared] = {}
    found = {one.name: _described(one) for one in chosen}
    for one in chosen:
        try:
            ready[one.name] = Prepared(one, shared)
            say(f"{one.name}: ready")
        except NotThere as reason:
            found[one.name]["missing"] = str(reason)
            say(f"{one.name}: not there ({reason})")
    for number in range(1, rounds + 1):
        for name, prepared in ready.items():
            seconds, last = prepared.seconds()
            one = prepared.one
            found[name]["rates"].append(short(one.days * one.runs / seconds))
            if number == 1:
                found[name]["gap"] = short(gap(last, reference(one.days, one.runs)))
        say(f"round {number} of {rounds} done")
    if any(one.peer and one.name in ready for one in chosen):
        shared().close()
    return list(found.values())


def _described(one: Contestant) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "output": one.output,
        "threads": one.threads,
        "days": one.days,
        "runs": one.runs,
        "rates": [],
    }


def memory(name: str, quick: bool, python: Path = PYTHON) -> dict[str, float]:
    """Peak memory of one call in a fresh process, and what it held before, in MiB."""
    one = CONTESTANTS[name].small() if quick else CONTESTANTS[name]
    if one.peer:
        peers = Peers(one.days, one.runs, python)
        try:
            answer = peers.ask(one.peer, one.days, one.runs)
        finally:
            peers.close()
        return {"peak_mib": short(answer["peak"] / 2**20)}
    return fresh("memory", name, str(one.days), str(one.runs))


def imported() -> float:
    """Seconds of ``import model`` in a process that has imported nothing else."""
    text = "import time; t = time.perf_counter(); import model; print(time.perf_counter() - t)"
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return short(float(done.stdout))


def fresh(*arguments: str, cache_folder: str | None = None) -> Any:
    """What `benchmarks.fresh` measures in a process of its own."""
    environment = os.environ | ({"MODEL_CACHE": cache_folder} if cache_folder else {})
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fresh", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotThere(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout.strip().splitlines()[-1])
