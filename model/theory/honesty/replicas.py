"""Replicas: several nodes do the same task, and a referee finds out who is right.

One honest replica is enough, because a dispute is narrowed down to one step that the referee
repeats. What that is worth depends on how independent the replicas are.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.step import Proved, Step
from model.logic.theorems import bound, by_induction, least_whole
from model.quantities import Domain, theoretical
from model.theory.claim import Assumption, Claim, Counterexample, Evidence

INSIDE = Domain(0, 1, open_low=True, open_high=True)
COUNT = Domain(1, whole=True)
honest = theoretical("honest_share", "h", "1", "probability that a replica is honest", INSIDE)
allowed = theoretical("allowed_error", r"\bar e", "1", "wrong results that are allowed", INSIDE)
replicas = theoretical("replicas", "n", "1", "replicas of a task", COUNT)
least_replicas = theoretical("least_replicas", r"n^{\circ}", "1", "replicas that are enough", COUNT)
one_hand = theoretical(
    "one_hand", r"\varrho", "1", "probability that all replicas are in one hand", INSIDE
)
error = theoretical("replica_error", "E_{n}", "1", "probability that a wrong result passes", INSIDE)
steps_of_task = theoretical("steps_of_task", "T", "1", "steps of a task", COUNT)
nodes_of_step = theoretical("nodes_of_step", "G", "1", "operations of a step", COUNT)
rounds = theoretical("dispute_rounds", "R", "1", "rounds of the longest dispute", Domain(0))
ENOUGH = sp.Eq(least_replicas, sp.ceiling(sp.log(allowed) / sp.log(1 - honest)), evaluate=False)
INDEPENDENT = sp.Eq(error, (1 - honest) ** replicas)
COLLUSION = sp.Ge(error, one_hand * (1 - honest), evaluate=False)
ROUNDS = sp.Eq(
    rounds,
    sp.ceiling(sp.log(steps_of_task) / sp.log(2)) + sp.ceiling(sp.log(nodes_of_step) / sp.log(2)),
    evaluate=False,
)
#: Minus the logarithm of the chance that a replica is not honest, and of the errors allowed; and
#: the odds that the replicas are in one hand.
care, goal, odds = sp.symbols("u v c", positive=True)


def _all_wrong(statement: sp.Basic) -> Proved:
    return by_induction(
        "One replica is wrong if it is not honest. One more, drawn by itself, multiplies the "
        "chance that none is honest, and the referee has none to hear.",
        statement,
        replicas,
        1 - honest,
        (1 - honest) * error,
        at=1,
    )


def _independent(statement: sp.Basic) -> Iterator[Step]:
    yield _all_wrong(statement)


def _enough(statement: sp.Basic) -> Iterator[Step]:
    yield _all_wrong(INDEPENDENT)
    yield least_whole(
        "With u and v for minus the logarithms of 1 − h and of the errors allowed, both positive: "
        "the replicas are enough as soon as the logarithm of the errors allowed over those that "
        "pass is not negative. It rises with their number by u.",
        statement,
        sp.log(allowed / INDEPENDENT.rhs),
        replicas,
        -sp.log(1 - honest),
        where={honest: 1 - sp.exp(-care), allowed: sp.exp(-goal)},
    )


def _collusion(statement: sp.Basic) -> Iterator[Step]:
    yield _all_wrong(INDEPENDENT)
    together, wrong = odds / (1 + odds), sp.exp(-care)
    apart = (1 - together) * wrong**replicas
    yield bound(
        "In one hand the replicas are as good as one; apart they are all wrong with that power. "
        "What passes beyond the first is positive, and tends to nothing with ever more replicas.",
        statement,
        sp.factor(apart),
        (replicas, sp.oo),
        where={honest: 1 - wrong, one_hand: together, error: together * wrong + apart},
    )


def _search(candidates: sp.Symbol, needed: sp.Symbol, words: str) -> Proved:
    """How many rounds leave one of so many candidates, for sure."""
    after = sp.Symbol("r", nonnegative=True)
    return least_whole(
        f"{words} so many rounds: the first from which the logarithm of two to their number, over "
        "the candidates, is not negative.",
        sp.Eq(needed, sp.ceiling(sp.log(candidates) / sp.log(2))),
        sp.log(2**after / candidates),
        after,
        sp.log(2),
    )


def _rounds(statement: sp.Basic) -> Iterator[Step]:
    candidates, power, among, within = sp.symbols("x y p q", positive=True)
    yield by_arithmetic(
        "A round leaves the larger half of x candidates. It is at most a power y of two if and "
        "only if they were at most the next power: so rounds suffice if two to their number is no "
        "less than the candidates.",
        sp.Equivalent(sp.Le(candidates, 2 * power), sp.Le(sp.ceiling(candidates / 2), power)),
        given=[sp.Eq(sp.floor(power), power)],
    )
    steps = _search(steps_of_task, among, "Among the steps")
    parts = _search(nodes_of_step, within, "Among the operations of the step in dispute")
    yield from (steps, parts)
    yield by_arithmetic(
        "First the steps are searched, and then the operations of the one in dispute.",
        statement,
        steps,
        parts,
        given=[sp.Eq(rounds, among + within)],
    )


def wrong_accepted(n: int, good: Fraction, together: Fraction = Fraction(0),
                   majority: bool = False) -> Fraction:  # fmt: skip
    """Chance of a wrong result, summed over who is honest; a referee or the majority decides."""
    total = together * (1 - good)
    for who in product((True, False), repeat=n):
        chance = Fraction(1)
        for each in who:
            chance *= good if each else 1 - good
        lost = 2 * sum(who) <= n if majority else not any(who)
        total += (1 - together) * chance * lost
    return total


def longest(candidates: int, parts: int = 2) -> int:
    """Rounds of the longest search: each leaves the largest part of what is left."""
    count = 0
    while candidates > 1:
        candidates, count = -(-candidates // parts), count + 1
    return count


def _numbers(statement: sp.Basic) -> Evidence:
    draw, worst, cases = np.random.default_rng(7), 0.0, 0
    symbols = sorted(statement.free_symbols, key=str)
    left, right = (sp.lambdify(symbols, side, "math") for side in statement.args)
    for k in range(90):
        good, n = Fraction(float(draw.uniform(0.1, 0.95))), k % 9 + 1
        together, top = Fraction(float(draw.uniform(0.01, 0.5))), float(10 ** draw.uniform(-9, -1))
        steps, parts = (int(2 ** draw.uniform(0, 12)) for _ in range(2))
        enough = 1
        while float((1 - good) ** enough) > top:
            enough += 1
        apart = statement.lhs != error or not statement.has(one_hand)
        at = {honest: good, replicas: n, one_hand: together, allowed: top, least_replicas: enough,
              error: wrong_accepted(n, good, Fraction(0) if apart else together),
              steps_of_task: steps, nodes_of_step: parts,
              rounds: longest(steps) + longest(parts)}  # fmt: skip
        if not apart and k % 3 == 0:  # so many that the bound is nearly reached
            at[error] = together * (1 - good) + (1 - together) * (1 - good) ** 400
        one, other = (float(f(*(at[x] for x in symbols))) for f in (left, right))
        gap = abs(one - other) if isinstance(statement, sp.Eq) else max(0.0, other - one)
        worst, cases = max(worst, gap / max(1e-12, other)), cases + 1
    text = "chances summed over who is honest, and searches run to their end: relative"
    return Evidence(text, cases, worst, 1e-9)


def _fraction(x: Fraction) -> sp.Rational:
    return sp.Rational(x.numerator, x.denominator)


#: Nine replicas in ten are honest, a task has three, and one error in a thousand is allowed.
GOOD, LIMIT = Fraction(9, 10), Fraction(1, 1000)
AT = {honest: _fraction(GOOD), replicas: 3, allowed: _fraction(LIMIT)}


def _needed(together: Fraction = Fraction(0), majority: bool = False) -> sp.Integer:
    """The least number of replicas that is enough, counted up; zero if a dozen is not."""
    tried = (n for n in range(1, 12) if wrong_accepted(n, GOOD, together, majority) <= LIMIT)
    return sp.Integer(next(tried, 0))


def _together(statement: sp.Basic) -> Counterexample:
    hand, claimed = Fraction(1, 10), statement.rhs.subs(AT)
    if statement == ENOUGH:
        text = "let one owner run all replicas one time in ten: no number of them is enough"
        return Counterexample(text, sp.Eq(_needed(hand), claimed))
    text = "let one owner run all three replicas one time in ten: ten times as many errors"
    return Counterexample(text, sp.Eq(_fraction(wrong_accepted(3, GOOD, hand)), claimed))


def _voted(statement: sp.Basic) -> Counterexample:
    claimed = statement.rhs.subs(AT)
    if statement == ENOUGH:
        text = "let the majority decide instead of a referee: more replicas are needed"
        return Counterexample(text, sp.Eq(_needed(majority=True), claimed))
    text = "let the majority decide instead of a referee: more errors are accepted"
    found = wrong_accepted(3, GOOD, majority=True)
    return Counterexample(text, sp.Eq(_fraction(found), claimed))


def _apart() -> Counterexample:
    return Counterexample(
        "spread the replicas over owners that never act as one: three are better than the bound",
        sp.Ge(_fraction(wrong_accepted(3, GOOD)),
              COLLUSION.rhs.subs({**AT, one_hand: sp.Rational(1, 10)})),
    )  # fmt: skip


def claims() -> tuple[Claim, ...]:
    """Four claims: errors of replicas, how many are enough, collusion, and rounds of a dispute."""
    alone = Assumption("independent", "each replica is honest or not by itself")
    referee = Assumption("referee", "a referee accepts the right result if one replica gives it")
    known = ("canetti2011practical", "arun2025verde")
    return (
        Claim(
            "one-honest-replica-is-enough",
            "A wrong result passes only if every replica is wrong",
            "With a referee, the chance that a wrong result is accepted falls geometrically with "
            "the number of replicas.",
            (alone, referee), INDEPENDENT, _independent, _numbers,
            {"independent": lambda: _together(INDEPENDENT), "referee": lambda: _voted(INDEPENDENT)},
            "one replica or more", literature=known, shown_in="fig-honesty-replicas",
            owner="Canetti, Riva and Rothblum 2011, refereed delegation, place not looked up",
        ),
        Claim(
            "replicas-needed",
            "How many replicas an error allowed asks for",
            "The quotient of two logarithms, rounded up: ten times the care costs a fixed number "
            "of replicas.",
            (alone, referee), ENOUGH, _enough, _numbers,
            {"independent": lambda: _together(ENOUGH), "referee": lambda: _voted(ENOUGH)},
            "probabilities strictly between zero and one; the errors allowed are at most those of "
            "no replica", literature=known, shown_in="fig-honesty-replicas",
            owner="own; solved from the model's equations", uses=("one-honest-replica-is-enough",),
        ),
        Claim(
            "collusion-bounds-replication",
            "No number of replicas helps against one hand",
            "If all replicas are sometimes in one hand, at least so many wrong results pass, "
            "however many replicas there are.",
            (Assumption("one-hand", "with this probability one will decides for all replicas"),),
            COLLUSION, _collusion, _numbers, {"one-hand": _apart},
            "any number of replicas", shown_in="fig-honesty-replicas",
            owner="own; no source is known", uses=("one-honest-replica-is-enough",),
        ),
        Claim(
            "dispute-rounds",
            "A dispute is as long as the logarithm of the task",
            "Halving the steps, and then the operations of the one step in dispute, finds the "
            "first difference in so many rounds at most.",
            (Assumption("halving", "a round compares the two results at one midpoint"),),
            ROUNDS, _rounds, _numbers,
            {"halving": lambda: Counterexample(
                "compare at three points a round, so that a quarter is left: half the rounds",
                sp.Eq(sp.Integer(longest(16, 4) + longest(4, 4)),
                      ROUNDS.rhs.subs({steps_of_task: 16, nodes_of_step: 4})))},
            "whole numbers of steps and operations", shown_in="fig-honesty-replicas",
            literature=("kalodner2018arbitrum", "arun2025verde"),
            owner="Arun et al. 2025, bisection at two levels, place not looked up",
        ),
    )  # fmt: skip
