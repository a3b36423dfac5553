"""The announced economy made as still as the claims on burn rates assume, and its half-lives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.draws import shocks
from model.experiments.burn import DAYS, Path
from model.interface import economy, parameters
from model.simulation import sweep
from model.spec import accounts as a
from model.spec import nodes as n

#: What makes the announced economy as still as the claims assume: no draws and no season, the
#: market open and users complete from the first day, nobody cheats or is asked for collateral, no
#: revenue but applications', all tokens counted and brought to market, a guard that never binds.
STILL: Mapping[str, Any] = {
    **dict.fromkeys(
        ("demand_volatility", "workload_volatility", "application_volatility", "noise_size",
         "price_volatility", "mood_volatility", "unrest_size", "delphi_volatility", "season_size",
         "demand_load", "hardware_load", "demand_growth", "delphi_volume_growth",
         "hardware_cost_trend", "growth_horizon", "stake_days", "audit_probability",
         "cheating_speed", "gas_cost", "provider_speed"), 0.0),
    **{n.quality[c].name: 1.0 for c in a.CLASSES},
    "delphi_volume": 1e-3,
    "opening_day": 1,
    "adoption_midpoint": -20.0,
    "unlock_anticipation": 1.0,
    "insider_cliff_jump": 1.0,
    "treasury_spend_rate": 50.0,
    "sell_rate_grantees": 1.0,
    "arbitrage_limit": 1.0,
    "max_slippage": 0.05,
    "depth_share": 10.0,
    "epoch_volume_cap": 0.0,
    "premium_half_life": 0.2,
}  # fmt: skip
MARGINS = (0.02, 0.05, 0.1, 0.2, 0.5)
#: The economy's price rules, with what each changes.
RULES: Mapping[str, Mapping[str, Any]] = {
    "quantity equation": {"price_rule": "quantity"},
    "rational pricing": {"velocity": 1e4},
    "both": {},
}
POOL = 0.05  # the pool's dollars over the value of all tokens at launch


def in_the_economy(
    margins: tuple[float, ...] = MARGINS,
    days: int = 3 * DAYS,
    rules: Mapping[str, Mapping[str, Any]] = RULES,
    **changes: Any,
) -> dict[str, tuple[Path, Path, Path]]:
    """Half-lives in the announced economy at rest: margins, years, and price over the fair one.

    Burns of the last year over the tokens that a rule counts: all unburned ones, or under the
    quantity equation those that can be sold. The launch premium is about what usage is worth, so
    that the launch is no shock, and gone before the last year.
    """
    one, base = economy("announced"), parameters("announced")
    part = base["burn_share"] * (1 - base["executor_share"])
    fees = base["usage_at_maturity"]  # what is paid at the outside price
    lead = base["discount_rate"] - base["long_run_growth"]
    points, places = [], []
    for name, rule in rules.items():
        speed = float(rule.get("velocity", base["velocity"]))
        for margin in margins:
            value = fees / speed + part * margin * fees / lead * (name != "quantity equation")
            chosen = {
                **STILL,
                **rule,
                "application_margin": margin,
                "premium_at_launch": value,
                "pool_usd_reserve": POOL * value,
                **changes,
            }
            points.append(parameters("announced", votes=(), **chosen))
            places.append((name, margin))
    ds = sweep(one, points, shocks(one, days, runs=1, seed=7))
    ds = ds.isel(run=0, day=slice(-DAYS, None))
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in rules}
    for place, (name, margin) in enumerate(places):
        run = ds.isel(point=place)
        counted = run["free_float" if name == "quantity equation" else "priced_tokens"]
        rate = float((run["burn"] / counted).mean()) * DAYS
        gap = float((run["price"] / run["fair_price"]).mean())
        found[name].append((margin, float(np.log(2)) / rate, gap))
    return {name: tuple(np.array(rows).T) for name, rows in found.items()}
