"""Policies: each compared on the same paths, rivals keep the books, nothing is weighed."""

import numpy as np
import pytest

import model
from model.experiments import audit_rates, policies, policies_told
from model.experiments.parties import PARTIES
from model.experiments.policies import AS_IT_IS, POLICIES, SCENARIOS, SLACK
from model.experiments.sensitivity.inputs import CHANCE, Inputs
from model.figures import policies as draw

Found = dict[str, list[policies.Compared]]


@pytest.fixture(scope="module")
def found() -> Found:
    return policies.compared(runs=4, draws=4)


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


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_draw_is_a_run_of_that_economy_under_the_policy(scenario: str) -> None:
    (policy,) = [each for each in POLICIES if each.name == "few audits"]
    unit, names = policies._cube(scenario, 4, policies.SEED)
    assert not policies.LEVERS & set(names)
    assert {"premium_half_life", CHANCE} <= set(names)
    assert ("usage_at_maturity" in names) == (scenario == "base")
    asked = {"holders": PARTIES["holders"]}
    values = policies._drawn(policy, scenario, unit, names, asked, policies.SEED)["holders"]
    economy = model.economy("announced")
    cube = Inputs(economy, POLICIES[0].point(scenario), names)
    drawn, (_, runs) = cube.values(unit), cube.place(unit)
    u = model.shocks(economy, days=1825, runs=int(runs[2]) + 1, seed=policies.SEED)
    changes = {name: float(each[2]) for name, each in drawn.items()} | dict(policy.changes)
    ds = model.simulate(economy, model.parameters("announced", scenario, (), **changes), u)
    price = ds.price.isel(run=int(runs[2])).sel(day=slice(1461, 1825)).mean()
    assert values[2] == pytest.approx(float(price), rel=1e-9)


def test_every_lever_stays_as_the_policy_sets_it() -> None:
    for policy in POLICIES:
        point = policy.point("base")
        for name, value in policy.changes:
            assert point[name] == value, policy.name


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


def _row(place: int, changes: dict[str, float], drawn: dict[str, float]) -> policies.Compared:
    runs = {who: np.full(8, changes.get(who, 1.0)) for who in PARTIES}
    draws = {who: np.full(8, drawn.get(who, changes.get(who, 1.0))) for who in PARTIES}
    return policies.Compared(POLICIES[place], runs, draws)


def test_a_policy_is_beaten_only_by_one_that_is_better_for_all() -> None:
    rows = [
        _row(0, {}, {}),
        _row(1, {"users": 1.2}, {}),
        _row(2, {"users": 1.5, "nodes": 0.7}, {}),
        _row(3, {"users": 1.202}, {}),
    ]
    assert policies.dominated(rows) == {POLICIES[0].name: POLICIES[1].name}
    rows[2] = _row(2, {"users": 1.5}, {})
    assert set(policies.dominated(rows)) == {POLICIES[k].name for k in (0, 1, 3)}
    # What holds of every run and fails in the draws is no domination.
    rows[2] = _row(2, {"users": 1.5}, {"nodes": 0.9})
    assert policies.dominated(rows) == {POLICIES[0].name: POLICIES[1].name}


def test_a_direction_is_sure_only_if_runs_and_draws_agree() -> None:
    row = _row(1, {"users": 1.2, "nodes": 0.8, "holders": 1.2, "treasury": 1.2}, {"holders": 0.9})
    row.by_draw["treasury"][:4] = 1.0
    found = [row.sure(who) for who in ("users", "nodes", "holders", "treasury", "insiders")]
    assert found == [1, -1, 0, 0, 0]
    assert [row.agreeing(who) for who in ("users", "nodes", "holders", "treasury")] == [
        1,
        1,
        0,
        0.5,
    ]
    assert SLACK < 0.2


def test_verification_has_a_value_and_a_best_rate_inside() -> None:
    for scenario, each in audit_rates.audited(runs=4).items():
        assert 0 < each.best < audit_rates.AUDITS[-1], scenario
        assert each.fees[0] < 1e-3 * max(each.fees)
        assert 0 < each.value < 1.01 * max(each.fees)


def test_who_gains_is_told_only_where_nine_of_ten_runs_agree(found: Found) -> None:
    rows = {row.policy.name: row for row in found["bull"]}
    table = policies_told.bought(found["bull"]).set_index("design")
    assert set(table.index) == {policy.name for policy in policies.DESIGNS}
    for name, said in table.iterrows():
        for who in PARTIES:
            low, high = rows[str(name)].chance[who]
            assert (f"{who} +" in said["gain"]) == (low > 1 + SLACK), (name, who)
            if low > 1 + SLACK:
                assert f"({100 * rows[str(name)].agreeing(who):.0f})" in said["gain"]
            assert (f"{who} −" in said["lose"]) == (high < 1 - SLACK), (name, who)
    assert "treasury −" in str(table.loc["fee burn", "lose"])


def test_better_for_all_needs_every_scenario_and_costs_nobody() -> None:
    usual, good = _row(0, {}, {}), _row(1, {"users": 1.2}, {})
    bad = _row(1, {"users": 1.2, "nodes": 0.9}, {})
    told = policies_told.better_for_all
    assert told({"base": [usual, good], "bull": [usual, good]}) == [POLICIES[1].name]
    assert told({"base": [usual, good], "bull": [usual, bad]}) == []
    assert told({"base": [usual, usual], "bull": [usual, usual]}) == []


def test_numbers_of_the_page_are_those_of_the_comparison(found: Found) -> None:
    audited = audit_rates.audited(runs=2)
    numbers = policies_told.numbers(found, audited)
    users = of(found, "base", "few audits").ratios["users"]
    assert numbers["few_audits_users_base"] == pytest.approx(100 * (users - 1))
    agrees = of(found, "base", "few audits").agreeing("users")
    assert numbers["few_audits_users_base_agrees"] == 100 * agrees
    assert numbers["pairs"] == numbers["policies"] * len(PARTIES)
    for scenario in SCENARIOS:
        sure, by_chance = (numbers[f"{n}_{scenario}"] for n in ("sure", "by_chance"))
        assert numbers["everywhere"] <= sure <= by_chance <= numbers["pairs"]
        assert numbers[f"beaten_by_chance_{scenario}"] >= len(policies.dominated(found[scenario]))
    assert all(name.isidentifier() for name in numbers)


def test_a_direction_keeps_where_nine_of_ten_runs_go_the_way_of_base() -> None:
    base, same, other = ({"users": 0.9}, {"users": 0.8}, {"users": 1.2})
    rows = [_row(1, changes, {}) for changes in (base, same, other, {})]
    assert policies_told.keeping(rows, rows[0], "users") == 2
    assert policies_told.keeping(rows, rows[2], "users") == 1
    rows[1].by_run["users"][:4] = 1.3  # half of the runs go the other way
    assert policies_told.keeping(rows, rows[0], "users") == 1


def test_a_direction_is_sure_everywhere_only_if_it_is_the_same_one_in_all_scenarios() -> None:
    rises, falls = ([_row(1, {"users": ratio}, {})] for ratio in (1.2, 0.8))
    name = POLICIES[1].name
    assert policies_told.sure_everywhere({"bear": rises, "base": rises}) == [(name, "users")]
    assert policies_told.sure_everywhere({"bear": rises, "base": falls}) == []
    drawn_apart = [_row(1, {"users": 1.2}, {"users": 1.0})]
    assert policies_told.sure_everywhere({"bear": rises, "base": drawn_apart}) == []


def test_the_figure_of_designs_says_its_widest_bars(found: Found) -> None:
    text = draw.designs(found["base"]).alt
    rows = [row for row in found["base"] if row.policy in policies.DESIGNS]
    widest = max(rows, key=lambda row: row.assumed["nodes"][1] - row.assumed["nodes"][0])
    low, high = (draw.percent(end) for end in widest.assumed["nodes"])
    assert f"nodes: widest under {widest.policy.name}, {low} to {high} over draws" in text


def test_both_figures_say_their_numbers(found: Found) -> None:
    text = draw.who_gains(found).alt
    worst = min(
        (ratio, who, row.policy.name)
        for row in found["base"]
        for who, ratio in row.ratios.items()
        if who in PARTIES
    )
    assert f"{worst[1]} under {worst[2]}, {draw.percent(worst[0])} per cent" in text
    audited = audit_rates.audited(runs=2)
    assert f"base is best at {100 * audited['base'].best:g} per cent" in draw.audits(audited).alt
    assert draw.percent(1.001) == "0"
    assert draw.percent(np.float64(0.75)) == "−25"
    assert draw.percent(13.5) == "+1,250"
