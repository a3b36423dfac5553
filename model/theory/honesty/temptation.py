"""What a cheat can lose and win, outcome by outcome: the game behind the borders of honesty.

The proofs start from the specification. This module adds up incomes instead, so that checks and
counterexamples share nothing with them.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import verification as v
from model.quantities import in_force

stake = theoretical("task_stake", "D", "USD/task", "stake behind one task", NOT_NEGATIVE)
side_gain = theoretical(
    "side_gain",
    r"\mathcal{G}",
    "USD/task",
    "gain of a wrong result beside the saved work",
    NOT_NEGATIVE,
)
pay, saved, caught, slash = v.task_pay, v.cheating_gain, v.caught_share, v.slash_fraction
audit, detection = in_force(v.audit_probability), v.detection_probability

Numbers = dict[sp.Symbol, Fraction]
HALF = Fraction(1, 2)
#: A game in whole and half numbers, for counterexamples.
PLAIN: Numbers = {
    pay: Fraction(4),
    saved: Fraction(3, 4),
    side_gain: Fraction(1),
    audit: HALF,
    detection: HALF,
    slash: HALF,
    stake: Fraction(8),
}


def cheating_pays(
    at: Numbers, *, keeps_pay: int = 0, keeps_side: int = 0, weight: int = 1
) -> Fraction:
    """Expected income of a cheat less that of an honest node, in dollars a task.

    A caught cheat may keep its pay or its side gain, and may weigh a lost stake more than once.
    """
    honest = at[pay] - at[saved] * at[pay]  # the work that a cheat saves is what honesty costs
    free = at[pay] + at[side_gain]
    fined = -weight * at[slash] * at[stake]
    fined += keeps_pay * at[pay] + keeps_side * at[side_gain]
    expected = Fraction(0)
    for audited in (True, False):
        for found in (True, False):
            chance = (at[audit] if audited else 1 - at[audit]) * (
                at[detection] if found else 1 - at[detection]
            )
            expected += chance * (fined if audited and found else free)
    return expected - honest


def where_it_turns(
    moved: sp.Symbol,
    at: Numbers,
    *,
    keeps_pay: int = 0,
    keeps_side: int = 0,
    weight: int = 1,
) -> sp.Rational:
    """Where cheating starts or stops to pay as one number moves: two points give the line."""
    first, second = (
        cheating_pays(
            {**at, moved: Fraction(x)}, keeps_pay=keeps_pay, keeps_side=keeps_side, weight=weight
        )
        for x in (0, 1)
    )
    found = first / (first - second)
    return sp.Rational(found.numerator, found.denominator)
