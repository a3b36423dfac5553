"""The results of an ensemble as a labelled dataset, with units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from model import labels as said
from model.arrays import Array
from model.ensembles.blocks import KEPT, Job
from model.points import Points

if TYPE_CHECKING:
    import xarray as xr

Results = Sequence[Mapping[str, Mapping[str, Array]]]


def labelled(job: Job, points: Points, results: Results, single: bool, key: str) -> xr.Dataset:
    """Results of all points in order, by part and ending, as variables with dims and units.

    ``single`` takes away the dim of the points, of which there is one. What varies between
    points becomes a coordinate along them.
    """
    import xarray as xr

    ds = xr.Dataset(attrs=_origin(job, points, key))
    ds = ds.assign_coords(point=np.arange(len(points)))
    for part in job.parts:
        names = job.keep if part == KEPT else tuple(job.outcomes)
        axes = {axis[0]: list(axis[1]) for r in job.parts[part] if (axis := r.axis())}
        for ending in results[0][part]:
            values = np.concatenate([result[part][ending] for result in results])
            rest = values.shape[2:]
            values = values.reshape(len(points), len(names), -1, *rest)
            dims: tuple[str, ...] = ("run",) if ending == "" else tuple(axes) if rest else ()
            for place, name in enumerate(names):
                variable = (("point", "day", *dims), values[:, place])
                if part != KEPT:
                    variable = (("point", *dims), values[:, place, 0])
                made = xr.DataArray(variable[1], dims=variable[0], attrs=_about(job, name, ending))
                if ending == "":
                    made = made.transpose("point", "run", ...)
                ds[f"{name}{ending}"] = made
        ds = ds.assign_coords(axes)
        for name in axes:
            ds[name].attrs = said.COORDINATES.get(name, {"units": "1", "long_name": name})
    ds = _coordinates(ds, job, points)
    return ds.squeeze("point", drop=True) if single else ds


def _coordinates(ds: xr.Dataset, job: Job, points: Points) -> xr.Dataset:
    if "day" in ds.dims:
        ds = ds.assign_coords(day=np.array(job.rows))
    if "run" in ds.dims:
        ds = ds.assign_coords(run=np.arange(job.runs))
    for name in {"day", "run", "point"} & set(map(str, ds.coords)):
        ds[name].attrs = said.COORDINATES[name]
    for name, (record, column) in said.varied(job.economy, points).items():
        along = ("point", said.named(record, column), said.column(record, by_name=True))
        ds = ds.assign_coords({name: along})
    return ds


def _about(job: Job, name: str, ending: str) -> dict[str, str]:
    if name in job.outcomes:
        unit, info = job.outcomes[name].unit, repr(job.outcomes[name])
    else:
        record = job.economy.record(name)
        unit, info = record.unit, record.info
    if ending == "_variance" and unit != "1":
        unit = f"({unit})**2"
    if ending.startswith("_share"):
        unit = "1"
    over = f", {ending[1:].replace('_', ' ')} over {job.runs} runs" if ending else ""
    return {"units": unit, "long_name": f"{info}{over}"}


def _origin(job: Job, points: Points, key: str) -> dict[str, str | int]:
    varied = points.varied
    votes = [said.votes(votes) for votes in dict.fromkeys(points.votes)]
    return said.origin(
        economy=job.economy.name,
        engine=job.engine,
        seed=job.seed,
        runs=job.runs,
        days=job.days,
        scenario=points.scenario,
        key=key,
        parameters=said.setting(
            job.economy,
            {n: float(c[0]) for n, c in points.columns.items() if n not in varied},
        ),
        # Once if all points have the same, as they have after `model.points.vary`.
        votes=votes[0] if len(votes) == 1 else votes,
        paths=said.paths(points.paths),
    )
