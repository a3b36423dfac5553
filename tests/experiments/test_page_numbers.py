"""Numbers that pages print: what must hold between them, and on results made by hand."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import model
from model.examples.akash import akash
from model.experiments import (
    akash_tables,
    audit_numbers,
    audits,
    burn_and_mint_stress,
    checkers,
    deterrence,
    ensemble_numbers,
    market_numbers,
    own_tables,
    scenario_tables,
    speed,
    trust,
    value_numbers,
    vault_told,
)
from model.experiments.discovery import Box
from model.experiments.sensitivity import study, turns
from model.quantities import registry

P = model.parameters("announced")


def test_at_the_border_nothing_is_left_of_the_margin() -> None:
    task = deterrence.task_of(P, audits.backing(P))
    need = deterrence.margin(P, task)["need"]
    there = deterrence.margin(P, {**task, "stake_of_task": need})
    assert there["fall"] == pytest.approx(0, abs=1e-9)
    assert there["bribe"] == pytest.approx(0, abs=1e-9)
    assert there["need_audit"] == pytest.approx(100 * P["audit_probability"])


def test_the_drawn_border_is_the_one_that_the_margin_is_measured_to() -> None:
    table = audits.backing(P)
    told = deterrence.margin(P, deterrence.task_of(P, table))
    lines = audit_numbers.borders(
        table, np.array([P["slash_fraction"]]), P["detection_probability"]
    )
    assert lines["outside"][0] == pytest.approx(told["need_audit"])


def test_the_curve_s_best_is_the_highest_of_its_points() -> None:
    rates = audit_numbers.rates(P)
    assert P["audit_probability"] in rates
    right = np.minimum(np.arange(len(rates)), 7.0)[:, None] * np.ones((1, 3))
    right[8:] = 5.0
    found = xr.Dataset(
        {"right": (("point", "run"), right), "price": (("point", "run"), 1 + right)},
        {"audit_probability": ("point", list(rates))},
    )
    told = audit_numbers.curve(found, P["audit_probability"])
    assert told["curve_best"] == told["curve_low"] == told["curve_high"] == 100 * rates[7]
    assert told["curve_none"] == 0
    assert told["curve_usual"] == pytest.approx(100 * (1 - 5 / 7))


def test_replicas_in_one_hand_pass_more_than_independent_ones() -> None:
    told = checkers.replicas(tasks=20_000).told
    assert told["hand_six"] > 10 * told["apart_six"]
    assert told["hand_three"] > told["apart_three"]


def test_a_hole_is_counted_from_the_end_of_the_subsidy() -> None:
    days = np.arange(0, 100, 5)
    ratio = np.where(days <= 50, 2.0, 0.5)
    ratio[days >= 80] = 1.0
    gpus = np.stack([np.full(days.size, 10.0), 10 * ratio])[:, None, :]
    found = xr.Dataset(
        {"gpus": (("point", "run", "day"), gpus), "dearness": (("point", "run", "day"), 1 / gpus)},
        {"day": days},
    )
    told = market_numbers.after_subsidy(found, 50, 0.3)
    assert (told["with_subsidy"], told["hole"]) == (2.0, 0.5)
    assert (told["hole_days"], told["back_days"], told["came_back"]) == (5, 30, 1.0)
    assert told["hole_price"] == pytest.approx(0.2)
    never = market_numbers.after_subsidy(found.isel(day=slice(0, 14)), 50, 0.3)
    assert never["came_back"] == 0.0


def test_a_burn_share_is_best_at_the_revenue_that_is_said() -> None:
    told = value_numbers.best_share(P, 0.5, 0.0)
    assert told["best_unbound"] == pytest.approx(told["best_announced"])
    assert told["best_lost"] == pytest.approx(0, abs=1e-9)
    assert value_numbers.best_share(P, 0.5, 0.5)["best_unbound"] > told["best_announced"]


def test_scenarios_differ_where_the_table_says() -> None:
    rows = scenario_tables.assumed()
    assert len(rows) == len(set(rows["what"]))
    assert ((rows["bear"] != rows["base"]) | (rows["bull"] != rows["base"])).all()


def test_a_mechanism_acts_if_one_of_its_quantities_moves() -> None:
    acts = pd.DataFrame(
        {"mechanism": ["a", "a", "b"], "least": [0.0, 1.0, 2.0], "largest": [0.0, 3.0, 2.0]}
    )
    assert scenario_tables.acting(acts) == {"mechanisms": 2, "moving": 1, "idle": 2}


def test_what_tables_of_one_s_own_change_is_measured_against_the_first_case() -> None:
    days = np.arange(0, 730, 5)
    shape = ("quantile", "day")
    flat = xr.Dataset(
        {"price_quantile": (shape, np.ones((1, days.size))), "bills_mean": 4.0},
        {"day": days, "quantile": [0.5]},
    )
    fallen = flat.copy(deep=True)
    fallen["price_quantile"] = flat["price_quantile"] * np.where(days >= 365, 0.75, 1.0)
    fallen["bills_mean"] = 6.0

    class Plan:
        values = tuple(7e9 if day == 365 else 1.0 for day in range(730))

    plan: Any = {"due": Plan()}
    p = {"premium_half_life": 3.0}
    told = own_tables.of_tables({"first": flat, "last": fallen}, plan, p)
    assert told["premium_half_life"] == 3
    assert told["own_price"] == told["own_end"] == pytest.approx(-25)
    assert told["own_fees"] == pytest.approx(50)
    assert told["early_gap"] == 0
    assert told["at_cliff"] == pytest.approx(7)
    assert told["before_cliff"] == pytest.approx(1e-9)
    assert all(own_tables.of_the_cliff(told).values())
    for finding, other in (
        ("same_before_the_cliff", {"early_gap": 1e-12}),
        ("all_at_once", {"before_cliff": 1.0}),
        ("the_cliff_moves_the_price", {"own_price": -0.5}),
    ):
        said = own_tables.of_the_cliff({**told, **other})
        assert [name for name, so in said.items() if not so] == [finding]


def test_two_blocks_are_told_by_their_program_and_their_stocks() -> None:
    held = np.array([[1e6, 3e6, 2e6]] * 2)
    stocks = {"held": held, "reserve": 9e6 - held, "burned_fuel": held * [0, 0, 0.5]}
    ds = xr.Dataset({name: (("run", "day"), each) for name, each in stocks.items()})
    said = own_tables.of_two_blocks(ds, "a = 1\n\nb = 2\n")
    assert (said["own_lines"], said["fuel_peak"], said["fuel_end"]) == (3, 1, 2.0)
    assert said["fuel_leak"] == pytest.approx(1 / 9)


def test_the_stress_s_harm_is_within_what_credit_costs() -> None:
    outcomes = list(burn_and_mint_stress.outcomes())
    known = akash_tables.defaults(akash())
    told = akash_tables.stress_numbers(outcomes, known)
    assert told["minted_tokens"] < told["credit_costs"]
    assert akash_tables.slower_halts_more(outcomes)
    assert not akash_tables.slower_halts_more(outcomes[::-1])
    assert len(akash_tables.stressed(outcomes)) == len(outcomes)


@pytest.fixture(scope="module")
def stressed() -> tuple[dict[str, float], ...]:
    """The stress's numbers, those of its causes, and the parameters."""
    known = akash_tables.defaults(akash())
    found = akash_tables.stress_numbers(list(burn_and_mint_stress.outcomes()), known)
    return found, akash_tables.causes(), known


@pytest.mark.parametrize(
    ("finding", "harm", "alone"),
    [
        ("all_are_net_mints", {"least_burned": 1.0}, {}),
        ("demand_makes_the_mint", {}, {"demand_most": 1.0}),
        ("demand_makes_the_mint", {}, {"price_least": -1.0}),
        ("demand_makes_the_mint", {"most": 1.0}, {}),
        ("buffer_halts_nothing", {"halted_buffer": 2.0}, {}),
        ("new_tokens_without", {"minted_least": 0.0}, {}),
        ("runway_bounds_the_harm", {"minted_tokens": 1e12}, {}),
        ("vaults_run_dry", {"least_ratio": 0.1}, {}),
        ("buffer_is_enough", {"enough": 9.0}, {}),
    ],
)
def test_what_is_said_of_the_stress_is_taken_back_where_its_numbers_deny_it(
    finding: str,
    harm: dict[str, float],
    alone: dict[str, float],
    stressed: tuple[dict[str, float], ...],
) -> None:
    found, causes, known = stressed
    assert all(akash_tables.of_the_harm(found, causes, known).values())
    said = akash_tables.of_the_harm({**found, **harm}, {**causes, **alone}, known)
    assert [name for name, so in said.items() if not so] == [finding]


def test_demand_that_falls_mints_and_a_price_that_falls_burns() -> None:
    """Each alone, on every buffer and length of the fall: what a page says of the causes."""
    known = akash_tables.defaults(akash())
    told = akash_tables.of_stress(list(burn_and_mint_stress.outcomes()), known)
    assert told["demand_makes_the_mint"]
    assert told["slow_falls_halt_more"]
    assert told["most"] > told["demand_alone"] > 0
    assert told["price_alone"] > 0


def test_many_paths_cost_the_more_the_slower_a_worker_is() -> None:
    measured = {
        "rates": {"2 Dask workers": 2e6, "2 threads": 2e6},
        "ratios": {"two_dask_workers": 1.9, "two_threads": 1.8},
        "trajectories": 10,
        "stored_bytes": 1e6,
        "chunks": 2,
        "machine": {"busy": 0.5},
    }
    told = ensemble_numbers.cost(measured, paths=3600, days=1000)
    assert told["core_hours"] == pytest.approx(1e-3)
    slow = {**measured, "rates": {"2 Dask workers": 1e6, "2 threads": 1e6}}
    assert ensemble_numbers.cost(slow, 3600, 1000)["core_hours"] == pytest.approx(2e-3)


def test_the_first_of_each_conclusion_is_its_largest() -> None:
    table = pd.DataFrame({"burned": [0.1, 0.6], "fees": [0.5, 0.2]}, index=["one", "other"])
    assert study.leaders(table) == {"burned": "other", "fees": "one"}


def test_leaders_can_be_asked_for_without_the_first() -> None:
    index = pd.MultiIndex.from_product(
        [[study.SIZE], ["burned", "fees"], ["half-life", "growth", "audits"]],
        names=["size", "conclusion", "input"],
    )
    grown = pd.DataFrame({"total": [0.9, 0.3, 0.1, 0.2, 0.1, 0.7]}, index=index)
    nothing = cast(Any, None)
    found = study.Divided(nothing, nothing, grown, nothing, nothing)
    assert found.leaders() == {"burned": "half-life", "fees": "audits"}
    assert found.leaders(without=["half-life"]) == {"burned": "growth", "fees": "audits"}


def test_ideas_of_a_price_are_told_in_one_order() -> None:
    told = {"quantity_burned": 3.0, "exogenous_burned": 1.0, "fundamental_burned": 2.0}
    assert turns.by_idea(told, "burned") == [1.0, 2.0, 3.0]


def test_a_conclusion_without_a_dense_box_has_no_walls() -> None:
    nothing = cast(Any, None)
    box = Box({"half-life": (0.0, 0.2)}, {})
    found = turns.Rules(nothing, nothing, {"burned": box, "fees": None}, nothing)
    assert found.walls("burned") == ("half-life",)
    assert found.walls("fees") == ()


def test_a_claim_beats_a_box_only_in_both_ways() -> None:
    box = {"right_coverage_wide": 40.0, "right_density_wide": 70.0}
    assert turns.beaten({"claim_coverage": 80.0, "claim_density": 75.0}, box)
    assert not turns.beaten({"claim_coverage": 80.0, "claim_density": 69.0}, box)
    assert not turns.beaten({"claim_coverage": 39.0, "claim_density": 75.0}, box)


def test_shaken_points_are_those_of_the_facts_and_slow_ones() -> None:
    found = trust.shaken(2, years=6)
    assert found.within.identical(trust.shocked(trust.points(2), years=6))
    assert found.slow.identical(trust.shocked(trust.points(2, slow=True), years=6))
    low = 10 ** trust.HARDLY[1]
    assert len(found.speeds) == 2
    assert max(found.speeds) <= low < registry["collateral_speed"].range[0]


def test_no_two_parts_of_a_page_tell_a_number_of_one_name() -> None:
    results = speed.read()
    first = (speed.of_the_machine, speed.of_the_contest, speed.of_a_study)
    counts = [len(part(results)) for part in first]
    counts += [len(part(results)) for part in (speed.of_the_work, speed.of_growth, speed.of_parity)]
    assert len(speed.numbers(results)) == sum(counts)
    vault, seconds = vault_told.setting(), 1800.0
    told = vault_told.numbers(vault, seconds, 0.05, 0.001)
    assert told["apart"] == vault_told.of_the_fee(vault)["apart"]
    assert told.items() >= vault_told.of_sizes(vault).items()
    assert told.items() >= vault_told.of_slices(0.05, 0.001).items()
