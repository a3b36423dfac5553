"""How supply falls when the price goes its own way: linearly, to the end, or to a rest.

A dollar of revenue burns a fixed share of itself at a price that does not notice. Theory: T3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy as sp
from scipy.integrate import quad, solve_ivp

from model.logic.formulas import limit_of, only_path, only_root
from model.logic.step import Step
from model.logic.steps import limit
from model.quantities import POSITIVE, theoretical
from model.spec.accounts import initial_supply
from model.theory import notation as t
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula
from model.theory.notation import initial_price
from model.theory.sourced import BURNT

exhaustion_time = theoretical(
    "exhaustion_time", r"\tau_{0}", "calendar_year", "time at which the last token burns", POSITIVE
)
terminal_supply = theoretical(
    "terminal_supply", r"S_\infty", "AI", "supply that is left for ever", POSITIVE
)
FIGURE = "fig-burn-closures"
time, first, kept, g, mu = t.elapsed, t.first_revenue, t.burned_share, t.growth, t.price_growth
SUPPLY = initial_supply - kept * first / initial_price * (sp.exp((g - mu) * time) - 1) / (g - mu)
YEARS_OF_BURN = initial_price * initial_supply / (kept * first)
EXHAUSTED = sp.log(1 + (g - mu) * YEARS_OF_BURN) / (g - mu)
REST = initial_supply - kept * first / (initial_price * (mu - g))
# Bound variables: how much faster revenue grows than the price, or the price than revenue.
faster, slower = sp.symbols("a c", positive=True)


def _given(statement: sp.Basic) -> Iterator[Step]:
    yield limit(
        "If revenue and price grow at the same rate, the surplus a of growth is zero and supply "
        "falls along a straight line.",
        SUPPLY.subs(g, mu + faster),
        faster,
        sp.Integer(0),
        initial_supply - kept * first * time / initial_price,
    )
    yield only_path(
        "In a year the burn is the kept share of revenue over the price. The formula falls by "
        "just that, from the supply at the start.",
        statement,
        time,
        -kept * first * sp.exp(g * time) / (initial_price * sp.exp(mu * time)),
        initial_supply,
    )


def _given_in_numbers(statement: sp.Basic) -> Evidence:
    order = (initial_supply, kept, first, initial_price, g, mu, time)
    value, draw, found = formula(statement, *order), np.random.default_rng(7), []
    for _ in range(80):
        growth, drift = draw.uniform(-0.5, 0.8, 2)
        numbers = (1e10, BURNT, float(draw.uniform(1e5, 1e7)), 0.05, growth, drift, 4.0)
        burned, _ = quad(lambda s, n=numbers: n[1] * n[2] / n[3] * np.exp((n[4] - n[5]) * s), 0, 4)
        found.append((value(*numbers), 1e10 - burned))
    return agrees("numeric integration of revenue over price: relative difference", found, 1e-9)


def _exhaustion(statement: sp.Basic) -> Iterator[Step]:
    when = exhaustion_time
    yield only_root(
        "Put the time into the supply under a given price, and nothing is left. Burns are "
        "positive, so the supply passes zero once.",
        statement,
        sp.Eq(SUPPLY.subs(time, when), 0, evaluate=False),
        slope=-kept * first / initial_price * sp.exp((g - mu) * when),
        where={g: mu + faster},
    )


def _exhaustion_in_numbers(statement: sp.Basic) -> Evidence:
    order = (initial_supply, kept, first, initial_price, g, mu)
    value, draw, found = formula(statement, *order), np.random.default_rng(7), []
    for _ in range(60):
        drift = float(draw.uniform(-0.2, 0.2))
        growth, income = drift + float(draw.uniform(0.05, 0.6)), float(draw.uniform(1e7, 1e9))

        def falls(
            s: float, _: np.ndarray, gap: float = growth - drift, paid: float = income
        ) -> list[float]:
            return [-BURNT * paid * float(np.exp(gap * s)) / 0.05]

        def empty(_: float, left: np.ndarray) -> float:
            return float(left[0])

        empty.terminal = True  # type: ignore[attr-defined]
        run = solve_ivp(falls, (0, 400), [1e10], events=empty, rtol=1e-10, atol=1.0)
        found.append((value(1e10, BURNT, income, 0.05, growth, drift), float(run.t_events[0][0])))
    return agrees("integration until the supply is gone: relative difference", found, 1e-6)


def _remainder(statement: sp.Basic) -> Iterator[Step]:
    yield limit_of(
        "With c for the surplus of the price's growth, the supply under a given price tends to "
        "this. If it is positive, it is what is left.",
        statement,
        SUPPLY,
        time,
        sp.oo,
        where={mu: g + slower},
    )


def _remainder_in_numbers(statement: sp.Basic) -> Evidence:
    order = (initial_supply, kept, first, initial_price, g, mu)
    value, draw, found = formula(statement, *order), np.random.default_rng(7), []
    for _ in range(60):
        growth, lead = float(draw.uniform(-0.2, 0.3)), float(draw.uniform(0.1, 1))
        income = float(draw.uniform(1e5, 3e7))
        burned, _ = quad(lambda s, n=(income, lead): BURNT * n[0] / 0.05 * np.exp(-n[1] * s), 0,
                         np.inf)  # fmt: skip
        found.append((value(1e10, BURNT, income, 0.05, growth, growth + lead), 1e10 - burned))
    return agrees("the integral of all burns to come: relative difference", found, 1e-9)


#: One token, a first price of one, half of a dollar burns; revenue of one at the start.
HALF = sp.Rational(1, 2)
POINT = {initial_supply: 1, kept: HALF, first: 1, initial_price: 1}
GROWS = {g: 1, mu: 0}  # revenue outgrows the price
FADES = {g: 0, mu: 1}  # the price outgrows revenue
CHANGED = {
    "given-price": "let the price be a value that moves with revenue, over supply",
    "steady-growth": "let revenue grow by the same amount every year instead of the same share",
    "ends": "let revenue end after the first year",
}


def _changed(what: str, rates: dict[sp.Symbol, int], end: sp.Expr) -> sp.Expr:
    """Supply at ``end`` in the changed situation, from the integral of its burns."""
    price = sp.exp(rates[mu] * time)
    if what == "given-price":
        revenue, value = sp.exp(rates[g] * time), sp.exp(max(rates.values()) * time)
        return sp.exp(-sp.integrate(sp.expand(HALF * revenue / value), (time, 0, end)))
    revenue = 1 + time if what == "steady-growth" else sp.Integer(1)
    last = sp.Integer(1) if what == "ends" else end
    return 1 - sp.integrate(HALF * revenue / price, (time, 0, last))


def _example(
    what: str, rates: dict[sp.Symbol, int], end: sp.Expr, said: sp.Expr
) -> Callable[[], Counterexample]:
    """Supply at ``end`` in the changed situation, against what the claim says it is."""

    def made() -> Counterexample:
        found, claimed = _changed(what, rates, end), sp.sympify(said)
        text = f"{CHANGED[what]}: {sp.N(found, 3)} of the supply is left and not {sp.N(claimed, 3)}"
        return Counterexample(text, sp.Eq(found, claimed))

    return made


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    given = Assumption("given-price", "the price grows at a constant rate, whatever is burned")
    steady = Assumption("steady-growth", "revenue grows at a constant rate, another than the price")
    both, year = ("given-price", "steady-growth"), sp.Integer(1)
    after = SUPPLY.subs(POINT | GROWS).subs(time, year)
    date = EXHAUSTED.subs(POINT | GROWS)
    path = Claim(
        "supply-under-a-given-price",
        "Supply if the price goes its own way",
        "Every dollar burns tokens at a price that does not notice.",
        (given, steady),
        sp.Eq(t.supply, SUPPLY),
        _given,
        _given_in_numbers,
        {name: _example(name, GROWS, year, after) for name in both},
        "until the last token; all growth rates but equal ones, where the limit holds",
        shown_in=FIGURE,
        owner="own; solved from the model's equations",
    )
    end = Claim(
        "given-price-burns-everything",
        "If revenue outgrows a given price, supply ends on a date",
        "The date is an artefact of the closure: with few tokens left no price stays as it is.",
        (given, steady),
        sp.Eq(exhaustion_time, EXHAUSTED),
        _exhaustion,
        _exhaustion_in_numbers,
        {name: _example(name, GROWS, date, sp.Integer(0)) for name in both},
        "revenue grows faster than the price",
        shown_in=FIGURE,
        owner="own; solved from the model's equations",
        uses=("supply-under-a-given-price",),
    )
    rest = Claim(
        "given-price-leaves-a-rest",
        "If a given price outgrows revenue, part of supply is never burned",
        "Burns shrink fast enough to have a finite sum.",
        (given, steady),
        sp.Eq(terminal_supply, REST),
        _remainder,
        _remainder_in_numbers,
        {
            "given-price": _example("given-price", FADES, sp.oo, REST.subs(POINT | FADES)),
            "steady-growth": _example("ends", FADES, sp.oo, REST.subs(POINT | FADES)),
        },
        "the price grows faster than revenue, and the formula is positive",
        shown_in=FIGURE,
        owner="own; solved from the model's equations",
        uses=("supply-under-a-given-price",),
    )
    return path, end, rest
