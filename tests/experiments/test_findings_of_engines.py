"""What the pages on invariants and on one specification say is denied by other results."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import xarray as xr

import model
from model.experiments import engine_parity, invariants, speed
from model.experiments.engine_parity import Calls, Parity
from tests.experiments.denial import denied


def test_questions() -> None:
    asked = pd.DataFrame({"questions": [3, 4], "decided": [3, 4]})
    denied(invariants.of_questions, asked, {"nothing_is_open": [asked.assign(decided=[3, 3])]})
    assert invariants.of_questions(asked.assign(decided=[1, 3]))["open"] == 3


def gaps(least: float = 0.0, reserve: float = 0.3, **worst: float) -> xr.Dataset:
    """Two economies that are off by 1e-14 where rounding may be, and by nothing elsewhere."""
    names = list(invariants.MEASURES)
    found = dict.fromkeys(names, 1e-14)
    found |= {"parts of the fees": 0.0, "accounts below zero": 0.0}
    found |= {name.replace("_", " "): each for name, each in worst.items()}
    return xr.Dataset(
        {
            "gap": (("measure", "point"), [[0.0, found[name]] for name in names]),
            "least": ("point", [5.0, least]),
            "reserve": ("point", [0.9, reserve]),
        },
        {"measure": names},
    )


def test_gaps() -> None:
    denied(
        lambda ds: invariants.of_gaps(ds, days=9),
        gaps(),
        {
            "gaps_are_rounding": [gaps(product_of_the_pool=1e-12)],
            "fees_leave_nothing": [
                gaps(parts_of_the_fees=1e-17),
                gaps(accounts_below_zero=1e-17),
            ],
            "purses_run_empty": [gaps(least=1.0), gaps(least=-1.0)],
            "pools_get_small": [gaps(reserve=0.6), gaps(reserve=0.0)],
        },
    )
    told = invariants.of_gaps(gaps(), days=9)
    assert (told["points"], told["halved"], told["days"]) == (2, 1, 9)


def test_engines() -> None:
    good = Parity({"python": 0.0}, {"price": 1e-15, "burn": 0.0, "gap": 0.0}, 1e-15)
    draws = xr.Dataset({"noise": ("day", np.zeros(7))})
    denied(
        lambda found: engine_parity.of_engines(found, draws),
        good,
        {
            "engines_agree": [replace(good, gaps={"python": 0.0, "lanes": 1e-17})],
            "a_bit_spreads": [replace(good, spread={**good.spread, "vault": 0.0})],
            "tokens_stay": [replace(good, drift=1e-12)],
        },
    )


def test_calls_and_overhead() -> None:
    economy = model.economy("announced")
    draws = xr.Dataset({"noise": ("day", np.zeros(1))})
    visits = len(economy.blocks) * len(economy.states)
    denied(
        lambda found: engine_parity.of_calls(found, economy, draws),
        Calls(framework=10_000, policies=10, updates=100),
        {
            "mostly_its_own_calls": [
                Calls(framework=900, policies=10, updates=100),
                Calls(framework=100_000, policies=10, updates=visits // 5 + 1),
            ]
        },
    )
    results = speed.read()
    assert engine_parity.of_speed(results)["mostly_overhead"] is True
    fast = [
        {**row, "rates": [1e9 for _ in row["rates"]]} if row["name"] == "cadcad" else row
        for row in results["rounds"]
    ]
    assert engine_parity.of_speed({**results, "rounds": fast})["mostly_overhead"] is False
