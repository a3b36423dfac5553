"""Unlocks against burn: the revenue at which as much is burned as unlocks."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model import contract
from model.logic.formulas import threshold
from model.logic.step import Step
from model.logic.steps import limit
from model.logic.theorems import all_of
from model.quantities import NOT_NEGATIVE, in_force, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import stated
from model.spec.pool import bought, pool_fee, spot_price
from model.theory import notation as n
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.pool import positive
from model.theory.invariants.split import split_amounts
from model.theory.sourced import BURN_AS_FOUND, EXACT_FEE, FEE_AS_FOUND, paid_in

break_even = theoretical(
    "break_even_share",
    r"\rho^{*}",
    "1/calendar_year",
    "yearly revenue at which the burn replaces what unlocks, over the value of what circulates",
    NOT_NEGATIVE,
)
break_even_kept = theoretical(
    "break_even_share_if_treasury_holds",
    r"\rho^{*}_{\mathrm{T}}",
    "1/calendar_year",
    "the same if the treasury holds what buybacks bring it, so that it does not circulate",
    NOT_NEGATIVE,
)
C, u = n.circulating_tokens, n.unlock_rate
BURNED = in_force(v.burn_share) * (1 - in_force(v.executor_share)) * (1 - pool_fee)
KEPT = (1 - in_force(v.executor_share)) * (1 - pool_fee)
REVENUE = sp.And(sp.Eq(break_even, u / (C * BURNED)), sp.Eq(break_even_kept, u / (C * KEPT)))
# Bound variables: dollars of a purchase, revenue over the value of what circulates, what fee and
# executor leave, and the burned part.
purchase, ratio = sp.symbols("d rho", positive=True)
after_fee, after_call, burned_part = sp.symbols("f g b", positive=True)
POSITIVE_PARTS = {
    pool_fee: 1 - after_fee,
    in_force(v.executor_share): 1 - after_call,
    in_force(v.burn_share): burned_part,
}


def _revenue(statement: sp.Basic) -> Iterator[Step]:
    tokens, dollars = positive(a.pool_ai), positive(a.pool_usd)
    reserves = {a.pool_ai: tokens, a.pool_usd: dollars, v.spend: purchase}
    paid = stated(v.vault(), v.buyback_dollars).subs(reserves)
    out = {a.vault_ai: bought(paid).subs(reserves)}
    amounts = split_amounts(v.CONTRACT)
    burned, held = amounts[v.burn], amounts[v.treasury_share_of_buyback]
    leaves = {break_even: ("burned", burned, BURNED),
              break_even_kept: ("burned or held by the treasury", burned + held, KEPT)}  # fmt: skip
    parts, turns = {part.lhs: part for part in statement.args}, []
    for level, (name, gone, share) in leaves.items():
        small = limit(
            f"A dollar of a small purchase buys 1/P tokens less the fee. Of these are {name}:",
            gone.subs(out) / purchase,
            purchase,
            sp.Integer(0),
            share * tokens / dollars,
        )
        revenue = ratio * C * spot_price.subs(reserves)
        lost = revenue * small.relation.rhs
        turn = threshold(
            "Let revenue be ρ times the value of what circulates. If ρ is below this, the "
            "circulation grows; at it, it stands still; above it, it falls.",
            parts[level],
            u - lost,
            ratio,
            -lost / ratio,
            where=POSITIVE_PARTS,
        )
        yield from (small, turn)
        turns.append(turn)
    yield all_of("Both readings of what counts as gone:", statement, *turns)


def year_of_burns(revenue: int, pool: tuple[int, int], bps: tuple[int, int], held: bool) -> int:
    """Base units gone after 365 equal purchases of whole dollars' millionths, price restored."""
    tokens, dollars = pool
    paid = paid_in(revenue // 365)
    parts = contract.split(tokens * paid // (dollars + paid), *bps)
    return 365 * (parts.burn + parts.treasury * held)


def least_revenue(unlocked: int, pool: tuple[int, int], bps: tuple[int, int], held: bool) -> int:
    """The least yearly revenue, in millionths of a dollar, whose burns reach what unlocks."""
    low, high = 0, 10**20
    while low < high:
        middle = (low + high) // 2
        enough = year_of_burns(middle, pool, bps, held) >= unlocked
        low, high = (low, middle) if enough else (middle + 1, high)
    return low


def _revenue_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 40, Fraction(0)
    symbols = (C, u, pool_fee, in_force(v.executor_share), in_force(v.burn_share))
    right = {e.lhs: sp.lambdify(symbols, e.rhs, "math") for e in statement.args}
    for _ in range(count):
        price = Fraction(int(draw.integers(10, 1000)), 1000)
        circulating = int(draw.integers(10**8, 10**10))
        unlocked = int(draw.integers(10**7, circulating))
        bps = int(draw.integers(0, 300)), int(draw.integers(3000, 9000))
        # Reserves a billion times what a year can need: purchases have no impact to speak of.
        pool = 10**37, int(10**25 * price)
        shares = (Fraction(b, contract.BPS) for b in bps)
        known = (Fraction(circulating), Fraction(unlocked), EXACT_FEE, *shares)
        for symbol, held in ((break_even, False), (break_even_kept, True)):
            found = Fraction(least_revenue(unlocked * 10**18, pool, bps, held), 10**6)
            formula = Fraction(right[symbol](*known))
            worst = max(worst, abs(found / (price * circulating) / formula - 1))
    text = "least revenue whose purchases, split in whole numbers, replace a year's unlocks: gap"
    return Evidence(text, 2 * count, float(worst), 1e-6)


def _with(formula: sp.Expr) -> sp.Expr:
    """The formula for one token that circulates and half of one that unlocks."""
    numbers = {C: 1, u: sp.Rational(1, 2), pool_fee: FEE_AS_FOUND}
    shares = {in_force(v.executor_share): sp.Rational(1, 100)}
    return formula.subs(numbers | shares | {in_force(v.burn_share): BURN_AS_FOUND})


def _deep() -> Counterexample:
    gone, dollars = sp.Rational(1, 2), sp.Symbol("d", positive=True)
    burns = _with(BURNED * 10 * dollars / (10 + (1 - pool_fee) * dollars))
    (needed,), formula = sp.solve(sp.Eq(burns, gone), dollars), _with(u / (C * BURNED))
    return Counterexample(
        "let a pool of 10 tokens and 10 dollars take the year's purchases at once: each dollar "
        f"burns less and {sp.N(needed, 4)} are needed instead of {sp.N(formula, 4)}",
        sp.Eq(needed, formula),
    )


def _gross() -> Counterexample:
    burned = split_amounts(v.GROSS)[v.burn].subs(a.vault_ai, 1 - pool_fee)
    return Counterexample(
        "take the burn from the gross purchase: less revenue is needed",
        sp.Eq(_with(u / (C * burned)), _with(u / (C * BURNED))),
    )


def _only_sold() -> Counterexample:
    sold = sp.Rational(1, 2)
    return Counterexample(
        "count unlocked tokens only when they are sold, and let half of them be: half the revenue",
        sp.Eq(_with(u * sold / (C * BURNED)), _with(u / (C * BURNED))),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "break-even-revenue",
            "The revenue that stops dilution is the unlock rate over the burned share of a dollar",
            "Circulation stands still if revenue over the value of what circulates equals the "
            "share that unlocks, over the part of a dollar that ends in tokens gone. No price is "
            "in it. The first line counts burned tokens as gone, as the market does; the second "
            "also those that the treasury holds, which the market counts as circulating.",
            (
                Assumption("small-purchases", "purchases are small against the pool, or its price "
                           "recovers between them"),
                Assumption("contract-split", "the burn is a share of what the executor leaves"),
                Assumption("unlocked-is-circulating", "an unlocked token circulates from the day "
                           "on which it unlocks, sold or not"),
            ),
            REVENUE,
            _revenue,
            _revenue_in_numbers,
            {
                "small-purchases": _deep,
                "contract-split": _gross,
                "unlocked-is-circulating": _only_sold,
            },
            "a stretch of time in which the unlock rate is given; something is burned, and the "
            "executor's reward, which is not all, circulates",
            literature=("angeris2020analysis",),
            shown_in="fig-break-even",
            owner="own; solved from the model's equations",
            uses=("split-sums-to-purchase",),
        ),
    )  # fmt: skip
