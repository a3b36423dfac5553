"""The executor, who is paid a share of the purchase and pays gas: when does he call?

Competing executors call as soon as it pays. A sole executor waits until a call pays best.
Depth is the dollar reserve, virtual in a range. Theory: T1, T11.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model import contract
from model.logic.arithmetic import by_arithmetic
from model.logic.formulas import threshold
from model.logic.step import ProofError, Step
from model.logic.steps import read
from model.logic.theorems import bound, least_whole
from model.quantities import POSITIVE, in_force, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import stated
from model.spec.pool import pool_fee, spot
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.pool import positive
from model.theory.sourced import FEE_AS_FOUND, POOL_FEE, paid_in
from model.theory.vault.purchase import POOL, dollars, left, tokens

least_rewarded = theoretical(
    "least_rewarded", r"n_E", "1", "base units that must be bought to reward the executor", POSITIVE
)
FIGURE = "fig-executor"
share = in_force(v.executor_share)
REWARDED = sp.ceiling(1 / share)
LEAST = v.gas_cost * a.pool_usd / ((1 - pool_fee) * (share * a.pool_usd - v.gas_cost))
PATIENT = a.pool_usd / ((1 - pool_fee) * (sp.sqrt(share * a.pool_usd / v.gas_cost) - 1))
# Bound variables, positive here.
part = positive(share)
beyond, size = sp.symbols("z \\Delta", positive=True)
IN_POOL = {a.pool_ai: tokens, a.pool_usd: dollars, spot: dollars / tokens, share: part,
           pool_fee: 1 - left}  # fmt: skip


def known(expression: sp.Expr) -> sp.Expr:
    """The expression in positive symbols, with f for what the pool's fee leaves of a dollar."""
    return expression.subs(IN_POOL, simultaneous=True)


def reward() -> sp.Expr:
    """The specification's reward for a purchase of Δ, in dollars at the price before it."""
    return stated(v.vault(), v.executor_reward_usd).subs(sp.Min(v.affordable, v.guard_room), size)


def rewarded() -> Step:
    """What the reward is in a pool."""
    return read(
        "At the price before it the reward for a purchase of Δ, as large as cash and guard allow, "
        "is worth this, f = 1 − φ.",
        v.executor_reward_usd,
        known(reward()),
        part * dollars * left * size / (dollars + left * size),
    )


def _rewarded(statement: sp.Basic) -> Iterator[Step]:
    asked = stated(v.split(), v.executor_reward)
    yield read("The executor's share is asked of the whole amount bought.",
               v.executor_reward, asked, share * a.vault_ai)  # fmt: skip
    yield by_arithmetic(
        "Rounded down, it is at least one unit if and only if it was before.",
        sp.Equivalent(sp.Ge(sp.floor(asked), 1), sp.Ge(asked, 1)),
    )
    yield least_whole(
        "What he is owed beyond one unit is his share times what the amount is above one over the "
        "share. The least whole amount at which it is not negative is the ceiling.",
        statement,
        asked - 1,
        a.vault_ai,
        share,
        where={share: part},
    )


def _least(statement: sp.Basic) -> Iterator[Step]:
    yield rewarded()
    (just, deep), *_ = stated(v.vault(), v.least_purchase).args
    if deep.gts - deep.lts != share * a.pool_usd - v.gas_cost:
        raise ProofError("the least purchase is stated for other pools")
    yield read("In a pool deeper than gas over share the specification's least purchase is this.",
               v.least_purchase, known(just), known(statement.rhs))  # fmt: skip
    yield threshold(
        "Let the depth exceed gas over share, by z in ε Y = γ + z. Then the reward less the gas is "
        "a positive factor times what the purchase is above this: a smaller one does not pay.",
        statement,
        reward() - v.gas_cost,
        size,
        left * (share * a.pool_usd - v.gas_cost) / (a.pool_usd + left * size),
        where=IN_POOL | {a.pool_usd: (v.gas_cost + beyond) / part,
                         spot: (v.gas_cost + beyond) / (part * tokens)},
    )  # fmt: skip


def _bounded(statement: sp.Basic) -> Iterator[Step]:
    yield rewarded()
    yield bound(
        "The reward stays below the executor's share of the reserve, and comes near it as the "
        "purchase grows.",
        statement,
        part * dollars**2 / (dollars + left * size),
        (size, sp.oo),
        where=IN_POOL | {v.executor_reward_usd: known(reward())},
    )


BOUNDED = sp.Gt(share * a.pool_usd, v.executor_reward_usd, evaluate=False)


def whole_reward(reserve: int, other: int, size: int, bps: int) -> Fraction:
    """Dollars, in base units, that the contract pays the executor, at the price before."""
    paid = paid_in(size)
    parts = contract.split(reserve * paid // (other + paid), bps, 0)
    return Fraction(parts.executor * other, reserve)


def depths(count: int) -> Iterator[tuple[int, int, int, int]]:
    """Random tokens and dollars of a pool, gas in base units, executor's basis points."""
    draw = np.random.default_rng(7)
    for _ in range(count):
        other = int(draw.integers(10**5, 10**8)) * 10**6
        yield (int(draw.integers(10**6, 10**9)) * 10**18, other,
               int(draw.integers(10**4, 10**8)), int(draw.integers(20, 500)))  # fmt: skip


def _rewarded_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify(share, statement.rhs, "sympy")
    worst, count = 0, 0
    for bps in range(1, 5001, 17):
        amount = 1
        while contract.split(amount, bps, 0).executor == 0:
            amount += 1
        worst = max(worst, abs(amount - int(formula(sp.Rational(bps, contract.BPS)))))
        count += 1
    return Evidence("the contract's whole numbers, counting up: base units", count, worst, 0.0)


def _least_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((a.pool_usd, v.gas_cost, share, pool_fee), statement.rhs, "math")
    worst, count = 0.0, 80
    for reserve, other, cost, bps in depths(count):
        low, high = 0, other
        while low < high:
            middle = (low + high) // 2
            if whole_reward(reserve, other, middle, bps) >= cost:
                high = middle
            else:
                low = middle + 1
        worst = max(worst, abs(formula(other, cost, bps / 1e4, POOL_FEE) / low - 1))
    return Evidence("the contract's split in whole units, by bisection: relative difference",
                    count, worst, 1e-4)  # fmt: skip


def _bounded_in_numbers(statement: sp.Basic) -> Evidence:
    holds = sp.lambdify((v.executor_reward_usd, a.pool_usd, share), statement, "math")
    count, broken = 0, 0
    for reserve, other, _, bps in depths(40):
        for times in (1, 10, 10**3, 10**6):
            paid = whole_reward(reserve, other, other * times, bps)
            broken += not holds(paid, other, Fraction(bps, contract.BPS))
            count += 1
    return Evidence("purchases of 1 to 10^6 times the reserve, in whole units: rewards above "
                    "the bound", count, float(broken), 0.0)  # fmt: skip


ROUND = {a.pool_usd: 100, v.gas_cost: 1, share: sp.Rational(1, 25),
         pool_fee: FEE_AS_FOUND}  # fmt: skip


def _after_burn() -> Counterexample:
    amount = 1
    while (amount - amount * 7 // 10) * 100 // contract.BPS == 0:
        amount += 1
    return Counterexample(
        "pay the executor from what the burn leaves: he needs more units",
        sp.Eq(sp.Integer(amount), REWARDED.subs(share, sp.Rational(1, 100))),
    )


def _rounded_up() -> Counterexample:
    return Counterexample(
        "round the reward up: a single unit is enough",
        sp.Eq(sp.Integer(-(-1 * 100 // contract.BPS)), REWARDED.subs(share, sp.Rational(1, 100))),
    )


def _at_new_price() -> Counterexample:
    paid = LEAST.subs(ROUND) * (1 - ROUND[pool_fee])
    worth = ROUND[share] * paid * (100 + paid) / 100
    return Counterexample(
        "value the reward at the price after the purchase: the least purchase earns more than "
        "the gas, so a smaller one pays",
        sp.Eq(worth, ROUND[v.gas_cost]),
    )


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    eager = Assumption("competition", "somebody calls as soon as the reward pays the gas")
    old_price = Assumption("price-before", "executors value the reward at the old price")
    deep = "pools deeper than gas over the executor's share; no limit of guard or cap binds"
    return (
        Claim(
            "executor-paid-only-above-dust",
            "A purchase rewards its executor only from one unit over his share",
            "With a share of one per cent that is a hundred base units, of 10^-18 AI each.",
            (
                Assumption("floors", "the contract rounds down"),
                Assumption("executor-first", "the executor's share is of the whole amount"),
            ),
            sp.Eq(least_rewarded, REWARDED),
            _rewarded,
            _rewarded_in_numbers,
            {"floors": _rounded_up, "executor-first": _after_burn},
            "all shares in whole basis points, zero excluded",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
        Claim(
            "least-purchase-that-pays",
            "The smallest purchase that competing executors make",
            "For a deep pool it is gas over what the executor gets of a dollar: his share, less "
            "the pool's fee.",
            (POOL, eager, old_price),
            sp.Eq(v.least_purchase, LEAST),
            _least,
            _least_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: gas over share and fee is enough",
                    sp.Eq((v.gas_cost / (share * (1 - pool_fee))).subs(ROUND), LEAST.subs(ROUND))),
                "competition": lambda: Counterexample(
                    "let a sole executor choose: he waits for a larger purchase",
                    sp.Eq(PATIENT.subs(ROUND), LEAST.subs(ROUND))),
                "price-before": _at_new_price,
            },
            deep,
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
        Claim(
            "executor-reward-is-bounded",
            "No purchase pays its executor more than his share of the reserve",
            "If gas costs more than that, nobody ever calls, however full the vault.",
            (POOL, old_price),
            BOUNDED,
            _bounded,
            _bounded_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: the reward of 200 USD exceeds a share of 100 USD",
                    sp.Gt((share * a.pool_usd).subs(ROUND), sp.Rational(1, 25) * 200)),
                "price-before": lambda: Counterexample(
                    "value it at the price after 100 USD reached a reserve of 100 USD, four times "
                    "the old price",
                    sp.Gt((share * a.pool_usd).subs(ROUND), sp.Rational(1, 25) * 50 * 4)),
            },
            "all purchases, positive reserves, an executor's share above zero",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
    )  # fmt: skip
