"""An announced subsidy that ends, one that goes on and none at all, on the same random path.

What is read for the answers of the page on reward dependence. Amounts are those of
`model.experiments.challenges.reward_dependence`, whose tables take the same runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.experiments.challenges.common import (
    CLOSURES,
    GPUS,
    GROWN,
    SCENARIOS,
    Middle,
    middle,
    together,
)
from model.experiments.challenges.reward_dependence import AFTER, RUNS, SEED, USUAL_END
from model.experiments.challenges.subsidised import DESIGN, Offer, subsidised
from model.experiments.sources import Case, Compared, Sizes, measured, told
from model.interface import parameters
from model.points import Points

Array = NDArray[np.float64]
#: Days from the opening on which tokens and dollars are compared.
TWO_YEARS = 730
OFFERS = {
    "withdrawn": Offer(DESIGN, USUAL_END),
    "going on": Offer(DESIGN),
    "never": Offer(0.0),
    "in tokens": Offer(DESIGN, in_tokens=True),
}


def cases(given: Mapping[str, Array]) -> dict[str, Case]:
    """The offers by name."""
    return {name: Case(offer.changes) for name, offer in OFFERS.items()}


def read(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """Per cent of GPUs kept and beside a network that was never paid; of tokens beside dollars."""
    gpus, paid = together(ds, GPUS), ds["subsidy_paid"].sel(day=TWO_YEARS)
    then, later = gpus.sel(day=USUAL_END + AFTER), gpus.sel(day=TWO_YEARS)
    ratios = {
        "kept": then.sel(case="withdrawn") / then.sel(case="going on"),
        "beside never": then.sel(case="withdrawn") / then.sel(case="never"),
        "worth of tokens": paid.sel(case="in tokens") / paid.sel(case="going on"),
        "GPUs under tokens": later.sel(case="in tokens") / later.sel(case="going on"),
    }
    return {name: 100 * ratio.to_numpy() for name, ratio in ratios.items()}


KEPT, BESIDE_NEVER, WORTH, GPUS_UNDER_TOKENS = (
    told(*each, least=0.1)
    for each in (
        ("kept", "GPUs 180 days after a subsidy ends, of those with it", "%"),
        ("beside never", "GPUs 180 days after a subsidy ends, of those that never had it", "%"),
        ("worth of tokens", "subsidy in tokens over the same in dollars, two years", "%"),
        ("GPUs under tokens", "GPUs under a subsidy in tokens, of those under dollars", "%"),
    )
)
READINGS = {each.name: each for each in (KEPT, BESIDE_NEVER, WORTH, GPUS_UNDER_TOKENS)}
SOURCE = Compared(
    name="withdrawn subsidy",
    made=subsidised,
    cases=cases,
    kept=(*GPUS, "subsidy_paid"),
    days=(USUAL_END + AFTER, TWO_YEARS),
    read=read,
    sizes=Sizes(runs=RUNS, draws=256, few=4),
    files=(
        "experiments/challenges/withdrawn.py",
        "experiments/challenges/reward_dependence.py",
        "experiments/challenges/subsidised.py",
        "experiments/challenges/common.py",
    ),
)


def by_closure(runs: int = RUNS) -> dict[tuple[str, str], dict[str, Middle]]:
    """All readings by scenario and idea of the price: medians and intervals over runs."""
    settings = list(product(SCENARIOS, CLOSURES))
    points = Points.of(
        [
            parameters(subsidised(), scenario, (), **{**GROWN, **CLOSURES[closure]})
            for scenario, closure in settings
        ]
    )
    values = measured(SOURCE, points, runs, READINGS, SEED)
    return {
        setting: {name: middle(xr.DataArray(each[place])) for name, each in values.items()}
        for place, setting in enumerate(settings)
    }
