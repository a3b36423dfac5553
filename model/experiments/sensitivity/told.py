"""What the page on what matters most tells of its study: numbers and findings, by section.

A finding is whether what the page says of its numbers is so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.experiments.sensitivity.study import (
    AUDIT,
    GROWTH,
    HALF,
    Divided,
    Ranges,
    divided_numbers,
    range_numbers,
)
from model.experiments.sensitivity.turns import Rules, beaten, by_idea, rule_numbers

Told = dict[str, float | bool]


def of_ranges(found: Ranges) -> Told:
    """How wide conclusions are, by chance and over what is unknown."""
    n = range_numbers(found)
    return n | findings_of_ranges(n)


def findings_of_ranges(n: Mapping[str, float]) -> dict[str, bool]:
    """Of numbers of the ranges."""
    return {
        "ignorance_beats_chance": n["ignorance"] > 3,
        "growth_widens_the_burn": n["fivefold_high"] > 20,
        "unpaid_is_rare": n["unpaid_wide"] < 10,
        "slashes_may_come_first": 1 < n["slashes_first"] < 50,
    }


def of_screening(n: Mapping[str, float], inputs: float) -> Told:
    """What `study.screened` says of so many ``inputs``."""
    return {
        **n,
        "many_are_weak": n["weak"] > inputs / 2,
        "size_of_premium_is_weak": n["launch_effect"] < 0.5,
    }


def of_division(parts: Divided) -> Told:
    """Which inputs take part in which conclusion, and how sure that is."""
    n = divided_numbers(parts)
    return n | findings_of_division(n, parts.leaders(), parts.leaders(without=[HALF]))


def findings_of_division(
    n: Mapping[str, float], first: Mapping[str, str], second: Mapping[str, str]
) -> dict[str, bool]:
    """Of numbers, and of each conclusion's ``first`` input; ``second`` leaves out the half-life."""
    return {
        "half_life_leads": first["burned"] == first["price"] == HALF,
        "growth_comes_second": second["burned"] == GROWTH and n["growth_price"] < 0.2,
        "size_counts_little": max(n["launch_burned"], n["launch_price"]) < 0.1,
        "it_is_nearly_all": min(n["calm_half_burned"], n["calm_half_price"]) > 60,
        "cheating_decides_fees": first["fees"] == first["right results"] == AUDIT,
        "usage_comes_after": min(n["audit_fees"], n["slash_fees"])
        > max(n["usage_fees"], n["opening_fees"]),
        "much_is_interaction": n["alone_fees"] < n["alone_right"] < n["alone_burned"] < 100,
        "chance_is_small": n["chance_most"] < 0.15,
        "few_carry_most": n["least_carried"] > 50,
        "leader_is_told_apart": n["lead"] > 2 * n["lead_width"],
        "sample_is_large": n["width_large"] < 0.1 and n["width_small"] > 4 * n["width_large"],
    }


def of_half_life(n: Mapping[str, float]) -> Told:
    """What `turns.along` says of a premium that fades soon, and of one that lasts."""
    cheap = n["short_price"] < n["long_price"]
    burns_more = n["short_burned"] > 3 * n["long_burned"]
    return {**n, "short_premium_burns_more": burns_more and cheap}


def of_second_opinion(
    n: Mapping[str, float], agreed: Sequence[str], divided: Mapping[str, float]
) -> Told:
    """What `study.second_opinion` says, beside the indices that `of_division` tells."""
    by_variance = divided["audit_fees"] > divided["usage_fees"]
    return {
        **n,
        "both_name_the_same": {"burned", "price", "right results"} <= set(agreed),
        "they_part_over_fees": n["usage_pawn"] > n["audit_pawn"] and by_variance,
    }


def of_ideas(n: Mapping[str, float], unpaid: float) -> Told:
    """What `turns.ideas` says; ``unpaid`` is how often bills are left under the usual idea."""
    burned, right = (by_idea(n, what) for what in ("burned", "right"))
    return {
        **n,
        "idea_decides_the_burn": burned == sorted(burned) and burned[2] > 10 * burned[0],
        "right_results_fall_with_quantity": abs(right[0] - right[1]) < 3 < right[1] - right[2],
        "unpaid_with_quantity": n["unpaid_quantity"] > 5 * unpaid,
    }


def of_rules(boxes: Rules) -> Told:
    """How simple the rules are, and how much they cover."""
    n = rule_numbers(boxes)
    return n | findings_of_rules(n, boxes.walls("burned"))


def findings_of_rules(n: Mapping[str, float], walls: Sequence[str]) -> dict[str, bool]:
    """Of numbers, and of the inputs that limit the burn's box."""
    few = n["burned_limits"] <= 5 and n["burned_coverage_wide"] > 60
    return {
        "burn_has_a_home": HALF in walls and few,
        "right_results_take_many": n["right_limits"] >= 4 and n["right_coverage_fresh"] < 70,
    }


def of_claim(n: Mapping[str, float], rule: Mapping[str, float]) -> Told:
    """What `turns.claimed` says, beside the numbers of the rules."""
    return {
        **n,
        "claim_beats_the_search": beaten(n, rule),
        "more_days_than_needed": n["days_most"] < n["days_asked"],
    }
