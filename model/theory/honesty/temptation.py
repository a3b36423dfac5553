"""What a cheat can lose and win, outcome by outcome: the game behind the borders of honesty.

The proofs start from the specification. This module adds up incomes instead, so that checks and
counterexamples share nothing with them.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from model.quantities import NOT_NEGATIVE, POSITIVE, Domain, in_force, theoretical
from model.spec import terms
from model.spec import verification as v
from model.theory.claim import Assumption

pay = theoretical(
    "pay_of_task", r"\pi_{\tau}", "USD/task", "what a node is paid for a task", POSITIVE
)
saved = theoretical(
    "work_of_task", r"\mathcal{C}_{\tau}", "USD/task", "cost of a task's work, which a cheat saves",
    POSITIVE,
)  # fmt: skip
side_gain = theoretical(
    "side_gain_of_task",
    r"\mathcal{G}_{\tau}",
    "USD/task",
    "gain of a wrong result beside the saved work",
    NOT_NEGATIVE,
)
stake = theoretical("stake_of_task", r"D_{\tau}", "USD/task", "stake behind one task", NOT_NEGATIVE)
quality = theoretical(
    "quality_of_task",
    r"q_{\tau}",
    "1",
    "chance that the result of a task is right if the work is done",
    Domain(0, 1, open_low=True),
)
caught, detection = v.caught_share, terms.detection_probability
slash, audit = in_force(terms.slash_fraction), in_force(terms.audit_probability)

Numbers = dict[sp.Symbol, Fraction]
HALF = Fraction(1, 2)
ERRORS = Assumption("errors-cost-alike", "an honest error that is found costs as much as a cheat")
#: A game in whole numbers and simple fractions, for counterexamples.
PLAIN: Numbers = {
    pay: Fraction(4),
    saved: Fraction(3),
    side_gain: Fraction(1),
    audit: HALF,
    detection: HALF,
    slash: HALF,
    stake: Fraction(40),
    quality: Fraction(7, 8),
}


def cheating_pays(
    at: Numbers,
    *,
    keeps_pay: Fraction = Fraction(0),
    loses_side: int = 0,
    weight: int = 1,
    forgiven: bool = False,
) -> Fraction:
    """Expected income of a cheat less that of a node that works, in dollars a task.

    Whose wrong result is found may keep a part of its pay or lose its side gain; a lost stake may
    weigh more than once. ``forgiven``: an honest error costs nothing.
    """
    errors = Fraction(0) if forgiven else 1 - at[quality]

    def income(wrong: Fraction, side: Fraction) -> Fraction:
        right = at[pay] + side
        fined = side * (1 - loses_side) + keeps_pay * at[pay] - weight * at[slash] * at[stake]
        expected = (1 - wrong) * right
        for audited in (True, False):
            for found in (True, False):
                chance = (at[audit] if audited else 1 - at[audit]) * (
                    at[detection] if found else 1 - at[detection]
                )
                expected += wrong * chance * (fined if audited and found else right)
        return expected

    return income(Fraction(1), at[side_gain]) - income(errors, Fraction(0)) + at[saved]


def where_it_turns(
    moved: sp.Symbol,
    at: Numbers,
    *,
    keeps_pay: Fraction = Fraction(0),
    loses_side: int = 0,
    weight: int = 1,
    forgiven: bool = False,
) -> sp.Rational:
    """Where cheating starts or stops to pay as one number moves: two points give the line."""
    first, second = (
        cheating_pays(
            {**at, moved: Fraction(x)},
            keeps_pay=keeps_pay,
            loses_side=loses_side,
            weight=weight,
            forgiven=forgiven,
        )
        for x in (0, 1)
    )
    found = first / (first - second)
    return sp.Rational(found.numerator, found.denominator)
