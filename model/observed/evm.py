"""A node of an EVM chain, asked by JSON-RPC through web3: an optional extra, ``[chain]``.

Contracts as deployed on Gensyn's chain (685689). That the newer gateway of Delphi emits the same
events as the first is likely and was not seen. Source: contract (facts, vault and Delphi).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from model.observed.buybacks import Buyback
from model.observed.scan import Page, PageTooLarge, Receipt, Trade
from model.observed.tables import ObservedError


@dataclass(frozen=True)
class Contracts:
    """Addresses of the vault, the token, the dollars it is fed with, and the gateways."""

    vault: str = "0x2CBEE00F91A2BC50a7D5C53DFfa6BAB79d7E0243"
    token: str = "0x4e742319f6b0FeC4afA504fC8ED3cEAB0fb751A2"
    money: str = "0x5b32c997211621d55a89Cc5abAF1cC21F3A6ddF5"
    gateways: tuple[str, ...] = (
        "0x4e4e85c52E0F414cc67eE88d0C649Ec81698d700",
        "0x982a67aE92D8de361957249fB2BB4a62BCc6A8d5",
    )


def _event(name: str, *inputs: tuple[str, str, bool]) -> dict[str, Any]:
    named = [{"name": n, "type": t, "indexed": indexed} for n, t, indexed in inputs]
    return {"type": "event", "name": name, "inputs": named, "anonymous": False}


def _view(name: str, *inputs: str) -> dict[str, Any]:
    return {
        "type": "function",
        "name": name,
        "inputs": [{"name": "", "type": each} for each in inputs],
        "outputs": [{"name": "", "type": "uint256"}],
        "stateMutability": "view",
    }


_AMOUNTS = ("amountIn", "amountOut", "executorReward", "burnAmount", "treasuryAmount")
VAULT = [
    _event(
        "BuybackExecuted",
        ("tokenIn", "address", True),
        *((name, "uint256", False) for name in _AMOUNTS),
    )
]
TOKEN = [
    _view("totalSupply"),
    _view("balanceOf", "address"),
    _event(
        "Transfer", ("from", "address", True), ("to", "address", True), ("value", "uint256", False)
    ),
]
GATEWAY = [
    _event(
        f"Gateway{what}",
        ("marketProxy", "address", True),
        (who, "address", True),
        ("outcomeIdx", "uint256", True),
        (first, "uint256", False),
        (second, "uint256", False),
    )
    for what, who, first, second in (
        ("Buy", "buyer", "tokensIn", "sharesOut"),
        ("Sell", "seller", "sharesIn", "tokensOut"),
    )
]


class EvmNode:
    """A node for `model.observed.scan.scan`; blocks younger than ``settled`` are left for later."""

    def __init__(self, web3: Any, contracts: Contracts | None = None, settled: int = 12) -> None:
        self._web3, self._at = web3, contracts or Contracts()
        self._settled = settled
        self._times: dict[int, datetime] = {}

    @cached_property
    def name(self) -> str:
        """Chain and contracts, as a kept scan is named."""
        places = (self._at.vault, self._at.token, self._at.money, *self._at.gateways)
        return f"chain {self._web3.eth.chain_id}: {' '.join(places)}"

    def head(self) -> int:
        """The newest block that is old enough not to be taken back."""
        return max(0, int(self._web3.eth.block_number) - self._settled)

    def supply(self, block: int) -> int:
        """The token's supply at the end of a block, in base units."""
        return int(self._contract("token", TOKEN).functions.totalSupply().call(None, block))

    def balance(self, block: int) -> int:
        """The vault's dollars at the end of a block, in base units."""
        call = self._contract("money", TOKEN).functions.balanceOf(self._at.vault)
        return int(call.call(None, block))

    def page(self, first: int, last: int) -> Page:
        """Events of vault, gateways and dollars, in the order of the chain."""
        vault, money = self._contract("vault", VAULT), self._contract("money", TOKEN)
        bought = [
            self._buyback(log) for log in self._logs(vault.events.BuybackExecuted(), first, last)
        ]
        received = self._logs(money.events.Transfer(), first, last, to=self._at.vault)
        receipts = [
            Receipt(log["blockNumber"], log["logIndex"], log["args"]["value"]) for log in received
        ]
        trades = [trade for each in self._at.gateways for trade in self._trades(each, first, last)]
        trades.sort(key=lambda trade: (trade.block, trade.log_index))
        return Page(first, last, tuple(bought), tuple(trades), tuple(receipts))

    def _contract(self, what: str, abi: Sequence[dict[str, Any]]) -> Any:
        return self._web3.eth.contract(address=getattr(self._at, what), abi=abi)

    def _logs(self, event: Any, first: int, last: int, **filters: Any) -> list[Any]:
        from web3.exceptions import Web3RPCError

        try:
            return list(
                event.get_logs(from_block=first, to_block=last, argument_filters=filters or None)
            )
        except Web3RPCError as error:  # each node refuses a large page in words of its own
            raise PageTooLarge(str(error)) from error

    def _buyback(self, log: Any) -> Buyback:
        told = log["args"]
        amounts = (int(told[name]) for name in _AMOUNTS)
        place = (log["blockNumber"], log["logIndex"], log["transactionHash"].to_0x_hex())
        return Buyback(*place, self._time(log["blockNumber"]), told["tokenIn"], *amounts)

    def _trades(self, gateway: str, first: int, last: int) -> list[Trade]:
        events = self._web3.eth.contract(address=gateway, abi=GATEWAY).events
        found = []
        for event, bought, amount in (
            (events.GatewayBuy(), True, "tokensIn"),
            (events.GatewaySell(), False, "tokensOut"),
        ):
            for log in self._logs(event, first, last):
                place = (log["blockNumber"], log["logIndex"], gateway)
                time = self._time(log["blockNumber"])
                found.append(Trade(*place, time, bought, int(log["args"][amount])))
        return found

    def _time(self, block: int) -> datetime:
        if block not in self._times:
            stamp = self._web3.eth.get_block(block)["timestamp"]
            self._times[block] = datetime.fromtimestamp(stamp, UTC)
        return self._times[block]


def connected(address: str, contracts: Contracts | None = None) -> EvmNode:
    """A node at an address such as ``http://localhost:8545``.

    Raises `ObservedError` without web3, and where no node answers.
    """
    try:
        from web3 import HTTPProvider, Web3
    except ImportError as error:
        raise ObservedError(
            "a node is read with web3, which is not installed: install the extra [chain]"
        ) from error
    web3 = Web3(HTTPProvider(address))
    if not web3.is_connected():
        raise ObservedError(f"no node answers at {address}: check the address and the network")
    return EvmNode(web3, contracts)
