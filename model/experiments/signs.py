"""Nine changes whose signs the first edition got wrong: what must happen, and what happens now.

Each change runs beside base on the same shocks. A statement holds if it does at the median of the
paired runs; what it bounds is said in its own words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from model.draws import shocks
from model.factbook import facts
from model.interface import economy, parameters
from model.parameter_sets import Parameters, Vote
from model.simulation import sweep
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr

YEAR = 365
#: The change that leaves a token which is worth nothing.
WORTHLESS = "exogenous drift"
FIRST_EDITION = Path(__file__).with_name("first_edition.yaml")


@dataclass(frozen=True)
class Effect:
    """What a change does, as ratios to base at the median of paired runs, in the last year.

    ``price``, ``fees`` and ``gpus`` are ratios; ``unpaid`` is the share of bills that were not
    paid, over all days on which the market was open; ``off`` the largest factor between the price
    and the fair price on any day; ``slashed`` the tokens burned by slashes over those burned by
    the vault.
    """

    price: float
    fees: float
    gpus: float
    unpaid: float
    off: float
    slashed: float


@dataclass(frozen=True)
class Change:
    """One change of base: its key in the record of the first edition, and what must happen."""

    name: str
    said: str
    must: str
    holds: Callable[[Effect], bool]
    changes: Mapping[str, Any]
    vote: Vote | None = None


@dataclass(frozen=True)
class Sign:
    """A change, what the first edition gave, what this one gives, and whether the sign is right."""

    change: Change
    before: str
    effect: Effect

    @property
    def right(self) -> bool:
        """Whether what must happen happens."""
        return self.change.holds(self.effect)


def changes() -> tuple[Change, ...]:
    """The nine changes, with numbers from the facts."""
    base = parameters("announced")
    low_stake = facts["stake_days"].range("day")[0]
    no_work = {f"quality_{c}": 0.01 for c in CLASSES}
    return (
        Change(
            "stake days",
            f"collateral of {low_stake:g} days",
            "the token gains nothing by it",
            lambda e: e.price < 1.05,
            {"stake_days": low_stake},
        ),
        Change(
            "take vote",
            "a vote for a take of 0.94",
            "GPUs leave, the token does not gain",
            lambda e: e.gpus < 0.5 and e.price < 1.05,
            {},
            Vote("protocol_take", 0.94, int(base["opening_day"])),
        ),
        Change(
            "nodes sell nothing",
            "nodes sell nothing",
            "the price hardly moves",
            lambda e: 0.8 < e.price < 1.25,
            {"sell_rate_nodes": 0.0},
        ),
        Change(
            "no audits",
            "no audits",
            "fees and price fall",
            lambda e: e.fees < 0.9 and e.price < 1,
            {"audit_probability": 0.0},
        ),
        Change(
            "bad quality",
            "results right once in a hundred",
            "fees and price fall",
            lambda e: e.fees < 0.5 and e.price < 1,
            no_work,
        ),
        Change(
            "cap zero",
            "an epoch cap of zero",
            "as without a cap",
            lambda e: abs(np.log(e.price)) < 0.01,
            {"epoch_volume_cap": 0.0},
        ),
        Change(
            "thin pool",
            "the thinnest pool of its fact",
            "bills are paid all the same",
            lambda e: e.unpaid < 0.01 and abs(np.log(e.fees)) < 0.05,
            {"pool_usd_reserve": facts["pool_usd_reserve"].range("USD")[0]},
        ),
        Change(
            "exogenous drift",
            "an exogenous price, drift −3 a year",
            "the price obeys its path",
            lambda e: e.off < 1.6,
            {"price_rule": "exogenous", "price_drift": -3.0},
        ),
        Change(
            "exogenous demand",
            "an exogenous price, ten times the usage",
            "bills are paid",
            lambda e: e.unpaid < 0.01,
            {"price_rule": "exogenous", "usage_at_maturity": 10 * base["usage_at_maturity"]},
        ),
    )


def told(found: Sequence[Sign]) -> dict[str, float]:
    """How many signs are right, and bills unpaid where the token is made worthless, per cent."""
    (worthless,) = (sign for sign in found if sign.change.name == WORTHLESS)
    return {
        "right": sum(sign.right for sign in found),
        "signs": len(found),
        "fallen": 100 * worthless.effect.unpaid,
    }


def signs(years: int = 5, runs: int = 16, seed: int = 7) -> tuple[Sign, ...]:
    """All nine changes beside base, on the same ``runs`` paths over ``years`` years."""
    announced = economy("announced")
    before = yaml.safe_load(FIRST_EDITION.read_text("utf-8"))
    which = changes()
    points = [parameters("announced"), *(_point(change) for change in which)]
    ds = sweep(announced, points, shocks(announced, years * YEAR, runs, seed))
    base = ds.isel(point=0)
    effects = [_effect(ds.isel(point=i), base) for i in range(1, len(points))]
    pairs = zip(which, effects, strict=True)
    return tuple(Sign(change, before[change.name], effect) for change, effect in pairs)


def _point(change: Change) -> Parameters:
    votes = None if change.vote is None else (change.vote,)
    return parameters("announced", votes=votes, **change.changes)


def _effect(ds: xr.Dataset, base: xr.Dataset) -> Effect:
    def late(one: xr.Dataset, names: tuple[str, ...]) -> xr.DataArray:
        days = one[list(names)].isel(day=slice(-YEAR, None))
        total: xr.DataArray = days.to_dataarray("of").sum("of").mean("day")
        return total

    def ratio(*names: str) -> float:
        return float((late(ds, names) / late(base, names)).median())

    bills = ds.work_bill + ds.audit_bill
    unpaid = 1 - float((bills * ds.paid_share).sum() / bills.sum())
    off = float(np.exp(abs(np.log(ds.price / ds.fair_price)).max()))
    burned = float(ds.burned.isel(day=-1).median())
    slashed = float(ds.slash_burned.isel(day=-1).median()) / burned if burned > 0 else np.inf
    return Effect(
        ratio("price"),
        ratio("fees_usd"),
        ratio(*(f"gpus_{c}" for c in CLASSES)),
        unpaid,
        off,
        slashed,
    )
