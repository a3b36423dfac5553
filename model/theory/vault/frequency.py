"""How many purchases a day: as many as gas or the window allows, each as small. Theory: T11, T24.

Executors who compete come whenever the reward pays the gas, at most once in a window of the
average price; after each purchase arbitrage takes the pool back.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from model.quantities import in_force
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import Block, right_of
from model.spec.pool import pool_fee
from model.spec.worth import depth
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Trace, Values, run_block, stated
from model.theory.sourced import POOL_FEE
from model.theory.steps import Step, conclusion, inequality
from model.theory.vault.executor import paying, share
from model.theory.vault.readings import read, worked
from model.theory.vault.vault import slippage

cap = in_force(v.epoch_volume_cap)
#: Windows of the average price in a day, which is how often the guard has a fresh quote.
WINDOWS = a.day_in_seconds / in_force(v.twap_window)
#: What the market takes of the vault in a day, by the specification, whatever the vault holds.
MARKET = sp.Min(*(each for each in stated(v.vault(), v.affordable).args
                  if each not in (a.vault_usd, v.cap_left)))  # fmt: skip
#: And what market and guard let through together.
LIMIT = sp.Min(WINDOWS * v.guard_room, MARKET)
SPENT = sp.Min(a.vault_usd, v.cap_left, LIMIT)
EACH = sp.Max(v.least_purchase, sp.Min(v.affordable / WINDOWS, v.guard_room))
FIGURE = "fig-frequency"
SUPPLY = 1e30  # of tokens and of depth, where neither is to bind
# Bound variables: the windows of a day; the least purchase; what exceeds what.
windows, least = sp.symbols("w d", positive=True)
x, y, z = sp.symbols("x y z", nonnegative=True)
cash, room = least * (1 + z), least * (1 + y)


def _called() -> tuple[Step, ...]:
    """The specification's purchases of a day where the reward pays, and what that implies."""
    *_, (called, _) = stated(v.vault(), v.executions).args
    many = read(
        "Where the reward pays the gas γ, and there is gas to pay, executors make so many "
        "purchases.",
        v.executions,
        called.args[0][0],
        sp.Max(1, sp.Min(WINDOWS, v.affordable / v.least_purchase)),
    )
    few = worked(
        "So where it pays, neither cash nor room is less than the least purchase, d. Let the cash "
        "be d (1 + z), the room d (1 + y), and w the windows of the day. If gas decides, w is "
        "1 + z or more, and 1 + z purchases are made.",
        sp.Max(1, sp.Min(1 + z + x, 1 + z, evaluate=False), evaluate=False),
        1 + z,
    )
    often = worked(
        "If the windows decide, z is w − 1 + x, and w purchases are made; w is at least one, "
        "since no window is longer than a day.",
        sp.Max(1, sp.Min(1 + y, 1 + y + x, evaluate=False), evaluate=False),
        1 + y,
    )
    return *paying(), many, few, often


def _spends(statement: sp.Basic) -> Iterator[Step]:
    block = v.vault()
    asked = read("The vault spends what it can afford, or the room of its purchases.", v.spend,
                 stated(block, v.spend),
                 sp.Min(v.affordable, v.executions * v.guard_room))  # fmt: skip
    afford = read("It can afford this.", v.affordable, stated(block, v.affordable),
                  sp.Min(a.vault_usd, v.cap_left, MARKET))  # fmt: skip
    steps = _called()
    enough = inequality(
        "If gas decides, the room of 1 + z purchases is no less than the cash, so all cash is "
        "spent, and the room of w purchases, which is no smaller, does not bind.",
        (1 + z) * room,
        cash,
        least * (1 + z) * y,
    )
    yield from (asked, afford, *steps, enough)
    yield conclusion(
        "If the windows decide, the purchases are w. In both cases the smaller of cash and w "
        "times the room is spent.",
        sp.Eq(v.spend, SPENT),
        asked,
        afford,
        *steps,
        enough,
    )


def _each(statement: sp.Basic) -> Iterator[Step]:
    first, *_ = stated(v.vault(), v.one_purchase).args
    one = read("One purchase is what is spent over the number of purchases.", v.one_purchase,
               first[0], v.spend / v.executions)  # fmt: skip
    steps = _called()
    by_gas = worked("If gas decides, all cash is spent, and each purchase is just large enough.",
                    sp.Mul(cash, 1 / (1 + z), evaluate=False), least)  # fmt: skip
    more = inequality(
        "If the windows decide, a w-th of the cash is no less than d, nor is the room.",
        least * (windows + x) / windows,
        least,
        least * x / windows,
    )
    less = inequality(
        "If gas decides, a w-th of the cash is no more than d: w is 1 + z + x.",
        least,
        cash / (1 + z + x),
        least * x / (1 + z + x),
    )
    yield from (one, *steps, by_gas, more, less)
    yield conclusion(
        "If the windows decide, the smaller of a w-th of the cash and the room is bought each "
        "time. Both cases in one:",
        sp.Eq(v.one_purchase, EACH),
        one,
        *steps,
        by_gas,
        more,
        less,
    )


@cache
def _vault() -> tuple[Block, frozenset[sp.Symbol]]:
    """The vault's block, made once, and the symbols that it reads."""
    block = v.vault()
    return block, frozenset(s for e in block.equations for s in right_of(e).free_symbols)


def vault_day(known: Values) -> Values:
    """The specification's vault on one day, in a pool made anew at par and a price of one.

    What is not given is harmless: no gas, no cap, one window a day, a deep market, tolerance
    2 %, fee 0.3 %, holders who have what the vault buys.
    """
    block, symbols = _vault()
    values: Values = dict.fromkeys(symbols, 1)
    empty = (a.vault_ai, a.providers_usd, a.holders_usd, a.executor_usd, a.outside,
             v.twap_noise, v.gas_cost, v.epoch_used, v.epoch_age, cap)  # fmt: skip
    values |= dict.fromkeys(empty, 0)
    values |= {pool_fee: POOL_FEE, v.epoch_days: 7, slippage: 0.02, a.day_in_years: 1 / 365,
               a.day_in_seconds: 86400, in_force(v.twap_window): 86400, a.pool_usd: 100,
               depth: SUPPLY, a.holders: SUPPLY}  # fmt: skip
    values |= known
    values[a.pool_ai] = values[a.pool_usd]
    trace = Trace(values)
    run_block(block, trace)
    return trace.values


DRAWN = (a.vault_usd, cap, v.depth_share, a.pool_usd, v.gas_cost, in_force(v.twap_window), slippage)


def _days(count: int) -> Iterator[Values]:
    """Random days of the specification's vault on which executors call."""
    draw = np.random.default_rng(7)
    while count:
        high = (10, 10, 10, 1e3, 1e-3, 86400, 0.05)
        low = (0.01, 0.01, 0.1, 10, 1e-6, 1800, 0.004)
        numbers = np.exp(draw.uniform(np.log(low), np.log(high)))
        known: Values = dict(zip(DRAWN, map(float, numbers), strict=True))
        today = vault_day(
            known | {share: 0.01, depth: 1, v.twap_noise: float(draw.standard_normal())}
        )
        if today[v.executions] > 0:
            count -= 1
            # The vault has paid in the evening; the claim speaks of the morning.
            yield today | {a.vault_usd: known[a.vault_usd], a.holders: SUPPLY}


def _in_numbers(statement: sp.Basic) -> Evidence:
    symbols = sorted(statement.free_symbols, key=str)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    worst, count = 0.0, 200
    for today in _days(count):
        worst = max(worst, abs(off(*(float(today[s]) for s in symbols))))
    return Evidence("days of the specification's vault at random cash, cap, depth, gas and window: "
                    "relative difference", count, worst, 1e-9)  # fmt: skip


HERE = {
    a.vault_usd: 10,
    v.cap_left: 10,
    a.day_in_seconds: 4,
    in_force(v.twap_window): 1,
    v.guard_room: 2,
    v.affordable: 10,
    v.least_purchase: 1,
}
HERE |= dict.fromkeys(MARKET.free_symbols, 100)


def _instead(text: str, found: sp.Expr, formula: sp.Expr) -> Counterexample:
    return Counterexample(text, sp.Eq(found, formula.subs(HERE)))


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    called = Assumption("called", "the reward pays the gas, so executors call")
    race = Assumption("competition", "somebody calls as soon as the reward pays the gas")
    region = "windows of at most a day, gas above zero"
    grown = sp.Rational(2) * sum(sp.Rational(51, 50) ** n for n in range(4))
    return (
        Claim(
            "called-vault-spends-what-passes",
            "A vault that is called spends all it holds, or the room of the day's windows",
            "How many purchases executors make of it does not matter for the sum, as long as gas "
            "is paid: what holds spending back is cash, cap, the guard, and what the market takes.",
            (called, race,
             Assumption("taken-back", "between purchases arbitrage takes the pool back")),
            sp.Eq(v.spend, SPENT),
            _spends,
            _in_numbers,
            {
                "called": lambda: _instead(
                    "let gas exceed the reward: nothing is spent", sp.Integer(0), SPENT),
                "competition": lambda: _instead(
                    "let one executor call once a day: one room is spent", sp.Min(10, 2), SPENT),
                "taken-back": lambda: _instead(
                    "let a purchase of 2 in a reserve of 100 stay there: later windows have more "
                    "room", grown, SPENT),
            },
            region,
            shown_in=FIGURE,
        ),
        Claim(
            "purchases-are-as-small-as-gas-allows",
            "Competing executors make each purchase as small as gas or the window allows",
            "Little revenue comes in purchases that just pay their gas. Much revenue is cut into "
            "as many purchases as the day has windows, each at most the room.",
            (called, race),
            sp.Eq(v.one_purchase, EACH),
            _each,
            _in_numbers,
            {
                "called": lambda: _instead(
                    "let gas exceed the reward: no purchase is made", sp.Integer(0), EACH),
                "competition": lambda: _instead(
                    "let one executor call once a day, in a pool that admits it: all is one "
                    "purchase", sp.Integer(10), EACH),
            },
            region,
            shown_in=FIGURE,
        ),
    )  # fmt: skip
