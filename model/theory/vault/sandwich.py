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

from model.logic.formulas import only_root, threshold
from model.logic.step import Step
from model.logic.steps import identity, inequality, read, worked
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import stated
from model.spec.pool import bought, pool_fee, proceeds
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.sourced import AFTER_FEE, EXACT_FEE, FEE_AS_FOUND, POOL_FEE
from model.theory.vault.guard import room_at
from model.theory.vault.purchase import POOL, dollars, left, spent, tokens
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
# Bound variables: the attacker's and the vault's dollars that reach the reserve, and what a swap
# brings; what the fee takes of a dollar, and what is left under the threshold.
ahead, mine, brought = sp.symbols("\\alpha d x", positive=True)
FEE, KEPT = sp.symbols("\\varphi k", positive=True)
PLAIN = {v.one_purchase: spent, pool_fee: 1 - left}


def taken(curve: sp.Expr, x: sp.Expr, y: sp.Expr, paid: sp.Expr) -> sp.Expr:
    """What a curve of the specification gives for what is brought, with these reserves."""
    return curve.subs({a.pool_ai: x, a.pool_usd: y, brought: paid}, simultaneous=True)


def moved(first: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Both reserves after ``first`` dollars have reached the pool."""
    return tokens - taken(bought(brought), tokens, dollars, first), dollars + first


def attack(fee_left: sp.Expr, first: sp.Expr, second: sp.Expr) -> sp.Expr:
    """Profit of a sandwich: ``first`` dollars reach the reserve, then ``second`` of the vault."""
    x, y = moved(first)
    got = tokens - x
    after = x - taken(bought(brought), x, y, second), y + second
    back = taken(proceeds(brought), *after, fee_left * got)
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
    yield from (named, terms, loss)
    first = sp.diff(attack(left, ahead, left * spent), ahead).subs(ahead, 0)
    yield threshold(
        "The first dollar of an attack gains if and only if the purchase is larger than this: "
        "what it gains changes its sign here, where z is zero. So up to this size no sandwich "
        "gains, and above it a small enough one does.",
        statement,
        first.subs(left, 1 - pool_fee),
        spent,
        left * (left * (dollars + left * spent) + dollars) / dollars**2,
        where=PLAIN,
    )


def _front(statement: sp.Basic) -> Iterator[Step]:
    yield read("Each of the vault's purchases reaches the reserve less the fee.", mine,
               sp.denom(stated(v.vault(), v.buyback)) - a.pool_usd, PAID)  # fmt: skip
    gets = worked(
        "After an attack the vault gets this.",
        taken(bought(brought), *moved(front_run), left * spent),
        tokens * dollars * left * spent
        / ((dollars + front_run) * (dollars + front_run + left * spent)),
    )  # fmt: skip
    yield gets
    quote = spent * tokens / dollars  # at the price before both
    yield only_root(
        "At the largest attack it is just the least that passes, (1 − s) of the quote at the price "
        "before both. Larger attacks leave less, so there is one such size.",
        statement,
        sp.Eq(gets.relation.lhs.subs(left, 1 - pool_fee), (1 - slippage) * quote),
        slope=sp.diff(gets.relation.rhs, front_run),
        where=PLAIN | {slippage: 1 - after_slip},
        given=[sp.Ge(bought((1 - pool_fee) * spent), (1 - slippage) * quote, evaluate=False)],
    )


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
NUMBERS = {a.pool_usd: 1, pool_fee: FEE_AS_FOUND, v.one_purchase: sp.Rational(1, 200),
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
            owner="Richardson 2023, The Forbidden Sandwich, place not looked up",
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
                    sp.Eq(sp.Max(0, room_at(sp.Rational(101, 100))), FRONT.subs(NUMBERS))),
            },
            "purchases that pass without an attack; dollars of the attack after its fee",
            literature=("zhou2021high",),
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
    )  # fmt: skip
