"""What is divided to the last unit: the fees of a day, and what the vault buys."""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model import contract
from model.exact import alone, some_days
from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, bound, by_arithmetic,
                         identity, moved)
from model.spec import accounts, rewards, vault
from model.spec.announced import announced
from model.theory.invariants.accounting import launched, sides

FEES = (rewards.audit_fee, rewards.protocol_fee, rewards.validator_fee, *rewards.node_fee.values())
PARTS = (vault.executor_reward, vault.burn, vault.treasury_share_of_buyback)
SUM = sp.Eq(sp.Add(*PARTS), accounts.vault_ai)
WHOLE = (1 - vault.executor_share) * accounts.vault_ai
SHORT = sp.Gt(vault.burn, vault.burn_share * WHOLE - 1)
LARGE = sp.Le(vault.burn, vault.burn_share * WHOLE + vault.burn_share)
LEAST = sp.Ge(vault.treasury_share_of_buyback, (1 - vault.burn_share) * WHOLE)
MOST = sp.Lt(vault.treasury_share_of_buyback, (1 - vault.burn_share) * WHOLE + 2 - vault.burn_share)
# Bound variables: what the two floors cut off, what is left of them to a whole unit, and 1 − b.
cut_1, cut_2, kept = sp.symbols("y_1 y_2 k", nonnegative=True)
short_1, short_2 = sp.symbols("z_1 z_2", positive=True)


def split_amounts(rule: int) -> dict[sp.Symbol, sp.Expr]:
    """The three parts of the split block in the amount that is split, none of them rationed."""
    parts: dict[sp.Symbol, sp.Expr] = {}
    left = accounts.vault_ai
    for flow in vault.split().flows:
        asked = flow.request.subs(vault.split_rule, rule).subs(parts)
        parts[flow.symbol] = left if flow.request == flow.payer else asked
        left = left - parts[flow.symbol]
    return parts


def _split(statement: sp.Basic) -> Steps:
    share, one, two = vault.burn_share, {cut_1: 1 - short_1}, {cut_2: 1 - short_2}
    left = accounts.vault_ai - (vault.executor_share * accounts.vault_ai - cut_1)
    burned = share * left - cut_2
    rest = left - burned
    parts = [by_arithmetic("The last part asks for all and gets the rest, so the sum is exact.",
        SUM, *(moved(vault.split(), each) for each in PARTS))]
    yield identity("Floors cut off less than a unit of executor's and burned part. What the first "
        "is short of is split, and the treasury gets the rest: it is off by this.",
        rest - (1 - share) * WHOLE, (1 - share) * cut_1 + cut_2)
    for text, part, more, tight, cuts in (
        ("The burn is less than a unit short.", SHORT, share * cut_1 + short_2, (cut_1, short_2),
         two),
        ("It is at most its share of a unit too large.", LARGE, share * short_1 + cut_2,
         (short_1, cut_2), one),
        ("The treasury never gets less than its share.", LEAST, kept * cut_1 + cut_2,
         (cut_1, cut_2), {share: 1 - kept}),
        ("It gets less than two units too much.", MOST, kept * short_1 + short_2,
         (short_1, short_2), {**one, **two, share: 1 - kept}),
    ):
        found = zip((share, *PARTS[1:]), (share, burned, rest), strict=True)
        where = {symbol: value.subs(cuts) for symbol, value in found}
        parts.append(bound(text, part, more, dict.fromkeys(tight, sp.Integer(0)), where))
    yield from parts


def _calls() -> Iterator[Values]:
    """Random calls of the contract's split, from no token at all to more than there are."""
    draw = np.random.default_rng(7)
    for _ in range(200):
        amount = int(draw.integers(0, 10)) * 10 ** int(draw.integers(0, 29))
        executor = int(draw.integers(0, contract.BPS + 1))
        burn = int(draw.integers(0, contract.BPS + 1 - executor))
        yield _call(amount + int(draw.integers(0, 10**6)), executor, burn)


def _call(amount: int, executor: int, burn: int, *parts: int) -> Values:
    """Amount, shares and parts of a call of the contract, or other parts."""
    shares = (sp.Rational(each, contract.BPS) for each in (executor, burn))
    symbols = (accounts.vault_ai, vault.executor_share, vault.burn_share, *PARTS)
    divided = parts or contract.split(amount, executor, burn)
    return dict(zip(symbols, (amount, *shares, *divided), strict=True))


def _otherwise(part: sp.Basic, amount: int, up: bool = False, gross: bool = False,
               own: bool = False) -> tuple[sp.Expr, sp.Expr]:
    """Both sides of a part of the claim if divisions are done in another way.

    They may round ``up``, the burn be of the ``gross`` amount, the treasury have its ``own``.
    """
    first, second = (contract.deployed(each) for each in ("executor_bps", "burn_bps"))
    more = contract.BPS - 1 if up else 0
    executor = (amount * first + more) // contract.BPS
    left = amount - executor
    burn = ((amount if gross else left) * second + more) // contract.BPS
    rest = left * (contract.BPS - second) // contract.BPS if own else left - burn
    return sides(part, _call(amount, first, second, executor, burn, rest))


def _days() -> Iterator[Values]:
    """Fees and who got them, on random days on which a task counts, in exact fractions."""
    for trace in some_days(announced(), 10, 7, seed=11, opening_day=1):
        if trace.values[rewards.total_score] > 0:
            made = {each.flow: each for each in trace.payments}
            yield {accounts.fee_pot: made[rewards.audit_fee].held,
                   **{each: made[each].paid for each in FEES}}


def _nobody_scores() -> tuple[sp.Expr, sp.Expr]:
    """What is paid of a pot on the day of launch, on which no task counts, and the pot."""
    paid = alone(announced().block("rewards"), {**launched(), accounts.fee_pot: 1}).values
    return sides(sp.Eq(sp.Add(*FEES), accounts.fee_pot), paid | {accounts.fee_pot: 1})


def claims() -> Chapter:
    """Two sums that are exact, and the bounds of what rounding moves in one of them."""
    yield Claim("fees-are-divided-exactly",
        "Auditors, treasury, validators and nodes receive exactly the fees of the day",
        "Validators get the charge for audits. Of the rest the nodes' share is what the others "
        "leave, so the shares sum to one by construction.",
        (Assumption("work-counts", "at least one task of the day counts", "let no task count: of a "
             "pot of one token are paid", _nobody_scores),),
        sp.Eq(sp.Add(*FEES), accounts.fee_pot),
        proof=lambda statement: by_arithmetic("If any task counts, the last class of node asks for "
            "the whole pot, and is paid what the others have left of it: the sum is the pot.",
            statement, *(moved(announced().block("rewards"), each) for each in FEES),
            given=[sp.Gt(rewards.total_score, 0, evaluate=False)]),
        numbers=against("days of random parameters in exact fractions: days on which anything is "
            "left of the pot", 0.0, _days, exact=True),
        region="all shares; where they sum to more than one, who comes last gets what is left",
        shown_in="fig-invariants", owner="by construction")
    yield Claim("split-sums-to-purchase",
        "Executor, burn and treasury receive exactly what the vault bought",
        "Nothing is lost and nothing is made, under the contract's rule and under the article's. "
        "The contract divides with two floors, in base units of 10^-18 AI: they move less than two "
        "units from the burn to the treasury.",
        (Assumption("the-rest-is-last", "the treasury receives what the other two leave",
             "round the treasury's part down too: of 150 units are paid",
             lambda: _otherwise(SUM, 150, own=True)),
         Assumption("contract-order", "the executor is paid first, the burn from the rest",
             "take the burn from the gross amount: of 1000 units are burned",
             lambda: _otherwise(LARGE, 1_000, gross=True)),
         Assumption("floors", "both divisions round down", "round both parts up: of 150 units the "
             "treasury gets", lambda: _otherwise(LEAST, 150, up=True))),
        sp.And(SUM, SHORT, LARGE, LEAST, MOST), proof=_split,
        numbers=against("calls of the contract's split in whole numbers: calls in which a part is "
            "outside its bounds", 0.0, _calls, exact=True),
        region="all shares whose sum is at most one, in whole basis points for the bounds; the sum "
        "for real amounts too", shown_in="fig-dust", owner="own; no source is known",
        formerly=("split-dust-is-bounded",))
