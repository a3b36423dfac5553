"""The split of what the vault buys: exact in sum, and off by less than two units in its parts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model import contract
from model.logic.arithmetic import by_arithmetic
from model.logic.economies import moved
from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import all_of, bound
from model.spec import accounts as a
from model.spec import vault as v
from model.theory.claim import Assumption, Claim, Counterexample, Evidence

# Bound variables: what the two floors cut off, what is left of them to a whole unit, and 1 − b.
cut_1, cut_2 = sp.symbols("y_1 y_2", nonnegative=True)
short_1, short_2 = sp.symbols("z_1 z_2", positive=True)
kept = sp.Symbol("k", nonnegative=True)
PARTS = (v.executor_reward, v.burn, v.treasury_share_of_buyback)


def split_amounts(rule: int) -> dict[sp.Symbol, sp.Expr]:
    """The three parts of the split block in the amount that is split, none of them rationed."""
    parts: dict[sp.Symbol, sp.Expr] = {}
    left = a.vault_ai
    for flow in v.split().flows:
        asked = flow.request.subs(v.split_rule, rule).subs(parts)
        parts[flow.symbol] = left if flow.request == flow.payer else asked
        left = left - parts[flow.symbol]
    return parts


def _sums(statement: sp.Basic) -> Iterator[Step]:
    for rule, name in ((v.CONTRACT, "contract"), (v.GROSS, "gross")):
        parts = split_amounts(rule)
        text = "executor and burn take their shares, the treasury takes what they leave."
        yield identity(f"Rule {name}: {text}", sp.Add(*parts.values()), a.vault_ai)
    steps = [moved(v.split(), each) for each in PARTS]
    yield from steps
    yield by_arithmetic(
        "The last part asks for all and gets the rest, so the sum is exact under both rules, in "
        "whole numbers too.",
        statement,
        *steps,
    )


def cases(count: int) -> Iterator[tuple[int, int, int, contract.Split]]:
    """Random calls of the contract's split, from no token at all to more than there are."""
    draw = np.random.default_rng(7)
    for _ in range(count):
        amount = int(draw.integers(0, 10)) * 10 ** int(draw.integers(0, 29))
        amount += int(draw.integers(0, 10**6))
        executor_bps = int(draw.integers(0, contract.BPS + 1))
        burn_bps = int(draw.integers(0, contract.BPS + 1 - executor_bps))
        yield amount, executor_bps, burn_bps, contract.split(amount, executor_bps, burn_bps)


def _sums_in_numbers(statement: sp.Basic) -> Evidence:
    gap = sp.lambdify((*PARTS, a.vault_ai), statement.lhs - statement.rhs, "math")
    worst = [abs(gap(*parts, amount)) for amount, _, _, parts in cases(5_000)]
    return Evidence("the contract's whole numbers, base units", len(worst), float(max(worst)), 0.0)


def bounds() -> sp.And:
    """Burn and treasury of the integer split against their real shares."""
    whole = (1 - v.executor_share) * a.vault_ai
    burned = v.burn - v.burn_share * whole
    rest = v.treasury_share_of_buyback - (1 - v.burn_share) * whole
    return sp.And(burned > -1, burned <= v.burn_share, rest >= 0, rest < 2 - v.burn_share)


def _dust(statement: sp.Basic) -> Iterator[Step]:
    share, whole = v.burn_share, (1 - v.executor_share) * a.vault_ai
    executor = v.executor_share * a.vault_ai - cut_1
    burned = share * (a.vault_ai - executor) - cut_2
    rest = a.vault_ai - executor - burned
    yield identity("Floors cut off less than a unit: the burn is off by this.",
                   burned - share * whole, share * cut_1 - cut_2)  # fmt: skip
    yield identity("What the floors cut off goes to the treasury.",
                   rest - (1 - share) * whole, (1 - share) * cut_1 + cut_2)  # fmt: skip
    one, two = {cut_1: 1 - short_1}, {cut_2: 1 - short_2}
    parts = []
    # Whether it is about the treasury, and strict; what is left of it; where that is nothing; cuts.
    for about, strict, text, left, tight, cuts in (
        (False, True, "The burn is less than a unit short.",
         share * cut_1 + short_2, (cut_1, short_2), two),
        (False, False, "It is at most its share of a unit too large.",
         share * short_1 + cut_2, (short_1, cut_2), one),
        (True, False, "The treasury never gets less than its share.",
         kept * cut_1 + cut_2, (cut_1, cut_2), {}),
        (True, True, "It gets less than two units too much.",
         kept * short_1 + short_2, (short_1, short_2), one | two),
    ):  # fmt: skip
        (part,) = (
            each
            for each in statement.args
            if each.has(v.treasury_share_of_buyback) == about
            and isinstance(each, (sp.Gt, sp.Lt)) == strict
        )
        found = {v.burn: burned, v.treasury_share_of_buyback: rest, share: share}
        beyond = cuts | ({share: 1 - kept} if about else {})
        where = {symbol: value.subs(beyond) for symbol, value in found.items()}
        parts.append(bound(text, part, left, dict.fromkeys(tight, sp.Integer(0)), where))
    yield from parts
    yield all_of("The four bounds together.", statement, *parts)


def _dust_in_numbers(statement: sp.Basic) -> Evidence:
    symbols = (*PARTS, a.vault_ai, v.executor_share, v.burn_share)
    holds = sp.lambdify(symbols, statement, "math")
    bps = sp.Rational(1, contract.BPS)
    broken = [
        not holds(*parts, amount, executor_bps * bps, burn_bps * bps)
        for amount, executor_bps, burn_bps, parts in cases(2_000)
    ]
    return Evidence("the contract's whole numbers: calls outside the bounds", len(broken),
                    float(sum(broken)), 0.0)  # fmt: skip


def _one_is_kept_back() -> Counterexample:
    executor, burned, treasury = contract.split(10**6)
    return Counterexample(
        "floor the treasury's share too: of 1 000 001 units one is left over",
        sp.Eq(executor + burned + treasury, 1_000_001),
    )


def _burn_first() -> Counterexample:
    amount = contract.BPS
    burned = amount * contract.deployed("burn_bps") // contract.BPS
    share = sp.Rational(contract.deployed("burn_bps"), contract.BPS)
    left = 1 - sp.Rational(contract.deployed("executor_bps"), contract.BPS)
    return Counterexample(
        f"take the burn from the gross amount: {amount} units burn {burned} and not "
        f"{share * left * amount}",
        sp.Le(burned - share * left * amount, share),
    )


def _rounded_up() -> Counterexample:
    executor = -(-150 // 100)
    burned = -(-(150 - executor) * 7 // 10)
    rest = 150 - executor - burned - sp.Rational(3, 10) * sp.Rational(99, 100) * 150
    return Counterexample(
        "round both parts of 150 units up: the treasury gets less than its share",
        sp.Ge(rest, 0),
    )


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    exact = Claim(
        "split-sums-to-purchase",
        "Executor, burn and treasury receive exactly what the vault bought",
        "Under the contract's rule and under the article's, nothing is lost and nothing is made.",
        (Assumption("the-rest-is-last", "the treasury receives what the other two leave"),),
        sp.Eq(sp.Add(*PARTS), a.vault_ai),
        _sums,
        _sums_in_numbers,
        {"the-rest-is-last": _one_is_kept_back},
        "all amounts and all shares whose sum is at most one; base units and real numbers",
        shown_in="fig-invariants",
        owner="by construction",
    )
    small = Claim(
        "split-dust-is-bounded",
        "Rounding moves less than two base units from the burn to the treasury",
        "The contract divides with two floors. Amounts are in base units of 10^-18 AI.",
        (
            Assumption("contract-order", "the executor is paid first, the burn from the rest"),
            Assumption("floors", "both divisions round down"),
        ),
        bounds(),
        _dust,
        _dust_in_numbers,
        {"contract-order": _burn_first, "floors": _rounded_up},
        "all whole amounts; shares in whole basis points whose sum is at most 10 000",
        shown_in="fig-dust",
        owner="own; no source is known",
    )
    return exact, small
