"""What leaks between a dollar of revenue and the holders, and the burn that does not leak."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model import contract
from model.logic.formulas import by_meaning
from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import bound
from model.quantities import NOT_NEGATIVE, in_force, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import stated
from model.spec.pool import pool_fee, spot, spot_price
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.split import split_amounts
from model.theory.sourced import BURN_AS_FOUND, FEE_AS_FOUND, paid_in
from model.theory.value.payout import FIGURE

efficiency = theoretical(
    "payout_efficiency", r"\eta_{\Delta}", "1",
    "worth to holders, at the price before, of what a dollar of the vault buys",
    NOT_NEGATIVE)  # fmt: skip
tobins_q = theoretical(
    "tobins_q", "q", "1", "worth to holders of a dollar that the treasury spends", NOT_NEGATIVE
)
burned, taken = in_force(v.burn_share), in_force(v.executor_share)
LEAK = (1 - taken) * (1 - pool_fee) / (1 + (1 - pool_fee) * v.one_purchase / a.pool_usd)
EFFICIENCY = sp.Eq(efficiency, (burned + tobins_q * (1 - burned)) * LEAK, evaluate=False)
DIRECT = sp.Gt(1 / spot, burned * LEAK / spot, evaluate=False)


def _bought() -> tuple[sp.Expr, sp.Expr]:
    """What the specification burns, and leaves to the treasury, of one dollar of the vault."""
    paid = stated(v.vault(), v.buyback_dollars)
    out = stated(v.vault(), v.buyback).subs(v.buyback_dollars, paid)
    parts = split_amounts(v.CONTRACT)
    burnt, rest = (parts[each].subs(a.vault_ai, out) / v.spend
                   for each in (v.burn, v.treasury_share_of_buyback))  # fmt: skip
    return burnt, rest


def _efficiency(statement: sp.Basic) -> Iterator[Step]:
    burnt, rest = _bought()
    yield by_meaning(
        "The pool's providers keep the fee, and the pool answers each purchase with its impact; "
        "executor, burn and treasury divide the rest. A burned token is worth its price to "
        "holders, one of the treasury's q times it.",
        statement,
        (burnt + tobins_q * rest) * spot_price,
    )


def whole_efficiency(spent: int, tokens: int, dollars: int, q: Fraction) -> Fraction:
    """The contract's purchase and split in whole numbers, valued at the price before."""
    paid = paid_in(spent)
    parts = contract.split(tokens * paid // (dollars + paid))
    return (parts.burn + q * parts.treasury) * Fraction(dollars, tokens) / spent


def _sizes(count: int) -> Iterator[tuple[int, int, int]]:
    draw = np.random.default_rng(7)
    for _ in range(count):
        tokens, dollars = (int(10 ** draw.uniform(12, 15)) for _ in range(2))
        yield int(dollars * draw.uniform(0.0001, 1)), tokens * 10**12, dollars


SHARES = {
    burned: BURN_AS_FOUND,
    taken: sp.Rational(1, 100),
    pool_fee: FEE_AS_FOUND,
}


def _efficiency_in_numbers(statement: sp.Eq) -> Evidence:
    draw, count, worst = np.random.default_rng(8), 300, 0.0
    ratio = (statement.lhs / statement.rhs - 1).subs(SHARES)
    off = sp.lambdify((efficiency, tobins_q, v.one_purchase, a.pool_usd), ratio, "math")
    for spent, tokens, dollars in _sizes(count):
        q = Fraction(int(draw.integers(0, 300)), 100)
        found = whole_efficiency(spent, tokens, dollars, q)
        worst = max(worst, abs(off(float(found), float(q), spent, dollars)))
    return Evidence("the contract's whole numbers: relative difference", count, worst, 1e-6)


def _direct(statement: sp.Basic) -> Iterator[Step]:
    # A share of 1/(1 + s) is any but none; one less it is any but the whole.
    spared, cut, fee = sp.symbols("s_b s_e s_f", nonnegative=True)
    impact = sp.Symbol("i", positive=True)
    burnt, _ = _bought()
    yield identity(
        "For a dollar of the vault the specification's purchase and split burn this.",
        burnt.subs(a.pool_ai, a.pool_usd / spot),
        statement.lts,
    )
    lost = (1 + spared) * (1 + cut) * (1 + fee) * (1 + impact)
    yield bound(
        "A fee paid in tokens burns one over the price for each dollar. Treasury, executor, pool "
        "fee and impact (i is what reaches the reserve, over it) each make a purchase burn less, "
        "and only without all four as much.",
        statement,
        (spared + (1 + spared) * (cut + (1 + cut) * (fee + (1 + fee) * impact))) / (lost * spot),
        {spared: 0, cut: 0, fee: 0, impact: 0},
        where={
            burned: 1 / (1 + spared),
            taken: 1 - 1 / (1 + cut),
            pool_fee: 1 - 1 / (1 + fee),
            v.one_purchase: impact * (1 + fee) * a.pool_usd,
        },
    )


def _direct_in_numbers(statement: sp.Basic) -> Evidence:
    count, broken = 200, 0
    symbols = (spot, v.one_purchase, a.pool_usd)
    holds = sp.lambdify(symbols, statement.subs(SHARES), "math")
    for spent, tokens, dollars in _sizes(count):
        price = Fraction(dollars, tokens)
        fee_in_tokens = Fraction(spent) / price
        by_purchase = whole_efficiency(spent, tokens, dollars, Fraction(0)) * spent / price
        more = fee_in_tokens > by_purchase
        broken += not (more and holds(float(price), spent, dollars))
    return Evidence("purchases that burn as much as a fee in tokens", count, float(broken), 0.0)


def claims() -> tuple[Claim, ...]:
    """Leakage and fee burn."""
    one, half = sp.Integer(1), sp.Rational(1, 2)
    point = {**SHARES, v.one_purchase: one, a.pool_usd: 100, tobins_q: 0, spot: one}
    at = EFFICIENCY.rhs.subs(point)
    keeps = SHARES[burned] * (1 - SHARES[taken]) * (1 - SHARES[pool_fee])
    pool = Assumption("constant-product", "the pool keeps the product of its reserves")
    paid = Assumption("paid-in-tokens", "fees are paid in tokens that users hold already")
    return (
        Claim(
            "buyback-leaks",
            "How much of a dollar reaches holders through the vault",
            "Executor, pool fee and impact take a part of each dollar; the treasury's part "
            "counts with what the treasury makes of it. What leaks is not lost to the world: it "
            "goes to executors, to liquidity providers and to the holders who sell.",
            (
                pool,
                Assumption("contract-split", "the burn is a share of what the executor leaves"),
                Assumption("at-the-price-before", "tokens are worth the price before the purchase"),
            ),
            EFFICIENCY,
            _efficiency,
            _efficiency_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: there is no impact", sp.Eq(keeps, at)
                ),
                "contract-split": lambda: Counterexample(
                    "take the burn from the gross amount: more reaches holders",
                    sp.Eq(at / (1 - SHARES[taken]), at),
                ),
                "at-the-price-before": lambda: Counterexample(
                    "value the burn at the price that the purchase leaves: it seems to be more",
                    sp.Eq(at * (1 + (1 - SHARES[pool_fee]) / 100) ** 2, at),
                ),
            },
            "each purchase alone in the pool, which arbitrage takes back after it",
            literature=("angeris2020analysis",),
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
            uses=("split-sums-to-purchase",),
        ),
        Claim(
            "fee-burn-has-no-leakage",
            "Burning a fee that is paid in tokens burns more than buying and burning for it",
            "The leakage-free case. Users who have to buy the tokens first pay what that costs.",
            (
                paid,
                Assumption("shares", "no share of a purchase is above one or negative"),
            ),
            DIRECT,
            _direct,
            _direct_in_numbers,
            {
                "paid-in-tokens": lambda: Counterexample(
                    "let the protocol buy the tokens for users with the fee and burn them all: "
                    "fee and impact cost as much as they cost a vault that burns everything",
                    sp.Gt((1 - SHARES[pool_fee]) / (1 + (1 - SHARES[pool_fee]) / 100),
                          LEAK.subs({**point, taken: 0})),
                ),
                "shares": lambda: Counterexample(
                    "let somebody add a half to every purchase for nothing",
                    sp.Gt(one, LEAK.subs({**point, taken: -half})),
                ),
            },
            "purchases that burn something; burn of the base part of a fee, not of what pays nodes",
            literature=("roughgarden2020transaction",),
            shown_in=FIGURE,
            owner="own; no source is known",
        ),
    )  # fmt: skip
