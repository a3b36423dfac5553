"""What leaks between a dollar of revenue and the holders, and the burn that does not leak."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model import contract
from model.quantities import NOT_NEGATIVE, in_force, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.pool import pool_fee, spot
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import stated
from model.theory.invariants.pool import positive
from model.theory.invariants.split import split_amounts
from model.theory.sourced import paid_in
from model.theory.steps import Step, conclusion, identity, inequality
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


def _bought() -> Step:
    """The specification's purchases and split, over their dollars, at the price before."""
    tokens, dollars, spent = positive(a.pool_ai), positive(a.pool_usd), positive(v.spend)
    paid = stated(v.vault(), v.buyback_dollars).subs(v.spend, spent)
    out = stated(v.vault(), v.buyback).subs(
        {v.buyback_dollars: paid, a.pool_ai: tokens, a.pool_usd: dollars}
    )
    parts = split_amounts(v.CONTRACT)
    kept = (parts[v.burn] + tobins_q * parts[v.treasury_share_of_buyback]).subs(a.vault_ai, out)
    return identity(
        "The pool's providers keep the fee, and the pool answers each purchase with its impact; "
        "executor, burn and treasury divide the rest. A burned token is worth its price to "
        "holders, one of the treasury's q times it.",
        kept * (dollars / tokens) / spent,
        EFFICIENCY.rhs.subs(a.pool_usd, dollars),
    )


def _efficiency(statement: sp.Basic) -> Iterator[Step]:
    step = _bought()
    burn_only = identity(
        "If the treasury's part is worth nothing to holders, the burn is all that counts.",
        EFFICIENCY.rhs.subs(tobins_q, 0),
        burned * LEAK,
    )
    yield from (step, burn_only)
    yield conclusion("This is the claim.", EFFICIENCY, step, burn_only)


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
    burned: sp.Rational(7, 10),
    taken: sp.Rational(1, 100),
    pool_fee: sp.Rational(3, 1000),
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
    price, impact = (sp.Symbol(s, positive=True) for s in ("P", "i"))
    kept, short = sp.Symbol("k", positive=True), sp.Symbol("w", nonnegative=True)
    step = _bought()
    named = identity(
        "Write k for the product of the shares that a purchase keeps, and i for the dollars that "
        "reach the reserve over the reserve.",
        burned * LEAK / price,
        (kept / (1 + impact) / price).subs(
            {
                kept: burned * (1 - taken) * (1 - pool_fee),
                impact: (1 - pool_fee) * v.one_purchase / a.pool_usd,
            }
        ),
    )
    above = inequality(
        "A fee paid in tokens burns one over the price for each dollar. As k is at most one and "
        "the purchase is not nothing, that is more.",
        1 / price,
        kept / (1 + impact) / price,
        (short + impact) / (1 + impact) / price,
        {short: 1 - kept},
        strict=True,
    )
    yield from (step, named, above)
    yield conclusion("So the direct burn burns more.", DIRECT, step, named, above)


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
            "purchases of any size; burn of the base part of a fee, not of what pays nodes",
            literature=("roughgarden2020transaction",),
            shown_in=FIGURE,
        ),
    )  # fmt: skip
