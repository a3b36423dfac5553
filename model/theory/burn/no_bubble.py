"""One price without a bubble, for any revenue that is worth something today. Theory: T5.

Nothing is assumed of how revenue grows, but that holders foresee it.
"""

from functools import cache

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, by_arithmetic, drawn,
                         identity, only_path, parts, rewritten)
from model.quantities import theoretical
from model.spec.accounts import initial_supply
from model.spec.worth import discount_rate
from model.theory.notation import burned_share, elapsed, market_value, positive, supply, token_price

bubble = theoretical("bubble_at_start", "b", "USD",
    "what holders pay at the start beyond the worth of burns to come")
revenue = sp.Function("Pi", positive=True)
# Bound variables: a moment; what of the present value is still to come.
moment, rest = sp.symbols("s x", nonnegative=True)
AT_FIRST = sp.Integral(sp.exp(-discount_rate * moment) * revenue(moment), (moment, 0, sp.oo))
AFTER = sp.Integral(sp.exp(-discount_rate * moment) * revenue(moment), (moment, elapsed, sp.oo))
PRICE = burned_share * sp.exp(discount_rate * elapsed) * AT_FIRST / initial_supply
SUPPLY = initial_supply * AFTER / AT_FIRST
#: A path of revenue that rises and falls.
near, far, hump = sp.symbols("near far hump", positive=True)
ROLLING = 1 + hump * (sp.exp(-near * moment) - sp.exp(-far * moment))
#: A tenth asked, a half of a steady revenue of one burns, one token at the start.
POINT = {discount_rate: sp.Rational(1, 10), burned_share: sp.Rational(1, 2), initial_supply: 1}


def _alone(statement: sp.And) -> Steps:
    said = parts(statement)
    price, left = (sp.Function(letter, positive=True)(elapsed) for letter in "PS")
    burn = burned_share * revenue(elapsed)
    grows = {sp.diff(price, elapsed): discount_rate * price, sp.diff(left, elapsed): -burn / price}
    yield identity("The price grows at the rate that holders ask, and supply falls by the burn. So "
        "the value of all tokens grows by what is asked on it, less the burn, whatever revenue "
        "does.", sp.diff(price * left, elapsed).subs(grows), discount_rate * price * left - burn)
    paid = burned_share * revenue(moment)
    worth = sp.Integral(paid * sp.exp(-discount_rate * moment), (moment, 0, sp.oo))
    to_come = sp.Integral(paid * sp.exp(-discount_rate * (moment - elapsed)),
                          (moment, elapsed, sp.oo))
    yield (values := only_path("From one start one value grows so. At the start it is what all "
        "burns are worth, and what holders pay beyond: a bubble that no burn touches and that "
        "grows at what is asked.",
        sp.Eq(market_value, to_come + bubble * sp.exp(discount_rate * elapsed)), elapsed,
        discount_rate * market_value - burn, worth + bubble))
    small = sp.Abs(bubble) / 2
    vanish = sp.And(sp.Lt(rest, small, evaluate=False),
                    sp.Lt(sp.Abs(rest + bubble), small, evaluate=False))
    yield (none := by_arithmetic("Discounted to the start, the value is what is left of the "
        "present value of burns, x, and b. The first tends to zero, since it is finite; "
        "transversality says that the sum does. Were b not zero, both would be below half of it "
        "one day, which cannot be.", sp.Eq(bubble, 0), given=(sp.Or(sp.Eq(bubble, 0), vanish),)))
    yield (first := rewritten("So at the start the value is what all burns are worth, and nothing "
        "else.", sp.Eq(values.relation.rhs.subs(elapsed, 0), worth), none))
    yield (dear := only_path("Over the supply at the start it is the first price, and it grows at "
        "what is asked.", said[token_price], elapsed, discount_rate * token_price,
        first.relation.rhs / initial_supply))
    yield only_path("The burn is at that price. Only this supply falls by it; the burned share "
        "cancels.", said[supply], elapsed, -burn / dear.relation.rhs, initial_supply)


def burns(asked: float, path: sp.Expr, first: float, years: float, burned: float) -> float:
    """Supply after burns 250 times a year, at a price that grows at what is asked; one at first."""
    step = years / max(1, round(250 * years))
    middles = np.arange(step / 2, years, step)
    paid = burned * sp.lambdify(moment, path, "numpy")(middles) * step
    return float(1 - np.sum(paid * np.exp(-asked * middles) / first))


@cache
def first_price(asked: float, path: sp.Expr, burned: float) -> float:
    """The first price at which burns of 150 years neither use up all tokens nor leave some."""
    return float(brentq(lambda first: burns(asked, path, first, 150, burned), 1e-6, 1000))


def rolling(statement: sp.Basic) -> sp.Basic:
    """The statement for a path that rises and falls, its integrals worked out."""
    path = statement.replace(revenue, lambda at: ROLLING.subs(moment, at))
    return path.subs(elapsed, positive(elapsed)).replace(
        sp.Integral, lambda inside, span: sp.Integral(sp.expand(inside), span).doit())


def burned_along(at: Values) -> Values:
    """Burns one by one along such a path, from a first price that a search finds."""
    asked, now, share = at[discount_rate], at[elapsed], at[burned_share]
    path = ROLLING.subs({each: at[each] for each in (near, far, hump)})
    first = first_price(asked, path, share)
    return {supply: burns(asked, path, first, now, share), token_price: first * np.exp(asked * now)}


def said(formula: sp.Expr, now: int, growth: sp.Expr = sp.S.Zero) -> sp.Expr:
    """A formula in numbers after some years, if revenue is one and grows."""
    path = formula.replace(revenue, lambda at: sp.exp(growth * at))
    return path.subs(POINT).subs(elapsed, now).doit()


def claims() -> Chapter:
    """The claim."""
    rate = POINT[discount_rate]
    spent = sp.integrate(POINT[burned_share] * sp.exp(-rate * moment), (moment, 0, 10))
    yield Claim("one-price-without-a-bubble",
        "Without a bubble there is one price, and as much supply is left as value is to come",
        "All other values that holders can pay differ by a bubble that grows at the rate they ask. "
        "Dearer at the start, and some tokens are never burned; cheaper, and none are left while "
        "revenue still comes. When half of all that revenue is worth today has come in, half of "
        "the tokens are burned, whatever share burns and however revenue moves.",
        (Assumption("rational-price", "the price grows at the rate that holders ask, who have no "
             "other use of a token", "let the price stand still: after ten years it is that of the "
             "start", lambda: (said(PRICE, 0), said(PRICE, 10))),
         Assumption("finite-value", "what all burns to come are worth is finite",
             "let revenue grow at what holders ask, who pay what it is worth if it stands still: "
             "the price", lambda: (said(PRICE, 0), said(PRICE, 0, rate))),
         Assumption("no-bubble", "transversality: discounted, the value of all tokens tends to "
             "zero", "let holders pay 1 more at the start: what is left after ten years",
             lambda: (1 - spent / (said(PRICE, 0) + 1), said(SUPPLY, 10)))),
        sp.And(sp.Eq(token_price, PRICE), sp.Eq(supply, SUPPLY)), proof=_alone,
        numbers=lambda statement: against("burns 250 times a year from the first price at which "
            "they use up all tokens and not more, which a search finds", 1e-4, drawn(60, {
                discount_rate: (0.15, 0.3), burned_share: 0.5, initial_supply: 1, elapsed: (0.5, 4),
                near: (0.1, 0.5), far: (0.5, 2), hump: (0, 5)}, burned_along))(rolling(statement)),
        region="any continuous path of yearly revenue, the function in the integral, if foreseen",
        shown_in="fig-burn-regimes", owner="bubbles that grow at the rate of return: Blanchard and "
        "Watson (1982); their exclusion: Santos and Woodford (1997), places not looked up; the "
        "supply own", formerly=("other-values-are-bubbles", "supply-left-is-value-still-to-come"))
