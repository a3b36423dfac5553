"""Observations from a local node that the test starts, with contracts of our own.

It needs web3, eth-tester, py-evm and vyper: `make bench` has them in an environment of its own.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from model.observed import evm
from model.observed.buybacks import totals
from model.observed.reconciled import reconciled
from model.observed.scan import scan
from model.observed.tables import ObservedError
from tests.observed import contracts as ours

pytestmark = pytest.mark.bench
web3 = pytest.importorskip("web3")
pytest.importorskip("eth_tester")
pytest.importorskip("vyper")

AI, USD = 10**18, 10**6


class Local(NamedTuple):
    """A chain with its contracts, and the node that reads it."""

    web3: Any
    token: Any
    money: Any
    vault: Any
    gateways: tuple[Any, Any]
    node: evm.EvmNode


@pytest.fixture
def local() -> Local:
    chain = web3.Web3(web3.EthereumTesterProvider())
    chain.eth.default_account, market = chain.eth.accounts[:2]
    token = ours.deployed(chain, ours.TOKEN, 10**10 * AI)
    money = ours.deployed(chain, ours.TOKEN, 10**9 * USD)
    vault = ours.deployed(chain, ours.VAULT, token.address, money.address, market)
    gateways = tuple(ours.deployed(chain, ours.GATEWAY) for _ in range(2))
    token.functions.transfer(vault.address, 10**9 * AI).transact()
    places = evm.Contracts(
        vault.address, token.address, money.address, tuple(g.address for g in gateways)
    )
    return Local(chain, token, money, vault, gateways, evm.EvmNode(chain, places, settled=0))


def traded(chain: Local) -> int:
    """A day on both gateways, three purchases of the vault; the first block of it."""
    first = int(chain.web3.eth.block_number) + 1
    old, new = chain.gateways
    old.functions.buy(300 * USD).transact()
    old.functions.sell(50 * USD).transact()
    new.functions.buy(700 * USD).transact()
    for dollars, tokens in ((10, 400), (20, 900), (5, 210)):
        chain.money.functions.transfer(chain.vault.address, dollars * USD).transact()
        chain.vault.functions.executeBuyback(dollars * USD, tokens * AI + 7).transact()
    return first


def test_a_scan_of_a_node_finds_every_event_and_adds_up(local: Local) -> None:
    first = traded(local)
    found = scan(local.node, first, page=4)
    assert [each.amount_in for each in found.buybacks] == [10 * USD, 20 * USD, 5 * USD]
    assert all(each.unsplit == 0 for each in found.buybacks)
    summed = totals(found.buybacks)
    assert summed.events == 3
    assert summed.spent == 35
    assert summed.burn_share == pytest.approx(0.693, abs=1e-6)
    old, new = (each.address for each in local.gateways)
    assert found.by_gateway() == {old: 350 * USD, new: 700 * USD}
    sums = reconciled(local.node, found)
    assert sums.gaps == ()
    assert sums.others_burned == 0
    assert sums.burned == 10**10 * AI - local.token.functions.totalSupply().call()


def test_the_vault_of_another_chain_has_the_event_of_the_contract(local: Local) -> None:
    """The topic is that of the Solidity source: name and types of `BuybackExecuted`."""
    traded(local)
    signature = "BuybackExecuted(address,uint256,uint256,uint256,uint256,uint256)"
    wanted = local.web3.keccak(text=signature)
    logs = local.web3.eth.get_logs({"address": local.vault.address, "fromBlock": 0})
    assert {log["topics"][0] for log in logs} == {wanted}


def test_pages_do_not_matter_and_a_stopped_scan_goes_on(
    local: Local, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = traded(local)
    whole = scan(local.node, first)
    kept = tmp_path / "scan.jsonl"
    scan(local.node, first, first + 4, page=2, kept=kept)
    asked: list[tuple[int, int]] = []
    read = local.node.page

    def page(first: int, last: int) -> Any:
        asked.append((first, last))
        return read(first, last)

    monkeypatch.setattr(local.node, "page", page)
    assert scan(local.node, first, page=2, kept=kept) == whole
    assert asked[0][0] == first + 5


def test_a_sweep_and_a_burn_by_another_are_named(local: Local) -> None:
    first = traded(local)
    local.money.functions.transfer(local.vault.address, 40 * USD).transact()
    local.vault.functions.sweep(30 * USD).transact()
    local.token.functions.burn(11 * AI).transact()
    sums = reconciled(local.node, scan(local.node, first))
    assert sums.others_burned == 11 * AI
    assert sums.missing == -30 * USD
    assert len(sums.gaps) == 1
    assert "fewer" in sums.gaps[0]


def test_young_blocks_are_left_for_later(local: Local) -> None:
    first = traded(local)
    waiting = evm.EvmNode(local.web3, settled=3)
    assert waiting.head() == local.web3.eth.block_number - 3
    with pytest.raises(ObservedError, match="are not there yet"):
        scan(waiting, first, int(local.web3.eth.block_number))


def test_a_vault_without_events_is_no_error(local: Local) -> None:
    elsewhere = dataclasses.replace(local.node._at, vault=local.web3.eth.accounts[5])
    node = evm.EvmNode(local.web3, elsewhere, settled=0)
    found = scan(node, traded(local))
    assert found.buybacks == ()
    with pytest.raises(ObservedError, match="no events to sum"):
        totals(found.buybacks)


def test_no_node_at_an_address_is_said() -> None:
    with pytest.raises(ObservedError, match="no node answers at http://localhost:9"):
        evm.connected("http://localhost:9")
