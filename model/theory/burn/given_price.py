"""How supply falls when the price goes its own way: linearly, to the end, or to a rest.

A dollar of revenue burns a fixed share of itself at a price that does not notice. Theory: T3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy as sp
from scipy.integrate import quad, solve_ivp

from model.logic.formulas import limit_of, only_path, only_root
from model.logic.step import Step
from model.logic.steps import limit
from model.quantities import POSITIVE, theoretical
from model.spec.accounts import initial_supply
from model.theory.claim import Assumption, Claim
from model.theory.notation import burned_share, elapsed, growth, initial_price, price_growth, supply
from model.theory.notation import first_revenue as first
from model.theory.numbers import Values, against, drawn
from model.theory.sourced import BURNT

exhaustion_time = theoretical(
    "exhaustion_time", r"\tau_{0}", "calendar_year", "time at which the last token burns", POSITIVE
)
terminal_supply = theoretical(
    "terminal_supply", r"S_\infty", "AI", "supply that is left for ever", POSITIVE
)
FIRST_BURNS = burned_share * first / initial_price
LEAD = growth - price_growth
SUPPLY = initial_supply - FIRST_BURNS * (sp.exp(LEAD * elapsed) - 1) / LEAD
EXHAUSTED = sp.log(1 + LEAD * initial_supply / FIRST_BURNS) / LEAD
REST = initial_supply - FIRST_BURNS / (price_growth - growth)
# Bound variables: how much faster revenue grows than the price, or the price than revenue.
faster, slower = sp.symbols("a c", positive=True)
TOKENS = {initial_supply: 1e10, burned_share: BURNT, initial_price: 0.05}


def _path(statement: sp.Basic) -> Iterator[Step]:
    yield limit(
        "If revenue and price grow at the same rate, the surplus a of growth is zero and supply "
        "falls along a straight line.",
        SUPPLY.subs(growth, price_growth + faster), faster, sp.Integer(0),
        initial_supply - FIRST_BURNS * elapsed,
    )  # fmt: skip
    yield only_path(
        "In a year the burn is the kept share of revenue over the price. The formula falls by "
        "just that, from the supply at the start.",
        statement, elapsed,
        -FIRST_BURNS * sp.exp(growth * elapsed) / sp.exp(price_growth * elapsed), initial_supply,
    )  # fmt: skip


def burned(at: Values, years: float) -> float:
    """Tokens burned in some years, by numeric integration of revenue over price."""
    lead, paid = at[growth] - at[price_growth], BURNT * at[first] / 0.05
    return float(quad(lambda year: paid * np.exp(lead * year), 0, years)[0])


def emptied(at: Values) -> float:
    """The year in which the last token burns, by integration until nothing is left."""
    lead, paid = at[growth] - at[price_growth], BURNT * at[first] / 0.05

    def left(_: float, tokens: Any) -> float:
        return float(tokens[0])

    left.terminal = True  # type: ignore[attr-defined]
    run = solve_ivp(lambda year, _: [-paid * np.exp(lead * year)], (0, 400), [1e10],
                    events=left, rtol=1e-10, atol=1.0)  # fmt: skip
    return float(run.t_events[0][0])


#: One token, a first price of one, half of a dollar burns; revenue of one at the start.
POINT = {initial_supply: 1, burned_share: sp.Rational(1, 2), first: 1, initial_price: 1}
GROWS, FADES = {growth: 1, price_growth: 0}, {growth: 0, price_growth: 1}
AFTER_A_YEAR, DATE = SUPPLY.subs(POINT | GROWS).subs(elapsed, 1), EXHAUSTED.subs(POINT | GROWS)
LEFT = REST.subs(POINT | FADES)


def valued(rates: dict[sp.Symbol, int], end: sp.Expr) -> sp.Expr:
    """Supply at ``end`` if the price is a value that moves with revenue, over supply."""
    revenue, value = sp.exp(rates[growth] * elapsed), sp.exp(max(rates.values()) * elapsed)
    return sp.exp(-sp.integrate(sp.expand(revenue / value / 2), (elapsed, 0, end)))


def left_after(revenue: sp.Expr, rates: dict[sp.Symbol, int], end: sp.Expr) -> sp.Expr:
    """Supply at ``end`` if revenue takes another path."""
    price = sp.exp(rates[price_growth] * elapsed)
    return 1 - sp.integrate(revenue / price / 2, (elapsed, 0, end))


def claims() -> tuple[Claim, ...]:
    """The path of supply, its end, and its rest."""
    given = Assumption("given-price", "the price grows at a constant rate, whatever is burned")
    steady = Assumption("steady-growth", "revenue grows at a constant rate, another than the price")
    moves = "let the price be a value that moves with revenue, over supply: what is left is"
    even = "let revenue grow by the same amount every year instead of the same share: what is left"
    return (
        Claim(
            "supply-under-a-given-price",
            "Supply if the price goes its own way",
            "Every dollar burns tokens at a price that does not notice.",
            (given.without(moves, lambda: (valued(GROWS, sp.S.One), AFTER_A_YEAR)),
             steady.without(even, lambda: (left_after(1 + elapsed, GROWS, sp.S.One),
                                           AFTER_A_YEAR))),
            sp.Eq(supply, SUPPLY),
            proof=_path,
            numbers=against(
                "numeric integration of revenue over price: relative difference", 1e-9,
                drawn(80, {**TOKENS, growth: (-0.5, 0.8), price_growth: (-0.5, 0.8),
                           first: (1e5, 1e7), elapsed: 4},
                      lambda at: {supply: 1e10 - burned(at, 4)})),
            region="until the last token; all growth rates but equal ones, where the limit holds",
            shown_in="fig-burn-closures",
        ),
        Claim(
            "given-price-burns-everything",
            "If revenue outgrows a given price, supply ends on a date",
            "The date is an artefact of the closure: with few tokens left no price stays as it is.",
            (given.without(moves, lambda: (valued(GROWS, DATE), 0)),
             steady.without(even, lambda: (left_after(1 + elapsed, GROWS, DATE), 0))),
            sp.Eq(exhaustion_time, EXHAUSTED),
            proof=lambda statement: only_root(
                "Put the time into the supply under a given price, and nothing is left. Burns are "
                "positive, so the supply passes zero once.",
                statement,
                sp.Eq(SUPPLY.subs(elapsed, exhaustion_time), 0, evaluate=False),
                slope=-FIRST_BURNS * sp.exp(LEAD * exhaustion_time),
                where={growth: price_growth + faster}),
            numbers=against(
                "integration until the supply is gone: relative difference", 1e-6,
                drawn(60, {**TOKENS, growth: (0.25, 0.8), price_growth: (-0.2, 0.2),
                           first: (1e7, 1e9)}, lambda at: {exhaustion_time: emptied(at)})),
            region="revenue grows faster than the price",
            shown_in="fig-burn-closures",
            uses=("supply-under-a-given-price",),
        ),
        Claim(
            "given-price-leaves-a-rest",
            "If a given price outgrows revenue, part of supply is never burned",
            "Burns shrink fast enough to have a finite sum.",
            (given.without(moves, lambda: (valued(FADES, sp.oo), LEFT)),
             steady.without("let revenue end after the first year: what is left",
                            lambda: (left_after(sp.S.One, FADES, sp.S.One), LEFT))),
            sp.Eq(terminal_supply, REST),
            proof=lambda statement: limit_of(
                "With c for the surplus of the price's growth, the supply under a given price "
                "tends to this. If it is positive, it is what is left.",
                statement, SUPPLY, elapsed, sp.oo, where={price_growth: growth + slower}),
            numbers=against(
                "the integral of all burns to come: relative difference", 1e-9,
                drawn(60, {**TOKENS, growth: (-0.2, 0.1), price_growth: (0.2, 1.1),
                           first: (1e5, 3e7)},
                      lambda at: {terminal_supply: 1e10 - burned(at, np.inf)})),
            region="the price grows faster than revenue, and the formula is positive",
            shown_in="fig-burn-closures",
            uses=("supply-under-a-given-price",),
        ),
    )  # fmt: skip
