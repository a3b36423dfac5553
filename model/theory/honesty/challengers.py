"""How a jackpot is divided: it never runs out, and posing as several challengers never pays.

Whoever reports an error that the protocol made on purpose wins a jackpot. Each of k challengers
receives the jackpot over two to the k − 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.logic.arithmetic import bound_by_induction
from model.logic.step import Step
from model.logic.theorems import by_induction, rewritten
from model.quantities import POSITIVE, Domain, theoretical
from model.theory.claim import Assumption, Claim, Counterexample, Evidence

COUNT = Domain(1, whole=True)
jackpot = theoretical("jackpot", "J", "USD/task", "jackpot for one forced error", POSITIVE)
checkers = theoretical("checkers", "k", "1", "identities that report one error", COUNT)
others = theoretical(
    "other_checkers", "n", "1", "identities of others that report it", Domain(0, whole=True)
)
identities = theoretical("identities", "s", "1", "identities of one checker", COUNT)
FUND = sp.Ge(jackpot, checkers * jackpot / 2 ** (checkers - 1), evaluate=False)
ALONE = sp.Ge(
    jackpot / 2**others, identities * jackpot / 2 ** (others + identities - 1), evaluate=False
)
#: How many beyond the first: the counts are whole numbers from one on.
beyond = sp.Symbol("j", integer=True, nonnegative=True)
single, part = sp.symbols(
    "u w", positive=True
)  # what a lone identity receives, and each of several
HALVED = "The part is halved for each identity beyond the first."


def _fund(statement: sp.Basic) -> Iterator[Step]:
    halved = by_induction(
        HALVED, sp.Eq(part, jackpot / 2 ** (checkers - 1)), checkers, jackpot, part / 2, at=1
    )
    yield halved
    yield rewritten(
        "This is what the statement says of all parts together.",
        sp.Eq(checkers * part, statement.args[1]),
        halved,
    )
    yield bound_by_induction(
        "A lone challenger receives the whole jackpot. If 1 + j challengers receive no more than "
        "that, one more adds one part to theirs and halves every part: the sum does not rise.",
        statement,
        beyond,
        where={checkers: 1 + beyond},
    )


def _alone(statement: sp.Basic) -> Iterator[Step]:
    among = by_induction(
        "Beside n others a single identity receives the jackpot, halved for each of them.",
        sp.Eq(single, jackpot / 2**others),
        others,
        jackpot,
        single / 2,
    )
    halved = by_induction(
        HALVED,
        sp.Eq(part, jackpot / 2 ** (others + identities - 1)),
        identities,
        among.relation.args[1],
        part / 2,
        at=1,
    )
    one, all_parts = statement.args
    yield from (among, halved)
    yield rewritten("This is what the statement says of one identity.", sp.Eq(single, one), among)
    yield rewritten("And this of several together.", sp.Eq(identities * part, all_parts), halved)
    yield bound_by_induction(
        "The two are equal for one identity. If 1 + j identities receive no more, "
        "one more adds one part and halves every part: the sum does not rise.",
        statement,
        beyond,
        where={identities: 1 + beyond},
    )


def paid(k: int, amount: Fraction) -> Fraction:
    """What each of k challengers receives: the jackpot is halved for each beyond the first."""
    for _ in range(k - 1):
        amount /= 2
    return amount


def _numbers(statement: sp.Basic) -> Evidence:
    draw, worst, cases = np.random.default_rng(7), Fraction(0), 0
    symbols = sorted(statement.free_symbols, key=str)
    left, right = (sp.lambdify(symbols, side, "math") for side in statement.args)
    for k in range(1, 13):
        for n_others in range(6):
            amount = Fraction(int(draw.integers(1, 10**6)))
            at = {jackpot: amount, checkers: k, others: n_others, identities: k}
            beside = n_others if statement.has(others) else 0
            least, most = (Fraction(f(*(at[x] for x in symbols))) for f in (left, right))
            direct = k * paid(beside + k, amount)  # one challenger with k identities
            gap = max(Fraction(0), direct - least) + abs(direct - most)
            worst, cases = max(worst, gap / direct), cases + 1
    text = "payouts halved one challenger at a time: relative"
    return Evidence(text, cases, float(worst), 1e-9)


def _fixed() -> Counterexample:
    amount = sp.Integer(64)
    return Counterexample(
        "pay each of two challengers the whole jackpot: the fund pays it twice",
        sp.Ge(amount, sum([amount] * 2)),
    )


def _equal_parts() -> Counterexample:
    amount, beside = sp.Integer(1), 1
    one, two = (own * amount / (beside + own) for own in (1, 2))
    return Counterexample(
        "divide the jackpot in equal parts: beside one other, two identities receive two thirds "
        "instead of one half",
        sp.Ge(one, two),
    )


def claims() -> tuple[Claim, ...]:
    """Two claims: what a jackpot can cost, and who gains by posing."""
    halving = (Assumption("halving", "a jackpot is halved for each challenger beyond the first"),)
    return (
        Claim(
            "jackpot-never-exceeds",
            "No number of challengers is paid more than the jackpot",
            "One or two challengers receive all of it together, more receive less.",
            halving,
            FUND,
            _fund,
            _numbers,
            {"halving": _fixed},
            "one challenger or more",
            literature=("teutsch2019truebit",),
            shown_in="fig-honesty-jackpot",
            owner="Teutsch and Reitwiessner 2019, the jackpot's division, place not looked up",
        ),
        Claim(
            "splitting-never-gains",
            "Nobody gains by posing as several challengers",
            "Beside any number of others, one identity receives at least as much as several.",
            halving,
            ALONE,
            _alone,
            _numbers,
            {"halving": _equal_parts},
            "any number of others, none included; whoever splits may also hurt the others",
            literature=("teutsch2019truebit",),
            shown_in="fig-honesty-jackpot",
            owner="Teutsch and Reitwiessner 2019, the jackpot's division, place not looked up",
        ),
    )
