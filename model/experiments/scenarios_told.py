"""What the page on scenarios tells: numbers and findings, by section.

A finding is whether what the page says of its numbers is so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.experiments import scenario_tables as tables
from model.experiments import scenarios, signs
from model.factbook import facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import xarray as xr

    from model.experiments.backtest import BackTest
    from model.parameter_sets import Parameters

Told = dict[str, float | bool]
#: What the observations of 2026 speak of.
LEARNED = {"premium_at_launch", "sale_locked_share"}


def of_paths(ds: xr.Dataset, base: Parameters, test: BackTest) -> Told:
    """The premium of base, and what all scenarios share; ``ds`` are the paths of the scenarios."""
    opens, ends = int(base["opening_day"]), ds.price.isel(day=-1)
    return {
        "premium": base["premium_at_launch"] / 1e6,
        "half_life": base["premium_half_life"],
        "rows": len(test.rows),
        "runs": ds.sizes["run"],
        "open_day": opens,
        "same_until_the_market_opens": scenarios.same_until(ds, opens),
        "prices_are_skewed": bool((ends.mean("run") > ends.median("run")).all()),
        "all_inside": test.inside == len(test.rows),
        "half_life_unknown": "premium_half_life" in test.not_identified,
    }


def of_outcomes(given: Mapping[str, scenarios.Outcome]) -> Told:
    """What makes the price, and what burns: medians by scenario, by the name of the outcome."""
    burnt, earned, slashed, price, explained = (
        given[name].medians
        for name in (
            "burned by the vault",
            scenarios.REVENUE,
            "burned by slashes",
            "price in year five",
            scenarios.EXPLAINED,
        )
    )
    in_step = burnt == sorted(burnt) and earned == sorted(earned)
    base = scenarios.NAMES.index("base")
    return {
        "price_is_premium": max(explained) < 50,
        # The price hardly differs, so more revenue buys more tokens.
        "burn_follows_revenue": in_step and max(price) < 1.5 * min(price),
        "slashes_burn_little": slashed[base] < 0.1 * burnt[base],
    }


def of_one_path(path: Mapping[str, float], leak: float) -> Told:
    """What happens on one path, by numbers of `scenario_tables.one_path`; ``leak`` in AI."""
    return {
        "leak": leak,
        "a_year_of_predictions": 300 < path["open_day"] < 430 and path["sold_before"] == 0,
        "subsidy_comes_first": path["subsidy_over_fees"] > 0,
        "gpus_leave_and_return": path["fewest_gpus"] < min(path["first_gpus"], path["most_gpus"]),
        "compute_gets_cheaper": path["low_price"] < path["first_price"],
        "demand_declines": path["demand_late"] < 0.95,
        "capacity_declines": path["capacity_late"] < 0.95,
        "leak_is_rounding": leak < 1e-2,
    }


def of_mechanisms(acts: pd.DataFrame) -> Told:
    """Which mechanisms act, of a table as `scenario_tables.mechanisms` makes it."""
    acting = tables.acting(acts)
    return {**acting, "all_act": acting["moving"] == acting["mechanisms"]}


def of_test(test: BackTest) -> Told:
    """What the back-test shows, and what it leaves open."""
    return {
        "inside": test.inside,
        "unknown": len(test.not_identified),
        "two_are_learned": test.learned == LEARNED,
        "chance_is_a_part": all(row.by_chance < 1 for row in test.rows),
        "test_is_weak": all(abs(row.z) < 1.6 for row in test.rows),
    }


def of_peers(beside: tables.Beside, ds: xr.Dataset) -> Told:
    """The token beside other networks, as observed and in year five; ``ds`` are the paths."""
    own, later = beside.own, beside.later
    told = tables.peer_numbers(own, beside.ours, ds)
    burning = beside.burning("akash", "render", "helium")
    return {
        **told,
        "dear_when_observed": own.price_to_sales > facts["peer_price_to_sales"].value,
        "fees_catch_up": all(one.price_to_sales < own.price_to_sales for one in later),
        "burn_catches_up": all(_to_burn(one) < _to_burn(own) for one in later),
        "more_than_peers_mint": (own.issue or 0) > max(peer.issue or 0 for peer in beside.known),
        "burn_is_a_small_part": all(
            _to_burn(one) > 4 * one.price_to_sales for one in (own, *later)
        ),
        "peers_burn_fees": all(0.5 < ratio < 2 for ratio in burning),
        "supply_grows_then_shrinks": min(told["growth_second"], told["shrinks_fifth"]) > 0,
    }


def _to_burn(peer: scenarios.Peer) -> float:
    """Market value over the burn; not a number where nothing is burned, which no finding passes."""
    return peer.price_to_burn or float("nan")


def of_signs(found: Sequence[signs.Sign]) -> Told:
    """How many signs are right, and what a worthless token can no longer pay."""
    told = signs.told(found)
    return {**told, "worthless_cannot_pay": told["fallen"] > 10}
