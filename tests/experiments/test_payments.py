"""Every account belongs to one actor, and what one actor pays in dollars another takes."""

from __future__ import annotations

import pytest
import xarray as xr

import model
from model.experiments import payments
from model.figures import actors
from model.quantities import quantity
from tests.strategies import ECONOMIES


@pytest.fixture(scope="module", params=ECONOMIES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def run(name: str) -> xr.Dataset:
    economy = model.economy(name)
    point = model.parameters(name) if name == "deployed" else model.parameters(name, opening_day=30)
    return model.simulate(economy, point, model.shocks(economy, days=365, runs=2, seed=7))


def test_every_account_has_one_actor_with_a_place(name: str) -> None:
    economy = model.economy(name)
    owner = payments.actor_of(economy)
    assert set(owner) == {stock.name for stock in economy.stocks}
    assert {actor.name for actor in payments.ACTORS} == set(actors._PLACES)


def test_an_account_of_nobody_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    without = tuple(actor for actor in payments.ACTORS if actor.name != "vault")
    monkeypatch.setattr(payments, "ACTORS", without)
    with pytest.raises(payments.ActorError, match="vault_"):
        payments.actor_of(model.economy("announced"))


def test_every_flow_between_actors_that_moves_is_in_the_transfers(
    name: str, run: xr.Dataset
) -> None:
    economy = model.economy(name)
    owner = payments.actor_of(economy)
    found = {(t.payer, t.receiver, t.unit): t.dollars for t in payments.transfers(economy, run)}
    moved = {
        (owner[f.payer.name].name, owner[f.receiver.name].name, quantity(f.symbol).unit)
        for _, f in economy.flows()
        if (run[f.symbol.name] > 0).any()
    }
    assert set(found) == {(a, b, unit) for a, b, unit in moved if a != b}
    if name == "deployed":
        assert not {"nodes", "validators", "users and\ntheir fees"} & {a for a, _, _ in found}


def test_dollars_sum_to_zero_and_tokens_to_the_mint(name: str, run: xr.Dataset) -> None:
    purses = payments.purses(model.economy(name), run)
    turned = sum(purse.taken for purse in purses)
    assert sum(purse.paid for purse in purses) == pytest.approx(turned, rel=1e-12)
    assert abs(sum(purse.cash for purse in purses)) < 1e-9 * turned
    supply = model.parameters(name)["initial_supply"]
    assert sum(purse.tokens for purse in purses) == pytest.approx(supply, rel=1e-12)


def test_cash_is_what_was_taken_less_what_was_paid(name: str, run: xr.Dataset) -> None:
    economy = model.economy(name)
    start = {p.name: p.cash for p in payments.purses(economy, run.isel(day=slice(0, 1)))}
    for purse in payments.purses(economy, run):
        change = purse.taken - purse.paid
        assert purse.cash - start[purse.name] == pytest.approx(change, rel=1e-9, abs=1e-3)
