"""What pages say of the vault: which limit binds, how small purchases are, how executors fare."""

from __future__ import annotations

import pytest
import xarray as xr

import model
from model.experiments import buyback_mechanism as work
from model.experiments import vault_limits

BASE = model.parameters("announced", votes=())
SETTING = work.Setting(
    BASE["pool_usd_reserve"], BASE["pool_fee"], BASE["executor_share"], BASE["gas_cost"]
)


@pytest.fixture(scope="module")
def runs() -> xr.Dataset:
    return vault_limits.runs(days=1095, paths=6)


def numbers(runs: xr.Dataset, case: str) -> dict[str, float]:
    return vault_limits.figures_of(runs, case, model.facts["initial_supply"].value)


def test_no_limit_binds_in_base_and_bull_and_a_low_cap_binds(runs: xr.Dataset) -> None:
    for case in (vault_limits.BASE, vault_limits.BULL, vault_limits.RICH):
        found = numbers(runs, case)
        assert found["spent"] > 99
        assert found["room"] > 10
    rich, capped = (numbers(runs, c) for c in (vault_limits.RICH, vault_limits.CAPPED))
    assert capped["spent"] < 90
    assert capped["burned"] < rich["burned"]
    assert capped["waits"] > 10 * rich["waits"]


def test_what_a_dollar_burns_rests_on_the_half_life_of_the_premium(runs: xr.Dataset) -> None:
    fading, base, lasting = (
        numbers(runs, c) for c in (vault_limits.FADING, vault_limits.BASE, vault_limits.LASTING)
    )
    assert fading["burned"] > 2 * base["burned"] > 2 * lasting["burned"]
    assert fading["spend"] == pytest.approx(lasting["spend"], rel=0.2), "with the same dollars"


def test_tenfold_applications_burn_more_but_not_tenfold(runs: xr.Dataset) -> None:
    bull, rich = (numbers(runs, c) for c in (vault_limits.BULL, vault_limits.RICH))
    assert 2 < rich["burned"] / bull["burned"] < 10


@pytest.mark.parametrize("held", [5.0, 50.0, 5e3, 1e7])
def test_a_day_of_the_vault_is_cut_into_purchases_that_pass(held: float) -> None:
    slip, seconds = BASE["max_slippage"], BASE["twap_window"]
    day = work.purchases(SETTING, held, slip, seconds)
    most = work.DAY / seconds
    assert 1 <= day.number <= most
    assert day.spent == pytest.approx(day.number * day.size)
    assert day.size <= work.largest(SETTING.depth, slip) * (1 + 1e-6)
    assert day.spent == pytest.approx(min(held, most * work.largest(SETTING.depth, slip)), rel=1e-4)
    if day.number < most:
        assert day.size == pytest.approx(work.least(SETTING, SETTING.depth), rel=1e-5)
        assert day.size > 1.002 * SETTING.gas / SETTING.share, "fee and impact cost the executor"


def test_nothing_is_bought_where_the_reward_does_not_pay_the_gas() -> None:
    least = work.least(SETTING, SETTING.depth)
    day = work.purchases(SETTING, 0.99 * least, BASE["max_slippage"], BASE["twap_window"])
    assert day == (0, 0, 0)
    again = work.purchases(SETTING, 1.01 * least, BASE["max_slippage"], BASE["twap_window"])
    assert again.spent == pytest.approx(1.01 * least)
