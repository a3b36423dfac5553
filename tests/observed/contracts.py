"""Contracts of our own for a local node: a vault, a token of base units, a gateway."""

from __future__ import annotations

from typing import Any

TOKEN = """
# pragma version ^0.4.0
event Transfer:
    sender: indexed(address)
    receiver: indexed(address)
    value: uint256

totalSupply: public(uint256)
balanceOf: public(HashMap[address, uint256])

@deploy
def __init__(supply: uint256):
    self.totalSupply = supply
    self.balanceOf[msg.sender] = supply

@external
def transfer(to: address, amount: uint256):
    self.balanceOf[msg.sender] -= amount
    self.balanceOf[to] += amount
    log Transfer(sender=msg.sender, receiver=to, value=amount)

@external
def burn(amount: uint256):
    self.balanceOf[msg.sender] -= amount
    self.totalSupply -= amount
    log Transfer(sender=msg.sender, receiver=empty(address), value=amount)
"""

VAULT = """
# pragma version ^0.4.0
interface Token:
    def transfer(to: address, amount: uint256): nonpayable
    def burn(amount: uint256): nonpayable

event BuybackExecuted:
    tokenIn: indexed(address)
    amountIn: uint256
    amountOut: uint256
    executorReward: uint256
    burnAmount: uint256
    treasuryAmount: uint256

ai: Token
money: Token
market: address

@deploy
def __init__(ai: address, money: address, market: address):
    self.ai = Token(ai)
    self.money = Token(money)
    self.market = market

@external
def executeBuyback(amountIn: uint256, amountOut: uint256):
    reward: uint256 = amountOut * 100 // 10000
    burned: uint256 = (amountOut - reward) * 7000 // 10000
    kept: uint256 = amountOut - reward - burned
    extcall self.money.transfer(self.market, amountIn)
    extcall self.ai.transfer(msg.sender, reward)
    extcall self.ai.burn(burned)
    extcall self.ai.transfer(self.market, kept)
    log BuybackExecuted(
        tokenIn=self.money.address,
        amountIn=amountIn,
        amountOut=amountOut,
        executorReward=reward,
        burnAmount=burned,
        treasuryAmount=kept,
    )

@external
def sweep(amount: uint256):
    extcall self.money.transfer(self.market, amount)
"""

GATEWAY = """
# pragma version ^0.4.0
event GatewayBuy:
    marketProxy: indexed(address)
    buyer: indexed(address)
    outcomeIdx: indexed(uint256)
    tokensIn: uint256
    sharesOut: uint256

event GatewaySell:
    marketProxy: indexed(address)
    seller: indexed(address)
    outcomeIdx: indexed(uint256)
    sharesIn: uint256
    tokensOut: uint256

@external
def buy(amount: uint256):
    log GatewayBuy(
        marketProxy=self, buyer=msg.sender, outcomeIdx=1, tokensIn=amount, sharesOut=2 * amount
    )

@external
def sell(amount: uint256):
    log GatewaySell(
        marketProxy=self, seller=msg.sender, outcomeIdx=0, sharesIn=2 * amount, tokensOut=amount
    )
"""


def deployed(web3: Any, source: str, *arguments: object) -> Any:
    """The contract of a text, compiled and put on the chain."""
    import vyper

    made = vyper.compile_code(source, output_formats=["abi", "bytecode"])
    kind = web3.eth.contract(abi=made["abi"], bytecode=made["bytecode"])
    receipt = web3.eth.wait_for_transaction_receipt(kind.constructor(*arguments).transact())
    return web3.eth.contract(address=receipt["contractAddress"], abi=made["abi"])
