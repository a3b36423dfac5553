"""The burn rate under the two prices of the specification that look at fees, without a premium.

The quantity equation values tokens by the fees that they carry. The fundamental price adds what
future burns are worth, and the half-lives of the two add. Theory: T6, T28.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning
from model.logic.step import Step
from model.logic.steps import case, identity, limit, read
from model.logic.theorems import rewritten
from model.quantities import in_force
from model.spec import accounts as a
from model.spec import cycle, learning
from model.spec import market as m
from model.spec import vault as v
from model.spec import worth as w
from model.spec.core import stated
from model.spec.fees import application_margin, fee_trend
from model.spec.pool import pool_fee
from model.theory import notation as t
from model.theory.burn.daily_purchases import (
    DRAWN,
    SHARES,
    SUPPLY,
    drawn,
    left_after,
    worth_block,
)
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula
from model.theory.invariants.pool import positive
from model.theory.invariants.split import split_amounts

FIGURE = "fig-burn-rates"
part = in_force(v.burn_share) * (1 - in_force(v.executor_share))
lead = w.discount_rate - w.long_run_growth
CASH = 1 / ((1 - pool_fee) * lead)
QUANTITY = 1 / ((1 - pool_fee) * part * application_margin * w.velocity)
RATE = sp.Eq(t.burn_rate, (1 - pool_fee) * part * application_margin * w.velocity)
SUM = sp.Eq(1 / t.burn_rate, QUANTITY + CASH)
YEARLY = {fee_trend: t.yearly_fees * a.day_in_years}
#: No premium, a sober mood, an empty vault, no collateral: only what usage pays for is left.
SOBER = {cycle.mood: 0, w.cash_value: 0}
NO_COLLATERAL = dict.fromkeys(m.collateral_asked.values(), 0)


def burned_of_a_dollar() -> Step:
    """What a dollar of a small purchase burns, at the price before it, from the specification."""
    tokens, dollars, spent = positive(a.pool_ai), positive(a.pool_usd), positive(v.spend)
    paid = stated(v.vault(), v.buyback_dollars).subs(v.spend, spent)
    out = stated(v.vault(), v.buyback).subs(
        {v.buyback_dollars: paid, v.one_purchase: spent, a.pool_ai: tokens, a.pool_usd: dollars}
    )
    burn = split_amounts(v.CONTRACT)[v.burn].subs(a.vault_ai, out)
    return limit(
        "A small purchase burns this for each dollar, in tokens times their price before it.",
        burn * (dollars / tokens) / spent,
        spent,
        sp.Integer(0),
        (1 - pool_fee) * part,
    )


def fair(rule: int) -> tuple[Step, sp.Expr]:
    """The fair price of the specification under a rule, above the least price."""
    branch = stated(worth_block(), w.fair_today).subs(w.price_rule, rule)
    (price,) = (arg for arg in branch.args if arg != w.least_price)
    hope = sp.Min(1, m.reputation / w.trusted_reputation)
    worth = sp.exp(cycle.mood) * (w.usage_value + w.premium * hope) + w.cash_value
    expected = {
        w.FUNDAMENTAL: worth / w.priced_tokens,
        w.QUANTITY: fee_trend / (a.day_in_years * w.velocity * a.free_float),
    }[rule]
    text = "Above the least price the specification's fair price is this."
    return read(text, w.fair_today, price, expected), expected


def _rate(statement: sp.Basic) -> Iterator[Step]:
    dollar = burned_of_a_dollar()
    rule, price = fair(w.QUANTITY)
    yield from (dollar, rule)
    yield by_meaning(
        "In a year the margin's share of fees is spent. Fees and tokens cancel from the share of "
        "the float that burns; everything can be sold, so it is a share of the supply.",
        statement,
        dollar.relation.lhs * application_margin * t.yearly_fees / price.subs(YEARLY)
        / a.free_float,
    )  # fmt: skip


def usage() -> tuple[tuple[Step, ...], sp.Expr]:
    """Steps from the specification to what usage is worth in yearly fees, and that worth."""
    steady = case(
        "Growth that stays as holders expect it for ever adds nothing.",
        stated(worth_block(), w.growth_multiple).subs(learning.expected_growth, w.long_run_growth),
        sp.Integer(1),
    )
    worth = stated(worth_block(), w.usage_value).subs(NO_COLLATERAL | {w.growth_multiple: 1})
    revenue = {learning.revenue_trend: application_margin * fee_trend}
    worth = worth.subs({v.split_rule: v.CONTRACT} | revenue)
    together = t.yearly_fees / w.velocity + part * application_margin * t.yearly_fees / lead
    both = identity(
        "With the vault's revenue the margin's share of fees, usage is worth transaction balances "
        "and burns to come.",
        worth.subs(YEARLY),
        together,
    )
    return (steady, both), together


def _sum(statement: sp.Basic) -> Iterator[Step]:
    dollar = burned_of_a_dollar()
    rule, price = fair(w.FUNDAMENTAL)
    bare = limit(
        "As the premium goes to nothing, in a sober mood and with an empty vault, what usage is "
        "worth is left.",
        price.subs(SOBER),
        w.premium,
        sp.Integer(0),
        w.usage_value / w.priced_tokens,
    )
    counted = identity(
        "If insiders' locked tokens count in full, the price is over all unburned tokens.",
        stated(worth_block(), w.priced_tokens).subs(w.unlock_anticipation, 1),
        a.initial_supply - a.burned - a.slash_burned,
    )
    steps, worth = usage()
    left = counted.relation.rhs
    sober = bare.relation.rhs.subs({w.usage_value: worth, w.priced_tokens: left})
    yield from (dollar, rule, bare, counted, *steps)
    rate = by_meaning(
        "The vault spends the margin's share of fees at that price. Tokens burned in a year over "
        "unburned tokens: the pool's fee burns nothing, and holders do not subtract it.",
        sp.Eq(
            t.burn_rate,
            (1 - pool_fee) * part * application_margin
            / (1 / w.velocity + part * application_margin / lead),
        ),
        dollar.relation.lhs * application_margin * t.yearly_fees / sober / left,
    )  # fmt: skip
    yield rate
    yield rewritten("One over the burn rate, and so the half-life, is a sum of two.", statement,
                    rate)  # fmt: skip


def _burn_rate(rule: int, numbers: tuple[float, ...], **situation: object) -> float:
    return -float(np.log(left_after(rule, numbers, **situation)))  # type: ignore[arg-type]


def _rate_in_numbers(statement: sp.Basic) -> Evidence:
    find = formula(statement, *DRAWN[:2], *SHARES)
    found = [(find(*n[:2], *SHARES.values()), _burn_rate(w.QUANTITY, n)) for n in drawn(7)]
    return agrees("a year of whole-number purchases at the specified price: relative", found, 2e-3)


def _sum_in_numbers(statement: sp.Basic) -> Evidence:
    find = formula(statement, *DRAWN, *SHARES)
    locked = {a.locked_investors: SUPPLY / 2}
    found = [(find(*n, *SHARES.values()), 1 / _burn_rate(w.FUNDAMENTAL, n, keeps=1, changes=locked))
             for n in drawn(8)]  # fmt: skip
    return agrees("a year of whole-number purchases at the specified price: relative", found, 2e-3)


#: Revenue a fiftieth of fees, a velocity of ten, fifteen per cent asked, five of growth.
NUMBERS = (0.02, 10.0, 0.15, 0.05)


def _instead(
    statement: sp.Eq, text: str, rule: int, **situation: object
) -> Callable[[], Counterexample]:
    """A changed run against the statement; they are unlike if they differ by over a hundredth."""

    def made() -> Counterexample:
        said = formula(statement, *DRAWN, *SHARES)(*NUMBERS, *SHARES.values())
        said, found = (
            (said if statement is RATE else 1 / said),
            _burn_rate(rule, NUMBERS, **situation),
        )
        off = sp.Rational(str(found)) / sp.Rational(str(said)) - 1
        near = sp.Le(sp.Abs(off), sp.Rational(1, 100))
        return Counterexample(f"{text}: a burn rate of {found:.3f} and not {said:.3f}", near)

    return made


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    half = {a.locked_investors: SUPPLY / 2}
    rate = Claim(
        "velocity-sets-the-burn-rate",
        "Under the quantity equation the burn rate is a share of velocity",
        "Usage raises fees and price alike and cancels.",
        (
            Assumption(
                "quantity-equation",
                "tokens that can be sold are worth yearly fees over a given velocity",
            ),
            Assumption("share-of-fees", "the vault spends a given share of fees"),
            Assumption(
                "all-floats",
                "nothing is locked or staked, and the treasury sells at once "
                "what buybacks bring it",
            ),
        ),
        RATE,
        _rate,
        _rate_in_numbers,
        {
            "quantity-equation": _instead(RATE, "let the price be fundamental", w.FUNDAMENTAL),
            "share-of-fees": _instead(
                RATE, "let the guard stop half of what should be spent", w.QUANTITY, spent=0.5
            ),
            "all-floats": _instead(RATE, "lock half of the supply", w.QUANTITY, changes=half),
        },
        "any path of fees; purchases small against the pool; prices above the least one",
        literature=("samani2017velocity",),
        shown_in=FIGURE,
        owner="own; solved from the model's equations",
    )
    many: dict[sp.Symbol, float] = {w.premium_at_launch: 1e6}
    both = Claim(
        "half-lives-add",
        "Without a premium the half-life is the sum of two half-lives",
        "One is that of the quantity equation, the other that of rational pricing, longer by the "
        "pool's fee. The burn is slower than under either alone.",
        (
            Assumption("fundamental", "the price is what usage is worth, over the tokens"),
            Assumption("no-premium", "holders pay no premium for what is not there yet"),
            Assumption("sober", "the mood is sober, the vault empty, and no collateral is asked"),
            Assumption("steady-growth", "revenue grows as holders expect it to grow for ever"),
            Assumption("all-counts", "insiders' locked tokens count in full"),
            Assumption("all-is-spent", "the vault spends its revenue, which is a share of fees"),
        ),
        SUM,
        _sum,
        _sum_in_numbers,
        {
            "fundamental": _instead(SUM, "let the price be the quantity equation's", w.QUANTITY),
            "no-premium": _instead(SUM, "let holders pay a premium of a year of fees, which halves "
                                   "in a year", w.FUNDAMENTAL, changes=many),
            "sober": _instead(SUM, "let the vault sit on a year of fees, as holders know",
                              w.FUNDAMENTAL, changes={a.vault_usd: 1e6}),
            "steady-growth": _instead(
                SUM, "let holders expect fifty per cent of growth, and pay for a year of it",
                w.FUNDAMENTAL, changes={w.growth_horizon: 1.0, learning.expected_growth: 0.5}),
            "all-counts": _instead(SUM, "lock half of the supply and let it count for nothing",
                                   w.FUNDAMENTAL, changes=half | {w.unlock_anticipation: 0.0}),
            "all-is-spent": _instead(SUM, "let the guard stop half of what is valued",
                                     w.FUNDAMENTAL, spent=0.5),
        },
        "expected growth below the rate asked; running means equal to the flows; purchases small "
        "against the pool",
        shown_in=FIGURE,
        owner="own; no source is known",
    )  # fmt: skip
    return rate, both
