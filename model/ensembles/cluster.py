"""The chunks of an ensemble on the workers of a Dask cluster, of whatever kind.

A task is a pure function of what is sent with it, so a worker that dies costs time and no result:
Dask gives its tasks to another one, and what Dask gives up is submitted again.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from model import gates
from model.ensembles.blocks import Chunk, Job, compute
from model.ensembles.provenance import sources
from model.ensembles.reductions import State
from model.points import Points
from model.quantities import declare, quantity

if TYPE_CHECKING:
    from distributed import Client

ATTEMPTS = 5  # of a chunk, each after Dask has itself tried several workers
TIMEOUT = 20  # seconds to wait for a scheduler
INSTALL = "python -m pip install 'compute-token-economy[cluster]'"


class ClusterError(gates.Refused):
    """A cluster that cannot be used, with the reason and the way out."""


def connected(client: Client | str) -> Any:
    """The client itself, or one of the scheduler at an address such as tcp://host:8786."""
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError(f"work on a cluster needs Dask: {INSTALL}") from error
    if isinstance(client, Client):
        return client
    if not isinstance(client, str):
        raise ClusterError(
            f"{type(client).__name__} is not a cluster: pass a distributed.Client, or the "
            "address of a scheduler"
        )
    try:
        _check_address(client)  # a client that finds a fault while it starts is never closed
        made: Any = Client
        return made(client, timeout=TIMEOUT)
    except (OSError, ValueError) as error:
        no_address = "it is no address such as tcp://host:8786"
        why = str(error) if isinstance(error, OSError) else no_address
        raise ClusterError(f"no scheduler answers at {gates.shown(client)}: {why}") from error


def _check_address(text: str) -> None:
    """Raise ValueError for what is no address."""
    from distributed.comm.addressing import parse_address, parse_host_port
    from distributed.comm.registry import get_backend

    scheme, place = parse_address(text)
    get_backend(scheme)
    if scheme != "inproc" and not 0 < int(parse_host_port(place)[1]) < 2**16:
        raise ValueError("no port")


def pack(job: Job) -> bytes:
    """A job as it is sent to workers: with the records of its quantities, which they may lack.

    With it goes the hash of the code, which a worker compares with its own.
    """
    economy = job.economy
    symbols = (
        *economy.states,
        *economy.observables,
        *economy.parameters,
        *economy.shocks,
        *economy.schedules,
    )
    return pickle.dumps((sources(), [quantity(symbol) for symbol in symbols], pickle.dumps(job)))


@lru_cache(maxsize=4)  # so that a worker links the kernel once and not for each chunk
def _unpacked(packed: bytes) -> Job:
    sent, records, job = pickle.loads(packed)
    if sent != sources():
        raise ClusterError(
            "a worker has another version of the model than this process: install the same there"
        )
    for record in records:
        declare(record)
    unpacked: Job = pickle.loads(job)
    return unpacked


def task(packed: bytes, points: Points, chunk: Chunk) -> State:
    """What is kept of a chunk. Columns of one value stand for points that are all alike."""
    number = len(points.votes)
    columns = {name: np.broadcast_to(c, (number,)) for name, c in points.columns.items()}
    return compute(_unpacked(packed), replace(points, columns=columns), chunk)


def _slim(points: Points) -> Points:
    varied = points.varied
    columns = {name: c if name in varied else c[:1] for name, c in points.columns.items()}
    return replace(points, columns=columns)


def on_cluster(
    client: Any,
    packed: bytes,
    points: Points,
    chunks: Iterable[Chunk],
    done: Callable[[Chunk, State], None],
) -> Iterator[tuple[int, State]]:
    """Number and state of each chunk in the order of arrival; ``done`` hears of each first.

    So many are under way as keep the workers busy, and none far ahead of the first that is not
    there, so that few results wait for it.
    """
    import distributed

    completed: Any = distributed.as_completed

    waiting = deque(chunks)
    under_way: dict[str, tuple[Any, Chunk, int]] = {}
    arrivals: Any = completed()

    def submit(chunk: Chunk, attempt: int) -> None:
        own = _slim(points[chunk.first : chunk.last])
        future = client.submit(task, packed, own, chunk, pure=False)
        under_way[future.key] = (future, chunk, attempt)
        arrivals.add(future)

    def fill() -> None:
        room = 2 * max(sum(client.nthreads().values()), 2)
        while waiting and len(under_way) < room:
            first = min((chunk.number for _, chunk, _ in under_way.values()), default=None)
            if first is not None and waiting[0].number > first + 8 * room:
                return
            submit(waiting.popleft(), 1)

    try:
        fill()
        while under_way:
            future = next(arrivals)
            _, chunk, attempt = under_way.pop(future.key)
            state = _result(future, attempt)
            if state is None:
                submit(chunk, attempt + 1)
                continue
            done(chunk, state)
            fill()
            yield chunk.number, state
    finally:
        client.cancel([future for future, _, _ in under_way.values()])


def _result(future: Any, attempt: int) -> State | None:
    """What a task returned, or None if its workers died; errors of the task itself are raised."""
    from concurrent.futures import CancelledError

    from distributed.scheduler import KilledWorker

    try:
        state: State = future.result()
    except (KilledWorker, CancelledError) as error:
        if attempt == ATTEMPTS:
            raise ClusterError(
                f"workers died {ATTEMPTS} times over one chunk ({error}): give each more memory, "
                "or a smaller chunk"
            ) from error
        return None
    return state
