"""How fast capacity may answer to profit or price when the market clears each day.

The same mean wait does nothing or does much harm: it depends on how the wait is spread.
"""

from typing import Any

import numpy as np
import sympy as sp

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, bisect, border, drawn,
                         identity, inequality, only_root, parts, sides)
from model.quantities import POSITIVE, theoretical
from model.spec.adjustment import build_lag, entry_hurdle, entry_speed, profit
from model.spec.nodes import building, seed_gpus
from model.theory.market import one_class
from model.theory.market.one_class import LOAD, ONE, largest_root
from model.theory.market.stability import inside, jury
from model.theory.notation import positive

spread_wait_speed = theoretical("spread_wait_speed", r"\nu_{s}", "1", "critical entry speed if "
                                "each order has the same chance to be ready on any day", POSITIVE)
fixed_wait_speed = theoretical("fixed_wait_speed", r"\nu_{f}", "1", "critical entry speed if every "
                               "order and every exit takes equally many days", POSITIVE)
demand, supply = one_class.demand_response, one_class.supply_response
price, gpus = one_class.hour_price, one_class.node_gpus
fees, subsidy = one_class.fee_ratio, one_class.subsidy_ratio
PULL = fees / demand + subsidy + 1 / supply
SPREAD = sp.Eq(spread_wait_speed, 1 / PULL)
FIXED = sp.Eq(fixed_wait_speed, 2 * sp.sin(sp.pi / (4 * build_lag + 2)) / PULL)
NO_LAG = sp.Eq(one_class.critical_entry_speed, 2 / (1 + supply / demand))
# Bound variables: logs of capacity over that at rest, today and when the price was made.
now, past = sp.symbols("x y", real=True)
COBWEB = f"{one_class.TEXTBOOK}; local: small swings; no running cost; the price clears the market"
CLEARING = {fees: (0.9, 2), demand: (0.5, 2.5), supply: (0.3, 3), subsidy: (0, 0.3)}
EXAMPLE = {symbol: sum(ends) / 2 for symbol, ends in CLEARING.items()}


def _pull() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """What a clearing price answers to the log of the GPUs; profit at a given price; and both."""
    (cleared,) = sp.solve(sp.Eq(LOAD, 1), price)
    of_price = sp.simplify(gpus * sp.diff(cleared, gpus) / cleared)
    by_price, by_gpus = one_class.profit_answers(sp.Integer(1), sp.Integer(1))
    return of_price, by_gpus, sp.expand(by_gpus + by_price * of_price)


def _spread(statement: sp.Basic) -> Steps:
    entry, days, pull = positive(entry_speed), build_lag, -_pull()[-1]
    gain, built = sp.Symbol("x", positive=True), building[ONE]
    ordered = one_class.equation("adjustment", built).subs(
        {profit[ONE]: gain, entry_hurdle: 0, seed_gpus: 0})
    yield identity("Orders join those under construction, and each has the same chance to be ready "
                   "on any day.", ordered, built * (1 - 1 / days) + entry_speed * gain * gpus)
    stays = sp.diff(ordered, built)
    day = sp.Matrix([[1, 1 - stays], [-entry * pull, stays]])
    yield from jury()
    yield identity("If capacity leaves by the same way, the trace of the day of GPUs and orders "
                   "knows nothing of the speed,", day.trace(), 2 - 1 / days)
    yield identity("And its determinant is one where the speed times the pull is.",
                   1 - day.det(), (1 - entry * pull) / days)
    yield border("Put them into the three: all are positive below this speed, and at it or above "
                 "it one is not. The mean wait has dropped out.",
                 statement, inside(sp.expand(day.trace()), sp.expand(day.det())), entry,
                 given=[sp.Ge(days, 1, evaluate=False)])


def _fixed(statement: sp.Basic) -> Steps:
    turn, wave = sp.symbols("c s", positive=True)
    half, power = sp.symbols("w W", nonzero=True)
    full, days = sp.Symbol("m", nonnegative=True), build_lag
    yield identity(
        "With a fixed wait z^ℓ (z − 1) is minus a gain. A root z on the unit circle is the square "
        "of some w on it, and one less z is −2i w times the sine of half its angle. So the gain is "
        "twice that sine, i (1/w − w), and W = w^(2ℓ+1) is i: the half angle is pi over 4ℓ + 2 or "
        "m full turns over 2ℓ + 1 more.",
        power * (half - 1 / half) + sp.I * (1 / half - half), (half - 1 / half) * (power - sp.I))
    yield inequality("The smallest is that without a full turn.", (sp.pi / 2 + 2 * sp.pi * full)
                     / (2 * days + 1), sp.pi / (4 * days + 2), 2 * sp.pi * full / (2 * days + 1))
    yield identity("On the circle the squared gain is twice one less the cosine, which grows "
                   "with the angle: the smallest angle has the smallest gain.",
                   (turn - 1) ** 2 + wave**2 - (2 - 2 * turn), turn**2 + wave**2 - 1)
    yield identity("As the gain rises, the log of a root moves by this; Z is z to the power of the "
                   "wait, and the gain is Z (1 − z).", -1 / (power * ((days + 1) * half - days)),
                   (half - 1) / (power * (1 - half) * ((days + 1) * half - days)))
    out, back = turn + sp.I * wave, turn - sp.I * wave
    yield identity(
        "The real part of that has the sign of this, which on the circle is positive: roots there "
        "only ever leave it. At a small gain the root near one is one less the gain, and inside.",
        ((out - 1) * ((days + 1) * back - days) + (back - 1) * ((days + 1) * out - days)) / 2,
        (2 * days + 1) * (1 - turn) + (days + 1) * (turn**2 + wave**2 - 1))
    first, waited = (sp.exp(sp.I * sp.pi * each / (2 * days + 1)) for each in (1, days))
    swing = sp.Symbol("a", positive=True)
    yield only_root(
        "So the first swing turns by pi over 2ℓ + 1 a day. The gain is the speed times the pull, "
        "and this speed is the only one at which the day of capacity has that root.", statement,
        sp.Eq(waited * (first - 1), fixed_wait_speed * _pull()[-1], evaluate=False),
        where={days: (sp.pi / swing - 1) / 2})


def _waits(statement: sp.Basic) -> Steps:
    of_price, by_gpus, both = _pull()
    yield identity("The clearing price answers to the log of the GPUs by minus one over the "
                   "elasticity.", of_price, -1 / demand)
    yield identity("At a given price relative profit answers by the thinner subsidy and the dearer "
                   "last GPU.", by_gpus, -subsidy - 1 / supply)
    yield identity("All capacity works, so with the price it answers by this, minus the pull.",
                   both, -(fees / demand + subsidy + 1 / supply))
    yield from _spread(parts(statement)[spread_wait_speed])
    yield from _fixed(parts(statement)[fixed_wait_speed])


def near_rest(speed: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """What tomorrow's log of capacity owes to its own today, and to that which made the price."""
    called_for = sp.exp(supply * (-past / demand))
    day = sp.log(sp.exp(now) + speed * (called_for - sp.exp(now)))
    own, old = (sp.diff(day, each).subs({now: 0, past: 0}) for each in (now, past))
    return own, old


def linear() -> Steps:
    """The curves of supply and demand of the textbook market, and the day near rest."""
    speed, wanted = positive(entry_speed), LOAD * gpus
    yield identity(
        "Without running cost a GPU earns in proportion to the price. The last one covers its cost "
        "if that is the textbook's: so capacity on offer has the elasticity of supply.",
        gpus * sp.diff(sp.log(one_class.KEEP_COST), gpus) * supply, sp.Integer(1))
    yield identity("The price that clears the market answers to capacity by minus one over the "
                   "elasticity of demand, for this is how capacity wanted answers to the price.",
                   price * sp.diff(wanted, price) / wanted, -demand)
    own, old = near_rest(speed)
    yield identity("Near rest the log of capacity answers to itself,", own, 1 - speed)
    yield identity("And to the capacity that made the price it follows.", old,
                   -speed * supply / demand)


def _no_lag(statement: sp.Basic) -> Steps:
    speed = positive(entry_speed)
    each = sp.Add(*near_rest(speed))
    yield from linear()
    yield border("Without a wait both are the same capacity. Their sum, its multiplier, is between "
                 "minus one and one below this speed only.", statement,
                 sp.And(sp.Lt(each, 1, evaluate=False), sp.Gt(each, -1, evaluate=False)), speed)


def gain(case: Values, count: Any) -> Any:
    """Relative profit off rest, with the cost of work that makes profit zero at rest."""
    fee, paid = case[fees], case[subsidy]
    earned = fee * count ** (-1 / case[demand]) + paid / count - (fee + paid - 1)
    return earned / count ** (1 / case[supply]) - 1


def edge(case: Values, wait: float, fixed: bool) -> float:
    """Critical entry speed by bisection, for a fixed wait or one of that mean."""
    pull = (gain(case, np.exp(-1e-5)) - gain(case, np.exp(1e-5))) / 2e-5

    def calm(entry: Any) -> bool:
        if fixed:
            return largest_root(1, -entry * pull, int(wait)) < 1
        day = np.array([[1, 1 / wait], [-entry * pull, 1 - 1 / wait]], np.float64)
        return bool(np.abs(np.linalg.eigvals(day)).max() < 1)

    return float(bisect(calm, 0.0, 4.0, 28))


def _settles(entry: float) -> bool:
    """Whether GPUs come to rest in 4 000 days, if orders wait for ten days and exits do not."""
    count, queued = 1.001, 0.0
    for _ in range(4000):
        swing = entry * float(np.clip(gain(EXAMPLE, count), -1, 1)) * count
        count, queued = max(count + queued / 10 + min(swing, 0), 1e-3), queued * 0.9 + max(swing, 0)
    return bool(abs(np.log(count)) < 1e-3)


def critical(at: Values, wait: int) -> float:
    """The critical speed by bisection on the roots."""
    ratio = at[supply] / at[demand]
    return float(bisect(lambda speed: largest_root(1 - speed, -speed * ratio, wait) < 1,
                        0.0, 2.0, 34))


def claims() -> Chapter:
    """The same mean wait, spread and fixed; and the cobweb without a wait."""
    twice, ranges = {demand: 1.0, supply: 2.0}, {demand: (0.5, 2.5), supply: (0.2, 6)}
    speed = one_class.critical_entry_speed
    yield Claim(
        "fixed-build-lag-destabilises",
        "A mean wait is harmless if orders are ready at random, and not if all wait as long",
        "The economy lets a fixed part of what is under construction arrive each day. Then one "
        "speed of entry is critical whatever the mean wait. If every order takes the same number "
        "of days, it falls almost in proportion to one over the wait, and at the edge capacity "
        "swings with a period of twice as many days as twice the wait and one.",
        (Assumption("both-ways", "capacity leaves by the same way as it comes", "let orders wait "
                    "for ten days on average and exits not, as in the economy: swings start at",
                    lambda: sides(SPREAD,
                                  {**EXAMPLE, spread_wait_speed: bisect(_settles, 0.0, 4.0, 12)})),
         Assumption("clearing-price", "the price of the day clears the market", "let the price "
                    "stay, however much capacity there is: swings start at", lambda: sides(
                        SPREAD, {**EXAMPLE, spread_wait_speed: edge(
                            {**EXAMPLE, demand: np.inf}, 10, fixed=False)}))),
        sp.And(SPREAD, FIXED), proof=_waits,
        numbers=against("critical entry speeds by bisection on the roots of the day", 1e-5,
                        drawn(80, {**CLEARING, build_lag: range(1, 21)}, lambda at: {
                            spread_wait_speed: edge(at, at[build_lag], fixed=False),
                            fixed_wait_speed: edge(at, at[build_lag], fixed=True)})),
        region=f"{one_class.TEXTBOOK}; local: small swings; waits of a day or more, fixed ones of "
        "whole days; subsidy fixed in dollars", shown_in="fig-build-lag",
        owner="Levin and May 1976 for the gain of a fixed wait, place not looked up; the pull and "
        "the spread wait are own", formerly=("spread-build-lag-harmless",))
    yield Claim(
        "cobweb-without-lag",
        "The cobweb without a wait: one critical speed",
        "Capacity moves part of the way to what yesterday's price would call for. A full step each "
        "day gives the classical condition, supply less elastic than demand.",
        (Assumption("no-wait", "capacity follows the price that it makes itself",
                    "let capacity follow the price of a day before: swings start at",
                    lambda: sides(NO_LAG, twice | {speed: critical(twice, 1)})),),
        NO_LAG, proof=_no_lag,
        numbers=against("critical speed by bisection on the roots of the day", 1e-6,
                        drawn(80, ranges, lambda at: {speed: critical(at, 0)})),
        region=COBWEB, shown_in="fig-cobweb", owner="Nerlove 1958, at full speed Ezekiel 1938; "
        "place not looked up", literature=("ezekiel1938cobweb", "nerlove1958adaptive"))
