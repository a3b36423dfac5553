"""The market for compute: bills and rules as runs have them, and figures that say their numbers."""

from __future__ import annotations

import numpy as np
import pytest

from model.experiments import fees, fees_told
from model.experiments.fees import BILLS, CLASS_NAMES, Fees
from model.figures import market as draw


@pytest.fixture(scope="module")
def found() -> Fees:
    return fees.fees(runs=3, mixes=(0.0, 0.5))


def test_only_open_days_are_kept(found: Fees) -> None:
    assert int(found.both["day"][0]) == found.posted["opening_day"]
    assert float(found.both["market_open"].min()) == 1


def test_a_bill_is_over_the_mean_of_all_three(found: Fees) -> None:
    ds = found.three_years
    mean = sum(fees.relative(ds, name).mean("run") for name in BILLS) / 3
    assert np.asarray(mean) == pytest.approx(1.0)
    bills = found.bills()
    assert bills.spread["by task"][1] == pytest.approx(
        np.array([fees_told.of_bills(found)[f"sd_{k}_fee_by_task"] for k in ("still", "wild")])
    )
    alt = draw.bills(fees.Bills(bills.daily, np.array([0.0, 0.5]), bills.spread)).alt
    assert f"by training cycle {bills.daily['by training cycle'].std():.2f}" in alt
    assert f"to {bills.spread['by GPU time'][1][-1]:.2f}" in alt


def test_who_is_safe_is_seen_and_a_turned_tariff_is_not(found: Fees) -> None:
    told = fees_told.of_bills(found)
    assert fees_told.tariff_decides(told)
    assert told["worst_gap"] < 4
    turned = told | {
        "user_fee_by_task": told["user_fee_by_gpu_time"],
        "user_fee_by_gpu_time": told["user_fee_by_task"],
    }
    assert not fees_told.tariff_decides(turned)


def test_rules_are_means_of_the_last_year(found: Fees) -> None:
    told = fees_told.of_rules(found)
    alt = draw.price_rules(found.both).alt
    assert f"averages {told['price_posted']:.2f} times" in alt
    assert f"clearing price {told['price_clearing']:.2f} times at" in alt
    served = found.last_year["hours"].isel(point=1) / found.last_year["hours"].isel(point=0).mean()
    assert told["hours_times"] == pytest.approx(float(served.mean()))
    same = Fees(found.posted, found.both.isel(point=[0, 0]), found.mixes)
    equal = fees_told.of_rules(same)
    assert equal["gpus_times"] == 1
    assert equal["price_posted"] == equal["price_clearing"]


def test_capacity_and_payment_say_what_the_runs_end_with(found: Fees) -> None:
    last = float(found.base["gpus_consumer"].isel(day=-1).median())
    assert f"to {last:,.0f}" in draw.capacity(found.base).alt
    table = found.capacity_table()
    assert table.loc[CLASS_NAMES["consumer"], "last"] == f"{last:,.0f}"
    told = fees_told.of_payment(found)
    assert f"they sell {told['resold']:.2f} times" in draw.payment(found.base).alt


def test_demand_says_its_peak(found: Fees) -> None:
    week = (found.base["demand_scale"] / 1e3).rolling(day=7).mean().median("run")
    assert f"to {float(week.max()):.1f} thousand USD" in draw.demand(found.base).alt
