"""Tokens in transit: a flow of fees times the time that each token is held."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import only_root
from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import all_of
from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import fees as f
from model.spec import worth as t
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.notation import token_price, yearly_fees

holding_time = theoretical(
    "holding_time",
    r"h_{T}",
    "calendar_year",
    "mean time between two payments with a token",
    POSITIVE,
)
STATEMENT = sp.And(
    sp.Eq(token_price, yearly_fees * holding_time / a.free_float, evaluate=False),
    sp.Eq(t.velocity, 1 / holding_time, evaluate=False),
)


def _law(statement: sp.Basic) -> Iterator[Step]:
    age, mean = sp.Symbol("u", positive=True), sp.Symbol("m", positive=True)
    held = sp.Function("H")(age)  # share of tokens that are held for longer than u
    parts = identity(
        "Let H be the share of tokens that are held for longer than u. By parts, the integral of "
        "H is its boundary term, zero at both ends, plus the mean holding time.",
        held,
        sp.diff(age * held, age) + age * -sp.diff(held, age),
    )
    arriving = yearly_fees / token_price
    standing = identity(
        "Tokens arrive with the flow of fees. Those of age u are the flow times H, so in all "
        "there are the flow times the mean holding time; written out where H is exponential.",
        sp.integrate(arriving * sp.exp(-age / mean), (age, 0, sp.oo)),
        arriving * mean,
    )
    sides = {part.lhs: part for part in statement.args}
    tokens = sp.Symbol(a.free_float.name, positive=True)
    price = only_root(
        "Every token that can be sold is one of them, which one price makes true: the dearer a "
        "token, the fewer of them the fees move.",
        sides[token_price],
        sp.Eq(a.free_float, arriving * holding_time),
        slope=arriving * holding_time / token_price,
        where={a.free_float: tokens},
    )
    rule = stated(announced().block("worth"), t.fair_today)
    by_quantity = rule.subs({t.price_rule: t.QUANTITY}).args
    (fair,) = [each for each in by_quantity if each.has(f.fee_trend)]
    fair = fair.subs(f.fee_trend, yearly_fees * a.day_in_years)
    velocity = only_root(
        "The specification's quantity equation makes this price of one velocity only.",
        sides[t.velocity],
        sp.Eq(fair, yearly_fees * holding_time / a.free_float),
        slope=-fair / t.velocity,
        where={a.free_float: tokens},
    )
    yield from (parts, standing, price, velocity)
    yield all_of("The law gives the price, and the price the velocity.", statement, price, velocity)


def in_transit(flow: float, mean: float, kind: int, draw: np.random.Generator) -> float:
    """Tokens present on average, counted one by one: arrivals at random, held at random."""
    years, parts = 400.0 * mean, 20_000
    came = np.sort(draw.uniform(0, years, parts))
    if kind == 0:
        held = draw.exponential(mean, parts)
    elif kind == 1:
        held = draw.uniform(0, 2 * mean, parts)
    else:
        held = draw.lognormal(np.log(mean) - 0.5, 1.0, parts)
    # Count at many instants, away from the empty beginning.
    at = draw.uniform(60 * mean, 340 * mean, 4_000)
    gone = np.sort(came + held)
    present = np.searchsorted(came, at) - np.searchsorted(gone, at)
    return float(present.mean()) * flow * years / parts


def _law_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 60, 0.0
    symbols = (token_price, yearly_fees, holding_time, a.free_float, t.velocity)
    ratios = [sp.lambdify(symbols, each.lhs / each.rhs - 1, "math") for each in statement.args]
    for n in range(count):
        price, flow, mean = draw.uniform(0.01, 1), draw.uniform(1e6, 1e7), draw.uniform(0.02, 0.5)
        tokens = in_transit(flow, mean, n % 3, draw)
        turnover = flow / tokens
        values = (price, flow * price, mean, tokens, turnover)
        worst = max(worst, *(abs(each(*values)) for each in ratios))
    return Evidence(
        "20,000 payments counted one by one, three laws of holding: relative difference",
        count,
        worst,
        0.05,
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    one, half, age = sp.Integer(1), sp.Rational(1, 2), sp.Symbol("u", positive=True)
    unit = {yearly_fees: one, holding_time: one, token_price: one}
    (price,) = (part.rhs for part in STATEMENT.args if part.lhs == token_price)
    return (
        Claim(
            "price-carries-tokens-in-transit",
            "The price at which the tokens that can be sold carry the flow of fees",
            "Little's law: what is in transit is flow times time. Tokens that wait a time h "
            "between two payments turn over 1/h times a year, and their price has to be such "
            "that the tokens there are just carry the fees. How the holding times are "
            "distributed does not matter, only their mean.",
            (
                Assumption("steady", "flow, price and holding times do not change"),
                Assumption("no-hoard", "every token that can be sold is held to pay fees"),
                Assumption("finite-mean", "the mean holding time is finite"),
            ),
            STATEMENT,
            _law,
            _law_in_numbers,
            {
                "steady": lambda: Counterexample(
                    "let the flow of 1 start half a holding time of 1 ago, all held equally "
                    "long: half as many tokens are in transit as the law says",
                    sp.Eq(sp.integrate(one, (age, 0, half)),
                          (yearly_fees / token_price * holding_time).subs(unit)),
                ),
                "no-hoard": lambda: Counterexample(
                    "let half of two such tokens never move. The one that pays carries "
                    "fees of 1 at a price of 1; the law with all tokens says one half",
                    sp.Eq(price.subs({**unit, a.free_float: 1}),
                          price.subs({**unit, a.free_float: 2})),
                ),
                "finite-mean": lambda: Counterexample(
                    "let the share held longer than u be 1/(1 + u): tokens gather without end",
                    sp.Lt(sp.integrate(1 / (1 + age), (age, 0, sp.oo)), sp.oo),
                ),
            },
            "a steady state, some tokens for sale; with hoarding the law holds for those that move",
            literature=("little1961proof", "samani2017velocity"),
            shown_in="fig-order-flow",
            owner="Little 1961, the queuing formula of its title",
        ),
    )  # fmt: skip
