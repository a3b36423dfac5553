"""Coverage by meaning: every flow, mechanism, fact and scenario does something, or is listed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import model
from model.experiments.mechanisms import MECHANISMS
from model.facts import contradictions, facts
from model.parameters import SCENARIOS
from model.quantities import Kind, quantity
from model.spec.accounts import CLASSES
from tests.strategies import run

ROOT = Path(__file__).resolve().parent.parent
ECONOMIES = ("announced", "deployed")
DAYS, SEED = 1825, 7
#: The queue has a place for every delay up to thirty days; a run uses one of them.
DELAYS = {f"unbonding_join_{k:02d}" for k in range(1, 31)}


def still_flows(name: str) -> set[str]:
    """Flows that move nothing in the baseline."""
    ds = run(name, days=DAYS, seed=SEED)
    return {
        f.symbol.name for _, f in model.economy(name).flows() if not (ds[f.symbol.name] > 0).any()
    }


@pytest.mark.parametrize("name", ECONOMIES)
def test_every_flow_moves_something_in_the_baseline(name: str) -> None:
    still = still_flows(name)
    delay = int(model.parameters(name).get("unbonding_days", 0))
    assert f"unbonding_join_{delay:02d}" not in still
    # Stake waits in as many places as the delay has days; the places beyond are empty.
    empty = {f"unbonding_step_{k:02d}" for k in range(delay + 1, 31)} if delay else set()
    assert still - DELAYS == empty


def test_the_longest_delay_uses_every_place_of_the_queue() -> None:
    economy = model.economy("announced")
    points = [model.parameters("announced", unbonding_days=k, stake_days=0) for k in range(1, 31)]
    ds = model.simulate(economy, points, model.shocks(economy, days=35), engine="numpy")
    moved = {str(n) for n in ds if str(n).startswith("unbonding_") and (ds[n] > 0).any()}
    assert moved >= DELAYS | {f"unbonding_step_{k:02d}" for k in range(1, 31)}


@pytest.mark.parametrize("name", ECONOMIES)
def test_every_level_moves_in_the_baseline(name: str) -> None:
    ds = run(name, days=DAYS, seed=SEED)
    resting = {
        s.name
        for s in model.economy(name).levels
        if s.name != "day" and float(ds[s.name].max()) == float(ds[s.name].min())
    }
    # What votes can change rests until a vote changes it.
    voted = {f"{vote.parameter}_in_force" for vote in model.parameters(name).votes}
    governed = {f"{n}_in_force" for n in model.parameters(name).governed}
    assert resting == governed - voted


def test_every_block_is_a_mechanism_that_moves_something() -> None:
    ds = run(days=DAYS, seed=SEED)
    economy = model.economy("announced")
    for name, mechanism in MECHANISMS.items():
        for each in mechanism.quantities:
            assert float(ds[each].std()) > 0, f"{name}: {each} never moves"
    blocks = {mechanism.block for mechanism in MECHANISMS.values()}
    assert blocks == {block.name for block in economy.blocks}


def test_the_baseline_is_alive_for_five_years() -> None:
    ds = run(days=DAYS, seed=SEED).isel(run=0, day=slice(1, None))
    for price in ("price", "compute_price"):
        assert bool((np.isfinite(ds[price]) & (ds[price] > 0)).all())
    inside = (ds["utilisation"] > 0) & (ds["utilisation"] < 1)
    assert float(inside.mean()) > 0.5
    for c in CLASSES:
        assert bool((ds[f"margin_{c}"] > 0).any()), f"{c} nodes never earn"
        assert bool((ds[f"profit_{c}"] > 0).any()), f"{c} nodes never earn their keep"
    assert float((ds["vault_spend"] > 0).mean()) > 0.5, "the vault seldom executes"
    for year in range(5):
        assert float(ds["burn"][year * 365 : (year + 1) * 365].sum()) > 0


# Facts ---------------------------------------------------------------------------------------


def texts() -> str:
    """All that could use a fact: pages, notebooks, tests and sources, but not the facts."""
    parts = []
    for folder, pattern in (
        ("model", "**/*.py"),
        ("book", "**/*"),
        ("notebooks", "*.ipynb"),
        ("tests", "**/*.py"),
    ):
        for path in sorted((ROOT / folder).glob(pattern)):
            readable = path.suffix in {".py", ".md", ".ipynb", ".yaml"}
            if readable and path.resolve() != Path(__file__).resolve():
                parts.append(path.read_text(encoding="utf-8"))
    return "\n".join(parts)


def test_every_fact_is_used() -> None:
    """A fact that nothing uses is one that nobody can check the use of: use it or drop it."""
    words = set(re.findall(r"[A-Za-z][A-Za-z0-9_-]*", texts()))
    used = {
        record.fact
        for name in ECONOMIES
        for record in map(quantity, model.economy(name).parameters)
    }
    used |= {each for dispute in contradictions().values() for each in dispute.facts}
    unused = sorted(name for name in facts if name not in used | words)
    assert not unused, f"used by no parameter, page, test or source: {', '.join(unused)}"


def test_every_parameter_has_a_fact_with_a_source() -> None:
    for name in ECONOMIES:
        for record in map(quantity, model.economy(name).parameters):
            assert record.kind == Kind.PARAMETER
            assert record.fact in facts, f"{record.name} has no fact"
            assert facts[record.fact].sources


def test_a_value_that_differs_from_its_fact_is_in_its_range() -> None:
    for name in ECONOMIES:
        point = model.parameters(name)
        for record in map(quantity, model.economy(name).parameters):
            low, high = record.range
            if not record.domain.choices:
                assert low <= point[record.name] <= high, record.name


# Scenarios -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_runs_and_differs_from_the_baseline(scenario: str) -> None:
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
    last = {name: run(days=400, scenario=name).isel(run=0) for name in SCENARIOS}
    bought = last["seed split"]["buyback"].sum()
    assert float(last["seed split"]["burn"].sum() / bought) == pytest.approx(0.70, rel=1e-12)
    assert float(last["no audits"]["slash_to_burn_consumer"].sum()) == 0
    assert float(last["no audits"]["cheating_consumer"][-1]) > 0.9
    assert float(last["no applications"]["vault_deposit"].sum()) == 0
    assert float(last["no applications"]["burn"].sum()) == 0
    assert float(last["thin pool"]["pool_usd"][0]) == 50_000
    jump = last["draft vesting"]["newly_vested"][365] / last["base"]["newly_vested"][366]
    assert float(jump) > 100, "a third of the insiders' tokens on one day"
    path = last["exogenous price"].isel(day=slice(1, None))
    limit = model.parameters("announced")["order_limit"]
    # Where neither the order limit nor a small float slows the traders, they close the gap.
    free = (abs(path["order"]) < limit) & (path["free_float"] > path["pool_ai"])
    assert int(free.sum()) > 100
    assert float(abs(path["price"] / path["fair_price"] - 1).where(free).max()) < 0.05


def test_the_float_never_runs_dry_and_holders_keep_a_part_of_it() -> None:
    ds, point = run(days=DAYS, seed=SEED), model.parameters("announced")
    assert float(ds["free_float"].min()) > 1e6
    over = ds["wanted_stake"] / (ds["free_float"] + ds["delegated_stake"])
    # What is wanted in the morning, over what is there in the evening.
    assert float(over[0, 1:].max()) <= point["staked_limit"] * 1.1
    assert float(over[0, 1:].max()) > point["staked_limit"] / 1.1, "the limit binds"


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
    for name in model.__all__:
        assert getattr(model, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = model.simulat
