"""Coverage by meaning: every flow, mechanism, fact and scenario does something, or is listed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

import model
from model.experiments.mechanisms import MECHANISMS
from model.factbook import facts
from model.parameter_sets import NEVER, SCENARIOS
from model.quantities import Kind, quantity, registry
from model.spec.accounts import CLASSES
from tests.property.lively import LIVELY
from tests.strategies import run

ROOT = Path(__file__).resolve().parent.parent
ECONOMIES = ("announced", "deployed")
DAYS, SEED = 1825, 7
#: The queue has a place for every delay up to thirty days; a run uses one of them.
DELAYS = {f"unbonding_join_{k:02d}" for k in range(1, 31)}


#: What moves while the market for compute is closed: families of flows, and of levels.
LIVE_FLOWS = {
    *("newly_for_sale", "newly_kept", "treasury_released", "grants", "sold", "proceeds"),
    *("grantees_sold", "grantees_proceeds", "executors_sold", "executors_proceeds"),
    *("delphi_fees", "settled_fees", "gas", "executor_reward", "burn", "treasury_part"),
    *("buyback", "buyback_dollars", "buyback_charge", "provider_fees"),
    *(f"arbitrage_{what}_{way}" for what in ("tokens", "dollars") for way in ("in", "out")),
    *(f"liquidity_{what}_{way}" for what in ("tokens", "dollars") for way in ("in", "out")),
    *("liquidity_purchase", "liquidity_sale"),
}
LIVE_LEVELS = {
    *("cycle", "mood", "unrest", "newly_vested", "twap_window_in_force"),
    *("epoch_used", "epoch_age", "buyback_usd", "spend_trend", "traded_volume", "delphi_revenue"),
    *("revenue", "revenue_trend", "revenue_of_year", "expected_growth", "sales_usd"),
    *("price", "fair_price", "exogenous_price", "depth"),
    # The world outside goes on, and a posted price follows it.
    *("log_demand_shock", "price_outside", "cost_index", "task_size", "task_cycles"),
    *("posted_price", "compute_price", "refuted_share"),
}


def families(names: Iterable[str]) -> set[str]:
    """The names, of rows of like quantities only that of the row."""
    places = {name: registry[name].place for name in names}
    return {place.row if place else name for name, place in places.items()}


def moving_flows(name: str) -> set[str]:
    """Flows that move something in base."""
    ds = run(name, days=DAYS, seed=SEED)
    flows = {f.symbol.name for _, f in model.economy(name).flows()}
    return {each for each in flows if (ds[each] > 0).any()}


def test_every_flow_moves_something_in_base() -> None:
    still = {f.symbol.name for _, f in model.economy("announced").flows()}
    still -= moving_flows("announced")
    delay = int(model.parameters("announced")["unbonding_days"])
    assert f"unbonding_join_{delay:02d}" not in still
    # Stake waits in as many places as the delay has days; the places beyond are empty.
    empty = {f"unbonding_step_{k:02d}" for k in range(delay + 1, 31)}
    # In base nobody gains on the side by cheating.
    assert model.parameters("announced")["side_gain"] == 0
    assert still - DELAYS == empty | {f"side_gains_{c}" for c in CLASSES}


def test_while_the_market_is_closed_only_what_is_live_moves() -> None:
    assert families(moving_flows("deployed")) == LIVE_FLOWS


def test_the_longest_delay_uses_every_place_of_the_queue() -> None:
    economy = model.economy("announced")
    points = [
        model.parameters("announced", **{**LIVELY, "unbonding_days": k}) for k in range(1, 31)
    ]
    ds = model.simulate(economy, points, model.shocks(economy, days=60), engine="numpy")
    moved = {str(n) for n in ds if str(n).startswith("unbonding_") and (ds[n] > 0).any()}
    assert moved >= DELAYS | {f"unbonding_step_{k:02d}" for k in range(1, 31)}


def moving_levels(name: str) -> set[str]:
    """Levels that differ between two days of base."""
    ds = run(name, days=DAYS, seed=SEED)
    levels = (s.name for s in model.economy(name).levels if s.name != "day")
    return {each for each in levels if float(ds[each].max()) != float(ds[each].min())}


def test_every_level_moves_in_base() -> None:
    point = model.parameters("announced")
    resting = {s.name for s in model.economy("announced").levels} - moving_levels("announced")
    # What votes can change rests until a vote changes it, and all bills are paid.
    voted = {f"{vote.parameter}_in_force" for vote in point.votes}
    rest = {f"{n}_in_force" for n in point.governed} - voted
    paid = {"payable_share", "paid_share"}
    assert resting - paid == rest | {"day"}
    assert float(run(days=DAYS, seed=SEED)["paid_share"].min()) > 1 - 1e-12


def test_while_the_market_is_closed_its_levels_rest() -> None:
    assert families(moving_levels("deployed")) == LIVE_LEVELS


def test_every_block_is_a_mechanism_that_moves_something() -> None:
    ds = run(days=DAYS, seed=SEED)
    economy = model.economy("announced")
    for name, mechanism in MECHANISMS.items():
        for each in mechanism.quantities:
            assert float(ds[each].std()) > 0, f"{name}: {each} never moves"
    blocks = {mechanism.block for mechanism in MECHANISMS.values()}
    assert blocks == {block.name for block in economy.blocks}


def test_base_is_alive_for_five_years() -> None:
    ds = run(days=DAYS, seed=SEED).isel(run=0, day=slice(1, None))
    for price in ("price", *(f"compute_price_{c}" for c in CLASSES)):
        assert bool((np.isfinite(ds[price]) & (ds[price] > 0)).all())
    opened = ds.isel(day=slice(int(model.parameters("announced")["opening_day"]), None))
    for c in CLASSES:
        assert bool((opened[f"served_hours_{c}"] > 0).mean() > 0.9), f"{c} nodes do not work"
        assert bool((ds[f"margin_{c}"] > 0).any()), f"{c} nodes never earn"
        assert bool((ds[f"profit_{c}"] > 0).any()), f"{c} nodes never earn their keep"
    assert float((ds["vault_spend"] > 0).mean()) > 0.5, "the vault seldom executes"
    for year in range(5):
        assert float(ds["burn"][year * 365 : (year + 1) * 365].sum()) > 0


# Facts ---------------------------------------------------------------------------------------


def texts() -> str:
    """All that could use a fact: pages, notebooks and sources, but not the facts themselves."""
    parts = []
    for folder, pattern in (("model", "**/*"), ("book", "**/*"), ("notebooks", "*.ipynb")):
        for path in sorted((ROOT / folder).glob(pattern)):
            readable = path.suffix in {".py", ".md", ".ipynb", ".yaml"}
            if readable and ROOT / "model" / "facts" not in path.parents:
                parts.append(path.read_text(encoding="utf-8"))
    return "\n".join(parts)


def unused_facts(text: str) -> list[str]:
    """Facts that give no parameter and no vote its value and whose ids ``text`` does not name."""
    words = set(re.findall(r"[A-Za-z][A-Za-z0-9_-]*", text))
    economies = [model.economy(name) for name in ECONOMIES]
    used = {quantity(p).fact for economy in economies for p in economy.parameters}
    used |= {fact for economy in economies for vote in economy.votes for fact in vote[1:]}
    return sorted(name for name in facts if name not in used | words)


def test_every_fact_is_used() -> None:
    """A fact that nothing uses is one that nobody can check the use of: use it or drop it.

    A mention in the note of another fact, among the contradictions or in a test is no use.
    """
    unused = unused_facts(texts())
    assert not unused, f"used by no parameter, page or source: {', '.join(unused)}"


def test_a_fact_that_only_its_own_file_names_is_unused() -> None:
    assert {"akash_fees", "sale_bonus"} <= set(unused_facts("sale bonus, burn_bps"))
    assert "sale_bonus" not in unused_facts("{fact}`sale_bonus in percent`")


def test_every_parameter_has_a_fact_with_a_source() -> None:
    for name in ECONOMIES:
        for record in map(quantity, model.economy(name).parameters):
            assert record.kind == Kind.PARAMETER
            assert record.fact is not None, f"{record.name} has no fact"
            assert facts[record.fact].sources


def test_a_value_that_differs_from_its_fact_is_in_its_range() -> None:
    for name in ECONOMIES:
        point = model.parameters(name)
        for record in map(quantity, model.economy(name).parameters):
            low, high = record.range
            if not record.domain.choices and point[record.name] != NEVER:
                assert low <= point[record.name] <= high, record.name


# Scenarios -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_runs_and_differs_from_base(scenario: str) -> None:
    """Past the cliff, which is all that one of them changes, or past its vote."""
    days = 920 if scenario == "guard vote" else 400
    ds = run(days=days, scenario=scenario)
    assert np.isfinite(ds["price"]).all()
    assert float(abs(model.economy("announced").tokens(ds) - 1e10).max()) <= 1e-3
    if scenario != "base":
        baseline = run(days=days)
        changed = [n for n in ds if not np.array_equal(ds[n], baseline[n], equal_nan=True)]
        assert len(changed) > 3


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_runs_with_cadcad(scenario: str) -> None:
    ds = run(days=30, scenario=scenario, engine="cadcad")
    assert ds.sizes["day"] == 31


def test_scenarios_do_what_they_are_called() -> None:
    last = {name: run(days=800, scenario=name).isel(run=0) for name in SCENARIOS}
    bought = last["seed split"]["buyback"].sum()
    assert float(last["seed split"]["burn"].sum() / bought) == pytest.approx(0.70, rel=1e-12)
    assert float(last["no audits"]["slash_to_burn_consumer"].sum()) == 0
    assert float(last["no audits"]["cheating_consumer"][-1]) > 0.9
    assert float(last["no audits"]["reputation"][-1]) < 0.5
    assert float(last["no applications"]["vault_deposit"].sum()) == 0
    assert 0 < float(last["no applications"]["burned"][-1]) < float(last["base"]["burned"][-1])
    assert float(last["thin pool"]["pool_usd"][0]) == 50_000
    jump = last["draft vesting"]["newly_vested"][365] / last["base"]["newly_vested"][366]
    assert float(jump) > 100, "a third of the insiders' tokens on one day"
    exogenous = last["exogenous price"]
    assert (exogenous["fair_price"] == exogenous["exogenous_price"]).all()
    tokens = last["quantity equation"]["free_float"]
    fees = last["quantity equation"]["fee_trend"] * 365 / model.parameters("announced")["velocity"]
    fair = last["quantity equation"]["fair_price"][1:] * tokens[1:]
    np.testing.assert_allclose(fair[-100:], fees[-101:-1], rtol=1e-9)
    # Usage orders the states of the world; where the market is closed there is none.
    worlds = [last[name]["fees_usd"].sum() for name in ("observed", "bear", "base", "bull")]
    assert worlds[0] == 0
    assert worlds[0] < worlds[1] < worlds[2] < worlds[3]
    revenues = [last[name]["revenue"].sum() for name in ("bear", "base", "bull")]
    assert revenues == sorted(revenues)


def test_holders_never_run_dry_and_keep_a_part_of_their_tokens() -> None:
    ds, point = run(days=DAYS, seed=SEED), model.parameters("announced")
    assert float(ds["holders"].min()) > 1e6
    over = ds["wanted_stake"] / (ds["holders"] + ds["delegated_stake"])
    # What is wanted in the morning, over what is there in the evening.
    assert float(over[0, 1:].max()) <= point["staked_limit"] * 1.1


def test_more_revenue_never_burns_less() -> None:
    """Holders see the revenue and pay a higher price, but not so much that less is burned."""
    economy = model.economy("announced")
    drawn = model.shocks(economy, days=730, seed=SEED)
    burned = [
        float(
            model.simulate(
                economy, model.parameters("announced", application_margin=m), drawn, engine="python"
            )["burned"][0, -1]
        )
        for m in (0.01, 0.1, 1.0)
    ]
    assert burned == sorted(burned)


# Light to import -----------------------------------------------------------------------------


def test_importing_the_package_is_light() -> None:
    """A command line that prints its help, or a page that reads a fact, waits for nothing."""
    code = (
        "import sys, time\n"
        "begun = time.perf_counter()\n"
        "import model\n"
        "print(time.perf_counter() - begun)\n"
        "heavy = {'sympy', 'pandas', 'pint', 'numpy', 'xarray', 'cadCAD', 'yaml', 'numba'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    seconds, loaded = [], ""
    for _ in range(3):
        told = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.splitlines()
        seconds.append(float(told[0]))
        loaded = told[1]
    assert loaded == "[]"
    assert min(seconds) < 0.3


def test_every_public_name_is_there() -> None:
    for name in vars(model)["__all__"]:
        assert getattr(model, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = model.simulat  # type: ignore[attr-defined]
