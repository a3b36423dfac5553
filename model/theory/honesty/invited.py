"""The cheating share that the specification invites, against the border of honesty.

Nodes of the model do not jump at the border. They drift towards a share of cheating that rises
smoothly with the gain. It is one half on the border, more on one side and less on the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.formulas import by_meaning
from model.logic.step import Step
from model.logic.steps import read
from model.logic.theorems import by_induction, rewritten
from model.quantities import SHARE, Domain, theoretical
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import nodes as n
from model.spec import verification as v
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import function
from model.theory.honesty.borders import BORDERS, added
from model.theory.honesty.honesty import gain_in_dollars
from model.theory.honesty.temptation import caught, pay, quality, saved, side_gain, slash, stake
from model.theory.invariants.pool import positive

BETWEEN = Domain(0, 1, open_low=True, open_high=True)
invited_share = theoretical(
    "invited_cheating", r"x^{\circ}", "1", "cheating share that nodes drift towards", BETWEEN
)
first_share = theoretical("cheating_first", "x_{0}", "1", "cheating share at the start", SHARE)
later_share = theoretical("cheating_later", "x_{n}", "1", "cheating share after some days", SHARE)
days = theoretical("days_settling", "n", "1", "whole days that have passed", Domain(0, whole=True))
steepness, speed = v.cheating_response, v.cheating_speed
border = BORDERS["honest-stake"].value
SIDES = sp.Eq(sp.sign(invited_share - sp.Rational(1, 2)), sp.sign(border - stake), evaluate=False)
pull = sp.Max(-50, sp.Min(50, steepness * added * slash * (border - stake) / pay))
ODDS = sp.Eq(sp.log(invited_share / (1 - invited_share)), pull)
PATH = sp.Eq(later_share, invited_share + (1 - speed) ** days * (first_share - invited_share))
CLASS = a.CLASSES[-1]
#: The gain of cheating in pays of a task, and how far the stake is short of the border.
gain, short = sp.symbols("G e", real=True)


def law() -> sp.Expr:
    """Tomorrow's cheating share on an open market, for a gain of cheating."""
    value = stated(v.verification(), v.cheating[CLASS])
    result: sp.Expr = value.subs({d.market_open: 1, v.net_gain[CLASS]: gain})
    return result


def invited() -> sp.Expr:
    """Where the law of motion goes when the whole gap closes at once."""
    result: sp.Expr = law().subs(speed, 1)
    return result


def _start() -> tuple[Step, Step]:
    limited = sp.Max(-50, sp.Min(50, steepness * gain))
    return (
        read(
            "When all of the gap closes at once, the specification's law leads from any share to "
            "this one, for a gain G in pays of a task.",
            invited_share,
            invited(),
            1 / (1 + sp.exp(-limited)),
        ),
        by_meaning(
            "The specification's gain is a factor times the distance to the border.",
            sp.Eq(gain, added * slash * (border - stake) / pay),
            gain_in_dollars() / pay,
        ),
    )


def _sides(statement: sp.Basic) -> Iterator[Step]:
    settles, gains = _start()
    yield from (settles, gains)
    known = {each: positive(each) for each in (steepness, caught, slash)}
    yield by_arithmetic(
        "With e for what the stake is short of the border: the exponential is below one where e is "
        "positive, above where it is negative, and one where it is zero. The limits of the pull "
        "keep its sign.",
        statement,
        settles,
        gains,
        where={**known, stake: border.subs(known) - short},
    )


def _odds(statement: sp.Basic) -> Iterator[Step]:
    settles, gains = _start()
    yield from (settles, gains)
    yield rewritten(
        "The odds of the invited share are an exponential, and its logarithm is the response times "
        "the gain, within its limits.",
        statement,
        settles,
        gains,
    )


def _path(statement: sp.Basic) -> Iterator[Step]:
    yield by_induction(
        "On day 0 it is the first share. One day of the specification's law carries the formula of "
        "a day to that of the next, and so it holds on every day.",
        statement,
        days,
        first_share,
        law().subs(v.cheating[CLASS], later_share).subs(invited(), invited_share),
    )


Compiled = tuple[tuple[sp.Symbol, ...], Callable[..., float]]


@cache
def equations() -> tuple[Compiled, Compiled]:
    """The specification's gain of cheating and law of cheating, as functions."""
    block = v.verification()
    gain, share = (stated(block, s) for s in (v.net_gain[CLASS], v.cheating[CLASS]))
    return function(gain), function(share)


def drift(numbers: dict[sp.Symbol, float], first: float, days_run: int) -> float:
    """The specification's law, day after day, with the gain held fixed."""
    gains, moves = equations()
    share, (symbols, gain) = first, gains
    at = {**numbers, d.market_open: 1.0, v.stake_per_task[CLASS]: numbers[stake],
          v.task_pay[CLASS]: numbers[pay], n.quality[CLASS]: numbers[quality],
          v.cheating_gain[CLASS]: (numbers[saved] + numbers[side_gain]) / numbers[pay]}  # fmt: skip
    at[v.net_gain[CLASS]] = gain(*(at[s] for s in symbols))
    symbols, moved = moves
    for _ in range(days_run):
        share = moved(*(share if s == v.cheating[CLASS] else at[s] for s in symbols))
    return share


def drawn(draw: np.random.Generator) -> dict[sp.Symbol, float]:
    """Numbers on both sides of the border, some of them near it and some beyond the limits."""
    numbers = {pay: draw.uniform(0.1, 2), side_gain: 0.0, quality: draw.uniform(0.3, 1),
               caught: draw.uniform(0.02, 0.5), slash: draw.uniform(0.01, 1),
               steepness: draw.uniform(0.2, 100), speed: 1.0}  # fmt: skip
    numbers[saved] = numbers[pay] * draw.uniform(0.2, 1.5)
    numbers[side_gain] = numbers[pay] * draw.choice([0.0, draw.uniform(0, 0.5)])
    chance = numbers[caught] * numbers[quality]
    on = numbers[saved] + numbers[side_gain] - chance * numbers[pay]
    on /= chance * numbers[slash]
    numbers[stake] = max(0.0, on * draw.choice([0.2, 0.95, 0.999, 1.001, 1.05, 2.0]))
    return numbers


def _numbers(statement: sp.Basic, case_of: str) -> Evidence:
    draw, worst, cases = np.random.default_rng(7), 0.0, 0
    sides = {s: function(side) for s, side in zip("lr", statement.args, strict=True)}
    while cases < 120:
        at = drawn(draw)
        passed = int(draw.integers(0, 60)) if case_of == "path" else 1
        settled = drift(at, 0.0, 1)
        if case_of == "path":
            at[speed] = draw.uniform(0, 1)
        elif settled > 1 - 1e-6:
            continue  # too near one for a float to tell by how much
        first = draw.uniform(0, 1)
        at |= {invited_share: settled, first_share: first, days: passed,
               later_share: drift(at, first, passed)}  # fmt: skip
        left, right = (f(*(at[s] for s in symbols)) for symbols, f in sides.values())
        worst = max(worst, abs(left - right) / max(1.0, abs(right)))
        cases += 1
    text = "the specification's law run day by day with the gain held fixed"
    return Evidence(text, cases, worst, 1e-6 if case_of == "odds" else 1e-12)


def _share(pull_at: sp.Expr) -> sp.Expr:
    """The invited share at a pull."""
    return 1 / (1 + sp.exp(-pull_at))


#: Pay and saved work of one dollar and a half, caught one time in four, honest work right four
#: times in five, half the stake lost: the border is at a stake of 3.
GAME = {pay: 1, saved: sp.Rational(1, 2), side_gain: 0, caught: sp.Rational(1, 4),
        quality: sp.Rational(4, 5), slash: sp.Rational(1, 2)}  # fmt: skip


def _broken(what: str, text: str) -> Counterexample:
    response, at = sp.Integer(what != "nodes-respond") * 10, sp.Integer(5)
    short = (border - at).subs(GAME)
    gain = (gain_in_dollars() / pay).subs(stake, at).subs(GAME)
    moved = response * gain + (3 if what == "no-conviction" else 0)
    return Counterexample(text, sp.Eq(sp.sign(_share(moved) - sp.Rational(1, 2)), sp.sign(short)))


def _odd(text: str) -> Counterexample:
    response, at = sp.Integer(10), sp.Integer(5)
    gain = (gain_in_dollars() / pay).subs(stake, at).subs(GAME)
    share = _share(response * gain + 3)
    found = sp.log(sp.cancel(share / (1 - share)))
    stated_odds = pull.subs({stake: at, steepness: response}).subs(GAME)
    return Counterexample(text, sp.Eq(found, stated_odds))


def _moved(what: str, text: str) -> Counterexample:
    share, invites, part = Fraction(0), Fraction(1, 2), Fraction(1, 4)
    formula = invites * (1 - (1 - part) ** 2)
    for day in (0, 1):
        goal = invites / 2 if what == "constant-gain" and day else invites
        rate = part / 2 if what == "constant-speed" and day else part
        share += rate * (goal - share)
    return Counterexample(text, sp.Eq(sp.Rational(share), sp.Rational(formula)))


def claims() -> tuple[Claim, ...]:
    """Three claims: on which side, how far, and how fast."""
    respond = Assumption("nodes-respond", "nodes respond to the gain: the response is positive")
    cold = Assumption("no-conviction", "with nothing to gain, as many nodes cheat as not")
    here = (
        "the specification's law of cheating on days on which the market is open, each class of "
        "node with its own work, quality, pay and stake; a slash and a chance of being caught that "
        "are positive"
    )
    sides = Claim(
        "invited-share-takes-sides",
        "More than half cheat exactly where the stake is short of the border",
        "The share of cheating that the model's nodes drift towards is above one half where the "
        "stake is below what honesty needs, below one half where it is above, and one half on "
        "the border.",
        (respond, cold),
        SIDES,
        _sides,
        lambda statement: _numbers(statement, "sides"),
        {
            "nodes-respond": lambda: _broken(
                "nodes-respond", "let nodes ignore the gain: one half cheats on both sides"),
            "no-conviction": lambda: _broken(
                "no-conviction", "let most cheat when nothing is to be gained: more than half "
                "cheat though the stake is above the border"),
        },
        here,
        literature=("becker1968crime",),
        shown_in="fig-honesty-region",
        owner="own; solved from the model's equations", uses=("honest-stake",),
    )  # fmt: skip
    odds = Claim(
        "invited-share-log-odds",
        "The odds of cheating are an exponential of the distance from the border",
        "Each dollar of stake beyond the border lowers the logarithm of the odds by the same "
        "amount, until the limits that keep the exponential a number.",
        (cold,),
        ODDS,
        _odds,
        lambda statement: _numbers(statement, "odds"),
        {
            "no-conviction": lambda: _odd(
                "let most cheat when nothing is to be gained: the odds are higher"
            ),
        },
        here,
        shown_in="fig-honesty-region",
        owner="own; solved from the model's equations",
        uses=("honest-stake",),
    )
    path = Claim(
        "cheating-settles",
        "Cheating closes its gap to the invited share geometrically",
        "As long as pay, stake and audits stay as they are, the same part of the gap closes "
        "every day. So a share that is drawn below one half ends below one half.",
        (
            Assumption("constant-gain", "the gain of cheating stays as it is"),
            Assumption("constant-speed", "the same part of the gap closes every day"),
        ),
        PATH,
        _path,
        lambda statement: _numbers(statement, "path"),
        {
            "constant-gain": lambda: _moved(
                "constant-gain", "halve the invited share on the second day: the path bends"),
            "constant-speed": lambda: _moved(
                "constant-speed", "close half as much on the second day: the path is slower"),
        },
        "whole days on which the market is open; speeds from zero to one",
        shown_in="fig-honesty-region",
        owner="own; solved from the model's equations",
    )  # fmt: skip
    return sides, odds, path
