"""Rules of scenario discovery for the conclusions, and how they fare on points not seen before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from model.experiments.discovery import Box, Score, peel, rule, score, words
from model.experiments.sensitivity.conclusions import CONCLUSIONS
from model.experiments.sensitivity.indices import Sample


def rules(found: Sample, names: Sequence[str], density: float) -> dict[str, Box | None]:
    """The rule of each conclusion, from the values of the varied parameters; see `discovery.rule`.

    Chance is no part of a rule: nobody can know the paths.
    """
    values = found.inputs.values(found.unit)
    economy = found.inputs.economy
    return {
        name: rule(economy, values, CONCLUSIONS[name].flips(found.values[name]), density)
        for name in names
    }


def judged(boxes: Mapping[str, Box | None], samples: Mapping[str, Sample]) -> pd.DataFrame:
    """By conclusion: what flips, by which rule, coverage and density on each sample, per cent."""
    rows = []
    for name, box in boxes.items():
        conclusion = CONCLUSIONS[name]
        row: dict[str, object] = {
            "conclusion": name,
            "what flips": conclusion.flipped,
            "rule": "none is that dense",
        }
        for label, sample in samples.items():
            flips = conclusion.flips(sample.values[name])
            row[f"flips, {label}"] = round(100 * float(flips.mean()), 1)
            if box is not None:
                row["rule"] = ", ".join(words(box, sample.inputs.economy))
                there = score(box, sample.inputs.place(sample.unit)[0].columns, flips)
                row[f"coverage, {label}"] = round(100 * there.coverage)
                row[f"density, {label}"] = round(100 * there.density)
        rows.append(row)
    return pd.DataFrame(rows).fillna("").set_index("conclusion")


def ways(found: Sample, fresh: Sample, names: Sequence[str]) -> dict[str, list[Score]]:
    """Scores on fresh points of all boxes that peeling passes, by conclusion."""
    economy = found.inputs.economy
    values, seen = found.inputs.values(found.unit), fresh.inputs.values(fresh.unit)
    traced = {}
    for name in names:
        flips, there = (CONCLUSIONS[name].flips(s.values[name]) for s in (found, fresh))
        traced[name] = [score(box, seen, there) for box, _ in peel(economy, values, flips)]
    return traced
