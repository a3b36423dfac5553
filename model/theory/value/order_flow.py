"""Traders who close a part of the gap to the fair price: what a day's order does to the gap.

The gap is the logarithm of the price over the fair one. A price below the fair one is the
mirror image: reserves trade places, and the gap has the other sign.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec.pool import spot
from model.spec import pool as x
from model.spec import worth as t
from model.spec.announced import announced
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import stated
from model.theory.steps import ProofError, Step, case, conclusion, identity, inequality

gap = theoretical(
    "price_gap", "x_P", "1", "log of the price over the fair one, as traders find it", POSITIVE
)
next_gap = theoretical(
    "next_price_gap", "x_P'", "1", "log of the price over the fair one a day later"
)
AFTER = gap - 2 * sp.log(1 + t.arbitrage_speed * gap)
FIGURE = "fig-order-flow"
# Bound variables: what a limit leaves unused, a speed known to be positive, what it lacks to one.
spare = sp.Symbol("b", nonnegative=True)
speed = sp.Symbol(t.arbitrage_speed.name, positive=True)
lack = sp.Symbol("k", nonnegative=True)

RULE = Assumption("anchor-rule", "traders order a fixed part of the gap, measured in logarithms")
POOL = Assumption("constant-product", "the pool keeps the product of its reserves")
ROOM = Assumption("within-limits", "the order is within its limit and within what sellers hold")


def from_zero(text: str, expression: sp.Expr, variable: sp.Symbol) -> Step:
    """A step to "the expression is positive": it is zero at zero and its slope is positive."""
    slope = sp.together(sp.diff(expression, variable))
    if expression.subs(variable, 0) != 0 or not slope.is_positive:
        raise ProofError(f"{text}: {expression} does not grow from zero")
    return Step(text, sp.Gt(expression, 0, evaluate=False))


def after_order() -> tuple[Step, ...]:
    """The specification's trading day above the fair price, down to the gap that it leaves."""
    block = announced().block("trading")
    dollars, tokens = a.pool_usd, a.pool_ai
    wish = stated(block, t.order).subs({t.price_rule: t.ANCHOR, t.trade_noise: 0})
    order = wish.subs({t.fair_today: spot * sp.exp(-gap), x.order_limit: speed * gap + spare})
    order = order.subs({t.arbitrage_speed: speed, spot: sp.Symbol("P", positive=True)})
    sells = case("Above the fair price traders sell this share.", order, -speed * gap)
    asked = stated(block, t.trader_sold).subs(t.order, -speed * gap)
    sold = asked.subs(a.free_float, tokens / (1 - x.pool_fee) + spare)
    kept = sp.Symbol("f", positive=True)
    sold = sold.subs(x.pool_fee, 1 - kept)
    reaching = identity(
        "After the pool's fee this many tokens reach the reserve.",
        kept * sold,
        speed * gap * tokens,
    )
    left = dollars - x.proceeds(speed * gap * tokens)
    price = identity(
        "The price falls by the square of one plus the order.",
        left / (tokens + speed * gap * tokens),
        (dollars / tokens) / (1 + speed * gap) ** 2,
    )
    shift = identity(
        "Its logarithm falls by this, and so does the gap.",
        sp.expand_log(sp.log(1 / (1 + speed * gap) ** 2)),
        -2 * sp.log(1 + speed * gap),
    )
    return sells, reaching, price, shift


def _map(statement: sp.Basic) -> Iterator[Step]:
    steps = after_order()
    yield from steps
    yield conclusion("The new gap is the old one less that.", sp.Eq(next_gap, AFTER), *steps)


def one_day(tokens: float, dollars: float, fair: float, theta: float) -> tuple[float, float]:
    """Reserves after traders came: float arithmetic of a pool, both sides of the fair price."""
    away = np.log(dollars / tokens / fair)
    if away > 0:
        brought = theta * away * tokens
        return tokens + brought, dollars - dollars * brought / (tokens + brought)
    paid = -theta * away * dollars
    return tokens - tokens * paid / (dollars + paid), dollars + paid


def _map_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 400, 0.0
    off = sp.lambdify((next_gap, gap, t.arbitrage_speed), statement.lhs - statement.rhs, "math")
    for n in range(count):
        theta, away, tokens = draw.uniform(0.01, 0.9), draw.uniform(0.05, 2), draw.uniform(1, 9)
        sign = 1 if n % 2 else -1
        left, dollars = one_day(tokens, tokens * np.exp(sign * away), 1.0, theta)
        worst = max(worst, abs(off(sign * np.log(dollars / left), away, theta)))
    return Evidence("a pool in floats, above and below the fair price", count, worst, 1e-9)


def shrinks(bound: sp.Expr) -> sp.And:
    """The new gap is smaller than the old one, and above ``bound``."""
    return sp.And(sp.Lt(AFTER, gap, evaluate=False), sp.Gt(AFTER, bound, evaluate=False))


def _shrinks(share: sp.Rational, bound: sp.Expr) -> Iterator[Step]:
    steps = after_order()
    less = from_zero("The order moves the price down.", 2 * sp.log(1 + speed * gap), gap)
    concave = from_zero(
        "A logarithm stays below its tangent.", speed * gap - sp.log(1 + speed * gap), gap
    )
    small = inequality(
        "The tangent is no steeper than the limit on the speed allows.",
        share * gap,
        t.arbitrage_speed * gap,
        lack * gap,
        {lack: share - t.arbitrage_speed},
    )
    yield from (*steps, less, concave, small)
    yield conclusion("So the new gap lies between.", shrinks(bound), *steps, less, concave, small)


def _shrinks_in_numbers(statement: sp.Basic, share: float) -> Evidence:
    draw, count, broken = np.random.default_rng(7), 300, 0
    holds = sp.lambdify((gap, t.arbitrage_speed), statement, "math")
    for n in range(count):
        theta, away = draw.uniform(0.05, share), draw.uniform(0.01, 3)
        sign = 1 if n % 2 else -1
        tokens, dollars = one_day(1.0, np.exp(sign * away), 1.0, theta)
        now = sign * np.log(dollars / tokens)
        # Both the formula and a pool that knows nothing of it.
        lower = -away if share == 1 else 0.0
        broken += not (lower < now < away and holds(away, theta))
    return Evidence("a pool in floats: gaps that leave the bounds", count, float(broken), 0.0)


def _at(theta: sp.Rational, size: sp.Rational) -> sp.Expr:
    return AFTER.subs({t.arbitrage_speed: theta, gap: size})


def claims() -> tuple[Claim, ...]:
    """The day's map, that the gap shrinks, and that it never overshoots."""
    tenth, half = sp.Rational(1, 10), sp.Rational(1, 2)
    moved = sp.Eq(next_gap, AFTER)
    book = sp.Eq(1 - 2 * tenth, _at(tenth, sp.Integer(1)))
    return (
        Claim(
            "order-closes-the-gap",
            "What a day's order of the traders leaves of the gap to the fair price",
            "Traders sell a share of the reserve in proportion to the logarithm of the price "
            "over the fair one. Below the fair price they buy, and the same holds with the "
            "sign exchanged.",
            (RULE, POOL, ROOM),
            moved,
            _map,
            _map_in_numbers,
            {
                "anchor-rule": lambda: Counterexample(
                    "let traders order a tenth of the simple gap e − 1: they move the price more",
                    sp.Eq(1 - 2 * sp.log(1 + tenth * (sp.E - 1)), _at(tenth, sp.Integer(1))),
                ),
                "constant-product": lambda: Counterexample(
                    "on a book of constant depth the log price moves by twice the order: "
                    "a gap of one becomes 4/5, and not what the formula says",
                    book,
                ),
                "within-limits": lambda: Counterexample(
                    "let half of the order find no seller: the price moves by less",
                    sp.Eq(1 - 2 * sp.log(1 + tenth / 2), _at(tenth, sp.Integer(1))),
                ),
            },
            "one day without other orders and without noise",
            shown_in=FIGURE,
        ),
        Claim(
            "gap-shrinks",
            "The price comes nearer to the fair one every day",
            "From any distance, on both sides, as long as traders do not order more than the "
            "whole gap.",
            (
                RULE,
                POOL,
                Assumption("speed", "the daily order is at most one reserve a unit of gap"),
            ),
            shrinks(-gap),
            lambda s: _shrinks(sp.Integer(1), -gap),
            lambda s: _shrinks_in_numbers(s, 1.0),
            {
                "anchor-rule": lambda: Counterexample(
                    "let traders follow the trend instead and buy above the fair price",
                    sp.Lt(tenth + 2 * sp.log(1 + half * tenth), tenth),
                ),
                "constant-product": lambda: Counterexample(
                    "on a book of constant depth an order of the whole gap throws the price as "
                    "far to the other side",
                    sp.Gt(tenth - 2 * tenth, -tenth),
                ),
                "speed": lambda: Counterexample(
                    "order 6/5 of a small gap: the price overshoots by more than it was off",
                    sp.Gt(_at(sp.Rational(6, 5), tenth / 10), -tenth / 10),
                ),
            },
            "any gap; the order is within its limit, which would only make the step smaller",
            shown_in=FIGURE,
        ),
        Claim(
            "gap-never-overshoots",
            "At a speed of up to one half the price never passes the fair one",
            "The gap keeps its sign while it shrinks, so the approach is monotone.",
            (
                RULE,
                POOL,
                Assumption("half-speed", "the daily order is at most half a reserve a unit of gap"),
            ),
            shrinks(sp.Integer(0)),
            lambda s: _shrinks(half, sp.Integer(0)),
            lambda s: _shrinks_in_numbers(s, 0.5),
            {
                "anchor-rule": lambda: Counterexample(
                    "let traders order a half whatever the gap: a gap of a tenth is passed",
                    sp.Gt(tenth - 2 * sp.log(1 + half), 0),
                ),
                "constant-product": lambda: Counterexample(
                    "on a book of constant depth an order of half the gap closes all of it",
                    sp.Gt(tenth - 2 * half * tenth, 0),
                ),
                "half-speed": lambda: Counterexample(
                    "order 3/4 of a small gap: the price passes the fair one",
                    sp.Gt(_at(sp.Rational(3, 4), tenth), 0),
                ),
            },
            "the whole range that the specification allows for the speed",
            shown_in=FIGURE,
        ),
    )
