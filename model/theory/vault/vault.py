"""The vault: how large a purchase its guard lets through, and what a dollar burns."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model import contract
from model.logic.arithmetic import by_arithmetic
from model.logic.formulas import by_specification
from model.logic.step import Step
from model.logic.steps import read
from model.logic.theorems import all_of
from model.quantities import in_force
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import stated
from model.spec.pool import bought, pool_fee, spot, spot_price
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.pool import positive
from model.theory.sourced import BURN_AS_FOUND, EXACT_FEE, FEE_AS_FOUND, paid_in

slippage, size = in_force(v.max_slippage), v.one_purchase
premium = spot / v.twap
ROOM = a.pool_usd * sp.Max(0, 1 / (premium * (1 - slippage)) - 1 / (1 - pool_fee))
PASSES = sp.Ge(
    bought((1 - pool_fee) * size), (1 - slippage) * size / v.twap, evaluate=False
)  # what the pool gives, and the least that the guard asks for
ADMITTED = sp.Equivalent(PASSES, sp.Le(size, v.guard_room, evaluate=False))
# Bound variables: the parts of a purchase that pool and guard leave, both below one.
after_fee, after_slip = sp.symbols("f g", positive=True)
KEPT = {pool_fee: 1 - after_fee, slippage: 1 - after_slip}


def _guard(statement: sp.Basic) -> Iterator[Step]:
    formula, passing = _parts(statement)
    block = v.vault()
    here = {spot: spot_price}
    within = read(
        "With the spot price the specification's guard lets this through at most.",
        v.guard_room,
        stated(block, v.guard_room).subs(here),
        a.pool_usd
        * sp.Max(0, v.twap * a.pool_ai / (a.pool_usd * (1 - slippage)) - 1 / (1 - pool_fee)),
    )
    passes = by_arithmetic(
        "Let the fee leave f and the tolerance g of a dollar, both positive, and no reserve be "
        "empty. Then no purchase above that passes, and none that passes is above it; if the "
        "room is not positive, none passes.",
        passing,
        within,
        where=KEPT | {each: positive(each) for each in (a.pool_ai, a.pool_usd, size)},
    )
    room = by_specification(
        "In terms of the premium, the spot price over its average, the room is this.",
        formula,
        (block, v.guard_room),
    )
    yield from (within, passes, room)
    yield all_of("So the room is the largest purchase that passes.", statement, passes, room)


def _parts(statement: sp.Basic) -> tuple[sp.Eq, sp.Equivalent]:
    """The formula of the room, and what the room decides."""
    formula, passing = sorted(statement.args, key=lambda part: not isinstance(part, sp.Eq))
    return formula, passing


def largest_passing(
    tokens: int, dollars: int, average: Fraction, slip_bps: int, fee: Fraction = EXACT_FEE
) -> int:
    """The largest purchase in base units that the contract's guard accepts, by bisection."""

    def passes(amount: int) -> bool:
        paid = amount * (fee.denominator - fee.numerator) // fee.denominator
        out = tokens * paid // (dollars + paid)
        return bool(out * contract.BPS >= (amount / average) * (contract.BPS - slip_bps))

    low, high = 0, dollars
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if passes(middle) else (low, middle - 1)
    return low


def _guard_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 300, Fraction(0)
    symbols = (a.pool_usd, spot, v.twap, slippage, pool_fee)
    formula, _ = _parts(statement)
    room = sp.lambdify(symbols, formula.rhs, "math")
    for _ in range(count):
        tokens = int(draw.integers(10**6, 10**9)) * 10**18
        dollars = int(draw.integers(10**4, 10**8)) * 10**6
        price = Fraction(dollars, tokens)
        average = price * Fraction(int(draw.integers(985_000, 1_015_000)), 1_000_000)
        slip_bps = int(draw.integers(1, 501))
        fee, slip = EXACT_FEE, Fraction(slip_bps, contract.BPS)
        exact = Fraction(room(Fraction(dollars), price, average, slip, fee))
        found = largest_passing(tokens, dollars, average, slip_bps)
        # Floors of the swap shift the largest whole purchase by a few units.
        worst = max(worst, abs(found - exact) / dollars)
    return Evidence(
        "largest purchase that whole-number guards accept, by bisection: share of the reserve",
        count,
        float(worst),
        1e-6,
    )


PER_DOLLAR = (
    in_force(v.burn_share)
    * (1 - in_force(v.executor_share))
    * (1 - pool_fee)
    / (spot * (1 + (1 - pool_fee) * v.one_purchase / a.pool_usd))
)


def _per_dollar(statement: sp.Basic) -> Iterator[Step]:
    tokens, dollars, each = positive(a.pool_ai), positive(a.pool_usd), positive(size)
    spent = positive(v.spend)
    reserves = {a.pool_ai: tokens, a.pool_usd: dollars, size: each, v.spend: spent}
    block = v.vault()
    paid = stated(block, v.buyback_dollars)
    out = stated(block, v.buyback).subs(v.buyback_dollars, paid)
    yield read(
        "The pool's providers keep the fee; the rest is swapped.",
        v.buyback_dollars,
        paid,
        (1 - pool_fee) * v.spend,
    )
    yield read(
        "In purchases of one size, between which the pool is taken back, the constant product "
        "gives this for it.",
        v.buyback,
        out,
        a.pool_ai * (1 - pool_fee) * v.spend / (a.pool_usd + (1 - pool_fee) * size),
    )
    yield by_specification(
        "Burn is its share of what the executor leaves of that, under the contract's rule of the "
        "split. Over dollars spent, with the price before the purchase, it is this.",
        statement,
        (v.split(), v.burn),
        (v.split(), v.executor_reward),
        (block, spot),
        where=reserves | {v.split_rule: sp.Integer(v.CONTRACT), a.vault_ai: out.subs(reserves)},
    )


def _per_dollar_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 500, Fraction(0)
    burned, executor = in_force(v.burn_share), in_force(v.executor_share)
    symbols = (v.burn, v.spend, size, spot, a.pool_usd, pool_fee, burned, executor)
    gap = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        tokens = int(draw.integers(10**6, 10**9)) * 10**18
        dollars = int(draw.integers(10**4, 10**8)) * 10**6
        each, calls = int(draw.integers(10**3, 10**6)) * 10**6, int(draw.integers(1, 49))
        paid = paid_in(each)
        parts = contract.split(tokens * paid // (dollars + paid))
        spent = (calls * parts.burn, calls * each, each)
        numbers = (*spent, Fraction(dollars, tokens), dollars, EXACT_FEE)
        shares = (Fraction(7, 10), Fraction(1, 100))
        worst = max(worst, abs(Fraction(gap(*(Fraction(n) for n in numbers), *shares))))
    text = "the contract's whole numbers, 1 to 48 purchases of one size: relative difference"
    return Evidence(text, count, float(worst), 1e-15)


def _in_numbers(left: sp.Expr, right: sp.Expr, text: str) -> Counterexample:
    return Counterexample(text, sp.Eq(left, right))


def _cheap_quote() -> Counterexample:
    x, fee, slip = sp.Integer(10), FEE_AS_FOUND, sp.Rational(1, 100)
    out = 100 * (1 - fee) * x / (100 + (1 - fee) * x)
    return Counterexample(
        "let the guard compare with a quote that contains fee and impact: a purchase of a tenth "
        "of the reserve passes, though the room is under a hundredth of it",
        sp.Not(sp.Ge(out, (1 - slip) * out)),
    )


def _fixed_price() -> Counterexample:
    fee, slip = FEE_AS_FOUND, sp.Rational(1, 100)
    return Counterexample(
        "sell at a fixed price with the same fee: a purchase of any size passes",
        sp.Not(sp.Ge((1 - fee) * 50, (1 - slip) * 50)),
    )


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    fee, one = FEE_AS_FOUND, sp.Integer(1)
    formula = PER_DOLLAR.subs({in_force(v.burn_share): BURN_AS_FOUND,
                               in_force(v.executor_share): sp.Rational(1, 100), pool_fee: fee,
                               spot: one, size: 10, a.pool_usd: 100})  # fmt: skip
    out = 100 * (1 - fee) * 10 / (100 + (1 - fee) * 10)
    pool = Assumption("constant-product", "the pool keeps the product of its reserves")
    guard = Claim(
        "guard-limits-size",
        "The guard lets through purchases up to a fixed share of the pool's dollars",
        "A purchase passes if the pool gives at least (1 − s) of the TWAP quote. Fee and impact "
        "are not in the quote, so both eat into the tolerance.",
        (pool, Assumption("bare-quote", "the quote contains neither pool fee nor impact")),
        sp.And(sp.Eq(v.guard_room, ROOM, evaluate=False), ADMITTED),
        _guard,
        _guard_in_numbers,
        {"constant-product": _fixed_price, "bare-quote": _cheap_quote},
        "one purchase, above zero, against reserves that it alone moves; fees and tolerances below "
        "one",
        shown_in="fig-admissible",
        owner="own; solved from the model's equations",
    )
    burn = Claim(
        "burn-per-dollar",
        "What a dollar spent by the vault burns",
        "The burn per dollar falls with the price, with the pool's fee and with the size of the "
        "purchase against the pool.",
        (pool, Assumption("contract-split", "the burn is a share of what the executor leaves"),
         Assumption("taken-back", "between purchases arbitrage takes the pool back")),
        sp.Eq(v.burn / v.spend, PER_DOLLAR),
        _per_dollar,
        _per_dollar_in_numbers,
        {
            "constant-product": lambda: _in_numbers(
                BURN_AS_FOUND * sp.Rational(99, 100) * (1 - fee), formula,
                "sell at a fixed price: there is no impact and more is burned"),
            "contract-split": lambda: _in_numbers(
                BURN_AS_FOUND * out / 10, formula,
                "take the burn from the gross amount: more is burned"),
            "taken-back": lambda: _in_numbers(
                BURN_AS_FOUND * sp.Rational(99, 100) * (1 - fee)
                / (1 + (1 - fee) * sp.Rational(20, 100)), formula,
                "leave the pool as it is between two purchases: less is burned"),
        },
        "any number of purchases of one size; the price is that before each",
        shown_in="fig-purchase",
        owner="own; solved from the model's equations",
    )  # fmt: skip
    return guard, burn
