"""The inspection game: checkers who are paid only by what they find cannot stop all cheating.

If nobody cheated they would stop checking, and then all would cheat. So both sides mix.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.quantities import POSITIVE, theoretical
from model.spec import verification as v
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.honesty.audits import check_cost
from model.theory.honesty.borders import at_risk, prize
from model.theory.honesty.honesty import gain_in_dollars
from model.theory.honesty.temptation import (
    PLAIN,
    Numbers,
    audit,
    caught,
    cheating_pays,
    detection,
    pay,
    saved,
    side_gain,
    slash,
    stake,
    where_it_turns,
)
from model.theory.invariants.pool import positive
from model.theory.steps import Step, conclusion, identity, inequality, limit

bounty = v.slash_challenger_share
mixed_cheating = theoretical(
    "mixed_cheating", "x^{*}", "1", "cheating share without commitment", POSITIVE
)
mixed_audit = theoretical(
    "mixed_audit", "y^{*}", "1", "audit probability without commitment", POSITIVE
)
SHARE = sp.Eq(mixed_cheating, check_cost / (detection * bounty * slash * stake))
RATE = sp.Eq(mixed_audit, prize / (detection * at_risk))
FLOOR = sp.Ge(mixed_cheating, check_cost / (detection * stake), evaluate=False)
KNOWN = {s: positive(s) for s in (pay, detection, slash, stake, bounty, side_gain)}
share, rate = sp.symbols("x y", positive=True)


def _checker() -> Step:
    return identity(
        "A check finds a cheat with the cheating share times the chance of detection. It earns "
        "the bounty then, and costs the same always.",
        share * detection * bounty * slash * stake - check_cost,
        detection * bounty * slash * stake * (share - SHARE.rhs),
    )


def _mixed(result: sp.Basic, statement: sp.Basic) -> Iterator[Step]:
    checker = _checker()
    node = identity(
        "What a node gains by cheating is straight in the audit probability.",
        gain_in_dollars().subs(caught, rate * detection),
        detection * at_risk * (RATE.rhs - rate),
    )
    checks = (detection * bounty * slash * stake).subs(KNOWN)
    cheats = sp.expand((detection * at_risk).subs(KNOWN))
    up = inequality(
        "So checkers check everything if more than that share cheats, and nothing if less.",
        checks, sp.Integer(0), checks, strict=True,
    )  # fmt: skip
    down = inequality(
        "And all nodes cheat if less is audited than that, and none if more.",
        cheats, sp.Integer(0), cheats, strict=True,
    )  # fmt: skip
    yield from (checker, node, up, down)
    yield conclusion(
        "Nothing pure lasts: all cheat, so all is checked, so none cheats, so nothing is checked, "
        "so all cheat. Each side mixes so that the other is indifferent, and only there.",
        result, checker, node, up, down,
    )  # fmt: skip


def _floor(statement: sp.Basic) -> Iterator[Step]:
    checker, lost = _checker(), sp.Symbol("h", nonnegative=True)
    known = SHARE.rhs.subs(KNOWN)
    rest = (check_cost * lost / (detection * stake)).subs(KNOWN)
    least = inequality(
        "The bounty is a part 1 / (1 + h) of the stake. What is left of the cheating share beyond "
        "the bound is not negative.",
        known.subs(KNOWN[bounty], 1 / (KNOWN[slash] * (1 + lost))),
        (check_cost / (detection * stake)).subs(KNOWN),
        rest,
    )
    far = limit(
        "The bound vanishes only with an endless stake.",
        (check_cost / (detection * stake)).subs(KNOWN),
        KNOWN[stake], sp.oo, sp.Integer(0), "-",
    )  # fmt: skip
    yield from (checker, least, far)
    yield conclusion("So a bounty that is paid from the stake leaves so much cheating.",
                     FLOOR, checker, least)  # fmt: skip


def checking_pays(cheat: float, at: Numbers, price: float, part: float, wage: float = 0.0) -> float:
    """Expected income of a check, outcome by outcome; ``part`` of the slash is the bounty."""
    income = 0.0
    for wrong in (True, False):
        for found in (True, False):
            chance = (cheat if wrong else 1 - cheat) * (
                float(at[detection]) if found else 1 - float(at[detection])
            )
            income += chance * (part * float(at[slash] * at[stake]) if wrong and found else 0.0)
    return income + wage - price


def drawn(draw: np.random.Generator) -> tuple[Numbers, float, float]:
    """A game that has no pure equilibrium, the cost of a check and the bounty's share."""
    low = {pay: 0.5, saved: 0.3, side_gain: 0.0, detection: 0.5, slash: 0.1}
    at: Numbers = {s: Fraction(float(draw.uniform(x, 1))) for s, x in low.items()}
    at |= {stake: Fraction(float(draw.uniform(5, 50))), audit: Fraction(0)}
    part = float(draw.choice([draw.uniform(0.2, 1), 1.0]))
    if part == 1.0:
        at[slash] = Fraction(1)
    return at, float(draw.uniform(0.05, 0.2)), part


def equilibrium(at: Numbers, price: float, part: float) -> tuple[float, float] | None:
    """Cheating share and audit probability at which nobody gains by changing, by root searches."""

    def node(y: float) -> float:
        return float(cheating_pays({**at, audit: Fraction(y)}))

    def checker(x: float) -> float:
        return checking_pays(x, at, price, part)

    if node(0.0) * node(1.0) >= 0 or checker(0.0) * checker(1.0) >= 0:
        return None
    return (brentq(checker, 0, 1, xtol=1e-14), brentq(node, 0, 1, xtol=1e-14))


def _measure(statement: sp.Basic) -> Evidence:
    draw, worst, cases = np.random.default_rng(7), 0.0, 0
    symbols = sorted(statement.free_symbols, key=str)
    left, right = (sp.lambdify(symbols, side, "math") for side in statement.args)
    while cases < 80:
        at, price, part = drawn(draw)
        found = equilibrium(at, price, part)
        if found is None:
            continue
        values = {**{s: float(x) for s, x in at.items()}, check_cost: price, bounty: part}
        values |= {mixed_cheating: found[0], mixed_audit: found[1]}
        one, other = (float(f(*(values[s] for s in symbols))) for f in (left, right))
        gap = abs(one - other) if isinstance(statement, sp.Eq) else max(0.0, other - one)
        worst, cases = max(worst, gap / other), cases + 1
    text = "equilibrium found by root searches on incomes added up over the outcomes: relative"
    return Evidence(text, cases, worst, 1e-9)


def _exact(wage: int, part: Fraction, price: Fraction) -> sp.Rational:
    """The cheating share at which a check just pays, from two points of a straight line."""
    gain = part * PLAIN[slash] * PLAIN[stake]
    first, second = (x * PLAIN[detection] * gain + wage - price for x in (Fraction(0), Fraction(1)))
    found = first / (first - second)
    return sp.Rational(found.numerator, found.denominator)


#: The numbers of the game, a quarter of a dollar for a check, and half the slash as bounty.
GAME = {**PLAIN, check_cost: Fraction(1, 4), bounty: Fraction(1, 2)}


def _paid_anyway(text: str) -> Counterexample:
    price = GAME[check_cost]
    found = _exact(0, GAME[bounty], price - Fraction(1, 8))  # half of the cost is a wage
    return Counterexample(text, sp.Eq(found, SHARE.rhs.subs(GAME)))


def _committed(text: str) -> Counterexample:
    """Audits announced just above the border: nobody cheats."""
    above = where_it_turns(audit, PLAIN) + sp.Rational(1, 100)
    gain = cheating_pays({**PLAIN, audit: Fraction(above.p, above.q)})
    return Counterexample(text, sp.Eq(sp.Integer(gain > 0), SHARE.rhs.subs(GAME)))


def _cared_for(text: str) -> Counterexample:
    """Nodes that fear a lost dollar twice as much are indifferent at fewer audits."""
    return Counterexample(text, sp.Eq(where_it_turns(audit, PLAIN, weight=2), RATE.rhs.subs(GAME)))


def _kept(text: str) -> Counterexample:
    found = where_it_turns(audit, PLAIN, keeps_pay=Fraction(1))
    return Counterexample(text, sp.Eq(found, RATE.rhs.subs(GAME)))


def _subsidised(text: str) -> Counterexample:
    """A bounty of ten stakes, paid by others."""
    found = _exact(0, Fraction(20), GAME[check_cost])
    bound = FLOOR.rhs.subs(GAME)
    return Counterexample(text, sp.Ge(found, bound))


def claims() -> tuple[Claim, ...]:
    """Three claims: cheating, audits, and the cheating that no bounty ends."""
    bounty_only = Assumption("bounty-only", "checkers earn the bounty and nothing else")
    free = Assumption("no-commitment", "nobody can promise to check what does not pay to check")
    region = (
        "a check costs less than the bounty that it finds if all cheat, and nodes are honest "
        "if all is audited"
    )
    return (
        Claim(
            "mixed-cheating-share",
            "Checkers paid by bounty leave some cheating",
            "Just so many cheat that a check earns its cost. The gain of cheating does not "
            "matter for it: more tempted nodes are audited more, and cheat as much.",
            (bounty_only, free),
            SHARE,
            partial(_mixed, SHARE),
            _measure,
            {
                "bounty-only": partial(_paid_anyway, "pay half of the cost as a wage: half as "
                                       "much cheating is enough to keep checkers at work"),
                "no-commitment": partial(_committed, "announce audits just above the border and "
                                         "keep the promise: nobody cheats"),
            },
            region,
            literature=("avenhaus2002inspection",),
            shown_in="fig-honesty-inspection",
        ),
        Claim(
            "mixed-audit-probability",
            "Checkers paid by bounty audit just to the border",
            "Audits without commitment are as likely as the border of honesty asks, whatever a "
            "check costs.",
            (Assumption("pay-is-lost", "a caught cheat is not paid for the task"),
             Assumption("expected-dollars", "a node weighs a lost dollar like a gained one")),
            RATE,
            partial(_mixed, RATE),
            _measure,
            {
                "pay-is-lost": partial(_kept, "let a caught cheat keep its pay: more is audited"),
                "expected-dollars": partial(_cared_for, "let a node fear a lost dollar of stake "
                                            "twice as much: less is audited"),
            },
            region,
            literature=("avenhaus2002inspection",),
            shown_in="fig-honesty-inspection",
        ),
        Claim(
            "bounty-cannot-end-cheating",
            "No bounty from the stake ends cheating",
            "Even if all of the stake is lost and all of it goes to whoever found the cheat, "
            "this share of cheating stays.",
            (Assumption("bounty-from-stake", "the bounty is at most the stake of the cheat"),),
            FLOOR,
            _floor,
            _measure,
            {"bounty-from-stake": partial(_subsidised, "pay a bounty of ten stakes from another "
                                          "purse: cheating falls below the bound")},
            region,
            shown_in="fig-honesty-inspection",
        ),
    )  # fmt: skip
