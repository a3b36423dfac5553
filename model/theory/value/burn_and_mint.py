"""Burn and mint: all fees are burned, a fixed stream of new tokens pays those who work."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import only_path, threshold
from model.logic.step import Step
from model.logic.steps import limit
from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.notation import elapsed, market_multiple, supply, token_price, yearly_fees

FIGURE = "fig-burn-and-mint"
mint_rate = theoretical(
    "mint_rate",
    r"\mathcal{M}_{+}",
    "AI/calendar_year",
    "tokens that are minted in a year",
    POSITIVE,
)
SETTLED = market_multiple * mint_rate
PATH = sp.Eq(
    supply,
    SETTLED + (a.initial_supply - SETTLED) * sp.exp(-elapsed / market_multiple),
    evaluate=False,
)
PRICE = sp.Eq(token_price, yearly_fees / mint_rate, evaluate=False)


def _path(statement: sp.Eq) -> Iterator[Step]:
    path = statement.rhs
    # A limit's variable is printed by its name.
    time, minted = sp.symbols(r"\tau \mathcal{M}_{+}", positive=True)
    price = market_multiple * yearly_fees / supply
    yield limit(
        "In the long run minting and burning are equal.",
        path.subs(elapsed, time),
        time,
        sp.oo,
        market_multiple * mint_rate,
        "-",
    )
    yield limit(
        "Without minting it is the supply of buy and burn, which has no place to rest.",
        path.subs(mint_rate, minted),
        minted,
        sp.Integer(0),
        a.initial_supply * sp.exp(-elapsed / market_multiple),
    )
    yield only_path(
        "Market value is m times the fees, so the price is that over the supply, and the fees burn "
        "one m-th of the supply a year. Minting less burning is how the supply moves, and this is "
        "the only path that does so from the first supply.",
        statement,
        elapsed,
        mint_rate - yearly_fees / price,
        a.initial_supply,
    )


def _path_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst, days = np.random.default_rng(7), 80, 0.0, 365 * 20
    symbols = (supply, a.initial_supply, market_multiple, mint_rate, elapsed)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        multiple, minted, years = draw.uniform((2, 0.01, 0.5), (20, 0.3, 8))
        tokens, step = 1.0, years / days
        for _ in range(days):
            price = multiple * 5.0 / tokens
            # Half of the step's burn counts before minting and half after: second order.
            middle = tokens + (minted - 5.0 / price) * step / 2
            tokens += (minted - middle / multiple) * step
        worst = max(worst, abs(off(tokens, 1.0, multiple, minted, years)))
    return Evidence("fees burned and tokens minted step by step: relative", count, worst, 1e-6)


def _price(statement: sp.Basic) -> Iterator[Step]:
    yield threshold(
        "Minting less burning moves the supply: up above this price and down below it, since fees "
        "burn fewer tokens the dearer they are. A growing supply lowers the price, so this is "
        "where it rests.",
        statement,
        mint_rate - yearly_fees / token_price,
        token_price,
        mint_rate / token_price,
    )


def settled_price(fees: float, minted: float, turnover: float, power: float, days: int) -> float:
    """The price after so many days of burning and minting, with fees·tᵖ as market value."""
    tokens, price = 1.0, 1.0
    for _ in range(days):
        price = fees / turnover / tokens**power
        tokens = max(tokens + (minted - fees / price) / 365, 1e-9)
    return price


def _price_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 60, 0.0
    off = sp.lambdify((token_price, yearly_fees, mint_rate), statement.lhs / statement.rhs - 1)
    for _ in range(count):
        fees, minted, turnover = draw.uniform((1, 0.2, 0.5), (9, 2, 3))
        # Prices that fall with the supply as its power, not only as one over it.
        found = settled_price(fees, minted, turnover, draw.uniform(0.7, 1.5), 365 * 30)
        worst = max(worst, abs(off(found, fees, minted)))
    return Evidence("30 years of daily burning and minting: relative", count, worst, 1e-3)


def claims() -> tuple[Claim, ...]:
    """The path of the supply, and the price that it comes to."""
    one, two = sp.Integer(1), sp.Integer(2)
    point = {a.initial_supply: two, market_multiple: one, mint_rate: one, elapsed: sp.log(2)}
    fixed = Assumption("fixed-minting", "as many tokens are minted every year, whatever is burned")
    return (
        Claim(
            "burn-and-mint-settles",
            "Under burn and mint the supply settles where minting and burning are equal",
            "Fees do not matter for the supply: a higher fee flow raises the price, and each token "
            "burned stands for more dollars. Buy and burn is the case without minting.",
            (
                fixed,
                Assumption("all-fees-burned", "all fees are paid by burning tokens"),
                Assumption("value-of-fees", "market value is m times the yearly fees"),
            ),
            PATH,
            _path,
            _path_in_numbers,
            {
                "fixed-minting": lambda: Counterexample(
                    "mint what was burned: a supply of 2 stays, where the formula falls to 3/2",
                    sp.Eq(two, PATH.rhs.subs(point)),
                ),
                "all-fees-burned": lambda: Counterexample(
                    "burn nothing: after ln 2 years a supply of 2 has grown by ln 2",
                    sp.Eq(two + sp.log(2), PATH.rhs.subs(point)),
                ),
                "value-of-fees": lambda: Counterexample(
                    "let the price be 1 and fees 1 whatever the supply: as much is burned as "
                    "minted, and a supply of 2 stays",
                    sp.Eq(two + (one - 1) * sp.log(2), PATH.rhs.subs(point)),
                ),
            },
            "constant minting; fees may move, as long as market value moves with them",
            literature=("samani2018models", "rnp001", "heliumhip20"),
            shown_in=FIGURE,
            owner="Sengupta 2022, section Implementation, in words; the path is own",
        ),
        Claim(
            "burn-and-mint-price",
            "Under burn and mint the price comes to fees over minted tokens",
            "At rest the yearly fees buy exactly the tokens that are minted. Velocity does not "
            "enter: it decides how long it takes and how many tokens there are.",
            (
                fixed,
                Assumption("price-falls-with-supply", "more tokens mean a lower price"),
                Assumption("at-rest", "minting and burning have become equal"),
            ),
            PRICE,
            _price,
            _price_in_numbers,
            {
                "fixed-minting": lambda: Counterexample(
                    "mint as many tokens as are burned: a price of 2 repeats itself as well as "
                    "any other, whatever was minted before, with fees of 1",
                    sp.Eq(two, PRICE.rhs.subs({yearly_fees: one, mint_rate: one})),
                ),
                "price-falls-with-supply": lambda: Counterexample(
                    "let the price stay at 2 with fees of 1 and minting of 1: the supply grows "
                    "for ever and the price is still 2",
                    sp.Eq(two, PRICE.rhs.subs({yearly_fees: one, mint_rate: one})),
                ),
                "at-rest": lambda: Counterexample(
                    "begin with twice the tokens at which minting and burning are equal: the "
                    "price is half of the one it will come to",
                    sp.Eq(market_multiple * yearly_fees / (2 * SETTLED), PRICE.rhs).subs(
                        {market_multiple: one, yearly_fees: one, mint_rate: one}
                    ),
                ),
            },
            "a steady state; fees constant or slow against the multiple",
            literature=("samani2018models", "rnp001"),
            shown_in=FIGURE,
            owner="Sengupta 2022, section Implementation, in words; the formula is own",
        ),
    )
