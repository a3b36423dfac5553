"""A stock for sale in the day's batch: how far it moves the price, how long it hangs over it."""

from collections.abc import Callable

import numpy as np
import sympy as sp
from scipy.integrate import quad, solve_ivp

from model.exact import Trace, alone
from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, bound, by_arithmetic,
                         by_meaning, by_specification, drawn, identity, logs, read)
from model.quantities import NOT_NEGATIVE, POSITIVE, Kind, quantity, theoretical
from model.spec import exchange, vault
from model.spec.accounts import for_sale, one_day
from model.spec.exchange import cohort_sold, gap, sellers_response, selling_days, tokens_offered
from model.spec.worth import depth, fair_price
from model.theory.notation import positive
from model.theory.sourced import spec

at_first = theoretical("for_sale_at_first", r"Z_0", "AI", "tokens that are meant for sale at first",
    POSITIVE)
left = theoretical("for_sale_left", r"Z", "AI", "tokens of them that are not sold yet", POSITIVE)
clearing = theoretical("clearing_time", r"t_Z", "day", "time until so many are left", NOT_NEGATIVE)
OFFERED = fair_price * tokens_offered
GAP = -OFFERED / (depth + sellers_response * OFFERED)
FALLS = sp.Eq(gap, GAP)
BRING = sp.Eq(exchange.willingness, depth / (depth + sellers_response * OFFERED))
LEAST = sp.Gt(gap, -1 / sellers_response, evaluate=False)
PATIENT = selling_days * sp.log(at_first / left)
PUT_OFF = one_day * sellers_response * fair_price * (at_first - left) / depth
TIME = sp.Eq(clearing, PATIENT + PUT_OFF)
EXCHANGE = exchange.exchange()
#: Nobody brings dollars; the gap is then that of sales alone.
NO_BUYERS = {exchange.users_order: 0, exchange.other_dollars: 0}
ALONE = spec("exchange", gap, exchange.net_order).subs(NO_BUYERS)
#: All that is positive, as the proofs know it; sellers of a stock may be blind to the price.
KNOWN = {each: positive(each)
         for each in (fair_price, depth, selling_days, one_day, at_first, left)}
ONE_DAY = {each: positive(each) for each in (fair_price, depth, tokens_offered, sellers_response)}
#: Ten tokens a day for a depth of one, or three quarters of a token for one of a hundredth.
SOLD = {fair_price: 1.0, depth: 1.0, sellers_response: 5.0, selling_days: 1.0,
        for_sale["team"]: 10.0}
STOCK = {fair_price: 1.0, depth: 0.01, sellers_response: 5.0, selling_days: 30.0, one_day: 1.0,
         at_first: 1.0, left: 0.25}


def _falls(statement: sp.Basic) -> Steps:
    yield (falls := by_specification("Only sales are in the net order, and the gap is what they "
        "ask for.", FALLS, (EXCHANGE, gap), (EXCHANGE, exchange.net_order), where=NO_BUYERS))
    yield (answer := read("Sellers hold back when the price is below the fair one.",
        exchange.willingness, spec("exchange", exchange.willingness),
        sp.Max(0, 1 + sellers_response * gap)))
    yield by_arithmetic("With that gap they bring a positive part of what they would bring at the "
        "fair price.", BRING, answer, falls, where=ONE_DAY)
    price, deep, tokens, response = ONE_DAY.values()
    yield bound("The more is brought, the more are sellers put off: the fall stays below one over "
        "their response, and comes as near to it as one likes.", LEAST,
        deep / (response * (deep + response * price * tokens)), (tokens, sp.oo),
        where={gap: ALONE.subs(ONE_DAY), **ONE_DAY})


def _time(statement: sp.Basic) -> Steps:
    stock, team = sp.Symbol("z", positive=True), for_sale["team"]
    offered, sold = (spec("exchange", each) for each in (tokens_offered, cohort_sold["team"]))
    others = {each: 0 for each in offered.free_symbols - {team}
              if quantity(each).kind is Kind.STOCK}
    will = spec("exchange", exchange.willingness).subs(gap, ALONE)
    for symbol, each in ((exchange.willingness, will), (tokens_offered, offered.subs(others)),
                         (team, stock), *KNOWN.items()):
        sold = sold.subs(symbol, each)
    # What is brought is positive, which SymPy sees when it stands over one denominator.
    sold = sold.replace(sp.Max, lambda *each: sp.Max(*map(sp.cancel, each)))
    tokens = stock * (day := KNOWN[one_day]) / KNOWN[selling_days]
    yield identity("The specification sells of a stock a day what the sellers would at the fair "
        "price, less the more what is brought moves the price.", sold,
        tokens / (1 + sellers_response * KNOWN[fair_price] * tokens / KNOWN[depth]))
    yield by_meaning("A token takes one over what is sold in a day, and the stock the sum of that "
        "over all tokens that are sold.", statement,
        sp.Integral(day / sold, (stock, KNOWN[left], KNOWN[at_first])), where=KNOWN)


def trade(known: Values) -> Trace:
    """A day of the specification's exchange with these values, all others zero."""
    steady = {one_day: 1.0, selling_days: 30.0, exchange.largest_gap: 0.2,
              exchange.loss_aversion: 0.2, **dict.fromkeys(exchange.cost_basis.values(), 0.05)}
    return alone(EXCHANGE, {**steady, **known})


def sales(stock: float, known: Values, who: str = "team") -> float:
    """Tokens that the specification's exchange sells in a day out of a stock of a cohort's."""
    day = trade({**known, for_sale[who]: stock})
    return sum(float(each.paid) for each in day.payments if each.flow == cohort_sold[who])


def _one_day(at: Values) -> Values:
    day = trade(at)
    sold = sum(float(p.paid) for p in day.payments if p.flow in cohort_sold.values())
    offered = float(day.values[tokens_offered])
    return {gap: day.values[gap], tokens_offered: offered, exchange.willingness: sold / offered}


def _many_days(at: Values) -> Values:
    """What is left at five moments, by integration of the exchange's sales."""
    days = np.sort(np.random.default_rng(int(at[at_first])).uniform(1, 100, 5))
    path = solve_ivp(lambda _, stock: [-sales(float(stock[0]), at)], (0, 101), [at[at_first]],
                     t_eval=days, rtol=1e-9, atol=1e-3)
    return {left: path.y[0], clearing: path.t}


def _gap_of(otherwise: Values) -> tuple[float, float]:
    """The gap of a day of the exchange with other values, and the claim's."""
    day = trade({**SOLD, **otherwise}).values
    return float(day[gap]), float(GAP.subs({**SOLD, tokens_offered: day[tokens_offered]}))


def _days_of(otherwise: Callable[[float], Values], who: str = "team") -> tuple[float, float]:
    """The days in which a stock falls to a quarter if others act on each day, and the claim's."""
    taken = quad(lambda stock: 1 / sales(stock, {**STOCK, **otherwise(stock)}, who), 0.25, 1)
    return float(taken[0]), float(TIME.rhs.subs(STOCK))


def claims() -> Chapter:
    """A day of sales, and the days until a stock is sold."""
    nobody = Assumption("nobody-buys", "users, nodes and the vault bring no dollars on that day")
    market = {fair_price: (0.001, 1), sellers_response: (0.5, 10)}
    yield Claim("sellers-response-bounds-the-fall",
        "Sellers who look at the price hold its fall below one over their response",
        "A day of sales moves the price down by what they are worth over the depth of the market, "
        "and less if sellers hold back when the price is low. Then the log of the price over the "
        "fair one never falls below one over their response, however much is for sale: the rest "
        "waits.",
        (nobody.without("let the vault bring what the sale is worth at the fair price: the log "
             "moves by", lambda: _gap_of({vault.buyback_usd: 10.0})),
         Assumption("sellers-answer", "all sellers bring less when the price is below the fair one",
             "let them sell at any price: the log moves by",
             lambda: _gap_of({sellers_response: 0.0}))),
        sp.And(FALLS, BRING, LEAST), proof=_falls,
        numbers=against("days of the exchange with sellers only", 1e-9, drawn(60,
            {**market, depth: logs(1e4, 1e8), **dict.fromkeys(for_sale.values(), logs(1e5, 1e9))},
            _one_day)),
        region="one day of sales, without the day's noise, and a response that is positive; the "
        "depth of the market is linear in the log price", shown_in="fig-sale-overhang",
        owner="own; no source is known")
    yield Claim("overhang-clears-in-two-parts",
        "A stock for sale takes the sellers' own time, and the time for which they are put off",
        "The first part is what they would take at the fair price. The second is their response "
        "times the stock over what moves the log price by one: it is the price of a small fall, "
        "and no smaller if they are in a hurry.",
        (nobody.without("let the vault buy every day what they bring: days until a quarter is left",
             lambda: _days_of(lambda stock: {vault.buyback_usd: stock / 30})),
         Assumption("steady-market", "fair price and depth stay as they are",
             "let the depth double when half is sold: days until a quarter is left",
             lambda: _days_of(lambda stock: {depth: 0.02 if stock < 0.5 else 0.01})),
         Assumption("nobody-else-sells", "no other tokens are for sale", "let another bring as "
             "much every day: days until a quarter is left",
             lambda: _days_of(lambda stock: {for_sale["testnet"]: stock})),
         Assumption("no-loss", "they sell as much as if they had paid nothing",
             "let the price be half their cost and let them give up half of their sales for it: "
             "days until a quarter is left", lambda: _days_of(lambda stock: {
                 exchange.cost_basis["sale"]: 2.0, exchange.loss_aversion: 1.0}, "sale"))),
        TIME, proof=_time,
        numbers=against("sales of the exchange, integrated", 1e-6,
            drawn(12, {**market, depth: logs(1e5, 1e7), one_day: 1, selling_days: (5, 90),
                       at_first: logs(1e6, 1e9)}, _many_days)),
        region="continuous time, without the day's noise", shown_in="fig-sale-overhang",
        owner="own; no source is known", uses=("sellers-response-bounds-the-fall",))
