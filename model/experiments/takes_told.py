"""What the page on what it would take says: its numbers, and whether its sentences hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.experiments import cover_by_month
from model.experiments.challenges.burn_without_usage import SEEN
from model.experiments.cover_by_month import Needed
from model.experiments.implied_usage import Implied
from model.experiments.levers import Turned
from model.experiments.what_it_takes import Frontier
from model.interface import parameters

#: The place, among the usages tried, of the one that the text tells a chance of.
TOLD = -4


def of_page(
    months: Mapping[str, Sequence[Needed]],
    turned: Mapping[str, Turned],
    frontier: Frontier,
    implied: Implied,
) -> dict[str, float | bool]:
    """All that the text says, from months by price, levers, the map, and what a price pays for."""
    told = numbers(months["launch"], frontier, implied)
    return told | of_months(told, months) | of_levers(turned) | of_a_chance(implied)


def numbers(launch: Sequence[Needed], frontier: Frontier, implied: Implied) -> dict[str, float]:
    """Multiples, cents and per cent; ``launch`` has the months at the launch price."""
    base = parameters("announced")
    tenth, _ = cover_by_month.PARTS
    asked = launch[cover_by_month.MONTHS.index(cover_by_month.ASKED)].revenue[tenth]
    return {
        "tenth_times": float(f"{asked.middle / SEEN:.2g}"),
        "usage_told": implied.usage[TOLD],
        "price_base_usage": 100 * implied.price[0].middle,
        "price_july": 100 * implied.observed,
        "largest": float(frontier.burned.max()),
        "burns": 100 * (base["burn_share"] * (1 - base["executor_share"])),
        "required": 100 * base["discount_rate"],
        "runs": cover_by_month.RUNS,
    }


def of_months(told: Mapping[str, float], months: Mapping[str, Sequence[Needed]]) -> dict[str, bool]:
    """Whether no revenue covers a month's unlocks, and what it covers at most."""
    _, whole = cover_by_month.PARTS
    every = [month for each in months.values() for month in each]
    return {
        "nothing_covers_all": all(m.revenue[whole].middle == float("inf") for m in every),
        "cover_below_what_burns": max(m.most.middle for m in every) < told["burns"] + 2,
    }


def of_levers(turned: Mapping[str, Turned]) -> dict[str, bool]:
    """Whether dollars and the price carry the burn, and take and depth do not."""
    last = {name: each.last for name, each in turned.items()}
    return {
        "take_of_compute_burns_nothing_more": last["take of compute"].high < 1.05,
        "depth_does_nothing": abs(last["depth"].middle - 1) < 0.02,
        "dollars_and_price_carry": min(last[n].low for n in ("trading volume", "price")) > 10,
    }


def of_a_chance(implied: Implied) -> dict[str, bool]:
    """Whether base's usage is too little at any chance, and the usage told too much for certain."""
    chance = [each.middle for each in implied.chance]
    return {"price_pays_for_a_chance": chance[0] > 100 > chance[TOLD]}
