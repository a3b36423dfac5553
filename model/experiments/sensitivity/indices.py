"""Indices of sensitivity with their intervals: Morris to screen, Sobol' to divide, PAWN to compare.

Samples and estimators are SALib's (:cite:`herman2017salib`, :cite:`iwanaga2022toward`), all on the
unit cube of the inputs, so that an input's index includes the range that its fact gives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.experiments.outcomes import Reading
from model.experiments.sensitivity.conclusions import (
    CONCLUSIONS,
    DIVIDED,
    conclude,
)
from model.experiments.sensitivity.inputs import CHANCE, Array, Inputs, SensitivityError

LEVELS = 4
RESAMPLES = 100
CONFIDENCE = 0.95
SLICES = 12
#: An input that nothing depends on: what PAWN gives it is chance.
DUMMY = "no input"


@dataclass(frozen=True)
class Sample:
    """Points of the unit cube (points, inputs), and the value of each conclusion at each."""

    inputs: Inputs
    unit: Array
    values: Mapping[str, Array]


def screen(inputs: Inputs, walks: int, seed: int) -> pd.DataFrame:
    """Elementary effects of Morris: ``walks`` through the cube that move each input once.

    Levels are the middles of the quarters of a range, since its very ends can be singular: an
    demand without a spread never moves. Rows are (conclusion, input); columns, in what indices
    compare (`Conclusion.scaled`), the mean absolute change ``effect`` if the input moves by half
    its range, its half interval ``interval``, and the changes' standard deviation ``spread``.
    """
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as design

    unit = design.sample(inputs.problem, walks, num_levels=LEVELS, seed=seed)
    values = _values(inputs, (unit * (LEVELS - 1) + 0.5) / LEVELS, seed)
    move = LEVELS / (2 * (LEVELS - 1))  # of the design, which divides by it
    parts = {}
    for name in _divided(values):
        y = _scaled(name, values[name])
        found = analysis.analyze(
            inputs.problem, unit, y, num_resamples=RESAMPLES, num_levels=LEVELS, seed=seed + 1
        )
        parts[name] = pd.DataFrame(
            {
                "effect": move * np.asarray(found["mu_star"]),
                "interval": move * np.asarray(found["mu_star_conf"]),
                "spread": move * np.asarray(found["sigma"]),
            },
            index=pd.Index(inputs.names, name="input"),
        )
    return pd.concat(parts, names=["conclusion"])


def scores(screened: pd.DataFrame) -> pd.DataFrame:
    """Effects over the largest of the same conclusion: inputs by conclusions, strongest first."""
    table = screened["effect"].unstack("conclusion")
    table = table[[name for name in CONCLUSIONS if name in table]]
    table = table / table.max()
    return table.loc[table.mean(axis=1).sort_values(ascending=False, kind="stable").index]


def strongest(screened: pd.DataFrame, count: int) -> tuple[str, ...]:
    """The ``count`` parameters with the largest effects, on average over the conclusions."""
    ranked = [name for name in scores(screened).index if name != CHANCE]
    return tuple(ranked[:count])


def saltelli(inputs: Inputs, size: int, seed: int) -> Sample:
    """The design that Sobol' indices are estimated from: ``size`` × (inputs + 2) trajectories.

    The first n of its base points are the design of size n, if both are powers of two.
    """
    from SALib.sample import sobol as design

    _balanced(size)
    unit = design.sample(inputs.problem, size, calc_second_order=False, seed=seed)
    return Sample(inputs, unit, _values(inputs, unit, seed))


def sobol(sample: Sample, size: int | None = None, seed: int = 1) -> pd.DataFrame:
    """First and total indices with their bootstrap half intervals, by (conclusion, input).

    ``size`` takes the first base points only. Columns: ``first``, ``first_interval``, ``total``,
    ``total_interval``. Rare conclusions are left out. Raises `SensitivityError` if another is the
    same everywhere.
    """
    from SALib.analyze import sobol as analysis

    wide = len(sample.inputs.names) + 2
    rows = len(sample.unit) if size is None else size * wide
    parts = {}
    for name in _divided(sample.values):
        y = _scaled(name, sample.values[name])[:rows]
        if np.ptp(y) == 0:
            raise SensitivityError(
                f"{name} is {y[0]:g} at all {len(y)} points: it has no variance to divide; "
                "widen the ranges or take more points"
            )
        found = analysis.analyze(
            sample.inputs.problem,
            y,
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=seed,
        )
        parts[name] = pd.DataFrame(
            {
                "first": np.asarray(found["S1"]),
                "first_interval": np.asarray(found["S1_conf"]),
                "total": np.asarray(found["ST"]),
                "total_interval": np.asarray(found["ST_conf"]),
            },
            index=pd.Index(sample.inputs.names, name="input"),
        )
    return pd.concat(parts, names=["conclusion"])


def convergence(sample: Sample, sizes: Sequence[int]) -> pd.DataFrame:
    """`sobol` for growing parts of one design, by (size, conclusion, input)."""
    return pd.concat({size: sobol(sample, size) for size in sizes}, names=["size"])


def independent(sample: Sample) -> Sample:
    """The points of a Saltelli design that do not share coordinates: two of each base point."""
    wide = len(sample.inputs.names) + 2
    rows = np.arange(len(sample.unit)) % wide
    chosen = (rows == 0) | (rows == wide - 1)
    values = {name: y[chosen] for name, y in sample.values.items()}
    return Sample(sample.inputs, sample.unit[chosen], values)


def pawn(sample: Sample, seed: int = 1) -> pd.DataFrame:
    """Median distance between the distribution of a conclusion and that within a slice of an input.

    Rows are (conclusion, input); `DUMMY` is a column of random numbers. The one column is
    ``distance``, of Kolmogorov and Smirnov. The sample's points share no coordinates.
    """
    from SALib.analyze import pawn as analysis

    names = [*sample.inputs.names, DUMMY]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    idle = np.random.default_rng(seed).random((len(sample.unit), 1))
    unit = np.hstack([sample.unit, idle])
    parts = {}
    for name in _divided(sample.values):
        found = analysis.analyze(problem, unit, _scaled(name, sample.values[name]), S=SLICES)
        parts[name] = pd.DataFrame(
            {"distance": np.asarray(found["median"])}, index=pd.Index(names, name="input")
        )
    return pd.concat(parts, names=["conclusion"])


def drawn(
    inputs: Inputs, size: int, seed: int, conclusions: Mapping[str, Reading] = CONCLUSIONS
) -> Sample:
    """Fresh points of the cube, ``size`` of Sobol's sequence, a power of two."""
    unit = spread(inputs, size, seed)
    points, runs = inputs.place(unit)
    return Sample(inputs, unit, conclude(inputs.economy, points, runs, seed, "auto", conclusions))


def spread(inputs: Inputs, size: int, seed: int) -> Array:
    """The first points of Sobol's sequence in the cube (points, inputs), a power of two of them."""
    from scipy.stats import qmc

    _balanced(size)
    cube = qmc.Sobol(len(inputs.names), rng=seed).random_base2(size.bit_length() - 1)
    return np.asarray(cube, float)


def carried(inputs: Inputs, few: Sequence[str], size: int, seed: int) -> pd.DataFrame:
    """How much of each conclusion's variance a few inputs carry, all others varying too.

    Both are taken as one group each. Rows are conclusions; columns ``few`` (their first-order
    index as a group), ``rest`` (what the rest is involved in, its total index) and their half
    intervals ``few_interval``, ``rest_interval``.
    """
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as design

    groups = ["few" if name in few else "rest" for name in inputs.names]
    problem = {**inputs.problem, "groups": groups}
    unit = design.sample(problem, size, calc_second_order=False, seed=seed)
    rows = {}
    values = _values(inputs, unit, seed)
    for name in _divided(values):
        y = _scaled(name, values[name])
        found = analysis.analyze(
            problem, y, calc_second_order=False, num_resamples=RESAMPLES, seed=seed + 1
        )
        place = {group: i for i, group in enumerate(dict.fromkeys(groups))}
        rows[name] = {
            "few": found["S1"][place["few"]],
            "few_interval": found["S1_conf"][place["few"]],
            "rest": found["ST"][place["rest"]],
            "rest_interval": found["ST_conf"][place["rest"]],
        }
    return pd.DataFrame(rows).T.astype(float)


def _divided(values: Mapping[str, Array]) -> list[str]:
    """The conclusions among these whose variance can be divided."""
    return [name for name in DIVIDED if name in values]


def _scaled(name: str, values: Array) -> Array:
    return CONCLUSIONS[name].scaled(values)


def _balanced(size: int) -> None:
    if size < 2 or size & (size - 1):
        raise SensitivityError(f"size={size} is not balanced: give a power of two, 2 or more")


def _values(inputs: Inputs, unit: Array, seed: int) -> dict[str, Array]:
    points, runs = inputs.place(unit)
    return conclude(inputs.economy, points, runs, seed)
