"""The inspection game: checkers who are paid only by what they find, and nodes that may cheat.

Where honest errors are too few to pay for checks, checkers would stop if nobody cheated, and then
all would cheat. So both sides mix, and some cheating stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.logic.formulas import threshold
from model.logic.step import Proved, Step
from model.logic.steps import identity
from model.logic.theorems import bound
from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import nodes as n
from model.spec import verification as v
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
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


def check_earns() -> sp.Expr:
    """What a check brings beyond its cost: the specification's slashes, of nodes with the stake."""
    block = v.verification()
    earned = stated(block, v.slash_to_challenger[CLASS]) * a.price / v.tasks[CLASS] / audit
    for symbol in (v.slash_due[CLASS], v.wrong_share[CLASS], caught):
        earned = earned.subs(symbol, stated(block, symbol))
    node = {v.cheating[CLASS]: share, n.quality[CLASS]: quality, v.stake_per_task[CLASS]: stake}
    result: sp.Expr = earned.subs({**node, a.node_stake[CLASS]: sp.oo}) - check_cost
    return result


def _checkers(statement: sp.Basic) -> Proved:
    return threshold(
        "A check finds out with the share of wrong results, cheats' and honest ones, times the "
        "chance of detection. It earns the bounty then, and costs the same always. So checkers "
        "check everything if more than this share cheats, and nothing if less.",
        statement,
        check_earns(),
        share,
        quality * detection * bounty * slash * stake,
        where=KNOWN,
    )


def _nodes(statement: sp.Basic) -> Proved:
    return threshold(
        "What a node gains by cheating is straight in the audit probability. So all nodes cheat if "
        "less is audited than this, and none if more.",
        statement,
        gain_in_dollars().subs(caught, rate * detection),
        rate,
        -detection * quality * (pay + slash * stake),
        where=KNOWN,
    )


def _mixed(statement: sp.Basic) -> Iterator[Step]:
    """Nothing pure lasts, so each side mixes such that the other is indifferent."""
    if statement.lhs == mixed_cheating:
        yield from (_nodes(RATE), _checkers(statement))
    else:
        yield from (_checkers(SHARE), _nodes(statement))


def _floor(statement: sp.Basic) -> Iterator[Step]:
    yield _checkers(SHARE)
    yield identity(
        "The bound is positive as long as a check costs more than honest errors alone would bring.",
        statement.rhs,
        (check_cost - errors * detection * stake) / (quality * detection * stake),
    )
    lost = sp.Symbol("h", nonnegative=True)
    yield bound(
        "The bounty is a part 1 / (1 + h) of the stake. The cheating share at which a check just "
        "pays is beyond the bound by what is not negative, and by nothing if h is zero.",
        statement,
        (check_cost * lost / (detection * quality * stake)).subs(KNOWN),
        {lost: sp.Integer(0)},
        where={
            **KNOWN,
            mixed_cheating: SHARE.rhs.subs(bounty, 1 / (slash * (1 + lost))).subs(KNOWN),
        },
    )


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


def _differs(text: str, claimed: sp.Eq, found: sp.Expr) -> Counterexample:
    return Counterexample(text, sp.Eq(found, claimed.rhs.subs(GAME)))


def _paid_anyway(text: str) -> Counterexample:
    return _differs(text, SHARE, _exact(GAME[bounty], GAME[check_cost] / 2))


def _pardoned(text: str) -> Counterexample:
    """Honest errors are neither slashed nor rewarded."""
    return _differs(text, SHARE, _exact(GAME[bounty], GAME[check_cost], forgiven=True))


def _committed(text: str) -> Counterexample:
    """Audits announced just above the border: nobody cheats."""
    above = where_it_turns(audit, PLAIN) + sp.Rational(1, 100)
    gain = cheating_pays({**PLAIN, audit: Fraction(above.p, above.q)})
    return _differs(text, SHARE, sp.Integer(gain > 0))


def _turns(text: str, **change: Any) -> Counterexample:
    """Nodes of another kind are indifferent at other audits."""
    return _differs(text, RATE, where_it_turns(audit, PLAIN, **change))


def _subsidised(text: str) -> Counterexample:
    """A bounty of one and a half stakes, paid by others."""
    return Counterexample(text, sp.Ge(_exact(Fraction(3), GAME[check_cost]), FLOOR.rhs.subs(GAME)))


def claims() -> tuple[Claim, ...]:
    """Three claims: cheating, audits, and the cheating that no bounty ends."""
    bounty_only = Assumption("bounty-only", "checkers earn the bounty and nothing else")
    free = Assumption("no-commitment", "nobody can promise to check what does not pay to check")
    mixed = "Avenhaus, von Stengel and Zamir 2002, the mixed equilibrium, place not looked up"
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
            _mixed,
            _measure,
            {
                "bounty-only": partial(_paid_anyway, "pay half of the cost as a wage: less "
                                       "cheating is enough to keep checkers at work"),
                "no-commitment": partial(_committed, "announce audits just above the border and "
                                         "keep the promise: nobody cheats"),
                ERRORS.name: partial(_pardoned, "slash no honest error, so that finding one earns "
                                     "nothing: more cheat"),
            },
            region,
            literature=("avenhaus2002inspection",), shown_in="fig-honesty-inspection",
            owner=mixed, uses=("mixed-audit-probability",),
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
            _mixed,
            _measure,
            {
                "pay-is-lost": partial(_turns, "let a caught cheat keep its pay: more is audited",
                                       keeps_pay=Fraction(1)),
                ERRORS.name: partial(_turns, "forgive an honest error that is found: less is "
                                     "audited", forgiven=True),
                "expected-dollars": partial(_turns, "let a node fear a lost dollar of stake "
                                            "twice as much: less is audited", weight=2),
            },
            region,
            literature=("avenhaus2002inspection",), shown_in="fig-honesty-inspection",
            owner=mixed,
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
            region, shown_in="fig-honesty-inspection",
            owner="own; no source is known", uses=("mixed-cheating-share",),
        ),
    )  # fmt: skip
