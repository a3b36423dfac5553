"""Three ways of billing: one expectation, as long as no GPU-hour is rationed."""

import numpy as np
import sympy as sp

from model.exact import value
from model.logic import (Assumption, Chapter, Claim, Grade, ProofError, Steps, Values, against,
                         by_meaning, case, drawn, identity)
from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import demand, fees, market
from model.spec.accounts import CLASSES
from model.theory.sourced import spec

expected_by_hour = theoretical("expected_by_hour", r"\mathbb{E}\,G_h", "USD",
    "bill by GPU time, as expected over the day's mix of tasks", NOT_NEGATIVE)
expected_by_cycle = theoretical("expected_by_cycle", r"\mathbb{E}\,G_c", "USD",
    "bill by training cycle, as expected over the day's mix of tasks", NOT_NEGATIVE)
BY_HOUR = sp.Eq(expected_by_hour, fees.fee_by_task)
BY_CYCLE = sp.Eq(expected_by_cycle, fees.fee_by_task)
surprise = sp.Symbol("z", real=True)
DENSITY = sp.exp(-(surprise**2) / 2) / sp.sqrt(2 * sp.pi)
#: The mix of a day: hours and cycles of a task, and the noise that moves each.
MIX = {demand.task_size: demand.size_noise, demand.task_cycles: demand.task_noise}
TODAY = {level: spec("demand", level) for level in MIX}


def _wanted(kind: str) -> sp.Expr:
    """Hours of a class that users want at today's price, on the day's mix."""
    return spec("market", market.wanted_hours[kind], market.demand_today[kind])


def _bill(symbol: sp.Symbol) -> sp.Expr:
    """A bill in prices, demand and mix, when every wanted GPU-hour finds a GPU."""
    found = spec("billing", symbol, fees.fee_by_gpu_time)
    return found.subs({market.workable_hours[c]: _wanted(c) for c in CLASSES})


def _agree(statement: sp.Basic) -> Steps:
    # What users would pay on a day of mean tasks: known when the day begins.
    usual = sp.Add(*(market.compute_price[c] * _wanted(c)
                     for c in CLASSES)).subs(demand.task_size, demand.gpu_hours_per_task)
    posted = sp.Tuple(*(spec("market", market.price_today[c])
                        for c in CLASSES)).subs(market.market_rule, market.POSTED)
    if sp.Tuple(usual, posted).has(*MIX, *MIX.values(), *market.demand_today.values()):
        raise ProofError("what is asked and wanted on a day of mean tasks depends on its mix")
    spare, last = sp.Symbol("b", nonnegative=True), CLASSES[-1]
    yield case("The hours that nodes offer are enough, so all wanted hours are worked; each class "
        "alike.", spec("market", market.workable_hours[last]).subs(
            market.offered_hours[last], market.wanted_hours[last] + spare),
        market.wanted_hours[last])
    yield identity("By task scale a bill does not depend on the day's mix.",
        _bill(fees.fee_by_task), usual)
    parts = []
    for part, symbol, level, mean, text in (
        (BY_HOUR, fees.fee_by_gpu_time, demand.task_size, demand.gpu_hours_per_task,
         "By GPU time it is proportional to the hours of a task."),
        (BY_CYCLE, fees.fee_by_cycle, demand.task_cycles, demand.cycles_per_task,
         "By training cycle it is proportional to the cycles of a task.")):
        yield identity(text, _bill(symbol), usual * level / mean)
        mixed = TODAY[level].subs(MIX[level], surprise) * DENSITY
        parts.append(by_meaning("Posted prices and demand are known when the day begins, so they "
            "leave the expectation. The mix is its mean times an exponential of the day's "
            "surprise, whose expectation is one.", part,
            usual / mean * sp.Integral(mixed, (surprise, -sp.oo, sp.oo)),
            where={fees.fee_by_task: usual}, grade=Grade.THEOREM))
    yield from parts


MIXED = {found: _bill(symbol).subs(TODAY) for found, symbol in (
    (expected_by_hour, fees.fee_by_gpu_time), (fees.fee_by_task, fees.fee_by_task),
    (expected_by_cycle, fees.fee_by_cycle))}
KNOWN = set().union(*(each.free_symbols for each in MIXED.values())) - set(MIX.values())


def _quadrature(at: Values) -> Values:
    """The three expected bills of the specification, over a mix moved by the same surprise."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    days = [{**at, **dict.fromkeys(MIX.values(), node)} for node in nodes]
    return {symbol: np.average([value(each, day) for day in days], weights=weights)
            for symbol, each in MIXED.items()}


def _two_days(prices: tuple[int, int] = (1, 1), hours: float = sp.oo) -> tuple[sp.Expr, sp.Expr]:
    """Mean bills by GPU time and by task for a task of half the mean hour, and one of three halves.

    ``hours`` is what nodes offer on a day.
    """
    days = list(zip(prices, (sp.Rational(1, 2), sp.Rational(3, 2)), strict=True))
    by_hour = sum(price * sp.Min(size, hours) / 2 for price, size in days)
    return by_hour, sum(price * sp.Min(size, hours) / size / 2 for price, size in days)


def claims() -> Chapter:
    """The claim."""
    mean = sp.Integral(sp.exp(surprise) * DENSITY, (surprise, -sp.oo, sp.oo))
    yield Claim("bills-agree-in-expectation",
        "Billing by task, by GPU time and by training cycle charge the same in expectation",
        "Tariffs are calibrated on the mean task. On a single day the three bills differ.",
        (Assumption("independent", "the day's surprises in hours and in cycles per task are "
             "independent of the day's prices and of demand; of each other they need not be",
             "let the price be 1 on days of small tasks and 2 on days of large ones: billed by GPU "
             "time are", lambda: _two_days(prices=(1, 2))),
         Assumption("mean-one", "the mix is lognormal with the mean it is calibrated on",
             "leave out the correction of the mean: the mix over its mean is",
             lambda: (mean.doit(), mean.doit() / sp.sqrt(sp.E))),
         Assumption("capacity", "no wanted GPU-hour is rationed, whatever the mix",
             "let nodes offer an hour a day while tasks take a half or three halves. Large ones "
             "are rationed, so billing by GPU time earns less than by task",
             lambda: _two_days(hours=1))),
        sp.And(BY_HOUR, BY_CYCLE), proof=_agree,
        numbers=against("Gauss-Hermite quadrature of the specification's bills", 1e-9,
            drawn(100, dict.fromkeys(sorted(KNOWN, key=str), (0.1, 1.0)), _quadrature)),
        region="posted prices, which are set before the day's mix is known (a price that clears "
        "the day knows it); days on which capacity is enough; a lognormal mix has no upper limit, "
        "so at a positive volatility this holds up to the probability of rationing",
        shown_in="fig-fees-bills", owner="own; no source is known")
