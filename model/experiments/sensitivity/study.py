"""One study of what matters most: its samples and indices, and the numbers that a page says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.experiments import outcomes
from model.experiments.discovery import short
from model.experiments.sensitivity import conclusions, indices, inputs
from model.experiments.sensitivity.indices import Sample
from model.experiments.sensitivity.inputs import CHANCE, Inputs
from model.interface import economy, parameters
from model.parameter_sets import Parameters
from model.points import Points
from model.quantities import registry
from model.spec import delphi, demand, terms, worth
from model.spec.economy import Economy

Array = NDArray[np.float64]
SIZE, WALKS, FEW, SEED = 1024, 60, 15, 7
SIZES = [SIZE >> power for power in (5, 4, 3, 2, 1, 0)]
GROWTH, HALF, LAUNCH = (
    s.name for s in (delphi.delphi_volume_growth, worth.premium_half_life, worth.premium_at_launch)
)
AUDIT, SLASH = terms.audit_probability.name, terms.slash_fraction.name
USAGE, OPENING = demand.usage_at_maturity.name, demand.opening_day.name
#: Inputs that are divided among whatever their rank.
NAMED = (LAUNCH, OPENING, demand.adoption_midpoint.name)
KNOWN = conclusions.CONCLUSIONS
SETS = ("chance alone", "ranges, Delphi flat", "all ranges")


@dataclass(frozen=True)
class Ranges:
    """Conclusions under chance alone, and over the ranges of what is unknown.

    ``wide`` varies ``every`` input, ``still`` all but Delphi's growth, which ``calm`` leaves out;
    ``sets`` has the values of each conclusion by `SETS`.
    """

    economy: Economy
    base: Parameters
    every: Inputs
    calm: Inputs
    wide: Sample
    still: Sample
    sets: Mapping[str, Mapping[str, Array]]

    def bands(self, name: str) -> dict[str, tuple[float, float, float]]:
        """The tenth, half and nine tenths of a conclusion, by set."""
        return {label: conclusions.band(values[name]) for label, values in self.sets.items()}

    def flips(self, name: str) -> float:
        """In so many of 100 economies over all ranges a conclusion flips."""
        return 100 * float(KNOWN[name].flips(self.wide.values[name]).mean())


def ranges(size: int = SIZE) -> Ranges:
    """The announced economy by chance, and at points drawn over the ranges."""
    one, base = economy("announced"), parameters("announced", votes=())
    every = inputs.inputs(one, base)
    calm = inputs.inputs(one, base, [name for name in every.names if name != GROWTH])
    paths = np.arange(inputs.PATHS)
    chance = conclusions.conclude(one, Points.of([base] * len(paths)), paths, SEED)
    asked = {**KNOWN, "slashed": conclusions.SLASHED}
    wide = indices.drawn(every, 2 * size, SEED + 1, asked)
    still = indices.drawn(calm, 2 * size, SEED + 1)
    values = dict(zip(SETS, (chance, still.values, wide.values), strict=True))
    return Ranges(one, base, every, calm, wide, still, values)


def asked_table(found: Ranges) -> pd.DataFrame:
    """The conclusions: what they are, when they flip, and how often."""
    return pd.DataFrame(
        {
            "conclusion": list(KNOWN),
            "what it is": [f"{each.info} ({each.unit})" for each in KNOWN.values()],
            "flips when": [each.flipped for each in KNOWN.values()],
            "flips in so many of 100 economies": [round(found.flips(name)) for name in KNOWN],
        }
    ).set_index("conclusion")


def banded(sets: Mapping[str, Mapping[str, Array]]) -> pd.DataFrame:
    """Medians, and the middle eight tenths in brackets, by conclusion and set."""

    def shown(values: Array) -> str:
        low, middle, high = map(short, conclusions.band(values))
        return f"{middle} ({low} to {high})"

    return pd.DataFrame(
        {label: [shown(values[name]) for name in KNOWN] for label, values in sets.items()},
        index=[f"{name}, {each.unit}" for name, each in KNOWN.items()],
    )


def intervals_table(found: Ranges) -> pd.DataFrame:
    """Every conclusion under chance, and over the ranges without and with Delphi's growth."""
    return banded(found.sets)


#: Conclusions whose ends are told.
ENDED = ("burned", "price", "fees")


def range_numbers(found: Ranges) -> dict[str, float]:
    """Ends of the middle eight tenths, how often rare things come, and Delphi's growth.

    ``*_ratio`` is the high end over the low end, and ``ignorance`` the least of those over all
    ranges beside that of chance.
    """
    told: dict[str, float] = {"inputs": len(found.every.names), "paths": inputs.PATHS}
    for key, label in zip(("chance", "still", "wide"), SETS, strict=True):
        for name in ENDED:
            low, _, high = found.bands(name)[label]
            told |= {f"{key}_{name}_low": low, f"{key}_{name}_high": high}
            told[f"{key}_{name}_ratio"] = high / low
    ratios = (told[f"wide_{n}_ratio"] / told[f"chance_{n}_ratio"] for n in ENDED)
    low, high = registry[GROWTH].range
    years = outcomes.DAYS / outcomes.YEAR
    wide = found.wide.values
    return told | {
        "ignorance": min(ratios),
        "unpaid_wide": found.flips("unpaid"),
        "slashes_first": 100 * float((wide["slashed"] > wide["burned"]).mean()),
        "growth_high": float(np.exp(high)),
        "growth_low": float(np.exp(low)),
        "fivefold_high": float(np.exp(years * high)),
        "shrinks": float(np.sqrt(years)),
        "volume_most": float(found.base["delphi_volume"] * np.exp(years * high) / 1e6),
    }


def screened(found: Ranges) -> tuple[pd.DataFrame, tuple[str, ...], dict[str, float]]:
    """Effects of every input, the few that are divided among, and what is said of them."""
    walked = indices.screen(found.every, WALKS, SEED)
    scored = indices.scores(walked)
    few = tuple(dict.fromkeys((*indices.strongest(walked, FEW), *NAMED)))
    low, high = registry[LAUNCH].range
    return (
        scored,
        few,
        {
            "walks": WALKS,
            "weak": float((scored.max(axis=1) < 0.1).sum()),
            "launch_span": high / low,
            "launch_effect": float(scored.loc[LAUNCH, ["burned", "price"]].max()),
        },
    )


@dataclass(frozen=True)
class Divided:
    """Sobol's indices of the few: ``grown`` by size, ``found`` at the largest.

    ``without`` leaves Delphi's growth at its default; ``shared`` has what the few and the rest
    carry as groups, if all vary.
    """

    inputs: Inputs
    sample: Sample
    grown: pd.DataFrame
    without: pd.DataFrame
    shared: pd.DataFrame

    @property
    def found(self) -> pd.DataFrame:
        """Indices at the largest size, by conclusion and input."""
        return pd.DataFrame(self.grown.loc[SIZE])

    def part(self, which: str) -> pd.DataFrame:
        """One kind of index, inputs by conclusions."""
        table: pd.DataFrame = self.found[which].unstack("conclusion")
        return table

    def leaders(self, without: Sequence[str] = ()) -> dict[str, str]:
        """The input with the largest total index in each conclusion, ``without`` some of them."""
        return leaders(self.part("total").drop(index=list(without)))


def divided(found: Ranges, few: tuple[str, ...]) -> Divided:
    """What each of the few takes part in, at growing sizes of one sample."""
    dozen = inputs.inputs(found.economy, found.base, few)
    sample = indices.saltelli(dozen, SIZE, SEED)
    flat = inputs.inputs(found.economy, found.base, [name for name in few if name != GROWTH])
    return Divided(
        dozen,
        sample,
        indices.convergence(sample, SIZES),
        indices.sobol(indices.saltelli(flat, SIZE // 2, SEED)),
        indices.carried(found.every, (*few, CHANCE), SIZE // 2, SEED),
    )


def _one(table: pd.DataFrame, row: Any, column: str) -> float:
    return float(np.asarray(table.loc[row, column]))


def divided_numbers(found: Divided) -> dict[str, float]:
    """Total indices by input and conclusion, what acts alone, and how wide the intervals are."""
    totals, firsts, widths = (found.part(x) for x in ("total", "first", "total_interval"))
    told: dict[str, float] = {"trajectories": len(found.sample.unit)}
    for key, name in (("growth", GROWTH), ("half", HALF), ("launch", LAUNCH)):
        for each in ("burned", "price"):
            told[f"{key}_{each}"] = float(totals.loc[name, each])
            told[f"{key}_{each}_width"] = float(widths.loc[name, each])
    for key, name in (("audit", AUDIT), ("slash", SLASH), ("usage", USAGE), ("opening", OPENING)):
        for each in ("fees", "GPUs", "right results"):
            told[f"{key}_{each.split()[0]}"] = (
                float(totals.loc[name, each]) if name in totals.index else 0.0
            )
    others = totals.drop(index=HALF)
    for each in ("burned", "price"):
        told[f"next_{each}"] = float(others[each].max())
    flat = found.without
    for each in ("burned", "price"):
        told[f"calm_half_{each}"] = 100 * _one(flat, (each, HALF), "total")
    both = [_one(flat, (each, HALF), "total_interval") for each in ("burned", "price")]
    told["calm_width"] = 100 * max(both)
    widest = found.grown["total_interval"].groupby(["size", "conclusion"]).max().unstack()
    return told | {
        "lead": min(told[f"half_{e}"] - float(others[e].max()) for e in ("burned", "price")),
        "lead_width": max(told["half_burned_width"], told["half_price_width"]),
        "chance_most": float(np.asarray(totals.loc[CHANCE]).max()),
        "alone_burned": 100 * float(firsts["burned"].sum()),
        "alone_right": 100 * float(firsts["right results"].sum()),
        "alone_fees": 100 * float(firsts["fees"].sum()),
        "least_carried": 100 * float(found.shared["few"].min()),
        "most_carried": 100 * float(found.shared["few"].max()),
        "carried_width": 100 * float(found.shared["few_interval"].max()),
        "small": SIZES[0],
        "large": SIZE,
        "width_small": float(np.asarray(widest.loc[SIZES[0]]).max()),
        "width_large": float(np.asarray(widest.loc[SIZE]).max()),
    }


def leaders(table: pd.DataFrame) -> dict[str, str]:
    """The input that is first in each conclusion."""
    return {str(name): str(table[name].idxmax()) for name in table.columns}


def second_opinion(found: Divided) -> tuple[pd.DataFrame, dict[str, float], list[str]]:
    """PAWN's distances, those of usage and audits for fees, and where both name the same first."""
    second = indices.pawn(indices.independent(found.sample))
    distances = second["distance"].unstack("conclusion").drop(index=indices.DUMMY, errors="ignore")
    told = {
        "usage_pawn": float(distances.loc[USAGE, "fees"]) if USAGE in distances.index else 0.0,
        "audit_pawn": float(distances.loc[AUDIT, "fees"]) if AUDIT in distances.index else 0.0,
    }
    here, there = leaders(found.part("total")), leaders(distances)
    return second, told, [name for name, first in here.items() if there.get(name) == first]
