"""What the page on buy-and-burn says in numbers, by the names under which its text asks for them.

Shares are in per cent, money in USD, unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import xarray as xr

from model import contract
from model.experiments import guard_room, split_rules, vault_limits
from model.experiments.guard_room import Room
from model.experiments.ratios import over
from model.factbook import facts
from model.interface import economy, parameters

#: The tolerances that sources name, by the words of the text.
TOLERANCES = {
    "one": "max_slippage_bps_default_script",
    "two": "max_slippage_bps",
    "five": "slippage_limit_bps",
}
#: The cases of `vault_limits`, by the words of the text.
CASES = {
    "base": vault_limits.BASE,
    "bull": vault_limits.BULL,
    "rich": vault_limits.RICH,
    "capped": vault_limits.CAPPED,
    "fading": vault_limits.FADING,
    "lasting": vault_limits.LASTING,
}


def slippages() -> list[float]:
    """The tolerances, as shares."""
    return [facts[name].to("1") for name in TOLERANCES.values()]


def of_the_guard(rooms: Sequence[Room]) -> dict[str, float]:
    """Largest purchase at par and the premium that shuts the guard; what pays an executor."""
    p, gas = parameters("announced"), facts["executor_gas_cost"]
    known = p["pool_usd_reserve"], p["executor_share"]
    told = {f"room_{name}": room.at_par for name, room in zip(TOLERANCES, rooms, strict=True)}
    told |= {f"freeze_{name}": room.freeze for name, room in zip(TOLERANCES, rooms, strict=True)}
    for name, cost in (("now", gas.value), ("high", gas.high)):
        least = guard_room.least_purchase(economy("announced"), *known, cost, p["pool_fee"])
        told[f"least_{name}"] = least
    return told | {
        "fee_part": 100 * p["pool_fee"] / p["max_slippage"],
        "reward": 100 * p["executor_share"],
        "revenue_a_day": facts["vault_lifetime_revenue"].to("USD")
        / facts["observation_days"].to("day"),
    }


def of_the_split() -> dict[str, float]:
    """Who receives what under both readings, and the share that would give the article's burn."""
    readings = {
        name: split_rules.in_the_limit(economy("announced"), Fraction(1), rule)
        for name, rule in zip(("contract", "article"), split_rules.RULES, strict=True)
    }
    told = {
        f"{name}_{who}": 100 * float(part)
        for name, parts in readings.items()
        for who, part in parts.items()
    }
    more = over(float(readings["article"]["burn"]), float(readings["contract"]["burn"]))
    return told | {
        "more_by_article": 100 * more - 100,
        "burn_for_article": 100 * float(burn_for_article()),
    }


def burn_for_article() -> Fraction:
    """The burn's share of the rest that burns the article's share of the gross."""
    stated = Fraction(facts["seed_burn_share"].to("1")).limit_denominator(10**6)
    return stated / (1 - split_rules.shares()[0])


def burned_at(price: float) -> float:
    """AI that the contract burns of all observed revenue if it was swapped at one price, USD/AI."""
    unit = 10 ** int(facts["token_decimals"].value)
    revenue = Fraction(str(facts["vault_lifetime_revenue"].value))
    return float(contract.split(int(revenue / Fraction(str(price)) * unit)).burn / unit)


def of_the_observed() -> dict[str, float]:
    """The burn of the observed revenue at three prices, beside the burn that was seen."""
    prices = {
        "again": "average_buy_price_observed",
        "at_start": "initial_price",
        "at_july": "price_anchor_july",
    }
    told = {f"burned_{name}": burned_at(facts[price].value) for name, price in prices.items()}
    seen = facts["ai_burned_observed"].to("AI")
    return told | {
        "burned_seen": seen,
        "off_seen": 100 * abs(told["burned_again"] / seen - 1),
        "july_over_start": over(told["burned_at_july"], told["burned_at_start"]),
    }


def of_the_runs(ds: xr.Dataset) -> dict[str, float]:
    """Each case's numbers by name and case, and what the cases are to each other."""
    supply, half_life = facts["initial_supply"].to("AI"), facts["premium_half_life"]
    told = {
        f"{what}_{name}": value
        for name, case in CASES.items()
        for what, value in vault_limits.figures_of(ds, case, supply).items()
    }
    return told | {
        "waits_millions": told["waits_capped"] / 1e6,
        "more_burned": over(told["burned_rich"], told["burned_bull"]),
        "dearer": over(told["price_rich"], told["price_bull"]),
        "half_low_months": 12 * half_life.low,
        "half_high": half_life.high,
        "cap_low": facts["epoch_volume_cap"].low,
    }


def numbers(rooms: Sequence[Room], ds: xr.Dataset) -> Mapping[str, float]:
    """All of them."""
    return of_the_guard(rooms) | of_the_split() | of_the_observed() | of_the_runs(ds)


def findings(n: Mapping[str, float]) -> dict[str, bool]:
    """Whether what the page says of its numbers is so, by the name that its text asks for."""
    start, july, seen = (n[f"burned_{x}"] for x in ("at_start", "at_july", "seen"))
    spent, room = ([n[f"{what}_{x}"] for x in ("base", "bull")] for what in ("spent", "room"))
    return {
        "fee_takes_a_good_part": n["fee_part"] > 10,
        "any_purchase_freezes": all(n[f"freeze_{name}"] > 0 for name in TOLERANCES),
        "gathers_at_dear_gas": n["revenue_a_day"] < n["least_high"],
        "pays_at_once": n["least_now"] < n["revenue_a_day"] and n["reward"] < 5,
        "article_burns_more": n["more_by_article"] > 0,
        "no_whole_basis_points": (burn_for_article() * contract.BPS).denominator > 1,
        "only_dust_pays_no_executor": contract.split(99).executor == 0,
        "executor_is_paid": contract.split(10**6).executor > 0,
        "burn_is_reproduced": n["off_seen"] < 1,
        "observed_between_prices": min(start, july) < seen < max(start, july),
        "prices_matter_more": abs(n["july_over_start"] - 1) > 0.1 * abs(n["more_by_article"]),
        "nothing_binds": min(spent) > 99 and min(room) > 10,
        "ten_times_spent": n["spent_rich"] > 99,
        "dearer_burns_less": n["dearer"] > 1 and 1 < n["more_burned"] < 9,
        "cap_saturates": n["spent_capped"] < 90 and n["waits_capped"] > 1e6,
        "premium_moves_burn": n["share_lasting"] < n["share_base"] < n["share_fading"],
        "pool_grows": n["pool_base"] > parameters("announced")["pool_usd_reserve"],
        "providers_leave": n["pool_fading"] < n["pool_base"] and n["room_fading"] > 1,
    }
