"""Gaps to the fair price that stay: how fast they close, what a steady flow and noise hold open."""

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
from model.theory.steps import Step, case, conclusion, identity
from model.theory.value.order_flow import (
    AFTER,
    FIGURE,
    ROOM,
    RULE,
    after_order,
    gap,
    one_day,
    speed,
)

half_life = theoretical(
    "gap_half_life", r"d_{1/2}", "day", "days in which a small gap to the fair price halves",
    POSITIVE)  # fmt: skip
standing_flow = theoretical(
    "standing_flow", r"\delta_s", "USD", "net purchases that come every day, whatever the price",
    POSITIVE)  # fmt: skip
gap_spread = theoretical(
    "gap_spread", r"\sigma_x", "1", "standard deviation of the gap once it has settled", POSITIVE
)
theta = t.arbitrage_speed
MULTIPLIER = 1 - 2 * theta
HALVES = sp.Eq(half_life / a.one_day, -sp.log(2) / sp.log(MULTIPLIER), evaluate=False)
STANDS = sp.Eq(gap, standing_flow / (theta * a.pool_usd), evaluate=False)
SPREAD = sp.Eq(gap_spread, t.noise_size / sp.sqrt(theta * (1 - theta)), evaluate=False)


def _slope() -> Step:
    return identity(
        "A small gap is multiplied by this every day: the slope of the day's map at zero.",
        sp.diff(AFTER, gap).subs(gap, 0),
        MULTIPLIER,
    )


def _halves(statement: sp.Basic) -> Iterator[Step]:
    days = -sp.log(2) / sp.log(MULTIPLIER)
    steps = (
        *after_order(),
        _slope(),
        identity(
            "After so many days the logarithm of what is left is that of one half.",
            days * sp.log(MULTIPLIER),
            sp.log(sp.Rational(1, 2)),
        ),
    )
    yield from steps
    yield conclusion("This is the half-life in days.", HALVES, *steps)


def _halves_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 100, 0.0
    off = sp.lambdify((half_life, a.one_day, theta), statement.lhs / statement.rhs - 1, "math")
    for n in range(count):
        speed_now, start = draw.uniform(0.01, 0.3), (-1) ** n * 1e-4
        reserves, path = (1.0, np.exp(start)), [1.0]
        while path[-1] > 0.5:
            reserves = one_day(*reserves, 1.0, speed_now)
            path.append(np.log(reserves[1] / reserves[0]) / start)
        # The curve is exponential, so its logarithm is a straight line between two days.
        days = np.interp(np.log(2), [-np.log(path[-2]), -np.log(path[-1])], [-1, 0])
        worst = max(worst, abs(off(len(path) - 1 + days, 1.0, speed_now)))
    return Evidence("a pool in floats, until the gap has halved: relative", count, worst, 1e-3)


def _stands(statement: sp.Basic) -> Iterator[Step]:
    dollars, tokens, share = a.pool_usd, a.pool_ai, speed * gap
    bought = x.bought(standing_flow)
    flow = identity(
        "The flow takes tokens out of the pool and leaves these reserves.",
        (dollars + standing_flow) * (tokens - bought),
        dollars * tokens,
    )
    same = identity(
        "Traders bring all of them back, and no more, if they order flow over reserve.",
        (tokens - bought) * (1 + share) - tokens,
        tokens * dollars / (dollars + standing_flow) * (share - standing_flow / dollars),
    )
    returned = identity(
        "Their dollars are then those that came in, so both reserves are as before.",
        (dollars + standing_flow) / (1 + standing_flow / dollars),
        dollars,
    )
    order = identity(
        "They order in proportion to the gap they find, which therefore is this.",
        speed * (standing_flow / (speed * dollars)),
        standing_flow / dollars,
    )
    yield from (*after_order(), flow, same, returned, order)
    yield conclusion("The gap that repeats itself.", STANDS, flow, same, returned, order)


def _stands_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 80, 0.0
    symbols = (gap, standing_flow, theta, a.pool_usd)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for n in range(count):
        flow, speed_now = draw.uniform(0.001, 0.05), draw.uniform(0.05, 0.5)
        tokens, dollars = 1.0, 1.0
        for _ in range(600):
            morning = dollars
            if n % 2:  # purchases of so many dollars
                spent = flow
                tokens, dollars = tokens * dollars / (dollars + spent), dollars + spent
            else:  # sales of tokens, worth so many dollars at the evening's price
                spent = flow * tokens
                sold = spent * tokens / dollars
                tokens, dollars = tokens + sold, dollars * tokens / (tokens + sold)
            found = abs(np.log(dollars / tokens))
            tokens, dollars = one_day(tokens, dollars, 1.0, speed_now)
        worst = max(worst, abs(off(found, spent, speed_now, morning)))
    return Evidence("a pool in floats with a flow for 600 days: relative", count, worst, 1e-6)


def _spread(statement: sp.Basic) -> Iterator[Step]:
    sigma, variance = t.noise_size, sp.Symbol("V", positive=True)
    draw = sp.Symbol(t.trade_noise.name, positive=True)
    order = stated(announced().block("trading"), t.order).subs(
        {t.price_rule: t.ANCHOR, t.fair_today: spot, t.trade_noise: draw}
    )
    named = case(
        "At the fair price only noise orders come: its size times the day's draw.",
        order.subs(x.order_limit, sigma * draw + sp.Symbol("b", nonnegative=True)),
        sigma * draw,
    )
    moved = identity(
        "A small order moves the log price by twice its share of the reserve.",
        sp.diff(2 * sp.log(1 + gap), gap).subs(gap, 0),
        sp.Integer(2),
    )
    settled = sigma**2 / (theta * (1 - theta))
    again = identity(
        "So the variance of a day is the multiplier's square times the day before's, and four "
        "times the noise. This value repeats itself.",
        MULTIPLIER**2 * settled + 4 * sigma**2,
        settled,
    )
    away = identity(
        "Any other variance comes nearer to it, by the multiplier's square.",
        MULTIPLIER**2 * variance + 4 * sigma**2 - settled,
        MULTIPLIER**2 * (variance - settled),
    )
    yield from (named, _slope(), moved, again, away)
    yield conclusion("Its root.", SPREAD, named, _slope(), moved, again, away)


def _spread_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 60, 0.0
    off = sp.lambdify((gap_spread, t.noise_size, theta), statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        speed_now, size = draw.uniform(0.05, 0.5), draw.uniform(0.001, 0.01)
        away, squares = np.zeros(1500), 0.0
        for day in range(120):
            order = -speed_now * away + size * draw.standard_normal(away.size)
            away = away + np.sign(order) * 2 * np.log1p(abs(order))
            squares += float(np.mean(away**2)) if day >= 60 else 0.0
        worst = max(worst, abs(off(np.sqrt(squares / 60), size, speed_now)))
    return Evidence("1,500 pools for 120 days: relative difference", count, worst, 0.05)


def claims() -> tuple[Claim, ...]:
    """The half-life of a gap, the gap that a flow holds open, and the spread that noise makes."""
    small = Assumption("small-gap", "the gap is small against one")
    half, tenth = sp.Rational(1, 2), sp.Rational(1, 10)
    quarter = {theta: sp.Rational(1, 4)}
    return (
        Claim(
            "gap-half-life",
            "How long a gap to the fair price lives",
            "A small gap is multiplied by one less twice the traders' speed every day.",
            (RULE, small, Assumption("half-speed", "the speed is below one half")),
            HALVES,
            _halves,
            _halves_in_numbers,
            {
                "anchor-rule": lambda: Counterexample(
                    "let traders order a quarter of the gap in the price itself, from a price of "
                    "3/2: it halves to 5/4 in a day by the formula, not by the rule",
                    sp.Eq(sp.Rational(3, 2) / (1 + half / 4) ** 2, sp.Rational(5, 4)),
                ),
                "small-gap": lambda: Counterexample(
                    "at a speed of a quarter a small gap halves in one day. A gap of one does not",
                    sp.Le(AFTER.subs(quarter).subs(gap, 1), half),
                ),
                "half-speed": lambda: Counterexample(
                    "at a speed of 3/4 a small gap turns into its opposite at half the size; "
                    "it is never half of what it was on the same side",
                    sp.Eq(MULTIPLIER.subs(theta, sp.Rational(3, 4)), half),
                ),
            },
            "small gaps, no other orders, no noise",
            shown_in=FIGURE,
        ),
        Claim(
            "steady-flow-holds-a-gap",
            "A steady flow holds the price away from the fair one by a fixed gap",
            "Purchases that come every day lift the log price by their dollars over the reserve, "
            "divided by the traders' speed. The gap is the one that traders find; steady sales "
            "hold the price as far below.",
            (
                RULE,
                ROOM,
                Assumption("steady", "the same flow comes every day and the fair price rests"),
            ),
            STANDS,
            _stands,
            _stands_in_numbers,
            {
                "anchor-rule": lambda: Counterexample(
                    "let traders close a tenth of the simple gap instead: with a flow of a "
                    "hundredth of the reserve the price is 11/10 of the fair one, and its "
                    "logarithm is not a tenth",
                    sp.Eq(sp.log(1 + tenth), tenth),
                ),
                "within-limits": lambda: Counterexample(
                    "let the order be limited to half of the flow: traders who see the gap of a "
                    "tenth still bring back less than the hundredth that came, so it widens",
                    sp.Eq(sp.Min(tenth * tenth, tenth / 20), tenth / 10),
                ),
                "steady": lambda: Counterexample(
                    "let the flow of a hundredth come on one day only: traders find the gap of "
                    "twice ln(101/100), far from the tenth that it could hold at a speed of 1/10",
                    sp.Eq(2 * sp.log(sp.Rational(101, 100)), tenth),
                ),
            },
            "exact for gaps of any size; the reserve is the one before the day's flow",
            literature=("grossman1988liquidity",),
            shown_in=FIGURE,
        ),
        Claim(
            "noise-spreads-the-gap",
            "The spread that noise orders give the price around the fair one",
            "Slow traders leave more of every surprise to the next day, fast ones overreact. The "
            "spread is least at a speed of one half.",
            (
                RULE,
                small,
                Assumption("independent", "the noise orders of two days are independent"),
            ),
            SPREAD,
            _spread,
            _spread_in_numbers,
            {
                "anchor-rule": lambda: Counterexample(
                    "let nobody close the gap: after 16 days of noise of a hundredth it has "
                    "spread to 8 hundredths and goes on, where a speed of a tenth would hold it",
                    sp.Eq(
                        2 * sp.sqrt(16) * tenth / 10,
                        SPREAD.rhs.subs({theta: tenth, t.noise_size: tenth / 10}),
                    ),
                ),
                "small-gap": lambda: Counterexample(
                    "let the noise order be the whole reserve, either way, at a speed of one half: "
                    "the log price moves by twice ln 2, and not by two",
                    sp.Eq(2 * sp.log(2), SPREAD.rhs.subs({theta: half, t.noise_size: 1})),
                ),
                "independent": lambda: Counterexample(
                    "let the same noise order come every day: it holds a fixed gap, with no spread",
                    sp.Eq(0, SPREAD.rhs.subs({theta: tenth, t.noise_size: tenth})),
                ),
            },
            "small noise; speeds between zero and one",
            shown_in=FIGURE,
        ),
    )
