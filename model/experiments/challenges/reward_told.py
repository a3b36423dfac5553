"""What the page on reward dependence says: its numbers by name, and whether its sentences hold."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from model.experiments.challenges import reward_dependence as reward
from model.experiments.challenges.common import SCENARIOS, Middle, middle
from model.experiments.challenges.least_usage import Carries
from model.experiments.challenges.subsidised import DESIGN

#: Each mapping goes by scenario, or by scenario and idea of the price.
Withdrawn = Mapping[str, xr.Dataset]
Least = Mapping[tuple[str, str], Carries]
ByClosure = Mapping[tuple[str, str], Mapping[str, Middle]]


def of_page(
    found: Withdrawn,
    branches: Mapping[str, xr.DataArray],
    bills: xr.Dataset,
    least: Least,
    closures: ByClosure,
) -> dict[str, float | bool]:
    """All that the text says, from withdrawals, branches, least usage and ideas of a price.

    ``bills`` are withdrawals in base under the quantity equation.
    """
    told = numbers(found["base"], bills, least)
    told["gpus"] = closures["base", "fundamental"]["GPUs under tokens"].middle
    return told | of_runs(found, branches) | of_numbers(told, least, closures)


def numbers(found: xr.Dataset, bills: xr.Dataset, least: Least) -> dict[str, float]:
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


def of_runs(found: Withdrawn, branches: Mapping[str, xr.DataArray]) -> dict[str, bool]:
    """Whether it came as expected, nothing is remembered, and chance hides what is left."""
    came = [reward.expectations(found[s], branches[s]) for s in SCENARIOS]
    areas = [reward.hysteresis(branches[s]).median("run") for s in SCENARIOS]
    at_own = [
        reward.left_by_a_million(found[s])
        .sel(subsidy=DESIGN, usage=1.0)
        .quantile((0.05, 0.95), "run")
        for s in ("base", "bull")
    ]
    return {
        "expectations_came": all(all(each.values()) for each in came),
        "more_subsidy_leaves_less": all(
            each["a larger subsidy keeps a smaller part"] for each in came
        ),
        "no_memory": all(float(each[-1]) < 0.03 < float(each[0]) for each in areas),
        # Whenever the subsidy ends.
        "left_is_chance": all(bool((low < 0).all() and (high > 0).all()) for low, high in at_own),
    }


def of_numbers(told: Mapping[str, float], least: Least, closures: ByClosure) -> dict[str, bool]:
    """Whether usage alone is left, what tokens are worth, and where the price does not matter."""
    sides = [closures[s, "fundamental"]["beside never"].middle for s in SCENARIOS]
    worth = closures["base", "fundamental"]["worth of tokens"].middle
    given, fundamental = (
        [least[s, closure].times.middle for s in SCENARIOS]
        for closure in ("exogenous price", "fundamental")
    )
    return {
        "usage_is_what_is_left": all(abs(each - 100) < 15 for each in sides),
        "less_than_nothing": told["fewer"] < 90 and told["pushed"] < 50,
        "tokens_are_worth_less": max(worth, told["gpus"]) < 100,
        "bills_know_no_dependence": told["quantity_least"] > 95,
        "price_does_not_matter": all(
            abs(one / other - 1) < 0.1 for one, other in zip(given, fundamental, strict=True)
        ),
    }
