"""Collateral in dollars: how many pays stand behind a task, and how many days of it honesty needs.

A node posts so many days of what its GPUs would earn outside the network. Stated in pays of a task
neither the price of the token nor the shares of protocol and validators is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning, threshold
from model.logic.step import ProofError, Proved, Step
from model.logic.steps import read
from model.quantities import NOT_NEGATIVE, in_force, theoretical
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import market as m
from model.spec import nodes as n
from model.spec import terms
from model.spec import verification as v
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.honesty.temptation import (
    ERRORS,
    Numbers,
    audit,
    caught,
    detection,
    pay,
    quality,
    saved,
    side_gain,
    slash,
    stake,
    where_it_turns,
)
from model.theory.invariants.pool import positive

stake_in_pays = theoretical(
    "stake_in_pays", r"D_{\pi}", "1", "stake behind a task, in pays of a task", NOT_NEGATIVE
)
least_stake_days = theoretical(
    "least_stake_days", r"\tau_K^{\circ}", "day", "days of collateral from which on honesty pays"
)
CLASS = a.CLASSES[-1]
days = in_force(terms.stake_days)
outside, price = d.price_outside[CLASS], m.compute_price[CLASS]
hours = n.day_in_hours * n.uptime[CLASS] * m.utilisation_target
cost = d.cost_index * n.variable_cost[CLASS]
PAYS = sp.Eq(
    stake_in_pays,
    terms.gpus_per_task * hours * days / a.one_day * outside / (d.gpu_hours_per_task * price),
)
DAYS = sp.Eq(
    least_stake_days,
    a.one_day * d.gpu_hours_per_task / (terms.gpus_per_task * slash * hours)
    * ((cost + v.side_gain) / (terms.node_share() * caught * n.quality[CLASS]) - price) / outside,
)  # fmt: skip


def _backing(c: str) -> dict[sp.Symbol, sp.Expr]:
    """Stake behind a task and its pay, when a class holds what the specification asks of it."""
    market, checks = m.market(), v.verification()
    asked = stated(market, m.collateral_due[c]).subs(d.market_open, 1)
    asked = asked.subs(terms.collateral_per_gpu[c], stated(market, terms.collateral_per_gpu[c]))
    held = {a.node_stake[c]: asked / a.price, m.collateral_asked[c]: asked}
    stakes, pays = v.stake_per_task[c], v.task_pay[c]
    return {stakes: stated(checks, stakes).subs(held), pays: stated(checks, pays)}


def _in_pays(c: str) -> sp.Expr:
    behind = _backing(c)
    result: sp.Expr = behind[v.stake_per_task[c]] / behind[v.task_pay[c]]
    return result


def _alike() -> None:
    renamed = {
        family[c]: family[CLASS]
        for family in (d.price_outside, m.compute_price, n.uptime)
        for c in a.CLASSES
    }
    if len({_in_pays(c).subs(renamed) for c in a.CLASSES}) > 1:
        raise ProofError("the classes differ in more than their prices and uptime")


def _stand_behind(statement: sp.Basic) -> Proved:
    _alike()
    return by_meaning(
        "Nodes hold tokens of that worth. What stands of it behind a task, over the pay of a task, "
        "is this: the price of the token and the nodes' share cancel.",
        statement,
        v.stake_per_task[CLASS] / v.task_pay[CLASS],
        where=_backing(CLASS),
    )


def _asked() -> Step:
    market, gpu = m.market(), terms.collateral_per_gpu[CLASS]
    return read(
        "The specification asks this of a GPU of the class.",
        gpu,
        stated(market, gpu),
        terms.node_share() * outside * hours * days / a.one_day,
    )


def _pays(statement: sp.Basic) -> Iterator[Step]:
    yield _asked()
    yield _stand_behind(statement)


def _days(statement: sp.Basic) -> Iterator[Step]:
    yield _asked()
    yield _stand_behind(PAYS)
    block, gain = v.verification(), v.cheating_gain[CLASS]
    gains = stated(block, gain)
    yield read(
        "What a cheat gains on a task, in pays of a task.",
        gain,
        gains,
        (cost + v.side_gain) * d.gpu_hours_per_task / v.task_pay[CLASS],
    )
    loss = caught * n.quality[CLASS] * slash * terms.gpus_per_task * hours * outside
    yield threshold(
        "So the specification's gain of cheating falls along a straight line as days are added. "
        "Cheating pays below this many days and nowhere else.",
        statement,
        stated(block, v.net_gain[CLASS]).subs(gain, gains).subs(_backing(CLASS)),
        days,
        -loss / (a.one_day * d.gpu_hours_per_task * price),
        where={each: positive(each) for each in (caught, n.quality[CLASS], slash)},
    )


def counted(at: dict[sp.Symbol, Fraction], for_days: int) -> Fraction:
    """Dollars that one GPU earns outside, after all shares, added up hour by hour."""
    earned = Fraction(0)
    for _ in range(for_days):
        for _ in range(24):
            rented = at[n.uptime[CLASS]] * at[m.utilisation_target]
            paid = rented * at[outside]
            earned += paid - paid * at[in_force(terms.protocol_take)]
            earned -= paid * at[terms.validator_share]
    return earned


def drawn(draw: np.random.Generator) -> dict[sp.Symbol, Fraction]:
    """A class of node, its terms and its task."""
    low = {
        n.uptime[CLASS]: 0.3, m.utilisation_target: 0.1, outside: 0.2, price: 0.2,
        in_force(terms.protocol_take): 0.0, terms.validator_share: 0.0, d.gpu_hours_per_task: 0.1,
        terms.gpus_per_task: 0.1, d.cost_index: 0.5, n.variable_cost[CLASS]: 0.05,
        v.side_gain: 0.0, slash: 0.05, audit: 0.05, detection: 0.5,
        n.quality[CLASS]: 0.6,
    }  # fmt: skip
    at = {s: Fraction(float(draw.uniform(x, x + 0.4))) for s, x in low.items()}
    return {**at, n.day_in_hours: Fraction(24), a.one_day: Fraction(1)}


def game(at: dict[sp.Symbol, Fraction]) -> Numbers:
    """The game of a task of that class, without its stake."""
    left = 1 - at[in_force(terms.protocol_take)] - at[terms.validator_share]
    size = at[d.gpu_hours_per_task]
    return {
        pay: left * at[price] * size,
        saved: at[d.cost_index] * at[n.variable_cost[CLASS]] * size,
        side_gain: at[v.side_gain] * size,
        quality: at[n.quality[CLASS]],
        **{s: at[s] for s in (slash, audit, detection)},
        stake: Fraction(0),
    }


def turning_days(
    at: dict[sp.Symbol, Fraction], keeps_pay: Fraction = Fraction(0), forgiven: bool = False
) -> sp.Rational:
    """Days of collateral at which cheating stops to pay, from hour by hour and the game."""
    per_day = at[terms.gpus_per_task] * counted(at, 1)
    needed = where_it_turns(stake, game(at), keeps_pay=keeps_pay, forgiven=forgiven)
    return needed / sp.Rational(per_day.numerator, per_day.denominator)


def _numbers(statement: sp.Basic) -> Evidence:
    draw, worst, cases = np.random.default_rng(7), 0.0, 60
    symbols = sorted(statement.rhs.free_symbols, key=str)
    formula = sp.lambdify(symbols, statement.rhs, "math")
    for _ in range(cases):
        at, posted = drawn(draw), int(draw.integers(1, 60))
        at[caught] = at[audit] * at[detection]
        at[days] = Fraction(posted)
        if statement.lhs == stake_in_pays:
            found = float(at[terms.gpus_per_task] * counted(at, posted) / game(at)[pay])
        else:
            found = float(turning_days(at))
        worst = max(worst, abs(float(formula(*(at[s] for s in symbols))) / found - 1))
    text = "earnings added up hour by hour, and the game outcome by outcome, in fractions: relative"
    return Evidence(text, cases, worst, 1e-9)


def _plain() -> dict[sp.Symbol, Fraction]:
    """A class of node in whole numbers and their parts."""
    one, half = Fraction(1), Fraction(1, 2)
    return {
        n.uptime[CLASS]: half, m.utilisation_target: half, outside: one, price: one,
        in_force(terms.protocol_take): Fraction(1, 4), terms.validator_share: Fraction(1, 4),
        d.gpu_hours_per_task: one, terms.gpus_per_task: one, d.cost_index: one,
        n.variable_cost[CLASS]: Fraction(1, 4), v.side_gain: Fraction(0), slash: half,
        audit: half, detection: half, caught: Fraction(1, 4), n.quality[CLASS]: half,
        days: Fraction(2), n.day_in_hours: Fraction(24), a.one_day: one,
    }  # fmt: skip


def _instance(
    statement: sp.Basic,
    text: str,
    part: Fraction = Fraction(1),
    keeps_pay: Fraction = Fraction(0),
    forgiven: bool = False,
) -> Counterexample:
    """Only a ``part`` of the collateral that is asked backs the task."""
    at = _plain()
    if statement.lhs == stake_in_pays:
        found = part * counted(at, 2) / game(at)[pay]
        seen = sp.Rational(found.numerator, found.denominator)
    else:
        seen = turning_days(at, keeps_pay, forgiven) / sp.Rational(part.numerator, part.denominator)
    return Counterexample(text, sp.Eq(seen, statement.rhs.subs(at)))


def claims() -> tuple[Claim, ...]:
    """Two claims: the pays behind a task, and the days that honesty needs."""
    half = Fraction(1, 2)
    posted = Assumption("fully-posted", "nodes hold the collateral that is asked of them")
    dollars = Assumption("asked-in-dollars", "collateral is asked in dollars")
    lost = Assumption("pay-is-lost", "a caught cheat is not paid for the task")
    here = (
        "consumer nodes on an open market; other classes with their own prices, cost, quality and "
        "uptime; the slash and the chance of being caught are positive"
    )
    short, fallen = "let nodes hold half of it", "fix the tokens and let their price halve"
    return (
        Claim(
            "stake-in-pays",
            "The pays of a task that collateral puts behind it",
            "The hours of the days that are asked, over the hours of a task, times the price of "
            "compute outside over the price here. Cheaper compute is better backed. The price of "
            "the token does not matter once nodes have bought what is asked.",
            (posted, dollars),
            PAYS,
            _pays,
            _numbers,
            {
                posted.name: lambda: _instance(PAYS, f"{short}: half as many pays", half),
                dollars.name: lambda: _instance(PAYS, f"{fallen}: half as many pays", half),
            },
            here,
            shown_in="fig-rewards-collateral",
            owner="own; solved from the model's equations",
        ),
        Claim(
            "least-stake-days",
            "The days of collateral that make cheating a loss",
            "More days are needed the more an hour of work costs against the price outside, the "
            "fewer are caught and slashed, and the oftener honest work is wrong. A lower price of "
            "compute asks for more, since less pay is lost.",
            (posted, lost, ERRORS),
            DAYS,
            _days,
            _numbers,
            {
                posted.name: lambda: _instance(DAYS, f"{short}: twice the days are needed", half),
                lost.name: lambda: _instance(
                    DAYS, "let a caught cheat keep its pay: more days are needed",
                    keeps_pay=Fraction(1),
                ),
                ERRORS.name: lambda: _instance(
                    DAYS, "forgive an honest error that is found: fewer days are needed",
                    forgiven=True,
                ),
            },
            here,
            literature=("becker1968crime",),
            shown_in="fig-rewards-collateral",
            owner="Becker 1968, the condition of deterrence, place not looked up",
            uses=("stake-in-pays",),
        ),
    )  # fmt: skip
