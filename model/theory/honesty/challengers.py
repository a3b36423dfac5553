"""How a jackpot is divided: it never runs out, and posing as several challengers never pays.

Whoever reports an error that the protocol made on purpose wins a jackpot. Each of k challengers
receives the jackpot over two to the k − 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.quantities import POSITIVE, Domain, theoretical
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.steps import Step, conclusion, identity, inequality

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
j = sp.Symbol("j", integer=True, nonnegative=True)
n = sp.Symbol("n", integer=True, nonnegative=True)
rest = sp.Symbol("h", nonnegative=True)


def doubling() -> tuple[Step, Step]:
    """Two to the j is at least 1 + j: by induction."""
    start = identity("Two to the zero is one.", sp.Integer(2) ** j.subs(j, 0), sp.Integer(1))
    step = inequality(
        "If two to the j is 1 + j and a rest h that is not negative, twice as much is at least "
        "2 + j. So two to the j is at least 1 + j for every whole j.",
        2 * (1 + j + rest),
        2 + j,
        j + 2 * rest,
    )
    return start, step


def _fund(statement: sp.Basic) -> Iterator[Step]:
    steps = doubling()
    yield from steps
    left = inequality(
        "With k = 1 + j challengers, and two to the j equal to 1 + j + h, this is left.",
        jackpot - (1 + j) * jackpot / (1 + j + rest),
        sp.Integer(0),
        jackpot * rest / (1 + j + rest),
    )
    yield left
    yield conclusion("So no number of challengers empties the fund.", FUND, *steps, left)


def _alone(statement: sp.Basic) -> Iterator[Step]:
    steps = doubling()
    yield from steps
    share = identity(
        "With s = 1 + j identities beside n others, each receives so much.",
        (jackpot / 2 ** (n + (1 + j) - 1)).expand(power_exp=True),
        jackpot / (2**n * 2**j),
    )
    left = inequality(
        "One identity receives more than all of them, with two to the j equal to 1 + j + h.",
        jackpot / 2**n - (1 + j) * jackpot / (2**n * (1 + j + rest)),
        sp.Integer(0),
        jackpot * rest / (2**n * (1 + j + rest)),
    )
    yield from (share, left)
    yield conclusion("So nobody gains by posing as several.", ALONE, *steps, share, left)


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
    whole = sp.Integer(64)
    return Counterexample(
        "pay each of two challengers the whole jackpot: the fund pays it twice",
        sp.Ge(whole, 2 * whole),
    )


def _equal_parts() -> Counterexample:
    return Counterexample(
        "divide the jackpot in equal parts: beside one other, two identities receive two thirds "
        "instead of one half",
        sp.Ge(sp.Rational(1, 2), 2 * sp.Rational(1, 3)),
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
        ),
    )
