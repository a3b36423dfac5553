"""What the first pages and that on ensembles say is put to the test: each finding can be denied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.experiments import ensemble_numbers, evidence, fees_told, money, release_told
from model.experiments.money import Money
from model.experiments.payments import Transfer
from tests.experiments.denial import numbers_denied


def test_the_page_on_ensembles() -> None:
    numbers_denied(
        ensemble_numbers.findings,
        {
            "size_kept": 104.0,
            "size_paths": 13.0,
            "spread": 16.0,
            "passed": 64.0,
            "correlation": 0.9999,
            "saved_price": 1.3e6,
            "saved_burned": 840.0,
            "two_threads": 1.8,
            "two_workers": 1.9,
        },
        {
            "kept_is_small": [{"size_kept": 13_001.0}],
            "the_band_is_wide": [{"spread": 3.0}],
            "most_have_been_below": [{"passed": 50.0}, {"passed": 100.0}],
            "share_tells_the_burn": [{"correlation": 0.95}],
            "price_hardly_depends": [{"saved_price": 84_000.0}, {"saved_burned": 1.0}],
            "two_are_faster": [{"two_threads": 1.2}, {"two_workers": 1.2}],
        },
    )


#: Money of a year in which sales are the widest flow, in USD.
PAID = (
    Transfer("holders", "insiders and\nteam", "USD", 3.4e6),
    Transfer("holders", "grantees", "USD", 1.0e6),
    Transfer("locked", "holders", "AI", 9.0e6),
)
YEAR = Money("announced", 3, PAID, (), 40, 60, 0.0)


def test_the_page_on_actors() -> None:
    good = {
        "users_paid": 1.0,
        "holders_paid": 8.0,
        "insiders_sell": 3400.0,
        "grantees_sell": 1000.0,
        "sales_over_users": 5.0,
        "sales_millions": 4.4,
        "burned": 20.0,
        "to_pool_over_back": 1.02,
        "deployed_arrows": 12.0,
        "announced_arrows": 40.0,
        "closed_over_burn": 300.0,
        "kept": 7000.0,
        "for_sale": 3000.0,
        "owners_worth": 0.5,
        "owners_paid": 0.9,
        "announced_drift": 1e-14,
        "deployed_drift": 1e-14,
    }
    numbers_denied(
        lambda n: money.findings(n, YEAR),
        good,
        {
            "holders_pay": [{"users_paid": 2.0}],
            "sales_are_widest": [{"insiders_sell": 3399.0}],
            "usage_is_small": [{"sales_over_users": 1.0}],
            "burn_is_thin": [{"burned": 220.0}, {"sales_millions": 0.4}],
            "pool_gives_back": [{"to_pool_over_back": 1.11}, {"to_pool_over_back": 0.89}],
            "compute_is_not_there": [{"deployed_arrows": 40.0}],
            "not_the_vault": [{"closed_over_burn": 10.0}],
            "most_is_kept": [{"kept": 3000.0}],
            "owners_lose": [{"owners_worth": 0.9}],
            "nothing_is_lost": [{"announced_drift": 1e-9}, {"deployed_drift": 1e-9}],
        },
    )
    wider = replace(YEAR, paid=(*PAID, Transfer("users", "holders", "USD", 3.5e6)))
    assert not money.findings(good, wider)["sales_are_widest"]


def test_the_page_on_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    good = {
        "assumed_span": 5.0,
        "secondary_span": 1.2,
        "worst": 1.5,
        "price_low": 1.0,
        "price_paid": 2.0,
        "price_high": 3.0,
    }
    told = evidence.findings(good)
    assert told.pop("sums_agree")
    numbers_denied(
        lambda n: {k: v for k, v in evidence.findings(n).items() if k in told},
        good,
        {
            "assumed_ranges_are_wide": [{"assumed_span": 3.5}],
            "sourced_ranges_are_narrow": [{"secondary_span": 1.5}],
            "stored_values_agree": [{"worst": 3.0}],
            "price_paid_fits": [{"price_paid": 1.0}, {"price_paid": 3.0}],
        },
    )
    old = evidence.value
    monkeypatch.setattr(evidence, "value", lambda name: old(name) + (name == "delphi_fee"))
    assert not evidence.findings(good)["sums_agree"]


def test_the_page_on_supply() -> None:
    numbers_denied(
        release_told.findings,
        {
            "free_36": 100.0,
            "most_burned": 0.4,
            "gap": 1e-15,
            "formula_36_late": 100.0,
            "formula_36_jump": 100.0,
            "no_sale_lock": 12.0,
            "free_0": 11.0,
            "parted": 90.0,
            "end_ratio": 99.0,
            "burn_times": 1.1,
            "first_fall": 12.0,
            "low_fall": 13.0,
            "blind_fall": 40.0,
            "nodes_part": 5.0,
            "bought_part": 10.0,
            "run_gap": 5000.0,
            "release_40": 0.0,
        },
        {
            "all_free_after_three": [{"free_36": 99.99}],
            "burn_is_too_small_to_see": [{"most_burned": 2.0}],
            "formula_agrees": [{"gap": 1e-9}],
            "readings_meet": [{"formula_36_late": 99.9}, {"formula_36_jump": 99.9}],
            "starts_lower": [{"free_0": 12.0}],
            "readings_part_for_two_years": [{"parted": 95.0}, {"end_ratio": 97.0}],
            "cheaper_burns_more": [{"burn_times": 1.0}],
            "most_on_the_first_day": [{"first_fall": 6.0}, {"low_fall": 0.0}],
            "blind_fall_deeper": [{"blind_fall": 13.0}, {"low_fall": 0.0}],
            "few_users_yet": [{"nodes_part": 20.0}],
            "holders_take_the_rest": [{"bought_part": 50.0}],
            "gap_stays_open": [{"run_gap": 10.0}],
            "nothing_left_to_release": [{"release_40": 1.0}],
        },
    )


#: Numbers of which all is so that the page on fees says.
FEES = {
    **{f"user_fee_by_{x}": y for x, y in (("task", 0.0), ("gpu_time", 0.4), ("cycle", 0.6))},
    **{f"node_fee_by_{x}": y for x, y in (("task", 0.4), ("gpu_time", 0.0), ("cycle", 0.6))},
    **{f"sd_still_fee_by_{x}": 0.02 for x in ("task", "cycle")},
    **{f"sd_wild_fee_by_{x}": y for x, y in (("task", 0.1), ("gpu_time", 0.2), ("cycle", 0.5))},
    "worst_gap": 1.5,
    "price_posted": 1.1,
    "price_clearing": 0.9,
    "used_posted": 70.0,
    "used_clearing": 90.0,
    "earn_posted": 1.0,
    "earn_clearing": 1.05,
    "move_posted": 0.2,
    "move_clearing": 3.0,
    "short_posted": 0.1,
    "short_clearing": 0.0,
    "least_profit": 1.0,
    "least_noise": 2.0,
    "used_early": 10.0,
    "price_early": 0.5,
    "dearest": 1.4,
    "least_paid": 100.0,
    "gap_middle": -0.5,
}


def test_the_page_on_fees() -> None:
    numbers_denied(
        fees_told.findings,
        FEES,
        {
            "tariff_decides_who_carries": [{"user_fee_by_task": 0.4}, {"node_fee_by_cycle": 0.1}],
            "equal_on_average": [{"worst_gap": 3.0}],
            "bills_are_one": [{"sd_still_fee_by_task": 0.021}],
            "cycle_is_wildest": [{"sd_wild_fee_by_gpu_time": 0.5}, {"sd_still_fee_by_cycle": 0.5}],
            "task_stays": [{"sd_wild_fee_by_task": 0.25}],
            "slack_has_a_price": [{"price_posted": 0.9}, {"used_posted": 90.0}],
            "earnings_differ_less": [{"earn_clearing": 2.0}, {"price_clearing": 1.1}],
            "posted_price_is_calm": [{"move_posted": 1.5}],
            "both_are_seldom_short": [{"short_posted": 1.0}, {"short_clearing": 1.0}],
            "profit_stays_above_zero": [{"least_profit": 0.0}],
            "days_are_noise": [{"least_noise": 1.0}],
            "first_year_is_idle": [{"used_early": 30.0}],
            "early_is_cheap": [{"price_early": 1.0}, {"price_posted": 0.5}],
            "dear_once_users_come": [{"price_early": 1.0}, {"dearest": 1.0}],
            "all_bills_paid": [{"least_paid": 99.99}],
            "orders_nearly_cancel": [{"gap_middle": 5.0}, {"gap_middle": -5.0}],
        },
    )
