"""The batch of a day: what a flow of orders does to the price, and how far it can go.

The gap is the logarithm of the price over the fair one, before noise. Orders count in dollars at
the fair price.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning, by_specification
from model.logic.step import ProofError, Step
from model.logic.steps import identity
from model.logic.theorems import bound
from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import accounts as a
from model.spec import exchange as x
from model.spec import worth as t
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.pool import positive
from model.theory.value.purchases import DEEP, batch

FIGURE = "fig-order-flow"
holders_part = theoretical(
    "holders_part", r"h_N", "1", "part of a net order that holders take", NOT_NEGATIVE
)
standing_flow = theoretical(
    "standing_flow", r"\delta_s", "USD", "net purchases that come every day, whatever the price"
)
buying_dollars = theoretical(
    "buying_dollars", r"N_b", "USD", "dollars of all who buy in a day", NOT_NEGATIVE
)
AT_FAIR = t.fair_price * x.tokens_offered
PART = sp.Eq(holders_part, t.depth / DEEP, evaluate=False)
STANDS = sp.Eq(x.gap, standing_flow / DEEP, evaluate=False)
FLOOR = sp.Gt(1 / x.sellers_response, (AT_FAIR - buying_dollars) / DEEP, evaluate=False)

LINE = Assumption("straight-lines", "sellers and holders answer the log price in proportion")


def _cleared() -> tuple[Step, Step]:
    """The specification's gap clears the batch; sellers and holders share a net order."""
    block = announced().block("exchange")
    away = stated(block, x.gap)
    brought = identity(
        "Sellers bring what they would at the fair price, and more in proportion to the gap.",
        1 + x.sellers_response * x.gap,
        max(stated(block, x.willingness).args, key=lambda each: len(each.free_symbols)),
    )
    left = identity(
        "Holders take what sellers leave of the net order: the depth times the gap.",
        x.net_order - AT_FAIR * x.sellers_response * away,
        t.depth * away,
    )
    return brought, left


def _part(statement: sp.Basic) -> Iterator[Step]:
    yield from _cleared()
    yield by_meaning(
        "What sellers leave of the net order, over the net order, is this part.",
        statement,
        1 - t.fair_price * x.tokens_offered * x.sellers_response * x.gap / x.net_order,
        where={x.gap: stated(announced().block("exchange"), x.gap)},
    )


def _part_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 200, 0.0
    symbols = (holders_part, t.depth, x.sellers_response, t.fair_price, x.tokens_offered)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        dollars, offered, response, deep = draw.uniform((0, 0.1, 0, 1), (3, 2, 20, 9))
        taken = deep * batch(dollars, offered, response, deep)
        worst = max(worst, abs(off(taken / (dollars - offered), deep, response, 1.0, offered)))
    return Evidence("batches cleared by bisection: relative difference", count, worst, 1e-8)


def _stands(statement: sp.Basic) -> Iterator[Step]:
    block = announced().block("exchange")
    away = stated(block, x.gap)
    if a.price in away.free_symbols or x.gap in away.free_symbols:
        raise ProofError("the gap remembers the day before")
    yield from _cleared()
    yield identity("On the first day without the flow it is gone.",
                   away.subs(x.net_order, 0), sp.Integer(0))  # fmt: skip
    yield by_specification(
        "The gap is the day's net order over depth and sellers' answer. Nothing of the day before "
        "is in it, so the same orders hold the same gap, day after day.",
        statement,
        (block, x.gap),
        where={x.net_order: standing_flow},
    )


def _stands_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 60, 0.0
    symbols = (x.gap, standing_flow, t.depth, x.sellers_response, t.fair_price, x.tokens_offered)
    off = sp.lambdify(symbols, statement.lhs - statement.rhs, "math")
    for _ in range(count):
        flow, offered, response, deep = draw.uniform((-2, 0.1, 0, 1), (2, 2, 20, 9))
        for _ in range(5):
            found = batch(offered + flow, offered, response, deep)
            worst = max(worst, abs(off(found, flow, deep, response, 1.0, offered)))
        worst = max(worst, abs(batch(offered, offered, response, deep)))
    return Evidence("five days of a flow and one without, by bisection", 6 * count, worst, 1e-9)


def _floor(statement: sp.Basic) -> Iterator[Step]:
    block, response = announced().block("exchange"), positive(x.sellers_response)
    offered = t.fair_price * x.tokens_offered
    net = stated(block, x.net_order).subs(x.users_order, buying_dollars - x.other_dollars)
    yield identity(
        "The net order is what buys, less what sellers would bring at the fair price. So far "
        "below the fair one it takes the price.",
        -stated(block, x.gap).subs(x.net_order, net),
        statement.lts,
    )
    yield bound(
        "However many tokens are offered, one over the sellers' response is more than the gap, by "
        "less and less the more are offered.",
        statement,
        (t.depth + response * buying_dollars) / (response * (t.depth + response * offered)),
        (x.tokens_offered, sp.oo),
        where={x.sellers_response: response},
    )


def _floor_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, broken = np.random.default_rng(7), 200, 0
    symbols = (x.sellers_response, t.fair_price, x.tokens_offered, buying_dollars, t.depth)
    holds = sp.lambdify(symbols, statement, "math")
    for _ in range(count):
        response, dollars, offered = (
            draw.uniform(0.5, 20),
            draw.uniform(0, 1),
            10 ** draw.uniform(0, 4),
        )
        fell = -batch(dollars, offered, response, 1.0)
        broken += not (fell < 1 / response and holds(response, 1.0, offered, dollars, 1.0))
    return Evidence(
        "dumps of up to 10,000 times the depth: below the floor", count, float(broken), 0.0
    )


def claims() -> tuple[Claim, ...]:
    """What holders take, what a flow holds, and the floor."""
    half, one, two = sp.Rational(1, 2), sp.Integer(1), sp.Integer(2)
    unit = {t.depth: one, t.fair_price: one, x.tokens_offered: one, x.sellers_response: one}
    floor = {t.depth: one, t.fair_price: one, x.sellers_response: two}
    away, ten = sp.Symbol("x"), sp.Integer(10)
    # Holders' token and what sellers bring more, at a gap of one, if they answer exponentially.
    curved = one + sp.exp(one) - 1
    # Of ten tokens half come whatever the price, half with a response of two; holders take the gap.
    (fell,) = sp.solve(ten / 2 + ten / 2 * (1 + two * away) + away, away)
    return (
        Claim(
            "sellers-deepen-the-market",
            "Sellers who look at the price make the market deeper",
            "Of a net order holders take the depth's part, and sellers the rest, by bringing more "
            "or fewer tokens. So sellers act like depth, and the price moves less.",
            (LINE, Assumption("at-the-fair-price", "orders count in dollars at the fair price")),
            PART,
            _part,
            _part_in_numbers,
            {
                "straight-lines": lambda: Counterexample(
                    "let sellers bring exp(x) times as many at a gap of x, all else one: an order "
                    "of e holds a gap of one, of which holders take one",
                    sp.Eq(one / curved, PART.rhs.subs(unit)),
                ),
                "at-the-fair-price": lambda: Counterexample(
                    "count one token of sellers who do not look at the price in dollars of the "
                    "day: an order of e holds a gap of one",
                    sp.Eq(sp.exp(-1), PART.rhs.subs({**unit, x.sellers_response: 0})),
                ),
            },
            "orders of any size; the flows themselves are paid at the day's price",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
        Claim(
            "steady-flow-holds-a-gap",
            "A flow that lasts holds a gap that lasts, and no longer",
            "Purchases that come every day hold the price above the fair one by their dollars over "
            "depth and sellers' answer; steady sales hold it as far below. A market of one batch a "
            "day has no memory: no gap is left over from yesterday.",
            (LINE, Assumption("steady", "the same flow comes every day, and depth rests")),
            STANDS,
            _stands,
            _stands_in_numbers,
            {
                "straight-lines": lambda: Counterexample(
                    "let sellers bring exp(x) times as many: a flow of e holds a gap of one",
                    sp.Eq(one, STANDS.rhs.subs({**unit, standing_flow: curved})),
                ),
                "steady": lambda: Counterexample(
                    "let the flow of one come on one day only: on the next there is no gap",
                    sp.Eq(stated(announced().block("exchange"), x.gap).subs(x.net_order, 0),
                          STANDS.rhs.subs({**unit, standing_flow: one})),
                ),
            },
            "exact for gaps of any size; noise and a moving fair price come on top",
            literature=("grossman1988liquidity",),
            shown_in=FIGURE,
            owner="by construction",
        ),
        Claim(
            "dumping-has-a-floor",
            "However much is dumped, the price does not fall below a floor",
            "Sellers bring fewer tokens the further the price is below the fair one, and none at "
            "one over their response. So the gap stays above that.",
            (
                Assumption("reservation", "all sellers look at the price"),
                Assumption("nobody-flees", "nobody sells whatever the price: dollars that buy are "
                           "not negative"),
            ),
            FLOOR,
            _floor,
            _floor_in_numbers,
            {
                "reservation": lambda: Counterexample(
                    "let half of ten tokens come whatever the price: the gap is 10/11 below, and "
                    "the floor of the others one half",
                    sp.Gt(half, -fell),
                ),
                "nobody-flees": lambda: Counterexample(
                    "let holders sell three dollars whatever the price, beside one token of the "
                    "sellers: the gap is 4/3 below",
                    FLOOR.subs({**floor, x.tokens_offered: one, buying_dollars: -3}),
                ),
            },
            "sellers who respond; before noise, and at the fair price of the day, which may fall",
            shown_in=FIGURE,
            owner="own; no source is known",
        ),
    )  # fmt: skip
