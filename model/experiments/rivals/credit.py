"""Burn and mint: users pay with credit that they bought with tokens, and tokens pay for it later.

The rules and their numbers are Akash's (`model.examples.akash`): days of usage are held as credit,
the tokens that bought it wait in a vault and pay first, what they do not cover is newly minted, and
too thin a vault slows top-ups and then halts them, so that users pay in tokens. Everything else is
the announced economy.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from model import own
from model.examples import akash
from model.experiments.rivals.edits import changed
from model.interface import economy
from model.spec import accounts as a
from model.spec import exchange, fees, worth
from model.spec import market as m
from model.spec.core import Block, Definition, Equation, Flow, Law
from model.spec.economy import Economy

credit_vault = own.stock("credit_vault", "AI", "tokens that wait to be paid for users' credit")
unissued = own.stock("unissued", "AI", "less than nothing once some are newly minted", own.REAL)
topped_up = own.level("topped_up", "USD", "dollars for which users buy credit today")
held_beside = own.parameter(
    "held_beside_credit",
    "1",
    "part of the announced transaction balances that is held beside the credit",
    own.SHARE,
    value=0.0,
    low=0.0,
    high=1.0,
)
sent = own.flow("sent_for_credit", "AI", "tokens that users buy and send for credit")
sent_dollars = own.flow("sent_dollars", "USD", "dollars that users pay for these tokens")
from_vault = own.flow("from_credit_vault", "AI", "tokens that are paid from the vault of credit")
minted = own.flow("minted_for_credit", "AI", "tokens newly minted to pay for credit")


def burn_and_mint() -> Economy:
    """Users pay with credit that they bought by burning tokens; nodes are paid by minting.

    As Akash does it (`model.examples.akash`), the tokens that were sent pay first.
    """
    announced = economy("announced")
    start = {
        akash.credit: 0,
        akash.no_credit: 0,
        credit_vault: 0,
        unissued: 0,
        topped_up: 0,
    }
    by_credit = announced.replace("payment", _paid_by_credit(), start=start)
    by_credit = by_credit.replace("exchange", _credit_market(by_credit.block("exchange")))
    return by_credit.with_parts(
        by_credit.initial, [_without_what_waits(block) for block in by_credit.blocks]
    )


def _credit_market(old: Block) -> Block:
    """In the market users buy credit, and pay directly only what no credit covers."""
    bills = fees.work_bill + fees.audit_bill
    held, credit = a.users * worth.fair_price, akash.peg * akash.credit
    # Tokens that wait, beside what is owed for them at this morning's price.
    backing = sp.Piecewise(
        (credit_vault * a.price / sp.Max(credit, akash.smallest * akash.peg), sp.Gt(credit, 0)),
        (1, True),
    )
    lets = sp.Piecewise(
        (0, sp.Lt(akash.ratio, akash.halt_below)),
        (akash.slow_share, sp.Lt(akash.ratio, akash.slow_below)),
        (1, True),
    )
    free = (1 - akash.spread) * sp.Max(0, exchange.room_for_bills)
    payable = sp.Piecewise((sp.Min(1, (free + credit + held) / bills), sp.Gt(bills, 0)), (1, True))
    top_up = sp.Min(akash.admitted * akash.wanted, free) / (1 - akash.spread)
    there = held + credit + (1 - akash.spread) * top_up
    lacking = exchange.share_paid_today * bills - there
    changes: dict[sp.Symbol, Equation] = {
        exchange.share_paid_today: Definition(exchange.share_paid_today, payable),
        exchange.users_order: Definition(exchange.users_order, top_up + sp.Max(0, lacking)),
    }
    wanted = sp.Max(0, akash.runway / a.one_day * bills - credit)
    first = (
        Definition(akash.ratio, backing),
        Definition(akash.wanted, wanted),
        Definition(akash.admitted, lets),
    )
    return changed(old, changes, Law(topped_up, top_up), first=first)


def _paid_by_credit() -> Block:
    """Tokens that users were paid as insurance pay first, then credit, then tokens bought today."""
    owed = akash.peg * akash.used / a.price
    left = fees.tokens_due - fees.paid_from_holdings
    into_pot = fees.paid_from_holdings + from_vault + minted + fees.fee_purchase
    paid = sp.Piecewise(
        (
            fees.payable_share * sp.Min(1, into_pot / fees.tokens_due),
            sp.Gt(fees.tokens_due, 0),
        ),
        (fees.payable_share, True),
    )
    bills = fees.work_bill + fees.audit_bill
    return Block(
        "payment",
        "Users buy credit with tokens, and credit pays whoever works in tokens of the day's price.",
        (
            Definition(fees.tokens_due, fees.payable_share * bills / a.price),
            Flow(sent, a.holders, credit_vault, topped_up / a.price),
            Flow(sent_dollars, a.users_usd, a.holders_usd, a.price * sent),
            Flow(
                akash.credited,
                akash.no_credit,
                akash.credit,
                (1 - akash.spread) * a.price * sent / akash.peg,
            ),
            Flow(fees.paid_from_holdings, a.users, a.fee_pot, fees.tokens_due),
            Flow(akash.used, akash.credit, akash.no_credit, a.price * left / akash.peg),
            Flow(from_vault, credit_vault, a.fee_pot, owed),
            Flow(minted, unissued, a.fee_pot, owed - from_vault),
            Flow(fees.fee_purchase, a.holders, a.fee_pot, left - from_vault - minted),
            Flow(fees.fee_dollars, a.users_usd, a.holders_usd, a.price * fees.fee_purchase),
            Definition(fees.paid_today, paid),
            Law(fees.paid_share, fees.paid_today),
            Law(fees.fees_usd, a.price * into_pot),
            *(Law(fees.served_hours[c], fees.paid_today * m.workable_hours[c]) for c in a.CLASSES),
        ),
    )


def _without_what_waits(block: Block) -> Block:
    """Holders have neither the tokens that wait nor, for the credit, balances of the users'."""
    balances = fees.fee_trend / (a.day_in_years * worth.velocity)
    away = credit_vault + unissued
    less = {
        a.circulating: away,
        worth.priced_tokens: away,
        worth.usage_value: (1 - held_beside) * worth.growth_multiple * balances,
    }
    equations = tuple(
        replace(each, amount=each.amount - less[each.symbol])
        if isinstance(each, Definition) and each.symbol in less
        else each
        for each in block.equations
    )
    return Block(block.name, block.info, equations)
