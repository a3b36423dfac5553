"""When honest work pays: the border of cheating, and what the model's nodes make of it.

Who skips the work saves its cost and may win a bribe beside. If caught, it loses the pay and a part
of its stake; so does honest work that came out wrong. Nodes do not jump at the border: they drift.
"""

from fractions import Fraction
from functools import cache

import sympy as sp
from scipy.optimize import brentq

from model.exact import value
from model.logic import (Assumption, Case, Chapter, Claim, ProofError, Proved, Steps, against,
                         all_of, by_arithmetic, by_induction, by_meaning, drawn, identity, read,
                         rewritten, threshold)
from model.quantities import INSIDE, SHARE, Domain, theoretical
from model.spec import accounts, demand, nodes, verification
from model.spec.core import stated
from model.theory.honesty import task
from model.theory.notation import positive

BEGINS = "from which on honesty pays"
honest_stake = theoretical("honest_stake", r"D^{\circ}", "USD/task", f"stake {BEGINS}")
honest_slash = theoretical("honest_slash", r"\zeta^{\circ}", "1", f"slash {BEGINS}")
enough_chance = theoretical(
    "enough_chance", r"\chi^{\circ}", "1", f"chance of being caught {BEGINS}")
largest_side_gain = theoretical("largest_side_gain", r"\mathcal{G}^{\circ}", "USD/task",
                                "side gain up to which honesty pays")
invited_share = theoretical("invited_cheating", r"x^{\circ}", "1", "share that nodes drift towards",
                            INSIDE)
first_share = theoretical("cheating_first", "x_{0}", "1", "cheating share at the start", SHARE)
later_share = theoretical("cheating_later", "x_{n}", "1", "cheating share after some days", SHARE)
days = theoretical("days_settling", "n", "1", "whole days that have passed", Domain(0, whole=True))
steepness, speed = verification.cheating_response, verification.cheating_speed
*_, CLASS = accounts.CLASSES
cheating, net_gain = verification.cheating[CLASS], verification.net_gain[CLASS]
#: What a cheat adds to the chance of being refuted: honest work is wrong at times as well.
ADDED = task.caught * task.quality
STAKE = sp.Eq(honest_stake, (task.prize / ADDED - task.pay) / task.slash)
SLASH = sp.Eq(honest_slash, (task.prize / ADDED - task.pay) / task.stake)
CHANCE = sp.Eq(enough_chance, task.prize / (task.quality * task.at_risk))
BRIBE = sp.Eq(largest_side_gain, ADDED * task.at_risk - task.saved)
BORDERS = {task.stake: STAKE, task.slash: SLASH, task.caught: CHANCE, task.side_gain: BRIBE}
DISTANCE = ADDED * task.slash * (honest_stake - task.stake) / task.pay
DRAWN = sp.Eq(invited_share, 1 / (1 + sp.exp(-sp.Max(-50, sp.Min(50, steepness * DISTANCE)))))
SIDES = sp.Eq(sp.sign(invited_share - sp.Rational(1, 2)), sp.sign(honest_stake - task.stake),
              evaluate=False)
PATH = sp.Eq(later_share, invited_share + (1 - speed) ** days * (first_share - invited_share))
#: The gain of cheating in pays of a task, and how far the stake is short of the border.
gain, short = sp.symbols("G e", real=True)
GAINED, TOMORROW = (stated(verification.verification(), each) for each in (net_gain, cheating))
#: Tomorrow's cheating share on an open market, for a gain; and if all of the gap closes.
LAW = TOMORROW.subs({demand.market_open: 1, net_gain: gain})
INVITED = LAW.subs(speed, 1)
DRIFTS: Case = {
    task.pay: (0.1, 2), task.saved: (0.2, 1.5), task.quality: (0.3, 1), task.caught: (0.02, 0.5),
    task.side_gain: lambda draw: draw.choice([0.0, draw.uniform(0, 0.5)]), task.slash: (0.01, 1),
    task.stake: [0.2, 0.95, 0.999, 1.001, 1.05, 2.0], steepness: (0.2, 100), speed: (0, 1),
    first_share: (0, 1), days: lambda draw: draw.integers(0, 60)}
#: A game whose stake is beyond the border, on a day on which all of the gap closes.
BEYOND = task.PLAIN | {steepness: Fraction(10), speed: Fraction(1),
                       honest_stake: task.where_it_turns(task.stake)}


@cache
def gain_in_dollars() -> sp.Expr:
    """What cheating on a task earns beyond honest work, from the specification."""
    block, gains = verification.verification(), set()
    for member in accounts.CLASSES:
        saved = task.saved / (demand.cost_index * demand.gpu_hours_per_task)
        inside = verification.cheating_gain[member]
        found = stated(block, verification.net_gain[member]).subs(inside, stated(block, inside))
        gains.add(sp.expand(task.pay * found.subs({
            nodes.quality[member]: task.quality, nodes.variable_cost[member]: saved,
            verification.side_gain: task.side_gain / demand.gpu_hours_per_task,
            verification.stake_per_task[member]: task.stake,
            verification.task_pay[member]: task.pay})))
    if len(gains) > 1:
        raise ProofError("the classes differ in more than their work, quality, pay and stake")
    result: sp.Expr = gains.pop()
    return result


def _border(moved: sp.Symbol) -> Proved:
    dollars = gain_in_dollars()
    return threshold("The gain is a straight line in this number, and turns at the border only.",
                     BORDERS[moved], dollars, moved, sp.diff(dollars, moved), where=task.KNOWN)


def _borders(statement: sp.Basic) -> Steps:
    yield identity("The specification gives the gain in pays of a task. In dollars it is:",
                   gain_in_dollars(), task.prize - ADDED * task.at_risk)
    parts = [_border(moved) for moved in BORDERS]
    yield from parts
    yield all_of("Each number has one border, which the others fix. Cheating pays below those of "
                 "stake, slash and chance, and above that of the side gain.", statement, *parts)


def _drift(statement: sp.Basic) -> Steps:
    yield (settles := read("If all of the gap closes at once, the specification's law leads from "
                           "any share to this one, for a gain G in pays of a task.", invited_share,
                           INVITED, 1 / (1 + sp.exp(-sp.Max(-50, sp.Min(50, steepness * gain))))))
    yield (border := _border(task.stake))
    yield (gains := by_meaning("The specification's gain is a factor times the distance to that "
                               "border.", sp.Eq(gain, DISTANCE), gain_in_dollars() / task.pay,
                               where={honest_stake: border.relation.args[1]}))
    yield rewritten("That is the share for this gain.", DRAWN, settles, gains)
    known = {each: positive(each) for each in (steepness, task.caught, task.slash)}
    yield by_arithmetic("With e for what the stake is short of the border: the exponential is "
                        "below one where e is positive, above where it is negative, and one where "
                        "it is zero. The limits of the pull keep its sign.", SIDES, settles, gains,
                        where={**known, task.stake: honest_stake - short})
    yield by_induction("On day 0 it is the first share. One day of the specification's law carries "
                       "the formula of a day to that of the next, and so it holds on every day.",
                       PATH, days, first_share,
                       LAW.subs(cheating, later_share).subs(INVITED, invited_share))


def turned(at: Case, moved: sp.Symbol) -> float:
    """Where the gain of cheating is zero, by a root search on incomes over the outcomes."""
    game = task.exactly(at) | ({task.detection: Fraction(1)} if moved == task.caught else {})
    number = task.audit if moved == task.caught else moved
    return float(brentq(lambda x: float(task.cheating_pays({**game, number: Fraction(x)})),
                        -1e7, 1e7, xtol=1e-12, rtol=1e-14))


def drift(at: Case, first: float = 0, passed: int = 1, conviction: float = 0) -> float:
    """The specification's law, day after day, for a gain that stays, or is thought to be more."""
    saved = (at[task.saved] + at[task.side_gain]) / at[task.pay]
    known = dict(at) | {
        demand.market_open: 1, verification.stake_per_task[CLASS]: at[task.stake],
        verification.task_pay[CLASS]: at[task.pay], nodes.quality[CLASS]: at[task.quality],
        verification.cheating_gain[CLASS]: saved, cheating: first}
    known[net_gain] = value(GAINED, known) + conviction
    for _ in range(passed):
        known[cheating] = value(TOMORROW, known)
    return float(known[cheating])


def _run(drawn_at: Case) -> Case:
    """A task on either side of the border: work and side gain were drawn in pays, stake in it."""
    at = drawn_at | {each: drawn_at[each] * drawn_at[task.pay]
                     for each in (task.saved, task.side_gain)}
    border = turned(at | {task.audit: at[task.caught], task.detection: 1}, task.stake)
    at |= {task.stake: at[task.stake] * max(0.0, border), honest_stake: border}
    return at | {invited_share: drift(at | {speed: 1}),
                 later_share: drift(at, at[first_share], int(at[days]))}


def _second_day(change: Case) -> tuple[float, sp.Expr]:
    """Two days from no cheating on, with a change on the second, and what the claim says."""
    at = BEYOND | {speed: task.HALF}
    settled = {invited_share: drift(BEYOND), days: 2, first_share: 0}
    return drift(at | change, drift(at)), PATH.rhs.subs(at).subs(settled)


def claims() -> Chapter:
    """The border of honesty; on which side of it and how far nodes cheat, and how fast."""
    needed, share = STAKE.rhs.subs(task.PLAIN), DRAWN.rhs.subs(BEYOND)
    yield Claim(
        "honest-stake",
        "Where cheating becomes a loss",
        "The stake covers what a cheat expects to gain, divided by what cheating adds to the "
        "chance of being refuted and by the part that is then lost; if it is negative, the lost "
        "pay is enough. Stake and slash count only as a product. So do audits and detection, whose "
        "product is the chance of being caught: the border of either is that of the chance over "
        "the other. If the slash or the chance is above one none is enough; if the bribe is below "
        "zero cheating pays without any.",
        (task.PAY_LOST.without("let a caught cheat keep half of its pay: the stake needed is",
                               lambda: (task.where_it_turns(task.stake, keeps_pay=task.HALF),
                                        needed)),
         Assumption("side-gain-is-kept", "a caught cheat keeps its side gain",
                    "pay the bribe only if nobody finds out: the stake needed is",
                    lambda: (task.where_it_turns(task.stake, loses_side=1), needed)),
         task.ERRORS.without("forgive an honest error that is found: the stake needed is",
                             lambda: (task.where_it_turns(task.stake, forgiven=True), needed)),
         task.EXPECTED.without("let a node fear a lost dollar of stake twice as much: the stake "
                               "needed is",
                               lambda: (task.where_it_turns(task.stake, weight=2), needed))),
        sp.And(STAKE, SLASH, CHANCE, BRIBE), proof=_borders,
        numbers=against("borders by a root search on incomes added up over the outcomes", 1e-9,
                        drawn(80, {**task.RANGES, task.audit: (0.01, 1), task.stake: (0.1, 50)},
                              lambda at: {task.caught: at[task.audit] * at[task.detection]}
                              | {BORDERS[moved].lhs: turned(at, moved) for moved in BORDERS})),
        region="one task; the numbers on the right are positive, and the chance of being caught is "
        "below one", shown_in="fig-honesty-region", literature=("becker1968crime",),
        owner="Becker 1968, the condition of deterrence, place not looked up",
        formerly=("honest-slash", "honest-audit", "honest-detection", "honest-side-gain",
                  "no-stake-needed"))
    yield Claim(
        "invited-share-takes-sides",
        "More than half cheat exactly where the stake is short of the border",
        "The share of cheating that the model's nodes drift towards is above one half where the "
        "stake is below what honesty needs, below one half where it is above, and one half on the "
        "border. Its odds are an exponential of the distance from the border. As long as pay, "
        "stake and audits stay as they are, the same part of the gap to it closes every day, so "
        "that a share that is drawn below one half ends below one half.",
        (Assumption("nodes-respond", "the response of nodes to the gain is positive",
                    "let nodes ignore the gain, with a stake beyond the border: the share invited "
                    "is", lambda: (drift(BEYOND | {steepness: 0}), share)),
         Assumption("no-conviction", "with nothing to gain, half of the nodes cheat",
                    "let nodes want to cheat by a pay more than it brings: the share invited is",
                    lambda: (drift(BEYOND, conviction=1), share)),
         Assumption("constant-gain", "the gain of cheating stays as it is",
                    "halve the stake on the second day: the share is",
                    lambda: _second_day({task.stake: BEYOND[task.stake] / 2})),
         Assumption("constant-speed", "the same part of the gap closes every day",
                    "close half as much on the second day: the share is",
                    lambda: _second_day({speed: task.HALF / 2}))),
        sp.And(DRAWN, SIDES, PATH), proof=_drift,
        numbers=against("the specification's law run day by day with the gain held fixed: absolute",
                        1e-12, drawn(120, DRIFTS, _run), unit=1),
        region="the specification's law of cheating on whole days on which the market is open, "
        "each class of node with its own work, quality, pay and stake; a slash and a chance of "
        "being caught that are positive; speeds from zero to one", shown_in="fig-honesty-region",
        literature=("becker1968crime",), uses=("honest-stake",),
        formerly=("invited-share-log-odds", "cheating-settles"))
