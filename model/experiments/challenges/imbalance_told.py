"""What the page on imbalance says: its numbers by name, and whether its sentences hold."""

from __future__ import annotations

from collections.abc import Mapping

from model.experiments.challenges import imbalance
from model.experiments.challenges.common import Middle
from model.experiments.challenges.imbalance import Response, Setting
from model.experiments.challenges.imbalance_sources import USERS
from model.interface import parameters

#: By scenario and step, by scenario and rule of the price, by scenario and idea of the price.
Responses = Mapping[str, Mapping[str, Response]]
Rules = Mapping[str, Mapping[str, Setting]]
ByClosure = Mapping[tuple[str, str], Mapping[str, Middle]]


def of_page(found: Responses, rules: Rules, closures: ByClosure) -> dict[str, float | bool]:
    """All that the text says, from the steps, the rules and the ideas of a price."""
    told = numbers(found, rules)
    return (
        {"runs": imbalance.RUNS}
        | told
        | of_steps(told, found, rules, closures)
        | of_rules(told, rules)
    )


def numbers(found: Responses, rules: Rules) -> dict[str, float]:
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


def of_steps(
    told: Mapping[str, float], found: Responses, rules: Rules, closures: ByClosure
) -> dict[str, bool]:
    """Whether steps are made good, who swings more, who is not served, and what the price moves."""
    more, less, dear, cheap, _, lost = (found["base"][name] for name in imbalance.CASES)
    usual = rules["base"]["usual"]
    lose = [each[USERS.name].middle for (s, _), each in closures.items() if s == "base"]
    half_a_year = 183
    return {
        "steps_as_expected": all(all(imbalance.expectations(e).values()) for e in found.values()),
        "follows_demand": less.settled.middle < more.settled.middle < half_a_year
        and lost.settled.middle < half_a_year,
        # Some runs come to no rest, users are fewer at either price, and compute stays dearer.
        "outside_is_not_got_over": cheap.settled.high == float("inf")
        and max(dear.rest.middle, cheap.rest.middle) < 95
        and told["cheapest"] > 0,
        "bull_swings_more": told["over_bull"] > more.overshoot.middle,
        "hardly_unserved": max(lost.unserved.high, usual.unserved.middle) < 1,
        "price_does_not_matter": max(lose) / min(lose) < 1.2,
    }


def of_rules(told: Mapping[str, float], rules: Rules) -> dict[str, bool]:
    """Whether clamp, speed, target and clearing are worth what is said, USD a day."""
    high, low, clearing = (
        {s: each[rule].both for s, each in rules.items()}
        for rule in ("high target", "low target", "clearing price")
    )
    clamps = [each[f"{side} clamp"].both for each in rules.values() for side in ("narrow", "wide")]
    return {
        "clamp_never_binds": all(each == (0, 0, 0) for each in clamps),
        "speed_is_worth_little": told["speed"] < 0.1 * clearing["base"].middle,
        "target_counts": high["base"].low > 0 > low["base"].high,
        "bull_is_there_already": high["bull"].low < 0 < high["bull"].high,
        "clearing_gains_in_all": all(each.low > 0 for each in clearing.values()),
    }
