"""The announced economy made as still as the claims on burn rates assume, and its half-lives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.experiments.burn import DAYS, Path
from model.interface import economy, parameters
from model.shocks import shocks
from model.simulate import sweep

#: What makes the announced economy as still as the claims assume: no draws and no season, users
#: complete, nothing foreseen, all tokens counted, a guard that never binds, quick traders.
STILL: Mapping[str, Any] = {
    **dict.fromkeys(
        ("demand_volatility", "workload_volatility", "application_volatility", "noise_size",
         "price_volatility", "season_size", "demand_growth", "hardware_cost_trend",
         "adoption_foresight"), 0.0),
    "adoption_midpoint": -20.0,
    "unlock_anticipation": 1.0,
    "executions_per_day": 48.0,
    "arbitrage_speed": 0.5,
    "max_slippage": 0.05,
    "epoch_volume_cap": 1e12,
}  # fmt: skip
#: The economy's price rules, with what each changes and the margins at which it is run. With less
#: revenue traders run out of tokens to sell before they reach the fair price.
RULES: Mapping[str, tuple[Mapping[str, Any], tuple[float, ...]]] = {
    "quantity equation": ({"price_rule": "quantity"}, (0.01, 0.02, 0.03)),
    "rational pricing": ({"velocity": 1e4}, (0.05, 0.1, 0.2, 0.5)),
    "anchor": ({}, (0.05, 0.1, 0.2, 0.5)),
}
THIN: Mapping[str, tuple[Mapping[str, Any], tuple[float, ...]]] = {
    "rational pricing": (RULES["rational pricing"][0], (0.02,))
}
POOL = 0.05  # the pool's dollars over the value of all tokens: deep enough for fees and traders


def in_the_economy(
    rules: Mapping[str, tuple[Mapping[str, Any], tuple[float, ...]]] = RULES,
    days: int = 1095,
    last: int = 365,
) -> dict[str, tuple[Path, Path, Path]]:
    """Half-lives in the announced economy at rest: margins, years, and price over the fair one.

    Burns of the last year over the tokens that a rule counts: all unburned ones, or under the
    quantity equation those that circulate. Launch price and pool are scaled to the value.
    """
    one, base = economy("announced"), parameters("announced")
    part = base["burn_share"] * (1 - base["executor_share"])
    fees = 160e3 * DAYS  # about what the economy at rest pays; only sets where the price starts
    lead = base["discount_rate"] - base["expected_growth"]
    points, places = [], []
    for name, (changes, margins) in rules.items():
        speed = float(changes.get("velocity", base["velocity"]))
        for margin in margins:
            value = fees / speed + part * margin * fees / lead * (name != "quantity equation")
            # Three fifths of the tokens are locked at first, and this rule does not count them.
            start = value / base["initial_supply"] * (2.5 if name == "quantity equation" else 1)
            chosen = {**STILL, **changes, "application_margin": margin, "initial_price": start,
                      "pool_usd_reserve": POOL * start * base["initial_supply"]}  # fmt: skip
            points.append(parameters("announced", votes=(), **chosen))
            places.append((name, margin))
    ds = sweep(one, points, shocks(one, days, runs=1, seed=7), engine="numpy")
    ds = ds.isel(run=0, day=slice(-last, None))
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in rules}
    for place, (name, margin) in enumerate(places):
        run = ds.isel(point=place)
        counted = run["circulating"]
        if name != "quantity equation":
            counted = counted + run["still_to_come"]
        rate = float((run["burn"] / counted).mean()) * DAYS
        gap = float((run["price"] / run["fair_today"]).mean())
        found[name].append((margin, float(np.log(2)) / rate, gap))
    return {name: tuple(np.array(rows).T) for name, rows in found.items()}
