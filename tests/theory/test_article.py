"""What the article says, as laws that a run of the announced economy must obey or refute."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

import model
from model.quantities import in_force, quantity
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.worth import premium_half_life
from model.theory.invariants.split import split_amounts

ECONOMY = model.economy("announced")
DAYS = 400
CHANGES: dict[str, dict[str, object]] = {
    "base": {},
    "more demand": {"demand_at_maturity": 140_000.0},
    "less demand": {"demand_at_maturity": 35_000.0},
    "no applications": {"application_margin": 0.0},
    "more applications": {"application_margin": 0.2},
    "all sell": {"insider_sell_share": 1.0, "insider_cliff_days": 200.0},
    "none sell": {"insider_sell_share": 0.0, "insider_cliff_days": 200.0},
    "no slash": {"slash_fraction": 0.0},
    "better consumers": {"quality_consumer": 1.0, "uptime_consumer": 0.85},
    "no subsidy": {"treasury_subsidy_share": 0.0},
    "subsidy, no demand": {"demand_at_maturity": 1.0, "treasury_subsidy_share": 0.5},
}


@pytest.fixture(scope="module")
def run() -> Callable[[str], xr.Dataset]:
    points = [model.parameters("announced", **changes) for changes in CHANGES.values()]
    ds = model.sweep(ECONOMY, points, model.shocks(ECONOMY, days=DAYS, runs=2, seed=7))
    return lambda name: ds.isel(point=list(CHANGES).index(name))


def total(values: xr.DataArray) -> float:
    return float(values.isel(day=slice(1, None)).sum())


def test_no_flow_makes_a_token() -> None:
    accounts = set(ECONOMY.accounts("AI"))
    for _, flow in ECONOMY.flows():
        assert (flow.payer in accounts) == (flow.receiver in accounts)
    assert all(flow.payer != a.burned for _, flow in ECONOMY.flows())


def test_circulation_follows_the_release_schedule(run: Callable[[str], xr.Dataset]) -> None:
    ds = run("base")
    before = ds.circulating.isel(day=[1, 360]).diff("day") / 359
    after = ds.circulating.isel(day=[370, 400]).diff("day") / 30
    assert (after > 5 * before.max()).all()


def test_fees_are_paid_in_tokens(run: Callable[[str], xr.Dataset]) -> None:
    into_pot = [flow for _, flow in ECONOMY.flows() if flow.receiver == a.fee_pot]
    assert {flow.payer for flow in into_pot} == {a.users, a.pool_ai}
    ds = run("base")
    assert total(ds.fee_purchase + ds.paid_from_holdings) > 0
    assert total(ds.fees_usd) == pytest.approx(total(ds.fee_bill), rel=1e-9)


def test_dollars_of_an_unpayable_bill_are_not_received() -> None:
    p = model.parameters("announced", scenario="thin pool")
    ds = model.simulate(ECONOMY, p, model.shocks(ECONOMY, days=60, seed=7))
    assert total(ds.fees_usd) < 0.8 * total(ds.fee_bill)


def test_pay_follows_tasks_quality_and_uptime(run: Callable[[str], xr.Dataset]) -> None:
    ds, p = run("base").isel(day=slice(1, None)), model.parameters("announced")
    scores = {
        c: ds[f"valid_tasks_{c}"]
        * p[f"quality_{c}"] ** p["quality_exponent"]
        * p[f"uptime_{c}"] ** p["uptime_exponent"]
        for c in a.CLASSES
    }
    for c in a.CLASSES:
        paid = ds[f"node_fee_{c}"] / sum(ds[f"node_fee_{other}"] for other in a.CLASSES)
        np.testing.assert_allclose(paid, scores[c] / sum(scores.values()), rtol=1e-9)


def test_quality_raises_pay_and_capacity(run: Callable[[str], xr.Dataset]) -> None:
    better, base = run("better consumers"), run("base")
    assert total(better.part_consumer) > total(base.part_consumer)
    assert total(better.gpus_consumer) > total(base.gpus_consumer)


def test_demand_moves_fees_and_nodes_both_ways(run: Callable[[str], xr.Dataset]) -> None:
    high, base, low = (run(name) for name in ("more demand", "base", "less demand"))
    for name in ("compute_price", "fees_usd", "gpus_datacentre", "gpus_consumer"):
        assert total(high[name]) > total(base[name]) > total(low[name])


def test_the_market_returns_to_its_target(run: Callable[[str], xr.Dataset]) -> None:
    target = model.parameters("announced")["utilisation_target"]
    for name in ("more demand", "base", "less demand"):
        late = run(name).utilisation.isel(day=slice(-200, None)).mean()
        assert float(late) == pytest.approx(target, rel=0.15)


def test_the_roles_share_all_fees(run: Callable[[str], xr.Dataset]) -> None:
    ds, p = run("base").isel(day=slice(1, None)), model.parameters("announced")
    nodes = sum(ds[f"node_fee_{c}"] for c in a.CLASSES)
    paid = ds.fee_purchase + ds.paid_from_holdings
    np.testing.assert_allclose(nodes + ds.validator_fee + ds.protocol_fee, paid, rtol=1e-9)
    np.testing.assert_allclose(ds.protocol_fee, p["protocol_take"] * paid, rtol=1e-9)
    assert (nodes > 10 * ds.validator_fee).all()


def test_cheating_is_punished_and_shrinks_when_it_is(run: Callable[[str], xr.Dataset]) -> None:
    base, idle = run("base"), run("no slash")
    assert total(sum(base[f"slash_to_burn_{c}"] for c in a.CLASSES)) > 0
    assert total(sum(idle[f"slash_to_burn_{c}"] for c in a.CLASSES)) == 0
    assert float(idle.cheating_datacentre[:, -1].min()) > 0.9
    assert float(base.cheating_datacentre[:, -1].max()) < 0.1


def test_stake_is_at_risk_only_while_it_is_locked(run: Callable[[str], xr.Dataset]) -> None:
    ds = run("base")
    assert total(sum(ds[f"collateral_posted_{c}"] for c in a.CLASSES)) > 0
    assert total(ds.delegated) > 0
    assert float(ds.unbonding_01.max()) > 0


def test_the_split_of_the_article_is_the_gross_rule() -> None:
    p = model.parameters("announced", scenario="seed split")
    ds = model.simulate(ECONOMY, p, model.shocks(ECONOMY, days=30, seed=7))
    bought = total(ds.buyback)
    for name, fact in (("burn", "seed_burn_share"), ("executor_reward", "seed_executor_share"),
                       ("treasury_part", "seed_treasury_split_share")):  # fmt: skip
        assert total(ds[name]) == pytest.approx(model.facts[fact].to("1") * bought, rel=1e-9)


def test_the_contract_burns_less_than_the_article_says() -> None:
    contract, gross = (split_amounts(rule)[v.burn] for rule in (v.CONTRACT, v.GROSS))
    of_executor = in_force(v.burn_share) * in_force(v.executor_share) * a.vault_ai
    assert (gross - contract - of_executor).expand() == 0
    p = model.parameters("announced")
    share = p["burn_share"] * (1 - p["executor_share"])
    assert share < model.facts["seed_burn_share"].to("1")
    split = model.contract.split(10**18)
    assert split.burn / 10**18 == pytest.approx(share, rel=1e-12)


def test_burn_follows_application_revenue(run: Callable[[str], xr.Dataset]) -> None:
    none, base, more = (run(n) for n in ("no applications", "base", "more applications"))
    assert total(none.burn) == 0
    assert total(more.burn) > total(base.burn) > 0
    assert total(base.vault_deposit) > 0


def test_beyond_its_limit_more_usage_burns_no_more() -> None:
    points = [
        model.parameters("announced", application_margin=margin, epoch_volume_cap=cap,
                         opening_day=1, votes=())
        for cap in (1.0, 0.0) for margin in (1.0, 2.0)
    ]  # fmt: skip
    ds = model.sweep(ECONOMY, points, model.shocks(ECONOMY, days=120, runs=2, seed=7))
    less, more, free, freer = (total(ds.vault_spend.isel(point=i)) for i in range(4))
    revenue = [total(ds.vault_deposit.isel(point=i)) for i in (0, 1)]
    assert revenue[1] > 1.5 * revenue[0]
    assert more == pytest.approx(less, rel=0.01), "the cap is all that is spent"
    assert float(ds.vault_usd.isel(point=1, day=-1).min()) > 0
    assert freer > free > less, "without a cap more is spent of more"


def test_unlocks_that_are_sold_press_on_the_price(run: Callable[[str], xr.Dataset]) -> None:
    sold, kept = (run(name).price.sel(day=slice(201, 300)) for name in ("all sell", "none sell"))
    assert float(sold.mean()) < float(kept.mean())


def test_rewards_without_usage_do_not_keep_nodes(run: Callable[[str], xr.Dataset]) -> None:
    idle, base = run("subsidy, no demand"), run("base")
    assert float(idle.gpus_datacentre[:, -1].max()) < 0.2 * float(base.gpus_datacentre[:, -1].min())


def test_the_subsidy_fades(run: Callable[[str], xr.Dataset]) -> None:
    paid = sum(run("base")[f"node_subsidy_{c}"] for c in a.CLASSES).isel(run=0)
    half = model.parameters("announced")["subsidy_half_life"]
    assert half == 1
    assert float(paid[366] / paid[1]) == pytest.approx(0.5, rel=0.01)


def test_a_vote_waits_for_its_timelock() -> None:
    p = model.parameters("announced", votes=(model.Vote("burn_share", 0.5, proposed=10),))
    ds = model.simulate(ECONOMY, p, model.shocks(ECONOMY, days=30, seed=7))
    shares = ds.burn_share_in_force.isel(run=0).values
    assert (shares[:17] == p["burn_share"]).all()
    assert (shares[17:] == 0.5).all()


def test_what_burning_is_worth_depends_on_the_theory_of_the_price() -> None:
    p = model.parameters("announced")
    changes = ({}, {"burn_share": 0.0}, {"usage_at_maturity": 2 * p["usage_at_maturity"]})
    shortest = quantity(premium_half_life).range[0]
    ideas = ({}, {"premium_half_life": shortest}, {"price_rule": "quantity"})
    points = [
        model.parameters("announced", votes=(), opening_day=1, **idea, **change)
        for idea in ideas
        for change in changes
    ]
    ds = model.sweep(ECONOMY, points, model.shocks(ECONOMY, days=800, runs=4, seed=7))
    fair = ds.fair_price.isel(day=-1).mean("run").values.reshape(3, 3)
    unburned, busier = (fair[:, 1:] / fair[:, :1]).T
    # Who pays a premium hardly looks at burns or usage; who pays for burns alone looks at both;
    # the quantity equation knows usage, and of burns their scarcity only.
    assert unburned[0] > 0.95
    assert unburned[1] < 0.7
    assert 0.85 < unburned[2] < 1
    assert busier[0] < 1.1
    assert (busier[1:] > 1.5).all()
