"""The vault's split in the contract's own integers, exact to the last base unit.

Source: BuybackVault, ``_distributeOutput`` (facts ``burn_bps``, ``executor_bps``). Solidity's
division of unsigned integers is Python's ``//``.
"""

from __future__ import annotations

from typing import NamedTuple

from model import gates
from model.factbook import facts

BPS = 10_000


class ContractError(gates.Refused):
    """A call that the contract would revert."""


class Split(NamedTuple):
    """Base units of AI by receiver; they sum to the amount split."""

    executor: int
    burn: int
    treasury: int


def deployed(share: str) -> int:
    """The basis points of a share, as the fact of that name says was deployed.

    Raises `ContractError` for a fact that is changed to a fraction of a basis point.
    """
    value = facts[share].value
    if abs(value - round(value)) > 1e-6:
        raise ContractError(f"{share} is {value:g}: the contract takes whole basis points")
    return round(value)


def split(amount_out: int, executor_bps: int | None = None, burn_bps: int | None = None) -> Split:
    """Divide bought AI: executor first, then the burn of the rest, dust to the treasury.

    All arguments are whole numbers: base units (10⁻¹⁸ AI) and basis points; shares that are not
    given are those of the facts. Raises `ContractError` for a negative amount, and for shares that
    the contract refuses.
    """
    executor_bps = deployed("executor_bps") if executor_bps is None else executor_bps
    burn_bps = deployed("burn_bps") if burn_bps is None else burn_bps
    for name, value in (
        ("amount_out", amount_out),
        ("executor_bps", executor_bps),
        ("burn_bps", burn_bps),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ContractError(f"{name}={value!r} must be a whole number of 0 or more")
    if executor_bps + burn_bps > BPS:
        raise ContractError(
            f"executor_bps + burn_bps = {executor_bps + burn_bps} exceeds {BPS}: lower one of them"
        )
    executor = amount_out * executor_bps // BPS
    burn = (amount_out - executor) * burn_bps // BPS
    return Split(executor, burn, amount_out - executor - burn)
