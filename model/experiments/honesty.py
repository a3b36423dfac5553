"""The games of honesty played out: does what is simulated lie where the claims say?

Runs of the announced economy over audit and slash and over the yield that stakers ask; and
small worlds of nodes, checkers and replicas who know no formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from model.interface import economy as named_economy
from model.interface import parameters
from model.shocks import shocks
from model.simulate import sweep
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr

YEAR = 365


def formula(relation: sp.Eq | sp.Ge, **values: Any) -> np.ndarray:
    """The right side of a claim for numbers by symbol; ``caught_share`` and such."""
    symbols = sorted(relation.rhs.free_symbols, key=str)
    compute = sp.lambdify(symbols, relation.rhs, "numpy")
    return np.asarray(compute(*(np.asarray(values[s.name], dtype=float) for s in symbols)))


def region(
    audits: Sequence[float],
    slashes: Sequence[float],
    days: int = 200,
    runs: int = 4,
    last: int = 60,
    seed: int = 7,
) -> xr.Dataset:
    """The announced economy over audits × slashes, settled: dims (class, point, run).

    ``share``: tasks cheated on, mean of the last days; ``final``: on the last day; ``gain``: mean
    gain of cheating in pays of a task, with its least and largest value; ``backing``: stake
    behind a task in pays; ``audit_probability`` and ``slash_fraction`` along ``point``.
    """
    import xarray as xr

    points = [
        parameters("announced", votes=(), audit_probability=float(x), slash_fraction=float(z))
        for x in audits
        for z in slashes
    ]
    economy = named_economy("announced")
    ds = sweep(economy, points, shocks(economy, days=days, runs=runs, seed=seed), engine="numpy")
    late = ds.isel(day=slice(-last, None))

    def each(name: str) -> xr.DataArray:
        values: xr.DataArray = late[[f"{name}_{c}" for c in CLASSES]].to_dataarray("class")
        return values.assign_coords({"class": list(CLASSES)})

    gain = each("cheating_net_gain")
    found = {
        "share": each("cheating").mean("day"),
        "final": each("cheating").isel(day=-1),
        "gain": gain.mean("day"),
        "least_gain": gain.min("day"),
        "largest_gain": gain.max("day"),
        "backing": (each("stake_per_task") / late["task_pay"]).mean("day"),
    }
    result = xr.Dataset({name: values.drop_vars("day", errors="ignore")
                         for name, values in found.items()})  # fmt: skip
    given = ("cheating_gain", "detection_probability", "cheating_response", "cheating_speed")
    result.attrs = {"days": days, "last": last, **{name: points[0][name] for name in given}}
    return result


def sides(found: xr.Dataset) -> dict[str, int]:
    """How many settled shares lie on the side of one half that the border says.

    A case is steady if its gain kept its sign on all of the last days. There the claim leaves
    no doubt, up to the part of the gap that those days did not close.
    """
    open_gap = (1 - found.attrs["cheating_speed"]) ** found.attrs["last"] / 2
    steady = (found.least_gain > 0) | (found.largest_gain < 0)
    signed = (found.final - 0.5) * np.sign(found.gain)
    return {
        "cases": int(found.gain.size),
        "steady": int(steady.sum()),
        "steady_right": int(((signed > -open_gap) & steady).sum()),
        "right": int(((found.share - 0.5) * found.gain > 0).sum()),
    }


def security(
    yields: Sequence[float],
    price_factors: Sequence[float],
    days: int = 1095,
    runs: int = 4,
    seed: int = 7,
) -> xr.Dataset:
    """Stake behind validators over the asked yield and the price at launch: dims (point, run).

    ``fees``: yearly fees of validators less audits, ``value``: worth of their stake, USD, both at
    the price at which the specification decides on stake that day; ``bound``: whether the share
    of tokens that holders stake at most binds on one day in a hundred or more. Last half year.
    """
    import xarray as xr

    launch = parameters("announced")["initial_price"]
    points = [
        parameters("announced", votes=(), staking_yield=float(r), initial_price=float(launch * f))
        for f in price_factors
        for r in yields
    ]
    economy = named_economy("announced")
    ds = sweep(economy, points, shocks(economy, days=days, runs=runs, seed=seed), engine="numpy")
    before, c = ds.shift(day=1), CLASSES[0]
    # Stake behind a task is valued at the spot price of that hour, which the run does not keep.
    per_gpu = before[f"node_stake_{c}"] * points[0]["gpus_per_task"] / before[f"gpus_{c}"]
    spot = ds[f"stake_per_task_{c}"] / per_gpu
    fees = YEAR * (ds["validator_income_trend"] * spot - ds["audit_bill"])
    late = slice(-YEAR // 2, None)
    limited = (ds["wanted_stake"] < 0.999 * ds["stake_for_yield"]).isel(day=late)
    asked = [p["staking_yield"] for p in points]
    factor = [p["initial_price"] / launch for p in points]
    return xr.Dataset(
        {
            "fees": fees.isel(day=late).mean("day"),
            "value": (ds["delegated_stake"] * spot).isel(day=late).mean("day"),
            "bound": limited.mean(("day", "run")) >= 0.01,
        }
    ).assign_coords(staking_yield=("point", asked), price_factor=("point", factor))


def learning(
    prize: float, at_risk: float, catch: float, bounties: np.ndarray, cost: float, rounds: int
) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and checkers who each answer what the other side did so far on average.

    ``prize`` is what a cheat gains, ``at_risk`` what it loses when caught, ``catch`` the chance
    that a check finds out, ``bounties`` what a find earns and ``cost`` what a check costs, all in
    dollars. Returns the frequencies of cheating and of checks, shape (rounds, bounties).
    """
    shape = (rounds, len(bounties))
    cheats, checks = np.zeros(shape), np.zeros(shape)
    done, made = np.zeros(len(bounties)), np.zeros(len(bounties))
    for k in range(rounds):
        seen = (made / k) if k else made
        guess = (done / k) if k else done
        done += prize > catch * seen * at_risk
        made += catch * guess * bounties > cost
        cheats[k], checks[k] = done / (k + 1), made / (k + 1)
    return cheats, checks


def entry(
    ratios: np.ndarray, errors: float, seasons: int = 60, tasks: int = 40_000, seed: int = 7
) -> np.ndarray:
    """Checkers that stay, season after season: dims (season, ratio).

    A season has so many tasks, some of them wrong by order at random. Each checker pays 1 for a
    check; ``ratios`` are expected jackpots over that. If those inside lose, one leaves. If they
    would not lose with one more, one comes.
    """
    draw = np.random.default_rng(seed)
    inside = np.zeros((seasons, len(ratios)), dtype=int)
    now = np.zeros(len(ratios), dtype=int)
    for season in range(seasons):
        found = draw.binomial(tasks, errors, len(ratios)) / tasks
        share = ratios / errors * found  # jackpots of this season over a task
        more = share / 2.0**now > 1
        less = (now > 0) & (share / 2.0 ** np.maximum(now - 1, 0) < 1)
        now = now + more - less
        inside[season] = now
    return inside


def accepted(
    honest: float, one_hand: float, most: int, tasks: int = 200_000, seed: int = 7
) -> dict[str, np.ndarray]:
    """Share of tasks whose wrong result passes, for 1, 2, … ``most`` replicas, by who decides.

    "independent": a referee; "one hand": a referee, and replicas that sometimes belong to one
    owner; "majority": a vote without a referee.
    """
    draw = np.random.default_rng(seed)
    good = draw.random((tasks, most)) < honest
    owned = draw.random(tasks) < one_hand
    alike = np.where(owned[:, None], good[:, :1], good)
    counts = np.arange(1, most + 1)
    return {
        "independent": (~np.logical_or.accumulate(good, axis=1)).mean(axis=0),
        "one hand": (~np.logical_or.accumulate(alike, axis=1)).mean(axis=0),
        "majority": (2 * good.cumsum(axis=1) <= counts).mean(axis=0),
    }


def disputes(lengths: Sequence[int], games: int = 400, seed: int = 7) -> np.ndarray:
    """Rounds until two records are narrowed down to their first difference: (game, length)."""
    draw = np.random.default_rng(seed)
    rounds = np.zeros((games, len(lengths)), dtype=int)
    for place, length in enumerate(lengths):
        for game in range(games):
            first, low, high = int(draw.integers(length)), 0, length
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if first < middle else (middle, high)
                rounds[game, place] += 1
    return rounds
