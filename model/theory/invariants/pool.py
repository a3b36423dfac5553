"""The constant-product pool: no swap, of whatever size, and no withdrawal empties a reserve."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.logic.step import ProofError, Step
from model.logic.steps import identity, inequality
from model.logic.theorems import bound
from model.quantities import quantity
from model.spec import accounts as a
from model.spec import pool as p
from model.spec.announced import announced
from model.spec.core import Flow
from model.spec.pool import bought, proceeds
from model.theory.claim import Assumption, Claim, Counterexample, Evidence

RESERVES = (a.pool_ai, a.pool_usd)
paid_in = p.arbitrage_dollars_in
TOKENS_LEFT = a.pool_ai - bought(paid_in)
FIGURE = "fig-invariants"


def positive(symbol: sp.Symbol) -> sp.Symbol:
    """The symbol, known to be positive in this proof."""
    return sp.Symbol(symbol.name, positive=True)


tokens, dollars, order = positive(a.pool_ai), positive(a.pool_usd), positive(paid_in)
KNOWN = {a.pool_ai: tokens, a.pool_usd: dollars, paid_in: order}
kept = sp.Symbol("k", positive=True)


def _is_swap(flow: Flow) -> bool:
    curve = bought if flow.payer == a.pool_ai else proceeds
    brought = sp.Wild("brought")
    found = flow.request.match(curve(brought))
    return found is not None and flow.request == curve(found[brought])


def swap() -> tuple[Step, ...]:
    """A swap keeps the product, from either side."""
    out = bought(paid_in).subs(KNOWN)
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
    other = inequality(
        "The same holds for the other reserve, with the names exchanged.",
        dollars - proceeds(paid_in).subs(KNOWN),
        sp.Integer(0),
        tokens * dollars / (tokens + order),
        strict=True,
    )
    return product, left, other


def _never_empties(statement: sp.Basic) -> Iterator[Step]:
    steps = swap()
    yield from steps
    speed = quantity(p.provider_speed).domain.high
    withdrawn = sp.Max(0, -p.liquidity_step)
    for block, flow in announced().flows():
        if flow.payer in RESERVES and not _is_swap(flow) and flow.request != withdrawn * flow.payer:
            raise ProofError(f"{block.name}: {flow.symbol} leaves the pool and is no swap")
    least = inequality(
        "Providers withdraw at most a part ν of each reserve, and ν is at most one half.",
        tokens - tokens * (1 - kept),
        sp.Integer(0),
        tokens * kept,
        strict=True,
    )
    if not 0 < speed < 1:
        raise ProofError("providers could withdraw all")
    yield least
    yield bound(
        "Every flow of both economies that leaves a reserve is one of the two. A swap leaves the "
        "product over the other reserve: it is positive, and less and less the more comes in. So a "
        "positive reserve stays positive for ever.",
        statement,
        tokens * dollars / (dollars + order),
        (order, sp.oo),
        where=KNOWN,
    )


def _never_empties_in_numbers(statement: sp.Basic) -> Evidence:
    draw = np.random.default_rng(7)
    left = sp.lambdify((*RESERVES, paid_in), statement.lhs - statement.rhs, "math")
    worst, cases = Fraction(0), 2_000
    for _ in range(cases):
        there, other, brought = (10 ** int(n) for n in draw.integers(0, 40, 3))
        taken = there * brought // (other + brought)
        exact = Fraction(left(Fraction(there), Fraction(other), Fraction(brought)))
        # A floor leaves at most one unit more in the pool than the exact swap, never less.
        surplus = (there - taken) - exact
        worst = max(worst, surplus - 1, -surplus, -exact)
        if exact == 0:
            worst = Fraction(1)
    return Evidence(
        "swaps of 1 to 10^39 units in whole numbers: units beyond the rounding of one unit",
        cases,
        float(worst),
        0.0,
    )


CURVE = Assumption("constant-product", "what leaves is what the curve X Y gives")


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "swap-never-empties",
            "Nothing empties a reserve of the pool",
            "However many dollars come in, the constant product leaves tokens in the pool; and "
            "providers withdraw no more than a part of it in a day.",
            (
                Assumption("positive-reserves", "both reserves are positive before the swap"),
                CURVE,
            ),
            sp.Gt(TOKENS_LEFT, 0, evaluate=False),
            _never_empties,
            _never_empties_in_numbers,
            {
                "positive-reserves": lambda: Counterexample(
                    "with no dollars in the pool the first dollar takes every token",
                    sp.Gt(TOKENS_LEFT.subs({a.pool_ai: 5, a.pool_usd: 0, paid_in: 1}), 0),
                ),
                "constant-product": lambda: Counterexample(
                    "a pool that sells 5 tokens at a fixed price of 1 is empty after 5 dollars",
                    sp.Gt(sp.Integer(5) - 5, 0),
                ),
            },
            "both economies; all orders, all positive reserves, fees kept outside the reserves",
            literature=("angeris2020improved",),
            shown_in=FIGURE,
            owner="Angeris and Chitra 2020, no trade drains the reserves, place not looked up",
        ),
    )
