"""What pages on rewards and the vault say is put to the test: each finding can be denied."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

import model
from model import contract
from model.contract import Split
from model.experiments import buy_and_burn_told, rewards_told
from model.experiments.rewards import Cohort
from tests.experiments.denial import numbers_denied

COHORT = Cohort(1426, 3, np.arange(3.0), np.ones((3, 3)), 1.0, (1.0, 1.0, 1.0), 1.0)
#: Numbers of which all is so that the page on rewards says.
REWARDS = {
    **{f"threshold_{x}": y for x, y in (("consumer", 1.5), ("professional", 1.0))},
    **{f"crossing_{x}": y for x, y in (("consumer", 1.8), ("professional", 1.2))},
    "threshold_datacentre": 1.0,
    "crossing_datacentre": 1.1,
    "quality_consumer": 99.0,
    "uptime_consumer": 88.0,
    "subsidy_1": 97.0,
    "subsidy_4": 2.0,
    "need": 13.5,
    "need_by_formula": 13.5,
    "least_days": 2.9,
    "asked_days": 20.0,
    "poor_need": 25.5,
    "needed_most": 31.0,
    "peak_day": 2.0,
    "peak": 3.3,
    "cheats_later": 0.2,
    "fees_at_peak": 0.01,
    "gone_fees": 4.2,
    "free_fees": 0.05,
    "gone_price": 0.02,
    "thin_cost": 7.6,
    "away_back": 13.7,
    "away_days": 60.0,
    "honest_errors": 99.9,
    "yield_end": 12.0,
    "yield_asked": 12.0,
    "held": 1.1,
    "held_most": 50.0,
    "staked_part": 0.9,
}


def test_the_page_on_rewards() -> None:
    assert rewards_told.findings(REWARDS, COHORT)["cohort_is_unmixed"]
    mixed = replace(COHORT, seen=(1.0, 2.0, 1.0))
    assert not rewards_told.findings(REWARDS, mixed)["cohort_is_unmixed"]

    def tell(n: dict[str, float]) -> dict[str, bool]:
        told = rewards_told.findings(n, COHORT)
        del told["cohort_is_unmixed"]
        return told

    numbers_denied(
        tell,
        REWARDS,
        {
            "quality_moves_little": [{"quality_consumer": 112.0}, {"uptime_consumer": 101.0}],
            "subsidy_first": [{"subsidy_1": 50.0}, {"subsidy_4": 50.0}],
            "border_is_the_claims": [{"need_by_formula": 13.4}, {"need": 13.6}],
            "margin_is_wide": [{"least_days": 10.0}],
            "poor_work_needs_more": [{"poor_need": 13.5}],
            "consumers_need_most": [{"crossing_datacentre": 1.9}, {"threshold_consumer": 0.9}],
            "runs_pass_near_the_border": [{"crossing_consumer": 2.5}],
            "collateral_suffices": [{"needed_most": 100.0}],
            "cheats_come_first": [{"peak_day": 30.0}, {"cheats_later": 1.7}],
            "few_users_then": [{"fees_at_peak": 5.0}],
            "votes_end_the_network": [{"gone_fees": 5.0}, {"free_fees": 5.0}, {"gone_price": 5.0}],
            "thin_costs": [{"thin_cost": 0.0}, {"thin_cost": 50.0}],
            "trust_is_slow": [{"away_back": 3.9}],
            "errors_are_honest": [{"honest_errors": 50.0}],
            "yield_near_asked": [{"yield_end": 15.0}, {"yield_end": 9.0}],
            "limit_does_not_bind": [{"held": 50.0}, {"staked_part": 5.0}],
        },
    )


#: Numbers of which all is so that the page on buy-and-burn says.
BURN = {
    "fee_part": 50.0,
    **{f"freeze_{x}": y for x, y in (("one", 0.7), ("two", 1.7), ("five", 4.9))},
    "revenue_a_day": 28.0,
    "least_high": 200.0,
    "least_now": 1.0,
    "reward": 1.0,
    "more_by_article": 1.01,
    "burned_at_start": 100.0,
    "burned_at_july": 160.0,
    "burned_seen": 120.0,
    "off_seen": 0.1,
    "july_over_start": 1.6,
    "spent_base": 99.9,
    "spent_bull": 99.9,
    "spent_rich": 99.9,
    "spent_capped": 30.0,
    "room_base": 100.0,
    "room_bull": 50.0,
    "room_fading": 5.0,
    "dearer": 3.0,
    "more_burned": 4.0,
    "waits_capped": 2e6,
    "share_lasting": 0.2,
    "share_base": 0.5,
    "share_fading": 4.0,
    "pool_base": 1e9,
    "pool_fading": 1e5,
}
#: Findings that are arithmetic of the contract, whatever the numbers are.
OF_THE_CONTRACT = ("no_whole_basis_points", "only_dust_pays_no_executor", "executor_is_paid")


def test_the_page_on_buy_and_burn() -> None:
    def tell(n: dict[str, float]) -> dict[str, bool]:
        told = buy_and_burn_told.findings(n)
        return {name: held for name, held in told.items() if name not in OF_THE_CONTRACT}

    at_launch = model.parameters("announced")["pool_usd_reserve"]
    numbers_denied(
        tell,
        BURN,
        {
            "fee_takes_a_good_part": [{"fee_part": 10.0}],
            "any_purchase_freezes": [{f"freeze_{x}": 0.0} for x in ("one", "two", "five")],
            "gathers_at_dear_gas": [{"least_high": 28.0}],
            "pays_at_once": [{"least_now": 28.0}, {"reward": 5.0}],
            "article_burns_more": [{"more_by_article": 0.0}],
            "burn_is_reproduced": [{"off_seen": 1.0}],
            "observed_between_prices": [{"burned_seen": 100.0}, {"burned_seen": 160.0}],
            "prices_matter_more": [{"july_over_start": 1.1}, {"more_by_article": -7.0}],
            "nothing_binds": [{"spent_base": 99.0}, {"spent_bull": 99.0}, {"room_bull": 10.0}],
            "ten_times_spent": [{"spent_rich": 99.0}],
            "dearer_burns_less": [{"dearer": 1.0}, {"more_burned": 1.0}, {"more_burned": 9.0}],
            "cap_saturates": [{"spent_capped": 90.0}, {"waits_capped": 1e6}],
            "premium_moves_burn": [{"share_lasting": 0.5}, {"share_fading": 0.5}],
            "pool_grows": [{"pool_base": at_launch}],
            "providers_leave": [{"pool_fading": 1e9}, {"room_fading": 1.0}],
        },
    )


@pytest.mark.parametrize(
    ("finding", "name", "wrong"),
    [
        ("no_whole_basis_points", "burn_for_article", Fraction(7, 10)),
        ("only_dust_pays_no_executor", "split", Split(1, 0, 0)),
        ("executor_is_paid", "split", Split(0, 0, 0)),
    ],
)
def test_what_is_said_of_the_contract_is_asked_of_it(
    finding: str, name: str, wrong: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert buy_and_burn_told.findings(BURN)[finding]
    holder = buy_and_burn_told if name == "burn_for_article" else contract
    monkeypatch.setattr(holder, name, lambda *_: wrong)
    assert not buy_and_burn_told.findings(BURN)[finding]
