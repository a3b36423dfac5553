"""Revenue that grows fast in some times and slowly in others: multiples and burn rates by regime.

A regime ends at a constant rate, and holders know it. Theory: T5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy as sp
from scipy.linalg import expm

from model.logic.arithmetic import by_arithmetic
from model.logic.formulas import by_meaning
from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import all_of, bound
from model.theory.burn.regime_values import (
    BALANCES,
    POINT,
    both,
    bubble,
    clockwork,
    draws,
    g1,
    g2,
    k1,
    k2,
    kept,
    m1,
    m2,
    mean_growth,
    multiples,
    q1,
    q2,
    r,
    solved,
    unforeseen,
)
from model.theory.claim import Assumption, Claim, Counterexample, Evidence

FIGURE = "fig-burn-regimes"
ORDER = (r, g1, g2, q1, q2)
DETERMINANT = (r - g1) * (r - g2) + q2 * (r - g1) + q1 * (r - g2)
RATES = sp.And(
    sp.Eq(k1, DETERMINANT / (r - g2 + q1 + q2)),
    sp.Eq(k2, DETERMINANT / (r - g1 + q1 + q2)),
)
LONG_RUN = (g1 - q1 + g2 - q2) / 2 + sp.sqrt(((g1 - q1 - g2 + q2) / 2) ** 2 + q1 * q2)
EXISTS = sp.And(
    sp.Eq(mean_growth, LONG_RUN),
    sp.Equivalent(sp.And(sp.Gt(m1, 0), sp.Gt(m2, 0)), sp.Lt(mean_growth, r)),
)
BETWEEN = sp.And(sp.Lt(r - g1, k1), sp.Lt(k1, k2), sp.Lt(k2, r - g2))
# A bound variable: what the second regime counts for in the long run, if the first counts for one.
weight = sp.Symbol("v", positive=True)


def _rates(statement: sp.Basic) -> Iterator[Step]:
    steps = tuple(multiples())
    yield from steps
    parts = {part.lhs: part for part in statement.args}
    text = "The burn over the value: the share of a dollar that burns cancels."
    made = [by_meaning(text, parts[rate], kept / step.relation.lhs,
                       dict([step.relation.args]))
            for rate, step in zip((k1, k2), steps[2:], strict=True)]  # fmt: skip
    yield from made
    yield all_of("Both burn rates.", statement, *made)


def _rates_in_numbers(statement: sp.Basic) -> Evidence:
    claimed = {part.lhs: sp.lambdify(ORDER, part.rhs, "math") for part in statement.args}
    found = [(claimed[rate](*numbers), seen) for numbers in draws(7)
             for rate, seen in zip((k1, k2), both(numbers), strict=True)]  # fmt: skip
    worst = max(abs(value / seen - 1) for value, seen in found)
    return Evidence("burns of 4,000 random histories, discounted, from each regime: relative",
                    len(found), worst, 0.03)  # fmt: skip


def _exists(statement: sp.Basic) -> Iterator[Step]:
    exists, long_run = sorted(statement.args, key=lambda part: isinstance(part, sp.Eq))
    yield identity(
        "Value asks for r on itself. It gets the burn, growth, and what a change of regime brings. "
        "In the first regime, over revenue:",
        r * m1 - (kept + g1 * m1 + q1 * (m2 - m1)),
        BALANCES[0].lhs - kept,
    )
    yield identity("And in the second.", r * m2 - (kept + g2 * m2 + q2 * (m1 - m2)),
                   BALANCES[1].lhs - kept)  # fmt: skip
    # A weight v of the second regime at which both grow alike: there is one, and it is positive.
    alike = (
        sp.Eq(mean_growth, g1 + q1 * (weight - 1), evaluate=False),
        sp.Eq(mean_growth * weight, g2 * weight + q2 * (1 - weight), evaluate=False),
    )
    yield (grows := by_arithmetic(
        "Expected revenue grows at one rate in the end, that at which a mixture of both regimes "
        "with positive weights grows alike.", long_run, given=alike))  # fmt: skip
    yield (there := by_arithmetic(
        "Positive multiples force that growth below r, and below r they are positive: no numbers "
        "are otherwise.", exists, grows, given=BALANCES))  # fmt: skip
    yield all_of("The growth of the long run, and the border.", statement, grows, there)


def _exists_in_numbers(statement: sp.Basic) -> Evidence:
    exists, long_run = sorted(statement.args, key=lambda part: isinstance(part, sp.Eq))
    claimed = sp.lambdify(ORDER[1:], long_run.rhs, "math")
    draw, worst, cases = np.random.default_rng(8), 0.0, 0
    while cases < 80:
        fast, slow, ends, returns = (float(x) for x in draw.uniform((-0.1, -0.3, 0.1, 0.1),
                                                                    (0.6, 0.2, 2, 2)))  # fmt: skip
        moves = np.array([[fast - ends, ends], [returns, slow - returns]])
        # Expected revenue after 40 and 41 years, from each regime: the last year's growth.
        late, later = (expm(moves * years) @ np.ones(2) for years in (40, 41))
        grows = float(np.log(later[0] / late[0]))
        asked = grows + float(draw.choice([-1, 1])) * float(draw.uniform(0.02, 0.3))
        if asked <= 0:
            continue
        gone = moves - asked * np.eye(2)
        # Burns of 400 years and of 800 are worth as much, if those without end are worth anything.
        near, far = (np.linalg.solve(gone, (expm(gone * years) - np.eye(2)) @ np.ones(2))
                 for years in (400, 800))  # fmt: skip
        finite = bool(np.allclose(near, far, rtol=1e-2))
        values = np.linalg.solve(-gone, np.ones(2))
        known = {m1: values[0], m2: values[1], mean_growth: grows, r: asked}
        wrong = exists.subs(known) != sp.true or finite != bool(np.all(values > 0))
        worst = max(worst, abs(claimed(fast, slow, ends, returns) - grows), float(wrong))
        cases += 1
    return Evidence("matrix exponentials of expected revenue: growth off by, or 1 if the border "
                    "is elsewhere", cases, worst, 1e-6)  # fmt: skip


def _between(statement: sp.Basic) -> Iterator[Step]:
    steps = tuple(multiples())
    yield from steps
    rates = [by_meaning("The burn over the value.",
                        sp.Eq(rate, sp.cancel(kept / step.relation.rhs)), kept / step.relation.lhs,
                        dict([step.relation.args]))
             for rate, step in zip((k1, k2), steps[2:], strict=True)]  # fmt: skip
    yield from rates
    known = dict(rate.relation.args for rate in rates)
    whole = (r - g1 + q1) * (r - g2 + q2) - q1 * q2
    given = (sp.Gt(g1, g2), sp.Gt(r - g1 + q1, 0), sp.Gt(whole, 0))
    one, two = r - g1 + q1 + q2, r - g2 + q1 + q2
    parts = {part.args: part for part in statement.args}
    made = (
        bound("In the fast regime more burns than if it stayed: holders fear its end, and pay "
              "less. If it never ends, it is the same.", parts[(r - g1, k1)],
              q1 * (g1 - g2) / two, {q1: 0}, where=known, given=given),
        bound("In the slow regime more burns than in the fast one: it is cheaper by what growth "
              "will add. If both grow alike, it is the same.", parts[(k1, k2)],
              whole * (g1 - g2) / (one * two), {g1: g2}, where=known, given=given),
        bound("And less than if it stayed. If it never ends, it is the same.",
              parts[(k2, r - g2)], q2 * (g1 - g2) / one, {q2: 0}, where=known, given=given),
    )  # fmt: skip
    yield from made
    yield all_of("The three inequalities.", statement, *made)


def _between_in_numbers(statement: sp.Basic) -> Evidence:
    worst, cases = -np.inf, 0
    order = (*ORDER, k1, k2)
    # Without the small error of a simulation a strict order cannot be seen: relative to return.
    gaps = [sp.lambdify(order, (part.lts - part.gts) / r, "math") for part in statement.args]
    for numbers in draws(9, 100):
        if numbers[1] > numbers[2] + 0.1:
            worst = max(worst, *(gap(*numbers, *both(numbers)) for gap in gaps))
            cases += 1
    return Evidence("burns of 4,000 random histories: how far an inequality is from being kept, "
                    "over the return asked", cases, float(worst), 0.0)  # fmt: skip


def _other(
    statement: sp.And,
    text: str,
    found: Callable[[], dict[sp.Symbol, sp.Expr]],
    change: dict[sp.Symbol, sp.Expr] | None = None,
) -> Callable[[], Counterexample]:
    """The statement at the point, with the multiples that are found, to twenty digits."""

    def made() -> Counterexample:
        point = POINT | (change or {})
        values = found()
        rates = {k: kept / values[m] if values[m] else sp.S.Zero for k, m in ((k1, m1), (k2, m2))}
        known = {mean_growth: LONG_RUN} | values | rates

        def number(side: sp.Expr) -> sp.Expr:
            return sp.N(side.subs(known).subs(point), 20)

        parts = (sp.Eq(*map(number, part.args)) if isinstance(part, sp.Eq)
                 else part.replace(lambda e: isinstance(e, sp.core.relational.Relational),
                                   lambda e: e.func(*map(number, e.args)))
                 for part in statement.args)  # fmt: skip
        shown = " and ".join(str(sp.N(values[m], 3)) for m in (m1, m2))
        return Counterexample(f"{text}: the multiples are {shown}", sp.And(*parts))

    return made


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    foreseen = Assumption("foreseen", "holders know growth and rate of ending of both regimes, and "
                          "the price grows at what they ask, in expectation")  # fmt: skip
    memory = Assumption("memoryless", "a regime ends at a constant rate, however long it has been")
    smooth = Assumption("smooth", "revenue does not jump when the regime changes")
    none = Assumption("no-bubble", "nobody pays for more than the burns to come")
    forever = "let holders take each regime to last for ever"
    quarter = "let revenue fall to a quarter at each change"
    clock = "let each regime last for one year to the day"
    owner = (
        "multiples of regimes that follow a Markov chain: Cecchetti, Lam and Mark (1990), place "
        "not looked up; here for a token that burns instead of a stock that pays, own"
    )
    rates = Claim(
        "burn-rates-of-two-regimes",
        "If growth comes in regimes, each regime has its burn rate, and the share that burns "
        "cancels",
        "Value is a multiple of revenue that changes with the regime. The burn rate jumps with it, "
        "and between two changes it stands still.",
        (foreseen, memory, smooth, none),
        RATES,
        _rates,
        _rates_in_numbers,
        {
            "foreseen": _other(RATES, forever, unforeseen),
            "memoryless": _other(RATES, clock, clockwork),
            "smooth": _other(RATES, quarter, lambda: solved(sp.Rational(1, 4))),
            "no-bubble": _other(RATES, "let holders pay 1 more for no burn at all", bubble),
        },
        "both regimes end at some time; growth across regimes below the rate asked, even if the "
        "growth of one regime is above it",
        shown_in=FIGURE,
        owner=owner,
    )
    exists = Claim(
        "regimes-have-a-value-below-the-rate-asked",
        "A token has a value in both regimes if and only if revenue grows by less than what "
        "holders ask in the long run",
        "The growth that counts is that of expected revenue across regimes: the larger eigenvalue "
        "of growth and changes together. One regime may outgrow what is asked.",
        (
            foreseen,
            memory,
            smooth,
            Assumption("some-burns", "of each dollar of revenue a positive share burns"),
        ),
        EXISTS,
        _exists,
        _exists_in_numbers,
        {
            "foreseen": _other(EXISTS, forever, unforeseen),
            "memoryless": _other(EXISTS, clock, clockwork),
            "smooth": _other(
                EXISTS, "let revenue triple at each change", lambda: solved(sp.Integer(3))
            ),
            "some-burns": _other(EXISTS, "let nothing burn", lambda: solved(burned=sp.S.Zero)),
        },
        "two regimes, both of which end at some time, with growths of any sign",
        shown_in=FIGURE,
        owner="for any number of regimes a property of M-matrices (Berman and Plemmons 1979, place "
        "not looked up); decided here for two",
    )
    between = Claim(
        "slow-times-burn-more",
        "Burn rates of regimes lie between those of regimes that last, and the slow one burns more",
        "Good times are dear, so that the same share of revenue burns fewer tokens. Fear of their "
        "end and hope for their return draw the two rates together.",
        (foreseen, memory, smooth, none,
         Assumption("faster", "the first regime outgrows the second")),
        BETWEEN,
        _between,
        _between_in_numbers,
        {
            "foreseen": _other(BETWEEN, forever, unforeseen),
            "memoryless": _other(BETWEEN, f"{clock}, and look at their last days",
                                 lambda: clockwork(last_day=True)),
            "smooth": _other(BETWEEN, quarter, lambda: solved(sp.Rational(1, 4))),
            "no-bubble": _other(BETWEEN, "let holders pay 1 more for no burn at all, and look at "
                                "the second regime after forty years", bubble),
            "faster": _other(BETWEEN, "let both grow by nothing",
                             lambda: dict.fromkeys((m1, m2), (kept / r).subs(POINT)),
                             {g1: sp.S.Zero}),
        },
        "both regimes end at some time; growth across regimes below the rate asked",
        shown_in=FIGURE,
        owner="own, no source known",
        uses=("burn-rates-of-two-regimes",),
    )  # fmt: skip
    return rates, exists, between
