"""Effort for a prize that is divided by score: how much, how much of the prize it eats, who stays.

The score of the specification is a power of quality (and one of uptime). Let a node buy quality:
then its pay is a contest, with the exponent of quality as the contest's exponent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy as sp
from scipy.optimize import brentq, minimize_scalar

from model.logic.formulas import by_meaning, only_root, threshold
from model.logic.step import Proved, Step
from model.logic.steps import equivalence, identity, inequality
from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import fees as f
from model.spec import market as m
from model.spec import nodes as n
from model.spec import rewards as r
from model.spec import verification
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import one_class as o

power = r.quality_exponent
contestants = theoretical(
    "contestants", "N", "1", "nodes that share a prize, two or more", POSITIVE
)
prize = theoretical("prize", "W", "USD", "what all of them share in a day", POSITIVE)
effort_cost = theoretical("effort_cost", "c_z", "USD", "cost of a unit of effort", POSITIVE)
effort = theoretical("contest_effort", "z^{*}", "1", "effort of each in equilibrium", POSITIVE)
dissipated = theoretical("dissipated", "D_z", "1", "part of the prize that effort eats", POSITIVE)
largest_power = theoretical(
    "largest_power", r"a_q^{\max}", "1", "largest exponent at which all take part", POSITIVE
)
EFFORT = sp.Eq(effort, power * (contestants - 1) * prize / (contestants**2 * effort_cost))
DISSIPATED = sp.Eq(dissipated, power * (contestants - 1) / contestants)
TAKE_PART = sp.Eq(largest_power, contestants / (contestants - 1))

# Bound variables: own effort, the others' scores, the exponent, and nodes beyond one.
own, others, x, beyond = sp.symbols("z B r m", positive=True)
NODES = {contestants: 1 + beyond, power: x}
#: What one more unit of effort wins if a node and the others make the same.
WON = prize * x * beyond / ((1 + beyond) ** 2 * own)


def _best() -> Iterator[Step]:
    """The pay of a node, from the specification's score, and where its effort is best."""
    block, (one, other) = announced().block("rewards"), a.CLASSES.members[:2]
    ratio = stated(block, r.score[one]) / stated(block, r.score[other])
    stood = (m.compute_price, f.served_hours, verification.refuted_share, n.uptime)
    same = {each[one]: each[other] for each in stood}
    yield identity(
        "Nodes with the same paid work that stood and the same uptime are paid in proportion to "
        "quality to the power of its exponent.",
        ratio.subs(same),
        n.quality[one] ** power / n.quality[other] ** power,
    )
    wins = prize * x * own ** (x - 1) * others / (own**x + others) ** 2
    yield identity(
        "So with effort for quality, a node gains its part of the prize less the cost. One more "
        "unit of effort gains this.",
        sp.diff(prize * own**x / (own**x + others) - effort_cost * own, own),
        wins - effort_cost,
    )
    bend = sp.diff(sp.log(wins), own) * own
    yield identity(
        "What one more unit wins bends with the log of effort by this, which falls. So it rises at "
        "first, if at all, and then falls: one effort at most is best, or it is best to make none.",
        bend,
        x - 1 - 2 * x * own**x / (own**x + others),
    )
    room = sp.Symbol("y", nonnegative=True)
    yield inequality(
        "If a node and m others make the same effort it falls, if the exponent is at most "
        "N/(N − 1), here divided by 1 + y. So that place is where one more unit gains nothing.",
        sp.Integer(0),
        bend.subs(others, beyond * own**x).subs(x, (1 + beyond) / (beyond * (1 + room))),
        (beyond * room + 1) / (beyond * (1 + room)),
        strict=True,
    )
    yield identity("One more unit then wins this.", wins.subs(others, beyond * own**x), WON)


def _stands(statement: sp.Basic) -> Proved:
    """The effort of all at which nobody gains by a little more or less."""
    won = WON.subs({beyond: contestants - 1, x: power, own: effort})
    return only_root(
        "One more unit wins what it costs at this effort of all N nodes, and at no other, since it "
        "wins less the more effort all make.",
        statement,
        sp.Eq(won, effort_cost),
        slope=-won / effort,
        where=NODES,
    )


def _effort(statement: sp.Basic) -> Iterator[Step]:
    yield from _best()
    yield equivalence(
        "At such a cost of effort a node gains at least the nothing that it gains without effort "
        "if and only if the exponent is at most N/(N − 1).",
        prize / (1 + beyond) - WON * own,
        (1 + beyond) / beyond - x,
        prize * beyond / (1 + beyond) ** 2,
    )
    yield _stands(statement)


def _dissipated(statement: sp.Basic) -> Iterator[Step]:
    steps = [*_best(), _stands(EFFORT)]
    yield from steps
    yield by_meaning(
        "The part is what all of them together spend over the prize, at that effort.",
        statement,
        contestants * effort_cost * effort / prize,
        where={effort: steps[-1].relation.rhs},
    )


def _take_part(statement: sp.Basic) -> Iterator[Step]:
    steps = [*_best(), _stands(EFFORT)]
    yield from steps
    yield threshold(
        "What a node gains there falls with the exponent. It is at least the nothing that it gains "
        "without effort up to this one.",
        statement, prize / contestants - effort_cost * steps[-1].relation.rhs, power,
        -prize * (contestants - 1) / contestants**2, NODES,
    )  # fmt: skip


def reply(score_of_others: float, exponent: float, cost: float = 1.0) -> float:
    """The effort that gains most of a prize of one, by search; 0 if none gains anything."""

    def loss(effort: float) -> float:
        score = effort**exponent
        return float(cost * effort - score / (score + score_of_others))

    grid = np.geomspace(1e-5, 1 / cost, 400)
    best = int(np.argmin([loss(each) for each in grid]))
    around = grid[max(best - 1, 0)], grid[min(best + 1, 399)]
    found = minimize_scalar(loss, bounds=around, method="bounded", options={"xatol": 1e-10})
    return float(found.x) if found.fun < 0 else 0.0


def standing(nodes: int, exponent: float, cost: float = 1.0, growing: float = 0.0) -> float:
    """The effort at which nobody gains by a little more or less, for a prize of one, by bisection.

    ``growing`` is what the prize gains by a unit of anybody's effort.
    """

    def slope(log: float) -> float:
        each = float(np.exp(log))

        def gain(mine: float) -> float:
            total = mine**exponent + (nodes - 1) * each**exponent
            whole = 1 + growing * (mine + (nodes - 1) * each)
            return float(whole * mine**exponent / total - cost * mine)

        step = 1e-5 * each
        return (gain(each + step) - gain(each - step)) / (2 * step)

    return float(np.exp(brentq(slope, -15, 4 - np.log(cost), xtol=1e-12)))


def _cases(count: int) -> Iterator[tuple[int, float, float]]:
    draw = np.random.default_rng(7)
    for _ in range(count):
        nodes = int(draw.integers(2, 40))
        yield nodes, draw.uniform(0.2, 0.97) * nodes / (nodes - 1), draw.uniform(0.5, 3)


def _effort_in_numbers(statement: sp.Basic) -> Evidence:
    worst, count = 0.0, 80
    for nodes, exponent, cost in _cases(count):
        values = {contestants: nodes, power: exponent, effort_cost: cost, prize: 1.0}
        all_others = float(statement.rhs.subs(values))
        mine = reply((nodes - 1) * all_others**exponent, exponent, cost)
        worst = max(worst, o.distance(statement, values | {effort: mine}))
    return Evidence("best reply to the claim's effort, by search: relative gap", count, worst, 1e-4)


def _dissipated_in_numbers(statement: sp.Basic) -> Evidence:
    worst, count = 0.0, 80
    for nodes, exponent, cost in _cases(count):
        spent = nodes * cost * standing(nodes, exponent, cost)
        values = {contestants: nodes, power: exponent, dissipated: spent}
        worst = max(worst, o.distance(statement, values))
    text = "effort that stands, by bisection: relative gap of its cost"
    return Evidence(text, count, worst, 1e-6)


def _take_part_in_numbers(statement: sp.Basic) -> Evidence:
    worst, count = 0.0, 60
    for nodes, _, cost in _cases(count):

        def gain(power: float, nodes: int = nodes, cost: float = cost) -> float:
            return 1 / nodes - cost * standing(nodes, power, cost)

        most = brentq(gain, 0.5, 3, xtol=1e-9)
        worst = max(worst, o.distance(statement, {contestants: nodes, largest_power: most}))
    text = "exponent at which the effort that stands gains nothing, by bisection: relative gap"
    return Evidence(text, count, worst, 1e-6)


def duel(exponent: float, dear: float) -> tuple[float, float]:
    """Efforts of two nodes with costs 1 and ``dear`` after many replies to each other."""
    one = other = 0.25 / dear
    for _ in range(80):
        one = (one + reply(other**exponent, exponent)) / 2
        other = (other + reply(one**exponent, exponent, dear)) / 2
    return one, other


def _numbers(nodes: float, exponent: float) -> dict[sp.Symbol, float]:
    return {contestants: nodes, power: exponent, effort_cost: 1.0, prize: 1.0}


def _unlike(kind: str, statement: sp.Basic) -> Counterexample:
    """The claim for two nodes and an exponent of one, with an assumption dropped."""
    values = _numbers(2, 1.0)
    if kind == "alike":
        found = duel(1.0, 3.0)[0]
        text = "let the other's effort cost three times as much: both make less"
    elif kind == "fixed-prize":
        found = standing(2, 1.0, growing=0.5)
        text = "let the prize grow with effort: all make more"
    else:
        values, text = _numbers(4, 3.0), "let the exponent be 3 among 4: the best reply is none"
        found = reply(3 * float(EFFORT.rhs.subs(values)) ** 3.0, 3.0)
    if statement == DISSIPATED:
        found *= values[contestants]
    return o.unlike(text, found, statement.rhs, values)


def _dear_leaves() -> Counterexample:
    def gain(exponent: float) -> float:
        one, other = duel(exponent, 3.0)
        won = other**exponent / (one**exponent + other**exponent)
        return won - 3 * other if other > 1e-4 else -1.0

    low, high = 1.0, 2.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if gain(middle) > 1e-3 else (low, middle)
    return o.unlike("let effort cost the other three times as much: it gives up sooner",
                    low, TAKE_PART.rhs, {contestants: 2.0})  # fmt: skip


def _growing_prize() -> Counterexample:
    most = brentq(
        lambda e: (1 + standing(2, e, growing=0.5)) / 2 - standing(2, e, growing=0.5), 0.5, 1.9
    )
    return o.unlike("let the prize grow with effort: all make so much more that it pays less",
                    float(most), TAKE_PART.rhs, {contestants: 2.0})  # fmt: skip


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    alike = Assumption("alike", "effort costs all the same")
    fixed = Assumption("fixed-prize", "what is shared does not depend on effort")
    where = "N ≥ 2; a positive exponent; same uptime and paid work that stood; nodes count dollars"
    three = (alike, fixed, Assumption("small-exponent", "the exponent is at most N/(N − 1)"))
    tullock = "Tullock 1980, the symmetric equilibrium, place not looked up"

    def drop(statement: sp.Basic) -> dict[str, Callable[[], Counterexample]]:
        return {each.name: lambda kind=each.name: _unlike(kind, statement) for each in three}  # type: ignore[misc]

    most = Claim(
        "contest-effort",
        "How much effort a prize divided by score calls forth",
        "If quality can be bought, each node buys until one more unit costs what it wins.",
        three, EFFORT, _effort, _effort_in_numbers, drop(EFFORT), where,
        literature=("tullock1980efficient",), shown_in="fig-contest", owner=tullock,
    )  # fmt: skip
    eaten = Claim(
        "contest-dissipation",
        "The part of the prize that effort eats",
        "With many nodes it is almost the exponent itself, whatever effort costs.",
        three, DISSIPATED, _dissipated, _dissipated_in_numbers, drop(DISSIPATED), where,
        literature=("tullock1980efficient",), shown_in="fig-contest", owner=tullock,
        uses=("contest-effort",),
    )  # fmt: skip
    stay = Claim(
        "contest-participation",
        "The exponent above which the contest has no such equilibrium",
        "Above it a node would gain more by making no effort at all. With many nodes the limit is "
        "hardly above one.",
        (alike, fixed), TAKE_PART, _take_part, _take_part_in_numbers,
        {"alike": _dear_leaves, "fixed-prize": _growing_prize}, where,
        literature=("tullock1980efficient",), shown_in="fig-contest", uses=("contest-effort",),
        owner="Perez-Castrillo and Verdier 1992 and Baye et al. 1994, place not looked up",
    )  # fmt: skip
    return most, eaten, stay
