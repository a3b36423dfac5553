"""Invariants of the language: AI and USD are conserved, and no account runs below zero.

The economy as announced and the one as deployed have the same accounts and the same blocks, and
differ in parameters alone. What is proved for all parameters of one is proved for both.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import sympy as sp

from model.logic.economies import by_conservation, moved
from model.logic.step import ProofError, Step
from model.logic.steps import case, identity
from model.logic.theorems import bound
from model.parameters import NEVER
from model.quantities import NOT_NEGATIVE, quantity, theoretical
from model.spec import accounts as a
from model.spec.announced import announced, deployed
from model.spec.core import limited
from model.spec.economy import Economy
from model.spec.vesting import (
    investor_share,
    sale_share,
    team_share,
    testnet_share,
    treasury_share,
)
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Trace, function, some_days

DAYS, POINTS = 10, 6
SHARES = (treasury_share, investor_share, team_share, sale_share, testnet_share)
#: Accounts of the world outside the protocol, which may owe.
WORLD = tuple(s for s in announced().accounts("USD") if quantity(s).domain.low < 0)
#: Dollars of the protocol: in the vault, in the pool, in markets that have not settled.
INSIDE = tuple(s for s in announced().accounts("USD") if s not in WORLD)
held = theoretical("held", "x", "AI", "what any payer holds", NOT_NEGATIVE)
asked = theoretical("asked", "x^{r}", "AI", "what a flow asks of its payer")


def paid(request: sp.Expr, holding: sp.Expr) -> sp.Expr:
    """What a limited flow moves."""
    return sp.Max(0, sp.Min(request, holding))


def both() -> Economy:
    """The announced economy; `ProofError` if the deployed one differs in more than parameters."""
    one, other = announced(), deployed()
    if one.blocks != other.blocks or one.initial != other.initial:
        raise ProofError("the two economies have other blocks, so each needs a proof of its own")
    return one


def _conserved(statement: sp.Basic) -> Iterator[Step]:
    economy = both()
    accounts = economy.accounts("AI")
    first = sp.Add(*(i.value for i in economy.initial if i.state in accounts))
    all_shares = sp.Add(*SHARES)
    yield identity(
        "On day 0 the accounts hold the supply times the sum of the shares; the pool's tokens "
        "are the treasury's.",
        first,
        a.initial_supply * all_shares,
    )
    yield by_conservation(
        "The shares sum to one, so day 0 starts with the supply. What a block takes from one "
        "account it adds to another: by induction over the blocks of the days the accounts always "
        "hold the supply.",
        statement,
        economy,
        where={testnet_share: 1 - sp.Add(*SHARES[:-1])},
    )


OWED = sp.Eq(sp.Add(*INSIDE), -sp.Add(*WORLD))


def _dollars(statement: sp.Basic) -> Iterator[Step]:
    economy = both()
    accounts = economy.accounts("USD")
    yield identity(
        "On day 0 the providers have paid for both sides of the pool: its dollars, and its tokens "
        "to the treasury, whose dollars are with the world outside. All else is empty.",
        sp.Add(*(i.value for i in economy.initial if i.state in accounts)),
        sp.Integer(0),
    )
    yield by_conservation(
        "Day 0 starts with a sum of zero and no block changes it: what one account pays, another "
        "receives.",
        statement,
        economy,
    )


def _days() -> Iterator[Trace]:
    """Random days of both economies: with the market closed, and from its opening on."""
    yield from some_days(announced(), DAYS, POINTS, opening_day=2.0)
    yield from some_days(deployed(), DAYS, POINTS, opening_day=float(NEVER))


def _conserved_in_numbers(statement: sp.Basic) -> Evidence:
    worst, cases = Fraction(0), 0
    symbols = sorted(statement.free_symbols, key=str)
    gap = sp.lambdify(symbols, statement.lhs - statement.rhs, "math")
    for trace in _days():
        total = gap(*(Fraction(trace.values[s]) for s in symbols))
        worst, cases = max(worst, abs(total)), cases + 1
    return Evidence(
        "days of both economies at random parameters in exact fractions: largest difference; the "
        "numbers of day 0 are floats, rounded to a few parts in 10^16 of the supply",
        cases,
        float(worst),
        1e-4,
    )


def _shares_of_more_than_one() -> Counterexample:
    shares = dict(
        zip(SHARES, map(sp.Rational, ("0.404", "0.296", "0.25", "0.04", "0.02")), strict=True)
    )
    total = sp.Add(*SHARES).subs(shares)
    return Counterexample(
        "allot 4 instead of 3 per cent to the sale: the accounts start with more than the supply",
        sp.Eq(total, 1),
    )


def _single_entry() -> Counterexample:
    return Counterexample(
        "let a burn of 1 leave the vault and enter no account: the sum falls by 1",
        sp.Eq(sp.Integer(10) - 1, 10),
    )


def _never_negative(statement: sp.Basic) -> Iterator[Step]:
    more, less = sp.symbols("a b", nonnegative=True)
    rest = held - paid(asked, held)
    cases = [
        case(
            "More is asked than the payer holds: all of it moves and zero is left.",
            rest.subs(asked, held + more),
            sp.Integer(0),
        ),
        case(
            "Less is asked than the payer holds: the difference is left.",
            rest.subs({asked: less, held: less + more}, simultaneous=True),
            more,
        ),
        case(
            "A negative amount is asked: nothing moves.",
            rest.subs(asked, -more),
            held,
        ),
    ]
    yield from cases
    for block in both().blocks:
        for flow in block.flows:
            if not limited(flow) and flow.payer not in WORLD:
                raise ProofError(f"{flow.symbol} is paid from {flow.payer} without a limit")
            if quantity(flow.receiver).unit != quantity(flow.payer).unit:
                raise ProofError(f"{flow.symbol} changes its unit on the way")
            earlier = block.flows[: block.flows.index(flow)]
            left = flow.payer - sp.Add(*(f.symbol for f in earlier if f.payer == flow.payer))
            moves = moved(block, flow.symbol).relation.rhs
            if limited(flow) and moves != paid(flow.request, left):
                raise ProofError(f"{flow.symbol} moves another amount: {moves}")
    yield bound(
        "What is left is never negative, and nothing if all is asked for. Flows of a block are "
        "paid one after another, each from what the one before has left, and receipts only add: "
        "by induction over the flows no account but those of the world falls below zero.",
        statement,
        rest,
        {asked: held},
    )


def _never_negative_in_numbers(statement: sp.Basic) -> Evidence:
    symbols, left = function(statement.lhs - statement.rhs)
    free = {flow.symbol for _, flow in announced().flows() if not limited(flow)}
    worst, cases, binding = 0.0, 0, 0
    for trace in _days():
        for payment in trace.payments:
            if payment.flow.name.startswith("unbonding") or payment.flow in free:
                continue
            numbers = {asked: payment.asked, held: float(payment.held)}
            gap = left(*(numbers[s] for s in symbols)) - float(payment.held - payment.paid)
            worst = max(worst, abs(gap) / max(1.0, float(payment.held)))
            binding += payment.asked > payment.held
            cases += 1
        lowest = min(trace.values[s] for s in announced().stocks if s not in WORLD)
        worst = max(worst, -float(lowest))
    text = f"payments of random days, {binding} of them at the limit: what is left, relative"
    return Evidence(text, cases, worst, 1e-12)


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    accounts = announced().accounts("AI")
    conserved = Claim(
        "tokens-are-conserved",
        "The sum of all AI accounts is the initial supply, on every day",
        "Whatever the parameters, the shocks and the votes, tokens only move between accounts. "
        "Burned tokens are in an account of their own.",
        (
            Assumption("shares-sum-to-one", "the five allocation shares sum to one"),
            Assumption("double-entry", "every flow leaves one account and enters another"),
        ),
        sp.Eq(sp.Add(*accounts), a.initial_supply),
        _conserved,
        _conserved_in_numbers,
        {"shares-sum-to-one": _shares_of_more_than_one, "double-entry": _single_entry},
        "both economies, all admissible parameters, in exact arithmetic; in floating point to "
        "about 1e-13",
        {sp.Add(*accounts): r"\sum_{x\,\in\,\text{accounts in AI}} x"},
        shown_in="fig-invariants",
        owner="by construction",
    )
    dollars = Claim(
        "dollars-are-conserved",
        "The dollars of vault, pool and markets are what the world has paid in, less what it took",
        "No dollar is made inside. Each role of the world has an account of its own, users, nodes, "
        "holders, liquidity providers and others, which may be negative.",
        (
            Assumption("double-entry", "every flow leaves one account and enters another"),
            Assumption("owed-at-launch", "the pool's first dollars are owed by its providers"),
        ),
        OWED,
        _dollars,
        _conserved_in_numbers,
        {
            "double-entry": _single_entry,
            "owed-at-launch": lambda: Counterexample(
                "start the pool with 5 USD and the world at 0: the sum is 5 for ever",
                sp.Eq(sp.Integer(5), sp.Integer(0)),
            ),
        },
        "both economies, all admissible parameters, in exact arithmetic",
        {sp.Add(*WORLD): r"\sum_{x\,\in\,\text{the world's accounts in USD}} x"},
        shown_in="fig-invariants",
        owner="by construction",
    )
    never_negative = Claim(
        "stocks-never-negative",
        "A limited flow leaves its payer at least zero",
        "A payer that holds x and is asked for r pays max(0, min(r, x)).",
        (
            Assumption("starts-at-zero-or-more", "the payer holds zero or more at the start"),
            Assumption("limited", "the flow is limited by what earlier flows have left"),
        ),
        sp.Ge(held - paid(asked, held), 0, evaluate=False),
        _never_negative,
        _never_negative_in_numbers,
        {
            "starts-at-zero-or-more": lambda: Counterexample(
                "hold −1 and be asked for 2: nothing is paid and −1 is left",
                sp.Ge(-1 - paid(sp.Integer(2), sp.Integer(-1)), 0),
            ),
            "limited": lambda: Counterexample(
                "hold 1 and pay 2 that were asked for: −1 is left",
                sp.Ge(sp.Integer(1) - 2, 0),
            ),
        },
        "both economies; every account but those of the world outside, which owe what others hold",
        shown_in="fig-invariants",
        owner="by construction",
    )
    return conserved, dollars, never_negative
