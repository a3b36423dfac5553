"""Break-even revenue while insiders' tokens vest, for every reading of the cliff."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning
from model.logic.step import ProofError, Step
from model.logic.steps import identity, inequality
from model.quantities import NOT_NEGATIVE, POSITIVE, registry, theoretical
from model.spec import accounts as a
from model.spec import vesting as ve
from model.spec.core import Block, stated
from model.theory import notation as n
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Trace, Values, run_block
from model.theory.unlocks.unlocks import break_even

outside_insiders = theoretical(
    "circulating_outside_insiders",
    r"C_{\mathrm{o}}",
    "AI",
    "tokens in circulation at the cliff that were not allotted to insiders",
    POSITIVE,
)
outside_growth = theoretical(
    "growth_outside_insiders",
    r"u_{\mathrm{o}}",
    "AI",
    "tokens that join them in a day, such as the treasury's",
    NOT_NEGATIVE,
)
INSIDERS = a.initial_supply * (ve.investor_share + ve.team_share)
A_DAY = INSIDERS * (1 - ve.insider_cliff_jump) * a.one_day / ve.insider_vesting_days
AT_CLIFF = outside_insiders + INSIDERS * ve.insider_cliff_jump
DAYS = ve.age - ve.insider_cliff_days + a.one_day * AT_CLIFF / (A_DAY + outside_growth)
LINE = sp.Eq(break_even, a.one_day / (a.day_in_years * n.burned_share * DAYS))
LOCKED = {
    "investors": (a.locked_investors, ve.investor_share),
    "team": (a.locked_team, ve.team_share),
}
# Bound variables: days since the cliff, and days to the end of the line.
since, to_go = sp.symbols("a z", positive=True)
ON_LINE = {ve.age: ve.insider_cliff_days + since, ve.insider_vesting_days: since + to_go}


def unlocked(name: str) -> sp.Expr:
    """Free tokens of a category of insiders on the line, from the vesting block's own equation."""
    locked, share = LOCKED[name]
    due = stated(ve.vesting(), registry[f"due_{name}"].symbol)
    (inside,) = (each for each in due.args if each != 0)
    free = (a.initial_supply * share - (locked - inside)).subs(ON_LINE)
    ratio = since / (since + to_go)
    if free.has(sp.Piecewise) or not free.has(sp.Min(1, ratio)):
        raise ProofError(f"the vesting of {name} is no straight line after the cliff")
    return free.subs(sp.Min(1, ratio), ratio)


def _line(statement: sp.Basic) -> Iterator[Step]:
    yield inequality(
        "Between the cliff and the end the line is below one.",
        sp.Integer(1),
        since / (since + to_go),
        to_go / (since + to_go),
    )
    free = sp.Add(*(unlocked(name) for name in LOCKED))
    jump = ve.insider_cliff_jump
    share = a.initial_supply * (ve.investor_share + ve.team_share)
    yield identity(
        "So what insiders hold free is the jump and a straight line of their allotment.",
        free,
        share * (jump + (1 - jump) * since / (since + to_go)),
    )
    tomorrow = free.subs({since: since + a.one_day, to_go: to_go - a.one_day}, simultaneous=True)
    grown = tomorrow - free + outside_growth
    circulating = outside_insiders + outside_growth * since / a.one_day + free
    yield by_meaning(
        "The break-even revenue is what a day adds to the circulation, over what circulates; in "
        "years, and over the burned share of a dollar. What a day adds is the same on every day, "
        "and cancels: what is left are the years since the line, drawn backwards, would have "
        "started from nothing.",
        statement,
        grown / (a.day_in_years * n.burned_share * circulating),
        where=ON_LINE,
    )


def free_tokens(block: Block, values: Values, age: int) -> Fraction:
    """Tokens of insiders that the vesting block frees up to an age, run from full locks."""
    full = {s: values[a.initial_supply] * values[share] for s, share in LOCKED.values()}
    rest = {s: Fraction(0) for s in (a.locked_sale, a.locked_treasury, a.treasury)}
    empty = dict.fromkeys((*a.for_sale.values(), a.holders), Fraction(0))
    # Only the insiders of the block vest here; all else starts and stays at zero.
    trace = Trace({**values, **full, **rest, **empty, a.day: age})
    run_block(block, trace)
    freed = (Fraction(full[s]) - Fraction(trace.values[s]) for s, _ in LOCKED.values())
    return sum(freed, Fraction())


def _line_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 80, 0.0
    symbols = sorted(statement.rhs.free_symbols, key=str)
    right = sp.lambdify(symbols, statement.rhs, "math")
    block = ve.vesting()
    zero: Values = dict.fromkeys(block.inputs, 0.0)
    for _ in range(count):
        cliff, length = (int(d) for d in draw.integers(30, 1500, 2))
        values: Values = zero | {
            a.one_day: 1.0,
            a.day_in_years: 1 / 365,
            a.initial_supply: float(draw.uniform(1e9, 1e10)),
            ve.investor_share: float(draw.uniform(0.1, 0.4)),
            ve.team_share: float(draw.uniform(0.1, 0.4)),
            ve.insider_cliff_days: float(cliff),
            ve.insider_vesting_days: float(length),
            ve.insider_cliff_jump: float(draw.uniform(0, 0.8)),
            ve.treasury_vesting_days: 1.0,
            ve.sale_lock_days: 1.0,
            ve.sell_share["investors"]: float(draw.uniform(0, 1)),
            ve.sell_share["team"]: float(draw.uniform(0, 1)),
        }
        age, burned = cliff + int(draw.integers(0, length)), float(draw.uniform(0.3, 1))
        others, joins = (float(x) for x in draw.uniform((1e8, 0), (3e9, 5e6)))
        today, tomorrow = (float(free_tokens(block, values, day)) for day in (age, age + 1))
        # The revenue of a day, over the value of what circulates, that burns what a day frees.
        found = 365 * (tomorrow - today + joins) / burned / (others + joins * (age - cliff) + today)
        outside = {outside_insiders: others, outside_growth: joins}
        known = values | outside | {ve.age: age, n.burned_share: burned}
        worst = max(worst, abs(found / right(*(float(known[s]) for s in symbols)) - 1))
    return Evidence("days of the vesting block, run: relative difference", count, worst, 1e-8)


def _instance(found: sp.Expr, **changes: int) -> sp.Basic:
    """The formula for 1 token of insiders and 1 of others, cliff and line of 365 days each."""
    numbers = {
        a.one_day: 1,
        a.day_in_years: sp.Rational(1, 365),
        a.initial_supply: 2,
        ve.investor_share: sp.Rational(1, 4),
        ve.team_share: sp.Rational(1, 4),
        ve.insider_cliff_days: 365,
        ve.insider_vesting_days: 365,
        ve.insider_cliff_jump: 0,
        n.burned_share: 1,
        outside_insiders: 1,
        outside_growth: 0,
        ve.age: changes.get("age", 365),
    }
    return sp.Eq(found, LINE.rhs.subs(numbers))


def _after_the_end() -> Counterexample:
    free = [sp.Min(sp.Rational(age - 365, 365), 1) for age in (800, 801)]
    return Counterexample(
        "ask 70 days after the end: nothing unlocks, so no revenue is needed",
        _instance(365 * (free[1] - free[0]) / 2, age=800),
    )


def _others_stop() -> Counterexample:
    later = 1 + sp.Rational(1, 2)  # half a token joined outside on the days before
    return Counterexample(
        "let half a token join outside in the first half year and nothing after: what unlocks "
        "then meets a larger circulation",
        _instance(1 / (later + sp.Rational(1, 2)), age=365 + 182),
    )


def _burned_before() -> Counterexample:
    gone = sp.Rational(1, 2)
    return Counterexample(
        "burn half a token before the cliff: the same unlock meets a smaller circulation",
        _instance(1 / (1 - gone)),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "break-even-falls-like-one-over-time",
            "While insiders vest, break-even revenue over value falls like one over time",
            "It is one over the burned share of a dollar and over the years since the straight "
            "line of the circulation, drawn backwards, would have started from nothing. A jump at "
            "the cliff moves that start back; a treasury that releases its tokens brings it "
            "nearer.",
            (
                Assumption("on-the-line", "the cliff is over and the end is not yet reached"),
                Assumption("others-grow-steadily", "outside the insiders the same number of tokens "
                           "joins every day, or none"),
                Assumption("nothing-burned-before", "what was burned before is too little to "
                           "count"),
            ),
            LINE,
            _line,
            _line_in_numbers,
            {
                "on-the-line": _after_the_end,
                "others-grow-steadily": _others_stop,
                "nothing-burned-before": _burned_before,
            },
            "jumps below one; before the cliff and after the end nothing unlocks and the "
            "break-even revenue is zero; at the cliff itself a jump asks for a lump",
            literature=("ozvesting",),
            shown_in="fig-break-even",
            owner="own; solved from the model's equations",
            uses=("break-even-revenue",),
        ),
    )  # fmt: skip
