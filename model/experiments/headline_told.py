"""What the page on the headline tells: parts of seven factors, and what moves it most.

A finding is whether what the page says of its numbers is so.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

from model.experiments.headline import Parts, Tornado

#: Short names of the factors.
FACTORS = {
    "premium": "premium at launch and its half-life",
    "usage": "usage",
    "margin": "margin of applications",
    "return": "return less growth",
    "velocity": "velocity",
    "depth": "depth of the market",
    "anticipation": "anticipation of unlocks",
}
#: Of a share in per cent, and of a price in cents.
_SCALES = {"burned": 1.0, "price": 100.0}
MARGIN = "application_margin"


def numbers(found: Mapping[str, Parts], torn: Mapping[str, Tornado]) -> dict[str, float]:
    """Both corners, what each factor multiplies by, and the two strongest moves, by outcome.

    The burn is in per cent of the supply, and the price in cents. ``factor_outcome`` is a factor's
    part over all orders, with ``_alone`` behind it what it does in base.
    """
    told: dict[str, float] = {}
    for outcome, scale in _SCALES.items():
        each = found[outcome]
        told |= {f"low_{outcome}": scale * each.low, f"high_{outcome}": scale * each.high}
        for short, name in FACTORS.items():
            told[f"{short}_{outcome}"] = exp(each.parts[name])
            told[f"{short}_{outcome}_alone"] = exp(each.alone[name])
        for place, move in zip(("first", "second"), torn[outcome].moves, strict=False):
            for end, value, at in zip(("low", "high"), move.values, move.ends, strict=True):
                told[f"{place}_{outcome}_{end}"] = scale * value
                told[f"{place}_{outcome}_at_{end}"] = at
    return told


def told(found: Mapping[str, Parts], torn: Mapping[str, Tornado]) -> dict[str, float | bool]:
    """All `numbers`, and all findings."""
    n = numbers(found, torn)
    burned, price = ([move.parameter for move in torn[each].moves] for each in _SCALES)
    return {
        **n,
        **findings_of_numbers(n),
        "half_life_comes_first": burned[0] == price[0] == "premium_half_life",
        "margin_comes_second": burned[1] == MARGIN,
        "margin_spares_price": MARGIN not in price,
        "mostly_belief": strongest(found["price"]) == "premium",
    }


def findings_of_numbers(n: Mapping[str, float]) -> dict[str, bool]:
    """What is found of the numbers alone."""
    burn_falls = n["first_burned_low"] > n["first_burned_high"]
    alone, together = ([n[f"usage_{each}{k}"] for each in _SCALES] for k in ("_alone", ""))
    small = [n[f"{name}_burned"] for name in ("velocity", "anticipation")]
    depths = [n[f"depth_{each}"] for each in _SCALES]
    little = all(0.9 < x < 1.1 for x in small) and all(0.95 < x < 1.05 for x in depths)
    return {
        "burn_up_price_down": burn_falls and n["first_price_low"] < n["first_price_high"],
        # In logarithms usage does to the burn alone over twice what it does beside the others.
        "usage_alone_and_together": alone[0] > together[0] ** 2 and alone[1] < together[1],
        "return_burns_more": n["return_burned"] > 1 > n["return_price"],
        "three_decide_nothing": little,
    }


def strongest(found: Parts) -> str:
    """The short name of the factor with the largest part."""
    return max(FACTORS, key=lambda short: abs(found.parts[FACTORS[short]]))
