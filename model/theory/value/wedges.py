"""Two wedges between a payout and a buyback: who is paid, and what is done with the rest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.logic.formulas import by_meaning, only_root
from model.logic.step import Step
from model.logic.steps import equivalence, identity
from model.logic.theorems import all_of
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import vault as v
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.notation import supply
from model.theory.value.leakage import tobins_q
from model.theory.value.payout import CUM, FIGURE, paid_out, price_ex_payout, value_after

staked_part = theoretical(
    "staked_part", r"\theta_S", "1", "share of all tokens that is staked", POSITIVE
)
stakers_gain = theoretical(
    "stakers_gain", r"\gamma_S", "USD/AI", "what a staked token gains over a burn", NOT_NEGATIVE
)
others_loss = theoretical(
    "others_loss", r"\ell_S", "USD/AI", "what a token that is not staked loses to a burn",
    NOT_NEGATIVE)  # fmt: skip
GAINED = (1 - staked_part) / staked_part * paid_out / supply
STAKERS = sp.And(
    sp.Eq(stakers_gain, GAINED, evaluate=False),
    sp.Eq(others_loss, paid_out / supply, evaluate=False),
)
MAKE = sp.Eq(
    price_ex_payout,
    CUM * value_after / (value_after + paid_out * (1 - v.burn_share) * (1 - tobins_q)),
    evaluate=False,
)


def _stakers(statement: sp.Basic) -> Iterator[Step]:
    ex = value_after / supply
    after = ex + paid_out / (staked_part * supply)
    parts = {part.lhs: part for part in statement.args}
    gain = by_meaning(
        "After a burn every token is worth the price before it. If stakers alone are paid, a "
        "staked token is worth its price and its part of the payout.",
        parts[stakers_gain],
        after - CUM,
    )
    loss = by_meaning("Any other token is worth the price alone.", parts[others_loss], CUM - ex)
    sum_zero = identity(
        "What the staked tokens gain the others lose.",
        staked_part * supply * (after - CUM),
        (1 - staked_part) * supply * (CUM - ex),
    )
    alike = identity("If all tokens are staked, nobody gains.", (after - CUM).subs(staked_part, 1),
                     sp.Integer(0))  # fmt: skip
    yield from (gain, loss, sum_zero, alike)
    yield all_of("Both are worked out: gain and loss.", statement, gain, loss)


def two_holders(value: float, cash: float, part: float) -> tuple[float, float]:
    """What a staked token gains and another loses to a burn, with one token in all.

    In the burn both sell in proportion, so that cash and tokens are counted for each.
    """
    sold = cash / (value + cash)
    by_burn = cash + (1 - sold) * value / (1 - sold)
    staked, other = part * value + cash, (1 - part) * value
    return staked / part - by_burn, by_burn - other / (1 - part)


def _stakers_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 200, 0.0
    symbols = (stakers_gain, others_loss, staked_part, paid_out, supply)
    ratios = [sp.lambdify(symbols, each.lhs / each.rhs - 1, "math") for each in statement.args]
    for _ in range(count):
        value, cash, part = draw.uniform((0.5, 0.05, 0.02), (5, 1, 0.95))
        found = two_holders(value, cash, part)
        worst = max(worst, *(abs(each(*found, part, cash, 1.0)) for each in ratios))
    return Evidence("accounts of a staker and another holder: relative", count, worst, 1e-9)


def _make(statement: sp.Basic) -> Iterator[Step]:
    kept, price, room = (sp.Symbol(s, positive=True) for s in ("k", "P", "R"))
    yield equivalence(
        "With k for 1 − b and R, the denominator, positive: the price is not lower than after a "
        "burn of everything if and only if q is at least one.",
        price * (room - paid_out * kept * (1 - tobins_q)) / room - price,
        tobins_q - 1,
        price * paid_out * kept / room,
    )
    before, made = (value_after + paid_out) / supply, tobins_q * (1 - v.burn_share)
    tokens = supply - v.burn_share * paid_out / before
    yield only_root(
        "Of the tokens bought at the fair price the part b is burned. The treasury sells the rest "
        "at the price afterwards and makes q dollars of value of each dollar: value is price "
        "times tokens, here times the price before. Where R is positive, one price repeats itself.",
        statement,
        sp.Eq(before * tokens * price_ex_payout,
              before * value_after + made * paid_out * price_ex_payout),
        where={value_after: room - paid_out * (1 - v.burn_share) * (1 - tobins_q)},
    )  # fmt: skip


def price_after_making(value: float, cash: float, burn: float, q: float) -> float:
    """The price at which the treasury's sale and what it makes agree, found by bisection."""
    bought = cash / (value + cash)

    def excess(price: float) -> float:
        spent = (1 - burn) * bought * price
        return value + q * spent - price * (1 - burn * bought)

    return float(brentq(excess, 1e-9, 1e9, xtol=1e-14, rtol=1e-14))


def _make_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 200, 0.0
    symbols = (price_ex_payout, value_after, paid_out, supply, v.burn_share, tobins_q)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        value, cash, burn, q = draw.uniform((1, 0.05, 0, 0), (5, 0.5, 1, 2))
        found = price_after_making(value, cash, burn, q)
        worst = max(worst, abs(off(found, value, cash, 1.0, burn, q)))
    return Evidence("a treasury that sells and makes, by bisection: relative", count, worst, 1e-9)


def claims() -> tuple[Claim, ...]:
    """Stakers only, buyback and make."""
    one, two, half = sp.Integer(1), sp.Integer(2), sp.Rational(1, 2)
    even = {value_after: one, paid_out: one, supply: one, v.burn_share: half, staked_part: half}
    fair = Assumption("fair-price", "the purchase pays the price that includes the payout")
    return (
        Claim(
            "stakers-only-takes-from-others",
            "Paying stakers alone takes the payout from those who do not stake",
            "It equals a burn if and only if every token is staked. The fewer stake, the more a "
            "staked token gains.",
            (
                fair,
                Assumption("stake-given", "who stakes does not change with the way of paying"),
            ),
            STAKERS,
            _stakers,
            _stakers_in_numbers,
            {
                "fair-price": lambda: Counterexample(
                    "let the burn pay twice the fair price: those who keep tokens have 4/3 and not "
                    "2 by it, so a staked token gains 5/3",
                    sp.Eq(3 - sp.Rational(4, 3), GAINED.subs(even)),
                ),
                "stake-given": lambda: Counterexample(
                    "let everybody stake to be paid, at no cost: nobody gains",
                    sp.Eq(two - two, GAINED.subs(even)),
                ),
            },
            "one payout; staking that costs something is paid for by this transfer",
            literature=("cong2025staking",),
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
            uses=("burning-equals-distributing",),
        ),
        Claim(
            "making-beats-burning-if-q-exceeds-one",
            "Buyback and make equals a burn if a dollar spent makes a dollar",
            "What is not burned is spent by the treasury. Holders are better off than with a burn "
            "of everything if and only if a dollar that it spends adds more than a dollar to the "
            "value of the network.",
            (
                fair,
                Assumption("constant-q", "every dollar spent makes q dollars of value"),
                Assumption("sold", "the treasury sells at the price afterwards what it spends"),
            ),
            MAKE,
            _make,
            _make_in_numbers,
            {
                "fair-price": lambda: Counterexample(
                    "let the purchase pay twice the fair price and q be one: the price falls",
                    sp.Eq(value_after.subs(even) / (1 - half / 2),
                          MAKE.rhs.subs({**even, tobins_q: 1})),
                ),
                "constant-q": lambda: Counterexample(
                    "let only the first tenth of a dollar make q = 1 and the rest nothing",
                    sp.Eq((one + one / 10) / (1 - half / 2), MAKE.rhs.subs({**even, tobins_q: 1})),
                ),
                "sold": lambda: Counterexample(
                    "let the treasury keep its part for ever: holders share a value of 1 in the "
                    "half of the tokens that was not bought",
                    sp.Eq(one / (1 - half), MAKE.rhs.subs({**even, tobins_q: 0})),
                ),
            },
            "q below one plus value over what the treasury spends, so that the price is finite",
            literature=("placeholder2020buyback",),
            shown_in=FIGURE,
            owner="Monegro 2020, in words; the condition is own",
            uses=("burning-equals-distributing",),
        ),
    )  # fmt: skip
