"""What a lever on the burn does to the price: directly, and through the supply."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from model.logic.formulas import elasticity, only_path
from model.logic.step import Step
from model.logic.steps import identity
from model.quantities import NOT_NEGATIVE, POSITIVE, SHARE, theoretical
from model.spec import accounts as a
from model.spec import worth as t
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.notation import (
    burned_share,
    elapsed,
    first_revenue,
    market_multiple,
    supply,
)

price_to_burned = theoretical(
    "price_to_burned", r"E_{P,B}", "1", "elasticity of the price in all that was burned",
    NOT_NEGATIVE)  # fmt: skip
price_to_lever = theoretical(
    "price_to_lever", r"E_{P}", "1", "elasticity of the price in dollars that buy and burn",
    NOT_NEGATIVE)  # fmt: skip
value_to_lever = theoretical(
    "value_to_lever", r"\zeta_P", "1", "elasticity of market value in dollars that buy and burn",
    SHARE)  # fmt: skip
counted_tokens = theoretical(
    "counted_tokens", "C_P", "AI", "tokens by which the fair price divides", POSITIVE
)
BURNED = sp.Eq(price_to_burned, a.burned / counted_tokens, evaluate=False)
LEVER = sp.Eq(
    price_to_lever,
    value_to_lever + (1 - value_to_lever) * sp.log(a.initial_supply / supply),
    evaluate=False,
)


def _burned(statement: sp.Basic) -> Iterator[Step]:
    block = announced().block("worth")
    rule = stated(block, t.fair_today)
    for which, name, counted in (
        (t.FUNDAMENTAL, "fundamental rule", stated(block, t.priced_tokens)),
        (t.QUANTITY, "quantity equation", _float()),
    ):
        (fair,) = [e for e in rule.subs(t.price_rule, which).args if e != t.least_price]
        symbol = t.priced_tokens if which == t.FUNDAMENTAL else a.free_float
        yield identity(
            f"The {name} divides by tokens of which every burned one is gone.",
            sp.diff(counted, a.burned),
            -sp.Integer(1),
        )
        yield elasticity(
            f"Per cent for per cent of the burned tokens the price of the {name} moves by this.",
            statement,
            fair.subs(symbol, counted),
            a.burned,
            {counted_tokens: counted},
        )


def _float() -> sp.Expr:
    """Tokens that can be sold: all that there are, less those that cannot be."""
    sold = a.can_be_sold().free_symbols
    return a.initial_supply - sp.Add(*(e for e in announced().accounts("AI") if e not in sold))


def _burned_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst, step = np.random.default_rng(7), 200, 0.0, 1e-4
    symbols = (price_to_burned, a.burned, counted_tokens)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        # A holder pays fees of one with what is left, a token each 1/v years; the price clears.
        start, share, turnover = 1.0, draw.uniform(0.01, 0.8), draw.uniform(2, 30)
        found = [
            brentq(lambda p, turned=(start - share * (1 + s)) * turnover: p * turned - 1,
                   1e-6, 1e6, xtol=1e-15, rtol=1e-14)
            for s in (-step, step)
        ]  # fmt: skip
        slope = np.log(found[1] / found[0]) / np.log((1 + step) / (1 - step))
        worst = max(worst, abs(off(slope, share, start - share)))
    return Evidence("prices that clear the quantity equation: relative", count, worst, 1e-5)


def _lever(statement: sp.Basic) -> Iterator[Step]:
    zeta, dollars, start = value_to_lever, first_revenue, a.initial_supply
    then, shape = sp.Symbol("s", positive=True), sp.Function("j", positive=True)
    earned = sp.Symbol("J", positive=True)  # the sum until today of any path of revenue over time
    exponent = burned_share * dollars ** (1 - zeta) * earned / market_multiple
    path = start * sp.exp(-exponent)
    value = market_multiple * dollars**zeta
    burns = only_path(
        "Let market value be m times the lever to the power ζ. A burn is dollars over the price; "
        "only this supply falls by it, whatever the path j of the dollars in time. J is its sum.",
        sp.Eq(supply, path.subs(earned, sp.Integral(shape(then), (then, 0, elapsed)))),
        elapsed,
        -burned_share * dollars * shape(elapsed) / (value / supply),
        start,
    )
    gone = identity(
        "The logarithm of what is left falls by this.",
        sp.expand_log(sp.log(start / path), force=True),
        exponent,
    )
    scarce = identity(
        "Per cent for per cent of the lever that fall moves by one less ζ times itself.",
        sp.powsimp(dollars * sp.diff(exponent, dollars)),
        (1 - zeta) * exponent,
    )
    yield from (burns, gone, scarce)
    yield elasticity(
        "The price moves by ζ directly, and by the fall of the supply.",
        statement,
        value / path,
        dollars,
        {supply: path},
    )


def _lever_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst, step = np.random.default_rng(7), 60, 0.0, 1e-3
    symbols = (price_to_lever, value_to_lever, a.initial_supply, supply)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")

    for _ in range(count):
        zeta, growth, rate, years = draw.uniform((0, -0.2, 0.02, 1), (1, 0.5, 0.3, 5))

        def left(lever: float, args: tuple[float, ...] = (zeta, growth, rate, years)) -> float:
            power, grows, burns, until = args

            def falls(time: float, supply: np.ndarray) -> np.ndarray:
                price = lever**power / supply
                return np.asarray(-burns * lever * np.exp(grows * time) / price)

            found = solve_ivp(falls, (0, until), [1.0], rtol=1e-9, atol=1e-12)
            return float(found.y[0, -1])

        up, down = np.exp(step), np.exp(-step)
        moved = zeta - np.log(left(up) / left(down)) / (2 * step)
        worst = max(worst, abs(off(moved, zeta, 1.0, left(1.0))))
    return Evidence("burns integrated day by day: relative difference", count, worst, 1e-5)


def claims() -> tuple[Claim, ...]:
    """What burned tokens do, and what a lever does."""
    half, one = sp.Rational(1, 2), sp.Integer(1)
    quarter = LEVER.rhs.subs({value_to_lever: half, a.initial_supply: 2, supply: 1})
    return (
        Claim(
            "burned-part-is-the-lift",
            "What burned tokens do to the price, when the value is given",
            "If 2 per cent of the tokens by which the price divides have been burned, then burning "
            "one per cent more than that lifts the price by about 0.02 per cent.",
            (
                Assumption("value-over-tokens", "the fair price is a value over tokens, of which "
                           "each burned one is gone"),
                Assumption("value-given", "the value does not move with the burn"),
            ),
            BURNED,
            _burned,
            _burned_in_numbers,
            {
                "value-over-tokens": lambda: Counterexample(
                    "let the price follow a path of its own: burned tokens do not move it",
                    sp.Eq(a.burned * sp.diff(one, a.burned), sp.Rational(1, 4)),
                ),
                "value-given": lambda: Counterexample(
                    "let the value be in proportion to the tokens there are: the price stays",
                    sp.Eq(sp.diff((5 - a.burned) / (5 - a.burned), a.burned),
                          BURNED.rhs.subs({a.burned: 1, counted_tokens: 4})),
                ),
            },
            "any burned amount, the accounts beside burned and sellable tokens given",
            literature=("samani2017velocity",),
            shown_in="fig-transmission",
            owner="own; solved from the model's equations",
        ),
        Claim(
            "lever-works-directly-or-by-scarcity",
            "What a lever on the burn does to the price, directly and through the supply",
            "A lever (usage, a take rate, the burn share) scales the dollars that buy and burn. "
            "If it moves the market value by ζ per cent for one per cent, it moves the price by ζ "
            "directly and by (1 − ζ) times the log of all that has been burned. The more the "
            "market answers, the less a dollar burns.",
            (
                Assumption("value-answers", "market value is proportional to the lever to the "
                           "power ζ, whatever the supply"),
                Assumption("burned-at-the-price", "dollars are spent at the price of the moment"),
            ),
            LEVER,
            _lever,
            _lever_in_numbers,
            {
                "value-answers": lambda: Counterexample(
                    "let the price itself be given, and half of two tokens be burned: one per "
                    "cent more dollars burn one per cent more, and the price does not move",
                    sp.Eq(0, LEVER.rhs.subs({value_to_lever: 0, a.initial_supply: 2, supply: 1})),
                ),
                "burned-at-the-price": lambda: Counterexample(
                    "let half of two tokens be bought in one lot at a price agreed before, with "
                    "ζ = 1/2: B moves one for one and the price by 1/2 + B/(S₀ − B)",
                    sp.Eq(half + one, quarter),
                ),
            },
            "any path of revenue in time; burn shares below one; no new tokens",
            literature=("samani2017velocity", "kalabic2025helium"),
            shown_in="fig-lever",
            owner="own; no source is known",
        ),
    )  # fmt: skip
