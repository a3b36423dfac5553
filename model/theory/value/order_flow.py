"""The batch of a day: what orders do to the price, how far they take it, and what noise adds.

The gap is the logarithm of the price over the fair one, before noise. Orders count in dollars at
the fair price.
"""

from collections.abc import Callable

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, all_of, bisect, bound,
                         by_arithmetic, by_meaning, by_specification, drawn, identity, logs)
from model.quantities import POSITIVE, theoretical
from model.spec import cycle, exchange, vault, worth
from model.spec.announced import announced
from model.spec.pool import pool_fee
from model.theory.notation import positive
from model.theory.sourced import AFTER_FEE, POOL_FEE, spec

FIGURE = "fig-order-flow"
standing_flow = theoretical("standing_flow", r"\delta_s", "USD", "net purchases of every day")
gap_spread = theoretical("gap_spread", r"\sigma_x", "1",
    "standard deviation of the log price around what flows hold", POSITIVE)
response, offered, gap = exchange.sellers_response, exchange.tokens_offered, exchange.gap
limit, room, others = exchange.largest_gap, exchange.room_for_bills, exchange.other_dollars
AT_FAIR = worth.fair_price * offered
DEEP = worth.depth + response * AT_FAIR
GAP = standing_flow / DEEP
PUSH = (1 - pool_fee) * vault.buyback_usd / DEEP
FLOOR = -1 / response
SPREAD = exchange.noise_size
#: Depth, fair price, tokens, response and flow of one; a tenth of the depth that buys.
UNIT = {exchange.users_order: 0, others: 0} | dict.fromkeys(
    (worth.depth, worth.fair_price, offered, response, standing_flow), 1)
TENTH = UNIT | {vault.buyback_usd: sp.Rational(1, 10), pool_fee: 0, response: 0}
BILLS, HELD, CASH, ASIDE, UNREST = sp.symbols("bills held cash aside unrest")


def _flow(statement: sp.Basic) -> Steps:
    parts, away = {part.lhs: part for part in statement.args}, spec("exchange", gap)
    yield identity("Sellers bring in proportion to the gap more than they would at the fair price, "
        "and holders take what that leaves of the net order: the depth times the gap.",
        exchange.net_order - AT_FAIR * response * away, worth.depth * away)
    holds = by_specification("The gap is the day's net order over depth and sellers' answer. "
        "Nothing of the day before is in it, so the same orders hold the same gap, day after day.",
        parts[gap], (announced().block("exchange"), gap), where={exchange.net_order: standing_flow})
    yield identity("A purchase brings its dollars, less the pool's fee, to the batch.",
        sp.diff(spec("exchange", exchange.net_order, others), vault.buyback_usd), 1 - pool_fee)
    within, (spare, fee) = vault.depth_share * worth.depth, sp.symbols("z f", nonnegative=True)
    yield by_arithmetic("Executors take at most a share of the day's depth: the vault spends that, "
        "less z.", sp.Ge(within, spec("vault", vault.buyback_usd, vault.spend, vault.affordable),
                         evaluate=False))
    most = bound("So the vault's gap is less than that share by the fee of f/(1 + f), by what "
        "sellers bring more, and by what it leaves: without the three it is the share.",
        parts[vault.depth_share],
        (vault.depth_share * (response * AT_FAIR + worth.depth * fee / (1 + fee))
         + spare / (1 + fee)) / DEEP, {response: 0, fee: 0, spare: 0},
        where={vault.buyback_usd: within - spare, pool_fee: fee / (1 + fee)})
    yield from (holds, most)
    yield all_of("So do all orders, and the vault's among them.", statement, holds, most)


def batch(dollars: float, tokens: float, answer: float, deep: float,
          brings: Callable[[float], float] = lambda more: 1 + more) -> float:
    """The gap at which dollars buy what sellers bring, at fair prices, and holders give."""
    return float(brentq(lambda away: dollars - tokens * brings(answer * away) - deep * away, -1e5,
                        1e2, xtol=1e-14, rtol=1e-13))


def _held(at: Values) -> Values:
    spent = min(at[CASH], at[vault.depth_share] * at[worth.depth])
    flow = at[ASIDE] + AFTER_FEE * spent
    return {vault.buyback_usd: spent, standing_flow: flow,
            gap: batch(at[offered] + flow, at[offered], at[response], at[worth.depth])}


def _ends(statement: sp.Basic) -> Steps:
    some, spare = positive(response), sp.Symbol("z", nonnegative=True)
    away = spec("exchange", gap, exchange.net_order)
    low, high = sorted(statement.args, key=lambda part: part.gts != gap)
    yield by_arithmetic("Users pay all bills, or as much as there is room for beside what they "
        "hold. So where there is room, they order no more than it.",
        sp.Ge(room, spec("exchange", exchange.users_order, exchange.share_paid_today),
              evaluate=False), given=[sp.Ge(room, 0, evaluate=False)])
    yield bound("Sellers bring nothing at one over their response below the fair price. However "
        "many tokens are offered, the gap stays above that, by less and less the more are offered.",
        low,
        (worth.depth + some * (exchange.users_order + others)) / (some * DEEP.subs(response, some)),
        (offered, sp.oo), where={gap: away.subs(response, some), response: some})
    yield bound("Let users leave z of the room. Then the gap is below the largest one by z over "
        "the depth of all, and as large as it where they fill the room.", high, spare / DEEP,
        {spare: 0}, where={gap: away.subs(exchange.users_order, spec("exchange", room) - spare)})


def _ended(at: Values) -> Values:
    """The gap, if users pay the largest part of their bills at which it is not too large."""
    def cleared(part: float) -> float:
        orders = max(0.0, part * at[BILLS] - at[HELD]) + at[others]
        return batch(orders, at[offered], at[response], 1)

    return {gap: cleared(bisect(lambda part: cleared(part) <= at[limit], 0.0, 1.0, 40))}


def held(who: sp.Symbol, dollars: int) -> sp.Expr:
    """The gap that the specification's batch holds, with one order beside the unit's."""
    return spec("exchange", gap, exchange.net_order).subs(UNIT | {who: dollars})


def normal(value: sp.Symbol, size: sp.Expr) -> sp.Expr:
    """The density of a normal draw without a mean."""
    return sp.exp(-(value**2) / (2 * size**2)) / (size * sp.sqrt(2 * sp.pi))


def _spread(statement: sp.Basic) -> Steps:
    size, (log, draw) = sp.Symbol("s", positive=True), sp.symbols("u w", real=True)
    kept, every = spec("morning", cycle.unrest), (-sp.oo, sp.oo)
    yield identity("The size of the day's surprises has a log that settles where its variance "
        "repeats itself.", (kept.coeff(cycle.unrest) * cycle.unrest_size) ** 2
        + kept.coeff(cycle.unrest_noise) ** 2, cycle.unrest_size**2)
    scale = cycle.scale_of_surprises(log).subs(cycle.unrest_size, size)
    yield identity("Its mean square is then one: unrest makes calm and wild days, not more "
        "variance.",
        sp.integrate(sp.powsimp(sp.expand(scale**2 * normal(log, size))), (log, *every)), sp.S.One)
    (price,) = (each for each in spec("exchange", exchange.batch_price).args
                if each != worth.least_price)
    noise = sp.expand_log(sp.log(price / worth.fair_price), force=True).subs(
        {gap: 0, exchange.trade_noise: draw, cycle.surprise_size: scale})
    yield by_meaning("Noise has no mean, so the root of its mean square over both draws, of the "
        "size and of the noise itself, is its standard deviation.", statement,
        sp.sqrt(sp.Integral(sp.powsimp(noise**2 * normal(log, size)) * normal(draw, sp.S.One),
                            (log, *every), (draw, *every))))


def noisy(size: float, unrest: float, draw: np.random.Generator) -> float:
    """Standard deviation of noise around what flows hold, in 400 markets over 500 days."""
    away, log, left = [], unrest * draw.standard_normal(400), 0.9  # of a spell, a day later
    for _ in range(500):
        log = left * log + unrest * np.sqrt(1 - left**2) * draw.standard_normal(400)
        away.append(size * np.exp(log - unrest**2) * draw.standard_normal(400))
    return float(np.std(away))


def claims() -> Chapter:
    """What orders hold, the two ends of the gap, and noise."""
    half, draw = sp.Rational(1, 2), sp.Symbol("w", real=True)
    yield Claim("steady-flow-holds-a-gap",
        "A flow of orders holds a gap that lasts as long as the flow, and a purchase is a flow",
        "Purchases that come every day hold the price above the fair one by their dollars over the "
        "depth of the whole market; steady sales hold it as far below. Sellers who look at the "
        "price act like depth, and take their part of each order. No gap is left over from "
        "yesterday. A purchase of the vault lifts the price for its day, by no more than the share "
        "of the depth at which executors stop.",
        (Assumption("straight-lines", "sellers and holders answer the log price in proportion",
             "let sellers bring exp(x) times as many at a gap of x: it is",
             lambda: (batch(2, 1, 1, 1, np.exp), GAP.subs(UNIT))),
         Assumption("steady", "the same flow comes every day, and depth rests", "let the flow come "
             "on one day only: on the next the gap is",
             lambda: (held(exchange.users_order, 1), GAP.subs(UNIT))),
         Assumption("executors-heed-depth", "executors stop at their share of the depth",
             "let them spend a tenth of it, where the share is a hundredth",
             lambda: sp.Ge(sp.Rational(1, 100), PUSH.subs(TENTH)))),
        sp.And(sp.Eq(gap, GAP), sp.Ge(vault.depth_share, PUSH)), proof=_flow,
        numbers=against("batches cleared by bisection, vaults of any cash", 1e-9,
            drawn(200, {ASIDE: (-2, 2), offered: (0.1, 2), response: (0, 20), CASH: (0.01, 5),
                        worth.depth: (1, 9), worth.fair_price: 1, pool_fee: POOL_FEE,
                        vault.depth_share: (0.01, 0.2)}, _held), strict=True),
        region="one batch a day; users pay all their bills; above the least price, noise aside",
        literature=("grossman1988liquidity",), shown_in=FIGURE,
        formerly=("sellers-deepen-the-market", "purchase-pushes-price", "vault-push-has-a-limit"))
    yield Claim("users-pay-to-the-largest-gap",
        "Orders never take the price beyond two ends, however large they are",
        "Sellers bring fewer tokens the further the price is below the fair one, and none at one "
        "over their response: dumping has a floor. Bills that would push the price beyond the "
        "largest gap are not paid, and the work for them is not done.",
        (Assumption("reservation", "all sellers look at the price", "let half of ten tokens come "
             "whatever the price",
             lambda: sp.Gt(batch(0, 10, 1, 1, lambda more: 1 + more / 2), FLOOR.subs(UNIT))),
         Assumption("nobody-flees", "nobody sells whatever the price: dollars that buy are not "
             "negative", "let holders sell three dollars whatever the price",
             lambda: sp.Gt(held(others, -3), FLOOR.subs(UNIT))),
         Assumption("room", "the others' dollars alone do not exceed the largest gap",
             "let others alone bring four times the depth, at a largest gap of one half",
             lambda: sp.Ge(half, held(others, 4))),
         Assumption("users-stop", "users pay no bill in a market that is too dear",
             "let users pay bills of four times the depth, at a largest gap of one half",
             lambda: sp.Ge(half, held(exchange.users_order, 4)))),
        sp.And(sp.Gt(gap, FLOOR), sp.Ge(limit, gap)), proof=_ends,
        numbers=against("bills found by bisection, up to 10,000 times the depth on offer", 0.0,
            drawn(200, {response: (0.5, 20), limit: (0.05, 0.5), BILLS: (0.1, 5), HELD: (0, 1),
                        offered: logs(0.1, 1e4), others: (0, 0.1)}, _ended)),
        region="sellers who respond; before noise, at the fair price of the day, which may fall; "
        "collateral and vault stay below the largest gap by their own limits", shown_in=FIGURE,
        owner="own; no source is known", formerly=("dumping-has-a-floor",))
    yield Claim("noise-spreads-the-gap",
        "The spread that noise gives the price around what flows hold",
        "Its size is the same in a calm market and in one with spells of unrest, in a thin one and "
        "in a deep one. It is gone the next day.",
        (Assumption("settled", "the size of surprises has settled in its own law", "begin without "
             "unrest, whose log will come to spread by one: over the size of noise the first day's "
             "spread is", lambda: (cycle.scale_of_surprises(sp.S.Zero).subs(cycle.unrest_size, 1),
                                   SPREAD / exchange.noise_size)),
         Assumption("independent", "a day's noise does not depend on the size of surprises",
             "let the size of surprises be the noise itself: over the size of noise the spread is",
             lambda: (
                 sp.sqrt(sp.integrate(draw**4 * normal(draw, sp.S.One), (draw, -sp.oo, sp.oo))),
                 SPREAD / exchange.noise_size))),
        sp.Eq(gap_spread, SPREAD), proof=_spread,
        numbers=against("400 markets over 500 days each", 0.05,
            drawn(60, {exchange.noise_size: (0.005, 0.1), UNREST: (0, 0.5)}, lambda at: {
                gap_spread: noisy(at[exchange.noise_size], at[UNREST],
                                  np.random.default_rng(int(1e6 * at[UNREST])))})),
        region="prices above the least one; noise of unit variance", shown_in=FIGURE,
        owner="own; no source is known")
