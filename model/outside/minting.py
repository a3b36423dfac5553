"""Minting at a rate that halves: what is minted in the first step of an exponential schedule."""

from __future__ import annotations

import sympy as sp

UNITS = 10**18


def first_step(total: int, half_life_years: int, steps_per_year: int) -> int:
    """Base units minted in the first step of total · (1 − 2^(−t/half-life)), cut off."""
    decay = sp.Integer(2) ** -sp.Rational(1, half_life_years * steps_per_year)
    return int(sp.floor(total * UNITS * (1 - decay)))


def first_change(half_life_years: int, steps_per_year: int) -> int:
    """Relative change of the minted amount from one step to the next, in 10⁻¹⁸, cut off."""
    decay = sp.Integer(2) ** -sp.Rational(1, half_life_years * steps_per_year)
    return -int(sp.floor(UNITS * (1 - decay)))
