"""What a cheat can lose and win, outcome by outcome: the game behind the borders of honesty.

The proofs start from the specification. This module adds up incomes instead, so that checks and
counterexamples share nothing with them.
"""

from fractions import Fraction
from typing import Any

import sympy as sp

from model.logic import Assumption, Case
from model.quantities import NOT_NEGATIVE, POSITIVE, Domain, in_force, theoretical
from model.spec import terms, verification
from model.theory.notation import positive

pay = theoretical("pay_of_task", r"\pi_{\tau}", "USD/task", "what a node is paid for a task",
                  POSITIVE)
saved = theoretical("work_of_task", r"\mathcal{C}_{\tau}", "USD/task",
                    "cost of a task's work, which a cheat saves", POSITIVE)
side_gain = theoretical("side_gain_of_task", r"\mathcal{G}_{\tau}", "USD/task",
                        "gain of a wrong result beside the saved work", NOT_NEGATIVE)
stake = theoretical("stake_of_task", r"D_{\tau}", "USD/task", "stake behind one task", NOT_NEGATIVE)
quality = theoretical("quality_of_task", r"q_{\tau}", "1", "chance that the result of a task is "
                      "right if the work is done", Domain(0, 1, open_low=True))
caught, detection = verification.caught_share, terms.detection_probability
slash, audit = in_force(terms.slash_fraction), in_force(terms.audit_probability)
prize, at_risk = saved + side_gain, pay + slash * stake

Numbers = dict[sp.Symbol, Fraction]
HALF = Fraction(1, 2)
ERRORS = Assumption("errors-cost-alike", "an honest error that is found costs as much as a cheat")
PAY_LOST = Assumption("pay-is-lost", "a caught cheat is not paid for the task")
EXPECTED = Assumption("expected-dollars", "a node weighs a lost dollar like a gained one")
#: What proofs know of the numbers of a task: all of them are positive.
KNOWN = {each: positive(each) for each in
         (saved, pay, side_gain, stake, quality, caught, detection, slash, audit)}
#: Tasks that checks are drawn from, without their audits and stake.
RANGES = {pay: (0.5, 1.0), saved: (0.1, 1.0), side_gain: (0.0, 1.0), detection: (0.5, 1.0),
          slash: (0.01, 1.0), quality: (0.3, 1.0)}
#: A game in whole numbers and simple fractions, for counterexamples.
PLAIN = {pay: Fraction(4), saved: Fraction(3), side_gain: Fraction(1), stake: Fraction(40),
         audit: HALF, detection: HALF, caught: HALF * HALF, slash: HALF, quality: Fraction(7, 8)}


def exactly(at: Case) -> Numbers:
    """Numbers as they are, in fractions."""
    return {symbol: Fraction(number) for symbol, number in at.items()}


def cheating_pays(at: Numbers, *, keeps_pay: Fraction = Fraction(0), loses_side: int = 0,
                  weight: int = 1, forgiven: bool = False) -> Fraction:
    """Expected income of a cheat less that of a node that works, in dollars a task.

    Whose wrong result is found may keep a part of its pay or lose its side gain; a lost stake may
    weigh more than once. ``forgiven``: an honest error costs nothing.
    """
    def income(wrong: Fraction, side: Fraction) -> Fraction:
        right = at[pay] + side
        fined = side * (1 - loses_side) + keeps_pay * at[pay] - weight * at[slash] * at[stake]
        audited = at[detection] * fined + (1 - at[detection]) * right
        return (1 - wrong) * right + wrong * (at[audit] * audited + (1 - at[audit]) * right)

    errors = Fraction(0) if forgiven else 1 - at[quality]
    return income(Fraction(1), at[side_gain]) - income(errors, Fraction(0)) + at[saved]


def where_it_turns(moved: sp.Symbol, at: Numbers = PLAIN, **change: Any) -> Fraction:
    """Where cheating starts or stops to pay as one number moves: two points give the line."""
    first, second = (cheating_pays({**at, moved: Fraction(x)}, **change) for x in (0, 1))
    return first / (first - second)
