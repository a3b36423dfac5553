"""Where the circulation peaks if the price is given and revenue outgrows it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from numpy.polynomial.legendre import leggauss
from scipy.optimize import minimize_scalar

from model.logic.formulas import only_root
from model.logic.step import Step
from model.logic.steps import inequality
from model.quantities import theoretical
from model.theory import notation as n
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.pool import positive
from model.theory.unlocks.circulation import STRAIGHT

peak_time = theoretical(
    "peak_time",
    r"\hat\tau",
    "calendar_year",
    "years until the most tokens are in circulation, if the price is given",
)
u, tau = n.unlock_rate, n.elapsed
BURN = n.burned_share * n.first_revenue / n.token_price
WHEN = sp.Eq(peak_time, sp.log(u / BURN) / (n.growth - n.price_growth))
NODES, WEIGHTS = leggauss(24)
# Bound variable: by how much revenue outgrows the price.
faster = sp.Symbol("a", positive=True)


def _when(statement: sp.Basic) -> Iterator[Step]:
    revenue = n.first_revenue * sp.exp(n.growth * tau)
    price = n.token_price * sp.exp(n.price_growth * tau)
    net = u - n.burned_share * revenue / price
    outgrown = {n.growth: n.price_growth + faster, u: positive(u)}
    falls = n.burned_share * n.first_revenue / n.token_price * faster * sp.exp(faster * tau)
    yield inequality(
        "The net change of the circulation falls all the time: it is positive before it vanishes "
        "and negative after, so where it vanishes is the one peak.",
        sp.simplify(-sp.diff(net, tau).subs(outgrown)),
        sp.Integer(0),
        falls,
        strict=True,
    )
    yield only_root(
        "Revenue over price grows by the difference of the two rates, and so does the burn. At "
        "one time only it has caught up with the unlocks.",
        statement,
        sp.Eq(net.subs(tau, peak_time), 0, evaluate=False),
        slope=-falls.subs(tau, peak_time),
        where=outgrown,
    )


def lost(
    years: float,
    unlock: float,
    part: float,
    first: float,
    price: float,
    growth: float,
    drift: float,
) -> float:
    """Tokens burned less tokens unlocked, over a year's unlocks, by quadrature."""
    at = years * (NODES + 1) / 2
    flow = part * first * np.exp(growth * at) / (price * np.exp(drift * at))
    return float((years / 2 * np.sum(WEIGHTS * flow) - unlock * years) / unlock)  # fmt: skip


def _when_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 80, 0.0
    symbols = (u, n.burned_share, n.first_revenue, n.token_price, n.growth, n.price_growth)
    said = sp.lambdify(symbols, statement.rhs, "math")
    for _ in range(count):
        part, first, price = draw.uniform((0.3, 1e6, 0.01), (1, 1e8, 1))
        drift = draw.uniform(-0.3, 0.5)
        growth = drift + draw.uniform(0.2, 1.5)
        unlock = part * first / price * draw.uniform(1.5, 20)
        known = (unlock, part, first, price, growth, drift)
        found = minimize_scalar(
            lost, bounds=(0, 20), args=known, method="bounded", options={"xatol": 1e-10}
        )
        worst = max(worst, abs(found.x / said(*known) - 1))
    return Evidence("maximum of the accumulated net change, searched: gap", count, worst, 1e-5)


def _searched(net: sp.Expr, growth: sp.Expr, drift: sp.Expr) -> sp.Basic:
    """The formula against the best of start, formula and the fifth year, by the net change."""
    numbers = {u: sp.E, n.burned_share: 1, n.first_revenue: 1, n.token_price: 1}
    said = WHEN.rhs.subs(numbers | {n.growth: growth, n.price_growth: drift})
    candidates = (sp.Integer(0), said, sp.Integer(5))
    gained = [sp.N(sp.integrate(net, (tau, 0, at))) for at in candidates]
    return sp.Eq(candidates[gained.index(max(gained))], said)


def _market_follows() -> Counterexample:
    net = (sp.E - 1) * sp.exp(-tau)  # of C' = e − C from C = 1
    return Counterexample(
        "let the price be such that market value follows revenue: a constant share burns, and "
        "from one token with e unlocked a year the circulation rises to the end",
        _searched(net, sp.Integer(1), sp.Integer(0)),
    )


def _price_faster() -> Counterexample:
    return Counterexample(
        "let the price grow by 2 a year and revenue by 1: the burn fades, and the circulation "
        "is still rising in the fifth year",
        _searched(sp.E - sp.exp(-tau), sp.Integer(1), sp.Integer(2)),
    )


def _unlock_falls() -> Counterexample:
    unlock, burn = sp.exp(1 - tau * sp.log(2)), sp.exp(tau)
    (found,) = sp.solve(sp.log(unlock) - sp.log(burn), tau)
    return Counterexample(
        "let the unlock rate halve every year: the burn catches up sooner",
        sp.Eq(found, sp.log(unlock.subs(tau, 0) / burn.subs(tau, 0))),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "given-price-peaks-inside",
            "If the price is given and revenue outgrows it, the circulation peaks inside",
            "The peak is when the growing burn has caught up with the unlocks. It is an effect of "
            "the given price: with a price that follows revenue there is none.",
            (
                Assumption("given-price", "the price follows its own path, whatever is burned"),
                Assumption("revenue-outgrows-price", "revenue grows faster than the price"),
                STRAIGHT,
            ),
            WHEN,
            _when,
            _when_in_numbers,
            {
                "given-price": _market_follows,
                "revenue-outgrows-price": _price_faster,
                "straight-unlock": _unlock_falls,
            },
            "some tokens unlock; if it falls between the breaks of the schedule, else the peak is "
            "at a break",
            shown_in="fig-circulation-peak",
            owner="own; solved from the model's equations",
        ),
    )
