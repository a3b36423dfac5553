"""What the pages on the market for compute and on honesty say is denied by other numbers."""

from __future__ import annotations

import numpy as np

from model.experiments import audit_numbers, deterrence, market_numbers, waits
from model.experiments.compute_market import Settled
from tests.experiments.denial import denied, numbers_denied


def settled(few: float = 1.0, many: float = 1.1, short: float = 0.0) -> Settled:
    """Runs that end at these prices in a band of 1 to 2, and ``short`` of the claim's GPUs."""
    flat = np.ones((2, 3))
    price = flat * [[few], [many]]
    return Settled(price, (1.0, 2.0), 3.0, flat * (1 - short), flat, flat)


def test_a_market_at_rest() -> None:
    denied(
        market_numbers.rest,
        settled(),
        {
            "rests_in_the_band": [settled(few=0.9), settled(many=2.1), settled(short=0.002)],
            "below_the_top": [settled(many=1.75)],
        },
    )


def test_changes_beside_base() -> None:
    good = {
        "half_price": 1.3,
        "half_gpus": 0.7,
        "cheap_fees": 0.6,
        "cheap_price": 1.2,
        "busy_price": 1.2,
        "busy_gpus": 0.8,
        "idle_price": 0.9,
    }
    numbers_denied(
        market_numbers.found_of_changes,
        good,
        {
            "take_drives_out": [{"half_price": 1.04}, {"half_gpus": 0.96}],
            "users_leave": [{"cheap_fees": 1.1}, {"cheap_price": 0.9}],
            "elsewhere_must_be_paid": [{"busy_price": 1.04}, {"busy_gpus": 0.96}],
            "own_cost_decides": [{"idle_price": 1.1}],
        },
    )


def test_answers_of_rest() -> None:
    numbers_denied(
        market_numbers.found_of_responses,
        {"supply_here": 90.0, "demand_here": 2.0, "answer_gpus": 0.98, "answer_price": 0.01},
        {
            "supply_is_flat": [{"supply_here": 39.0}],
            "capacity_takes_it_all": [{"answer_gpus": 0.89}, {"answer_price": 0.11}],
        },
    )


def test_the_end_of_a_subsidy() -> None:
    good = {
        "stay_flat": 30.0,
        "stay_running": 40.0,
        "came_back": 1.0,
        "last_ratio": 1.01,
        "hole": 0.5,
        "with_subsidy": 2.0,
        "hole_price": 1.4,
    }
    numbers_denied(
        market_numbers.found_of_subsidies,
        good,
        {
            "running_cost_keeps_more": [{"stay_running": 29.0}],
            "nothing_stays": [{"came_back": 0.0}, {"last_ratio": 1.06}, {"last_ratio": 0.94}],
            "a_hole_on_the_way": [{"hole": 0.9}, {"with_subsidy": 1.1}, {"hole_price": 0.9}],
        },
    )


def test_takes() -> None:
    numbers_denied(
        market_numbers.found_of_takes,
        {"best_here": 60.0, "best_there": 42.0, "best_tried": 40.0, "base_take": 5.0},
        {
            "rest_is_a_bad_guide": [{"best_here": 51.0}],
            "claim_finds_the_best": [{"best_tried": 30.0}, {"best_tried": 60.0}],
            "base_takes_less": [{"base_take": 43.0}],
        },
    )


def test_a_contest() -> None:
    good = {"best_reply": 0.0, "quality_exponent": 1.0, "uptime_exponent": 1.0}
    numbers_denied(
        lambda n: market_numbers.found_of_contest(n, n),
        good,
        {
            "none_is_best": [{"best_reply": 0.1}],
            "at_the_edge": [{"quality_exponent": 2.0}, {"uptime_exponent": 0.5}],
        },
    )


def test_speeds_and_waits() -> None:
    good = {
        "product": 0.4,
        "swing": 9.0,
        "calm": 0.0,
        "times_base": 5.0,
        "edge_fixed": 0.1,
        "entry_high": 0.05,
    }
    numbers_denied(
        waits.found_of_speeds,
        good,
        {
            "price_comes_back": [{"product": 1.1}],
            "only_a_fixed_wait_swings": [{"swing": 1.0}, {"calm": 0.01}, {"times_base": 0.9}],
            "outside_the_range": [{"edge_fixed": 0.04}],
        },
    )
    cobweb = {"cobweb_base": 0.01, "excess_near": 9.0, "excess_week": 2.0, "excess_quarter": 0.1}
    numbers_denied(
        lambda n: waits.found_of_cobweb(n, {"entry_speed": 0.02}),
        cobweb,
        {
            "jumpers_would_swing": [{"cobweb_base": 0.03}],
            "bound_is_worst_near": [{"excess_near": 1.0}, {"excess_quarter": 3.0}],
        },
    )


def test_the_margin_of_honesty() -> None:
    numbers_denied(
        deterrence.found_of_margin,
        {"error_shift": 4.0, "poor_shift": 80.0, "fall": 70.0, "bribe": 9.0, "bribe_high": 1.0},
        {
            "errors_move_little": [{"error_shift": 11.0}],
            "poor_work_moves_much": [{"poor_shift": 49.0}],
            "honesty_has_a_margin": [{"fall": 49.0}],
            "side_gains_are_small": [{"bribe": 1.9}],
        },
    )


def test_planned_audits_and_bounties() -> None:
    numbers_denied(
        deterrence.found_of_plan,
        {"best_low": 5.0, "best_high": 15.0, "top": 50.0},
        {
            "ten_times_calls_for_less": [{"best_low": 16.0}, {"best_low": 2.0}],
            "a_corner_binds": [{"top": 14.0}, {"top": 100.0}],
        },
    )
    numbers_denied(
        deterrence.found_of_bounties,
        {"learn_gap": 5.0, "mixed": 8.0, "least": -0.1, "floor": 0.2, "errs": 1.0},
        {
            "learners_settle": [{"learn_gap": 16.0}],
            "bounties_leave_cheating": [{"mixed": 0.9}],
            "errors_pay_for_checks": [{"least": 0.1}, {"floor": -0.1}, {"errs": 0.1}],
        },
    )


def test_sides_of_the_border_and_the_curve_of_right_work() -> None:
    numbers_denied(
        audit_numbers.found_of_region,
        {"steady_right": 90.0, "steady": 90.0, "cases": 100.0},
        {"sides_agree": [{"steady_right": 89.0}, {"cases": 120.0}]},
    )
    good = {
        "curve_none": 0.0,
        "curve_best": 3.0,
        "curve_all": 50.0,
        "curve_usual": 5.0,
        "curve_price_one": 20.0,
        "curve_price_twice": 95.0,
    }
    numbers_denied(
        audit_numbers.found_of_curve,
        good,
        {
            "best_lies_inside": [{"curve_none": 2.0}, {"curve_best": 0.5}, {"curve_all": 81.0}],
            "usual_audits_cost_a_little": [{"curve_usual": 16.0}, {"curve_usual": 0.0}],
            "too_few_cost_more": [{"curve_price_one": 51.0}, {"curve_price_twice": 89.0}],
        },
    )


def test_the_best_rate_at_ends_of_ranges() -> None:
    numbers_denied(
        lambda n: audit_numbers.found_of_ends(n, {"curve_best": 3.0}),
        {
            "ends_low": 1.0,
            "ends_high": 20.0,
            "tried_low": 0.5,
            "tried_high": 100.0,
            "bare_best": 50.0,
        },
        {
            "best_stays_inside": [{"ends_low": 0.5}, {"ends_high": 100.0}],
            "slashes_save_audits": [{"bare_best": 5.9}],
        },
    )


def test_stake_and_trust() -> None:
    numbers_denied(
        audit_numbers.found_of_security,
        {"short_of_tokens": 0.0, "dearer": 1.8, "dearer_value": 3.0},
        {
            "stake_is_never_short": [{"short_of_tokens": 1.0}],
            "price_drops_out": [{"dearer": 1.1}, {"dearer_value": 21.0}, {"dearer_value": -21.0}],
        },
    )
    good = {
        "shock_trust": 1.0,
        "shock_price": 30.0,
        "shock_late": 1.0,
        "shock_later": 0.0,
        "shock_later_worst": 0.5,
        "shock_slow": 20.0,
        "stuck_hit": 5.0,
        "stuck_calm": 90.0,
    }
    numbers_denied(
        audit_numbers.found_of_shocks,
        good,
        {
            "trust_comes_back": [{"shock_trust": 51.0}, {"shock_price": -1.0}, {"shock_late": 3.0}],
            "one_rest_was_found": [{"shock_later": 3.0}, {"shock_later_worst": 6.0}],
            "slow_points_stay_off": [{"shock_slow": 4.0}],
            "one_stays_far_below": [{"stuck_hit": 60.0}],
        },
    )
