"""The sandwich: somebody buys before the vault and sells after it, in one and the same pool.

Gas is left out: it only makes an attack dearer. Depth is the dollar reserve, virtual in a
range. Theory: T12s.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.pool import bought, pool_fee, proceeds
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import stated
from model.theory.sourced import AFTER_FEE, EXACT_FEE, POOL_FEE
from model.theory.steps import Step, conclusion, equivalence, identity, inequality
from model.theory.vault.purchase import POOL, dollars, left, tokens
from model.theory.vault.readings import read
from model.theory.vault.vault import after_slip, slippage

safe_purchase = theoretical(
    "safe_purchase", r"\Delta_{\mathrm{safe}}", "USD", "largest purchase safe from sandwiches",
    POSITIVE,
)  # fmt: skip
front_run = theoretical(
    "largest_front_run",
    r"\alpha_{\max}",
    "USD",
    "dollars that may reach the reserve before the vault's and let it still pass",
    NOT_NEGATIVE,
)
FIGURE = "fig-sandwich"
SAFE = pool_fee * a.pool_usd / (1 - pool_fee) ** 2
PAID = (1 - pool_fee) * v.one_purchase
FRONT = (
    sp.sqrt(PAID**2 / 4 + a.pool_usd**2 * (1 - pool_fee) / (1 - slippage)) - PAID / 2 - a.pool_usd
)
# Bound variables, positive here: the attacker's and the vault's dollars that reach the reserve.
ahead, mine = sp.symbols("\\alpha d", positive=True)
KNOWN = {a.pool_ai: tokens, a.pool_usd: dollars}


def attack(fee_left: sp.Expr, first: sp.Expr, second: sp.Expr) -> sp.Expr:
    """Profit of a sandwich: ``first`` dollars reach the reserve, then ``second`` of the vault."""
    got = bought(first).subs(KNOWN)
    reserves = {tokens: tokens - got, dollars: dollars + first}
    taken = bought(second).subs(KNOWN).subs(reserves, simultaneous=True)
    after = {a.pool_ai: tokens - got - taken, a.pool_usd: dollars + first + second}
    back = proceeds(fee_left * got).subs(after, simultaneous=True)
    return sp.together(back - first / fee_left)


def _safe(statement: sp.Basic) -> Iterator[Step]:
    profit = attack(left, ahead, mine)
    below = dollars * (dollars + ahead) + left * ahead * (dollars + ahead + mine)
    sign = left**2 * (dollars + ahead + mine) ** 2 - below
    named = identity(
        "With α and d for what reaches the reserve, f = 1 − φ, the profit is a positive factor "
        "times a quadratic in α.",
        profit,
        ahead / (left * below) * sign,
    )
    slack = sp.Symbol("z", nonnegative=True)  # the batch is smaller than the threshold
    small = {mine: dollars * (1 - slack) / left - dollars}
    ratio, fee = 1 - slack, 1 - left
    terms = identity(
        "Let f (Y + d) = Y (1 − z) with 0 ≤ z < 1, a purchase not above the threshold. Minus the "
        "quadratic is then a sum of terms that are not negative, the first of them positive.",
        -sign.subs(small),
        left * fee * ahead**2
        + ahead * dollars * (slack + 2 * fee * ratio)
        + dollars**2 * slack * (1 + ratio),
    )
    loss = inequality(
        "So the quadratic is negative, and the attack loses, whatever its size.",
        -sign.subs(small),
        sp.Integer(0),
        left * FEE * ahead**2
        + ahead * dollars * (slack + 2 * FEE * KEPT)
        + dollars**2 * slack * (1 + KEPT),
        where={FEE: fee, KEPT: ratio},
        strict=True,
    )
    gain = equivalence(
        "At α = 0 it is positive if and only if the purchase is above the threshold; then a small "
        "enough attack gains.",
        left * (dollars + mine) - dollars,
        mine - dollars * (1 - left) / left,
        left,
    )
    spent = read("In dollars before the fee the threshold is this.", safe_purchase,
                     dollars * (1 - left) / left / left,
                     SAFE.subs(KNOWN).subs(pool_fee, 1 - left))  # fmt: skip
    yield from (named, terms, loss, gain, spent)
    yield conclusion("So up to this size no sandwich gains, and above it some do.",
                     sp.Eq(safe_purchase, SAFE), named, terms, loss, gain, spent)  # fmt: skip


FEE, KEPT = sp.symbols("\\varphi k", positive=True)


def _front(statement: sp.Basic) -> Iterator[Step]:
    block = v.vault()
    reaches = sp.denom(stated(block, v.buyback)) - a.pool_usd
    paid = read("Each of the vault's purchases reaches the reserve less the fee: d is this.", mine,
                reaches, PAID)  # fmt: skip
    got = bought(ahead).subs(KNOWN)
    moved = {tokens: tokens - got, dollars: dollars + ahead}
    out = bought(mine).subs(KNOWN).subs(moved, simultaneous=True)
    least = after_slip * (mine / left) * tokens / dollars
    root = sp.Symbol("q", positive=True)  # √(d²/4 + f Y²/g)
    product = mine**2 / 4 + dollars**2 * left / after_slip
    passes = identity(
        "The quote is at the price before both, g = 1 − s. What the vault gets beyond the least "
        "that passes is a positive factor times what the product of two reserves lacks.",
        out - least,
        tokens * mine * after_slip
        / (left * dollars * (dollars + ahead) * (dollars + ahead + mine))
        * (dollars**2 * left / after_slip - (dollars + ahead) * (dollars + ahead + mine)),
    )  # fmt: skip
    squares = identity(
        "With q for the root of d²/4 + f Y²/g, that is a difference of squares.",
        product - mine**2 / 4 - (dollars + ahead) * (dollars + ahead + mine),
        product - (dollars + ahead + mine / 2) ** 2,
    )
    iff = equivalence(
        "So the vault's purchase passes if and only if the attack is not larger than the root.",
        root**2 - (dollars + ahead + mine / 2) ** 2,
        root - mine / 2 - dollars - ahead,
        root + dollars + ahead + mine / 2,
    )
    yield from (paid, passes, squares, iff)
    yield conclusion("In dollars before the fee:", sp.Eq(front_run, FRONT),
                     paid, passes, squares, iff)  # fmt: skip


def profit(ahead: Fraction, mine: Fraction, fee: Fraction, fees: int = 2) -> Fraction:
    """Dollars that a sandwich gains in a pool of one token and one dollar.

    ``ahead`` and ``mine`` reach the reserve; the attacker pays the fee on ``fees`` of two legs.
    """
    kept = 1 - fee
    got = ahead / (1 + ahead)
    x, y = 1 / (1 + ahead + mine), 1 + ahead + mine
    brought = got * (kept if fees == 2 else 1)
    return y * brought / (x + brought) - ahead / (kept if fees else 1)


def _safe_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((a.pool_usd, pool_fee), statement.rhs, "math")
    draw, worst, count = np.random.default_rng(7), 0.0, 60
    tries = [Fraction(1, 10**k) for k in range(7)]
    for _ in range(count):
        fee = Fraction(int(draw.integers(5, 200)), 10**4)
        low, high = Fraction(0), Fraction(1)
        for _ in range(22):
            middle = (low + high) / 2
            gains = any(profit(each, middle * (1 - fee), fee) > 0 for each in tries)
            low, high = (low, middle) if gains else (middle, high)
        worst = max(worst, abs(float(high) / formula(1.0, float(fee)) - 1))
    return Evidence("attacks of a millionth to all of the reserve in exact fractions, by bisection "
                    "over the purchase: relative difference", count, worst, 1e-2)  # fmt: skip


def _front_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((a.pool_usd, v.one_purchase, pool_fee, slippage), statement.rhs, "math")
    draw, worst, count = np.random.default_rng(7), 0.0, 100
    for _ in range(count):
        slip = draw.uniform(0.008, 0.05)
        size = draw.uniform(0.05, 0.9) * (AFTER_FEE / (1 - slip) - 1) / AFTER_FEE

        def spare(first: float, size: float = size, slip: float = slip) -> float:
            reserve, other, paid = 1 / (1 + first), 1 + first, AFTER_FEE * size
            return reserve * paid / (other + paid) - (1 - slip) * size

        found = brentq(spare, 0, 1, xtol=1e-15)
        worst = max(worst, abs(formula(1.0, size, POOL_FEE, slip) - found))
    return Evidence("the guard on an attacked purchase, root found: share of the reserve", count,
                    worst, 1e-9)  # fmt: skip


FEES = EXACT_FEE
NUMBERS = {a.pool_usd: 1, pool_fee: sp.Rational(3, 1000), v.one_purchase: sp.Rational(1, 200),
           slippage: sp.Rational(1, 100)}  # fmt: skip
BELOW = sp.Rational(1, 500)  # a purchase below the threshold of the numbers


def _gains(text: str, won: Fraction) -> Counterexample:
    """A purchase below the threshold that is attacked with gain: the threshold is not above it."""
    return Counterexample(text, sp.Or(sp.Le(sp.Rational(won), 0), sp.Gt(BELOW, SAFE.subs(NUMBERS))))


def _elsewhere() -> Counterexample:
    ahead, mine = Fraction(1, 100), Fraction(1, 500) * (1 - FEES)
    price = (1 + ahead + mine) ** 2  # somebody elsewhere pays the new price, without a fee
    return _gains(
        "let the attacker sell elsewhere at the price that the vault leaves: he gains from a "
        "purchase below the threshold",
        ahead / (1 + ahead) * price - ahead / (1 - FEES),
    )


def _follows() -> Counterexample:
    ahead = FRONT.subs(NUMBERS)
    paid = NUMBERS[v.one_purchase] * (1 - NUMBERS[pool_fee])
    moved = (1 + ahead) ** 2  # a quote that has followed the attack
    out = paid / ((1 + ahead) * (1 + ahead + paid))
    least = (1 - NUMBERS[slippage]) * NUMBERS[v.one_purchase]
    return Counterexample(
        "let the average follow the attack before the vault buys: more than the least still "
        "passes at the size that should be the edge",
        sp.Eq(sp.radsimp(out), least / moved),
    )


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    return (
        Claim(
            "small-purchases-are-sandwich-proof",
            "Up to this size no sandwich gains from a purchase, and above it some do",
            "An attacker pays the fee twice. Only a purchase whose impact exceeds both fees makes "
            "up for them. The limit holds whatever the attacker's size.",
            (
                POOL,
                Assumption("both-legs-pay", "the attacker pays the pool's fee on buying and on "
                           "selling"),
                Assumption("one-pool", "what he bought he sells to the same pool, and nobody "
                           "trades between"),
            ),
            sp.Eq(safe_purchase, SAFE),
            _safe,
            _safe_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: no purchase of any size can be attacked, so the "
                    "largest that is safe has no limit",
                    sp.Eq(sp.oo, SAFE.subs(NUMBERS))),
                "both-legs-pay": lambda: _gains(
                    "let the attacker trade without fees, as one who owns the pool's liquidity "
                    "does: he gains from a purchase below the threshold",
                    profit(Fraction(1, 100), Fraction(1, 500) * (1 - FEES), FEES, 0)),
                "one-pool": _elsewhere,
            },
            "all pools and purchases; gas is left out, and whoever calls may be the attacker",
            literature=("zhou2021high", "heimbach2022eliminating"),
            shown_in=FIGURE,
        ),
        Claim(
            "guard-bounds-the-attack",
            "The guard bounds how much can be bought before the vault",
            "What the vault's own impact leaves of the tolerance is all that an attacker can use.",
            (
                POOL,
                Assumption("slow-average", "the average has not moved when the vault buys"),
                Assumption("at-par", "before the attack the spot price equals its average"),
            ),
            sp.Eq(front_run, FRONT),
            _front,
            _front_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: any attack passes, a dollar too",
                    sp.Ge(FRONT.subs(NUMBERS), 1)),
                "slow-average": _follows,
                "at-par": lambda: Counterexample(
                    "let the spot price be a per cent above its average before: nothing passes, "
                    "and no attack either",
                    sp.Eq(sp.Integer(0), FRONT.subs(NUMBERS))),
            },
            "purchases that pass without an attack; dollars of the attack after its fee",
            literature=("zhou2021high",),
            shown_in=FIGURE,
        ),
    )  # fmt: skip
