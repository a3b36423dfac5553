"""When honest work pays: the border of cheating in stake, slash, audit, detection and side gain.

A node that skips the work saves what the work costs and may gain something else beside, such as
a bribe. If it is caught it loses the pay and a part of its stake. So does honest work that came out
wrong. What deters is therefore what a cheat adds to the chance of being refuted: the chance that a
wrong result is found times the quality of honest work. The gain of cheating is straight in each of
the five, so each has one border, which the others fix.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.logic.formulas import threshold
from model.logic.step import ProofError, Step
from model.logic.steps import identity
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import nodes as n
from model.spec import verification as v
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.honesty.borders import BORDERS
from model.theory.honesty.temptation import (
    ERRORS,
    PLAIN,
    Numbers,
    audit,
    caught,
    cheating_pays,
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

#: What is changed in the game of a counterexample.
Change = dict[str, Any]


def gain_in_dollars() -> sp.Expr:
    """What cheating on a task earns beyond honest work, from the specification."""
    block, gains = v.verification(), set()
    for c in a.CLASSES:
        gain = stated(block, v.net_gain[c]).subs(
            v.cheating_gain[c], stated(block, v.cheating_gain[c])
        )
        costs = {
            n.quality[c]: quality,
            n.variable_cost[c]: saved / (d.cost_index * d.gpu_hours_per_task),
            v.side_gain: side_gain / d.gpu_hours_per_task,
            v.stake_per_task[c]: stake,
            v.task_pay[c]: pay,
        }
        gains.add(sp.expand(pay * gain.subs(costs)))
    if len(gains) > 1:
        raise ProofError(
            "the classes of nodes differ in more than their work, quality, pay and stake"
        )
    result: sp.Expr = gains.pop()
    return result


def _derive(name: str, statement: sp.Basic) -> Iterator[Step]:
    border, gain = BORDERS[name], gain_in_dollars()
    yield identity(
        "The specification gives the gain in pays of a task. In dollars it is:",
        gain,
        saved + side_gain - caught * quality * (pay + slash * stake),
    )
    if border.variable in (audit, detection):
        gain = gain.subs(caught, stated(v.verification(), caught))
    elif border.variable == caught:
        gain = gain.subs(stake, 0)
    slope = -border.slope
    side = "above" if border.variable == side_gain else "below"
    yield threshold(
        "It is straight in this variable, and its slope keeps its sign. So cheating pays "
        f"{side} the border and nowhere else.",
        statement,
        gain,
        border.variable,
        slope,
        where={s: positive(s) for s in slope.free_symbols},
    )


def _measure(name: str, statement: sp.Basic) -> Evidence:
    draw, border, worst, cases = np.random.default_rng(7), BORDERS[name], 0.0, 0
    symbols = sorted(statement.rhs.free_symbols, key=str)
    formula = sp.lambdify(symbols, statement.rhs, "math")
    moved = audit if name == "no-stake-needed" else border.variable
    while cases < 80:
        low = {pay: 0.5, saved: 0.1, side_gain: 0, audit: 0.01, detection: 0.5, slash: 0.01}
        low |= {quality: 0.3}
        at: Numbers = {s: Fraction(float(draw.uniform(x, 1))) for s, x in low.items()}
        at[stake] = Fraction(float(draw.uniform(0.1, 50)))
        if name == "no-stake-needed":
            at |= {stake: Fraction(0), detection: Fraction(1)}
        high = 1.0 if moved in (audit, detection, slash) else 1e6

        def gain(x: float, at: Numbers = at) -> float:
            return float(cheating_pays({**at, moved: Fraction(x)}))

        if gain(0.0) * gain(high) >= 0:
            continue  # honest, or not, whatever this variable is
        found = brentq(gain, 0.0, high, xtol=1e-12, rtol=1e-14)
        numbers = {**at, caught: at[audit] * at[detection]}
        worst = max(worst, abs(float(formula(*(numbers[s] for s in symbols))) / found - 1))
        cases += 1
    text = "border found by a root search on incomes added up over the outcomes: relative"
    return Evidence(text, cases, worst, 1e-7)


def _without(name: str, text: str, change: Change) -> Counterexample:
    border, at = BORDERS[name], dict(PLAIN)
    moved = audit if name == "no-stake-needed" else border.variable
    if name == "no-stake-needed":
        at |= {stake: Fraction(0), detection: Fraction(1)}
    formula = border.value.subs({**at, caught: at[audit] * at[detection]})
    found = where_it_turns(moved, at, **change)
    return Counterexample(text, sp.Eq(found, formula))


NEEDS: tuple[tuple[Assumption, str, Change], ...] = (
    (
        Assumption("pay-is-lost", "a caught cheat is not paid for the task"),
        "let a caught cheat keep half of its pay: the border moves",
        {"keeps_pay": Fraction(1, 2)},
    ),
    (
        Assumption("side-gain-is-kept", "a caught cheat keeps its side gain"),
        "pay the bribe only if nobody finds out: the border moves",
        {"loses_side": 1},
    ),
    (
        ERRORS,
        "forgive an honest error that is found: honesty is safer, and the border moves",
        {"forgiven": True},
    ),
    (
        Assumption("expected-dollars", "a node weighs a lost dollar like a gained one"),
        "let a node fear a lost dollar of stake twice as much: the border moves",
        {"weight": 2},
    ),
)


def claims() -> tuple[Claim, ...]:
    """Six claims: the border in each variable, and where no stake is needed."""
    made = []
    for name, border in BORDERS.items():
        needs = NEEDS[:3] if name == "no-stake-needed" else NEEDS
        made.append(
            Claim(
                name,
                border.title,
                border.words,
                tuple(assumption for assumption, _, _ in needs),
                sp.Eq(border.symbol, border.value),
                partial(_derive, name),
                partial(_measure, name),
                {each.name: partial(_without, name, text, change) for each, text, change in needs},
                "one task; the numbers on the right are positive, and the chance of being caught "
                "is below one",
                literature=("becker1968crime",),
                shown_in="fig-honesty-region",
                owner="Becker 1968, the condition of deterrence, place not looked up",
            )
        )
    return tuple(made)
