"""A run that is stopped and started again goes on; a correction moves money and makes none."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import model
from model.arrays import Array
from model.engines.problem import Problem, Seeded
from model.experiments import anchored
from model.experiments.anchored import AnchorError, State
from model.points import Points
from model.quantities import quantity
from model.simulation import trajectories

DAYS, MORE, SEED, RUN = 77, 330, 5, 3
SEEN = {"price": 0.023, "circulating": 1.39e9, "burned": 75_483.0, "vault_usd": 12.5}


def points(name: str) -> Points:
    changes: tuple[dict[str, Any], ...] = ({}, {"premium_half_life": 0.5, "delphi_volume": 9000})
    return Points.of([model.parameters(name, votes=(), **each) for each in changes])


@cache
def stopped(name: str, days: int = DAYS) -> State:
    return anchored.after(model.economy(name), points(name), days, SEED, RUN)


def shocks(name: str, first: int, days: int) -> dict[str, Array]:
    drawn = model.shocks(model.economy(name), days=days, runs=RUN + 1, seed=SEED)
    return {str(n): v.to_numpy()[RUN:, first:] for n, v in drawn.data_vars.items()}


@pytest.mark.parametrize(("name", "days"), [("deployed", DAYS), ("announced", 400)])
def test_a_restarted_run_goes_on_to_the_last_bit(name: str, days: int) -> None:
    which = model.economy(name)
    start = anchored.restarted(which, points(name), stopped(name, days))
    whole = trajectories(Problem(which, points(name), shocks(name, 0, days + 200), 1, days + 200))
    there = anchored.at_hand(which)
    rest = trajectories(Problem(there, start, shocks(name, days, days + 200), 1, 200))
    for column, values in rest.items():
        assert np.array_equal(values[..., 1:], whole[column][..., days + 1 :], equal_nan=True), (
            column
        )


def totals(name: str, state: State, unit: str) -> Array:
    accounts = [s for s in model.economy(name).stocks if quantity(s).unit == unit]
    found: Array = np.sum([state.values[s.name] for s in accounts], axis=0)
    return found


@pytest.mark.parametrize(
    "observed", [{name: value} for name, value in SEEN.items()] + [SEEN, SEEN | {"pool_usd": 3e5}]
)
def test_a_correction_moves_tokens_and_dollars_and_makes_none(observed: dict[str, float]) -> None:
    found, state = anchored.corrected(
        model.economy("deployed"), points("deployed"), stopped("deployed"), observed
    )
    for unit, size in (("AI", 1e10), ("USD", 1e9)):
        change = totals("deployed", state, unit) - totals("deployed", stopped("deployed"), unit)
        assert np.abs(change).max() < 1e-13 * size
    for name in set(observed) & set(state.values):
        assert np.allclose(state.values[name], observed[name], rtol=1e-12)
    if {"price", "pool_usd"} & set(observed):
        in_pool = state.values["pool_usd"] / state.values["pool_ai"]
        assert in_pool == pytest.approx(state.values["price"], rel=1e-12)
    changed = {
        n for n in found.columns if (found.columns[n] != points("deployed").columns[n]).any()
    }
    assert changed == ({"sale_locked_share"} if "circulating" in observed else set())


def test_the_run_that_follows_agrees_with_what_was_seen() -> None:
    """The day after, price, fair price, circulation and burn are what was seen, but for a day."""
    which = model.economy("deployed")
    corrected = anchored.corrected(which, points("deployed"), stopped("deployed"), SEEN)
    start = anchored.restarted(which, *corrected)
    keep = ("price", "fair_price", "circulating", "burned", "newly_vested", "locked_sale", "day")
    there = anchored.at_hand(which)
    run = trajectories(Problem(there, start, Seeded(1), 400, MORE, keep))
    assert (run["price"][..., 0] == SEEN["price"]).all()
    for name in ("price", "fair_price"):
        assert np.median(run[name][..., 1], axis=1) == pytest.approx(SEEN["price"], rel=0.01)
    released = run["circulating"][..., 1] - SEEN["circulating"]
    assert ((released > 0) & (released < 4e6)).all()
    assert (run["day"][0, 0] == DAYS + np.arange(MORE + 1)).all()
    # What the correction locks or frees stays so until the calendar says otherwise.
    assert (run["newly_vested"][..., 1:200] == 0).all()
    assert (run["locked_sale"][..., 365 - DAYS] == 0).all()


def test_the_same_day_without_a_correction_is_another() -> None:
    """The laws above notice a correction that is left out."""
    state = stopped("deployed")
    assert not np.allclose(state.values["price"], SEEN["price"], rtol=0.05)
    assert not np.allclose(state.values["burned"], SEEN["burned"], rtol=1e-3)


@pytest.mark.parametrize(
    ("observed", "said"),
    [
        ({"prices": 0.02}, "cannot be put into a state"),
        ({"price": 1e-12, "vault_usd": 1e6}, "less than what the vault's dollars are worth"),
        ({"circulating": 3e9}, "would need"),
        ({"circulating": 1e9}, "would need"),
        ({"burned": 5e9}, "fewer than no tokens"),
    ],
)
def test_what_no_state_agrees_with_is_refused(observed: dict[str, float], said: str) -> None:
    which = model.economy("deployed")
    with pytest.raises(AnchorError, match=said):
        anchored.corrected(which, points("deployed"), stopped("deployed"), observed)
