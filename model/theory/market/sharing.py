"""Who contributed what: when division by score is the fair division of Shapley."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from math import factorial

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning
from model.logic.step import ProofError, Step
from model.logic.steps import identity
from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import accounts as a
from model.spec import rewards as r
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market.contest import prize

ONE = a.CLASSES[0]
fair_pay = theoretical(
    "fair_pay", r"\phi^{S}", "USD", "Shapley value of the first class of node", NOT_NEGATIVE
)
FAIR = sp.Eq(fair_pay, prize * r.score[ONE] / sp.Add(*r.score.values()))

#: Scores of four nodes, and the demand that caps what they can earn together.
FOUR, CAP = tuple(map(Fraction, ("2.673", "3.800", "1.980", "2.520"))), Fraction(6)
TOTAL = sum(FOUR, Fraction(0))


def shapley(scores: Sequence[Fraction], worth: Callable[[Fraction], Fraction]) -> list[Fraction]:
    """What each adds to those before it, on average over all orders of arrival."""
    found = [Fraction(0)] * len(scores)
    for order in permutations(range(len(scores))):
        before = Fraction(0)
        for node in order:
            found[node] += worth(before + scores[node]) - worth(before)
            before += scores[node]
    return [each / factorial(len(scores)) for each in found]


def proportional(scores: Sequence[Fraction], pot: Fraction) -> list[Fraction]:
    """What each gets if the pot is divided by score."""
    return [pot * score / sum(scores) for score in scores]


def _fair(statement: sp.Basic) -> Iterator[Step]:
    block = announced().block("rewards")
    total = stated(block, r.total_score)
    (share, condition) = stated(block, r.part[ONE]).args[0]
    if condition != sp.Gt(r.total_score, 0):
        raise ProofError(f"parts are divided under another condition: {condition}")
    yield identity(
        "The specification pays a class its score over the sum of the scores.",
        prize * share.subs(r.total_score, total),
        statement.rhs,
    )
    worth, before = sp.symbols("w b", positive=True)
    yield identity(
        "If those present earn in proportion to their scores, whoever comes adds the same to all.",
        worth * (before + r.score[ONE]) - worth * before,
        worth * r.score[ONE],
    )
    k, m = sp.symbols("k m", integer=True, nonnegative=True)
    chance = (sp.binomial(m, k).rewrite(sp.factorial) * sp.factorial(k) * sp.factorial(m - k)) / (
        (m + 1) * sp.factorial(m)
    )
    yield identity(
        "With m others, all orders of arrival alike, the chance to come after k of them is this,",
        chance,
        1 / (m + 1),
    )
    yield identity("And these chances add up to one.", sp.summation(1 / (m + 1), (k, 0, m)),
                   sp.Integer(1))  # fmt: skip
    yield by_meaning(
        "All together earn the prize, which gives the worth of a unit of score. Fair pay is what "
        "the class adds to those before it, on average over all orders of arrival.",
        statement,
        _added([*r.score.values()], lambda score: prize * score / total),
    )


def _added(scores: Sequence[sp.Expr], worth: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    """What the first adds to those before it, on average over all orders of arrival."""
    orders = list(permutations(scores))
    before = [sp.Add(*order[: order.index(scores[0])]) for order in orders]
    return sp.Add(*(worth(there + scores[0]) - worth(there) for there in before)) / len(orders)


def _fair_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 100, Fraction(0)
    symbols = (fair_pay, prize, *r.score.values())
    gap = sp.lambdify(symbols, statement.lhs - statement.rhs, "math")
    for _ in range(count):
        scores = [Fraction(int(x), 1000) for x in draw.integers(1, 10**6, 3)]
        each = Fraction(int(draw.integers(1, 10**4)), 100)
        value = shapley(scores, lambda score, each=each: each * score)  # type: ignore[misc]
        pot = each * sum(scores)
        worst = max(worst, abs(gap(value[0], pot, *scores)) / pot)
    text = "average over all orders in exact fractions: largest difference over the prize"
    return Evidence(text, count, float(worst), 0.0)


def capped() -> tuple[list[Fraction], list[Fraction]]:
    """Pay by score and Shapley's, of four nodes whose demand is capped."""
    return proportional(FOUR, min(TOTAL, CAP)), shapley(FOUR, lambda score: min(score, CAP))


def _capped() -> Counterexample:
    by_score, fair = capped()
    paid, owed = ("/".join(f"{float(x):.3f}" for x in each) for each in (by_score, fair))
    place = FOUR.index(max(FOUR))
    return Counterexample(
        f"let demand cap what four nodes can earn: by score they get {paid}, their fair pay is "
        f"{owed}",
        sp.Eq(sp.Rational(fair[place]), sp.Rational(by_score[place])),
    )


def _half_paid() -> Counterexample:
    value = shapley(FOUR, lambda score: 2 * score)
    paid = proportional(FOUR, TOTAL)
    return Counterexample(
        "let the nodes be paid half of what they earn together: all get half of their fair pay",
        sp.Eq(sp.Rational(value[0]), sp.Rational(paid[0])),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "pay-by-score-is-fair",
            "Division by score is Shapley's fair division where contributions add up",
            "A node's fair pay is what it adds to those who came before, on average over all "
            "orders of arrival.",
            (
                Assumption("additive", "a group earns in proportion to its score"),
                Assumption("all-paid", "what is divided is what all earn together"),
            ),
            FAIR,
            _fair,
            _fair_in_numbers,
            {"additive": _capped, "all-paid": _half_paid},
            "any number of nodes or classes; positive scores",
            shown_in="fig-sharing",
            literature=("shapley1953value",),
            owner="Shapley 1953, the value of an additive game, place not looked up",
        ),
    )
