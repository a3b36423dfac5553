"""Bounds on what an unlock costs on its day and at its announcement, sharp at both ends.

At one end nobody reckons with the tokens before they unlock, at the other end all do.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import bound
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.unlocks.announced import (
    FIGURE,
    FLOOR,
    HALF,
    HERE,
    NEWS,
    OWN,
    RULE,
    UNKNOWN,
    announcement_drop,
    examples,
    kept,
    off,
    parts,
    price,
)
from model.theory.unlocks.anticipation import C, L, at_once, drop, omega

DAY = sp.Ge((1 - omega) * at_once / (C + kept + at_once), drop, evaluate=False)
PART = sp.Ge(
    announcement_drop,
    omega * at_once / (C + kept + omega * L + (1 - omega) * at_once),
    evaluate=False,
)
# Bound variables: what circulates, some of it; insiders' other tokens.
free = sp.Symbol("c", positive=True)
others = sp.Symbol("y", nonnegative=True)
ALL = sp.Le(omega, 1, evaluate=False)


def _day(statement: sp.Basic) -> Iterator[Step]:
    _, second = parts()
    yield second
    yield identity(
        "If nothing is anticipated, the bound is what is lost.",
        statement.gts.subs(omega, 0),
        second.relation.rhs.subs(omega, 0),
    )
    whole = free + kept + at_once
    yield bound(
        "Insiders' other tokens, y, are counted too and make the fall smaller. If there are none, "
        "or if nothing or all is anticipated, the sides are equal.",
        statement,
        (1 - omega) * omega * at_once * others / (whole * (whole + omega * others)),
        {omega: 1},
        where={drop: second.relation.rhs.subs({L: at_once + others, C: free}), C: free},
        given=[ALL],
    )


def _part(statement: sp.Basic) -> Iterator[Step]:
    first, _ = parts()
    yield first
    yield identity(
        "If nothing is anticipated, the bound is what is lost: nothing.",
        first.relation.rhs.subs(omega, 0),
        statement.lts.subs(omega, 0),
    )
    before = free + kept + omega * L
    yield bound(
        "The announcement comes first, on fewer tokens. The sides are equal if nothing or all is "
        "anticipated.",
        statement,
        (1 - omega) * omega * at_once**2 / (before * (before + (1 - omega) * at_once)),
        {omega: 1},
        where={announcement_drop: first.relation.rhs.subs(C, free), C: free},
        given=[ALL],
    )


def _missing(statement: sp.Basic, when: str) -> Evidence:
    return off(statement, lambda found: 0.0, f"{when}: what is missing")


def claims() -> tuple[Claim, ...]:
    """What the day costs at most, and the announcement at least."""
    there = Assumption("already-there", "the tokens were counted among those to come")
    at_least = examples(lambda fall: sp.Ge(fall, PART.rhs.subs(HERE)), last=False)
    day, before = DAY.lhs.subs(HERE), price(sp.S.One, sp.S.One)
    return (
        Claim(
            "a-known-unlock-costs-nothing-on-its-day",
            "An unlock costs on its day at most the surprise, and nothing if all know it",
            "Of the part that these tokens are of all, the day takes no more than nobody reckoned "
            "with. The bound is reached at both ends: all of it falls on the day if nothing is "
            "anticipated, and nothing if all is.",
            (RULE, NEWS, there),
            DAY,
            _day,
            lambda statement: _missing(statement, "on the day"),
            {
                "fundamental-rule": lambda: Counterexample(
                    "price by the quantity equation: half is lost", sp.Ge(day, 1 - HALF)),
                "no-other-news": lambda: Counterexample(
                    "let usage be worth half as much from the same day on",
                    sp.Ge(day, 1 - price(sp.Integer(2), sp.S.One, HALF) / price(1, 2))),
                "already-there": lambda: Counterexample(
                    "mint the token instead of unlocking it: nothing was there to be anticipated",
                    sp.Ge(day, 1 - price(sp.Integer(2), sp.S.One) / before)),
            },
            "the fair price; the market price is away from it by what the day's orders ask "
            "for; some tokens circulate",
            shown_in=FIGURE,
            owner=OWN,
            uses=("unlock-drop-falls-with-anticipation",),
        ),
        Claim(
            "announcement-takes-at-least-its-part",
            "The announcement takes at least the anticipated part of the whole loss",
            "It takes a little more, since it comes first. It takes nothing if nothing is "
            "anticipated, and all if all is.",
            (RULE, NEWS, FLOOR, UNKNOWN),
            PART,
            _part,
            lambda statement: _missing(statement, "at the announcement"),
            at_least,
            "the fair price; insiders may have other tokens locked; some tokens circulate",
            shown_in=FIGURE,
            owner=OWN,
            uses=("announcement-costs-what-is-priced-in",),
        ),
    )  # fmt: skip
