"""What tokens are worth to holders who see the burns coming, and the burn rate that follows.

A token pays nothing while it is held: its price must grow at the rate that holders ask. Theory: T5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import sympy as sp
from scipy.integrate import quad

from model.logic.decide import Known
from model.logic.formulas import by_meaning, only_path
from model.logic.step import Step
from model.logic.steps import identity, limit
from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import accounts as a
from model.spec import worth as w
from model.theory import notation as t
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula

convenience = theoretical(
    "convenience", "y", "1/calendar_year", "yearly use of holding a token, over its value",
    NOT_NEGATIVE,
)  # fmt: skip
FIGURE, LEVEL = "fig-burn-rates", "fig-burn-share"
r, g, time, kept, first = w.discount_rate, t.growth, t.elapsed, t.burned_share, t.first_revenue
REVENUE = first * sp.exp(g * time)
RATE = sp.Eq(t.burn_rate, r - g)
USED = sp.Eq(t.burn_rate, r - g - convenience)
PATH = sp.Eq(t.supply, a.initial_supply * sp.exp(-(r - g) * time))
PRICE = sp.Eq(t.token_price, kept * first * sp.exp(r * time) / ((r - g) * a.initial_supply))
# Bound variables: what is asked beyond growth (and use), years from now, the size of a bubble.
(lead, ahead), bubble = sp.symbols("a s", positive=True), sp.Symbol("c", nonnegative=True)
BEYOND = {r: g + lead}


def burns_to_come(asked: sp.Expr) -> sp.Expr:
    """What all burns from now on are worth today."""
    later = kept * REVENUE.subs(time, time + ahead) * sp.exp(-asked * ahead)
    return sp.Integral(later, (ahead, 0, sp.oo))


def valued(asked: sp.Expr, where: Known) -> tuple[tuple[Step, ...], sp.Expr]:
    """Steps from "the price grows at ``asked``" to the market value, and that value."""
    price, left = sp.Function("P", positive=True)(time), sp.Function("S", positive=True)(time)
    moves = {sp.diff(price, time): asked * price, sp.diff(left, time): -kept * REVENUE / price}
    grows = identity(
        "The price grows at the rate that holders ask, and supply falls by the burn. So the value "
        "of all tokens grows by what is asked on it, less the burn.",
        sp.diff(price * left, time).subs(moves),
        asked * price * left - kept * REVENUE,
    )
    level = by_meaning(
        "Nobody pays for more than the burns to come: the value is what they are worth today.",
        sp.Eq(t.market_value, kept * REVENUE / (asked - g)),
        burns_to_come(asked),
        where=where,
    )
    worth = level.relation.rhs
    solves = identity(
        "This value grows so. With a bubble of c at the start it would, too:",
        sp.diff(worth + bubble * sp.exp(asked * time), time),
        asked * (worth + bubble * sp.exp(asked * time)) - kept * REVENUE,
    )
    none = limit(
        "Discounted, that tends to c: what holders pay for no burn at all. With a for what is "
        "asked beyond growth:",
        kept * first * sp.exp(-lead * time) / lead + bubble,
        time,
        sp.oo,
        bubble,
    )
    return (grows, level, solves, none), worth


def _rate(statement: sp.Basic) -> Iterator[Step]:
    yield from valued(r, BEYOND)[0]
    yield by_meaning(
        "The burn over that value. The share of a dollar that burns cancels.",
        statement,
        kept * REVENUE / burns_to_come(r),
        where=BEYOND,
    )


def prices(asked: float, growth: float, burned: float, years: float) -> tuple[float, float]:
    """Price and supply after some years of weekly burns, for one token and a first revenue of one.

    Nobody solves an equation here: the first price is the integral of all burns to come, and then
    the price grows at what is asked.
    """
    price, _ = quad(lambda s: burned * np.exp((growth - asked) * s), 0, np.inf)
    left, step = 1.0, 1 / 52
    for now in np.arange(0, years, step):
        middle = float(np.exp(growth * (now + step / 2))) * step
        left -= burned * middle / (price * float(np.exp(asked * step / 2)))
        price *= float(np.exp(asked * step))
    return price, left


def _draws(seed: int) -> Iterator[tuple[float, float, float]]:
    draw = np.random.default_rng(seed)
    for _ in range(60):
        growth, share = float(draw.uniform(-0.1, 0.1)), float(draw.uniform(0.1, 1))
        yield growth + float(draw.uniform(0.02, 0.3)), growth, share


def _rate_in_numbers(statement: sp.Basic) -> Evidence:
    value = formula(statement, r, g)
    found = [(value(asked, growth), -float(np.log(prices(asked, growth, share, 5)[1])) / 5)
             for asked, growth, share in _draws(7)]  # fmt: skip
    return agrees("weekly burns at a price that starts as an integral: relative", found, 1e-3)


def _path(statement: sp.Basic) -> Iterator[Step]:
    steps, worth = valued(r, BEYOND)
    yield from steps
    yield only_path(
        "The burn is at a price of that value over supply. Only this path falls by it, from the "
        "supply at the start.",
        statement,
        time,
        -kept * REVENUE / (worth / t.supply),
        a.initial_supply,
    )


def _path_in_numbers(statement: sp.Basic) -> Evidence:
    value = formula(statement, a.initial_supply, r, g, time)
    found = [(value(1.0, asked, growth, 5.0), prices(asked, growth, share, 5)[1])
             for asked, growth, share in _draws(8)]  # fmt: skip
    return agrees("weekly burns over five years: relative difference", found, 1e-4)


def _price(statement: sp.Basic) -> Iterator[Step]:
    steps, worth = valued(r, BEYOND)
    yield from steps
    yield only_path(
        "The price grows at what holders ask, from the value over the supply at the start. The "
        "burned share is a factor in front.",
        statement,
        time,
        r * t.token_price,
        worth.subs(time, 0) / a.initial_supply,
    )


def _price_in_numbers(statement: sp.Basic) -> Evidence:
    value = formula(statement, kept, first, r, g, a.initial_supply, time)
    found = []
    for asked, growth, share in _draws(9):
        supply = prices(asked, growth, share, 3)[1]
        # What three years on all burns to come are worth, over the tokens that are left.
        worth, _ = quad(lambda s, n=(asked, growth, share): n[2] * np.exp(
            3 * n[1] + (n[1] - n[0]) * s), 0, np.inf)  # fmt: skip
        found.append((value(share, 1.0, asked, growth, 1.0, 3.0), worth / supply))
    return agrees("burns to come, integrated, over supply left: relative difference", found, 1e-4)


def _used(statement: sp.Basic) -> Iterator[Step]:
    asked, beyond = r - convenience, {r: g + convenience + lead}
    yield from valued(asked, beyond)[0]
    yield by_meaning(
        "Holding has a use, so the price need grow only at what is asked beyond it. The burn over "
        "that value: use replaces burn one for one.",
        statement,
        kept * REVENUE / burns_to_come(asked),
        where=beyond,
    )


def _used_in_numbers(statement: sp.Basic) -> Evidence:
    value, draw, found = formula(statement, r, g, convenience), np.random.default_rng(7), []
    for asked, growth, share in _draws(10):
        use = float(draw.uniform(0, 0.8)) * (asked - growth)
        found.append((value(asked, growth, use),
                      -float(np.log(prices(asked - use, growth, share, 5)[1])) / 5))  # fmt: skip
    return agrees("weekly burns, price growing at what is asked beyond use: relative", found, 1e-2)


#: Ten per cent asked, no growth, half of a dollar burns, one token, a first revenue of one; use of
#: a twentieth where it counts. The supply is looked at after ten years, all else at the start.
POINT = {r: sp.Rational(1, 10), g: 0, kept: sp.Rational(1, 2), first: 1, a.initial_supply: 1,
         convenience: sp.Rational(1, 20)}  # fmt: skip
CHANGED = {
    "rational-price": "let holders pay twice what all burns to come are worth",
    "steady-growth": "let revenue end for ever after a year, as everybody knows",
    "no-bubble": "let holders pay 1 more than that, for no burn at all",
}


def _worth(changed: str, now: int, asked: sp.Expr = POINT[r]) -> sp.Expr:
    """Market value after so many years in the changed situation."""
    last = sp.Max(now, 1) if changed == "steady-growth" else sp.oo
    fair = POINT[kept] * sp.integrate(sp.exp(-asked * (time - now)), (time, now, last))
    if changed == "rational-price":
        return 2 * fair
    return fair + sp.exp(asked * now) if changed == "no-bubble" else fair


def _left(changed: str, now: int) -> sp.Expr:
    """Supply after so many years: worth over price."""
    if changed == "rational-price":
        return sp.exp(-now * POINT[kept] / _worth(changed, 0))
    return _worth(changed, now) / (_worth(changed, 0) * sp.exp(POINT[r] * now))


def _example(changed: str, statement: sp.Eq, later: int) -> Callable[[], Counterexample]:
    """The statement in numbers, in the changed situation."""

    def made() -> Counterexample:
        found = {
            t.burn_rate: POINT[kept] / _worth(changed, 0),
            t.token_price: _worth(changed, 0),
            t.supply: _left(changed, later),
        }[statement.lhs]
        said = statement.rhs.subs(POINT).subs(time, later)
        text = f"{CHANGED[changed]}: {sp.N(found, 3)} instead of {sp.N(said, 3)}"
        return Counterexample(text, sp.Eq(found, said))

    return made


def _useless(changed: str) -> Counterexample:
    """The claim on use where holding is worth nothing, or where another assumption fails."""
    asked = POINT[r] - (0 if changed == "use" else POINT[convenience])
    found = POINT[kept] / _worth(changed, 0, asked)
    said = USED.rhs.subs(POINT)
    text = CHANGED.get(changed, "let holding a token have no use after all")
    return Counterexample(f"{text}: {sp.N(found, 3)} instead of {sp.N(said, 3)}",
                          sp.Eq(found, said))  # fmt: skip


def claims() -> tuple[Claim, ...]:
    """The four claims."""
    sure = (
        Assumption("rational-price", "the price grows at the rate that holders ask: it is the "
                   "present value of burns"),
        Assumption("steady-growth", "revenue grows at a constant rate for ever"),
        Assumption("no-bubble", "nobody pays for more than the burns to come"),
    )  # fmt: skip
    region = "growth below the rate asked; supply is all that is not burned, the treasury's too"
    rate = Claim(
        "rational-burn-rate-is-what-holders-ask-less-growth",
        "A rational market burns at what holders ask less growth, whatever share is burned",
        "Burn share, fee and margin move the level of the price. The rate at which supply falls "
        "does not see them.",
        sure,
        RATE,
        _rate,
        _rate_in_numbers,
        {name: _example(name, RATE, 0) for name in CHANGED},
        region,
        shown_in=FIGURE, owner="Gordon and Shapiro 1956, a growing payout, place not looked up",
    )  # fmt: skip
    path = Claim(
        "rational-supply-path",
        "Under rational pricing supply falls exponentially",
        "Each year burns the same share of what is left.",
        sure,
        PATH,
        _path,
        _path_in_numbers,
        {name: _example(name, PATH, 10) for name in CHANGED},
        region,
        shown_in=LEVEL, owner="Gordon and Shapiro 1956, a growing payout, place not looked up",
    )  # fmt: skip
    price = Claim(
        "burn-share-moves-the-level-of-the-price",
        "The burned share moves the level of a rational price, once, and never its growth",
        "The price grows at the rate that holders ask, whether much is burned or little.",
        sure,
        PRICE,
        _price,
        _price_in_numbers,
        {name: _example(name, PRICE, 0) for name in CHANGED},
        region,
        literature=("miller1961dividend",),
        shown_in=LEVEL, owner="Gordon and Shapiro 1956, a growing payout, place not looked up",
    )  # fmt: skip
    names = ("rational-price", "steady-growth", "no-bubble", "use")
    use = Claim(
        "use-replaces-burn",
        "What holding a token is worth in use lowers the burn rate by as much",
        "A token that is useful is dearer, so the same dollars burn fewer of them.",
        (*sure, Assumption("use", "holding a token is worth y of its value a year")),
        USED,
        _used,
        _used_in_numbers,
        {name: partial(_useless, name) for name in names},
        "use and growth together below the rate asked",
        shown_in=FIGURE, owner="Gordon and Shapiro 1956, return less use, place not looked up",
    )  # fmt: skip
    return rate, path, price, use
