"""What holders pay beyond usage and for how long, what waiting cash is worth, revenue's sign."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.integrate import quad

from model.logic.formulas import by_meaning, only_root
from model.logic.step import Step
from model.logic.steps import identity, limit
from model.logic.theorems import bound
from model.quantities import NOT_NEGATIVE, POSITIVE, in_force, theoretical
from model.spec import accounts as a
from model.spec import cycle, learning
from model.spec import market as m
from model.spec import vault as v
from model.spec import worth as t
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.pool import positive
from model.theory.value.fair_value import (
    BURNED_PART,
    BURNS,
    HOPE,
    fundamental,
    made_of,
    network,
    priced,
)

FIGURE = "fig-lever"
takeover = theoretical(
    "takeover", r"t_{\Omega}", "calendar_year", "age at which usage makes half of the fair price",
    POSITIVE)  # fmt: skip
cash_worth = theoretical(
    "cash_worth", r"\eta_W", "1", "worth of a dollar in the vault, over one that is spent today",
    NOT_NEGATIVE)  # fmt: skip
price_with_more = theoretical(
    "price_with_more", r"P^{*}_{+}", "USD/AI", "fair price if the vault earns more", NOT_NEGATIVE
)
BY_USAGE = t.usage_value + sp.exp(-cycle.mood) * t.cash_value
TAKEOVER = sp.Eq(
    takeover,
    t.premium_half_life * sp.log(t.premium_at_launch * HOPE / BY_USAGE) / sp.log(2),
    evaluate=False,
)
PACE = v.spend_trend / a.day_in_years
CASH = sp.Eq(
    cash_worth,
    1 / (1 + t.discount_rate * t.patience_limit * a.vault_usd
         / (a.vault_usd + t.patience_limit * PACE)),
    evaluate=False,
)  # fmt: skip


MORE = sp.Ge(price_with_more, t.fair_price, evaluate=False)


def years_to_half(half_life: float, launched: float, worth: float) -> float:
    """The claim's age for a premium at launch and usage's worth in USD, with all trust."""
    right = TAKEOVER.rhs.subs({m.reputation: t.trusted_reputation, BY_USAGE: worth})
    known = {t.premium_half_life: half_life, t.premium_at_launch: launched}
    return float(right.subs(known))


def _takeover(statement: sp.Basic) -> Iterator[Step]:
    premium = stated(announced().block("worth"), t.premium)
    yield identity(
        "The premium halves with every half-life, and so the odds of usage double.",
        premium.subs(a.years, a.years + t.premium_half_life),
        premium / 2,
    )
    trust, whole = positive(m.reputation), fundamental() * t.priced_tokens
    usage = whole.subs(t.premium, 0)
    aged = whole.subs(t.premium, premium.subs(a.years, takeover))
    yield only_root(
        "What the price holds without the premium is half of it at one age only, as the premium "
        "shrinks all the time.",
        statement,
        sp.Eq(usage, aged / 2),
        slope=sp.log(2) / t.premium_half_life * (aged - usage) / 2,
        where={m.reputation: trust},
    )


def _takeover_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 80, 0.0
    symbols = (takeover, t.premium_half_life, t.premium_at_launch, m.reputation,
               t.trusted_reputation, t.usage_value, cycle.mood, t.cash_value)  # fmt: skip
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        life, usage, cash, mood, hope = draw.uniform((1, 1, 0, -1, 0.5), (5, 10, 3, 1, 1))
        start = premium = float(10 ** draw.uniform(2, 4))
        worth, days = usage + cash / np.exp(mood), 0
        while premium * hope > worth:
            premium, days, before = premium * 0.5 ** (1 / (365 * life)), days + 1, premium
        over = np.log(before * hope / worth) / np.log(before / premium)
        found = (days - 1 + over) / 365
        worst = max(worst, abs(off(found, life, start, hope, 1.0, usage, mood, cash)))
    return Evidence("a premium that shrinks day by day: relative difference", count, worst, 1e-9)


def _cash(statement: sp.Basic) -> Iterator[Step]:
    _, cash = made_of()
    hazard, rate, age = sp.symbols("l r u", positive=True)
    spending, held = positive(v.spend_trend), positive(a.vault_usd)
    pace = spending / a.day_in_years
    rates = identity(
        "A dollar leaves the vault as the vault spends, or when holders' patience ends: these two "
        "rates add.",
        1 / (t.patience_limit * held / (held + t.patience_limit * pace)),
        1 / t.patience_limit + pace / held,
    )
    present = identity(
        "At a rate of l the dollar's present value is this integral.",
        sp.integrate(hazard * sp.exp(-(hazard + rate) * age), (age, 0, sp.oo)),
        1 / (1 + rate / hazard),
    )
    known = {v.spend_trend: spending, a.vault_usd: held}
    worth = statement.rhs.subs(known)
    specified = identity(
        "The specification values the vault's cash by it, for the part that is burned.",
        cash.subs(known),
        BURNED_PART * held * worth,
    )
    frozen = limit(
        "A vault that spends nothing makes its cash wait for the longest time.",
        worth,
        spending,
        sp.Integer(0),
        1 / (1 + t.discount_rate * t.patience_limit),
    )
    at_once = limit(
        "A vault that spends at once has its cash at par.",
        worth,
        spending,
        sp.oo,
        sp.Integer(1),
        "-",
    )
    yield from (rates, present, specified, frozen, at_once)
    leaves = 1 / t.patience_limit + pace / held
    yield by_meaning(
        "A dollar that leaves at both rates together is worth its present value over them.",
        statement,
        sp.Integral(leaves * sp.exp(-(leaves + t.discount_rate) * age), (age, 0, sp.oo)),
        known,
    )


def _cash_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 100, 0.0
    symbols = (cash_worth, t.discount_rate, t.patience_limit, a.vault_usd, v.spend_trend,
               a.day_in_years)  # fmt: skip
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        rate, patience, cash, spends = draw.uniform((0.05, 0.5, 1, 0), (0.6, 8, 9, 30))

        # Of two waits whichever ends first: one for the vault, one for patience.
        def left(years: float, cash: float = cash, spends: float = spends,
                 patience: float = patience) -> float:  # fmt: skip
            return float(np.exp(-spends / cash * years) * np.exp(-years / patience))

        gone, _ = quad(lambda u, rate=rate: np.exp(-rate * u) * left(u), 0, np.inf)
        # By parts: the discounted mean of the first wait is one less the rate times this.
        worst = max(worst, abs(off(1 - rate * gone, rate, patience, cash, spends, 1.0)))
    return Evidence("two waits of which the first counts, integrated", count, worst, 1e-7)


def _more(statement: sp.Basic) -> Iterator[Step]:
    usage, _ = made_of()
    more, kept = sp.symbols("d k", nonnegative=True)
    rate = sp.Symbol("a", positive=True)
    later = usage.subs(learning.revenue_trend, learning.revenue_trend + more)
    yield identity(
        "Of d dollars more a day the value grows by what of them is burned, for ever.",
        later - usage,
        t.growth_multiple * BURNS.subs(learning.revenue_trend, more),
    )
    known = {t.long_run_growth: t.discount_rate - rate, in_force(v.executor_share): 1 - kept}
    before, after = (fundamental().subs(t.usage_value, value).subs(known)
                     for value in (usage, later))  # fmt: skip
    burned = in_force(v.burn_share) * kept * more / a.day_in_years
    yield bound(
        "With a for the return less growth and k for what executors leave, the price rises by "
        "this. No factor is negative: the multiple is at least a fifth, the return above growth.",
        statement,
        sp.exp(cycle.mood) * t.growth_multiple * burned / (rate * t.priced_tokens),
        {more: 0},
        where={price_with_more: after, t.fair_price: before},
    )


def _more_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, broken = np.random.default_rng(7), 100, 0
    holds = sp.lambdify((price_with_more, t.fair_price), statement, "math")
    for _ in range(count):
        state = network(draw)
        more = state | {"revenue": state["revenue"] * draw.uniform(1, 1.5)}
        broken += not holds(priced(more)[0], priced(state)[0])
    return Evidence("prices that fell when revenue rose", count, float(broken), 0.0)


def claims() -> tuple[Claim, ...]:
    """How long the premium rules, what cash is worth, and the sign of revenue."""
    one, two = sp.Integer(1), sp.Integer(2)
    sixteen = {t.premium_half_life: one, t.premium_at_launch: 16, m.reputation: one,
               t.trusted_reputation: one, t.usage_value: one, t.cash_value: 0}  # fmt: skip
    stuck = {t.discount_rate: one, t.patience_limit: one, a.vault_usd: one, v.spend_trend: 0,
             a.day_in_years: one}  # fmt: skip
    return (
        Claim(
            "usage-takes-over",
            "When usage has become half of the fair price",
            "The premium halves, so the odds of usage double with every half-life. The age at "
            "which usage makes half of the price is the half-life times the number of halvings "
            "from the premium at launch to what usage is worth.",
            (
                Assumption("halves", "the premium halves with every half-life"),
                Assumption("usage-rests", "what usage is worth, and trust, are given"),
            ),
            TAKEOVER,
            _takeover,
            _takeover_in_numbers,
            {
                "halves": lambda: Counterexample(
                    "let a premium of 16 lose 8 in every half-life: it is worth as much as a "
                    "usage of one after 15/8 of them, and not after four",
                    sp.Eq(sp.solve(16 - 8 * takeover - sixteen[t.usage_value], takeover)[0],
                          sp.simplify(TAKEOVER.rhs.subs(sixteen))),
                ),
                "usage-rests": lambda: Counterexample(
                    "let usage double with every half-life too: it takes two and not four",
                    sp.Eq(sp.solve(16 / two**takeover - two**takeover, takeover)[0],
                          sp.simplify(TAKEOVER.rhs.subs(sixteen))),
                ),
            },
            "usage of some worth, premiums above it at launch, some trust; the fundamental rule",
            shown_in=FIGURE, owner="own; solved from the model's equations",
        ),
        Claim(
            "waiting-cash-is-below-par",
            "A dollar that waits in the vault is worth less than one that is spent",
            "By the return that holders ask for over the wait. Frozen cash is worth what it is "
            "worth after the longest wait that holders reckon with, and not nothing.",
            (
                Assumption("one-rate", "each dollar of the vault leaves at the same rate, whatever "
                           "its age"),
                Assumption("patience-ends", "holders reckon that stuck cash is freed some day"),
            ),
            CASH,
            _cash,
            _cash_in_numbers,
            {
                "one-rate": lambda: Counterexample(
                    "let the dollar leave after exactly one year at a return of one",
                    sp.Eq(sp.exp(-1), CASH.rhs.subs(stuck)),
                ),
                "patience-ends": lambda: Counterexample(
                    "let holders expect frozen cash to stay for ever: it is worth nothing",
                    sp.Eq(0, CASH.rhs.subs(stuck)),
                ),
            },
            "cash in the vault; before the split, which is the same for both dollars",
            shown_in=FIGURE, owner="own; no source is known",
        ),
        Claim(
            "more-revenue-never-lowers-the-price",
            "More revenue never lowers the fair price",
            "By the fundamental rule it lifts the price by the present value of what is burned of "
            "it, and by nothing if nothing is burned.",
            (
                Assumption("fundamental", "the fair price is the fundamental one"),
                Assumption("return-above-growth", "holders ask for more than revenue grows for "
                           "ever"),
            ),
            MORE,
            _more, _more_in_numbers,
            {
                "fundamental": lambda: Counterexample(
                    "let the quantity equation price the token, and applications earn more by "
                    "taking work off the bills, which halve: the price falls from two to one",
                    MORE.subs({price_with_more: one, t.fair_price: two}),
                ),
                "return-above-growth": lambda: Counterexample(
                    "let growth exceed the return by one: the formula says that a dollar more "
                    "of burns a year takes a dollar from a value of two",
                    MORE.subs({price_with_more: two + 1 / (one - two), t.fair_price: two}),
                ),
            },
            "revenue at its running mean; expected growth follows it later, and upwards too",
            shown_in=FIGURE, owner="own; no source is known",
            uses=("burn-share-moves-its-part",),
        ),
    )  # fmt: skip
