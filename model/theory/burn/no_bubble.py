"""One price without a bubble, for any revenue that is worth something today. Theory: T5.

Nothing is assumed of how revenue grows, but that holders foresee it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.formulas import only_path
from model.logic.step import Proved, Step
from model.logic.steps import identity
from model.logic.theorems import rewritten
from model.quantities import theoretical
from model.spec import worth as w
from model.spec.accounts import initial_supply
from model.theory import notation as t
from model.theory.burn.unsteady import burns, first_price, integrated, paths
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees

bubble = theoretical("bubble_at_start", "b", "USD",
                     "what holders pay at the start beyond the worth of burns to come")  # fmt: skip
FIGURE = "fig-burn-regimes"
r, time, kept, S = w.discount_rate, t.elapsed, t.burned_share, initial_supply
revenue = sp.Function("Pi", positive=True)
# Bound variables: a moment; what of the present value is still to come.
moment, rest = sp.symbols("s x", nonnegative=True)
TO_COME = sp.Integral(kept * sp.exp(-r * (moment - time)) * revenue(moment), (moment, time, sp.oo))
AT_FIRST = sp.Integral(sp.exp(-r * moment) * revenue(moment), (moment, 0, sp.oo))
AFTER = sp.Integral(sp.exp(-r * moment) * revenue(moment), (moment, time, sp.oo))
FAMILY = sp.Eq(t.market_value, TO_COME + bubble * sp.exp(r * time))
PRICE = sp.Eq(t.token_price, kept * sp.exp(r * time) * AT_FIRST / S)
SUPPLY = sp.Eq(t.supply, S * AFTER / AT_FIRST)


def worth_at_first() -> sp.Expr:
    """What all burns are worth at the start."""
    return sp.Integral(kept * revenue(moment) * sp.exp(-r * moment), (moment, 0, sp.oo))


def family(statement: sp.Basic) -> Iterator[Step]:
    """Two steps to all values that holders who ask for a return can pay."""
    price, left = sp.Function("P", positive=True)(time), sp.Function("S", positive=True)(time)
    moves = {sp.diff(price, time): r * price, sp.diff(left, time): -kept * revenue(time) / price}
    yield identity(
        "The price grows at the rate that holders ask, and supply falls by the burn. So the value "
        "of all tokens grows by what is asked on it, less the burn, whatever revenue does.",
        sp.diff(price * left, time).subs(moves),
        r * price * left - kept * revenue(time),
    )
    yield only_path(
        "From one start one value grows so. At the start it is what all burns are worth, and what "
        "holders pay beyond: a difference that no burn touches grows at what is asked.",
        statement,
        time,
        r * t.market_value - kept * revenue(time),
        worth_at_first() + bubble,
    )


def no_bubble() -> Proved:
    """The step from transversality to the one value without a bubble."""
    small = sp.Abs(bubble) / 2
    vanish = sp.And(sp.Lt(rest, small, evaluate=False),
                    sp.Lt(sp.Abs(rest + bubble), small, evaluate=False))  # fmt: skip
    return by_arithmetic(
        "Discounted to the start, the value is what is left of the present value of burns, x, and "
        "b. The first tends to zero, since it is finite; transversality says that the sum does. "
        "Were b not zero, both would be below half of it one day, which cannot be.",
        sp.Eq(bubble, 0),
        given=(sp.Or(sp.Eq(bubble, 0), vanish),),
    )


def _family(statement: sp.Basic) -> Iterator[Step]:
    yield from family(statement)


def _price(statement: sp.Basic) -> Iterator[Step]:
    grown, values = family(FAMILY)
    none = no_bubble()
    first = rewritten("So at the start the value is what all burns are worth, and nothing else.",
                      sp.Eq(values.relation.rhs.subs(time, 0), worth_at_first()), none)  # fmt: skip
    yield from (grown, values, none, first)
    yield only_path("Over the supply at the start it is the first price, and it grows at what is "
                    "asked: one path.", statement, time, r * t.token_price,
                    first.relation.rhs / S)  # fmt: skip


def _supply(statement: sp.Basic) -> Iterator[Step]:
    *steps, path = _price(sp.Eq(t.token_price, sp.exp(r * time) * worth_at_first() / S))
    yield from (*steps, path)
    yield only_path("The burn is at that price. Only this supply falls by it; the burned share "
                    "cancels.", statement, time, -kept * revenue(time) / path.relation.rhs,
                    S)  # fmt: skip


def _told(statement: sp.Eq, asked: float, path: sp.Expr, now: float, beyond: float = 0) -> float:
    """The right side for a path of revenue of which a half burns, its integrals by quadrature."""
    known = {r: asked, time: now, S: 1, kept: 0.5, bubble: beyond}
    return integrated(statement.rhs.replace(revenue, lambda at: path.subs(moment, at)), known)


def _family_in_numbers(statement: sp.Basic) -> Evidence:
    found, draw = [], np.random.default_rng(3)
    for asked, path in paths(7, moment):
        beyond, now = float(draw.uniform(-0.1, 3)), float(draw.uniform(0.5, 4))
        first = first_price(asked, path, 0.5) + beyond
        value = first * np.exp(asked * now) * burns(asked, path, first, now, 0.5)
        found.append((_told(statement, asked, path, now, beyond), value))
    return agrees("burns 250 times a year at a price that grows as asked: relative", found, 1e-4)


def _price_in_numbers(statement: sp.Basic) -> Evidence:
    found = [(_told(statement, asked, path, 3), first_price(asked, path, 0.5) * np.exp(3 * asked))
             for asked, path in paths(7, moment)]  # fmt: skip
    return agrees("the first price at which burns 250 times a year use up all tokens and not more, "
                  "by halving: relative", found, 1e-4)  # fmt: skip


def _supply_in_numbers(statement: sp.Basic) -> Evidence:
    found = [(_told(statement, asked, path, 3),
              burns(asked, path, first_price(asked, path, 0.5), 3, 0.5))
             for asked, path in paths(7, moment)]  # fmt: skip
    return agrees("burns 250 times a year from that price on: relative", found, 1e-4)


#: A tenth asked, a half of revenue burns, one token at the start, no bubble.
POINT = {r: sp.Rational(1, 10), kept: sp.Rational(1, 2), S: sp.Integer(1), bubble: sp.Integer(0)}
WORTH = (kept / r).subs(POINT)


def _example(
    statement: sp.Eq, text: str, found: sp.Expr, now: int, growth: sp.Expr = sp.S.Zero
) -> Callable[[], Counterexample]:
    """The statement in numbers after so many years; revenue is one and grows."""

    def made() -> Counterexample:
        path = statement.rhs.replace(revenue, lambda at: sp.exp(growth * at))
        said = path.subs(POINT).subs(time, now).doit()
        claimed = "has no finite value" if said in (sp.oo, sp.nan) else f"is {sp.N(said, 3)}"
        return Counterexample(f"{text}: it is {sp.N(found, 3)}, and what is claimed {claimed}",
                              sp.Eq(found, said))  # fmt: skip

    return made


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    asks = Assumption("rational-price", "the price grows at the rate that holders ask, who have no "
                      "other use of a token")  # fmt: skip
    finite = Assumption("finite-value", "what all burns to come are worth is finite")
    none = Assumption("no-bubble", "transversality: discounted, the value of all tokens tends to "
                      "zero")  # fmt: skip
    still, dear = "let the price stand still", "let holders pay 1 more at the start"
    wild, rate = "let revenue grow at what holders ask", POINT[r]
    spent = sp.integrate(POINT[kept] * sp.exp(-rate * moment), (moment, 0, 10))
    any_path = "any continuous path of yearly revenue, the function in the integral, if foreseen"
    return (
        Claim(
            "other-values-are-bubbles",
            "All values that holders can pay differ by a bubble that grows at the rate they ask",
            "The worth of burns to come is one solution, whatever path revenue takes. Each other "
            "one is that and a term that no burn pays for.",
            (asks, finite),
            FAMILY,
            _family,
            _family_in_numbers,
            {
                "rational-price": _example(FAMILY, still, WORTH - POINT[kept], 1),
                "finite-value": _example(FAMILY, wild, WORTH, 0, rate),
            },
            any_path,
            shown_in=FIGURE,
            owner="bubbles that grow at the rate of return: Blanchard and Watson (1982), place not "
            "looked up",
        ),
        Claim(
            "one-price-without-a-bubble",
            "There is exactly one path of the price without a bubble: the worth of burns to come",
            "Dearer at the start, and some tokens are never burned; cheaper, and none are left "
            "while revenue still comes.",
            (asks, finite, none),
            PRICE,
            _price,
            _price_in_numbers,
            {
                "rational-price": _example(PRICE, still, WORTH, 10),
                "finite-value": _example(PRICE, wild, WORTH, 0, rate),
                "no-bubble": _example(PRICE, dear, WORTH + 1, 0),
            },
            any_path,
            shown_in=FIGURE,
            owner="exclusion of bubbles by transversality: Santos and Woodford (1997), place not "
            "looked up",
            uses=("other-values-are-bubbles",),
        ),
        Claim(
            "supply-left-is-value-still-to-come",
            "Without a bubble the share of supply that is left is the share of present value still "
            "to come",
            "When half of all that revenue is worth today has come in, half of the tokens are "
            "burned, whatever share of a dollar burns and however revenue moves.",
            (asks, finite, none),
            SUPPLY,
            _supply,
            _supply_in_numbers,
            {
                "rational-price": _example(SUPPLY, still, 1 - 10 * POINT[kept] / WORTH, 10),
                "finite-value": _example(SUPPLY, wild, 1 - POINT[kept] / WORTH, 1, rate),
                "no-bubble": _example(SUPPLY, dear, 1 - spent / (WORTH + 1), 10),
            },
            any_path,
            shown_in=FIGURE,
            owner="own, no source known",
            uses=("one-price-without-a-bubble",),
        ),
    )  # fmt: skip
