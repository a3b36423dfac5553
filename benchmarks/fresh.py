"""What only a process of its own can tell: peak memory, the first call."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.peers import peak


def memory(name: str, days: str, runs: str) -> dict[str, float]:
    """Peak memory of one call of a contestant and what was held before it, in MiB."""
    from benchmarks.contestants import CONTESTANTS

    prepare = CONTESTANTS[name].prepare
    assert prepare is not None
    call = prepare(int(days), int(runs))
    before = peak()
    call()
    return {"peak_mib": round(peak() / 2**20, 1), "before_mib": round(before / 2**20, 1)}


def first(engine: str) -> dict[str, float]:
    """Seconds of printing the economy and of the engine's first call."""
    import model
    from model.compile.python import printed

    times = [time.perf_counter()]
    economy = model.economy("announced")
    printed(economy, "math"), printed(economy, "numpy")
    times.append(time.perf_counter())
    from benchmarks.cases import problem
    from model.simulation import trajectories

    trajectories(problem(1, 8, kept=["price"], rows=[1]), engine)
    times.append(time.perf_counter())
    names = ("economy_printed", "first_call")
    return {n: round(b - a, 4) for n, a, b in zip(names, times, times[1:], strict=False)}


def million(total: str, days: str, chunk: str) -> dict[str, Any]:
    """Quantiles of the last day of base over many runs: seconds and peak memory."""
    import numpy as np

    from benchmarks.cases import problem
    from model.simulation import trajectories

    kept, last, size = ("price", "burned"), int(days), int(chunk)
    trajectories(problem(2, 8), "lanes")  # compiled before the clock starts
    began, parts = time.perf_counter(), []
    for start in range(0, int(total), size):
        runs = min(size, int(total) - start)
        arrays = trajectories(problem(last, runs, kept=kept, rows=[last], first=start), "lanes")
        parts.append([arrays[name].ravel() for name in kept])
    table = np.concatenate(parts, axis=1)
    shares = (0.05, 0.25, 0.5, 0.75, 0.95)
    quantiles = {
        name: [float(f"{v:.6g}") for v in np.quantile(row, shares)]
        for name, row in zip(kept, table, strict=True)
    }
    return {
        "trajectories": table.shape[1],
        "days": last,
        "seconds": round(time.perf_counter() - began, 2),
        "peak_mib": round(peak() / 2**20, 1),
        "shares": list(shares),
        "quantiles": quantiles,
    }


if __name__ == "__main__":
    tasks: dict[str, Callable[..., Any]] = {"memory": memory, "first": first, "million": million}
    task = tasks[sys.argv[1]]
    sys.stdout.write(json.dumps(task(*sys.argv[2:])) + "\n")
