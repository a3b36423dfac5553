"""Seeded exogenous paths: standard normal draws that nothing in a run can move.

A draw is a function of the seed, the process's name, the run and the day, and of nothing else:
the generator counts instead of remembering (Philox, :cite:`salmon2011`). So every engine sees the
same randomness, on any machine; runs can be computed in any order; and a new process changes no
other. The compiled kernel draws the same numbers for itself.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model import __version__, gates, memory
from model.arrays import Array, fingerprint
from model.arrays import entered as arrived
from model.elementary import normals
from model.quantities import Kind, registry
from model.spec.economy import Economy, known

if TYPE_CHECKING:
    import xarray as xr


CONVENTIONS = "CF-1.11"
#: Coordinates of draws and of trajectories: what they are.
AXES: dict[str, dict[str, str]] = {
    "day": {"units": "day", "long_name": "day of the run, 0 for the initial state"},
    "run": {"units": "1", "long_name": "number of the Monte Carlo run"},
}


class ShockError(gates.Refused):
    """Shocks that cannot be drawn, or that no run may use."""


def checked_seed(seed: object) -> int:
    """A seed that a counter can be keyed with: a whole number of at most 64 bits."""
    whole = gates.whole(ShockError, "seed", seed, 0, "give a seed such as 7")
    if whole >= 2**64:
        raise ShockError(f"seed={gates.shown(whole)} has more than 64 bits: give one below 2**64")
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
    if not isinstance(getattr(economy, "shocks", None), (tuple, list)):
        known(ShockError, economy)
    days = gates.whole(ShockError, "days", days, 1, "ask for a day or more")
    runs = gates.whole(ShockError, "runs", runs, 1, "ask for a run or more")
    first = gates.whole(ShockError, "first", first, 0, "the runs are counted from 0")
    seed = checked_seed(seed)
    memory.check(
        days * runs * len(economy.shocks),
        f"{runs:,} runs of {days:,} days of shocks",
        "ask for fewer, or use model.ensemble, which draws them as it goes",
    )
    drawn = {}
    for symbol in economy.shocks:
        words = _words(symbol.name, days, first, runs, seed)
        pairs = normals(words[:, 0::2], words[:, 1::2])
        drawn[symbol.name] = np.stack(pairs, axis=-1).reshape(words.shape)[:, :days]
    return drawn


def shocks(economy: Economy, days: int, runs: int = 1, seed: int = 0) -> xr.Dataset:
    """Standard normal draws of all processes of an economy, dims (run, day), day 1 to ``days``.

    They may be changed by hand, and runs may be left out; `entered` notices. Raises `ShockError`
    as `draws` does.
    """
    import xarray as xr

    drawn = draws(economy, days, runs, seed)
    return xr.Dataset(
        {
            name: (("run", "day"), values, {"units": "1", "long_name": economy.record(name).info})
            for name, values in drawn.items()
        },
        coords={
            "run": ("run", np.arange(runs), AXES["run"]),
            "day": ("day", np.arange(1, days + 1), AXES["day"]),
        },
        attrs={
            "Conventions": CONVENTIONS,
            "title": f"Standard normal draws for the economy {economy.name}",
            "source": f"compute-token-economy {__version__}",
            "seed": int(seed),
            "economy": economy.name,
            "draws": _named(drawn, np.arange(runs)),
        },
    )


@dataclass(frozen=True)
class Drawn:
    """Shocks that may enter an engine: arrays (runs, days), the runs' labels, where from."""

    arrays: Mapping[str, Array]
    runs: np.ndarray
    days: int
    origin: Mapping[str, int | str]


def entered(economy: Economy, given: object) -> Drawn:
    """The one gate for shocks: complete, real, finite, on the days from 1 on; labels as given.

    ``origin`` holds the seed only if the numbers are that seed's, and always a hash of them.
    Raises `ShockError` or `model.arrays.ArrayError`.
    """
    import xarray as xr

    known(ShockError, economy)
    way_out = f"make them with model.shocks(model.economy({economy.name!r}), days, runs, seed)"
    if not isinstance(given, xr.Dataset):
        raise ShockError(f"{type(given).__name__} is not a set of shocks: {way_out}")
    names = [symbol.name for symbol in economy.shocks]
    _check_names(names, given, way_out)
    if set(given.sizes) != {"run", "day"}:
        raise ShockError(
            f"shocks have the dimensions run and day, not {', '.join(map(str, given.sizes))}: to "
            "take one run write isel(run=[0])"
        )
    runs, days = given.sizes["run"], given.sizes["day"]
    if not runs or not days:
        raise ShockError(f"the shocks are of {runs} runs and {days} days: keep one of each or more")
    if "day" in given.coords and given["day"].to_numpy().tolist() != list(range(1, days + 1)):
        raise ShockError(
            f"the days of the shocks are {_ends(given['day'].to_numpy())}: number them 1 to {days}"
        )
    labels = given["run"].to_numpy() if "run" in given.coords else np.arange(runs)
    if len(np.unique(labels)) < runs:
        raise ShockError(f"the runs of the shocks are {_ends(labels)}: number each differently")
    arrays = {
        name: arrived(f"the shock {name}", given[name].transpose("run", "day").to_numpy())
        for name in names
    }
    found = _named(arrays, labels)
    seed = given.attrs.get("seed")
    if isinstance(seed, str) and seed.isdecimal() and len(seed) <= 20:  # as NetCDF holds a long one
        seed = int(seed)
    if isinstance(seed, (int, np.integer)) and (
        found == given.attrs.get("draws") or _of_seed(economy, int(seed), labels, days, arrays)
    ):
        return Drawn(arrays, labels, days, {"seed": int(seed), "draws": found})
    return Drawn(arrays, labels, days, {"draws": f"own, {found}"})


def _check_names(names: list[str], given: xr.Dataset, way_out: str) -> None:
    missing = [name for name in names if name not in given.data_vars]
    if missing:
        raise ShockError(f"the shocks lack {', '.join(missing)}: {way_out}")
    # A draw that this economy does not read is harmless: a variant of one may read fewer.
    strange = [
        str(name)
        for name in given.data_vars
        if name not in names
        and (str(name) not in registry or registry[str(name)].kind != Kind.SHOCK)
    ]
    if strange:
        raise ShockError(
            f"no process is called {strange[0]!r}: leave it out with drop_vars, or {way_out}"
        )


def _named(arrays: Mapping[str, Array], labels: np.ndarray) -> str:
    """A hash of the draws and of the runs that they are of."""
    text = ",".join(map(str, labels.tolist()))
    return fingerprint(arrays, text)


def _ends(labels: np.ndarray) -> str:
    return f"{labels[0]} to {labels[-1]}" if labels.size else "none"


def _of_seed(
    economy: Economy, seed: int, labels: np.ndarray, days: int, arrays: Mapping[str, Array]
) -> bool:
    """Whether the numbers are those of the seed after all, for the runs that the labels name."""
    if labels.dtype.kind not in "iu" or labels.min() < 0:
        return False
    for place, run in enumerate(labels.tolist()):
        again = draws(economy, days, 1, seed, first=run)
        if any((again[name][0] != arrays[name][place]).any() for name in again):
            return False
    return True
