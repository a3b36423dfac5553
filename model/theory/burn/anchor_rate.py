"""The burn rate if value follows fees, and under the specification's anchor.

The quantity equation values tokens by the fees that they carry. The anchor adds the present value
of burns to it, and the half-lives of the two add. Theory: T6, T28.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.spec import accounts as a
from model.spec import demand as d
from model.spec import trading as tr
from model.spec import vault as v
from model.spec.announced import announced
from model.spec.exchange import pool_fee
from model.spec.fees import application_margin, fee_trend
from model.spec.governance import in_force
from model.theory import notation as t
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula
from model.theory.evaluate import stated
from model.theory.steps import Step, conclusion, identity

FIGURE = "fig-burn-rates"
r, g, kept = tr.discount_rate, t.growth, t.burned_share
part = in_force(v.burn_share) * (1 - in_force(v.executor_share))
CASH = 1 / ((1 - pool_fee) * (r - g))
QUANTITY = 1 / ((1 - pool_fee) * part * application_margin * tr.velocity)
FROM_FEES = kept * application_margin * tr.velocity


def _velocity(statement: sp.Basic) -> Iterator[Step]:
    fees = t.yearly_fees
    worth = fees / tr.velocity
    rate = identity(
        "Revenue is a share of fees and the value of all tokens is fees over velocity: fees "
        "cancel.",
        kept * application_margin * fees / worth,
        FROM_FEES,
    )
    free = identity(
        "So fees are not in it.",
        sp.diff(kept * application_margin * fees / worth, fees),
        sp.Integer(0),
    )
    yield from (rate, free)
    yield conclusion("The burn rate:", sp.Eq(t.burn_rate, FROM_FEES), rate, free)


def _velocity_in_numbers(statement: sp.Basic) -> Evidence:
    value = formula(statement, kept, application_margin, tr.velocity)
    draw, found = np.random.default_rng(7), []
    for _ in range(60):
        margin, speed = float(draw.uniform(0.005, 0.05)), float(draw.uniform(2, 15))
        left = 1e10
        for day in range(730):
            fees = 1e6 * float(np.exp(draw.uniform(-0.5, 0.5) + day / 730))
            left -= 0.69 * margin * fees / 365 / (fees / speed / left)
        found.append((value(0.69, margin, speed), -float(np.log(left / 1e10)) / 2))
    return agrees("two years of daily burns with noisy fees: relative difference", found, 5e-3)


def anchor() -> sp.Expr:
    """Market value under the specification's anchor, in yearly fees, contract split, no foresight.

    Revenue is the margin's share of fees and all of it is spent.
    """
    worth = stated(announced().block("trading"), tr.usage_value)
    worth = worth.subs({d.adoption: 1, v.split_rule: v.CONTRACT, tr.expected_growth: g})
    spent = application_margin * fee_trend
    worth = worth.subs(v.spend_trend, spent)
    yearly: sp.Expr = worth.subs(fee_trend, t.yearly_fees * a.day_in_years)
    return yearly


def _add(statement: sp.Basic) -> Iterator[Step]:
    fees = t.yearly_fees
    value = identity(
        "If locked tokens count in full, the anchor puts all unburned tokens at the value of "
        "transaction balances and of burns, with revenue a share of fees.",
        anchor(),
        fees / tr.velocity + part * application_margin * fees / (r - g),
    )
    spent = (1 - pool_fee) * part * application_margin * fees
    rate = identity(
        "The value over the yearly burn, which is one over the burn rate. The pool's fee burns "
        "nothing, and the anchor does not subtract it.",
        anchor() / spent,
        QUANTITY + CASH,
    )
    yield from (value, rate)
    yield conclusion("In words: the two half-lives add.",
                     sp.Eq(1 / t.burn_rate, QUANTITY + CASH), value, rate)  # fmt: skip


def _add_in_numbers(statement: sp.Basic) -> Evidence:
    order = (application_margin, tr.velocity, r, g, pool_fee, in_force(v.burn_share),
             in_force(v.executor_share))  # fmt: skip
    value = sp.lambdify(order, statement.rhs, "math")
    draw, found = np.random.default_rng(7), []
    for _ in range(60):
        margin, speed = float(draw.uniform(0.01, 0.3)), float(draw.uniform(2, 20))
        growth = float(draw.uniform(-0.05, 0.1))
        asked, left = growth + float(draw.uniform(0.05, 0.2)), 1e10
        for day in range(730):
            fees = 1e6 * float(np.exp(growth * day / 365))
            price = (fees / speed + 0.693 * margin * fees / (asked - growth)) / left
            left -= 0.693 * 0.997 * margin * fees / 365 / price
        numbers = (margin, speed, asked, growth, 0.003, 0.7, 0.01)
        found.append((value(*numbers), -2 / float(np.log(left / 1e10))))
    return agrees("two years of daily burns at the anchor: relative difference", found, 2e-3)


TENTH = sp.Rational(1, 10)


def _unequal(burn: sp.Rational, worth: sp.Rational) -> sp.Basic:
    """The burn rate of a changed situation against that of a burn of 1 on a value of 1/10."""
    return sp.Eq(burn / worth, 1 / TENTH)


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    speed = Claim(
        "velocity-sets-the-burn-rate",
        "Under the quantity equation the burn rate is a share of velocity",
        "Usage raises fees and price alike and cancels.",
        (
            Assumption("quantity-equation", "market value is yearly fees over a given velocity"),
            Assumption("share-of-fees", "revenue is a given share of fees"),
        ),
        sp.Eq(t.burn_rate, FROM_FEES),
        _velocity, _velocity_in_numbers,
        {
            "quantity-equation": lambda: Counterexample(
                "let tokens be worth fees over 5 and not over 10, all else at one: the rate is 5",
                _unequal(sp.Integer(1), sp.Rational(1, 5))),
            "share-of-fees": lambda: Counterexample(
                "let revenue stay at 1 while fees double from 1, at a velocity of 10: the rate "
                "falls to 5", _unequal(sp.Integer(1), 2 * TENTH)),
        },
        "all fees that stay positive", shown_in=FIGURE,
    )
    both = Claim(
        "half-lives-add",
        "Under the anchor the half-life is the sum of two half-lives",
        "One is that of the quantity equation, the other that of rational pricing. The burn is "
        "slower than under either alone.",
        (
            Assumption("anchor", "the price is the anchor, and locked tokens count in full"),
            Assumption("all-is-spent", "the vault spends its revenue, which is a share of fees"),
            Assumption("no-foresight", "holders price present usage, as with adoption complete"),
        ),
        sp.Eq(1 / t.burn_rate, QUANTITY + CASH),
        _add, _add_in_numbers,
        {
            "anchor": lambda: Counterexample(
                "value tokens by the quantity equation alone, at half the value of the anchor: the "
                "rate is 20 and not 10", _unequal(sp.Integer(1), TENTH / 2)),
            "all-is-spent": lambda: Counterexample(
                "let the guard stop half of what is valued: the rate is 5 and not 10",
                _unequal(sp.Rational(1, 2), TENTH)),
            "no-foresight": lambda: Counterexample(
                "let holders price twice the usage they see: the rate is 5 and not 10",
                _unequal(sp.Integer(1), 2 * TENTH)),
        },
        "growth below the rate asked; purchases small against the pool", shown_in=FIGURE,
    )  # fmt: skip
    return speed, both
