"""The limits of what the vault can spend: guard, market, and the revenue beyond which burn stops.

A day's room is the windows of a day times the room of one purchase. Depth of the pool is its
dollar reserve, virtual in a range. Theory: T24.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.logic.arithmetic import border
from model.logic.step import Step
from model.logic.steps import inequality, read
from model.logic.theorems import by_induction
from model.quantities import POSITIVE, in_force, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import stated
from model.spec.pool import arbitrage_limit, pool_fee, spot
from model.spec.worth import depth
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Values
from model.theory.sourced import FEE_AS_FOUND, POOL_FEE, paid_in
from model.theory.vault.backlog import first, second, spending, spent
from model.theory.vault.frequency import MARKET, SUPPLY, WINDOWS, vault_day
from model.theory.vault.guard import FREEZE, KEPT, margin, premium
from model.theory.vault.purchase import left
from model.theory.vault.vault import after_slip, largest_passing, slippage

saturating = theoretical(
    "saturating_deposits",
    r"\Pi^{\circ}",
    "USD",
    "daily deposits above which more revenue burns no more",
    POSITIVE,
)
windows = theoretical("windows", r"n_w", "1", "windows of the average, one after another", POSITIVE)
in_windows = theoretical(
    "spent_in_windows", r"\Sigma_w", "USD", "dollars that largest purchases spend", POSITIVE
)
FIGURE = "fig-backlog"
# Bound variables: what more comes in; how far the tolerance exceeds the fee, or q exceeds one.
more, over, under, count = sp.symbols("x z y n", positive=True)
AT_PAR = (slippage - pool_fee) / ((1 - slippage) * (1 - pool_fee))
AT_ONCE = a.pool_usd * AT_PAR
FULL = sp.Min(WINDOWS * AT_ONCE, MARKET)
COMPOUND = a.pool_usd * (FREEZE**windows - 1) / (1 - pool_fee)


def _full(statement: sp.Basic) -> Iterator[Step]:
    yield spending()
    at_par = stated(v.vault(), v.guard_room).subs(spot, v.twap)
    yield read(
        "With the spot price at its average, and a tolerance above the fee, the specification's "
        "guard lets this share of the reserve through.",
        v.guard_room / a.pool_usd,
        margin().subs(premium, 1).subs(KEPT),
        1 / after_slip - 1 / left,
    )
    today = spent(a.vault_usd, a.vault_usd)
    tomorrow = today.subs(a.vault_usd, a.vault_usd + more)
    known = {
        pool_fee: 1 - after_slip - over,
        slippage: 1 - after_slip,
        v.depth_share: first / depth,
        a.holders: second / (arbitrage_limit * spot),
    }
    yield border(
        "Nothing waits and no cap binds, so the vault holds the deposits of the day. More of them "
        "let it spend more below this sum, and from it on they do not.",
        statement,
        sp.Gt(tomorrow, today, evaluate=False),
        a.vault_usd,
        where=known | {v.guard_room: at_par.subs(known)},
    )


def _compound(statement: sp.Basic) -> Iterator[Step]:
    at_par = margin().subs(premium, 1)
    yield read("At par a largest purchase is this share of the reserve, f = 1 − φ, g = 1 − s.",
               v.guard_room / a.pool_usd, at_par.subs(KEPT), 1 / after_slip - 1 / left)  # fmt: skip
    yield inequality(
        "Windows never let less pass than n times the first: if q^n, with q = f/g = 1 + z, exceeds "
        "1 + n z by y, one more factor q leaves an excess again.",
        (1 + count * over + under) * (1 + over),
        1 + (count + 1) * over,
        count * over**2 + under * (1 + over),
    )
    yield by_induction(
        "What was spent, less the fee, has reached the reserve. After a window without trade the "
        "average has caught up, so the next purchase is the same share of the reserve as it is. "
        "The first is that share, and each leads from n windows to n + 1.",
        statement,
        windows,
        a.pool_usd * at_par,
        in_windows + (a.pool_usd + (1 - pool_fee) * in_windows) * at_par,
        at=1,
        where=KEPT,
    )


def _full_in_numbers(statement: sp.Basic) -> Evidence:
    symbols = sorted(statement.rhs.free_symbols, key=str)
    formula = sp.lambdify(symbols, statement.rhs, "math")
    draw, worst, cases = np.random.default_rng(7), 0.0, 60
    for _ in range(cases):
        deep, slip = draw.uniform(10, 1e3), draw.uniform(0.006, 0.05)
        known: Values = {a.pool_usd: deep, slippage: slip, depth: 1.0, a.holders: SUPPLY,
                 in_force(v.twap_window): 86400 / int(draw.integers(1, 9)),
                 v.depth_share: deep * draw.uniform(0.01, 0.4)}  # fmt: skip
        low, high = 0.0, deep
        for _ in range(18):
            middle = (low + high) / 2
            today = vault_day(known | {a.vault_usd: middle})
            low, high = (middle, high) if today[v.spend] >= middle else (low, middle)
        found = formula(*(float({**today, **known}[s]) for s in symbols))
        worst = max(worst, abs(found - high) / deep)
    return Evidence("least deposits that the specification's vault does not wholly spend, by "
                    "bisection: share of the reserve", cases, worst, 1e-5)  # fmt: skip


def _compound_in_numbers(statement: sp.Basic) -> Evidence:
    symbols = (windows, a.pool_usd, slippage, pool_fee)
    formula = sp.lambdify(symbols, statement.rhs, "math")
    worst, cases = 0.0, 0
    for slip_bps in (60, 100, 200, 350, 500):
        reserve, other, total = 10**27, 10**13, 0
        for n in range(1, 13):
            size = largest_passing(reserve, other, Fraction(other, reserve), slip_bps)
            paid = paid_in(size)
            reserve, other = reserve - reserve * paid // (other + paid), other + paid
            total += size
            worst = max(worst, abs(formula(n, 1.0, slip_bps / 1e4, POOL_FEE) - total / 1e13))
            cases += 1
    return Evidence("whole-number purchases, each at an average that has caught up: share of the "
                    "first reserve", cases, worst, 1e-6)  # fmt: skip


NUMBERS = {a.pool_usd: 100, slippage: sp.Rational(1, 100), pool_fee: FEE_AS_FOUND,
           a.day_in_seconds: 2, in_force(v.twap_window): 1, windows: 2}  # fmt: skip
NUMBERS |= dict.fromkeys(MARKET.free_symbols, 10**6)


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    slack = Assumption("no-cap", "the epoch's cap does not bind")
    at_par, both = FULL.subs(NUMBERS), COMPOUND.subs(NUMBERS)
    one = COMPOUND.subs(windows, 1).subs(NUMBERS)
    par = Assumption("at-par", "the spot price equals its average before each purchase")
    pool = Assumption("constant-product", "the pool keeps the product of its reserves")
    return (
        Claim(
            "burn-saturates-in-revenue",
            "Above this revenue a dollar more of it burns nothing more",
            "The vault spends the room of its windows, or what the market takes, and no more. The "
            "limit grows with depth, tolerance and the windows of a day, not with revenue.",
            (pool, par, slack,
             Assumption("full-recovery", "arbitrage takes the pool back between purchases")),
            sp.Eq(saturating, FULL),
            _full,
            _full_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: there is no limit", sp.Eq(sp.oo, at_par)),
                "at-par": lambda: Counterexample(
                    "let the spot price be half a per cent above its average: the limit is lower",
                    sp.Eq(200 * (FREEZE / sp.Rational(201, 200) - 1).subs(NUMBERS)
                          / (1 - NUMBERS[pool_fee]), at_par)),
                "no-cap": lambda: Counterexample(
                    "let an epoch of a day have a cap of 1 USD: that is the limit",
                    sp.Eq(sp.Min(1, at_par), at_par)),
                "full-recovery": lambda: Counterexample(
                    "let nobody sell between two purchases a window apart: the reserve grows, and "
                    "more passes",
                    sp.Eq(both, at_par)),
            },
            "tolerances above the pool's fee and below one; executors call, and nothing waits",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
            uses=("called-vault-spends-what-passes",),
        ),
        Claim(
            "largest-purchases-compound",
            "Without anybody who sells, largest purchases grow from window to window",
            "The average catches up in a window, and the reserve has grown. So the room of one "
            "purchase, times the windows, is a cautious count.",
            (pool, Assumption("no-trade", "nobody else trades"),
             Assumption("a-window-apart", "purchases are one window of the average apart")),
            sp.Eq(in_windows, COMPOUND),
            _compound,
            _compound_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: there is no limit", sp.Eq(sp.oo, both)),
                "no-trade": lambda: Counterexample(
                    "let others bring the pool back: two purchases are twice the first",
                    sp.Eq(2 * one, both)),
                "a-window-apart": lambda: Counterexample(
                    "try again after half a window: the second purchase does not pass",
                    sp.Eq(one, both)),
            },
            "tolerances above the pool's fee; a price that stood at its average before",
            shown_in=FIGURE,
            owner="own; no source is known", uses=("guard-limits-size", "guard-shuts-at-a-premium"),
        ),
    )  # fmt: skip
