"""One small ensemble with everything in it, also run as a program that tests kill."""

from __future__ import annotations

import sys
from typing import Any

import xarray as xr

import model
from model.ensembles.ensemble import ensemble
from model.ensembles.outcomes import FirstPassage, Highest, ShareOfDays
from model.ensembles.reductions import Extremes, Mean, Share, Variance
from model.ensembles.sketch import Quantiles

ASKED: dict[str, Any] = {
    "days": 40,
    "runs": 5000,
    "seed": 7,
    "keep": ("price", "burned", "buyback"),
    "every": 10,
    "outcomes": {
        "low": FirstPassage("price", below=0.03),
        "peak": Highest("pressure_consumer"),
        "busy": ShareOfDays("pressure_consumer", above=0.4),
    },
    "reduce": (Mean(), Variance(), Extremes(), Share(above=0.02), Quantiles()),
    "keep_outcomes": True,
    "chunk": 256,
}


def small(**changes: Any) -> xr.Dataset:
    economy = model.economy("announced")
    opened: dict[str, Any] = {"opening_day": 1, "adoption_midpoint": 0.0}
    points = [model.parameters("announced", burn_share=share, **opened) for share in (0.2, 0.7)]
    return ensemble(economy, points, **{**ASKED, **changes})


def same(first: xr.Dataset, second: xr.Dataset) -> None:
    """Every bit of every variable, and all labels."""
    assert first.identical(second)
    for name in first.variables:
        assert first[name].to_numpy().tobytes() == second[name].to_numpy().tobytes(), name


if __name__ == "__main__":
    small(store=sys.argv[1], workers=1)
