"""The chunks of an ensemble: loaded from a store or computed by threads or a cluster, then kept."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from model.ensembles.blocks import KEPT, OUTCOMES, RUNS, Chunk, Job, compute, fold
from model.ensembles.reductions import State
from model.ensembles.store import Entry, StoreError
from model.points import Points

if TYPE_CHECKING:
    from distributed import Client

#: A chunk may take so many times what its numbers need, and so many bytes in any case.
AMPLE, LEAST = 4, 2**20


class Work:
    """Chunks that are loaded from the store or computed, then kept, counted and handed on."""

    def __init__(
        self, job: Job, points: Points, chunks: list[Chunk], entry: Entry | None, show: bool
    ) -> None:
        self.job, self.points, self.chunks, self.entry = job, points, chunks, entry
        if entry is not None and entry.chunks != len(chunks):
            raise StoreError(
                f"{entry.path} is damaged: delete it; it says {entry.chunks:,} chunks, and this "
                f"ensemble has {len(chunks):,} of {entry.size:,} trajectories"
            )
        self.there = set(entry.done) if entry else set()
        self.bar: Any = None
        if show:
            from tqdm import tqdm

            self.bar = tqdm(
                total=sum(chunk.days(job) for chunk in chunks),
                initial=sum(c.days(job) for c in chunks if c.number in self.there),
                desc=f"{job.economy.name} with {job.engine}",
                unit=" trajectory-days",
                unit_scale=True,
            )

    def __enter__(self) -> Work:
        return self

    def __exit__(self, *problem: object) -> None:
        if self.bar:
            self.bar.close()

    def tick(self, days: int) -> None:
        """Tell the bar of days that were simulated."""
        if self.bar:
            self.bar.update(days)

    def load(self, chunk: Chunk) -> State | None:
        """A chunk of the store, if it is there and sound."""
        if self.entry is None or chunk.number not in self.there:
            return None
        state = self.entry.load(chunk.number, self._most(chunk), self._like)
        if state is None:
            self.tick(-chunk.days(self.job))
        return state

    @cached_property
    def _like(self) -> State:
        """What is kept of two runs of a point: the names of all that a chunk holds."""
        job = self.job
        cells = {KEPT: len(job.keep) * len(job.rows), OUTCOMES: len(job.outcomes)}
        return job.reduce({part: np.zeros((1, cells[part], 2)) for part in job.parts})

    def _most(self, chunk: Chunk) -> int:
        """Bytes that a chunk can have, amply: as if each two runs were kept as two alone are."""
        runs = min(chunk.end * RUNS, self.job.runs) - chunk.start * RUNS
        pairs = (chunk.last - chunk.first) * -(-runs // 2)
        return AMPLE * pairs * sum(values.nbytes for values in self._like.values()) + LEAST

    def done(self, chunk: Chunk, state: State) -> None:
        """Keep a chunk that was computed."""
        if self.entry is not None:
            self.entry.save(chunk.number, state)

    def one(self, chunk: Chunk, threads: int) -> State:
        """A chunk, loaded or computed and kept."""
        state = self.load(chunk)
        if state is None:
            own = self.points[chunk.first : chunk.last]
            state = compute(self.job, own, chunk, threads, self.tick)
            self.done(chunk, state)
        return state

    def local(self, workers: int) -> Iterator[State]:
        """The states of all chunks in order, by threads; few are under way at a time."""
        each = max(workers // len(self.chunks), 1)
        if workers == 1 or len(self.chunks) == 1:
            yield from (self.one(chunk, each) for chunk in self.chunks)
            return
        pool = ThreadPoolExecutor(workers)
        try:
            waiting: list[Future[State]] = []
            for chunk in self.chunks:
                waiting.append(pool.submit(self.one, chunk, 1))
                if len(waiting) > 2 * workers:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        finally:
            pool.shutdown(cancel_futures=True)

    def distributed(self, client: Client | str) -> Iterator[State]:
        """The states of all chunks in order, by the workers of a cluster."""
        from model.ensembles.cluster import connected, on_cluster, pack

        early: dict[int, State] = {}
        missing = [c for c in self.chunks if c.number not in self.there]
        for chunk in self.chunks:  # a stored chunk that is damaged is computed like the missing
            if chunk.number in self.there and self.load(chunk) is None:
                self.there.discard(chunk.number)
                missing.append(chunk)
        missing.sort(key=lambda chunk: chunk.number)

        def done(chunk: Chunk, state: State) -> None:
            self.done(chunk, state)
            self.tick(chunk.days(self.job))

        arrivals = on_cluster(connected(client), pack(self.job), self.points, missing, done)
        for chunk in self.chunks:
            if chunk.number in self.there:
                yield self.one(chunk, 1)
                continue
            while chunk.number not in early:
                number, state = next(arrivals)
                early[number] = state
            yield early.pop(chunk.number)


def by_points(job: Job, chunks: list[Chunk], states: Iterator[State]) -> Iterator[State]:
    """The states of whole points: chunks of one point are joined as they come."""
    for _, own in groupby(chunks, key=lambda chunk: chunk.first):
        yield fold(job.merge, (next(states) for _ in own))
