"""What the page on unlocks against burn says is put to the test: each finding can be denied."""

from __future__ import annotations

from model.experiments import unlocks_told
from tests.experiments.denial import numbers_denied

#: Numbers of which all is so that the page says.
GOOD = {
    "short_a": 7135.0,
    "short_b": 5177.0,
    "needed_a": 86.7,
    "needed_b": 58.0,
    "said_a": 89.0,
    "said_b": 59.0,
    "earned_before": 0.02,
    "needed_before": 94.0,
    "needed_after": 0.0,
    "burning_a": 0.013,
    "burning_b": 0.009,
    "unlocking_a": 159.0,
    "unlocking_b": 69.0,
    "peak_a": 36.0,
    "peak_b": 36.0,
    "vested": 36.0,
    "overtaken": 1.3,
    "schedule_left": 2.0,
    "worst_gap": 9e-16,
    "price_full": 1.3,
    "fair_full": 0.0,
    "eve_none": 3.8,
    "eve_half": 2.4,
    "eve_full": 1.7,
    "clear_shallow": 80.0,
    "clear_depth": 71.0,
    "runup": 0.0,
    "end_base": 8.6,
    "sales_base": 0.3,
    "day0_jump": 12.2,
    "sales_jump": 1.5,
    "trough_three": 99.9,
    "back_jump": 32.0,
    "end_jump": 15.8,
    "size": 81.0,
    "by_size": 49.0,
    "team": 25.0,
    "with_it": 18.9,
    "without": 7.5,
    "net_spent": 69.3,
    "net_idle": 99.0,
}


def test_the_page_on_unlocks() -> None:
    numbers_denied(
        unlocks_told.findings,
        GOOD,
        {
            "revenue_is_short": [{"short_a": 2.0}, {"short_b": 2.0}],
            "thousands_of_times": [{"short_a": 1000.0}],
            "run_and_claim_agree": [{"needed_a": 120.0}, {"said_b": 50.0}],
            "burn_does_not_show": [{"earned_before": 10.0}, {"needed_after": 0.5}],
            "peak_at_the_end": [{"burning_b": 40.0}, {"peak_b": 35.0}, {"vested": 48.0}],
            "overtaken_before_the_end": [{"overtaken": 2.0}],
            "runs_agree": [{"worst_gap": 1e-6}],
            "sales_cost_something": [{"price_full": 0.0, "fair_full": -1.0}, {"fair_full": 1.3}],
            "foresight_lowers_the_eve": [{"eve_none": 2.4}, {"eve_full": 2.4}],
            "patience_sets_the_pace": [{"clear_shallow": 142.0}, {"clear_shallow": 0.0}],
            "no_run_up": [{"runup": 0.5}],
            "price_slides_by_dilution": [{"sales_base": 2.0}, {"sales_base": 0.0}],
            "mostly_dilution": [{"sales_jump": 4.0}],
            "worst_leaves_nothing": [{"trough_three": 90.0}],
            "dilution_stays": [{"back_jump": 0.0}, {"back_jump": 180.0}, {"end_jump": 5.0}],
            "beyond_samples": [{"size": 20.0}],
            "milder_than_surveys": [{"team": 12.0}, {"by_size": 12.0}],
            "falls_without_a_jump": [{"without": 19.0}, {"without": 0.0}],
            "spending_leaves_less": [{"net_spent": 99.0}],
        },
    )
