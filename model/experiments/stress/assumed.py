"""The stresses over what is assumed: each row of the page's table, in drawn economies.

The maps move what a stress sets, and meet chance alone. Here every parameter that is assumed is
drawn from its range, each economy on a random path of its own, with the stress and without it. What
an answer tells is drawn as the answers draw it, so that both have one interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.experiments import sources
from model.experiments.intervals import SEED, Interval, Setting, ends
from model.experiments.outcomes import DAYS, GPUS, YEAR, Reading
from model.experiments.sensitivity.indices import spread
from model.experiments.sensitivity.inputs import CHANCE, Inputs
from model.experiments.sources import Case, Compared, Source, told
from model.experiments.stress import ballot, downturn, freeze, paired, sandwich, washing
from model.experiments.stress.common import BASE, SETTINGS, SHOCK, over
from model.experiments.stress.spiral import WINDOW

Array = NDArray[np.float64]
DRAWS = paired.SIZES.draws
_AFTER = range(SHOCK + 1, SHOCK + WINDOW + 1)
_DOWN = range(downturn.START + 1, downturn.START + paired.LONG * YEAR + 1)
_RALLY = range(freeze.START + 1, freeze.START + freeze.LENGTH + 1)
_FILES = ("experiments/stress/assumed.py",)


def _struck(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    gpus = ds[list(GPUS)].to_dataarray("class").sum("class").sel(day=list(_AFTER)).mean("day")
    gone = (gpus.sel(case="no audits") / gpus.sel(case="none")).to_numpy()
    return {**paired.read(ds, given), "gone": 100 * gone}


def _down(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    within = ds.sel(day=list(_DOWN))
    gpus = within[list(GPUS)].to_dataarray("class").sum("class")
    found = {"price": within["price"].mean("day"), "gpus": gpus.mean("day")}
    found["burned"] = ds["burned"].sel(day=DAYS)
    return {
        name: 100 * over(each.sel(case="down").to_numpy(), each.sel(case="none").to_numpy())
        for name, each in found.items()
    }


def _rally_cases(given: Mapping[str, Array]) -> dict[str, Case]:
    """The same rally with and without a lag of the average, and what else may stop the vault."""
    window, rising = 3600 * freeze.WINDOWS[-1], freeze.RISES[-1]
    lagging = {"twap_window": window, "rally_rise": rising, "rally_lag": 1.0}
    return {
        "not lagging": Case(lagging | {"rally_lag": 0.0}),
        "slow": Case(lagging),
        "fast": Case(lagging | {"twap_window": 3600 * freeze.WINDOWS[0]}),
        "wide": Case(lagging | {"max_slippage": freeze.WIDE}),
        "noise": Case(lagging | {"rally_rise": 0.0}),
    }


def _rally(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    burned = ds["burned"].sel(day=freeze.START + YEAR) - ds["burned"].sel(day=freeze.START)
    lost = (burned.sel(case="slow") / burned.sel(case="not lagging") - 1).to_numpy()
    stopped = 100 * (ds["guard_room"].sel(day=list(_RALLY)) <= 0).mean("day")
    frozen = {n: stopped.sel(case=n).to_numpy() for n in ("slow", "fast", "wide", "noise")}
    return {"frozen": 100 * lost} | frozen


BLOWS = replace(
    paired.BLOWS, name="all blows", days=(*paired.BLOWS.days, *_AFTER), read=_struck, files=_FILES
)
DOWNTURN = replace(
    paired.DOWNTURN,
    name="all of a downturn",
    kept=("price", *GPUS, "burned"),
    days=(*_DOWN, DAYS),
    read=_down,
    files=_FILES,
)
RALLY = Compared(
    name="rally",
    made=freeze.rallying,
    cases=_rally_cases,
    kept=("burned", "guard_room"),
    days=(freeze.START, *_RALLY, freeze.START + YEAR),
    read=_rally,
    sizes=paired.SIZES,
    files=_FILES,
)


def _readings(*names: str) -> dict[str, Reading]:
    return {name: told(name, name, "%") for name in names}


def drawn(
    setting: Setting, readings: Mapping[str, Reading], draws: int = DRAWS, seed: int = SEED
) -> dict[str, Array]:
    """Each reading in so many drawn economies, a power of two: arrays (draws,)."""
    source = setting.source
    inputs = Inputs(source.economy, setting.parameters(), (*setting.free(sourced=False), CHANCE))
    points, paths = inputs.place(spread(inputs, draws, seed))
    return sources.on_own_paths(source, points, paths, readings, seed)


def assumed(
    worst: Mapping[str, tuple[float, float]], draws: int = DRAWS, seed: int = SEED
) -> dict[str, dict[str, Interval]]:
    """The 5th and 95th percentile over draws of what is told of each setting.

    By the names of readings; parts in per cent. ``worst`` has the tolerance, and the window in
    hours, at which sandwiches of a setting take most.
    """
    return {name: _of(name, *worst[name], draws, seed) for name in SETTINGS}


def _of(name: str, tolerance: float, window: float, draws: int, seed: int) -> dict[str, Interval]:
    scenario, changes = SETTINGS[name]
    voted = {"max_slippage": tolerance, "twap_window": 3600 * window}
    on_columns = {key: washing.READINGS[key] for key in ("replayed", "safe")}
    if name == BASE:
        on_columns |= ballot.LEAST
    asked: list[tuple[Source, Mapping[str, Any], Mapping[str, Reading]]] = [
        (BLOWS, changes, _readings("gone", "left", "left later", "half", "fallen", "worth")),
        (DOWNTURN, changes, _readings("price", "gpus", "burned")),
        (paired.WASHING, changes, on_columns),
        (paired.SANDWICH, {**changes, **voted}, {"share": sandwich.READINGS["share"]}),
    ]
    if name in freeze.RALLIES:
        asked.append((RALLY, changes, _readings("frozen", "slow", "fast", "wide", "noise")))
    found: dict[str, Interval] = {}
    for source, changed, readings in asked:
        setting = Setting.of(scenario, source, **changed)
        for key, values in drawn(setting, readings, draws, seed).items():
            scale = 100 if readings[key].unit == "1" else 1
            found[key] = ends(scale * values, readings[key])
    return found
