"""When the posted price comes back to rest, alone and with the number of GPUs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, bisect, border,
                         by_arithmetic, compiled, identity, inequality, sides, threshold)
from model.quantities import POSITIVE, theoretical
from model.spec.adjustment import entry_speed
from model.spec.market import pressure, price_speed, utilisation_target
from model.theory.market import compute_market, one_class
from model.theory.market.one_class import LOAD, ONE, at_rest, largest_root, markets
from model.theory.notation import positive

critical_price_speed = theoretical("critical_price_speed", r"\lambda_{c}", "1", "price speed at "
                                   "which small swings do not die out", POSITIVE)
demand, supply = one_class.demand_response, one_class.supply_response
price, gpus = one_class.hour_price, one_class.node_gpus
fees, subsidy = one_class.fee_ratio, one_class.subsidy_ratio
critical_entry_speed = one_class.critical_entry_speed
ALONE = sp.Eq(critical_price_speed, 2 / demand)
CROWDING = 1 + 1 / supply
COUPLING = fees + demand * (1 / supply + subsidy)
STABLE = sp.Eq(critical_entry_speed, 1 / sp.Max(
    (price_speed * COUPLING - CROWDING) / (price_speed * demand),
    (2 * CROWDING - price_speed * COUPLING) / (4 - 2 * price_speed * demand)))
DAY = compute_market.MOVED.subs(pressure[ONE], sp.Min(LOAD, 2 * utilisation_target))


def inside(total: sp.Expr, product: sp.Expr) -> sp.Basic:
    """That two roots lie in the unit circle, in their sum and product."""
    wanted = (1 - total + product, 1 + total + product, 1 - product)
    return sp.And(*(sp.Gt(each, 0, evaluate=False) for each in wanted), evaluate=False)


def jury() -> Steps:
    """The steps that tie both roots of a quadratic to the unit circle."""
    one, other = sp.symbols("z_1 z_2", real=True)
    apart = sp.Symbol("y", positive=True)
    yield by_arithmetic("Let both roots be real, with their sum the trace and their product "
                        "the determinant. They lie between minus one and one if and only if "
                        "three things are positive: the two sums, and one less the determinant.",
                        sp.Equivalent(sp.And(sp.Abs(one) < 1, sp.Abs(other) < 1),
                                      inside(one + other, one * other), evaluate=False))
    yield by_arithmetic(
        "Complex roots are conjugate, and the determinant is their squared modulus: the same three "
        "things tell whether they lie in the unit circle.",
        sp.Equivalent(one**2 + apart**2 < 1, inside(2 * one, one**2 + apart**2), evaluate=False))


def _alone(statement: sp.Basic) -> Steps:
    yield compute_market.evening()
    hours = compute_market.wanted()
    use = hours / (gpus * one_class.node_hours)
    day = price * sp.exp(price_speed * (use / utilisation_target - 1))
    rest = {compute_market.hours_outside: compute_market.hours_outside * utilisation_target / use}
    answer = (price * sp.diff(day, price) / day).subs(rest)
    yield identity("With the number of GPUs fixed, the log of the price answers to itself by one "
                   "less speed times this elasticity, which is the one that demand has near "
                   "rest.", answer, 1 - price_speed
                   * compute_market.DEMAND_NEAR.subs(compute_market.dearness, compute_market.RIGHT))
    quick = sp.Symbol("x", positive=True) * demand
    yield inequality("That is below one at any positive speed x.", sp.Integer(1), 1 - quick, quick,
                     strict=True)
    yield threshold("It is above minus one, so that small swings die out, while the speed is "
                    "below this.", statement, 1 + answer, price_speed, -demand,
                    {demand: -price * sp.diff(hours, price) / hours})


def _stable(statement: sp.Basic) -> Steps:
    speed, entry = positive(price_speed), positive(entry_speed)
    excess = speed * (LOAD / utilisation_target - 1)
    rest = {one_class.hours_wanted: one_class.hours_wanted * utilisation_target / LOAD}
    by_price, by_gpus = (sp.simplify((cause * sp.diff(excess, cause)).subs(rest))
                         for cause in (price, gpus))
    of_price, of_gpus = one_class.profit_answers(LOAD, utilisation_target)
    yield identity("At rest the log of the price answers to itself,", by_price, -speed * demand)
    yield identity("And to the log of the GPUs.", by_gpus, -speed)
    yield identity("Relative profit answers to the log of the price,", of_price,
                   fees + demand * (subsidy - 1))
    yield identity("And to the log of the GPUs, with or without subsidy.", of_gpus, -1 - 1 / supply)
    yield from jury()
    day = sp.Matrix([[1 + by_price, by_gpus], [entry * of_price, 1 + entry * of_gpus]])
    total, product = day.trace(), sp.expand(day.det())
    yield identity("Of the day of price and GPUs the first sum is positive whatever the speeds. "
                   "The second gives a day-by-day overshoot, one less the determinant a spiral.",
                   1 - total + product, speed * entry * (fees + demand * (1 / supply + subsidy)))
    yield border(
        "Put the day's trace and determinant into the three: all are positive below this entry "
        "speed, and at it or above it one is not.", statement, inside(total, product), entry,
        given=[sp.Lt(speed * demand, 2, evaluate=False)], where={price_speed: speed})


def _profit() -> Callable[[Values], Any]:
    return compiled(one_class.margin(sp.Min(LOAD, 1)) / one_class.KEEP_COST - 1)


def settles(at: Values, entry: Any, days: int = 1200, lag: int = 0) -> Any:
    """Whether a small swing dies out by the nonlinear rule, if nodes come and go at one speed.

    They do so ``lag`` days after the profit that calls them.
    """
    none, day, profit = 0 * at[price_speed] + 0 * entry, compiled(DAY), _profit()
    here = {**at, price: at[price] * np.exp(1e-4) + none, gpus: at[gpus] + none}
    gains = [none] * lag
    for _ in range(days):
        gains.append(np.clip(profit(here), -1, 1))
        stay = np.maximum(here[gpus] * (1 + entry * gains[-1 - lag]), 1e-3 * at[gpus])
        here |= {price: day(here), gpus: stay}
    return sum(np.abs(np.log(here[each] / at[each])) for each in (price, gpus)) < 1e-4


def _run_edge(at: Values, entry: Any = None, **how: Any) -> Values:
    """The critical speed of the price by bisection on runs, or of entry if none is given."""
    none = 0 * at[price]
    if entry is None:
        good, found = lambda by: settles(at, by, **how), critical_entry_speed
    else:
        good, found = lambda by: settles({**at, price_speed: by}, entry), critical_price_speed
    return {**at, found: bisect(good, none, none + 8, 24)}


def _root_edge(at: Values) -> Values:
    """The critical entry speed by bisection on the roots of the day, which differences give."""
    columns = []
    for cause in (price, gpus):
        ends = [{**at, cause: at[cause] * np.exp(by)} for by in (1e-5, -1e-5)]
        columns.append([(up - down) / 2e-5 for up, down in (
            (np.log(compiled(DAY)(end)) for end in ends), (_profit()(end) for end in ends))])
    (own, gain), (cross, loss) = columns

    def calm(entry: Any) -> Any:
        day = np.array([[own, cross], [entry * gain, 1 + entry * loss]])
        return np.abs(np.linalg.eigvals(np.moveaxis(day, -1, 0))).max(axis=-1) < 1

    none = 0 * at[price]
    return {**at, critical_entry_speed: bisect(calm, none, none + 400)}


def _at(count: int, part: Any = 0.25, changes: Values | None = None) -> Values:
    """Markets at rest, and a price speed that is a part of the one that is too fast alone."""
    at = at_rest(markets(count, changes))
    return at | {price_speed: part * 2 / at[demand]}


def claims() -> Chapter:
    """The price alone, and price and GPUs together."""
    source = "Leonardos et al. 2021, stability of the base fee, place not looked up"
    parts = np.random.default_rng(11).uniform(0.02, 0.98, 80)
    yield Claim(
        "posted-price-stable",
        "With capacity fixed, the posted price settles if speed times elasticity is below two",
        "The error of the log of the price is multiplied by one less speed times elasticity each "
        "day. Up to a product of one the price comes back from one side, up to two it swings in. "
        "Inside the band in which nobody orders or leaves, this is all that moves.",
        (Assumption("fixed-capacity", "the number of GPUs does not move",
                    "let nodes enter and leave with a speed of 1.2: the critical speed of the "
                    "price is", lambda: sides(ALONE, _run_edge(_at(1), entry=1.2))),
         Assumption("demand-of-the-day", "the price answers to the demand that it met today",
                    "let the price answer to yesterday's demand: its critical speed is",
                    lambda: sides(ALONE, {demand: 1.0, critical_price_speed: bisect(
                        lambda speed: largest_root(1, -speed, 1) < 1, 0.0, 4.0)}))),
        ALONE, proof=_alone,
        numbers=against("critical price speed by bisection on 1 200 days of the nonlinear rule",
                        1e-4, lambda: [_run_edge(_at(80), entry=0.0)]),
        region="local: small swings around rest; one class; trust stands",
        shown_in="fig-market-stability", owner=source, uses=("textbook-market-tangent",),
        literature=("leonardos2021dynamical",))
    yield Claim(
        "posted-market-stable",
        "Small swings of price and capacity die out below one critical entry speed",
        "Below the critical entry speed the market returns to rest, above it the swings grow. The "
        "first of the two bounds is a spiral of price and capacity, the second a day-by-day "
        "overshoot.",
        (Assumption("entry-at-once", "capacity comes and goes at one speed on the day after its "
                    "profit, with no hurdle", "let capacity come five days after the profit that "
                    "calls it: swings start at", lambda: sides(STABLE, _run_edge(_at(1), lag=5))),
         Assumption("price-not-too-fast", "price speed times elasticity is below two",
                    "let price speed times elasticity be three: the price alone swings away, "
                    "however slowly nodes enter", lambda: sides(STABLE, _root_edge(_at(1, 1.5)))),
         Assumption("target-below-one", "the target utilisation is below one, and the market is "
                    "near rest, away from every limit", "let the target be one: in a shortage no "
                    "more is worked, and swings start at", lambda: sides(
                        STABLE, _run_edge(_at(1, changes={utilisation_target: 1.0}), days=3000)))),
        STABLE, proof=_stable,
        numbers=against("critical entry speed of the nonlinear day by bisection on its derivative "
                        "by differences", 1e-5, lambda: [_root_edge(_at(80, parts))]),
        region=f"{one_class.TEXTBOOK}; local: small swings; positive speeds; the day's subsidy "
        "fixed in dollars", shown_in="fig-market-stability", owner="own; no source is known",
        literature=("leonardos2021dynamical",))
