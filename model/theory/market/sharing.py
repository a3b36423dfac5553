"""Pay by score: when it is the fair division of Shapley, and what effort it calls forth.

The score of the specification is a power of quality (and one of uptime). Let a node buy quality:
then its pay is a contest, with the exponent of quality as the contest's exponent.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from math import factorial
from typing import Any

import numpy as np
import sympy as sp

from model.logic import (Assumption, Chapter, Claim, ProofError, Steps, Values, against, bisect,
                         by_meaning, drawn, equivalence, identity, inequality, only_root, parts,
                         sides, threshold)
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import accounts, fees, market as compute, nodes, rewards, verification
from model.spec.announced import announced
from model.spec.core import stated

fair_pay = theoretical("fair_pay", r"\phi^{S}", "USD",
                       "Shapley value of the first class of node", NOT_NEGATIVE)
contestants, prize, effort_cost, effort, dissipated, largest_power = (
    theoretical(*row, POSITIVE) for row in (
        ("contestants", "N", "1", "nodes that share a prize, two or more"),
        ("prize", "W", "USD", "what all of them share in a day"),
        ("effort_cost", "c_z", "USD", "cost of a unit of effort"),
        ("contest_effort", "z^{*}", "1", "effort of each in equilibrium"),
        ("dissipated", "D_z", "1", "part of the prize that effort eats"),
        ("largest_power", r"a_q^{\max}", "1", "largest exponent at which all take part")))
power, ONE = rewards.quality_exponent, accounts.CLASSES[0]
FAIR = sp.Eq(fair_pay, prize * rewards.score[ONE] / sp.Add(*rewards.score.values()))
EFFORT = power * (contestants - 1) * prize / (contestants**2 * effort_cost)
CONTEST = sp.And(sp.Eq(effort, EFFORT), sp.Eq(dissipated, power * (contestants - 1) / contestants),
                 sp.Eq(largest_power, contestants / (contestants - 1)))
#: Scores of four nodes, and the demand that caps what they can earn together.
FOUR, CAP = tuple(map(Fraction, ("2.673", "3.800", "1.980", "2.520"))), Fraction(6)
# Bound variables: own effort, the others' scores, the exponent, and nodes beyond one.
own, others, exponent, beyond = sp.symbols("z B r m", positive=True)


def shapley(scores: Sequence[Any], worth: Callable[[Any], Any]) -> list[Any]:
    """What each adds to those before it, on average over all orders of arrival."""
    found: list[Any] = [0] * len(scores)
    for order in permutations(range(len(scores))):
        before: Any = 0
        for node in order:
            found[node] += worth(before + scores[node]) - worth(before)
            before += scores[node]
    return [each / factorial(len(scores)) for each in found]


def capped() -> tuple[list[Fraction], list[Fraction]]:
    """Pay by score and Shapley's, of four nodes whose demand is capped."""
    pot = min(sum(FOUR, Fraction(0)), CAP)
    return [pot * score / sum(FOUR) for score in FOUR], shapley(FOUR, lambda x: min(x, CAP))


def _fair(statement: sp.Basic) -> Steps:
    block, own = announced().block("rewards"), rewards.score[ONE]
    (share, condition), total = (stated(block, rewards.part[ONE]).args[0],
                                 stated(block, rewards.total_score))
    if condition != sp.Gt(rewards.total_score, 0):
        raise ProofError(f"parts are divided under another condition: {condition}")
    yield identity("The specification pays a class its score over the sum of the scores.",
                   prize * share.subs(rewards.total_score, total), statement.rhs)
    worth, before = sp.symbols("w b", positive=True)
    yield identity("If those present earn in proportion to their scores, whoever comes adds the "
                   "same to all.", worth * (before + own) - worth * before, worth * own)
    first, others = sp.symbols("k m", integer=True, nonnegative=True)
    orders = (sp.binomial(others, first).rewrite(sp.factorial) * sp.factorial(first)
              * sp.factorial(others - first))
    yield identity(
        "With m others, all orders of arrival alike, the chance to come after k of them is the "
        "same for every k.", orders / ((others + 1) * sp.factorial(others)), 1 / (others + 1))
    yield by_meaning(
        "All together earn the prize, which gives the worth of a unit of score. Fair pay is what "
        "the class adds to those before it, on average over all orders of arrival.",
        statement, shapley([*rewards.score.values()], lambda score: prize * score / total)[0])


def _scores() -> Iterator[Mapping[sp.Symbol, Any]]:
    draw = np.random.default_rng(7)
    for _ in range(100):
        scores = [Fraction(int(x), 1000) for x in draw.integers(1, 10**6, 3)]
        each = Fraction(int(draw.integers(1, 10**4)), 100)
        value = shapley(scores, lambda score, each=each: each * score)[0]  # type: ignore[misc]
        yield {fair_pay: value, prize: each * sum(scores),
               **dict(zip(rewards.score.values(), scores, strict=True))}


def _contest(statement: sp.Basic) -> Steps:
    block, (one, other) = announced().block("rewards"), accounts.CLASSES.members[:2]
    stood = (compute.compute_price, fees.served_hours, verification.refuted_share, nodes.uptime)
    ratio = stated(block, rewards.score[one]) / stated(block, rewards.score[other])
    yield identity(
        "Nodes with the same paid work that stood and the same uptime are paid in proportion to "
        "quality to the power of its exponent.", ratio.subs({x[one]: x[other] for x in stood}),
        nodes.quality[one] ** power / nodes.quality[other] ** power)
    wins = prize * exponent * own ** (exponent - 1) * others / (own**exponent + others) ** 2
    yield identity("So with effort for quality, a node gains its part of the prize less the "
                   "cost. One more unit of effort gains this.",
                   sp.diff(prize * own**exponent / (own**exponent + others) - effort_cost * own,
                           own), wins - effort_cost)
    bend = sp.diff(sp.log(wins), own) * own
    yield identity(
        "What one more unit wins bends with the log of effort by this, which falls. So it rises at "
        "first, if at all, and then falls: one effort at most is best, or it is best to make none.",
        bend, exponent - 1 - 2 * exponent * own**exponent / (own**exponent + others))
    room, alike = sp.Symbol("y", nonnegative=True), {others: beyond * own**exponent}
    yield inequality(
        "If a node and m others make the same effort it falls, if the exponent is at most "
        "N/(N − 1), here divided by 1 + y. So that place is where one more unit gains nothing.",
        sp.Integer(0), bend.subs(alike).subs(exponent, (1 + beyond) / (beyond * (1 + room))),
        (beyond * room + 1) / (beyond * (1 + room)), strict=True)
    won = prize * exponent * beyond / ((1 + beyond) ** 2 * own)
    yield identity("One more unit then wins this.", wins.subs(alike), won)
    yield equivalence("At such a cost of effort a node gains at least the nothing that it gains "
                      "without effort if and only if the exponent is at most N/(N − 1).",
                      prize / (1 + beyond) - won * own,
                      (1 + beyond) / beyond - exponent, prize * beyond / (1 + beyond) ** 2)
    there = {contestants: 1 + beyond, power: exponent}
    stands = won.subs({beyond: contestants - 1, exponent: power, own: effort})
    yield (makes := only_root(
        "One more unit wins what it costs at this effort of all N nodes, and at no other, since it "
        "wins less the more effort all make.", parts(statement)[effort],
        sp.Eq(stands, effort_cost), slope=-stands / effort, where=there))
    spent = effort_cost * makes.relation.rhs
    yield by_meaning("The part is what all of them together spend over the prize, at that effort.",
                     parts(statement)[dissipated],
                     contestants * effort_cost * effort / prize, where={effort: makes.relation.rhs})
    yield threshold(
        "What a node gains there falls with the exponent. It is at least the nothing that it gains "
        "without effort up to this one.", parts(statement)[largest_power],
        prize / contestants - spent, power, -prize * (contestants - 1) / contestants**2, there)


def reply(score_of_others: float, power: float, cost: float = 1.0) -> float:
    """The effort that gains most of a prize of one, by search; 0 if none gains anything."""
    tried = np.r_[0.0, np.geomspace(1e-5, 1 / cost, 200_000)]
    return float(tried[np.argmax(tried**power / (tried**power + score_of_others) - cost * tried)])


def standing(count: float, power: float, cost: float = 1.0, growing: float = 0.0) -> float:
    """The effort at which nobody gains by a little more or less, for a prize of one, by bisection.

    ``growing`` is what the prize gains by a unit of anybody's effort.
    """
    def rises(log: Any) -> Any:
        each = np.exp(log)
        less, more = (
            (1 + growing * (mine + (count - 1) * each)) * mine**power
            / (mine**power + (count - 1) * each**power) - cost * mine
            for mine in (0.99999 * each, 1.00001 * each))
        return more > less

    return float(np.exp(bisect(rises, -15.0, 4 - np.log(cost), 60)))


def _stood(at: Values) -> Values:
    """What stands in a contest of one dollar, and is the best reply to itself."""
    count, cost = at[contestants], at[effort_cost]
    exponent = at[power] * count / (count - 1)
    mine = standing(count, exponent, cost)
    best = reply((count - 1) * mine**exponent, exponent, cost)
    most = bisect(lambda by: 1 / count > cost * standing(count, by, cost), 0.5, 3.0, 30)
    return {power: exponent, effort: mine if abs(best / mine - 1) < 1e-4 else best,
            dissipated: count * cost * mine, largest_power: most}


def _duel(dear: float) -> float:
    """Effort of a node against one whose effort costs more, after many replies to each other."""
    one = other = 0.25 / dear
    for _ in range(80):
        one, other = (one + reply(other, 1.0)) / 2, (other + reply(one, 1.0, dear)) / 2
    return one


def _found(mine: Callable[[float], float], count: int = 2, exponent: float = 1.0
           ) -> tuple[float, float]:
    """An effort that was found among some nodes, by that of the claim, and what is claimed."""
    at = {contestants: count, power: exponent, effort_cost: 1, prize: 1}
    return sides(parts(CONTEST)[effort], at | {effort: mine(float(EFFORT.subs(at)))})


def claims() -> Chapter:
    """Fair pay, and effort for a prize that is divided by score."""
    largest = FOUR.index(max(FOUR))
    yield Claim(
        "pay-by-score-is-fair",
        "Division by score is Shapley's fair division where contributions add up",
        "A node's fair pay is what it adds to those who came before, on average over all orders of "
        "arrival.",
        (Assumption("additive", "a group earns in proportion to its score",
                    "let demand cap what four nodes can earn: fair pay of the largest is",
                    lambda: (sp.Rational(capped()[1][largest]), sp.Rational(capped()[0][largest]))),
         Assumption("all-paid", "what is divided is what all earn together", "let the nodes be "
                    "paid half of what they earn together: fair pay of the first is",
                    lambda: (sp.Rational(shapley(FOUR, lambda score: 2 * score)[0]),
                             sp.Rational(FOUR[0])))),
        FAIR, proof=_fair,
        numbers=against("average over all orders in exact fractions: cases that differ", 0.0,
                        _scores, exact=True),
        region="any number of nodes or classes; positive scores", shown_in="fig-sharing",
        owner="Shapley 1953, the value of an additive game, place not looked up",
        literature=("shapley1953value",))
    yield Claim(
        "contest-effort",
        "How much effort a prize divided by score calls forth, and how much of it effort eats",
        "If quality can be bought, each node buys until one more unit costs what it wins. With "
        "many nodes what all spend is almost the exponent's part of the prize, whatever effort "
        "costs. Above the last exponent, hardly above one with many nodes, a node would gain more "
        "by making no effort at all.",
        (Assumption("alike", "effort costs all the same", "let the other's effort cost three times "
                    "as much: effort is", lambda: _found(lambda _: _duel(3.0))),
         Assumption("fixed-prize", "what is shared does not depend on effort",
                    "let the prize grow with effort: effort is",
                    lambda: _found(lambda _: standing(2, 1.0, growing=0.5))),
         Assumption("small-exponent", "the exponent is at most N/(N − 1)",
                    "let the exponent be 3 among 4: the best reply to the claim's effort is",
                    lambda: _found(lambda mine: reply(3 * mine**3.0, 3.0), 4, 3.0))),
        CONTEST, proof=_contest,
        numbers=against("effort that stands, by bisection, and is its own best reply, by search; "
                        "its cost; and the exponent at which it gains nothing", 1e-6,
                        drawn(60, {contestants: range(2, 40), power: (0.2, 0.97),
                                   effort_cost: (0.5, 3), prize: 1.0}, _stood)),
        region="N ≥ 2; a positive exponent; same uptime and paid work that stood; nodes count "
        "dollars", shown_in="fig-contest", owner="Tullock 1980, the symmetric equilibrium; "
        "Perez-Castrillo and Verdier 1992 and Baye et al. 1994, the largest exponent; places not "
        "looked up", literature=("tullock1980efficient",),
        formerly=("contest-dissipation", "contest-participation"))
