"""Numbers of the contracts that numeric checks try claims on, read from the facts."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from model.contract import BPS
from model.factbook import facts

#: The pool's fee, and the part of an amount that it lets through, exactly and as floats.
EXACT_FEE = Fraction(repr(facts["pool_fee"].to("1")))
PAID_IN = 1 - EXACT_FEE
POOL_FEE, AFTER_FEE = float(EXACT_FEE), float(PAID_IN)
#: The fee and the burned share as exact numbers of SymPy, for examples that are worked out.
FEE_AS_FOUND = sp.Rational(EXACT_FEE)
BURN_AS_FOUND = sp.Rational(int(facts["burn_bps"].value), BPS)
#: Part of a dollar of revenue that ends in burned tokens: the vault's split, after the pool's fee.
BURNT = AFTER_FEE * (1 - facts["executor_bps"].to("1")) * facts["burn_bps"].to("1")


def paid_in(amount: int) -> int:
    """Base units of ``amount`` that reach the pool, in the contract's whole numbers."""
    return amount * PAID_IN.numerator // PAID_IN.denominator
