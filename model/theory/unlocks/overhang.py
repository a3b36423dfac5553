"""How long a stock that is meant for sale hangs over the market."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.integrate import solve_ivp

from model.logic.formulas import by_meaning
from model.logic.step import Step
from model.logic.steps import identity
from model.quantities import NOT_NEGATIVE, POSITIVE, Kind, quantity, theoretical
from model.spec import accounts as a
from model.spec import exchange as x
from model.spec.core import stated
from model.spec.worth import depth, fair_price
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Values
from model.theory.invariants.pool import positive
from model.theory.unlocks.sale import NOBODY_BUYS, gap_of_sales, one_day

at_first = theoretical(
    "for_sale_at_first", r"Z_0", "AI", "tokens that are meant for sale at first", POSITIVE
)
left = theoretical("for_sale_left", r"Z", "AI", "tokens of them that are not sold yet", POSITIVE)
clearing = theoretical("clearing_time", r"t_Z", "day", "time until so many are left", NOT_NEGATIVE)
PATIENT = x.selling_days * sp.log(at_first / left)
PUT_OFF = a.one_day * x.sellers_response * fair_price * (at_first - left) / depth
TIME = sp.Eq(clearing, PATIENT + PUT_OFF)
SYMBOLS = (at_first, left, x.selling_days, x.sellers_response, fair_price, depth, a.one_day)
#: Sellers may be blind to the price; all else is positive.
KNOWN = {symbol: positive(symbol) for symbol in SYMBOLS if symbol != x.sellers_response}


def a_day(stock: sp.Symbol) -> sp.Expr:
    """What the specification's exchange sells of a stock of the team's if it alone sells."""
    block, team = x.exchange(), a.for_sale["team"]
    offered = stated(block, x.tokens_offered)
    others = {s: 0 for s in offered.free_symbols - {team} if quantity(s).kind is Kind.STOCK}
    will = stated(block, x.willingness).subs(x.gap, gap_of_sales())
    known = {x.willingness: will, x.tokens_offered: offered.subs(others), team: stock}
    sold = stated(block, x.cohort_sold["team"])
    for symbol, value in (*known.items(), *KNOWN.items()):
        sold = sold.subs(symbol, value)
    # What is brought is positive, which SymPy sees when it stands over one denominator.
    return sold.replace(sp.Max, lambda *each: sp.Max(*map(sp.cancel, each)))


def _time(statement: sp.Basic) -> Iterator[Step]:
    stock = sp.Symbol("z", positive=True)
    day = KNOWN[a.one_day]
    sold = a_day(stock)
    tokens = stock * day / KNOWN[x.selling_days]
    moved = x.sellers_response * KNOWN[fair_price] * tokens / KNOWN[depth]
    yield identity(
        "The specification sells of a stock a day what the sellers would at the fair price, less "
        "the more what is brought moves the price.",
        sold,
        tokens / (1 + moved),
    )
    yield by_meaning(
        "A token takes one over what is sold in a day, and the stock the sum of that over all "
        "tokens that are sold.",
        statement,
        sp.Integral(day / sold, (stock, KNOWN[left], KNOWN[at_first])),
        where=KNOWN,
    )


def sales(stock: float, known: Values) -> float:
    """Tokens that the specification's exchange sells in a day out of a stock of the team's."""
    day = one_day({**known, a.for_sale["team"]: stock})
    return sum(float(p.paid) for p in day.payments if p.flow == x.cohort_sold["team"])


def _time_in_numbers(statement: sp.Basic) -> Evidence:
    draw, moments, worst = np.random.default_rng(7), 5, 0.0
    said = sp.lambdify(SYMBOLS, statement.rhs, "math")
    for _ in range(12):
        known: Values = {
            a.one_day: 1.0,
            fair_price: float(draw.uniform(0.001, 1)),
            depth: float(10 ** draw.uniform(5, 7)),
            x.sellers_response: float(draw.uniform(0.5, 10)),
            x.selling_days: float(draw.uniform(5, 90)),
        }
        first, days = float(10 ** draw.uniform(6, 9)), draw.uniform(1, 100, moments)
        path = solve_ivp(
            lambda _, stock, known=known: [-sales(float(stock[0]), known)],
            (0, 101), [first], t_eval=np.sort(days), rtol=1e-9, atol=1e-3,
        )  # fmt: skip
        numbers = [float(known[s]) for s in SYMBOLS[2:]]
        for day, stock in zip(path.t, path.y[0], strict=True):
            worst = max(worst, float(abs(said(first, float(stock), *numbers) / day - 1)))
    return Evidence("sales of the exchange, integrated: relative gap", 12 * moments, worst, 1e-6)


def _instance(found: sp.Expr) -> sp.Basic:
    """The time to sell three quarters of a token: 30 days, response 5, depth a hundredth."""
    numbers = dict(zip(SYMBOLS, (1, sp.Rational(1, 4), 30, 5, 1, sp.Rational(1, 100), 1),
                       strict=True))  # fmt: skip
    return sp.Eq(found, TIME.rhs.subs(numbers))


def _deeper() -> Counterexample:
    first, then = 500 * sp.Rational(1, 2), 250 * sp.Rational(1, 4)
    return Counterexample(
        "let the depth double when half is sold: the rest goes faster",
        _instance(30 * sp.log(4) + first + then),
    )


def _others() -> Counterexample:
    return Counterexample(
        "let another bring as much every day: both are put off twice as far",
        _instance(30 * sp.log(4) + 2 * 500 * sp.Rational(3, 4)),
    )


def _loss() -> Counterexample:
    return Counterexample(
        "let the price be so far below their cost that they give up half of their sales",
        _instance(2 * 30 * sp.log(4) + 500 * sp.Rational(3, 4)),
    )


def _buyers() -> Counterexample:
    return Counterexample(
        "let the vault buy every day what they bring: nobody is put off",
        _instance(30 * sp.log(4)),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "overhang-clears-in-two-parts",
            "A stock for sale takes the sellers' own time, and the time for which they are put off",
            "The first part is what they would take at the fair price. The second is their "
            "response times the stock over what moves the log price by one: it is the price of "
            "a small fall, and no smaller if they are in a hurry.",
            (
                NOBODY_BUYS,
                Assumption("steady-market", "fair price and depth stay as they are"),
                Assumption("nobody-else-sells", "no other tokens are for sale"),
                Assumption("no-loss", "they sell as much as if they had paid nothing"),
            ),
            TIME,
            _time,
            _time_in_numbers,
            {
                "nobody-buys": _buyers,
                "steady-market": _deeper,
                "nobody-else-sells": _others,
                "no-loss": _loss,
            },
            "continuous time, without the day's noise",
            shown_in="fig-sale-overhang",
            owner="own; no source is known",
            uses=("sellers-response-bounds-the-fall",),
        ),
    )
