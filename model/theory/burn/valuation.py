"""What tokens are worth to holders who see the burns coming, and the burn rate that follows.

A token pays nothing while it is held: its price must grow at the rate that holders ask, less its
use. Published equations of burn and mint are the same condition: V is the value of all tokens, M
their number, y the yearly fees, u what burns and w what is minted in a year: V' = rV + (w/M) V − y,
M' = w − u. Theory: T5.
"""

from itertools import product

import numpy as np
import sympy as sp
from scipy.integrate import quad, solve_ivp

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, by_meaning, drawn,
                         identity, only_path, only_root, parts)
from model.quantities import NOT_NEGATIVE, POSITIVE, SHARE, theoretical
from model.spec.accounts import initial_supply
from model.spec.worth import discount_rate
from model.theory.notation import (burn_rate, burned_share, elapsed, growth, half_life,
                                   market_value, supply, token_price, yearly_fees, yearly_revenue)

convenience = theoretical("convenience", "y", "1/calendar_year",
    "yearly use of holding a token, over its value", NOT_NEGATIVE)
minted_share = theoretical("minted_share", r"\varphi", "1",
    "tokens that are minted for each that burns", SHARE)
expected_factor = theoretical("expected_price_factor", r"\mathbb{E}\,P/P_0", "1",
    "expectation of the price over the first", POSITIVE)
revenue_factor = theoretical("expected_revenue_factor", r"\mathbb{E}\,\Pi/\Pi_0", "1",
    "expectation of revenue over that of today", POSITIVE)
RATE = discount_rate - growth - convenience
PATH = initial_supply * sp.exp(-RATE * elapsed)
PRICE = burned_share * yearly_revenue / (RATE * supply)
RISE = sp.exp((discount_rate - convenience) * elapsed)
HALVES = sp.log(2) / (discount_rate - growth)
VALUE = (1 - minted_share) * yearly_fees / (discount_rate - growth)
# Bound variables: what is asked beyond growth and use, years from now, the volatility of revenue,
# a draw.
lead, ahead, volatility = sp.symbols("a s sigma", positive=True)
score = sp.Symbol("z", real=True)
left, value = (sp.Function(letter, positive=True)(elapsed) for letter in "MV")
#: Ten per cent asked, no growth, half of a dollar burns and half of that is minted, use of 5 per
#: cent; one token, a first revenue and fees of one.
HALF, ASKED = sp.Rational(1, 2), sp.Rational(1, 10)
POINT = {discount_rate: ASKED, growth: 0, convenience: ASKED / 2, minted_share: HALF,
         yearly_fees: 1}


def _rational(statement: sp.And) -> Steps:
    said = parts(statement)
    asked, beyond = discount_rate - convenience, {discount_rate: growth + convenience + lead}
    burn = burned_share * yearly_revenue
    walk = (growth - volatility**2 / 2) * ahead + volatility * sp.sqrt(ahead) * score
    yield (grown := by_meaning("Revenue after some time is that of today times a lognormal factor. "
        "Its expectation does not see the volatility.",
        sp.Eq(revenue_factor, sp.exp(growth * ahead)),
        sp.Integral(sp.exp(walk - score**2 / 2) / sp.sqrt(2 * sp.pi), (score, -sp.oo, sp.oo))))
    to_come = sp.Integral(burn * grown.relation.rhs * sp.exp(-asked * ahead), (ahead, 0, sp.oo))
    yield (rate := by_meaning("Holding has a use, so the price need grow only at what is asked "
        "beyond it. Nobody pays for more than the burns to come: the value is what they are worth "
        "at that rate. The burn over it: revenue and burned share cancel, and use replaces burn "
        "one for one.", said[burn_rate], burn / to_come, where=beyond))
    yield (path := only_path("Only this path falls at that rate.", said[supply], elapsed,
        -rate.relation.rhs * supply, initial_supply))
    yield by_meaning("The price is that value over supply.", said[token_price], to_come / supply,
        where=beyond)
    yield by_meaning("So supply is certain, and the price is random as revenue over supply is. In "
        "expectation it grows at what is asked beyond use, so that holders are content: the price "
        "exists.", said[expected_factor],
        grown.relation.rhs.subs(ahead, elapsed) * initial_supply / path.relation.rhs)


def tossed(at: Values) -> Values:
    """All histories of six tosses that lift or cut revenue, every half year; 250 burns a year.

    The price starts at the integral of all expected burns to come, grows as asked, and moves with
    revenue.
    """
    grows, share, use, step = at[growth], at[burned_share], at[convenience], 1 / 250
    asked = at[discount_rate] - use
    jumps = np.exp(at[volatility] * np.array(list(product((-1, 1), repeat=6))).T)
    first = quad(lambda year: share * np.exp((grows - asked) * year), 0, np.inf)[0]
    earned, tokens, price = np.ones(64), np.ones(64), np.full(64, first)
    for jump in jumps / np.cosh(at[volatility]):
        for _ in range(125):
            half = np.exp((grows - asked) * step / 2)
            tokens = tokens - share * earned * step * half / price
            earned, price = earned * np.exp(grows * step), price * np.exp(asked * step)
        earned, price = earned * jump, price * jump
    return {supply: tokens, burn_rate: -np.log(tokens) / 3, token_price: price,
            yearly_revenue: earned, expected_factor: price.mean() / first}


def slopes(minted: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    """The published slopes of value and number when so many tokens are minted in a year."""
    fees = yearly_fees * sp.exp(growth * elapsed)
    return {sp.diff(value, elapsed): discount_rate * value + minted / left * value - fees,
            sp.diff(left, elapsed): minted - left / value * fees}


def _minted(statement: sp.And) -> Steps:
    said = parts(statement)
    moves = slopes(minted_share * left / value * yearly_fees * sp.exp(growth * elapsed))
    rises, falls = moves[sp.diff(value, elapsed)], moves[sp.diff(left, elapsed)]
    yield identity("The value over the number, a token's price, grows at r, whatever is minted: "
        "the condition of rational pricing.", sp.diff(value / left, elapsed).subs(moves),
        discount_rate * value / left)
    beyond = {discount_rate: growth + lead}
    yield (worth := by_meaning("Without a bubble the value is what holders get of the fees to "
        "come: minting gives the rest to those who receive the new tokens.", said[market_value],
        sp.Integral((1 - minted_share) * yearly_fees * sp.exp((growth - discount_rate) * ahead),
                    (ahead, 0, sp.oo)), where=beyond))
    now = worth.relation.rhs * sp.exp(growth * elapsed)
    yield identity("It solves the first equation.", sp.diff(now, elapsed), rises.subs(value, now))
    yield (path := only_path("Then the number falls by a constant share, by the second equation.",
        sp.Eq(supply, initial_supply * sp.exp(-(discount_rate - growth) * elapsed)), elapsed,
        falls.subs({value: now, left: supply}), initial_supply))
    then = path.relation.rhs.subs(elapsed, half_life)
    yield only_root("After this time half of the tokens are left, and supply only falls.",
        said[half_life], sp.Eq(then, initial_supply / 2), slope=-(discount_rate - growth) * then,
        where=beyond)
    yield identity("Mint all that burns, and the value grows at r alone: all of it is bubble.",
        rises.subs(minted_share, 1), discount_rate * value)


def published(at: Values) -> Values:
    """The two equations integrated, the value back from a far day on which it may be anything."""
    asked, grows, share, years = at[discount_rate], at[growth], at[minted_share], 3.0

    def moves(now: float, state: np.ndarray) -> list[float]:
        worth, number = state
        paid = np.exp(grows * now)
        new = share * number / worth * paid
        return [asked * worth + new / number * worth - paid, new - number / worth * paid]

    far, exact = 25 / (asked - grows), {"rtol": 1e-10, "atol": 1e-12}
    # Any number of tokens serves on the way back, since the value does not depend on it.
    back = solve_ivp(lambda now, worth: moves(now, np.array([*worth, 1.0]))[:1], (far, 0),
                     [np.exp(grows * far)], **exact)
    run = solve_ivp(moves, (0, years), [back.y[0, -1], 1.0], **exact)
    return {market_value: back.y[0, -1], half_life: years * np.log(2) / -np.log(run.y[1, -1])}


def rate_if(asked: sp.Expr, paid: int = 1) -> tuple[sp.Expr, sp.Expr]:
    """The burn rate if holders ask so much and pay a multiple of the worth, and the claimed one."""
    worth = paid * sp.integrate(sp.exp(-asked * elapsed), (elapsed, 0, sp.oo))
    return 1 / worth, RATE.subs(POINT)


def left_if(worth: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Tokens left at the claimed half-life if this is their value: the price grows as asked."""
    then = HALVES.subs(POINT)
    return worth.subs(elapsed, then) / (worth.subs(elapsed, 0) * sp.exp(ASKED * then)), HALF


def claims() -> Chapter:
    """Rational pricing, and the published equations of burn and mint."""
    alone = Assumption("no-bubble", "nobody pays for more than the burns to come")
    ending = sp.integrate(sp.exp(-ASKED * (ahead - elapsed)), (ahead, elapsed, 10))
    a_year = slopes(left * 3 / 20)[sp.diff(value, elapsed)].subs(POINT)
    yield Claim("rational-burn-rate-is-what-holders-ask-less-growth",
        "A rational market burns at what holders ask less growth and use, whatever share burns",
        "Burn share, fee and margin move the level of the price, and never its growth. The rate at "
        "which supply falls does not see them, and it is certain even if revenue walks at random. "
        "A useful token is dearer, so the same dollars burn fewer.",
        (Assumption("rational-price", "the price grows in expectation at the rate that holders ask "
             "beyond use, the same whatever the risk", "let holders ask for 1/20 more since "
             "revenue is random: the burn rate", lambda: rate_if(ASKED / 2 + sp.Rational(1, 20))),
         Assumption("random-walk", "revenue grows steadily, or is a geometric Brownian motion "
             "whose expectation does", "let revenue also end for ever, at a rate of 1/10 a year: "
             "the burn rate", lambda: rate_if(ASKED / 2 + sp.Rational(1, 10))),
         alone.without("let holders pay twice what burns are worth: the burn rate",
             lambda: rate_if(ASKED / 2, paid=2))),
        sp.And(sp.Eq(burn_rate, RATE), sp.Eq(supply, PATH), sp.Eq(token_price, PRICE),
               sp.Eq(expected_factor, RISE)), proof=_rational,
        numbers=against("750 burns in each history of tosses, at a price that starts as an "
            "integral", 1e-4, drawn(60, {growth: (-0.1, 0.05), discount_rate: (0.15, 0.3),
                burned_share: (0.1, 1), convenience: (0, 0.08), volatility: (0, 0.4),
                initial_supply: 1, elapsed: 3}, tossed)),
        region="expected growth and use, which may be zero, together below the rate asked; any "
        "volatility; supply is all that is not burned, the treasury's too",
        shown_in="fig-burn-share", literature=("miller1961dividend",), owner="Gordon and Shapiro "
        "1956, a growing payout, place not looked up; for random growth and a burn own, no source "
        "known", formerly=("rational-supply-path", "burn-share-moves-the-level-of-the-price",
                           "use-replaces-burn", "random-growth-burns-at-a-certain-rate"))
    yield Claim("minting-takes-its-share-of-the-value",
        "Minting a share of what burns takes that share of the value, and leaves the half-life",
        "Published equations of burn and mint are rational pricing in other letters; all fees burn "
        "there. Without minting they are buy and burn. If as much is minted as burns, a token is "
        "worth only what the next holder pays, and tells nothing of the fees.",
        (Assumption("minted-share", "a fixed share of what burns is minted, for those who work",
             "mint 3/20 of all tokens a year instead of half of what burns: the value",
             lambda: (sp.solve(a_year, value)[0], VALUE.subs(POINT))),
         Assumption("steady-growth", "fees grow at a constant rate for ever", "let fees end after "
             "ten years: at the half-life, what is left", lambda: left_if(ending)),
         alone.without("let holders pay twice what burns are worth at the start: at the half-life, "
             "what is left", lambda: left_if(1 + sp.exp(ASKED * elapsed)))),
        sp.And(sp.Eq(half_life, HALVES), sp.Eq(market_value, VALUE)), proof=_minted,
        numbers=against("the two equations integrated, the value from far on", 1e-8,
            drawn(60, {growth: (-0.1, 0.1), discount_rate: (0.15, 0.4), yearly_fees: 1,
                       minted_share: (0, 0.9)}, published)),
        region="growth of fees below the rate asked; a minted share below one: at one nothing "
        "burns on balance and no value is left; holders who have no other use of the token",
        shown_in="fig-burn-rates", literature=("kalabic2025helium",), owner="Kalabić 2025, section "
        "Introduction, with nothing and with all of it minted; a share in between, own", formerly=(
            "burn-and-mint-without-minting-is-buy-and-burn", "minting-what-burns-leaves-no-value"))
