"""The constant-product pool: no swap, of whatever size, empties a reserve."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.spec import accounts as a
from model.spec.announced import announced
from model.spec.core import Flow
from model.spec.pool import bought, proceeds
from model.spec.vault import buyback_dollars
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.steps import ProofError, Step, conclusion, identity, inequality

#: Charges of the pool on what the same event brings in, so that the reserve still grows by it.
CHARGES = ("sale_charge", "trader_charge_ai")


def positive(symbol: sp.Symbol) -> sp.Symbol:
    """The symbol, known to be positive in this proof."""
    return sp.Symbol(symbol.name, positive=True)


def bound_to(expression: sp.Expr) -> sp.Expr:
    """The expression with both reserves and the order known to be positive."""
    reserves = (a.pool_ai, a.pool_usd)
    return expression.subs({s: positive(s) for s in reserves})


def _is_swap(flow: Flow) -> bool:
    swap = bought if flow.payer == a.pool_ai else proceeds
    brought = sp.Wild("brought")
    found = flow.request.match(swap(brought))
    return found is not None and flow.request == swap(found[brought])


def _never_empties(statement: sp.Basic) -> Iterator[Step]:
    tokens, dollars, order = positive(a.pool_ai), positive(a.pool_usd), buyback_dollars
    out = bound_to(bought(order))
    product = identity(
        "The product of the reserves is the same after the swap as before it.",
        (tokens - out) * (dollars + order),
        tokens * dollars,
    )
    left = inequality(
        "What is left in the reserve is the product over the other reserve, which is positive.",
        tokens - out,
        sp.Integer(0),
        tokens * dollars / (dollars + order),
        strict=True,
    )
    mirrored = bound_to(proceeds(order))
    other = inequality(
        "The same holds for the other reserve, with the names exchanged.",
        dollars - mirrored,
        sp.Integer(0),
        tokens * dollars / (tokens + order),
        strict=True,
    )
    yield from (product, left, other)
    for block, flow in announced().flows():
        leaves = flow.payer in (a.pool_ai, a.pool_usd) and flow.symbol.name not in CHARGES
        if leaves and not _is_swap(flow):
            raise ProofError(f"{block.name}: {flow.symbol} leaves the pool and is no swap")
    yield conclusion(
        "Every flow of the model that leaves a reserve has this form, or is the pool's charge "
        "on what the same event brings in. So a positive reserve stays positive for ever.",
        sp.Gt(a.pool_ai - bought(buyback_dollars), 0, evaluate=False),
        product,
        left,
        other,
    )


def _never_empties_in_numbers(statement: sp.Basic) -> Evidence:
    draw = np.random.default_rng(7)
    symbols = (a.pool_ai, a.pool_usd, buyback_dollars)
    left = sp.lambdify(symbols, statement.lhs - statement.rhs, "math")
    worst, cases = Fraction(0), 2_000
    for _ in range(cases):
        tokens, dollars, order = (10 ** int(n) for n in draw.integers(0, 40, 3))
        taken = tokens * order // (dollars + order)
        exact = Fraction(left(Fraction(tokens), Fraction(dollars), Fraction(order)))
        # A floor leaves at most one unit more in the pool than the exact swap, never less.
        surplus = (tokens - taken) - exact
        worst = max(worst, surplus - 1, -surplus, -exact)
        if exact == 0:
            worst = Fraction(1)
    return Evidence(
        "swaps of 1 to 10^39 units in whole numbers: units beyond the rounding of one unit",
        cases,
        float(worst),
        0.0,
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "swap-never-empties",
            "No swap empties a reserve of the pool",
            "However many dollars come in, the constant product leaves tokens in the pool.",
            (
                Assumption("positive-reserves", "both reserves are positive before the swap"),
                Assumption("constant-product", "the pool keeps the product of its reserves"),
            ),
            sp.Gt(a.pool_ai - bought(buyback_dollars), 0, evaluate=False),
            _never_empties,
            _never_empties_in_numbers,
            {
                "positive-reserves": lambda: Counterexample(
                    "with no dollars in the pool the first dollar takes every token",
                    sp.Gt(
                        (a.pool_ai - bought(buyback_dollars)).subs(
                            {a.pool_ai: 5, a.pool_usd: 0, buyback_dollars: 1}
                        ),
                        0,
                    ),
                ),
                "constant-product": lambda: Counterexample(
                    "a pool that sells 5 tokens at a fixed price of 1 is empty after 5 dollars",
                    sp.Gt(sp.Integer(5) - 5, 0),
                ),
            },
            "all orders, all positive reserves, fees kept outside the reserves",
            literature=("angeris2020improved",),
            shown_in="fig-invariants",
        ),
    )
