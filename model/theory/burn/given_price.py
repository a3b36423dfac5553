"""How supply falls when the price goes its own way, steadily or at random, and burns in steps.

Burns buy at a price that does not notice them: to the end, or to a rest. Theory: T3, T4, T18.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.integrate import quad
from scipy.optimize import brentq

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, bound, by_induction,
                         by_meaning, drawn, identity, limit, only_path, only_root, parts)
from model.quantities import NOT_NEGATIVE, POSITIVE, Domain, theoretical
from model.spec import cycle, worth
from model.spec.accounts import day_in_years, initial_supply
from model.theory.notation import burned_share, elapsed, growth, initial_price, price_growth, supply
from model.theory.notation import first_revenue as first
from model.theory.sourced import BURNT, spec

exhaustion_time = theoretical("exhaustion_time", r"\tau_{0}", "calendar_year",
    "time at which the last token burns", POSITIVE)
expected_burn = theoretical("expected_burn", r"\mathbb{E}B", "AI",
    "expectation of all burns so far", NOT_NEGATIVE)
mean_inverse = theoretical("mean_inverse_price", r"\mathbb{E}\,P_0/P", "1",
    "expectation of one over the price's factor", POSITIVE)
burns_made = theoretical("purchases", "n", "1", "number of burns so far", Domain(1, whole=True))
burned_each_time = theoretical("burned_each_time", r"k_1", "1", "worth of what one burn spends, "
    "over the value of all tokens", Domain(0, 1, open_low=True, open_high=True))
supply_before = theoretical("supply_at_price_before", "S_{-}", "AI",
    "supply if each burn is at the price before it", POSITIVE)
supply_after = theoretical("supply_at_price_after", "S_{+}", "AI",
    "supply if each burn is at the price it leaves behind", POSITIVE)
FIRST_BURNS = burned_share * first / initial_price
LEAD = growth - price_growth
SUPPLY = initial_supply - FIRST_BURNS * (sp.exp(LEAD * elapsed) - 1) / LEAD
EXHAUSTED = sp.log(1 + LEAD * initial_supply / FIRST_BURNS) / LEAD
SURPLUS = growth - worth.price_drift + worth.price_volatility**2 / 2
BURN = FIRST_BURNS * (sp.exp(SURPLUS * elapsed) - 1) / SURPLUS
BEFORE = initial_supply * (1 - burned_each_time) ** burns_made
AFTER = initial_supply * (1 + burned_each_time) ** -burns_made
WITHOUT_END = initial_supply * sp.exp(-burned_each_time * burns_made)
# Bound variables: how much faster revenue grows than the price, or the price than revenue; years;
# what one burn leaves of a token; what all burns together spend, k n; a draw.
faster, slower, years, rest = sp.symbols("a c s x", positive=True)
spent, score = sp.Symbol("c", positive=True), sp.Symbol("z", real=True)
DENSITY = sp.exp(-(score**2) / 2) / sp.sqrt(2 * sp.pi)
#: One token, a first price of one, half of a dollar burns; revenue of one that grows by one.
HALF = sp.Rational(1, 2)
AFTER_A_YEAR = SUPPLY.subs({initial_supply: 1, burned_share: HALF, first: 1, initial_price: 1,
                            growth: 1, price_growth: 0, elapsed: 1})
#: All of a dollar burns, at a first price and revenue of one; a volatility of 100 per cent.
WANDERING = {burned_share: 1, first: 1, initial_price: 1, growth: 0, worth.price_drift: 0,
             worth.price_volatility: 1, elapsed: 1}
#: Two burns of a half.
HALVES = {initial_supply: 1, burned_each_time: HALF, burns_made: 2}


def _path(statement: sp.And) -> Steps:
    said = parts(statement)
    burns = burned_share * (first * sp.exp(growth * elapsed)) / (
        initial_price * sp.exp(price_growth * elapsed))
    yield (path := only_path("In a year the burn is the kept share of revenue over the price. The "
        "formula falls by just that, from the supply at the start.", said[supply], elapsed, -burns,
        initial_supply))
    yield limit("If revenue and price grow at the same rate, the surplus a of growth is zero and "
        "supply falls along a straight line.", SUPPLY.subs(growth, price_growth + faster), faster,
        sp.Integer(0), initial_supply - FIRST_BURNS * elapsed)
    yield limit("If the price outgrows revenue by c, all burns to come have a finite sum. If this "
        "is positive, it is left for ever.",
        SUPPLY.subs({growth: price_growth - slower, elapsed: years}), years, sp.oo,
        initial_supply - FIRST_BURNS / slower)
    yield only_root("Else nothing is left after this time. Burns are positive, so it comes once.",
        said[exhaustion_time], sp.Eq(path.relation.rhs.subs(elapsed, exhaustion_time), 0,
                                     evaluate=False), slope=-burns.subs(elapsed, exhaustion_time))


def burned(at: Values, until: float) -> float:
    """Tokens burned in some years, by numeric integration of revenue over price."""
    lead, paid = at[growth] - at[price_growth], BURNT * at[first] / at[initial_price]
    return float(quad(lambda year: paid * np.exp(lead * year), 0, until)[0])


def to_the_end(at: Values) -> Values | None:
    """The year in which burns have used up all tokens, if within 60, and the supply before it."""
    tokens = at[initial_supply]
    if burned(at, 60) < tokens:
        return None
    end = float(brentq(lambda until: burned(at, until) - tokens, 0, 60, xtol=1e-13))
    return {exhaustion_time: end, elapsed: 0.6 * end, supply: tokens - burned(at, 0.6 * end)}


def day_factor() -> sp.Expr:
    """Factor of the specification's exogenous price in a day of usual unrest."""
    path = spec("worth", worth.exogenous_step)
    moving = next(arg for arg in path.args if arg.has(cycle.mood_noise))
    return moving.subs(cycle.surprise_size, 1) / worth.exogenous_price


def _wanders(statement: sp.Basic) -> Steps:
    yield identity("The two draws of a day together have a variance of one, as one draw z has.",
        cycle.mood_load**2 + sp.sqrt(1 - cycle.mood_load**2) ** 2, sp.Integer(1))
    # The days are alike and independent, so that a time of any length is one long day.
    long = {day_in_years: elapsed, cycle.mood_load: 1, cycle.cycle_noise: score}
    yield (dearer := by_meaning("The specification's exogenous price moves by a factor, whose "
        "draws are independent from day to day: after any time it is lognormal. This is the "
        "expectation of one over it.", sp.Eq(mean_inverse, sp.exp((SURPLUS - growth) * elapsed)),
        sp.Integral(DENSITY / day_factor().subs(long), (score, -sp.oo, sp.oo))))
    yield only_path("The expected burn in a year is the kept share of revenue, over the first "
        "price, times that. Only this grows so, from nothing.", statement, elapsed,
        FIRST_BURNS * sp.exp(growth * elapsed) * dearer.relation.rhs, sp.Integer(0))


def two_years(at: Values) -> Values:
    """Burns of 730 days at their middle, a day's draw of the price at forty places."""
    a_day = {day_in_years: sp.Rational(1, 365), cycle.mood_load: 1}
    symbols = (worth.price_drift, worth.price_volatility, cycle.cycle_noise)
    factor = sp.lambdify(symbols, day_factor().subs(a_day), "numpy")
    places, weights = np.polynomial.hermite_e.hermegauss(40)
    dearer = np.average(1 / factor(*(at[each] for each in symbols[:2]), places), weights=weights)
    middles = (np.arange(730) + 0.5) / 365
    burns = np.exp(at[growth] * middles) * dearer ** (365 * middles) / 365
    return {expected_burn: BURNT / 0.05 * float(burns.sum())}


def _steps(statement: sp.And) -> Steps:
    equal = parts(statement, sp.Eq)
    order = {part.lts == supply_before: part for part in statement.args if isinstance(part, sp.Lt)}
    yield by_induction("At the price before it a burn takes k of the supply.", equal[supply_before],
        burns_made, initial_supply, supply_before - burned_each_time * supply_before)
    yield (leaves := only_root("At the price that it leaves behind it takes k of what it leaves.",
        sp.Eq(rest, 1 / (1 + burned_each_time)), sp.Eq(rest, 1 - burned_each_time * rest)))
    yield by_induction("So one over 1 + k of the supply is left.", equal[supply_after], burns_made,
        initial_supply, supply_after * leaves.relation.rhs)
    all_burns, once = initial_supply * sp.exp(-spent), spent / burns_made
    dear = initial_supply * (1 - once) ** burns_made
    cheap = initial_supply * (1 + once) ** -burns_made
    yield bound("A logarithm is below its tangent: ln(1 − k) is below −k. Times n, as exponents, "
        "they are in the same order. In ever smaller burns of c together the two are the same.",
        order[True], all_burns - dear, (burns_made, sp.oo),
        where={supply_before: dear, burned_each_time: once},
        given=(sp.Lt(once, 1, evaluate=False),))
    yield bound("In the same way ln(1 + k) is below k.", order[False], cheap - all_burns,
        (burns_made, sp.oo), where={supply_after: cheap, burned_each_time: once})


def one_by_one() -> Iterator[Values]:
    """Up to twenty burns at the morning's price, and at the evening's, which a search finds."""
    for share in np.linspace(0.001, 0.9, 20):
        morning = evening = 1.0
        for count in range(1, 21):
            morning -= share * morning  # the price is the value over what there is
            evening = brentq(lambda left, old=evening, part=share: old - part * left - left, 0,
                             evening, xtol=1e-15, rtol=1e-14)
            yield {initial_supply: 1.0, burned_each_time: share, burns_made: count,
                   supply_before: morning, supply_after: evening}


def burned_if(revenue: int, unrest: int = 1) -> tuple[sp.Expr, sp.Expr]:
    """Expected burn of a year at a lognormal price, revenue in a power of it, and the claim's."""
    price = sp.exp(unrest * score * sp.sqrt(elapsed))
    there = sp.integrate(DENSITY * price**revenue / price, (score, -sp.oo, sp.oo))
    return sp.integrate(sp.simplify(there), (elapsed, 0, 1)), BURN.subs(WANDERING)


def claims() -> Chapter:
    """The path, what volatility adds to it, and the steps."""
    revenue, year = sp.exp(elapsed), (elapsed, 0, 1)
    yield Claim("supply-under-a-given-price",
        "If the price goes its own way, supply falls to an end on a date, or to a rest",
        "Every dollar burns tokens at a price that does not notice. If revenue outgrows the price, "
        "supply ends on a date; if the price outgrows revenue by enough, part of it is never "
        "burned. Both are artefacts of the closure: with few tokens left no price stays as it is.",
        (Assumption("given-price", "the price grows at a constant rate, whatever is burned",
             "let the price be a value that moves with revenue, over supply: what a year leaves",
             lambda: (sp.exp(-sp.integrate(HALF * revenue / revenue, year)), AFTER_A_YEAR)),
         Assumption("steady-growth", "revenue grows at a constant rate, another than the price",
             "let revenue grow by the same amount every year instead of the same share: what a "
             "year leaves", lambda: (1 - sp.integrate(HALF * (1 + elapsed), year), AFTER_A_YEAR))),
        sp.And(sp.Eq(supply, SUPPLY), sp.Eq(exhaustion_time, EXHAUSTED)), proof=_path,
        numbers=against("numeric integration of revenue over price, and where it has used up the "
            "supply", 1e-9, drawn(80,
                {initial_supply: 1e10, burned_share: BURNT, initial_price: 0.05,
                 growth: (-0.5, 0.8), price_growth: (-0.5, 0.8), first: (1e6, 1e9)}, to_the_end)),
        region="until the last token, if there is one; all growth rates but equal ones, where the "
        "limit holds", shown_in="fig-burn-closures",
        formerly=("given-price-burns-everything", "given-price-leaves-a-rest"))
    yield Claim("volatility-adds-burn",
        "A price that wanders burns more than a steady one of the same median",
        "Cheap days buy more tokens than dear days save. Half of the variance of the price acts "
        "like extra growth of revenue.",
        (Assumption("given-price",
             "the price is a geometric Brownian motion of its own: all days are alike, and its "
             "median drifts at a given rate", "let the price stand still where a volatility of 100 "
             "per cent is counted: the burn of a year", lambda: burned_if(0, unrest=0)),
         Assumption("independent", "revenue does not move with the price", "let revenue be in "
             "proportion to the price: the burn of a year", lambda: burned_if(1))),
        sp.Eq(expected_burn, BURN), proof=_wanders,
        numbers=against("730 days of the specification's price by Gauss-Hermite", 1e-5,
            drawn(80, {burned_share: BURNT, first: 1, initial_price: 0.05, growth: (-0.3, 0.6),
                       worth.price_drift: (-0.5, 0.8), worth.price_volatility: (0.1, 1.2),
                       elapsed: 2}, two_years)),
        region="growth and drift whose difference, with the variance, is not zero",
        shown_in="fig-burn-steps", owner="own; no source is known")
    yield Claim("burns-in-steps-have-bounds", "Burning in steps brackets burning without end",
        "At the price before each burn more is burned than in continuous time, at the price it "
        "leaves behind less.",
        (Assumption("value-given", "what a burn spends is a given part of the value of all tokens, "
             "at the price before it or after it", "let the price stay at its first value, and "
             "burn half of the first supply twice: what is left",
             lambda: (1 - HALVES[burned_each_time] * HALVES[burns_made], BEFORE.subs(HALVES))),),
        sp.And(sp.Eq(supply_before, BEFORE), sp.Eq(supply_after, AFTER),
               sp.Lt(supply_before, WITHOUT_END), sp.Lt(WITHOUT_END, supply_after)), proof=_steps,
        numbers=against("burns one by one at the morning's and the evening's price", 1e-9,
            one_by_one, strict=True),
        region="all shares between zero and one, any number of burns", shown_in="fig-burn-steps",
        owner="own; no source is known")
