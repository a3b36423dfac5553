"""The vault: rooms as the contract has them, splits that sum, and figures that say it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import xarray as xr

import model
from model import contract
from model.experiments import buy_and_burn_told as told
from model.experiments import dust as dusts
from model.experiments import guard_room, split_rules, vault_limits
from model.figures import dust
from model.figures import vault as draw

ECONOMY = model.economy("announced")
FEE = model.parameters("announced")["pool_fee"]


@pytest.fixture(scope="module")
def rooms() -> list[guard_room.Room]:
    return guard_room.rooms(ECONOMY, told.slippages(), FEE)


@pytest.fixture(scope="module")
def runs() -> xr.Dataset:
    return vault_limits.runs(days=800, paths=3)


def test_the_definition_is_what_the_contract_accepts(rooms: list[guard_room.Room]) -> None:
    for room in rooms:
        drawn = np.interp(room.tried, room.premium, room.room)
        assert drawn == pytest.approx(room.passing, abs=2e-3)
        assert np.interp(room.freeze, room.premium, room.room) < 0.02
        at_par = 1 - room.slippage
        assert room.at_par == pytest.approx(100 * (1 / at_par - 1 / (1 - FEE)))


def test_a_room_with_another_fee_is_not_the_contracts(rooms: list[guard_room.Room]) -> None:
    (wrong,) = guard_room.rooms(ECONOMY, [rooms[0].slippage], 2 * FEE)
    assert (
        np.abs(np.interp(wrong.tried, rooms[0].premium, rooms[0].room) - wrong.passing).max() > 0.1
    )


def test_the_figure_of_the_guard_says_room_and_freeze(rooms: list[guard_room.Room]) -> None:
    alt = draw.admissible_purchase(rooms).alt
    for room in rooms:
        assert f"{room.at_par:.2f} % of the reserve" in alt
        assert f"premium of {room.freeze:.2f} %" in alt


def test_followed_cases_are_quantiles_of_running_means(runs: xr.Dataset) -> None:
    found = vault_limits.followed(runs)
    one = runs.sel(case=vault_limits.RICH)
    last = one.isel(day=slice(-vault_limits.SMOOTHED, None))
    burned = float(last["burn"].mean("day").median("run"))
    assert found[vault_limits.RICH].burned[1, -1] == pytest.approx(burned)
    spent = 100 * last["vault_spend"].mean("day") / last["revenue"].mean("day")
    assert found[vault_limits.RICH].spent[1, -1] == pytest.approx(float(spent.median("run")))
    alt = draw.limits(found).alt
    assert f"{burned:,.0f} AI burn a day" in alt
    waits = float(one["vault_usd"].isel(day=-1).median("run"))
    assert f"{vault_limits.RICH}: {waits:,.0f} USD wait" in alt


def test_both_readings_of_the_split_sum_and_differ() -> None:
    amount = Fraction(10**12)
    by_rule = {r: split_rules.in_the_limit(ECONOMY, amount, r) for r in split_rules.RULES}
    for parts in by_rule.values():
        assert sum(parts.values()) == amount
    whole = contract.split(10**12)
    assert by_rule["contract"]["burn"] == whole.burn
    assert by_rule["gross"]["burn"] > whole.burn
    table = split_rules.table(ECONOMY, {"some": 10**6})
    assert table.loc[("some", "burn"), "units"] == f"{contract.split(10**6).burn:,}"
    assert table.loc[("some", "burn"), "off the limit"] == "0.000"
    gross = 100 * float(by_rule["gross"]["burn"] / amount)
    assert table.loc[("some", "burn"), "article, %"] == f"{gross:.4f}"


def test_the_burn_for_the_article_burns_the_articles_share() -> None:
    share = told.burn_for_article() * (1 - split_rules.shares()[0])
    assert float(share) == pytest.approx(model.facts["seed_burn_share"].to("1"))


def test_a_dearer_token_burns_less() -> None:
    cheap, dear = (told.burned_at(price) for price in (0.02, 0.04))
    assert cheap == pytest.approx(2 * dear)


def test_the_dust_stays_within_the_bounds_that_are_drawn() -> None:
    found = dusts.of_split(range(60), 100, 7000)
    for who, less in found.off.items():
        low, high = found.bounds[who]
        assert low <= min(less) <= max(less) <= high
    assert f"at most {-min(found.off['burn']):.2f} units" in dust.dust(found).alt
