"""What waits in the vault, and what an epoch spends of it. Theory: T24."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.step import Step
from model.logic.steps import read
from model.logic.theorems import by_induction, rewritten
from model.quantities import NOT_NEGATIVE, in_force, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import stated
from model.spec.pool import arbitrage_limit, spot
from model.spec.worth import depth
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Values
from model.theory.vault.calling import daily_deposits
from model.theory.vault.frequency import LIMIT, MARKET, SPENT, SUPPLY, WINDOWS, cap, vault_day
from model.theory.vault.frequency import claims as calls

days_run = theoretical("days_run", r"n_d", "1", "days since the vault was empty", NOT_NEGATIVE)
backlog = theoretical(
    "backlog", r"W_n", "USD", "dollars that wait in the vault in the evening", NOT_NEGATIVE
)
WAITING = days_run * sp.Max(0, daily_deposits - LIMIT)
USED = sp.Min(cap, v.epoch_age / a.one_day * LIMIT)
FIGURE = "fig-backlog"
# Bound variables, by which the day's limit is put in plain words: what its windows and its market
# let pass; what a full vault holds beyond it; days of an epoch.
room, first, second, over, days = sp.symbols("r p q z n", nonnegative=True)
PLAIN = {v.guard_room: room / WINDOWS, v.depth_share: first / depth, a.holders: second / (
         arbitrage_limit * spot)}  # fmt: skip


@cache
def spending() -> Step:
    """What a called vault spends in a day, as another claim proves it."""
    called = next(each for each in calls() if each.statement.lhs == v.spend)
    return rewritten(
        "A vault that is called spends what it holds, what the cap leaves, what the market takes, "
        "or the room of the day's windows, whichever is least, by another claim.",
        sp.Eq(v.spend, SPENT),
        called.prove()[-1],
    )


def spent(held: sp.Expr, allowed: sp.Expr) -> sp.Expr:
    """What that is of a vault that holds ``held``, while the cap leaves ``allowed``."""
    return spending().relation.rhs.subs({a.vault_usd: held, v.cap_left: allowed})


def _waiting(statement: sp.Basic) -> Iterator[Step]:
    yield spending()
    came = backlog + daily_deposits
    yield by_induction(
        "Nothing waits at first. What comes in is added to what waits, and what is spent is taken "
        "off, as no cap binds. If more comes in than a day lets pass, that passes and the excess "
        "waits on top of what waited; if not, nothing waits. So every day leaves this.",
        statement,
        days_run,
        sp.Integer(0),
        came - spent(came, came),
        where=PLAIN,
    )


def _used(statement: sp.Basic) -> Iterator[Step]:
    yield spending()
    block = v.vault()
    (capped, _), _ = stated(block, v.cap_left).args
    allowed = capped.subs(v.new_epoch, 0)
    yield read("Within an epoch a cap above zero leaves what is not used.", v.cap_left, allowed,
               sp.Max(0, cap - v.epoch_used))  # fmt: skip
    adds = stated(block, v.epoch_used).subs(v.new_epoch, 0)
    yield read("What is spent is used.", sp.Symbol("\\lambda_e'"), adds,
               v.epoch_used + v.spend)  # fmt: skip
    older = by_induction(
        "After n days the epoch is as old as these.",
        sp.Eq(v.epoch_age, days * a.one_day),
        days,
        sp.Integer(0),
        stated(block, v.epoch_age).subs(v.new_epoch, 0),
    )
    yield older
    reached = by_induction(
        "Nothing is used at first. While the cap leaves more than the day's limit, that is used; "
        "on the day on which it leaves less, the cap is reached, and from then on nothing is left.",
        sp.Eq(v.epoch_used, sp.Min(cap, days * LIMIT)),
        days,
        sp.Integer(0),
        adds.subs(v.spend, spent(LIMIT + over, allowed)),
        where=PLAIN,
    )
    yield reached
    yield by_arithmetic(
        "So the smaller of the two holds on every day of the epoch.",
        statement,
        older,
        reached,
        where=PLAIN,
    )


def _numbers(today: Values, symbols: tuple[sp.Symbol, ...]) -> list[float]:
    return [float(today[symbol]) for symbol in symbols]


MORNING = tuple(sorted(LIMIT.free_symbols, key=str))


def _waiting_in_numbers(statement: sp.Basic) -> Evidence:
    symbols = (backlog, days_run, daily_deposits, *MORNING)
    off = sp.lambdify(symbols, statement.lhs - statement.rhs, "math")
    draw, worst, cases = np.random.default_rng(7), 0.0, 0
    for _ in range(20):
        income, times, market = draw.uniform(0.2, 20), draw.integers(1, 6), draw.uniform(1, 12)
        settled: Values = {in_force(v.twap_window): 86400 / times, v.depth_share: market,
                           a.holders: SUPPLY}  # fmt: skip
        held = 0.0
        for day in range(1, 7):
            today = vault_day({a.vault_usd: held + income, depth: 1, **settled})
            held = float(today[a.vault_usd])
            found = _numbers(today | {a.holders: SUPPLY}, MORNING)
            worst = max(worst, abs(off(held, day, income, *found)))
            cases += 1
    return Evidence("the specification's vault, day by day in a pool of 100 USD: USD", cases, worst,
                    1e-9)  # fmt: skip


def _used_in_numbers(statement: sp.Basic) -> Evidence:
    symbols = (v.epoch_used, cap, v.epoch_age, a.one_day, *MORNING)
    off = sp.lambdify(symbols, statement.lhs - statement.rhs, "math")
    draw, worst, cases = np.random.default_rng(7), 0.0, 0
    for _ in range(12):
        most, times = draw.uniform(1, 40), int(draw.integers(1, 6))
        epoch: Values = {v.epoch_used: 0, v.epoch_age: 0}
        for _ in range(7):
            today = vault_day({a.vault_usd: 1e6, in_force(v.twap_window): 86400 / times,
                               cap: most, **epoch})  # fmt: skip
            epoch = {each: float(today[each]) for each in epoch}
            found = _numbers(today | {a.holders: SUPPLY}, MORNING)
            gap = off(epoch[v.epoch_used], most, epoch[v.epoch_age], 1, *found)
            worst, cases = max(worst, abs(gap)), cases + 1
    return Evidence("the specification's vault through epochs of 7 days: USD", cases, worst, 1e-9)


NUMBERS = {a.day_in_seconds: 2, in_force(v.twap_window): 1, v.guard_room: 1, daily_deposits: 5,
           days_run: 2, cap: 5, v.epoch_age: 2, a.one_day: 1}  # fmt: skip
NUMBERS |= dict.fromkeys(MARKET.free_symbols, 100)


def _evenings(deposits: tuple[int, ...], rooms: tuple[sp.Expr, ...]) -> sp.Expr:
    held = sp.Integer(0)
    for came, most_today in zip(deposits, rooms, strict=True):
        held += came - sp.Min(held + came, most_today)
    return held


def _grown() -> tuple[sp.Expr, sp.Expr]:
    """Two days' limits, of 2 USD at first, if the pool is deeper by a tenth on the second."""
    return sp.Integer(2), sp.Rational(11, 5)


def claims() -> tuple[Claim, ...]:
    """The claims."""
    steady = Assumption("steady-limit", "guard and market let the same pass each day")
    slack = Assumption("no-cap", "the epoch's cap does not bind")
    called = Assumption("called", "the reward pays the gas, so executors call")
    waiting, used_up = WAITING.subs(NUMBERS), USED.subs(NUMBERS)
    return (
        Claim(
            "backlog-grows-by-the-excess",
            "What exceeds the day's limit waits, and the wait grows every day",
            "Below it nothing waits. Above it no dollar is lost, but each day adds the same.",
            (Assumption("steady-deposits", "the same dollars come in each day"), steady, slack,
             called),
            sp.Eq(backlog, WAITING),
            _waiting,
            _waiting_in_numbers,
            {
                "steady-deposits": lambda: Counterexample(
                    "let 10 USD come on the second day and none on the first, with a limit of 2",
                    sp.Eq(_evenings((0, 10), (2, 2)), waiting)),
                "steady-limit": lambda: Counterexample(
                    "let the pool be deeper on the second day: more passes",
                    sp.Eq(_evenings((5, 5), _grown()), waiting)),
                "no-cap": lambda: Counterexample(
                    "let a cap of 3 USD end the second day's purchases early",
                    sp.Eq(_evenings((5, 5), (2, 1)), waiting)),
                "called": lambda: Counterexample(
                    "let gas exceed the reward: everything waits",
                    sp.Eq(_evenings((5, 5), (0, 0)), waiting)),
            },
            "an empty vault at the start; deposits in the morning, what waits in the evening",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
            uses=("called-vault-spends-what-passes",),
        ),
        Claim(
            "an-epoch-spends-its-cap-or-its-room",
            "A full vault spends the cap of the epoch, or what its days let pass if less",
            "Until the cap is reached, it changes nothing; from then on nothing is spent.",
            (Assumption("full-vault", "each day the vault holds more than the day's limit"), steady,
             called),
            sp.Eq(v.epoch_used, USED),
            _used,
            _used_in_numbers,
            {
                "full-vault": lambda: Counterexample(
                    "let only 1 USD come each day", sp.Eq(sp.Integer(1 + 1), used_up)),
                "steady-limit": lambda: Counterexample(
                    "let the pool be deeper on the second day: more passes",
                    sp.Eq(sp.Min(NUMBERS[cap], sum(_grown())), used_up)),
                "called": lambda: Counterexample(
                    "let gas exceed the reward: nothing is spent", sp.Eq(sp.Integer(0), used_up)),
            },
            "days of one epoch, counted from its first; caps above zero, as zero means none",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
            uses=("called-vault-spends-what-passes",),
        ),
    )  # fmt: skip
