"""What the page on what matters most says: each finding is denied by some result."""

from __future__ import annotations

from model.experiments.sensitivity import told as sensitivity
from model.experiments.sensitivity.study import AUDIT, GROWTH, HALF, LAUNCH
from tests.experiments.denial import denied, numbers_denied


def test_ranges_and_screening() -> None:
    numbers_denied(
        sensitivity.findings_of_ranges,
        {"ignorance": 4.0, "fivefold_high": 30.0, "unpaid_wide": 1.0, "slashes_first": 9.0},
        {
            "ignorance_beats_chance": [{"ignorance": 3.0}],
            "growth_widens_the_burn": [{"fivefold_high": 20.0}],
            "unpaid_is_rare": [{"unpaid_wide": 10.0}],
            "slashes_may_come_first": [{"slashes_first": 1.0}, {"slashes_first": 50.0}],
        },
    )
    numbers_denied(
        lambda n: sensitivity.of_screening(n, 100),
        {"weak": 60.0, "launch_effect": 0.1},
        {
            "many_are_weak": [{"weak": 50.0}],
            "size_of_premium_is_weak": [{"launch_effect": 0.5}],
        },
    )


def test_where_conclusions_turn() -> None:
    numbers_denied(
        sensitivity.of_half_life,
        {"short_price": 1.0, "long_price": 2.0, "short_burned": 4.0, "long_burned": 1.0},
        {"short_premium_burns_more": [{"short_price": 2.0}, {"short_burned": 3.0}]},
    )
    ideas = {"exogenous_burned": 1.0, "fundamental_burned": 2.0, "quantity_burned": 20.0}
    ideas |= {"exogenous_right": 90.0, "fundamental_right": 88.0, "quantity_right": 50.0}
    numbers_denied(
        lambda n: sensitivity.of_ideas(n, unpaid=1.0),
        ideas | {"unpaid_quantity": 6.0},
        {
            "idea_decides_the_burn": [{"fundamental_burned": 0.5}, {"quantity_burned": 10.0}],
            "right_results_fall_with_quantity": [
                {"exogenous_right": 91.0},
                {"quantity_right": 85.0},
            ],
            "unpaid_with_quantity": [{"unpaid_quantity": 5.0}],
        },
    )
    claim = {"claim_coverage": 80.0, "claim_density": 80.0, "days_most": 1.0, "days_asked": 20.0}
    rule = {"right_coverage_wide": 40.0, "right_density_wide": 70.0}
    numbers_denied(
        lambda n: sensitivity.of_claim(n, rule),
        claim,
        {
            "claim_beats_the_search": [{"claim_coverage": 40.0}, {"claim_density": 70.0}],
            "more_days_than_needed": [{"days_most": 20.0}],
        },
    )


def test_rules_and_the_second_opinion() -> None:
    good = {"burned_limits": 3.0, "burned_coverage_wide": 70.0}
    good |= {"right_limits": 5.0, "right_coverage_fresh": 60.0}
    denied(
        lambda case: sensitivity.findings_of_rules(*case),
        (good, [HALF]),
        {
            "burn_has_a_home": [
                (good, []),
                ({**good, "burned_limits": 6.0}, [HALF]),
                ({**good, "burned_coverage_wide": 60.0}, [HALF]),
            ],
            "right_results_take_many": [
                ({**good, "right_limits": 3.0}, [HALF]),
                ({**good, "right_coverage_fresh": 70.0}, [HALF]),
            ],
        },
    )
    told, agreed = {"usage_pawn": 0.3, "audit_pawn": 0.2}, ["burned", "price", "right results"]
    indices = {"audit_fees": 0.6, "usage_fees": 0.2}
    denied(
        lambda case: sensitivity.of_second_opinion(*case),
        (told, agreed, indices),
        {
            "both_name_the_same": [(told, agreed[:-1], indices)],
            "they_part_over_fees": [
                ({**told, "usage_pawn": 0.2}, agreed, indices),
                (told, agreed, {**indices, "usage_fees": 0.6}),
            ],
        },
    )


def test_the_division_of_what_is_unknown() -> None:
    first = {"burned": HALF, "price": HALF, "fees": AUDIT, "right results": AUDIT}
    good = {"growth_price": 0.1, "launch_burned": 0.05, "launch_price": 0.05}
    good |= {"calm_half_burned": 80.0, "calm_half_price": 80.0, "audit_fees": 0.6}
    good |= {"slash_fees": 0.5, "usage_fees": 0.2, "opening_fees": 0.1, "alone_fees": 30.0}
    good |= {"alone_right": 50.0, "alone_burned": 80.0, "chance_most": 0.1, "least_carried": 70.0}
    good |= {"lead": 0.3, "lead_width": 0.1, "width_large": 0.05, "width_small": 0.3}
    ways = {
        "size_counts_little": [{"launch_burned": 0.1}, {"launch_price": 0.1}],
        "it_is_nearly_all": [{"calm_half_burned": 60.0}, {"calm_half_price": 60.0}],
        "usage_comes_after": [{"slash_fees": 0.2}, {"audit_fees": 0.2}, {"opening_fees": 0.5}],
        "much_is_interaction": [
            {"alone_fees": 50.0},
            {"alone_right": 80.0},
            {"alone_burned": 100.0},
        ],
        "chance_is_small": [{"chance_most": 0.15}],
        "few_carry_most": [{"least_carried": 50.0}],
        "leader_is_told_apart": [{"lead": 0.2}],
        "sample_is_large": [{"width_large": 0.1}, {"width_small": 0.2}],
    }
    broken = {k: [({**good, **w}, first, GROWTH) for w in each] for k, each in ways.items()}
    denied(
        lambda case: sensitivity.findings_of_division(case[0], case[1], {"burned": case[2]}),
        (good, first, GROWTH),
        {
            **broken,
            "half_life_leads": [
                (good, {**first, name: GROWTH}, GROWTH) for name in ("burned", "price")
            ],
            "growth_comes_second": [
                (good, first, LAUNCH),
                ({**good, "growth_price": 0.2}, first, GROWTH),
            ],
            "cheating_decides_fees": [
                (good, {**first, name: HALF}, GROWTH) for name in ("fees", "right results")
            ],
        },
    )
