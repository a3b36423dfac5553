"""The burn rate under the two prices of the specification that look at fees.

The quantity equation values tokens by the fees that they carry. The anchor adds what future burns
are worth, and the half-lives of the two add. Theory: T6, T28.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy as sp

from model import contract
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import worth as tr
from model.spec import vault as v
from model.spec.announced import announced
from model.spec.pool import bought, pool_fee
from model.spec.fees import application_margin, fee_trend
from model.quantities import in_force
from model.theory import notation as t
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula
from model.theory.evaluate import Values, stated, value
from model.theory.invariants.pool import positive
from model.theory.invariants.split import split_amounts
from model.theory.steps import Step, conclusion, identity, limit
from model.theory.vault.readings import read

FIGURE = "fig-burn-rates"
r, expected, kept, fees = tr.discount_rate, tr.long_run_growth, t.burned_share, t.yearly_fees
part = in_force(v.burn_share) * (1 - in_force(v.executor_share))
CASH = 1 / ((1 - pool_fee) * (r - expected))
QUANTITY = 1 / ((1 - pool_fee) * part * application_margin * tr.velocity)
RATE = sp.Eq(t.burn_rate, (1 - pool_fee) * part * application_margin * tr.velocity)
SUM = sp.Eq(1 / t.burn_rate, QUANTITY + CASH)
TRADING = announced().block("trading")


def burned_of_a_dollar() -> Step:
    """What a dollar of a small purchase burns, at the price before it, from the specification."""
    tokens, dollars, spent = positive(a.pool_ai), positive(a.pool_usd), positive(v.spend)
    paid = stated(v.vault(), v.buyback_dollars).subs(v.spend, spent)
    out = bought(paid).subs({a.pool_ai: tokens, a.pool_usd: dollars})
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
    branch = stated(TRADING, tr.fair_today).subs(tr.price_rule, rule)
    (price,) = (arg for arg in branch.args if arg != tr.least_price)
    expected_price = {
        tr.ANCHOR: tr.usage_value / (tr.circulating + tr.unlock_anticipation * tr.still_to_come),
        tr.QUANTITY: fee_trend / (a.day_in_years * tr.velocity * tr.circulating),
    }[rule]
    text = "Above the least price the specification's fair price is this."
    return read(text, tr.fair_today, price, expected_price), expected_price


YEARLY = {fee_trend: fees * a.day_in_years}


def _rate(statement: sp.Basic) -> Iterator[Step]:
    dollar = burned_of_a_dollar()
    rule, price = fair(tr.QUANTITY)
    rate = identity(
        "In a year the margin's share of fees is spent. Fees and tokens cancel from the share of "
        "the circulation that burns.",
        (1 - pool_fee) * part * application_margin * fees / price.subs(YEARLY) / tr.circulating,
        RATE.rhs,
    )
    yield from (dollar, rule, rate)
    yield conclusion("Everything circulates, so it is a share of the supply.", RATE, dollar, rule,
                     rate)  # fmt: skip


def _sum(statement: sp.Basic) -> Iterator[Step]:
    dollar = burned_of_a_dollar()
    rule, price = fair(tr.ANCHOR)
    counted = identity(
        "If locked and treasury tokens count in full, the anchor is over all unburned tokens.",
        stated(TRADING, tr.circulating) + tr.still_to_come,
        a.initial_supply - a.burned,
    )
    worth = stated(TRADING, tr.usage_value).subs({d.adoption: 1, v.split_rule: v.CONTRACT})
    worth = worth.subs(v.spend_trend, application_margin * fee_trend).subs(YEARLY)
    value_ = identity(
        "With adoption complete and the vault spending the margin's share of fees, they are "
        "together worth transaction balances and burns to come.",
        worth,
        fees / tr.velocity + part * application_margin * fees / (r - expected),
    )
    left, spent = a.initial_supply - a.burned, application_margin * fees
    price = price.subs(tr.unlock_anticipation, 1).subs(tr.circulating, left - tr.still_to_come)
    rate = identity(
        "Unburned tokens over those burned in a year. The pool's fee burns nothing, and the anchor "
        "does not subtract it.",
        left / ((1 - pool_fee) * part * spent / price.subs(tr.usage_value, worth)),
        SUM.rhs,
    )
    yield from (dollar, rule, counted, value_, rate)
    yield conclusion("One over the burn rate, and so the half-life, is a sum of two.", SUM, dollar,
                     rule, counted, value_, rate)  # fmt: skip


#: A network in numbers; the order in which a check draws margin, velocity, return and growth.
DRAWN = (application_margin, tr.velocity, r, expected)
SHARES = {pool_fee: 0.003, in_force(v.burn_share): 0.7, in_force(v.executor_share): 0.01}
SUPPLY = 10**10


def burn_days(
    rule: int, numbers: tuple[float, ...], years: int = 1, locked: float = 0.0,
    weight: float = 1.0, adoption: float = 1.0, spent: float = 1.0, keeps: bool = False,
) -> float:  # fmt: skip
    """The burn rate of daily purchases at the specification's fair price, split in whole numbers.

    ``locked`` is a part of the supply, ``weight`` what it counts for, ``spent`` the part of
    revenue that is spent. The treasury sells at once what it gets, unless it ``keeps`` it.
    """
    margin, growth = numbers[0], numbers[3]
    known: Values = dict(zip(DRAWN, numbers, strict=True)) | SHARES | {
        tr.price_rule: rule, tr.least_price: 0.0, tr.unlock_anticipation: weight,
        tr.adoption_foresight: 1.0, d.adoption: adoption, v.split_rule: v.CONTRACT,
        a.day_in_years: 1 / 365, a.initial_supply: float(SUPPLY),
        tr.exogenous_step: 1.0}  # fmt: skip
    burned = treasury = 0
    for day in range(years * 365):
        trend = 1e6 * float(np.exp(growth * day / 365)) / 365
        known |= {fee_trend: trend, v.spend_trend: margin * trend,
                  tr.still_to_come: locked * SUPPLY + treasury / 1e18}  # fmt: skip
        known[tr.circulating] = SUPPLY - burned / 1e18 - known[tr.still_to_come]
        known[tr.usage_value] = value(stated(TRADING, tr.usage_value), known)
        price = value(stated(TRADING, tr.fair_today), known)
        parts = contract.split(int(0.997e18 * spent * margin * trend / price))
        burned, treasury = burned + parts.burn, treasury + keeps * parts.treasury
    return -float(np.log1p(-burned / 1e18 / SUPPLY)) / years


def _drawn(seed: int) -> Iterator[tuple[float, ...]]:
    draw = np.random.default_rng(seed)
    for _ in range(60):
        growth = draw.uniform(-0.05, 0.1)
        yield (float(draw.uniform(0.005, 0.05)), float(draw.uniform(2, 15)),
               float(growth + draw.uniform(0.05, 0.2)), float(growth))  # fmt: skip


def _rate_in_numbers(statement: sp.Basic) -> Evidence:
    find = formula(statement, *DRAWN[:2], *SHARES)
    found = [(find(*n[:2], *SHARES.values()), burn_days(tr.QUANTITY, n)) for n in _drawn(7)]
    return agrees("a year of whole-number purchases at the specified price: relative", found, 2e-3)


def _sum_in_numbers(statement: sp.Basic) -> Evidence:
    find = formula(statement, *DRAWN, *SHARES)
    found = [(find(*n, *SHARES.values()), 1 / burn_days(tr.ANCHOR, n, locked=0.5, keeps=True))
             for n in _drawn(8)]  # fmt: skip
    return agrees("a year of whole-number purchases at the specified price: relative", found, 2e-3)


#: Revenue is a fiftieth of fees, velocity ten, return asked and growth as in the baseline's facts.
NUMBERS = (0.02, 10.0, 0.15, 0.05)


def _instead(statement: sp.Eq, text: str, run: Callable[[], float]) -> Callable[[], Counterexample]:
    """A changed run against the statement; they are unlike if they differ by over a hundredth."""

    def made() -> Counterexample:
        said = formula(statement, *DRAWN, *SHARES)(*NUMBERS, *SHARES.values())
        said, found = (said if statement is RATE else 1 / said), run()
        off = sp.Rational(str(found)) / sp.Rational(str(said)) - 1
        near = sp.Le(sp.Abs(off), sp.Rational(1, 100))
        return Counterexample(f"{text}: a burn rate of {found:.3f} and not {said:.3f}", near)

    return made


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    rate = Claim(
        "velocity-sets-the-burn-rate",
        "Under the quantity equation the burn rate is a share of velocity",
        "Usage raises fees and price alike and cancels.",
        (
            Assumption("quantity-equation", "tokens that circulate are worth yearly fees over a "
                       "given velocity"),
            Assumption("share-of-fees", "the vault spends a given share of fees"),
            Assumption("all-circulates", "nothing is locked, and the treasury sells at once what "
                       "buybacks bring it"),
        ),
        RATE,
        _rate,
        _rate_in_numbers,
        {
            "quantity-equation": _instead(RATE, "let the price be the anchor",
                                          lambda: burn_days(tr.ANCHOR, NUMBERS)),
            "share-of-fees": _instead(RATE, "let the guard stop half of what should be spent",
                                      lambda: burn_days(tr.QUANTITY, NUMBERS, spent=0.5)),
            "all-circulates": _instead(RATE, "lock half of the supply",
                                       lambda: burn_days(tr.QUANTITY, NUMBERS, locked=0.5)),
        },
        "any path of fees; purchases small against the pool; prices above the least one",
        literature=("samani2017velocity",),
        shown_in=FIGURE,
    )
    both = Claim(
        "half-lives-add",
        "Under the anchor the half-life is the sum of two half-lives",
        "One is that of the quantity equation, the other that of rational pricing, longer by the "
        "pool's fee. The burn is slower than under either alone.",
        (
            Assumption("anchor", "the price is the anchor"),
            Assumption("all-counts", "locked and treasury tokens count in full"),
            Assumption("all-is-spent", "the vault spends its revenue, which is a share of fees"),
            Assumption("no-foresight", "holders price present usage, as with adoption complete"),
        ),
        SUM,
        _sum,
        _sum_in_numbers,
        {
            "anchor": _instead(SUM, "let the price be the quantity equation's",
                               lambda: burn_days(tr.QUANTITY, NUMBERS)),
            "all-counts": _instead(SUM, "lock half of the supply and let it count for nothing",
                                   lambda: burn_days(tr.ANCHOR, NUMBERS, locked=0.5, weight=0.0)),
            "all-is-spent": _instead(SUM, "let the guard stop half of what is valued",
                                     lambda: burn_days(tr.ANCHOR, NUMBERS, spent=0.5)),
            "no-foresight": _instead(SUM, "let adoption be half and holders price the rest",
                                     lambda: burn_days(tr.ANCHOR, NUMBERS, adoption=0.5)),
        },
        "expected growth below the rate asked, whatever growth comes; running means equal to the "
        "flows; purchases small against the pool",
        shown_in=FIGURE,
    )  # fmt: skip
    return rate, both
