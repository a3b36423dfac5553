"""What waits in the vault, and what an epoch spends of it. Theory: T24."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import Block, right_of
from model.spec.pool import pool_fee
from model.quantities import in_force
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Trace, Values, run_block, stated
from model.theory.steps import Step, conclusion, identity
from model.theory.vault.calling import daily_deposits
from model.theory.vault.readings import read, worked
from model.theory.vault.vault import slippage

days_run = theoretical("days_run", r"n_d", "1", "days since the vault was empty", NOT_NEGATIVE)
backlog = theoretical(
    "backlog", r"W_n", "USD", "dollars that wait in the vault in the evening", NOT_NEGATIVE
)
cap = in_force(v.epoch_volume_cap)
room = v.executions_per_day * v.guard_room
WAITING = days_run * sp.Max(0, daily_deposits - room)
USED = sp.Min(cap, v.epoch_age / a.one_day * room)
FIGURE = "fig-backlog"
# Bound variables: a day's limit, deposits above and below it, what waits, whole days.
most, over, under, waits = sp.symbols("c z y W", positive=True)
count, used, growth = sp.symbols("n \\lambda q", positive=True)


def spending() -> Step:
    """What the specification's vault can spend in a day, as the smallest of three."""
    return read(
        "The vault can spend what it holds, what the cap leaves, and the room of the day's "
        "purchases, whichever is least.",
        v.affordable,
        stated(v.vault(), v.affordable),
        sp.Min(a.vault_usd, v.cap_left, room),
    )


def _waiting(statement: sp.Basic) -> Iterator[Step]:
    spec = spending()
    held = waits + most + over
    rich = worked(
        "If c + z comes in a day and c can be spent, c is spent whatever waits, so z more waits "
        "each day.",
        sp.Add(held, -sp.Min(held, most, evaluate=False), evaluate=False),
        waits + over,
    )
    poor = worked(
        "If c comes in and c + y can be spent, nothing waits in the evening.",
        sp.Add(most, -sp.Min(most, most + under, evaluate=False), evaluate=False),
        sp.Integer(0),
    )
    more = identity("By induction n days leave n times the excess.",
                    count * over + over, (count + 1) * over)  # fmt: skip
    some = worked("The larger of zero and an excess z is z.",
                  sp.Max(0, over, evaluate=False), over)  # fmt: skip
    none = worked("And of zero and a shortfall it is zero.", sp.Max(0, -under, evaluate=False),
                  sp.Integer(0))  # fmt: skip
    yield from (spec, rich, poor, more, some, none)
    yield conclusion("Both cases in one:", sp.Eq(backlog, WAITING),
                     spec, rich, poor, more, some, none)  # fmt: skip


def _used(statement: sp.Basic) -> Iterator[Step]:
    spec = spending()
    block = v.vault()
    left_over = read("Within an epoch the cap leaves what is not used.", v.cap_left,
                     stated(block, v.cap_left).subs(v.new_epoch, 0),
                     sp.Max(0, cap - v.epoch_used))  # fmt: skip
    adds = read("What is spent is used.", sp.Symbol("\\lambda_e'"),
                stated(block, v.epoch_used).subs(v.new_epoch, 0),
                v.epoch_used + v.spend)  # fmt: skip
    free = worked(
        "While the cap leaves c + z, more than a day's room c, c is used: n days use n times c.",
        sp.Add(count * most, sp.Min(most, most + over, evaluate=False), evaluate=False),
        (count + 1) * most,
    )
    last = worked(
        "On the day on which it leaves c − y, that is used, and the cap λ is reached.",
        sp.Add(used - most + under, sp.Min(most, most - under, evaluate=False), evaluate=False),
        used,
    )
    none = worked("From then on it leaves nothing.",
                  sp.Add(used, sp.Min(most, 0, evaluate=False), evaluate=False), used)  # fmt: skip
    yield from (spec, left_over, adds, free, last, none)
    yield conclusion("So the smaller of the two holds on every day of the epoch.",
                     sp.Eq(v.epoch_used, USED), spec, left_over, adds, free, last, none)


@cache
def _vault() -> tuple[Block, frozenset[sp.Symbol]]:
    """The vault's block, made once, and the symbols that it reads."""
    block = v.vault()
    return block, frozenset(s for e in block.equations for s in right_of(e).free_symbols)


def vault_day(known: Values) -> Values:
    """The specification's vault on one day, in a pool made anew at par and a price of one.

    What is not given is harmless: no gas, no cap, one purchase, tolerance 2 %, fee 0.3 %.
    """
    block, symbols = _vault()
    values: Values = dict.fromkeys(symbols, 1)
    values |= {a.vault_ai: 0, a.pool_fees_usd: 0, v.twap_noise: 0, pool_fee: 0.003, v.gas_cost: 0,
               v.epoch_days: 7, v.epoch_used: 0, v.epoch_age: 0, cap: 1e30, slippage: 0.02,
               a.day_in_years: 1 / 365, a.day_in_seconds: 86400, a.pool_usd: 100}  # fmt: skip
    values |= known
    values[a.pool_ai] = values[a.pool_usd]
    trace = Trace(values)
    run_block(block, trace)
    return trace.values


def _waiting_in_numbers(statement: sp.Basic) -> Evidence:
    symbols = (backlog, days_run, daily_deposits, v.executions_per_day, v.guard_room)
    off = sp.lambdify(symbols, statement.lhs - statement.rhs, "math")
    draw, worst, cases = np.random.default_rng(7), 0.0, 0
    for _ in range(20):
        income, times = draw.uniform(0.2, 20), int(draw.integers(1, 6))
        held = 0.0
        for day in range(1, 7):
            today = vault_day({a.vault_usd: held + income, v.executions_per_day: times})
            held = float(today[a.vault_usd])
            worst = max(worst, abs(off(held, day, income, times, float(today[v.guard_room]))))
            cases += 1
    return Evidence("the specification's vault, day by day in a pool of 100 USD: USD", cases, worst,
                    1e-9)  # fmt: skip


def _used_in_numbers(statement: sp.Basic) -> Evidence:
    symbols = (v.epoch_used, cap, v.epoch_age, a.one_day, v.executions_per_day, v.guard_room)
    off = sp.lambdify(symbols, statement.lhs - statement.rhs, "math")
    draw, worst, cases = np.random.default_rng(7), 0.0, 0
    for _ in range(12):
        most, times = draw.uniform(1, 40), int(draw.integers(1, 6))
        epoch: Values = {v.epoch_used: 0, v.epoch_age: 0}
        for _ in range(7):
            today = vault_day({a.vault_usd: 1e6, v.executions_per_day: times, cap: most, **epoch})
            epoch = {each: float(today[each]) for each in epoch}
            room_now = float(today[v.guard_room])
            gap = off(epoch[v.epoch_used], most, epoch[v.epoch_age], 1, times, room_now)
            worst, cases = max(worst, abs(gap)), cases + 1
    return Evidence("the specification's vault through epochs of 7 days: USD", cases, worst, 1e-9)


NUMBERS = {a.pool_usd: 100, pool_fee: sp.Rational(3, 1000), v.executions_per_day: 2,
           v.guard_room: 1, daily_deposits: 5, days_run: 2, cap: 5, v.epoch_age: 2,
           a.one_day: 1}  # fmt: skip


def _evenings(deposits: tuple[int, ...], rooms: tuple[sp.Expr, ...]) -> sp.Expr:
    held = sp.Integer(0)
    for came, most_today in zip(deposits, rooms, strict=True):
        held += came - sp.Min(held + came, most_today)
    return held


def _grown() -> tuple[sp.Expr, sp.Expr]:
    """Two days' rooms, of 2 USD at first, in a pool of 100 USD that keeps what came in."""
    return sp.Integer(2), 2 * (1 + (1 - NUMBERS[pool_fee]) * 2 / 100)


def claims() -> tuple[Claim, ...]:
    """The claims."""
    steady = Assumption("steady-room", "the guard admits the same each day")
    slack = Assumption("no-cap", "the epoch's cap does not bind")
    called = Assumption("called", "the reward pays the gas, so executors call")
    waiting, used_up = WAITING.subs(NUMBERS), USED.subs(NUMBERS)
    return (
        Claim(
            "backlog-grows-by-the-excess",
            "What exceeds the day's room waits, and the wait grows every day",
            "Below the room nothing waits. Above it no dollar is lost, but each day adds the same.",
            (Assumption("steady-deposits", "the same dollars come in each day"), steady, slack,
             called),
            sp.Eq(backlog, WAITING),
            _waiting,
            _waiting_in_numbers,
            {
                "steady-deposits": lambda: Counterexample(
                    "let 10 USD come on the second day and none on the first, with a room of 2",
                    sp.Eq(_evenings((0, 10), (2, 2)), waiting)),
                "steady-room": lambda: Counterexample(
                    "let the pool keep what came in: the second day's room is larger",
                    sp.Eq(_evenings((5, 5), _grown()), waiting)),
                "no-cap": lambda: Counterexample(
                    "let a cap of 3 USD end the second day's purchases early",
                    sp.Eq(_evenings((5, 5), (2, 1)), waiting)),
                "called": lambda: Counterexample(
                    "let gas exceed the reward: everything waits",
                    sp.Eq(_evenings((5, 5), (0, 0)), waiting)),
            },
            "an empty vault at the start; evenings",
            shown_in=FIGURE,
        ),
        Claim(
            "an-epoch-spends-its-cap-or-its-room",
            "A full vault spends the cap of the epoch, or the room of its days if that is less",
            "Until the cap is reached, it changes nothing; from then on nothing is spent.",
            (Assumption("full-vault", "each day the vault holds more than the day's room"), steady,
             called),
            sp.Eq(v.epoch_used, USED),
            _used,
            _used_in_numbers,
            {
                "full-vault": lambda: Counterexample(
                    "let only 1 USD come each day", sp.Eq(sp.Integer(1 + 1), used_up)),
                "steady-room": lambda: Counterexample(
                    "let the pool keep what came in: the second day's room is larger",
                    sp.Eq(sp.Min(NUMBERS[cap], sum(_grown())), used_up)),
                "called": lambda: Counterexample(
                    "let gas exceed the reward: nothing is spent", sp.Eq(sp.Integer(0), used_up)),
            },
            "days of one epoch, counted from its first",
            shown_in=FIGURE,
        ),
    )  # fmt: skip
