"""What do two floors of the contract move between burn and treasury?"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from model import contract


@dataclass(frozen=True)
class Dust:
    """By receiver, in base units: what it got less its unrounded share, and the proved bounds."""

    amounts: range
    off: dict[str, list[float]]
    bounds: dict[str, tuple[float, float]]


def of_split(amounts: range, executor_bps: int, burn_bps: int) -> Dust:
    """The contract's split of each amount of base units against the shares that it rounds."""
    executor, burned = (Fraction(bps, contract.BPS) for bps in (executor_bps, burn_bps))
    shares = {"burn": burned * (1 - executor), "treasury": (1 - burned) * (1 - executor)}
    parts = {n: contract.split(n, executor_bps, burn_bps) for n in amounts}
    off = {
        who: [float(getattr(part, who) - share * n) for n, part in parts.items()]
        for who, share in shares.items()
    }
    bounds = {"burn": (-1.0, float(burned)), "treasury": (0.0, 2 - float(burned))}
    return Dust(amounts, off, bounds)
