"""What the page on the vault as a mechanism says: numbers and findings, by the names of its text.

Sizes are in USD, shares and chances in per cent.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from model.draws import shocks
from model.experiments import buyback_mechanism as work
from model.experiments.buyback_mechanism import Setting
from model.experiments.vault_formulas import DAYS, SLIP, WINDOW, one
from model.experiments.vault_pace import over_best
from model.factbook import facts
from model.interface import economy, parameters
from model.simulation import simulate
from model.spec.accounts import pool_usd
from model.spec.pool import pool_fee
from model.spec.worth import price_volatility
from model.theory.vault import control, executor, guard, sandwich, saturation, slicing

#: Tolerances of the guard: the default script's, that in force, and the contract's limit.
TOLERANCES = {
    "one": "max_slippage_bps_default_script",
    "two": "max_slippage_bps",
    "five": "slippage_limit_bps",
}


def setting() -> Setting:
    """Base's pool at launch and vault, with gas at the high end of its range."""
    base = parameters("announced", votes=())
    gas = facts["executor_gas_cost"].high
    return Setting(base["pool_usd_reserve"], base["pool_fee"], base["executor_share"], gas)


def tolerances() -> dict[str, float]:
    """The guard's tolerances as shares."""
    return {name: facts[each].to("1") for name, each in TOLERANCES.items()}


def numbers(vault: Setting, seconds: float, order: float, cost: float) -> dict[str, float]:
    """All that the page tells of a vault whose average price is over so many seconds, and finds.

    ``order`` is a purchase over the reserve, and ``cost`` of each of its slices likewise.
    """
    parts = (
        of_sizes(vault),
        of_a_day(vault, seconds),
        of_slices(order, cost),
        of_the_guard(vault, seconds),
        of_sandwiches(vault),
        of_the_pace(),
        of_a_year(vault),
        of_the_fee(vault),
    )
    told = {name: value for part in parts for name, value in part.items()}
    return told | found(told)


def found(n: Mapping[str, float]) -> dict[str, bool]:
    """What the page asserts of these numbers, each True or False.

    A wider tolerance feeds attackers if they gain more of each part of it, on middling purchases.
    """
    gains = [n[f"gain_{name}"] / slip for name, slip in tolerances().items()]
    middling = all(10 < n[f"at_{name}"] < 90 for name in TOLERANCES)
    return {
        "guard_lets_attacks_pass": n["least"] < n["safe"] < n["full_one"] < n["full_two"],
        "a_sole_executor_waits": n["patience"] > 10,
        "tolerance_opens_the_guard": n["chance_two"] < n["chance_one"] / 5,
        "tolerance_feeds_attackers": gains == sorted(gains) and middling,
        "haste_costs_more": n["over_tenth"] > n["over_full"] > 1 + n["least_over"] / 100,
        "largest_is_safe": n["year_largest"] < n["safe_share"] and n["year_unsafe"] == 0,
        "waits_when_shut": abs(n["year_waits"] - n["year_shut"]) < 0.1,
        "shut_as_claimed": abs(n["year_shut"] - n["chance_two"]) < 0.2,
        "safe_and_room_meet": n["apart"] < 1e-4,
    }


def of_sizes(vault: Setting) -> dict[str, float]:
    """Which purchases pay, are safe and pass, and below which depth none does both."""
    safe = one(vault, sandwich.SAFE)
    least, patient = one(vault, executor.LEAST), one(vault, executor.PATIENT)
    told = {
        "gas_high": vault.gas,
        "least": least,
        "patient": patient,
        "patience": patient / least,
        "safe": safe,
        "safe_share": 100 * safe / vault.depth,
    }
    for name, slip in tolerances().items():
        at = {SLIP: slip}
        full = one(vault, saturation.AT_ONCE, at)
        told |= {f"full_{name}": full, f"full_share_{name}": 100 * full / vault.depth}
        told[f"depth_{name}"] = one(vault, guard.DEPTH, at)
        told[f"freeze_{name}"] = 100 * (one(vault, guard.FREEZE, at) - 1)
    return told


def of_slices(order: float, cost: float) -> dict[str, float]:
    """The best number of slices, and how many keep the shortfall to half a per cent.

    ``order`` is a share of the reserve, ``cost`` that of waiting for a slice.
    """
    pool = Setting(1.0, 0.0, 0.0, 0.0)
    few = {slicing.order: order, slicing.shortfall: 0.005, pool_usd: 1}
    best = {slicing.order: order, slicing.waiting_cost: cost, pool_usd: 1}
    return {
        "order": 100 * order,
        "wait_cost": 100 * cost,
        "best_slices": one(pool, slicing.BEST, best),
        "few": one(pool, slicing.NEEDED, few),
    }


def of_a_day(vault: Setting, seconds: float) -> dict[str, float]:
    """What passes in a day at the tolerance in force, with windows of so many seconds or one."""
    windows, full = work.DAY / seconds, of_sizes(vault)["full_two"]
    return {
        "windows": windows,
        "limit_many": windows * full,
        "limit_one": full,
        "gas_decides": windows * one(vault, executor.LEAST),
    }


def of_the_guard(vault: Setting, seconds: float) -> dict[str, float]:
    """How often chance alone shuts the guard, by tolerance, with the window in minutes."""
    volatility = parameters("announced", votes=())["price_volatility"]
    spread = {price_volatility: volatility, WINDOW: seconds, **DAYS}
    variance = one(vault, guard.VARIANCE, spread)
    told = {"volatility": 100 * volatility, "window": seconds / 60}
    for name, slip in tolerances().items():
        at = {guard.gap_variance: variance, SLIP: slip}
        told[f"chance_{name}"] = 100 * one(vault, guard.SHUT, at)
    return told


def of_sandwiches(vault: Setting, sizes: int = 91) -> dict[str, float]:
    """The most that a sandwich gains of a purchase, and the size of that purchase over the room."""
    told: dict[str, float] = {}
    for name, slip in tolerances().items():
        room = np.linspace(0.05, 0.95, sizes)
        full = one(vault, saturation.AT_ONCE, {SLIP: slip})
        gains = [work.best_attack(vault, float(part * full), slip).gain for part in room]
        told |= {f"gain_{name}": max(gains), f"at_{name}": 100 * float(room[np.argmax(gains)])}
    return told


def of_the_pace(half: float = 1.0) -> dict[str, float]:
    """What spending all that passes costs over the best pace, if half is gone in so many days."""
    weights = {control.waiting_weight: 1, control.haste_weight: 1, control.waiting_dollars: 1}
    least = one(Setting(1.0, 0.0, 0.0, 0.0), control.LEAST.rhs, weights)
    told = {"least_over": 100 * (least - 1)}
    for name, part in (("full", 1.0), ("tenth", 0.1)):
        told[f"over_{name}"] = float(over_best(half / (part * np.log(2))))
    return told


def of_a_year(vault: Setting, paths: int = 20, days: int = 1825, seed: int = 7) -> dict[str, float]:
    """The vault of base in the last year of a run: how often it is shut, called, unsafe, waits.

    ``year_largest`` is the largest purchase in per cent of the pool's dollars.
    """
    which, base = economy("announced"), parameters("announced", votes=())
    run = simulate(which, base, shocks(which, days, paths, seed), "kernel")
    year = run.isel(day=slice(-365, None))
    share = year.one_purchase / year.pool_usd
    found = {
        "year_shut": year.guard_room == 0,
        "year_called": year.vault_spend > 0,
        "year_unsafe": share > one(vault, sandwich.SAFE) / vault.depth,
        "year_waits": year.affordable > year.vault_spend + 0.01,
    }
    return {name: 100 * float(each.mean()) for name, each in found.items()} | {
        "year_days": int(share.size),
        "year_largest": 100 * float(share.max()),
        "year_purchase": float(year.one_purchase.median()),
        "year_number": float(year.executions.median()),
    }


def of_the_fee(vault: Setting) -> dict[str, float]:
    """The pool fee at which what is safe and what passes meet, and how far they are from it there.

    ``apart`` is the larger gap of both tolerances, in per cent of what is safe.
    """
    told, apart = {}, []
    for name, slip in list(tolerances().items())[:2]:
        fee = 1 - (1 - slip) ** 0.5
        there = {SLIP: slip, pool_fee: fee}
        room, safe = (one(vault, each, there) for each in (saturation.AT_ONCE, sandwich.SAFE))
        told[f"meet_{name}"] = 100 * fee
        apart.append(100 * abs(room / safe - 1))
    return told | {"apart": max(apart)}
