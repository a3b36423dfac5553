"""How many purchases a day: as many as gas or the window allows, each as small. Theory: T11, T24.

Executors who compete come whenever the reward pays the gas, at most once in a window of the
average price; after each purchase arbitrage takes the pool back.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.step import Step
from model.logic.steps import read
from model.quantities import in_force
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import Block, right_of, stated
from model.spec.pool import pool_fee, spot
from model.spec.worth import depth
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Trace, Values, run_block
from model.theory.sourced import POOL_FEE
from model.theory.vault.executor import share
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
#: Executors call: the reward pays the gas, and there is one.
PAYS = sp.Ge(v.executor_reward_usd, v.gas_cost, evaluate=False)
SOME = sp.Gt(v.executor_reward_usd, 0, evaluate=False)
#: And no window is longer than a day.
CALLED = (PAYS, SOME, sp.Ge(a.day_in_seconds, in_force(v.twap_window), evaluate=False))


def _says(text: str, symbol: sp.Symbol) -> Step:
    """What the specification's vault says of a symbol."""
    value = stated(v.vault(), symbol)
    return read(text, symbol, value, value)


def _called() -> Iterator[Step]:
    """The specification's purchases of a day, and what follows where the reward pays the gas."""
    price = _says("The price before a purchase is the ratio of the reserves.", spot)
    paid = _says("The reward is that of the largest purchase, by cash or by room.",
                 v.executor_reward_usd)  # fmt: skip
    least = _says("The least purchase is the one that just pays.", v.least_purchase)
    many = _says("Where the reward pays the gas executors make so many purchases.", v.executions)
    yield from (price, paid, least, many)
    yield by_arithmetic(
        "So where it pays, neither cash nor room is less than the least purchase.",
        sp.Ge(sp.Min(v.affordable, v.guard_room), v.least_purchase, evaluate=False),
        price,
        paid,
        least,
        given=[PAYS, SOME, sp.Lt(pool_fee, 1)],
    )


def _spends(statement: sp.Basic) -> Iterator[Step]:
    steps = (
        _says("The vault spends what it can afford, or the room of its purchases.", v.spend),
        _says("It can afford this.", v.affordable),
        *_called(),
    )
    yield from steps
    yield by_arithmetic(
        "If gas decides how many purchases there are, all cash is spent: their room is no less, "
        "and that of all windows is larger still. If the windows decide, it is the smaller of "
        "cash and their room. No case is left in which anything else is spent.",
        statement,
        *steps,
        given=CALLED,
    )


def _each(statement: sp.Basic) -> Iterator[Step]:
    steps = (
        _says("One purchase is what is spent over the number of purchases.", v.one_purchase),
        _says("The vault spends what it can afford, or the room of its purchases.", v.spend),
        *_called(),
    )
    yield from steps
    yield by_arithmetic(
        "If gas decides how many purchases there are, all cash is spent, each is just large "
        "enough, and a window's part of the cash is no more. If the windows decide, the smaller of "
        "that part and the room is bought each time, and neither is less than the least purchase. "
        "No case is left in which a purchase has another size.",
        statement,
        *steps,
        given=CALLED,
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
    region = "windows of at most a day, a reward above zero"
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
            owner="own; no source is known",
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
            owner="own; no source is known",
        ),
    )  # fmt: skip
