"""What an unlock does to the fair price, between holders who look ahead and who do not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning
from model.logic.step import Step
from model.logic.steps import case, identity
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import worth as t
from model.spec.announced import announced
from model.spec.core import Block, stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Values, value

at_once = theoretical("unlocked_at_once", "U", "AI", "tokens that unlock at once", POSITIVE)
insiders_locked = theoretical(
    "insiders_locked",
    r"L_{\mathrm{i}}",
    "AI",
    "locked tokens of investors, team and sale, before the unlock",
    NOT_NEGATIVE,
)
drop = theoretical(
    "unlock_drop", r"d_U", "1", "fall of the fair price when tokens unlock, as a share of it"
)
C, L, omega = a.circulating, insiders_locked, t.unlock_anticipation
PRICED = C + a.locked_treasury + omega * L
DROP = sp.Eq(drop, (1 - omega) * at_once / (PRICED + (1 - omega) * at_once))
HALF = sp.Rational(1, 2)
COHORTS_LOCKED = (a.locked_investors, a.locked_team, a.locked_sale)


def fundamental(block: Block) -> tuple[Step, sp.Expr]:
    """The specification's fundamental price, and the step that says where it is the fair one."""
    above = sp.Symbol("e", positive=True)
    fair = stated(block, t.fair_today).subs(t.price_rule, t.FUNDAMENTAL)
    (price,) = (each for each in fair.args if each != t.least_price)
    step = case(
        "The fair price is the fundamental one, as long as it is above the least price.",
        fair.subs(price, t.least_price + above),
        t.least_price + above,
    )
    return step, price


def _drop(statement: sp.Basic) -> Iterator[Step]:
    block = announced().block("worth")
    tokens = stated(block, t.priced_tokens)
    yield identity(
        "Tokens that unlock were counted in part. Now they count in full.",
        tokens.subs(a.locked_team, a.locked_team - at_once),
        tokens + (1 - omega) * at_once,
    )
    step, price = fundamental(block)
    yield step
    # Whose tokens unlock does not matter: each of the insiders may have some of them.
    parts = sp.symbols(f"y_:{len(COHORTS_LOCKED)}", nonnegative=True)
    less = {locked: locked - part for locked, part in zip(COHORTS_LOCKED, parts, strict=True)}
    today = price.subs(t.priced_tokens, tokens)
    yield by_meaning(
        "Its numerator knows no tokens that unlock. What is lost is one less the fair price with "
        "these tokens unlocked over the one with them locked.",
        statement,
        1 - today.subs(less) / today,
        where={
            a.circulating: stated(block, a.circulating),
            insiders_locked: sp.Add(*COHORTS_LOCKED),
            at_once: sp.Add(*parts),
        },
    )


def fair_price(values: Values) -> float:
    """The fair price of the specification's block `worth`, from the accounts."""
    known = dict(values)
    for definition in announced().block("worth").definitions:
        known[definition.symbol] = value(definition.amount, known)
        if definition.symbol == t.fair_today:
            return float(known[t.fair_today])
    raise LookupError(f"the block does not define {t.fair_today}")


def accounts(draw: np.random.Generator) -> Values:
    """Random levels and accounts of the block `worth`, with the fundamental rule."""
    values: Values = dict.fromkeys(announced().block("worth").inputs, 0.5)
    shares = draw.dirichlet(np.ones(6)) * 1e10
    names = (a.locked_treasury, *COHORTS_LOCKED)
    values |= dict(zip(names, (float(s) for s in shares[:4]), strict=True))
    return values | {
        a.initial_supply: 1e10,
        a.burned: float(draw.uniform(0, 0.2) * shares[4]),
        a.slash_burned: float(draw.uniform(0, 0.2) * shares[5]),
        t.price_rule: float(t.FUNDAMENTAL),
        t.premium_at_launch: float(draw.uniform(1e7, 1e9)),
        t.least_price: 1e-12,
        t.discount_rate: 0.15,
        t.long_run_growth: 0.05,
        omega: float(draw.uniform(0, 1)),
    }


def _drop_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 100, 0.0
    said = sp.lambdify((C, a.locked_treasury, L, omega, at_once), statement.rhs, "math")
    for _ in range(count):
        before = accounts(draw)
        unlocked = float(draw.uniform(0.01, 1)) * float(before[a.locked_investors])
        after = before | {a.locked_investors: float(before[a.locked_investors]) - unlocked}
        found = 1 - fair_price(after) / fair_price(before)
        waiting = sum(float(before[s]) for s in COHORTS_LOCKED)
        kept = float(before[a.locked_treasury])
        gone = float(before[a.burned]) + float(before[a.slash_burned])
        free = float(before[a.initial_supply]) - gone - waiting - kept
        formula = said(free, kept, waiting, float(before[omega]), unlocked)
        worst = max(worst, abs(found - formula))
    return Evidence("fair prices of the specification before and after: gap", count, worst, 1e-10)


def _instance(found: sp.Expr) -> sp.Basic:
    """One token circulates, none is the treasury's, four are insiders', one of them unlocks."""
    numbers = {C: 1, a.locked_treasury: 0, L: 4, omega: HALF, at_once: 1}
    return sp.Eq(found, DROP.rhs.subs(numbers))


def _fair(value: sp.Expr, free: sp.Expr, waiting: sp.Expr) -> sp.Expr:
    return value / (free + HALF * waiting)


def _quantity() -> Counterexample:
    return Counterexample(
        "price by the quantity equation, which sees only what can be sold: half is lost",
        _instance(1 - sp.Rational(1, 2) / 1),
    )


def _news() -> Counterexample:
    before, after = _fair(sp.Integer(1), 1, 4), _fair(sp.Rational(7, 6), 2, 3)
    return Counterexample(
        "let the value of usage rise by a sixth on the same day: the price does not fall",
        _instance(1 - after / before),
    )


def _minted() -> Counterexample:
    before, after = _fair(sp.Integer(1), 1, 4), _fair(sp.Integer(1), 2, 4)
    return Counterexample(
        "mint the token instead of unlocking it: nothing was there to be anticipated",
        _instance(1 - after / before),
    )


def _of_the_treasury() -> Counterexample:
    before, after = _fair(sp.Integer(1), 1 + 1, 4), _fair(sp.Integer(1), 2 + 0, 4)
    return Counterexample(
        "let the token be the treasury's: it was counted in full, and nothing is lost",
        _instance(1 - after / before),
    )


def _floor() -> Counterexample:
    least = sp.Rational(1, 3)
    before, after = _fair(sp.Integer(1), 1, 4), _fair(sp.Integer(1), 2, 3)
    return Counterexample(
        "let somebody always bid what the price is: it cannot fall",
        _instance(1 - sp.Max(least, after) / sp.Max(least, before)),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "unlock-drop-falls-with-anticipation",
            "An unlock costs the fair price the part that nobody priced in",
            "If holders leave insiders' locked tokens out, an unlock dilutes the price in full. If "
            "they count them all, it does nothing on the day. In between the fall shrinks with "
            "what is anticipated. The treasury's tokens are counted in any case.",
            (
                Assumption("fundamental-rule", "the fair price is the fundamental one of the "
                           "specification"),
                Assumption("no-other-news", "the value that is divided is the same before and "
                           "after"),
                Assumption("already-there", "the tokens were counted among those to come"),
                Assumption("insiders-tokens", "they belong to investors, team or buyers of the "
                           "sale"),
                Assumption("above-the-floor", "the price is above the least price"),
            ),
            DROP,
            _drop,
            _drop_in_numbers,
            {
                "fundamental-rule": _quantity,
                "no-other-news": _news,
                "already-there": _minted,
                "insiders-tokens": _of_the_treasury,
                "above-the-floor": _floor,
            },
            "the fair price; the market price is away from it by what the day's orders ask for",
            shown_in="fig-unlock-drop",
            owner="own; solved from the model's equations",
        ),
    )  # fmt: skip
