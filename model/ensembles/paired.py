"""Compare policies on the same paths, where most of the noise cancels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from model import gates
from model.arrays import Array
from model.ensembles.ensemble import EnsembleError, ensemble
from model.ensembles.outcomes import Outcome
from model.ensembles.reductions import Mean, Variance
from model.parameter_sets import Parameters
from model.spec.economy import Economy

if TYPE_CHECKING:
    import xarray as xr


POLICIES = "pass two policies or more, sets of parameters of which the first is the yardstick"


def paired(
    economy: Economy,
    policies: Mapping[str, Parameters] | Sequence[Parameters],
    days: int,
    runs: int,
    seed: int,
    outcomes: Mapping[str, Outcome],
    **options: Any,
) -> xr.Dataset:
    """What each policy changes against the first one, on common random numbers.

    Dims (point,) for all policies but the first, with a coordinate ``policy`` if they have names.
    Of each outcome: ``_difference``, the mean over runs of this policy's value less the first's;
    ``_error``, its standard error; ``_saved``, by how much a comparison on independent paths would
    vary more, so how many times as many runs it would need. ``options`` are those of
    `model.ensembles.ensemble.ensemble`, which raises the errors. An outcome takes 8 bytes a
    trajectory. Raises `EnsembleError` for fewer than two policies or runs.
    """
    import xarray as xr

    names, listed = None, policies
    if isinstance(policies, Mapping) and not isinstance(policies, Parameters):
        named = gates.table(EnsembleError, "policies", policies, POLICIES)
        names, listed = list(named), list(named.values())
    points = gates.rows(EnsembleError, "policies", listed, Parameters, POLICIES)
    if len(points) < 2:
        raise EnsembleError(f"one policy is no comparison: {POLICIES}")
    gates.table(EnsembleError, "outcomes", outcomes, "write {'end': outcomes.Last('price')}")
    if not outcomes or (isinstance(runs, int) and runs < 2):
        raise EnsembleError("a comparison needs an outcome or more, and 2 runs or more")
    ds = ensemble(economy, points, days, runs, seed, outcomes=outcomes, reduce=(), **options)
    compared = ds.isel(point=slice(1, None)).drop_vars([*outcomes, "run"], errors="ignore")
    if names:
        compared = compared.assign_coords(policy=("point", names[1:]))
        compared.attrs["against"] = names[0]
    for name in outcomes:
        units = ds[name].attrs["units"]
        for ending, (values, unit, info) in _compared(ds[name].to_numpy(), units).items():
            about = {"units": unit, "long_name": f"{outcomes[name]!r}: {info}"}
            compared[f"{name}{ending}"] = xr.DataArray(values, dims="point", attrs=about)
    return compared


def _compared(values: Array, unit: str) -> dict[str, tuple[Array, str, str]]:
    """Of values (points, runs): results by the ending of their names, with unit and meaning."""
    apart = values[1:] - values[0]
    mean, alone = _moments(Mean(), apart), _moments(Variance(), values)
    noise = _moments(Variance(), apart)
    with np.errstate(divide="ignore", invalid="ignore"):  # policies may differ by a constant
        saved = (alone[1:] + alone[0]) / noise
    return {
        "_difference": (mean, unit, "difference from the first policy, mean over runs"),
        "_error": (np.sqrt(noise / values.shape[1]), unit, "standard error of the difference"),
        "_saved": (saved, "1", "variance of a difference on independent paths over this one"),
    }


def _moments(reduction: Mean | Variance, values: Array) -> Array:
    (found,) = reduction.result(reduction.of(values[:, None, :])).values()
    return found[:, 0]
