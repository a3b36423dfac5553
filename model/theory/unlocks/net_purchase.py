"""The treasury spends what buybacks bring it: what is sold again, and what stays bought."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model import contract
from model.logic.step import Step
from model.quantities import SHARE, theoretical
from model.spec import vault as v
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.unlocks.recirculation import (
    AGAIN,
    BURN,
    KEPT,
    NUMBERS,
    PRICE,
    REGION,
    REWARD,
    all_rounds,
    back,
    burned_and_kept,
    shares,
    spent,
)

sold_executor = theoretical(
    "sold_by_executors", r"\sigma_{E}", "1", "part of their reward that executors sell", SHARE
)
sold_others = theoretical(
    "sold_by_recipients",
    r"\sigma_{G}",
    "1",
    "part that recipients of grants sell, of what they do not return",
    SHARE,
)
net_bought = theoretical(
    "net_bought", r"\nu", "1", "bought less sold, of a token bought with outside revenue"
)
NET = sp.Eq(
    net_bought,
    1 - (REWARD * sold_executor + KEPT * spent * (1 - back) * sold_others) / (1 - AGAIN),
)


def _net(statement: sp.Basic) -> Iterator[Step]:
    parts = shares()
    granted = parts[v.treasury_share_of_buyback] * spent
    kept_back = granted * (1 - back) * sold_others
    sold = parts[v.executor_reward] * sold_executor + kept_back + granted * back
    yield from all_rounds(
        statement,
        "In a round the vault buys, executors and recipients sell, and what returns is sold to "
        "pay the fee. The next round buys that back.",
        1 - sold,
    )


def play(draw: np.random.Generator) -> tuple[tuple[Fraction, ...], Fraction]:
    """Random shares, and what rounds of the contract's split leave bought in net.

    Shares are those of executor, burn, spent, returned, sold by executors, sold by recipients.
    """
    first = 10**27
    bps = int(draw.integers(0, 500)), int(draw.integers(0, 9500))
    parts = [Fraction(int(draw.integers(0, 101)), 100) for _ in range(4)]
    spends, returns, executors, others = parts
    bought, offered, amount = Fraction(0), Fraction(0), first
    while amount > contract.BPS:  # a last unit would go round for ever
        cut = contract.split(amount, *bps)
        granted = int(cut.treasury * spends)
        amount_back = int(granted * returns)
        bought += amount
        # What returns is sold for dollars, which the vault spends in the next round.
        offered += cut.executor * executors + (granted - amount_back) * others + amount_back
        amount = amount_back
    known = (*(Fraction(b, contract.BPS) for b in bps), *parts)
    return known, (bought - offered) / first


def _in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 200, Fraction(0)
    symbols = (REWARD, BURN, spent, back, sold_executor, sold_others)
    said = sp.lambdify(symbols, statement.rhs, "math")
    for _ in range(count):
        known, found = play(draw)
        worst = max(worst, abs(found - Fraction(said(*known))))
    text = "rounds of the contract's split in whole numbers: gap"
    return Evidence(text, count, float(worst), 1e-20)


def _instance(found: sp.Expr) -> sp.Basic:
    """The formula, contract's split, all spent and returned, half the reward sold: ``found``."""
    sold = {sold_executor: sp.Rational(1, 2), sold_others: 1}
    return sp.Eq(found, NET.rhs.subs(NUMBERS | sold))


def _dearer_each_round() -> Counterexample:
    _, kept = burned_and_kept()
    tokens = 1 / (1 - kept / 2)  # split in all rounds together
    return Counterexample(
        "let the vault buy at twice the price at which recipients sold: what they sold is not "
        "bought back",
        _instance(tokens - NUMBERS[REWARD] / 2 * tokens - kept * tokens),
    )


def _sold_later() -> Counterexample:
    _, kept = burned_and_kept()
    return Counterexample(
        "let executors sell the rest later: less stays bought",
        _instance(1 - NUMBERS[REWARD] / (1 - kept)),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "net-purchase-of-all-rounds",
            "What stays bought is what executors and recipients do not sell",
            "Tokens that return to the vault are sold to pay and bought again, so they push the "
            "price nowhere. What executors and recipients sell for themselves, in all rounds, is "
            "taken off.",
            (PRICE, Assumption("rest-is-held", "nobody sells later what is held now")),
            NET,
            _net,
            _in_numbers,
            {"same-price": _dearer_each_round, "rest-is-held": _sold_later},
            REGION,
            shown_in="fig-recirculation",
            owner="own; no source is known",
            uses=("recirculation-burns-more",),
        ),
    )
