"""The executor, who is paid a share of the purchase and pays gas: when does he call?

Competing executors call as soon as it pays. A sole executor waits until a call pays best.
Depth is the dollar reserve, virtual in a range. Theory: T1, T11.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import accumulate, repeat
from typing import Any

import numpy as np
import sympy as sp

from model.contract import BPS, split
from model.contract_runs import PAID_IN, from_one, in_turn, whole_reward
from model.logic import (Assumption, Case, Chapter, Claim, Draw, Step, Steps, Values, against,
                         bound, by_arithmetic, by_specification, drawn, least_whole, logs, most_at,
                         optimum, parts, put, read, threshold)
from model.quantities import NOT_NEGATIVE, POSITIVE, in_force, theoretical
from model.searches import largest
from model.spec import vault
from model.spec.accounts import pool_ai, pool_usd, vault_ai
from model.spec.core import stated
from model.spec.pool import pool_fee, spot
from model.spec.vault import executor_reward_usd, gas_cost, least_purchase
from model.theory.notation import positive
from model.theory.sourced import AFTER_FEE, FEE_AS_FOUND, POOL_FEE
from model.theory.vault.purchase import POOL, dollars, left, tokens

least_rewarded = theoretical(
    "least_rewarded", "n_E", "1", "base units that must be bought to reward the executor", POSITIVE)
daily_deposits = theoretical(
    "daily_deposits", r"\Pi_d", "USD", "dollars that enter the vault in a day", POSITIVE)
days_between = theoretical(
    "days_between_calls", "n_c", "1", "days from one call to the next", POSITIVE)
patient_purchase = theoretical("patient_purchase", r"\Delta_{\mathrm{sole}}", "USD",
                               "purchase that a sole executor waits for", NOT_NEGATIVE)
share = in_force(vault.executor_share)
REWARDED = sp.ceiling(1 / share)
LEAST = gas_cost * pool_usd / ((1 - pool_fee) * (share * pool_usd - gas_cost))
DAYS = sp.ceiling(least_purchase / daily_deposits)
PATIENT = pool_usd / ((1 - pool_fee) * (sp.sqrt(share * pool_usd / gas_cost) - 1))
PAYS = sp.And(sp.Eq(least_rewarded, REWARDED), sp.Eq(least_purchase, LEAST),
              sp.Gt(share * pool_usd, executor_reward_usd, evaluate=False),
              sp.Eq(days_between, DAYS))
# Bound variables, positive here: the share; what depth has beyond gas over it; a purchase; days;
# what the root of ε Y over γ is above one.
part = positive(share)
beyond, size, days, deeper = sp.symbols("z \\Delta n c", positive=True)
IN_POOL = {pool_ai: tokens, pool_usd: dollars, spot: dollars / tokens, share: part,
           pool_fee: 1 - left}
#: The specification's reward for a purchase of Δ, in dollars at the price before it.
REWARD = stated(vault.vault(), executor_reward_usd).subs(
    sp.Min(vault.affordable, vault.guard_room), size)
DEEP = IN_POOL | {pool_usd: (gas_cost + beyond) / part, spot: (gas_cost + beyond) / part / tokens}
UNIT = 10**18
POOLS: dict[sp.Symbol, Draw] = {pool_ai: (1e6, 1e9), pool_usd: (1e5, 1e8), gas_cost: (0.01, 100.0),
                                share: [bps / BPS for bps in range(20, 501)],
                                pool_fee: POOL_FEE, daily_deposits: logs(0.01, 10)}
ROUND = {pool_usd: 100, gas_cost: 1, share: sp.Rational(1, 25), pool_fee: FEE_AS_FOUND}


def _rewarded() -> Step:
    return read("At the price before it the reward for a purchase of Δ, as large as cash and "
                "guard allow, is worth this, f = 1 − φ.", executor_reward_usd, put(REWARD, IN_POOL),
                part * dollars * left * size / (dollars + left * size))


def _pays(statement: sp.Basic) -> Steps:
    said, asked = parts(statement), stated(vault.split(), vault.executor_reward)
    yield by_arithmetic("Rounded down, what is asked is a unit or more just where it was before.",
                        sp.Equivalent(sp.Ge(sp.floor(asked), 1), sp.Ge(asked, 1)))
    yield least_whole(
        "Beyond one unit it is his share times what the whole amount is above one over the share: "
        "the least whole amount at which that is not negative is the ceiling.",
        said[least_rewarded], asked - 1, vault_ai, share, where={share: part})
    yield _rewarded()
    yield threshold("Let the depth exceed gas over share, by z in ε Y = γ + z. Then the reward "
                    "less the gas is a positive factor times what the purchase is above this: "
                    "a smaller one does not pay.", said[least_purchase], REWARD - gas_cost, size,
                    left * (share * pool_usd - gas_cost) / (pool_usd + left * size), where=DEEP)
    yield by_specification("In such a pool it is the specification's least purchase.",
                           said[least_purchase], (vault.vault(), least_purchase), where=DEEP)
    yield bound("The reward stays below the executor's share of the reserve, and comes near it as "
                "the purchase grows.", said[share * pool_usd],
                part * dollars**2 / (dollars + left * size), (size, sp.oo),
                where=IN_POOL | {executor_reward_usd: put(REWARD, IN_POOL)})
    yield least_whole("After a call the vault is empty. What it holds after n days, beyond a "
                      "purchase that pays, is a day's deposits times what n is above this: the "
                      "first whole day is the ceiling.", said[days_between],
                      days * daily_deposits - least_purchase, days, daily_deposits)


def _patient(statement: sp.Basic) -> Steps:
    yield _rewarded()
    cost, far = part * dollars / (1 + deeper) ** 2, dollars + left * size
    yield optimum("Calls come every Δ/Π days. What the reward exceeds the gas by, over these "
                  "days, rises with the size below this and falls above it, in a pool deeper "
                  "than gas over share. So no other size pays a sole executor more.",
                  statement, (REWARD - gas_cost) * daily_deposits / size, size, daily_deposits
                  * cost * deeper * left / (size * far) ** 2 * (far + (1 + deeper) * left * size),
                  where=IN_POOL | {gas_cost: cost})


def first_call(least: float, deposits: Iterable[float]) -> int:
    """The first day on which a vault that was empty holds a purchase that pays."""
    return next(day for day, held in enumerate(accumulate(deposits), 1) if held >= least)


def _called(at: Case) -> Values:
    """The contract's split in whole units, and days of a vault that is emptied when it pays."""
    reserve, other = (int(at[each]) * UNIT for each in (pool_ai, pool_usd))
    bps, cost = round(at[share] * BPS), round(at[gas_cost] * UNIT)
    least = 1 + largest(lambda each: whole_reward(reserve, other, each, bps) < cost, other)
    paid = [whole_reward(reserve, other, other * times, bps) / UNIT for times in (1, 10, 10**6)]
    income = least / UNIT * at[daily_deposits]
    return {pool_usd: other / UNIT, least_purchase: least / UNIT, daily_deposits: income,
            executor_reward_usd: np.array(paid, float),
            least_rewarded: from_one(lambda amount: split(amount, bps, 0).executor),
            days_between: first_call(least / UNIT, repeat(income))}


def _searched(at: Case) -> Values:
    """The size at which profit a day is largest, of what a dollar brings less its gas."""
    found = most_at(lambda log: at[share] * AFTER_FEE / (1 + AFTER_FEE * np.exp(log) / at[pool_usd])
                    - at[gas_cost] / np.exp(log), np.log(at[pool_usd]), 1e-9)
    return {patient_purchase: float(np.exp(found))}


def at_a_time(whole: int, gas: Fraction, gives: Callable[[list[Fraction]], Any]) -> sp.Expr:
    """The purchases into which a sole executor cuts what will ever come, up to eight."""
    best = max(range(1, 9), key=lambda n: gives([whole * PAID_IN / n] * n) / 25 - gas * n)
    return sp.Rational(whole, best)


def claims() -> Chapter:
    """When competing executors call, and when a sole one does."""
    unit, steady, kept = Fraction(1), "the same dollars come in each day", (1 - pool_fee) * size
    least, patient = LEAST.subs(ROUND), PATIENT.subs(ROUND)
    yield Claim(
        "least-purchase-that-pays",
        "Competing executors call from the least purchase that pays, if any does",
        "For a deep pool it is gas over what the executor gets of a dollar: his share, less the "
        "pool's fee. A busy vault reaches it each day, a poor one gathers. No purchase pays more "
        "than his share of the reserve: if gas costs more, nobody ever calls, however full the "
        "vault. And below one base unit over his share, which is dust, rounding leaves him "
        "nothing.",
        (POOL.without("sell at a fixed price, and the least purchase is",
                      lambda: ((gas_cost / (share * (1 - pool_fee))).subs(ROUND), least)),
         Assumption("competition", "somebody calls as soon as the reward pays the gas", "let a "
                    "sole executor choose, and the least purchase is", lambda: (patient, least)),
         Assumption("price-before", "executors value the reward at the old price",
                    "value it at the price after the purchase, and the least is", lambda: (
                        max(sp.solve((share * kept * (1 + kept / pool_usd) - gas_cost).subs(ROUND),
                                     size)), least)),
         Assumption("steady-deposits", steady, "let 100 USD come at once instead of 10 USD a day, "
                    "and the days are", lambda: (first_call(float(least), [100]), DAYS.subs(
                        {least_purchase: least, daily_deposits: 10}))),
         Assumption("executor-first", "his share is of the whole, rounded down",
                    "pay him 4 per cent of what the burn leaves, and the base units are",
                    lambda: (from_one(lambda amount: (amount - split(amount).burn) // 25),
                             REWARDED.subs(ROUND)))),
        PAYS, proof=_pays,
        numbers=against("the contract's split in whole units, by bisection and by counting up; "
                        "purchases of 1 to 10^6 times the reserve; a vault emptied whenever it "
                        "pays", 1e-9, drawn(80, POOLS, _called), strict=True),
        region="pools deeper than gas over the executor's share, which is in whole basis points; "
        "one look at the vault a day; no limit of guard or cap binds", shown_in="fig-executor",
        formerly=("executor-paid-only-above-dust", "executor-reward-is-bounded",
                  "days-between-calls"))
    yield Claim(
        "a-sole-executor-waits",
        "A sole executor waits until impact costs him about as much as gas",
        "His purchase grows with the root of depth times gas over share, so it is far larger than "
        "that of competing executors.",
        (POOL.without("sell at a fixed price, and of 400 USD he takes at a time",
                      lambda: (at_a_time(400, unit, sum), patient)),
         Assumption("sole-executor", "nobody else can call", "let others call, and the first whom "
                    "it pays comes at", lambda: (least, patient)),
         Assumption("steady-deposits", steady + ", for ever",
                    "let deposits end at 150 USD, and he takes at a time", lambda: (
                        at_a_time(150, unit, lambda cut: in_turn(100, 100, cut, True)), patient)),
         Assumption("full-recovery", "between calls the pool comes back to its price",
                    "never let the pool recover from 60 USD, with gas of a tenth, and he takes",
                    lambda: (at_a_time(60, unit / 10, lambda cut: in_turn(100, 100, cut, False)),
                             PATIENT.subs(ROUND | {gas_cost: sp.Rational(1, 10)})))),
        sp.Eq(patient_purchase, PATIENT), proof=_patient,
        numbers=against("profit a day, maximised over the size", 1e-5, drawn(80, POOLS, _searched)),
        region="gas above zero, pools deeper than gas over the executor's share; no limit of guard "
        "or cap binds", literature=("baumol1952transactions", "tobin1956interest"),
        shown_in="fig-executor",
        owner="Baumol 1952, equation 2, the square root; Tobin 1956, place not looked up")
