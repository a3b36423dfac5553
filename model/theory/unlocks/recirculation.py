"""The treasury spends what buybacks bring it, and it returns: how much more is burned."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model import contract
from model.logic.formulas import limit_of
from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import by_induction
from model.quantities import POSITIVE, SHARE, in_force, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.split import split_amounts
from model.theory.sourced import BURN_AS_FOUND

spent = theoretical(
    "treasury_spent_part",
    r"\varsigma",
    "1",
    "part of what buybacks bring the treasury that it spends",
    SHARE,
)
back = theoretical(
    "returned_part",
    r"\chi_{\mathrm{r}}",
    "1",
    "part of what the treasury spends that reaches the vault again, less the pool's take",
    SHARE,
)
all_burned = theoretical(
    "burned_in_all_rounds",
    r"b_{\infty}",
    "1",
    "burned of a token bought with outside revenue, all rounds together",
    POSITIVE,
)
BURN, REWARD = in_force(v.burn_share), in_force(v.executor_share)
KEPT = (1 - REWARD) * (1 - BURN)
AGAIN = KEPT * spent * back
BURNED = sp.Eq(all_burned, (1 - REWARD) * BURN / (1 - AGAIN))
PRICE = Assumption("same-price", "the vault buys at the price at which recipients sold")
REGION = "shares of which the executor's or the burned one is positive; all rounds together"
# Bound variables: rounds, what so many of them make, and the odds that a token does not return.
rounds = sp.Symbol("i", integer=True, nonnegative=True)
of_rounds, odds = sp.Symbol("y_i"), sp.Symbol("y", positive=True)


def shares(rule: int = v.CONTRACT) -> dict[sp.Symbol, sp.Expr]:
    """Executor, burn and treasury of one token, from the specification's split."""
    return {flow: part.subs(a.vault_ai, 1) for flow, part in split_amounts(rule).items()}


def all_rounds(statement: sp.Basic, text: str, once: sp.Expr) -> Iterator[Step]:
    """What all rounds together make of one token, if each round makes ``once`` of what it splits.

    ``text`` says what the limit is.
    """
    again = shares()[v.treasury_share_of_buyback] * spent * back
    yield identity("If nothing returns, the first round is all.", statement.rhs.subs(back, 0),
                   once.subs(back, 0))  # fmt: skip
    total = by_induction(
        "Rounds make what the first one makes, and of what returns what one round less makes of "
        "it.",
        sp.Eq(of_rounds, once * (1 - again**rounds) / (1 - again)),
        rounds,
        sp.Integer(0),
        once + again * of_rounds,
    )
    yield total
    # What returns is below one, as something is burned or paid out: one over one plus odds.
    returned = 1 / ((1 + odds) * again / back)
    yield limit_of(
        text, statement, total.relation.rhs, rounds, sp.oo, where={back: returned}, direction="-"
    )


def _burned(statement: sp.Basic) -> Iterator[Step]:
    yield from all_rounds(
        statement,
        "Every round burns the same share of what is split in it. What returns is less than the "
        "whole, so that all rounds have a limit.",
        shares()[v.burn],
    )


def play(spends: Fraction, returns: Fraction, bps: tuple[int, int]) -> Fraction:
    """Burned part of a token, by rounds of the contract's split in whole numbers."""
    first = amount = 10**27
    burned = 0
    while amount > contract.BPS:  # a last unit would go round for ever
        cut = contract.split(amount, *bps)
        burned, amount = burned + cut.burn, int(cut.treasury * spends * returns)
    return Fraction(burned, first)


def _in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 200, Fraction(0)
    said = sp.lambdify((REWARD, BURN, spent, back), statement.rhs, "math")
    for _ in range(count):
        bps = int(draw.integers(0, 500)), int(draw.integers(100, 9500))
        spends, returns = (Fraction(int(draw.integers(0, 101)), 100) for _ in range(2))
        shares = (Fraction(b, contract.BPS) for b in bps)
        formula = Fraction(said(*shares, spends, returns))
        worst = max(worst, abs(play(spends, returns, bps) - formula))
    text = "rounds of the contract's split in whole numbers: gap"
    return Evidence(text, count, float(worst), 1e-20)


#: The contract's split, of which the treasury spends all and all returns.
NUMBERS = {REWARD: sp.Rational(1, 100), BURN: BURN_AS_FOUND, spent: 1, back: 1}


def burned_and_kept(rule: int = v.CONTRACT) -> tuple[sp.Expr, sp.Expr]:
    """What is burned of a token with these numbers, and what the treasury gets."""
    parts = shares(rule)
    return parts[v.burn].subs(NUMBERS), parts[v.treasury_share_of_buyback].subs(NUMBERS)


def _instance(found: sp.Expr) -> sp.Basic:
    """The formula with these numbers, against ``found``."""
    return sp.Eq(found, BURNED.rhs.subs(NUMBERS))


def _dearer_each_round() -> Counterexample:
    burned, kept = burned_and_kept()
    return Counterexample(
        "let the vault buy at twice the price at which recipients sold: each round is half as "
        "large as it would have been",
        _instance(burned / (1 - kept / 2)),
    )


def _gross() -> Counterexample:
    burned, kept = burned_and_kept(v.GROSS)
    return Counterexample(
        "burn a share of the gross purchase: more is burned and less goes round",
        _instance(burned / (1 - kept)),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "recirculation-burns-more",
            "A treasury whose spending returns to the vault multiplies the burn",
            "What the treasury spends and the vault receives again is split again. The burn of a "
            "token bought with outside revenue is its share over what does not return.",
            (
                PRICE,
                Assumption("contract-split", "the burn is a share of what the executor leaves"),
            ),
            BURNED,
            _burned,
            _in_numbers,
            {"same-price": _dearer_each_round, "contract-split": _gross},
            REGION,
            shown_in="fig-recirculation",
            owner="own; no source is known",
            uses=("split-sums-to-purchase",),
        ),
    )
