"""What the page on rewards says in numbers, by the names under which its text asks for them.

Shares are in per cent, stakes in pays of a task, unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from model.experiments import audits
from model.experiments.rewards import (
    RATES,
    YEAR,
    Cohort,
    Rewards,
    Weights,
    least_stake_in_pays,
    thresholds,
    whole,
)
from model.factbook import facts
from model.interface import parameters
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr

#: Days after the opening by which the first collateral has been bought.
SETTLED = 60
#: Cases of `audits.consequences`, by the words of the text.
CASES = ("gone", "away", "free", "thin")


def of_pay(found: Rewards, weights: Weights) -> dict[str, float]:
    """What an exponent of one does to pay, and the subsidy in what nodes earn."""
    one = int(np.searchsorted(weights.tried, 1.0))
    told = {
        f"{name.partition('_')[0]}_{c}": float(pay[one])
        for name, by_class in weights.pay.items()
        for c, pay in by_class.items()
    }
    part = 100 * (whole(found.days, "node_subsidy") / whole(found.days, "node_income"))
    middle, opening = part.median("run"), int(found.p["opening_day"])
    for years in (1, 2, 4):
        told[f"subsidy_{years}"] = float(middle.sel(day=opening + YEAR * years))
    month = middle.rolling(day=30, min_periods=1).mean()
    told["subsidy_months"] = float((month > 50).sum() * 12 / YEAR)
    return told


def of_deterrence(found: Rewards, table: xr.Dataset) -> dict[str, float]:
    """What a cheat gains and what deters it, with honest work as good as assumed and poorer."""
    p = found.p
    own = table.sel({"class": "consumer", "paid": "outside"})
    poor: dict[str, Any] = {f"quality_{c}": facts[f"quality_{c}"].low for c in CLASSES}
    worse = audits.backing(parameters("announced", **poor))
    return {
        "chance": 100 * found.caught,
        "gain": 100 * float(own.gain),
        "need": float(own.need),
        "need_by_formula": least_stake_in_pays(p, float(own.gain)),
        "pays": float(own.pays),
        "least_days": float(table.days.max()),
        "asked_days": p["stake_days"],
        "poor": 100 * max(poor.values()),
        "poor_days": float(worse.days.max()),
        "poor_need": float(worse.need.sel({"class": "consumer", "paid": "outside"})),
    }


def of_audits(found: Rewards, table: xr.Dataset, swept: xr.Dataset) -> dict[str, float]:
    """Where the equation says that audits deter, and where runs do."""
    told = {f"threshold_{c}": 100 * x for c, x in thresholds(found.p, table).items()}
    for c in CLASSES:
        settled = swept.share.sel({"class": c}).mean("run").to_numpy()
        # Not a number where more than half is cheated on at every rate that was tried.
        told[f"crossing_{c}"] = 100 * float(np.interp(-0.5, -settled, RATES, right=np.nan))
    audited = int(np.argmin(np.abs(np.array(RATES) - found.p["audit_probability"])))
    share = swept.share.sel({"class": "consumer"}).isel(point=audited)
    return told | {"cheat_consumer": 100 * float(share.mean())}


def of_collateral(found: Rewards, needed: xr.DataArray) -> dict[str, float]:
    """How the price falls, how much collateral honesty needs, and when nodes cheat."""
    days = found.days
    low = days["price"].min("day") / days["price"].isel(day=0)
    worst = 100 * days["cheating_consumer"].median("run")
    peak = int(worst.argmax("day"))
    late = needed.isel(day=slice(SETTLED, None))
    fees = days["fees_usd"].median("run")
    return {
        "fall": 100 * (1 - float(low.median())),
        "needed_part": 100 * float(late.sel({"class": "consumer"}).median()),
        "needed_most": 100 * float(late.max()),
        "peak": float(worst[peak]),
        "peak_day": peak + 1,
        "month": float(worst[30]),
        "cheats_later": float(worst[SETTLED:].max()),
        "fees_at_peak": 100 * float(fees[peak] / fees.max()),
    }


def of_votes(after: xr.Dataset) -> dict[str, float]:
    """What votes do that end audits or slashes, or cut collateral; ``after`` their runs."""
    start = after.attrs["vote_day"]
    cases = dict(zip(CASES, after.case.values, strict=True))
    told: dict[str, float] = {}
    for name in ("gone", "free"):
        one = after.sel(case=cases[name]).median("run")
        month = slice(start + 335, start + YEAR)
        told[f"{name}_fees"] = 100 * float(one.fees_usd.sel(day=month).mean())
        told[f"{name}_price"] = 100 * float(one.price.sel(day=month).mean())
        told[f"{name}_trust"] = 100 * float(one.reputation.sel(day=start + 90))
    away = 100 * after.fees_usd.sel(case=cases["away"]).median("run")
    back = away.day[away < 90]
    thin = after.fees_usd.sel(case=cases["thin"]).mean("day").median()
    return told | {
        "away_low": float(away.min()),
        "away_days": audits.AWAY,
        "away_back": float((back.max() if back.size else start) - start) * 12 / YEAR,
        "thin_cost": 100 - 100 * float(thin),
        "thin_days": facts["stake_days"].low,
    }


def of_slashes(found: Rewards) -> dict[str, float]:
    """Whose errors are slashed, what slashes burn beside the vault, and what insurance covers."""
    p, days = found.p, found.days
    hours = {c: days[f"served_hours_{c}"] for c in CLASSES}
    honest = {c: (1 - days[f"cheating_{c}"]) * (1 - p[f"quality_{c}"]) for c in CLASSES}
    work = sum(days[f"compute_price_{c}"] * days[f"served_hours_{c}"] for c in CLASSES)
    refuted = (days["found_wrong"] * work).sum("day")
    wrong = {c: days[f"wrong_share_{c}"] for c in CLASSES}
    errors, all_wrong = (
        sum(((part[c] * hours[c]).sum("day") for c in CLASSES), 0 * refuted)
        for part in (honest, wrong)
    )
    cover = (days["insurance_paid"] * days["price"]).sum("day") / refuted
    beside = (found.ds["slash_burned"] / found.ds["burned"]).isel(day=-1)
    return {
        "cover": 100 * float(cover.median()),
        "slash_burned": 100 * float(beside.median()),
        "honest_errors": 100 * float((errors / all_wrong).median()),
    }


def of_staking(found: Rewards) -> dict[str, float]:
    """The yield of stake behind validators, and how much stake that yield brings."""
    days, opening, end = found.days, int(found.p["opening_day"]), slice(-90, None)
    rate = 100 * YEAR * days["delegators_paid"] / days["delegated_stake"]
    stake = days["delegated_stake"]
    held = stake / (days["holders"] + stake)

    def late(values: xr.DataArray) -> float:
        return float(values.isel(day=end).mean("day").median())

    first = rate.sel(day=slice(opening + 90, opening + YEAR))
    return {
        "yield_end": late(rate),
        "yield_year": float(first.mean("day").median()),
        "yield_asked": 100 * found.p["staking_yield"],
        "staked": late(stake) / 1e6,
        "worth": late(stake * days["price"]) / 1e6,
        "held": 100 * late(held),
        "held_most": 100 * found.p["staked_limit"],
        "staked_part": 100 * late(stake) / found.p["initial_supply"],
    }


def of_queue(cohort: Cohort) -> dict[str, float]:
    """When a cohort joined and left, and its millions of AI."""
    return {
        "amount": cohort.amount / 1e6,
        "joined": cohort.day,
        "freed": cohort.day + cohort.delay,
    }


def findings(n: Mapping[str, float], cohort: Cohort) -> dict[str, bool]:
    """Whether what the page says of its numbers is so, by the name that its text asks for."""
    moved = {name: abs(n[f"{name}_consumer"] - 100) for name in ("quality", "uptime")}
    return {
        "quality_moves_little": moved["quality"] < moved["uptime"],
        "subsidy_first": n["subsidy_1"] > 50 > n["subsidy_4"],
        "border_is_the_claims": abs(n["need_by_formula"] / n["need"] - 1) < 1e-9,
        "margin_is_wide": n["least_days"] < 0.5 * n["asked_days"],
        "poor_work_needs_more": n["poor_need"] > n["need"],
        "consumers_need_most": consumers_need_most(n),
        "runs_pass_near_the_border": off_the_border(n) < 1,
        "collateral_suffices": n["needed_most"] < 100,
        "cheats_come_first": n["peak_day"] < 30 and n["cheats_later"] < 0.5 * n["peak"],
        "few_users_then": n["fees_at_peak"] < 5,
        "votes_end_the_network": max(n["gone_fees"], n["free_fees"]) < 5 > n["gone_price"],
        "thin_costs": 0 < n["thin_cost"] < 50,
        "trust_is_slow": n["away_back"] * 365 / 12 > 2 * n["away_days"],
        "errors_are_honest": n["honest_errors"] > 50,
        "yield_near_asked": abs(n["yield_end"] / n["yield_asked"] - 1) < 0.25,
        "limit_does_not_bind": n["held"] < n["held_most"] and n["staked_part"] < 5,
        "cohort_is_unmixed": cohort.unmixed,
    }


def consumers_need_most(n: Mapping[str, float]) -> bool:
    """Whether consumer nodes need the most audits, by the equation and in the runs."""
    return all(
        n[f"{which}_consumer"] == max(n[f"{which}_{c}"] for c in CLASSES)
        for which in ("threshold", "crossing")
    )


def off_the_border(n: Mapping[str, float]) -> float:
    """How far runs pass one half from where the equation says, at most; points of audits."""
    return max(abs(n[f"crossing_{c}"] - n[f"threshold_{c}"]) for c in CLASSES)
