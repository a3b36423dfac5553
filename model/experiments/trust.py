"""A shock to trust in the announced economy: does it come back, at points drawn at random?

A vote ends audits and one brings them back. What trust is years later is set against the same run
without the votes. The reduced loop of `model.theory.honesty.two_rests` runs here day by day too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import fisk

from model.ensembles.ensemble import ensemble
from model.experiments.outcomes import GPUS
from model.interface import economy, parameters
from model.parameter_sets import Vote
from model.quantities import registry
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr

YEAR = 365
#: Trust that is off by more than this is not back.
OFF = 0.01
#: What trust and stake hang on, drawn from the ranges of their facts.
DRAWN = ("slash_fraction", "stake_days", "collateral_speed", "cheating_response", "cheating_speed",
         "trust_lost", "trust_regained", "refuted_weight", "reputation_response", "side_gain",
         "detection_probability", "premium_half_life", "usage_at_maturity", "maintenance_share",
         "gpus_per_task", "demand_elasticity", "trusted_reputation")  # fmt: skip
STAKES = tuple(f"node_stake_{c}" for c in CLASSES)
#: What is kept of a path.
KEPT = ("reputation", "price", *STAKES, *GPUS)
#: Speeds at which nodes hardly buy collateral back, as powers of ten: far below the fact's range.
HARDLY = (-4.0, -2.0)


def points(count: int, slow: bool = False, seed: int = 7) -> list[dict[str, Any]]:
    """Points in the ranges of the facts, audits evenly in their logarithm, as rare ones matter.

    ``slow`` lets nodes buy collateral back much more slowly than the fact allows.
    """
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        point: dict[str, Any] = {name: float(draw.uniform(*registry[name].range)) for name in DRAWN}
        low, high = np.log(registry["audit_probability"].range)
        point["audit_probability"] = float(np.exp(draw.uniform(low, high)))
        if slow:
            point["collateral_speed"] = float(10 ** draw.uniform(*HARDLY))
        found.append(point)
    return found


def shocked(
    which: list[dict[str, Any]], away: int = 2 * YEAR, start: int = 3 * YEAR, years: int = 10
) -> xr.Dataset:
    """Points without and with a vote that ends audits for so many days: dims (shock, point, day).

    ``reputation``, ``price``, and ``backing``, the dollars of collateral behind a GPU.
    """
    import xarray as xr

    one, found = economy("announced"), []
    for voted in (False, True):
        ps = [
            parameters("announced", votes=_votes(point, start, away) if voted else (), **point)
            for point in which
        ]
        ds = ensemble(one, ps, years * YEAR, 1, 7, keep=KEPT, reduce=()).isel(run=0)
        tokens = ds[list(STAKES)].to_dataarray("of").sum("of")
        gpus = ds[list(GPUS)].to_dataarray("of").sum("of")
        kept = ds[["reputation", "price"]].assign(backing=tokens * ds.price / gpus)
        found.append(kept)
    result = xr.concat(found, "shock").assign_coords(shock=[False, True])
    result.attrs = {"start": start, "back": start + away}
    return result


@dataclass(frozen=True)
class Shaken:
    """`shocked` points: ``within`` the ranges of the facts, and ``slow`` to buy collateral back.

    ``speeds`` are those at which the slow ones buy it back.
    """

    within: xr.Dataset
    slow: xr.Dataset
    speeds: tuple[float, ...]


def shaken(count: int, years: int) -> Shaken:
    """So many points of each kind, followed for so many years."""
    slow = points(count, slow=True)
    return Shaken(
        shocked(points(count), years=years),
        shocked(slow, years=years),
        tuple(point["collateral_speed"] for point in slow),
    )


def _votes(point: Mapping[str, Any], start: int, away: int) -> tuple[Vote, Vote]:
    back = Vote("audit_probability", point["audit_probability"], start + away)
    return Vote("audit_probability", 0.0, start), back


def left(found: xr.Dataset, years: float) -> np.ndarray:
    """What is left of the shock so many years after audits came back: trust, by point."""
    day = int(found.attrs["back"] + years * YEAR)
    late = found.reputation.isel(day=slice(day - 30, day))
    gap: np.ndarray = abs(late.sel(shock=True) - late.sel(shock=False)).mean("day").to_numpy()
    return gap


def ends(
    steepness: float, answer: float, base: np.ndarray, cover: np.ndarray, days: int = 2000
) -> tuple[np.ndarray, np.ndarray]:
    """Where the reduced loop ends from hardly any trust and from full trust, by days."""
    gains, found = fisk(steepness), []
    for start in (1e-9, 1.0):
        trust = np.full(np.broadcast(base, cover).shape, start)
        for _ in range(days):
            stake = np.maximum(base + cover * trust**answer, 1e-9)
            trust = trust + 0.2 * (gains.cdf(stake) - trust)
        found.append(trust)
    return found[0], found[1]
