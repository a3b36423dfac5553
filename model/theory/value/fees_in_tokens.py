"""Fees that are paid in tokens: the price that carries them, and what burn and mint makes of them.

Under burn and mint all fees are burned, and a fixed stream of new tokens pays those who work.
"""

from collections.abc import Callable

import numpy as np
import sympy as sp
from scipy.integrate import solve_ivp

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, drawn, identity, limit,
                         only_path, only_root, parts, threshold)
from model.quantities import POSITIVE, theoretical
from model.spec import accounts, worth
from model.spec.accounts import initial_supply
from model.spec.fees import fee_trend
from model.theory.notation import elapsed, market_multiple, positive, supply, token_price
from model.theory.notation import yearly_fees as fees
from model.theory.sourced import fair_by

holding_time = theoretical("holding_time", r"h_{T}", "calendar_year",
    "mean time between two payments with a token", POSITIVE)
mint_rate = theoretical("mint_rate", r"\mathcal{M}_{+}", "AI/calendar_year",
    "tokens that are minted in a year", POSITIVE)
SETTLED = market_multiple * mint_rate
SUPPLY = SETTLED + (initial_supply - SETTLED) * sp.exp(-elapsed / market_multiple)
PRICE = fees / mint_rate
TRANSIT = fees * holding_time / accounts.free_float
#: Two tokens, one minted a year, fees and a multiple of one; halfway to rest.
HALFWAY = {initial_supply: 2, market_multiple: 1, mint_rate: 1, fees: 1, elapsed: sp.log(2)}
BENDS, FLOW, LAW = sp.symbols("bends flow law")
CARRIED = {fees: 1, holding_time: 1, accounts.free_float: 1}


def _transit(statement: sp.Basic) -> Steps:
    age, mean = sp.symbols("u m", positive=True)
    said = parts(statement)
    held, arriving = sp.Function("H")(age), fees / token_price
    known = {accounts.free_float: positive(accounts.free_float)}
    yield identity("Let H be the share of tokens that are held for longer than u. By parts, the "
        "integral of H is its boundary term, zero at both ends, plus the mean holding time.", held,
        sp.diff(age * held, age) + age * -sp.diff(held, age))
    yield identity("Tokens arrive with the flow of fees. Those of age u are the flow times H, so "
        "in all there are the flow times the mean holding time; written out where H is "
        "exponential.", sp.integrate(arriving * sp.exp(-age / mean), (age, 0, sp.oo)),
        arriving * mean)
    yield only_root("Every token that can be sold is one of them, which one price makes true: the "
        "dearer a token, the fewer of them the fees move.", said[token_price],
        sp.Eq(accounts.free_float, arriving * holding_time),
        slope=arriving * holding_time / token_price, where=known)
    fair = fair_by(worth.QUANTITY).subs(fee_trend, fees * accounts.day_in_years)
    yield only_root("The specification's quantity equation makes this price of one velocity only.",
        said[worth.velocity], sp.Eq(fair, TRANSIT), slope=-fair / worth.velocity, where=known)


def in_transit(flow: float, mean: float, law: int, draw: np.random.Generator) -> float:
    """Tokens present on average, counted one by one: arrivals at random, held at random."""
    years, parts = 400.0 * mean, 20_000
    came = np.sort(draw.uniform(0, years, parts))
    held = (draw.exponential(mean, parts), draw.uniform(0, 2 * mean, parts),
            draw.lognormal(np.log(mean) - 0.5, 1.0, parts))[law]
    # Count at many instants, away from the empty beginning.
    at = draw.uniform(60 * mean, 340 * mean, 4_000)
    present = np.searchsorted(came, at) - np.searchsorted(np.sort(came + held), at)
    return float(present.mean()) * flow * years / parts


def _carried(at: Values) -> Values:
    draw = np.random.default_rng(int(at[FLOW]))
    tokens = in_transit(at[FLOW], at[holding_time], int(at[LAW]), draw)
    return {accounts.free_float: tokens, fees: at[FLOW] * at[token_price],
            worth.velocity: at[FLOW] / tokens}


def _settles(statement: sp.Basic) -> Steps:
    # A limit's variable is printed by its name.
    time, minted = sp.symbols(r"\tau \mathcal{M}_{+}", positive=True)
    said = parts(statement)
    yield limit("In the long run minting and burning are equal.",
        said[supply].rhs.subs(elapsed, time), time, sp.oo, market_multiple * mint_rate, "-")
    yield limit("Without minting it is the supply of buy and burn, which has no place to rest.",
        said[supply].rhs.subs(mint_rate, minted), minted, sp.Integer(0),
        initial_supply * sp.exp(-elapsed / market_multiple))
    yield only_path("Market value is m times the fees, so the price is that over the supply, and "
        "the fees burn one m-th of the supply a year. Minting less burning is how the supply "
        "moves, and this is the only path that does so from the first supply.", said[supply],
        elapsed, mint_rate - fees / (market_multiple * fees / supply), initial_supply)
    yield threshold("Minting less burning moves the supply: up above this price and down below it, "
        "since fees burn fewer tokens the dearer they are. A growing supply lowers the price, by "
        "whatever law, so this is where it rests.", said[token_price],
        mint_rate - fees / token_price, token_price, mint_rate / token_price)


def left(years: float, start: float, grows: Callable[[float], float]) -> float:
    """Supply after some years, if what is minted less what is burned depends on what there is."""
    return float(solve_ivp(lambda _, tokens: [grows(tokens[0])], (0, years), [start], rtol=1e-9,
                           atol=1e-11).y[0, -1])


def _found(at: Values) -> Values:
    def price(tokens: float, bends: float = 1) -> float:
        return float(at[market_multiple] * at[fees] / tokens**bends)

    # A price that falls with a power of the supply comes to the same.
    rest = left(60 * at[market_multiple], 1,
                lambda tokens: at[mint_rate] - at[fees] / price(tokens, at[BENDS]))
    return {token_price: price(rest, at[BENDS]),
            supply: left(at[elapsed], 1, lambda tokens: at[mint_rate] - at[fees] / price(tokens))}


def claims() -> Chapter:
    """Little's law, and what burn and mint comes to."""
    age = sp.Symbol("u", positive=True)
    said, years = SUPPLY.subs(HALFWAY), float(HALFWAY[elapsed])
    yield Claim("price-carries-tokens-in-transit",
        "The price at which the tokens that can be sold carry the flow of fees",
        "Little's law: what is in transit is flow times time. Tokens that wait a time h between "
        "two payments turn over 1/h times a year, and their price has to be such that the tokens "
        "there are just carry the fees. How the holding times are distributed does not matter, "
        "only their mean.",
        (Assumption("steady", "flow, price and holding times do not change", "let the flow start "
             "half a holding time ago, all held equally long: the price is",
             lambda: (sp.integrate(1, (age, 0, sp.Rational(1, 2))), TRANSIT.subs(CARRIED))),
         Assumption("no-hoard", "every token that can be sold is held to pay fees",
             "let half of two tokens never move: the price is",
             lambda: (TRANSIT.subs(CARRIED), TRANSIT.subs(CARRIED | {accounts.free_float: 2}))),
         Assumption("finite-mean", "the mean holding time is finite", "let the share held longer "
             "than u be 1/(1 + u): the tokens in transit are",
             lambda: (sp.integrate(1 / (1 + age), (age, 0, sp.oo)), CARRIED[holding_time]))),
        sp.And(sp.Eq(token_price, TRANSIT), sp.Eq(worth.velocity, 1 / holding_time)),
        proof=_transit,
        numbers=against("20,000 payments counted one by one, three laws of holding", 0.05, drawn(60,
            {token_price: (0.01, 1), FLOW: (1e6, 1e7), holding_time: (0.02, 0.5), LAW: [0, 1, 2]},
            _carried)),
        region="a steady state; with hoarding the law holds for the tokens that move",
        literature=("little1961proof", "samani2017velocity"), shown_in="fig-order-flow",
        owner="Little 1961, the queuing formula of its title")
    yield Claim("burn-and-mint-settles",
        "Under burn and mint the supply settles, and the price is fees over minted tokens",
        "Fees do not matter for the supply: a higher fee flow raises the price, and each token "
        "burned stands for more dollars. At rest the yearly fees buy exactly what is minted. "
        "Velocity decides how long that takes and how many tokens there are, not the price. Buy "
        "and burn is the case without minting.",
        (Assumption("fixed-minting", "as many tokens are minted every year, whatever is burned",
             "mint what was burned: the supply is",
             lambda: (left(years, 2, lambda tokens: tokens - tokens), said)),
         Assumption("all-fees-burned", "all fees are paid by burning tokens", "burn nothing: the "
             "supply is", lambda: (left(years, 2, lambda _: 1), said)),
         Assumption("value-of-fees", "market value is m times the yearly fees",
             "let the price, and so what burns, stay what it will be at rest: the supply is",
             lambda: (left(years, 2, lambda _: 1 - 1 / PRICE.subs(HALFWAY)), said)),
         Assumption("at-rest", "for the price: minting and burning have become equal",
             "look halfway: the price is",
             lambda: ((market_multiple * fees / SUPPLY).subs(HALFWAY), PRICE.subs(HALFWAY)))),
        sp.And(sp.Eq(supply, SUPPLY), sp.Eq(token_price, PRICE)), proof=_settles,
        numbers=against("minting and burning integrated, 60 multiples for the price", 1e-6,
            drawn(80, {initial_supply: 1, mint_rate: (0.01, 0.3), market_multiple: (2, 20),
                       elapsed: (0.5, 8), fees: (1, 9), BENDS: (0.7, 1.5)}, _found)),
        region="fees constant, or slow against the multiple; for the supply they may move if "
        "market value moves with them", literature=("samani2018models", "rnp001", "heliumhip20"),
        shown_in="fig-burn-and-mint", owner="Sengupta 2022, section Implementation, in words; the "
        "formulas are own", formerly=("burn-and-mint-price",))
