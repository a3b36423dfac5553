"""Invariants of the language: AI and USD are conserved, and no account runs below zero."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import sympy as sp

from model.quantities import NOT_NEGATIVE, quantity, theoretical
from model.spec import accounts as a
from model.spec.announced import announced
from model.spec.core import Block, limited
from model.spec.vesting import (
    investor_share,
    sale_share,
    team_share,
    testnet_share,
    treasury_share,
)
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import function, some_days
from model.theory.steps import ProofError, Step, case, conclusion, identity, inequality

DAYS, POINTS = 10, 6
SHARES = (treasury_share, investor_share, team_share, sale_share, testnet_share)
held = theoretical("held", "x", "AI", "what any payer holds", NOT_NEGATIVE)
asked = theoretical("asked", "x^{r}", "AI", "what a flow asks of its payer")


def update(stock: sp.Symbol, block: Block) -> sp.Expr:
    """A stock after a block, in the symbols of the block's flows."""
    paid = (-f.symbol for f in block.flows if f.payer == stock)
    received = (f.symbol for f in block.flows if f.receiver == stock)
    return sp.Add(stock, *paid, *received)


def paid(request: sp.Expr, holding: sp.Expr) -> sp.Expr:
    """What a limited flow moves."""
    return sp.Max(0, sp.Min(request, holding))


def _conserved(statement: sp.Basic) -> Iterator[Step]:
    economy = announced()
    accounts = economy.accounts("AI")
    first = sp.Add(*(i.value for i in economy.initial if i.state in accounts))
    all_shares = sp.Add(*SHARES)
    yield identity(
        "On day 0 the accounts hold the supply times the sum of the shares.",
        first,
        a.initial_supply * all_shares,
    )
    rest = 1 - sp.Add(*SHARES[:-1])
    base = identity(
        "The shares sum to one, so the accounts hold the supply.",
        first.subs(testnet_share, rest),
        a.initial_supply,
    )
    yield base
    moves = list(_moves(accounts, "tokens"))
    yield from moves
    yield conclusion(
        "Day 0 starts with the supply and no block changes the sum: by induction over the "
        "blocks of the days the accounts always hold the supply.",
        sp.Eq(sp.Add(*accounts), a.initial_supply),
        base,
        *moves,
    )


def _moves(accounts: tuple[sp.Symbol, ...], what: str) -> Iterator[Step]:
    """One step for each block that moves the unit of these accounts: their sum stays."""
    for block in announced().blocks:
        moved = [s for s in block.moved if s in accounts]
        if moved:
            yield identity(
                f"The block {block.name} moves {what} between accounts: what one pays, another "
                "receives.",
                sp.Add(*(update(s, block) for s in moved)),
                sp.Add(*moved),
            )


def _dollars(statement: sp.Basic) -> Iterator[Step]:
    economy = announced()
    accounts = economy.accounts("USD")
    base = identity(
        "On day 0 the dollars of the pool are owed by the world outside; all else is empty.",
        sp.Add(*(i.value for i in economy.initial if i.state in accounts)),
        sp.Integer(0),
    )
    moves = list(_moves(accounts, "dollars"))
    yield base
    yield from moves
    yield conclusion(
        "Day 0 starts with a sum of zero and no block changes it.",
        sp.Eq(a.outside, -sp.Add(*(s for s in accounts if s != a.outside))),
        base,
        *moves,
    )


def _conserved_in_numbers(statement: sp.Basic) -> Evidence:
    worst, cases = Fraction(0), 0
    symbols = sorted(statement.free_symbols, key=str)
    gap = sp.lambdify(symbols, statement.lhs - statement.rhs, "math")
    for trace in some_days(announced(), DAYS, POINTS):
        total = gap(*(Fraction(trace.values[s]) for s in symbols))
        worst, cases = max(worst, abs(total)), cases + 1
    return Evidence(
        "days of random parameters in exact fractions: largest difference; the numbers of "
        "day 0 are floats, rounded to a few parts in 10^16 of the supply",
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
    yield inequality("In each case what is left is at least zero.", held + more, held, more)
    for block in announced().blocks:
        for flow in block.flows:
            if not limited(flow) and flow.payer != a.outside:
                raise ProofError(f"{flow.symbol} is paid from {flow.payer} without a limit")
            if quantity(flow.receiver).unit != quantity(flow.payer).unit:
                raise ProofError(f"{flow.symbol} changes its unit on the way")
    yield conclusion(
        "Flows of a block are paid one after another, each from what the one before has left, "
        "and receipts only add: by induction over the flows no account but the world outside "
        "falls below zero.",
        sp.Ge(rest, 0, evaluate=False),
        *cases,
    )


def _never_negative_in_numbers(statement: sp.Basic) -> Evidence:
    symbols, left = function(statement.lhs - statement.rhs)
    worst, cases, binding = 0.0, 0, 0
    for trace in some_days(announced(), DAYS, POINTS):
        for payment in trace.payments:
            if payment.flow.name.startswith("unbonding") or payment.held < 0:
                continue
            numbers = {asked: payment.asked, held: float(payment.held)}
            gap = left(*(numbers[s] for s in symbols)) - float(payment.held - payment.paid)
            worst = max(worst, abs(gap) / max(1.0, float(payment.held)))
            binding += payment.asked > payment.held
            cases += 1
        lowest = min(trace.values[s] for s in announced().stocks if s != a.outside)
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
        "all admissible parameters, in exact arithmetic; in floating point to about 1e-13",
        {sp.Add(*accounts): r"\sum_{x\,\in\,\text{accounts in AI}} x"},
        shown_in="fig-invariants",
    )
    dollars = Claim(
        "dollars-are-conserved",
        "What the accounts hold in USD, the world outside owes",
        "No dollar is made inside. Users, applications, traders and sellers bring them from an "
        "account called outside and take them back to it.",
        (
            Assumption("double-entry", "every flow leaves one account and enters another"),
            Assumption("owed-at-launch", "the pool's first dollars are owed by the outside"),
        ),
        sp.Eq(a.outside, -sp.Add(*(s for s in announced().accounts("USD") if s != a.outside))),
        _dollars,
        _conserved_in_numbers,
        {
            "double-entry": _single_entry,
            "owed-at-launch": lambda: Counterexample(
                "start the pool with 5 USD and the outside at 0: the sum is 5 for ever",
                sp.Eq(sp.Integer(0), -sp.Integer(5)),
            ),
        },
        "all admissible parameters, in exact arithmetic",
        shown_in="fig-invariants",
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
        "every account but the world outside, which owes what others hold",
        shown_in="fig-invariants",
    )
    return conserved, dollars, never_negative
