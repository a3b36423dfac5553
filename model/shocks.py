"""Seeded exogenous paths: standard normal draws, made before a run and never inside it.

Each process has its own stream, keyed by seed, process name and run. So every engine sees the
same randomness, runs can be computed in any order, and a new process changes no other.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from model.spec.economy import Economy

if TYPE_CHECKING:
    import xarray as xr


class ShockError(ValueError):
    """A number of days or runs, or a seed, that cannot be drawn for."""


def _whole(name: str, value: object, least: int, way_out: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ShockError(f"{name}={value!r} is not a whole number of at least {least}: {way_out}")
    return int(value)


def draw(process: str, seed: int, run: int, days: int) -> np.ndarray:
    """The draws of one process in one run, shape (days,)."""
    key = zlib.crc32(process.encode())
    stream = np.random.SeedSequence(entropy=seed, spawn_key=(key, run))
    return np.random.Generator(np.random.PCG64(stream)).standard_normal(days)


def shocks(economy: Economy, days: int, runs: int = 1, seed: int = 0) -> xr.Dataset:
    """Standard normal draws of all processes of an economy, dims (run, day), day 1 to ``days``.

    Raises `ShockError` for days or runs below one and for a negative seed.
    """
    import xarray as xr

    days = _whole("days", days, 1, "ask for a day or more")
    runs = _whole("runs", runs, 1, "ask for a run or more")
    seed = _whole("seed", seed, 0, "give a seed such as 7")
    data = {
        symbol.name: (
            ("run", "day"),
            np.stack([draw(symbol.name, seed, r, days) for r in range(runs)]),
        )
        for symbol in economy.shocks
    }
    return xr.Dataset(
        data,
        coords={"run": np.arange(runs), "day": np.arange(1, days + 1)},
        attrs={"seed": seed, "economy": economy.name},
    )
