"""Replicas: several nodes do the same task, and a referee finds out who is right.

One honest replica is enough, because a dispute is narrowed down to one step that the referee
repeats. What that is worth depends on how independent the replicas are.
"""

from fractions import Fraction
from itertools import product

import sympy as sp

from model.logic import (Assumption, Case, Chapter, Claim, Steps, against, bound, by_arithmetic,
                         by_induction, drawn, least_whole)
from model.quantities import INSIDE, Domain, theoretical

COUNT = Domain(1, whole=True)
honest = theoretical("honest_share", "h", "1", "probability that a replica is honest", INSIDE)
allowed = theoretical("allowed_error", r"\bar e", "1", "wrong results that are allowed", INSIDE)
replicas = theoretical("replicas", "n", "1", "replicas of a task", COUNT)
least_replicas = theoretical("least_replicas", r"n^{\circ}", "1", "replicas that are enough", COUNT)
one_hand = theoretical("one_hand", r"\varrho", "1", "probability that all replicas are in one hand",
                       Domain(0, 1, open_high=True))
error = theoretical("replica_error", "E_{n}", "1", "probability that a wrong result passes", INSIDE)
steps_of_task = theoretical("steps_of_task", "T", "1", "steps of a task", COUNT)
nodes_of_step = theoretical("nodes_of_step", "G", "1", "operations of a step", COUNT)
rounds = theoretical("dispute_rounds", "R", "1", "rounds of the longest dispute", Domain(0))
PASSES = sp.Eq(error, one_hand * (1 - honest) + (1 - one_hand) * (1 - honest) ** replicas)
ENOUGH = sp.Eq(least_replicas, sp.ceiling(
    sp.log((allowed - one_hand * (1 - honest)) / (1 - one_hand)) / sp.log(1 - honest)),
    evaluate=False)
COLLUSION = sp.Gt(error, one_hand * (1 - honest), evaluate=False)
ROUNDS = sp.Eq(rounds, sp.ceiling(sp.log(steps_of_task) / sp.log(2))
               + sp.ceiling(sp.log(nodes_of_step) / sp.log(2)), evaluate=False)
#: Minus the logarithms of the chance that a replica is not honest and of the errors that are
#: allowed apart from those of one hand; the odds of one hand.
care, goal, odds = sp.symbols("u v c", positive=True)
#: Nine replicas in ten are honest and a task has three; it has 16 steps of 4 operations.
GOOD = Fraction(9, 10)
AT = {honest: GOOD, replicas: 3, one_hand: 0, steps_of_task: 16, nodes_of_step: 4}


def _replicas(statement: sp.Basic) -> Steps:
    wrong, hand = sp.exp(-care), odds / (1 + odds)
    known = {honest: 1 - wrong, one_hand: hand, allowed: hand * wrong + (1 - hand) * sp.exp(-goal)}
    alike = one_hand * (1 - honest)
    yield by_induction("One replica is wrong if it is not honest. One more, drawn by itself, "
                       "multiplies the chance that none is honest, and the referee has none to "
                       "hear. In one hand it adds none.", PASSES, replicas, 1 - honest,
                       alike + (error - alike) * (1 - honest), at=1)
    yield least_whole("With u and v for minus the logarithms of 1 − h and of the errors allowed "
                      "apart, both positive: the replicas are enough as soon as the logarithm of "
                      "these errors over those that pass is not negative. It rises with their "
                      "number by u.", ENOUGH,
                      sp.log((allowed - alike) / (1 - one_hand) / (1 - honest) ** replicas),
                      replicas, -sp.log(1 - honest), where=known)
    beside = sp.factor((1 - hand) * wrong**replicas)
    yield bound("What passes beyond the errors of one hand is positive, and tends to nothing with "
                "ever more replicas.", COLLUSION, beside, (replicas, sp.oo),
                where={**known, error: hand * wrong + beside})


def _rounds(statement: sp.Basic) -> Steps:
    candidates, power, among, within = sp.symbols("x y p q", positive=True)
    after = sp.Symbol("r", nonnegative=True)
    yield by_arithmetic("A round leaves the larger half of x candidates. It is at most a power y "
                        "of two if and only if they were at most the next power: so rounds suffice "
                        "if two to their number is no less than the candidates.", sp.Equivalent(
                            sp.Le(candidates, 2 * power), sp.Le(sp.ceiling(candidates / 2), power)),
                        given=[sp.Eq(sp.floor(power), power)])
    searches = [
        least_whole(f"Among {words} so many rounds: the first from which the logarithm of two to "
                    "their number, over the candidates, is not negative.",
                    sp.Eq(needed, sp.ceiling(sp.log(parts) / sp.log(2))), sp.log(2**after / parts),
                    after, sp.log(2))
        for words, needed, parts in (("the steps", among, steps_of_task),
                                     ("the operations of a step", within, nodes_of_step))]
    yield from searches
    yield by_arithmetic("First the steps are searched, then the operations of the one in dispute.",
                        statement, *searches, given=[sp.Eq(rounds, among + within)])


def accepted(count: int, good: Fraction, hand: Fraction = Fraction(0),
             majority: bool = False) -> Fraction:
    """Chance of a wrong result, summed over who is honest; a referee or the majority decides."""
    total = hand * (1 - good)
    for who in product((True, False), repeat=count):
        lost = 2 * sum(who) <= count if majority else not any(who)
        total += (1 - hand) * good ** sum(who) * (1 - good) ** (count - sum(who)) * lost
    return total


def _replicated(at: Case) -> dict[sp.Symbol, float]:
    """What passes, and the replicas that are enough, counted up; errors were drawn apart."""
    good, hand, apart = (Fraction(at[each]) for each in (honest, one_hand, allowed))
    count = next(n for n in range(1, 10**4) if (1 - hand) * (1 - good) ** n <= apart)
    return {allowed: float(hand * (1 - good) + apart), least_replicas: count,
            error: float(accepted(int(at[replicas]), good, hand))}


def longest(candidates: float, parts: int = 2) -> int:
    """Rounds of the longest search: each leaves the largest part of what is left."""
    return 0 if candidates <= 1 else 1 + longest(-(-candidates // parts), parts)


def claims() -> Chapter:
    """What replicas are worth, and how long a dispute is."""
    alone = "each replica that is not in one hand is honest or not by itself"
    right = "a referee accepts the right result if one replica gives it"
    yield Claim(
        "one-honest-replica-is-enough",
        "A wrong result passes only if every replica is wrong, or all are in one hand",
        "With a referee, the chance that a wrong result is accepted falls geometrically with the "
        "number of replicas, and ten times the care costs a fixed number of them. But if all are "
        "sometimes in one hand, no number of them brings it down to the bound.",
        (Assumption("independent", alone, "let one owner always run two of three replicas: what "
                    "passes is", lambda: (accepted(2, GOOD), PASSES.rhs.subs(AT))),
         Assumption("referee", right, "let the majority of three decide instead of a referee: what "
                    "passes is", lambda: (accepted(3, GOOD, majority=True), PASSES.rhs.subs(AT)))),
        sp.And(PASSES, ENOUGH, COLLUSION), proof=_replicas,
        numbers=against("chances summed over who is honest", 1e-9, drawn(
            90, {honest: (0.1, 0.95), allowed: lambda draw: 10 ** draw.uniform(-9, -1),
                 one_hand: [1e-12, 0.01, 0.05, 0.2, 0.5], replicas: [*range(1, 10)]}, _replicated)),
        region="one replica or more; the errors allowed are more than those of one hand, and at "
        "most those of no replica", formerly=("replicas-needed", "collusion-bounds-replication"),
        shown_in="fig-honesty-replicas", literature=("canetti2011practical", "arun2025verde"),
        owner="Canetti, Riva and Rothblum 2011, the guarantee with one honest server, place not "
        "looked up; the least number and the bound of one hand own, no source is known")
    yield Claim(
        "dispute-rounds",
        "A dispute is as long as the logarithm of the task",
        "Halving the steps, and then the operations of the one step in dispute, finds the first "
        "difference in so many rounds at most.",
        (Assumption("halving", "a round compares the two results at one midpoint",
                    "compare at three points a round, so that a quarter is left: the rounds are",
                    lambda: (longest(16, 4) + longest(4, 4), ROUNDS.rhs.subs(AT))),),
        ROUNDS, proof=_rounds,
        numbers=against("searches run to their end: absolute", 0, drawn(90, dict.fromkeys((
            steps_of_task, nodes_of_step), lambda draw: int(2 ** draw.uniform(0, 12))), lambda at: {
                rounds: longest(at[steps_of_task]) + longest(at[nodes_of_step])}), unit=1),
        region="whole numbers of steps and operations", shown_in="fig-honesty-replicas",
        literature=("kalodner2018arbitrum", "arun2025verde"),
        owner="Arun et al. 2025, the two phases of Verde, section not looked up")
