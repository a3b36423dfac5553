"""Vesting: the specification's `vested_share` on the schedule of a vesting wallet."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from model.spec.vesting import vested_share


def linear(allotted: int, elapsed: Fraction | int, length: Fraction | int) -> int:
    """Base units that are free after ``elapsed`` of ``length``, with no cliff."""
    return _units(allotted, vested_share(_exact(elapsed), sp.S.Zero, _exact(length)))


def with_cliff(
    allotted: int, elapsed: Fraction | int, length: Fraction | int, cliff: Fraction | int
) -> int:
    """Base units that are free where the line starts at 0 and nothing is free before ``cliff``.

    In the specification's terms the part of the line that lies before the cliff is the jump.
    """
    jump = _exact(Fraction(cliff, 1) / length)
    rest = _exact(Fraction(length) - cliff)
    share = vested_share(_exact(elapsed), sp.S.Zero, rest, _exact(cliff), jump)
    return _units(allotted, share)


def _exact(value: Fraction | int) -> sp.Rational:
    return sp.Rational(value)


def _units(allotted: int, share: sp.Expr) -> int:
    return int(sp.floor(allotted * share))
