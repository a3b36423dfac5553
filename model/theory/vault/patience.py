"""How many slices: as few as a shortfall allows, or as many as waiting is worth. Theory: T10."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.logic.formulas import optimum, threshold
from model.logic.step import Step
from model.logic.steps import identity
from model.quantities import POSITIVE, Domain, theoretical
from model.spec import accounts as a
from model.spec.pool import bought
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.vault.purchase import dollars, tokens
from model.theory.vault.slicing import (
    FIGURE,
    KNOWN,
    NUMBERS,
    RECOVERED,
    halves,
    in_turn,
    order,
    slices,
)

shortfall = theoretical(
    "tolerated_shortfall",
    r"\bar\varsigma",
    "1",
    "shortfall against a pool of endless depth that is tolerated",
    Domain(0, 1, open_low=True, open_high=True),
)
slices_needed = theoretical(
    "slices_needed", r"N_{\varsigma}", "1", "slices that keep the shortfall tolerable", POSITIVE
)
waiting_cost = theoretical(
    "waiting_cost",
    r"c_w",
    "1",
    "cost of waiting for one slice more, as a share of what waits",
    POSITIVE,
)
best_slices = theoretical(
    "best_slices", r"N^{*}", "1", "slices at which impact and waiting together cost least",
    POSITIVE,
)  # fmt: skip
NEEDED = order / a.pool_usd * (1 - shortfall) / shortfall
BEST = sp.sqrt(2 * order / (a.pool_usd * waiting_cost))


def _needed(statement: sp.Basic) -> Iterator[Step]:
    equal = slices * bought(order / slices)
    yield identity(
        "Against a pool of endless depth, which gives X/Y tokens a dollar, equal slices fall short "
        "by this share.",
        1 - equal.subs(KNOWN) / (order * tokens / dollars),
        order / (order + slices * dollars),
    )
    yield threshold(
        "What is tolerated less what is short is a positive factor times what the number of slices "
        "is above this. So it is tolerable from there on, and not before.",
        statement,
        shortfall - (1 - equal / (order * a.pool_ai / a.pool_usd)),
        slices,
        shortfall * a.pool_usd / (order + slices * a.pool_usd),
        where=KNOWN,
    )


def _wait(statement: sp.Basic) -> Iterator[Step]:
    turn = sp.Symbol("k", integer=True)
    equal = slices * bought(order / slices)
    impact = (order * a.pool_ai / a.pool_usd) / equal - 1
    waits = sp.Sum(turn - 1, (turn, 1, slices)).doit() / slices
    yield identity(
        "With recovery, a dollar of an equal slice pays this much over the price.",
        impact.subs(KNOWN),
        order / (slices * dollars),
    )
    yield identity("The k-th slice waits for k − 1 others, on average for this many.",
                   waits, (slices - 1) / 2)  # fmt: skip
    least = sp.sqrt(2 * order / (a.pool_usd * waiting_cost))
    yield optimum(
        "Impact and waiting together fall with the number of slices below this and rise above it.",
        statement,
        impact + waiting_cost * waits,
        slices,
        -waiting_cost * (slices + least) / (2 * slices**2),
        where=KNOWN,
        most=False,
    )


def _needed_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((order, a.pool_usd, shortfall), statement.rhs, "math")
    draw, count, worst = np.random.default_rng(7), 100, 0.0
    for _ in range(count):
        whole, other = Fraction(int(draw.integers(10, 400))), Fraction(100)
        most = Fraction(int(draw.integers(20, 500)), 1000)
        n = 1
        while 1 - in_turn(other, other, [whole / n] * n, True) / whole > most:
            n += 1
        worst = max(worst, abs(n - max(1, -(-formula(whole, other, most) // 1))))
    return Evidence("the least whole number of slices, by counting up", count, float(worst), 0.0)


def _wait_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((order, a.pool_usd, waiting_cost), statement.rhs, "math")
    draw, count, worst = np.random.default_rng(7), 60, 0.0
    for _ in range(count):
        whole, other, cost = draw.uniform(20, 200), draw.uniform(500, 5000), draw.uniform(1, 9)
        n = np.arange(1, 400)
        # The pool gives the same for each slice; slice k of n waits for k − 1.
        each = whole / n
        paid = each / (other * each / (other + each)) - 1
        found = int(n[np.argmin(paid + cost / 1e4 * (n - 1) / 2)])
        worst = max(worst, abs(found - formula(whole, other, cost / 1e4)))
    return Evidence("the cheapest whole number of slices: distance from the formula, in slices",
                    count, worst, 0.6)  # fmt: skip


MORE = NUMBERS | {shortfall: sp.Rational(1, 10), waiting_cost: sp.Rational(1, 1000)}


def _uneven() -> Counterexample:
    n = NEEDED.subs(MORE)  # 1.8, so that two equal slices are enough
    got = sp.Rational(in_turn(Fraction(100), Fraction(100), [Fraction(19), Fraction(1)], True))
    return Counterexample(
        f"cut 20 USD into 19 and 1: two slices exceed the {float(n):g} needed, and still more "
        "than a tenth is short",
        sp.Le(1 - got / 20, MORE[shortfall]),
    )


def _dear_wait() -> Counterexample:
    days = range(1, 60)
    cost = [sp.Rational(20, 100 * n) + sp.Rational(1, 1000) * sum(k**2 for k in range(n)) / n
            for n in days]  # fmt: skip
    return Counterexample(
        "let waiting cost grow with the square of the days: fewer slices are best",
        sp.Ge(days[cost.index(min(cost))], BEST.subs(MORE) - 1),
    )


def claims() -> tuple[Claim, ...]:
    """The claims."""
    region = "orders after the pool's fee; an order is small enough that its payer can pay it"
    return (
        Claim(
            "slices-for-a-shortfall",
            "How many slices keep the shortfall tolerable",
            "Shortfall is what impact takes, as a share of what a pool of endless depth would "
            "give.",
            (RECOVERED, Assumption("equal-slices", "all slices are of one size")),
            sp.Eq(slices_needed, NEEDED),
            _needed,
            _needed_in_numbers,
            {
                "full-recovery": lambda: Counterexample(
                    "without recovery two slices do not keep the shortfall to a tenth, though "
                    "the formula asks for fewer than two",
                    sp.Le(1 - halves(False) / 20, MORE[shortfall])),
                "equal-slices": _uneven,
            },
            region + "; the number is rounded up, and is at least one",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
        Claim(
            "best-number-of-slices",
            "Impact falls and waiting grows with the slices: a square root balances them",
            "Slices come in turn, and what waits costs a fixed share for each slice that it waits.",
            (RECOVERED, Assumption("steady-waiting-cost", "waiting for each slice costs the same")),
            sp.Eq(best_slices, BEST),
            _wait,
            _wait_in_numbers,
            {
                "full-recovery": lambda: Counterexample(
                    "without recovery slices gain nothing, so that one is best",
                    sp.Eq(sp.Integer(1), BEST.subs(MORE))),
                "steady-waiting-cost": _dear_wait,
            },
            region + "; the best whole number is one of the two next to it, and at least one",
            shown_in=FIGURE,
            literature=("baumol1952transactions", "tobin1956interest"),
            owner="Baumol 1952 and Tobin 1956, the square root, place not looked up",
        ),
    )  # fmt: skip
