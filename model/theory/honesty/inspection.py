"""The inspection game: checkers who are paid only by what they find, and nodes that may cheat.

Where honest errors are too few to pay for checks, checkers would stop if nobody cheated, and then
all would cheat. So both sides mix, and some cheating stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import product

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import nodes as n
from model.spec import verification as v
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import stated
from model.theory.honesty.audits import check_cost
from model.theory.honesty.borders import at_risk, prize
from model.theory.honesty.honesty import gain_in_dollars
from model.theory.honesty.temptation import (
    ERRORS,
    PLAIN,
    Numbers,
    audit,
    caught,
    cheating_pays,
    detection,
    pay,
    quality,
    saved,
    side_gain,
    slash,
    stake,
    where_it_turns,
)
from model.theory.invariants.pool import positive
from model.theory.steps import Step, conclusion, identity, inequality

bounty = v.slash_challenger_share
mixed_cheating = theoretical(
    "mixed_cheating", "x^{*}", "1", "cheating share without commitment", POSITIVE
)
mixed_audit = theoretical(
    "mixed_audit", "y^{*}", "1", "audit probability without commitment", POSITIVE
)
errors = 1 - quality
found_pays = detection * bounty * slash * stake  # what a check of a wrong result earns
SHARE = sp.Eq(mixed_cheating, (check_cost / found_pays - errors) / quality)
RATE = sp.Eq(mixed_audit, prize / (detection * quality * at_risk))
FLOOR = sp.Ge(mixed_cheating, (check_cost / (detection * stake) - errors) / quality, evaluate=False)
KNOWN = {s: positive(s) for s in (pay, detection, quality, slash, stake, bounty, side_gain)}
CLASS = a.CLASSES[-1]
share, rate = sp.symbols("x y", positive=True)


def wrong() -> sp.Expr:
    """Share of wrong results, cheats' and honest ones, from the specification."""
    value = stated(v.verification(), v.wrong_share[CLASS])
    result: sp.Expr = value.subs({v.cheating[CLASS]: share, n.quality[CLASS]: quality})
    return result


def _checker() -> Step:
    return identity(
        "A check finds out with the share of wrong results, cheats' and honest ones, times the "
        "chance of detection. It earns the bounty then, and costs the same always.",
        wrong() * found_pays - check_cost,
        quality * found_pays * (share - SHARE.rhs),
    )


def _mixed(result: sp.Basic, statement: sp.Basic) -> Iterator[Step]:
    checker = _checker()
    node = identity(
        "What a node gains by cheating is straight in the audit probability.",
        gain_in_dollars().subs(caught, rate * detection),
        detection * quality * at_risk * (RATE.rhs - rate),
    )
    checks = (quality * found_pays).subs(KNOWN)
    cheats = sp.expand((detection * quality * at_risk).subs(KNOWN))
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
    rest = (check_cost * lost / (detection * quality * stake)).subs(KNOWN)
    least = inequality(
        "The bounty is a part 1 / (1 + h) of the stake. What is left of the cheating share beyond "
        "the bound is not negative.",
        known.subs(KNOWN[bounty], 1 / (KNOWN[slash] * (1 + lost))),
        FLOOR.rhs.subs(KNOWN),
        rest,
    )
    enough = identity(
        "The bound is positive as long as a check costs more than honest errors alone would bring.",
        FLOOR.rhs,
        (check_cost - errors * detection * stake) / (quality * detection * stake),
    )
    yield from (checker, least, enough)
    yield conclusion("So a bounty that is paid from the stake leaves so much cheating.",
                     FLOOR, checker, least)  # fmt: skip


def checking_pays(cheat: float, at: Numbers, price: float, part: float) -> float:
    """Expected income of a check, outcome by outcome; ``part`` of the slash is the bounty."""
    income, good, seen = 0.0, float(at[quality]), float(at[detection])
    for cheats, right, found in product((True, False), repeat=3):
        chance = (cheat if cheats else 1 - cheat) * (good if right else 1 - good)
        chance *= seen if found else 1 - seen
        if found and (cheats or not right):
            income += chance * part * float(at[slash] * at[stake])
    return income - price


def drawn(draw: np.random.Generator) -> tuple[Numbers, float, float]:
    """A game that has no pure equilibrium, the cost of a check and the bounty's share."""
    low = {pay: 0.5, saved: 0.3, side_gain: 0.0, detection: 0.5, slash: 0.1, quality: 0.97}
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
        worst, cases = max(worst, gap / max(abs(other), 1e-3)), cases + 1
    text = "equilibrium by root searches on incomes over the outcomes: relative, to 0.001 at least"
    return Evidence(text, cases, worst, 1e-9)


def _exact(part: Fraction, price: Fraction, forgiven: bool = False) -> sp.Rational:
    """The cheating share at which a check just pays, from two points of a straight line."""
    found = PLAIN[detection] * part * PLAIN[slash] * PLAIN[stake]
    honest = Fraction(0) if forgiven else (1 - PLAIN[quality]) * found
    first, second = honest - price, found - price  # if nobody cheats, and if all do
    found = first / (first - second)
    return sp.Rational(found.numerator, found.denominator)


#: The numbers of the game, four dollars for a check, and half the slash as bounty.
GAME = {**PLAIN, check_cost: Fraction(4), bounty: Fraction(1, 2)}


def _paid_anyway(text: str) -> Counterexample:
    found = _exact(GAME[bounty], GAME[check_cost] / 2)
    return Counterexample(text, sp.Eq(found, SHARE.rhs.subs(GAME)))


def _pardoned(text: str, rate: bool) -> Counterexample:
    """Honest errors are neither slashed nor rewarded."""
    if rate:
        turns = where_it_turns(audit, PLAIN, forgiven=True)
        return Counterexample(text, sp.Eq(turns, RATE.rhs.subs(GAME)))
    found = _exact(GAME[bounty], GAME[check_cost], forgiven=True)
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
    """A bounty of one and a half stakes, paid by others."""
    found = _exact(Fraction(3), GAME[check_cost])
    bound = FLOOR.rhs.subs(GAME)
    return Counterexample(text, sp.Ge(found, bound))


def claims() -> tuple[Claim, ...]:
    """Three claims: cheating, audits, and the cheating that no bounty ends."""
    bounty_only = Assumption("bounty-only", "checkers earn the bounty and nothing else")
    free = Assumption("no-commitment", "nobody can promise to check what does not pay to check")
    region = (
        "a check costs less than the bounty that it finds if all cheat and more than what it "
        "finds if none does, and nodes are honest if all is audited"
    )
    return (
        Claim(
            "mixed-cheating-share",
            "Checkers paid by bounty leave some cheating",
            "Just so many results are wrong that a check earns its cost; honest errors are a part "
            "of them, and cheats the rest. The gain of cheating does not matter for it: more "
            "tempted nodes are audited more, and cheat as much.",
            (bounty_only, free, ERRORS),
            SHARE,
            partial(_mixed, SHARE),
            _measure,
            {
                "bounty-only": partial(_paid_anyway, "pay half of the cost as a wage: less "
                                       "cheating is enough to keep checkers at work"),
                "no-commitment": partial(_committed, "announce audits just above the border and "
                                         "keep the promise: nobody cheats"),
                ERRORS.name: partial(_pardoned, "slash no honest error, so that finding one earns "
                                     "nothing: more cheat", rate=False),
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
             ERRORS,
             Assumption("expected-dollars", "a node weighs a lost dollar like a gained one")),
            RATE,
            partial(_mixed, RATE),
            _measure,
            {
                "pay-is-lost": partial(_kept, "let a caught cheat keep its pay: more is audited"),
                ERRORS.name: partial(_pardoned, "forgive an honest error that is found: less is "
                                     "audited", rate=True),
                "expected-dollars": partial(_cared_for, "let a node fear a lost dollar of stake "
                                            "twice as much: less is audited"),
            },
            region,
            literature=("avenhaus2002inspection",),
            shown_in="fig-honesty-inspection",
        ),
        Claim(
            "bounty-leaves-cheating",
            "The cheating that no bounty from the stake ends",
            "Even if all of the stake is lost and all of it goes to the finder, this share of "
            "cheating stays. Where it is negative, a bounty can end cheating: honest errors alone "
            "would pay for the checks.",
            (Assumption("bounty-from-stake", "the bounty is at most the stake of the cheat"),),
            FLOOR,
            _floor,
            _measure,
            {"bounty-from-stake": partial(_subsidised, "pay a bounty of one and a half stakes "
                                          "from another purse: cheating falls below the bound")},
            region,
            shown_in="fig-honesty-inspection",
        ),
    )  # fmt: skip
