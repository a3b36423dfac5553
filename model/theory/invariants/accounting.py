"""Invariants of the language: what is conserved, what is never negative, what has no size.

The economy as announced and the one as deployed have the same accounts and the same blocks, and
differ in parameters alone. What is proved for all parameters of one is proved for both.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.exact import Trace, run_block, some_days, start, value
from model.logic import (Assumption, Chapter, Claim, ProofError, Steps, Values, against, all_of,
                         bound, by_conservation, by_scaling, power)
from model.parameter_sets import NEVER, build
from model.quantities import NOT_NEGATIVE, POSITIVE, quantity, theoretical
from model.spec import accounts, vesting, worth
from model.spec.accounts import initial_supply
from model.spec.announced import announced, deployed
from model.spec.core import limited
from model.spec.economy import Economy
from model.spec.pool import spot_price

#: Accounts of the world outside the protocol, which may owe.
WORLD = tuple(s for s in announced().accounts("USD") if quantity(s).domain.low < 0)
#: Dollars of the protocol: in the vault, in the pool, in markets that have not settled.
INSIDE = tuple(s for s in announced().accounts("USD") if s not in WORLD)
TOKENS = sp.Eq(sp.Add(*announced().accounts("AI")), initial_supply)
DOLLARS = sp.Eq(sp.Add(*INSIDE), -sp.Add(*WORLD))
held = theoretical("held", "x", "AI", "what any payer holds", NOT_NEGATIVE)
asked = theoretical("asked", "x^{r}", "AI", "what a flow asks of its payer")
new_for_old = theoretical("new_for_old", "q", "1", "new tokens that replace each old one", POSITIVE)
price_of_new = theoretical("price_of_new", "P'", "USD/AI", "price of a new token", POSITIVE)
#: The dimension of tokens in a quantity's unit.
TOKEN = "[ai_token]"
RESTATED = sp.Eq(price_of_new, accounts.price / new_for_old, evaluate=False)
PAID = sp.Max(0, sp.Min(asked, held))
SOMETHING, NO_MORE = (sp.Ge(each, 0, evaluate=False) for each in (PAID, held - PAID))
#: A launch at whose price somebody always bids, new tokens for an old one, and what is left in old.
ON_FLOOR = {worth.price_rule: worth.QUANTITY, worth.velocity: 1e6, worth.least_price: 1e-3}
FOR_ONE, FORGOTTEN = Fraction(1000), (worth.least_price,)


def both() -> Economy:
    """The announced economy; `ProofError` if the deployed one differs in more than parameters."""
    one, other = announced(), deployed()
    if one.blocks != other.blocks or one.initial != other.initial:
        raise ProofError("the two economies have other blocks, so each needs a proof of its own")
    return one


def _conserved(statement: sp.Basic) -> Steps:
    others = (vesting.treasury_share, vesting.investor_share, vesting.team_share,
              vesting.sale_share)
    yield by_conservation("The shares sum to one, so the accounts of day 0 hold the supply; the "
        "pool's tokens were the treasury's. What a block takes from one account it adds to "
        "another: by induction over the blocks of the days the accounts always hold the supply.",
        TOKENS, both(), where={vesting.testnet_share: 1 - sp.Add(*others)})
    yield by_conservation("On day 0 the providers have paid for both sides of the pool: its "
        "dollars, and its tokens to the treasury, whose dollars are with the world outside. So "
        "dollars sum to zero, and no block changes that.", DOLLARS, both())


def _never_negative(statement: sp.Basic) -> Steps:
    if any(flow.payer not in WORLD and not limited(flow) for _, flow in both().flows()):
        raise ProofError("a flow is paid from an account of the protocol without a limit")
    yield (something := bound("If a negative amount is asked, nothing moves.", SOMETHING, PAID,
        {asked: sp.Integer(0)}))
    yield (no_more := bound("If more is asked than the payer holds, all of it moves and zero is "
        "left; if less, the difference is left.", NO_MORE, held - PAID, {asked: held}))
    yield all_of("Flows of a block are paid one after another, each from what the one before has "
        "left, and receipts only add: by induction over the flows no account but those of the "
        "world falls below zero.", statement, something, no_more)


def _days() -> Iterator[Trace]:
    """Random days of both economies: with the market closed, and from its opening on."""
    yield from some_days(announced(), 10, 6, opening_day=2.0)
    yield from some_days(deployed(), 10, 6, opening_day=float(NEVER))


def _asked() -> Iterator[Values]:
    """What was held and asked in the payments of a day; of what is left of it nothing is asked."""
    limits = {flow.symbol for _, flow in announced().flows() if limited(flow)}
    for trace in _days():
        rows = [(float(p.held), p.asked) for p in trace.payments if p.flow in limits]
        rows += [(float(trace.values[s]), 0.0) for s in announced().stocks if s not in WORLD]
        yield dict(zip((held, asked), np.array(rows).T, strict=True))


def sides(relation: sp.Basic, values: Values) -> tuple[sp.Expr, sp.Expr]:
    """Both sides of a relation in numbers: what is found, and what is claimed."""
    found, claimed = (side.subs(dict(values)) for side in relation.args)
    return found, claimed


def launched(twice: sp.Symbol | None = None) -> Values:
    """The state of base on day 0, also with twice a share of the supply."""
    base = build(announced(), "base", ())
    known = {each.name: base[each.name] for each in announced().parameters}
    values = start(announced(), np.random.default_rng(7), **known).values
    if twice is not None:
        values[twice] *= 2
        values |= {each.state: value(each.value, values) for each in vesting.initial()}
    return values


def restated(values: Values, factor: Fraction,
             keep: tuple[sp.Symbol, ...] = ()) -> dict[sp.Symbol, float | Fraction]:
    """Values in another denomination, ``factor`` new tokens for one; ``keep`` stay as they were."""
    return {symbol: each if symbol in keep else Fraction(each) * factor ** int(power(symbol, TOKEN))
            for symbol, each in values.items()}


def _renamed(old: Trace, factor: Fraction, days: int, size: float = 1.0,
             keep: tuple[sp.Symbol, ...] = ()) -> Iterator[Values]:
    """Prices of token and pool in two denominations of one launch; ``keep`` stay as they were."""
    economy, draw = announced(), np.random.default_rng(7)
    new = Trace(restated(old.values, factor, keep))
    for _ in range(days):
        shocks = {symbol: size * float(draw.standard_normal()) for symbol in economy.shocks}
        prices = []
        for trace in (new, old):
            trace.values.update(shocks)
            for block in economy.blocks:
                run_block(block, trace)
            prices.append([float(trace.values[accounts.price]), value(spot_price, trace.values)])
        yield dict(zip((price_of_new, accounts.price), np.array(prices),
                       strict=True)) | {new_for_old: float(factor)}


def _launches() -> Iterator[Values]:
    """Days of random economies, each with a factor of its own."""
    draw = np.random.default_rng(7)
    for _ in range(4):
        yield from _renamed(start(announced(), draw), Fraction(int(draw.integers(2, 1000)), 7), 16)


def _floor_kept() -> tuple[float, float]:
    """The price of a new token when the least price stays as it was, and the claim's."""
    old = Trace({**launched(), **ON_FLOOR})
    *_, last = _renamed(old, FOR_ONE, 5, size=0.0, keep=FORGOTTEN)
    return float(last[price_of_new][0]), float(last[accounts.price][0] / last[new_for_old])


def claims() -> Chapter:
    """What flows keep, and what the unit of tokens does not change."""
    yield Claim("tokens-are-conserved", "No token and no dollar is made or lost, on any day",
        "Tokens only move between accounts, those that are burned into accounts of their own. The "
        "dollars of vault, pool and markets are what the world has paid in, less what it took: "
        "each of its roles has an account, users, nodes, holders, liquidity providers and others, "
        "which may be negative.",
        (Assumption("shares-sum-to-one", "the five allocation shares sum to one",
             "give the sale twice its share and nobody less: the accounts hold",
             lambda: sides(TOKENS, launched(twice=vesting.sale_share))),
         Assumption("double-entry", "every flow leaves one account and enters another",
             "let what holders have leave and enter no account: the others hold",
             lambda: sides(TOKENS, {**launched(), accounts.holders: 0})),
         Assumption("owed-at-launch", "the pool's first dollars are owed by its providers",
             "start the pool with its dollars and the world with none: inside are",
             lambda: sides(DOLLARS, {**launched(), **dict.fromkeys(WORLD, 0)}))),
        sp.And(TOKENS, DOLLARS), proof=_conserved,
        numbers=against("days of both economies at random parameters: largest difference of the "
            "sides, in tokens or dollars, sums rounded", 1e-5,
            lambda: (trace.values for trace in _days()), unit=1.0),
        region="all admissible parameters, shocks and votes; floating point rounds",
        short={TOKENS.lhs: r"\sum_{x\,\in\,\text{accounts in AI}} x",
               sp.Add(*WORLD): r"\sum_{x\,\in\,\text{the world's accounts in USD}} x"},
        shown_in="fig-invariants", owner="by construction", formerly=("dollars-are-conserved",))
    yield Claim("stocks-never-negative",
        "A limited flow moves between nothing and what its payer has",
        "A payer that holds x and is asked for r pays max(0, min(r, x)).",
        (Assumption("starts-at-zero-or-more", "the payer holds zero or more at the start",
             "hold −1 and be asked for 2: nothing is paid, and −1 is left",
             lambda: NO_MORE.subs(held, -1).subs(asked, 2)),
         Assumption("limited", "the flow is limited by what earlier flows have left",
             "hold 1 and pay the 2 that were asked for: −1 is left",
             lambda: NO_MORE.subs(PAID, asked).subs({held: 1, asked: 2}))),
        sp.And(SOMETHING, NO_MORE), proof=_never_negative,
        numbers=against("payments of random days, and every account after them: how far below "
            "zero, in tokens or dollars", 0.0, _asked, unit=1.0),
        region="every account but those of the world outside, which owe what others hold",
        shown_in="fig-invariants", owner="by construction")
    yield Claim("denomination-is-neutral", "A new denomination changes no dollar",
        "Replace each token by q new ones, on every account, in every allotment and in every price "
        "that is quoted per token. On every later day the price of a token is then divided by q, "
        "and no amount in dollars, no price of compute and no share differs.",
        (Assumption("restated everywhere", "every amount and every price per token is restated: "
             "the supply, what cohorts paid and the least price that somebody always bids",
             "leave the least price, at which somebody always bids, in old tokens, and give a "
             "thousand for one: the price is", _floor_kept),),
        RESTATED, proof=lambda statement: by_scaling("Every amount of tokens is multiplied by q "
            "and every price of a token divided by it. Then both sides of each equation of the "
            "day, and of each state at launch, take the same power of q; what usage is worth in "
            "dollars takes none. So, day after day, does the price of a token.", statement,
            announced(), TOKEN, accounts.price),
        numbers=against("days of random economies in two denominations, price and pool", 1e-9,
            _launches),
        region="every parameter, shock and vote", shown_in="fig-invariants",
        owner="own; no source is known")
