"""The guard at its edge: the premium that shuts it, the depth it needs, the time it stays shut.

The size that it lets through is the claim `guard-limits-size`. The premium is the spot price
over the average that the guard reads. Depth is the dollar reserve. Theory: T12.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning, threshold
from model.logic.step import Grade, Step
from model.logic.steps import identity, read
from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import stated
from model.spec.pool import bought, pool_fee, spot
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.pool import positive
from model.theory.sourced import EXACT_FEE, FEE_AS_FOUND, POOL_FEE, paid_in
from model.theory.vault.executor import depths, share, whole_reward
from model.theory.vault.purchase import POOL, dollars, left, price_after, spent, tokens
from model.theory.vault.vault import after_slip, largest_passing, slippage

freeze_premium = theoretical(
    "freeze_premium", r"\varrho^{\circ}", "1", "spot price over its average that shuts the guard",
    POSITIVE,
)  # fmt: skip
least_depth = theoretical(
    "least_depth", r"Y_{\min}", "USD", "dollar reserve below which no purchase pays and passes",
    POSITIVE,
)  # fmt: skip
FIGURE, SIZES = "fig-shut", "fig-sizes"
FREEZE = (1 - pool_fee) / (1 - slippage)
NEXT = v.twap / spot * FREEZE**2
DEPTH = v.gas_cost * (1 - pool_fee) / (share * (slippage - pool_fee))
# Bound variables, positive here; h is what the tolerance leaves of a dollar.
premium = sp.Symbol("m", positive=True)
gas, part = positive(v.gas_cost), positive(share)
KEPT = {pool_fee: 1 - left, slippage: 1 - after_slip}
RESERVES = {a.pool_ai: tokens, a.pool_usd: dollars}


def margin() -> sp.Expr:
    """What the specification's guard admits, as a share of the reserve, before the cut at zero."""
    stake = stated(v.vault(), v.guard_room) / a.pool_usd
    stake = stake.subs(spot, premium * v.twap)
    (inside,) = [arg for top in stake.atoms(sp.Max) for arg in top.args if arg != 0]
    return inside


def admitted() -> Step:
    """The room of the specification, in short names."""
    return read("With f = 1 − φ, g = 1 − s and the premium m, the room is this share of the "
                "reserve, where it is positive.", v.guard_room / dollars, margin().subs(KEPT),
                1 / (premium * after_slip) - 1 / left)  # fmt: skip


def _freeze(statement: sp.Basic) -> Iterator[Step]:
    yield admitted()
    yield threshold(
        "It falls with the premium, and turns negative where nothing passes: at f over g.",
        statement,
        margin(),
        premium,
        -1 / (premium * (1 - pool_fee)),
        where=KEPT,
    )


def _next(statement: sp.Basic) -> Iterator[Step]:
    yield admitted()
    before = dollars / tokens
    brought = (1 - pool_fee) * dollars * margin().subs(premium, before / v.twap)
    out = bought(brought).subs(RESERVES)
    ratio = (dollars + brought) / (tokens - out)
    yield identity(
        "Dollars that reach the reserve move the price, the ratio of the reserves, by the square "
        "of what they add to the reserve.",
        (dollars + spent) / (tokens - bought(spent).subs(RESERVES)),
        before * (1 + spent / dollars) ** 2,
    )
    yield by_meaning(
        "A largest purchase, less the fee, does so: its price over the average is this.",
        statement,
        ratio / v.twap,
        where=KEPT | {price_after: ratio.subs(KEPT), spot: before},
        grade=Grade.THEOREM,
    )


def _depth(statement: sp.Basic) -> Iterator[Step]:
    over, deep = sp.symbols("z y", positive=True)  # s − φ, and what ε Y has beyond the gas
    (least, _), *_ = stated(v.vault(), v.least_purchase).args
    yield admitted()
    yield read("In a pool deeper than gas over share the specification's least purchase is this.",
               v.least_purchase, least, v.gas_cost * a.pool_usd
               / ((1 - pool_fee) * (share * a.pool_usd - v.gas_cost)))  # fmt: skip
    yield threshold(
        "The largest purchase that passes at par reaches the least that pays if and only if the "
        "pool is deep enough: what it exceeds that by has the sign of the depth less this root, "
        "where the tolerance exceeds the fee and ε Y the gas.",
        statement,
        a.pool_usd * margin().subs(premium, 1) - least,
        a.pool_usd,
        a.pool_usd
        * share
        * (slippage - pool_fee)
        / ((1 - pool_fee) * (1 - slippage) * (share * a.pool_usd - v.gas_cost)),
        where={
            pool_fee: 1 - after_slip - over,
            slippage: 1 - after_slip,
            v.gas_cost: gas,
            share: part,
            a.pool_usd: (gas + deep) / part,
        },
    )


def _freeze_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((pool_fee, slippage), statement.rhs, "math")
    worst, cases, tiny = 0.0, 0, Fraction(1, 10**9)
    for fee_bps in (5, 30, 100):
        for slip_bps in range(1, 501, 20):
            fee, slip = Fraction(fee_bps, 10**4), Fraction(slip_bps, 10**4)
            low, high = Fraction(1, 2), Fraction(2)
            out = (1 - fee) * tiny / (1 + (1 - fee) * tiny)  # of a pool with one of each
            while high - low > Fraction(1, 10**8):
                middle = (low + high) / 2  # the average is 1 over it
                passes = out >= (1 - slip) * tiny * middle
                low, high = (middle, high) if passes else (low, middle)
            worst = max(worst, abs(float(low) - formula(float(fee), float(slip))))
            cases += 1
    return Evidence("a billionth of the reserve, by bisection over the premium", cases, worst, 1e-6)


def guarded(count: int) -> Iterator[tuple[int, int, Fraction, int]]:
    """Random pools, the premium of their price, and a tolerance in basis points that opens it."""
    draw = np.random.default_rng(7)
    for _ in range(count):
        other = int(draw.integers(10**4, 10**8)) * 10**6
        premium_ppm, slip_bps = int(draw.integers(980_000, 1_004_000)), int(draw.integers(80, 501))
        yield (int(draw.integers(10**6, 10**9)) * 10**18, other,
               Fraction(premium_ppm, 10**6), slip_bps)  # fmt: skip


def _next_in_numbers(statement: sp.Basic) -> Evidence:
    off = sp.lambdify((price_after, v.twap, spot, pool_fee, slippage),
                      statement.lhs / statement.rhs - 1, "math")  # fmt: skip
    worst, count = 0.0, 100
    for reserve, other, above, slip_bps in guarded(count):
        price = Fraction(other, reserve)
        size = largest_passing(reserve, other, price / above, slip_bps)
        paid = paid_in(size)
        after = Fraction(other + paid, reserve - reserve * paid // (other + paid))
        slip = Fraction(slip_bps, 10**4)
        gap = off(after, price / above, price, EXACT_FEE, slip)
        worst = max(worst, abs(float(gap)))
    return Evidence("the largest whole purchase that the guard accepts: relative difference",
                    count, worst, 1e-6)  # fmt: skip


def _depth_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((v.gas_cost, share, slippage, pool_fee), statement.rhs, "math")
    worst, count = 0.0, 60
    for n, (_, _, cost, bps) in enumerate(depths(count)):
        slip_bps = 60 + 7 * n

        def lives(other: int, cost: int = cost, bps: int = bps, slip_bps: int = slip_bps) -> bool:
            reserve = 10**27
            size = largest_passing(reserve, other, Fraction(other, reserve), slip_bps)
            return whole_reward(reserve, other, size, bps) >= cost

        low, high = 1, 10**15
        while high - low > low // 10**5:
            middle = (low + high) // 2
            low, high = (low, middle) if lives(middle) else (middle, high)
        worst = max(worst, abs(formula(cost, bps / 1e4, slip_bps / 1e4, POOL_FEE) / high - 1))
    return Evidence("guard and executor in whole units, by bisection over the depth: relative "
                    "difference", count, worst, 1e-3)  # fmt: skip


NUMBERS = {pool_fee: FEE_AS_FOUND, slippage: sp.Rational(1, 100), v.twap: 1, spot: 1,
           a.pool_usd: 100, share: sp.Rational(1, 100), v.gas_cost: 2}  # fmt: skip
EDGE = FREEZE.subs(NUMBERS)


def room_at(above: sp.Expr) -> sp.Expr:
    """The room at a premium, for the numbers of the examples."""
    return 100 * (EDGE / above - 1) / (1 - NUMBERS[pool_fee])


def _deeper(room: sp.Expr) -> sp.Expr:
    """Depth at which a room that is this share of the reserve is the least purchase that pays."""
    reaching = room * (1 - NUMBERS[pool_fee])
    return NUMBERS[v.gas_cost] * (1 + 1 / reaching) / NUMBERS[share]


def _sole() -> Counterexample:
    reaching = EDGE - 1  # share of the reserve that reaches it in a largest purchase
    root = reaching / (1 + reaching)
    return Counterexample(
        "let a sole executor wait for his best size: it passes only in a much deeper pool",
        sp.Eq(NUMBERS[v.gas_cost] / (NUMBERS[share] * root**2), DEPTH.subs(NUMBERS)),
    )


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    bare = Assumption("bare-quote", "the quote contains neither pool fee nor impact")
    whole = Assumption("largest-purchase", "the vault buys as much as passes, at par")
    tolerance = "tolerances above the pool's fee and below one"

    return (
        Claim(
            "guard-shuts-at-a-premium",
            "From this premium on, the guard lets no purchase through, however small",
            "Even a purchase without impact pays the fee and the premium, and together they use "
            "up the tolerance.",
            (bare, Assumption("quote-from-average", "the quote is at the average price")),
            sp.Eq(freeze_premium, FREEZE),
            _freeze,
            _freeze_in_numbers,
            {
                "bare-quote": lambda: Counterexample(
                    "put the fee into the quote: only the tolerance is left, and all of it",
                    sp.Eq((1 / (1 - slippage)).subs(NUMBERS), EDGE)),
                "quote-from-average": lambda: Counterexample(
                    "quote at the spot price: a small purchase passes at any premium",
                    sp.Not(sp.Ge(1 - NUMBERS[pool_fee], 1 - NUMBERS[slippage]))),
            },
            "fees and tolerances below one",
            shown_in="fig-freeze",
            owner="own; solved from the model's equations", uses=("guard-limits-size",),
        ),
        Claim(
            "premium-after-largest-purchase",
            "A largest purchase leaves the price at the square of the shutting premium",
            "It begins where the guard just lets it pass, and its marginal price ends as far "
            "above its mean price as that is above the old one.",
            (POOL, bare, whole),
            sp.Eq(price_after / v.twap, NEXT),
            _next,
            _next_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: it stays", sp.Eq(sp.Integer(1), NEXT.subs(NUMBERS))),
                "bare-quote": lambda: Counterexample(
                    "put the fee into the quote: the purchase is larger and the price ends higher",
                    sp.Eq((1 / (1 - slippage)).subs(NUMBERS) ** 2, NEXT.subs(NUMBERS))),
                "largest-purchase": lambda: Counterexample(
                    "make a purchase of half the size: the price ends lower",
                    sp.Eq((1 + (EDGE - 1) / 2) ** 2, NEXT.subs(NUMBERS))),
            },
            f"{tolerance}; premiums at which the guard is open",
            shown_in=FIGURE,
            owner="own; solved from the model's equations", uses=("guard-limits-size",),
        ),
        Claim(
            "vault-needs-depth",
            "Below this depth what pays an executor does not pass the guard",
            "A shallow pool stops the vault for good: waiting adds dollars and no depth.",
            (
                POOL,
                bare,
                Assumption("competition", "somebody calls as soon as the reward pays the gas"),
                Assumption("at-par", "the spot price equals its average"),
            ),
            sp.Eq(least_depth, DEPTH),
            _depth,
            _depth_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: every size passes, so any depth is enough",
                    sp.Eq(sp.Integer(0), DEPTH.subs(NUMBERS))),
                "bare-quote": lambda: Counterexample(
                    "put the fee into the quote: a shallower pool is enough",
                    sp.Eq(_deeper((1 / (1 - slippage)).subs(NUMBERS) - 1), DEPTH.subs(NUMBERS))),
                "competition": _sole,
                "at-par": lambda: Counterexample(
                    "let the spot price be half a per cent above its average: the pool must be "
                    "deeper",
                    sp.Eq(_deeper(room_at(sp.Rational(201, 200)) / 100), DEPTH.subs(NUMBERS))),
            },
            "tolerances above the pool's fee and below one; pools deeper than gas over the "
            "executor's share, since in others nothing pays; virtual reserves in a range",
            shown_in=SIZES,
            owner="own; solved from the model's equations",
            uses=("guard-limits-size", "least-purchase-that-pays"),
        ),
    )  # fmt: skip
