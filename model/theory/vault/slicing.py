"""Cutting a purchase into slices: worthless without recovery of the pool, worth it with.

``order`` dollars, after the pool's fee, are cut into ``slices``. Between slices others sell and
the pool recovers: not at all, or wholly. What lies between is in `resilience`. Theory: T10 a, b, d.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.contract_runs import PAID_IN, in_turn
from model.logic import (Assumption, Case, Chapter, Claim, Proved, Steps, Values, against,
                         by_induction, drawn, evenly, identity, least_whole, optimum, parts, put)
from model.quantities import INSIDE, POSITIVE, theoretical
from model.spec.accounts import pool_ai, pool_usd
from model.spec.pool import bought
from model.theory.vault.purchase import POOL, dollars, tokens

order = theoretical(
    "order_dollars", "d", "USD", "dollars of an order that reach the reserve", POSITIVE)
slices = theoretical("slices", "N", "1", "slices that an order is cut into", POSITIVE)
in_slices = theoretical("bought_in_slices", "Q_N", "AI", "AI that all slices buy", POSITIVE)
shortfall = theoretical("tolerated_shortfall", r"\bar\varsigma", "1", "shortfall against a pool of "
                        "endless depth that is tolerated", INSIDE)
slices_needed = theoretical("slices_needed", r"N_{\varsigma}", "1",
                            "fewest equal slices with a tolerable shortfall", POSITIVE)
waiting_cost = theoretical("waiting_cost", "c_w", "1", "cost of waiting for one slice more, as a "
                           "share of what waits", POSITIVE)
best_slices = theoretical("best_slices", "N^{*}", "1",
                          "slices at which impact and waiting together cost least", POSITIVE)
NEUTRAL = bought(order)
EQUAL = pool_ai * order / (pool_usd + order / slices)
NEEDED = sp.ceiling(order / pool_usd * (1 - shortfall) / shortfall)
BEST = sp.sqrt(2 * order / (pool_usd * waiting_cost))
KNOWN = {pool_ai: tokens, pool_usd: dollars}
#: AI of all equal slices in a pool that recovers, and of one of endless depth.
EQUALLY, ENDLESS = slices * bought(order / slices), order * pool_ai / pool_usd
# Bound variables: dollars of one more slice; its place in the order.
one = sp.Symbol("d_1", positive=True)
turn = sp.Symbol("k", integer=True)
PAIR = {order: 20, pool_ai: 100, pool_usd: 100, slices: 2, waiting_cost: sp.Rational(1, 1000)}


def _neutral(statement: sp.Basic) -> Proved:
    met = {pool_ai: pool_ai - in_slices, pool_usd: pool_usd + order}
    return by_induction(
        "No dollars buy nothing. And suppose that slices of d dollars together have bought what "
        "one purchase of d would: then one slice more, of any size, adds what the pool gives for "
        "it at the reserves that they left, and the sum is again that of one purchase.",
        statement, order, sp.Integer(0), in_slices + put(bought(one), met), where=KNOWN, more=one)


def _equal(statement: sp.Basic) -> Steps:
    said = parts(statement)
    yield evenly("What a slice buys is concave in its dollars: it is below its tangent at the "
                 "equal slice. Over N slices of d dollars in all the deviations from d/N cancel, "
                 "and what remains are N equal slices, so no other way of cutting buys more.",
                 said[EQUAL], bought(one), one, order, slices, where=KNOWN)
    yield least_whole("What is tolerated less what equal slices fall short by is a positive factor "
                      "times what their number is above the ceiling's inside. So it is tolerable "
                      "from there on.", said[slices_needed], shortfall - (1 - EQUALLY / ENDLESS),
                      slices, shortfall * pool_usd / (order + slices * pool_usd), where=KNOWN)


def _wait(statement: sp.Basic) -> Steps:
    waits = sp.Sum(turn - 1, (turn, 1, slices)).doit() / slices
    yield identity("With recovery, a dollar of an equal slice pays this much over the price.",
                   (ENDLESS / EQUALLY - 1).subs(KNOWN), order / (slices * dollars))
    yield identity("The k-th slice waits for k − 1 others, on average for this many.",
                   waits, (slices - 1) / 2)
    yield optimum("Impact and waiting together fall with the number of slices below this and "
                  "rise above it.", statement, ENDLESS / EQUALLY - 1 + waiting_cost * waits, slices,
                  -waiting_cost * (slices + BEST) / (2 * slices**2), where=KNOWN, most=False)


def ordered(recovers: bool) -> Iterator[Values]:
    """Random pools, and orders cut at random places and evenly, in exact fractions."""
    draw = np.random.default_rng(7)
    for _ in range(200):
        cut = [Fraction(int(n), 100) for n in draw.integers(1, 10**4, int(draw.integers(1, 9)))]
        x, y = (Fraction(int(n)) for n in draw.integers(10**2, 10**5, 2))
        whole, most, n = sum(cut, Fraction(0)), Fraction(int(draw.integers(20, 500)), 1000), 1
        while 1 - n * in_turn(x, y, [whole / n], True) / (whole * x / y) > most:
            n += 1
        for each in (cut, [whole / len(cut)] * len(cut)):
            yield {pool_ai: x, pool_usd: y, order: whole, slices: len(cut), shortfall: most,
                   slices_needed: n, in_slices: in_turn(x, y, each, recovers)}


def _cheapest(at: Case) -> Values:
    """The pool gives the same for each slice; slice k of n waits for k − 1."""
    n = np.arange(1, 400)
    each = at[order] / n
    paid = each / (at[pool_usd] * each / (at[pool_usd] + each)) - 1
    return {best_slices: int(n[np.argmin(paid + at[waiting_cost] * (n - 1) / 2)])}


def fewest(recovers: bool, power: int) -> sp.Integer:
    """The best number of slices of 20 USD, if waiting costs by a power of the slices waited for."""
    def cost(n: int) -> sp.Expr:
        got = in_turn(100, 100, [Fraction(20, n)] * n, recovers)
        return 20 / got - 1 + PAIR[waiting_cost] * sum(k**power for k in range(n)) / n

    return sp.Integer(min(range(1, 60), key=cost))


def claims() -> Chapter:
    """Slices without recovery, with it, and how many."""
    back = Assumption("full-recovery", "between slices others bring the pool back to its price")
    region = "orders after the pool's fee, small enough that their payer can pay them"
    fixed = "sell at a fixed price of 1, and 20 USD buy"
    sold = in_turn(100, 100, (10,), True) + in_turn(200, 50, (10,), True)
    yield Claim(
        "slices-without-recovery-are-neutral",
        "Slices right after one another buy exactly what one purchase buys",
        "Only the reserves at the end count, not the way to them.",
        (Assumption("no-recovery", "nobody trades between the slices",
                    "restore the pool between two slices of 10 USD, and they buy",
                    lambda: (in_turn(100, 100, (10, 10), True), NEUTRAL.subs(PAIR))),
         Assumption("fee-outside", "the pool keeps its fee outside the reserves",
                    "leave the fee in the reserve, and two slices of 10 USD buy",
                    lambda: (in_turn(100, 100, (10, 10), False, PAID_IN),
                             NEUTRAL.subs(order, 20 * sp.Rational(PAID_IN)).subs(PAIR))),
         POOL.without(fixed, lambda: (ENDLESS.subs(PAIR), NEUTRAL.subs(PAIR)))),
        sp.Eq(in_slices, NEUTRAL), proof=_neutral,
        numbers=against("random and equal slices in exact fractions: cases that differ", 0,
                        lambda: ordered(False), exact=True),
        region=region, literature=("angeris2020analysis",), shown_in="fig-slices",
        owner="Angeris et al. 2020, the constant product, place not looked up")
    yield Claim(
        "equal-slices-buy-most",
        "If the pool recovers between slices, equal slices buy most, and few are enough",
        "A large slice loses more to impact than a small one gains, so evenness wins; and more "
        "slices buy more. Shortfall is what impact takes, as a share of what a pool of endless "
        "depth would give: the number that keeps it tolerable is in proportion to the order.",
        (back.without("let others sell between two slices until the price is a quarter: the second "
                      "buys more than the bound allows", lambda: sp.Ge(EQUAL.subs(PAIR), sold)),
         POOL.without("sell at a fixed price: slices buy more than the bound allows",
                      lambda: sp.Ge(EQUAL.subs(PAIR), ENDLESS.subs(PAIR)))),
        sp.And(sp.Ge(EQUAL, in_slices, evaluate=False), sp.Eq(slices_needed, NEEDED)), proof=_equal,
        numbers=against("random and equal slices in exact fractions, and their number by counting "
                        "up: cases that differ", 0, lambda: ordered(True), exact=True),
        region=region, literature=("angeris2020analysis", "almgren2000optimal"),
        owner="Almgren and Chriss 2000, section 1.5, least impact, there linear",
        shown_in="fig-slices", formerly=("slices-for-a-shortfall",))
    yield Claim(
        "best-number-of-slices",
        "Impact falls and waiting grows with the slices: a square root balances them",
        "Slices come in turn, and what waits costs a fixed share for each slice that it waits.",
        (back.without("without recovery slices gain nothing, and the best number is",
                      lambda: (fewest(False, 1), BEST.subs(PAIR))),
         Assumption("steady-waiting-cost", "waiting for each slice costs the same",
                    "let waiting cost grow with the square of the days, and the best number is",
                    lambda: (fewest(True, 2), BEST.subs(PAIR)))),
        sp.Eq(best_slices, BEST), proof=_wait,
        numbers=against("the cheapest whole number of slices: distance from the formula, in slices",
                        0.6, drawn(60, {order: (20, 200), pool_usd: (500, 5000),
                                        waiting_cost: (1e-4, 9e-4)}, _cheapest), unit=1),
        region=region + "; the best whole number is next to it, and at least one",
        literature=("baumol1952transactions", "tobin1956interest"), shown_in="fig-slices",
        owner="Baumol 1952, equation 2, the square root; Tobin 1956, place not looked up")
