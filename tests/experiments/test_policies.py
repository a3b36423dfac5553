"""Policies: each compared on the same paths, rivals keep the books, nothing is weighed."""

from dataclasses import replace

import numpy as np
import pytest

import model
from model.experiments import policies
from model.experiments.policies import AS_IT_IS, PARTIES, POLICIES, SCENARIOS
from model.figures import policies as draw
from model.spec.accounts import holders

Found = dict[str, list[policies.Compared]]


@pytest.fixture(scope="module")
def found() -> Found:
    return policies.compared(runs=4)


def of(found: Found, scenario: str, name: str) -> policies.Compared:
    (row,) = [each for each in found[scenario] if each.policy.name == name]
    return row


def test_the_yardstick_is_one(found: Found) -> None:
    for rows in found.values():
        assert rows[0].policy.name == AS_IT_IS
        assert set(rows[0].ratios.values()) == {1.0}


def test_a_ratio_is_two_runs_of_the_same_paths(found: Found) -> None:
    economy = model.economy("announced")
    u = model.shocks(economy, days=1825, runs=4, seed=policies.SEED)
    price = {}
    for audit in (0.1, 0.02):
        p = model.parameters("announced", "bear", (), audit_probability=audit)
        run = model.simulate(economy, p, u)
        price[audit] = run.price.sel(day=slice(1461, 1825)).mean("day")
    usual = model.parameters("announced", "bear", ())["audit_probability"]
    assert usual == 0.1
    ratio = float((price[0.02] / price[0.1]).median())
    assert of(found, "bear", "few audits").ratios["holders"] == pytest.approx(ratio, rel=1e-9)


def test_rivals_keep_the_books() -> None:
    for policy in POLICIES:
        if policy.redirected is None and not policy.held:
            continue
        economy = policy.economy
        p = policy.points(economy)[1]
        ds = model.simulate(economy, p, model.shocks(economy, days=700, runs=1, seed=3))
        tokens = economy.tokens(ds)
        assert float(abs(tokens / tokens.isel(day=0) - 1).max()) < 1e-12, policy.name
        burned = float(ds.burned.isel(day=-1).max())
        if policy.name == "fee burn":
            assert burned > 0
            assert float(ds.protocol_fee.sum()) > 0
        else:
            assert burned == 0, policy.name


def test_a_flow_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="has no flow burnt"):
        policies.redirect(model.economy("announced"), "split", "burnt", holders)


def test_what_must_rise_rises_and_what_must_fall_falls(found: Found) -> None:
    for scenario in SCENARIOS:
        half, nearly = (of(found, scenario, n).ratios for n in ("burn half", "burn nearly all"))
        assert half["burned"] < 1 < nearly["burned"]
        assert half["treasury"] >= 1 >= nearly["treasury"]
        assert of(found, scenario, "slow vesting").ratios["insiders"] < 1
        assert of(found, scenario, "light slash").ratios["users"] < 1
    assert of(found, "base", "no take").ratios["users"] > 1
    assert of(found, "base", "take of a fifth").ratios["nodes"] < 1
    assert of(found, "bear", "fivefold subsidy").ratios["nodes"] > 1
    assert of(found, "bear", "fivefold subsidy").ratios["treasury"] < 1


def test_a_policy_is_beaten_only_by_one_that_is_better_for_all() -> None:
    rows = [
        policies.Compared(policy, dict.fromkeys(PARTIES, 1.0) | changes, {})
        for policy, changes in (
            (POLICIES[0], {}),
            (POLICIES[1], {"users": 1.2}),
            (POLICIES[2], {"users": 1.5, "nodes": 0.7}),
            (POLICIES[3], {"users": 1.202}),
        )
    ]
    assert policies.dominated(rows) == {POLICIES[0].name: POLICIES[1].name}
    rows[2] = replace(rows[2], ratios={**rows[2].ratios, "nodes": 1.0})
    assert set(policies.dominated(rows)) == {POLICIES[k].name for k in (0, 1, 3)}


def test_verification_has_a_value_and_a_best_rate_inside() -> None:
    for scenario, each in policies.audited(runs=4).items():
        assert 0 < each.best < policies.AUDITS[-1], scenario
        assert each.fees[0] < 1e-3 * max(each.fees)
        assert 0 < each.value < 1.01 * max(each.fees)


def test_both_figures_say_their_numbers(found: Found) -> None:
    text = draw.who_gains(found).alt
    worst = min(
        (ratio, who, row.policy.name)
        for row in found["base"]
        for who, ratio in row.ratios.items()
        if who in PARTIES
    )
    assert f"{worst[1]} under {worst[2]}, {draw.percent(worst[0])} per cent" in text
    audited = policies.audited(runs=2)
    assert f"base is best at {100 * audited['base'].best:g} per cent" in draw.audits(audited).alt
    assert draw.percent(1.001) == "0"
    assert draw.percent(np.float64(0.75)) == "−25"
    assert draw.percent(13.5) == "+1,250"
