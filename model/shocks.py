"""Seeded exogenous paths: standard normal draws that nothing in a run can move.

A draw is a function of the seed, the process's name, the run and the day, and of nothing else:
the generator counts instead of remembering (Philox, :cite:`salmon2011`). So every engine sees the
same randomness, on any machine; runs can be computed in any order; and a new process changes no
other. The compiled kernel draws the same numbers for itself.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from model.elementary import normals
from model.spec.economy import Economy

if TYPE_CHECKING:
    import xarray as xr


class ShockError(ValueError):
    """A number of days or runs, or a seed, that cannot be drawn for."""


def _whole(name: str, value: object, least: int, way_out: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ShockError(f"{name}={value!r} is not a whole number of at least {least}: {way_out}")
    return int(value)


def checked_seed(seed: object) -> int:
    """A seed that a counter can be keyed with: a whole number of at most 64 bits."""
    whole = _whole("seed", seed, 0, "give a seed such as 7")
    if whole >= 2**64:
        raise ShockError(f"seed={whole} has more than 64 bits: give one below 2**64")
    return whole


def _words(process: str, days: int, first: int, runs: int, seed: int) -> np.ndarray:
    """The random words of one process, shape (runs, days rounded up to a pair)."""
    key = np.array([seed, zlib.crc32(process.encode())], np.uint64)
    words = np.empty((runs, days + days % 2), np.uint64)
    for row in range(runs):
        counter = np.array([0, first + row, 0, 0], np.uint64)
        words[row] = np.random.Philox(key=key, counter=counter).random_raw(words.shape[1])
    return words


def draws(
    economy: Economy, days: int, runs: int, seed: int, first: int = 0
) -> dict[str, np.ndarray]:
    """The draws of all processes in the runs from number ``first`` on, arrays (runs, days).

    A pair of days takes a pair of words: those of an odd day and of the day after it. Raises
    `ShockError` for days or runs below one, a first run below zero and a seed outside 0 to
    2**64 - 1.
    """
    days = _whole("days", days, 1, "ask for a day or more")
    runs = _whole("runs", runs, 1, "ask for a run or more")
    first = _whole("first", first, 0, "the runs are counted from 0")
    seed = checked_seed(seed)
    drawn = {}
    for symbol in economy.shocks:
        words = _words(symbol.name, days, first, runs, seed)
        pairs = normals(words[:, 0::2], words[:, 1::2])
        drawn[symbol.name] = np.stack(pairs, axis=-1).reshape(words.shape)[:, :days]
    return drawn


def shocks(economy: Economy, days: int, runs: int = 1, seed: int = 0) -> xr.Dataset:
    """Standard normal draws of all processes of an economy, dims (run, day), day 1 to ``days``.

    Raises `ShockError` as `draws` does.
    """
    import xarray as xr

    drawn = draws(economy, days, runs, seed)
    return xr.Dataset(
        {name: (("run", "day"), values) for name, values in drawn.items()},
        coords={"run": np.arange(runs), "day": np.arange(1, days + 1)},
        attrs={"seed": int(seed), "economy": economy.name},
    )
