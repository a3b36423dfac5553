"""The posted price alone: how fast it may move while capacity stands still."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy as sp

from model.logic.formulas import threshold
from model.logic.step import Step
from model.logic.steps import identity, inequality
from model.quantities import POSITIVE, theoretical
from model.spec import market as m
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import class_market as c
from model.theory.market import one_class as o
from model.theory.market import swings as w
from model.theory.market.textbook import DEMAND_NEAR, dearness

eps, target = o.demand_response, m.utilisation_target
p, gpus, h = o.hour_price, o.node_gpus, o.node_hours
critical_price_speed = theoretical(
    "critical_price_speed",
    r"\lambda_{c}",
    "1",
    "price speed at which small swings do not die out",
    POSITIVE,
)
# Bound variable: a positive speed of the price.
quick = sp.Symbol("x", positive=True)
FIXED = sp.Eq(critical_price_speed, 2 / eps)


def _fixed(statement: sp.Basic) -> Iterator[Step]:
    speed, wanted = m.price_speed, c.wanted()
    moved = p * sp.exp(speed * (m.pressure[o.ONE] / target - 1))
    yield identity(
        "In the evening the posted price moves by the relative excess of demand over target.",
        o.equation("adjustment", m.posted_price[o.ONE]),
        m.within_span(o.ONE, moved).subs(o.ALONE),
    )
    day = moved.subs(m.pressure[o.ONE], wanted / (gpus * h))
    at_rest = {c.hours_outside: c.hours_outside * gpus * h * target / wanted}
    answer = (p * sp.diff(day, p) / day).subs(at_rest)
    response = -p * sp.diff(wanted, p) / wanted
    yield identity(
        "With the number of GPUs fixed, the log of the price answers to itself by one less speed "
        "times this elasticity, which is the one that demand has near rest.",
        answer,
        1 - speed * DEMAND_NEAR.subs(dearness, c.RIGHT),
    )
    yield inequality("That is below one at any positive speed x.", sp.Integer(1), 1 - quick * eps,
                     quick * eps, strict=True)  # fmt: skip
    yield threshold(
        "It is above minus one, so that small swings die out, while the speed is below this.",
        statement,
        1 + answer,
        speed,
        -eps,
        {eps: response},
    )


def _critical_price_speed(market: o.Market, price: Any, number: Any, wait: int) -> Any:
    """The critical price speed by running the market with GPUs fixed, from near rest."""
    first = np.exp(1e-4)

    def good(speed: Any) -> Any:
        path = [price * first] * (wait + 1)
        for _ in range(1200):
            moved = market.evening(path[-1 - wait], number, speed) / path[-1 - wait]
            path.append(path[-1] * moved)
        return np.abs(np.log(np.asarray(path[-4:]) / price)).max(axis=0) < 1e-4

    return w.bisect(good, 0 * price, 8 + 0 * price, 24)


def _fixed_in_numbers(statement: sp.Basic) -> Evidence:
    count = 80
    market, price, number = w.at_rest(count)
    found = _critical_price_speed(market, price, number, 0)
    return Evidence(
        "critical price speed by bisection on 1 200 days of the nonlinear rule: relative gap",
        count,
        o.distance(statement, {eps: market.elasticity, critical_price_speed: found}),
        1e-2,
    )


def _price_waits() -> Counterexample:
    market, price, number, values = w.example(0.5)
    found = _critical_price_speed(market, np.array([price]), np.array([number]), 1)
    return o.unlike("let the price answer to yesterday's demand: swings start at half the speed",
                    float(found[0]), FIXED.rhs, values)  # fmt: skip


def _gpus_move() -> Counterexample:
    market, price, number, values = w.example(0.5)

    def good(speed: Any) -> Any:
        return w.critical(market, np.array([price]), np.array([number]), np.ravel(speed)) > 1.2

    return o.unlike(
        "let nodes enter and leave with a speed of 1.2: swings start at a lower speed of the price",
        float(np.ravel(w.bisect(good, 1e-3, 4.0, 20))[0]),
        FIXED.rhs,
        values,
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    fixed = Claim(
        "posted-price-stable",
        "With capacity fixed, the posted price settles if speed times elasticity is below two",
        "The error of the log of the price is multiplied by one less speed times elasticity each "
        "day. Up to a product of one the price comes back from one side, up to two it swings in. "
        "Inside the band in which nobody orders or leaves, this is all that moves.",
        (
            Assumption("fixed-capacity", "the number of GPUs does not move"),
            Assumption("demand-of-the-day", "the price answers to the demand that it met today"),
        ),
        FIXED,
        _fixed,
        _fixed_in_numbers,
        {"fixed-capacity": _gpus_move, "demand-of-the-day": _price_waits},
        "local: small swings around rest; one class; trust stands",
        literature=("leonardos2021dynamical",),
        shown_in="fig-market-stability",
        owner="Leonardos et al. 2021, stability of the base fee, place not looked up",
        uses=("textbook-market-tangent",),
    )
    return (fixed,)
