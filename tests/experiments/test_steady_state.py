"""The steady state satisfies the printed day, moves as its derivative says, and a run meets it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp
import xarray as xr

import model
from model.compile.python import printed
from model.experiments import steady_state as rest
from model.quantities import quantity
from model.spec import accounts as a
from model.theory.steady_state.denomination import degree
from model.theory.steps import ProofError

NO_BURN = {
    "burn_share": 0.0,
    "slash_burn_share": 0.0,
    "pool_fee": 0.0,
    # A pool deep enough for the vault to spend what it gets at the lower price.
    "pool_usd_reserve": 2e7,
}


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    return rest.long_run(30)


@pytest.fixture(scope="module")
def steady(run: xr.Dataset) -> rest.Steady:
    return rest.steady_at(run, 3650)


def test_states_are_sorted_by_what_becomes_of_them() -> None:
    found = rest.sort_states(model.economy("announced"))
    assert {s.name for s in found.sinks} == {"burned", "pool_fees_ai", "pool_fees_usd"}
    assert {s.name for s in found.sources} == {
        "locked_treasury", "locked_investors", "locked_team", "locked_sale"
    }  # fmt: skip
    assert {s.name for s in found.clocks} == {"day", "epoch_age", "exogenous_price"}
    assert [s.name for s in found.outside] == ["outside"]


def test_the_printed_day_brings_back_every_state_in_dollars_and_shares(steady) -> None:
    """A day run beside the solver's own code leaves shares and dollar values as they were."""
    economy, given = model.economy("announced"), steady.day.given
    before = steady.day.whole(steady.core)
    after = dict(
        zip(
            (s.name for s in economy.states),
            printed(economy).module.step(
                *before.values(),
                *(given[s.name] for s in economy.parameters),
                *(given[s.name.removeprefix("scheduled_")] for s in economy.schedules),
                *(0.0 for _ in economy.shocks),
            ),
            strict=False,
        )
    )
    shrunk = (given["initial_supply"] - after["burned"]) / steady.day.slow.supply
    assert shrunk < 1
    for name in steady.day.core:
        if name == "pool_ai":
            continue
        unit = quantity(next(s for s in economy.states if s.name == name)).unit
        factor = {"AI": shrunk, "USD/AI": 1 / shrunk}.get(unit, 1.0)
        assert after[name] == pytest.approx(before[name] * factor, rel=1e-9, abs=1e-9), name
    price = (before["pool_usd"] / before["pool_ai"], after["pool_usd"] / after["pool_ai"])
    assert price[1] * shrunk == pytest.approx(price[0], rel=1e-10)


def test_all_tokens_are_somewhere(steady) -> None:
    whole = steady.day.whole(steady.core)
    held = sum(whole[s.name] for s in model.economy("announced").accounts("AI"))
    assert held == pytest.approx(steady.day.given["initial_supply"], rel=1e-12)


def test_every_parameter_moves_it_as_the_derivative_says(steady) -> None:
    causes = ("demand_at_maturity", "burn_share", "protocol_take", "staking_yield", "stake_days")
    outcomes = ("compute_price", "capacity", "price", "burn_rate", "delegated_stake", "treasury")
    for effect in rest.effects(steady, causes, outcomes):
        value, ends = steady.day.given[effect.parameter], []
        for sign in (1, -1):
            other = rest.moved(steady, {effect.parameter: value * (1 + sign * 1e-3)})
            ends.append(rest.outcome_values(other, [effect.outcome])[effect.outcome])
        found = np.log(ends[0] / ends[1]) / 2e-3
        assert effect.elasticity == pytest.approx(found, abs=2e-4), effect


def test_what_a_branch_says_about_parameters_every_branch_says(steady) -> None:
    causes, outcomes = ("demand_at_maturity", "fixed_cost_consumer"), ("capacity", "price")
    first, *others = (
        [e.elasticity for e in rest.effects(steady, causes, outcomes, branch)]
        for branch in rest.BRANCHES
    )
    for other in others:
        assert other == pytest.approx(first, abs=2e-4)


def test_the_only_kinks_are_those_of_building(steady) -> None:
    found = rest.kinks(steady, None)
    assert {name.rsplit("_", 1)[0] for name in found} == {"gpus", "building"}
    assert all(rest.kinks(steady, branch) == () for branch in rest.BRANCHES)


def test_it_is_stable_in_every_branch_and_disturbed_economies_return(steady) -> None:
    for branch in rest.BRANCHES:
        assert abs(rest.eigenvalues(steady, branch)[0]) < 1
    swing = rest.common_swing(steady)
    assert min(abs(swing - value) for value in rest.eigenvalues(steady)) < 1e-9
    assert swing.imag > 0
    back = rest.way_back(steady, starts=3, days=2920)
    assert (back.isel(day=-1) < 0.3 * back.isel(day=0)).all()


def test_a_fast_price_is_not_stable(steady) -> None:
    """A price and an entry that overshoot swing for ever, and the eigenvalues say so."""
    wild = rest.moved(steady, {"price_speed": 1.0, "entry_speed": 0.5, "demand_elasticity": 2.5})
    assert max(abs(rest.eigenvalues(wild, b)[0]) for b in rest.BRANCHES) > 1


def test_closed_forms_agree_with_the_solution(steady) -> None:
    found = rest.compare(steady)
    assert len(found) >= 10
    for each in found:
        assert each.closed == pytest.approx(each.solved, rel=1e-9), each.state


def test_a_long_run_meets_it(run) -> None:
    found = rest.solved(run, [3650, 10950])
    gap = abs(found["run"] / found["rest"] - 1)
    near = ["compute_price", "utilisation", "gpus_datacentre", "gpus_consumer", "fees_usd"]
    assert (gap.sel(what=near) < 5e-4).all()
    assert (gap.isel(day=-1) < 0.05).all()
    after_drift = abs(found["run"] / found["drift"] - 1)
    assert (after_drift.isel(day=-1) < 5e-3).all()


def test_without_burning_the_run_itself_comes_to_rest() -> None:
    given = rest.still(**NO_BURN)
    run = rest.long_run(40, given)
    steady = rest.steady_at(run, 40 * 365, given)
    assert steady.burn_rate == 0
    last = np.array([float(run[name].isel(day=-1)) for name in steady.day.core])
    assert np.abs((last - steady.core) / steady.scale).max() < 1e-6


def test_the_steady_states_foretell_the_supply(run, steady) -> None:
    path = rest.supply_path(steady, 8)
    burned = run["burned"].sel(day=365 * (10 + path["year"]))
    left = steady.day.given["initial_supply"] - burned.values
    assert path["supply"].values == pytest.approx(left, rel=1e-3)


def test_a_broken_copy_does_not_rest(steady) -> None:
    for name in ("posted_price", "gpus_consumer", "treasury", "delegated_stake"):
        place, core = steady.day.core.index(name), steady.core.copy()
        core[place] *= 1.01
        changed = np.abs(steady.day.next(core) - core) / steady.scale
        assert changed.max() > 1e-6, name


def test_the_unit_of_the_token_does_not_matter(steady) -> None:
    assert steady.day.denomination_matters(steady.core) == 0
    nominal = a.treasury * quantity(a.day).symbol + 1
    with pytest.raises(ProofError, match="unlike powers"):
        degree(nominal)
    with pytest.raises(ProofError, match="does not pass on"):
        degree(sp.exp(a.treasury))


def test_a_clock_that_runs_on_is_refused(run, steady) -> None:
    for name, value in {"season_size": 0.1, "demand_growth": 0.01, "noise_size": 0.1}.items():
        with pytest.raises(rest.NotStill, match="STILL"):
            rest.moved(steady, {name: value})


def test_where_there_is_no_rest_it_says_so(steady) -> None:
    hopeless = replace(steady.day.slow, supply=1e6)
    with pytest.raises(rest.NoRest, match="no steady state"):
        rest.solve(steady.day.given, hopeless, steady.core)
