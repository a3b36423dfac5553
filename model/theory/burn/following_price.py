"""How supply falls when market value follows revenue: by a multiple, or as a power of it.

In proportion supply falls at a rate of its own, if the multiple moves by its harmonic mean. Else
burns fade and leave a rest, or speed up; the statement is in the burn rate at the start, so that no
power of a dollar is in it. Theory: T4.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy as sp
from scipy.integrate import solve_ivp

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, bound, by_meaning,
                         drawn, inequality, integrated, limit, only_path, only_root, parts,
                         rewritten)
from model.quantities import POSITIVE, theoretical
from model.spec.accounts import initial_supply
from model.theory.notation import (burn_rate, burned_share, elapsed, first_revenue, growth,
                                   half_life, market_multiple, positive, supply)
from model.theory.sourced import BURNT

price_growth_with_burn = theoretical("price_growth_with_burn", "g_P", "1/calendar_year",
    "growth of the price as supply falls")
value_exponent = theoretical("value_exponent", "z", "1", "elasticity of market value in revenue",
    POSITIVE)
first_burn_rate = theoretical("first_burn_rate", "k_0", "1/calendar_year", "burn rate at the start",
    POSITIVE)
harmonic_multiple = theoretical("harmonic_multiple", "H", "calendar_year",
    "harmonic mean of the multiple over time", POSITIVE)
mean_multiple = theoretical("mean_multiple", r"\bar m", "calendar_year",
    "arithmetic mean of the multiple over time", POSITIVE)
FALLING = initial_supply * sp.exp(-burned_share * elapsed / market_multiple)
HALF = market_multiple * sp.log(2) / burned_share
OUTGROWS = growth + burned_share / market_multiple
FADE = (1 - value_exponent) * growth
RATE = first_burn_rate * sp.exp(FADE * elapsed)
SCALED = initial_supply * sp.exp(first_burn_rate * (1 - sp.exp(FADE * elapsed)) / FADE)
HARMONIC = initial_supply * sp.exp(-burned_share * elapsed / harmonic_multiple)
STEADY = initial_supply * sp.exp(-burned_share * elapsed / mean_multiple)
revenue = sp.Function("yearly_revenue", positive=True)(elapsed)
multiple = sp.Function("m", positive=True)
# Bound variables: (z − 1) g, years, and a moment of the time that has passed.
fading, years = sp.symbols("c x", positive=True)
moment = sp.Symbol("s", nonnegative=True)
PASSED = (moment, sp.Integer(0), elapsed)
#: One token worth ten times a revenue of one; half of a dollar burns.
POINT = {initial_supply: 1, burned_share: sp.Rational(1, 2), market_multiple: 10}
#: An exponent of two; growth and first burn rate of a tenth; ten years.
TENTH = sp.Rational(1, 10)
AFTER_TEN = SCALED.subs({initial_supply: 1, first_burn_rate: TENTH, value_exponent: 2,
                         growth: TENTH, elapsed: 10})
#: All of a dollar burns; the multiple is 5 in one year and 15 in the next, with these means.
TURNS = {initial_supply: 1, burned_share: 1, elapsed: 2, mean_multiple: 10,
         harmonic_multiple: 2 / (sp.Rational(1, 5) + sp.Rational(1, 15))}


def _falling(statement: sp.And) -> Steps:
    said = parts(statement)
    yield (path := only_path("If the value of all tokens is m times revenue, the price is that "
        "over supply. Revenue cancels: a fixed share of what is left burns in a year, and only "
        "this path does so.", said[supply], elapsed,
        -burned_share * revenue / (market_multiple * revenue / supply), initial_supply))
    left = initial_supply * sp.exp(-burned_share * half_life / market_multiple)
    yield only_root("Put the time into it: half is left. Supply only falls, so this is once.",
        said[half_life], sp.Eq(left, initial_supply / 2),
        slope=-burned_share / market_multiple * left)
    rise = sp.Derivative(sp.log(revenue), elapsed)
    yield by_meaning("The logarithm of the price is that of revenue and of the multiple over "
        "supply. Its growth is that of revenue, g, and the rate at which supply falls.",
        said[price_growth_with_burn], rise
        + sp.Derivative(sp.log(market_multiple / path.relation.rhs), elapsed), where={rise: growth})


def daily(at: Values) -> Values:
    """Daily burns until half is left, under revenue that grows in waves; what is seen after two."""
    left, day, seen, multiple = 1e10, 0, {}, at[market_multiple]
    while left > 5e9 or day <= 730:
        earned = 1e6 * float(np.exp(at[growth] * day / 365 + 0.1 * np.sin(day / 365)))
        then = left - BURNT * earned / 365 / (multiple * earned / left)
        if day == 730:
            now = at[growth] + 0.1 * float(np.cos(2))  # revenue's own growth on that day
            seen = {supply: left, elapsed: 2.0, growth: now,
                    price_growth_with_burn: now + 365 * float(np.log(left / then))}
        if then <= 5e9 < left:
            part = float(np.log(left / 5e9) / np.log(left / then))
            seen |= {half_life: (day + part) / 365}
        left, day = then, day + 1
    return seen


def _scaled(statement: sp.And) -> Steps:
    said = parts(statement)
    grown = first_revenue * sp.exp(growth * elapsed)
    # The value that makes the burn rate at the start what it is.
    start = burned_share * first_revenue / first_burn_rate
    worth = start * (grown / first_revenue) ** value_exponent
    share = burned_share * grown / (worth / supply) / supply
    yield by_meaning("In a year the kept share of revenue burns, at a price of the market value "
        "over supply. Supply cancels from the share of all tokens that this is.", said[burn_rate],
        share)
    yield only_path("Only this path falls by what burns, from the supply at the start.",
        said[supply], elapsed, -share * supply, initial_supply)
    yield limit("As the exponent tends to one, the exponent of the formula becomes that of "
        "proportional value. With c for (z − 1) g:", (1 - sp.exp(-fading * elapsed)) / fading,
        fading, sp.Integer(0), elapsed)
    yield limit("If c is positive, burns fade, and this share of supply is left for ever.",
        sp.exp(-first_burn_rate * (1 - sp.exp(-fading * years)) / fading), years, sp.oo,
        sp.exp(-first_burn_rate / fading))


def burned_by_then(at: Values) -> Values:
    """Supply and burn rate by integration at the price of each moment, revenue of one at first."""
    now, wide = at[elapsed], 0.02

    def falls(year: float, left: Any) -> Any:
        earned = np.exp(at[growth] * year)
        return -0.7 * earned / (0.7 / at[first_burn_rate] * earned ** at[value_exponent] / left)

    run = solve_ivp(falls, (0, now + 2 * wide), [1.0], t_eval=now + wide * np.arange(-2, 3),
                    method="DOP853", rtol=1e-12, atol=1e-14)
    logs = np.log(run.y[0])
    slope = (logs[0] - 8 * logs[1] + 8 * logs[3] - logs[4]) / (12 * wide)
    return {supply: run.y[0, 2], burn_rate: -slope}


def _moves(statement: sp.And) -> Steps:
    means, swings = sorted(statement.args, key=lambda part: isinstance(part, sp.Ge))
    rare, total = sp.Integral(1 / multiple(moment), PASSED), sp.Integral(multiple(moment), PASSED)
    yield (path := only_path("With a multiple m of the day the price is m times revenue over "
        "supply, and revenue cancels: of all tokens the kept share over m burns in a year.",
        sp.Eq(supply, initial_supply * sp.exp(-burned_share * rare)), elapsed,
        -burned_share * revenue / (multiple(elapsed) * revenue / supply), initial_supply))
    yield (mean := only_root("H is defined so that time over H is the integral of one over m.",
        sp.Eq(harmonic_multiple, elapsed / rare), sp.Eq(elapsed / harmonic_multiple, rare),
        slope=-elapsed / harmonic_multiple**2, where={elapsed: positive(elapsed)}))
    yield (here := rewritten("With H for the mean, this path is the formula.", means, mean, path))
    yield (tangent := inequality("At every moment one over the multiple is at least its tangent at "
        "the arithmetic mean: the difference is a complete square.", 1 / multiple(moment),
        2 / mean_multiple - multiple(moment) / mean_multiple**2,
        (multiple(moment) - mean_multiple) ** 2 / (mean_multiple**2 * multiple(moment))))
    yield (summed := integrated("So is its integral over time.", tangent, PASSED, rare,
        2 * elapsed / mean_multiple - total / mean_multiple**2))
    yield bound("The integral of one over m is time over H, that of m is time times its mean: so H "
        "is at most that mean. A smaller H burns more, as an exponential grows. If m never moves, "
        "both means are the same.", swings, swings.gts - here.relation.rhs,
        {mean_multiple: harmonic_multiple}, since=(summed,),
        where={supply: here.relation.rhs, rare: elapsed / harmonic_multiple,
               total: elapsed * mean_multiple})


def wandering() -> Iterator[Values]:
    """Five years of daily burns under noisy revenue and multiples that walk at random."""
    draw = np.random.default_rng(7)
    for _ in range(60):
        walk = 10 * np.exp(draw.uniform(0.005, 0.03) * np.cumsum(draw.standard_normal(1825)))
        left = 1.0
        for earned, today in zip(np.exp(draw.uniform(-1, 1, 1825)), walk, strict=True):
            left -= BURNT * earned / 365 / (today * earned / left)
        yield {initial_supply: 1, burned_share: BURNT, elapsed: 5, supply: left,
               harmonic_multiple: 1 / np.mean(1 / walk), mean_multiple: np.mean(walk)}


def left_after_ten(earned: sp.Expr, worth: sp.Expr) -> sp.Expr:
    """Supply after ten years of burns at a price of this value over supply."""
    return sp.exp(-sp.integrate(sp.cancel(earned / worth), (elapsed, 0, 10)))


def claims() -> Chapter:
    """Value in proportion to revenue, as a power of it, and by a multiple that moves."""
    grown = sp.exp(TENTH * elapsed)
    yield Claim("supply-falls-exponentially",
        "If value follows revenue, supply falls at a rate of its own, whatever usage does",
        "More revenue buys at a price that is higher by as much. It cancels: the half-life depends "
        "on neither the level nor the growth of revenue. What a falling supply adds to the price "
        "is a rate, not a level.",
        (Assumption("value-follows-revenue", "all tokens together are worth m times revenue",
             "fix the price at its first value: what is left after ten years",
             lambda: (1 - sp.integrate(POINT[burned_share] / 10, (elapsed, 0, 10)),
                      FALLING.subs(POINT).subs(elapsed, 10))),),
        sp.And(sp.Eq(supply, FALLING), sp.Eq(half_life, HALF),
               sp.Eq(price_growth_with_burn, OUTGROWS)), proof=_falling,
        numbers=against("daily burns at the day's price until half is left, revenue in waves: "
            "supply after two years, half-life, growth of the price", 1e-3,
            drawn(60, {initial_supply: 1e10, burned_share: BURNT, growth: (0.1, 1),
                       market_multiple: (2, 30)}, daily)),
        region="all revenues that stay positive, steady or not; g and the price's growth are those "
        "of the moment", shown_in="fig-burn-closures",
        formerly=("supply-half-life", "price-outgrows-revenue"))
    yield Claim("supply-under-scaled-value",
        "If value follows a power of revenue, the burn rate itself grows or fades",
        "Value that outgrows revenue makes burns fade, and part of supply is never burned. Value "
        "that lags revenue makes them speed up without bound, and supply falls by the exponential "
        "of an exponential.",
        (Assumption("power-law", "market value moves with a power of revenue, other than one",
             "let value be in proportion to revenue: what is left after ten years",
             lambda: (left_after_ten(grown, 10 * grown), AFTER_TEN)),
         Assumption("steady-growth", "revenue grows at a constant rate, not zero",
             "let revenue stand still, and value with it: what is left after ten years",
             lambda: (left_after_ten(sp.S.One, sp.Integer(10)), AFTER_TEN))),
        sp.And(sp.Eq(burn_rate, RATE), sp.Eq(supply, SCALED)), proof=_scaled,
        numbers=against("integration of burns over three years, and the slope of the logarithm",
            1e-7, drawn(60, {initial_supply: 1, value_exponent: (0.5, 2), growth: (0.05, 0.5),
                             first_burn_rate: (0.05, 0.5), elapsed: 3}, burned_by_then)),
        region="all positive exponents but one, and all growth rates but zero, where the limit "
        "holds; a rest is left if (z − 1) g is positive", shown_in="fig-scaled-value",
        formerly=("value-answer-speeds-or-fades-burns", "scaled-value-leaves-a-rest"))
    yield Claim("random-multiple-counts-by-its-harmonic-mean",
        "A multiple that moves counts by its harmonic mean over time, so swings burn more",
        "Only the time that value spends at each multiple matters, not the revenue of that time. "
        "Cheap times burn more than dear times save.",
        (Assumption("value-follows-revenue", "all tokens are worth that day's multiple of that "
             "day's revenue", "fix the price at ten times a year's revenue while the multiple is "
             "said to be 5, then 15: what two years leave",
             lambda: (1 - TURNS[elapsed] / TURNS[mean_multiple], HARMONIC.subs(TURNS))),),
        sp.And(sp.Eq(supply, HARMONIC), sp.Ge(STEADY, supply, evaluate=False)), proof=_moves,
        numbers=against("random walks of the multiple, noisy revenue, 1,825 burns", 1e-3, wandering,
            strict=True),
        region="any path of a positive multiple, any path of revenue, random or not; equality if "
        "and only if the multiple never moves", shown_in="fig-scaled-value",
        owner="own; no source is known", formerly=("swings-of-the-multiple-burn-more",))
