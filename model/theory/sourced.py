"""What claims read at the source: the specification's formulas, and numbers of the facts."""

import sympy as sp

from model.contract import BPS
from model.contract_runs import EXACT_FEE, PAID_IN
from model.factbook import facts
from model.spec import worth
from model.spec.announced import announced
from model.spec.core import stated

#: The pool's fee, and the part of an amount that it lets through, as floats.
POOL_FEE, AFTER_FEE = float(EXACT_FEE), float(PAID_IN)
#: The fee and the burned share as exact numbers of SymPy, for examples that are worked out.
FEE_AS_FOUND = sp.Rational(EXACT_FEE)
BURN_AS_FOUND = sp.Rational(int(facts["burn_bps"].value), BPS)
#: Part of a dollar of revenue that ends in burned tokens: the vault's split, after the pool's fee.
BURNT = AFTER_FEE * (1 - facts["executor_bps"].to("1")) * facts["burn_bps"].to("1")


def spec(block: str, *symbols: sp.Symbol) -> sp.Expr:
    """What a block states for the first symbol, with what it states for the others put in."""
    found, *others = (stated(announced().block(block), symbol) for symbol in symbols)
    for symbol, value in zip(symbols[1:], others, strict=True):
        found = found.subs(symbol, value)
    return found


def fair_by(rule: int) -> sp.Expr:
    """The fair price of a rule, above the least price."""
    (fair,) = (each for each in spec("worth", worth.fair_today).subs(worth.price_rule, rule).args
               if each != worth.least_price)
    return fair
