"""The fair price of the specification: how it answers usage and the burn share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import elasticity
from model.logic.step import Step
from model.logic.steps import identity, limit
from model.quantities import NOT_NEGATIVE, in_force, theoretical
from model.spec import accounts as a
from model.spec import cycle, learning
from model.spec import fees as f
from model.spec import market as m
from model.spec import vault as v
from model.spec import worth as t
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence

FIGURE = "fig-lever"
value_to_usage = theoretical(
    "value_to_usage", r"\zeta_{G}", "1", "elasticity of the fair price in usage", NOT_NEGATIVE
)
value_to_burn_share = theoretical(
    "value_to_burn_share", r"\zeta_{\beta}", "1", "elasticity of the fair price in the burn share",
    NOT_NEGATIVE)  # fmt: skip
BURNED_PART = in_force(v.burn_share) * (1 - in_force(v.executor_share))
HOPE = sp.Min(1, m.reputation / t.trusted_reputation)
#: Value of all tokens that the price counts, at the fair price.
WHOLE = t.fair_price * t.priced_tokens
A_YEAR = learning.revenue_trend / a.day_in_years
BURNS = BURNED_PART * A_YEAR / (t.discount_rate - t.long_run_growth)
USAGE = sp.Eq(value_to_usage, 1 - sp.exp(cycle.mood) * t.premium * HOPE / WHOLE, evaluate=False)
PAYOUT = sp.Eq(
    value_to_burn_share,
    (sp.exp(cycle.mood) * t.growth_multiple * BURNS + t.cash_value) / WHOLE,
    evaluate=False,
)


def fundamental() -> sp.Expr:
    """The specification's fundamental price, in what it is made of; the contract's split."""
    branches = stated(announced().block("worth"), t.fair_today).subs(t.price_rule, t.FUNDAMENTAL)
    (price,) = [each for each in branches.args if each != t.least_price]
    return price


def made_of() -> tuple[sp.Expr, sp.Expr]:
    """Usage value and cash value in the states of the day."""
    block = announced().block("worth")
    usage = stated(block, t.usage_value)
    waiting = stated(block, t.cash_wait).args[0].expr
    cash = stated(block, t.cash_value).subs(t.cash_wait, waiting)
    return tuple(each.subs(v.split_rule, v.CONTRACT) for each in (usage, cash))


def _usage(statement: sp.Basic) -> Iterator[Step]:
    usage, cash = made_of()
    lever = sp.Symbol("l", positive=True)
    trends = (f.fee_trend, learning.revenue_trend, v.spend_trend)
    given = (*trends, a.vault_usd, *m.collateral_asked.values())
    scaled = {each: lever * each for each in given}
    worth = identity(
        "All that usage gives to value grows in one proportion, by a factor l: collateral, "
        "balances and burns.",
        usage.subs(scaled, simultaneous=True),
        lever * usage,
    )
    waiting = identity(
        "So does the vault's cash. Its wait stays, as spending grows with it.",
        cash.subs(scaled, simultaneous=True),
        lever * cash,
    )
    yield from (worth, waiting)
    yield elasticity(
        "So l multiplies both values in the price. Per cent for per cent of l, where it is one, "
        "the price moves by the part of it that is not premium.",
        statement,
        fundamental().subs({each: lever * each for each in (t.usage_value, t.cash_value)}),
        lever,
        {lever: sp.Integer(1), t.fair_price: fundamental()},
    )


def network(draw: np.random.Generator) -> dict[str, float]:
    """A random state of one network, in dollars a year and years."""
    names = ("collateral", "fees", "revenue", "spending", "cash", "premium", "mood", "multiple",
             "burned", "velocity", "rate", "patience", "hope")  # fmt: skip
    low = (0.1, 1, 0.1, 0.1, 0.01, 0.1, -1, 0.2, 0.1, 2, 0.1, 0.5, 0.2)
    high = (2, 10, 2, 2, 1, 20, 1, 3, 1, 30, 0.6, 8, 1)
    return dict(zip(names, draw.uniform(low, high), strict=True))


def priced(s: dict[str, float]) -> tuple[float, float]:
    """Value of all tokens and of the part that burns make up: streams summed month by month."""
    months = (np.arange(12 * 400) + 0.5) / 12
    burns = s["burned"] * s["revenue"] * float(np.exp(-s["rate"] * months).sum()) / 12
    # Dollars leave the vault as it spends them, or when holders' patience ends.
    leaves = s["spending"] / s["cash"] + 1 / s["patience"]
    wait, step = (np.arange(30_000) + 0.5) * 2e-3 / leaves, 2e-3 / leaves
    left = float(np.exp(-(leaves + s["rate"]) * wait).sum()) * step
    cash = s["burned"] * s["cash"] * leaves * left
    mood, usage = np.exp(s["mood"]), s["multiple"] * (s["fees"] / s["velocity"] + burns)
    whole = mood * (s["collateral"] + usage + s["premium"] * s["hope"]) + cash
    return float(whole), float(mood * s["multiple"] * burns + cash)


def _usage_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst, step = np.random.default_rng(7), 100, 0.0, 1e-3
    symbols = (value_to_usage, cycle.mood, t.premium, m.reputation, t.trusted_reputation,
               t.fair_price, t.priced_tokens)  # fmt: skip
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    given = ("collateral", "fees", "revenue", "spending", "cash")
    for _ in range(count):
        state = network(draw)
        up, down = (
            priced(state | {name: state[name] * np.exp(sign * step) for name in given})[0]
            for sign in (1, -1)
        )
        moved = np.log(up / down) / (2 * step)
        whole = priced(state)[0]
        worst = max(worst, abs(off(moved, state["mood"], state["premium"], state["hope"], 1.0,
                                   whole, 1.0)))  # fmt: skip
    return Evidence("streams of 400 years discounted and summed: relative", count, worst, 1e-5)


def _payout(statement: sp.Basic) -> Iterator[Step]:
    usage, cash = made_of()
    share, lever = in_force(v.burn_share), sp.Symbol("l", positive=True)
    yield identity(
        "The vault's cash is worth the share of it that is burned: l times as much with l times "
        "the share.",
        cash.subs(share, lever * share),
        lever * cash,
    )
    moved = {t.usage_value: usage.subs(share, lever * share), t.cash_value: lever * t.cash_value}
    weight, rest = sp.Symbol("b", positive=True), sp.Symbol("q", positive=True)
    yield limit(
        "Whatever else holders pay for, q, dilutes that part: much of it leaves the burn share no "
        "weight.",
        weight / (weight + rest),
        rest,
        sp.oo,
        sp.Integer(0),
        "-",
    )
    yield elasticity(
        "So are burns to come. Per cent for per cent of l, where it is one, the price moves by the "
        "part of it that the two make up.",
        statement,
        fundamental().subs(moved),
        lever,
        {lever: sp.Integer(1), t.fair_price: fundamental().subs(t.usage_value, usage)},
    )


def _payout_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst, step = np.random.default_rng(7), 100, 0.0, 1e-3
    numerator = sp.exp(cycle.mood) * t.growth_multiple * BURNS + t.cash_value
    valued = sp.Symbol("valued")
    ratio = (statement.rhs / statement.lhs).subs(numerator, valued)
    symbols = (value_to_burn_share, valued, t.fair_price, t.priced_tokens)
    off = sp.lambdify(symbols, ratio - 1, "math")
    for _ in range(count):
        state = network(draw)
        up, down = (priced(state | {"burned": state["burned"] * np.exp(sign * step)})[0]
                    for sign in (1, -1))  # fmt: skip
        whole, burns = priced(state)
        worst = max(worst, abs(off(np.log(up / down) / (2 * step), burns, whole, 1.0)))
    return Evidence("streams of 400 years discounted and summed: relative", count, worst, 1e-5)


def claims() -> tuple[Claim, ...]:
    """Usage and burn share."""
    one, two, third = sp.Integer(1), sp.Integer(2), sp.Rational(1, 3)
    calm = {cycle.mood: 0, t.premium: one, m.reputation: one, t.trusted_reputation: one,
            t.priced_tokens: one, t.growth_multiple: one, t.cash_value: 0}  # fmt: skip
    rule = Assumption("fundamental", "the fair price is the fundamental one")
    half = {**calm, in_force(v.burn_share): one, in_force(v.executor_share): 0,
            learning.revenue_trend: one, a.day_in_years: one, t.discount_rate: two,
            t.long_run_growth: one}  # fmt: skip
    return (
        Claim(
            "fair-price-follows-usage",
            "The fair price follows usage by the part of it that is not premium",
            "Usage gives collateral, balances and burns, and the vault's cash with them. What "
            "holders pay beyond that is a sum of dollars that usage does not move, and it dilutes "
            "the answer: the larger the premium, the less usage does. Without it, one for one.",
            (
                rule,
                Assumption("all-grows", "all that usage gives grows in one proportion"),
            ),
            USAGE,
            _usage,
            _usage_in_numbers,
            {
                "fundamental": lambda: Counterexample(
                    "let the quantity equation price the token, half of whose value is premium "
                    "here: it moves one for one with the bills",
                    sp.Eq(one, USAGE.rhs.subs({**calm, t.fair_price: two})),
                ),
                "all-grows": lambda: Counterexample(
                    "let only balances grow, a third of the value beside burns and premium",
                    sp.Eq(third, USAGE.rhs.subs({**calm, t.fair_price: 3})),
                ),
            },
            "the moment of a change, at given mood, reputation and tokens, above the least price",
            literature=("cong2021tokenomics",),
            shown_in=FIGURE,
            owner="own; no source is known",
        ),
        Claim(
            "burn-share-moves-its-part",
            "The burn share moves the fair price by the part of it that values burns",
            "Burning is a payout. Its weight in the price is the present value of burns, those of "
            "the vault's cash among them, over all that holders pay for.",
            (
                rule,
                Assumption("growing-for-ever", "holders expect one rate of growth for ever, below "
                           "the return they ask for"),
            ),
            PAYOUT,
            _payout,
            _payout_in_numbers,
            {
                "fundamental": lambda: Counterexample(
                    "let the quantity equation price the token: the burn share moves nothing",
                    sp.Eq(0, PAYOUT.rhs.subs({**half, t.fair_price: two})),
                ),
                "growing-for-ever": lambda: Counterexample(
                    "let revenue end after a year at a return less growth of one: burns are worth "
                    "1 − exp(−1) beside a premium of one, and not one",
                    sp.Eq((1 - sp.exp(-1)) / (2 - sp.exp(-1)),
                          PAYOUT.rhs.subs({**half, t.fair_price: two})),
                ),
            },
            "the moment of a change, before the supply has answered; the contract's split",
            literature=("prat2025fundamental", "kalabic2025helium"),
            shown_in=FIGURE,
            owner="own; no source is known",
        ),
    )  # fmt: skip
