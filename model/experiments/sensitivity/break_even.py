"""Does the break-even revenue break even? The reading at a run's own prices against richer runs.

Break-even revenue is read from a trajectory with its prices held. More revenue meets the vault's
limits and moves the price, so the reading is confronted with runs of the same economies, on the
same random paths, whose applications earn more: once with the vault's limits and once without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from model.experiments.sensitivity.conclusions import (
    CONCLUSIONS,
    NEVER,
    THIRD,
    Conclusion,
    conclude,
)
from model.experiments.sensitivity.inputs import Array, Inputs
from model.points import vary
from model.quantities import quantity
from model.spec.fees import application_margin
from model.spec.worth import price_rule
from model.spec.vault import epoch_volume_cap, executions_per_day, max_slippage

MARGIN = application_margin.name


def _revenue(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(np.log10(np.maximum(paths["vault_deposit"][:, THIRD].mean(axis=1), 1e-300)))


REVENUE = Conclusion(
    "revenue",
    "application revenue of year 3, log10 of USD a day",
    "1",
    ("vault_deposit",),
    _revenue,
    0.0,
    "the applications earn more than a dollar a day",
)


def _spent(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    spent = paths["buyback_usd"][:, THIRD].sum(axis=1)
    return np.asarray(spent / np.maximum(paths["vault_deposit"][:, THIRD].sum(axis=1), 1e-300))


SPENT = Conclusion(
    "spent",
    "dollars that the vault spends in year 3, over what it is paid",
    "1",
    ("buyback_usd", "vault_deposit"),
    _spent,
    1.0,
    "the vault spends more than it is paid",
)


def _price(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(np.log10(paths["price"][:, THIRD].mean(axis=1)))


PRICE = Conclusion(
    "price",
    "mean price of year 3, log10 of USD/AI",
    "1",
    ("price",),
    _price,
    -2.0,
    "the price of year 3 is above a cent",
)
#: A vault that nothing but its own dollars and the pool holds back.
OPEN = {
    executions_per_day.name: quantity(executions_per_day).domain.high,
    max_slippage.name: quantity(max_slippage).domain.high,
    epoch_volume_cap.name: NEVER,
}


def richer(inputs: Inputs, unit: Array, margins: Sequence[float], seed: int) -> pd.DataFrame:
    """Share of points that burn more than they issue in year 3, by theory of price and margin.

    Column ``run`` has applications earn that margin; ``reading`` scales the revenue of the point's
    own run to that margin and asks whether it reaches the break-even revenue that was read there;
    ``open`` runs with the vault's limits lifted as far as they go. ``spent`` is the median part of
    the year's revenue that the vault spends, in runs and, as ``spent_open``, without limits;
    ``dearer`` is the median price of year 3 without limits over that of the point's own run.
    """
    values = inputs.values(unit)
    points, runs = inputs.place(unit)
    asked = {"break-even": CONCLUSIONS["break-even"], "revenue": REVENUE, "price": PRICE}
    own = conclude(inputs.economy, points, runs, seed, conclusions=asked)
    # By what the revenue of the run would have to be multiplied.
    missing = 10 ** (own["break-even"] - own["revenue"])
    watched = {"burn wins": CONCLUSIONS["burn wins"], "spent": SPENT, "price": PRICE}
    names = quantity(price_rule).domain.choices
    rows = {}
    for margin in margins:
        found = {}
        for limits, lifted in (("kept", {}), ("lifted", OPEN)):
            fixed = {name: np.full(len(unit), v) for name, v in {**lifted, MARGIN: margin}.items()}
            there = vary(inputs.economy, inputs.base, {**values, **fixed})
            found[limits] = conclude(inputs.economy, there, runs, seed, conclusions=watched)
        kept, free = found["kept"], found["lifted"]
        reading = margin / points.columns[MARGIN] >= missing
        for number, name in enumerate(names):
            here = points.columns[price_rule.name] == number
            if not here.any():
                continue
            rows[name, margin] = {
                "run": float(kept["burn wins"][here].mean()),
                "reading": float(reading[here].mean()),
                "open": float(free["burn wins"][here].mean()),
                "spent": float(np.median(kept["spent"][here])),
                "spent_open": float(np.median(free["spent"][here])),
                "dearer": float(10 ** np.median((free["price"] - own["price"])[here])),
            }
    table = pd.DataFrame(rows).T
    table.index.names = ["price_rule", "margin"]
    return table
