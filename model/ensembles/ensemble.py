"""Many runs of many points: cut into chunks, simulated anywhere, reduced and labelled.

The result is the same to the bit whatever the threads, the workers, the chunks and the order in
which they arrive, and whether it was stopped and started again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model import gates, memory
from model.draws import checked_seed
from model.engines.problem import Problem, Seeded, cores
from model.ensembles import store as stores
from model.ensembles.blocks import KEPT, Job, plan, size_of_chunks
from model.ensembles.labels import labelled
from model.ensembles.outcomes import FirstPassage, Outcome
from model.ensembles.provenance import key
from model.ensembles.reductions import Mean, Reduction, Variance
from model.ensembles.sketch import Quantiles
from model.ensembles.work import Work, by_points
from model.factbook import layer
from model.parameter_sets import Parameters
from model.points import Points
from model.simulation import chosen, sets
from model.spec.economy import Economy
from model.values import nearest

if TYPE_CHECKING:
    import xarray as xr
    from distributed import Client


class EnsembleError(gates.Refused):
    """An ensemble that cannot be run as asked, with the limit and the way out."""


def ensemble(
    economy: Economy,
    points: Parameters | Sequence[Parameters],
    days: int,
    runs: int,
    seed: int,
    *,
    keep: Sequence[str] = (),
    every: int = 1,
    days_kept: Sequence[int] | None = None,
    outcomes: Mapping[str, Outcome] | None = None,
    reduce: Sequence[Reduction] = (Mean(), Variance(), Quantiles()),
    keep_outcomes: bool = False,
    engine: str = "auto",
    store: str | Path | None = None,
    client: Client | str | None = None,
    workers: int | None = None,
    chunk: int | None = None,
    progress: bool = False,
) -> xr.Dataset:
    """``runs`` paths of each point over ``days`` days, reduced over runs.

    ``keep`` names states, flows and definitions, of which the days that ``every`` divides and the
    last one are kept, or ``days_kept``. ``outcomes`` are one number a trajectory, by the names
    they get. The reductions of ``price`` are called ``price_mean`` and so on, dims (point, day);
    those of an outcome have dims (point). With ``reduce=()`` the trajectories and outcomes
    themselves are returned, dims (point, run, day) and (point, run); ``keep_outcomes`` keeps the
    outcomes of each run beside their reductions. One set of parameters has no dim ``point``.

    All points meet the same shocks. ``store`` is a folder in which chunks are kept, so that the
    same call goes on where it was stopped. The work is done by ``workers`` threads, by default
    one a processor, or by the cluster of ``client``, a Dask client or the address of a scheduler.
    A chunk has about ``chunk`` trajectories.

    Raises `EnsembleError` for what cannot be asked, and what `model.simulation.simulate`,
    `model.ensembles.store.entry` and `model.ensembles.cluster.connected` raise.
    """
    if client is not None and (changed := layer.changed()):
        raise EnsembleError(
            f"{', '.join(changed)} was changed in this process, which the workers of a cluster do "
            "not see: leave out client=, or change parameters instead"
        )
    single, days = isinstance(points, Parameters), _whole("days", days)
    held = sets(EnsembleError, economy, points)
    progress = gates.flag(EnsembleError, "progress", progress)
    store = None if store is None else gates.place(stores.StoreError, "folder", store)
    job = _job(
        economy,
        held,
        days,
        runs,
        seed,
        keep,
        _rows(days, every, days_kept),
        _outcomes(outcomes),
        _reductions(reduce),
        gates.flag(EnsembleError, "keep_outcomes", keep_outcomes),
        engine,
    )
    size = _whole("chunk", size_of_chunks(len(held), job) if chunk is None else chunk)
    threads = _whole("workers", cores() if workers is None else workers)
    name = key(job, held)
    entry = None
    if store is not None:
        chunks = len(plan(len(held), job, size))
        entry = stores.entry(store, name, size, chunks, _about(job, held))
        size = entry.size
    chunks_to_do = plan(len(held), job, size)
    with Work(job, held, chunks_to_do, entry, progress) as work:
        states = work.distributed(client) if client is not None else work.local(threads)
        results = [job.result(state) for state in by_points(job, chunks_to_do, states)]
    return labelled(job, held, results, single, name)


def _job(
    economy: Economy,
    points: Points,
    days: int,
    runs: int,
    seed: int,
    keep: Sequence[str],
    rows: tuple[int, ...],
    outcomes: Mapping[str, Outcome],
    reduce: Sequence[Reduction],
    keep_outcomes: bool,
    engine: str,
) -> Job:
    runs, seed = _whole("runs", runs), checked_seed(seed)
    listed = [keep] if isinstance(keep, str) else keep
    keep = tuple(dict.fromkeys(gates.rows(EnsembleError, "keep", listed, str, "list columns")))
    if not keep and not outcomes:
        raise EnsembleError("nothing is asked for: name columns in keep=, or outcomes=")
    whole = Problem(economy, points, Seeded(seed), runs, days)
    for column in (*keep, *(c for outcome in outcomes.values() for c in outcome.columns)):
        if column == "day":
            raise EnsembleError("day is the axis of what is kept, and always there: leave it out")
        if column not in whole.columns:
            raise EnsembleError(
                f"{economy.name} has no column {gates.shown(column)}"
                f"{nearest(column, whole.columns)}; "
                "its columns are the states, flows and definitions"
            )
    for name in outcomes:
        if name in keep or not str(name).isidentifier():
            raise EnsembleError(
                f"an outcome cannot be called {gates.shown(name)}: take a name of letters, digits "
                "and _ that no kept column has"
            )
    outcomes = {
        name: outcome.of_economy(economy) if hasattr(outcome, "of_economy") else outcome
        for name, outcome in outcomes.items()
    }
    outcomes = _with_never(outcomes, keep)
    late = [o for o in outcomes.values() if not 1 <= getattr(o, "day", 1) <= days]
    if late:
        raise EnsembleError(f"{late[0]} is outside the run: give a day from 1 to {days}")
    _check_cost(len(points) * runs, days, len(points) * len(keep) * len(rows), runs, reduce)
    # Chosen once, by all trajectories and never by those of a chunk.
    engine = chosen(engine, whole)
    job = Job(
        economy, days, runs, seed, keep, rows, dict(outcomes), tuple(reduce), keep_outcomes, engine
    )
    _check_names(job, points)
    return job


def _with_never(outcomes: Mapping[str, Outcome], keep: Sequence[str]) -> dict[str, Outcome]:
    """The outcomes, and beside each first passage the runs in which it never happens."""
    found = dict(outcomes)
    for name, outcome in outcomes.items():
        if isinstance(outcome, FirstPassage):
            also = f"{name}_never"
            if also in outcomes or also in keep:
                raise EnsembleError(
                    f"{also} is taken by the runs in which {name} never happens: rename yours"
                )
            found[also] = outcome.never
    return found


def _check_names(job: Job, points: Points) -> None:
    """Refuse a result of which two parts would have one name."""
    nothing = {
        part: np.zeros((1, len(job.keep if part == KEPT else job.outcomes), 2))
        for part in job.parts
    }
    endings = job.result(job.reduce(nothing))
    axes = [axis[0] for row in job.parts.values() for r in row if (axis := r.axis())]
    names = ["point", "run", "day", *dict.fromkeys(axes), *points.varied]
    for part, found in endings.items():
        of = job.keep if part == KEPT else tuple(job.outcomes)
        names += [f"{name}{ending}" for ending in found for name in of]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise EnsembleError(
            f"two parts of the result would be called {twice[0]!r}: give the outcome another name"
        )


def _check_cost(
    trajectories: int, days: int, numbers: int, runs: int, reduce: Sequence[Reduction]
) -> None:
    """Refuse, before any work, what no machine finishes and what no memory holds."""
    if trajectories * days > LONGEST:
        raise EnsembleError(
            f"{trajectories:,} trajectories of {days:,} days are {trajectories * days:.1e} days to "
            f"simulate, more than {LONGEST:.0e}: ask for fewer runs, points or days"
        )
    each = PER_REDUCTION * len(reduce) if reduce else runs
    memory.check(
        numbers * each,
        "what is kept",
        "keep fewer columns or days (keep=, every=), or reduce over the runs",
    )


def _rows(days: int, every: int, days_kept: Sequence[int] | None) -> tuple[int, ...]:
    days, every = _whole("days", days), _whole("every", every)
    memory.check(
        days,
        f"a run of {gates.shown(days)} days",
        "ask for fewer days: what governs each day is held while a run goes on",
    )
    if days_kept is None:
        kept = PER_ROW * (days // every)
        memory.check(kept, f"the days to keep of {days:,}", "keep fewer of them (every=)")
        return tuple(sorted({*range(0, days + 1, every), days}))
    if hasattr(days_kept, "__len__") and len(days_kept) > days + 1:
        raise EnsembleError(f"days_kept={gates.shown(days_kept)} are more days than the run has")
    way_out = f"give days from 0 to {days}"
    given = gates.rows(EnsembleError, "days_kept", days_kept, object, way_out)
    whole = {gates.whole(EnsembleError, "a day of days_kept", day, 0, way_out) for day in given}
    rows = tuple(sorted(whole))
    if not rows or rows[-1] > days:
        raise EnsembleError(f"days_kept={gates.shown(days_kept)}: {way_out}")
    return rows


#: Trajectory-days of the longest ensemble: months of work on a large machine.
LONGEST = 10**13
#: Numbers that take the room of one day's number in a list of days.
PER_ROW = 8
#: Numbers that a reduction may keep of a column and day, such as a row of quantiles.
PER_REDUCTION = 16


def _whole(name: str, value: object) -> int:
    return gates.whole(EnsembleError, name, value)


def _outcomes(given: Mapping[str, Outcome] | None) -> dict[str, Outcome]:
    way_out = "write {'low': outcomes.Lowest('price')}"
    found = gates.table(EnsembleError, "outcomes", {} if given is None else given, way_out)
    for name, outcome in found.items():
        _made("outcome", name, outcome, ("columns", "unit", "of"), way_out)
    return found


def _reductions(given: Sequence[Reduction]) -> tuple[Reduction, ...]:
    way_out = "list reductions such as reductions.Mean(), or nothing"
    found = gates.rows(EnsembleError, "reduce", given, object, way_out)
    for reduction in found:
        _made("reduction", "", reduction, ("of", "merge", "result", "axis"), way_out)
    return tuple(found)  # type: ignore[arg-type]


def _made(what: str, name: str, given: object, members: tuple[str, ...], way_out: str) -> None:
    """Refuse what lacks a member of an outcome or a reduction, and a class in place of one."""
    if isinstance(given, type) or not all(hasattr(type(given), each) for each in members):
        raise EnsembleError(f"the {what} {name}={gates.shown(given)} is none: {way_out}")


def _about(job: Job, points: Points) -> dict[str, Any]:
    """What people want to read of an entry of a store."""
    varied = points.varied
    return {
        "economy": job.economy.name,
        "points": len(points),
        "runs": job.runs,
        "days": job.days,
        "seed": job.seed,
        "engine": job.engine,
        "keep": list(job.keep),
        "days_kept": len(job.rows),
        "outcomes": {name: repr(outcome) for name, outcome in job.outcomes.items()},
        "reductions": [repr(reduction) for reduction in job.reductions],
        "varied": {name: [float(c.min()), float(c.max())] for name, c in varied.items()},
        "parameters": {n: float(c[0]) for n, c in points.columns.items() if n not in varied},
    }
