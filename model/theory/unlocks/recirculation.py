"""The treasury spends what buybacks bring it, and it returns: how much more is burned."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model import contract
from model.quantities import POSITIVE, SHARE, in_force, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.split import split_amounts
from model.theory.steps import Step, conclusion, identity, limit

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
# Bound variables: rounds, the odds that a token does not return, and the part that does.
rounds = sp.Symbol("i", integer=True, positive=True)
odds, again_part = sp.symbols("y q", positive=True)


def shares() -> dict[sp.Symbol, sp.Expr]:
    """Executor, burn and treasury of one token, from the specification's split."""
    return {flow: part.subs(a.vault_ai, 1) for flow, part in split_amounts(v.CONTRACT).items()}


def one_round() -> tuple[Step, ...]:
    """What goes round, that it fades, and the sum of all rounds."""
    parts = shares()
    again = identity(
        "Of a token that is split this part is spent by the treasury and returns.",
        parts[v.treasury_share_of_buyback] * spent * back,
        AGAIN,
    )
    ratio = 1 / (1 + odds)
    gone = limit(
        "It is below one, as something is burned or paid out, so nothing is left in the end.",
        ratio**rounds,
        rounds,
        sp.oo,
        sp.Integer(0),
        "-",
    )
    total = identity(
        "Each round adds that part of the last one: this sum grows so, and tends to 1/(1 − q).",
        (1 - again_part**rounds) / (1 - again_part) + again_part**rounds,
        (1 - again_part ** (rounds + 1)) / (1 - again_part),
    )
    return again, gone, total


def _burned(statement: sp.Basic) -> Iterator[Step]:
    steps = one_round()
    burned = identity(
        "Every round burns the same share of what is split in it.",
        shares()[v.burn] / (1 - AGAIN),
        BURNED.rhs,
    )
    yield from (*steps, burned)
    yield conclusion("This is the claim.", BURNED, *steps, burned)


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


def _instance(found: sp.Expr) -> sp.Basic:
    """The formula with the contract's split, all spent and all returned, against ``found``."""
    numbers = {REWARD: sp.Rational(1, 100), BURN: sp.Rational(7, 10), spent: 1, back: 1}
    return sp.Eq(found, BURNED.rhs.subs(numbers))


def _dearer_each_round() -> Counterexample:
    kept = sp.Rational(297, 1000) / 2  # sold at half the price at which the vault buys
    return Counterexample(
        "let the vault buy at twice the price at which recipients sold: each round is half as "
        "large as it would have been",
        _instance(sp.Rational(693, 1000) / (1 - kept)),
    )


def _gross() -> Counterexample:
    kept = sp.Rational(29, 100)
    return Counterexample(
        "burn a share of the gross purchase: more is burned and less goes round",
        _instance(sp.Rational(7, 10) / (1 - kept)),
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
        ),
    )
