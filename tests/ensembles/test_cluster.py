"""On a Dask cluster the results are those of one process, whatever becomes of its workers."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import model
from model.ensembles.blocks import Job
from model.ensembles.cluster import ClusterError, connected, pack, task
from model.ensembles.ensemble import ensemble
from model.ensembles.outcomes import Last, OutcomeError
from model.points import Points
from tests.ensembles.own_outcome import Drop
from tests.ensembles.shared import same, small

distributed = pytest.importorskip("distributed")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    import dask

    with (
        # Dask gives a task up with its first worker, so that the second attempt is ours.
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=":0",
            silence_logs=50,
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_a_cluster_gives_the_bits_of_one_process(client: Any) -> None:
    whole = small()
    same(small(client=client), whole)
    same(small(client=client, chunk=1000), whole)


def test_a_worker_that_dies_costs_time_and_not_results(client: Any, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"days": 300, "runs": 6_000}
    (victim, *_) = client.run(os.getpid).values()
    kept_at_death = []

    def kill() -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            kept = len(list(tmp_path.glob("*/chunk-*.parquet")))
            if kept >= 6:
                os.kill(victim, signal.SIGKILL)
                kept_at_death.append(kept)
                return
            time.sleep(0.002)

    killer = threading.Thread(target=kill)
    killer.start()
    found = small(client=client, store=tmp_path, **asked)
    killer.join()
    assert 6 <= kept_at_death[0] < 40
    assert victim not in client.run(os.getpid).values()
    same(found, small(**asked))


def test_a_store_that_threads_began_is_ended_by_a_cluster(client: Any, tmp_path: Path) -> None:
    whole = small(store=tmp_path)
    chunks = sorted(tmp_path.glob("*/chunk-*.parquet"))
    for chunk in chunks[3:30]:
        chunk.unlink()
    same(small(client=client, store=tmp_path), whole)
    assert sorted(tmp_path.glob("*/chunk-*.parquet")) == chunks


def test_a_readers_own_outcome_goes_with_the_task(client: Any) -> None:
    economy, base = model.economy("announced"), model.parameters("announced")
    asked: dict[str, Any] = {"outcomes": {"drop": Drop(), "end": Last("price")}}
    here = ensemble(economy, base, 20, 600, 3, **asked)
    same(ensemble(economy, base, 20, 600, 3, client=client, **asked), here)


@dataclass(frozen=True)
class Broken(Drop):
    """An outcome that no worker can compute."""

    def of(self, paths: Any) -> Any:
        raise OutcomeError("no outcome on a worker")


def test_an_error_of_a_task_is_raised_as_it_is(client: Any) -> None:
    with pytest.raises(OutcomeError, match="no outcome on a worker"):
        small(client=client, outcomes={"drop": Broken()})


def test_progress_counts_what_workers_do(client: Any, capfd: pytest.CaptureFixture[str]) -> None:
    small(client=client, runs=600, progress=True)
    assert "48.0k/48.0k" in capfd.readouterr().err


def test_a_task_needs_nothing_but_what_is_sent(tmp_path: Path) -> None:
    """A process that has loaded no economy computes a chunk from a pickle."""
    from model.ensembles import blocks, work

    sent = []
    compute = blocks.compute

    def noted(job: Job, points: Any, chunk: Any, *rest: Any) -> Any:
        sent.append((pack(job), points, chunk))
        return compute(job, points, chunk, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "compute", noted)
        small(runs=300, workers=1)
    packed, points, chunk = sent[0]
    (tmp_path / "task").write_bytes(pickle.dumps((packed, points, chunk)))
    program = (
        "import pickle, sys\n"
        "from model.ensembles.cluster import task\n"
        "given = pickle.load(open(sys.argv[1], 'rb'))\n"
        "pickle.dump(task(*given), open(sys.argv[2], 'wb'))\n"
    )
    words = [sys.executable, "-c", program, str(tmp_path / "task"), str(tmp_path / "state")]
    subprocess.run(words, check=True, cwd=ROOT)
    there = pickle.loads((tmp_path / "state").read_bytes())
    here = task(packed, points, chunk)
    assert {n: v.tobytes() for n, v in there.items()} == {n: v.tobytes() for n, v in here.items()}


def test_a_worker_with_other_code_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.ensembles.cluster.sources", lambda: "other code")
    economy = model.economy("deployed")
    job = Job(economy, 1, 1, 1, ("price",), (0, 1), {}, (), False, "python")
    packed = pack(job)
    monkeypatch.undo()
    with pytest.raises(ClusterError, match="another version of the model"):
        task(packed, Points.of([model.parameters("deployed")]), None)  # type: ignore[arg-type]


def test_what_is_no_cluster_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.ensembles.cluster.TIMEOUT", 0.5)
    with pytest.raises(ClusterError, match="int is not a cluster"):
        connected(3)  # type: ignore[arg-type]
    with pytest.raises(ClusterError, match=r"no scheduler answers at 'tcp://127\.0\.0\.1:1'"):
        connected("tcp://127.0.0.1:1")


@pytest.mark.parametrize(
    "address",
    ["tcp://host:port", "tcp://host:70000", "https://host:8786", "", "a\nb", "tcp://h:-1"],
)
def test_what_is_no_address_starts_no_client(address: str) -> None:
    """One that was started would be heard of again, when it is collected."""
    with pytest.raises(ClusterError, match=r"no address such as tcp://host:8786$"):
        connected(address)
    gc.collect()


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'compute-token-economy\[cluster\]'"):
        small(client="tcp://127.0.0.1:1")
