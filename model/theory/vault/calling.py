"""How often the vault is called: once it pays, or later by a sole executor. Theory: T11."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp
from scipy.optimize import minimize_scalar

from model.logic.formulas import optimum
from model.logic.step import Step
from model.logic.steps import worked
from model.logic.theorems import least_whole
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.pool import pool_fee
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.sourced import AFTER_FEE, PAID_IN, POOL_FEE
from model.theory.vault.executor import (
    FIGURE,
    IN_POOL,
    LEAST,
    PATIENT,
    ROUND,
    depths,
    part,
    reward,
    rewarded,
    share,
    size,
)
from model.theory.vault.purchase import POOL, dollars, left

daily_deposits = theoretical(
    "daily_deposits", r"\Pi_d", "USD", "dollars that enter the vault in a day", POSITIVE
)
days_between = theoretical(
    "days_between_calls", r"n_c", "1", "days from one call to the next", POSITIVE
)
patient_purchase = theoretical(
    "patient_purchase",
    r"\Delta_{\mathrm{sole}}",
    "USD",
    "purchase that a sole executor waits for",
    NOT_NEGATIVE,
)
DAYS = sp.ceiling(v.least_purchase / daily_deposits)
days = sp.Symbol("n", positive=True)


def _days(statement: sp.Basic) -> Iterator[Step]:
    held = days * daily_deposits
    yield worked(
        "After a call the vault is empty, and each day adds the same.",
        sp.Add(held, daily_deposits, evaluate=False),
        (days + 1) * daily_deposits,
    )
    yield least_whole(
        "What it holds beyond a purchase that pays is a day's deposits times what the days are "
        "above this. The first whole day on which it is enough is the ceiling.",
        statement,
        held - v.least_purchase,
        days,
        daily_deposits,
    )


def _patient(statement: sp.Basic) -> Iterator[Step]:
    yield rewarded()
    # What the root of the executor's share of the reserve over gas is above one: positive.
    deeper = sp.Symbol("c", positive=True)
    cost = part * dollars / (1 + deeper) ** 2
    profit = (reward() - v.gas_cost) * daily_deposits / size
    far = dollars + left * size
    yield optimum(
        "Calls come every Δ/Π days. What the reward exceeds the gas by, over these days, rises "
        "with the size below this and falls above it, in a pool deeper than gas over share. So no "
        "other size pays a sole executor more.",
        statement,
        profit,
        size,
        daily_deposits
        * (cost * deeper * left / (size * far) ** 2)
        * (far + (1 + deeper) * left * size),
        where=IN_POOL | {v.gas_cost: cost},
    )


def _days_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((v.least_purchase, daily_deposits), statement.rhs, "sympy")
    draw, worst, count = np.random.default_rng(7), 0, 200
    for _ in range(count):
        least, income = (int(n) for n in draw.integers(1, 10**4, 2))
        income = max(income, least // 300 + 1)
        calls, held = [0], 0
        for today in range(1, 3 * (least // income + 2)):
            held += income
            if held >= least:
                held = 0
                calls.append(today)
        expected = int(formula(sp.Integer(least), sp.Integer(income)))
        worst = max(worst, int(np.abs(np.diff(calls) - expected).max()))
    return Evidence("a vault that is emptied whenever it pays: days", count, float(worst), 0.0)


def _patient_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((a.pool_usd, v.gas_cost, share, pool_fee), statement.rhs, "math")
    worst, count = 0.0, 80
    for _, other, cost, bps in depths(count):
        y, g, e = other / 1e6, cost / 1e6, bps / 1e4

        def loss(log_size: float, y: float = y, g: float = g, e: float = e) -> float:
            paid = AFTER_FEE * float(np.exp(log_size))
            return -(e * y * paid / (y + paid) - g) / paid

        found = minimize_scalar(loss, bounds=(0.0, float(np.log(y))), method="bounded",
                                options={"xatol": 1e-9})  # fmt: skip
        worst = max(worst, abs(formula(y, g, e, POOL_FEE) / float(np.exp(found.x)) - 1))
    text = "profit a day, maximised over the size: relative difference"
    return Evidence(text, count, worst, 1e-3)


def _last_deposit() -> Counterexample:
    held = sp.Integer(100)  # nothing more comes in, so waiting costs nothing and gains nothing
    options = [held * part for part in (sp.Rational(1, 4), sp.Rational(1, 2), 1)]
    gains = [sp.Rational(1, 25) * 100 * x / (100 + x) - 1 for x in options]
    return Counterexample(
        "let deposits end at 100 USD: the sole executor takes all of it in one call",
        sp.Eq(options[gains.index(max(gains))], PATIENT.subs(ROUND)),
    )


def _no_recovery() -> Counterexample:
    whole, fee = Fraction(60), PAID_IN
    gains = {}
    for calls in range(1, 9):
        x, y, gain = Fraction(100), Fraction(100), Fraction(0)
        for _ in range(calls):
            paid = whole / calls * fee
            out = x * paid / (y + paid)
            gain += Fraction(1, 25) * out - Fraction(1, 10)  # gas, at the first price
            x, y = x - out, y + paid
        gains[calls] = gain
    best = max(gains, key=gains.__getitem__)
    return Counterexample(
        "never let the pool recover from 60 USD, with gas of a tenth: cutting gains nothing, so "
        "one call is best",
        sp.Eq(sp.Rational(60, best), PATIENT.subs(ROUND | {v.gas_cost: sp.Rational(1, 10)})),
    )


def claims() -> tuple[Claim, ...]:
    """The claims."""
    eager = Assumption("competition", "somebody calls as soon as the reward pays the gas")
    deep = (
        "gas above zero, pools deeper than gas over the executor's share; no limit of guard or cap "
        "binds"
    )
    return (
        Claim(
            "days-between-calls",
            "How many days a vault gathers before it pays to call",
            "A busy vault is called each day; a poor one gathers.",
            (eager, Assumption("steady-deposits", "the same dollars come in each day")),
            sp.Eq(days_between, DAYS),
            _days,
            _days_in_numbers,
            {
                "competition": lambda: Counterexample(
                    "a sole executor lets 10 USD a day gather for longer",
                    sp.Eq(sp.ceiling(PATIENT.subs(ROUND) / 10),
                          DAYS.subs({v.least_purchase: LEAST.subs(ROUND), daily_deposits: 10}))),
                "steady-deposits": lambda: Counterexample(
                    "let 100 USD come at once after nothing: one day is enough where the mean of "
                    "10 USD a day would need more",
                    sp.Eq(1, DAYS.subs({v.least_purchase: LEAST.subs(ROUND),
                                        daily_deposits: 10}))),
            },
            "one look at the vault a day; a call spends all that is there; gas above zero, in a "
            "pool in which a call can pay it",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
        Claim(
            "a-sole-executor-waits",
            "A sole executor waits until impact costs him about as much as gas",
            "His purchase grows with the root of depth times gas over share, so it is far larger "
            "than that of competing executors.",
            (
                POOL,
                Assumption("sole-executor", "nobody else can call"),
                Assumption("steady-deposits", "the same dollars come in each day, for ever"),
                Assumption("full-recovery", "between calls the pool comes back to its price"),
            ),
            sp.Eq(patient_purchase, PATIENT),
            _patient,
            _patient_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: waiting longer always saves gas, and twice the size "
                    "pays better",
                    sp.Ge(sp.Rational(1, 25) - 1 / PATIENT.subs(ROUND),
                          sp.Rational(1, 25) - 1 / (2 * PATIENT.subs(ROUND)))),
                "sole-executor": lambda: Counterexample(
                    "let others call: the first whom it pays comes before",
                    sp.Eq(LEAST.subs(ROUND), PATIENT.subs(ROUND))),
                "steady-deposits": _last_deposit,
                "full-recovery": lambda: _no_recovery(),
            },
            deep,
            shown_in=FIGURE,
            literature=("baumol1952transactions", "tobin1956interest"),
            owner="Baumol 1952 and Tobin 1956, the square root, place not looked up",
        ),
    )  # fmt: skip
