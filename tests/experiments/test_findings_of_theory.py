"""What the pages on burning, value and the vault's rules say is denied by other numbers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from model.experiments import burn_told, sign_table, value_numbers, vault_told
from tests.experiments.denial import denied, numbers_denied

FIVE_YEARS = {
    "times_half": 150.0,
    "times_usage": 17.0,
    "times_asked": 1.1,
    "bare_base": 4.0,
    "usual_bear": 0.1,
    "usual_base": 0.2,
    "usual_bull": 0.3,
    "short_bear": 3.0,
    "short_base": 2.0,
    "short_bull": 1.0,
    "long_bear": 0.01,
    "long_base": 0.01,
    "long_bull": 0.01,
    "dollars_least": 50.0,
    "premium_lasts": 100.0,
    "usage_worth": 1.0,
    "flat": 0.1,
    "usual_middle": 0.2,
    "quantity_closed": 4.1,
    "bare": 4.0,
    "quantity_open": 4.0,
    "paid_bull": 60.0,
    "paid_base": 90.0,
    "treasury_bull": 60.0,
    "still_rate": 50.0,
    "still_burned": 1.0,
    "late_usual": 40.0,
}


def test_the_burn_of_five_years() -> None:
    numbers_denied(
        burn_told.found_of_five_years,
        FIVE_YEARS,
        {
            "premium_decides": [{"times_usage": 60.0}, {"bare_base": 0.1}],
            "order_reverses": [{"short_bull": 99.0}, {"usual_bear": 99.0}],
            "dollars_are_not_the_reason": [{"dollars_least": 10.0}, {"long_bull": 17.0}],
            "premium_outweighs_usage": [{"premium_lasts": 9.0}],
            "the_rest_is_the_fall": [{"flat": 0.3}],
            "quantity_as_without_premium": [{"bare": 6.0}, {"bare": 3.0}],
            "burns_less_open_at_once": [{"quantity_open": 4.2}],
            "less_is_paid_and_sold": [{"treasury_bull": 40.0}, {"paid_base": 101.0}],
            "hidden_and_not_small": [{"still_rate": 9.0}, {"late_usual": 9.0}],
        },
    )


def test_ideas_of_the_price() -> None:
    numbers_denied(
        burn_told.found_of_comparison,
        {"end_tenfold": 20.0, "end_value": 20.0, "gone": 9.0, "years": 20.0},
        {
            "usage_drops_out": [{"end_tenfold": 20.1}, {"end_tenfold": 19.9}],
            "a_given_price_ends": [{"gone": float("inf")}],
        },
    )
    numbers_denied(
        burn_told.found_of_scaled,
        {"end_below": 10.0, "end_even": 20.0, "end_above": 30.0, "end_wanders": 15.0},
        {
            "the_exponent_decides": [{"end_below": 21.0}, {"end_above": 19.0}],
            "swings_burn_more": [{"end_wanders": 21.0}],
        },
    )
    numbers_denied(
        burn_told.found_of_revenue,
        {"regime_fast": 5.0, "regime_slow": 10.0, "lasting_slow": 15.0},
        {"bad_times_burn_more": [{"regime_fast": 11.0}, {"lasting_slow": 9.0}]},
    )


def test_half_lives() -> None:
    good = {
        "off_sum": 1.0,
        "off_quantity": 1.0,
        "off_cash": 1.0,
        "slow_half": 30.0,
        "half_sum": 10.0,
        "lift": 1.5,
        "lift_seen": 1.4,
    }
    numbers_denied(
        burn_told.found_of_half_lives,
        good,
        {
            "at_rest_as_claimed": [{name: 6.0} for name in ("off_sum", "off_quantity", "off_cash")],
            "unsold_cannot_burn": [{"slow_half": 14.0}],
            "swings_add_burn": [{"lift": 1.0}, {"lift_seen": 0.9}],
        },
    )


@pytest.mark.parametrize(
    ("quantity", "said"), [((9.0, 1.0), True), ((1.0, 1.0), False), ((9.0, 8.0), False)]
)
def test_the_margin_says_which_rule_is_slower(quantity: tuple[float, float], said: bool) -> None:
    lines = {"quantity equation": quantity, "rational pricing": (5.0, 5.0)}
    rules = {name: SimpleNamespace(line=np.array(line)) for name, line in lines.items()}
    assert burn_told.margin_decides(cast(Any, SimpleNamespace(rules=rules))) is said


MARKS = {("supply", name, "yearly_fees"): "0" for name in sign_table.CLOSURES}
MARKS |= {("price", name, "burn_share_in_force"): "+" for name in sign_table.CLOSURES}
MARKS |= {("supply", name, "burn_share_in_force"): "−" for name in sign_table.CLOSURES}
MARKS |= {
    ("supply", "given", "yearly_fees"): "−",
    ("supply", "premium", "yearly_fees"): "−",
    ("price", "given", "burn_share_in_force"): "0",
    ("supply", "rational", "burn_share_in_force"): "0",
    ("supply", "premium", "premium_at_launch"): "+",
    ("supply", "premium", "premium_half_life"): "+",
    ("supply", "both", "growth"): "±",
}


def test_signs() -> None:
    def tell(marks: dict[tuple[str, str, str], str]) -> dict[str, int | bool]:
        signs = sign_table.Signs([])
        signs.marks = marks
        return signs.told

    denied(
        tell,
        MARKS,
        {
            "usage_lowers_where_given": [
                MARKS | {("supply", "given", "yearly_fees"): "0"},
                MARKS | {("supply", "both", "yearly_fees"): "−"},
            ],
            "share_raises_the_price": [
                MARKS | {("price", "both", "burn_share_in_force"): "±"},
                MARKS | {("supply", "rational", "burn_share_in_force"): "−"},
            ],
            "premium_keeps_supply_up": [
                MARKS | {("supply", "premium", name): "0"}
                for name in ("premium_at_launch", "premium_half_life")
            ],
            "only_growth_has_no_sign_for_supply": [
                MARKS | {("supply", "both", "growth"): "+"},
                MARKS | {("supply", "both", "velocity"): "±"},
            ],
        },
    )


FIRST = {
    "usage_part": 2.0,
    "usage_part_bull": 6.0,
    "price_bull": 0.2,
    "price_usage_premium": 0.05,
    "price_usage_short": 0.5,
    "price_usage_quantity": 0.9,
    "price_usage_none": 0.9,
    "burn_usage_premium": 0.9,
    "burn_usage_short": 0.4,
    "burn_usage_quantity": 0.0,
    "burn_usage_none": 0.0,
    "both_low": 0.9,
    "both_high": 1.0,
    "supply_low": -0.1,
    "supply_high": 0.1,
}


def test_what_usage_moves() -> None:
    numbers_denied(
        value_numbers.found_first,
        FIRST,
        {
            "usage_is_a_small_part": [
                {"usage_part": 5.5},
                {"price_usage_premium": 0.11},
                {"burn_usage_premium": 0.6},
            ],
            "more_of_it_in_bull": [{"usage_part_bull": 1.0}, {"price_bull": 0.01}],
            "value_follows_where_it_counts": [
                {"price_usage_quantity": 0.6},
                {"price_usage_none": 0.6},
                {"burn_usage_none": -0.2},
            ],
            "short_lies_between": [
                {"price_usage_short": 0.01},
                {"price_usage_short": 0.95},
                {"burn_usage_short": 0.05},
            ],
            "one_takes_from_the_other": [{"both_low": 0.6}, {"both_high": 1.2}],
            "supply_adds_little": [{"supply_low": -0.2}, {"supply_high": 0.2}],
        },
    )


def test_when_usage_takes_over_and_what_goes_unpaid() -> None:
    numbers_denied(
        value_numbers.found_of_weight,
        {"takes_bull": 9.0, "takes_base": 12.0, "fees_run": 1.0, "reach": 1.0},
        {
            "bull_takes_over_sooner": [{"takes_bull": 4.0}, {"takes_base": 8.0}],
            "fees_follow_one_for_one": [{"fees_run": 1.1}, {"fees_run": 0.9}, {"reach": 6.0}],
        },
    )
    good = {
        "share_little": 0.01,
        "share_much": 0.2,
        "quantity_supply": 0.5,
        "burned_quantity": 20.0,
        "burned_premium": 1.0,
        "burned_short": 5.0,
        "burned_none": 20.0,
        "direct_gap": 0.01,
        "paid_none": 80.0,
        "direct_none_high": 0.9,
        "closed_none": 0.2,
    }
    numbers_denied(
        value_numbers.found_unpaid,
        good,
        {
            "burn_share_divides": [{"share_little": 0.06}, {"share_much": 0.09}],
            "scarcity_counts_there": [{"quantity_supply": 0.2}, {"burned_quantity": 9.0}],
            "premium_keeps_burn_small": [{"burned_premium": 6.0}, {"burned_none": 4.0}],
            "closed_form_is_near": [{"direct_gap": 0.06}],
            "bills_go_unpaid": [{"paid_none": 96.0}, {"direct_none_high": 0.3}],
        },
    )


def test_gaps_shares_and_payouts() -> None:
    numbers_denied(
        value_numbers.found_of_gaps,
        {"gap": -0.5, "gap_none": 2.0},
        {"price_is_near_fair": [{"gap": -1.1}, {"gap_none": 0.4}]},
    )
    numbers_denied(
        value_numbers.found_of_best_share,
        {"best_unbound": 80.0, "best_announced": 70.0, "best_lost": 3.0},
        {"voters_burn_more": [{"best_unbound": 69.0}, {"best_lost": 0.0}]},
    )
    numbers_denied(
        value_numbers.found_paid_out,
        {"size": 0.05, "burned_cents": 60.0, "all_cents": 90.0},
        {
            "impact_is_nothing": [{"size": 0.2}],
            "treasury_is_the_wedge": [{"burned_cents": 85.0}],
        },
    )


VAULT = {
    "least": 1.0,
    "safe": 2.0,
    "full_one": 3.0,
    "full_two": 4.0,
    "patience": 20.0,
    "chance_one": 1.0,
    "chance_two": 0.1,
    "gain_one": 1.0,
    "gain_two": 10.0,
    "gain_five": 1e4,
    "at_one": 50.0,
    "at_two": 50.0,
    "at_five": 50.0,
    "over_tenth": 3.0,
    "over_full": 2.0,
    "least_over": 20.0,
    "year_largest": 0.1,
    "safe_share": 0.3,
    "year_unsafe": 0.0,
    "year_waits": 0.1,
    "year_shut": 0.1,
    "apart": 1e-9,
}


def test_the_vault_as_a_mechanism() -> None:
    numbers_denied(
        vault_told.found,
        VAULT,
        {
            "guard_lets_attacks_pass": [{"safe": 0.5}, {"safe": 3.5}, {"full_two": 2.5}],
            "a_sole_executor_waits": [{"patience": 9.0}],
            "tolerance_opens_the_guard": [{"chance_two": 0.3}],
            "tolerance_feeds_attackers": [
                {"gain_two": 1.0},
                {"at_one": 9.0},
                {"at_five": 91.0},
            ],
            "haste_costs_more": [{"over_tenth": 1.9}, {"over_full": 1.1}],
            "largest_is_safe": [{"year_largest": 0.4}, {"year_unsafe": 0.1}],
            "waits_when_shut": [{"year_waits": 0.3}],
            "shut_as_claimed": [{"year_shut": 0.4}],
            "safe_and_room_meet": [{"apart": 1e-3}],
        },
    )
