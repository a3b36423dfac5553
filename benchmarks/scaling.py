"""How an ensemble scales: one thread and two, one Dask worker and two, a store, small chunks.

``python -m benchmarks.scaling [SECONDS]`` writes ``model/figures/scaling.yaml``. Every round does
all the ways of working one after the other on the same ensemble, of about so many seconds for one
worker, and all must give the same bits.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import model
from benchmarks.machine import described
from model.ensembles.ensemble import ensemble
from model.ensembles.outcomes import FirstPassage, Last

DAYS = 1825
ASKED: dict[str, Any] = {
    "keep": ("price", "burned", "fees_usd", "treasury", "vault_usd"),
    "every": 30,
    "outcomes": {"low": FirstPassage("price", below=0.008), "end": Last("burned")},
}
SMALL = 256  # trajectories of a small chunk


def scaling(seconds: float = 60.0, rounds: int = 3) -> dict[str, Any]:
    """Seconds of each way of working in each round, trajectory-days a second, and ratios."""
    import distributed

    economy, base = model.economy("announced"), model.parameters("announced")

    def run(runs: int, **how: Any) -> Any:
        return ensemble(economy, base, DAYS, runs, 7, **ASKED, **how)

    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        clients = {}
        for workers in (1, 2):
            cluster = distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs=50
            )
            clients[workers] = stack.enter_context(distributed.Client(stack.enter_context(cluster)))
        first = _timed(lambda: run(2000, client=clients[2], chunk=SMALL))[0]
        run(2000, client=clients[1], chunk=SMALL)
        run(2000, workers=1)
        rate = 20_000 / _timed(lambda: run(20_000, workers=1))[0]
        runs = max(int(rate * seconds), SMALL)
        stores = iter(place / str(number) for number in range(rounds))
        ways: dict[str, Callable[[], Any]] = {
            "1 thread": lambda: run(runs, workers=1),
            "2 threads": lambda: run(runs, workers=2),
            "2 threads and a store": lambda: run(runs, workers=2, store=next(stores)),
            "2 threads, small chunks": lambda: run(runs, workers=2, chunk=SMALL),
            "1 Dask worker": lambda: run(runs, client=clients[1]),
            "2 Dask workers": lambda: run(runs, client=clients[2]),
            "2 Dask workers, small chunks": lambda: run(runs, client=clients[2], chunk=SMALL),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        results = []
        for _ in range(rounds):
            for name, way in ways.items():
                taken, result = _timed(way)
                times[name].append(taken)
                results.append(result)
        stored = sum(p.stat().st_size for p in (place / "0").rglob("*") if p.is_file())
        chunks = len(list((place / "0").glob("*/chunk-*")))
    for result in results:
        if not result.identical(results[0]):
            raise AssertionError("two ways of working gave unlike results")
    ratios = {
        "two_threads": ("1 thread", "2 threads"),
        "two_dask_workers": ("1 Dask worker", "2 Dask workers"),
        "one_dask_worker_to_a_thread": ("1 thread", "1 Dask worker"),
        "store": ("2 threads", "2 threads and a store"),
    }
    return {
        "trajectories": runs,
        "days": DAYS,
        "first_dask_call": first,
        "seconds": times,
        "rates": {n: runs * DAYS / statistics.median(taken) for n, taken in times.items()},
        # Round by round, so that a busy minute is on both sides.
        "ratios": {
            name: statistics.median(a / b for a, b in zip(times[one], times[two], strict=True))
            for name, (one, two) in ratios.items()
        },
        "stored_bytes": stored,
        "chunks": chunks,
    }


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def main(arguments: list[str]) -> None:
    """Measure, and write what was found with the machine and the versions."""
    import yaml

    measured = scaling(float(arguments[0])) if arguments else scaling()
    found = {"machine": described(), **measured}
    output = Path(__file__).resolve().parents[1] / "model" / "figures" / "scaling.yaml"
    output.write_text(yaml.safe_dump(found, sort_keys=False))


if __name__ == "__main__":
    main(sys.argv[1:])
