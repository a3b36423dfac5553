"""Numbers that the pages of the challenges say in their text, by name, from measured results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from model.experiments.challenges import bearers
from model.experiments.challenges import reward_dependence as reward
from model.experiments.challenges import unlock_shocks as shocks
from model.experiments.challenges.common import middle
from model.experiments.challenges.imbalance import Response, Setting
from model.experiments.challenges.least_usage import Carries
from model.experiments.challenges.subsidised import DESIGN
from model.interface import parameters

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Responses = Mapping[str, Mapping[str, Response]]
Rules = Mapping[str, Mapping[str, Setting]]


def of_imbalance(found: Responses, rules: Rules) -> dict[str, float]:
    """Of steps and rules by scenario: per cent, points, days, and USD a day."""
    more, less, dear, cheap = (
        found["base"][name]
        for name in ("demand +50 %", "demand −50 %", "outside price +50 %", "outside price −50 %")
    )
    bull = found["bull"]["demand +50 %"]
    target = {s: parameters("announced", s, ())["utilisation_target"] for s in ("base", "bull")}
    speeds = [rules["base"][name].both for name in ("slow price", "fast price")]
    return {
        "dearest_up": more.dearest.middle - 100,
        "over_down": less.overshoot.middle,
        "idle_down": less.idle_at_first.middle,
        "rest_dear": dear.rest.middle,
        "cheapest": cheap.cheapest.middle - 100,
        "over_bull": bull.overshoot.middle,
        "settled_bull": bull.settled.middle,
        "unserved_bull": rules["bull"]["usual"].unserved.middle,
        "speed": max(abs(end) for each in speeds for end in each),
        "target_base": target["base"],
        "target_bull": target["bull"],
        "waits_base": 100 * (1 - target["base"]),
        "idle_base": rules["base"]["usual"].idle.middle,
        "idle_clearing": rules["base"]["clearing price"].idle.middle,
        "unserved_high": rules["base"]["high target"].unserved.middle,
    }


def of_unlocks(
    beside: xr.Dataset, groups: Mapping[str, bearers.Borne], table: pd.DataFrame
) -> dict[str, float]:
    """Of the cases of `unlock_shocks.one_at_a_time`, who bears it, and the calendar.

    Per cent of the price, days, and millions or thousands of USD; the calendar's largest unlock in
    billion AI and in per cent of what was free.
    """
    largest = table.nlargest(1, "together").iloc[0]
    others = groups[bearers.OTHERS]

    def said(case: str, name: str) -> float:
        return float(beside[name].sel(case=case).median("run"))

    return {
        "lead": shocks.LEAD,
        "run_up_none": -100 * said("holders: count none, know dates", "run_up"),
        "end_none": -100 * said("holders: count none, know dates", "end"),
        "end_all": -100 * said("holders: count all", "end"),
        "recovered": said("market: usual", "recovered"),
        "recovered_shallow": said("market: shallow", "recovered"),
        "shallow": -100 * said("market: shallow", "by_sales"),
        "blind": -100 * said("sellers: sell all, blind to price", "by_sales"),
        "worth_all": -sum(each.worth.middle for each in groups.values()) / 1e6,
        "taken": 0.0 if others.trades is None else others.trades.middle / 1e3,
        "treasury_worth": -groups["community treasury"].worth.middle / 1e6,
        "others_worth": -others.worth.middle / 1e6,
        "jump_tokens": float(largest["together"]) / 1e3,
        "jump_share": float(largest["of_free"]),
        "runs": beside.sizes["run"],
    }


def of_rewards(
    found: xr.Dataset, bills: xr.Dataset, least: Mapping[tuple[str, str], Carries]
) -> dict[str, float]:
    """Of withdrawals in base, the same under the quantity equation, and what carries: per cent."""
    usual = found.sel(subsidy=DESIGN, end=reward.USUAL_END)
    fourfold = found.sel(subsidy=4 * DESIGN, end=reward.USUAL_END, usage=1.0)
    return {
        "runs": reward.RUNS,
        "design": DESIGN,
        "times_base": least["base", "fundamental"].times.middle,
        "fourfold": middle(100 * reward.kept(fourfold)).middle,
        "fewer": middle(100 * reward.beside_never(usual).sel(usage=0.3)).middle,
        "pushed": middle(100 * usual["dearness"].sel(usage=0.3)).middle,
        "quantity_least": float(100 * reward.kept(bills).median("run").min()),
    }
