"""Published equations of burn and mint against buy and burn: the same, or worth nothing.

Fees are paid by burning tokens. V is the value of all tokens, M their number, y the yearly fees, u
what burns and w what is minted in a year: V' = ρV + (w/M) V − y, M' = w − u. Theory: T5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy as sp
from scipy.integrate import solve_ivp

from model.logic.formulas import by_meaning, only_path, only_root
from model.logic.step import Step
from model.logic.steps import identity, limit
from model.quantities import POSITIVE, theoretical
from model.spec import worth as tr
from model.spec.accounts import initial_supply
from model.theory import notation as t
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula

first_value = theoretical(
    "first_market_value", "M_0", "USD", "market value at the start", POSITIVE
)  # fmt: skip
FIGURE = "fig-burn-rates"
r, g, time = tr.discount_rate, t.growth, t.elapsed
HALVES = sp.Eq(t.half_life, sp.log(2) / (r - g))
EMPTY = sp.Eq(t.market_value, first_value * sp.exp(r * time))
value, count = sp.Function("V", positive=True)(time), sp.Function("M", positive=True)(time)
y = t.first_revenue * sp.exp(g * time)
ahead = sp.Symbol("s", positive=True)  # a bound variable: years from now
lead = sp.Symbol("a", positive=True)  # what is asked beyond growth


def slopes(minted: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    """The published slopes of value and number when so many tokens are minted in a year."""
    return {
        sp.diff(value, time): r * value + minted / count * value - y,
        sp.diff(count, time): minted - count / value * y,
    }


def _halves(statement: sp.Basic) -> Iterator[Step]:
    none = slopes(sp.Integer(0))
    yield identity(
        "Without minting the value over the number, a token's price, grows at ρ: the condition of "
        "rational pricing.",
        sp.diff(value / count, time).subs(none),
        r * value / count,
    )
    paid = y.subs(time, time + ahead) * sp.exp(-r * ahead)
    worth = by_meaning(
        "Without a bubble the value is what the fees to come are worth at ρ.",
        sp.Eq(t.market_value, y / (r - g)),
        sp.Integral(paid, (ahead, 0, sp.oo)),
        where={r: g + lead},
    )
    yield worth
    now = worth.relation.rhs
    yield identity("It solves the first equation.", sp.diff(now, time),
                   none[sp.diff(value, time)].subs(value, now))  # fmt: skip
    path = only_path(
        "Then tokens burn at a constant share of their number, by the second equation.",
        sp.Eq(t.supply, initial_supply * sp.exp(-(r - g) * time)),
        time,
        none[sp.diff(count, time)].subs({value: now, count: t.supply}),
        initial_supply,
    )
    yield path
    left = path.relation.rhs.subs(time, t.half_life)
    yield only_root(
        "After this time half of them are left, and supply only falls.",
        statement,
        sp.Eq(left, initial_supply / 2),
        slope=-(r - g) * left,
        where={r: g + lead},
    )


def published(
    asked: float, growth: float, years: float, minted: Callable[[float], float], start: float
) -> tuple[float, float]:
    """Value and number after some years, integrated from ``start`` and one token.

    ``minted`` is the minted part of what burns, fees are one at the start.
    """

    def moves(now: float, state: np.ndarray) -> list[float]:
        worth, number = state
        paid = float(np.exp(growth * now))
        new = minted(now) * number / worth * paid
        return [asked * worth + new / number * worth - paid, new - number / worth * paid]

    run = solve_ivp(moves, (0, years), [start, 1.0], rtol=1e-9, atol=1e-11)
    return float(run.y[0, -1]), float(run.y[1, -1])


def _draws() -> Iterator[tuple[float, float]]:
    draw = np.random.default_rng(7)
    for _ in range(60):
        growth = float(draw.uniform(-0.1, 0.1))
        yield growth + float(draw.uniform(0.05, 0.3)), growth


def backwards(asked: float, growth: float) -> float:
    """Value at the start, from an integration back from a far day on which it may be anything."""
    far = 20 / (asked - growth)

    def moves(now: float, worth: np.ndarray) -> np.ndarray:
        slope: np.ndarray = asked * worth - np.exp(growth * now)
        return slope

    run = solve_ivp(moves, (far, 0), [0.0], rtol=1e-9, atol=1e-11)
    return float(run.y[0, -1])


def _halves_in_numbers(statement: sp.Basic) -> Evidence:
    find, found = formula(statement, r, g), []
    for asked, growth in _draws():
        now = 3.0
        _, number = published(asked, growth, now, lambda _: 0.0, backwards(asked, growth))
        found.append((find(asked, growth), now * float(np.log(2) / -np.log(number))))
    return agrees("the two equations integrated, the value from far on: relative", found, 1e-5)


def _empty(statement: sp.Basic) -> Iterator[Step]:
    burned = count / value * y
    moves = slopes(burned)
    yield identity(
        "Mint what burns: the fees that holders would get go to those who receive the new tokens, "
        "and the value grows at ρ alone.",
        moves[sp.diff(value, time)],
        r * value,
    )
    yield identity("The number of tokens does not move.", moves[sp.diff(count, time)],
                   sp.Integer(0))  # fmt: skip
    path = only_path(
        "Only this value grows so, from where it starts.",
        statement,
        time,
        moves[sp.diff(value, time)].subs(value, t.market_value),
        first_value,
    )
    yield limit(
        "Discounted it tends to what it is today: all of it is bubble. With no bubble it is zero.",
        EMPTY.rhs * sp.exp(-r * time),
        time,
        sp.oo,
        first_value,
    )
    yield path


def _empty_in_numbers(statement: sp.Basic) -> Evidence:
    find, found, draw = formula(statement, first_value, r, time), [], np.random.default_rng(8)
    for asked, growth in _draws():
        start, years = float(draw.uniform(2, 30)), float(draw.uniform(1, 5))
        found.append((find(start, asked, years),
                      published(asked, growth, years, lambda _: 1.0, start)[0]))  # fmt: skip
    return agrees("the two equations integrated, minting what burns: relative", found, 1e-8)


#: Return asked a tenth, constant fees of one; the supply is looked at after the claimed half-life.
ASKED = sp.Rational(1, 10)
CLAIMED = HALVES.rhs.subs({r: ASKED, g: 0})


def _at_half_life(text: str, worth: sp.Expr | None) -> Counterexample:
    """Supply at the claimed half-life when this is the value of all tokens, or if all is minted."""
    supply = sp.Integer(1)
    if worth is not None:  # the price grows as asked, and the number is value over price
        supply = worth.subs(time, CLAIMED) / (worth.subs(time, 0) * sp.exp(ASKED * CLAIMED))
    return Counterexample(f"{text}: then {sp.N(supply, 3)} of the tokens are left, not a half",
                          sp.Eq(supply, sp.Rational(1, 2)))  # fmt: skip


def _half_minted() -> Counterexample:
    worth = (1 - sp.Rational(1, 2)) / ASKED  # what solves 0 = ρV + y/2 − y
    return Counterexample(
        f"mint half of what burns: a value of {worth} stands still",
        sp.Eq(worth, EMPTY.rhs.subs({first_value: worth, r: ASKED, time: 10})),
    )


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    moment = sp.Symbol("s", positive=True)
    ending = sp.integrate(sp.exp(-ASKED * (moment - time)), (moment, time, 10))
    halves = Claim(
        "burn-and-mint-without-minting-is-buy-and-burn",
        "Published equations of burn and mint, without minting, have the rational half-life",
        "They are the same condition in other letters: the price grows at what holders ask. All "
        "fees burn there; the burned share would cancel.",
        (
            Assumption("nothing-minted", "no tokens are minted"),
            Assumption("steady-growth", "fees grow at a constant rate for ever"),
            Assumption("no-bubble", "nobody pays for more than the burns to come"),
        ),
        HALVES,
        _halves,
        _halves_in_numbers,
        {
            "nothing-minted": lambda: _at_half_life("mint what burns", None),
            "steady-growth": lambda: _at_half_life("let fees end after ten years", ending),
            "no-bubble": lambda: _at_half_life(
                "let holders pay twice what burns are worth at the start",
                1 / ASKED + sp.exp(ASKED * time) / ASKED,
            ),
        },
        "growth of fees below the rate asked",
        literature=("kalabic2025helium",),
        shown_in=FIGURE,
        owner="Kalabić 2025, section Introduction, the equations without minting",
    )
    empty = Claim(
        "minting-what-burns-leaves-no-value",
        "If as much is minted as burns, a token is worth only what the next holder pays",
        "Fees then go to those who receive the new tokens. The value can grow at the rate asked or "
        "be zero, and it tells nothing of the fees.",
        (Assumption("minted-as-burned", "as many tokens are minted as burn, at all times"),),
        EMPTY,
        _empty,
        _empty_in_numbers,
        {"minted-as-burned": _half_minted},
        "holders who have no other use of the token; any path of fees",
        literature=("kalabic2025helium",),
        shown_in=FIGURE,
        owner="Kalabić 2025, section Introduction, as much minted as burned",
    )
    return halves, empty
