"""Rewards, verification, staking: tables and numbers of runs, and figures that say them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import xarray as xr

import model
from model.experiments import audits, rewards
from model.experiments import rewards_told as told
from model.experiments.rewards import Rewards
from model.figures import rewards as draw
from model.spec.accounts import CLASSES


@pytest.fixture(scope="module")
def base() -> Rewards:
    return rewards.rewards(runs=2)


@cache
def votes() -> xr.Dataset:
    return audits.consequences(days=5 * audits.YEAR, runs=2)


def test_shares_of_all_fees_and_of_all_slashes_sum_to_the_whole(base: Rewards) -> None:
    fees = base.fees_table()["share, %"].astype(float)
    assert fees.sum() == pytest.approx(100, abs=0.3)
    assert base.slash_table()["share, %"].astype(float).sum() == pytest.approx(100, abs=1.5)


def test_an_exponent_of_zero_pays_all_alike_and_the_figure_says_the_last() -> None:
    found = rewards.weights()
    for by_class in found.pay.values():
        first = [pay[0] for pay in by_class.values()]
        assert first == pytest.approx([100.0] * len(CLASSES), abs=0.2), "but for refuted work"
    last = found.pay["uptime_exponent"]["consumer"][-1]
    assert f"{last:.0f} per cent at weight of uptime 4" in draw.exponents(found).alt


def test_the_formula_is_the_claims_border_and_another_gain_is_not(base: Rewards) -> None:
    table = audits.backing(base.p)
    n = told.of_deterrence(base, table)
    assert n["need_by_formula"] == pytest.approx(n["need"], rel=1e-12)
    assert rewards.least_stake_in_pays(base.p, 1.1 * n["gain"] / 100) > n["need"]
    assert n["poor_need"] > n["need"]
    unaudited = model.parameters("announced", audit_probability=0.0)
    assert rewards.least_stake_in_pays(unaudited, 0.2) == float("inf")
    posted = rewards.deterrence_table(table)["posted, pays"]
    assert f"{n['pays']:.1f}" in set(posted)


def test_runs_pass_one_half_where_the_figure_has_its_lines(base: Rewards) -> None:
    table = audits.backing(base.p)
    swept = audits.region(rewards.RATES, (base.p["slash_fraction"],), runs=1)
    n = told.of_audits(base, table, swept)
    assert told.consumers_need_most(n)
    assert told.off_the_border(n) < 1
    turned = n | {"threshold_consumer": 0.0}
    assert not told.consumers_need_most(turned)
    lines = rewards.thresholds(base.p, table)
    assert f"consumer {100 * lines['consumer']:.1f}" in draw.cheating(swept, lines).alt


def test_collateral_and_subsidy_say_what_they_end_with(base: Rewards) -> None:
    needed = base.needed()
    last = 100 * float(needed.sel({"class": "consumer"}).median("run")[-1])
    alt = draw.collateral(base.days, needed).alt
    assert f"{last:.0f} per cent for consumer nodes" in alt
    n = told.of_collateral(base, needed)
    assert f"at most {n['peak']:.1f} per cent" in alt
    most = 100 * float(needed.isel(day=slice(told.SETTLED, None)).max())
    assert n["needed_most"] == pytest.approx(most)
    assert n["needed_part"] < most
    month = 100 * rewards.whole(base.days, "node_subsidy") / rewards.whole(base.days, "node_income")
    first = float(month.isel(day=slice(0, 30)).mean("day").median())
    assert f"is {first:.0f} per cent in the first month" in draw.income(base.days).alt


def test_votes_are_told_as_they_are_drawn() -> None:
    n = told.of_votes(votes())
    last = votes().fees_usd.isel(case=3, day=slice(-90, None)).median()
    assert f"days {100 * float(last):.0f}" in draw.consequences(votes()).alt
    assert n["gone_fees"] < n["free_fees"] < 5
    assert n["away_back"] > 2


def test_staking_and_slashes_are_shares(base: Rewards) -> None:
    n = told.of_staking(base) | told.of_slashes(base)
    assert 0 < n["held"] < n["held_most"]
    assert 0 < n["honest_errors"] <= 100
    assert f"is at {n['yield_end']:.0f} per cent" in draw.staking(base.days, 0.12).alt


def test_a_cohort_moves_unmixed_and_a_mixed_one_is_seen(base: Rewards) -> None:
    cohort = base.cohort()
    assert cohort.unmixed
    assert len(cohort.seen) == cohort.delay
    assert not replace(cohort, out=np.nextafter(cohort.out, 0)).unmixed
    assert f"{cohort.amount / 1e6:.1f} million AI that join on day {cohort.day}" in (
        draw.queue(cohort).alt
    )
