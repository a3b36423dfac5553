"""Governance: parameters that a vote can change, in force only after the timelock.

The block sets the level that equations read to the path that the schedule of votes gives.
Bounds of a change are the domain of its parameter, which for the vault's parameters are the
contract's own limits.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from model.quantities import Domain, in_force, parameter, schedule
from model.spec.core import Block, Initial, Law

timelock_days = parameter(
    "timelock_days",
    r"\tau_g",
    "day",
    "days between a proposal and the change it makes",
    Domain(7, 365),
    "timelock_days",
)


def governance(governed: Iterable[sp.Symbol]) -> Block:
    """Enact what the timelock has let through."""
    laws = tuple(Law(in_force(each), schedule(each)) for each in governed)
    return Block("governance", "Votes whose timelock has run out take effect.", laws)


def initial(governed: Iterable[sp.Symbol]) -> tuple[Initial, ...]:
    """On day 0 the parameters themselves are in force."""
    return tuple(Initial(in_force(each), each) for each in governed)
