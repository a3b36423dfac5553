"""When an unlock costs the price: at its announcement, or on its day.

Before the announcement nobody reckons with these tokens. After it holders count a part ω of them,
as of all that insiders have locked; on the day of the unlock they count in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning
from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import rewritten
from model.quantities import SHARE, theoretical
from model.spec import accounts as a
from model.spec import worth as t
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Values
from model.theory.unlocks import anticipation as known_part
from model.theory.unlocks.anticipation import (
    COHORTS_LOCKED,
    C,
    L,
    accounts,
    at_once,
    drop,
    fair_price,
    fundamental,
    omega,
)

FIGURE = "fig-announced"
OWN = "own; no source is known"
announcement_drop = theoretical(
    "announcement_drop", r"d_A", "1",
    "fall of the fair price when the unlock is announced, as a share of it", SHARE)  # fmt: skip
whole_drop = theoretical(
    "whole_drop", r"d_W", "1",
    "fall of the fair price from before the announcement to after the unlock, as a share of it",
    SHARE)  # fmt: skip
kept = a.locked_treasury
ANNOUNCED = omega * at_once / (C + kept + omega * L)
WHOLE = at_once / (C + kept + at_once)


def _announced(statement: sp.Basic) -> Iterator[Step]:
    block = announced().block("worth")
    tokens = stated(block, t.priced_tokens)
    shares = sp.symbols(f"y_:{len(COHORTS_LOCKED)}", nonnegative=True)
    before = {locked: locked - each for locked, each in zip(COHORTS_LOCKED, shares, strict=True)}
    before[a.initial_supply] = a.initial_supply - sp.Add(*shares)
    yield identity(
        "Before the announcement these tokens are in nobody's reckoning. Then they are counted in "
        "part, as locked ones are.",
        tokens,
        tokens.subs(before, simultaneous=True) + omega * sp.Add(*shares),
    )
    step, price = fundamental(block)
    yield step
    today = price.subs(t.priced_tokens, tokens)
    yield by_meaning(
        "Its numerator knows no locked tokens. What is lost is one less the fair price with the "
        "announcement over the one without.",
        statement,
        1 - today / today.subs(before, simultaneous=True),
        where={
            a.circulating: stated(block, a.circulating),
            L: sp.Add(*COHORTS_LOCKED),
            at_once: sp.Add(*shares),
        },
    )


def parts() -> tuple[Step, Step]:
    """What is lost at the announcement and on the day, as other claims prove it."""
    found = (claims()[0], known_part.claims()[0])
    words = ("At the announcement this is lost, by another claim.",
             "On the day of the unlock this is lost, by another claim.")  # fmt: skip
    first, second = (
        rewritten(text, claim.statement, claim.prove()[-1])
        for text, claim in zip(words, found, strict=True)
    )
    return first, second


def _whole(statement: sp.Basic) -> Iterator[Step]:
    first, second = parts()
    yield from (first, second)
    yield by_meaning(
        "What is left after both is the product of what each leaves. Where insiders have nothing "
        "else locked, it does not depend on what was anticipated.",
        statement,
        1 - (1 - first.relation.rhs) * (1 - second.relation.rhs),
        where={L: at_once},
    )


def ledger(free: float, treasury: float, waiting: float, part: float) -> Values:
    """Accounts of the block `worth`: what circulates, the treasury's, insiders', and the part."""
    return accounts(np.random.default_rng(7)) | {
        a.burned: 0.0, a.slash_burned: 0.0, a.initial_supply: free + treasury + waiting,
        a.locked_treasury: treasury, a.locked_investors: waiting, a.locked_team: 0.0,
        a.locked_sale: 0.0, omega: part}  # fmt: skip


def prices(free: float, treasury: float, waiting: float, part: float,
           tokens: float) -> tuple[float, float, float]:  # fmt: skip
    """Fair prices of the specification before the announcement, after it, and after the unlock."""
    states = ((free, waiting - tokens), (free, waiting), (free + tokens, waiting - tokens))
    first, second, third = (fair_price(ledger(out, treasury, held, part)) for out, held in states)
    return first, second, third


def drawn(count: int, alone: bool = False) -> Iterator[tuple[float, float, float, float, float]]:
    """What circulates, treasury's, insiders' tokens, part anticipated, tokens that unlock."""
    draw = np.random.default_rng(7)
    for place in range(count):
        free, treasury, waiting = (float(each) for each in 10 ** draw.uniform(8, 10, 3))
        part = (0.0, 1.0, float(draw.uniform()), float(draw.uniform()))[place % 4]
        share = 1.0 if alone else float(draw.uniform(0.05, 1))
        yield free, treasury, waiting, part, share * waiting


def off(statement: sp.Basic, of: Callable[[tuple[float, ...]], float],
         text: str, alone: bool = False) -> Evidence:  # fmt: skip
    """The gap of an equation's right side; what is missing, if the statement is a bound."""
    order = (C, kept, L, omega, at_once, announcement_drop, drop)
    equal = isinstance(statement, sp.Eq)
    gap = statement.rhs if equal else statement.lts - statement.gts
    formula, worst, count = sp.lambdify(order, gap, "math"), 0.0, 100
    for case_ in drawn(count, alone):
        found = prices(*case_)
        falls = (1 - found[1] / found[0], 1 - found[2] / found[1])
        said = formula(*case_, *falls)
        worst = max(worst, abs(said - of(found)) if equal else said)
    return Evidence(f"fair prices of the specification, {text}", count, worst, 1e-10)


HALF = sp.Rational(1, 2)
Examples = dict[str, Callable[[], Counterexample]]
HERE = {C: 1, kept: 1, L: 2, omega: HALF, at_once: 1}


def price(free: sp.Expr, waiting: sp.Expr, worth: sp.Expr = sp.S.One) -> sp.Expr:
    """The fair price in exact numbers, if the treasury has one token and half is anticipated."""
    return worth / (free + 1 + HALF * waiting)


def examples(makes: Callable[[sp.Expr], sp.Basic], last: bool) -> Examples:
    """Falls with an assumption dropped, put into the statement by ``makes``.

    ``last`` takes the fall from before the announcement to after the unlock of the only tokens
    that insiders have; else it is the fall at the announcement of one of two.
    """
    before = price(sp.S.One, sp.S.Zero if last else sp.S.One)
    after = price(sp.Integer(2), sp.S.Zero) if last else price(sp.S.One, sp.Integer(2))
    seen = price(sp.S.One, sp.S.One if last else sp.Integer(2))
    free = sp.Integer(2) if last else sp.S.One
    floor = (before + after) / 2
    return {
        "fundamental-rule": partial(
            Counterexample, "price by the quantity equation, which sees only what can be sold",
            makes(1 - 1 / free)),
        "no-other-news": partial(
            Counterexample, "let usage be worth so much more on the same day that the price does "
            "not fall", makes(1 - (before / after) * after / before)),
        "above-the-floor": partial(
            Counterexample, "let somebody always bid a price that is half way down",
            makes(1 - floor / before)),
        "unknown-before": partial(
            Counterexample, "let the tokens have been counted like others before",
            makes(1 - after / seen)),
    }  # fmt: skip


RULE = Assumption("fundamental-rule", "the fair price is the fundamental one of the "
                  "specification")  # fmt: skip
NEWS = Assumption("no-other-news", "the value that is divided is the same before and after")
FLOOR = Assumption("above-the-floor", "the price is above the least price")
UNKNOWN = Assumption("unknown-before", "nobody reckoned with the tokens before")


def claims() -> tuple[Claim, ...]:
    """What is lost at the announcement, and in all."""
    insiders = Assumption("insiders-tokens", "they belong to investors, team or buyers of the sale")
    alone = Assumption("nothing-else-locked", "insiders have no other tokens locked")
    at_first = examples(lambda fall: sp.Eq(fall, ANNOUNCED.subs(HERE)), last=False)
    in_all = examples(lambda fall: sp.Eq(fall, WHOLE.subs(HERE)), last=True)
    before = price(sp.S.One, sp.S.One)
    return (
        Claim(
            "announcement-costs-what-is-priced-in",
            "An announced unlock costs the price at once what holders reckon with",
            "Nothing has been sold and nothing can be. The part of the tokens that holders count "
            "from now on divides the same value.",
            (RULE, NEWS, FLOOR, UNKNOWN, insiders),
            sp.Eq(announcement_drop, ANNOUNCED),
            _announced,
            lambda statement: off(statement, lambda p: 1 - p[1] / p[0], "on that day: gap"),
            at_first | {
                "insiders-tokens": lambda: Counterexample(
                    "let the tokens be the treasury's, which are counted in full",
                    sp.Eq(1 - 1 / (1 / before + 1) / before, ANNOUNCED.subs(HERE)))},
            "the fair price; the day on which holders learn of it",
            shown_in=FIGURE,
            owner=OWN,
        ),
        Claim(
            "foresight-moves-the-loss",
            "Foresight moves the loss of an unlock to its announcement, and takes nothing off it",
            "What is lost from before the announcement to after the unlock is the part that these "
            "tokens are of all, whatever of it was anticipated.",
            (RULE, NEWS, FLOOR, UNKNOWN, alone),
            sp.Eq(whole_drop, WHOLE),
            _whole,
            lambda statement: off(statement, lambda p: 1 - p[2] / p[0], "in all: gap", alone=True),
            in_all | {
                "nothing-else-locked": lambda: Counterexample(
                    "let insiders have another token locked, which is counted in part",
                    sp.Eq(1 - price(sp.Integer(2), sp.S.One) / before, WHOLE.subs(HERE)))},
            "the fair price; one unlock at once",
            shown_in=FIGURE,
            owner=OWN,
            uses=("announcement-costs-what-is-priced-in", "unlock-drop-falls-with-anticipation"),
        ),
    )  # fmt: skip
