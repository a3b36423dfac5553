"""What the page on fees says in numbers, by the names under which its text asks for them.

Prices are over the price outside; shares and gaps are in per cent, unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from model.experiments.fees import BILLS, YEAR, Fees, relative
from model.spec.accounts import CLASSES

#: Days after the opening at which the price has come to rest and users have not yet come.
EARLY = slice(90, YEAR)


def of_bills(found: Fees) -> dict[str, float]:
    """How far the mean bills differ, how much each of them spreads, and where the mix rests."""
    gaps, risks = found.gaps(), found.risks()
    told = {f"gap_{name}": gap for name, (gap, _) in gaps.items()}
    told |= {f"sd_{name}": float(relative(found.three_years, name).std()) for name in BILLS}
    told["worst_gap"] = max(abs(gap) / error for gap, error in gaps.values() if error > 0)
    for key, place in (("still", 0), ("wild", -1)):
        mix = found.mixes.isel(point=place)
        for name in BILLS:
            told[f"sd_{key}_{name}"] = float(relative(mix, name).std("day").median())
    told |= {f"user_{name}": user for name, (user, _) in risks.items()}
    told |= {f"node_{name}": node for name, (_, node) in risks.items()}
    return told


def of_rules(found: Fees) -> dict[str, float]:
    """Both price rules in the last year: price, use, service, calm, and what a GPU earns."""
    year, told = found.last_year, {}
    for key, point in (("posted", 0), ("clearing", 1)):
        one = year.isel(point=point)
        told[f"price_{key}"] = float(one["dearness"].mean())
        told[f"used_{key}"] = 100 * float(one["used"].mean())
        changes = [
            np.log(one[f"compute_price_{c}"] / one[f"compute_price_{c}"].shift(day=1))
            for c in CLASSES
        ]
        told[f"move_{key}"] = 100 * float(np.mean([float(each.std()) for each in changes]))
        # By more than rounding, which is all that a clearing price leaves.
        short = [one[f"wanted_hours_{c}"] > one[f"offered_hours_{c}"] * (1 + 1e-9) for c in CLASSES]
        told[f"short_{key}"] = 100 * float(np.mean([float(each.mean()) for each in short]))
        told[f"earn_{key}"] = float((one["work_bill"] / one["gpus"]).mean())
    for name in ("hours", "gpus"):
        posts, clears = (float(year[name].isel(point=x).mean()) for x in (0, 1))
        told[f"{name}_times"] = clears / posts
    most = 2 * found.posted["utilisation_target"] * (1 - 1e-9)
    clamped = [float((found.base[f"pressure_{c}"] >= most).mean()) for c in CLASSES]
    return told | {"at_clamp": 100 * float(np.mean(clamped))}


def of_capacity(found: Fees) -> dict[str, float]:
    """The price and the use of the first year, and the profit of the last."""
    ds, year = found.base, found.last_year.isel(point=0)
    dear = ds["dearness"].mean("run")
    profits = [100 * year[f"profit_today_{c}"] for c in CLASSES]
    return {
        "opening": found.posted["opening_day"],
        "price_early": float(dear.isel(day=EARLY).mean()),
        "dearest": float(dear.isel(day=slice(YEAR, 3 * YEAR)).max()),
        "used_early": 100 * float(ds["used"].isel(day=slice(0, YEAR)).mean()),
        "least_profit": min(float(each.mean()) for each in profits),
        "least_noise": min(float(each.std() / abs(each.mean())) for each in profits),
    }


def of_payment(found: Fees) -> dict[str, float]:
    """Where the AI that pays the fees comes from, and what buying it does to the price."""
    ds, year = found.base, found.last_year.isel(point=0)
    resold = year["resold"].mean("day") / year["bought"].mean("day")
    return {
        "held": 100 * (1 - float(year["bought"].mean() / year["fees_usd"].mean())),
        "resold": float(resold.median()),
        "gap_middle": 100 * float(year["gap"].median()),
        "gap_low": 100 * float(ds["gap"].min()),
        "gap_high": 100 * float(ds["gap"].max()),
        "least_paid": 100 * float(ds["paid_share"].min()),
    }


def numbers(found: Fees) -> dict[str, float]:
    """All of them."""
    return of_bills(found) | of_rules(found) | of_capacity(found) | of_payment(found)


def findings(n: Mapping[str, float]) -> dict[str, bool]:
    """Whether what the page says of its numbers is so, by the name that its text asks for."""
    by_task, by_cycle = (n[f"sd_still_fee_by_{x}"] for x in ("task", "cycle"))
    wildest = n["sd_wild_fee_by_cycle"]
    earned, priced = (n[f"{x}_posted"] / n[f"{x}_clearing"] for x in ("earn", "price"))
    slack = n["price_posted"] > n["price_clearing"] and n["used_posted"] < n["used_clearing"]
    return {
        "tariff_decides_who_carries": tariff_decides(n),
        "equal_on_average": n["worst_gap"] < 3,
        "bills_are_one": abs(by_task - by_cycle) < 1e-9,
        "cycle_is_wildest": wildest > max(by_cycle, n["sd_wild_fee_by_gpu_time"]),
        "task_stays": n["sd_wild_fee_by_task"] < 0.5 * wildest,
        "slack_has_a_price": slack,
        "earnings_differ_less": abs(earned - 1) < abs(priced - 1),
        "posted_price_is_calm": n["move_posted"] < 0.5 * n["move_clearing"],
        "both_are_seldom_short": max(n["short_posted"], n["short_clearing"]) < 1,
        "profit_stays_above_zero": n["least_profit"] > 0,
        "days_are_noise": n["least_noise"] > 1,
        "first_year_is_idle": n["used_early"] < 30,
        "early_is_cheap": n["price_early"] < min(1, n["price_posted"]),
        "dear_once_users_come": n["price_early"] < 1 < n["dearest"],
        "all_bills_paid": n["least_paid"] > 100 - 1e-7,
        "orders_nearly_cancel": abs(n["gap_middle"]) < 5,
    }


def tariff_decides(n: Mapping[str, float]) -> bool:
    """By task the user is safe, by GPU time the node, and by cycle the node is least so."""
    nodes = {name: n[f"node_{name}"] for name in BILLS}
    users = {name: n[f"user_{name}"] for name in BILLS}
    by_task = users["fee_by_task"] < 1e-9 < nodes["fee_by_task"]
    by_time = nodes["fee_by_gpu_time"] < 1e-9 < users["fee_by_gpu_time"]
    return by_task and by_time and nodes["fee_by_cycle"] == max(nodes.values())
