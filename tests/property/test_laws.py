"""The laws of every run, over all admissible parameters, votes and shocks, in both economies."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
import xarray as xr
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

import model
from model.parameters import Parameters, Vote
from tests.property.laws import LAWS, Runs, broken
from tests.strategies import default, parameters, run, seeds

#: A failure names the parameters that differ from the baseline; shrinking would take minutes.
BUDGET = settings(max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))
BATCH = 4


def differences(point: Parameters) -> dict[str, float]:
    return {name: value for name, value in point.items() if value != default(name)}


def check(name: str, points: list[Parameters], seed: int, days: int, runs: int = 1) -> None:
    economy = model.economy(name)
    drawn = model.shocks(economy, days=days, runs=runs, seed=seed)
    ds = model.simulate(economy, points, drawn, engine="numpy")
    found = broken(Runs(economy, points, ds))
    if found:
        for index, point in enumerate(points):
            note(f"point {index}: {differences(point)}, votes {point.votes}")
    assert not found


@BUDGET
@given(st.lists(parameters("announced", days=70), min_size=BATCH, max_size=BATCH), seeds)
def test_every_law_holds_for_any_parameters_of_the_announced_economy(
    points: list[Parameters], seed: int
) -> None:
    check("announced", points, seed, days=70)


@BUDGET
@given(st.lists(parameters("deployed", days=70), min_size=BATCH, max_size=BATCH), seeds)
def test_every_law_holds_for_any_parameters_of_the_deployed_economy(
    points: list[Parameters], seed: int
) -> None:
    check("deployed", points, seed, days=70)


@settings(BUDGET, max_examples=4)
@given(st.lists(parameters("announced", days=400), min_size=6, max_size=6), seeds)
def test_every_law_holds_beyond_the_cliff(points: list[Parameters], seed: int) -> None:
    check("announced", points, seed, days=500)


@settings(max_examples=8)
@given(seeds)
def test_every_law_holds_for_any_shocks(seed: int) -> None:
    for name in ("announced", "deployed"):
        check(name, [model.parameters(name)], seed, days=60, runs=16)


#: For each law, columns that it reads and what would spoil them.
SPOILED: dict[str, tuple[str, Callable[[xr.DataArray], xr.DataArray]]] = {
    "stocks_are_never_negative": ("insurance", lambda x: x - 1e-9),
    "tokens_are_conserved": ("free_float", lambda x: x + 0.01),
    "dollars_are_conserved": ("pool_fees_usd", lambda x: x + 1e-5),
    "burning_is_for_ever": ("burned", lambda x: x.where(x["day"] != 20, 0)),
    "values_stay_in_their_domains": ("utilisation", lambda x: x + 1),
    "prices_are_alive": ("spot", lambda x: x.where(x["day"] != 9, 0)),
    "swaps_keep_the_product": ("pool_usd", lambda x: x.where(x["day"] < 9, x * (1 + 1e-11))),
    "pool_fees_are_charged": ("trader_charge_usd", lambda x: x * 1.00001),
    "purchases_are_divided": ("treasury_part", lambda x: x * (1 + 1e-10)),
    "burns_follow_the_executor": ("burn", lambda x: x * 70 / 69.3),
    "the_vault_heeds_guard_and_cap": ("vault_spend", lambda x: x * 2),
    "fees_are_shared_out": ("node_fee_professional", lambda x: x * (1 + 1e-10)),
    "slashes_are_shared_out": ("slash_to_burn_consumer", lambda x: x * (1 + 1e-10)),
    "stake_leaves_on_its_day": ("undelegated", lambda x: x.shift(day=1, fill_value=0)),
    "vesting_follows_its_schedule": ("locked_treasury", lambda x: x.shift(day=1, fill_value=0)),
    "grants_are_a_steady_share": ("grants", lambda x: x * (1 + 1e-10)),
    "votes_are_in_force_on_their_day": ("twap_window_in_force", lambda x: x * (1 + 1e-15)),
}


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_each_law_can_speak(law: Callable[[Runs], object]) -> None:
    economy, point = model.economy("announced"), model.parameters("announced")
    ds = run(days=90)
    assert not list(law(Runs(economy, [point], ds)))
    column, spoil = SPOILED[law.__name__]
    assert list(law(Runs(economy, [point], ds.assign({column: spoil(ds[column])}))))


# Closed forms --------------------------------------------------------------------------------


@cache
def unlocked(jump: float) -> xr.DataArray:
    """The unlocked part of the supply by day, when no sale token is locked."""
    economy = model.economy("announced")
    point = model.parameters("announced", sale_locked_share=0.0, insider_cliff_jump=jump)
    ds = model.simulate(economy, point, model.shocks(economy, days=1100), engine="python")
    locked = sum(ds[f"locked_{name}"] for name in ("treasury", "investors", "team", "sale"))
    return 1 - locked.isel(run=0) / 1e10


@pytest.mark.parametrize(
    ("jump", "at_cliff"), [(0.0, 0.2385), (1 / 3, 0.4205)], ids=["nothing accrued", "one third"]
)
def test_both_readings_of_the_cliff_unlock_as_published(jump: float, at_cliff: float) -> None:
    found = unlocked(jump)
    days = np.arange(1101)
    month = days * 12 / 365
    accrued = (
        np.clip((month - 12) / 24, 0, 1)
        if jump == 0
        else np.where(days < 365, 0, np.minimum(month / 36, 1))
    )
    expected = 0.404 * (0.2 + 0.8 * np.minimum(month, 36) / 36) + 0.546 * accrued + 0.05
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)
    assert float(found[0]) == pytest.approx(0.1308, abs=5e-5)
    assert float(found[364]) < 0.24
    assert float(found[365]) == pytest.approx(at_cliff, abs=5e-5)
    assert float(found[1095]) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(
    ("jump", "month", "percent"),
    [
        (0, 6, 18.47),
        (0, 18, 42.89),
        (0, 24, 61.93),
        (0, 30, 80.96),
        (1 / 3, 6, 18.47),
        (1 / 3, 18, 56.54),
        (1 / 3, 24, 71.03),
        (1 / 3, 30, 85.51),
    ],
)
def test_the_published_table_of_unlocks(jump: float, month: int, percent: float) -> None:
    by_day = unlocked(jump)
    exact = float(by_day.interp(day=month * 365 / 12))
    assert 100 * exact == pytest.approx(percent, abs=0.006)


# The vault -----------------------------------------------------------------------------------


def vault_run(days: int = 30, votes: tuple[Vote, ...] = (), **changes: float) -> xr.Dataset:
    """A vault that lacks no money and reads a TWAP equal to the spot price."""
    economy = model.economy("announced")
    changes = {"price_volatility": 0.0, "application_margin": 5.0, **changes}
    point = model.parameters("announced", votes=votes, **changes)
    ds = model.simulate(economy, point, model.shocks(economy, days=days, seed=3), engine="python")
    return ds.isel(run=0, day=slice(1, None))


def test_the_largest_purchase_is_that_of_the_guard() -> None:
    ds = vault_run(max_slippage=0.02, pool_fee=0.003, pool_usd_reserve=50_000.0)
    share = (0.02 - 0.003) / ((1 - 0.02) * (1 - 0.003))
    assert share == pytest.approx(0.0174, abs=5e-5)
    # The reserve that the guard reads is the one before the purchase itself.
    reserve = ds["guard_room"] / share
    after = reserve + ds["buyback_dollars"]
    np.testing.assert_allclose(after, ds["pool_usd"], rtol=1e-12)
    assert (ds["vault_spend"] == ds["guard_room"]).all(), "the vault is rich: the guard binds"
    # What the contract would compute: out of the pool against the tolerated quote.
    quote = (1 - 0.02) * ds["vault_spend"] / ds["twap"]
    np.testing.assert_allclose(ds["buyback"], quote, rtol=1e-11)


def test_a_guard_below_the_pool_fee_freezes_the_vault() -> None:
    ds = vault_run(max_slippage=0.003, pool_fee=0.003)
    assert float(ds["vault_spend"].max()) <= 1e-9
    assert float(ds["vault_usd"][-1]) == pytest.approx(float(ds["vault_deposit"].sum()), rel=1e-12)


def test_an_epoch_spends_its_cap_and_no_more() -> None:
    ds = vault_run(epoch_volume_cap=1000.0, epoch_days=3.0, executions_per_day=48.0)
    assert (ds["vault_spend"][[0, 3, 6]] > 0).all()
    by_epoch = np.asarray(ds["vault_spend"]).reshape(-1, 3).sum(axis=1)
    np.testing.assert_allclose(by_epoch, 1000.0, rtol=1e-12)
    assert (ds["vault_usd"].diff("day") > 0).any(), "the backlog is carried over"


def test_an_executor_whose_reward_does_not_pay_the_gas_stays_away() -> None:
    poor = vault_run(gas_cost=1e6)
    assert float(poor["buyback"].max()) == 0
    assert (poor["vault_usd"].diff("day") > 0).all()
    assert float(vault_run(gas_cost=0.0)["buyback"].min()) > 0


def test_the_two_splits_burn_what_article_and_contract_say() -> None:
    for rule, shares in (("contract", (0.693, 0.297)), ("gross", (0.70, 0.29))):
        economy = model.economy("announced")
        point = model.parameters("announced", split_rule=rule)
        ds = model.simulate(economy, point, model.shocks(economy, days=20), engine="python")
        totals = ds[["buyback", "burn", "treasury_part", "executor_reward"]].sum()
        assert float(totals["burn"] / totals["buyback"]) == pytest.approx(shares[0], rel=1e-12)
        assert float(totals["treasury_part"] / totals["buyback"]) == pytest.approx(shares[1])
        assert float(totals["executor_reward"] / totals["buyback"]) == pytest.approx(0.01)


def test_a_vote_changes_the_burn_from_its_day_on() -> None:
    ds = vault_run(days=20, votes=(Vote("burn_share", 0.2, proposed=3),))
    share = (ds["burn"] / (ds["buyback"] - ds["executor_reward"])).to_numpy()
    np.testing.assert_allclose(share[:9], 0.7, rtol=1e-12)  # days 1 to 9
    np.testing.assert_allclose(share[9:], 0.2, rtol=1e-12)  # day 3 and a timelock of 7


# Unbonding -----------------------------------------------------------------------------------


@pytest.mark.parametrize("delay", [1, 2, 14, 29, 30])
def test_stake_that_leaves_is_free_on_its_very_day(delay: int) -> None:
    """All nodes want no collateral, so they ask all of it back: follow each day's tokens."""
    economy = model.economy("announced")
    point = model.parameters("announced", stake_days=0.0, unbonding_days=delay, staking_speed=0.5)
    ds = model.simulate(economy, point, model.shocks(economy, days=70), engine="python")
    ds = ds.isel(run=0)
    asked = sum(ds[f"collateral_withdrawn_{c}"] for c in ("datacentre", "professional", "consumer"))
    asked = (asked + ds["undelegated"]).to_numpy()[1:]
    freed = ds["unbonding_step_01"].to_numpy()[1:]
    assert asked[0] > 1e6
    assert (freed[:delay] == 0).all()
    np.testing.assert_allclose(freed[delay:], asked[: len(asked) - delay], rtol=1e-15)
    waiting = sum(ds[f"unbonding_{k:02d}"] for k in range(1, 31)).to_numpy()[1:]
    owed = [asked[max(0, t - delay + 1) : t + 1].sum() for t in range(len(asked))]
    np.testing.assert_allclose(waiting, owed, rtol=1e-13)
