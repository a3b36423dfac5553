"""When the posted price and the number of GPUs come back to rest, and when they swing away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy as sp

from model.logic.arithmetic import border
from model.logic.step import Step
from model.logic.steps import identity
from model.spec import adjustment as j
from model.spec import market as m
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import one_class as o
from model.theory.market import swings as w

eps, eta, target = o.demand_response, o.supply_response, m.utilisation_target
p, gpus, h = o.hour_price, o.node_gpus, o.node_hours
CROWDING = 1 + 1 / eta
COUPLING = w.fee_ratio + eps * (1 / eta + w.subsidy_ratio)
STABLE = sp.Eq(
    w.critical_entry_speed,
    1
    / sp.Max(
        (m.price_speed * COUPLING - CROWDING) / (m.price_speed * eps),
        (2 * CROWDING - m.price_speed * COUPLING) / (4 - 2 * m.price_speed * eps),
    ),
)


def _stable(statement: sp.Basic) -> Iterator[Step]:
    speed, entry = o.known(m.price_speed), o.known(j.entry_speed)
    of_price, of_gpus = w.slopes(o.load())
    excess = (speed * (o.load() / target - 1)).subs(o.hours_wanted, o.known(o.hours_wanted))
    balance = gpus * h * target * (p / o.reference_price) ** eps
    there = {o.known(o.hours_wanted): balance}
    moved = [sp.simplify((x * sp.diff(excess, x)).subs(there)) for x in (p, gpus)]
    coupled = w.fee_ratio * (1 - eps) + (w.fee_ratio + w.subsidy_ratio - 1) * eps
    yield identity("At rest the log of the price answers to itself,", moved[0], -speed * eps)
    yield identity("And to the log of the GPUs.", moved[1], -speed)
    yield identity("Relative profit answers to the log of the price,", of_price, coupled)
    yield identity("And to the log of the GPUs, with or without subsidy.", of_gpus, -(1 + 1 / eta))
    yield from w.jury()
    day = sp.Matrix([[1 + moved[0], moved[1]], [entry * of_price, 1 + entry * of_gpus]])
    total = w.fee_ratio + eps * (1 / eta + w.subsidy_ratio)
    yield identity(
        "Of the day of price and GPUs the first sum is positive whatever the speeds. The second "
        "gives a day-by-day overshoot, one less the determinant a spiral.",
        1 - day.trace() + day.det(),
        speed * entry * total,
    )
    yield border(
        "Put the day's trace and determinant into the three: all are positive below this entry "
        "speed, and at it or above it one is not.",
        statement,
        w.inside(day),
        entry,
        given=[sp.Lt(speed * eps, 2, evaluate=False)],
        where={m.price_speed: speed},
    )


def _stable_in_numbers(statement: sp.Basic) -> Evidence:
    count = 80
    market, price, number = w.at_rest(count)
    speed = np.random.default_rng(11).uniform(0.02, 0.98, count) * np.minimum(
        1, 2 / market.elasticity
    )
    found = w.critical(market, price, number, speed)
    values = w.ratios(market, price, number) | {m.price_speed: speed, w.critical_entry_speed: found}
    return Evidence(
        "critical entry speed of the nonlinear day by bisection on its derivative by differences: "
        "relative difference",
        count,
        o.distance(statement, values),
        1e-5,
    )


def _entry_waits() -> Counterexample:
    """The same market with capacity that comes five days after profit called it."""
    speed, lag = 0.5, 5
    market, price, number, values = w.example(speed)
    x, y = (np.exp(1e-5), 1.0), (1.0, np.exp(1e-5))
    change = [
        float(market.profit(price * u, number * w, market.use(price * u, number * w))) / 1e-5
        for u, w in (x, y)
    ]

    def good(entry: Any) -> bool:
        matrix = np.zeros((2 + 2 * lag, 2 + 2 * lag))  # logs of price and GPUs, with their past
        matrix[0, :2] = 1 - speed * market.elasticity, -speed
        matrix[1, 1], matrix[1, -2:] = 1, np.array(change) * float(entry)
        matrix[np.arange(2, 2 + 2 * lag), np.arange(2 * lag)] = 1
        return bool(np.abs(np.linalg.eigvals(matrix)).max() < 1)

    return o.unlike(
        "let capacity come five days after the profit that calls it: swings start at a lower speed",
        float(w.bisect(good, 0.0, 50.0)),
        STABLE.rhs,
        values,
    )


def _price_too_fast() -> Counterexample:
    speed = 3.0
    market, price, number, values = w.example(speed)
    found = w.critical(market, price, number, np.array([speed / market.elasticity]))
    return o.unlike(
        "let price speed times elasticity be three: the price alone swings away, however slowly "
        "nodes enter",
        float(found[0]),
        STABLE.rhs,
        values | {m.price_speed: speed / market.elasticity},
    )


def _full_target() -> Counterexample:
    """Utilisation cannot rise above a target of one, so a glut and a shortage are unlike."""
    market = o.markets(1).case(0)
    full = o.Market(**(vars(market) | {"target": 1.0, "supply": 3.0}))
    price, number = full.rest()
    entry = np.linspace(0.01, 6, 600)
    x, y = price * (1 + 0 * entry), number * 1.001 * (1 + 0 * entry)
    for _ in range(3000):
        use = np.minimum(full.use(x, y), 1)
        gain = np.clip(full.profit(x, y, use), -1, 1)
        x, y = full.evening(x, y, 0.5), np.maximum(y * (1 + entry * gain), 1e-3)
    calm = np.abs(np.log(y / number)) < 1e-3
    found = entry[np.argmin(calm) - 1] if not calm.all() else np.inf
    return o.unlike(
        "let the target be one: in a shortage no more is worked, and swings start at another speed",
        float(found),
        STABLE.rhs,
        w.ratios(full, price, number) | {m.price_speed: 0.5},
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    stable = Claim(
        "posted-market-stable",
        "Small swings of price and capacity die out below one critical entry speed",
        "Below the critical entry speed the market returns to rest, above it the swings grow. The "
        "first of the two bounds is a spiral of price and capacity, the second a day-by-day "
        "overshoot.",
        (
            Assumption("entry-at-once", "capacity comes and goes at one speed on the day after "
                       "its profit, with no hurdle"),
            Assumption("price-not-too-fast", "price speed times elasticity is below two"),
            Assumption("target-below-one", "the target utilisation is below one, and the market "
                       "is near rest, away from every limit"),
        ),
        STABLE,
        _stable,
        _stable_in_numbers,
        {"entry-at-once": _entry_waits, "price-not-too-fast": _price_too_fast,
         "target-below-one": _full_target},
        f"{o.TEXTBOOK}; local: small swings; positive speeds; the day's subsidy fixed in dollars",
        literature=("leonardos2021dynamical",),
        shown_in="fig-market-stability",
        owner="own; no source is known",
    )  # fmt: skip
    return (stable,)
