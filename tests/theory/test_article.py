"""What the article says, as laws that a run of the economy must obey or refute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xarray as xr

import model
from model.experiments.mechanisms import MECHANISMS
from model.quantities import in_force, quantity
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.worth import premium_half_life
from model.theory.invariants.split import split_amounts
from tests import strategies

ECONOMY = model.economy("announced")
DAYS = 400
#: The market is open and known from the first day, so that a year of it fits into a short run.
OPEN: dict[str, Any] = {"opening_day": 1, "adoption_midpoint": -1.0, "demand_growth": 0.0}
CHANGES: dict[str, dict[str, Any]] = {
    "base": {},
    "more demand": {"usage_at_maturity": 6e6},
    "less demand": {"usage_at_maturity": 1.5e6},
    "no applications": {"application_margin": 0.0},
    "more applications": {"application_margin": 0.5},
    "all sell": {
        "sell_share_investors": 1.0,
        "sell_share_team": 1.0,
        "insider_cliff_days": 200.0,
    },
    "none sell": {
        "sell_share_investors": 0.0,
        "sell_share_team": 0.0,
        "insider_cliff_days": 200.0,
    },
    "no slash": {"slash_fraction": 0.0, "audit_probability": 0.01},
    "better consumers": {"quality_consumer": 0.999, "uptime_consumer": 0.95},
    "subsidy, no demand": {"usage_at_maturity": 1.0},
    "faded, no demand": {"usage_at_maturity": 1.0, "subsidy_half_life": 0.1},
}


@pytest.fixture(scope="module")
def run() -> Callable[[str], xr.Dataset]:
    points = [model.parameters("announced", **{**OPEN, **c}) for c in CHANGES.values()]
    ds = model.sweep(ECONOMY, points, model.shocks(ECONOMY, days=DAYS, runs=2, seed=7))
    return lambda name: ds.isel(point=list(CHANGES).index(name))


def total(values: Any) -> float:
    return float(values.isel(day=slice(1, None)).sum())


def test_every_mechanism_of_the_article_moves() -> None:
    ds = strategies.run(days=1825, seed=7)
    for name, mechanism in MECHANISMS.items():
        for each in mechanism.quantities:
            assert float(ds[each].std()) > 0, f"{name}: {each} never moves"


def test_no_flow_makes_a_token() -> None:
    accounts = set(ECONOMY.accounts("AI"))
    for _, flow in ECONOMY.flows():
        assert (flow.payer in accounts) == (flow.receiver in accounts)
        assert flow.payer not in (a.burned, a.slash_burned)


def test_circulation_follows_the_release_schedule(run: Callable[[str], xr.Dataset]) -> None:
    ds = run("base")
    before = ds.circulating.isel(day=[1, 360]).diff("day") / 359
    after = ds.circulating.isel(day=[370, 400]).diff("day") / 30
    assert (after > 3 * before.max()).all()


def test_fees_are_paid_in_tokens(run: Callable[[str], xr.Dataset]) -> None:
    into_pot = [flow for _, flow in ECONOMY.flows() if flow.receiver == a.fee_pot]
    assert {flow.payer for flow in into_pot} == {a.users, a.holders}
    ds = run("base")
    tokens = ds.fee_purchase + ds.paid_from_holdings
    assert total(tokens) > 0
    assert total(ds.fees_usd) == pytest.approx(total(tokens * ds.price), rel=1e-9)
    assert total(ds.fees_usd) == pytest.approx(total(ds.work_bill + ds.audit_bill), rel=1e-9)


def test_what_the_market_cannot_take_is_neither_paid_nor_worked() -> None:
    thin: dict[str, Any] = {
        "market_depth_share": 1e-6,
        "pool_usd_reserve": 10_000.0,
        "stake_days": 0.0,
        "usage_at_maturity": 12.5e6,
        "sell_rate_nodes": 0.01,
        "sell_share_testnet": 0.0,
        "sell_share_sale": 0.0,
    }
    p = model.parameters("announced", **{**OPEN, **thin})
    ds = model.simulate(ECONOMY, p, model.shocks(ECONOMY, days=60, seed=7))
    ds = ds.isel(day=slice(1, None))
    bill = ds.work_bill + ds.audit_bill
    assert total(ds.fees_usd) < 0.8 * total(bill)
    np.testing.assert_allclose(ds.fees_usd, ds.paid_share * bill, rtol=1e-9)
    for c in a.CLASSES:
        np.testing.assert_allclose(
            ds[f"served_hours_{c}"], ds.paid_share * ds[f"workable_hours_{c}"], rtol=1e-9
        )


def test_pay_follows_tasks_quality_and_uptime(run: Callable[[str], xr.Dataset]) -> None:
    ds, p = run("base").isel(day=slice(2, None)), model.parameters("announced")
    scores = {
        c: ds[f"compute_price_{c}"]
        * ds[f"served_hours_{c}"]
        * (1 - ds[f"refuted_share_{c}"])
        * p[f"quality_{c}"] ** p["quality_exponent"]
        * p[f"uptime_{c}"] ** p["uptime_exponent"]
        for c in a.CLASSES
    }
    for c in a.CLASSES:
        paid = ds[f"node_fee_{c}"] / sum(ds[f"node_fee_{other}"] for other in a.CLASSES)
        np.testing.assert_allclose(paid, scores[c] / sum(scores.values()), rtol=1e-9)


def test_quality_raises_pay_and_capacity(run: Callable[[str], xr.Dataset]) -> None:
    better, base = run("better consumers"), run("base")
    for name in ("part_consumer", "capacity_consumer"):
        assert total(better[name]) > total(base[name])
    for other in ("datacentre", "professional"):
        assert total(better[f"part_{other}"]) < total(base[f"part_{other}"])


def test_demand_moves_fees_and_nodes_both_ways(run: Callable[[str], xr.Dataset]) -> None:
    high, base, low = (run(name) for name in ("more demand", "base", "less demand"))
    moved = ("compute_price_datacentre", "fees_usd", "gpus_datacentre", "gpus_consumer")
    for name in moved:
        assert total(high[name]) > total(base[name]) > total(low[name])


def test_the_market_returns_to_its_target(run: Callable[[str], xr.Dataset]) -> None:
    target = model.parameters("announced")["utilisation_target"]
    for name in ("more demand", "base", "less demand"):
        for c in a.CLASSES:
            late = run(name)[f"pressure_{c}"].isel(day=slice(-200, None)).mean()
            assert float(late) == pytest.approx(target, rel=0.1)


def test_the_roles_share_all_fees(run: Callable[[str], xr.Dataset]) -> None:
    ds, p = run("base").isel(day=slice(2, None)), model.parameters("announced")
    nodes = sum(ds[f"node_fee_{c}"] for c in a.CLASSES)
    left = ds.fee_purchase + ds.paid_from_holdings - ds.audit_fee
    np.testing.assert_allclose(nodes + ds.validator_fee + ds.protocol_fee, left, rtol=1e-9)
    np.testing.assert_allclose(ds.protocol_fee, p["protocol_take"] * left, rtol=1e-9)
    assert (ds.audit_fee > 0).all()
    assert (nodes > 2 * (ds.validator_fee + ds.audit_fee)).all()
    assert total(nodes) > 5 * total(ds.validator_fee + ds.audit_fee)


def test_cheating_is_punished_and_shrinks_when_it_is(run: Callable[[str], xr.Dataset]) -> None:
    base, idle = run("base"), run("no slash")
    assert total(sum(base[f"slash_to_burn_{c}"] for c in a.CLASSES)) > 0
    assert total(sum(idle[f"slash_to_burn_{c}"] for c in a.CLASSES)) == 0
    assert float(idle.cheating_datacentre[:, -1].min()) > 0.9
    assert float(base.cheating_datacentre[:, -1].max()) < 0.1
    assert float(idle.reputation[:, -1].max()) < 0.1 < float(base.reputation[:, -1].min())


def test_stake_is_at_risk_only_while_it_is_locked(run: Callable[[str], xr.Dataset]) -> None:
    ds = run("base")
    assert total(sum(ds[f"collateral_bought_{c}"] for c in a.CLASSES)) > 0
    assert total(ds.delegated) > 0
    assert float(ds.unbonding_01.max()) > 0


def test_the_split_of_the_article_is_the_gross_rule() -> None:
    p = model.parameters("announced", scenario="seed split")
    ds = model.simulate(ECONOMY, p, model.shocks(ECONOMY, days=30, seed=7))
    bought = total(ds.buyback)
    for name, fact in (
        ("burn", "seed_burn_share"),
        ("executor_reward", "seed_executor_share"),
        ("treasury_part", "seed_treasury_split_share"),
    ):
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
    assert total(none.vault_deposit) == 0 < total(base.vault_deposit)
    # Delphi pays the vault too, so that something is burned without applications.
    assert 0 < 5 * total(none.burn) < total(base.burn) < total(more.burn) / 3


def test_beyond_its_limit_more_usage_burns_no_more() -> None:
    points = [
        model.parameters(
            "announced", application_margin=margin, epoch_volume_cap=cap, votes=(), **OPEN
        )
        for cap in (1.0, 0.0)
        for margin in (1.0, 2.0)
    ]
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
    """While it lasts, a subsidy keeps some who do next to nothing; when it has faded, nobody."""
    names = ("base", "subsidy, no demand", "faded, no demand")
    base, paid, faded = (run(name).gpus_datacentre[:, -1] for name in names)
    assert float(paid.max()) < 0.5 * float(base.min())
    assert float(faded.max()) < 0.05 * float(base.min())


def test_the_subsidy_fades(run: Callable[[str], xr.Dataset]) -> None:
    paid: Any = sum(run("base").isel(run=0)[f"node_subsidy_{c}"] for c in a.CLASSES)
    half = model.parameters("announced")["subsidy_half_life"]
    assert half == 1
    assert float(paid[367] / paid[2]) == pytest.approx(0.5, rel=0.01)


def test_a_vote_waits_for_its_timelock() -> None:
    p = model.parameters("announced", votes=(model.Vote("burn_share", 0.5, proposed=10),))
    ds = model.simulate(ECONOMY, p, model.shocks(ECONOMY, days=30, seed=7))
    shares = ds.burn_share_in_force.isel(run=0).values
    assert (shares[:17] == p["burn_share"]).all()
    assert (shares[17:] == 0.5).all()


def test_what_burning_is_worth_depends_on_the_theory_of_the_price() -> None:
    p = model.parameters("announced")
    changes: tuple[dict[str, Any], ...] = (
        {},
        {"burn_share": 0.0},
        {"usage_at_maturity": 2 * p["usage_at_maturity"]},
    )
    shortest = quantity(premium_half_life).range[0]
    ideas: tuple[dict[str, Any], ...] = (
        {},
        {"premium_half_life": shortest},
        {"price_rule": "quantity"},
    )
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
