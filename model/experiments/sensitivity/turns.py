"""Where conclusions turn: along the premium's half-life, by idea of a price, in boxes, by claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.experiments.discovery import Box
from model.experiments.sensitivity import conclusions, foretold, indices, inputs, rules
from model.experiments.sensitivity.indices import Sample
from model.experiments.sensitivity.study import HALF, KNOWN, SEED, SIZE, Divided, Ranges, banded
from model.interface import parameters
from model.quantities import registry
from model.spec.accounts import CLASSES

Array = NDArray[np.float64]
DENSITY = 0.7


def along(found: Ranges) -> tuple[Array, dict[str, Array], dict[str, float]]:
    """Half-lives of the still sample, burn and price there, and medians of short and long ones."""
    halves = found.calm.values(found.still.unit)[HALF]
    ends = {name: found.still.values[name] for name in ("burned", "price")}
    usual = found.base[HALF]
    told = {"quarter_half": usual / 4, "double_half": 2 * usual}
    for key, rows in (("short", halves < usual / 4), ("long", halves > 2 * usual)):
        told |= {f"{key}_{name}": float(np.median(ends[name][rows])) for name in ends}
    return halves, ends, told


def ideas(found: Ranges) -> tuple[pd.DataFrame, dict[str, float]]:
    """The conclusions over all ranges under each idea of a price, and medians that are said."""
    values: dict[str, Mapping[str, Array]] = {"fundamental": found.wide.values}
    for rule in registry["price_rule"].domain.choices[1:]:
        at = parameters("announced", votes=(), price_rule=rule)
        other = inputs.inputs(found.economy, at)
        values[rule] = indices.drawn(other, SIZE // 2, SEED + 1).values
    told = {
        f"{name}_{what.split()[0]}": float(np.median(each[what]))
        for name, each in values.items()
        for what in ("burned", "right results")
    }
    told["unpaid_quantity"] = 100 * float(
        KNOWN["unpaid"].flips(values["quantity"]["unpaid"]).mean()
    )
    return banded(values), told


def by_idea(told: Mapping[str, float], what: str) -> list[float]:
    """A median of `ideas` with a price of its own, a fundamental one, and one that bills make."""
    return [told[f"{name}_{what}"] for name in ("exogenous", "fundamental", "quantity")]


@dataclass(frozen=True)
class Rules:
    """Rules for the conclusions, judged on fresh points and where all inputs vary."""

    apart: Sample
    fresh: Sample
    boxes: Mapping[str, Box | None]
    judged: pd.DataFrame

    def walls(self, name: str) -> tuple[str, ...]:
        """The inputs that limit a conclusion's box; none where no box is dense enough."""
        box = self.boxes[name]
        return () if box is None else tuple(box.names)


def found_rules(found: Ranges, parts: Divided) -> Rules:
    """Boxes in which conclusions flip, found on the sample that is divided."""
    apart = indices.independent(parts.sample)
    fresh = indices.drawn(parts.inputs, SIZE, SEED + 2)
    boxes = rules.rules(apart, conclusions.DIVIDED, DENSITY)
    judged = rules.judged(boxes, {"found": apart, "fresh": fresh, "all vary": found.wide})
    return Rules(apart, fresh, boxes, judged)


def rule_numbers(found: Rules) -> dict[str, float]:
    """Coverage and density of the rules for the burn and for right results, per cent.

    Not a number where no rule is dense enough. ``*_limits`` is how many limits a rule has.
    """
    told = {"density": 100 * DENSITY}
    for key in ("burned", "right results"):
        row = found.judged.loc[key]
        short_key = key.split()[0]
        for part in ("coverage", "density"):
            for label, end in (("fresh", "fresh"), ("all vary", "wide")):
                value = str(row.get(f"{part}, {label}", ""))
                told[f"{short_key}_{part}_{end}"] = float("nan") if value == "" else float(value)
        box = found.boxes[key]
        told[f"{short_key}_limits"] = 0 if box is None else len(str(row["rule"]).split(", "))
    return told


def beaten(claim: Mapping[str, float], rule: Mapping[str, float]) -> bool:
    """Whether the claim covers more of the wrong results than the box, and is denser."""
    parts = ("coverage", "density")
    return all(claim[f"claim_{part}"] > rule[f"right_{part}_wide"] for part in parts)


def claimed(found: Ranges) -> tuple[Array, Array, dict[str, float]]:
    """Right results that the claims foretell from parameters alone, those of runs, and both rules.

    As a rule for right results below a half the claim has a coverage and a density, in per cent.
    """
    points, _ = found.every.place(found.wide.unit)
    said, seen = foretold.right_results(points), found.wide.values["right results"]
    flips, told = (KNOWN["right results"].flips(each) for each in (seen, said))
    usual = points.of([found.base])
    return (
        said,
        seen,
        {
            "claim_coverage": 100 * float((flips & told).sum() / flips.sum()),
            "claim_density": 100 * float(flips[told].mean()),
            "claim_close": float(np.corrcoef(said, seen)[0, 1]),
            "days_asked": found.base["stake_days"],
            "days_most": max(float(foretold.least_days(usual, c)[0]) for c in CLASSES),
        },
    )
