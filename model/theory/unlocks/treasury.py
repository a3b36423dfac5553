"""What the treasury of an economy that burns its tokens comes to hold."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import only_root
from model.logic.step import Step
from model.logic.steps import identity
from model.quantities import POSITIVE, SHARE, theoretical
from model.spec import accounts as a
from model.spec import treasury as tr
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence

treasury_income = theoretical(
    "treasury_income", "i", "AI", "tokens that the treasury receives today", POSITIVE
)
daily_shrinkage = theoretical(
    "daily_shrinkage", r"\delta_S", "1", "part by which the supply shrinks in a day", SHARE
)
spent = tr.treasury_spend_rate * a.day_in_years
HELD = treasury_income * (1 - spent) / (spent - daily_shrinkage)
RESTS = sp.Eq(a.treasury, HELD, evaluate=False)
# Bound variable: by how much the part granted in a day exceeds the part that burns.
outrun = sp.Symbol("a", positive=True)


def _rests(statement: sp.Basic) -> Iterator[Step]:
    held, income = a.treasury, treasury_income
    granted = stated(announced().block("treasury"), tr.grants).subs(held, held + income)
    repeats = sp.Eq(held + income - granted, held * (1 - daily_shrinkage), evaluate=False)
    rest = statement.rhs
    yield identity(
        "Any other balance comes nearer: the gap, as a part of the supply, is multiplied by this "
        "every day, which is less than one if grants outrun the burn.",
        (repeats.lhs - rest * (1 - daily_shrinkage)) / (1 - daily_shrinkage),
        (held - rest) * (1 - spent) / (1 - daily_shrinkage),
    )
    yield only_root(
        "The treasury grants from what it holds and has received today. It rests where what it "
        "keeps is the same part of a supply that has shrunk, and nowhere else.",
        statement,
        repeats,
        where={tr.treasury_spend_rate: (daily_shrinkage + outrun) / a.day_in_years},
    )


def _settled(spend: np.ndarray, shrink: np.ndarray, income_shrinks: bool = True) -> np.ndarray:
    """Balance over income after 30,000 days, from nothing, in units of the supply of the day."""
    balance, income = np.zeros_like(spend), np.ones_like(spend)
    for _ in range(30_000):
        balance = (balance + income) * (1 - spend) / (1 - shrink)
        if not income_shrinks:
            income = income / (1 - shrink)
    return np.asarray(balance / income)


def _rests_in_numbers(statement: sp.Basic) -> Evidence:
    draw, cases = np.random.default_rng(7), 80
    spend = draw.uniform(0.002, 0.2, cases)
    shrink = spend * draw.uniform(0, 0.8, cases)
    symbols = (a.treasury, treasury_income, tr.treasury_spend_rate, a.day_in_years, daily_shrinkage)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1)
    worst = np.abs(off(_settled(spend, shrink), 1.0, spend, 1.0, shrink)).max()
    return Evidence("treasuries followed for 30,000 days: relative", cases, float(worst), 1e-4)


def _in_numbers(spend: float, shrink: float, income_shrinks: bool) -> sp.Basic:
    held = float(_settled(np.array([spend]), np.array([shrink]), income_shrinks)[0])
    values = {
        a.treasury: sp.Rational(held).limit_denominator(1000),
        treasury_income: 1,
        tr.treasury_spend_rate: sp.Rational(str(spend)),
        a.day_in_years: 1,
        daily_shrinkage: sp.Rational(str(shrink)),
    }
    return sp.Eq(RESTS.lhs.subs(values), RESTS.rhs.subs(values))


def _steady_income() -> Counterexample:
    return Counterexample(
        "let the income stay the same number of tokens while the supply shrinks",
        _in_numbers(0.01, 0.004, income_shrinks=False),
    )


def _slow_grants() -> Counterexample:
    return Counterexample(
        "let the supply shrink faster than the treasury grants",
        _in_numbers(0.0010, 0.0011, income_shrinks=True),
    )


def claims() -> tuple[Claim, ...]:
    """The claims of this module, in the order of the book."""
    return (
        Claim(
            "treasury-on-a-burning-path",
            "What a treasury holds while the supply shrinks",
            "If the supply shrinks by the same part every day and the treasury's income in tokens "
            "with it, the treasury comes to hold a fixed multiple of its income: larger than it "
            "would be without the burn, because it is still granting what it received when there "
            "were more tokens.",
            (
                Assumption("shrinks together", "income in tokens shrinks as the supply does"),
                Assumption(
                    "grants outrun the burn",
                    "the part granted in a day exceeds the part by which the supply shrinks",
                ),
            ),
            RESTS,
            _rests,
            _rests_in_numbers,
            {"shrinks together": _steady_income, "grants outrun the burn": _slow_grants},
            "grants faster than the burn, no subsidy left, all vesting over",
            shown_in="fig-recirculation",
            owner="own; solved from the model's equations",
        ),
    )
