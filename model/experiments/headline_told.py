"""What the page on the headline tells: parts of seven factors, and what moves it most, in words."""

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


def strongest(found: Parts) -> str:
    """The short name of the factor with the largest part."""
    return max(FACTORS, key=lambda short: abs(found.parts[FACTORS[short]]))
