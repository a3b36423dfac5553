"""The fair price of the specification: how it answers usage and the burn share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import fees as f
from model.spec import worth as t
from model.spec import vault as v
from model.spec.announced import announced
from model.quantities import in_force
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import stated, value
from model.theory.invariants.pool import positive
from model.theory.steps import Step, conclusion, identity, limit
from model.theory.value.transmission import elasticity

FIGURE = "fig-lever"
value_to_usage = theoretical(
    "value_to_usage", r"\zeta_{G}", "1", "elasticity of the fair price in usage", NOT_NEGATIVE
)
value_to_burn_share = theoretical(
    "value_to_burn_share", r"\zeta_{\beta}", "1", "elasticity of the fair price in the burn share",
    NOT_NEGATIVE)  # fmt: skip
USAGE = sp.Eq(value_to_usage, 1, evaluate=False)
BURNED_PART = in_force(v.burn_share) * (1 - in_force(v.executor_share))
FLOW = BURNED_PART * f.application_margin * t.velocity
PAYOUT = sp.Eq(
    value_to_burn_share, FLOW / (FLOW + t.discount_rate - t.long_run_growth), evaluate=False
)


def fair(rule: int) -> sp.Expr:
    """The specification's fair price in fees a day, application revenue in proportion to them."""
    block = announced().block("trading")
    value = stated(block, t.usage_value).subs(v.spend_trend, f.application_margin * f.fee_trend)
    value = value.subs(v.split_rule, v.CONTRACT)
    branches = stated(block, t.fair_today).subs(t.price_rule, rule)
    (price,) = [each for each in branches.args if each != t.least_price]
    result: sp.Expr = price.subs(t.usage_value, value)
    return result


def _usage(statement: sp.Basic) -> Iterator[Step]:
    steps = []
    for rule, name in ((t.ANCHOR, "anchor"), (t.QUANTITY, "quantity equation")):
        price = fair(rule).subs(f.fee_trend, positive(f.fee_trend))
        steps.append(
            identity(
                f"By the {name} the fair price moves one for one with the fees, because "
                "application revenue does.",
                elasticity(price, positive(f.fee_trend)),
                sp.Integer(1),
            )
        )
    yield from steps
    yield conclusion("Under both closures.", USAGE, *steps)


def _usage_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst, step = np.random.default_rng(7), 100, 0.0, 1e-4
    off = sp.lambdify(value_to_usage, statement.lhs / statement.rhs - 1, "math")
    for n in range(count):
        price = fair((t.ANCHOR, t.QUANTITY)[n % 2])
        state = {symbol: float(draw.uniform(0.1, 1)) for symbol in price.free_symbols}
        state |= {t.long_run_growth: 0.05}
        up, down = (
            value(price, state | {f.fee_trend: state[f.fee_trend] * np.exp(sign * step)})
            for sign in (1, -1)
        )
        worst = max(worst, abs(off(np.log(up / down) / (2 * step))))
    text = "the specification's fair price at random states: relative difference"
    return Evidence(text, count, worst, 1e-6)


def _payout(statement: sp.Basic) -> Iterator[Step]:
    share = positive(in_force(v.burn_share))
    price = fair(t.ANCHOR).subs(in_force(v.burn_share), share)
    formula = PAYOUT.rhs.subs(in_force(v.burn_share), share)
    slope = identity(
        "By the anchor the fair price moves by this for one per cent of the burn share.",
        elasticity(price, share),
        formula,
    )
    part = identity(
        "It is the part of the anchor that values future burns.",
        formula,
        1 - price.subs(share, 0) / price,
    )
    flow = sp.Symbol("y", positive=True)
    rational = limit(
        "If tokens are never held to pay, future burns are all there is: rational pricing, where "
        "the price moves one for one.",
        formula.subs(t.velocity, flow),
        flow,
        sp.oo,
        sp.Integer(1),
        "-",
    )
    yield from (slope, part)
    yield rational
    yield conclusion("With the share in force this is the claim.", PAYOUT, slope, part)


def _payout_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst, step = np.random.default_rng(7), 100, 0.0, 1e-3
    symbols = (value_to_burn_share, in_force(v.burn_share), in_force(v.executor_share),
               f.application_margin, t.velocity, t.discount_rate, t.long_run_growth)  # fmt: skip
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        b, e, margin, turnover, r, g = draw.uniform(
            (0.2, 0, 0.02, 2, 0.12, -0.05), (0.9, 0.1, 1, 30, 0.4, 0.08))  # fmt: skip

        def value(share: float, args: tuple[float, ...] = (e, margin, turnover, r, g)) -> float:
            executor, rho, velocity, discount, growth = args
            years = (np.arange(20_000) + 0.5) / 50
            burns = share * (1 - executor) * rho * np.exp((growth - discount) * years)
            return 1 / velocity + float(burns.sum()) / 50

        moved = np.log(value(b * np.exp(step)) / value(b * np.exp(-step))) / (2 * step)
        worst = max(worst, abs(off(moved, b, e, margin, turnover, r, g)))
    return Evidence("burns of 400 years discounted and summed: relative", count, worst, 1e-5)


def claims() -> tuple[Claim, ...]:
    """Usage and burn share."""
    half, one = sp.Rational(1, 2), sp.Integer(1)
    ten = {in_force(v.burn_share): half, in_force(v.executor_share): 0, f.application_margin: one,
           t.velocity: 10, t.discount_rate: 6, t.long_run_growth: 1}  # fmt: skip
    spent = Assumption("all-spent", "the vault spends its revenue, in proportion to usage")
    return (
        Claim(
            "fair-price-follows-usage",
            "The fair price moves one for one with usage",
            "Under the anchor and under the quantity equation, at given circulating and locked "
            "tokens. With the claim above, ζ = 1: usage does not change what is burned.",
            (
                Assumption("closure", "the fair price is the anchor or the quantity equation"),
                spent,
            ),
            USAGE,
            _usage,
            _usage_in_numbers,
            {
                "closure": lambda: Counterexample(
                    "let the price be a path of its own: usage does not move it",
                    sp.Eq(elasticity(one, f.fee_trend), 1),
                ),
                "all-spent": lambda: Counterexample(
                    "let the guard hold the vault's purchases at one while fees of one double, "
                    "at v = 1, r − ĝ = 1, all burned: the value rises from 2 to 3",
                    sp.Eq(sp.Rational(3, 2), 2),
                ),
            },
            "prices above the least price; fees and revenue at their running means",
            literature=("cong2021tokenomics",),
            shown_in=FIGURE,
        ),
        Claim(
            "burn-share-moves-its-part",
            "The burn share moves the anchor by the part of it that values burns",
            "Burning is a payout. Its weight in the price is its present value over that of "
            "payout and transaction balances together.",
            (
                Assumption("anchor", "the fair price adds balances to the present value of burns"),
                Assumption("growing-for-ever", "holders expect one rate of growth for ever, below "
                           "the return they ask for"),
                spent,
            ),
            PAYOUT,
            _payout,
            _payout_in_numbers,
            {
                "anchor": lambda: Counterexample(
                    "let the quantity equation price the token: the burn share moves nothing",
                    sp.Eq(elasticity(one, v.burn_share), PAYOUT.rhs.subs(ten)),
                ),
                "growing-for-ever": lambda: Counterexample(
                    "let revenue end after a year at v = 10, r − ĝ = 5: the burns are worth "
                    "(1 − exp(−5))/10 beside balances of 1/10",
                    sp.Eq((1 - sp.exp(-5)) / (2 - sp.exp(-5)), PAYOUT.rhs.subs(ten)),
                ),
                "all-spent": lambda: Counterexample(
                    "let the guard let only half of the revenue through: burns weigh one third",
                    sp.Eq(sp.Rational(1, 3), PAYOUT.rhs.subs(ten)),
                ),
            },
            "the moment of a change, before the supply has answered; the contract's split",
            literature=("prat2025fundamental", "kalabic2025helium"),
            shown_in=FIGURE,
        ),
    )  # fmt: skip
