"""Supply: series and numbers of runs, and figures that say them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.experiments import release, release_told
from model.experiments.release import TRADES, Release
from model.experiments.unlocks import MONTH
from model.figures import supply as draw


@pytest.fixture(scope="module")
def found() -> Release:
    return release.release(runs=2)


def test_layers_are_the_whole_supply_on_every_day(found: Release) -> None:
    stack = found.stack()
    whole = sum(stack.free.values()) + sum(stack.locked.values())
    assert whole == pytest.approx(stack.supply, rel=1e-12)
    assert "billion at month 24" in draw.allocation(stack).alt
    day = int(np.ceil(24 * MONTH))
    counted = float(found.base["circulating"].sel(day=day).median()) / 1e9
    assert f"{counted:.2f} and" in draw.allocation(stack).alt


def test_the_cliff_is_a_ratio_on_the_same_paths(found: Release) -> None:
    cliff = found.cliff()
    price = found.both["price"].to_numpy()
    assert cliff.ratio[1] == pytest.approx(np.median(100 * price[1] / price[0], axis=0))
    assert f"standing at {cliff.ratio[1][-1]:.0f} per cent" in draw.cliff_readings(cliff).alt
    turned = Release(found.jump, found.late, found.both.isel(point=[1, 0]), found.blind)
    assert turned.cliff().ratio[1].max() > 100


def test_sides_are_the_sums_of_traders(found: Release) -> None:
    trades = found.trades()
    for sign, ends in ((1, trades.sold), (-1, trades.bought)):
        side = sum(trades.flows[n] for n, (_, s) in TRADES.items() if s == sign)
        assert np.all(sign * side >= 0)
        assert np.all((ends[0] <= side + 1e-9) & (side <= ends[1] + 1e-9))
    mean = trades.flows["insiders"][(trades.quarters >= 12) & (trades.quarters < 24)].mean()
    assert f"insiders sell {mean:.0f} million" in draw.meeting_the_market(trades).alt


def test_a_month_is_twelfths_of_what_a_year_moves(found: Release) -> None:
    scale = found.scale()
    burned = float(found.base["burned"].isel(day=-1).median())
    # Means of a month, so whole months and the days that are over agree to a few parts in 1,000.
    assert scale.series["burned in the run"][1].sum() == pytest.approx(burned, rel=0.1)
    release_24 = scale.series["released from lock"][1][23] / 1e6
    assert f"month 24 is {release_24:.0f} million" in draw.scale_gap(scale).alt


def test_the_formula_is_what_runs_find_and_a_wrong_one_is_seen(found: Release) -> None:
    assert release_told.of_supply(found)["gap"] < 1e-9
    wrong = replace(found, late=found.jump)
    assert release_told.of_supply(wrong)["gap"] > 0.1


def test_numbers_of_the_cliff_follow_the_runs(found: Release) -> None:
    told = release_told.of_the_cliff(found)
    assert told["blind_fall"] > told["low_fall"] > 0
    assert told["burn_times"] > 1
    same = replace(found, both=found.both.isel(point=[0, 0]))
    assert release_told.of_the_cliff(same)["low_fall"] == 0
