"""What an unlock does to the fair price, between holders who look ahead and who do not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import worth as t
from model.spec.announced import announced
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Values, stated, value
from model.theory.steps import Step, case, conclusion, identity

at_once = theoretical("unlocked_at_once", "U", "AI", "tokens that unlock at once", POSITIVE)
drop = theoretical(
    "unlock_drop", r"d_U", "1", "fall of the fair price when tokens unlock, as a share of it"
)
C, L, omega = t.circulating, t.still_to_come, t.unlock_anticipation
DROP = sp.Eq(drop, (1 - omega) * at_once / (C + omega * L + (1 - omega) * at_once))
HALF = sp.Rational(1, 2)


def _drop(statement: sp.Basic) -> Iterator[Step]:
    block = announced().block("trading")
    held = stated(block, L)
    free = stated(block, C).subs(L, held)
    moved = {a.locked_investors: a.locked_investors - at_once}
    into = identity(
        "Tokens that unlock leave those still to come.",
        held.subs(moved),
        held - at_once,
    )
    out = identity("They join those that circulate.", free.subs(moved), free + at_once)
    above = sp.Symbol("e", positive=True)
    fair = stated(block, t.fair_today).subs(t.price_rule, t.ANCHOR)
    (price,) = (each for each in fair.args if each != t.least_price)
    floor = case(
        "The specification's fair price is the anchor, as long as it is above the least price.",
        fair.subs(price, t.least_price + above),
        t.least_price + above,
    )
    later = price.subs({C: C + at_once, L: L - at_once}, simultaneous=True)
    less = identity(
        "The numerator is as before, so of the price is lost:",
        1 - later / price,
        DROP.rhs,
    )
    yield from (into, out, floor, less)
    yield conclusion("This is the claim.", DROP, into, out, floor, less)


def fair_price(values: Values) -> float:
    """The fair price of the specification's trading block, from the accounts."""
    known = dict(values)
    for definition in announced().block("trading").definitions:
        known[definition.symbol] = value(definition.amount, known)
        if definition.symbol == t.fair_today:
            return float(known[t.fair_today])
    raise LookupError(f"the block does not define {t.fair_today}")


def accounts(draw: np.random.Generator) -> Values:
    """Random levels and accounts of the trading block, with the anchor's rule."""
    values: Values = dict.fromkeys(announced().block("trading").inputs, 0.5)
    shares = draw.dirichlet(np.ones(6)) * 1e10
    names = (a.locked_treasury, a.locked_investors, a.locked_team, a.locked_sale, a.treasury)
    values |= dict(zip(names, (float(s) for s in shares[:5]), strict=True))
    return values | {
        a.initial_supply: 1e10,
        a.burned: float(draw.uniform(0, 0.2) * shares[5]),
        t.price_rule: float(t.ANCHOR),
        t.least_price: 1e-12,
        t.discount_rate: 0.15,
        t.long_run_growth: 0.05,
        omega: float(draw.uniform(0, 1)),
    }


def _drop_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 100, 0.0
    said = sp.lambdify((C, L, omega, at_once), statement.rhs, "math")
    to_come = (a.locked_treasury, a.locked_investors, a.locked_team, a.locked_sale, a.treasury)
    for _ in range(count):
        before = accounts(draw)
        unlocked = float(draw.uniform(0.01, 1)) * float(before[a.locked_investors])
        after = before | {a.locked_investors: float(before[a.locked_investors]) - unlocked}
        found = 1 - fair_price(after) / fair_price(before)
        waiting = sum(float(before[s]) for s in to_come)
        free = float(before[a.initial_supply]) - float(before[a.burned]) - waiting
        worst = max(worst, abs(found - said(free, waiting, float(before[omega]), unlocked)))
    return Evidence("fair prices of the trading block before and after: gap", count, worst, 1e-10)


def _instance(found: sp.Expr) -> sp.Basic:
    """The formula for one token that circulates, four to come, one unlocked, half anticipated."""
    return sp.Eq(found, DROP.rhs.subs({C: 1, L: 4, omega: HALF, at_once: 1}))


def _anchor(value: sp.Expr, free: sp.Expr, to_come: sp.Expr) -> sp.Expr:
    return value / (free + HALF * to_come)


def _quantity() -> Counterexample:
    return Counterexample(
        "price by the quantity equation, which sees only what circulates: half is lost",
        _instance(1 - sp.Rational(1, 2) / 1),
    )


def _news() -> Counterexample:
    before, after = _anchor(sp.Integer(1), 1, 4), _anchor(sp.Rational(7, 6), 2, 3)
    return Counterexample(
        "let the value of usage rise by a sixth on the same day: the price does not fall",
        _instance(1 - after / before),
    )


def _minted() -> Counterexample:
    before, after = _anchor(sp.Integer(1), 1, 4), _anchor(sp.Integer(1), 2, 4)
    return Counterexample(
        "mint the token instead of unlocking it: nothing was there to be anticipated",
        _instance(1 - after / before),
    )


def _floor() -> Counterexample:
    least = sp.Rational(1, 3)
    before, after = _anchor(sp.Integer(1), 1, 4), _anchor(sp.Integer(1), 2, 3)
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
            "If holders see only what circulates, an unlock dilutes the price in full. If they "
            "count all that is still to come, it does nothing on the day. In between the fall "
            "shrinks with what is anticipated.",
            (
                Assumption("anchor-rule", "the fair price is the anchor of the specification"),
                Assumption("no-other-news", "the value of usage is the same before and after"),
                Assumption("already-there", "the tokens were counted among those to come"),
                Assumption("above-the-floor", "the price is above the least price"),
            ),
            DROP,
            _drop,
            _drop_in_numbers,
            {
                "anchor-rule": _quantity,
                "no-other-news": _news,
                "already-there": _minted,
                "above-the-floor": _floor,
            },
            "the fair price; the market price follows at the speed of arbitrage. Tokens still to "
            "come include the treasury's",
            shown_in="fig-unlock-drop",
        ),
    )
