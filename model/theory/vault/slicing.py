"""Cutting a purchase into slices: worthless without recovery of the pool, worth it with.

``order`` dollars, after the pool's fee, are cut into ``slices``. Between slices others sell and
the pool recovers: not at all, or wholly. What lies between is in `resilience`. Theory: T10 a, b.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.logic.step import Step
from model.logic.steps import identity, inequality
from model.logic.theorems import by_induction, evenly
from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec.pool import bought
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.sourced import PAID_IN
from model.theory.vault.purchase import POOL, dollars, tokens

order = theoretical(
    "order_dollars", "d", "USD", "dollars of an order that reach the reserve", POSITIVE
)
slices = theoretical("slices", "N", "1", "slices that an order is cut into", POSITIVE)
in_slices = theoretical(
    "bought_in_slices", "Q_N", "AI", "AI that all slices together buy", POSITIVE
)
FIGURE = "fig-slices"
NEUTRAL = bought(order)
EQUAL = a.pool_ai * order / (a.pool_usd + order / slices)
KNOWN = {a.pool_ai: tokens, a.pool_usd: dollars}
RECOVERED = Assumption("full-recovery", "between slices others bring the pool back to its price")
# Bound variables: dollars of the slices so far, of one slice, and a share that is kept.
first, one = sp.symbols("d_1 d_2", positive=True)


def _neutral(statement: sp.Basic) -> Iterator[Step]:
    so_far = bought(first).subs(KNOWN)
    left_behind = {a.pool_ai: tokens - so_far, a.pool_usd: dollars + first}
    yield identity(
        "Suppose slices of d₁ dollars together have bought what one purchase of d₁ would. The "
        "next slice meets the reserves that they left, and the sum is again that of one purchase.",
        so_far + bought(one).subs(left_behind, simultaneous=True),
        bought(first + one).subs(KNOWN),
    )
    met = {a.pool_ai: a.pool_ai - in_slices, a.pool_usd: a.pool_usd + order}
    yield by_induction(
        "No dollars buy nothing; and after d dollars in slices, one more of any size adds what the "
        "pool gives for it at the reserves that they left. By induction this holds for any number "
        "of slices of any sizes.",
        statement,
        order,
        sp.Integer(0),
        in_slices + bought(one).subs(met, simultaneous=True),
        where=KNOWN,
        more=one,
    )


def _best(statement: sp.Basic) -> Iterator[Step]:
    # m is the equal slice, d / N.
    m = sp.Symbol("m", positive=True)
    flat, size = bought(m).subs(KNOWN), bought(one).subs(KNOWN)
    yield inequality(
        "A slice of d₂ dollars buys no more than the tangent at the equal slice m: the "
        "difference is a square times positive factors.",
        flat + sp.diff(flat, m) * (one - m),
        size,
        tokens * dollars * (one - m) ** 2 / ((dollars + m) ** 2 * (dollars + one)),
    )
    yield evenly(
        "Over N slices of d dollars in all the deviations from m = d/N cancel, and what remains "
        "are N equal slices: what a slice buys is concave in its dollars, so no other way of "
        "cutting buys more.",
        statement,
        bought(one),
        one,
        order,
        slices,
        where=KNOWN,
    )


def in_turn(reserve: Fraction, other: Fraction, parts: list[Fraction], recovers: bool) -> Fraction:
    """Tokens that slices buy one after the other; the pool recovers between them or stays."""
    got, x, y = Fraction(0), reserve, other
    for part in parts:
        out = x * part / (y + part)
        got += out
        if not recovers:
            x, y = x - out, y + part
    return got


def cuts(count: int) -> Iterator[tuple[Fraction, Fraction, list[Fraction]]]:
    """Random pools and orders cut at random places."""
    draw = np.random.default_rng(7)
    for _ in range(count):
        parts = [Fraction(int(n), 100) for n in draw.integers(1, 10**4, int(draw.integers(1, 9)))]
        reserve, other = (Fraction(int(n)) for n in draw.integers(10**2, 10**5, 2))
        yield reserve, other, parts


def _neutral_in_numbers(statement: sp.Basic) -> Evidence:
    off = sp.lambdify((in_slices, order, a.pool_ai, a.pool_usd),
                      statement.lhs - statement.rhs, "math")  # fmt: skip
    worst = max(
        abs(off(in_turn(x, y, parts, False), sum(parts), x, y)) for x, y, parts in cases_of(200)
    )
    return Evidence("random slices in exact fractions: tokens", 200, float(worst), 0.0)


def cases_of(count: int) -> list[tuple[Fraction, Fraction, list[Fraction]]]:
    """The same random cuts as a list."""
    return list(cuts(count))


def _best_in_numbers(statement: sp.Basic) -> Evidence:
    room = sp.lambdify((in_slices, order, slices, a.pool_ai, a.pool_usd),
                       statement.lhs - statement.rhs, "math")  # fmt: skip
    worst = Fraction(0)
    for x, y, parts in cases_of(200):
        whole, n = sum(parts, Fraction(0)), len(parts)
        for cut in (parts, [whole / n] * n):
            worst = max(worst, -room(in_turn(x, y, cut, True), whole, n, x, y))
    return Evidence("random and equal slices in exact fractions: tokens above the bound",
                    400, float(worst), 0.0)  # fmt: skip


def _fee_inside() -> Counterexample:
    x, y, got = Fraction(100), Fraction(100), Fraction(0)
    for part in (Fraction(10), Fraction(10)):
        out = x * part * PAID_IN / (y + part * PAID_IN)
        got, x, y = got + out, x - out, y + part
    return Counterexample(
        "leave the fee of 3 per mille in the reserve: two slices of 10 USD then buy a little "
        "less than one purchase of 20 USD",
        sp.Eq(sp.Rational(got), NEUTRAL.subs({order: 20 * sp.Rational(PAID_IN),
                                             a.pool_ai: 100, a.pool_usd: 100})),
    )  # fmt: skip


NUMBERS = {order: 20, a.pool_ai: 100, a.pool_usd: 100, slices: 2}


def halves(recovers: bool) -> sp.Rational:
    """What two slices of 10 USD buy in a pool of 100 USD and 100 AI that recovers, or not."""
    return sp.Rational(in_turn(Fraction(100), Fraction(100), [Fraction(10)] * 2, recovers))


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    stays = Assumption("no-recovery", "nobody trades between the slices")
    region = "orders after the pool's fee; an order is small enough that its payer can pay it"
    fixed = "sell at a fixed price of 1: 20 USD buy 20 AI"
    return (
        Claim(
            "slices-without-recovery-are-neutral",
            "Slices right after one another buy exactly what one purchase buys",
            "Only the reserves at the end count, not the way to them.",
            (stays, Assumption("fee-outside", "the pool keeps its fee outside the reserves"), POOL),
            sp.Eq(in_slices, NEUTRAL),
            _neutral,
            _neutral_in_numbers,
            {
                "no-recovery": lambda: Counterexample(
                    "restore the pool between two slices of 10 USD: they buy more",
                    sp.Eq(halves(True), NEUTRAL.subs(NUMBERS))),
                "fee-outside": _fee_inside,
                "constant-product": lambda: Counterexample(
                    fixed, sp.Eq(sp.Integer(20), NEUTRAL.subs(NUMBERS))),
            },
            region,
            literature=("angeris2020analysis",),
            shown_in=FIGURE,
            owner="Angeris et al. 2020, the constant product, place not looked up",
        ),
        Claim(
            "equal-slices-buy-most",
            "If the pool recovers between slices, equal slices buy most",
            "A large slice loses more to impact than a small one gains, so evenness wins; and "
            "more slices buy more.",
            (RECOVERED, POOL),
            sp.Ge(EQUAL, in_slices, evaluate=False),
            _best,
            _best_in_numbers,
            {
                "full-recovery": lambda: Counterexample(
                    "let others sell between two slices until the pool is twice as cheap as "
                    "before: the second slice buys more than the bound allows",
                    sp.Ge(EQUAL.subs(NUMBERS),
                          sp.Rational(1000, 110) + sp.Rational(200 * 10, 110))),
                "constant-product": lambda: Counterexample(
                    fixed, sp.Ge(EQUAL.subs(NUMBERS), 20)),
            },
            region,
            literature=("angeris2020analysis", "almgren2000optimal"),
            shown_in=FIGURE,
            owner="Almgren and Chriss 2000, least impact, there linear; place not looked up",
        ),
    )  # fmt: skip
