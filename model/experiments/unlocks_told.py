"""What the page on unlocks says in numbers, by the names under which its text asks.

Shares and rates a year are in per cent, tokens in billions unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.experiments import announced, cliff, recirculation, unlocks
from model.experiments.formulas import values
from model.experiments.sale_overhang import Sales
from model.experiments.unlock_paths import Peaks, Reading
from model.experiments.unlocks import MONTH, YEAR
from model.spec.worth import unlock_anticipation
from model.theory.notation import burn_rate
from model.theory.unlocks import crossing, foresight

if TYPE_CHECKING:
    import xarray as xr

    from model.experiments.cliff import Around
    from model.parameter_sets import Parameters

KEYS = ("a", "b")  # without a jump, and with one


def jump(draft: Parameters) -> float:
    """AI of the insiders that come at once when their cliff ends."""
    return float(unlocks.insiders(draft, draft["insider_cliff_days"]))


def numbers(
    ds: xr.Dataset,
    points: Sequence[Parameters],
    price: float,
    readings: Sequence[Reading],
    peaks: Peaks,
    falls: pd.DataFrame,
    sales: Sales,
    found: Around,
) -> dict[str, float]:
    """All of them: of both readings' runs and of what the page draws of them."""
    base, draft = points
    told = of_break_even(readings, points) | of_the_jump(ds, points, price)
    told |= of_peaks(ds, points) | {"threshold": 100 * peaks.border} | of_the_race(draft)
    told |= of_the_day(falls, jump(draft))
    told |= of_the_announcement(falls, jump(draft), base["unlock_anticipation"])
    told |= of_sales(sales, base) | of_the_cliff(cliff.summary(found), found)
    return told | of_rounds(base)


def findings(n: Mapping[str, float]) -> dict[str, bool]:
    """Whether what the page says of its numbers is so, by the name that its text asks for."""
    off = [abs(n[f"needed_{key}"] / n[f"said_{key}"] - 1) for key in KEYS]
    unseen = 10 * n["earned_before"] < n["needed_before"] and n["needed_after"] < 0.5
    slow = all(n[f"burning_{key}"] < n[f"unlocking_{key}"] / 2 for key in KEYS)
    return {
        "revenue_is_short": min(n["short_a"], n["short_b"]) > 2,
        "thousands_of_times": n["short_a"] > 1000,
        "run_and_claim_agree": max(off) < 0.1,
        "burn_does_not_show": unseen,
        "peak_at_the_end": slow and min(n["peak_a"], n["peak_b"]) > n["vested"] - 1,
        "overtaken_before_the_end": n["overtaken"] < n["schedule_left"],
        "runs_agree": n["worst_gap"] < 1e-6,
        "sales_cost_something": n["price_full"] > 0 and n["price_full"] > n["fair_full"],
        "foresight_lowers_the_eve": n["eve_none"] > n["eve_half"] > n["eve_full"],
        "patience_sets_the_pace": 0 < n["clear_shallow"] < 2 * n["clear_depth"],
        "no_run_up": n["runup"] < 0.5,
        "price_slides_by_dilution": n["end_base"] > 5 * n["sales_base"] > 0,
        "mostly_dilution": n["day0_jump"] > 4 * n["sales_jump"],
        "worst_leaves_nothing": n["trough_three"] > 90,
        "dilution_stays": 0 < n["back_jump"] < cliff.AFTER and n["end_jump"] > 5,
        "beyond_samples": n["size"] > 20,
        "milder_than_surveys": n["day0_jump"] < min(n["by_size"], n["team"]),
        "falls_without_a_jump": n["with_it"] > n["without"] > 0,
        "spending_leaves_less": n["net_spent"] < n["net_idle"],
    }


def of_break_even(readings: Sequence[Reading], points: Sequence[Parameters]) -> dict[str, float]:
    """What the claim asks for, what the run needs and what it earns, half way and at both ends."""
    base = points[0]
    burned, kept = unlocks.counted(base)
    told = {"burned_part": 100 * burned, "kept_part": 100 * kept, "middle": readings[0].half_way}
    for key, one in zip(KEYS, readings, strict=True):
        needed, earned = one.there
        told |= {f"said_{key}": one.said, f"needed_{key}": needed, f"earned_{key}": earned}
        told[f"short_{key}"] = needed / earned
    for name, month in (("before", 6), ("after", 38)):
        told[f"needed_{name}"], told[f"earned_{name}"] = readings[0].at(month)
    late = [unlocks.break_even_line(p, 3 * YEAR, *unlocks.by_schedule(p)) for p in points]
    told["end_ratio"] = float(late[0] / late[1])
    told["outside_bn"] = unlocks.by_schedule(base)[0] / 1e9
    return told


def of_the_jump(ds: xr.Dataset, points: Sequence[Parameters], price: float) -> dict[str, float]:
    """The jump beside the vault's dollars at a price in USD/AI; ``a_day`` is in USD."""
    base, draft = points
    burned, kept = unlocks.counted(base)
    lump = jump(draft)
    month = ds["revenue"].isel(point=0).sel(day=slice(1066, 1095))
    a_day = float(month.mean("day").median("run"))
    sold = base["sell_share_investors"]
    return {
        "lump": lump / 1e9,
        "a_day": a_day,
        "lump_burn": lump * price / burned / a_day / YEAR,
        "lump_kept": lump * price / kept / a_day / YEAR,
        "sold_part": 100 * sold,
        "price_part": 100 * sold * burned / (1 - base["pool_fee"]),
    }


def of_peaks(ds: xr.Dataset, points: Sequence[Parameters]) -> dict[str, float]:
    """Month of the largest circulation, and in the month after the cliff what burns and unlocks."""
    told = {}
    for place, (key, p) in enumerate(zip(KEYS, points, strict=True)):
        one = ds.isel(point=place)
        top = one["circulating"].median("run").fillna(0).argmax("day")
        told[f"peak_{key}"] = float(ds["day"][top]) / MONTH
        after = int(p["insider_cliff_days"])
        month = one.sel(day=slice(after + 1, after + 30))
        rate = YEAR * month["burn"].mean("day") / month["circulating"].mean("day")
        told[f"burning_{key}"] = 100 * float(rate.median())
        pace = float(unlocks.unlock_rate(p, after + 1))
        free = float(one["circulating"].sel(day=after + 1).median("run"))
        told[f"unlocking_{key}"] = 100 * pace / free
    p = points[0]
    told["vested"] = (p["insider_cliff_days"] + p["insider_vesting_days"]) / MONTH
    return told


def of_the_race(draft: Parameters) -> dict[str, float]:
    """A burn that is a fifth ahead of insiders' unlocks after the jump, and when it is overtaken.

    Times are in years.
    """
    insiders = draft["initial_supply"] * (draft["investor_share"] + draft["team_share"])
    insiders *= 1 - draft["insider_cliff_jump"]
    # The fair price counts the treasury's tokens in full, whether they are released or not.
    counted = draft["initial_supply"] - (1 - draft["unlock_anticipation"]) * insiders
    years = draft["insider_vesting_days"] / YEAR
    ahead = 1.2 * insiders / years / counted
    here = {
        burn_rate: ahead,
        unlock_anticipation: draft["unlock_anticipation"],
        crossing.fading: 0.0,
        crossing.first_ratio: 1.2,
    }
    overtaken = float(values(crossing.CROSSING, here))
    return {"ahead_rate": 100 * ahead, "overtaken": overtaken, "schedule_left": years}


def tokens(falls: pd.DataFrame, part: float = 0.5) -> tuple[float, float, float]:
    """AI that circulate, are the treasury's and the insiders' when the cliff comes."""
    row = falls[falls["anticipated"] == part].iloc[0]
    return float(row["circulating"]), float(row["treasury"]), float(row["insiders"])


def of_the_day(falls: pd.DataFrame, lump: float, seen: float = 0.1) -> dict[str, float]:
    """Falls of both prices by the anticipated part, and what a fall of ``seen`` would reveal.

    ``lump`` are the AI of the jump; ``eve`` is the price on the eve, in cents.
    """
    told = {}
    for part, name in ((0.0, "none"), (0.5, "half"), (1.0, "full")):
        row = falls[falls["anticipated"] == part].iloc[0]
        for key, column in (("fair", "fair_price"), ("price", "price"), ("eve", "eve")):
            told[f"{key}_{name}"] = 100 * float(row[column])
    free, treasury, waiting = tokens(falls)
    counted = free + treasury
    implied = (lump - seen * (counted + lump)) / (lump + seen * (waiting - lump))
    back = cliff.drop_formula()(free, treasury, waiting, implied, lump)
    return told | {
        "worst_gap": float(falls["gap"].max()),
        "seen": 100 * seen,
        "implied": 100 * implied,
        "implied_back": 100 * float(back),
        "counted_bn": counted / 1e9,
        "waiting_bn": waiting / 1e9,
    }


def of_the_announcement(falls: pd.DataFrame, lump: float, part: float) -> dict[str, float]:
    """Falls of the fair price at the announcement and on the day, if ``part`` is anticipated."""
    free, treasury, waiting = tokens(falls)
    among = announced.known(free, treasury, waiting, part, lump)
    alone = announced.known(free, treasury, lump, part, lump)
    return {
        f"announced_{name}": 100 * float(values(formula, at))
        for name, formula, at in (
            ("told", foresight.TOLD.rhs, among),
            ("told_least", foresight.LEAST.rhs.subs(*foresight.WHOLE.args), among),
            ("day", foresight.DROP.rhs, among),
            ("day_most", foresight.DAY.lhs, among),
            ("in_all", foresight.WHOLE.rhs, alone),
        )
    }


def of_sales(found: Sales, base: Parameters) -> dict[str, float]:
    """What of the jump is put up for sale, in millions of AI, and the days until it is gone."""
    deep, thin = found.stocks["depth of base"], found.stocks["shallow"]
    return {
        "stock_m": float(deep.left[0]),
        "tokens_m": deep.depth / 1e6,
        "bound": float(100 * -np.expm1(-1 / base["sellers_response"])),
        "clear_depth": deep.cleared,
        "clear_shallow": thin.cleared,
    }


def of_the_cliff(told: pd.DataFrame, found: Around) -> dict[str, float]:
    """Effects around the cliff by case; falls are positive, ``usd_three`` in millions of USD."""
    calm, jump, eager, blind, shallow, everything = (told.iloc[place] for place in range(6))
    seen = cliff.observed(found)
    with_it, without = cliff.naive(found)
    dollars = found.unlocked * found.price.isel(case=1).sel(day=-1).median()
    numbers = {
        "before": cliff.BEFORE,
        "after": cliff.AFTER,
        "runup": told["run-up"].abs().max(),
        "day0_jump": -jump["day 0"],
        "end_jump": -jump["day 180"],
        "sales_jump": -jump["by sales"],
        "back_jump": jump["half back on day"],
        "end_base": -calm["day 180"],
        "sales_base": -calm["by sales"],
        "sales_all": -eager["by sales"],
        "trough_blind": -blind["trough"],
        "back_blind": blind["half back on day"],
        "sales_shallow": -shallow["by sales"],
        "trough_three": -everything["trough"],
        "end_three": -everything["day 180"],
        "size": seen["size"],
        "by_size": -seen["by_size"],
        "team": -seen["team"],
        "with_it": -with_it,
        "without": -without,
        "usd_three": dollars / 1e6,
    }
    return {name: float(number) for name, number in numbers.items()}


def of_rounds(base: Parameters) -> dict[str, float]:
    """Burned and net bought of a token by what the treasury spends and what returns."""
    split = recirculation.split(base)
    once, full = (recirculation.rounds(*split, Fraction(1), Fraction(r)) for r in (0, 1))
    little = recirculation.rounds(*split, Fraction(1), Fraction(1, 20))
    idle = recirculation.rounds(*split, Fraction(0), Fraction(0))
    return {
        "burned_once": 100 * once[0],
        "burned_full": 100 * full[0],
        "times_full": full[0] / once[0],
        "more_little": 100 * (little[0] / once[0] - 1),
        "net_idle": 100 * idle[1],
        "net_spent": 100 * once[1],
    }
