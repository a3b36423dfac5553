"""The guard at its edge: the premium that shuts it, the depth it needs, the time it stays shut.

The size that it lets through is the claim `guard-limits-size`. The premium is the spot price
over the average that the guard reads. Depth is the dollar reserve. Theory: T12.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.pool import pool_fee, spot
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import stated
from model.theory.invariants.pool import positive
from model.theory.sourced import EXACT_FEE, POOL_FEE, paid_in
from model.theory.steps import Step, conclusion, equivalence, identity
from model.theory.vault.executor import LEAST, depths, share, whole_reward
from model.theory.vault.purchase import AFTER, POOL, dollars, left, price_after
from model.theory.vault.readings import read
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
average, premium = positive(v.twap), sp.Symbol("m", positive=True)
gas, part = positive(v.gas_cost), positive(share)
KEPT = {pool_fee: 1 - left, slippage: 1 - after_slip}


def margin() -> sp.Expr:
    """What the specification's guard admits, as a share of the reserve, before the cut at zero."""
    stake = stated(v.vault(), v.guard_room) / a.pool_usd
    stake = stake.subs(spot, premium * v.twap).subs(KEPT)
    (inside,) = [arg for top in stake.atoms(sp.Max) for arg in top.args if arg != 0]
    return inside


def admitted() -> Step:
    """The room of the specification, in short names."""
    return read("With f = 1 − φ, g = 1 − s and the premium m, the room is this share of the "
                "reserve, where it is positive.", v.guard_room / dollars, margin(),
                1 / (premium * after_slip) - 1 / left)  # fmt: skip


def _freeze(statement: sp.Basic) -> Iterator[Step]:
    spec = admitted()
    iff = equivalence(
        "It is not negative if and only if the premium is not above f/g.",
        margin(),
        left / after_slip - premium,
        1 / (premium * left),
    )
    yield from (spec, iff)
    yield conclusion("At that premium the guard shuts.", sp.Eq(freeze_premium, FREEZE), spec, iff)


def _next(statement: sp.Basic) -> Iterator[Step]:
    spec = admitted()
    largest = dollars * margin()
    after = AFTER.subs({v.one_purchase: largest, spot: premium * average}).subs(
        {a.pool_usd: dollars, **KEPT})  # fmt: skip
    price = identity("It moves the price by the square of one plus what reaches the reserve.",
                     after / average, (left / after_slip) ** 2 / premium)  # fmt: skip
    yield from (spec, price)
    yield conclusion("In the words of the model:", sp.Eq(price_after / v.twap, NEXT), spec, price)


def _depth(statement: sp.Basic) -> Iterator[Step]:
    over, deep = sp.symbols("z y", positive=True)  # s − φ, and what ε Y has beyond the gas
    at_par = margin().subs(premium, 1)
    least = LEAST.subs({a.pool_usd: dollars, v.gas_cost: gas, share: part, pool_fee: 1 - left})
    known = {after_slip: left - over, dollars: (gas + deep) / part}
    iff = equivalence(
        "Where the tolerance exceeds the fee by z, and ε Y the gas by y, the largest purchase that "
        "passes reaches the smallest that pays if and only if the pool is deep enough. The "
        "positive factor contains g = f − z, which is positive.",
        (dollars * at_par - least).subs(known).subs(left, after_slip + over),
        (dollars - gas * left / (part * over)).subs(known).subs(left, after_slip + over),
        (dollars * part * over / (left * after_slip * (part * dollars - gas)))
        .subs({dollars: (gas + deep) / part}).subs(left, after_slip + over),
    )  # fmt: skip
    named = read("The root is the depth claimed.", least_depth, DEPTH.subs(
        {v.gas_cost: gas, share: part, pool_fee: 1 - left, slippage: 1 - left + over}),
        gas * left / (part * over))  # fmt: skip
    yield from (iff, named)
    yield conclusion("Below it what pays does not pass.", sp.Eq(least_depth, DEPTH), iff, named)


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


NUMBERS = {pool_fee: sp.Rational(3, 1000), slippage: sp.Rational(1, 100), v.twap: 1, spot: 1,
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
            "tolerances above the pool's fee; virtual reserves in a range",
            shown_in=SIZES,
        ),
    )  # fmt: skip
