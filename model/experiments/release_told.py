"""What the page on supply says in numbers, by the names under which its text asks for them.

Tokens are in billions unless a name says otherwise, shares and ratios of prices in per cent.
"""

from __future__ import annotations

from collections.abc import Mapping

from model.experiments.backtest import days_since_launch
from model.experiments.release import INSIDERS, TRADES, YEAR, Release, day_of, monthly
from model.experiments.unlocks import MONTH, free_share
from model.interface import parameters

#: Months at which the two readings of the cliff are compared.
COMPARED = (18, 24, 36)


def of_supply(found: Release) -> dict[str, float]:
    """What is free, what circulates as the market counts it, and what can be sold."""
    free = 100 * found.free.isel(point=0)
    counts = found.base[["circulating", "free_float"]].median("run") / 1e9
    told = {f"free_{m}": float(free.sel(day=round(m * MONTH))) for m in (0, 12, 36)}
    told["years_two_three"] = float(free.sel(day=3 * YEAR) - free.sel(day=YEAR))
    july = days_since_launch("implied_circulating_july")
    for name, day in (("july", july), ("12", YEAR), ("36", 3 * YEAR)):
        now = counts.sel(day=day)
        told[f"circulating_{name}"] = float(now["circulating"])
        told[f"float_{name}"] = float(now["free_float"])
        told[f"float_part_{name}"] = float(100 * now["free_float"] / now["circulating"])
    told["most_burned"] = float(100 * found.base["burned"].max() / found.late["initial_supply"])
    formula = found.closed_form()
    told["gap"] = float(
        max(abs(formula[f"formula{x}"] - formula[f"run{x}"]).max() for x in ("", ", jump")) / 100
    )
    open_sale = parameters("announced", sale_locked_share=0)
    told["no_sale_lock"] = 100 * float(free_share(open_sale, 0))
    for name, p in (("late", found.late), ("jump", found.jump)):
        told[f"formula_36_{name}"] = 100 * float(free_share(p, day_of(36)))
    return told


def of_the_cliff(found: Release) -> dict[str, float]:
    """What falls due at the cliff, and the price with a jump over the price without."""
    jump, cliff = found.jump, round(found.jump["insider_cliff_days"])
    insiders = jump["initial_supply"] * (jump["investor_share"] + jump["team_share"])
    due = insiders * jump["insider_cliff_jump"]
    ratio, blind = (100 * found.price_ratio(ds).median("run") for ds in (found.both, found.blind))
    lowest = int(ratio.argmin("day"))
    burned = found.both["burned"].sel(day=2 * YEAR)
    told = {
        "jump_due": due / 1e9,
        "offered_millions": due * jump["sell_share_investors"] / 1e6,
        "due_late_millions": insiders / found.late["insider_vesting_days"] / 1e6,
        "low_day": lowest,
        "first_fall": 100 - float(ratio.sel(day=cliff)),
        "low_fall": 100 - float(ratio[lowest]),
        "blind_fall": 100 - float(blind.min("day")),
        "end_ratio": float(ratio[-1]),
        "burn_times": float((burned.isel(point=1) / burned.isel(point=0)).median("run")),
        "parted": float(ratio.sel(day=slice(cliff + 30, round(20 * MONTH))).max()),
    }
    for month in COMPARED:
        told[f"far_{month}"] = float(ratio.sel(day=round(month * MONTH)))
        told[f"blind_{month}"] = float(blind.sel(day=round(month * MONTH)))
    return told


def of_the_market(found: Release) -> dict[str, float]:
    """Who brings what is sold in the year after the cliff, and who buys it."""
    p, cliff = found.late, round(found.late["insider_cliff_days"])
    year = found.base.sel(day=slice(cliff + 1, cliff + YEAR))
    flows = {
        name: float(year[list(each)].to_dataarray("flow").sum(("flow", "day")).mean())
        for name, (each, _) in TRADES.items()
    }
    sold, bought = (sum(flows[n] for n, (_, s) in TRADES.items() if s == sign) for sign in (1, -1))
    insiders = year[[f"sold_{c}" for c in INSIDERS]].to_dataarray("who").sum("who")
    value = year["price"] * year["circulating"]
    told = {f"{n}_part": 100 * flows[n] / sold for n in ("nodes", "insiders", "grantees")}
    return told | {
        "bought_part": 100 * bought / sold,
        "vault_part": 100 * flows["the vault"] / sold,
        "kept": 100 - 100 * p["sell_share_investors"],
        "net_value": float(100 * YEAR * (insiders * year["price"] / value).mean()),
    }


def of_the_burn(found: Release) -> dict[str, float]:
    """Tokens released for each one burned, as observed and in base; a month's amounts."""
    ds, observed = found.base, found.scale().observed
    release = monthly(ds["treasury_released"] + ds["newly_vested"]).median("run")
    burn, tranche = (monthly(ds[name]).median("run") for name in ("burn", "treasury_released"))
    return {
        "observed_thousands": observed / 1e3,
        "treasury_millions": float(tranche[0]) / 1e6,
        "observed_gap": float(tranche[0]) / observed,
        "release_24_millions": float(release[23]) / 1e6,
        "burn_24_thousands": float(burn[23]) / 1e3,
        "run_gap": float(release[23] / burn[23]),
        "release_40": float(release[40]),
        "burn_40_thousands": float(burn[40]) / 1e3,
    }


def numbers(found: Release) -> dict[str, float]:
    """All of them."""
    return of_supply(found) | of_the_cliff(found) | of_the_market(found) | of_the_burn(found)


def findings(n: Mapping[str, float]) -> dict[str, bool]:
    """Whether what the page says of its numbers is so, by the name that its text asks for."""
    return {
        "all_free_after_three": n["free_36"] > 99.99,
        "burn_is_too_small_to_see": n["most_burned"] < 2,
        "formula_agrees": n["gap"] < 1e-9,
        "readings_meet": abs(n["formula_36_late"] - n["formula_36_jump"]) < 1e-4,
        "starts_lower": n["no_sale_lock"] > n["free_0"],
        "readings_part_for_two_years": n["parted"] < 95 and n["end_ratio"] > 97,
        "cheaper_burns_more": n["burn_times"] > 1,
        "most_on_the_first_day": n["first_fall"] > 0.5 * n["low_fall"] > 0,
        "blind_fall_deeper": n["blind_fall"] > n["low_fall"] > 0,
        "few_users_yet": n["nodes_part"] < 20,
        "holders_take_the_rest": n["bought_part"] < 50,
        "gap_stays_open": n["run_gap"] > 10,
        "nothing_left_to_release": n["release_40"] == 0,
    }
