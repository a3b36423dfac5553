"""The vault: what its guard lets through at once, and what executors make of it in a day.

Executors who compete come whenever the reward pays the gas, at most once in a window of the
average price; after each purchase arbitrage takes the pool back. Theory: T11, T24.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import sympy as sp

from model.contract import BPS
from model.contract_runs import TOKENS, paid_in, passing, swapped
from model.exact import Values, alone, value
from model.logic import (Assumption, Case, Chapter, Claim, Draw, Proved, Step, Steps, against,
                         by_arithmetic, by_specification, drawn, logs, parts, read)
from model.quantities import in_force
from model.searches import largest
from model.spec import accounts, vault
from model.spec.accounts import pool_ai, pool_usd, vault_usd
from model.spec.core import stated
from model.spec.pool import bought, pool_fee, spot
from model.spec.vault import affordable, guard_room, least_purchase, one_purchase, spend, twap
from model.spec.worth import depth
from model.theory.sourced import FEE_AS_FOUND, POOL_FEE
from model.theory.vault.purchase import BACK, POOL, dollars, spent, tokens

BLOCK = vault.vault()
slippage, cap = in_force(vault.max_slippage), in_force(vault.epoch_volume_cap)
window = in_force(vault.twap_window)
ROOM = pool_usd * sp.Max(0, 1 / (spot / twap * (1 - slippage)) - 1 / (1 - pool_fee))
#: What the pool gives is no less than the guard asks for.
PASSES = sp.Ge(bought((1 - pool_fee) * one_purchase), (1 - slippage) * one_purchase / twap,
               evaluate=False)
#: Windows of the average price in a day, which is how often the guard has a fresh quote.
WINDOWS = accounts.day_in_seconds / window
#: What the market takes of the vault in a day, by the specification, whatever the vault holds.
MARKET = sp.Min(*(each for each in stated(BLOCK, affordable).args
                  if each not in (vault_usd, vault.cap_left)))
#: And what market and guard let through together.
LIMIT = sp.Min(WINDOWS * guard_room, MARKET)
SPENT = sp.Min(vault_usd, vault.cap_left, LIMIT)
EACH = sp.Max(least_purchase, sp.Min(affordable / WINDOWS, guard_room))
#: Executors call, for the reward pays the gas and there is one; no window is longer than a day.
PAYS = (sp.Ge(vault.executor_reward_usd, vault.gas_cost, evaluate=False),
        sp.Gt(vault.executor_reward_usd, 0, evaluate=False))
CALLED = (*PAYS, sp.Ge(accounts.day_in_seconds, window, evaluate=False))
# Bound variables: the parts of a purchase that pool and guard leave, both below one.
after_fee, after_slip = sp.symbols("f g", positive=True)
CALLS = {
    spot: "The price before a purchase is the ratio of the reserves.",
    vault.executor_reward_usd: "The reward is that of the largest purchase, by cash or by room.",
    least_purchase: "The least purchase is the one that just pays.",
    vault.executions: "Where the reward pays the gas executors make so many purchases."}
SPENDS = {spend: "The vault spends what it can afford, or the room of its purchases.",
          affordable: "It can afford this."}
BUYS = {one_purchase: "One purchase is what is spent over the number of purchases."}
#: Base units of 10^7 dollars in a pool; tokens, or depth, where neither is to bind.
DEEP, SUPPLY = 10**13, 1e30
DAYS: dict[sp.Symbol, Draw] = {
    vault_usd: logs(0.01, 10), cap: logs(0.01, 10), depth: 1, vault.depth_share: logs(0.1, 10),
    pool_usd: logs(10, 1e3), vault.gas_cost: logs(1e-6, 1e-3), window: logs(1800, 86400),
    slippage: logs(0.004, 0.05), vault.twap_noise: lambda draw: float(draw.standard_normal()),
    in_force(vault.executor_share): 0.01}
#: Gas that no reward of a purchase of 10 USD pays.
UNPAID: Values = {vault.gas_cost: 10}


def _guard(statement: sp.Basic) -> Steps:
    formula, admitted = sorted(statement.args, key=lambda part: not isinstance(part, sp.Eq))
    yield (room := by_specification("The specification's room is this.", formula,
                                    (BLOCK, guard_room)))
    yield by_arithmetic("Let the fee leave f and the tolerance g of a dollar, both positive. Then "
                        "no purchase above the room passes, and none that passes is above it; if "
                        "it is zero, none passes.", admitted, room,
                        where={pool_fee: 1 - after_fee, slippage: 1 - after_slip, spot: dollars
                               / tokens, pool_ai: tokens, pool_usd: dollars, one_purchase: spent})


def _rules(words: dict[sp.Symbol, str]) -> list[Step]:
    """What the specification's vault says of symbols."""
    return [read(text, each, *[stated(BLOCK, each)] * 2) for each, text in words.items()]


def spends() -> Proved:
    """What a vault that is called spends."""
    return by_arithmetic(
        "If gas decides how many purchases there are, all cash is spent: their room is no less, "
        "and that of all windows is larger still. If the windows decide, it is the smaller of "
        "cash and their room. No case is left in which anything else is spent.",
        sp.Eq(spend, SPENT), *_rules(CALLS | SPENDS), given=CALLED)


def _day(statement: sp.Basic) -> Steps:
    yield from _rules(CALLS | SPENDS | BUYS)
    yield by_arithmetic("So where it pays, neither cash nor room is less than the least purchase.",
                        sp.Ge(sp.Min(affordable, guard_room), least_purchase, evaluate=False),
                        *_rules(CALLS), given=[*PAYS, sp.Lt(pool_fee, 1)])
    yield spends()
    yield by_arithmetic(
        "If gas decides, each purchase is just large enough, and a window's part of the cash is no "
        "more. If the windows decide, the smaller of that part and the room is bought each time, "
        "and neither is less than the least purchase. No case is left with another size.",
        parts(statement)[one_purchase], *_rules(CALLS | SPENDS | BUYS), given=CALLED)


def _admitted(at: Case) -> Case:
    """The largest purchase that whole-number guards accept, and one just above and below it."""
    most = passing(1 / Fraction(at[twap]), round(at[slippage] * BPS), DEEP) / DEEP
    return {guard_room: most, one_purchase: np.maximum(0, most + np.array([-1e-5, 1e-5]))}


def vault_day(known: Values) -> Values:
    """The specification's vault on one day, in a pool made anew at par and a price of one.

    What is not given is harmless: no gas, no cap, one window a day, a deep market, tolerance
    2 %, the pool's fee of the facts, holders who have what the vault buys.
    """
    none = (vault.twap_noise, vault.gas_cost, vault.epoch_used, vault.epoch_age, cap)
    values: Values = {**dict.fromkeys(BLOCK.inputs, 1.0), **dict.fromkeys(none, 0.0),
                      pool_fee: POOL_FEE, vault.epoch_days: 7, slippage: 0.02, window: 86400,
                      accounts.day_in_years: 1 / 365, accounts.day_in_seconds: 86400, pool_usd: 100,
                      depth: SUPPLY, accounts.holders: SUPPLY, **known}
    return alone(BLOCK, values | {pool_ai: values[pool_usd]}).values


def _morning(at: Case) -> Values | None:
    """A day on which executors call; the vault has paid in the evening, the claim is of before."""
    today = vault_day(at)
    held = {vault_usd: at[vault_usd], accounts.holders: SUPPLY}
    return today | held if today[vault.executions] > 0 else None


def _spent(known: Values, times: int = 1) -> tuple[float, float]:
    """What is spent of 10 USD on a day, or on purchases that stay, and by claim in four windows."""
    held, found, quarters = 100.0, 0.0, {vault_usd: 10, window: 21600}
    for _ in range(times):
        today = vault_day(quarters | known | {pool_usd: held})
        found, held = found + float(today[spend]), held + float(today[vault.buyback_dollars])
    return found, value(SPENT, vault_day({**quarters}) | quarters)


def claims() -> Chapter:
    """What the guard lets through, and what a called vault spends."""
    here = {pool_usd: DEEP, spot: 1, twap: 1, slippage: sp.Rational(1, 100), pool_fee: FEE_AS_FOUND}

    def instead(gives: Callable[[int], int], quote: Callable[[int], int]) -> tuple[sp.Expr, ...]:
        most = largest(lambda amount: gives(amount) * 100 >= quote(amount) * 99, DEEP)
        return sp.Rational(most, DEEP), ROOM.subs(here) / DEEP

    def got(amount: int) -> int:
        return swapped(TOKENS, DEEP, paid_in(amount))

    yield Claim(
        "guard-limits-size",
        "The guard lets through purchases up to a fixed share of the pool's dollars",
        "A purchase passes if the pool gives at least (1 − s) of the TWAP quote. Fee and impact "
        "are not in the quote, so both eat into the tolerance.",
        (POOL.without("sell at a fixed price, and of the reserve passes",
                      lambda: instead(paid_in, int)),
         Assumption("bare-quote", "the quote contains neither pool fee nor impact", "let the guard "
                    "compare with a quote that contains both, and of the reserve passes",
                    lambda: instead(got, got))),
        sp.And(sp.Eq(guard_room, ROOM, evaluate=False),
               sp.Equivalent(PASSES, sp.Le(one_purchase, guard_room, evaluate=False))),
        proof=_guard,
        numbers=against("largest purchase that whole-number guards accept, by bisection: share of "
                        "the reserve", 1e-6,
                        drawn(300, {pool_usd: 1, pool_ai: 1, spot: 1, twap: (0.985, 1.015),
                                    slippage: [bps / BPS for bps in range(1, 501)],
                                    pool_fee: POOL_FEE}, _admitted), unit=1),
        region="one purchase, above zero, against reserves that it alone moves",
        shown_in="fig-admissible")
    yield Claim(
        "called-vault-spends-what-passes",
        "A vault that is called spends all it holds, or the room of the day's windows",
        "How many purchases executors make of it does not matter for the sum, as long as gas is "
        "paid: what holds spending back is cash, cap, the guard, and what the market takes. "
        "Competition makes each purchase as small as gas or the window allows.",
        (Assumption("called", "the reward pays the gas, so executors call",
                    "let gas exceed the reward, and of 10 USD are spent", lambda: _spent(UNPAID)),
         Assumption("competition", "somebody calls as soon as the reward pays the gas",
                    "let one executor call once a day, and of 10 USD are spent",
                    lambda: _spent({window: 86400})),
         BACK.without("let four purchases stay in the pool, and of 10 USD are spent",
                      lambda: _spent({window: 86400}, times=4))),
        sp.And(sp.Eq(spend, SPENT), sp.Eq(one_purchase, EACH)), proof=_day,
        numbers=against("days of the specification's vault at random cash, cap, depth, gas and "
                        "window", 1e-9, drawn(200, DAYS, _morning)),
        region="windows of at most a day, a reward above zero", shown_in="fig-frequency",
        owner="own; no source is known", formerly=("purchases-are-as-small-as-gas-allows",))
