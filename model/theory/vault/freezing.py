"""How often the guard is shut by chance: the spot price wanders away from its own average.

Times are in years here: the window times the length of a second in years. Theory: T12.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import sympy as sp
from scipy.integrate import quad
from scipy.special import ndtri

from model.logic.formulas import by_meaning, limit_of
from model.logic.step import Step
from model.logic.steps import equivalence, identity, read
from model.quantities import NOT_NEGATIVE, SHARE, in_force, theoretical
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.core import stated
from model.spec.pool import pool_fee, spot
from model.spec.worth import price_volatility
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.invariants.pool import positive
from model.theory.sourced import POOL_FEE
from model.theory.vault.guard import FREEZE, KEPT, margin, premium
from model.theory.vault.purchase import left
from model.theory.vault.vault import after_slip, slippage

gap_variance = theoretical(
    "gap_variance",
    r"\mathrm{Var}\,\ln\varrho",
    "1",
    "variance of the logarithm of the spot price over its average",
    NOT_NEGATIVE,
)
freeze_probability = theoretical(
    "freeze_probability", r"p_{\circ}", "1", "probability that the guard is shut", SHARE
)
FIGURE = "fig-freeze"
seconds = in_force(v.twap_window)
years = seconds * v.second_in_years()
VARIANCE = price_volatility**2 * years / 3
SHUT = sp.erfc(sp.log(FREEZE) / sp.sqrt(2 * gap_variance)) / 2
# Bound variables: a moment of the window, the number of moments, one of them.
moment, number, which = sp.symbols("u n j", positive=True)
# The draw of the premium, and the logarithm of the premium that shuts the guard.
depth, edge = sp.symbols("z y", real=True)
KNOWN = {each: positive(each) for each in
         (spot, price_volatility, seconds, a.day_in_years, a.day_in_seconds)}  # fmt: skip


def specified() -> tuple[sp.Expr, Step]:
    """The specification's spread of the logarithm of the premium, and the step that reads it."""
    ratio = (spot / stated(v.vault(), v.twap)).subs(KNOWN)
    log = sp.expand_log(sp.log(ratio), force=True)
    spread = log.coeff(v.twap_noise)
    step = read("In the specification the logarithm of the premium is a standard normal draw "
                "times a spread. The square of the spread is this.", gap_variance,
                sp.expand(spread**2), VARIANCE.subs(KNOWN))  # fmt: skip
    return spread, step


def _variance(statement: sp.Basic) -> Iterator[Step]:
    yield identity(
        "Of n moments the j-th surprise is in the average of all later prices, so in the gap it "
        "keeps the weight (j − 1)/n.",
        1 - (number - which + 1) / number,
        (which - 1) / number,
    )
    surprise = price_volatility**2 * years / number
    kept = surprise * ((which - 1) / number) ** 2
    _, step = specified()
    yield step
    yield limit_of(
        "Surprises are independent, so their variances add up, each with its weight squared. With "
        "ever more moments in the window the sum tends to a third, which is what the "
        "specification's draw has.",
        statement,
        sp.Sum(kept, (which, 1, number)),
        number,
        sp.oo,
        where=KNOWN,
    )


def _shut(statement: sp.Basic) -> Iterator[Step]:
    _, step = specified()
    yield step
    yield equivalence(
        "The room is not negative if and only if the premium is not above f/g.",
        margin().subs(KEPT),
        left / after_slip - premium,
        1 / (premium * left),
    )
    spread = sp.Symbol("v", positive=True)
    yield equivalence(
        "A logarithm keeps order, so the guard is shut if the draw z is above y = log(f/g) over "
        "the spread v.",
        spread * depth - edge,
        depth - edge / spread,
        spread,
    )
    shutting = (1 - pool_fee) / (1 - slippage)  # f/g
    density = sp.exp(-(depth**2) / 2) / sp.sqrt(2 * sp.pi)
    yield by_meaning(
        "The probability of that is the integral of the normal density above the threshold.",
        statement,
        sp.Integral(density, (depth, sp.log(shutting) / sp.sqrt(gap_variance), sp.oo)),
        where={
            pool_fee: 1 - after_slip * sp.exp(edge),
            slippage: 1 - after_slip,
            gap_variance: spread**2,
        },
    )


SYMBOLS = (price_volatility, seconds, a.day_in_years, a.day_in_seconds)


def _variance_in_numbers(statement: sp.Basic) -> Evidence:
    off = sp.lambdify((gap_variance, *SYMBOLS), statement.lhs / statement.rhs - 1, "math")
    draw, worst, count = np.random.default_rng(7), 0.0, 60
    for _ in range(count):
        vol, window = draw.uniform(0.2, 3), draw.uniform(1800, 86400)
        length = window / 31_536_000
        # Covariances of a Brownian path, u and u' in the window: the smaller of the two.
        once, _ = quad(lambda u, w=length: min(w, u) / w, 0, length)
        twice, _ = quad(lambda u, w=length: (u * w - u * u / 2) / w**2, 0, length)
        variance = vol**2 * (length - 2 * once + twice)
        worst = max(worst, abs(off(variance, vol, window, 1 / 365, 86400)))
    return Evidence("covariances of the path, integrated: relative difference", count, worst, 1e-9)


@cache
def _guard() -> tuple[Callable[..., np.ndarray], Callable[..., np.ndarray]]:
    """The specification's average and room as functions of arrays."""
    block = v.vault()
    average, room = stated(block, v.twap), stated(block, v.guard_room)
    return (
        sp.lambdify((v.twap_noise, spot, *SYMBOLS), average, "numpy"),
        sp.lambdify((v.twap, spot, a.pool_usd, slippage, pool_fee), room, "numpy"),
    )


def frozen_share(vol: float, window: float, slip: float, fee: float, points: int) -> float:
    """Share of days on which the specification's guard is shut, over evenly spread draws."""
    average, room = _guard()
    noise = ndtri((np.arange(points) + 0.5) / points)
    quote = average(noise, 1.0, vol, window, 1 / 365, 86400)
    return float(np.mean(room(quote, 1.0, 1.0, slip, fee) == 0))


def _shut_in_numbers(statement: sp.Basic) -> Evidence:
    symbols = (gap_variance, slippage, pool_fee)
    formula = sp.lambdify(symbols, statement.rhs, ["scipy", "numpy"])
    draw, worst, count, points = np.random.default_rng(7), 0.0, 60, 20_000
    for _ in range(count):
        vol, window, slip = draw.uniform(0.4, 3), draw.uniform(1800, 20_000), draw.uniform(0, 0.02)
        found = frozen_share(vol, window, slip, POOL_FEE, points)
        expected = formula(vol**2 * window / 31_536_000 / 3, slip, POOL_FEE)
        worst = max(worst, abs(found - float(expected)))
    return Evidence("20,000 evenly spread draws through the specification's average and guard: "
                    "difference in probability", count, worst, 1.01 / points)  # fmt: skip


UNIT = {price_volatility: 1, seconds: 3, a.day_in_years: 1, a.day_in_seconds: 1,
        gap_variance: 1, pool_fee: 0, slippage: sp.Rational(1, 2)}  # fmt: skip


def _gap_variance(volatility: sp.Expr, begin: sp.Expr) -> sp.Expr:
    """Variance of the gap after independent surprises from ``begin`` to the end of the window."""
    whole = UNIT[seconds]
    return sp.integrate(volatility**2 * (moment / whole) ** 2, (moment, begin, whole))


def _one_surprise() -> Counterexample:
    whole = sp.Integer(UNIT[seconds])
    behind = whole - sp.integrate(moment, (moment, 0, whole)) / whole
    return Counterexample(
        "let one and the same surprise last for the window, a trend of random slope: the price is "
        "half the trend above its average, and the variance is a quarter instead of a third",
        sp.Eq(behind**2 / whole, VARIANCE.subs(UNIT)),
    )


def _late_news() -> Counterexample:
    return Counterexample(
        "put all surprises into the second half of the window, with the same sum of variances",
        sp.Eq(_gap_variance(sp.sqrt(2), sp.Rational(UNIT[seconds], 2)), VARIANCE.subs(UNIT)),
    )


def _tail(mean: sp.Expr) -> sp.Expr:
    return sp.erfc((sp.log(FREEZE.subs(UNIT)) - mean) / sp.sqrt(2 * VARIANCE.subs(UNIT))) / 2


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    even = Assumption("log-average", "the average weighs all logarithms of the window evenly")
    newest = "weigh only the newest price: it has no gap to itself"
    return (
        Claim(
            "premium-varies-by-a-third",
            "The premium over the average has a third of the variance of the window's price move",
            "New surprises count fully, old ones are already in the average.",
            (
                Assumption("independent-surprises", "price moves of different moments are "
                           "independent"),
                Assumption("steady-volatility", "all moments are equally volatile"),
                even,
            ),
            sp.Eq(gap_variance, VARIANCE),
            _variance,
            _variance_in_numbers,
            {
                "independent-surprises": _one_surprise,
                "steady-volatility": _late_news,
                "log-average": lambda: Counterexample(
                    newest, sp.Eq(sp.Integer(0), VARIANCE.subs(UNIT))),
            },
            "windows of many moments; prices that move for reasons outside the vault",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
        Claim(
            "guard-shut-by-chance",
            "How likely chance alone shuts the guard",
            "It is the normal tail above the shutting premium. Tolerance moves the threshold, "
            "volatility and window move the spread.",
            (
                Assumption("normal-moves", "moves of the logarithm of the price are normal, "
                           "independent and equally volatile"),
                Assumption("no-trend", "the price has no drift within the window"),
                even,
                Assumption("bare-quote", "the quote contains neither pool fee nor impact"),
            ),
            sp.Eq(freeze_probability, SHUT),
            _shut,
            _shut_in_numbers,
            {
                "normal-moves": lambda: Counterexample(
                    "let the logarithm of the premium be one spread up or down: with the threshold "
                    "below one spread the guard is shut half the time",
                    sp.Eq(sp.Rational(1, 2), SHUT.subs(UNIT))),
                "no-trend": lambda: Counterexample(
                    "let a trend lift the price a spread over its average: it is shut more often",
                    sp.Eq(_tail(sp.Integer(1)), SHUT.subs(UNIT))),
                "log-average": lambda: Counterexample(
                    newest, sp.Eq(sp.Integer(0), SHUT.subs(UNIT))),
                "bare-quote": lambda: Counterexample(
                    "put a fee of a quarter into the quote, with a tolerance of a half: the "
                    "guard is shut less often than the formula with that fee says",
                    sp.Eq(SHUT.subs(UNIT), SHUT.subs(UNIT | {pool_fee: sp.Rational(1, 4)}))),
            },
            "any tolerance; volatility and window above zero",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
            uses=("guard-shuts-at-a-premium", "premium-varies-by-a-third"),
        ),
    )  # fmt: skip
