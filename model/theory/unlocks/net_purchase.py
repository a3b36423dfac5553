"""The treasury spends what buybacks bring it: what is sold again, and what stays bought."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model import contract
from model.quantities import SHARE, theoretical
from model.spec import vault as v
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.steps import Step, conclusion, identity
from model.theory.unlocks.recirculation import (
    AGAIN,
    BURN,
    BURNED,
    KEPT,
    PRICE,
    REGION,
    REWARD,
    back,
    one_round,
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
    steps, parts = one_round(), shares()
    treasury = parts[v.treasury_share_of_buyback]
    sold = parts[v.executor_reward] * sold_executor + treasury * spent * (1 - back) * sold_others
    net = identity(
        "What returns is sold to pay the fee and bought by the vault: it cancels. The rest of "
        "what executors and recipients sell does not.",
        (1 - sold - AGAIN) / (1 - AGAIN),
        NET.rhs,
    )
    ones = dict.fromkeys((spent, sold_executor, sold_others), 1)
    check = identity(
        "If all is spent and sold that can be, the burn alone is left of the purchase.",
        NET.rhs.subs(ones),
        BURNED.rhs.subs(ones),
    )
    yield from (*steps, net, check)
    yield conclusion("This is the claim.", NET, *steps, net, check)


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
    numbers = {REWARD: sp.Rational(1, 100), BURN: sp.Rational(7, 10), spent: 1, back: 1}
    return sp.Eq(found, NET.rhs.subs(numbers | {sold_executor: sp.Rational(1, 2), sold_others: 1}))


def _dearer_each_round() -> Counterexample:
    kept = sp.Rational(297, 1000)
    tokens = 1 / (1 - kept / 2)  # split in all rounds together
    return Counterexample(
        "let the vault buy at twice the price at which recipients sold: what they sold is not "
        "bought back",
        _instance(tokens - sp.Rational(1, 200) * tokens - kept * tokens),
    )


def _sold_later() -> Counterexample:
    split = 1 / (1 - sp.Rational(297, 1000))
    return Counterexample(
        "let executors sell the rest later: less stays bought",
        _instance(1 - sp.Rational(1, 100) * split),
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
        ),
    )
